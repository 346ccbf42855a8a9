"""The review: an agent proposes, the human decides hunk by hunk, and git shows exactly what was accepted."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, answered, new_place
from tests.e2e.window import PHONE, Size, Window, each_size
from tests.support.rows import git_repository
from tests.support.server import Server

TIDES = "".join(f"def at_{hour}() -> float:\n    return {hour}.0\n\n\n" for hour in range(12))
FILES = {
    "README.md": "# Harbour\n\nTells when the tide is high.\n",
    "harbour/tides.py": TIDES,
    "harbour/table.py": "WIDTH = 4\n",
    "harbour/unused.py": "def gone() -> None:\n    pass\n",
}
EDITS = [
    {"old": "    return 0.0\n", "new": "    return 0.5  # slack water\n"},
    {"old": "    return 5.0\n", "new": "    return 5.5\n"},
    {"old": "    return 11.0\n", "new": "    return 11.5\n"},
]
PROPOSAL = [
    {"kind": "raw", "name": "edit_file", "args": {"path": "harbour/tides.py", "edits": EDITS}},
    {"kind": "raw", "name": "edit_file", "args": {"path": "harbour/table.py", "old": "WIDTH = 4", "new": "WIDTH = 8"}},
    {"kind": "raw", "name": "create_file", "args": {"path": "docs/tides.md", "content": "# Tides\n"}},
    {"kind": "raw", "name": "delete_file", "args": {"path": "harbour/unused.py"}},
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository of this test's own: journeys here write in it."""
    return git_repository(tmp_path / f"harbour-{uuid4().hex[:6]}", FILES)


@pytest.fixture
def place(api: Api, tree: Path) -> Place:
    return new_place(api, tree)


@pytest.fixture
def proposed(api: Api, model: Api, place: Place) -> Place:
    """A chat whose agent has proposed to change four files."""
    words = model.script("proposal", {"say": "I will do that.", "tools": PROPOSAL}, {"say": "It waits for you."})
    answered(api, place, f"Make the tides right. {words}")
    return place


def git(tree: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=tree, check=True, capture_output=True, text=True).stdout


def changed_lines(tree: Path) -> list[str]:
    """The lines that `git diff` adds or removes, untracked files included."""
    git(tree, "add", "--intent-to-add", ".")
    return re.findall(r"^[+-](?![+-]{2} ).*$", git(tree, "diff"), re.MULTILINE)


def review(window: Window, place: Place) -> Locator:
    """Open the review from the card below the answer."""
    window.show(place)
    card = window.conversation.get_by_role("region", name="Changes of this answer")
    expect(card).to_contain_text("4 files waiting for review")
    window.button("Review", card).click()
    pane = window.page.get_by_role("region", name="Changes", exact=True)
    expect(pane).to_be_visible()
    return pane


def hunk(pane: Locator, number: int, path: str) -> Locator:
    words = re.escape(path).replace("/", r"\/")  # Playwright writes it as /…/
    return pane.get_by_role("group", name=re.compile(rf"^Change {number} of \d+ in {words}$"))


