"""Files as the session's agents see them: the project on disk, with the pending changes laid over it."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from boocode.contracts.changes import Overlay, PendingFile
from boocode.files.guard import PathGuard, PathMissing, PathRefused, Reason, SafePath

NEW_FILE_MODE = 0o644


class ViewGuard(PathGuard):
    """A path guard through which pending files are there, and files that are to be deleted are not.

    Args:
        overlay: What differs from the disk.
        contents: The bytes of those files of the overlay that will be read, by hash.
    """

    def __init__(
        self, roots: Sequence[Path], denied: Sequence[Path], overlay: Overlay, contents: Mapping[str, bytes]
    ) -> None:
        super().__init__(roots, denied)
        self.overlay = overlay
        self._contents = contents
        self._directories = {
            "/".join(parts[:depth])
            for path, file in overlay.items()
            if file.sha256
            for parts in [path.split("/")]
            for depth in range(1, len(parts))
        }

    def pending(self, safe: SafePath) -> PendingFile | None:
        """What is pending at a place, if anything."""
        return self.overlay.get(safe.relative) if safe.root == self.roots[0] else None

    def content(self, sha256: str) -> bytes:
        """The bytes of a pending file."""
        return self._contents[sha256]

    def resolve(self, path: str) -> SafePath:
        safe = self.locate(path)
        found = self.pending(safe)
        if found is not None and found.sha256 is None and not self.is_directory(safe):
            raise PathMissing(f"There is no `{path}`: a pending change deletes or moves it.", path=path)
        if found is not None or self._is_pending_directory(safe):
            return safe
        return super().resolve(path)

    def is_directory(self, safe: SafePath) -> bool:
        if self._is_pending_directory(safe):
            return True
        found = self.pending(safe)
        return super().is_directory(safe) and (found is None or found.sha256 is None)

    def open_read(self, path: str | SafePath) -> BinaryIO:
        safe = self.resolve(path) if isinstance(path, str) else path
        found = self.pending(safe)
        if found is None:
            return super().open_read(safe)
        if found.sha256 is None:
            raise PathMissing(f"There is no `{safe.shown}`: a pending change deletes or moves it.", path=safe.shown)
        return io.BytesIO(self._contents[found.sha256])

    def stat(self, path: str | SafePath) -> os.stat_result:
        safe = self.resolve(path) if isinstance(path, str) else path
        found = self.pending(safe)
        if found is not None and found.sha256:
            mode = stat.S_IFREG | (found.mode or NEW_FILE_MODE)
            at = int(found.changed_at)
            return os.stat_result((mode, 0, 0, 1, 0, 0, found.size, at, at, at))
        if self._is_pending_directory(safe) and not super().is_directory(safe):
            return os.stat_result((stat.S_IFDIR | 0o755, 0, 0, 1, 0, 0, 0, 0, 0, 0))
        return super().stat(safe)

    @contextmanager
    def open_directory(self, path: str | SafePath) -> Generator[int]:
        safe = self.resolve(path) if isinstance(path, str) else path
        if not super().is_directory(safe) and self._is_pending_directory(safe):
            raise PathRefused(
                f"`{safe.shown}` is only in pending changes so far.", path=safe.shown, reason=Reason.NOT_A_FILE
            )
        with super().open_directory(safe) as opened:
            yield opened

    def names_in(self, directory: SafePath) -> dict[str, PendingFile | None]:
        """Names in a directory that the overlay adds, replaces or takes away; None for a directory of new files."""
        if directory.root != self.roots[0]:
            return {}
        prefix = "" if not directory.parts else directory.relative + "/"
        names: dict[str, PendingFile | None] = {}
        for path, file in self.overlay.items():
            if path.startswith(prefix):
                name, _, below = path.removeprefix(prefix).partition("/")
                if not below:
                    names[name] = file
                elif file.sha256:
                    names[name] = None
        return names

    def _is_pending_directory(self, safe: SafePath) -> bool:
        return safe.root == self.roots[0] and bool(safe.parts) and safe.relative in self._directories


def listed(paths: Sequence[str], guard: PathGuard, below: SafePath) -> list[str]:
    """Paths relative to the root of `below`, with those that pending changes take away left out and new ones added."""
    if not isinstance(guard, ViewGuard) or below.root != guard.roots[0]:
        return list(paths)
    prefix = "" if below.relative == "." else below.relative + "/"
    kept = [path for path in paths if path not in guard.overlay or guard.overlay[path].sha256]
    known = set(kept)
    new = [path for path in new_paths(guard) if path.startswith(prefix) and path not in known]
    return [*kept, *new]


def new_paths(guard: PathGuard) -> list[str]:
    """Paths of files that the overlay adds or replaces."""
    return sorted(path for path, file in guard.overlay.items() if file.sha256) if isinstance(guard, ViewGuard) else []


@contextmanager
def materialised(guard: ViewGuard, *, empty: bool = False) -> Generator[Path]:
    """A private directory with the files of the overlay, for programs that search in files.

    Args:
        empty: Only their names.
    """
    with TemporaryDirectory(prefix="boocode-view-") as name:
        root = Path(name)
        for path in new_paths(guard):
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            sha256 = guard.overlay[path].sha256
            place.write_bytes(b"" if empty or sha256 is None else guard.content(sha256))
        yield root
