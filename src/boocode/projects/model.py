"""Directories as projects see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What the disk says about a project right now."""

    missing: bool
    is_git: bool = False
    branch: str | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory that could become a project."""

    name: str
    path: str
    is_git: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The directories in `path`, by name. `truncated` when there are more."""

    path: str
    parent: str | None
    entries: Sequence[Directory]
    truncated: bool


@dataclass(frozen=True, slots=True)
class FoundFile:
    path: str
    is_dir: bool


@dataclass(frozen=True, slots=True)
class FoundFiles:
    files: Sequence[FoundFile]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Guidance:
    """A file whose text goes into every prompt of the project; `size` in bytes."""

    path: str
    size: int
