"""Objects and refs of BooCode's own: trees, commits and blobs written and compared without any work tree.

`git_dir` is the repository's common directory everywhere here: what `git rev-parse --git-common-dir` names.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from boocode.git.command import decoded, git
from boocode.git.errors import GitFailed

MAX_BLOBS_BYTES = 1024 * 1024 * 1024
GITLINK = 0o160000
_BLOBS_AT_ONCE = 64
_LONG_SECONDS = 120.0
_WHO: Mapping[str, str] = {
    "GIT_AUTHOR_NAME": "BooCode",
    "GIT_AUTHOR_EMAIL": "boocode@localhost",
    "GIT_COMMITTER_NAME": "BooCode",
    "GIT_COMMITTER_EMAIL": "boocode@localhost",
}


@dataclass(frozen=True, slots=True)
class TreeDiff:
    """A path that differs between two trees. A side without a file has neither hash nor mode.

    Attributes:
        was: Where the file was, if it was found to have moved.
    """

    path: str
    old_sha: str | None
    new_sha: str | None
    old_mode: int | None
    new_mode: int | None
    was: str | None = None


async def commit_tree(git_dir: Path, tree: str, parents: Sequence[str], message: str) -> str:
    """The hash of a new commit by BooCode, which no ref holds yet."""
    options = [option for parent in parents for option in ("-p", parent)]
    done = await git(git_dir, "commit-tree", tree, *options, stdin=message.encode(), env={**at(git_dir), **_WHO})
    return decoded(done.stdout).strip()


async def update_ref(git_dir: Path, ref: str, commit: str | None) -> None:
    """Let `ref` name `commit`, or delete it."""
    what = ["-d", ref] if commit is None else [ref, commit]
    await git(git_dir, "-c", "core.logAllRefUpdates=false", "update-ref", "--no-deref", *what, env=at(git_dir))


async def ref_target(git_dir: Path, ref: str) -> str | None:
    """The hash that a full ref name holds; None when there is no such ref."""
    done = await git(git_dir, "rev-parse", "--verify", "--quiet", ref, accept=(0, 1, 128), env=at(git_dir))
    return decoded(done.stdout).strip() or None


async def list_refs(git_dir: Path, prefix: str) -> dict[str, str]:
    """Refs below `prefix` (a full name without the last slash) and what they hold."""
    done = await git(git_dir, "for-each-ref", "--format=%(refname) %(objectname)", prefix, env=at(git_dir))
    return dict(line.split(" ", 1) for line in decoded(done.stdout).splitlines())


async def tree_of(git_dir: Path, commit: str, prefix: str = "") -> str:
    """The tree of a commit, or of its directory `prefix` (the empty tree where there is none)."""
    name = f"{commit}^{{tree}}" if not prefix else f"{commit}:{prefix}"
    done = await git(git_dir, "rev-parse", "--verify", "--quiet", name, accept=(0, 1, 128), env=at(git_dir))
    return decoded(done.stdout).strip() or await empty_tree(git_dir)


async def empty_tree(git_dir: Path) -> str:
    """The tree without files, stored."""
    return decoded((await git(git_dir, "mktree", stdin=b"", env=at(git_dir))).stdout).strip()


async def diff_trees(git_dir: Path, old: str, new: str, *, find_moves: bool = False) -> list[TreeDiff]:
    """What differs between two trees (or commits), by path. Submodules are left out.

    Args:
        find_moves: Pair files that went with files that came, where they are the same or similar.
    """
    moves = "--find-renames" if find_moves else "--no-renames"
    done = await git(
        git_dir,
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--ignore-submodules=all", moves, old, new,
        env=at(git_dir),
        timeout_seconds=_LONG_SECONDS,
        max_output_bytes=256 * 1024 * 1024,
    )  # fmt: skip
    fields = iter(done.stdout.split(b"\x00")[:-1])
    return [found for field in fields if (found := _difference(field.decode("ascii"), fields)) is not None]


def _difference(meta: str, fields: Iterator[bytes]) -> TreeDiff | None:
    """One record of `git diff-tree --raw -z`; its paths are the next fields."""
    old_mode, new_mode, old_sha, new_sha, word = meta.lstrip(":").split(" ")
    was = os.fsdecode(next(fields)) if word[0] in "RC" else None
    path = os.fsdecode(next(fields))
    modes = int(old_mode, 8), int(new_mode, 8)
    if GITLINK in modes:
        return None
    return TreeDiff(
        path,
        old_sha if modes[0] else None,
        new_sha if modes[1] else None,
        modes[0] or None,
        modes[1] or None,
        was,
    )


async def read_blobs(git_dir: Path, shas: Collection[str]) -> dict[str, bytes]:
    """The contents of these blobs.

    Raises:
        GitFailed: One of them is not there.
    """
    wanted = sorted(set(shas))
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), _BLOBS_AT_ONCE):
        found.update(await _read_some(git_dir, wanted[start : start + _BLOBS_AT_ONCE]))
    return found


async def _read_some(git_dir: Path, shas: Sequence[str]) -> dict[str, bytes]:
    done = await git(
        git_dir,
        "cat-file",
        "--batch",
        env=at(git_dir),
        stdin="".join(f"{sha}\n" for sha in shas).encode(),
        max_output_bytes=MAX_BLOBS_BYTES,
        timeout_seconds=_LONG_SECONDS,
    )
    found: dict[str, bytes] = {}
    place = 0
    for sha in shas:
        end = done.stdout.find(b"\n", place)
        header = done.stdout[place:end].split(b" ")
        if end < 0 or len(header) != 3:
            raise GitFailed(f"The object {sha} is not in the repository (any more).")
        size = int(header[2])
        found[sha] = done.stdout[end + 1 : end + 1 + size]
        place = end + 1 + size + 1
    return found


async def write_blob(git_dir: Path, content: bytes) -> str:
    """The hash of `content`, stored as it is."""
    done = await git(git_dir, "hash-object", "-w", "--no-filters", "--stdin", stdin=content, env=at(git_dir))
    return decoded(done.stdout).strip()


async def write_file(git_dir: Path, path: Path) -> str:
    """The hash of a file's content, stored as it is, however big."""
    arguments = ("hash-object", "-w", "--no-filters", "--", str(path))
    return decoded((await git(git_dir, *arguments, env=at(git_dir), timeout_seconds=_LONG_SECONDS)).stdout).strip()


