"""Applying, rejecting and taking back, whole and in parts, on real repositories."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from boocode.changes.errors import ApplyNotAllowed, ChangeDecided, ChangeMovedOn, NotApplied, RewindOverlap
from boocode.changes.parts import Selected
from boocode.changes.writing import TreeWriter, Write
from boocode.contracts.wire.changes import Decision
from boocode.db import Database
from boocode.files.guard import PathRefused
from boocode.kernel.errors import Conflict, NotFound
from tests.changes.desk import Desk, mode_of, numbered, open_desk
from tests.support.rows import git_repository, make_chat


async def edit(desk: Desk, path: str = "src/app.py", **lines: str) -> None:
    """Replace lines by number: `l5="five"`."""
    word = "util" if "util" in path else "line"
    edits = [{"old": f"{word} {name[1:]}\n", "new": new + "\n" if new else ""} for name, new in lines.items()]
    await desk.do("edit_file", path=path, edits=edits)


async def test_applying_writes_exactly_what_was_shown(desk: Desk) -> None:
    await edit(desk, l5="five", l30="thirty")
    decision = await desk.apply(await desk.only())
    assert [change.state for change in decision.changes] == ["applied"]
    assert desk.git("diff", "--stat").count("app.py") == 1
    assert (
        desk.read("src/app.py") == numbered(40).replace("line 5\n", "five\n").replace("line 30\n", "thirty\n").encode()
    )
    assert await desk.open() == []
    assert desk.leftovers() == []


async def test_some_hunks_are_applied_and_others_wait(desk: Desk) -> None:
    await edit(desk, l5="five", l20="twenty", l35="thirty-five")
    change = await desk.only()
    decision = await desk.apply(change, hunks=[1])
    assert sorted(found.state for found in decision.changes) == ["applied", "pending"]
    assert desk.git("diff").count("\n+twenty") == 1
    assert "five" not in desk.git("diff").replace("line", "")
    rest = await desk.only()
    assert [hunk.id for hunk in rest.hunks] == [change.hunks[0].id, change.hunks[2].id]
    assert all(hunk.by for hunk in rest.hunks)
    assert not rest.stale
    await desk.reject(rest, hunks=[0])
    await desk.apply(await desk.only())
    assert [line for line in desk.git("diff", "-U0").splitlines() if line[0] in "+-" and line[1] not in "+-"] == [
        "-line 20",
        "+twenty",
        "-line 35",
        "+thirty-five",
    ]
    states = sorted((found.state, found.added) for found in await desk.list())
    assert states == [("applied", 1), ("applied", 1), ("rejected", 1)]


async def test_a_rejected_hunk_is_gone_for_the_agent_too(desk: Desk) -> None:
    await edit(desk, l5="five", l30="thirty")
    await desk.reject(await desk.only(), hunks=[0])
    text = await desk.do("view_file", path="src/app.py")
    assert "five" not in text
    assert "thirty" in text
    await desk.reject(await desk.only())
    assert "thirty" not in await desk.do("view_file", path="src/app.py")


async def test_what_the_human_did_meanwhile_is_joined(desk: Desk) -> None:
    await edit(desk, l5="five")
    desk.write("src/app.py", numbered(40).replace("line 30\n", "human\n"))
    assert (await desk.only()).stale
    decision = await desk.apply(await desk.only())
    assert decision.changes[0].reason
    content = desk.read("src/app.py") or b""
    assert b"human" in content
    assert b"five" in content


async def test_the_same_lines_are_a_conflict_with_all_sides_and_can_be_settled(desk: Desk) -> None:
    await edit(desk, l5="five")
    human = numbered(40).replace("line 5\n", "human\n")
    desk.write("src/app.py", human)
    decision = await desk.apply(await desk.only())
    assert decision.refused[0].code == "conflict"
    assert desk.read("src/app.py") == human.encode()
    change = await desk.only()
    assert change.state == "conflict"
    sides = await desk.pending.conflict(change.id)
    assert sides.base == numbered(40)
    assert sides.theirs == human
    assert sides.yours == numbered(40).replace("line 5\n", "five\n")
    assert "<<<<<<<" in (sides.merged or "")
    settled = await desk.pending.resolve(change.id, uuid4(), human.replace("human\n", "human and five\n"))
    assert (settled.state, settled.added, settled.stale) == ("pending", 1, False)
    await desk.apply(settled)
    assert b"human and five" in (desk.read("src/app.py") or b"")
    await desk.rewind((await desk.list())[0])
    assert desk.read("src/app.py") == human.encode()


async def test_one_conflict_does_not_stop_the_others(desk: Desk) -> None:
    await edit(desk, l5="five")
    await edit(desk, "src/util.py", l5="five")
    desk.write("src/app.py", numbered(40).replace("line 5\n", "human\n"))
    decision = await desk.apply()
    assert [found.code for found in decision.refused] == ["conflict"]
    assert sorted((found.path, found.state) for found in decision.changes) == [
        ("src/app.py", "conflict"),
        ("src/util.py", "applied"),
    ]


async def test_rewinding_takes_back_only_what_was_applied(desk: Desk) -> None:
    await edit(desk, l5="five")
    await desk.apply(await desk.only())
    (applied,) = await desk.list()
    desk.write("src/app.py", (desk.read("src/app.py") or b"").replace(b"line 30\n", b"human\n"))
    await desk.rewind(applied)
    assert desk.read("src/app.py") == numbered(40).replace("line 30\n", "human\n").encode()
    with pytest.raises(NotApplied):
        await desk.rewind(applied)


async def test_rewinding_under_later_work_is_refused_with_its_hunks(desk: Desk) -> None:
    await edit(desk, l5="five")
    await desk.apply(await desk.only())
    desk.write("src/app.py", (desk.read("src/app.py") or b"").replace(b"five\n", b"five by hand\n"))
    before = desk.read("src/app.py")
    with pytest.raises(RewindOverlap) as refused:
        await desk.rewind((await desk.list())[0])
    assert "five by hand" in str(refused.value.data["overlap"])
    assert desk.read("src/app.py") == before


async def test_every_kind_of_operation_is_applied_and_taken_back(desk: Desk) -> None:
    desk.write("tool.sh", "#!/bin/sh\necho old\n", 0o755)
    desk.write("private.txt", "for me\n", 0o600)
    before = {path: (desk.read(path), mode_of(desk.root / path)) for path in ("tool.sh", "private.txt", "src/util.py")}
    await desk.do("create_file", path="new/deep/file.txt", content="new\n")
    await desk.do("delete_file", path="src/util.py")
    await desk.do("edit_file", path="tool.sh", old="old", new="new")
    await desk.do("move_file", path="private.txt", new_path="moved/private.txt")
    await desk.do("edit_file", path="moved/private.txt", old="me", new="us")
    assert (await desk.apply()).refused == []
    assert desk.read("new/deep/file.txt") == b"new\n"
    assert desk.read("src/util.py") is None
    assert mode_of(desk.root / "tool.sh") == 0o755
    assert desk.read("private.txt") is None
    assert desk.read("moved/private.txt") == b"for us\n"
    assert mode_of(desk.root / "moved/private.txt") == 0o600
    for change in await desk.list():
        await desk.rewind(change)
    assert {path: (desk.read(path), mode_of(desk.root / path)) for path in before} == before
    assert desk.read("new/deep/file.txt") is None
    assert desk.git("diff") == ""


async def test_a_changed_mode_alone_is_a_change(desk: Desk) -> None:
    await desk.do("create_file", path="README.md", content="# Sample\n", overwrite=True, executable=True)
    change = await desk.only()
    assert (change.hunks, change.old_mode, change.new_mode) == ([], "100644", "100755")
    await desk.apply(change)
    assert mode_of(desk.root / "README.md") == 0o755
    await desk.rewind((await desk.list())[0])
    assert mode_of(desk.root / "README.md") == 0o644


async def test_root_keeps_the_owner_of_what_it_writes(desk: Desk) -> None:
    if os.geteuid() != 0:
        return  # nobody else can give files away
    os.chown(desk.root / "src/app.py", 1234, 1234)
    await edit(desk, l5="five")
    await desk.do("move_file", path="src/app.py", new_path="src/main.py")
    await desk.apply()
    found = (desk.root / "src/main.py").stat()
    assert (found.st_uid, found.st_gid) == (1234, 1234)


@pytest.mark.parametrize(
    ("content", "old", "new", "wanted"),
    [
        (b"a\r\nb\r\nc\r\n", "a\nb\n", "a\nB\n", b"a\r\nB\r\nc\r\n"),
        (b"a\nb", "b", "c", b"a\nc"),
        (b"a\nb", "b", "c\n", b"a\nc\n"),
        (
            "caf\xe9 cr\xe8me\nb\n".encode("latin-1"),
            "b",
            "\xe9t\xe9",
            "caf\xe9 cr\xe8me\n\xe9t\xe9\n".encode("latin-1"),
        ),
        (b"\xef\xbb\xbfa\n", "a", "b", b"\xef\xbb\xbfb\n"),
        ("h\xe4\n".encode("utf-16"), "h\xe4", "h\xf6", "h\xf6\n".encode("utf-16")),
        (b"ok \xff\xfe\x80\n" * 30 + b"b\n", "b\n", "c\n", b"ok \xff\xfe\x80\n" * 30 + b"c\n"),
    ],
)
async def test_bytes_that_were_not_edited_stay(desk: Desk, content: bytes, old: str, new: str, wanted: bytes) -> None:
    desk.write("file.txt", content)
    await desk.do("edit_file", path="file.txt", old=old, new=new)
    (change,) = (await desk.apply(await desk.only())).changes
    assert desk.read("file.txt") == wanted
    await desk.rewind(change)
    assert desk.read("file.txt") == content


async def test_binary_files_are_decided_as_a_whole(desk: Desk) -> None:
    desk.write("logo.bin", b"\x00\x01\x02" * 100)
    await desk.do("delete_file", path="logo.bin")
    change = await desk.only()
    assert change.binary
    assert change.hunks == []
    assert (await desk.pending.text(change.id)).old is None
    desk.write("logo.bin", b"\x00\x05")
    assert (await desk.apply(change)).refused[0].code == "conflict"
    desk.write("logo.bin", b"\x00\x01\x02" * 100)
    assert (await desk.apply(await desk.only())).refused == []
    await desk.rewind((await desk.list())[0])
    assert desk.read("logo.bin") == b"\x00\x01\x02" * 100


async def test_huge_files_are_listed_but_not_compared(desk: Desk) -> None:
    desk.write("huge.txt", b"0123456789abcde\n" * 700_000)
    await desk.do("move_file", path="huge.txt", new_path="big.txt")
    change = await desk.only()
    assert change.cut
    assert change.hunks == []
    await desk.apply(change)
    assert (desk.root / "big.txt").stat().st_size == 11_200_000


async def test_symlinks_are_never_written_through(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("outside\n")
    (desk.root / "link.py").symlink_to("src/app.py")
    assert "symlink" in (await desk.tool("edit_file", path="link.py", old="line 1\n", new="x\n")).text
    await edit(desk, l5="five")
    (desk.root / "src/app.py").unlink()
    (desk.root / "src/app.py").symlink_to(outside)
    with pytest.raises(PathRefused):
        await desk.apply(await desk.only())
    assert outside.read_text() == "outside\n"


async def test_a_directory_that_became_a_link_is_refused(desk: Desk, tmp_path: Path) -> None:
    await edit(desk, l5="five")
    (desk.root / "src").rename(desk.root / "real")
    (desk.root / "src").symlink_to(desk.root / "real")
    with pytest.raises(PathRefused):
        await desk.apply(await desk.only())
    (desk.root / "src").unlink()
    (desk.root / "src").symlink_to(tmp_path)
    with pytest.raises(PathRefused):
        await desk.apply(await desk.only())


async def test_two_clients_applying_at_once_have_one_winner(desk: Desk) -> None:
    await edit(desk, l5="five")
    change = await desk.only()
    outcomes: list[object] = []

    async def attempt() -> None:
        try:
            outcomes.append(await desk.apply(change))
        except Conflict as error:
            outcomes.append(error)

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(attempt)
    assert sum(isinstance(found, Decision) for found in outcomes) == 1
    assert sum(isinstance(found, ChangeDecided) for found in outcomes) == 3


async def test_the_same_client_id_gets_the_same_answer(desk: Desk) -> None:
    await edit(desk, l5="five")
    change, client_id = await desk.only(), uuid4()
    first = await desk.pending.apply_one(Selected(change.id), client_id)
    again = await desk.pending.apply_one(Selected(change.id), client_id)
    assert first.model_dump_json() == again.model_dump_json()


async def test_hunks_that_are_gone_are_told(desk: Desk) -> None:
    await edit(desk, l5="five")
    change = await desk.only()
    await edit(desk, l6="six")
    with pytest.raises(ChangeMovedOn):
        await desk.apply(change, hunks=[0])
    with pytest.raises(NotFound):
        await desk.pending.apply(desk.place.session_id, uuid4(), [Selected(uuid4())])


async def test_the_editor_writing_in_the_last_moment_is_not_overwritten(db: Database, tmp_path: Path) -> None:
    """The human's editor saves between the look at the file and its replacement."""
    place = await make_chat(db, git_repository(tmp_path / "project", {"a.txt": numbered(20), "b.txt": numbered(20)}))
    saved = numbered(20).replace("line 15\n", "saved in the last moment\n")

    class Interrupted(TreeWriter):
        done = False

        def place(self, write: Write) -> None:
            if write.path == "b.txt" and not Interrupted.done:
                Interrupted.done = True
                (place.path / "b.txt").write_text(saved)
            super().place(write)

    async with open_desk(db, place, writer_of=Interrupted) as desk:
        for path in ("a.txt", "b.txt"):
            await desk.do("edit_file", path=path, old="line 2\n", new="two\n")
        decision = await desk.apply()
        assert decision.refused == []
        assert desk.read("b.txt") == saved.replace("line 2\n", "two\n").encode()
        assert desk.read("a.txt") == numbered(20).replace("line 2\n", "two\n").encode()
        assert desk.leftovers() == []


