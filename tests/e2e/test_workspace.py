"""Living in the workspace: by keyboard alone, on several devices, across sessions, with keys of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, ended, new_chat, new_place, send
from tests.e2e.window import MOD, PHONE, Window
from tests.support.server import Server


def press(window: Window, keys: str) -> None:
    window.page.keyboard.press(keys)


def told(window: Window, words: str) -> None:
    """What a screen reader was told last."""
    expect(window.page.locator("[aria-live=polite].sr-only").filter(has_text=words)).to_have_count(1)


def tabs_of(chats: list[Place]) -> list[dict[str, object]]:
    """The tabs of chats, as arrangements are kept."""
    return [
        {
            "type": "tab",
            "id": f"chat:{chat.chat_id}",
            "name": "A chat",
            "component": "chat",
            "config": {"ref": chat.chat_id},
        }
        for chat in chats
    ]


@pytest.mark.usefixtures("second")
def test_tabs_are_split_sized_and_maximised_by_keyboard_alone(window: Window) -> None:
    press(window, f"{MOD}+Alt+Shift+ArrowRight")
    expect(window.box).to_have_count(2)
    told(window, "Second moved, tab 1 of 1 in group 2 of 2.")
    press(window, "Alt+Shift+ArrowLeft")
    told(window, "First, tab 1 of 1 in group 1 of 2.")
    splitter = window.page.get_by_role("separator")
    expect(splitter).to_have_attribute("aria-valuetext", "50%")
    press(window, "Alt+Shift+Period")
    expect(splitter).to_have_attribute("aria-valuetext", "55%")
    press(window, f"{MOD}+Shift+M")
    expect(window.box).to_have_count(1)
    told(window, "The group fills the workspace.")
    press(window, f"{MOD}+Shift+M")
    expect(window.box).to_have_count(2)
    press(window, f"{MOD}+Alt+Shift+ArrowRight")
    expect(window.box).to_have_count(1)
    expect(window.tabs).to_have_count(2)


@pytest.mark.usefixtures("second")
def test_closed_tabs_are_in_a_menu_and_the_middle_button_closes(window: Window) -> None:
    window.tab("First").click(button="middle")
    expect(window.tabs).to_have_count(1)
    press(window, "Alt+w")
    expect(window.tabs).to_have_count(0)
    press(window, f"{MOD}+Shift+E")
    expect(window.tab("Second")).to_be_visible()
    window.button("Open in a tab").click()
    window.menu_item("First").click()
    expect(window.tab("First")).to_have_attribute("aria-selected", "true")
    window.button("Open in a tab").click()
    window.menu_item("Chats of the project").click()
    expect(window.tab("Chats")).to_have_attribute("aria-selected", "true")
    expect(window.page.get_by_role("searchbox", name="Search chats")).to_be_visible()


@pytest.mark.usefixtures("second")
def test_a_phone_has_an_arrangement_of_its_own(
    window: Window, window_of: WindowMaker, server: Server, api: Api, place: Place
) -> None:
    press(window, f"{MOD}+Alt+Shift+ArrowDown")
    expect(window.box).to_have_count(2)
    api.until(
        f"/sessions/{place.session_id}/layout",
        lambda kept: str(kept["layout"]).count("'tabset'") == 2,
        device="desktop",
    )
    phone = window_of(server, size=PHONE)
    phone.show(place)
    expect(phone.box).to_have_count(1)
    phone.button(re.compile("^Chats"), phone.page.get_by_role("navigation", name="Main")).tap()
    switcher = phone.page.get_by_role("dialog", name="Open tabs")
    phone.button("Close First", switcher).tap()
    expect(phone.button("Close First", switcher)).to_have_count(0)
    window.page.reload()
    expect(window.box).to_have_count(2)


def test_two_windows_that_open_tabs_at_once_both_keep_them(
    window: Window, window_of: WindowMaker, server: Server, api: Api, place: Place, second: Place
) -> None:
    third = new_chat(api, place, "Third")
    api.until(
        f"/sessions/{place.session_id}/layout", lambda kept: second.chat_id in str(kept["layout"]), device="desktop"
    )
    other = window_of(server)
    other.allow("409")
    held: list[Route] = []
    is_held = True

    def hold(route: Route) -> None:
        if is_held and route.request.method == "PUT":
            held.append(route)
        else:
            route.continue_()

    other.page.route("**/layout", hold)
    with other.page.expect_request(lambda request: request.method == "PUT" and request.url.endswith("/layout")):
        other.goto(third.path)
    expect(other.tab("Third")).to_be_visible()
    window.button("New chat").first.click()
    expect(window.tabs).to_have_count(3)
    api.until(
        f"/sessions/{place.session_id}/layout", lambda kept: str(kept["layout"]).count("'tab'") == 3, device="desktop"
    )
    is_held = False
    for route in held:
        route.continue_()
    expect(other.tabs).to_have_count(4)
    expect(window.tabs).to_have_count(4)


def test_a_broken_arrangement_still_shows_its_tabs(
    window_of: WindowMaker, server: Server, api: Api, place: Place
) -> None:
    chats = [place, new_chat(api, place, "Second")]
    broken = {"grid": {"leaves": tabs_of(chats), "size": "no"}}
    api.ask(
        "PUT",
        f"/sessions/{place.session_id}/layout",
        json={"device": "desktop", "layout": broken, "base_version": 0},
    )
    window = window_of(server)
    window.goto(f"/p/{place.project_id}/s/{place.session_id}")
    expect(window.tabs).to_have_count(2)
    expect(window.box).to_be_visible()


@pytest.fixture
def elsewhere(window: Window, api: Api, repository: Path, place: Place) -> Place:
    """A second session, which this window was in before it came to the first."""
    elsewhere = new_place(api, repository)
    window.show(elsewhere)
    window.show(place)
    return elsewhere


def test_going_back_to_a_session_finds_everything_as_it_was(window: Window, place: Place, elsewhere: Place) -> None:
    window.box.fill("Half a thou")
    press(window, f"{MOD}+e")
    field = window.page.get_by_role("combobox", name="Find a session")
    expect(field).to_be_focused()
    name = window.page.get_by_role("option").first
    expect(name).to_be_visible()
    window.page.get_by_role("option").filter(has_text="Session").first.click()
    expect(window.page).not_to_have_url(re.compile(place.session_id))
    press(window, f"{MOD}+e")
    expect(window.page.get_by_role("combobox", name="Find a session")).to_be_focused()
    expect(name).to_be_visible()
    press(window, "Enter")
    expect(window.page).to_have_url(re.compile(place.chat_id))
    expect(window.box).to_have_value("Half a thou")
    expect(window.box).to_be_focused()
    press(window, "Alt+PageDown")
    expect(window.page).not_to_have_url(re.compile(place.session_id))
    press(window, "Alt+PageUp")
    expect(window.page).to_have_url(re.compile(place.chat_id))


def test_a_session_deleted_elsewhere_says_so(window: Window, api: Api, place: Place) -> None:
    window.allow("404")
    api.ask("DELETE", f"/sessions/{place.session_id}", params={"force": True})
    expect(window.page.get_by_role("heading", name="This session is not there")).to_be_visible()
    window.button("All chats of the project").click()
    expect(window.page.get_by_role("textbox", name="First message")).to_be_visible()


@pytest.fixture
def keys(api: Api) -> Iterator[None]:
    """Keys chosen in the test are forgotten after it."""
    yield
    api.ask("PATCH", "/settings", json={"preferences": {"keys": None}})


@pytest.mark.usefixtures("keys")
def test_a_command_gets_other_keys_in_every_browser(
    window: Window, window_of: WindowMaker, server: Server, place: Place
) -> None:
    palette = window.page.get_by_role("dialog", name="Command palette")
    window.goto("/settings#keyboard")
    section = window.page.get_by_role("region", name="Keyboard", exact=True)
    section.get_by_role("searchbox").fill("command palette")
    section.get_by_role("button", name=re.compile("Change the keys of Command palette")).click()
    press(window, f"{MOD}+b")
    expect(section.get_by_role("status")).to_contain_text("Show or hide the sidebar")
    press(window, f"{MOD}+w")
    expect(section.get_by_role("status")).to_contain_text("The browser keeps this key")
    with window.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        press(window, f"{MOD}+Shift+Y")
    expect(section.get_by_role("button", name="Change the keys of Command palette, now Ctrl Shift Y")).to_be_visible()
    other = window_of(server)
    other.show(place)
    press(other, f"{MOD}+Shift+Y")
    expect(other.page.get_by_role("dialog", name="Command palette")).to_be_visible()
    press(window, f"{MOD}+k")
    expect(palette).to_have_count(0)
    section.get_by_role("button", name="Reset the keys of Command palette").click()
    press(window, f"{MOD}+k")
    expect(palette).to_be_visible()


def test_the_keyboard_reference_is_searched(window: Window) -> None:
    window.page.get_by_role("tab").first.focus()
    press(window, "Shift+?")
    reference = window.page.get_by_role("dialog", name="Keyboard")
    expect(reference).to_contain_text("Command palette")
    reference.get_by_role("searchbox", name="Find a shortcut").fill("maximise")
    expect(reference.get_by_role("term")).to_have_count(1)
    expect(reference).to_contain_text("Ctrl Shift M")
    press(window, "Escape")
    expect(reference).to_have_count(0)
    expect(window.page.get_by_role("tab").first).to_be_focused()
    window.box.fill("?")
    expect(window.box).to_have_value("?")


def test_every_one_of_thirty_tabs_is_reached_by_its_name(window: Window, api: Api, place: Place) -> None:
    chats = [place, *(new_chat(api, place) for _ in range(29))]
    for number, chat in enumerate(chats, 1):
        api.ask("PATCH", f"/chats/{chat.chat_id}", json={"title": f"Topic {number}"})
    strip = {"type": "tabset", "id": "strip", "weight": 100, "selected": 0, "children": tabs_of(chats)}
    tree: dict[str, Any] = {"global": {}, "borders": [], "layout": {"type": "row", "weight": 100, "children": [strip]}}
    kept = api.ask("GET", f"/sessions/{place.session_id}/layout", params={"device": "desktop"})["version"]
    for device, version in (("desktop", kept), ("phone", 0)):
        arrangement: dict[str, Any] = {"device": device, "layout": tree, "base_version": version}
        api.ask("PUT", f"/sessions/{place.session_id}/layout", json=arrangement)
    window.goto(chats[29].path)
    expect(window.tab("Topic 30")).to_be_in_viewport(ratio=0.5)
    window.button("More tabs").click()
    expect(window.page.get_by_role("option")).to_have_count(30)
    window.page.get_by_role("combobox", name="Find a tab").fill("topic 2")
    expect(window.page.get_by_role("option").first).to_contain_text(re.compile("Topic 2$"))
    press(window, "Enter")
    expect(window.tab("Topic 2").and_(window.page.locator("[aria-selected=true]"))).to_be_in_viewport(ratio=0.5)


def test_what_a_menu_does_with_a_message_the_palette_does_by_the_same_words(
    window: Window, api: Api, place: Place
) -> None:
    ended(api, send(api, place, "Hello")["task"]["id"])
    window.show(place)
    window.button("More for this answer").click()
    for name in ("Fork from here", "Send to terminal", "Answer again", "Delete this and what follows"):
        expect(window.menu_item(name)).to_be_enabled()
    press(window, "Escape")
    press(window, f"{MOD}+k")
    window.page.get_by_role("combobox").fill("what follows")
    window.page.get_by_role("option", name="Delete the last message").click()
    window.button("Delete").click()
    expect(window.button("More for this answer")).to_have_count(0)
