"""Removes what the log no longer needs: deltas whose whole part is stored, old batch and receipt rows."""

from __future__ import annotations

import logging

import anyio

from boocode.db import Database
from boocode.kernel.errors import BooError

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 60.0
DELTA_MINUTES = 10
RECEIPT_DAYS = 14


async def tidy_for_ever(db: Database) -> None:
    """Tidy once a minute until cancelled."""
    while True:
        await anyio.sleep(INTERVAL_SECONDS)
        try:
            await tidy(db)
        except BooError as error:
            log.info("tidying waits for the database: %s", error.message)
        except Exception:  # the boundary of a background loop
            log.exception("tidying failed")


async def tidy(db: Database) -> int:
    """Remove what is due; returns how many tasks lost their deltas."""
    async with db.transaction() as conn:
        await conn.execute("delete from event_batches where at < now() - interval '10 minutes'")
        await conn.execute("delete from receipts where created_at < now() - make_interval(days => %s)", (RECEIPT_DAYS,))
        cursor = await conn.execute(
            "select id, chat_id from tasks where ended_at < now() - make_interval(mins => %s) and pruned_at is null"
            " limit 50 for update skip locked",
            (DELTA_MINUTES,),
        )
        due = await cursor.fetchall()
        for task_id, chat_id in due:
            await conn.execute(
                "delete from events where chat_id = %s and task_id = %s and type = 'part.delta'", (chat_id, task_id)
            )
            await conn.execute("update tasks set pruned_at = now() where id = %s", (task_id,))
    return len(due)
