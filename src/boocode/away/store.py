"""The SQL of presence, notifications and what happened. Every function runs on its caller's connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from boocode.chats.store import TITLE
from boocode.contracts.wire.away import FactKind, NotificationKind
from boocode.contracts.wire.chat import RequestKind
from boocode.contracts.wire.terminals import TerminalState
from boocode.db import Connection

TOLD_SECONDS = 300
"""An absence that somebody had this long to look over is told; one before that is told together with the next."""
KEEP_DAYS = 90
MAX_COUNTED = 1000
ANSWER_CHARS = 600

_NOT_TOLD: LiteralString = (
    "put_away_at is null and away_until is not null and looked_at < away_until + make_interval(secs => %(told)s)"
)
_IS_AWAY: LiteralString = "looked_at <= clock_timestamp() - make_interval(secs => %(absence)s)"

# How the answer of a task `t` began to end: its last text.
_ANSWER: LiteralString = (
    "(select left(a.data ->> 'text', %(chars)s) from parts a where a.message_id = t.assistant_message_id"
    " and a.type = 'text' and a.data ->> 'text' <> '' order by a.index desc limit 1)"
)
_NOTIFICATION: LiteralString = "".join(
    (
        "select n.id, n.kind, n.at, n.seen_at is not null as seen, n.session_id, n.chat_id, n.task_id, n.request_id,"
        f" n.terminal_id, s.name as session_name, s.project_id, {TITLE} as title, t.assistant_message_id as message_id,"
        " t.error, t.reason, ",
        _ANSWER,
        " as answer, r.kind as request_kind, r.title as request_title,"
        " r.questions -> 0 ->> 'question' as question, e.name as terminal_name, e.state as terminal_state, e.exit_code"
        " from notifications n join sessions s on s.id = n.session_id"
        " left join chats c on c.id = n.chat_id left join tasks t on t.id = n.task_id"
        " left join requests r on r.id = n.request_id left join terminals e on e.id = n.terminal_id",
    )
)
# Of things that are still there. A request that is settled needs nobody.
_SHOWN: LiteralString = (
    " n.kind <> 'cancelled' and (n.chat_id is null or c.id is not null) and (n.request_id is null or r.state = 'open')"
    " and (n.terminal_id is null or e.state <> 'running')"
)


@dataclass(frozen=True, slots=True)
class Looked:
    """When somebody looked, by the database's clock.

    Attributes:
        ongoing_from: Nobody has looked for so long that it is an absence, which began then.
    """

    now: datetime
    away_from: datetime | None
    away_until: datetime | None
    put_away: bool
    ongoing_from: datetime | None


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """A notification with what it is about, as far as that is still there."""

    id: int
    kind: NotificationKind
    at: datetime
    seen: bool
    session_id: UUID
    chat_id: UUID | None
    task_id: UUID | None
    request_id: UUID | None
    terminal_id: UUID | None
    session_name: str
    project_id: UUID
    title: str | None
    message_id: UUID | None
    error: str | None
    reason: str | None
    answer: str | None
    request_kind: RequestKind | None
    request_title: str | None
    question: str | None
    terminal_name: str | None
    terminal_state: TerminalState | None
    exit_code: int | None


async def looked(conn: Connection, absence_seconds: float) -> Looked:
    """When somebody looked, and the last absence."""
    found = await conn.fetch_one(
        Looked,
        "select clock_timestamp() as now, away_from, away_until, put_away_at is not null as put_away,"  # noqa: S608
        f" case when {_IS_AWAY} then case when {_NOT_TOLD} then away_from else looked_at end end as ongoing_from"
        " from presence",
        {"absence": absence_seconds, "told": TOLD_SECONDS},
    )
    assert found is not None
    return found


async def end_absence(conn: Connection, absence_seconds: float) -> bool:
    """Somebody looks again: if nobody did for so long, that was an absence. Tells whether it was."""
    cursor = await conn.execute(
        f"update presence set away_from = case when {_NOT_TOLD} then away_from else looked_at end,"  # noqa: S608
        f" away_until = clock_timestamp(), put_away_at = null where {_IS_AWAY}",
        {"absence": absence_seconds, "told": TOLD_SECONDS},
    )
    return cursor.rowcount > 0


async def note_look(conn: Connection, seconds_ago: float) -> None:
    """Somebody looked; after the clock went back, that is what counts."""
    await conn.execute(
        "update presence set looked_at = case when looked_at > clock_timestamp() then clock_timestamp()"
        " else greatest(looked_at, clock_timestamp() - make_interval(secs => %s)) end",
        (seconds_ago,),
    )


async def put_away(conn: Connection) -> None:
    """The human is done with what the last absence brought."""
    await conn.execute("update presence set put_away_at = clock_timestamp() where away_until is not null")


async def find_notifications(
    conn: Connection, *, before: int | None, limit: int, only_unseen: bool
) -> list[NotificationRow]:
    """Notifications, newest first."""
    return await conn.fetch_all(
        NotificationRow,
        _NOTIFICATION + " where" + _SHOWN + " and (%(before)s::bigint is null or n.id < %(before)s)"
        " and (not %(unseen)s or n.seen_at is null) order by n.id desc limit %(limit)s",
        {"before": before, "limit": limit, "chars": ANSWER_CHARS, "unseen": only_unseen},
    )


async def count_unseen(conn: Connection) -> int:
    """How many notifications nobody saw, as far as they are counted."""
    return await conn.fetch_value(
        "select count(*) from (select from notifications n join sessions s on s.id = n.session_id"  # noqa: S608
        " left join chats c on c.id = n.chat_id left join requests r on r.id = n.request_id"
        f" left join terminals e on e.id = n.terminal_id where n.seen_at is null and{_SHOWN} limit %s) unseen",
        (MAX_COUNTED,),
    )


async def see(conn: Connection, ids: Sequence[int] | None, terminal_id: UUID | None) -> int:
    """Mark notifications as seen: these, those of a terminal, or without either all of them; how many were not."""
    cursor = await conn.execute(
        "update notifications set seen_at = clock_timestamp() where seen_at is null"
        " and (%(ids)s::bigint[] is null or id = any(%(ids)s))"
        " and (%(terminal)s::uuid is null or terminal_id = %(terminal)s)",
        {"ids": None if ids is None else list(ids), "terminal": terminal_id},
    )
    return cursor.rowcount


async def forget_old(conn: Connection) -> None:
    """Remove notifications that are old, or whose session is gone."""
    await conn.execute(
        "delete from notifications n where n.at < clock_timestamp() - make_interval(days => %s)"
        " or not exists (select from sessions s where s.id = n.session_id)",
        (KEEP_DAYS,),
    )


# --- what happened ----------------------------------------------------------------------------------------------------

_REQUEST_FACT: LiteralString = (
    "case r.state when 'open' then 'waiting' when 'answered' then 'answered' when 'delivered' then 'answered'"
    " else 'expired' end"
)
_CHANGE_FACT: LiteralString = (
    "case c.state when 'pending' then 'changes' when 'conflict' then 'conflicts' else c.state end"
)
_HAPPENED: LiteralString = "".join(
    (
        # Tasks, requests, terminals.
        "select case when n.kind = 'request' then ",
        _REQUEST_FACT,
        " else n.kind end as kind, n.session_id, n.chat_id,"
        " n.terminal_id, n.at, n.task_id, n.request_id, null::uuid as change_id, null::text as path"
        " from notifications n left join requests r on r.id = n.request_id"
        " left join terminals e on e.id = n.terminal_id where n.at > %(since)s and n.at <= %(until)s"
        " and (n.request_id is null or r.id is not null) and (n.terminal_id is null or e.id is not null)"
        # Changes that wait since then, and those decided then.
        " union all select ",
        _CHANGE_FACT,
        ", c.session_id, null, null, coalesce(c.decided_at, c.updated_at), null, null,"
        " c.id, c.path from changes c where c.state in ('pending', 'conflict')"
        " and c.updated_at > %(since)s and c.updated_at <= %(until)s"
        " or c.state in ('applied', 'rewound', 'rejected') and c.decided_at > %(since)s and c.decided_at <= %(until)s"
        # New sessions.
        " union all select 'session', s.id, null, null, s.created_at, null, null, null, null from sessions s"
        " where s.created_at > %(since)s and s.created_at <= %(until)s",
    )
)
_GROUPS: LiteralString = "".join(
    (
        "select h.kind, h.session_id, h.chat_id, h.terminal_id, count(*) as count, max(h.at) as at,"
        " (array_agg(h.task_id order by h.at desc))[1] as task_id,"
        " (array_agg(h.request_id order by h.at desc))[1] as request_id,"
        " (array_agg(h.change_id order by h.at desc))[1] as change_id,"
        " (array_agg(h.path order by h.at desc))[1:3] as paths"
        " from (",
        _HAPPENED,
        ") h join sessions s on s.id = h.session_id left join chats c on c.id = h.chat_id"
        " where h.chat_id is null or c.id is not null group by h.kind, h.session_id, h.chat_id, h.terminal_id",
    )
)


@dataclass(frozen=True, slots=True)
class FactRow:
    """Things of one kind that happened in one place; the ids are those of the newest."""

    kind: FactKind
    count: int
    at: datetime
    project_id: UUID
    project_name: str
    session_id: UUID
    session_name: str
    chat_id: UUID | None
    title: str | None
    task_id: UUID | None
    message_id: UUID | None
    request_id: UUID | None
    change_id: UUID | None
    terminal_id: UUID | None
    paths: list[str | None]
    error: str | None
    reason: str | None
    answer: str | None
    request_title: str | None
    question: str | None
    terminal_name: str | None
    terminal_state: TerminalState | None
    exit_code: int | None


async def find_facts(conn: Connection, since: datetime, until: datetime, *, limit: int, skip: int) -> list[FactRow]:
    """What happened after `since` and up to `until`, newest first."""
    return await conn.fetch_all(
        FactRow,
        f"select g.*, s.project_id, p.name as project_name, s.name as session_name, {TITLE} as title,"  # noqa: S608
        " t.assistant_message_id as message_id, t.error, t.reason,"
        " " + _ANSWER + " as answer, r.title as request_title,"
        " r.questions -> 0 ->> 'question' as question, e.name as terminal_name, e.state as terminal_state, e.exit_code"
        " from (" + _GROUPS + " order by max(h.at) desc, h.kind, h.session_id, h.chat_id, h.terminal_id"
        " limit %(limit)s offset %(skip)s) g"
        " join sessions s on s.id = g.session_id join projects p on p.id = s.project_id"
        " left join chats c on c.id = g.chat_id left join tasks t on t.id = g.task_id"
        " left join requests r on r.id = g.request_id left join terminals e on e.id = g.terminal_id"
        " order by g.at desc, g.kind, g.session_id, g.chat_id, g.terminal_id",
        {"since": since, "until": until, "limit": limit, "skip": skip, "chars": ANSWER_CHARS},
    )


async def count_facts(conn: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """How many things of each kind happened after `since` and up to `until`."""
    cursor = await conn.execute(
        "select kind, sum(count)::int from (" + _GROUPS + ") g group by kind",  # noqa: S608 - our own names
        {"since": since, "until": until},
    )
    return dict(await cursor.fetchall())
