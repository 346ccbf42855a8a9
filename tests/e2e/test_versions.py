"""Other versions of a message: edited, answered again, forked, deleted."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.place import Api, Place, messages_of
from tests.e2e.window import Window


def versions(within: Locator) -> Locator:
    return within.get_by_role("navigation", name="Versions")


def edit(window: Window, text: str) -> None:
    window.button("Edit and send again").last.click()
    editor = window.page.get_by_role("textbox", name="Edit the message")
    expect(editor).to_be_focused()
    editor.fill(text)
    editor.press("Enter")


def test_an_edited_message_keeps_its_earlier_version(window: Window) -> None:
    window.ask("First words. SCRIPT:say", "Hello from the scripted model.")
    edit(window, "Second words. SCRIPT:think")
    expect(window.conversation).to_contain_text("Thought about it.")
    window.rest()
    expect(window.conversation).not_to_contain_text("First words.")
    expect(versions(window.prompts)).to_contain_text("2/2")
    window.button("Earlier version", window.prompts).click()
    expect(window.conversation).to_contain_text("First words.")
    expect(window.conversation).to_contain_text("Hello from the scripted model.")
    expect(versions(window.prompts)).to_contain_text("1/2")
    window.button("Later version", window.prompts).click()
    expect(window.conversation).to_contain_text("Second words.")
    window.page.reload()
    expect(versions(window.prompts)).to_contain_text("2/2")


def test_editing_can_be_given_up(window: Window) -> None:
    window.ask("Only words. SCRIPT:say", "Hello")
    window.box.press("ArrowUp")
    editor = window.page.get_by_role("textbox", name="Edit the message")
    expect(editor).to_have_value("Only words. SCRIPT:say")
    editor.press("Escape")
    expect(editor).to_have_count(0)
    expect(window.prompts).to_contain_text("Only words.")


def test_answering_again_makes_another_version_of_the_answer(window: Window, model: Api) -> None:
    marker = model.script("again", {"say": "The first answer."})
    window.ask(f"Ask. {marker}", "The first answer.")
    model.script("again", {"say": "The second answer."})
    window.button("Answer again").click()
    expect(window.conversation).to_contain_text("The second answer.")
    window.rest()
    expect(window.conversation).not_to_contain_text("The first answer.")
    expect(versions(window.conversation)).to_contain_text("2/2")
    window.button("Earlier version").click()
    expect(window.conversation).to_contain_text("The first answer.")


def test_a_fork_goes_on_in_a_chat_of_its_own(window: Window, api: Api, place: Place) -> None:
    window.ask("One. SCRIPT:say", "Hello")
    window.ask("Two. SCRIPT:say", "Two.")
    window.button("More for this answer").first.click()
    window.menu_item("Fork from here").click()
    expect(window.tabs).to_have_count(2)
    expect(window.prompts).to_have_count(1)
    window.ask("Three. SCRIPT:think", "Thought about it.")
    assert len(messages_of(api, place)) == 4
    window.tabs.first.click()
    expect(window.prompts).to_have_count(2)
    expect(window.conversation).not_to_contain_text("Three.")


def test_deleting_a_message_takes_what_follows_with_it(window: Window, api: Api, place: Place) -> None:
    window.ask("One. SCRIPT:say", "Hello")
    window.ask("Two. SCRIPT:think", "Thought about it.")
    window.button("More for this message").last.click()
    window.menu_item("Delete this and what follows").click()
    window.confirm("Delete")
    expect(window.prompts).to_have_count(1)
    expect(window.conversation).not_to_contain_text("Thought about it.")
    assert len(messages_of(api, place)) == 2
