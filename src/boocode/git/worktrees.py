"""Linked worktrees of a repository: listing, making and removing them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from boocode.git.command import decoded, git
from boocode.git.errors import GitFailed, NotARepository
from boocode.git.trees import at

_HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class ListedWorktree:
    """A worktree as git knows it. `branch` is None when detached; `is_prunable`: its directory is gone."""

    path: Path
    commit: str | None
    branch: str | None
    is_locked: bool = False
    is_prunable: bool = False


async def list_worktrees(repo: Path) -> list[ListedWorktree]:
    """The worktrees of the repository around `repo`, the main one first.

    Raises:
        NotARepository: There is none.
    """
    done = await git(repo, "worktree", "list", "--porcelain", "-z", env=_for(repo))
    records = done.stdout.split(b"\x00\x00")
    return [_listed(record.split(b"\x00")) for record in records if record.strip(b"\x00")]


async def common_directory(path: Path) -> Path:
    """The directory where the repository around `path` keeps objects and refs, shared by all its worktrees.

    Raises:
        NotARepository: There is none.
    """
    done = await git(path, "rev-parse", "--path-format=absolute", "--git-common-dir")
    return Path(os.fsdecode(done.stdout.rstrip(b"\n")))


async def own_directory(path: Path) -> Path:
    """The git directory of the work tree at `path` itself, where its index and HEAD are. Raises like the above."""
    return Path(os.fsdecode((await git(path, "rev-parse", "--absolute-git-dir")).stdout.rstrip(b"\n")))


async def head_commit(repo: Path) -> str | None:
    """What is checked out; None before the first commit.

    Raises:
        NotARepository: `repo` is not inside one.
    """
    done = await git(repo, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", accept=(0, 1, 128), env=_for(repo))
    if done.returncode == 128 and "not a git repository" in done.stderr:
        raise NotARepository(f"{repo} is not a git repository.")
    return decoded(done.stdout).strip() or None


async def is_ancestor(repo: Path, older: str, newer: str) -> bool:
    """Whether `newer` descends from `older` or is the same. False also when either is not there (any more)."""
    done = await git(repo, "merge-base", "--is-ancestor", older, newer, accept=(0, 1, 128), env=_for(repo))
    return done.returncode == 0


async def add_worktree(git_dir: Path, path: Path, branch: str, commit: str) -> None:
    """A worktree at `path` on `branch`, with no file written yet. A branch that exists is taken as it is.

    Raises:
        GitFailed: It cannot be made, e.g. because the branch is checked out elsewhere.
    """
    known = await branch_commit(git_dir, branch)
    what = [str(path), branch] if known else ["-b", branch, str(path), commit]
    await git(
        git_dir,
        "-c", "core.logAllRefUpdates=false",
        "-c", "branch.autoSetupMerge=false",
        # Twice forced: over what git remembers of a directory that is gone, even if it was locked.
        "worktree", "add", "--quiet", "--force", "--force", "--no-checkout", *what,
        env=at(git_dir),
    )  # fmt: skip


async def remove_worktree(git_dir: Path, path: Path) -> None:
    """Remove a worktree with everything in it, and what git remembers of it; the branch stays.

    Nothing happens where git knows of none.
    """
    if any(_is_same(listed.path, path) for listed in await list_worktrees(git_dir)):
        await git(
            git_dir, "worktree", "remove", "--force", "--force", str(path), env=at(git_dir), timeout_seconds=300.0
        )


async def prune(git_dir: Path, below: Path) -> list[Path]:
    """Forget the worktrees below a directory whose own directories are gone; gives where they were.

    Others of the user's may be on a disk that is not there right now, so `git worktree prune` is not for us.
    """
    listed = await list_worktrees(git_dir)
    gone = [found.path for found in listed if found.is_prunable and _is_below(found.path, below)]
    for path in gone:
        await remove_worktree(git_dir, path)
    return gone


async def repair(git_dir: Path, path: Path) -> None:
    """Let git know that a worktree of its was moved to `path`."""
    await git(git_dir, "worktree", "repair", str(path), env=at(git_dir))


async def branch_commit(git_dir: Path, branch: str) -> str | None:
    """What a local branch holds; None when there is no such branch."""
    done = await git(git_dir, "rev-parse", "--verify", "--quiet", _HEADS + branch, accept=(0, 1, 128), env=at(git_dir))
    return decoded(done.stdout).strip() or None


async def delete_branch(git_dir: Path, branch: str) -> None:
    """Delete a local branch, merged or not. Nothing happens where there is none.

    Raises:
        GitFailed: It is checked out somewhere.
    """
    if await branch_commit(git_dir, branch):
        await git(git_dir, "branch", "--quiet", "-D", "--", branch, env=at(git_dir))


async def commits_only_in(git_dir: Path, commit: str, branch: str | None, without: str) -> int:
    """How many commits `commit` brings that are in no branch (but `branch`), remote branch or tag, nor in `without`."""
    own = [f"--exclude={branch}"] if branch else []
    done = await git(
        git_dir,
        "rev-list", "--count", commit, "--not", *own, "--branches", "--remotes", "--tags", without,
        env=at(git_dir),
    )  # fmt: skip
    return int(done.stdout or b"0")


def _is_same(path: Path, other: Path) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _is_below(path: Path, directory: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(directory))


def _for(repo: Path) -> dict[str, str] | None:
    """How to address a repository: a git directory by name, so that nobody looks for one around it."""
    return at(repo) if (repo / "HEAD").is_file() and (repo / "objects").is_dir() else None


def _listed(lines: list[bytes]) -> ListedWorktree:
    facts = {name: value for name, _, value in (line.partition(b" ") for line in lines)}
    branch = os.fsdecode(facts[b"branch"]).removeprefix(_HEADS) if b"branch" in facts else None
    commit = facts.get(b"HEAD", b"").decode("ascii").strip("0") and facts[b"HEAD"].decode("ascii")
    path = Path(os.fsdecode(facts.get(b"worktree", b"")))
    if not path.parts:
        raise GitFailed("git worktree list said something that BooCode does not understand.")
    return ListedWorktree(path, commit or None, branch, b"locked" in facts, b"prunable" in facts)
