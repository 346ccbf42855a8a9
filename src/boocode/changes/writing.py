"""Writing files of a project: durable, never half, never through a link, never over what was not looked at.

Every file is prepared beside its place first; then each takes its place by one rename. What a name holds is compared
with what it should hold right before that.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from boocode.contracts.changes import FileState
from boocode.files.guard import PathGuard

_MOVED = (errno.ENOENT, errno.EEXIST, errno.ENOTDIR, errno.ELOOP)
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class DiskMoved(Exception):
    """A file is not what was planned for: somebody wrote it meanwhile. Plan again."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Write:
    """One file to be written: from `pre` to `post`, by way of the name `temporary` in the same directory.

    Attributes:
        owner: User and group it belongs to; by default those of its directory. Only root can give files away.
    """

    path: str
    temporary: str
    pre: FileState
    post: FileState
    owner: tuple[int, int] | None = None

    def undone(self) -> Write:
        return Write(self.path, self.temporary, self.post, self.pre, self.owner)


class TreeWriter:
    """Writes below the first root of a guard. Paths were checked by it, and are walked again without following links.

    Blocking: call it from a thread.
    """

    def __init__(self, guard: PathGuard) -> None:
        self._root = guard.roots[0]

    def write(self, writes: Sequence[Write]) -> None:
        """Write all files.

        Raises:
            DiskMoved: One is not as planned. Earlier ones are written: undo them.
            OSError: As the system says. The same.
        """
        for write in writes:
            self.prepare(write)
        for write in writes:
            self.place(write)
        self.sync(writes)

    def prepare(self, write: Write) -> None:
        """Put the new content beside its place, making missing directories."""
        if write.post.content is None:
            return
        with self._parent(write.path, make=True) as (parent, _):
            opened = os.open(
                write.temporary,
                os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC,
                0o666,
                dir_fd=parent,
            )
            with os.fdopen(opened, "wb") as file:
                file.write(write.post.content)
                if os.geteuid() == 0:
                    directory = os.fstat(parent)
                    os.fchown(file.fileno(), *(write.owner or (directory.st_uid, directory.st_gid)))
                if write.post.mode is not None:
                    os.fchmod(file.fileno(), write.post.mode)
                file.flush()
                os.fsync(file.fileno())

    def place(self, write: Write) -> None:
        """Let the prepared file take its place, or take the file away, if it is still what was planned for."""
        try:
            with self._parent(write.path) as (parent, name):
                if read_at(name, parent) != write.pre.content:
                    raise DiskMoved(write.path)
                if write.post.content is None:
                    os.unlink(name, dir_fd=parent)
                elif write.pre.content is None:
                    os.link(write.temporary, name, src_dir_fd=parent, dst_dir_fd=parent, follow_symlinks=False)
                    os.unlink(write.temporary, dir_fd=parent)
                else:
                    os.replace(write.temporary, name, src_dir_fd=parent, dst_dir_fd=parent)
        except OSError as error:
            if error.errno in _MOVED:
                raise DiskMoved(write.path) from error
            raise

    def undo(self, writes: Sequence[Write]) -> list[str]:
        """Take back what was written, in any state of it; gives the paths that somebody else wrote to since.

        A file is touched only where it is exactly what was written. Directories that were made and are empty go.
        """
        self._sweep(writes)
        moved: list[str] = []
        for write in reversed(writes):
            if write.pre == write.post:
                continue
            back = write.undone()
            if self._holds(write.path, write.post.content) and not self._holds(write.path, write.pre.content):
                try:
                    self.prepare(back)
                    self.place(back)
                except DiskMoved:
                    moved.append(write.path)
            elif not self._holds(write.path, write.pre.content):
                moved.append(write.path)
            elif write.pre.mode != write.post.mode and write.pre.content == write.post.content:
                self._restore_mode(write)
        self._sweep(writes)
        self.sync(writes)
        return moved

    def sync(self, writes: Sequence[Write]) -> None:
        """Make the names durable."""
        for directory in sorted({write.path.rpartition("/")[0] for write in writes}):
            with suppress(FileNotFoundError), self._parent(directory + "/x" if directory else "x") as (parent, _):
                os.fsync(parent)

    def _restore_mode(self, write: Write) -> None:
        if write.pre.mode is not None:
            with self._parent(write.path) as (parent, name):
                opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
                try:
                    os.fchmod(opened, write.pre.mode)
                finally:
                    os.close(opened)

    def _sweep(self, writes: Sequence[Write]) -> None:
        for write in writes:
            try:
                with self._parent(write.path) as (parent, _):
                    os.unlink(write.temporary, dir_fd=parent)
            except OSError as error:
                if error.errno not in _MOVED:
                    raise

    def _holds(self, path: str, content: bytes | None) -> bool:
        try:
            with self._parent(path) as (parent, name):
                return read_at(name, parent) == content
        except DiskMoved:
            return False
        except OSError as error:
            if error.errno in _MOVED:
                return content is None
            raise

    @contextmanager
    def _parent(self, path: str, *, make: bool = False) -> Generator[tuple[int, str]]:
        """A descriptor of the directory a path is in, and the path's last name."""
        *directories, name = path.split("/")
        current = os.open(self._root, _DIRECTORY)
        try:
            for directory in directories:
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(directory, dir_fd=current)
                        os.fsync(current)
                deeper = os.open(directory, _DIRECTORY, dir_fd=current)
                os.close(current)
                current = deeper
            yield current, name
        finally:
            os.close(current)


def read_at(name: str, directory: int) -> bytes | None:
    """The content of a regular file; None where nothing is.

    Raises:
        DiskMoved: Something else is there.
    """
    found = _stat(name, directory)
    if found is None:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise DiskMoved(name)
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory)
    with os.fdopen(opened, "rb") as file:
        return file.read()


def _stat(name: str, directory: int) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return None


def remove_empty(root: Path, directories: Sequence[str]) -> None:
    """Take directories away that were made for files which were then taken back, deepest first."""
    for directory in sorted(directories, key=lambda path: -path.count("/")):
        with suppress(OSError):  # not empty, or gone: somebody uses it
            (root / directory).rmdir()
