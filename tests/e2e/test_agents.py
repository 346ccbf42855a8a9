"""Other people's agents, real ones: chosen in the composer, asked for a yes, reviewed like any other work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker, serving
from tests.e2e.place import Api, Place, new_chat, new_place
from tests.e2e.window import DESKTOP, PHONE, Size, Window
from tests.support.agents import installed
from tests.support.rows import git_repository
from tests.support.server import Server

TABLE = "".join(f"HEIGHT_{hour} = {hour}\n\n\n" for hour in range(12))
COMMAND = "printf 'high\\n' > tide.txt && echo written"

both = [
    pytest.param(size, scheme, id=f"{size.name}-{scheme}") for size in (DESKTOP, PHONE) for scheme in ("light", "dark")
]


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


def test_an_agents_work_is_allowed_reviewed_and_applied_with_a_thumb(
    window_of: WindowMaker, server: Server, api: Api, model: Api, place: Place, tree: Path
) -> None:
    edits = [
        {"kind": "edit", "path": "table.py", "old": f"HEIGHT_{hour} = {hour}\n", "new": f"HEIGHT_{hour} = {hour}.5\n"}
        for hour in (0, 11)
    ]
    script = model.script(
        "heights", {"say": "I will correct it.", "tools": edits[:1]}, {"tools": edits[1:]}, {"say": "Corrected."}
    )
    phone = window_of(server, size=PHONE)
    phone.show(place)
    choose(phone, "Goose")
    expect(phone.button(re.compile("^Works in: New worktree"))).to_be_visible()
    phone.send(f"Correct the heights. {script}")
    expect(card(phone)).to_contain_text("+HEIGHT_0 = 0.5")
    phone.shoot("permission")
    agreed(phone)
    expect(card(phone)).to_contain_text("+HEIGHT_11 = 11.5")
    agreed(phone)
    expect(phone.conversation).to_contain_text("Corrected.")
    phone.rest()
    assert (tree / "table.py").read_text() == TABLE

    phone.button("Review", phone.conversation.get_by_role("region", name="Changes of this answer")).tap()
    pane = phone.page.get_by_role("region", name="Changes", exact=True)
    first, second = (
        pane.get_by_role("group", name=re.compile(rf"^Change {number} of 2 in table.py$")) for number in (1, 2)
    )
    phone.button("Apply", first).tap()
    expect(first).to_contain_text("Applied")
    phone.button("Reject", second).tap()
    expect(second).to_contain_text("Rejected")
    assert (tree / "table.py").read_text() == TABLE.replace("HEIGHT_0 = 0\n", "HEIGHT_0 = 0.5\n")
    worktree = Path(api.ask("GET", f"/sessions/{place.session_id}/workplace")["worktree"]["path"])
    assert (worktree / "table.py").read_text() == (tree / "table.py").read_text()


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


def test_another_agent_goes_on_where_the_first_one_ended(window: Window, model: Api) -> None:
    choose(window, "Goose")
    window.ask(f"First. {model.script('first', {'say': 'Goose was here.'})}", "Goose was here.")
    choose(window, "OpenCode")
    window.ask(f"Second. {model.script('second', {'say': 'So was opencode.'})}", "So was opencode.")
    expect(window.conversation.get_by_role("note").filter(has_text="handed over")).to_be_visible()
    window.page.reload()
    expect(window.button("Agent: OpenCode")).to_be_visible()
    expect(window.conversation.get_by_role("note").filter(has_text="handed over")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), both)
def test_agents_are_for_everyone(
    window_of: WindowMaker, server: Server, api: Api, model: Api, place: Place, size: Size, scheme: str
) -> None:
    command = model.script(
        "look", {"say": "I will.", "tools": [{"kind": "shell", "command": COMMAND}]}, {"say": "Done."}
    )
    window = window_of(server, size=size, scheme=scheme)
    window.show(new_chat(api, place, "The tide of today"))
    window.button(re.compile("^Agent:")).click()
    expect(window.page.get_by_role("radiogroup", name="Agents")).to_be_visible()
    window.shoot("agents")
    window.check_accessibility()
    window.page.keyboard.press("Escape")
    choose(window, "Goose")
    window.send(f"Write the tide. {command}")
    expect(card(window)).to_be_visible()
    window.shoot("permission")
    window.check_accessibility()
    agreed(window)
    window.rest()
    for section, sight in (("providers", "Goose"), ("permissions", "Recent decisions"), ("usage", "Together")):
        window.page.goto(f"{server.url}/settings#{section}")
        expect(window.page.get_by_role("region", name=section.capitalize(), exact=True)).to_contain_text(sight)
        window.shoot(f"settings-{section}")
        # At the top nothing is half below the bar of sections, which would count as too small to be hit.
        window.page.get_by_role("heading", name="Settings", level=1).scroll_into_view_if_needed()
        window.check_accessibility()
