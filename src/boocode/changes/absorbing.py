"""What is seen in a worktree, as changes: which rows go on, which begin, which are over. Pure, but for describing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from boocode.changes.model import Row, StoredEdit, new_row
from boocode.contracts.changes import EXECUTABLE
from boocode.files.blobs import sha256_of
from boocode.kernel.clock import now

PLAIN_MODE = 0o644
EXECUTABLE_MODE = 0o755
_EMPTY = sha256_of(b"")


@dataclass(frozen=True, slots=True)
class Version:
    """A file by the hash of its content and its permission bits. Without a hash there is none."""

    sha: str | None
    mode: int | None = None

    @property
    def is_executable(self) -> bool:
        return self.sha is not None and bool((self.mode or 0) & 0o100)

    def is_like(self, other: Version) -> bool:
        """The same as far as git tells files apart: content, and whether it is executable."""
        return self.sha == other.sha and self.is_executable == other.is_executable


NOTHING = Version(None)


@dataclass(frozen=True, slots=True)
class Seen:
    """A path of a worktree: what of it was accepted, and what it holds now."""

    base: Version
    content: Version


@dataclass(frozen=True, slots=True)
class By:
    """Whose work it is. Without a task it is the human's."""

    task_id: UUID | None = None
    chat_id: UUID | None = None
    provider: str | None = None
    call_ids: tuple[str, ...] = ()


@dataclass(slots=True)
class Absorbed:
    """What becomes of the rows. They are still to be described.

    Attributes:
        kept: Rows that are as they should be.
        updated: Rows with another base or content.
        inserted: New rows.
        edits: New edits of these, by row; only where the content is another.
    """

    kept: list[Row] = field(default_factory=list[Row])
    updated: list[Row] = field(default_factory=list[Row])
    inserted: list[Row] = field(default_factory=list[Row])
    edits: dict[UUID, StoredEdit] = field(default_factory=dict[UUID, StoredEdit])


@dataclass(frozen=True, slots=True)
class Place:
    """Where changes belong."""

    session_id: UUID
    project_id: UUID


class Absorber:
    """Brings the open changes of a session in line with what is seen in its worktree.

    Args:
        rows: Every open change that starts or ends at one of the paths.
        edits: How many edits each has.
        seen: The paths that were looked at; what is as accepted, too, where a row is open.
        moves: Pairs of paths that are known to be moves, from and to.
    """

    def __init__(
        self,
        place: Place,
        rows: Sequence[Row],
        edits: Mapping[UUID, int],
        seen: Mapping[str, Seen],
        by: By,
        moves: Mapping[str, str] | None = None,
    ) -> None:
        self._place = place
        self._rows = rows
        self._counts = edits
        self._left = dict(seen)
        self._by = by
        self._moves = dict(moves or {})
        self._done = Absorbed()

    def absorb(self) -> Absorbed:
        """What becomes of the rows, and which new ones there are."""
        for row in sorted(self._rows, key=lambda row: row.new_path is None):  # moves first: they hold two paths
            if row.path in self._left:
                self._go_on(row)
        changed = {path: seen for path, seen in sorted(self._left.items()) if not seen.content.is_like(seen.base)}
        for old, new in _moved(changed).items():
            came = changed.pop(new)
            self._begin(old, new, changed.pop(old).base, came.content)
        for path, seen in changed.items():
            self._begin(path, None, seen.base, seen.content)
        return self._done

    def _go_on(self, row: Row) -> None:
        seen = self._left.pop(row.path)
        target = self._moves.get(row.target, row.new_path)
        there = self._left.get(target) if target else None
        if target and there and seen.content.sha is None and there.content.sha and there.base.sha is None:
            del self._left[target]
            moved = replace(row, path=target) if row.base_sha is None else replace(row, new_path=target)
            self._update(row, moved, seen.base, there.content)
        else:
            self._update(row, replace(row, new_path=None), seen.base, seen.content)

    def _update(self, was: Row, row: Row, base: Version, content: Version) -> None:
        held = Version(was.content_sha, was.content_mode if was.content_mode is not None else was.base_mode)
        is_same_content = held.is_like(content)
        is_same_base = Version(was.base_sha, was.base_mode).is_like(base)
        if is_same_content and is_same_base and (row.path, row.new_path) == (was.path, was.new_path):
            self._done.kept.append(was)
            return
        if not is_same_base:
            row = replace(row, base_sha=base.sha, base_mode=base.mode)
        if not (is_same_content and is_same_base):
            row = replace(row, content_sha=content.sha, content_mode=_mode(row.base_mode, content))
        row = replace(row, state="pending", reason=None, updated_at=now())
        if not is_same_content or row.target != was.target:
            self._done.edits[row.id] = self._edit(row, self._counts.get(row.id, 0), was.content_sha)
        self._done.updated.append(row)

    def _begin(self, path: str, new_path: str | None, base: Version, content: Version) -> None:
        base_mode = base.mode if base.sha else None
        row = new_row(
            self._place.session_id,
            self._place.project_id,
            path,
            new_path=new_path,
            base=(base.sha, base_mode),
            content=(content.sha, _mode(base_mode, content)),
        )
        self._done.inserted.append(row)
        self._done.edits[row.id] = self._edit(row, 0, base.sha)

    def _edit(self, row: Row, position: int, before: str | None) -> StoredEdit:
        by = self._by
        return StoredEdit(row.id, position, by.task_id, by.chat_id, by.provider, by.call_ids, before, row.content_sha)


def _moved(changed: Mapping[str, Seen]) -> dict[str, str]:
    """Files that went whole from one path to another: the same bytes, and no doubt which."""
    gone, came = defaultdict[Version, list[str]](list), defaultdict[Version, list[str]](list)
    for path, seen in changed.items():
        if seen.content.sha is None:
            gone[_kind(seen.base)].append(path)
        elif seen.base.sha is None and seen.content.sha != _EMPTY:
            came[_kind(seen.content)].append(path)
    pairs: dict[str, str] = {}
    for version, (*more, old) in gone.items():
        there = came.get(version, [])
        if not more and len(there) == 1:
            pairs[old] = there[0]
    return pairs


def _kind(version: Version) -> Version:
    return Version(version.sha, EXECUTABLE_MODE if version.is_executable else PLAIN_MODE)


def _mode(base: int | None, content: Version) -> int | None:
    """The permission bits a change wants: those of its base, made executable or not. None: those new files get."""
    if content.sha is None:
        return None
    if base is None:
        return EXECUTABLE_MODE if content.is_executable else None
    return as_executable(base, is_executable=content.is_executable)


def as_executable(mode: int, *, is_executable: bool) -> int:
    """The permission bits with those to execute set for whom may read, or with none of them."""
    if bool(mode & 0o100) == is_executable:
        return mode
    return mode | (EXECUTABLE & (mode >> 2 | 0o100)) if is_executable else mode & ~EXECUTABLE
