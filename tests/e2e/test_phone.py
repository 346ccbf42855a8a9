"""A phone: one pane at a time, everything within a thumb's reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, new_chat
from tests.e2e.window import PHONE, Window
from tests.support.server import Server


@pytest.fixture
def phone(window_of: WindowMaker, server: Server, place: Place) -> Window:
    phone = window_of(server, size=PHONE)
    phone.show(place)
    return phone


def test_an_answer_is_asked_for_and_stopped(phone: Window) -> None:
    box = phone.box.bounding_box()
    assert box
    assert box["y"] + box["height"] < PHONE.height
    phone.box.fill("On and on. SCRIPT:forever")
    phone.button("Send").tap()
    expect(phone.conversation).to_contain_text("on and on on and on")
    phone.button("Stop").tap()
    expect(phone.conversation.get_by_text("Stopped")).to_be_visible()
    assert phone.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


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
    switcher = phone.page.get_by_role("dialog", name="Open chats")
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
    assert phone.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_what_can_be_touched_is_large_enough(phone: Window) -> None:
    phone.ask("Look around. SCRIPT:parallel", "All done.")
    small: list[str] = []
    for button in phone.page.get_by_role("button").all():
        box = button.bounding_box()
        if box and min(box["width"], box["height"]) < 24:
            small.append(f"{button.get_attribute('aria-label') or button.inner_text()}: {box}")
    assert not small, "\n".join(small)
