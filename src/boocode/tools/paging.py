"""Showing a part of something long, always saying what was left out and how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boocode.tools.model import MAX_TEXT


@dataclass(frozen=True, slots=True)
class Page:
    """Lines `start` to `end` (from 1) of `total`."""

    text: str
    start: int
    end: int
    total: int

    @property
    def is_whole(self) -> bool:
        return self.start <= 1 and self.end >= self.total

    def note(self, what: str = "lines", argument: str = "start_line") -> str:
        """What to tell the model about the rest; empty where there is none."""
        if self.end >= self.total:
            return ""
        shown = f"{what} {self.start:,}-{self.end:,} of {self.total:,} are shown"
        return f"\n[Cut: {shown}. Go on with {argument}={self.end + 1}.]"


def page_of(lines: Sequence[str], start: int = 1, *, characters: int = MAX_TEXT, line_characters: int = 2000) -> Page:
    """The lines from `start` on that fit."""
    shown: list[str] = []
    used = 0
    for line in lines[max(0, start - 1) :]:
        cut = shortened(line, line_characters)
        used += len(cut) + 1
        if used > characters and shown:
            break
        shown.append(cut)
    return Page("\n".join(shown), start, start + len(shown) - 1, len(lines))


def shortened(text: str, characters: int) -> str:
    """`text`, cut to about `characters` with a note of how much is missing."""
    if len(text) <= characters:
        return text
    return f"{text[:characters]}… [+{len(text) - characters:,} characters]"


def size_text(size: int) -> str:
    """A size for a person: `812 B`, `1.4 MB`."""
    amount = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError("unreachable")
