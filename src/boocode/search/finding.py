"""Finds documents: the newest that answer, ranked among themselves.

A round takes the newest answers below a number, a few hundred of them, and ranks these by how well they answer and how
new they are; the next round begins below its last. Within a round the newest buckets are looked at first, then
ever more of them at once: a frequent word costs what a few thousand documents cost, and a rare one a lookup.

Two things the index of words does badly. Times are asked for apart from the words, so that buckets of other times are
passed over at once. And of an unfinished word it would collect all documents of all words that begin so: if there are
many, the documents of a window are looked into instead.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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
WINDOWS = (2, 8, *[16] * 32)  # buckets; after them everything that is older
TIMED_WINDOWS = (2, *[8] * 64)  # smaller ones: most are passed over, and the first that is not has many answers
HALF_LIFE_DAYS = 60.0
TITLE_COUNTS = 4.0

_MATCHES: LiteralString = (
    "select d.id, d.kind, d.at, ts_rank_cd(d.tsv, %(words)s::tsquery, 1) as rank from ("
    " select id, kind, at, tsv from search_documents where tsv @@ %(asked)s::tsquery and id + 0 < %(below)s"
    " and (%(before)s::timestamptz is null or at < %(before)s) and (%(after)s::timestamptz is null or at >= %(after)s)"
)
_NEWEST: LiteralString = " order by id + 0 desc limit %(limit)s) d"
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
    """Ranked answers, best first. `below`: where the next round goes on; None when nothing is older."""

    matches: list[Match]
    below: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look, by ids. None: everywhere."""

    project_ids: list[UUID] | None
    session_ids: list[UUID] | None
    filters: Filters


async def scope_of(conn: Connection, filters: Filters, project_id: UUID | None, session_id: UUID | None) -> Scope:
    """Names of filters become ids.

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
        "select id from " + table + " where (id::text = %(name)s or name ilike %(like)s)"  # noqa: S608 - our own names
        " and (%(among)s::uuid[] is null or id = any(%(among)s)) order by lower(name) = lower(%(name)s) desc, id desc"
        " limit 20"
    )
    found = await (await conn.execute(sql, {"name": name, "like": pattern, "among": among})).fetchall()
    if not found:
        raise BadSearch(f"There is no {table[:-1]} called {name[:60]!r}.")
    return [row[0] for row in found]


async def newest(conn: Connection) -> int:
    """A number above every document's."""
    return (await conn.fetch_value("select max(id) from search_documents") or 0) + 1


async def find(conn: Connection, query: Query, scope: Scope, below: int) -> Round:
    """The next round of answers with numbers under `below`. Needs a transaction of its own."""
    bottom = (await conn.fetch_value("select min(id) from search_documents") or 0) >> BUCKET_BITS
    await conn.execute(_PLAN)
    found: list[Match] = []
    async for matches in _windows(conn, query, scope, below, bottom):
        found += matches
        if len(found) >= CANDIDATES:
            found = found[:CANDIDATES]
            return Round(_ranked(found), found[-1].id)
    return Round(_ranked(found), None)


async def _windows(conn: Connection, query: Query, scope: Scope, below: int, bottom: int) -> AsyncIterator[list[Match]]:
    top, unfinished = (below - 1) >> BUCKET_BITS, query.unfinished
    for size in TIMED_WINDOWS if scope.filters.before else WINDOWS:
        first = max(top - size + 1, bottom)
        if first == bottom:
            break
        buckets = facts.any_of([facts.bucket(number << BUCKET_BITS) for number in range(first, top + 1)])
        yield await _matches(conn, query, scope, below, buckets, unfinished)
        if unfinished and size == WINDOWS[0] and not await _is_frequent(conn, unfinished, buckets):
            unfinished = None
        top, below = first - 1, min(below, first << BUCKET_BITS)
    yield await _matches(conn, query, scope, below)


async def _is_frequent(conn: Connection, unfinished: Term, buckets: str) -> bool:
    given = {"asked": buckets, "unfinished": unfinished.tsquery(), "limit": CANDIDATES}
    return bool(await conn.fetch_value(_MANY, given))


async def _matches(
    conn: Connection,
    query: Query,
    scope: Scope,
    below: int,
    buckets: str | None = None,
    looked_into: Term | None = None,
) -> list[Match]:
    """The newest answers in some buckets, or anywhere."""
    indexed = [term.tsquery() for term in query.terms if term is not looked_into]
    times = facts.times(scope.filters.after, scope.filters.before, now())
    given = {
        "words": " & ".join(term.tsquery() for term in query.wanted),
        "asked": " & ".join([*indexed, *_facts(scope), *([buckets] if buckets else [])]),
        "times": facts.any_of(times) if times else None,
        "unfinished": looked_into and looked_into.tsquery(),
        "below": below,
        "limit": CANDIDATES,
        "before": scope.filters.before,
        "after": scope.filters.after,
    }
    sql = _MATCHES + (_TIMES if times else "") + (_LOOKED_INTO if looked_into else "") + _NEWEST
    return sorted(await conn.fetch_all(Match, sql, given), key=lambda match: -match.id)


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
