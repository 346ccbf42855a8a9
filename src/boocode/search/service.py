"""What the edges ask of search."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import orjson
import psycopg

from boocode.chats.store import TITLE
from boocode.contracts.wire.search import DocumentKind, SearchResult, SearchResults
from boocode.db import Connection, Database
from boocode.search import finding, store
from boocode.search.errors import BadSearch, SearchTooSlow
from boocode.search.query import Filters, Query, kinds_of, moment, parse
from boocode.search.snippets import snippet_of
from boocode.search.texts import ReadBlob, text_of, text_of_change

_PLACES: LiteralString = (
    "select d.id, d.kind, d.chat_id, d.message_id, d.part_id, d.change_id, d.project_id, d.session_id, "  # noqa: S608
    + TITLE
    + " as title, s.name as session_name, p.name as project_name, d.provider, d.at from search_documents d"
    " join sessions s on s.id = d.session_id join projects p on p.id = d.project_id"
    " left join chats c on c.id = d.chat_id where d.id = any(%s)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A document with the names of where it is."""

    id: int
    kind: DocumentKind
    chat_id: UUID | None
    message_id: UUID | None
    part_id: UUID | None
    change_id: UUID | None
    project_id: UUID
    session_id: UUID
    title: str | None
    session_name: str
    project_name: str
    provider: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: a round below a number, down to another if its time was up, and how many were shown."""

    below: int
    shown: int = 0
    floor: int | None = None

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(orjson.dumps([self.below, self.shown, self.floor])).decode()

    @classmethod
    def read(cls, text: str) -> Cursor:
        try:
            below, shown, floor = orjson.loads(base64.urlsafe_b64decode(text.encode()))
            if type(below) is not int or type(shown) is not int or shown < 0 or type(floor) not in (int, type(None)):
                raise ValueError(text)
        except (ValueError, TypeError, binascii.Error) as error:
            raise BadSearch("This cursor is not one that a search gave. Start from the first page.") from error
        return cls(below, shown, floor)


class Search:
    """Answers searches."""

    def __init__(self, db: Database, read_blob: ReadBlob) -> None:
        self._db = db
        self._read_blob = read_blob

    async def find(
        self,
        q: str,
        *,
        project_id: UUID | None = None,
        session_id: UUID | None = None,
        provider: str | None = None,
        kinds: Sequence[str] = (),
        before: str | None = None,
        after: str | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> SearchResults:
        """One page of what answers `q`, best first. Filters may stand in `q`, too; both hold.

        Raises:
            BadSearch: There is nothing to look for, or a filter or the cursor says nothing that is known.
            SearchTooSlow: It took more than five seconds.
        """
        query = parse(q)
        filters = _joined(query.filters, provider, kinds, before, after)
        at = Cursor.read(cursor) if cursor else None
        try:
            async with self._db.transaction() as conn:
                indexed_until = await _indexed_until(conn)
                scope = await finding.scope_of(conn, filters, project_id, session_id)
                at = at or Cursor(await finding.newest(conn))
                found = await finding.find(conn, query, scope, _span(at, is_first=cursor is None))
                matches = found.matches[at.shown : at.shown + limit]
                places = await conn.fetch_all(Place, _PLACES, ([match.id for match in matches],))
                looked_until = (
                    await finding.time_at(conn, found.below) if found.is_cut and found.below is not None else None
                )
        except psycopg.errors.QueryCanceled as error:
            raise SearchTooSlow("The search took too long. Use rarer words, or filters such as `project:`.") from error
        order = {match.id: position for position, match in enumerate(matches)}
        places.sort(key=lambda place: order[place.id])
        following = _following(at, limit, found)
        return SearchResults(
            results=await self._shown(places, query),
            next=following and str(following),
            looked_until=looked_until if following and not following.shown else None,
            indexed_until=indexed_until,
        )

    async def _shown(self, places: Sequence[Place], query: Query) -> list[SearchResult]:
        texts = await self._texts(places)
        results: list[SearchResult] = []
        for place in places:
            text = texts.get(place.part_id or place.change_id) if place.kind != "title" else place.title
            snippet = snippet_of(text or "", query.wanted)
            fields = {name: getattr(place, name) for name in place.__slots__ if name != "id"}
            results.append(SearchResult(**fields, snippet=snippet.text, marks=snippet.marks))
        return results

    async def _texts(self, places: Sequence[Place]) -> dict[UUID | None, str]:
        """What was searched, by part or change."""
        async with self._db.connection() as conn:
            parts = await store.read_parts(conn, [place.part_id for place in places if place.part_id])
            changes = await store.read_changes(conn, [place.change_id for place in places if place.change_id])
        texts: dict[UUID | None, str] = {change.change_id: text_of_change(change) for change in changes}
        for part in parts:
            texts[part.part_id] = await text_of(part, self._read_blob)
        return texts


def _span(at: Cursor, *, is_first: bool) -> finding.Span:
    """What is shown of a round in several pages is the same round each time, however long it takes."""
    if at.shown:
        return finding.Span(at.below, at.floor)
    # What cannot be had at once by the first round cannot by later ones.
    return finding.Span(at.below, None, finding.PATIENCE_SECONDS, tries_at_once=is_first)


def _following(at: Cursor, limit: int, found: finding.Round) -> Cursor | None:
    if at.shown + limit < len(found.matches):
        return replace(at, shown=at.shown + limit, floor=found.below if found.is_cut else None)
    return Cursor(found.below) if found.below is not None else None


def _joined(
    filters: Filters, provider: str | None, kinds: Sequence[str], before: str | None, after: str | None
) -> Filters:
    """The filters of the text and those beside it."""
    beside = kinds_of(kinds) if kinds else ()
    both = tuple(kind for kind in beside if kind in filters.kinds) if beside and filters.kinds else ()
    if beside and filters.kinds and not both:
        raise BadSearch("The kinds asked for exclude each other. Use one of them.")
    return replace(
        filters,
        provider=provider or filters.provider,
        kinds=both or beside or filters.kinds,
        before=moment("before", before) if before else filters.before,
        after=moment("after", after) if after else filters.after,
    )


async def _indexed_until(conn: Connection) -> datetime | None:
    known = await store.progress(conn)
    if known.parts_before is None:
        return None
    return known.parts_since or await conn.fetch_value("select now()")
