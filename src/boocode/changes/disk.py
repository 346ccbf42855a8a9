"""Files of a project as they are on disk right now, read without following links, and their hashes kept by stat."""

from __future__ import annotations

import os
import stat
from collections import OrderedDict
from pathlib import Path

from boocode.contracts.changes import ABSENT, FileState
from boocode.files.blobs import sha256_of
from boocode.files.guard import PathGuard, PathMissing, PathRefused, Reason, SafePath
from boocode.kernel.errors import TooLarge
from boocode.kernel.text import clean

MAX_BYTES = 64 * 1024 * 1024
_REMEMBERED = 4_096


def place_to_write(guard: PathGuard, path: str) -> SafePath:
    """The place of a file that may be written: regular or new, and not a link itself.

    Raises:
        PathRefused: It may not be written, or its name cannot be stored.
    """
    if clean(path) != path:
        raise PathRefused("The path is not valid text.", path=path, reason=Reason.BAD_NAME)
    safe = guard.resolve_for_write(path)
    named = Path(os.path.normpath(guard.roots[0] / path))
    if named.is_symlink():
        raise PathRefused(
            f"`{path}` is a symlink, which is not written through. Change the file it leads to: `{safe.shown}`.",
            path=path,
            reason=Reason.SYMLINK,
        )
    return safe


def same_place(guard: PathGuard, path: str) -> SafePath:
    """The place of a stored path, checked again.

    Raises:
        PathRefused: It may not be written any more, or a directory of it became a link.
    """
    safe = place_to_write(guard, path)
    if safe.root != guard.roots[0] or safe.relative != path:
        raise PathRefused(f"`{path}` leads elsewhere by a symlink now.", path=path, reason=Reason.SYMLINK)
    return safe


def read_state(guard: PathGuard, safe: SafePath) -> FileState:
    """The file there, or `ABSENT`.

    Raises:
        PathRefused: Something else is there.
        TooLarge: It has more than 64 MiB.
    """
    try:
        file = guard.open_read(safe)
    except PathMissing:
        return ABSENT
    with file:
        found = os.fstat(file.fileno())
        if found.st_size > MAX_BYTES:
            raise TooLarge(f"`{safe.shown}` is too large to be changed here.", path=safe.shown, limit=MAX_BYTES)
        return FileState(file.read(), stat.S_IMODE(found.st_mode))


class DiskHashes:
    """Hashes of files, read again only when size, time or identity changed."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[tuple[int, ...], str]] = OrderedDict()

    def of(self, root: Path, path: str) -> str | None:
        """The file's sha256; None where there is none, or none that can be read."""
        place = os.path.join(root, path)
        try:
            found = os.lstat(place)
            if not stat.S_ISREG(found.st_mode):
                return None
            stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
            if (known := self._known.get(place)) and known[0] == stamp:
                return known[1]
            with open(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                sha256 = sha256_of(file.read(MAX_BYTES + 1))
        except OSError:
            return None
        self._known[place] = (stamp, sha256)
        self._known.move_to_end(place)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return sha256