async def with_paths(git_dir: Path, tree: str, paths: Mapping[str, tuple[int, str] | None]) -> str:
    """`tree` with these paths replaced by (mode, blob), or taken out."""
    if not paths:
        return tree
    nothing = "0" * len(tree)
    gone = [b"0 %b\t%b\0" % (nothing.encode(), os.fsencode(path)) for path, entry in paths.items() if entry is None]
    put = [
        b"%o %b\t%b\0" % (entry[0], entry[1].encode(), os.fsencode(path))
        for path, entry in paths.items()
        if entry is not None
    ]
    async with _scratch_index(git_dir) as env:
        await git(git_dir, "read-tree", tree, env=env)
        for lines in (gone, put):
            await git(git_dir, "update-index", "--replace", "-z", "--index-info", stdin=b"".join(lines), env=env)
        return await written_tree(git_dir, env)


async def with_directory(git_dir: Path, tree: str, prefix: str, inner: str) -> str:
    """`tree` with its directory `prefix` replaced by the tree `inner`; with an empty prefix, `inner`."""
    if not prefix:
        return inner
    async with _scratch_index(git_dir) as env:
        await git(git_dir, "read-tree", tree, env=env)
        known = await git(git_dir, "ls-files", "-z", "--", f":(literal){prefix}", env=env, max_output_bytes=1 << 30)
        await git(git_dir, "update-index", "-z", "--force-remove", "--stdin", stdin=known.stdout, env=env)
        await git(git_dir, "read-tree", f"--prefix={prefix}/", inner, env=env)
        return await written_tree(git_dir, env)


@dataclass(frozen=True, slots=True)
class MergedTrees:
    """Both sides joined. `overlaps`: the paths where they cannot be; the tree has git's markers there."""

    tree: str
    overlaps: tuple[str, ...]


async def merge_trees(git_dir: Path, base: str, ours: str, theirs: str) -> MergedTrees:
    """What `ours` and `theirs` made of `base`, joined three ways.

    Technique: https://git-scm.com/docs/git-merge-tree, which finds the base as the parent of two commits.
    """
    fork = await commit_tree(git_dir, base, [], "base")
    sides = [await commit_tree(git_dir, tree, [fork], "side") for tree in (ours, theirs)]
    async with _scratch_index(git_dir) as env:
        done = await git(
            git_dir, "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", *sides,
            accept=(0, 1), env=env, timeout_seconds=_LONG_SECONDS,
        )  # fmt: skip
    tree, *paths = done.stdout.split(b"\x00")
    return MergedTrees(tree.decode("ascii"), tuple(sorted({os.fsdecode(path) for path in paths if path})))


async def written_tree(cwd: Path, env: Mapping[str, str], prefix: str = "") -> str:
    """The tree of the index that `env` names, stored; of its directory `prefix` where given.

    Raises:
        GitFailed: Also if there is nothing at `prefix`.
    """
    inside = [f"--prefix={prefix}/"] if prefix else []
    # A partial clone lacks objects that nobody here needs to look at.
    done = await git(cwd, "write-tree", "--missing-ok", *inside, env=env, timeout_seconds=_LONG_SECONDS)
    return decoded(done.stdout).strip()


def at(git_dir: Path) -> dict[str, str]:
    """The environment of a command that works on this repository wherever it runs."""
    return {"GIT_DIR": str(git_dir)}


@asynccontextmanager
async def _scratch_index(git_dir: Path) -> AsyncGenerator[dict[str, str]]:
    """The environment of commands on an empty index that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="boocode-index-") as directory:
        work_tree = {"GIT_WORK_TREE": directory}  # some commands want one, and must not find the user's
        yield {**at(git_dir), **work_tree, "GIT_INDEX_FILE": f"{directory}/index"}
