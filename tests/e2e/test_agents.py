"""Other people's agents, real ones: chosen in the composer, asked for a yes, reviewed like any other work."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from playwright.sync_api import Locator, expect

from tests.agents.stage import FAKE
from tests.e2e.conftest import WindowMaker, serving, start
from tests.e2e.place import Api, Place, new_chat, new_place
from tests.e2e.window import DESKTOP, PHONE, Size, Window, each_size
from tests.support.agents import installed
from tests.support.rows import git_repository
from tests.support.server import Server

TABLE = "".join(f"HEIGHT_{hour} = {hour}\n\n\n" for hour in range(12))
COMMAND = "printf 'high\\n' > tide.txt && echo written"


@pytest.fixture(scope="module")
def server(model: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that finds Goose and opencode, and has looked at both."""
    programs = ",".join(str(installed(name).parent) for name in ("goose", "opencode"))
    directory = tmp_path_factory.mktemp("agents")
    with serving(directory, f"{model.base_url}/v1", BOOCODE_AGENT_DIRECTORIES=programs) as server:
        with Api.of(server) as api:
            api.until("/providers/snapshot", lambda found: {"goose", "opencode"} <= ready(found))
        yield server


def ready(snapshots: dict[str, list[dict[str, str]]]) -> set[str]:
    return {provider["id"] for provider in snapshots["providers"] if provider["status"] == "ready"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository of this test's own: journeys here write in it."""
    return git_repository(tmp_path / f"harbour-{uuid4().hex[:6]}", {"table.py": TABLE})


@pytest.fixture
def place(api: Api, tree: Path) -> Place:
    return new_place(api, tree)


def choose(window: Window, label: str) -> None:
    """Have another agent answer."""
    window.button(re.compile("^Agent:")).click()
    window.page.get_by_role("radio", name=re.compile(f"^{label}")).click()
    expect(window.button(f"Agent: {label}")).to_be_visible()


def card(window: Window) -> Locator:
    """What waits for a yes or a no."""
    return window.page.get_by_role("region", name=re.compile("^Permission: "))


def agreed(window: Window) -> None:
    """Say yes to what is asked, once."""
    before = window.conversation.get_by_text("Allowed once").count()
    window.button(re.compile("^Allow once"), card(window).first).click()
    expect(window.conversation.get_by_text("Allowed once")).to_have_count(before + 1)


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("agent", ["Goose", "OpenCode"])
def test_two_turns_around_a_kill_are_allowed_on_the_phone_and_applied_hunk_by_hunk(
    window: Window, window_of: WindowMaker, server: Server, model: Api, place: Place, tree: Path, agent: str
) -> None:
    window.allow_a_lost_server()
    phone = window_of(server, size=PHONE)
    phone.allow_a_lost_server()
    phone.show(place)

    def correct(hour: int) -> None:
        was, becomes = f"HEIGHT_{hour} = {hour}\n", f"HEIGHT_{hour} = {hour}.5\n"
        edit = {"kind": "edit", "path": "table.py", "old": was, "new": becomes}
        script = model.script(f"{agent}-{hour}", {"tools": [edit]}, {"say": f"Corrected {hour}."})
        window.send(f"Correct it. {script}")
        expect(card(phone)).to_contain_text(f"+{becomes.strip()}")
        phone.shoot("permission")
        agreed(phone)
        expect(window.conversation).to_contain_text(f"Corrected {hour}.")
        window.rest()

    choose(window, agent)
    expect(window.button(re.compile("^Works in: New worktree"))).to_be_visible()
    correct(0)
    assert (agents := [process for process in server.family() if is_agent(process)])
    server.kill()
    assert not psutil.wait_procs(agents, timeout=20)[1]
    start(server)
    correct(11)
    took_up = window.conversation.get_by_role("note").filter(has_text=f"{agent} took up the session")
    expect(took_up).to_be_visible()
    assert git(tree, "status", "--porcelain") == ""

    phone.button("Review", phone.conversation.get_by_role("region", name="Changes of this answer").last).tap()
    pane = phone.page.get_by_role("region", name="Changes", exact=True)
    first, second = (
        pane.get_by_role("group", name=re.compile(rf"^Change {number} of 2 in table.py$")) for number in (1, 2)
    )
    phone.button("Apply", first).tap()
    expect(first).to_contain_text("Applied")
    phone.button("Reject", second).tap()
    expect(second).to_contain_text("Rejected")
    assert git(tree, "diff", "-U0", "--no-prefix").splitlines()[-2:] == ["-HEIGHT_0 = 0", "+HEIGHT_0 = 0.5"]
    assert git(tree, "diff", "--numstat").split() == ["1", "1", "table.py"]


def is_agent(process: psutil.Process) -> bool:
    """Whether it is one of the real agents, not yet gone."""
    try:
        return process.exe() in [str(installed(name).resolve()) for name in ("goose", "opencode")]
    except psutil.Error:
        return False


def test_a_no_with_words_reaches_the_agent(window: Window, model: Api, tree: Path) -> None:
    script = model.script("refused", {"tools": [{"kind": "shell", "command": COMMAND}]}, {"say": "As you like."})
    choose(window, "OpenCode")
    window.send(f"Write the tide. {script}")
    expect(card(window)).to_contain_text(COMMAND)
    window.button("Reject with feedback…", card(window)).click()
    field = window.page.get_by_role("textbox", name="What should it do instead?")
    field.fill("Only tell me the tide.")
    field.press("Enter")
    expect(window.conversation).to_contain_text("You said: Only tell me the tide.")
    window.rest()
    assert not (tree / "tide.txt").exists()


def test_always_is_a_rule_until_it_is_taken_back(window: Window, model: Api, place: Place) -> None:
    script = model.script(
        "often", {"tools": [{"kind": "shell", "command": "git status --short"}]}, {"say": "All seen."}
    )
    choose(window, "Goose")
    window.send(f"Look. {script}")
    expect(card(window)).to_contain_text("Commands that begin with")
    card(window).focus()
    window.page.keyboard.press("Shift+A")
    expect(window.conversation).to_contain_text("Always allowed")
    window.rest()
    window.ask(f"Look again. {script}", "Allowed by a rule")
    expect(card(window)).to_have_count(0)
    window.goto("/settings#permissions")
    rules = window.page.get_by_role("region", name="Permissions", exact=True)
    expect(rules).to_contain_text("used 1×")
    window.button("Take back", rules).click()
    window.confirm("Take back")
    expect(rules).to_contain_text("Nothing is allowed for always.")
    window.show(place)
    window.send(f"Once more. {script}")
    expect(card(window)).to_be_visible()
    window.button(re.compile("^Reject R"), card(window)).click()
    window.rest()


def test_a_permission_is_answered_from_the_inbox(
    window: Window, window_of: WindowMaker, server: Server, api: Api, model: Api, place: Place
) -> None:
    script = model.script("elsewhere", {"tools": [{"kind": "shell", "command": COMMAND}]}, {"say": "It is high."})
    api.ask("PATCH", f"/chats/{place.chat_id}", json={"title": "The tide of today"})
    choose(window, "Goose")
    window.send(f"Write the tide. {script}")
    expect(card(window)).to_be_visible()
    expect(window.tabs.first.get_by_role("img", name="Waits for your answer")).to_be_visible()
    phone = window_of(server, size=PHONE)
    phone.goto("/inbox")
    item = phone.page.get_by_role("listitem").filter(has_text="The tide of today")
    expect(item).to_contain_text(COMMAND)
    phone.button(re.compile("^Allow once"), item).tap()
    expect(item).to_have_count(0)
    expect(window.conversation).to_contain_text("It is high.")
    expect(window.conversation).to_contain_text("Allowed once")
    window.rest()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_options_of_an_agent_are_chosen_kept_and_follow_it(
    window_of: WindowMaker, server: Server, api: Api, place: Place, size: Size
) -> None:
    command = [sys.executable, str(FAKE)]
    api.ask("PATCH", "/providers/config", json={"providers": {"own": {"custom": True, "command": command}}})
    api.ask("POST", "/providers/refresh", json={"ids": ["own"]})
    window = window_of(server, size=size)
    window.show(place)
    choose(window, "own")
    options = window.button("Options" if size is DESKTOP else re.compile("^Mode, thinking, options"))
    web = window.page.get_by_role("menuitemcheckbox", name="Web search")
    style = window.page.get_by_role("group", name="Style").get_by_role("menuitemradio")
    options.click()
    expect(web).not_to_be_checked()
    web.click()
    expect(web).to_be_checked()
    window.shoot("options")
    window.check_accessibility()
    style.nth(1).click()
    window.ask("say Done as you like it.", "Done as you like it.")
    window.ask('option style "a"\nsay I like the other style.', "I like the other style.")
    for _ in range(2):
        options.click()
        expect(web).to_be_checked()  # as it was set in the agent
        expect(style.first).to_be_checked()  # as the agent has set it since
        window.page.reload()


def test_another_agent_goes_on_where_the_first_one_ended(window: Window, model: Api) -> None:
    choose(window, "Goose")
    window.ask(f"First. {model.script('first', {'say': 'Goose was here.'})}", "Goose was here.")
    choose(window, "OpenCode")
    window.ask(f"Second. {model.script('second', {'say': 'So was opencode.'})}", "So was opencode.")
    expect(window.conversation.get_by_role("note").filter(has_text="handed over")).to_be_visible()
    window.page.reload()
    expect(window.button("Agent: OpenCode")).to_be_visible()
    expect(window.conversation.get_by_role("note").filter(has_text="handed over")).to_be_visible()


@each_size
def test_agents_are_for_everyone(
    window_of: WindowMaker, server: Server, api: Api, model: Api, place: Place, size: Size
) -> None:
    command = model.script(
        "look", {"say": "I will.", "tools": [{"kind": "shell", "command": COMMAND}]}, {"say": "Done."}
    )
    window = window_of(server, size=size)
    window.show(new_chat(api, place, "The tide of today"))
    window.button(re.compile("^Agent:")).click()
    expect(window.page.get_by_role("radiogroup", name="Agents")).to_be_visible()
    window.look("agents")
    window.page.keyboard.press("Escape")
    choose(window, "Goose")
    window.send(f"Write the tide. {command}")
    expect(card(window)).to_be_visible()
    window.look("permission")
    agreed(window)
    window.rest()
    for section, sight in (("providers", "Goose"), ("permissions", "Recent decisions"), ("usage", "Together")):
        window.page.goto(f"{server.url}/settings#{section}")
        expect(window.page.get_by_role("region", name=section.capitalize(), exact=True)).to_contain_text(sight)
        # At the top nothing is half below the bar of sections, which would count as too small to be hit.
        window.page.get_by_role("heading", name="Settings", level=1).scroll_into_view_if_needed()
        window.look(f"settings-{section}")
