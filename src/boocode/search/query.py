"""What a person asks for: words, phrases, what must not be there, and filters. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import get_args

from boocode.contracts.wire.search import DocumentKind
from boocode.search.errors import BadSearch
from boocode.search.words import LONGEST, pieces_of, runs_in

MAX_TERMS = 16
KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
_TOKEN = re.compile(r'(?P<minus>-)?(?:(?P<key>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))', re.IGNORECASE)
_KEYS = ("project", "session", "provider", "kind", "before", "after")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other.

    Attributes:
        words: As they are written, each a run of letters and digits.
        is_prefix: The last of them may go on.
    """

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether places of words count, which the index does not know: every candidate is looked into."""
        return sum(len(pieces_of(word)) for word in self.words) > 1

    def tsquery(self) -> str:
        """As Postgres asks for it."""
        last = len(self.words) - 1
        steps = [_step(word, self.is_prefix and at == last) for at, word in enumerate(self.words)]
        asked = " <-> ".join(steps)
        return f"!({asked})" if self.is_excluded else f"({asked})"


def _step(word: str, is_prefix: bool) -> str:
    pieces, mark = pieces_of(word), ":*" if is_prefix else ""
    if len(pieces) == 1:
        return f"'{pieces[0]}'{mark}"
    apart = " <-> ".join(f"'{piece}'" for piece in pieces[:-1]) + f" <-> '{pieces[-1]}'{mark}"
    return f"('{''.join(pieces)[:LONGEST]}'{mark} | ({apart}))"


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look. `project` and `session` are names or ids as they were typed."""

    project: str | None = None
    session: str | None = None
    provider: str | None = None
    kinds: tuple[DocumentKind, ...] = ()
    before: datetime | None = None
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Query:
    terms: tuple[Term, ...]
    filters: Filters = field(default_factory=Filters)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that have to be there."""
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def unfinished(self) -> Term | None:
        """The term, wanted or excluded, whose last word may go on."""
        return next((term for term in self.terms if term.is_prefix), None)


def parse(text: str) -> Query:
    """What `text` asks for. The last word may be unfinished, unless a space follows it.

    Raises:
        BadSearch: There is nothing in it to look for, or a filter says nothing that is known.
    """
    terms: list[Term] = []
    filters = Filters()
    for found in _TOKEN.finditer(text):
        key, quoted = (found["key"] or "").lower(), found["quoted"]
        value = found["plain"] if quoted is None else quoted
        if quoted is None and not key and value.endswith(":") and value[:-1].lower() in _KEYS:
            key, value = value[:-1].lower(), ""
        if key in _KEYS and not found["minus"]:
            filters = _filtered(filters, key, value)
            continue
        words = tuple(runs_in(f"{found['key']}:{value}" if key else value))
        if words:
            is_prefix = quoted is None and found.end() == len(text) and len(words[-1]) > 1
            terms.append(Term(words, is_prefix, is_excluded=bool(found["minus"])))
    return _checked(Query(tuple(terms), filters))


def _checked(query: Query) -> Query:
    if not query.wanted:
        raise BadSearch("Say at least one word that is to be found.")
    if len(query.terms) > MAX_TERMS or sum(len(term.words) for term in query.terms) > 4 * MAX_TERMS:
        raise BadSearch(f"This is too much to look for at once. Use at most {MAX_TERMS} words or phrases.")
    return query


def _filtered(filters: Filters, key: str, value: str) -> Filters:
    if not value:
        raise BadSearch(f"Say something after `{key}:`, for example `{key}:{_EXAMPLES[key]}`.")
    match key:
        case "kind":
            return replace(filters, kinds=(*filters.kinds, *kinds_of(value.split(","))))
        case "before":
            return replace(filters, before=moment(key, value))
        case "after":
            return replace(filters, after=moment(key, value))
        case _:
            return replace(filters, **{key: value})


_EXAMPLES = {
    "project": "harbour",
    "session": "main",
    "provider": "boocode",
    "kind": "tool",
    "before": "2026-01-31",
    "after": "2026-01-31",
}


def kinds_of(values: Sequence[str]) -> tuple[DocumentKind, ...]:
    """Raises BadSearch where a value is no kind."""
    for value in values:
        if value.lower() not in KINDS:
            raise BadSearch(f"There is no kind {value[:40]!r}. Kinds are {', '.join(KINDS)}.")
    wanted = {value.lower() for value in values}
    return tuple(kind for kind in KINDS if kind in wanted)


def moment(key: str, value: str) -> datetime:
    """The beginning of a day, or a time, in UTC unless it says otherwise.

    Raises:
        BadSearch: It is neither.
    """
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadSearch(f"{key}:{value[:40]} is no date. Write it like {key}:2026-01-31.") from error
