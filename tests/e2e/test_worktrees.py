"""Where agents work: seen and chosen in the header, its setup trusted, its work never lost with a session."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, new_place
from tests.e2e.window import Size, Window, each_size
from tests.support.rows import git_repository
from tests.support.server import Server

SCRIPT = "#!/bin/sh\necho made > made-by-setup.txt\n"
CHIP = re.compile("Worktree boocode")


@pytest.fixture
def yard(api: Api, tmp_path: Path) -> Place:
    """A session in a project of its own that brings a setup script."""
    files = {"README.md": "# Yard\n", ".boocode/setup": SCRIPT, ".gitignore": ".env\n"}
    repository = git_repository(tmp_path / "yard", files)
    (repository / ".env").write_text("TIDE=high\n")
    return new_place(api, repository)


def made(api: Api, place: Place) -> Path:
    """Make the session's worktree; its directory."""
    return Path(api.ask("POST", f"/sessions/{place.session_id}/worktree")["path"])


def panel(window: Window) -> Locator:
    return window.page.get_by_role("dialog", name="Where agents work")


def session_name(api: Api, place: Place) -> str:
    return api.ask("GET", f"/sessions/{place.session_id}")["name"]


def delete_session(window: Window, name: str) -> None:
    window.button(f"Actions for session {name}").click()
    window.menu_item("Delete…").click()
    window.confirm("Delete session")


@each_size
def test_the_worktree_of_a_session_is_seen_and_its_setup_is_trusted(
    window_of: WindowMaker, server: Server, api: Api, yard: Place, size: Size
) -> None:
    directory = made(api, yard)
    window = window_of(server, size=size)
    window.show(yard)
    window.button(CHIP, window.page.get_by_role("banner")).click()
    expect(panel(window)).to_contain_text(str(directory))
    expect(panel(window).get_by_role("radio", name=re.compile("A worktree of its own"))).to_be_checked()
    window.look("worktree")
    window.button("Read and trust…", panel(window)).click()
    dialog = window.page.get_by_role("dialog", name="Trust this setup?")
    expect(dialog.get_by_label("The script")).to_have_text(SCRIPT.strip())
    window.look("setup")
    dialog.get_by_role("checkbox").check()
    window.button("Trust and run in new worktrees", dialog).click()
    expect(dialog).to_have_count(0)
    setup = api.ask("GET", f"/projects/{yard.project_id}/setup")
    assert (setup["trusted"], setup["copies_env"]) == (True, True)


def test_agents_are_sent_to_the_project_itself(window: Window, api: Api, place: Place) -> None:
    made(api, place)
    window.button(CHIP, window.page.get_by_role("banner")).click()
    panel(window).get_by_role("radio", name=re.compile("The project’s directory")).check()
    expect(window.button("Project directory", window.page.get_by_role("banner"))).to_be_visible()
    assert api.ask("GET", f"/sessions/{place.session_id}/workplace")["choice"] == "project"


def test_work_in_a_worktree_survives_the_deletion_of_its_session(
    window: Window, api: Api, place: Place, repository: Path
) -> None:
    (made(api, place) / "notes.txt").write_text("Do not lose me.\n")
    name = session_name(api, place)
    window.allow("409", "404")
    delete_session(window, name)
    dialog = window.page.get_by_role("alertdialog", name=f"The worktree of {name} holds work")
    expect(dialog.get_by_role("list", name="Changed files")).to_have_text("notes.txt")
    window.look("at-risk")
    dialog.get_by_role("button", name=re.compile("Keep it as a rescue commit")).click()
    told = window.page.get_by_role("status").filter(has_text="The work was kept")
    expect(told).to_contain_text("refs/boocode/rescue/")
    window.button("Copy", told).click()
    assert "refs/boocode/rescue/" in window.copied()
    expect(window.page.get_by_role("link", name=re.compile(name))).to_have_count(0)


def test_a_deletion_that_is_thought_better_of_changes_nothing(window: Window, api: Api, place: Place) -> None:
    directory = made(api, place)
    (directory / "notes.txt").write_text("Keep me.\n")
    window.allow("409")
    delete_session(window, session_name(api, place))
    window.confirm("Cancel")
    assert (directory / "notes.txt").is_file()
    assert api.ask("GET", f"/sessions/{place.session_id}/workplace")["worktree"]["state"] == "ready"


def test_a_worktree_without_a_session_is_cleaned_up_in_the_settings(window: Window, api: Api, place: Place) -> None:
    directory = made(api, place)
    (directory / "draft.txt").write_text("An idea.\n")
    name = session_name(api, place)
    api.ask("DELETE", f"/sessions/{place.session_id}", params={"keep": "worktree"})
    window.allow("409", "404")
    window.goto("/settings#worktrees")
    orphans = window.page.get_by_role("region", name="Kept without a session")
    expect(orphans).to_contain_text(name)
    window.button(f"Remove the worktree of {name}").click()
    window.confirm("Remove")
    dialog = window.page.get_by_role("alertdialog", name=f"The worktree of {name} holds work")
    dialog.get_by_role("button", name=re.compile("Throw it away")).click()
    expect(window.button(f"Remove the worktree of {name}")).to_have_count(0)
    assert not directory.exists()
