"""Finds documents: the newest that answer, ranked among themselves.

A round takes the newest answers below a number, a few hundred of them, and ranks these by how well they answer and how
new they are; the next round begins below its last. Within a round the newest buckets are looked at first, a window of
them after the other: a frequent word costs what a few thousand documents cost. Where hardly anything is found so, or
a few days are asked for, all that is left is asked for at once, unless it turns out to be much.

Two things the index of words does badly: where words have to stand beside each other, and of an unfinished word that
is frequent, wanted or not, the documents themselves are looked into. That takes as long as it takes, so a round takes
windows no larger than its time is good for, and ends where its time is up and says so; who wants to know goes on with
the next.
"""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import LiteralString
from uuid import UUID

from boocode.contracts.wire.search import DocumentKind
from boocode.db import Connection
from boocode.kernel.clock import now
from boocode.search import facts
from boocode.search.errors import BadSearch
from boocode.search.query import Filters, Query, Term
from boocode.search.store import BUCKET_BITS

CANDIDATES = 300
FIRST_WINDOWS = (2, 8)  # buckets
WINDOW = 16
TIMED_WINDOW = 8  # smaller: most are passed over, and the first that is not has many answers
AT_ONCE = 5000  # so many answers are put in order, wherever they are
NARROW = timedelta(days=31)  # of times: there is an index of them that is good for few pages
PATIENCE_SECONDS = 0.1
HALF_LIFE_DAYS = 60.0
TITLE_COUNTS = 4.0

_RANKED: LiteralString = "select d.id, d.kind, d.at, ts_rank_cd(d.tsv, %(words)s::tsquery, 1) as rank from "
_WHERE: LiteralString = (
    " from search_documents where tsv @@ %(asked)s::tsquery and id + 0 < %(below)s"
    " and (%(before)s::timestamptz is null or at < %(before)s) and (%(after)s::timestamptz is null or at >= %(after)s)"
)
_TIMES: LiteralString = " and tsv @@ %(times)s::tsquery"
_LOOKED_INTO: LiteralString = " and ts_match_vq(tsv, %(unfinished)s::tsquery)"  # as `@@`, but out of the index's reach
_MANY: LiteralString = (
    "select count(*) = %(limit)s from (select from search_documents where tsv @@ %(asked)s::tsquery"  # noqa: S608
    f"{_LOOKED_INTO} limit %(limit)s) d"
)
# Any path but the index of words reads far too much; what the planner thinks of a rare word is a guess.
_PLAN: LiteralString = (
    "select set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),"
    " set_config('jit', 'off', true),"
    " set_config('max_parallel_workers_per_gather', '0', true), set_config('statement_timeout', '5000', true)"
)


@dataclass(frozen=True, slots=True)
class Match:
    id: int
    kind: DocumentKind
    at: datetime
    rank: float


@dataclass(frozen=True, slots=True)
class Round:
    """Ranked answers, best first.

    Attributes:
        below: Where the next round goes on; None when nothing is older.
        is_cut: Its time was up before enough was found.
    """

    matches: list[Match]
    below: int | None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """What a round looks at: numbers under `below`.

    Attributes:
        floor: Numbers under it are left to the next round.
        patience_seconds: After them it goes on no further.
        tries_at_once: It may ask for everything in one go, where little is expected.
    """

    below: int
    floor: int | None = None
    patience_seconds: float = math.inf
    tries_at_once: bool = True


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The newest answers of some buckets. `below`: what is older was not looked at; None: there is nothing."""

    matches: list[Match]
    below: int | None
    may_be_last: bool = True


@dataclass(slots=True)
class _Pace:
    """The time of a round, and how much of it the last buckets took."""

    until: float
    seconds_per_bucket: float = 0.0

    @property
    def is_over(self) -> bool:
        return time.monotonic() + self.seconds_per_bucket > self.until

    def fitting(self, buckets: int) -> int:
        """So many buckets, or those there seems to be time for; at least one."""
        left, needed = self.until - time.monotonic(), buckets * self.seconds_per_bucket
        return buckets if left >= needed or not needed else max(1, int(left / self.seconds_per_bucket))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look, by ids. None: everywhere."""

    project_ids: list[UUID] | None
    session_ids: list[UUID] | None
    filters: Filters


