"""The repository that a project's worktrees are made from: its own, or a private one for a project without git."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from boocode.git.command import git
from boocode.git.errors import NotARepository
from boocode.git.snapshots import work_tree_of
from boocode.git.worktrees import common_directory, head_commit
from boocode.kernel.ids import new_id
from boocode.projects.worktrees.errors import RepositoryGone
from boocode.projects.worktrees.model import WorktreeRow

# A project without git seldom says what is made by tools.
_EXCLUDED = "node_modules/\n.venv/\nvenv/\n__pycache__/\n.DS_Store\n"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository and the project in it.

    Attributes:
        git_dir: Its common directory.
        top: The work tree that the project's directory is in.
        prefix: The project's directory in it; empty for the top.
    """

    git_dir: Path
    top: Path
    prefix: str
    is_private: bool

    async def head(self) -> str | None:
        """What is checked out in the project; None before the first commit and without git."""
        return None if self.is_private else await head_commit(self.top)


async def find_repository(project: Path) -> Repository | None:
    """The project's own repository. None without git, and where a repository around it tracks nothing of it."""
    try:
        git_dir = await common_directory(project)
    except NotARepository:
        return None
    top, prefix = await to_thread.run_sync(work_tree_of, git_dir, project)
    if not await to_thread.run_sync(os.path.lexists, top / ".git"):
        return None
    if prefix and not (await git(project, "ls-files", "-z", "--", ".", max_output_bytes=1)).stdout:
        return None
    return Repository(git_dir, top, prefix, is_private=False)


async def repository_of(row: WorktreeRow, project: Path) -> Repository:
    """The repository that a worktree was made from.

    Raises:
        RepositoryGone: It, or the project, is not there.
    """
    if not await to_thread.run_sync(row.repository.is_dir):
        raise RepositoryGone(
            f"The repository of the worktree {row.path} is not there any more ({row.git_dir}). Bring it back, or copy"
            " what you need out of the worktree and discard it.",
            path=row.path,
        )
    if row.kind != "worktree":
        return Repository(row.repository, project, "", is_private=row.kind == "copy")
    found = await find_repository(project) if await to_thread.run_sync(project.is_dir) else None
    if found is None or found.git_dir != row.repository:
        raise RepositoryGone(
            f"The project {project} is not there any more, or is another repository now. Bring it back, or copy what"
            f" you need out of the worktree {row.path} and discard it.",
            path=row.path,
        )
    return found


async def private_repository(project: Path, git_dir: Path) -> Repository:
    """The repository that BooCode keeps for a project without git, made on first use."""
    if not await to_thread.run_sync(git_dir.is_dir):
        draft = git_dir.with_name(f"{git_dir.name}.{new_id().hex}")
        try:
            await git(git_dir.parent, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(draft))
            await to_thread.run_sync(_exclude, draft)
            draft.rename(git_dir)
        finally:
            await to_thread.run_sync(lambda: shutil.rmtree(draft, ignore_errors=True))
    return Repository(git_dir, Path(os.path.realpath(project)), "", is_private=True)  # noqa: ASYNC240 - one call


def _exclude(git_dir: Path) -> None:
    (git_dir / "info").mkdir(exist_ok=True)
    (git_dir / "info" / "exclude").write_text(_EXCLUDED)
