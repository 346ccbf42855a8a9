"""Comparing files line by line, exactly: lines are bytes and keep their ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

COMPARED_EXACTLY = 250_000  # pairs of lines; a larger region without a unique common line is one block

Lines = Sequence[bytes]
_ENDED = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines `old_start` to `old_end` became `new_start` to `new_end`: from 0, the end not included."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def lines_of(content: bytes | None) -> list[bytes]:
    """The lines of a file with their ends; only the last may lack one."""
    if not content:
        return []
    lines = content.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def with_ends_of(text: str, like: str) -> str:
    """`text` from a browser's text box, in which all lines end in `\\n`, with the ends its lines have in `like`.

    A line that is new ends as the one before it. A text with other ends of its own is taken at its word.
    """
    if "\r" in text or "\r" not in like:
        return text
    old, new = _ENDED.findall(like), _ENDED.findall(text)
    known = _unchanged([_bare(line) for line in old], [_bare(line) for line in new])
    end, written = _end(old[0]), list[str]()
    for number, line in enumerate(new):
        if number in known:
            end = _end(old[known[number]]) or end
        written.append(line.removesuffix("\n") + (end if line.endswith("\n") else ""))
    return "".join(written)


def _unchanged(old: Lines, new: Lines) -> dict[int, int]:
    """Where the lines of `new` that are not changed are in `old`."""
    return {at_new + i: at_old + i for at_old, at_new, size in _matches(old, new) for i in range(size)}


def _bare(line: str) -> bytes:
    return line.rstrip("\r\n").encode("utf-8", "surrogatepass")


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def changed_blocks(old: Lines, new: Lines) -> list[Block]:
    """What differs, in order. Neighbouring blocks have at least one equal line between them.

    Technique: patience diff (Bram Cohen): lines that occur once on both sides are anchors, which keeps functions
    together as a reader sees them; between anchors, difflib.
    """
    blocks: list[Block] = []
    at_old = at_new = 0
    for old_start, new_start, size in [*_matches(old, new), (len(old), len(new), 0)]:
        if old_start > at_old or new_start > at_new:
            blocks.append(Block(at_old, old_start, at_new, new_start))
        at_old, at_new = old_start + size, new_start + size
    return blocks


def _matches(old: Lines, new: Lines) -> list[tuple[int, int, int]]:
    """Runs of equal lines: where in `old`, where in `new`, how many; joined where they touch."""
    joined: list[tuple[int, int, int]] = []
    for old_start, new_start, size in sorted(_runs(old, new)):
        if joined:
            before_old, before_new, before = joined[-1]
            if before_old + before == old_start and before_new + before == new_start:
                joined[-1] = (before_old, before_new, before + size)
                continue
        joined.append((old_start, new_start, size))
    return joined


def _runs(old: Lines, new: Lines) -> Iterator[tuple[int, int, int]]:
    regions = [(0, len(old), 0, len(new))]
    while regions:
        old_start, old_end, new_start, new_end = regions.pop()
        same = _same_at_start(old, new, old_start, old_end, new_start, new_end)
        if same:
            yield old_start, new_start, same
        old_start, new_start = old_start + same, new_start + same
        same = _same_at_end(old, new, old_start, old_end, new_start, new_end)
        if same:
            yield old_end - same, new_end - same, same
        old_end, new_end = old_end - same, new_end - same
        if old_start == old_end or new_start == new_end:
            continue
        anchors = _anchors(old[old_start:old_end], new[new_start:new_end])
        if not anchors:
            yield from _without_anchors(old, new, old_start, old_end, new_start, new_end)
            continue
        at_old, at_new = old_start, new_start
        for in_old, in_new in anchors:
            regions.append((at_old, old_start + in_old, at_new, new_start + in_new))
            yield old_start + in_old, new_start + in_new, 1
            at_old, at_new = old_start + in_old + 1, new_start + in_new + 1
        regions.append((at_old, old_end, at_new, new_end))


def _same_at_start(old: Lines, new: Lines, old_start: int, old_end: int, new_start: int, new_end: int) -> int:
    count, most = 0, min(old_end - old_start, new_end - new_start)
    while count < most and old[old_start + count] == new[new_start + count]:
        count += 1
    return count


def _same_at_end(old: Lines, new: Lines, old_start: int, old_end: int, new_start: int, new_end: int) -> int:
    count, most = 0, min(old_end - old_start, new_end - new_start)
    while count < most and old[old_end - count - 1] == new[new_end - count - 1]:
        count += 1
    return count


def _anchors(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """Lines that occur once on both sides, as many as keep their order."""
    in_old, in_new = Counter(old), Counter(new)
    place = {line: at for at, line in enumerate(new) if in_new[line] == 1}
    pairs = [(at, place[line]) for at, line in enumerate(old) if in_old[line] == 1 and line in place]
    ends: list[int] = []  # the smallest last place in `new` of an increasing run of each length
    tops: list[int] = []
    before: list[int] = []
    for number, (_, at) in enumerate(pairs):
        length = bisect_left(ends, at)
        before.append(tops[length - 1] if length else -1)
        if length == len(ends):
            ends.append(at)
            tops.append(number)
        else:
            ends[length], tops[length] = at, number
    chosen: list[tuple[int, int]] = []
    number = tops[-1] if tops else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _without_anchors(
    old: Lines, new: Lines, old_start: int, old_end: int, new_start: int, new_end: int
) -> Iterator[tuple[int, int, int]]:
    if (old_end - old_start) * (new_end - new_start) > COMPARED_EXACTLY:
        return
    matcher = SequenceMatcher(None, old[old_start:old_end], new[new_start:new_end], autojunk=False)
    for match in matcher.get_matching_blocks():
        if match.size:
            yield old_start + match.a, new_start + match.b, match.size


def unified(old: bytes | None, new: bytes | None, *, path: str, new_path: str | None = None, around: int = 3) -> str:
    """A unified diff for reading; bytes that are not UTF-8 are shown as U+FFFD. Empty where nothing differs."""
    old_lines, new_lines = lines_of(old), lines_of(new)
    blocks = changed_blocks(old_lines, new_lines)
    if not blocks:
        return ""
    shown = [
        "--- " + (f"a/{path}" if old is not None else "/dev/null"),
        "+++ " + (f"b/{new_path or path}" if new is not None else "/dev/null"),
    ]
    for group in grouped(blocks, around):
        first, last = group[0], group[-1]
        before, after = min(around, first.old_start), min(around, len(old_lines) - last.old_end)
        old_start, old_end = first.old_start - before, last.old_end + after
        new_start, new_end = first.new_start - before, last.new_end + after
        shown.append(f"@@ -{_range(old_start, old_end)} +{_range(new_start, new_end)} @@")
        at = old_start
        for block in group:
            shown += [_shown(" ", line) for line in old_lines[at : block.old_start]]
            shown += [_shown("-", line) for line in old_lines[block.old_start : block.old_end]]
            shown += [_shown("+", line) for line in new_lines[block.new_start : block.new_end]]
            at = block.old_end
        shown += [_shown(" ", line) for line in old_lines[at:old_end]]
    return "\n".join(shown) + "\n"


def grouped(blocks: Sequence[Block], around: int) -> list[list[Block]]:
    """Blocks whose `around` lines of context would touch or overlap belong together."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and block.old_start - groups[-1][-1].old_end <= 2 * around:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _range(start: int, end: int) -> str:
    return f"{start + (end > start)},{end - start}"


def _shown(mark: str, line: bytes) -> str:
    end = "" if line.endswith(b"\n") else "\n\\ No newline at end of file"
    return mark + line.rstrip(b"\r\n").decode("utf-8", "replace") + end