async def scope_of(conn: Connection, filters: Filters, project_id: UUID | None, session_id: UUID | None) -> Scope:
    """Names of filters become ids. A whole name means just what is called so, a piece of one all that have it.

    Raises:
        BadSearch: Nothing is called that.
    """
    projects = [project_id] if project_id else None
    sessions = [session_id] if session_id else None
    if filters.project is not None:
        projects = await _named(conn, "projects", filters.project, projects)
    if filters.session is not None:
        sessions = await _named(conn, "sessions", filters.session, sessions)
    return Scope(projects, sessions, filters)


async def _named(conn: Connection, table: LiteralString, name: str, among: list[UUID] | None) -> list[UUID]:
    pattern = "%" + name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    sql: LiteralString = (
        "select id, id::text = %(name)s or lower(name) = lower(%(name)s) as is_exact from "  # noqa: S608 - our own names
        + table
        + " where (id::text = %(name)s or name ilike %(like)s)"
        " and (%(among)s::uuid[] is null or id = any(%(among)s)) order by is_exact desc, id desc limit 20"
    )
    found = await (await conn.execute(sql, {"name": name, "like": pattern, "among": among})).fetchall()
    if not found:
        raise BadSearch(f"There is no {table[:-1]} called {name[:60]!r}.")
    exact = [id_ for id_, is_exact in found if is_exact]
    return exact or [id_ for id_, _ in found]


async def time_at(conn: Connection, number: int) -> datetime | None:
    """When the oldest of the documents from a number on was made, as far as a bucket goes."""
    sql: LiteralString = "select min(at) from search_documents where id >= %s and id < %s"
    return await conn.fetch_value(sql, (number, number + (1 << BUCKET_BITS)))


async def newest(conn: Connection) -> int:
    """A number above every document's."""
    return (await conn.fetch_value("select max(id) from search_documents") or 0) + 1


async def find(conn: Connection, query: Query, scope: Scope, span: Span) -> Round:
    """The next round of answers. Needs a transaction of its own."""
    pace = _Pace(time.monotonic() + span.patience_seconds)
    lowest = await conn.fetch_value("select min(id) from search_documents") or 0
    bottom = (lowest if span.floor is None else span.floor) >> BUCKET_BITS
    await conn.execute(_PLAN)
    found: list[Match] = []
    async for stretch in _stretches(conn, query, scope, span, bottom, pace):
        found += stretch.matches
        if len(found) >= CANDIDATES:
            found = found[:CANDIDATES]
            return Round(_ranked(found), found[-1].id)
        if stretch.below is not None and stretch.may_be_last and pace.is_over:
            return Round(_ranked(found), stretch.below, is_cut=True)
    return Round(_ranked(found), span.floor, is_cut=span.floor is not None)


async def _stretches(
    conn: Connection, query: Query, scope: Scope, span: Span, bottom: int, pace: _Pace
) -> AsyncIterator[_Stretch]:
    """All there is below a number, the newest first."""
    below, unfinished = span.below, query.unfinished
    top = (below - 1) >> BUCKET_BITS
    is_timed = bool(scope.filters.before or scope.filters.after)
    tries = span.tries_at_once and span.floor is None and not any(term.is_phrase for term in query.terms)
    tries = tries and (not is_timed or await _is_narrow(conn, scope.filters, bottom))
    looked = found = 0
    for most in chain(FIRST_WINDOWS, repeat(TIMED_WINDOW if scope.filters.before else WINDOW)):
        if tries and not unfinished and (is_timed or looked >= sum(FIRST_WINDOWS)):
            tries = False
            if found * (top - bottom + 1) * 2 <= AT_ONCE * looked:
                rest = await _at_once(conn, query, scope, below)
                if rest is not None:
                    yield _Stretch(rest, None)
                    return
        size, began = most if tries and not unfinished else pace.fitting(most), time.monotonic()
        first = max(top - size + 1, bottom)
        buckets = facts.any_of([facts.bucket(number << BUCKET_BITS) for number in range(first, top + 1)])
        matches = await _matches(conn, query, scope, below, buckets, unfinished)
        pace.seconds_per_bucket = (time.monotonic() - began) / (top - first + 1)
        looked, found = looked + size, found + len(matches)
        yield _Stretch(matches, first << BUCKET_BITS if first > bottom else None, may_be_last=looked > FIRST_WINDOWS[0])
        if first <= bottom:
            return
        if unfinished and looked == FIRST_WINDOWS[0] and not await _is_frequent(conn, unfinished, buckets):
            unfinished = None
        top, below = first - 1, min(below, first << BUCKET_BITS)


