"""A phone: one pane at a time, everything within a thumb's reach."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, new_chat
from tests.e2e.window import PHONE, Size, Window, settled
from tests.support.server import Server


def bottom(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box
    return box["y"] + box["height"]


@pytest.fixture
def phone(window_of: WindowMaker, server: Server, place: Place) -> Window:
    phone = window_of(server, size=PHONE)
    phone.show(place)
    return phone


def test_an_answer_is_asked_for_and_stopped(phone: Window) -> None:
    settled(lambda: bottom(phone.box) < PHONE.height, "the box is on the screen")
    phone.box.fill("On and on. SCRIPT:forever")
    phone.button("Send").tap()
    expect(phone.conversation).to_contain_text("on and on on and on")
    phone.button("Stop").tap()
    expect(phone.conversation.get_by_text("Stopped")).to_be_visible()
    phone.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_drawer_leads_to_other_sessions(phone: Window, api: Api, place: Place) -> None:
    session = api.ask("POST", f"/projects/{place.project_id}/sessions", json={"name": "Elsewhere"})
    phone.button("Projects and sessions").tap()
    drawer = phone.page.get_by_role("dialog", name="Projects and sessions")
    drawer.locator(f"a[href$='{session['id']}']").tap()
    expect(drawer).to_have_count(0)
    expect(phone.page.get_by_role("banner")).to_contain_text("Elsewhere")
    expect(phone.box).to_be_visible()


def test_the_tab_switcher_shows_and_closes_chats(phone: Window, api: Api, place: Place) -> None:
    other = new_chat(api, place, "Other chat")
    phone.goto(other.path)
    bar = phone.page.get_by_role("navigation", name="Main")
    phone.button("Chats (2)", bar).tap()
    switcher = phone.page.get_by_role("dialog", name="Open tabs")
    switcher.get_by_role("button", name="New chat", exact=True).tap()
    expect(switcher).to_have_count(0)
    expect(phone.page).to_have_url(phone.server.url + place.path)
    phone.button("Chats (2)", bar).tap()
    phone.button("Close Other chat", switcher).tap()
    expect(switcher.get_by_role("listitem")).to_have_count(1)


def test_the_bar_makes_a_new_chat_and_opens_inbox_and_settings(phone: Window) -> None:
    bar = phone.page.get_by_role("navigation", name="Main")
    before = phone.page.url
    phone.button("New chat", bar).tap()
    expect(phone.page).not_to_have_url(before)
    phone.button("Inbox", bar).or_(bar.get_by_role("button", name="Inbox")).first.tap()
    expect(phone.page.get_by_role("heading", name="Inbox")).to_be_visible()
    phone.button("Settings", bar).tap()
    expect(phone.page.get_by_role("heading", name="Settings")).to_be_visible()
    phone.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


_SMALL = """(least) => {
  const small = []
  const all = 'button, [role=tab], [role=switch], [role=radio], input, textarea, summary'
  for (const found of document.querySelectorAll(all)) {
    if (found.closest('.sr-only, [inert], [aria-hidden=true]') || !found.checkVisibility()) continue
    const {width, height} = (found.closest('label') ?? found).getBoundingClientRect()
    if (width && Math.min(width, height) < least)
      small.push(`${found.getAttribute('aria-label') ?? found.textContent}: ${width} × ${height}`)
  }
  return small
}"""
_COVER = """(height) => {
  Object.defineProperty(visualViewport, 'height', {get: () => height, configurable: true})
  visualViewport.dispatchEvent(new Event('resize'))
}"""


def assert_within_reach(window: Window, name: str) -> None:
    """What can be touched has the size of a thumb, and nothing is beside the screen."""
    small: list[str] = []

    def is_large() -> bool:
        small[:] = window.page.evaluate(_SMALL, 43.5)
        return not small

    with suppress(AssertionError):
        settled(is_large, name)
    assert not small, f"{name}:\n" + "\n".join(small)
    window.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


def test_on_the_smallest_phone_everything_is_within_reach(window_of: WindowMaker, server: Server, place: Place) -> None:
    phone = window_of(server, size=Size("small", 360, 640, touch=True))
    phone.show(place)
    phone.ask("Look around. SCRIPT:parallel", "All done.")
    assert_within_reach(phone, "chat")
    phone.button("Projects and sessions").tap()
    expect(phone.page.get_by_role("dialog", name="Projects and sessions")).to_be_visible()
    assert_within_reach(phone, "drawer")
    for path, heading in (("/settings", "Settings"), ("/inbox", "Inbox"), ("/search", "Search everywhere")):
        phone.goto(path)
        expect(phone.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        assert_within_reach(phone, path)


def test_a_keyboard_that_lies_over_the_page_covers_nothing(phone: Window) -> None:
    phone.page.evaluate(_COVER, 420)
    expect(phone.page.get_by_role("navigation", name="Main")).to_be_hidden()
    settled(lambda: bottom(phone.box) <= 420, "the box is above the keyboard")
    phone.page.evaluate(_COVER, PHONE.height)
    expect(phone.page.get_by_role("navigation", name="Main")).to_be_visible()


def test_the_settings_say_which_section_is_in_view(phone: Window) -> None:
    phone.goto("/settings#terminals")
    link = phone.page.get_by_role("navigation", name="Sections").get_by_role("link", name="Terminals")
    expect(link).to_have_attribute("aria-current", "true")
    expect(link).to_be_in_viewport(ratio=1)
