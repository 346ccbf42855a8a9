"""Words as they are indexed and asked for: Postgres' `simple` configuration, with identifiers taken apart.

`src/boocode/app.py`, `snake_case` and `dotted.names` become their pieces, one place each, so that the whole is a phrase
of them. `camelCase` becomes its pieces and, at the place of the first, the word as it stands. Letters of scripts that
do not put spaces between words are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MAX_CHARS = 100_000
MAX_PLACES = 16_000  # a tsvector knows places up to 16,383
MAX_BYTES = 400_000  # and holds a megabyte
LONGEST = 64  # characters of a word; more are cut
FACT = "~"  # begins what is no word

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_HUMP = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}[a-z]")


def pieces_of(word: str) -> list[str]:
    """The pieces of one run of letters and digits, in small letters: several where it is written `likeThis`."""
    if word.isascii() and _HUMP.search(word):
        return [piece.lower()[:LONGEST] for piece in _CAMEL.findall(word)]
    return [word.lower()[:LONGEST]]


def words_in(text: str) -> Iterator[list[str]]:
    """The pieces of every word of a text, in order."""
    return (pieces_of(found.group()) for found in _WORD.finditer(text))


def runs_in(text: str) -> list[str]:
    """Every word of a text as it is written."""
    return _WORD.findall(text)


def vector(text: str, facts: Iterable[str] = ()) -> str:
    """A text, and facts to filter by, as the literal of a tsvector. What is too long is cut."""
    places: dict[str, list[int]] = {}
    place = size = 0
    for pieces in words_in(text[:MAX_CHARS]):
        if place + len(pieces) > MAX_PLACES or size > MAX_BYTES:
            break
        first = place + 1
        for piece in pieces:
            place += 1
            size += _put(places, piece, place)
        if len(pieces) > 1:
            size += _put(places, "".join(pieces)[:LONGEST], first)
    known = [f"'{word}':{','.join(map(str, at[:255]))}" for word, at in places.items()]
    return " ".join([*(f"'{FACT}{fact}'" for fact in facts), *known])


def _put(places: dict[str, list[int]], word: str, place: int) -> int:
    """Note a place of a word; how many bytes are new by it."""
    if word in places:
        places[word].append(place)
        return 0
    places[word] = [place]
    return len(word.encode())
