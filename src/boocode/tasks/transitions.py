"""The life of a task after its admission: start, end, park, cancel, interrupt. One transaction each.

A terminal state is set once: every transition names the state it leaves, and the fence where a lease is held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from boocode.chats.messages import read_message, read_messages
from boocode.chats.tree import newest_leaf
from boocode.contracts.wire.chat import Answer, Message, Task
from boocode.contracts.wire.events import LeafData, MessageData, PartData, QueueData, TaskData
from boocode.contracts.wire.parts import ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from boocode.events import EventLog, Lease, LeaseLost, Transaction
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.tasks import requests, store
from boocode.tasks.delivery import Delivery
from boocode.tasks.model import TERMINAL
from boocode.tasks.promotion import promote_all
from boocode.tools.asking import answer_text

NO_ANSWERS: Mapping[str, Answer] = {}
Unfinished = Literal["failed", "cancelled", "interrupted"]
TerminalState = Literal["completed"] | Unfinished


@dataclass(frozen=True, slots=True)
class Started:
    """A task this process may run now."""

    task: Task
    lease: Lease
    path: str
    assistant_message_id: UUID
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    may_apply: bool = False
    steered: bool = False
    rejected: bool = False
    in_worktree: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a turn ended."""

    state: TerminalState
    reason: str | None = None
    error: str | None = None


