"""Nothing that removes a worktree loses work: refused, kept where it is, or restorable by the command that is told."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from boocode.db import Database
from boocode.kernel.errors import NotFound
from boocode.projects.worktrees.errors import BaseOverlaps, RepositoryGone, SessionBusy, WorktreeAtRisk
from tests.projects.land import Land, belongings, git, open_land
from tests.support.rows import git_repository

CHANGED = ["a.txt", "new.txt", "src/main.py"]


def restore(command: str) -> None:
    """Run the command that the user is told, as they would."""
    subprocess.run(["sh", "-c", command], check=True, capture_output=True)


async def test_what_is_at_risk_is_said(land: Land) -> None:
    assert not (await land.worktrees.risk(land.session_id)).at_risk
    row = await land.work()
    (row.directory / "ignored").mkdir()
    (row.directory / "ignored/x").write_text("x")
    git(row.directory, "commit", "--quiet", "--all", "-m", "The agent's own.")
    risk = await land.worktrees.risk(land.session_id)
    assert (risk.changed_files, risk.untracked_ignored, risk.commits, risk.at_risk) == (CHANGED, 1, 1, True)
    git(land.repository, "branch", "taken-over", row.branch or "")
    assert (await land.worktrees.risk(land.session_id)).commits == 0


async def test_risk_is_that_of_its_own_repository_whatever_git_is_told_there(land: Land, tmp_path: Path) -> None:
    row = await land.work()
    (row.directory / "ignored").mkdir()
    (row.directory / "ignored/x").write_text("x")
    before = await land.worktrees.risk(land.session_id)
    for of_another in (True, False):
        (row.directory / ".git").unlink()
        if of_another:
            git(tmp_path, "init", "-q", "other")
            (row.directory / ".git").write_text(f"gitdir: {tmp_path}/other/.git\n")
        assert await land.worktrees.risk(land.session_id) == before


async def test_removal_is_refused_while_there_is_work(land: Land) -> None:
    row = await land.work()
    with pytest.raises(WorktreeAtRisk, match="3 changed file") as refusal:
        await land.worktrees.remove(row.id, None)
    assert refusal.value.data["changed_files"] == CHANGED
    assert (row.directory / "new.txt").exists()
    with pytest.raises(WorktreeAtRisk):
        await land.sessions.delete(land.session_id, with_changes=True)
    assert await land.sessions.get(land.session_id)


async def test_worktree_without_work_goes_without_a_trace(land: Land) -> None:
    before, refs = belongings(land.repository), git(land.repository, "for-each-ref")
    row = (await land.worktrees.ensure(land.session_id)).row
    kept = await land.worktrees.remove(row.id, None)
    assert kept.ref is None
    assert not row.directory.exists()
    assert (belongings(land.repository), git(land.repository, "for-each-ref")) == (before, refs)
    assert git(land.repository, "worktree", "list").count("\n") == 1
    assert (await land.worktrees.list_worktrees()).worktrees == []
    assert not land.worktrees.index(row).exists()
    with pytest.raises(NotFound):
        await land.worktrees.remove(row.id, None)
    assert (await land.worktrees.ensure(land.session_id)).row.id != row.id


async def test_rescued_work_comes_back_by_the_command_that_is_told(land: Land) -> None:
    row = await land.work()
    git(row.directory, "commit", "--quiet", "--all", "-m", "The agent's own.")
    (row.directory / "later.txt").write_text("later\n")
    (row.directory / "big.bin").write_bytes(b"\xff" * (11 * 1024 * 1024))
    before = belongings(land.repository)
    kept = await land.sessions.delete(land.session_id, keep="rescue")
    assert kept.ref is not None
    assert kept.ref.startswith("refs/boocode/rescue/fix-the-log-in-")
    assert not row.directory.exists()
    assert belongings(land.repository) == before
    assert (await land.worktrees.list_worktrees()).worktrees[0].rescue_refs == [kept.ref]
    restore(kept.restore)
    [restored] = [path for path in land.repository.parent.iterdir() if path.name.startswith("repo-fix")]
    assert (restored / "later.txt").read_text() == "later\n"
    assert (restored / "a.txt").read_text() == "one\nTWO\nthree\n"
    assert (restored / "big.bin").stat().st_size == 11 * 1024 * 1024
    assert not (restored / "src/main.py").exists()
    assert "The agent's own." in git(restored, "log", "--format=%s")


async def test_stashed_work_comes_back_into_the_project(land: Land) -> None:
    await land.work()
    before = belongings(land.repository)
    kept = await land.sessions.delete(land.session_id, keep="stash")
    assert belongings(land.repository) == before
    restore(kept.restore)
    assert (land.repository / "a.txt").read_text() == "one\nTWO\nthree\n"
    assert (land.repository / "new.txt").read_text() == "new\n"
    assert not (land.repository / "src/main.py").exists()


@pytest.mark.parametrize("keep", ["stash", "rescue"])
async def test_work_on_a_project_without_git_comes_back(db: Database, tmp_path: Path, keep: str) -> None:
    plain = tmp_path / "it's plain"
    plain.mkdir()
    (plain / "a.txt").write_text("one\n")
    async with open_land(db, tmp_path, plain) as land:
        row = (await land.worktrees.ensure(land.session_id)).row
        (row.directory / "a.txt").write_text("two\n")
        (row.directory / "bin").write_bytes(bytes(range(256)))
        kept = await land.worktrees.remove(row.id, "stash" if keep == "stash" else "rescue")
        assert (plain / "a.txt").read_text() == "one\n"
        restore(kept.restore)
        [place] = [plain] if keep == "stash" else [p for p in tmp_path.iterdir() if p.name.startswith("it's plain-")]
        assert (place / "a.txt").read_text() == "two\n"
        assert (place / "bin").read_bytes() == bytes(range(256))


async def test_discarded_work_leaves_no_ref(land: Land) -> None:
    await land.work()
    refs = set(git(land.repository, "for-each-ref").splitlines())
    await land.sessions.delete(land.session_id, keep="discard")
    assert all("boocode" not in ref for ref in git(land.repository, "for-each-ref").splitlines())
    assert {ref for ref in refs if "boocode" not in ref} == set(git(land.repository, "for-each-ref").splitlines())


async def test_worktree_outlives_its_session_until_it_holds_no_work(land: Land) -> None:
    row = await land.work()
    await land.sessions.change(land.session_id, name="Renamed")
    await land.sessions.delete(land.session_id, keep="worktree")
    [listed] = (await land.worktrees.list_worktrees()).worktrees
    assert (listed.session_id, listed.session_name, listed.state) == (None, "Renamed", "ready")
    again = land.restarted()
    await again.tidy()
    assert (row.directory / "new.txt").exists()
    git(row.directory, "checkout", "--quiet", "--", ".")
    (row.directory / "new.txt").unlink()
    await again.tidy()
    assert not row.directory.exists()
    assert (await again.list_worktrees()).worktrees == []


async def test_stash_brings_a_worktree_in_use_back_to_what_was_accepted(land: Land) -> None:
    row = await land.work()
    (row.directory / "big.bin").write_bytes(b"\xff" * (11 * 1024 * 1024))
    moved: list[str] = []

    async def on_moved(found: object) -> None:
        moved.append("moved")

    land.worktrees.on_moved = on_moved
    kept = await land.worktrees.stash(land.session_id)
    assert moved == ["moved"]
    assert not (await land.worktrees.risk(land.session_id)).at_risk
    assert git(row.directory, "status", "--porcelain") == ""
    assert (await land.worktrees.stash(land.session_id)).ref is None
    git(row.directory, "stash", "apply", "--quiet", kept.ref or "")
    assert (await land.worktrees.risk(land.session_id)).changed_files == ["a.txt", "big.bin", "new.txt", "src/main.py"]


async def test_new_base_is_refused_where_both_changed_the_same_lines(land: Land) -> None:
    row = await land.work()
    (land.repository / "a.txt").write_text("one\ntwo, mine\nthree\n")
    with pytest.raises(BaseOverlaps, match=r"a\.txt"):
        await land.worktrees.new_base(land.session_id)
    assert (row.directory / "a.txt").read_text() == "one\nTWO\nthree\n"
    found = await land.worktrees.find(land.session_id)
    assert found is not None
    assert found.base_commit == row.base_commit


async def test_commits_of_the_old_branch_are_rescued_by_a_new_base(land: Land) -> None:
    row = await land.work()
    git(row.directory, "add", "-A")
    git(row.directory, "commit", "--quiet", "-m", "The agent's own.")
    based = await land.worktrees.new_base(land.session_id)
    [ref] = based.rescue_refs
    assert "The agent's own." in git(land.repository, "log", "--format=%s", ref)
    assert (row.directory / "new.txt").read_text() == "new\n"
    assert (await land.worktrees.risk(land.session_id)).commits == 0


async def test_running_task_keeps_everything_where_it_is(land: Land) -> None:
    row = await land.work()
    await land.running_task()
    for refused in (
        land.worktrees.remove(row.id, "discard"),
        land.worktrees.stash(land.session_id),
        land.worktrees.new_base(land.session_id),
        land.worktrees.choose(land.session_id, "project"),
    ):
        with pytest.raises(SessionBusy):
            await refused
    assert (row.directory / "new.txt").exists()


async def test_choosing_the_project_is_refused_while_the_worktree_holds_work(land: Land) -> None:
    await land.work()
    with pytest.raises(WorktreeAtRisk):
        await land.worktrees.choose(land.session_id, "project")
    assert (await land.worktrees.workplace(land.session_id)).choice == "worktree"


async def test_work_is_not_given_up_when_its_repository_is_gone(land: Land, tmp_path: Path) -> None:
    row = await land.work()
    land.repository.rename(tmp_path / "moved")
    with pytest.raises(RepositoryGone, match="copy what you need"):
        await land.worktrees.remove(row.id, "rescue")
    assert (await land.worktrees.risk(land.session_id)).at_risk
    assert (row.directory / "new.txt").exists()
    await land.worktrees.remove(row.id, "discard")
    assert not row.directory.exists()


async def test_work_of_a_deleted_directory_is_not_forgotten(land: Land) -> None:
    row = await land.work()
    git(row.directory, "add", "-A")
    git(row.directory, "commit", "--quiet", "-m", "The agent's own.")
    shutil.rmtree(row.directory)
    risk = await land.worktrees.risk(land.session_id)
    assert (risk.commits, risk.at_risk) == (1, True)
    kept = await land.worktrees.remove(row.id, "rescue")
    assert "The agent's own." in git(land.repository, "log", "--format=%s", kept.ref or "")


async def test_read_only_directories_are_removed_too(land: Land) -> None:
    row = (await land.worktrees.ensure(land.session_id)).row
    (row.directory / "ignored/cache").mkdir(parents=True)
    (row.directory / "ignored/cache/x").write_text("x")
    os.chmod(row.directory / "ignored/cache", 0o500)
    await land.worktrees.remove(row.id, None)
    assert not row.directory.exists()


async def test_submodules_stay_what_they_were(db: Database, tmp_path: Path) -> None:
    inner = git_repository(tmp_path / "inner", {"x": "x"})
    outer = git_repository(tmp_path / "outer", {"a.txt": "a\n"})
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "sub")
    git(outer, "commit", "--quiet", "-m", "Add sub.")
    (outer / "sub/x").write_text("changed")
    async with open_land(db, tmp_path, outer) as land:
        before = belongings(outer)
        row = (await land.worktrees.ensure(land.session_id)).row
        assert git(row.directory, "status", "--porcelain") == ""
        assert "160000" in git(outer, "ls-tree", row.base_commit, "sub")
        (row.directory / "sub").rmdir()
        (row.directory / "a.txt").write_text("b\n")
        assert (await land.worktrees.risk(land.session_id)).changed_files == ["a.txt"]
        await land.worktrees.stash(land.session_id)
        await land.worktrees.remove(row.id, None)
        assert belongings(outer) == before


async def test_sparse_checkouts_stay_sparse(db: Database, tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"in/a.txt": "a\n", "out/b.txt": "b\n"})
    git(repository, "sparse-checkout", "set", "in")
    (repository / "in/a.txt").write_text("changed\n")
    async with open_land(db, tmp_path, repository) as land:
        before = belongings(repository)
        row = (await land.worktrees.ensure(land.session_id)).row
        assert (row.directory / "in/a.txt").read_text() == "changed\n"
        assert not (row.directory / "out").exists()
        assert "out/b.txt" in git(repository, "ls-tree", "-r", "--name-only", row.base_commit)
        assert not (await land.worktrees.risk(land.session_id)).at_risk
        assert git(row.directory, "status", "--porcelain") == ""
        assert belongings(repository) == before
