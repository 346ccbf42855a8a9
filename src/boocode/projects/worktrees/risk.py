"""What would be lost with a worktree, and keeping it: refs that hold the work, made before anything is removed."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from boocode.contracts.wire.worktrees import Keep, Kept, WorktreeRisk
from boocode.git.command import git
from boocode.git.snapshots import Skipped, is_work_tree_of, snapshot_tree
from boocode.git.trees import (
    at,
    commit_tree,
    diff_trees,
    list_refs,
    tree_of,
    update_ref,
    with_directory,
    with_paths,
    write_file,
)
from boocode.git.worktrees import branch_commit, commits_only_in, head_commit
from boocode.kernel.text import clean
from boocode.projects.worktrees.making import top_on_disk
from boocode.projects.worktrees.model import RESCUE_REFS, WorktreeRow
from boocode.projects.worktrees.places import Places, short, slug
from boocode.projects.worktrees.repository import find_repository

MAX_LISTED = 200
NOTHING = WorktreeRisk(changed_files=[], untracked_ignored=0, commits=0, at_risk=False)


@dataclass(frozen=True, slots=True)
class Work:
    """What a worktree holds.

    Attributes:
        commit: What is checked out in it.
        accepted, now: All its files as accepted, and as they are: trees of the whole worktree.
        changed: Paths that differ, from the project's directory.
        big: Those of them that are too big for snapshots.
        commits: How many commits are nowhere else.
    """

    commit: str
    accepted: str
    now: str
    changed: tuple[str, ...]
    big: tuple[str, ...]
    ignored: int
    commits: int

    @property
    def risk(self) -> WorktreeRisk:
        return WorktreeRisk(
            changed_files=[clean(path) for path in self.changed[:MAX_LISTED]],
            untracked_ignored=self.ignored,
            commits=self.commits,
            at_risk=bool(self.changed or self.commits),
        )


async def work_in(row: WorktreeRow, places: Places, project: Path) -> Work:
    """Look at everything in a worktree, big files included. If its directory is gone, at the newest snapshot of it."""
    git_dir = row.repository
    if await to_thread.run_sync(row.directory.is_dir):
        top, prefix = await to_thread.run_sync(top_on_disk, row)
        commit = await _head(row, top) or row.base_commit
        now, big = await _look(row, places, project)
        ignored = await _count_ignored(row, top, places.index(row.id))
    else:
        prefix = await _prefix_of(row, project)
        commit = await _branch(row) or row.base_commit
        inner = await tree_of(git_dir, row.snapshot_commit) if row.snapshot_commit else row.accepted_tree
        now = await with_directory(git_dir, await tree_of(git_dir, row.base_commit), prefix, inner)
        big, ignored = set[str](), 0
    base = await tree_of(git_dir, row.base_commit)
    accepted = await with_directory(git_dir, base, prefix, row.accepted_tree)
    changed = {found.path for found in await diff_trees(git_dir, accepted, now)} | big
    return Work(
        commit=commit,
        accepted=accepted,
        now=now,
        changed=_inside(prefix, changed),
        big=_inside(prefix, big),
        ignored=ignored,
        commits=await commits_only_in(git_dir, commit, row.branch, row.base_commit),
    )


async def keep_work(row: WorktreeRow, work: Work, keep: Keep, project: Path) -> Kept:
    """Let a ref hold what is in a worktree; nothing where there is nothing.

    `rescue`: everything as one commit on top of the worktree's own. `stash`: what differs from what was accepted, as
    `git stash` would keep it. `discard`: nothing.
    """
    if keep == "discard" or not work.risk.at_risk:
        return Kept(ref=None, restore="")
    message = f"Work of the session “{row.session_name}”, kept by BooCode.\n"
    git_dir = row.repository
    if keep == "rescue":
        commit = await commit_tree(git_dir, work.now, [work.commit], message)
    else:
        before = await commit_tree(git_dir, work.accepted, [work.commit], "What was accepted of it.\n")
        index = await commit_tree(git_dir, work.accepted, [before], "index\n")
        commit = await commit_tree(git_dir, work.now, [before, index], message)
    ref = await _free_ref(row)
    await update_ref(git_dir, ref, commit)
    return Kept(ref=ref, restore=_restore(row, ref, keep, project))


async def rescue_refs(row: WorktreeRow) -> list[str]:
    """The refs that hold work taken out of this worktree."""
    return sorted(await list_refs(row.repository, f"{RESCUE_REFS}/{_stem(row)}-*"))


def _inside(prefix: str, paths: set[str]) -> tuple[str, ...]:
    return tuple(sorted(os.path.relpath(path, prefix) if prefix else path for path in paths))


async def _free_ref(row: WorktreeRow) -> str:
    taken = await rescue_refs(row)
    number = max((int(ref.rpartition("-")[2]) for ref in taken), default=0) + 1
    return f"{RESCUE_REFS}/{_stem(row)}-{number}"


def _stem(row: WorktreeRow) -> str:
    return row.branch.rpartition("/")[2] if row.branch else f"{slug(row.session_name)}-{short(row.id)}"


def _restore(row: WorktreeRow, ref: str, keep: Keep, project: Path) -> str:
    """A command for a shell. It leaves alone what is checked out anywhere."""
    target = project.parent / f"{project.name}-{ref.rpartition('/')[2]}"
    at_project, at_repository = shlex.quote(str(project)), shlex.quote(str(row.repository))
    if keep == "rescue":
        where = at_repository if row.kind == "copy" else at_project
        return f"git -C {where} worktree add --detach {shlex.quote(str(target))} {ref}"
    if row.kind == "copy":
        return f"git --git-dir={at_repository} diff --binary {ref}^1 {ref} | (cd {at_project} && git apply)"
    return f"git -C {at_project} stash apply {ref}"


async def _look(row: WorktreeRow, places: Places, project: Path) -> tuple[str, set[str]]:
    """The whole worktree as a tree, and big files in it that are not the project's own."""
    top, _ = await to_thread.run_sync(top_on_disk, row)
    index = places.index(row.id)
    found = await snapshot_tree(row.repository, top, index)
    big = await to_thread.run_sync(_foreign, found.skipped, top, row.directory, project)
    blobs = {path: (_mode(top / path), await write_file(row.repository, top / path)) for path in sorted(big)}
    return await with_paths(row.repository, found.tree, blobs), big


