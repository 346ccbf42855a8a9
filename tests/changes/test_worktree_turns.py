"""BooCode's own agents in worktrees, new worktrees, turns in the project itself, and turns that were cut off."""

from __future__ import annotations

import pytest

from boocode.changes import frames_store
from boocode.changes.errors import WorktreeBusy
from boocode.contracts.workplaces import TurnAuthor
from boocode.kernel.ids import new_id
from tests.changes.desk import mode_of, numbered
from tests.changes.turns import Bench, calls_of, in_worktree, open_bench


async def test_native_edits_are_written_to_the_worktree_and_wait_for_review(bench: Bench) -> None:
    async with bench.turn(provider="boocode") as turn:
        desk = in_worktree(bench.desk, turn.root)
        await desk.do("edit_file", path="src/app.py", old="line 3\n", new="line three\n")
        await desk.do("create_file", path="new/run.sh", content="#!/bin/sh\n", executable=True)
        await desk.do("delete_file", path="README.md")
        await desk.do("move_file", path="src/util.py", new_path="lib.py")
        assert "line three" in (turn.read("src/app.py") or "")
        assert mode_of(turn.root / "new/run.sh") & 0o111
        assert (turn.read("README.md"), turn.read("src/util.py")) == (None, None)
        assert "line three" in await desk.do("view_file", path="src/app.py")
        assert await desk.changes.view.overlay(desk.place.session_id) == {}
        listed = {(change.path, change.op) for change in await desk.open()}
        assert listed == {
            ("src/app.py", "edit"), ("new/run.sh", "create"), ("README.md", "delete"), ("src/util.py", "move"),
        }  # fmt: skip
        assert (bench.desk.read("src/app.py") or b"").count(b"three") == 0
    assert {change.path for change in await bench.desk.open()} == {
        "src/app.py",
        "new/run.sh",
        "README.md",
        "src/util.py",
    }
    await bench.desk.apply()
    assert await bench.differing() == set()
    assert bench.desk.read("lib.py") == numbered(40, "util").encode()


async def test_a_native_edit_is_told_apart_from_what_a_command_did_before(bench: Bench) -> None:
    async with bench.turn(provider="boocode") as turn:
        desk = in_worktree(bench.desk, turn.root)
        turn.replace("src/app.py", "line 30\n", "line thirty\n")
        await desk.do("edit_file", path="src/app.py", old="line 3\n", new="line three\n")
        by_native, by_command = calls_of(await desk.only())
        assert len(by_native) == 1
        assert by_command == []


async def test_a_native_move_of_an_edited_file_stays_one_change(bench: Bench) -> None:
    async with bench.turn(provider="boocode") as turn:
        desk = in_worktree(bench.desk, turn.root)
        await desk.do("edit_file", path="src/app.py", old="line 3\n", new="line three\n")
        await desk.do("move_file", path="src/app.py", new_path="a.py")
        await desk.do("move_file", path="a.py", new_path="b.py")
        move = await desk.only()
        assert (move.op, move.path, move.new_path, move.added) == ("move", "src/app.py", "b.py", 1)
        await desk.do("move_file", path="b.py", new_path="src/app.py")
        assert (await desk.only()).op == "edit"


async def test_native_edits_of_what_may_not_be_written_are_refused(bench: Bench) -> None:
    async with bench.turn(provider="boocode") as turn:
        desk = in_worktree(bench.desk, turn.root)
        for path in (".env", "../outside.txt", ".git/config"):
            assert (await desk.tool("create_file", path=path, content="x")).is_error
        (turn.root / "link").symlink_to(bench.desk.root)
        assert (await desk.tool("create_file", path="link/x.txt", content="x")).is_error
    assert bench.desk.read("x.txt") is None


async def test_a_new_worktree_begins_with_what_is_pending(bench: Bench) -> None:
    desk = bench.desk
    await desk.do("edit_file", path="src/app.py", old="line 3\n", new="line three\n")
    await desk.do("create_file", path="new.txt", content="new\n")
    await desk.do("move_file", path="src/util.py", new_path="lib.py")
    await desk.do("delete_file", path="README.md")
    desk.write("src/app.py", numbered(40).replace("line 30\n", "mine\n"))
    before = await desk.open()
    async with bench.turn() as turn:
        assert "line three" in (turn.read("src/app.py") or "")
        assert (turn.read("new.txt"), turn.read("README.md"), turn.read("src/util.py")) == ("new\n", None, None)
        assert turn.read("lib.py") == numbered(40, "util")
    assert await desk.open() == before
    await desk.apply()
    merged = numbered(40).replace("line 30\n", "mine\n").replace("line 3\n", "line three\n")
    assert desk.read("src/app.py") == merged.encode()
    assert await bench.differing() == set()