def test_only_what_was_accepted_is_in_the_tree(
    window_of: WindowMaker, server: Server, proposed: Place, tree: Path
) -> None:
    window = window_of(server)
    pane = review(window, proposed)
    assert changed_lines(tree) == []
    expect(pane.get_by_role("status")).to_contain_text("6 changes in 4 files")
    first, second, third = (hunk(pane, number, "harbour/tides.py") for number in (1, 2, 3))

    window.button("Apply", first).click()
    expect(first).to_contain_text("Applied")
    window.button("Reject", second).click()
    expect(second).to_contain_text("Rejected")
    expect(pane.get_by_role("status")).to_contain_text("4 changes in 4 files")
    assert changed_lines(tree) == ["-    return 0.0", "+    return 0.5  # slack water"]

    table = pane.get_by_role("group", name="harbour/table.py", exact=True)
    window.button("Apply file", table).click()
    expect(table).to_contain_text("Applied")
    unused = pane.get_by_role("group", name="harbour/unused.py", exact=True)
    window.button("Reject file", unused).click()
    expect(unused).to_contain_text("Rejected")
    assert changed_lines(tree) == ["-WIDTH = 4", "+WIDTH = 8", "-    return 0.0", "+    return 0.5  # slack water"]
    assert (tree / "harbour/unused.py").is_file()

    # The human goes on working far from what was applied; taking that back leaves their lines alone.
    tides = tree / "harbour/tides.py"
    tides.write_text(tides.read_text().replace("return 8.0", "return 8.8"))
    window.button("Take back", first).click()
    expect(first).to_contain_text("Taken back")
    window.button("Apply", third).click()
    expect(third).to_contain_text("Applied")
    assert changed_lines(tree) == [
        "-WIDTH = 4",
        "+WIDTH = 8",
        "-    return 8.0",
        "+    return 8.8",
        "-    return 11.0",
        "+    return 11.5",
    ]


def test_keys_alone_decide(window_of: WindowMaker, server: Server, proposed: Place, tree: Path) -> None:
    window = window_of(server)
    pane = review(window, proposed)
    expect(window.button("Apply", hunk(pane, 1, "harbour/tides.py"))).to_be_visible()
    pane.focus()
    press = window.page.keyboard.press
    press("n")
    expect(pane.locator("[aria-current]")).to_contain_text("harbour/table.py")
    press("p")
    expect(pane.locator("[aria-current]")).to_contain_text("docs/tides.md")
    for key, words in (("a", "5 changes in 3 files"), ("r", "4 changes in 2 files"), ("a", "3 changes in 2 files")):
        press(key)
        expect(pane.get_by_role("status")).to_contain_text(words)
    assert changed_lines(tree) == ["+# Tides", "-    return 0.0", "+    return 0.5  # slack water"]
    press("u")
    expect(hunk(pane, 1, "harbour/tides.py")).to_contain_text("Taken back")
    assert changed_lines(tree) == ["+# Tides"]


def test_comments_go_with_the_next_message(window_of: WindowMaker, server: Server, proposed: Place) -> None:
    window = window_of(server)
    pane = review(window, proposed)
    pane.focus()
    window.page.keyboard.press("c")
    pane.get_by_role("textbox", name="Comment").fill("Why half a metre?")
    window.page.keyboard.press("Control+Enter")
    comment = pane.get_by_role("article", name="Comment")
    expect(comment).to_contain_text("Draft")
    hint = window.button("1 draft comment goes with your next message")
    expect(hint).to_be_visible()
    window.ask("Please look at my comments. SCRIPT:echo", "Why half a metre?")
    expect(hint).to_have_count(0)
    window.button("1 review comment", window.prompts.last).click()
    expect(window.prompts.last).to_contain_text("docs/tides.md:1")
    expect(comment).to_contain_text("Sent to the agent")
    window.button("Resolve", comment).click()
    expect(comment).to_contain_text("Resolved")
    window.button("Delete comment", comment).click()
    expect(comment).to_have_count(0)


def test_a_conflict_is_solved_by_hand(window_of: WindowMaker, server: Server, proposed: Place, tree: Path) -> None:
    (tree / "harbour/table.py").write_text("WIDTH = 6\n")
    window = window_of(server)
    pane = review(window, proposed)
    table = pane.get_by_role("group", name="harbour/table.py", exact=True)
    expect(table).to_contain_text("changed on disk")
    window.button("Apply file", table).click()
    window.button("Solve conflict", table).click()
    merged = pane.get_by_role("textbox", name="Merged text of harbour/table.py")
    expect(merged).to_have_value(re.compile("<<<<<<<"))
    expect(window.button("Save Ctrl ↵", pane)).to_be_disabled()
    window.button("Take both", pane).click()
    expect(merged).to_have_value("WIDTH = 6\nWIDTH = 8\n")
    merged.fill("WIDTH = 7\n")
    window.button("Save Ctrl ↵", pane).click()
    window.button("Apply file", table).click()
    expect(table).to_contain_text("Applied")
    assert (tree / "harbour/table.py").read_text() == "WIDTH = 7\n"


