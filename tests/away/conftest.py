"""Fixtures of the tests of being away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from psycopg import sql

from boocode.away.presence import Presence
from boocode.away.service import Away
from boocode.contracts.wire.away import AwayDigest, Fact
from boocode.db import Database
from boocode.events import EventLog, open_event_log
from boocode.kernel.ids import new_id
from tests.support.rows import Place, make_chat

ABSENCE_SECONDS = 600.0


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class House:
    """A chat, and somebody who comes and goes."""

    db: Database
    events: EventLog
    place: Place
    clock: Clock = field(default_factory=Clock)
    presence: Presence = field(init=False)
    away: Away = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A server that begins with what the database knows."""
        self.presence = Presence(self.db, self.events.bus, absence_seconds=ABSENCE_SECONDS, clock=self.clock)
        self.away = Away(self.db, self.events, self.presence)

    async def pass_time(self, seconds: float) -> None:
        """Everything that is known happened so much longer ago."""
        self.clock.seconds += seconds
        for table, column in (
            ("presence", "looked_at"), ("presence", "away_from"), ("presence", "away_until"),
            ("presence", "put_away_at"), ("notifications", "at"), ("sessions", "created_at"),
        ):  # fmt: skip
            await self.db.execute(
                sql.SQL("update {0} set {1} = {1} - make_interval(secs => %s)").format(
                    sql.Identifier(table), sql.Identifier(column)
                ),
                (seconds,),
            )

    async def visit(self, seconds: float = 0, *, window: str = "desk") -> None:
        """Somebody looks for so long, and leaves."""
        await self.presence.look(window, frozenset())
        await self.pass_time(seconds)
        await self.presence.note()
        self.presence.leave(window)
        await self.presence.note()

    async def task(self, state: str, *, error: str | None = None, answer: str = "") -> UUID:
        """A task that ran and ended like that, with an answer."""
        chat, task_id, prompt_id, answer_id = self.place.chat_id, new_id(), new_id(), new_id()
        insert = "insert into messages (id, chat_id, role, task_id) values (%s, %s, %s, %s)"
        await self.db.execute(insert, (prompt_id, chat, "user", None))
        await self.db.execute(insert, (answer_id, chat, "assistant", task_id))
        await self.db.execute(
            "insert into parts (id, message_id, index, type, data) values"
            " (%s, %s, 0, 'text', jsonb_build_object('text', %s::text))",
            (new_id(), answer_id, answer),
        )
        await self.db.execute(
            "insert into tasks (id, chat_id, session_id, project_id, host, message_id, assistant_message_id, provider,"
            " position) values (%s, %s, %s, %s, 'h', %s, %s, 'boocode', 1)",
            (task_id, chat, self.place.session_id, self.place.project_id, prompt_id, answer_id),
        )
        await self.db.execute(
            "update tasks set state = %s, error = %s, ended_at = now() where id = %s", (state, error, task_id)
        )
        return task_id

    async def change(self, path: str, state: str = "pending") -> UUID:
        """A change, as it was just decided."""
        change_id = new_id()
        await self.db.execute(
            "insert into changes (id, session_id, project_id, path, op, state, decided_at)"
            " values (%s, %s, %s, %s, 'edit', %s, case when %s in ('pending', 'conflict') then null else now() end)",
            (change_id, self.place.session_id, self.place.project_id, path, state, state),
        )
        return change_id

    async def terminal(self, name: str) -> UUID:
        """A terminal that runs."""
        terminal_id = new_id()
        await self.db.execute(
            "insert into terminals (id, session_id, machine, name, directory, place, kind, durable, state, created_at)"
            " values (%s, %s, 'h', %s, '/', 'project', 'shell', true, 'running', now())",
            (terminal_id, self.place.session_id, name),
        )
        return terminal_id


def facts_of(digest: AwayDigest) -> list[Fact]:
    """All facts of a digest in one list."""
    sessions = [session for project in digest.projects for session in project.sessions]
    return [
        fact
        for session in sessions
        for fact in (*session.facts, *(fact for chat in session.chats for fact in chat.facts))
    ]


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with open_event_log(db) as events:
        yield House(db, events, await make_chat(db, tmp_path / "harbour"))
