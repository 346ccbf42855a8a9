"""Whose work a hunk is: every line is followed from the edit that brought it in, or took it away, to now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from boocode.changes.hunks import Difference, FileHunk, difference, is_text
from boocode.contracts.wire.changes import Attribution
from boocode.files.lines import changed_blocks, lines_of


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of a change. Without a task it is the human's: editing by hand, or rejecting a part."""

    task_id: UUID | None
    chat_id: UUID | None
    provider: str | None
    call_ids: Sequence[str]
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line of the content comes from: a line of the origin, or an edit."""

    origin: int | None
    edit: int | None


class Origins:
    """Follows lines through the edits of one change.

    Args:
        origin: What the first edit started from.
        base: What the change is compared with now: the origin, or what came of it when a part was applied.
    """

    def __init__(self, origin: bytes | None, base: bytes | None, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._removed: dict[int, int] = {}  # line of the origin -> edit
        self._lines = [_Line(number, None) for number in range(len(lines_of(origin)))]
        self._to_origin = _same_lines(base, origin)
        self._is_traceable = is_text(origin) and all(is_text(edit.after) for edit in edits)
        authors = {(edit.task_id, *edit.call_ids) for edit in edits if edit.task_id}
        if self._is_traceable and len(authors) > 1:
            for number, edit in enumerate(edits):
                self._take(number, edit)

    def of(self, hunk: FileHunk) -> list[Attribution]:
        """Who made a hunk. Where lines cannot be followed: everybody who edited the file."""
        numbers: set[int] = set()
        for block in hunk.blocks:
            for at in range(block.new_start, block.new_end):
                if at < len(self._lines) and (edit := self._lines[at].edit) is not None:
                    numbers.add(edit)
            for at in range(block.old_start, block.old_end):
                origin = self._to_origin.get(at)
                if origin is not None and origin in self._removed:
                    numbers.add(self._removed[origin])
        found = attributions([self._edits[number] for number in sorted(numbers)])
        return found or attributions(self._edits)

    def _take(self, number: int, edit: Edit) -> None:
        before, after = lines_of(edit.before), lines_of(edit.after)
        lines: list[_Line] = []
        at = 0
        for block in changed_blocks(before, after):
            lines += self._lines[at : block.old_start]
            for gone in self._lines[block.old_start : block.old_end]:
                if gone.origin is not None:
                    self._removed[gone.origin] = number
            lines += [_Line(None, number)] * (block.new_end - block.new_start)
            at = block.old_end
        self._lines = lines + self._lines[at:]


def attributions(edits: Sequence[Edit]) -> list[Attribution]:
    """The tasks behind these edits, each with its tool calls, oldest first."""
    found: dict[tuple[UUID, UUID, str], list[str]] = {}
    for edit in edits:
        if edit.task_id and edit.chat_id:
            calls = found.setdefault((edit.task_id, edit.chat_id, edit.provider or ""), [])
            calls += [call_id for call_id in edit.call_ids if call_id not in calls]
    return [
        Attribution(task_id=task_id, chat_id=chat_id, provider=provider, call_ids=calls)
        for (task_id, chat_id, provider), calls in found.items()
    ]


def _same_lines(old: bytes | None, new: bytes | None) -> dict[int, int]:
    """For each line of `old` that is still in `new`, where."""
    if old == new:
        return {at: at for at in range(len(lines_of(old)))}
    if not (is_text(old) and is_text(new)):
        return {}
    same: dict[int, int] = {}
    compared: Difference = difference("", old, new)
    at_old = at_new = 0
    for block in [block for hunk in compared.hunks for block in hunk.blocks]:
        same.update(zip(range(at_old, block.old_start), range(at_new, block.new_start), strict=True))
        at_old, at_new = block.old_end, block.new_end
    same.update(zip(range(at_old, len(compared.old)), range(at_new, len(compared.new)), strict=False))
    return same
