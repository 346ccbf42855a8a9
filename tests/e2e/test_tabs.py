"""Tabs and splits: made, moved, closed, opened again, and the same everywhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, new_chat
from tests.e2e.window import MOD, Window, settled
from tests.support.server import Server


def left(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box
    return box["x"]


def saved(api: Api, place: Place, *chats: Place) -> None:
    """Wait until the server has an arrangement with these chats, and no others."""
    wanted = sorted(chat.chat_id for chat in chats)

    def has_them(layout: dict[str, object]) -> bool:
        return sorted(set(re.findall(r"chat:([0-9a-f-]{36})", str(layout["layout"])))) == wanted

    api.until(f"/sessions/{place.session_id}/layout", has_them, device="desktop")


def test_a_new_tab_is_a_new_chat(window: Window) -> None:
    before = window.page.url
    window.button("New chat").first.click()
    expect(window.tabs).to_have_count(2)
    expect(window.page).not_to_have_url(before)
    window.ask("In the new one. SCRIPT:say", "Hello")
    window.tabs.first.click()
    expect(window.page).to_have_url(before)
    expect(window.prompts).to_have_count(0)


def test_what_is_typed_after_a_click_on_a_tab_goes_into_it(window: Window, second: Place) -> None:
    for name in ("Second", "First", "First"):  # also where it is shown already
        window.tab(name).click()
        expect(window.box).to_be_focused()
    window.tab("First").focus()
    window.page.keyboard.press("Space")
    expect(window.box).to_be_focused()


def test_a_split_shows_two_chats_at_once(window: Window) -> None:
    window.button("Split and more").click()
    window.menu_item("New chat to the right").click()
    expect(window.box).to_have_count(2)
    window.box.last.fill("Right. SCRIPT:say")
    window.box.last.press("Enter")
    expect(window.page.get_by_role("region", name="Chat").last).to_contain_text("Hello from the scripted model.")
    expect(window.page.get_by_role("region", name="Chat").first).not_to_contain_text("Hello")


def test_a_dragged_tab_makes_a_split_that_is_the_same_after_reload_and_elsewhere(
    window: Window, window_of: WindowMaker, server: Server, api: Api, place: Place, second: Place
) -> None:
    saved(api, place, place, second)
    pane = window.page.get_by_role("region", name="Chat").bounding_box()
    grip = window.tab("Second").bounding_box()
    assert pane
    assert grip
    mouse = window.page.mouse
    mouse.move(grip["x"] + 20, grip["y"] + 12)
    mouse.down()
    mouse.move(grip["x"] + 32, grip["y"] + 40, steps=4)
    mouse.move(pane["x"] + pane["width"] - 20, pane["y"] + pane["height"] / 2, steps=12)
    mouse.up()
    expect(window.box).to_have_count(2)

    def split(layout: dict[str, object]) -> bool:
        return str(layout["layout"]).count("'tabset'") == 2

    api.until(f"/sessions/{place.session_id}/layout", split, device="desktop")
    settled(lambda: left(window.tab("Second")) > left(window.tab("First")) + 300, "they are side by side")
    where = left(window.tab("Second"))
    window.page.reload()
    expect(window.box).to_have_count(2)
    settled(lambda: left(window.tab("Second")) == pytest.approx(where, abs=2), "it is where it was")
    other = window_of(server)
    other.goto(place.path)
    expect(other.box).to_have_count(2)
    settled(lambda: left(other.tab("Second")) == pytest.approx(where, abs=2), "it is in the same place")


def test_a_closed_tab_is_opened_again(window: Window, api: Api, place: Place, second: Place) -> None:
    window.page.keyboard.press("Alt+w")
    expect(window.tab("Second")).to_have_count(0)
    saved(api, place, place)
    window.page.keyboard.press(f"{MOD}+Shift+E")
    expect(window.tab("Second")).to_have_attribute("aria-selected", "true")


def test_the_last_tab_closed_leaves_a_place_to_begin(window: Window, api: Api, place: Place) -> None:
    window.page.keyboard.press("Alt+w")
    expect(window.tabs).to_have_count(0)
    first = window.page.get_by_role("textbox", name="First message")
    first.fill("From the start page. SCRIPT:say")
    first.press("Enter")
    expect(window.conversation).to_contain_text("Hello from the scripted model.")
    window.rest()


def test_tabs_are_renamed_split_and_closed_from_their_menu(window: Window, place: Place, second: Place) -> None:
    for chat, name, item, shown in (
        (second, "Second", "Split right", 2),
        (place, "First", "Maximise or restore the group", 1),
        (place, "First", "Maximise or restore the group", 2),
        (place, "First", "Move right", 1),
    ):
        window.tab(name).click(button="right")
        window.menu_item(item).click()
        expect(window.box).to_have_count(shown)
        expect(window.page.locator(f'[data-chat="{chat.chat_id}"] [data-composer]')).to_be_focused()
    window.tab("First").click(button="right")
    window.menu_item("Rename").click()
    name = window.page.get_by_role("textbox", name="Rename tab")
    name.fill("Premier")
    name.press("Enter")
    expect(window.tab("Premier")).to_be_visible()
    window.tab("Premier").click(button="right")
    window.menu_item("Close others").click()
    expect(window.tabs).to_have_count(1)
    expect(window.tab("Premier")).to_be_visible()
    expect(window.box).to_be_focused()


def test_tabs_are_walked_by_keyboard(window: Window, second: Place) -> None:
    window.page.keyboard.press("Alt+[")
    expect(window.tab("First")).to_have_attribute("aria-selected", "true")
    expect(window.page).to_have_url(re.compile("/c/"))
    window.page.keyboard.press("Alt+]")
    expect(window.tab("Second")).to_have_attribute("aria-selected", "true")


def test_a_chat_deleted_elsewhere_closes_its_tab(window: Window, api: Api, place: Place, second: Place) -> None:
    window.allow("404")
    api.ask("DELETE", f"/chats/{second.chat_id}")
    expect(window.tab("Second")).to_have_count(0)
    expect(window.page.get_by_text("Second is not there any more")).to_be_visible()
    expect(window.tab("First")).to_have_attribute("aria-selected", "true")
    expect(window.box).to_be_focused()
    third = new_chat(api, place, "Third")
    window.show(third)
    saved(api, place, place, third)
    window.page.goto("about:blank")
    api.ask("DELETE", f"/chats/{third.chat_id}")
    window.show(place)
    expect(window.page.get_by_text("Third is not there any more")).to_be_visible()
    expect(window.tabs).to_have_count(1)
