"""Tasks as everything a person does with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from boocode.contracts.wire.chat import Answer, Request, RequestState, Task, TaskState
from boocode.contracts.wire.events import PlanItem, TaskData
from boocode.contracts.wire.providers import UsageTable
from boocode.db import Database
from boocode.events import EventLog
from boocode.tasks import requests, store
from boocode.tasks.admission import Admission
from boocode.tasks.model import TERMINAL, Admitted, NewPrompt
from boocode.tasks.queue import Queue
from boocode.tasks.requests import Requests
from boocode.tasks.rules import Rules
from boocode.tasks.transitions import Transitions
from boocode.tasks.usage import By, usage_table


class Canceller(Protocol):
    """Stops a task that runs in this process."""

    async def cancel(self, task: Task) -> None: ...


class Tasks:
    """Admission, queue, stopping, requests, inbox.

    Attributes:
        queue: The waiting prompts of a chat.
        requests: Answering.
        rules: What is answered without asking.
    """

    def __init__(
        self,
        db: Database,
        events: EventLog,
        admission: Admission,
        transitions: Transitions,
        requests: Requests,
        canceller: Canceller,
    ) -> None:
        self._db = db
        self._events = events
        self._admission = admission
        self._transitions = transitions
        self._canceller = canceller
        self.queue = Queue(db, events)
        self.requests = requests
        self.rules = Rules(db, events)

    async def admit(self, prompt: NewPrompt) -> Admitted:
        """Admit a prompt; see `Admission.admit`."""
        return await self._admission.admit(prompt)

    async def regenerate(self, message_id: UUID, prompt: NewPrompt) -> Admitted:
        """Answer again, as a sibling; see `Admission.regenerate`."""
        return await self._admission.regenerate(message_id, prompt)

    async def go_on(self, task_id: UUID, client_id: UUID) -> Admitted:
        """Continue an ended task with a new one; see `Admission.go_on`."""
        return await self._admission.go_on(task_id, client_id)

    async def cancel(self, task_id: UUID) -> Task:
        """Cancel a task and return it, in its terminal state unless its agent takes longer than five seconds.

        Raises:
            NotFound: There is no such task.
        """
        task = await self._transitions.cancel(task_id)
        if task.state == "running":
            await self._canceller.cancel(task)
            return await self.get(task_id)
        return task

    async def stop_chat(self, chat_id: UUID) -> Task | None:
        """Cancel what runs, waits for an answer, or is about to start in the chat. The queue goes on.

        Raises:
            NotFound: There is no such chat.
        """
        async with self._db.connection() as conn:
            await store.chat_place(conn, chat_id)
            active = await active_task(conn, chat_id)
        return await self.cancel(active.id) if active else None

    async def get(self, task_id: UUID) -> Task:
        """Raises NotFound when there is no such task."""
        async with self._db.connection() as conn:
            return await store.get_task(conn, task_id)

    async def find(
        self,
        *,
        chat_id: UUID | None = None,
        session_id: UUID | None = None,
        state: TaskState | None = None,
        before: UUID | None = None,
        limit: int = 50,
    ) -> Sequence[Task]:
        """Tasks, newest first, that match what is given; `before` is the id of the last one of the page before."""
        async with self._db.connection() as conn:
            return await store.find_tasks(
                conn,
                "(%(chat)s::uuid is null or chat_id = %(chat)s)"
                " and (%(session)s::uuid is null or session_id = %(session)s)"
                " and (%(state)s::text is null or state = %(state)s)"
                " and (%(before)s::uuid is null or id < %(before)s) order by id desc limit %(limit)s",
                {"chat": chat_id, "session": session_id, "state": state, "before": before, "limit": limit},
            )

    async def mark_seen(self, task_id: UUID) -> Task:
        """The human has noticed how it ended: it leaves the inbox. Raises NotFound."""
        async with self._events.transaction() as tx:
            task = await store.get_task(tx.conn, task_id)
            if task.state not in TERMINAL or task.seen_at:
                return task
            await tx.conn.execute("update tasks set seen_at = now() where id = %s", (task_id,))
            task = await store.get_task(tx.conn, task_id)
            tx.emit(task.chat_id, "task.state", TaskData(task=task), task_id=task.id)
            tx.changed("app", "tasks", "inbox")
            return task

    async def find_requests(
        self, *, state: RequestState | None = "open", chat_id: UUID | None = None, limit: int = 200
    ) -> Sequence[Request]:
        """The newest requests that match what is given, oldest first."""
        async with self._db.connection() as conn:
            return await requests.find_requests(
                conn,
                "id in (select id from requests where (%(state)s::text is null or state = %(state)s)"
                " and (%(chat)s::uuid is null or chat_id = %(chat)s) order by created_at desc limit %(limit)s)",
                {"state": state, "chat": chat_id, "limit": limit},
            )

    async def answer(self, request_id: UUID, client_id: UUID, answer: Answer) -> Request:
        """Answer a request; see `Requests.answer`."""
        return await self.requests.answer(request_id, client_id, answer)

    async def usage(self, by: By, days: int) -> UsageTable:
        """What the tasks of the last days used; see `usage_table`."""
        return await usage_table(self._db, by, days)

    async def unseen(self, limit: int = 100) -> Sequence[Task]:
        """Tasks that failed or were interrupted and that nobody has noticed yet, newest first."""
        async with self._db.connection() as conn:
            return await store.find_tasks(
                conn, "state in ('failed', 'interrupted') and seen_at is null order by ended_at desc limit %s", (limit,)
            )


async def active_task(conn: store.Conn, chat_id: UUID) -> Task | None:
    """The task that runs, waits for an answer, or is about to start in the chat."""
    found = await store.find_tasks(
        conn,
        "chat_id = %s and (state in ('running', 'blocked') or state = 'pending'"
        " and (select placed from messages m where m.id = message_id)) order by state = 'pending', position limit 1",
        (chat_id,),
    )
    return found[0] if found else None


async def last_plan(conn: store.Conn, task: Task) -> list[PlanItem]:
    """What the agent of a task said last that it means to do; empty if it never did."""
    cursor = await conn.execute(
        "select data -> 'items' from events where chat_id = %s and task_id = %s and type = 'plan.updated'"
        " order by seq desc limit 1",
        (task.chat_id, task.id),
    )
    row = await cursor.fetchone()
    return [PlanItem.model_validate(item) for item in row[0]] if row else []
