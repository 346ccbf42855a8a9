"""Directories as trees: what is on disk, byte for byte, looked at through an index of BooCode's own.

Git would convert line ends and run filter programs on the way between disk and objects. A lens prevents that: a git
directory beside the index that knows no settings and switches every conversion off, and keeps its objects in the
repository. Which files are ignored is still for the repository to say.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from anyio import to_thread

from boocode.git.command import decoded, git
from boocode.git.errors import GitFailed
from boocode.git.trees import GITLINK, at, empty_tree, written_tree
from boocode.kernel.ids import new_id

MAX_FILE_BYTES = 10 * 1024 * 1024
SNAPSHOT_SECONDS = 300.0
_MAX_NAMES_BYTES = 1 << 30
_ATTEMPTS = 3
_NO_CONVERSION = "* -text -eol -crlf -ident -filter -working-tree-encoding\n"

Why = Literal["big", "unreadable", "special", "repository"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that no snapshot holds: over 10 MB, not to be read, no file, or a repository of its own."""

    path: str
    why: Why
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A directory as it was looked at.

    Attributes:
        tree: Its files.
        skipped: What is not in it, ignored files aside. A tracked file that grew too big stays as it was.
    """

    tree: str
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file that an index knows."""

    path: str
    mode: int
    sha: str
    is_sparse: bool


@dataclass(slots=True)
class _Sorted:
    """Paths by what has to happen to them in the index."""

    update: list[str] = field(default_factory=list[str])
    remove: list[str] = field(default_factory=list[str])
    back: list[str] = field(default_factory=list[str])
    skipped: list[Skipped] = field(default_factory=list[Skipped])


async def snapshot_tree(git_dir: Path, directory: Path, index: Path) -> Snapshot:
    """The files of `directory` now: what the index knows, and what is new and not ignored.

    Nothing of the user's is written but objects. Submodules stay what they were.

    Args:
        git_dir: The repository that gets the objects (its common directory).
        directory: In a work tree of that repository, or anywhere. Inside of a work tree, ignoring is as there, and
            the tree is that of `directory` alone.
        index: A file of BooCode's own, kept from one look to the next: only what changed is read again. It is replaced
            as a whole at the end, so that a look that is killed leaves the old one.

    Raises:
        GitFailed: Git could not; nothing was kept.
    """
    top, prefix = await to_thread.run_sync(work_tree_of, git_dir, directory)
    for attempt in range(_ATTEMPTS):
        draft = index.with_name(f"{index.name}.{new_id().hex}")
        try:
            return await _look(git_dir, (top, prefix), index, draft)
        except GitFailed:  # files come and go while agents work
            if attempt + 1 == _ATTEMPTS:
                raise
        finally:
            _unlink(draft, draft.with_name(draft.name + ".lock"))
    raise AssertionError("unreachable")


async def seed_index(git_dir: Path, top: Path, index: Path) -> None:
    """Let `index` know what the user's own index of the work tree `top` tracks. Only reads that.

    What conflicts or was only announced counts as not tracked.
    """
    done = await git(
        top, "ls-files", "-z", "--stage", "-t", max_output_bytes=_MAX_NAMES_BYTES, timeout_seconds=SNAPSHOT_SECONDS
    )
    entries = _entries(done.stdout)
    env = await _owned_lens(git_dir, top, index)
    known = {entry.path for entry in await _known(git_dir, top, index)}
    tracked = {entry.path for entry in entries}
    await _on_index(top, env, sorted(known - tracked), "--force-remove", "--stdin")
    lines = [f"{entry.mode:o} {entry.sha}\t{entry.path}" for entry in entries if entry.path not in known]
    await _on_index(top, env, lines, "--replace", "--index-info")
    sparse = [entry.path for entry in entries if entry.is_sparse]
    await _on_index(top, env, sparse, "--skip-worktree", "--stdin")


async def fill_directory(
    git_dir: Path, directory: Path, index: Path, tree: str, *, sparse_as: Path | None = None
) -> None:
    """Write the files of `tree` into an empty work tree, byte for byte, and let `index` know them.

    Args:
        sparse_as: An index whose files that are not checked out are left out here, too.
    """
    env = await _owned_lens(git_dir, directory, index)
    await git(directory, "read-tree", "--reset", tree, env=env, timeout_seconds=SNAPSHOT_SECONDS)
    if sparse_as is not None:
        left_out = [entry.path for entry in await _known(git_dir, directory, sparse_as) if entry.is_sparse]
        await _on_index(directory, env, left_out, "--skip-worktree", "--stdin")
    await git(
        directory, "checkout-index", "--all", "--force", "--index", "--quiet", env=env, timeout_seconds=SNAPSHOT_SECONDS
    )


