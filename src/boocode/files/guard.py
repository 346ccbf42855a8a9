"""The path guard: the only way from a path that a person or a model names to a file that is read or written.

A path is first resolved to its real path and checked (`resolve`, `resolve_for_write`), then opened by walking down from
the root without following any symlink (`open_read`), so that swapping a directory in between cannot lead outside.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from boocode.files.secrets import is_secret, secret_reason
from boocode.kernel.errors import Forbidden, NotFound
from boocode.kernel.text import clean

MAX_PATH_BYTES = 4096
MAX_NAME_BYTES = 255
_PATH_ONLY = getattr(os, "O_PATH", os.O_RDONLY)  # macOS has no O_PATH


class Reason(StrEnum):
    """Why a path is refused."""

    BAD_NAME = "bad_name"
    TOO_LONG = "too_long"
    OUTSIDE = "outside"
    SECRET = "secret"  # noqa: S105 - a reason, not a password
    NOT_A_FILE = "not_a_file"
    SYMLINK = "symlink"
    UNREADABLE = "unreadable"


class PathRefused(Forbidden):
    """The path may not be touched. `data["reason"]` is a `Reason`, `data["path"]` what was asked for."""

    code = "path_refused"

    def __init__(self, message: str, *, path: str, reason: Reason) -> None:
        super().__init__(clean(message), path=clean(path), reason=reason.value)
        self.reason = reason


class PathMissing(NotFound):
    """The path may be touched, but nothing is there."""

    code = "path_missing"


@dataclass(frozen=True, slots=True)
class SafePath:
    """A checked path: `parts` below the real path `root`, without symlinks and `..` when it was checked."""

    root: Path
    parts: tuple[str, ...]
    shown: str

    @property
    def path(self) -> Path:
        return self.root.joinpath(*self.parts)

    @property
    def relative(self) -> str:
        """The path below its root, `.` for the root itself."""
        return "/".join(self.parts) or "."


class PathGuard:
    """Checks paths against the roots a session may touch.

    Args:
        roots: Directories; relative paths start from the first.
        denied: Directories inside the roots that are off limits, such as BooCode's own data.
    """

    def __init__(self, roots: Sequence[Path], denied: Sequence[Path] = ()) -> None:
        assert roots, "a guard needs a root"
        self.roots = tuple(Path(os.path.realpath(root)) for root in roots)
        self.denied = tuple(Path(os.path.realpath(path)) for path in denied)

    def resolve(self, path: str) -> SafePath:
        """The real place of an existing path.

        Raises:
            PathRefused: It may not be read.
            PathMissing: Nothing is there.
        """
        safe = self.locate(path)
        with _refusals(path):
            safe.path.lstat()
        return safe

    def resolve_for_write(self, path: str) -> SafePath:
        """The real place of a file to write: existing and regular, or new below an existing directory of a root.

        Missing directories in between are allowed; the caller makes them.

        Raises:
            PathRefused: It may not be written.
        """
        if path.endswith(("/", "/.", "/..")) or any(ord(char) < 32 or char == "\x7f" for char in path):
            raise PathRefused(f"`{clean(path)}` is not a usable file name.", path=path, reason=Reason.BAD_NAME)
        safe = self.locate(path)
        place = safe.root
        for depth, part in enumerate(safe.parts, 1):
            place /= part
            with _refusals(path):
                try:
                    mode = place.lstat().st_mode
                except FileNotFoundError:
                    break
            wanted = stat.S_ISREG if depth == len(safe.parts) else stat.S_ISDIR
            if not wanted(mode):
                raise PathRefused(
                    f"`{clean(path)}` cannot be written: {_kind(mode)} is in the way.",
                    path=path,
                    reason=Reason.NOT_A_FILE,
                )
        if not safe.parts:
            raise PathRefused("The project directory itself cannot be written.", path=path, reason=Reason.NOT_A_FILE)
        return safe

    def open_read(self, path: str | SafePath) -> BinaryIO:
        """A regular file, opened for reading below its root without following symlinks.

        Raises:
            PathRefused: It may not be read, is not a regular file, or became a symlink since it was checked.
            PathMissing: Nothing is there (any more).
        """
        safe = self.resolve(path) if isinstance(path, str) else path
        with _refusals(safe.shown), _parent(safe) as (parent, name):
            _require_regular(os.stat(name, dir_fd=parent, follow_symlinks=False), safe)
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
            opened = os.open(name, flags, dir_fd=parent)
            try:
                _require_regular(os.fstat(opened), safe)
                return os.fdopen(opened, "rb")
            except BaseException:
                os.close(opened)
                raise

    def stat(self, path: str | SafePath) -> os.stat_result:
        """What is at the path, without following symlinks. Raises like `open_read`, but takes any kind of file."""
        safe = self.resolve(path) if isinstance(path, str) else path
        with _refusals(safe.shown), _parent(safe) as (parent, name):
            return os.stat(name, dir_fd=parent, follow_symlinks=False)

    @contextmanager
    def open_directory(self, path: str | SafePath) -> Generator[int]:
        """A descriptor of a directory, e.g. for `os.scandir`. Raises like `open_read`."""
        safe = self.resolve(path) if isinstance(path, str) else path
        with _refusals(safe.shown), _parent(safe) as (parent, name):
            opened = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
        try:
            yield opened
        finally:
            os.close(opened)

    def withholds(self, path: str, root: Path | None = None) -> bool:
        """Whether a path below `root` (default: the first), found by listing or searching, must not be shown."""
        if is_secret(path):
            return True
        return bool(self.denied) and any(
            (root or self.roots[0]).joinpath(path).is_relative_to(tree) for tree in self.denied
        )

    def is_directory(self, safe: SafePath) -> bool:
        """Whether there is a directory."""
        return safe.path.is_dir()

    def locate(self, path: str) -> SafePath:
        """Check everything that needs no open: the words of the path, its real place, its name. It may not exist.

        Raises:
            PathRefused: It may not be read.
        """
        _check_words(path)
        requested = os.path.join(self.roots[0], path)
        named = Path(os.path.normpath(requested))
        named_root = self._root_of(named)
        try:
            real = Path(os.path.realpath(requested))
        except OSError as error:  # a link that may not even be looked at
            raise _outside(path, through_symlink=named_root is not None) from error
        root = self._root_of(real)
        if root is None or (named_root is None and _in_kernel_tree(named)):
            raise _outside(path, through_symlink=named_root is not None)
        directory = real.is_dir()
        parts = real.relative_to(root).parts
        named_parts = named.relative_to(named_root).parts if named_root else named.parts
        if why := secret_reason(parts, directory=directory) or secret_reason(named_parts, directory=directory):
            raise PathRefused(f"`{path}` is withheld: {why}.", path=path, reason=Reason.SECRET)
        if any(real.is_relative_to(denied) for denied in self.denied):
            raise PathRefused(f"`{path}` is withheld: it belongs to BooCode itself.", path=path, reason=Reason.SECRET)
        return SafePath(root, parts, "/".join(parts) or "." if root == self.roots[0] else str(real))

    def _root_of(self, path: Path) -> Path | None:
        return next((root for root in self.roots if path.is_relative_to(root)), None)


def _check_words(path: str) -> None:
    if "\x00" in path or not path:
        raise PathRefused("A path needs at least one character and no NUL.", path=path, reason=Reason.BAD_NAME)
    try:
        raw = os.fsencode(path)
    except UnicodeEncodeError as error:
        raise PathRefused("The path is not valid text.", path=path, reason=Reason.BAD_NAME) from error
    if len(raw) > MAX_PATH_BYTES or any(len(name) > MAX_NAME_BYTES for name in raw.split(b"/")):
        raise PathRefused(
            f"The path is too long (limits: {MAX_PATH_BYTES} bytes, {MAX_NAME_BYTES} per name).",
            path=path[:200],
            reason=Reason.TOO_LONG,
        )
    if path == "~" or path.startswith("~/"):
        raise PathRefused(
            "`~` is not expanded. Write the path from the project's root.", path=path, reason=Reason.OUTSIDE
        )


def _in_kernel_tree(path: Path) -> bool:
    """Whether the path goes through the kernel's views of processes and devices, whose links lead anywhere."""
    return len(path.parts) > 1 and path.parts[1] in ("proc", "sys", "dev")


