"""Searching everywhere, and jumping to the place."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, answered, ended, new_chat
from tests.e2e.window import MOD, PHONE, Window
from tests.support.server import Server


def said(api: Api, model: Api, place: Place, word: str) -> Place:
    """A chat in which the model said `word` long before its end; searchable."""
    chat = new_chat(api, place, "Of birds")
    answered(api, chat, f"Begin. {model.script(word, {'say': f'The {word} sings at dawn.'})}")
    filler = model.script(f"filler{word}", {"say": "A line of text.\n\n" * 40})
    for _ in range(3):
        answered(api, chat, f"More. {filler}")
    api.until("/search", lambda page: page["results"], q=f"{word} sings")
    return chat


def test_palette_finds_words_of_an_answer_and_jumps_to_it(window: Window, api: Api, model: Api, place: Place) -> None:
    word = f"nightjar{uuid4().hex[:6]}"
    chat = said(api, model, place, word)
    window.page.keyboard.press(f"{MOD}+k")
    window.page.get_by_role("combobox", name="Search commands, chats, sessions and files").fill(f"{word} sings")
    window.page.get_by_role("option", name=re.compile(f"The {word} sings at dawn")).click()
    expect(window.page).to_have_url(re.compile(chat.chat_id))
    expect(window.page.locator("[data-found]")).to_contain_text(f"The {word} sings")
    expect(window.conversation.get_by_text(f"The {word} sings at dawn.")).to_be_in_viewport()


def test_search_page_filters_and_opens_with_the_keyboard(window: Window, api: Api, model: Api, place: Place) -> None:
    word = f"wryneck{uuid4().hex[:6]}"
    chat = said(api, model, place, word)
    window.page.keyboard.press(f"{MOD}+k")
    window.page.get_by_role("combobox", name="Search commands, chats, sessions and files").fill(word)
    window.page.get_by_role("option", name=re.compile("Search everywhere for")).click()
    field = window.page.get_by_role("combobox", name="Search everywhere")
    expect(field).to_have_value(word)
    found = window.page.get_by_role("listbox", name="Found").get_by_role("option")
    expect(found).to_have_count(2)
    window.button("Answer").click()
    expect(field).to_have_value(f"kind:assistant {word}")
    expect(found).to_have_count(1)
    expect(found.locator("mark")).to_have_text(word)
    window.look("search")
    field.press("Enter")
    expect(window.page).to_have_url(re.compile(chat.chat_id))
    expect(window.conversation.get_by_text(f"The {word} sings at dawn.")).to_be_in_viewport()


def test_chips_and_typed_filters_say_the_same(window: Window, api: Api, model: Api, place: Place) -> None:
    word = f"garganey{uuid4().hex[:6]}"
    said(api, model, place, word)
    window.goto(f"/search?q={word}")
    field = window.page.get_by_role("combobox", name="Search everywhere")
    found = window.page.get_by_role("listbox", name="Found").get_by_role("option")
    expect(found).to_have_count(2)
    window.button("This session").click()
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile(rf"^session:\S.* {word}$"))
    expect(found).to_have_count(2)
    window.allow("status of 400")
    field.fill(f"{word} session:main provider:nobody kind:tool")
    expect(window.button("This session")).to_have_attribute("aria-pressed", "false")
    expect(window.button("Tool")).to_have_attribute("aria-pressed", "true")
    window.button(re.compile("Session main")).click()
    window.button("Provider: nobody").press("Enter")
    window.page.get_by_role("menuitemradio", name="All providers").click()
    window.button("Tool").press("Enter")
    expect(field).to_have_value(word)
    expect(found).to_have_count(2)


def test_what_cannot_be_searched_for_is_said(window: Window) -> None:
    window.allow("status of 400")
    window.goto("/search")
    field = window.page.get_by_role("combobox", name="Search everywhere")
    field.fill("tide project:nowhere")
    expect(window.page.get_by_role("alert")).to_contain_text("no project called 'nowhere'")
    field.fill(f"nothing{uuid4().hex}")
    expect(window.page.get_by_text(re.compile("Nothing has .* in it"))).to_be_visible()


# What is lit up, also inside the diff.
_LIT = "(word) => [...(CSS.highlights.get('found') ?? [])].some((range) => range.toString() === word)"


def find_and_go(window: Window, q: str) -> None:
    window.goto(f"/search?q={q}")
    window.page.get_by_role("listbox", name="Found").get_by_role("option").first.click()


def test_words_deep_in_the_output_of_a_tool_are_shown(
    window: Window, api: Api, model: Api, place: Place, repository: Path
) -> None:
    word = f"whimbrel{uuid4().hex[:6]}"
    lines = [f"line {number} of it" for number in range(500)]
    (repository / "birds.log").write_text("\n".join([*lines, f"a {word} at last"]))
    chat = new_chat(api, place, "Of output")
    reading = {"say": "I look.", "tools": [{"kind": "read", "path": "birds.log"}]}
    answered(api, chat, f"Look. {model.script(word, reading, {'say': 'Filler.' + chr(10) * 2} | {'repeat': 60})}")
    api.until("/search", lambda page: page["results"], q=f"{word} kind:tool")
    find_and_go(window, f"{word}+kind:tool")
    expect(window.conversation.get_by_text(f"a {word} at last")).to_be_in_viewport()
    window.page.wait_for_function(_LIT, arg=word)
    (repository / "birds.log").unlink()


def test_words_in_a_change_are_shown_at_their_line_on_a_phone(
    window_of: WindowMaker, server: Server, api: Api, model: Api, place: Place
) -> None:
    word = f"sanderling{uuid4().hex[:6]}"
    content = "\n".join([f"row_{number} = {number}" for number in range(150)] + [f"last = '{word}'"])
    chat = new_chat(api, place, "Of changes")
    writing = {"say": "I write.", "tools": [{"kind": "write", "path": f"{word}.py", "content": content}]}
    answered(api, chat, f"Write. {model.script(word, writing, {'say': 'Done.'})}")
    api.until("/search", lambda page: page["results"], q=f"{word} kind:change")
    window = window_of(server, size=PHONE)
    find_and_go(window, f"{word}+kind:change")
    window.page.wait_for_function(_LIT, arg=word)
    expect(window.page.get_by_text(f"'{word}'").last).to_be_in_viewport()
    window.shoot("search-change")


def test_search_fits_a_phone(window_of: WindowMaker, server: Server, api: Api, model: Api, place: Place) -> None:
    word = f"dotterel{uuid4().hex[:6]}"
    chat = said(api, model, place, word)
    window = window_of(server, size=PHONE)
    window.goto(f"/search?q={word}+sings")
    found = window.page.get_by_role("listbox", name="Found").get_by_role("option")
    expect(found).to_have_count(1)
    window.look("search")
    found.click()
    expect(window.page).to_have_url(re.compile(chat.chat_id))
    expect(window.conversation.get_by_text(f"The {word} sings at dawn.")).to_be_in_viewport()


def test_a_version_that_is_not_shown_is_shown_when_something_in_it_is_found(
    window: Window, api: Api, model: Api, place: Place
) -> None:
    word = f"dunnock{uuid4().hex[:6]}"
    chat = new_chat(api, place, "Of versions")
    first = answered(api, chat, f"Begin. {model.script(word, {'say': f'The {word} hops below the hedge.'})}")
    model.script(word, {"say": "Another bird."})
    again = api.ask("POST", f"/messages/{first['assistant_message_id']}/regenerate", json={"client_id": str(uuid4())})
    ended(api, again["task"]["id"])
    api.until("/search", lambda page: page["results"], q=f"{word} hops")
    window.goto(f"/search?q={word}+hops")
    window.page.get_by_role("option", name=re.compile("hops below the hedge")).click()
    expect(window.page).to_have_url(re.compile(chat.chat_id))
    expect(window.conversation.get_by_text(f"The {word} hops below the hedge.")).to_be_in_viewport()