async def _is_narrow(conn: Connection, filters: Filters, bottom: int) -> bool:
    """Whether the times asked for are near each other."""
    first = filters.after or await time_at(conn, bottom << BUCKET_BITS) or now()
    return (filters.before or now()) - first <= NARROW


async def _is_frequent(conn: Connection, unfinished: Term, buckets: str) -> bool:
    given = {"asked": buckets, "unfinished": replace(unfinished, is_excluded=False).tsquery(), "limit": CANDIDATES}
    return bool(await conn.fetch_value(_MANY, given))


async def _matches(
    conn: Connection, query: Query, scope: Scope, below: int, buckets: str, looked_into: Term | None
) -> list[Match]:
    """The newest answers in some buckets."""
    given = _given(query, scope, below, buckets, looked_into)
    where = _WHERE + (_TIMES if given["times"] else "") + (_LOOKED_INTO if looked_into else "")
    sql = _RANKED + "(select id, kind, at, tsv" + where + " order by id + 0 desc limit %(limit)s) d"
    return sorted(await conn.fetch_all(Match, sql, given), key=lambda match: -match.id)


async def _at_once(conn: Connection, query: Query, scope: Scope, below: int) -> list[Match] | None:
    """The newest answers anywhere; None where there are too many to put in order."""
    given = {**_given(query, scope, below), "most": AT_ONCE}
    some = "(select id" + _WHERE + (_TIMES if given["times"] else "") + " limit %(most)s) d"
    newest_first: LiteralString = "coalesce((array_agg(id order by id desc))[:%(limit)s], '{}')"
    sql = "select case when count(*) < %(most)s then " + newest_first + " end from " + some  # noqa: S608
    ids = await conn.fetch_value(sql, given)
    if ids is None:
        return None
    sql = _RANKED + "search_documents d where id = any(%(ids)s)"
    return sorted(await conn.fetch_all(Match, sql, {**given, "ids": ids}), key=lambda match: -match.id)


def _given(
    query: Query, scope: Scope, below: int, buckets: str = "", looked_into: Term | None = None
) -> dict[str, object]:
    """What the statements ask for."""
    indexed = [term.tsquery() for term in query.terms if term is not looked_into]
    times = facts.times(scope.filters.after, scope.filters.before, now())
    return {
        "words": " & ".join(term.tsquery() for term in query.wanted),
        "asked": " & ".join([*indexed, *_facts(scope), *([buckets] if buckets else [])]),
        "times": facts.any_of(times) if times else None,
        "unfinished": looked_into and looked_into.tsquery(),
        "below": below,
        "limit": CANDIDATES,
        "before": scope.filters.before,
        "after": scope.filters.after,
    }


def _facts(scope: Scope) -> list[str]:
    """The filters, but for times, as words of the index."""
    filters = scope.filters
    asked = [
        [facts.project(id_) for id_ in scope.project_ids or ()],
        [facts.session(id_) for id_ in scope.session_ids or ()],
        [facts.provider(filters.provider)] if filters.provider else [],
        [facts.kind(kind) for kind in filters.kinds],
    ]
    return [facts.any_of(some) for some in asked if some]


def _ranked(matches: Sequence[Match]) -> list[Match]:
    latest = max((match.at for match in matches), default=now())

    def score(match: Match) -> float:
        days = (latest - match.at).total_seconds() / 86_400
        weight = TITLE_COUNTS if match.kind == "title" else 1.0
        return match.rank * weight * (0.3 + 0.7 * math.pow(0.5, days / HALF_LIFE_DAYS))

    return sorted(matches, key=lambda match: (-score(match), -match.id))