async def move_directory(git_dir: Path, directory: Path, index: Path, old: str, new: str) -> None:
    """Bring a work tree that is exactly `old` (as `index` knows) to `new`, byte for byte.

    Raises:
        GitFailed: A file is not as in `old`; nothing was written.
    """
    env = await _owned_lens(git_dir, directory, index)
    await git(directory, "read-tree", "-m", "-u", old, new, env=env, timeout_seconds=SNAPSHOT_SECONDS)


async def give_index(git_dir: Path, directory: Path, index: Path, own: Path, commit: str) -> None:
    """Let the own index file of a work tree hold `commit`, with what `index` knows about the files on disk.

    So what was brought into the directory beyond the commit shows as not staged, and files that are as in the commit
    are not taken for changed because of other settings about line ends.
    """
    draft = own.with_name(f"{own.name}.{new_id().hex}")
    try:
        await to_thread.run_sync(_copy, index, draft)
        env = await _lens(git_dir, directory, draft, named=index)
        await git(directory, "read-tree", "--reset", commit, env=env, timeout_seconds=SNAPSHOT_SECONDS)
        await to_thread.run_sync(_keep, draft, own)
    finally:
        _unlink(draft, draft.with_name(draft.name + ".lock"))


def work_tree_of(git_dir: Path, directory: Path) -> tuple[Path, str]:
    """The work tree of the repository that a directory is in, and where in it; else the directory itself."""
    real = Path(os.path.realpath(directory))
    top = next((place for place in (real, *real.parents) if os.path.lexists(place / ".git")), real)
    if top == real or not _belongs(top / ".git", git_dir):
        return real, ""
    return top, real.relative_to(top).as_posix()


def is_work_tree_of(git_dir: Path, top: Path) -> bool:
    """Whether git, run there, works on this repository: whoever writes there could have made it another one."""
    return _belongs(top / ".git", git_dir)


def _belongs(dot_git: Path, git_dir: Path) -> bool:
    """Whether `.git` is this repository's directory, or the file of a linked worktree or submodule of it."""
    place = dot_git
    try:
        if place.is_file():
            place = dot_git.parent / os.fsdecode(dot_git.read_bytes().removeprefix(b"gitdir:").strip())
        if (shared := place / "commondir").is_file():
            place = place / os.fsdecode(shared.read_bytes().strip())
    except OSError:
        return False
    return os.path.realpath(place) == os.path.realpath(git_dir)


async def _look(git_dir: Path, where: tuple[Path, str], index: Path, draft: Path) -> Snapshot:
    top, prefix = where
    await to_thread.run_sync(_copy, index, draft)
    known = await _known(git_dir, top, draft, prefix)
    new = (await _ls(git_dir, top, prefix, draft, "--others", "--exclude-standard")).split("\0")[:-1]
    paths = await to_thread.run_sync(_sort, top, known, new)
    env = await _lens(git_dir, top, draft, named=index)
    await _on_index(top, env, paths.back, "--no-skip-worktree", "--stdin")
    await _on_index(top, env, paths.remove, "--force-remove", "--stdin")
    await _on_index(top, env, paths.update, "--add", "--remove", "--replace", "--stdin")
    left = set(paths.update) or {entry.path for entry in known} - set(paths.remove)
    tree = await written_tree(top, env, prefix) if left or not prefix else await empty_tree(git_dir)
    await to_thread.run_sync(_keep, draft, index)
    return Snapshot(tree, tuple(paths.skipped))


async def _known(git_dir: Path, top: Path, index: Path, prefix: str = "") -> list[_Entry]:
    return _entries(os.fsencode(await _ls(git_dir, top, prefix, index, "--stage", "-t")))


async def _ls(git_dir: Path, top: Path, prefix: str, index: Path, *what: str) -> str:
    """What `git ls-files -z` lists, with paths from the top, as the file system names them."""
    where = [f":(literal){prefix}"] if prefix else []
    env = {**at(git_dir), "GIT_WORK_TREE": str(top), "GIT_INDEX_FILE": str(index)}
    done = await git(
        top, "ls-files", "-z", *what, "--", *where,
        env=env, max_output_bytes=_MAX_NAMES_BYTES, timeout_seconds=SNAPSHOT_SECONDS,
    )  # fmt: skip
    return os.fsdecode(done.stdout)


def _entries(listed: bytes) -> list[_Entry]:
    """`git ls-files --stage -t -z`: `<tag> <mode> <sha> <stage>\\t<path>`. Only what is merged."""
    entries: list[_Entry] = []
    for record in listed.split(b"\x00")[:-1]:
        facts, _, path = record.partition(b"\t")
        tag, mode, sha, stage = facts.decode("ascii").split(" ")
        if stage == "0" and sha.strip("0"):
            entries.append(_Entry(os.fsdecode(path), int(mode, 8), sha, tag in "Ss"))
    return entries


