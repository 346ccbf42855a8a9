"""Worktrees of sessions: made on first need, of the files as they are, without touching what is the user's."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from uuid import UUID

import anyio
import pytest

from boocode.db import Database
from boocode.git.snapshots import snapshot_tree
from boocode.git.trees import commit_tree
from boocode.projects.worktrees import store
from boocode.projects.worktrees.errors import NeedsNewBase, RepositoryGone
from boocode.projects.worktrees.model import WorktreeRow
from tests.projects.land import Land, belongings, git, open_land
from tests.support.rows import git_repository


class Killed(BaseException):
    """What ends a making without a chance to clean up."""


async def test_worktree_has_the_files_as_they_are_and_leaves_the_users_things_alone(land: Land) -> None:
    repository = land.repository
    (repository / "a.txt").write_text("one\ntwo\nthree, not committed\n")
    (repository / "staged.txt").write_text("staged\n")
    git(repository, "add", "staged.txt")
    (repository / "untracked.txt").write_text("untracked\n")
    (repository / "src/main.py").unlink()
    (repository / "ignored").mkdir()
    (repository / "ignored/x").write_text("x")
    git(repository, "stash", "push", "--quiet", "--", "staged.txt")
    before = belongings(repository)
    row = (await land.worktrees.ensure(land.session_id)).row
    files = {str(path.relative_to(row.directory)) for path in row.directory.rglob("*") if path.is_file()}
    assert files == {"a.txt", ".gitignore", ".git", "untracked.txt"}
    assert (row.directory / "a.txt").read_text() == "one\ntwo\nthree, not committed\n"
    assert (row.state, row.kind) == ("ready", "worktree")
    assert row.branch is not None
    assert row.branch.startswith("boocode/fix-the-log-in-")
    assert git(row.directory, "status", "--porcelain") == ""
    assert git(row.directory, "rev-parse", "HEAD^").strip() == git(repository, "rev-parse", "HEAD").strip()
    assert git(repository, "rev-parse", f"refs/boocode/base/{land.session_id}").strip() == row.base_commit
    assert stat.S_IMODE((land.data_dir / "worktrees").stat().st_mode) == 0o700
    assert belongings(repository) == before


async def test_worktree_is_made_once_also_by_many_at_once(land: Land) -> None:
    hooked: list[WorktreeRow] = []

    async def on_made(row: WorktreeRow) -> None:
        hooked.append(row)

    land.worktrees.on_made = on_made
    found: list[WorktreeRow] = []

    async def ensure() -> None:
        found.append((await land.worktrees.ensure(land.session_id)).row)

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(ensure)
    assert len({(row.id, row.path) for row in found}) == 1
    assert len(hooked) == 1
    assert git(land.repository, "worktree", "list").count("\n") == 2


async def test_two_sessions_at_once_have_two_worktrees(land: Land) -> None:
    other = await land.another()
    rows: list[WorktreeRow] = []

    async def ensure(session: UUID) -> None:
        rows.append((await land.worktrees.ensure(session)).row)

    before = belongings(land.repository)
    async with anyio.create_task_group() as group:
        group.start_soon(ensure, land.session_id)
        group.start_soon(ensure, other)
    assert len({row.path for row in rows}) == 2
    assert rows[0].accepted_tree == rows[1].accepted_tree
    assert belongings(land.repository) == before


async def test_project_without_git_gets_a_copy_from_a_private_repository(db: Database, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.txt").write_bytes(b"a\r\nb\n")
    (plain / "node_modules").mkdir()
    (plain / "node_modules/x.js").write_text("x")
    async with open_land(db, tmp_path, plain) as land:
        row = (await land.worktrees.ensure(land.session_id)).row
        assert (row.kind, row.head_commit) == ("copy", None)
        assert (row.directory / "a.txt").read_bytes() == b"a\r\nb\n"
        assert not (row.directory / "node_modules").exists()
        assert sorted(os.listdir(plain)) == ["a.txt", "node_modules"]
        assert (await land.worktrees.workplace(land.session_id)).available == ["copy", "project"]
        assert Path(row.git_dir).is_relative_to(land.data_dir)


async def test_repository_without_commits_and_detached_head_are_fine(db: Database, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    git(fresh, "init", "--quiet")
    (fresh / "a.txt").write_text("a")
    async with open_land(db, tmp_path, fresh) as land:
        row = (await land.worktrees.ensure(land.session_id)).row
        assert row.head_commit is None
        assert (row.directory / "a.txt").read_text() == "a"
        git(fresh, "add", "-A")
        git(fresh, "commit", "--quiet", "-m", "First.")
        assert (await land.worktrees.ensure(land.session_id)).row.id == row.id
        git(fresh, "checkout", "--quiet", "--detach")
        other = (await land.worktrees.ensure(await land.another())).row
        assert other.head_commit == git(fresh, "rev-parse", "HEAD").strip()


async def test_project_in_a_bigger_repository_works_in_its_own_directory(db: Database, tmp_path: Path) -> None:
    mono = git_repository(tmp_path / "mono", {"apps/web/a.txt": "a\n", "libs/b.txt": "b\n", ".gitignore": "*.log\n"})
    (mono / "apps/web/x.log").write_text("log")
    async with open_land(db, tmp_path, mono / "apps/web") as land:
        row = (await land.worktrees.ensure(land.session_id)).row
        assert sorted(os.listdir(row.directory)) == ["a.txt"]
        assert (row.directory / "../../libs/b.txt").read_text() == "b\n"
        assert git(mono, "ls-tree", "--name-only", row.accepted_tree) == "a.txt\n"
        shutil.rmtree(row.directory.parents[1])
        again = (await land.worktrees.ensure(land.session_id)).row
        assert (again.directory / "../../libs/b.txt").read_text() == "b\n"
        assert again.path == row.path


async def test_directory_that_a_repository_around_it_does_not_know_has_no_git(db: Database, tmp_path: Path) -> None:
    around = git_repository(tmp_path / "home", {"dotfile": "x"})
    (around / ".git/info/exclude").write_text("*\n")
    (around / "project").mkdir()
    (around / "project/a.txt").write_text("a")
    async with open_land(db, tmp_path, around / "project") as land:
        row = (await land.worktrees.ensure(land.session_id)).row
        assert row.kind == "copy"
        assert (row.directory / "a.txt").read_text() == "a"


async def test_hostile_names_links_and_modes_are_as_they_were(land: Land) -> None:
    repository = land.repository
    names = ["new\nline", 'quo"te', "-dash", "ünï", ":(top)x", "*", os.fsdecode(b"\xff\xfe")]
    for name in names:
        (repository / name).write_text(name.encode("utf-8", "surrogateescape").hex())
    (repository / "run.sh").write_text("#!/bin/sh\n")
    (repository / "run.sh").chmod(0o755)
    (repository / "link").symlink_to("/etc/passwd")
    (repository / "inner").mkdir()
    git(repository / "inner", "init", "--quiet")
    os.mkfifo(repository / "pipe")
    row = (await land.worktrees.ensure(land.session_id)).row
    for name in names:
        assert (row.directory / name).read_bytes() == (repository / name).read_bytes()
    assert os.access(row.directory / "run.sh", os.X_OK)
    assert os.readlink(row.directory / "link") == "/etc/passwd"
    assert not os.path.lexists(row.directory / "pipe")


async def test_hostile_session_and_project_names_stay_below_the_data_directory(db: Database, tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "..repo $(touch x)", {"a": "a"})
    async with open_land(db, tmp_path, repository) as land:
        await db.execute("update sessions set name = %s", ("../../../-rf $(touch /tmp/x) @{u} .lock~^:",))
        row = (await land.worktrees.ensure(land.session_id)).row
        assert row.directory.is_relative_to(land.data_dir / "worktrees")
        assert row.branch is not None
        assert git(repository, "check-ref-format", "--branch", row.branch)


async def test_line_ends_are_those_on_disk_whatever_git_is_told(db: Database, tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"x.bat": "a\n", ".gitattributes": "* text=auto\n*.bat eol=crlf\n"})
    git(repository, "config", "core.autocrlf", "true")
    (repository / "x.bat").write_bytes(b"a\r\nb\r\n")
    (repository / "mixed.txt").write_bytes(b"a\r\nb\n")
    async with open_land(db, tmp_path, repository) as land:
        row = (await land.worktrees.ensure(land.session_id)).row
        assert (row.directory / "x.bat").read_bytes() == b"a\r\nb\r\n"
        assert (row.directory / "mixed.txt").read_bytes() == b"a\r\nb\n"
        assert git(row.directory, "status", "--porcelain") == ""


async def test_repository_runs_no_program_of_its_choice(db: Database, tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"a.txt": "a\n", ".gitattributes": "* filter=evil merge=evil\n"})
    trap = tmp_path / "trap"
    for key in ("filter.evil.clean", "filter.evil.smudge", "core.fsmonitor", "merge.evil.driver"):
        git(repository, "config", key, f"touch {trap}")
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (repository / ".git/hooks").mkdir(exist_ok=True)
        (repository / ".git/hooks" / hook).write_text(f"#!/bin/sh\ntouch {trap}\n")
        (repository / ".git/hooks" / hook).chmod(0o755)
    async with open_land(db, tmp_path, repository) as land:
        row = await land.worktrees.ensure(land.session_id)
        (row.row.directory / "a.txt").write_text("b\n")
        assert (await land.worktrees.risk(land.session_id)).changed_files == ["a.txt"]
        await land.worktrees.stash(land.session_id)
        await land.worktrees.new_base(land.session_id)
        await land.worktrees.remove(row.row.id, "rescue")
    assert not trap.exists()


async def test_big_files_are_copied_and_no_work(land: Land) -> None:
    with (land.repository / "model.bin").open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    row = (await land.worktrees.ensure(land.session_id)).row
    assert (row.directory / "model.bin").stat().st_size == 11 * 1024 * 1024
    assert "model.bin" not in git(land.repository, "ls-tree", "-r", "--name-only", row.base_commit)
    assert not (await land.worktrees.risk(land.session_id)).at_risk
    with (row.directory / "other.bin").open("wb") as file:
        file.truncate(12 * 1024 * 1024)
    assert (await land.worktrees.risk(land.session_id)).changed_files == ["other.bin"]


async def test_what_a_killed_making_left_is_redone(land: Land) -> None:
    async def killed(row: WorktreeRow) -> None:
        raise Killed

    land.worktrees.on_made = killed
    with pytest.raises(Killed):
        await land.worktrees.ensure(land.session_id)
    left = await land.worktrees.find(land.session_id)
    assert left is not None
    assert left.state == "making"
    (left.directory / "half").write_text("half")
    (land.repository / "a.txt").write_text("since then\n")
    again = land.restarted()
    row = (await again.ensure(land.session_id)).row
    assert (row.state, row.id) == ("ready", left.id)
    assert not (row.directory / "half").exists()
    assert (row.directory / "a.txt").read_text() == "since then\n"
    assert git(row.directory, "rev-parse", "HEAD").strip() == row.base_commit
    assert git(land.repository, "worktree", "list").count("\n") == 2


async def test_what_a_killed_making_left_is_cleaned_at_the_next_start(land: Land) -> None:
    async def killed(row: WorktreeRow) -> None:
        raise Killed

    before = git(land.repository, "for-each-ref")
    land.worktrees.on_made = killed
    with pytest.raises(Killed):
        await land.worktrees.ensure(land.session_id)
    left = await land.worktrees.find(land.session_id)
    await land.restarted().tidy()
    assert left is not None
    assert not left.directory.exists()
    assert await land.worktrees.find(land.session_id) is None
    assert git(land.repository, "for-each-ref") == before


async def test_deleted_directory_is_made_again_from_the_last_look(land: Land) -> None:
    row = await land.work()
    snapshot = await snapshot_tree(row.repository, row.directory, land.worktrees.index(row))
    commit = await commit_tree(row.repository, snapshot.tree, [], "look")
    async with land.db.connection() as conn:
        await store.set_snapshot(conn, row.id, commit)
    shutil.rmtree(row.directory)
    [listed] = (await land.worktrees.list_worktrees()).worktrees
    assert (listed.state, listed.problem is not None) == ("broken", True)
    again = await land.worktrees.ensure(land.session_id)
    assert (again.row.path, again.row.branch, again.row.state) == (row.path, row.branch, "ready")
    assert (row.directory / "a.txt").read_text() == "one\nTWO\nthree\n"
    assert (row.directory / "new.txt").exists()
    assert not (row.directory / "src/main.py").exists()
    assert [notice.data["code"] for notice in again.notices] == ["worktree_again"]
    assert git(row.directory, "status", "--porcelain").split() == ["M", "a.txt", "D", "src/main.py", "??", "new.txt"]


async def test_worktree_that_was_moved_is_adopted(land: Land, tmp_path: Path) -> None:
    row = await land.work()
    git(land.repository, "worktree", "move", row.path, str(tmp_path / "elsewhere"))
    [listed] = (await land.worktrees.list_worktrees()).worktrees
    assert (listed.path, listed.state) == (str(tmp_path / "elsewhere"), "ready")
    assert (await land.worktrees.ensure(land.session_id)).row.path == str(tmp_path / "elsewhere")


async def test_what_git_remembers_of_directories_that_are_gone_is_forgotten(land: Land) -> None:
    row = await land.work()
    theirs = land.repository.parent / "theirs"
    git(land.repository, "worktree", "add", "--quiet", str(theirs))
    shutil.rmtree(theirs)
    gone = land.data_dir / "worktrees/gone"
    git(land.repository, "worktree", "add", "--quiet", "--detach", str(gone))
    shutil.rmtree(gone)
    await land.worktrees.reconcile()
    listed = git(land.repository, "worktree", "list")
    assert str(gone) not in listed
    assert str(theirs) in listed
    assert row.path in listed


async def test_vanished_repository_is_said_and_comes_back(land: Land, tmp_path: Path) -> None:
    await land.work()
    land.repository.rename(tmp_path / "moved")
    [listed] = (await land.worktrees.list_worktrees()).worktrees
    assert listed.state == "broken"
    assert listed.problem is not None
    assert "not there" in listed.problem
    (tmp_path / "moved").rename(land.repository)
    assert (await land.worktrees.list_worktrees()).worktrees[0].state == "ready"


async def test_missing_project_is_a_sentence(land: Land, tmp_path: Path) -> None:
    land.repository.rename(tmp_path / "moved")
    with pytest.raises(RepositoryGone, match="Bring it back"):
        await land.worktrees.ensure(land.session_id)


async def test_rewritten_history_needs_a_new_base_which_keeps_the_work(land: Land) -> None:
    row = await land.work()
    git(land.repository, "commit", "--quiet", "--amend", "-m", "Rewritten.")
    (land.repository / "theirs.txt").write_text("theirs\n")
    with pytest.raises(NeedsNewBase):
        await land.worktrees.ensure(land.session_id)
    shown = (await land.worktrees.workplace(land.session_id)).worktree
    assert shown is not None
    assert shown.needs_new_base
    before = belongings(land.repository)
    based = await land.worktrees.new_base(land.session_id)
    assert not based.needs_new_base
    assert (row.directory / "a.txt").read_text() == "one\nTWO\nthree\n"
    assert (row.directory / "theirs.txt").read_text() == "theirs\n"
    assert not (row.directory / "src/main.py").exists()
    assert sorted((await land.worktrees.risk(land.session_id)).changed_files) == ["a.txt", "new.txt", "src/main.py"]
    assert git(row.directory, "rev-parse", "HEAD^").strip() == git(land.repository, "rev-parse", "HEAD").strip()
    assert (await land.worktrees.ensure(land.session_id)).row.base_commit == based.base_commit
    assert belongings(land.repository) == before


async def test_agents_in_the_project_itself_have_a_row_and_no_branch(land: Land) -> None:
    before = belongings(land.repository)
    chosen = await land.worktrees.choose(land.session_id, "project")
    assert (chosen.choice, chosen.worktree) == ("project", None)
    row = (await land.worktrees.ensure(land.session_id)).row
    assert (row.kind, row.path, row.branch) == ("project", str(land.repository), None)
    assert belongings(land.repository) == before
    await land.worktrees.choose(land.session_id, "worktree")
    assert (await land.worktrees.ensure(land.session_id)).row.kind == "worktree"
    assert belongings(land.repository) == before
