"""Questions of the model: asked once, seen everywhere, answered by whoever is first."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker, start
from tests.e2e.place import Api, Place
from tests.e2e.window import PHONE, Window
from tests.support.server import Server


def card(window: Window, title: str = "Colour") -> Locator:
    return window.page.get_by_role("form", name=f"Question: {title}")


def test_a_question_is_answered_by_keyboard_and_shown_answered_elsewhere(
    window: Window, window_of: WindowMaker, server: Server, place: Place
) -> None:
    window.send("Paint it. SCRIPT:question")
    expect(card(window)).to_be_focused()
    other = window_of(server, size=PHONE)
    other.show(place)
    expect(card(other)).to_be_visible()
    window.page.keyboard.press("2")
    expect(window.conversation).to_contain_text("Thanks for answering.")
    for each in (window, other):
        expect(card(each)).to_have_count(0)
        expect(each.conversation.get_by_role("definition")).to_have_text("blue")
        each.rest()
    window.page.reload()
    expect(window.conversation.get_by_role("term")).to_have_text("Which colour?")
    expect(window.conversation.get_by_role("definition")).to_have_text("blue")


def test_a_question_is_answered_in_own_words(window: Window) -> None:
    window.send("Paint it. SCRIPT:question")
    field = card(window).get_by_role("textbox", name="Something else")
    field.fill("a warm grey")
    field.press("Enter")
    expect(window.conversation).to_contain_text("Thanks for answering.")
    expect(window.conversation.get_by_role("definition")).to_have_text("a warm grey")


def test_several_options_are_chosen_and_sent_together(window: Window, model: Api) -> None:
    asked = {"question": "Which days?", "header": "Days", "options": ["Mon", "Tue", "Wed"], "multi_select": True}
    tool = {"kind": "raw", "name": "ask_user_input", "args": {"questions": [asked]}}
    window.send(f"When? {model.script('days', {'tools': [tool]}, {'say': 'Noted.'})}")
    form = card(window, "Days")
    form.get_by_role("checkbox", name="Mon").click()
    form.get_by_role("checkbox", name="Wed").click()
    window.button("Answer ↵", form).click()
    expect(window.conversation).to_contain_text("Noted.")
    expect(window.conversation.get_by_role("definition")).to_have_text("Mon, Wed")


def test_a_question_outlives_the_server(window: Window, server: Server) -> None:
    window.allow_a_lost_server()
    window.send("Paint it. SCRIPT:question")
    expect(card(window)).to_be_visible()
    server.kill()
    start(server)
    window.page.reload()
    card(window).get_by_role("radio", name="red").click()
    expect(window.conversation).to_contain_text("Thanks for answering.")
    window.rest()


def test_stopping_withdraws_the_question(window: Window) -> None:
    window.send("Paint it. SCRIPT:question")
    expect(card(window)).to_be_visible()
    window.button("Stop").click()
    expect(card(window)).to_have_count(0)
    for _ in ("live", "reloaded"):
        expect(window.conversation.get_by_role("term")).to_have_text("Which colour?")
        expect(window.conversation.get_by_role("definition")).to_have_text("not answered")
        window.page.reload()