def _sort(top: Path, known: Sequence[_Entry], new: Sequence[str]) -> _Sorted:
    """Look at every file on disk. A path below a link is none: git does not follow them, nor do we."""
    found = _Sorted()
    real: dict[str, bool] = {"": True}
    for entry in known:
        if entry.mode == GITLINK:
            continue
        status = _lstat(top, entry.path, real)
        if status is None:
            if not entry.is_sparse:
                found.remove.append(entry.path)
            continue
        if entry.is_sparse:
            found.back.append(entry.path)
        if stat.S_ISDIR(status.st_mode):
            found.remove.append(entry.path)
        else:
            _sort_file(top, entry.path, status, found)
    tracked = {entry.path for entry in known}
    for path in new:
        if path.endswith("/"):
            found.skipped.append(Skipped(path.rstrip("/"), "repository"))
        elif path not in tracked and (status := _lstat(top, path, real)) is not None:
            _sort_file(top, path, status, found)
    return found


def _sort_file(top: Path, path: str, status: os.stat_result, found: _Sorted) -> None:
    if stat.S_ISLNK(status.st_mode):
        found.update.append(path)
    elif not stat.S_ISREG(status.st_mode):
        found.skipped.append(Skipped(path, "special"))
    elif status.st_size > MAX_FILE_BYTES:
        found.skipped.append(Skipped(path, "big", status.st_size))
    elif not os.access(top / path, os.R_OK):
        found.skipped.append(Skipped(path, "unreadable", status.st_size))
    else:
        found.update.append(path)


def _lstat(top: Path, path: str, real: dict[str, bool]) -> os.stat_result | None:
    try:
        return os.lstat(f"{top}/{path}") if _is_real(top, path.rpartition("/")[0], real) else None
    except OSError:
        return None


def _is_real(top: Path, directory: str, real: dict[str, bool]) -> bool:
    """Whether a directory and all above it are no links."""
    if directory not in real:
        try:
            is_directory = stat.S_ISDIR(os.lstat(f"{top}/{directory}").st_mode)
        except OSError:
            is_directory = False
        real[directory] = is_directory and _is_real(top, directory.rpartition("/")[0], real)
    return real[directory]


async def _on_index(top: Path, env: Mapping[str, str], lines: Sequence[str], *how: str) -> None:
    if lines:
        given = b"".join(os.fsencode(line) + b"\0" for line in lines)
        await git(top, "update-index", "-z", *how, env=env, stdin=given, timeout_seconds=SNAPSHOT_SECONDS)


async def _owned_lens(git_dir: Path, top: Path, index: Path) -> dict[str, str]:
    """The same, to write the index itself. Nobody else does, so a lock is what a killed process left."""
    index.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _unlink(index.with_name(index.name + ".lock"))
    return await _lens(git_dir, top, index)


async def _lens(git_dir: Path, top: Path, index: Path, *, named: Path | None = None) -> dict[str, str]:
    """The environment of commands that take files as they are. The lens is made on first use."""
    lens = (named or index).with_name((named or index).name + ".lens")
    if not (lens / "HEAD").exists():
        await _make_lens(git_dir, lens)
    return {
        "GIT_DIR": str(lens),
        "GIT_OBJECT_DIRECTORY": str(git_dir / "objects"),
        "GIT_WORK_TREE": str(top),
        "GIT_INDEX_FILE": str(index),
        "GIT_ATTR_NOSYSTEM": "1",
    }


async def _make_lens(git_dir: Path, lens: Path) -> None:
    """A git directory without settings, but for what the file system and the object names need."""
    config = "[core]\n\tbare = false\n\trepositoryFormatVersion = 1\n"
    for name in ("fileMode", "symlinks", "ignoreCase", "precomposeUnicode"):
        done = await git(git_dir, "config", "--type=bool", "--get", f"core.{name}", accept=(0, 1, 128), env=at(git_dir))
        if value := decoded(done.stdout).strip():
            config += f"\t{name} = {value}\n"
    if len(await empty_tree(git_dir)) == 64:
        config += "[extensions]\n\tobjectFormat = sha256\n"
    await to_thread.run_sync(_write_lens, lens, config)


def _write_lens(lens: Path, config: str) -> None:
    for directory in (lens / "info", lens / "refs", lens / "objects"):
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    (lens / "info" / "attributes").write_text(_NO_CONVERSION)
    (lens / "config").write_text(config)
    draft = lens / "HEAD.new"
    draft.write_text("ref: refs/heads/none\n")
    draft.replace(lens / "HEAD")  # last: a lens with a head is whole


def _copy(index: Path, draft: Path) -> None:
    """A copy with the same times: git tells by them which files may have changed since."""
    index.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if index.exists():
        shutil.copy2(index, draft)


def _keep(draft: Path, index: Path) -> None:
    if draft.exists():  # there is none before the first file
        draft.replace(index)


def _unlink(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
