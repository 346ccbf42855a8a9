"""Keeping rows and disk in step: what git and the file system say about worktrees, and what follows from it."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from anyio import to_thread

from boocode.contracts.wire.worktrees import WorktreeState
from boocode.git.worktrees import ListedWorktree, is_ancestor, list_worktrees, prune, repair
from boocode.kernel.errors import BooError
from boocode.projects.worktrees.model import WorktreeRow
from boocode.projects.worktrees.places import Places

log = logging.getLogger(__name__)

GONE = "Its directory is gone. It is made again from the last look at it when it is needed next."
NO_REPOSITORY = (
    "The repository {} is not there. Bring it back, or copy what you need out of the worktree and discard it."
)
NO_PROJECT = "The project's directory is not there. Bring it back."


@dataclass(frozen=True, slots=True)
class Finding:
    """What a row should say: where the worktree is, and how it is."""

    path: str
    state: WorktreeState
    problem: str | None


async def findings(rows: Sequence[WorktreeRow], places: Places) -> Mapping[UUID, Finding]:
    """What differs from the rows, by worktree. Worktrees that were moved by somebody are adopted where they are;
    what git remembers of directories of ours that are gone, and that no row knows, is forgotten."""
    found: dict[UUID, Finding] = {}
    for git_dir in sorted({row.repository for row in rows}):
        mine = [row for row in rows if row.repository == git_dir and row.state != "making"]
        listed = await _listed(git_dir, {row.path for row in rows}, places)
        for row in mine:
            finding = await _finding(row, listed)
            if finding != Finding(row.path, row.state, row.problem):
                found[row.id] = finding
    return found


async def _listed(git_dir: Path, known: set[str], places: Places) -> list[ListedWorktree] | None:
    """The worktrees of a repository; None if it is not there (or says nothing)."""
    if not await to_thread.run_sync(git_dir.is_dir):
        return None
    try:
        listed = await list_worktrees(git_dir)
        ours = [one.path for one in listed if one.is_prunable and places.is_ours(one.path)]
        if any(not any(Path(path).is_relative_to(place) for path in known) for place in ours):
            await prune(git_dir, places.home)
    except BooError as error:
        log.warning("worktrees of %s cannot be listed: %s", git_dir, error.message)
        return None
    return listed


async def _finding(row: WorktreeRow, listed: Sequence[ListedWorktree] | None) -> Finding:
    there = await to_thread.run_sync(row.directory.is_dir)
    if row.kind == "project":
        return Finding(row.path, "ready", None) if there else Finding(row.path, "broken", NO_PROJECT)
    if listed is None:
        return Finding(row.path, "broken", NO_REPOSITORY.format(row.git_dir))
    if there:
        if not any(_holds(one.path, row.directory) for one in listed):
            await _repaired(row)
        return Finding(row.path, "ready", None)
    for one in listed:
        if row.branch and one.branch == row.branch and await to_thread.run_sync(one.path.is_dir):
            depth = await to_thread.run_sync(_depth, row, one.path)
            return Finding(
                str(one.path.joinpath(*row.directory.parts[len(row.directory.parts) - depth :])), "ready", None
            )
    return Finding(row.path, "broken", GONE)


async def _repaired(row: WorktreeRow) -> None:
    """Git does not know the worktree where it is: somebody moved it, or its repository."""
    try:
        await repair(row.repository, row.directory)
    except BooError as error:
        log.warning("worktree %s cannot be repaired: %s", row.path, error.message)


def _depth(row: WorktreeRow, top: Path) -> int:
    """How deep in its worktree the project's directory is: as many of the last names of its path as exist there."""
    parts = row.directory.parts
    for depth in range(min(len(parts) - 1, 32), 0, -1):
        if (top.joinpath(*parts[len(parts) - depth :])).is_dir():
            return depth
    return 0


def _holds(top: Path, directory: Path) -> bool:
    return Path(os.path.realpath(directory)).is_relative_to(os.path.realpath(top))


async def needs_new_base(row: WorktreeRow, project: Path) -> bool:
    """Whether the project's HEAD no longer descends from what the worktree was made of."""
    if row.kind != "worktree" or row.head_commit is None or not await to_thread.run_sync(project.is_dir):
        return False
    return not await is_ancestor(project, row.head_commit, "HEAD")


def size_of(directory: Path) -> int:
    """Bytes that a directory takes on disk. Files with several names count once; links are not followed."""
    total = 0
    seen: set[tuple[int, int]] = set()
    for place, _, names in os.walk(directory):
        for name in [".", *names]:
            try:
                status = os.lstat(os.path.join(place, name))
            except OSError:
                continue
            if (key := (status.st_dev, status.st_ino)) not in seen:
                seen.add(key)
                total += status.st_blocks * 512
    return total
