"""Where worktrees and what belongs to them lie below the data directory. Nobody else may look there."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from uuid import UUID

_PRIVATE = ".private"  # no slug begins with a dot
_SLUG_LENGTH = 40


class Places:
    """Names of directories and files, and the making of private ones."""

    def __init__(self, data_dir: Path) -> None:
        self.home = data_dir / "worktrees"
        self._repositories = data_dir / "repositories"

    def worktree(self, project_name: str, project_id: UUID, stem: str) -> Path:
        """The directory of a worktree, whose parent is made."""
        parent = self.home / f"{slug(project_name)}-{short(project_id)}"
        _make_private(self.home)
        _make_private(parent)
        return parent / stem

    def index(self, worktree_id: UUID) -> Path:
        """BooCode's own index of a worktree, whose directory is made."""
        return self._private(str(worktree_id)) / "index"

    def base_index(self, project_id: UUID) -> Path:
        """BooCode's own index of a project's directory, from which bases are made. The directory is made."""
        return self._private(f"base-{project_id}") / "index"

    def repository(self, project_id: UUID) -> Path:
        """The repository that BooCode keeps for a project without git. Its parent is made."""
        _make_private(self._repositories)
        return self._repositories / f"{project_id}.git"

    def is_ours(self, path: Path) -> bool:
        """Whether a directory lies where worktrees are made (and not, e.g., where a user moved one)."""
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.home))

    def _private(self, name: str) -> Path:
        place = self.home / _PRIVATE / name
        for directory in (self.home, self.home / _PRIVATE, place):
            _make_private(directory)
        return place


def stem_of(session_name: str, worktree_id: UUID) -> str:
    """What a worktree, its branch and its rescue refs are called after: `fix-login-1a2b3c4d`."""
    return f"{slug(session_name)}-{short(worktree_id)}"


def slug(name: str) -> str:
    """A name as a part of file and branch names: small ASCII letters, digits and single dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_LENGTH].strip("-") or "session"


def short(key: UUID) -> str:
    """The random end of an id."""
    return key.hex[-8:]


def _make_private(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