def _outside(path: str, *, through_symlink: bool) -> PathRefused:
    if through_symlink:
        return PathRefused(f"`{path}` leads outside the project by a symlink.", path=path, reason=Reason.SYMLINK)
    return PathRefused(
        f"`{path}` is outside the project. Paths are relative to the project's root.", path=path, reason=Reason.OUTSIDE
    )


def _require_regular(found: os.stat_result, safe: SafePath) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "became a symlink")
    if not stat.S_ISREG(found.st_mode):
        raise PathRefused(
            f"`{safe.shown}` is {_kind(found.st_mode)}, not a file that can be read.",
            path=safe.shown,
            reason=Reason.NOT_A_FILE,
        )


@contextmanager
def _parent(safe: SafePath) -> Generator[tuple[int, str]]:
    """A descriptor of the parent directory, reached from the root one name at a time, and the last name."""
    current = os.open(safe.root, _PATH_ONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in safe.parts[:-1]:
            deeper = os.open(part, _PATH_ONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=current)
            os.close(current)
            current = deeper
        yield current, safe.parts[-1] if safe.parts else "."
    finally:
        os.close(current)


@contextmanager
def _refusals(path: str) -> Generator[None]:
    """Say what the operating system said as one of our errors."""
    shown = clean(path)
    try:
        yield
    except FileNotFoundError as error:
        raise PathMissing(f"There is no `{shown}`.", path=shown) from error
    except NotADirectoryError as error:
        raise PathMissing(f"There is no `{shown}`: a file is where a directory should be.", path=shown) from error
    except PermissionError as error:
        raise PathRefused(
            f"`{shown}` may not be read by the user that BooCode runs as.", path=path, reason=Reason.UNREADABLE
        ) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise PathRefused(
                f"`{shown}` is a symlink that leads nowhere or changed while it was opened.",
                path=path,
                reason=Reason.SYMLINK,
            ) from error
        raise PathRefused(
            f"`{shown}` cannot be opened: {error.strerror}.", path=path, reason=Reason.UNREADABLE
        ) from error


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a directory",
        stat.S_IFLNK: "a symlink",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "a file")
