"""Terminals: seen, kept, shared, searched, and told to chats; with real shells in real tmux."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Locator, expect

from boocode.db.embedded import EmbeddedPostgres
from tests.e2e.conftest import WindowMaker, serving, start
from tests.e2e.place import Api, Place, answered, new_chat, new_place
from tests.e2e.window import MOD, PHONE, Size, Window, each_size
from tests.support.server import Server

INPUT = re.compile("terminal input")
COLOURS = {"7": "reversed", "0;31": "red", "32": "green", "33": "yellow", "34": "blue", "90": "grey"}
PROMPT = re.compile(r"[$#%>]")


def end_all(api: Api) -> None:
    for terminal in api.ask("GET", "/terminals")["terminals"]:
        api.ask("DELETE", f"/terminals/{terminal['id']}")


@pytest.fixture(autouse=True)
def no_shell_is_left(api: Api) -> Iterator[None]:
    yield
    end_all(api)


def screen(window: Window) -> Locator:
    """What is on the screen of the terminal in sight."""
    return window.page.locator(".xterm-rows:visible")


def open_terminal(window: Window) -> Locator:
    """A new terminal at its prompt, with the focus."""
    window.page.keyboard.press(f"{MOD}+j")
    expect(screen(window)).to_contain_text(PROMPT)
    expect(window.page.get_by_role("textbox", name=INPUT)).to_be_focused()
    return screen(window)


def run(window: Window, command: str) -> None:
    window.page.keyboard.type(command)
    window.page.keyboard.press("Enter")


def focus(window: Window) -> None:
    window.page.get_by_role("textbox", name=INPUT).focus()


def test_what_is_typed_runs_and_its_output_is_seen(window: Window) -> None:
    shown = open_terminal(window)
    run(window, "echo $((6 * 7))-is-it; pwd")
    expect(shown).to_contain_text("42-is-it")
    expect(shown).to_contain_text("harbour")
    expect(window.page.get_by_role("tab", name="Terminal 1")).to_be_visible()
    window.page.keyboard.press(f"{MOD}+j")
    expect(window.box).to_be_focused()
    window.page.keyboard.press(f"{MOD}+j")
    expect(window.page.get_by_role("textbox", name=INPUT)).to_be_focused()


def test_a_reload_keeps_the_screen_and_what_runs(window: Window) -> None:
    shown = open_terminal(window)
    run(window, "echo kept-$((40 + 2)); exec cat")
    expect(shown).to_contain_text("kept-42")
    window.page.reload()
    expect(screen(window)).to_contain_text("kept-42")
    focus(window)
    run(window, "echo-of-cat")
    expect(screen(window)).to_contain_text(re.compile("echo-of-cat.*echo-of-cat", re.DOTALL))


def test_a_terminal_moved_to_another_group_shows_the_same_screen(window: Window) -> None:
    shown = open_terminal(window)
    run(window, "echo moved-$((40 + 2))")
    expect(shown).to_contain_text("moved-42")
    window.page.evaluate("() => { document.querySelector('.xterm').dataset.mark = 'same' }")
    window.button("Terminals").last.click()
    window.menu_item("New terminal in the project").click()
    expect(window.page.get_by_role("tab", name="Terminal 2")).to_be_visible()
    window.page.get_by_role("tab", name="Terminal 1").click(button="right")
    window.menu_item("Split right").click()
    expect(window.page.locator(".xterm[data-mark=same]")).to_contain_text("moved-42")


def test_two_windows_type_into_the_same_terminal(window: Window, window_of: WindowMaker, place: Place) -> None:
    shown = open_terminal(window)
    other = window_of(window.server, size=Size("small", 900, 600))
    other.goto(place.path)
    expect(other.box).to_be_visible()
    theirs = open_terminal(other)
    run(other, "echo from-$((40 + 2))")
    expect(shown).to_contain_text("from-42")
    expect(theirs).to_contain_text("from-42")
    window.button("Fit to me").click()
    expect(window.page.get_by_text("Fitted to this window")).to_be_visible()
    expect(other.page.get_by_text("for another window")).to_be_visible()


def test_a_killed_server_comes_back_with_the_shell_and_its_screen(
    window_of: WindowMaker, model: Api, repository: Path, tmp_path: Path
) -> None:
    with serving(tmp_path, f"{model.base_url}/v1") as server, Api.of(server) as api:
        window = window_of(server)
        window.allow_a_lost_server()
        window.show(new_place(api, repository))
        shown = open_terminal(window)
        run(window, "x=still-$((40 + 2)); echo $x")
        expect(shown).to_contain_text("still-42")
        server.kill()
        told = window.page.get_by_text(re.compile("hat you type (meanwhile|here) is not sent"))
        expect(told).to_be_visible()
        start(server)
        expect(told).to_have_count(0)
        focus(window)
        run(window, "echo again-$x")
        expect(shown).to_contain_text("again-still-42")
        end_all(api)


def test_without_tmux_a_terminal_says_what_it_does_not_outlive_and_begins_anew(
    window_of: WindowMaker, model: Api, repository: Path, tmp_path: Path
) -> None:
    with serving(tmp_path, f"{model.base_url}/v1", PATH=without_tmux(tmp_path)) as server, Api.of(server) as api:
        window = window_of(server)
        window.allow_a_lost_server()
        window.show(new_place(api, repository))
        open_terminal(window)
        expect(window.page.get_by_text("install tmux on this machine")).to_be_visible()
        window.button("Understood").click()
        expect(window.page.get_by_text("install tmux on this machine")).to_have_count(0)
        expect(window.page.get_by_text("ends with the server")).to_be_visible()
        run(window, "echo before-$((40 + 2))")
        expect(screen(window)).to_contain_text("before-42")
        server.kill()
        start(server)
        expect(window.page.get_by_text("What ran here ended with the server")).to_be_visible()
        expect(window.page.get_by_text("Connection lost")).to_have_count(0)
        window.button("Restart").click()
        expect(screen(window)).not_to_contain_text("before-42")
        expect(screen(window)).to_contain_text(PROMPT)
        run(window, "echo again-$((40 + 2))")
        expect(screen(window)).to_contain_text("again-42")


def without_tmux(directory: Path) -> str:
    """A search path with all programs of this machine but tmux."""
    (programs := directory / "programs").mkdir()
    for place in os.environ["PATH"].split(os.pathsep):
        for program in Path(place).iterdir() if Path(place).is_dir() else ():
            if program.name != "tmux" and not (programs / program.name).is_symlink():
                (programs / program.name).symlink_to(program)
    return str(programs)


def test_what_has_ended_is_started_again_or_closed(window: Window) -> None:
    open_terminal(window)
    run(window, "exit 3")
    expect(window.page.get_by_text("ended with exit code 3")).to_be_visible()
    window.button("Restart").click()
    expect(window.page.get_by_text("ended with exit code 3")).to_have_count(0)
    focus(window)
    run(window, "exit 3")
    expect(window.page.get_by_text("ended with exit code 3")).to_be_visible()
    window.button("Restart").click()
    expect(window.page.get_by_text("ended with exit code 3")).to_have_count(0)
    expect(screen(window)).to_contain_text(PROMPT)
    run(window, "echo second-$((40 + 2)); exit")
    expect(window.page.get_by_text("ended with exit code 0")).to_be_visible()
    expect(screen(window)).to_contain_text("second-42")
    window.button("Close", window.page.get_by_role("region", name="Terminal 1")).click()
    expect(window.page.get_by_role("tab", name="Terminal 1")).to_have_count(0)


def test_ending_asks_only_while_something_runs(window: Window, api: Api, place: Place) -> None:
    open_terminal(window)
    run(window, "cat")
    where = f"/sessions/{place.session_id}/terminals"
    api.until(where, lambda found: found["terminals"][0]["command"] == "cat")
    window.button("More for this terminal").click()
    window.menu_item("End and close").click()
    expect(window.page.get_by_role("alertdialog")).to_contain_text("cat is running")
    window.confirm("End it")
    expect(window.page.get_by_role("tab", name="Terminal 1")).to_have_count(0)
    assert api.ask("GET", where)["terminals"] == []


def test_pasting_lines_asks_where_they_would_run(window: Window) -> None:
    shown = open_terminal(window)
    expect(shown).to_contain_text(PROMPT)
    run(window, "echo read''y; exec cat")
    expect(shown).to_contain_text("ready")
    window.page.evaluate("() => navigator.clipboard.writeText('one\\ntwo\\u001b[201~\\n')")
    window.page.keyboard.press(f"{MOD}+Shift+v")
    dialog = window.page.get_by_role("alertdialog", name="Paste 2 lines?")
    window.button(re.compile("Paste as one line"), dialog).click()
    expect(dialog).to_have_count(0)
    expect(shown).to_contain_text("one two[201~")


def test_search_finds_what_scrolled_by(window: Window) -> None:
    shown = open_terminal(window)
    run(window, "for n in $(seq 300); do echo line-$n; done; echo do''ne")
    expect(shown).to_contain_text("done")
    window.page.keyboard.press(f"{MOD}+Shift+f")
    window.page.get_by_role("textbox", name="Search in the terminal").press_sequentially("line-17")
    expect(window.page.get_by_role("search")).to_contain_text("11 of 11")
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("search")).to_contain_text("10 of 11")
    window.page.get_by_role("textbox", name="Search in the terminal").fill("LINE-170")
    expect(window.page.get_by_role("search")).to_contain_text("1 of 1")
    window.button("Match case").click()
    expect(window.page.get_by_role("search")).to_contain_text("Not found")
    window.page.keyboard.press("Escape")
    expect(window.page.get_by_role("search")).to_have_count(0)


def test_a_program_has_to_ask_for_the_clipboard(window: Window) -> None:
    open_terminal(window)
    window.page.evaluate("() => navigator.clipboard.writeText('mine')")
    run(window, "printf '\\033]52;c;%s\\007' $(printf theirs | base64)")
    expect(window.page.get_by_text("A program wants to copy")).to_contain_text("theirs")
    assert window.copied() == "mine"
    window.button("Allow").click()
    expect(window.page.get_by_text("A program wants to copy")).to_have_count(0)
    assert window.copied() == "theirs"


def answered_with_code(api: Api, model: Api, place: Place) -> None:
    code = {"say": "Run this:\n\n```bash\necho sent-$((40 + 2))\n```\n"}
    answered(api, place, f"How? {model.script('shellcode', code)}")


def test_code_of_an_answer_waits_at_the_prompt(window: Window, api: Api, model: Api, place: Place) -> None:
    answered_with_code(api, model, place)
    window.button("Send to terminal").click()
    expect(screen(window)).to_contain_text("echo sent-$((40 + 2))")
    expect(screen(window)).not_to_contain_text("sent-42")
    window.page.keyboard.press("Enter")
    expect(screen(window)).to_contain_text("sent-42")


def test_which_of_several_terminals_gets_the_code_is_asked(window: Window, api: Api, model: Api, place: Place) -> None:
    for name in ("build", "logs"):
        body = {"client_id": str(uuid4()), "name": name, "place": "project"}
        api.ask("POST", f"/sessions/{place.session_id}/terminals", json=body)
    answered_with_code(api, model, place)
    window.button("Send to terminal").click()
    window.button(re.compile("^logs"), window.page.get_by_role("dialog", name="Send to which terminal?")).click()
    expect(window.page.get_by_role("tab", name="logs")).to_have_attribute("aria-selected", "true")
    expect(screen(window)).to_contain_text("echo sent-$((40 + 2))")
    window.page.keyboard.press("Enter")
    expect(screen(window)).to_contain_text("sent-42")


def test_the_last_output_goes_to_the_chat_that_is_chosen(window: Window, api: Api, place: Place) -> None:
    new_chat(api, place, "The other one")
    shown = open_terminal(window)
    run(window, "echo told-$((40 + 2))")
    expect(shown).to_contain_text("told-42")
    window.button("Add the last command's output to a chat").click()
    dialog = window.page.get_by_role("dialog", name="Add to which chat?")
    window.button(re.compile("The other one"), dialog).click()
    window.button("Go there").click()
    expect(window.page.get_by_text(re.compile(r"Terminal 1, \d+ line"))).to_be_visible()


def test_a_phone_has_the_keys_that_it_lacks(window_of: WindowMaker, server: Server, place: Place) -> None:
    phone = window_of(server, size=PHONE)
    phone.show(place)
    phone.button(re.compile("^Chats")).tap()
    phone.button("Terminals").tap()
    phone.button(re.compile("^New terminal in the project")).tap()
    expect(screen(phone)).to_contain_text(PROMPT)
    focus(phone)
    run(phone, "echo one-$((40 + 2))")
    expect(screen(phone)).to_contain_text("one-42")
    phone.button("Up").tap()
    phone.page.keyboard.press("Enter")
    expect(screen(phone)).to_contain_text(re.compile("one-42.*one-42", re.DOTALL))
    run(phone, "cat")
    phone.button("Ctrl").tap()
    expect(phone.button("Ctrl")).to_have_attribute("aria-pressed", "true")
    phone.page.keyboard.type("c")
    expect(screen(phone)).to_contain_text("^C")
    expect(phone.button("Ctrl")).to_have_attribute("aria-pressed", "false")
    for key in phone.page.get_by_role("toolbar", name="Terminal keys").get_by_role("button").all():
        box = key.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    phone.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


@each_size
def test_terminals_are_accessible(window_of: WindowMaker, server: Server, place: Place, api: Api, size: Size) -> None:
    api.ask("POST", f"/sessions/{place.session_id}/terminals", json={"client_id": place.chat_id, "place": "project"})
    window = window_of(server, size=size)
    window.show(place)
    window.page.keyboard.press(f"{MOD}+j")
    expect(screen(window)).to_contain_text(PROMPT)
    focus(window)
    colours = " ".join(f"\\033[{code}m{name}" for code, name in COLOURS.items())
    run(window, f"printf '{colours}\\033[m\\n'; exit 1")
    expect(window.page.get_by_text("ended with exit code 1")).to_be_visible()
    ground = window.page.locator(".terminal-host:visible").locator("..")
    letters = ground.evaluate("(one) => getComputedStyle(one).backgroundColor")
    expect(screen(window).get_by_text("reversed", exact=True)).to_have_css("color", letters)
    window.look("terminal")
    window.goto("/settings#terminals")
    expect(window.page.get_by_role("switch", name="Terminals for screen readers")).to_be_visible()
    # At the top nothing is half below the bar of sections, which would count as too small to be hit.
    window.page.get_by_role("heading", name="Settings", level=1).scroll_into_view_if_needed()
    window.look("terminal-settings")


def test_a_terminal_whose_session_is_gone_is_given_to_another(
    window: Window, server: Server, place: Place, api: Api
) -> None:
    shown = open_terminal(window)
    run(window, "echo $((6 * 7))-still-here")
    expect(shown).to_contain_text("42-still-here")
    with psycopg.connect(EmbeddedPostgres(server.data_dir / "postgres").dsn()) as connection:
        connection.execute("delete from terminals")
    window.goto("/settings#terminals")
    orphans = window.page.get_by_role("region", name="Without a session")
    session = api.ask("GET", f"/sessions/{place.session_id}")["name"]
    orphans.get_by_role("combobox").select_option(label=f"harbour / {session}")
    expect(orphans).to_have_count(0)
    (terminal,) = api.ask("GET", f"/sessions/{place.session_id}/terminals")["terminals"]
    assert "42-still-here" in api.ask("GET", f"/terminals/{terminal['id']}/text")["text"]