def _mode(path: Path) -> int:
    return 0o100755 if os.access(path, os.X_OK) else 0o100644


def _foreign(skipped: tuple[Skipped, ...], top: Path, directory: Path, project: Path) -> set[str]:
    """Big files that are not copies of the project's: those keep size and time."""
    foreign: set[str] = set()
    for file in skipped:
        if file.why != "big":
            continue
        here = top / file.path
        there = project / os.path.relpath(here, directory)
        try:
            mine, theirs = here.stat(), there.stat()
        except OSError:
            foreign.add(file.path)
            continue
        if (mine.st_size, mine.st_mtime_ns) != (theirs.st_size, theirs.st_mtime_ns):
            foreign.add(file.path)
    return foreign


async def _head(row: WorktreeRow, top: Path) -> str | None:
    """What is checked out in it; its branch, where git would look at some other repository there."""
    if await to_thread.run_sync(is_work_tree_of, row.repository, top):
        return await head_commit(top)
    return await _branch(row)


async def _count_ignored(row: WorktreeRow, top: Path, index: Path) -> int:
    """Ignored files and directories, a directory ignored as a whole counted once."""
    env = {**at(row.repository), "GIT_WORK_TREE": str(top), "GIT_INDEX_FILE": str(index)}
    done = await git(top, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", env=env)
    return done.stdout.count(b"\x00")


async def _branch(row: WorktreeRow) -> str | None:
    return await branch_commit(row.repository, row.branch) if row.branch else None


async def _prefix_of(row: WorktreeRow, project: Path) -> str:
    found = await find_repository(project) if row.kind == "worktree" else None
    return found.prefix if found else ""