class Transitions:
    """Moves tasks from state to state."""

    def __init__(self, events: EventLog, delivery: Delivery, instance_id: UUID) -> None:
        self._events = events
        self._delivery = delivery
        self._instance_id = instance_id

    async def start(self, chat_id: UUID) -> Started | None:
        """Take the chat's due task under a new lease, or None when nothing is due (any more)."""
        async with self._events.transaction() as tx:
            taken = await store.start_task(tx.conn, chat_id, new_id(), self._instance_id, self._delivery.max_agents)
            if taken is None:
                return None
            task = taken.task
            assert task.assistant_message_id
            if taken.placed:
                message = await read_message(tx.conn, task.message_id)
                tx.emit(chat_id, "message.created", MessageData(message=message, leaf_id=message.id))
            if taken.begun:
                _tell_answer(tx, task, taken.sibling_ids)
            _tell(tx, task)
            if taken.placed:
                tx.emit(chat_id, "queue.updated", QueueData(queue=await store.read_queue(tx.conn, chat_id)))
            return Started(
                task,
                Lease(task.id, taken.token),
                taken.path,
                task.assistant_message_id,
                answers=NO_ANSWERS if taken.begun else await requests.read_answers(tx, task.id),
                may_apply=taken.allow_apply,
                steered=taken.steered,
                rejected=taken.rejected,
                in_worktree=taken.in_worktree,
            )

    async def end(self, lease: Lease, ending: Ending, *, model: str | None = None) -> store.EndedTask:
        """End a running task; what waits behind it becomes due in the same transaction.

        Raises:
            LeaseLost: It is no longer ours to end.
        """
        async with self._events.transaction() as tx:
            ended = await store.end_task(
                tx.conn, lease, ending.state, ending.reason, ending.error, model, self._delivery.max_agents
            )
            if ended is None:
                raise LeaseLost("This task was ended elsewhere.")
            task = ended.task
            if ending.state != "completed":
                await _close_parts(tx, task, ending.state)
            if ended.asks and ending.state == "interrupted":
                await requests.tell_orphaned(tx, task.id)
            elif ended.asks:
                await requests.close_open(tx, task.id, "withdrawn" if ending.state == "completed" else "cancelled")
            for chat_id in ended.due:
                self._delivery.bring(tx, chat_id, ended.host)
            _tell(tx, task)
            return ended

    async def park(self, lease: Lease) -> Task:
        """A task that waits for answers lets go of everything. If they came already, it is due again at once; if a
        human asked to stop it meanwhile, it is cancelled.

        Raises:
            LeaseLost: It is no longer ours.
        """
        async with self._events.transaction() as tx:
            place = await store.lock_task(tx.conn, lease.task_id)
            cursor = await tx.conn.execute(
                "update tasks set state = 'blocked', reason = 'request', lease_token = null, lease_until = null"
                " where id = %s and state = 'running' and lease_token = %s returning cancel_asked_at",
                (lease.task_id, lease.token),
            )
            row = await cursor.fetchone()
            if row is None:
                raise LeaseLost("This task was ended elsewhere.")
            if row[0] is not None:
                return await self._cancel(tx, await store.get_task(tx.conn, lease.task_id), place)
            await requests.mark_delivered(tx.conn, lease.task_id)
            await promote_all(tx, self._delivery, place)
            return await _tell_state(tx, lease.task_id)

    async def cancel(self, task_id: UUID) -> Task:
        """Cancel a task that is not running, or ask for it: then the state returned is still `running`.

        A task in a terminal state is returned as it is; what an interrupted one asked needs no answer any more.
        """
        async with self._events.transaction() as tx:
            place = await store.lock_task(tx.conn, task_id)
            task = await store.get_task(tx.conn, task_id)
            if task.state in TERMINAL:
                await requests.close_open(tx, task_id, "cancelled")
                return task
            if task.state == "running":
                await tx.conn.execute("update tasks set cancel_asked_at = now() where id = %s", (task_id,))
                return task
            return await self._cancel(tx, task, place)

    async def _cancel(self, tx: Transaction, task: Task, place: store.TaskPlace) -> Task:
        """Cancel a task that nobody runs. Needs the queue lock."""
        await tx.conn.execute(
            "update tasks set state = 'cancelled', reason = 'user', ended_at = now() where id = %s", (task.id,)
        )
        await requests.close_open(tx, task.id, "cancelled")
        await _close_calls(tx, task, "cancelled")
        if task.assistant_message_id is None:
            await _show_answer_before(tx, task)
        await self._after_end(tx, place)
        tx.emit(task.chat_id, "queue.updated", QueueData(queue=await store.read_queue(tx.conn, task.chat_id)))
        return await _tell_state(tx, task.id)

    async def interrupt(self, task_id: UUID, reason: str, *, only_lapsed: bool = True) -> Task | None:
        """Mark a task without a living lease as interrupted, completing its open parts from their deltas.

        Returns None when it is not lapsed after all.
        """
        async with self._events.transaction() as tx:
            place = await store.lock_task(tx.conn, task_id)
            cursor = await tx.conn.execute(
                "update tasks set state = 'interrupted', reason = %s, ended_at = now(), lease_token = null,"
                " lease_until = null where id = %s and state = 'running' and (lease_until < now() or not %s)",
                (reason, task_id, only_lapsed),
            )
            if cursor.rowcount == 0:
                return None
            await _close_parts(tx, await store.get_task(tx.conn, task_id), "interrupted")
            await requests.tell_orphaned(tx, task_id)
            await self._after_end(tx, place)
            return await _tell_state(tx, task_id)

    async def _after_end(self, tx: Transaction, place: store.TaskPlace) -> None:
        """Steering messages that nobody took become queued ones, and what waited is due."""
        await tx.conn.execute(
            "update tasks set delivery = 'queue' where chat_id = %s and state = 'pending' and delivery = 'steer'",
            (place.chat_id,),
            prepare=True,
        )
        await promote_all(tx, self._delivery, place)


async def _tell_state(tx: Transaction, task_id: UUID) -> Task:
    task = await store.get_task(tx.conn, task_id)
    _tell(tx, task)
    return task


def _tell(tx: Transaction, task: Task) -> None:
    tx.emit(task.chat_id, "task.state", TaskData(task=task), task_id=task.id)
    tx.changed(f"session:{task.session_id}", "chats", "tasks")
    tx.changed("app", "tasks", "inbox")


