"""Removing worktrees without losing work: looking what is at risk, keeping it first, then taking everything away."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from anyio import to_thread

from boocode.contracts.wire.worktrees import Keep, Kept, WorktreeRisk
from boocode.git.errors import GitFailed
from boocode.git.trees import list_refs, update_ref
from boocode.git.worktrees import delete_branch
from boocode.projects.worktrees.errors import RepositoryGone, WorktreeAtRisk
from boocode.projects.worktrees.making import clear_away, remove_tree, top_of, unmake
from boocode.projects.worktrees.model import RESCUE_REFS, WorktreeRow, snapshot_ref
from boocode.projects.worktrees.places import Places
from boocode.projects.worktrees.repository import repository_of
from boocode.projects.worktrees.risk import NOTHING, keep_work, work_in

_BASES = "refs/boocode/base"
NOTHING_KEPT = Kept(ref=None, restore="")
UNKNOWN = WorktreeRisk(changed_files=[], untracked_ignored=0, commits=0, at_risk=True)


async def risk_of(row: WorktreeRow, places: Places, project: Path) -> WorktreeRisk:
    """What would be lost with a worktree. Where its repository is gone, anything might be."""
    if not row.is_own or row.state == "making":
        return NOTHING
    try:
        await repository_of(row, project)
    except RepositoryGone:
        return UNKNOWN if await to_thread.run_sync(row.directory.is_dir) else NOTHING
    return (await work_in(row, places, project)).risk


async def take_away(row: WorktreeRow, places: Places, project: Path, keep: Keep | None) -> Kept:
    """Remove the directory, branch and refs of a worktree; its work is held by a ref before, as `keep` says.

    Raises:
        WorktreeAtRisk: It holds work, and nothing was said about keeping it.
        RepositoryGone: There is nothing that could hold the work: only `discard` is possible.
    """
    try:
        repository = await repository_of(row, project)
    except RepositoryGone:
        if keep != "discard" and (await risk_of(row, places, project)).at_risk:
            raise
        if row.is_own:
            await to_thread.run_sync(remove_tree, row.directory)
        await to_thread.run_sync(remove_tree, places.index(row.id).parent)
        return NOTHING_KEPT
    if row.state == "making":
        await unmake(row, repository)
    kept = await _keep(row, places, project, keep) if row.is_own and row.state != "making" else NOTHING_KEPT
    if row.is_own:
        await clear_away(row, repository)
        await to_thread.run_sync(_remove_empty, top_of(row, repository).parent, places)
    await _drop_refs(row)
    await to_thread.run_sync(remove_tree, places.index(row.id).parent)
    return kept


async def forget_repository(git_dir: Path) -> None:
    """Remove a private repository, unless a ref in it holds work that was kept."""
    if await to_thread.run_sync(git_dir.is_dir) and not await list_refs(git_dir, RESCUE_REFS):
        await to_thread.run_sync(remove_tree, git_dir)


def _remove_empty(directory: Path, places: Places) -> None:
    """The directory of a project's worktrees goes with the last of them."""
    if places.is_ours(directory):
        with suppress(OSError):
            directory.rmdir()


async def _keep(row: WorktreeRow, places: Places, project: Path, keep: Keep | None) -> Kept:
    work = await work_in(row, places, project)
    if keep is None and work.risk.at_risk:
        raise WorktreeAtRisk(row.session_name, work.risk)
    return await keep_work(row, work, keep or "discard", project)


async def _drop_refs(row: WorktreeRow) -> None:
    """Delete what held the worktree's objects, but for rescue refs."""
    bases = await list_refs(row.repository, _BASES)
    for ref in [ref for ref, commit in bases.items() if commit == row.base_commit] + [snapshot_ref(row.id)]:
        await update_ref(row.repository, ref, None)
    if row.branch:
        with suppress(GitFailed):  # somebody else has it checked out
            await delete_branch(row.repository, row.branch)
