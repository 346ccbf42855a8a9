"""Delivery: a chat whose next task is due comes to a worker of the project's host.

The tasks table is the queue. A chat of this host is handed over right after the commit, inside this process. Where
other processes share the database, procrastinate brings it, too: a job says only "look at this chat", is deferred in
the transaction that made a task due, and delivering it twice, late or never (see `Leases.sweep`) is harmless.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING
from uuid import UUID

import anyio
import psycopg
from anyio.lowlevel import checkpoint
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from boocode.db import Connection
from boocode.events import Transaction
from boocode.kernel.errors import BooError

if TYPE_CHECKING:
    from procrastinate import App

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
CONCURRENCY = 200
STOP_SECONDS = 2.0
JOB = "boocode.run_chat"
# What procrastinate's own `defer` sends (its query `defer_jobs`), without building a job for each prompt.
DEFER = "procrastinate_defer_jobs_v1(array[(%s, %s, 0, null, null, %s::jsonb, null)::procrastinate_job_to_defer_v1])"
RunChat = Callable[[UUID], Awaitable[None]]
IsDue = Callable[[UUID], Awaitable[bool]]


class Delivery:
    """Defers and receives jobs.

    Args:
        dsn: Where the database is.
        host: Name of the queue this process works on.
        shared: Other processes may admit tasks for this host: defer jobs, and listen for theirs.
        max_agents: How many tasks of other people's agents may run on this host at once; None: any number.
    """

    def __init__(self, dsn: str, host: str, *, shared: bool, max_agents: int | None = None) -> None:
        self.max_agents = max_agents
        self.shared = shared
        self._host = host
        self._app = self._make_app(dsn) if shared else None
        self._is_due: IsDue | None = None
        self._due: MemoryObjectSendStream[UUID] | None = None
        self._handed_over: MemoryObjectReceiveStream[UUID] | None = None

    def _make_app(self, dsn: str) -> App:
        from procrastinate import App, PsycopgConnector

        app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=4, name="delivery"))
        app.task(name=JOB)(self._run)
        return app

    async def _run(self, chat_id: str) -> None:
        """A job came. Its chat does not run inside it, or its task would end with the worker's connection."""
        assert self._is_due is not None
        assert self._due is not None
        if await self._is_due(UUID(chat_id)):
            await self._due.send(UUID(chat_id))

    def bring(self, tx: Transaction, chat_id: UUID, host: str) -> None:
        """Have a worker of `host` look at the chat once this transaction is committed."""
        if self._app or host != self._host:  # each job notifies, and commits that notify are flushed one by one
            tx.call_last(DEFER, host, JOB, f'{{"chat_id": "{chat_id}"}}')
        if host == self._host:
            tx.after_commit(lambda: self._hand_over(chat_id))

    def _hand_over(self, chat_id: UUID) -> None:
        try:
            if self._due is not None:
                self._due.send_nowait(chat_id)
        except (anyio.WouldBlock, anyio.BrokenResourceError, anyio.ClosedResourceError):
            pass  # too many at once, or we are stopping: the job or the next sweep brings it

    async def forget_jobs(self, conn: Connection) -> None:
        """Drop every job of this host: at start, before the due ones are deferred afresh."""
        await conn.execute("delete from procrastinate_jobs where queue_name = %s", (self._host,))

    async def work_for_ever(self, run_chat: RunChat, is_due: IsDue) -> None:
        """Run chats that are handed over, and of those that jobs bring the due ones, until cancelled."""
        self._is_due = is_due
        assert self._handed_over is not None
        async with anyio.create_task_group() as group:
            if self._app:
                group.start_soon(self._receive_jobs, self._app, name="delivery worker")
            async for chat_id in self._handed_over:
                group.start_soon(_run_handed_over, run_chat, chat_id, name=f"chat {chat_id}")

    async def _receive_jobs(self, app: App) -> None:
        """Receive jobs. A worker that lost its database is started again."""
        from procrastinate.exceptions import ProcrastinateException

        while True:
            try:
                await self._work(app)
                log.warning("the delivery worker ended by itself, starting it again")
            except* (psycopg.Error, ProcrastinateException, OSError) as errors:
                log.warning("the delivery worker lost its database, starting it again: %s", errors.exceptions[0])
            await anyio.sleep(0.2)

    async def _work(self, app: App) -> None:
        """One worker's life. It is told to stop rather than cancelled: anyio cancels again at every `await`, and the
        worker would leave its jobs behind."""
        from procrastinate.worker import Worker

        worker = Worker(
            app,
            queues=[self._host],
            name=self._host,
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLL_SECONDS,
            abort_job_polling_interval=60.0,
            delete_jobs="always",
            listen_notify=True,
            install_signal_handlers=False,
            shutdown_graceful_timeout=1.0,
        )
        working = anyio.CancelScope(shield=True)

        async def stop_when_cancelled() -> None:
            try:
                await anyio.sleep_forever()
            finally:
                worker.stop()
                working.deadline = anyio.current_time() + STOP_SECONDS

        async with anyio.create_task_group() as group:
            group.start_soon(stop_when_cancelled)
            with working:
                await worker.run()
            group.cancel_scope.cancel()
        await checkpoint()

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Delivery]:
        """The connections of the delivery, until the block ends. What is handed over before anybody works waits."""
        self._due, self._handed_over = anyio.create_memory_object_stream[UUID](CONCURRENCY)
        async with self._due, self._handed_over, self._app.open_async() if self._app else nullcontext():
            yield self


async def _run_handed_over(run_chat: RunChat, chat_id: UUID) -> None:
    try:
        await run_chat(chat_id)
    except BooError as error:
        log.warning("chat %s is looked at again later: %s", chat_id, error.message)
    except Exception:  # the boundary of what runs by itself
        log.exception("running chat %s failed unexpectedly", chat_id)