def _tell_answer(tx: Transaction, task: Task, siblings: Sequence[UUID]) -> None:
    assert task.assistant_message_id
    message = Message(
        id=task.assistant_message_id,
        chat_id=task.chat_id,
        parent_id=task.message_id,
        role="assistant",
        task_id=task.id,
        provider=task.provider,
        model=task.model,
        created_at=now(),
        sibling_ids=list(siblings),
        parts=[],
    )
    tx.emit(task.chat_id, "message.created", MessageData(message=message, leaf_id=message.id), task_id=task.id)


async def _show_answer_before(tx: Transaction, task: Task) -> None:
    """Nothing will answer again after all: show the newest answer that the prompt has, if it has one."""
    leaf_id = await newest_leaf(tx.conn, task.message_id)
    cursor = await tx.conn.execute(
        "update chats set leaf_id = %s where id = %s and leaf_id = %s and leaf_id <> %s",
        (leaf_id, task.chat_id, task.message_id, leaf_id),
    )
    if cursor.rowcount:
        tx.emit(task.chat_id, "leaf.updated", LeafData(leaf_id=leaf_id))


async def _answer_of(tx: Transaction, task: Task) -> Message | None:
    found = await read_messages(tx.conn, [task.assistant_message_id] if task.assistant_message_id else [])
    return found[0] if found else None


async def _close_calls(tx: Transaction, task: Task, state: Unfinished, without: Set[UUID] = frozenset()) -> None:
    """End the calls of the task that are under way or wait."""
    answer = await _answer_of(tx, task)
    for part in answer.parts if answer else []:
        if not isinstance(part, ToolCallPart) or part.id in without:
            continue
        if part.state in ("pending", "running", "waiting"):
            ended = part.model_copy(update={"state": state, "ended_at": now()})
            tx.emit(task.chat_id, "part.completed", PartData(part=ended), task_id=task.id)


async def _keep_answers(tx: Transaction, task: Task) -> set[UUID]:
    """What the human answered and the turn did not come to store is not lost: the answer becomes the call's result.
    Gives the calls."""
    await requests.mark_delivered(tx.conn, task.id)
    late = "task_id = %s and kind = 'question' and state = 'answered'"
    answered = {request.id: request for request in await requests.find_requests(tx.conn, late, (task.id,))}
    message = await _answer_of(tx, task) if answered else None
    kept: set[UUID] = set()
    for part in list(message.parts) if message else []:
        request = answered.get(part.request_id) if isinstance(part, ToolCallPart) and part.request_id else None
        if isinstance(part, ToolCallPart) and request and message:
            result = ToolResultPart(
                id=new_id(),
                message_id=part.message_id,
                index=max(known.index for known in message.parts) + 1,
                step=part.step,
                created_at=now(),
                ended_at=now(),
                call_part_id=part.id,
                text=answer_text(request.questions, request.answer or Answer()),
            )
            message.parts.append(result)
            done = part.model_copy(update={"state": "completed", "ended_at": now()})
            tx.emit(task.chat_id, "part.created", PartData(part=result), task_id=task.id)
            tx.emit(task.chat_id, "part.completed", PartData(part=done), task_id=task.id)
            kept.add(part.id)
            await tx.conn.execute("update requests set state = 'delivered' where id = %s", (request.id,))
    return kept


async def _close_parts(tx: Transaction, task: Task, calls: Unfinished) -> None:
    """End every part of the task's answer that its runner left open, texts and outputs with what their deltas say."""
    # From here nobody appends to the chat, so that no delta comes after its part was completed.
    await tx.conn.execute("select from chats where id = %s for no key update", (task.chat_id,))
    answered = await _keep_answers(tx, task) if calls == "interrupted" else set[UUID]()
    await _close_calls(tx, task, calls, without=answered)
    answer = await _answer_of(tx, task)
    for part in answer.parts if answer else []:
        if isinstance(part, TextPart | ReasoningPart | ToolResultPart) and part.state == "open":
            ended = part.model_copy(update={"state": "interrupted", "ended_at": now()})
            tx.emit(task.chat_id, "part.completed", PartData(part=ended), task_id=task.id)