def test_the_proposed_text_is_edited_by_hand(
    window_of: WindowMaker, server: Server, proposed: Place, tree: Path
) -> None:
    window = window_of(server)
    pane = review(window, proposed)
    table = pane.get_by_role("group", name="harbour/table.py", exact=True)
    window.button("Edit the proposed text", table).click()
    pane.get_by_role("textbox", name="Proposed text of harbour/table.py").fill("WIDTH = 9\n")
    window.page.keyboard.press("Control+Enter")
    window.button("Apply file", table).click()
    expect(table).to_contain_text("Applied")
    assert (tree / "harbour/table.py").read_text() == "WIDTH = 9\n"


def test_taking_back_is_refused_where_later_work_stands_on_it(
    window_of: WindowMaker, server: Server, proposed: Place, tree: Path
) -> None:
    window = window_of(server)
    window.allow("409")
    pane = review(window, proposed)
    table = pane.get_by_role("group", name="harbour/table.py", exact=True)
    window.button("Apply file", table).click()
    expect(table).to_contain_text("Applied")
    (tree / "harbour/table.py").write_text("WIDTH = 80\n")
    window.button("Take back", hunk(pane, 1, "harbour/table.py")).click()
    dialog = window.page.get_by_role("dialog", name="It cannot be taken back")
    expect(dialog).to_contain_text("WIDTH = 80")
    window.button("Understood", dialog).click()
    expect(dialog).to_have_count(0)
    assert (tree / "harbour/table.py").read_text() == "WIDTH = 80\n"


def test_the_second_of_two_reviewers_is_told(
    window_of: WindowMaker, server: Server, proposed: Place, api: Api, tree: Path
) -> None:
    one, two = window_of(server), window_of(server)
    panes = [review(window, proposed) for window in (one, two)]
    tables = [pane.get_by_role("group", name="harbour/table.py", exact=True) for pane in panes]
    one.button("Reject file", tables[0]).click()
    for table in tables:
        expect(table).to_contain_text("Rejected")
    expect(two.button("Apply file", tables[1])).to_have_count(0)
    assert (tree / "harbour/table.py").read_text() == "WIDTH = 4\n"


def test_every_change_knows_the_answer_that_made_it(window_of: WindowMaker, server: Server, proposed: Place) -> None:
    window = window_of(server, size=PHONE)
    pane = review(window, proposed)
    window.button(re.compile("^By BooCode in .* Show the answer$"), pane).tap()
    expect(window.conversation.get_by_role("region", name="Changes of this answer")).to_be_visible()
    expect(pane).to_have_count(0)


@each_size
def test_the_review_is_for_everyone(
    window_of: WindowMaker, server: Server, proposed: Place, tree: Path, size: Size
) -> None:
    (tree / "harbour/table.py").write_text("WIDTH = 6\n")
    window = window_of(server, size=size)
    pane = review(window, proposed)
    if size is PHONE:
        window.look("changes-file")
        window.button("All files", pane).tap()
        window.look("changes-list")
        window.button(re.compile("tides.py"), pane).first.tap()
        first = hunk(pane, 1, "harbour/tides.py")
        window.button("Apply", first).tap()
        expect(first).to_contain_text("Applied")
        window.button("Comment on this change", pane).first.tap()
        expect(pane.get_by_role("textbox", name="Comment")).to_be_focused()
    else:
        window.page.keyboard.press("a")
        window.page.keyboard.press("c")
        expect(pane.get_by_role("textbox", name="Comment")).to_be_focused()
    window.look("changes-comment")
