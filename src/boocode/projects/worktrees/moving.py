"""Bringing a worktree that is in use to other files: onto a new base, or back to what was accepted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from anyio import to_thread

from boocode.contracts.wire.worktrees import Kept
from boocode.git.command import git
from boocode.git.snapshots import give_index, move_directory, snapshot_tree
from boocode.git.trees import commit_tree, merge_trees, tree_of, update_ref
from boocode.git.worktrees import own_directory
from boocode.kernel.text import clean
from boocode.projects.worktrees.errors import BaseOverlaps
from boocode.projects.worktrees.making import Base, top_on_disk
from boocode.projects.worktrees.model import WorktreeRow, base_ref, snapshot_ref
from boocode.projects.worktrees.places import Places
from boocode.projects.worktrees.risk import Work, keep_work, work_in

_SHOWN = 20


async def put_on_base(row: WorktreeRow, base: Base, places: Places, project: Path) -> tuple[WorktreeRow, str]:
    """The row of a worktree whose work now stands on a new base, and its newest snapshot: unaccepted work was joined
    with the base three ways.

    The branch begins anew at the base. Commits that it had are kept by a rescue ref first.

    Raises:
        BaseOverlaps: Both changed the same lines; nothing was done.
    """
    git_dir = row.repository
    top, prefix = await to_thread.run_sync(top_on_disk, row)
    work = await work_in(row, places, project)
    index = places.index(row.id)
    now = (await snapshot_tree(git_dir, top, index)).tree
    joined = await merge_trees(git_dir, work.accepted, base.whole, now)
    if joined.overlaps:
        _refuse(joined.overlaps, prefix)
    if work.commits:
        await keep_work(row, work, "rescue", project)
    await move_directory(git_dir, top, index, now, joined.tree)
    await update_ref(git_dir, base_ref(row.session_id or row.id), base.commit)
    if row.branch:
        await git(top, "symbolic-ref", "HEAD", f"refs/heads/{row.branch}")
        await update_ref(git_dir, f"refs/heads/{row.branch}", base.commit)
    await give_index(git_dir, top, index, await own_directory(top) / "index", base.commit)
    moved = replace(row, base_commit=base.commit, head_commit=base.head, accepted_tree=base.tree)
    return moved, await _noted(row, await tree_of(git_dir, joined.tree, prefix))


async def put_away(row: WorktreeRow, places: Places, project: Path) -> tuple[Kept, str | None]:
    """Keep what differs from what was accepted as a stash, and bring the worktree back to that.

    Gives its newest snapshot, too; None where there was nothing to put away.
    """
    git_dir = row.repository
    top, _ = await to_thread.run_sync(top_on_disk, row)
    work = await work_in(row, places, project)
    kept = await keep_work(row, work, "stash", project)
    if kept.ref is None:
        return kept, None
    index = places.index(row.id)
    now = (await snapshot_tree(git_dir, top, index)).tree
    await move_directory(git_dir, top, index, now, work.accepted)
    await to_thread.run_sync(_remove_big, work, row.directory)
    return kept, await _noted(row, row.accepted_tree)


async def _noted(row: WorktreeRow, tree: str) -> str:
    """A commit of the project's directory in the worktree, as its newest snapshot."""
    commit = await commit_tree(row.repository, tree, [], "snapshot\n")
    await update_ref(row.repository, snapshot_ref(row.id), commit)
    return commit


def _remove_big(work: Work, directory: Path) -> None:
    """Files that no index knows and that the stash holds."""
    for path in work.big:
        (directory / path).unlink(missing_ok=True)


def _refuse(overlaps: tuple[str, ...], prefix: str) -> None:
    paths = [clean(path.removeprefix(f"{prefix}/") if prefix else path) for path in overlaps]
    shown = ", ".join(f"`{path}`" for path in paths[:3])
    raise BaseOverlaps(
        f"The work in the worktree and the project's new state overlap in {shown}"
        f"{' and more' if len(paths) > 3 else ''}. Apply or reject these changes first, or stash them.",
        paths=paths[:_SHOWN],
    )
