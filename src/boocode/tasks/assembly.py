"""Opens everything of this package in order."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import anyio

from boocode.contracts.workplaces import Workplaces
from boocode.db import Database, DatabaseGone
from boocode.events import EventLog
from boocode.kernel.ids import new_id
from boocode.tasks.admission import Admission
from boocode.tasks.delivery import Delivery
from boocode.tasks.driving import Driver, Providers
from boocode.tasks.housekeeping import tidy_for_ever
from boocode.tasks.leases import Leases
from boocode.tasks.naming import Naming, Titler
from boocode.tasks.requests import Requests
from boocode.tasks.runner import Runner
from boocode.tasks.service import Tasks
from boocode.tasks.transitions import Transitions

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_tasks(
    db: Database,
    events: EventLog,
    *,
    host: str,
    data_key: UUID,
    providers: Providers,
    titler: Titler,
    shared: bool = False,
    workplaces: Workplaces | None = None,
    max_agents: int | None = None,
) -> AsyncGenerator[Tasks]:
    """Tasks that are admitted, delivered and run until the block ends.

    First, what an earlier process of the same data directory left running is interrupted, and what is due is delivered
    again. At the end, what runs is interrupted within seconds.

    Args:
        host: Name of this machine: tasks of its projects run here.
        shared: Other processes use the same database.
        workplaces: Where other people's agents work, and BooCode's own where a session has a worktree.
        max_agents: How many tasks of other people's agents run at once; further ones wait.
        data_key: Identity of the data directory, whose lock this process holds.
    """
    instance_id = new_id()
    async with Delivery(db.dsn, host, shared=shared, max_agents=max_agents).opened() as delivery:
        transitions = Transitions(events, delivery, instance_id)
        leases = Leases(db, events, delivery, transitions, instance_id=instance_id, data_key=data_key, host=host)
        admission = Admission(events, delivery, providers)
        requests = Requests(events, delivery, admission)
        await leases.register(os.getpid())
        if interrupted := await leases.recover():
            log.warning("%d tasks were running when the server died; they are marked interrupted", interrupted)
        async with anyio.create_task_group() as group:
            driver = Driver(db, events, requests, providers, workplaces, group)
            runner = Runner(db, events, transitions, leases, driver, Naming(db, events, titler), group)
            group.start_soon(delivery.work_for_ever, runner.run_chat, runner.is_due, name="task delivery")
            group.start_soon(runner.renew_for_ever, name="lease renewal")
            group.start_soon(leases.reap_for_ever, name="lease reaper")
            group.start_soon(tidy_for_ever, db, name="log housekeeping")
            try:
                yield Tasks(db, events, admission, transitions, requests, runner)
            finally:
                with anyio.CancelScope(shield=True):
                    await runner.stop()
                    await _say_goodbye(leases)
                group.cancel_scope.cancel()


async def _say_goodbye(leases: Leases) -> None:
    try:
        with anyio.move_on_after(1):
            await leases.unregister()
    except DatabaseGone as error:
        log.info("could not sign off: %s", error.message)
