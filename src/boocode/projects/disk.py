"""Looking at the disk without holding up the event loop, also when a file system hangs."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import anyio
from anyio import to_thread

from boocode.kernel.errors import Unavailable
from boocode.kernel.text import clean
from boocode.projects.errors import NoSuchDirectory, NotADirectory, UnusableDirectory
from boocode.projects.model import Directory, Listing, OnDisk

T = TypeVar("T")

LOOK_SECONDS = 2.0
MAX_ENTRIES = 2000
_HEAD_BYTES = 1000
_REF = "ref: refs/heads/"


async def look(paths: Sequence[str]) -> list[OnDisk]:
    """What each path is right now. One that does not answer in time counts as missing."""
    looks = [OnDisk(missing=True)] * len(paths)

    async def one(index: int, path: str) -> None:
        with anyio.move_on_after(LOOK_SECONDS):
            looks[index] = await to_thread.run_sync(_look, path, abandon_on_cancel=True)

    async with anyio.create_task_group() as group:
        for index, path in enumerate(paths):
            group.start_soon(one, index, path)
    return looks


async def project_directory(path: str, *, refused: Path) -> str:
    """The real path of a directory that can be a project.

    Args:
        refused: BooCode's own data directory; neither it nor anything in it is a project.

    Raises:
        NoSuchDirectory, NotADirectory, UnusableDirectory: It cannot be one; the message says why.
    """
    return await _off_loop(lambda: _project_directory(path, refused))


async def browse(path: str | None) -> Listing:
    """The directories in `path` (default: the home directory), hidden ones left out.

    Raises:
        NoSuchDirectory, NotADirectory, UnusableDirectory: It cannot be listed.
    """
    return await _off_loop(lambda: _browse(path or "~"))


async def _off_loop(work: Callable[[], T]) -> T:
    with anyio.move_on_after(LOOK_SECONDS):
        return await to_thread.run_sync(work, abandon_on_cancel=True)
    raise Unavailable("The file system does not answer. Is a network drive gone?")


def expanded(path: str) -> Path:
    """`path` with `~` filled in.

    Raises:
        UnusableDirectory: It is not absolute.
    """
    whole = Path(os.path.expanduser(path))
    if not whole.is_absolute():
        raise UnusableDirectory(f"{clean(path)} is not an absolute path. Start it with / or ~.", path=clean(path))
    return whole


def _look(path: str) -> OnDisk:
    if not os.path.isdir(path):
        return OnDisk(missing=True)
    git = _git_directory(Path(path))
    return OnDisk(missing=False, is_git=git is not None, branch=_branch(git) if git else None)


def _git_directory(path: Path) -> Path | None:
    """The git directory that governs `path`: `.git` of it or of a parent, through the `gitdir:` file of a worktree."""
    for place in (path, *path.parents):
        found = place / ".git"
        try:
            mode = found.stat().st_mode
        except OSError:
            continue
        if not stat.S_ISDIR(mode):
            return _linked(found)
        if (found / "HEAD").exists():  # git looks further up where there is none
            return found
    return None


def _linked(file: Path) -> Path | None:
    text = _first_line(file)
    return (file.parent / text.removeprefix("gitdir:").strip()) if text.startswith("gitdir:") else None


def _branch(git: Path) -> str | None:
    head = _first_line(git / "HEAD")
    return clean(head.removeprefix(_REF)) if head.startswith(_REF) else None


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_HEAD_BYTES).split(b"\n")[0].decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _project_directory(path: str, refused: Path) -> str:
    real = _real_directory(path)
    own = Path(os.path.realpath(refused))
    if real == Path(real.anchor):
        raise UnusableDirectory("The whole file system cannot be a project. Choose a directory in it.", path=str(real))
    if real == own or own in real.parents:
        raise UnusableDirectory("This is BooCode's own data directory. Choose another one.", path=str(real))
    if not os.access(real, os.R_OK | os.X_OK):
        raise UnusableDirectory(f"BooCode may not read {real}. Check its permissions.", path=str(real))
    return _storable(real)


def _browse(path: str) -> Listing:
    real = _real_directory(path)
    try:
        names = sorted(
            (entry.name for entry in os.scandir(real) if not entry.name.startswith(".") and entry.is_dir()),
            key=str.casefold,
        )
    except OSError as error:
        raise UnusableDirectory(f"{clean(str(real))} cannot be listed: {error.strerror}.") from error
    shown = [name for name in names if clean(name) == name][:MAX_ENTRIES]
    return Listing(
        path=_storable(real),
        parent=str(real.parent) if real.parent != real else None,
        entries=[Directory(name, str(real / name), is_git=(real / name / ".git").exists()) for name in shown],
        truncated=len(names) > len(shown),
    )


def _real_directory(path: str) -> Path:
    whole = expanded(path)
    try:
        real = whole.resolve(strict=True)
        mode = real.stat().st_mode
    except FileNotFoundError:
        raise NoSuchDirectory(f"There is no {clean(str(whole))} on this machine.", path=clean(str(whole))) from None
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of symbolic links
        raise UnusableDirectory(f"{clean(str(whole))} cannot be opened: {error}.") from error
    if not stat.S_ISDIR(mode):
        raise NotADirectory(f"{clean(str(whole))} is not a directory.", path=clean(str(whole)))
    return real


def _storable(path: Path) -> str:
    text = str(path)
    if clean(text) != text:
        raise UnusableDirectory("The name of this directory is not UTF-8. Rename it first.", path=clean(text))
    return text
