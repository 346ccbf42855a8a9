"""What the edges ask about being away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from boocode.away import store, words
from boocode.away.digest import grouped
from boocode.away.presence import Presence
from boocode.away.store import NotificationRow
from boocode.contracts.wire.away import AwayDigest, Notification, Notifications
from boocode.db import Database
from boocode.events import EventLog

MAX_SKIP = 10_000


class Away:
    """Presence, the digest, and notifications.

    Attributes:
        presence: Who looks right now.
    """

    def __init__(self, db: Database, events: EventLog, presence: Presence) -> None:
        self._db = db
        self._events = events
        self.presence = presence

    async def digest(self, *, since: datetime | None = None, limit: int = 100, skip: int = 0) -> AwayDigest:
        """What happened during the last absence (which may still last), or from `since` until now."""
        async with self._db.connection() as conn:
            looked = await store.looked(conn, self.presence.absence_seconds)
            begin, end = looked.away_from, looked.away_until or looked.now
            if since is not None:
                begin, end = since, looked.now
            elif looked.ongoing_from is not None and not self.presence.is_looking:
                begin, end = looked.ongoing_from, looked.now
            if begin is None:
                rows, counts = [], dict[str, int]()
            else:
                rows = await store.find_facts(conn, begin, end, limit=limit + 1, skip=skip)
                counts = await store.count_facts(conn, begin, end)
        has_more = len(rows) > limit and skip + limit <= MAX_SKIP
        return AwayDigest(
            since=begin,
            until=end,
            put_away=since is None and looked.put_away and end == looked.away_until,
            counts=counts,
            total=sum(counts.values()),
            projects=grouped(rows[:limit]),
            next=str(skip + limit) if has_more else None,
        )

    async def put_away(self) -> None:
        """The human is done with the digest. An absence that still lasts ends with that."""
        async with self._events.transaction() as tx:
            if not self.presence.is_looking and await store.end_absence(tx.conn, self.presence.absence_seconds):
                await store.note_look(tx.conn, 0)
            await store.put_away(tx.conn)
            tx.changed("app", "away")

    async def notifications(
        self, *, before: int | None = None, limit: int = 50, only_unseen: bool = False
    ) -> Notifications:
        """What ended or waits, newest first; `before` is the id of the last one of the page before."""
        async with self._db.connection() as conn:
            rows = await store.find_notifications(conn, before=before, limit=limit + 1, only_unseen=only_unseen)
            unseen = await store.count_unseen(conn)
        return Notifications(
            notifications=[self._shown(row) for row in rows[:limit]],
            unseen=unseen,
            next=str(rows[limit - 1].id) if len(rows) > limit else None,
        )

    async def see(self, ids: Sequence[int] | None = None, *, terminal_id: UUID | None = None) -> None:
        """Mark notifications as seen: these, those of a terminal, or without either all of them."""
        async with self._events.transaction() as tx:
            if await store.see(tx.conn, ids, terminal_id):
                tx.changed("app", "notifications")

    def _shown(self, row: NotificationRow) -> Notification:
        if row.kind == "terminal":
            title, text = row.terminal_name, words.end_of_terminal(row.terminal_state, row.exit_code)
        elif row.kind == "request":
            title, text = row.title, words.asked(row.request_title, row.question)
        else:
            title = row.title
            text = words.end_of_task(row.kind, answer=row.answer, error=row.error, reason=row.reason)
        return Notification(
            id=row.id,
            kind=row.kind,
            at=row.at,
            seen=row.seen,
            watched=self.presence.sees(f"terminal:{row.terminal_id}" if row.terminal_id else f"chat:{row.chat_id}"),
            title=words.first_line(title),
            text=text,
            project_id=row.project_id,
            session_id=row.session_id,
            session_name=row.session_name,
            chat_id=row.chat_id,
            message_id=row.message_id,
            task_id=row.task_id,
            request_id=row.request_id,
            request_kind=row.request_kind,
            terminal_id=row.terminal_id,
            exit_code=row.exit_code,
        )
