"""The composer: what can go with a message, what helps to write it, and who answers it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place
from tests.e2e.window import MOD, Window, devtools
from tests.support.server import Server

_COPY_PICTURE = """async () => {
  const canvas = new OffscreenCanvas(40, 30)
  canvas.getContext('2d').fillRect(0, 0, 20, 30)
  const blob = await canvas.convertToBlob({type: 'image/png'})
  await navigator.clipboard.write([new ClipboardItem({'image/png': blob})])
}"""


_DROP_FILE = """(target) => {
  const carried = new DataTransfer()
  carried.items.add(new File(['High water at noon.'], 'dropped.txt', {type: 'text/plain'}))
  for (const type of ['dragenter', 'dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(type, {dataTransfer: carried, bubbles: true, cancelable: true}))
  }
}"""


def chips(window: Window) -> Locator:
    return window.page.get_by_role("list", name="Attachments").last.get_by_role("listitem")


def options(window: Window, name: str) -> Locator:
    return window.page.get_by_role("listbox", name=name).get_by_role("option")


def test_a_file_is_attached_and_sent(window: Window, tmp_path: Path) -> None:
    (file := tmp_path / "notes.txt").write_text("Low water at six.\n")
    with window.page.expect_file_chooser() as chooser:
        window.button("Attach files").click()
    chooser.value.set_files(file)
    expect(chips(window)).to_contain_text("notes.txt")
    window.ask("Read this. SCRIPT:say", "Hello")
    sent = window.prompts.get_by_role("link", name=re.compile("notes.txt"))
    assert window.page.request.get(sent.get_attribute("href") or "").text() == "Low water at six.\n"


def test_a_picture_is_pasted_and_shown(window: Window) -> None:
    window.page.evaluate(_COPY_PICTURE)
    window.box.press(f"{MOD}+v")
    expect(chips(window)).to_have_count(1)
    window.ask("Look. SCRIPT:say", "Hello")
    picture = window.prompts.get_by_role("img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 40)


def test_a_long_paste_becomes_a_chip_that_can_be_text_again(window: Window) -> None:
    text = "\n".join(f"line {number}" for number in range(200))
    window.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    window.box.press(f"{MOD}+v")
    expect(chips(window)).to_contain_text("pasted 200 lines.txt")
    expect(window.box).to_have_value("")
    window.button("Insert as text").click()
    expect(chips(window)).to_have_count(0)
    expect(window.box).to_have_value(text)


def test_a_file_dropped_on_the_chat_is_attached(window: Window) -> None:
    window.page.get_by_role("region", name="Chat").evaluate(_DROP_FILE)
    expect(chips(window)).to_contain_text("dropped.txt")
    window.send("Read this. SCRIPT:say")
    expect(window.prompts).to_contain_text("dropped.txt")
    window.rest()


def test_a_removed_chip_is_gone(window: Window, tmp_path: Path) -> None:
    (file := tmp_path / "notes.txt").write_text("Low water at six.\n")
    window.page.get_by_label("Files to attach").set_input_files(file)
    window.button("Remove notes.txt").click()
    expect(chips(window)).to_have_count(0)


def test_a_file_of_the_project_is_mentioned(window: Window) -> None:
    window.box.press_sequentially("What is in @tid")
    expect(options(window, "Files").first).to_contain_text("tides.py")
    window.box.press("Enter")
    expect(window.box).to_have_value("What is in @harbour/tides.py ")
    expect(chips(window)).to_contain_text("tides.py")
    window.box.press_sequentially("SCRIPT:say")
    window.box.press("Enter")
    expect(window.prompts).to_contain_text("harbour/tides.py")
    window.rest()


def test_slash_commands_are_picked_by_keyboard(window: Window) -> None:
    window.ask("Begin. SCRIPT:say", "Hello")
    window.box.press_sequentially("/")
    expect(options(window, "Commands").first).to_be_visible()
    window.box.press_sequentially("ren")
    expect(options(window, "Commands").first).to_contain_text("/rename")
    window.box.press("Enter")
    window.box.press_sequentially("Low and high water")
    window.box.press("Enter")
    expect(window.tabs).to_have_text("Low and high water")
    window.box.press_sequentially("/copy")
    window.box.press("Enter")
    expect(window.page.get_by_text("Answer copied")).to_be_visible()
    assert window.copied() == "Hello from the scripted model."


def test_escape_closes_the_picker_and_keeps_the_text(window: Window) -> None:
    window.box.press_sequentially("/re")
    expect(options(window, "Commands").first).to_be_visible()
    window.box.press("Escape")
    expect(window.page.get_by_role("listbox", name="Commands")).to_have_count(0)
    expect(window.box).to_have_value("/re")


def test_another_model_answers_when_it_is_chosen(window: Window) -> None:
    window.button("Model: scripted").click()
    window.page.get_by_role("combobox", name="Find a model").press_sequentially("small")
    expect(options(window, "Models")).to_have_count(1)
    window.page.keyboard.press("Enter")
    expect(window.button("Model: scripted-small")).to_be_visible()
    window.ask("Who are you? SCRIPT:say", "Hello")
    expect(window.conversation).to_contain_text("scripted-small · ")
    window.page.reload()
    expect(window.button("Model: scripted-small")).to_be_visible()


def test_the_context_meter_opens_to_what_the_next_request_holds(window: Window) -> None:
    window.ask("Fill it. SCRIPT:read", "Read it.")
    window.button(re.compile("^Context: .* of 32.8k")).click()
    ledger = window.page.get_by_role("dialog", name="Context")
    expect(ledger).to_contain_text("What the next request holds")
    for group in ("Instructions", "Tools"):
        expect(ledger).to_contain_text(re.compile(group, re.IGNORECASE))
    window.page.keyboard.press("Escape")
    expect(ledger).to_have_count(0)


def test_what_is_typed_with_an_input_method_is_not_sent_by_the_key_that_ends_it(window: Window) -> None:
    chromium = devtools(window.page)
    window.box.focus()
    composing = {"selectionStart": 2, "selectionEnd": 2}
    chromium("Input.imeSetComposition", {"text": "みず", **composing})
    expect(window.box).to_have_value("みず")
    for kind in ("rawKeyDown", "keyUp"):
        chromium("Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "windowsVirtualKeyCode": 229})
    chromium("Input.insertText", {"text": "水"})
    expect(window.box).to_have_value("水")
    expect(window.prompts).to_have_count(0)
    window.box.press("Enter")
    expect(window.prompts).to_have_text("水")
    window.rest()


def test_what_a_suggestion_put_in_can_be_undone(window: Window) -> None:
    window.box.press_sequentially("See @tid")
    expect(options(window, "Files").first).to_contain_text("tides.py")
    window.box.press("Enter")
    expect(window.box).to_have_value("See @harbour/tides.py ")
    window.box.press(f"{MOD}+z")
    expect(window.box).to_have_value(re.compile("^See @t"))


def test_an_upload_that_failed_can_be_tried_again(window: Window, tmp_path: Path) -> None:
    window.allow("net::ERR_")
    (file := tmp_path / "notes.txt").write_text("Low water at six.\n")
    window.page.route("**/api/attachments*", lambda route: route.abort())
    window.page.get_by_label("Files to attach").set_input_files(file)
    expect(window.button("Upload notes.txt again")).to_be_visible()
    window.page.unroute("**/api/attachments*")
    window.button("Upload notes.txt again").click()
    expect(window.button("Upload notes.txt again")).to_have_count(0)
    window.ask("Read this. SCRIPT:say", "Hello")
    expect(window.prompts).to_contain_text("notes.txt")


def test_a_draft_with_its_attachment_goes_on_in_another_browser_until_it_is_sent(
    window: Window, window_of: WindowMaker, server: Server, place: Place
) -> None:
    window.page.get_by_label("Files to attach").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Low water at six."}
    )
    window.box.fill("Half a thought")
    other = window_of(server)
    other.show(place)
    expect(other.box).to_have_value("Half a thought")
    expect(chips(other)).to_contain_text("notes.txt")
    other.box.fill("A whole thought. SCRIPT:say")
    expect(window.box).to_have_value("A whole thought. SCRIPT:say")
    other.send("A whole thought. SCRIPT:say")
    expect(window.box).to_have_value("")
    expect(window.page.get_by_role("list", name="Attachments").get_by_role("button", name="Remove")).to_have_count(0)
    expect(window.prompts).to_contain_text("A whole thought.")
    window.rest()


def test_two_browsers_that_write_at_once_lose_nothing(
    window: Window, window_of: WindowMaker, server: Server, place: Place, api: Api
) -> None:
    other = window_of(server)
    other.show(place)
    window.page.context.set_offline(True)
    window.allow("net::ERR_", "WebSocket")
    window.box.fill("Written in a tunnel")
    other.box.fill("Written at the desk")
    api.until(f"/chats/{place.chat_id}", lambda chat: chat["draft"] == "Written at the desk")
    window.page.context.set_offline(False)
    window.box.press_sequentially(" today")
    expect(window.page.get_by_text("Written in another window: Written at the desk")).to_be_visible()
    expect(other.box).to_have_value("Written in a tunnel today")
    window.button("Add it here").click()
    expect(other.box).to_have_value("Written in a tunnel today\n\nWritten at the desk")


def test_a_draft_waits_in_every_browser(window: Window, api: Api, place: Place) -> None:
    window.box.fill("Half a thought")
    api.until(f"/chats/{place.chat_id}", lambda chat: chat["draft"] == "Half a thought")
    window.page.reload()
    expect(window.box).to_have_value("Half a thought")
