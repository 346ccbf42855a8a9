"""The few words around a place, and which of them answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from boocode.kernel.text import utf16_length
from boocode.search.query import Term
from boocode.search.words import pieces_of

LENGTH = 240
BEFORE = 60  # characters before the first place
LOOKED_AT = 200  # places in one text
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Snippet:
    text: str
    marks: list[tuple[int, int]]


def snippet_of(text: str, terms: Sequence[Term]) -> Snippet:
    """A piece of `text` in one line where most of the terms stand, with all of their places in it."""
    pattern = _pattern(terms)
    shown = _SPACE.sub(" ", text[_start(text, pattern) :][: 2 * LENGTH]).strip()[:LENGTH]
    marks = [(utf16_length(shown[:start]), utf16_length(shown[:end])) for start, end, _ in _places(shown, pattern)]
    return Snippet(shown, marks)


def _pattern(terms: Sequence[Term]) -> re.Pattern[str]:
    return re.compile("|".join(f"({_written(term)})" for term in terms), re.IGNORECASE)


def _written(term: Term) -> str:
    """How a term may be written: its pieces with little but signs between them."""
    pieces = [re.escape(piece) for word in term.words for piece in pieces_of(word)]
    return r"[\W_]{0,8}".join(pieces) + (r"[^\W_]*" if term.is_prefix else "")


def _places(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int, int]]:
    """Where a term stands as words of its own: start, end, and which."""
    found = ((at.start(), at.end(), at.lastindex or 0) for at in islice(pattern.finditer(text), LOOKED_AT))
    return [(start, end, which) for start, end, which in found if _is_edge(text, start) and _is_edge(text, end)]


def _is_edge(text: str, at: int) -> bool:
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    if not (before.isalnum() and after.isalnum()):
        return True
    humped = (before.islower() or before.isdigit()) and after.isupper()
    ends_capitals = before.isupper() and after.isupper() and text[at + 1 : at + 2].islower()
    return humped or ends_capitals or not (before.isascii() or after.isascii())


def _start(text: str, pattern: re.Pattern[str]) -> int:
    """Where the piece begins that has the most different terms: at the beginning of a word."""
    places = _places(text, pattern)
    if not places:
        return 0
    best = max(places, key=lambda place: (_terms_from(places, place[0]), -place[0]))
    start = max(0, best[0] - BEFORE)
    if start == 0:
        return 0
    gap = _SPACE.search(text, start, best[0])
    return gap.end() if gap else start


def _terms_from(places: Sequence[tuple[int, int, int]], start: int) -> int:
    return len({which for at, end, which in places if start <= at and end <= start + LENGTH - BEFORE})
