"""What agents propose, and what they see of it."""

from __future__ import annotations

import anyio

from boocode.contracts.wire.parts import EditDetail, WriteDetail
from tests.changes.desk import Desk, numbered
from tests.support.rows import make_chat


async def test_an_edit_waits_and_the_file_stays_as_it_is(desk: Desk) -> None:
    outcome = await desk.tool("edit_file", path="src/app.py", old="line 5\n", new="line five\n")
    assert not outcome.is_error
    assert isinstance(outcome.detail, EditDetail)
    assert "-line 5\n+line five\n" in outcome.detail.diff
    assert desk.read("src/app.py") == numbered(40).encode()
    change = await desk.only()
    assert (change.op, change.state, change.added, change.removed) == ("edit", "pending", 1, 1)
    assert change.language == "python"
    assert change.old_mode == change.new_mode == "100644"
    (hunk,) = change.hunks
    assert (hunk.old_start, hunk.old_lines, hunk.new_start, hunk.new_lines) == (2, 7, 2, 7)
    assert [line.text for line in hunk.lines if line.kind == "add"] == ["line five"]
    assert hunk.by[0].task_id == desk.scope.task_id


async def test_later_reads_of_any_chat_of_the_session_see_it(desk: Desk) -> None:
    await desk.do("edit_file", path="src/app.py", old="line 5\n", new="needle five\n")
    await desk.do("create_file", path="src/new/deep.py", content="needle in new\n")
    await desk.do("delete_file", path="src/util.py")
    await desk.do("move_file", path="README.md", new_path="docs/READ.md")
    other = desk.as_task(
        (
            await make_chat(desk.db, desk.root, session_id=desk.place.session_id, project_id=desk.place.project_id)
        ).chat_id
    )
    assert "needle five" in await other.do("view_file", path="src/app.py", start_line=5, end_line=5)
    assert "needle in new" in await other.do("view_many", files=["src/new/deep.py", "docs/READ.md"])
    assert (await other.tool("view_file", path="src/util.py")).is_error
    assert (await other.tool("view_file", path="README.md")).is_error
    found = await other.do("grep", pattern="needle")
    assert "src/app.py" in found
    assert "src/new/deep.py" in found
    assert "2 matches" in found
    assert "No match" in await other.do("grep", pattern="util 3")
    assert "No match" in await other.do("grep", pattern="line 5$")
    listing = await other.do("list_dir", path=".", depth=3)
    assert "deep.py" in listing
    assert "READ.md" in listing
    assert "util.py" not in listing
    assert "README" not in listing
    assert "src/new/deep.py" in await other.do("find_files", pattern="*.py")
    assert "util.py" not in await other.do("find_files", pattern="*.py")
    assert "docs/READ.md" in await other.do("find_files", pattern="READ")
    assert "README.md" not in await other.do("find_files", pattern="READ")
    assert "lines: 1" in await other.do("file_info", path="src/new/deep.py")
    assert "type: directory" in await other.do("file_info", path="src/new")
    assert "needle five" in await other.do("diff_files", first="src/app.py", second="docs/READ.md")
    overview = await other.do("count_lines", by="directory")
    assert "docs/" in overview


async def test_another_session_does_not_see_it(desk: Desk) -> None:
    await desk.do("edit_file", path="src/app.py", old="line 5\n", new="needle\n")
    elsewhere = await make_chat(desk.db, desk.root, project_id=desk.place.project_id)
    other = desk.as_task(elsewhere.chat_id, session_id=elsewhere.session_id)
    assert "needle" not in await other.do("view_file", path="src/app.py")


