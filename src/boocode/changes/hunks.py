"""Hunks: the blocks of a difference that are decided as one, their ids, and contents with only some of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from boocode.files.kinds import SAMPLE_BYTES, TextKind, kind_of
from boocode.files.lines import Block, Lines, changed_blocks, grouped, lines_of

AROUND = 3  # lines of context
HUGE_BYTES = 10 * 1024 * 1024
MAX_CHANGED_LINES = 40_000  # beyond, a change is decided as a whole


@dataclass(frozen=True, slots=True)
class FileHunk:
    """Blocks near each other, with the lines around them: ranges from 0, the end not included."""

    id: str
    blocks: tuple[Block, ...]
    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sides of a file and the hunks between them.

    Attributes:
        is_binary: A side is not text in an encoding with single-byte line ends: there are no hunks.
        is_huge: Too large to be compared: there are no hunks.
    """

    old: Lines
    new: Lines
    hunks: tuple[FileHunk, ...]
    is_binary: bool = False
    is_huge: bool = False

    @property
    def added(self) -> int:
        return sum(block.new_end - block.new_start for hunk in self.hunks for block in hunk.blocks)

    @property
    def removed(self) -> int:
        return sum(block.old_end - block.old_start for hunk in self.hunks for block in hunk.blocks)

    def with_only(self, ids: Collection[str]) -> bytes:
        """The old content with only these hunks done to it."""
        pieces: list[bytes] = []
        at = 0
        for hunk in self.hunks:
            if hunk.id in ids:
                for block in hunk.blocks:
                    pieces += self.old[at : block.old_start]
                    pieces += self.new[block.new_start : block.new_end]
                    at = block.old_end
        return b"".join([*pieces, *self.old[at:]])


def difference(path: str, old: bytes | None, new: bytes | None) -> Difference:
    """What differs between two contents of the file at `path`."""
    if max(len(old or b""), len(new or b"")) > HUGE_BYTES:
        return Difference((), (), (), is_huge=True)
    if not (is_text(old) and is_text(new)):
        return Difference((), (), (), is_binary=True)
    old_lines, new_lines = lines_of(old), lines_of(new)
    blocks = changed_blocks(old_lines, new_lines)
    if sum(block.old_end - block.old_start + block.new_end - block.new_start for block in blocks) > MAX_CHANGED_LINES:
        return Difference((), (), (), is_huge=True)
    return Difference(old_lines, new_lines, tuple(_hunks(path, old_lines, new_lines, blocks)))


def is_text(content: bytes | None) -> bool:
    """Whether the content can be compared by lines that end in a newline byte."""
    if not content:
        return True
    kind = kind_of(content[:SAMPLE_BYTES])
    return isinstance(kind, TextKind) and not kind.wide and b"\x00" not in content


def _hunks(path: str, old: Lines, new: Lines, blocks: Sequence[Block]) -> list[FileHunk]:
    hunks: list[FileHunk] = []
    seen: Counter[str] = Counter()
    for group in grouped(blocks, AROUND):
        first, last = group[0], group[-1]
        before = min(AROUND, first.old_start)
        after = min(AROUND, len(old) - last.old_end)
        ranges = first.old_start - before, last.old_end + after, first.new_start - before, last.new_end + after
        name = _name(path, old, new, group, ranges)
        seen[name] += 1
        hunk_id = name if seen[name] == 1 else f"{name}-{seen[name]}"
        hunks.append(FileHunk(hunk_id, tuple(group), *ranges))
    return hunks


def _name(path: str, old: Lines, new: Lines, blocks: Sequence[Block], ranges: tuple[int, int, int, int]) -> str:
    """A hash of path, context, old and new lines: the same hunk in a later difference has the same name."""
    digest = hashlib.sha256(path.encode("utf-8", "surrogateescape"))
    at = ranges[0]

    def put(kind: bytes, lines: Lines) -> None:
        for line in lines:
            digest.update(kind + b"%d:" % len(line) + line)

    for block in blocks:
        put(b" ", old[at : block.old_start])
        put(b"-", old[block.old_start : block.old_end])
        put(b"+", new[block.new_start : block.new_end])
        at = block.old_end
    put(b" ", old[at : ranges[1]])
    return digest.hexdigest()[:20]
