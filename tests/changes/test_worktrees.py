"""Agents write in worktrees; what they do becomes changes that are applied to the project, or taken out again."""

from __future__ import annotations

from uuid import uuid4

from tests.changes.desk import numbered
from tests.changes.turns import Bench, calls_of


async def test_what_an_agent_wrote_becomes_changes_and_the_project_stays(bench: Bench) -> None:
    desk = bench.desk
    before = desk.git("status", "--porcelain"), desk.git("rev-parse", "HEAD"), (desk.root / ".git/index").read_bytes()
    async with bench.turn("c1") as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        turn.write("new/file.txt", "hello\n")
        turn.remove("README.md")
    changes = {change.path: change for change in await desk.open()}
    assert {path: change.op for path, change in changes.items()} == {
        "src/app.py": "edit",
        "new/file.txt": "create",
        "README.md": "delete",
    }
    (by,) = changes["src/app.py"].by
    assert (by.task_id, by.chat_id, by.provider, by.call_ids) == (
        turn.author.task_id, desk.place.chat_id, "opencode", ["c1"],
    )  # fmt: skip
    assert turn.codes() == []
    assert before == (
        desk.git("status", "--porcelain"), desk.git("rev-parse", "HEAD"), (desk.root / ".git/index").read_bytes(),
    )  # fmt: skip


async def test_hunks_know_which_calls_made_them(bench: Bench) -> None:
    async with bench.turn("c1", "c2", "c3", "c4") as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        await turn.called("c1")
        turn.replace("src/app.py", "line 20\n", "line twenty\n")
        await turn.called("c2", "c3")
        turn.replace("src/app.py", "line 38\n", "line thirty-eight\n")
    assert calls_of(await bench.desk.only()) == [["c1"], ["c2", "c3"], ["c4"]]


async def test_applied_hunks_are_not_offered_again(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        turn.replace("src/app.py", "line 30\n", "line thirty\n")
    await desk.apply(await desk.only(), hunks=[0])
    assert b"line three" in (desk.read("src/app.py") or b"")
    assert b"line thirty\n" not in (desk.read("src/app.py") or b"")
    async with bench.turn() as turn:
        turn.write("other.txt", "x\n")
    changes = {change.path: change for change in await desk.open()}
    assert set(changes) == {"src/app.py", "other.txt"}
    assert len((await desk.pending.get(changes["src/app.py"].id)).hunks) == 1
    await desk.apply()
    assert await bench.differing() == set()
    assert await desk.open() == []


async def test_rejected_hunks_leave_the_worktree_at_once_and_the_agent_is_told(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        turn.replace("src/app.py", "line 30\n", "line thirty\n")
        turn.write("new.txt", "new\n")
    by_path = {change.path: await desk.pending.get(change.id) for change in await desk.open()}
    await desk.reject(by_path["src/app.py"], hunks=[0])
    await desk.reject(by_path["new.txt"])
    assert turn.read("src/app.py") == numbered(40).replace("line 30\n", "line thirty\n")
    assert turn.read("new.txt") is None
    async with bench.turn() as turn:
        (note,) = turn.place.notes
        assert "line three" in note
        assert "`new.txt`" in note
        assert "thirty" not in note.replace("line 30", "")
    (change,) = await desk.open()
    assert change.path == "src/app.py"
    async with bench.turn() as turn:
        assert turn.place.notes == ()


async def test_what_is_rejected_during_a_turn_goes_at_its_end_and_is_not_offered_meanwhile(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn("c1", "c2", "c3") as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        await turn.called("c1")
        await desk.reject(await desk.only())
        assert "line three" in (turn.read("src/app.py") or "")
        turn.replace("src/app.py", "line 30\n", "line thirty\n")
        await turn.called("c2")
        assert [hunk.lines[3].text for hunk in (await desk.only()).hunks] == ["line 30"]
    assert turn.read("src/app.py") == numbered(40).replace("line 30\n", "line thirty\n")
    assert calls_of(await desk.only()) == [["c2"]]
    assert turn.codes() == []


async def test_a_rejection_that_the_agent_wrote_over_is_offered_again_and_said(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn("c1", "c2") as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        await turn.called("c1")
        await desk.reject(await desk.only())
        turn.replace("src/app.py", "line three\n", "line three and more\n")
    assert turn.codes() == ["still_there"]
    assert "line three and more" in (turn.read("src/app.py") or "")
    assert len((await desk.only()).hunks) == 1


async def test_a_rewound_change_leaves_the_worktree_and_is_not_offered_again(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    applied = (await desk.apply(await desk.only())).changes[0]
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 30\n", "line thirty\n")
    await desk.rewind(applied)
    assert desk.read("src/app.py") == numbered(40).encode()
    only_thirty = numbered(40).replace("line 30\n", "line thirty\n")
    assert turn.read("src/app.py") == only_thirty
    assert len((await desk.only()).hunks) == 1
    async with bench.turn() as turn:
        pass
    await desk.apply(await desk.only())
    assert desk.read("src/app.py") == only_thirty.encode()
    assert await bench.differing() == set()


async def test_a_rewind_under_later_work_keeps_the_worktree_and_says_so(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.write("new.txt", "one\n")
    applied = (await desk.apply(await desk.only())).changes[0]
    async with bench.turn() as turn:
        turn.write("new.txt", "one\ntwo\n")
    decision = await desk.rewind(applied)
    assert decision.changes[0].reason is not None
    assert desk.read("new.txt") is None
    assert turn.read("new.txt") == "one\ntwo\n"


async def test_the_project_may_move_on_and_the_change_is_merged_or_in_conflict(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        turn.replace("src/util.py", "util 3\n", "util three\n")
    desk.write("src/app.py", numbered(40).replace("line 30\n", "mine\n"))
    desk.write("src/util.py", numbered(40, "util").replace("util 3\n", "mine\n"))
    assert {change.stale for change in await desk.open()} == {True}
    decision = await desk.apply()
    assert [one.code for one in decision.refused] == ["conflict"]
    both = numbered(40).replace("line 30\n", "mine\n").replace("line 3\n", "line three\n")
    assert desk.read("src/app.py") == both.encode()
    conflict = await desk.only()
    resolved = await desk.pending.resolve(conflict.id, uuid4(), numbered(40, "util").replace("util 3\n", "both\n"))
    assert turn.read("src/util.py") == numbered(40, "util").replace("util 3\n", "both\n")
    await desk.apply(resolved)
    assert await desk.open() == []
    assert await bench.differing() == set()


async def test_an_edit_by_hand_reaches_the_worktree(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    wanted = numbered(40).replace("line 3\n", "line 3, by hand\n")
    await desk.pending.edit((await desk.only()).id, wanted)
    assert turn.read("src/app.py") == wanted
    async with bench.turn():
        pass
    assert [line.text for line in (await desk.only()).hunks[0].lines if line.kind == "add"] == ["line 3, by hand"]


async def test_the_same_change_keeps_its_row_from_turn_to_turn(bench: Bench) -> None:
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    first = await bench.desk.only()
    async with bench.turn():
        pass
    assert await bench.desk.only() == first
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line three\n", "line 3\n")
    (over,) = await bench.desk.list()
    assert (over.id, over.state) == (first.id, "superseded")