async def test_edits_of_one_file_are_one_change_with_each_hunk_attributed_to_its_calls(desk: Desk) -> None:
    await desk.do("edit_file", path="src/app.py", old="line 5\n", new="five\n")
    second = desk.as_task()
    await second.do("edit_file", path="src/app.py", old="line 30\n", new="thirty\nthirty and a half\n")
    change = await desk.only()
    assert [hunk.by[0].task_id for hunk in change.hunks] == [desk.scope.task_id, second.scope.task_id]
    assert {by.task_id for by in change.by} == {desk.scope.task_id, second.scope.task_id}
    assert change.hunks[0].by[0].call_ids != change.hunks[1].by[0].call_ids
    await second.do("edit_file", path="src/app.py", old="line 6\n", new="")
    first, last = (await desk.only()).hunks
    assert [by.task_id for by in first.by] == [desk.scope.task_id, second.scope.task_id]
    assert len(last.by) == 1


async def test_a_hunk_keeps_its_id_when_others_come_and_go(desk: Desk) -> None:
    await desk.do("edit_file", path="src/app.py", old="line 20\n", new="twenty\n")
    (before,) = (await desk.only()).hunks
    await desk.do("edit_file", path="src/app.py", old="line 2\n", new="two\nand more\n")
    assert before.id in {hunk.id for hunk in (await desk.only()).hunks}


async def test_taking_everything_back_supersedes_the_change(desk: Desk) -> None:
    await desk.do("edit_file", path="src/app.py", old="line 5\n", new="five\n")
    await desk.do("edit_file", path="src/app.py", old="five\n", new="line 5\n")
    assert await desk.open() == []
    assert (await desk.list())[0].state == "superseded"
    await desk.do("create_file", path="tmp.txt", content="x\n")
    await desk.do("delete_file", path="tmp.txt")
    assert await desk.open() == []


async def test_creating_over_a_file_needs_overwrite(desk: Desk) -> None:
    assert "exists already" in (await desk.tool("create_file", path="src/app.py", content="x")).text
    await desk.do("create_file", path="src/app.py", content="x\n", overwrite=True)
    assert (await desk.only()).op == "edit"


async def test_a_new_file_shows_as_written(desk: Desk) -> None:
    outcome = await desk.tool("create_file", path="run.sh", content="#!/bin/sh\n", executable=True)
    assert isinstance(outcome.detail, WriteDetail)
    change = await desk.only()
    assert (change.op, change.old_mode, change.new_mode) == ("create", None, "100755")


async def test_moves_follow_the_file(desk: Desk) -> None:
    await desk.do("move_file", path="src/app.py", new_path="src/main.py")
    await desk.do("edit_file", path="src/main.py", old="line 1\n", new="one\n")
    change = await desk.only()
    assert (change.op, change.path, change.new_path) == ("move", "src/app.py", "src/main.py")
    await desk.do("move_file", path="src/main.py", new_path="src/app.py")
    assert (await desk.only()).op == "edit"
    await desk.do("edit_file", path="src/app.py", old="one\n", new="line 1\n")
    assert await desk.open() == []


async def test_a_new_file_where_one_was_moved_away_makes_both_plain(desk: Desk) -> None:
    await desk.do("move_file", path="src/app.py", new_path="src/main.py")
    await desk.do("create_file", path="src/app.py", content="new\n")
    changes = {change.path: change for change in await desk.open()}
    assert {path: change.op for path, change in changes.items()} == {"src/app.py": "edit", "src/main.py": "create"}
    assert "new" in await desk.do("view_file", path="src/app.py")
    assert "line 40" in await desk.do("view_file", path="src/main.py")


async def test_moving_onto_a_deleted_file_replaces_it(desk: Desk) -> None:
    await desk.do("delete_file", path="src/util.py")
    assert (await desk.tool("move_file", path="src/app.py", new_path="README.md")).is_error
    await desk.do("move_file", path="src/app.py", new_path="src/util.py")
    ops = {change.path: change.op for change in await desk.open()}
    assert ops == {"src/app.py": "delete", "src/util.py": "edit"}


async def test_calls_at_once_lose_nothing(desk: Desk) -> None:
    async with anyio.create_task_group() as group:
        for number in range(1, 13):
            group.start_soon(
                lambda n=number: desk.do("edit_file", path="src/app.py", old=f"line {n}\n", new=f"changed {n}\n")
            )
    text = await desk.do("view_file", path="src/app.py")
    assert text.count("changed") == 12
