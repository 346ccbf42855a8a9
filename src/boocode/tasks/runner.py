"""The runner: takes due tasks and has their turn driven, one coroutine per task.

It holds nothing that a restart needs. When it ends, its tasks are marked interrupted within a bounded time.
"""

from __future__ import annotations

import logging
from collections import Counter
from uuid import UUID

import anyio
from anyio.abc import TaskGroup

from boocode.contracts import agents
from boocode.contracts.wire.chat import Task
from boocode.db import Database, DatabaseFull, DatabaseGone
from boocode.events import EventLog, EventRefused, LeaseLost
from boocode.kernel.errors import BooError
from boocode.tasks import store
from boocode.tasks.driving import Driver
from boocode.tasks.leases import Leases
from boocode.tasks.model import LEASE_SECONDS
from boocode.tasks.naming import Naming
from boocode.tasks.running import Running
from boocode.tasks.transitions import Ending, Started, Transitions

log = logging.getLogger(__name__)

FINISH_SECONDS = 4.0  # when we are stopping
LEAVE_SECONDS = 20.0
LEAVE_SECONDS_AT_STOP = 1.5
RETRY_SECONDS = 0.5
STARTING_AT_ONCE = 8  # when many come at once, the first ones shall be through soon instead of all of them late


class Runner:
    """Runs due tasks of this host."""

    def __init__(
        self,
        db: Database,
        events: EventLog,
        transitions: Transitions,
        leases: Leases,
        driver: Driver,
        naming: Naming,
        group: TaskGroup,
    ) -> None:
        self._db = db
        self._events = events
        self._transitions = transitions
        self._leases = leases
        self._driver = driver
        self._naming = naming
        self._group = group
        self._running: dict[UUID, Running] = {}
        self._starting = anyio.CapacityLimiter(STARTING_AT_ONCE)
        self._starts: Counter[UUID] = Counter()
        self._began = anyio.Event()
        self._stopping = False

    @property
    def running_count(self) -> int:
        return len(self._running)

    async def is_due(self, chat_id: UUID) -> bool:
        """Whether the chat has something to go on with: most jobs come after it was handed over."""
        async with self._db.connection() as conn:
            return await store.next_head(conn, chat_id) is not None

    async def run_chat(self, chat_id: UUID) -> None:
        """Run the chat's due task to its end, if there is one."""
        with self._events.watching(chat_id, "queue.updated") as queue:
            if (started := await self._start(chat_id)) is None:
                return
            if queue:
                queue.happened = queue.happened or started.steered
            running = self._running[started.task.id]
            running.queue = queue
            try:
                await self._run(running)
            finally:
                del self._running[started.task.id]
                running.ended.set()

    async def _start(self, chat_id: UUID) -> Started | None:
        """Take the chat's due task. Whoever asks for its end meanwhile waits until it is known to run."""
        async with self._starting:
            if self._stopping:
                return None
            self._starts[chat_id] += 1
            try:
                if started := await self._transitions.start(chat_id):
                    running = self._running[started.task.id] = Running(started, None)
                    if self._stopping:
                        running.stop("shutdown")
                return started
            finally:
                self._starts[chat_id] -= 1
                if not self._starts[chat_id]:
                    del self._starts[chat_id]
                began, self._began = self._began, anyio.Event()
                began.set()

    async def cancel(self, task: Task) -> None:
        """Stop the task if it runs here, and wait until it has ended (bounded)."""
        with anyio.move_on_after(FINISH_SECONDS + 1):
            while task.id not in self._running and task.chat_id in self._starts:
                await self._began.wait()
            if running := self._running.get(task.id):
                running.stop("user")
                await running.ended.wait()

    async def stop(self) -> None:
        """Interrupt everything under way here and wait for it, for a bounded time."""
        self._stopping = True
        for running in list(self._running.values()):
            running.stop("shutdown")
            running.leaving.deadline = anyio.current_time() + LEAVE_SECONDS_AT_STOP
            running.ending.deadline = anyio.current_time() + FINISH_SECONDS
        with anyio.move_on_after(FINISH_SECONDS):
            while self._starts:
                await self._began.wait()
            for running in list(self._running.values()):
                await running.ended.wait()

    async def renew_for_ever(self) -> None:
        """Renew the leases of what runs here until cancelled."""
        renewed = True
        while True:
            await anyio.sleep(LEASE_SECONDS / (3 if renewed else 30))
            renewed = await self._renew()

    async def _renew(self) -> bool:
        """Renew all leases once. False when that could not be done."""
        held = {task_id: running.started.lease for task_id, running in self._running.items()}
        if not held:
            return True
        try:
            lost, cancelled = await self._leases.renew(held)
        except BooError as error:
            log.warning("leases cannot be renewed: %s", error.message)
            return False
        except Exception:  # the boundary of a background loop
            log.exception("leases cannot be renewed")
            return False
        for task_id in lost | cancelled:
            if running := self._running.get(task_id):
                running.stop("lease" if task_id in lost else "user")
        return True

    async def _run(self, running: Running) -> None:
        outcome: agents.Outcome | None = None
        task_id = running.started.task.id
        try:
            with running.scope:
                outcome = await self._driver.drive(running)
        except LeaseLost:
            log.info("task %s is no longer ours", task_id)
            return
        except BooError as error:
            outcome = agents.Failed(error.code, error.message)
        except Exception:  # the boundary of a task: whatever an adapter does wrong ends this task only
            log.exception("task %s failed unexpectedly", task_id)
            outcome = agents.Failed("internal", "BooCode itself failed here; the server's log has the details.")
        if running.why == "lease":
            log.info("task %s is no longer ours", task_id)
            return
        now = anyio.current_time()
        running.leaving.deadline = now + (LEAVE_SECONDS_AT_STOP if self._stopping else LEAVE_SECONDS)
        if self._stopping:
            running.ending.deadline = now + FINISH_SECONDS
        with running.ending:
            await self._end(running, outcome)

    async def _end(self, running: Running, outcome: agents.Outcome | None) -> None:
        """Leave the workplace, and store how the task ended. A database that is away is waited for, as long as the
        lease is ours: it is renewed meanwhile."""
        ending = _ending(running, outcome)
        if running.sink:
            running.sink.close_open("done" if ending.state in ("completed", "failed") else "interrupted")
        await self._driver.leave(running)
        await self._driver.settle(running, outcome)
        while True:
            if await self._store_end(running, outcome, ending):
                return
            await anyio.sleep(RETRY_SECONDS)

    async def _store_end(self, running: Running, outcome: agents.Outcome | None, ending: Ending) -> bool:
        """Store the end. False when that may be tried again."""
        lease, sink = running.started.lease, running.sink
        try:
            try:
                if isinstance(outcome, agents.Parked) and sink:
                    await sink.flush()
                    await self._transitions.park(lease)
                    return True
                if sink:
                    await sink.end("failed" if ending.state == "completed" else ending.state)
            except EventRefused as error:  # what the sink still had is gone; what it had stored is ended with the task
                ending = Ending("failed", error.code, error.message)
            ended = await self._transitions.end(lease, ending, model=running.model)
        except LeaseLost:
            log.info("task %s was ended elsewhere", running.started.task.id)
        except (DatabaseGone, DatabaseFull) as error:
            log.warning("the end of task %s waits for the database: %s", running.started.task.id, error.message)
            return False
        except BooError as error:
            log.warning("the end of task %s could not be stored: %s", running.started.task.id, error.message)
        else:
            if ended.task.state == "completed" and not ended.has_title:
                self._group.start_soon(self._naming.name_chat, ended.task, name="chat title")
        return True


def _ending(running: Running, outcome: agents.Outcome | None) -> Ending:
    match outcome:
        case agents.Completed(reason):
            return Ending("completed", reason)
        case agents.Failed(code, message):
            return Ending("failed", code, message)
        case agents.Cancelled():
            return Ending("cancelled", "user")
        case agents.Parked():
            return Ending("failed", "internal", "The task waits for an answer but was never prepared.")
        case None if running.why == "user":
            return Ending("cancelled", "user")
        case None:
            return Ending("interrupted", running.why or "shutdown", "BooCode was stopped while this was running.")
