"""Leases: what proves that a running task is alive, and what happens to those that are not.

The database clock is the only authority. Nothing here trusts a stored "running".
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import LiteralString
from uuid import UUID

import anyio

from boocode.chats.store import lock_queue
from boocode.db import Database, DatabaseFull, DatabaseGone
from boocode.events import EventLog, Lease
from boocode.kernel.errors import BooError
from boocode.tasks.delivery import Delivery
from boocode.tasks.model import LEASE_SECONDS
from boocode.tasks.promotion import promote
from boocode.tasks.transitions import Transitions

log = logging.getLogger(__name__)

REAP_SECONDS = 5.0
JUMP_SECONDS = 5.0
LOST_SECONDS = 2.0
NO_JOB: LiteralString = (
    "and not exists (select from procrastinate_jobs j"
    " where j.args ->> 'chat_id' = t.chat_id::text and j.status = 'todo')"
)


class Leases:
    """Renews what this process holds and interrupts what nobody holds any more."""

    def __init__(
        self,
        db: Database,
        events: EventLog,
        delivery: Delivery,
        transitions: Transitions,
        *,
        instance_id: UUID,
        data_key: UUID,
        host: str,
    ) -> None:
        self._db = db
        self._events = events
        self._delivery = delivery
        self._transitions = transitions
        self._instance_id = instance_id
        self._data_key = data_key
        self._host = host
        self._quiet_until = 0.0
        self._last: tuple[float, float] | None = None

    async def register(self, pid: int) -> None:
        """Say that this instance lives. Instances of the same data directory are dead: their flock is ours."""
        async with self._db.transaction() as conn:
            await conn.execute(
                "update instances set ended_at = now() where data_key = %s and ended_at is null", (self._data_key,)
            )
            await conn.execute(
                "insert into instances (id, host, data_key, pid) values (%s, %s, %s, %s)",
                (self._instance_id, self._host, self._data_key, pid),
            )

    async def unregister(self) -> None:
        await self._db.execute("update instances set ended_at = now() where id = %s", (self._instance_id,))

    async def recover(self) -> int:
        """Interrupt what dead instances of this data directory were running, and deliver all that is due afresh.

        Returns how many tasks were interrupted.
        """
        async with self._db.connection() as conn:
            dead = await (
                await conn.execute(
                    "select t.id from tasks t join instances i on i.id = t.lease_owner"
                    " where t.state = 'running' and i.data_key = %s and i.id <> %s order by t.id",
                    (self._data_key, self._instance_id),
                )
            ).fetchall()
        for (task_id,) in dead:
            await self._interrupt(task_id, "server_died", only_lapsed=False)
        async with self._db.connection() as conn:
            await self._delivery.forget_jobs(conn)
        await self.sweep(older_than_seconds=0)
        return len(dead)

    async def sweep(self, *, older_than_seconds: float) -> None:
        """Deliver due chats of this host that have waited so long that nobody can have brought them."""
        async with self._db.connection() as conn:
            rows = await (
                await conn.execute(
                    "select distinct chat_id from tasks t where host = %s and state in ('pending', 'blocked')"  # noqa: S608
                    " and created_at <= clock_timestamp() - make_interval(secs => %s)"
                    " and exists (select from head_task(t.chat_id))"
                    f" {NO_JOB if self._delivery.shared else ''}",
                    (self._host, older_than_seconds),
                )
            ).fetchall()
        for (chat_id,) in rows:
            async with self._events.transaction() as tx:
                await lock_queue(tx.conn, chat_id)
                await promote(tx, self._delivery, chat_id)

    async def renew(self, held: Mapping[UUID, Lease]) -> tuple[set[UUID], set[UUID]]:
        """Renew leases; returns the ids of tasks that are lost, and of those somebody asked to cancel."""
        cursor_rows: list[tuple[UUID, bool]] = []
        async with self._db.connection() as conn:
            cursor = await conn.execute(
                "update tasks t set lease_until = now() + make_interval(secs => %s)"
                " from unnest(%s::uuid[], %s::bigint[]) as h (id, token)"
                " where t.id = h.id and t.lease_token = h.token and t.state = 'running'"
                " returning t.id, t.cancel_asked_at is not null",
                (LEASE_SECONDS, [lease.task_id for lease in held.values()], [lease.token for lease in held.values()]),
            )
            cursor_rows = await cursor.fetchall()
        kept = {row[0] for row in cursor_rows}
        return set(held) - kept, {row[0] for row in cursor_rows if row[1]}

    async def reap_for_ever(self) -> None:
        """Interrupt lapsed tasks until cancelled."""
        while True:
            await anyio.sleep(REAP_SECONDS)
            try:
                await self.reap()
                await self.sweep(older_than_seconds=LOST_SECONDS)
            except BooError as error:
                self._last = None
                log.warning("leases cannot be checked: %s", error.message)
            except Exception:  # the boundary of a background loop
                log.exception("leases cannot be checked")

    async def reap(self) -> int:
        """Interrupt tasks whose lease lapsed; after a database recovery or a clock jump, one lease period later."""
        async with self._db.connection() as conn:
            row = await (
                await conn.execute(
                    "select extract(epoch from clock_timestamp())::float8,"
                    " extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8,"
                    " array(select id from tasks where state = 'running' and lease_until < now() order by id)"
                )
            ).fetchone()
        assert row is not None
        database_clock, server_age, lapsed = row
        self._notice_jump(database_clock, server_age)
        if time.monotonic() < self._quiet_until:
            return 0
        for task_id in lapsed:
            await self._interrupt(task_id, "lease_lapsed")
        return len(lapsed)

    async def _interrupt(self, task_id: UUID, reason: str, *, only_lapsed: bool = True) -> None:
        """Interrupt a task. One that cannot be is no harm to the others: the next look at it tries again."""
        try:
            await self._transitions.interrupt(task_id, reason, only_lapsed=only_lapsed)
        except (DatabaseGone, DatabaseFull):
            raise
        except Exception:  # the boundary of a task that nobody runs
            log.exception("task %s cannot be marked interrupted", task_id)

    def _notice_jump(self, database_clock: float, server_age: float) -> None:
        monotonic = time.monotonic()
        if server_age < LEASE_SECONDS:
            self._quiet_until = max(self._quiet_until, monotonic + LEASE_SECONDS - server_age)
        if self._last is not None:
            drift = (database_clock - self._last[0]) - (monotonic - self._last[1])
            if abs(drift) > JUMP_SECONDS:
                self._quiet_until = monotonic + LEASE_SECONDS
        self._last = (database_clock, monotonic)
