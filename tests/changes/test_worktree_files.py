"""Kinds of files that agents leave in worktrees: what can be applied is, and what cannot be is said."""

from __future__ import annotations

import os

import pytest

from boocode.changes import snapshots
from tests.changes.desk import mode_of, numbered
from tests.changes.turns import Bench


async def test_files_that_are_never_applied_are_listed_once_without_their_content(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.write(".env", "TOKEN=secret\n")
        (turn.root / "link").symlink_to("/etc/passwd")
        turn.write("big.bin", b"x" * (10 * 1024 * 1024 + 1))
        turn.write("fine.txt", "fine\n")
    assert turn.codes() == ["not_applied"]
    listed = {change.path: change for change in await desk.list()}
    assert {path: change.state for path, change in listed.items()} == {
        ".env": "rejected", "link": "rejected", "big.bin": "rejected", "fine.txt": "pending",
    }  # fmt: skip
    assert all(listed[path].reason and not listed[path].hunks for path in (".env", "link", "big.bin"))
    assert await desk.db.fetch_value("select count(*) from blobs where data like %s", (b"TOKEN%",)) == 0
    await desk.apply()
    assert [desk.read(path) for path in (".env", "link", "big.bin", "fine.txt")] == [None, None, None, b"fine\n"]
    async with bench.turn() as turn:
        (note,) = turn.place.notes
        assert ".env" in note
    assert turn.codes() == []
    assert len(await desk.list()) == 4


async def test_a_file_that_became_a_link_is_no_change_any_more(bench: Bench) -> None:
    async with bench.turn() as turn:
        turn.replace("README.md", "Sample", "Example")
    async with bench.turn() as turn:
        turn.remove("README.md")
        (turn.root / "README.md").symlink_to("src/app.py")
    states = {(change.path, change.state) for change in await bench.desk.list()}
    assert states == {("README.md", "superseded"), ("README.md", "rejected")}


async def test_ignored_files_are_nobody_s_business(bench: Bench) -> None:
    async with bench.turn() as turn:
        turn.write(".gitignore", "build/\n")
        turn.write("build/out.txt", "x\n")
    assert [change.path for change in await bench.desk.open()] == [".gitignore"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"one\r\ntwo\r\nthree\r\n", b"one\r\n2\r\nthree\r\n"),
        ("grüße\nüber\n".encode("latin-1"), "grüße\nunter\n".encode("latin-1")),
        (b"\x00\x01binary\x02", b"\x00\x01other\x03"),
        (b"no line end", b"no line end, still"),
        (b"", b"\n"),
    ],
)
async def test_bytes_arrive_as_they_are(bench: Bench, before: bytes, after: bytes) -> None:
    desk = bench.desk
    desk.write(".gitattributes", "* text=auto eol=lf\n")
    desk.write("data.txt", before)
    async with bench.turn() as turn:
        assert (turn.root / "data.txt").read_bytes() == before
        turn.write("data.txt", after)
        turn.write("made.txt", after)
    await desk.apply()
    assert (desk.read("data.txt"), desk.read("made.txt")) == (after, after)
    assert await bench.differing() == set()


async def test_modes_are_changed_as_far_as_git_knows_them(bench: Bench) -> None:
    desk = bench.desk
    desk.write("run.sh", "#!/bin/sh\n", mode=0o600)
    desk.write("tool", "#!/bin/sh\n", mode=0o755)
    async with bench.turn() as turn:
        (turn.root / "run.sh").chmod(0o755)
        (turn.root / "tool").chmod(0o644)
        turn.write("new.sh", "#!/bin/sh\n", mode=0o755)
    assert {change.path for change in await desk.open()} == {"run.sh", "tool", "new.sh"}
    by_path = {change.path: change for change in await desk.open()}
    await desk.reject(by_path["tool"])
    assert mode_of(turn.root / "tool") & 0o111
    await desk.apply()
    assert mode_of(desk.root / "run.sh") == 0o700
    assert mode_of(desk.root / "new.sh") & 0o111
    assert await bench.differing() == set()


async def test_a_whole_file_that_went_elsewhere_is_a_move(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        os.rename(turn.root / "src/app.py", turn.root / "moved.py")
    move = await desk.only()
    assert (move.op, move.path, move.new_path) == ("move", "src/app.py", "moved.py")
    async with bench.turn() as turn:
        turn.replace("moved.py", "line 3\n", "line three\n")
    move = await desk.only()
    assert (move.op, move.new_path, move.added) == ("move", "moved.py", 1)
    applied = (await desk.apply(move)).changes[0]
    assert desk.read("src/app.py") is None
    assert b"line three" in (desk.read("moved.py") or b"")
    assert await bench.differing() == set()
    await desk.rewind(applied)
    assert desk.read("src/app.py") == numbered(40).encode()
    assert turn.read("src/app.py") == numbered(40)
    assert turn.read("moved.py") is None
    assert await bench.differing() == set()


async def test_a_rejected_move_goes_back_in_the_worktree(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        os.rename(turn.root / "src/app.py", turn.root / "moved.py")
    await desk.reject(await desk.only())
    assert (turn.read("src/app.py"), turn.read("moved.py")) == (numbered(40), None)


async def test_a_move_of_a_changed_file_is_taken_apart(bench: Bench) -> None:
    async with bench.turn() as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
    async with bench.turn() as turn:
        os.rename(turn.root / "src/app.py", turn.root / "moved.py")
    assert {(change.path, change.op) for change in await bench.desk.open()} == {
        ("src/app.py", "delete"),
        ("moved.py", "create"),
    }


async def test_a_directory_in_place_of_a_file_is_two_changes(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn() as turn:
        turn.remove("README.md")
        turn.write("README.md/inner.txt", "x\n")
    assert {(change.path, change.op) for change in await desk.open()} == {
        ("README.md", "delete"),
        ("README.md/inner.txt", "create"),
    }


async def test_more_than_can_be_listed_is_said_and_comes_later(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MAX_PATHS", 3)
    async with bench.turn() as turn:
        for number in range(5):
            turn.write(f"f{number}.txt", f"{number}\n")
    assert turn.codes() == ["left_out"]
    assert len(await bench.desk.open()) == 3
    await bench.desk.apply()
    async with bench.turn():
        pass
    assert [change.path for change in await bench.desk.open()] == ["f3.txt", "f4.txt"]


async def test_the_project_touched_during_a_turn_is_said_but_not_what_the_human_applied(bench: Bench) -> None:
    desk = bench.desk
    async with bench.turn("c1") as turn:
        turn.replace("src/app.py", "line 3\n", "line three\n")
        await turn.called("c1")
        await desk.apply()
    assert turn.codes() == []
    async with bench.turn() as turn:
        desk.write("src/util.py", "written from outside\n")
    (notice,) = turn.notices
    assert (notice.data["code"], notice.data["paths"]) == ("project_touched", ["src/util.py"])


async def test_temporary_files_of_a_killed_write_are_no_changes(bench: Bench) -> None:
    async with bench.turn() as turn:
        turn.write("src/.boocode-0123456789ab", "half")
    assert await bench.desk.open() == []
    assert list(turn.root.rglob(".boocode-*")) == []
