"""Writing a file so that nobody ever sees half of it, and so that it is there after a power cut."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

TEMPORARY_PREFIX = ".boocode-"


def atomic_write(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Replace or make `path` with `content`, keeping the mode of what was there.

    A reader sees the old file or the new one. When this returns, the new one is on the disk. The directory has to
    exist; `path` must not be a symlink (the guard gives real paths).

    Args:
        mode: Permission bits; by default those of the file replaced, or what the umask leaves of 0666.

    Raises:
        OSError: Nothing was changed.
    """
    wanted = mode if mode is not None else _mode_of(path)
    temporary = path.parent / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}"
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(opened, "wb") as file:
            if wanted is not None:
                os.fchmod(file.fileno(), wanted)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _mode_of(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.lstat().st_mode)
    except FileNotFoundError:
        return None