async def test_a_full_disk_leaves_everything_as_it_was(db: Database, tmp_path: Path) -> None:
    place = await make_chat(db, git_repository(tmp_path / "project", {"a.txt": "a\n", "b.txt": "b\n"}))

    class Full(TreeWriter):
        def place(self, write: Write) -> None:
            if write.path == "b.txt" and write.post.content == b"bb\n":
                raise OSError(28, "No space left on device")
            super().place(write)

    async with open_desk(db, place, writer_of=Full) as desk:
        for name in "ab":
            await desk.do("edit_file", path=f"{name}.txt", old=name, new=name * 2)
        with pytest.raises(Exception, match="could not be written"):
            await desk.apply()
        assert (desk.read("a.txt"), desk.read("b.txt")) == (b"a\n", b"b\n")
        assert len(await desk.open()) == 2
        assert desk.leftovers() == []


async def test_editing_by_hand_changes_what_will_be_applied(desk: Desk) -> None:
    await edit(desk, l5="five")
    change = await desk.only()
    by_hand = await desk.pending.edit(change.id, numbered(40).replace("line 5\n", "FIVE\n"), seen_at=change.updated_at)
    assert by_hand.by == change.by
    with pytest.raises(ChangeMovedOn):
        await desk.pending.edit(change.id, "x", seen_at=change.updated_at)
    await desk.apply(by_hand)
    assert b"FIVE" in (desk.read("src/app.py") or b"")


async def test_editing_by_hand_keeps_line_ends_that_a_browser_does_not_know(desk: Desk) -> None:
    (desk.root / "mixed.txt").write_bytes(b"a\r\nb\nc\r\nd\n")
    await desk.do("edit_file", path="mixed.txt", old="d", new="D")
    await desk.pending.edit((await desk.only()).id, "a\nb\nC\nD\n")
    await desk.apply()
    assert desk.read("mixed.txt") == b"a\r\nb\nC\nD\n"


async def test_agents_apply_only_where_they_are_allowed_to(desk: Desk) -> None:
    await edit(desk, l5="five")
    names = {spec["function"]["name"] for spec in desk.toolbox.specs(desk.scope)}
    assert "edit_file" in names
    assert "apply_pending" not in names
    with pytest.raises(ApplyNotAllowed):
        await desk.changes.queue.apply_pending(desk.scope.author(), [])
    await desk.db.execute("update sessions set allow_apply = true")
    allowed = replace(desk, scope=replace(desk.scope, may_apply=True))
    assert "src/app.py" in await allowed.do("apply_pending")
    assert b"five" in (desk.read("src/app.py") or b"")
    assert "Took back" in await allowed.do("rewind", paths=["src/app.py"])
    assert desk.git("diff") == ""
