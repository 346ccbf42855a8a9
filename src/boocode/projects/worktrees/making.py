"""Making a worktree: the base commit, the branch, the files. All of it can be done again after it was cut off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from boocode.git.snapshots import (
    Skipped,
    fill_directory,
    give_index,
    seed_index,
    snapshot_tree,
    work_tree_of,
)
from boocode.git.trees import commit_tree, tree_of, update_ref, with_directory
from boocode.git.worktrees import (
    add_worktree,
    branch_commit,
    delete_branch,
    head_commit,
    own_directory,
    remove_worktree,
)
from boocode.kernel.text import clean
from boocode.projects.worktrees.model import WorktreeRow, base_ref
from boocode.projects.worktrees.places import Places
from boocode.projects.worktrees.repository import Repository

MAX_COPIED_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Base:
    """The files of a project as they are, as a commit.

    Attributes:
        head: HEAD of the project, its parent.
        tree, whole: The project's directory in it, and the whole work tree.
        skipped: What it does not hold, with paths from the top of the work tree.
    """

    commit: str
    head: str | None
    tree: str
    whole: str
    skipped: tuple[Skipped, ...]


async def make_base(repository: Repository, index: Path) -> Base:
    """A commit of all tracked and unignored files as they are on disk, which no ref holds yet.

    Reads the user's index, and writes nothing but objects.

    Args:
        index: An index of BooCode's own, kept for the project from one base to the next.
    """
    if not repository.is_private:
        await seed_index(repository.git_dir, repository.top, index)
    found = await snapshot_tree(repository.git_dir, repository.top, index)
    head = await repository.head()
    message = "The project's files when BooCode made a worktree of them.\n"
    commit = await commit_tree(repository.git_dir, found.tree, [head] if head else [], message)
    tree = await tree_of(repository.git_dir, commit, repository.prefix)
    return Base(commit, head, tree, found.tree, found.skipped)


async def lay_out(
    row: WorktreeRow, repository: Repository, places: Places, *, at: str, skipped: Sequence[Skipped]
) -> list[str]:
    """Make the directory of `row` with the files of the tree `at`; gives the big files that are missing in it.

    What is in the way there is removed first: call this only for a worktree that is new or whose directory is gone.

    Args:
        skipped: What the base does not hold. Big files are copied from the project.
    """
    top = top_of(row, repository)
    await clear_away(row, repository)
    assert row.branch is not None
    await add_worktree(row.repository, top, row.branch, row.base_commit)
    index = places.index(row.id)
    index.unlink(missing_ok=True)
    sparse_as = None if repository.is_private else places.base_index(row.project_id)
    await fill_directory(row.repository, top, index, at, sparse_as=sparse_as)
    commit = await head_commit(top) or row.base_commit
    await give_index(row.repository, top, index, await own_directory(top) / "index", commit)
    return await to_thread.run_sync(_bring_big, repository, top, row.directory, skipped)


async def again_at(row: WorktreeRow, prefix: str) -> str:
    """The tree to lay out for a worktree whose directory is gone: the newest snapshot of it, or what was accepted."""
    inner = await tree_of(row.repository, row.snapshot_commit) if row.snapshot_commit else row.accepted_tree
    return await with_directory(row.repository, await tree_of(row.repository, row.base_commit), prefix, inner)


async def clear_away(row: WorktreeRow, repository: Repository) -> None:
    """Remove the directory of a worktree and what git remembers of it. The branch stays."""
    top = top_of(row, repository)
    await remove_worktree(row.repository, top)
    await to_thread.run_sync(remove_tree, top)


async def unmake(row: WorktreeRow, repository: Repository) -> None:
    """Take back a making that was cut off: nobody worked there yet."""
    if row.is_own:
        await clear_away(row, repository)
        if row.branch and await branch_commit(row.repository, row.branch):
            await delete_branch(row.repository, row.branch)
    await update_ref(row.repository, base_ref(row.session_id or row.id), None)


def top_of(row: WorktreeRow, repository: Repository) -> Path:
    """The top of the worktree, also when nothing is there."""
    depth = len(Path(repository.prefix).parts) if row.is_own else 0
    return row.directory.parents[depth - 1] if depth else row.directory


def top_on_disk(row: WorktreeRow) -> tuple[Path, str]:
    """The top of a worktree that is there, and the project's directory in it."""
    return work_tree_of(row.repository, row.directory)


def remove_tree(directory: Path) -> None:
    """Remove a directory with everything in it, also what was made read-only."""

    def retry(_function: object, path: str, _error: object) -> None:
        parent = os.path.dirname(path)
        try:
            os.chmod(parent, 0o700)
            if os.path.isdir(path) and not os.path.islink(path):
                os.chmod(path, 0o700)
                shutil.rmtree(path, ignore_errors=True)
            else:
                os.unlink(path)
        except FileNotFoundError:
            return

    if os.path.lexists(directory):
        shutil.rmtree(directory, onerror=retry)


def _bring_big(repository: Repository, top: Path, directory: Path, skipped: Sequence[Skipped]) -> list[str]:
    """Copy big files of the project; gives those that would be too much."""
    directory.mkdir(parents=True, exist_ok=True)  # git keeps no empty directories
    left = MAX_COPIED_BYTES
    missing: list[str] = []
    for file in skipped:
        if file.why != "big":
            continue
        source, target = repository.top / file.path, top / file.path
        if file.size_bytes > left or not Path(os.path.realpath(target.parent)).is_relative_to(top):
            missing.append(clean(file.path))
            continue
        left -= file.size_bytes
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)
    return missing
