"""Changes as values: rows, what they want, and how they are described for showing."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from boocode.changes.attribution import Edit, Origins, attributions
from boocode.changes.hunks import Difference, difference
from boocode.contracts.changes import FileState
from boocode.contracts.wire.changes import Attribution, Change, ChangeOp, ChangeState, Hunk, HunkLine
from boocode.files.languages import language_of
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean

OPEN: tuple[ChangeState, ...] = ("pending", "conflict")
MAX_SHOWN_LINES = 3_000  # of one change in a list
Json = Any


@dataclass(frozen=True, slots=True)
class Row:
    """A change as it is stored; contents by hash."""

    id: UUID
    session_id: UUID
    project_id: UUID
    path: str
    new_path: str | None
    op: ChangeOp
    state: ChangeState
    base_sha: str | None
    base_mode: int | None
    content_sha: str | None
    content_mode: int | None
    origin_sha: str | None
    pre_sha: str | None
    pre_mode: int | None
    post_sha: str | None
    post_mode: int | None
    hunks: list[Json]
    authors: list[Json]
    is_binary: bool
    is_huge: bool
    added: int
    removed: int
    reason: str | None
    created_at: datetime
    updated_at: datetime
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def target(self) -> str:
        """Where its content belongs."""
        return self.new_path or self.path

    @property
    def is_nothing(self) -> bool:
        """Later edits took everything back."""
        same_mode = self.content_mode in (None, self.base_mode) or self.content_sha is None
        return self.content_sha == self.base_sha and same_mode and self.new_path is None


def new_row(
    session_id: UUID,
    project_id: UUID,
    path: str,
    *,
    new_path: str | None = None,
    base: tuple[str | None, int | None] = (None, None),
    content: tuple[str | None, int | None] = (None, None),
) -> Row:
    """A pending change that is not described yet. `base` and `content` are hash and mode."""
    at = now()
    return Row(
        id=new_id(),
        session_id=session_id,
        project_id=project_id,
        path=path,
        new_path=new_path,
        op=op_of(base[0], content[0], new_path),
        state="pending",
        base_sha=base[0],
        base_mode=base[1],
        content_sha=content[0],
        content_mode=content[1],
        origin_sha=base[0],
        pre_sha=None,
        pre_mode=None,
        post_sha=None,
        post_mode=None,
        hunks=[],
        authors=[],
        is_binary=False,
        is_huge=False,
        added=0,
        removed=0,
        reason=None,
        created_at=at,
        updated_at=at,
        decided_at=None,
    )


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """One edit of a change; contents by hash. `call_ids`: the tool calls that it may be the work of."""

    change_id: UUID
    position: int
    task_id: UUID | None
    chat_id: UUID | None
    provider: str | None
    call_ids: Sequence[str]
    before_sha: str | None
    after_sha: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a change wants of the files: that what is `base` at `path` becomes `content` at `target`."""

    path: str
    target: str
    base: FileState
    content: FileState

    def reversed(self) -> Wanted:
        return Wanted(self.target, self.path, self.content, self.base)


def op_of(base_sha: str | None, content_sha: str | None, new_path: str | None) -> ChangeOp:
    """The word for what a change does."""
    if base_sha is None:
        return "create"
    if content_sha is None:
        return "delete"
    return "move" if new_path else "edit"


Contents = Mapping[str, bytes]


def content_of(contents: Contents, sha: str | None) -> bytes | None:
    return None if sha is None else contents[sha]


def compared(row: Row, contents: Contents) -> Difference:
    """The difference a row stands for."""
    return difference(row.path, content_of(contents, row.base_sha), content_of(contents, row.content_sha))


def described(row: Row, edits: Sequence[StoredEdit], contents: Contents) -> Row:
    """The row with its operation, hunks, counts and authors brought up to date with its contents."""
    found = compared(row, contents)
    traced = [
        Edit(
            edit.task_id,
            edit.chat_id,
            edit.provider,
            edit.call_ids,
            content_of(contents, edit.before_sha),
            content_of(contents, edit.after_sha),
        )
        for edit in edits
    ]
    origins = Origins(content_of(contents, row.origin_sha), content_of(contents, row.base_sha), traced)
    hunks = shown_hunks(found, origins)
    return replace(
        row,
        op=op_of(row.base_sha, row.content_sha, row.new_path),
        hunks=[hunk.model_dump(mode="json") for hunk in hunks],
        authors=[author.model_dump(mode="json") for author in attributions(traced)],
        is_binary=found.is_binary,
        is_huge=found.is_huge,
        added=found.added,
        removed=found.removed,
    )


def shown_hunks(found: Difference, origins: Origins | None = None) -> list[Hunk]:
    """Hunks for the wire. Carriage returns are shown only where some lines have them and others do not."""
    strip = b"\r\n" if _all_crlf(found.old) and _all_crlf(found.new) else b"\n"
    hunks: list[Hunk] = []
    for hunk in found.hunks:
        lines: list[HunkLine] = []
        at = hunk.old_start
        for block in hunk.blocks:
            lines += [_line("context", line, strip) for line in found.old[at : block.old_start]]
            lines += [_line("remove", line, strip) for line in found.old[block.old_start : block.old_end]]
            lines += [_line("add", line, strip) for line in found.new[block.new_start : block.new_end]]
            at = block.old_end
        lines += [_line("context", line, strip) for line in found.old[at : hunk.old_end]]
        old_lines, new_lines = hunk.old_end - hunk.old_start, hunk.new_end - hunk.new_start
        hunks.append(
            Hunk(
                id=hunk.id,
                old_start=hunk.old_start + (old_lines > 0),
                old_lines=old_lines,
                new_start=hunk.new_start + (new_lines > 0),
                new_lines=new_lines,
                lines=lines,
                by=origins.of(hunk) if origins else [],
            )
        )
    return hunks


def _all_crlf(lines: Sequence[bytes]) -> bool:
    return all(line.endswith(b"\r\n") or not line.endswith(b"\n") for line in lines)


def _line(kind: Literal["context", "add", "remove"], line: bytes, strip: bytes) -> HunkLine:
    text = line.removesuffix(strip) if line.endswith(strip) else line.removesuffix(b"\n")
    return HunkLine(kind=kind, text=clean(text.decode("utf-8", "replace")), newline=line.endswith(b"\n"))


def shown(row: Row, *, stale: bool = False, whole: bool = True) -> Change:
    """A row for the wire. `whole`: also very many lines."""
    lines = sum(len(hunk["lines"]) for hunk in row.hunks)
    is_cut = row.is_huge or (not whole and lines > MAX_SHOWN_LINES)
    return Change(
        id=row.id,
        session_id=row.session_id,
        path=row.path,
        new_path=row.new_path,
        op=row.op,
        state=row.state,
        binary=row.is_binary,
        language=language_of(row.target),
        added=row.added,
        removed=row.removed,
        old_mode=git_mode(row.base_mode) if row.base_sha else None,
        new_mode=git_mode(row.content_mode or row.base_mode) if row.content_sha else None,
        hunks=[] if is_cut else [Hunk.model_validate(hunk) for hunk in row.hunks],
        cut=is_cut,
        conflict=row.state == "conflict",
        by=[Attribution.model_validate(author) for author in row.authors],
        stale=stale,
        reason=row.reason,
        created_at=row.created_at,
        updated_at=row.updated_at,
        decided_at=row.decided_at,
    )


def git_mode(mode: int | None) -> str | None:
    """Permission bits as git writes the mode of a file: `100644`."""
    return None if mode is None else f"{stat.S_IFREG | mode:o}"
