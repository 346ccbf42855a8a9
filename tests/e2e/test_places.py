"""Getting around: history, inbox, palette, settings, themes, the sidebar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Json, Place, answered, new_chat, send
from tests.e2e.window import MOD, Window
from tests.support.server import TOKEN, Server


def palette(window: Window) -> Locator:
    window.page.keyboard.press(f"{MOD}+k")
    field = window.page.get_by_role("combobox", name="Search commands, chats, sessions and files")
    expect(field).to_be_focused()
    return field


def test_history_finds_a_chat_by_its_title(window: Window, api: Api, place: Place) -> None:
    word = f"spring{uuid4().hex[:8]}"
    wanted = new_chat(api, place, f"The {word} tide")
    window.goto(f"/p/{place.project_id}")
    window.page.get_by_role("searchbox", name="Search chats").fill(word.upper())
    chats = window.page.get_by_role("region", name="Chats").get_by_role("link")
    expect(chats).to_have_count(1)
    chats.click()
    expect(window.page).to_have_url(re.compile(wanted.chat_id))
    expect(window.box).to_be_visible()


def test_history_says_when_nothing_is_found(window: Window, place: Place) -> None:
    window.goto("/")
    window.page.get_by_role("searchbox", name="Search chats").fill("no such words anywhere")
    expect(window.page.get_by_text("No chat is called anything like")).to_be_visible()


def test_the_inbox_leads_to_the_question(window: Window, model: Api, api: Api, place: Place) -> None:
    header = f"Harbour {uuid4().hex[:6]}"
    step = {"tools": [{"kind": "question", "question": "Which one?", "header": header, "options": ["Brest", "Hull"]}]}
    elsewhere = new_chat(api, place)
    send(api, elsewhere, f"Ask me. {model.script(header.replace(' ', ''), step, {'say': 'Thanks.'})}")
    window.button(re.compile(r"^Inbox, \d+ waiting")).click()
    asked = window.page.get_by_role("form", name=f"Question: {header}")
    item = window.page.get_by_role("dialog", name="Inbox").get_by_role("listitem").filter(has=asked)
    item.get_by_role("button").first.click()
    expect(window.page).to_have_url(re.compile(elsewhere.chat_id))
    window.page.get_by_role("form", name=f"Question: {header}").get_by_role("radio", name="Hull").click()
    expect(window.conversation).to_contain_text("Thanks.")


def test_a_failed_task_waits_in_the_inbox_until_it_is_seen(window: Window, model: Api, api: Api, place: Place) -> None:
    words = f"Reason {uuid4().hex[:6]}"
    failing = {"error": {"status": 400, "body": {"error": {"message": words}}}}
    answered(api, new_chat(api, place), f"Fail. {model.script('failing', failing)}")
    window.goto("/inbox")
    row = window.page.get_by_role("listitem").filter(has_text=words)
    expect(row).to_contain_text(re.compile(rf"\S+ / \S.* · .*{words}"))
    window.button("Mark as seen", row).click()
    expect(row).to_have_count(0)


def test_the_palette_does_everything_by_keyboard(window: Window, api: Api, place: Place) -> None:
    title = f"Neap {uuid4().hex[:8]}"
    wanted = new_chat(api, place, title)
    palette(window).press_sequentially("new chat below")
    window.page.keyboard.press("Enter")
    expect(window.box).to_have_count(2)
    palette(window).press_sequentially(title.lower())
    expect(window.page.get_by_role("option", name=re.compile(title))).to_be_visible()
    window.page.keyboard.press("Enter")
    expect(window.page).to_have_url(re.compile(wanted.chat_id))
    palette(window).press_sequentially("keyboard reference")
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    window.page.keyboard.press("Escape")
    expect(window.page.get_by_role("dialog")).to_have_count(0)


def test_the_palette_says_when_nothing_answers(window: Window) -> None:
    palette(window).press_sequentially("qqqqzzzz")
    expect(window.page.get_by_text("Nothing answers")).to_be_visible()
    window.page.keyboard.press("Escape")
    expect(window.page.get_by_role("dialog")).to_have_count(0)


def test_settings_show_what_the_server_knows(window: Window, server: Server, model: Api) -> None:
    window.button("Settings").click()
    section = window.page.get_by_role("region")
    expect(section.and_(window.page.get_by_label("Models", exact=True))).to_contain_text("scripted-small")
    expect(section.and_(window.page.get_by_label("Models", exact=True))).to_contain_text(f"{model.base_url}/v1")
    expect(section.and_(window.page.get_by_label("Devices", exact=True))).to_contain_text("This browser")
    expect(section.and_(window.page.get_by_label("Tools", exact=True))).to_contain_text("view_file")
    about = section.and_(window.page.get_by_label("About", exact=True))
    expect(about).to_contain_text(str(server.data_dir))
    expect(about).to_contain_text(re.compile(r"PostgreSQL \d+"))
    settings = section.and_(window.page.get_by_label("Server", exact=True))
    expect(settings).to_contain_text("BOOCODE_LLM_URL")
    expect(settings).not_to_contain_text(TOKEN)


def test_a_link_signs_in_another_device_once(window: Window, window_of: WindowMaker, server: Server) -> None:
    window.goto("/settings")
    window.button("Sign in another device").click()
    link = window.page.get_by_text("#login=").inner_text()
    other = window_of(server, sign_in=False)
    other.page.goto(link)
    expect(other.page.get_by_role("navigation", name="Projects and sessions")).to_be_visible()
    third = window_of(server, sign_in=False)
    third.allow("401")
    third.page.goto(link)
    expect(third.page.get_by_role("heading", name="Sign in to BooCode")).to_be_visible()


@pytest.fixture
def preferences(api: Api) -> Iterator[None]:
    """What is chosen in the test is forgotten after it."""
    yield
    api.ask("PATCH", "/settings", json={"preferences": {"theme": "system", "send_key": "enter"}})


@pytest.mark.usefixtures("preferences")
def test_the_theme_is_the_same_after_a_reload_and_in_other_browsers(
    window: Window, window_of: WindowMaker, server: Server, place: Place
) -> None:
    def expect_theme(shown: Window, theme: str) -> None:
        expect(shown.page.locator("html")).to_have_attribute("data-theme", theme)

    expect_theme(window, "light")
    window.goto("/settings")
    window.page.get_by_role("radiogroup", name="Theme").get_by_text("Dark").click()
    expect_theme(window, "dark")
    window.page.reload()
    expect_theme(window, "dark")
    other = window_of(server)
    other.show(place)
    expect_theme(other, "dark")


@pytest.mark.usefixtures("preferences")
def test_messages_go_out_by_the_chosen_key(window: Window, place: Place) -> None:
    window.goto("/settings")
    keys = window.page.get_by_role("radiogroup", name="Send with")
    with window.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        keys.locator("label").nth(1).click()
    expect(keys.get_by_role("radio").nth(1)).to_be_checked()
    window.show(place)
    window.box.fill("one SCRIPT:say")
    window.box.press("Enter")
    expect(window.prompts).to_have_count(0)
    window.box.press("Control+Enter")
    expect(window.prompts).to_have_count(1)
    window.rest()


def test_sessions_are_renamed_archived_and_deleted_in_the_sidebar(window: Window, api: Api, place: Place) -> None:
    name = api.ask("GET", f"/sessions/{place.session_id}")["name"]
    sidebar = window.page.get_by_role("navigation", name="Projects and sessions")
    sidebar.get_by_role("link", name=re.compile(name)).dblclick()
    field = sidebar.get_by_role("textbox", name="Session name")
    field.fill(renamed := f"Renamed {uuid4().hex[:6]}")
    field.press("Enter")
    expect(sidebar.get_by_role("link", name=re.compile(renamed))).to_be_visible()
    window.button(f"Actions for session {renamed}").click()
    window.menu_item("Delete…").click()
    window.allow("404")
    window.confirm("Delete session")
    expect(sidebar.get_by_role("link", name=re.compile(renamed))).to_have_count(0)


def test_the_sidebar_shows_which_session_works(window: Window, api: Api, place: Place) -> None:
    name = api.ask("GET", f"/sessions/{place.session_id}")["name"]
    link = window.page.get_by_role("navigation", name="Projects and sessions").get_by_role(
        "link", name=re.compile(name)
    )
    window.send("On and on. SCRIPT:forever")
    expect(link.get_by_role("img", name="Working")).to_be_visible()
    expect(window.page.get_by_role("contentinfo")).to_contain_text(re.compile(r"\d+ tasks? running"))
    window.button("Stop").click()
    expect(link.get_by_role("img", name="Working")).to_have_count(0)


def test_an_address_of_nothing_says_so(window: Window, place: Place) -> None:
    window.allow("404")
    window.goto(f"/p/{place.project_id}/s/{place.session_id}/c/{uuid4()}")
    expect(window.page.get_by_text(re.compile("This chat is not there"))).to_be_visible()
    window.button("Close tab").click()
    expect(window.page).to_have_url(re.compile(place.chat_id))
    expect(window.box).to_be_focused()


def test_a_newer_build_is_told_of_without_taking_room(window: Window) -> None:
    def newer(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.fulfill(body="<html></html>", content_type="text/html")
        else:
            route.continue_()

    before = window.box.bounding_box()
    window.page.route(f"{window.server.url}/", newer)
    window.page.evaluate("() => window.dispatchEvent(new Event('vite:preloadError'))")
    expect(window.page.get_by_role("contentinfo")).to_contain_text("BooCode was updated")
    assert window.box.bounding_box() == before
    with window.page.expect_navigation():
        window.button("Reload").click()
    expect(window.box).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(window: Window) -> None:
    window.allow("404")
    for path, words in (
        ("/foo/bar", "There is nothing at this address"),
        (f"/p/{uuid4()}", "This project is not there"),
    ):
        window.goto(path)
        expect(window.page.get_by_role("heading", name=words)).to_be_visible()
    window.button("All chats", window.page.get_by_role("main")).click()
    expect(window.page.get_by_role("textbox", name="First message")).to_be_visible()


def test_what_could_not_be_read_is_tried_again(window: Window) -> None:
    window.allow("422")
    refusal: Json = {"error": {"code": "invalid", "message": "The disk is being read elsewhere.", "data": {}}}
    window.page.route("**/api/inbox", lambda route: route.fulfill(status=422, json=refusal))
    window.goto("/inbox")
    main = window.page.get_by_role("main")
    expect(main.get_by_role("alert")).to_contain_text("The disk is being read elsewhere.")
    window.page.unroute("**/api/inbox")
    window.button("Try again", main).click()
    expect(main.get_by_role("alert")).to_have_count(0)


def test_text_that_is_cut_off_says_the_rest(window: Window, api: Api, place: Place) -> None:
    title = f"{uuid4().hex[:6]} " + "what the tide does at noon " * 6
    new_chat(api, place, title.strip())
    window.goto(f"/p/{place.project_id}")
    shown = window.page.get_by_role("region", name="Chats").get_by_text(title.strip(), exact=True)
    shown.hover()
    expect(shown).to_have_attribute("title", title.strip())


def test_what_is_typed_before_the_palette_is_there_ends_up_in_it(window: Window, place: Place) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    window.page.route("**/assets/Palette-*.js", hold)
    window.show(place)
    window.box.press(f"{MOD}+k")
    window.page.keyboard.type("inbox")
    expect(window.box).to_have_value("")
    for route in held:
        route.continue_()
    field = window.page.get_by_role("combobox", name="Search commands, chats, sessions and files")
    expect(field).to_have_value("inbox")
    expect(field).to_be_focused()
