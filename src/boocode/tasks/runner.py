"""The runner: takes due tasks and drives their backend, one coroutine per task.

It holds nothing that a restart needs. When it ends, its tasks are marked interrupted within a bounded time.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

import anyio
from anyio.abc import TaskGroup

from boocode.chats.messages import read_messages, read_path
from boocode.chats.store import lock_queue
from boocode.contracts import agents
from boocode.contracts.wire.chat import Message, Task
from boocode.contracts.wire.events import PartData, QueueData, TaskData, TitleData
from boocode.contracts.wire.parts import NoticePart, ToolCallPart
from boocode.db import Database
from boocode.events import EventLog, EventRefused, Lease, LeaseLost, Watch
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError, Unavailable
from boocode.kernel.ids import new_id
from boocode.tasks import store
from boocode.tasks.admission import ProviderChecks
from boocode.tasks.leases import Leases
from boocode.tasks.model import LEASE_SECONDS
from boocode.tasks.requests import Requests, hold
from boocode.tasks.sink import TaskSink
from boocode.tasks.transitions import Ending, Started, Transitions

log = logging.getLogger(__name__)

FINISH_SECONDS = 4.0
STARTING_AT_ONCE = 8  # when many come at once, the first ones shall be through soon instead of all of them late
Why = Literal["user", "shutdown", "lease"]


class Providers(ProviderChecks, Protocol):
    """What the runner asks of the provider registry."""

    def backend(self, provider_id: str) -> agents.Backend: ...

    async def resolve_model(self, provider_id: str, model: str | None) -> str | None:
        """The model a turn will use. Raises a BooError that says what to do when there is none."""
        ...


class Titler(Protocol):
    """Names a chat after its first answer."""

    async def make_title(self, conversation: Sequence[Message], model: str | None) -> str | None: ...


@dataclass(slots=True)
class Running:
    """A task under way in this process.

    Attributes:
        queue: Looks out for changes of its chat's queue.
        why: Who cancelled the scope.
    """

    started: Started
    queue: Watch | None
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    why: Why | None = None
    model: str | None = None
    ended: anyio.Event = field(default_factory=anyio.Event)

    def stop(self, why: Why) -> None:
        self.why = self.why or why
        self.scope.cancel()


class Runner:
    """Runs due tasks of this host."""

    def __init__(
        self,
        db: Database,
        events: EventLog,
        transitions: Transitions,
        requests: Requests,
        leases: Leases,
        providers: Providers,
        titler: Titler,
        group: TaskGroup,
    ) -> None:
        self._db = db
        self._events = events
        self._transitions = transitions
        self._requests = requests
        self._leases = leases
        self._providers = providers
        self._titler = titler
        self._group = group
        self._running: dict[UUID, Running] = {}
        self._starting = anyio.CapacityLimiter(STARTING_AT_ONCE)
        self._stopping = False

    @property
    def running_count(self) -> int:
        return len(self._running)

    async def is_due(self, chat_id: UUID) -> bool:
        """Whether the chat has a due task: most jobs come after it was handed over."""
        async with self._db.connection() as conn:
            return await store.next_due(conn, chat_id) is not None

    async def run_chat(self, chat_id: UUID) -> None:
        """Run the chat's due task to its end, if there is one."""
        with self._events.watching(chat_id, "queue.updated") as queue:
            async with self._starting:
                started = None if self._stopping else await self._transitions.start(chat_id)
            if started is None:
                return
            if queue:
                queue.happened = queue.happened or started.steered
            running = self._running[started.task.id] = Running(started, queue)
            try:
                await self._run(running)
            finally:
                del self._running[started.task.id]
                running.ended.set()

    async def cancel(self, task_id: UUID) -> None:
        """Stop the task if it runs here, and wait until it has ended (bounded)."""
        if running := self._running.get(task_id):
            running.stop("user")
            with anyio.move_on_after(FINISH_SECONDS + 1):
                await running.ended.wait()

    async def stop(self) -> None:
        """Interrupt everything under way here and wait for it, for a bounded time."""
        self._stopping = True
        for running in list(self._running.values()):
            running.stop("shutdown")
        with anyio.move_on_after(FINISH_SECONDS):
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
        started = running.started
        sink: TaskSink | None = None
        outcome: agents.Outcome | None = None
        try:
            with running.scope:
                sink, prompt = await self._prepare(running)
                outcome = await self._drive(running, sink, prompt)
        except LeaseLost:
            log.info("task %s is no longer ours", started.task.id)
            return
        except BooError as error:
            outcome = agents.Failed(error.code, error.message)
        except Exception:  # the boundary of a task: whatever an adapter does wrong ends this task only
            log.exception("task %s failed unexpectedly", started.task.id)
            outcome = agents.Failed("internal", "BooCode itself failed here; the server's log has the details.")
        with anyio.move_on_after(FINISH_SECONDS, shield=True):
            await self._finish(running, sink, outcome)

    async def _prepare(self, running: Running) -> tuple[TaskSink, agents.Prompt]:
        started = running.started
        async with self._db.connection() as conn:
            conversation = await read_path(conn, started.assistant_message_id)
        answer = conversation[-1]
        sink = TaskSink(
            self._events,
            self._events.lane(started.task.chat_id, started.lease),
            started.assistant_message_id,
            first_index=max((part.index for part in answer.parts), default=-1) + 1,
            calls=[part for part in answer.parts if isinstance(part, ToolCallPart)],
            ask=lambda request, sink: self._requests.ask(request, sink, started.lease, started.task.session_id),
            ask_now=lambda request, sink: self._requests.ask_now(request, sink, started.lease, started.task.session_id),
            take_steered=lambda sink: self._take_steered(running, sink),
        )
        task = started.task
        prompt = agents.Prompt(
            task_id=task.id,
            message_id=task.message_id,
            assistant_message_id=started.assistant_message_id,
            conversation=conversation if answer.parts else conversation[:-1],
            model=task.model,
            mode=task.mode,
            thinking=task.thinking,
            answers=started.answers,
            usage=task.usage,
        )
        return sink, prompt

    async def _drive(self, running: Running, sink: TaskSink, prompt: agents.Prompt) -> agents.Outcome:
        task = running.started.task
        directory = Path(running.started.path)
        if not await anyio.Path(directory).is_dir():
            raise Unavailable(f"The project's directory {directory} is not there. Bring it back, or add it again.")
        backend = self._providers.backend(task.provider)
        running.model = await self._providers.resolve_model(task.provider, task.model)
        if running.model != task.model:
            self._group.start_soon(self._note_model, running.started.lease, running.model, name="model of an answer")
        spec = agents.SessionSpec(
            session_id=task.session_id,
            project_id=task.project_id,
            directory=directory,
            model=running.model,
            mode=task.mode,
            thinking=task.thinking,
            may_apply=running.started.may_apply,
        )
        session = await backend.open_session(agents.SessionKey(task.chat_id, task.provider), spec)
        return await backend.prompt(session, replace(prompt, model=running.model), sink)

    async def _note_model(self, lease: Lease, model: str | None) -> None:
        """Remember which model answers where the prompt named none. `Transitions.end` does so, too; this is for a task
        that ends without it, because the process dies."""
        try:
            await self._db.execute(
                "with named as ("
                "  update tasks set model = %s where id = %s and lease_token = %s returning assistant_message_id, model"
                ") update messages m set model = named.model from named where m.id = named.assistant_message_id",
                (model, lease.task_id, lease.token),
            )
        except BooError as error:
            log.info("the model of task %s is not noted: %s", lease.task_id, error.message)

    async def _finish(self, running: Running, sink: TaskSink | None, outcome: agents.Outcome | None) -> None:
        """End the task as its outcome says. Where that cannot be stored, the lease lapses and says it later."""
        lease, ending = running.started.lease, _ending(running, outcome)
        try:
            try:
                if isinstance(outcome, agents.Parked) and sink:
                    await sink.flush()
                    await self._transitions.park(lease)
                    return
                if sink:
                    await sink.end("failed" if ending.state == "completed" else ending.state)
            except EventRefused as error:  # what the sink still had is gone; what it had stored is ended with the task
                ending = Ending("failed", error.code, error.message)
            ended = await self._transitions.end(lease, ending, model=running.model)
        except LeaseLost:
            log.info("task %s was ended elsewhere", running.started.task.id)
        except BooError as error:
            log.warning("the end of task %s could not be stored: %s", running.started.task.id, error.message)
        else:
            if ended.task.state == "completed" and not ended.has_title:
                self._group.start_soon(self._name_chat, ended.task, name="chat title")

    async def _take_steered(self, running: Running, sink: TaskSink) -> Sequence[agents.SteeredPrompt]:
        started, queue = running.started, running.queue
        chat_id = started.task.chat_id
        if queue and not queue.happened:
            return ()
        if queue:
            queue.happened = False
        async with self._db.connection() as conn:
            if not await store.find_tasks(conn, STEERING, (chat_id,)):
                return ()
        sink.close_open()
        await sink.flush()
        async with self._events.transaction() as tx:
            await lock_queue(tx.conn, chat_id)
            await hold(tx.conn, started.lease)
            taken: list[agents.SteeredPrompt] = []
            for task in await store.find_tasks(tx.conn, STEERING, (chat_id,)):
                message = (await read_messages(tx.conn, [task.message_id]))[0]
                text = "\n\n".join(agents.said_in(message))
                await tx.conn.execute(
                    "update tasks set state = 'completed', reason = 'steered', ended_at = now() where id = %s",
                    (task.id,),
                )
                notice = _steer_notice(sink, started.assistant_message_id, message.id, text)
                tx.emit(chat_id, "part.created", PartData(part=notice), task_id=started.task.id)
                steered = await store.get_task(tx.conn, task.id)
                tx.emit(chat_id, "task.state", TaskData(task=steered), task_id=task.id)
                taken.append(agents.SteeredPrompt(message.id, text))
            tx.emit(chat_id, "queue.updated", QueueData(queue=await store.read_queue(tx.conn, chat_id)))
        return taken

    async def _name_chat(self, task: Task) -> None:
        """Give an unnamed chat a title. A chat without one is no harm: failures are logged, the next answer tries."""
        try:
            async with self._db.connection() as conn:
                place = await store.chat_place(conn, task.chat_id)
                if place.title is not None:
                    return
                conversation = await read_path(conn, task.assistant_message_id)
            title = await self._titler.make_title(conversation, task.model)
            if title:
                await self._set_title(task, title)
        except BooError as error:
            log.info("no title for chat %s: %s", task.chat_id, error.message)
        except Exception:  # the boundary of what runs by itself
            log.exception("no title for chat %s", task.chat_id)

    async def _set_title(self, task: Task, title: str) -> None:
        async with self._events.transaction() as tx:
            cursor = await tx.conn.execute(
                "update chats set title = %s, title_source = 'auto' where id = %s and title is null",
                (title, task.chat_id),
            )
            if cursor.rowcount:
                tx.emit(task.chat_id, "title.updated", TitleData(title=title, source="auto"))
                tx.changed(f"session:{task.session_id}", "chats")
                tx.changed("app", "chats")


# What goes into a running answer is text: a prompt with attachments keeps its place in the queue.
STEERING = (
    "chat_id = %s and state = 'pending' and delivery = 'steer' and not exists"
    " (select from parts p where p.message_id = tasks.message_id and p.type = 'attachment') order by position"
)


def _steer_notice(sink: TaskSink, answer_id: UUID, message_id: UUID, text: str) -> NoticePart:
    return NoticePart(
        id=new_id(),
        message_id=answer_id,
        index=sink.next_index(),
        step=0,
        created_at=now(),
        ended_at=now(),
        kind="steer",
        text=text,
        data={"message_id": str(message_id)},
    )


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