async def test_an_agent_without_a_worktree_is_told_once_what_was_rejected(bench: Bench) -> None:
    desk = bench.desk
    await desk.do("edit_file", path="src/app.py", old="line 3\n", new="line three\n")
    await desk.reject(await desk.only())
    author = TurnAuthor(desk.place.session_id, desk.place.project_id, new_id(), desk.place.chat_id, "boocode")
    (note,) = await bench.workplaces.untold(author)
    assert "+line three" in note
    assert await bench.workplaces.untold(author) == ()


async def test_in_the_project_itself_work_is_applied_and_can_be_taken_back(bench: Bench) -> None:
    desk = bench.desk
    await bench.service.choose(desk.place.session_id, "project")
    desk.write("mine.txt", "mine\n")
    async with bench.turn("c1") as turn:
        assert (turn.root, turn.place.in_worktree) == (desk.root, False)
        turn.replace("src/app.py", "line 3\n", "line three\n")
        turn.write("new.txt", "new\n", mode=0o755)
        turn.remove("README.md")
    changes = {change.path: change for change in await desk.list()}
    assert {(path, change.op, change.state) for path, change in changes.items()} == {
        ("src/app.py", "edit", "applied"), ("new.txt", "create", "applied"), ("README.md", "delete", "applied"),
    }  # fmt: skip
    assert calls_of(changes["src/app.py"]) == [["c1"]]
    for change in changes.values():
        await desk.rewind(change)
    assert desk.read("src/app.py") == numbered(40).encode()
    assert (desk.read("new.txt"), desk.read("README.md"), desk.read("mine.txt")) == (None, b"# Sample\n", b"mine\n")
    desk.write("mine.txt", "mine, later\n")
    async with bench.turn() as turn:
        pass
    assert len(await desk.list()) == 3


async def test_a_turn_that_was_cut_off_is_caught_up_by_the_next(bench: Bench) -> None:
    desk = bench.desk
    turn = await bench.begin()
    turn.replace("src/app.py", "line 3\n", "line three\n")
    await bench.ended(turn.author)
    async with open_bench(desk.db, desk.place) as after:  # the server came back
        async with after.turn() as later:
            change = await desk.only()
            assert [by.task_id for by in change.by] == [turn.author.task_id]
            later.write("new.txt", "new\n")
        by_path = {change.path: change for change in await desk.open()}
        assert [by.task_id for by in by_path["new.txt"].by] == [later.author.task_id]


async def test_a_turn_in_the_project_that_was_cut_off_is_listed_by_the_next(bench: Bench) -> None:
    desk = bench.desk
    await bench.service.choose(desk.place.session_id, "project")
    turn = await bench.begin()
    turn.write("new.txt", "new\n")
    await bench.ended(turn.author)
    async with open_bench(desk.db, desk.place) as after, after.turn():
        (change,) = await desk.list()
    assert (change.state, change.by[0].task_id) == ("applied", turn.author.task_id)


async def test_a_rejection_whose_server_died_is_carried_out_by_the_next_turn(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    rejected = await desk.only()
    other = await bench.begin()
    await desk.reject(rejected)
    assert "line three" in (turn.read("src/app.py") or "")
    await bench.ended(other.author)
    async with open_bench(desk.db, desk.place) as after:
        later = await after.begin()
        assert later.read("src/app.py") == numbered(40)
        assert await desk.open() == []
        await later.leave()


async def test_a_hand_edit_waits_for_the_task_in_the_worktree(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    async with bench.turn():
        with pytest.raises(WorktreeBusy):
            await desk.pending.edit((await desk.only()).id, "by hand\n")


async def test_refs_hold_what_is_accepted_and_seen(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        turn.write("new.txt", "new\n")
    by_path = {change.path: change for change in await desk.open()}
    await desk.apply(by_path["src/app.py"])
    desk.git("reflog", "expire", "--expire=now", "--all")
    desk.git("gc", "--prune=now", "--quiet")
    async with bench.turn():
        pass
    assert [change.path for change in await desk.open()] == ["new.txt"]
    async with desk.db.connection() as conn:
        assert await frames_store.turn(conn, turn.place.worktree_id) is None


async def test_work_that_is_put_away_or_removed_is_pending_no_more(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    await bench.service.stash(desk.place.session_id)
    assert await desk.open() == []
    async with bench.turn() as turn:
        turn.write("new.txt", "new\n")
    await bench.service.remove(turn.place.worktree_id, "discard")
    assert await desk.open() == []
    async with bench.turn() as turn:
        assert turn.read("new.txt") is None
        assert turn.read("src/app.py") == numbered(40)


async def test_a_new_base_keeps_what_is_pending(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    desk.write("src/app.py", numbered(40).replace("line 30\n", "mine\n"))
    await bench.service.new_base(desk.place.session_id)
    change = await desk.only()
    assert (change.added, change.stale) == (1, False)
    assert turn.read("src/app.py") == numbered(40).replace("line 30\n", "mine\n").replace("line 3\n", "line three\n")
