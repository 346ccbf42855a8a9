"""Driving: one turn from what is stored to the agent's outcome, and out of its workplace again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import anyio
from anyio import get_cancelled_exc_class
from anyio.abc import TaskGroup

from boocode.chats.messages import read_path
from boocode.contracts import agents
from boocode.contracts.wire.chat import Answer, Message
from boocode.contracts.wire.parts import ToolCallPart
from boocode.contracts.workplaces import Workplaces
from boocode.db import Database
from boocode.events import EventLog, EventRefused, LeaseLost
from boocode.kernel.errors import BooError, Unavailable
from boocode.tasks.admission import ProviderChecks
from boocode.tasks.agent_sessions import AgentSessions, OpenedSession, Way, afresh, find_way
from boocode.tasks.model import NATIVE
from boocode.tasks.options import keep_options
from boocode.tasks.requests import Requests
from boocode.tasks.running import Running
from boocode.tasks.sink import TaskSink
from boocode.tasks.steering import take_steered

log = logging.getLogger(__name__)

WITHDRAW_SECONDS = 2.0
NOTE_SECONDS = 0.5
FRESH_SECONDS = 1.0
MAX_DIRECTORIES = 64


class Providers(ProviderChecks, Protocol):
    """What a turn asks of the provider registry."""

    def backend(self, provider_id: str) -> agents.Backend: ...

    async def resolve_model(self, provider_id: str, model: str | None) -> str | None:
        """The model a turn will use. Raises a BooError that says what to do when there is none."""
        ...

    def needs_workplace(self, provider_id: str) -> bool:
        """Whether its agent writes files itself."""
        ...

    def session_hash(self, provider_id: str, spec: agents.SessionSpec) -> str:
        """Covers what makes the agent's own conversation useless when it changes."""
        ...

    def label(self, provider_id: str) -> str:
        """Its name for a person."""
        ...


class Driver:
    """Drives turns."""

    def __init__(
        self,
        db: Database,
        events: EventLog,
        requests: Requests,
        providers: Providers,
        workplaces: Workplaces | None,
        group: TaskGroup,
    ) -> None:
        self._db = db
        self._events = events
        self._requests = requests
        self._providers = providers
        self._workplaces = workplaces
        self._sessions = AgentSessions(db)
        self._group = group
        self._seen: dict[Path, float] = {}  # directories, and when they were there

    async def drive(self, running: Running) -> agents.Outcome:
        """Play the turn.

        Raises:
            LeaseLost: The task is no longer ours.
            BooError: It cannot be played; the sentence says why.
        """
        task = running.started.task
        async with self._db.connection() as conn:
            conversation = await read_path(conn, running.started.assistant_message_id)
        sink = running.sink = self._sink(running, conversation[-1])
        backend = self._providers.backend(task.provider)
        running.model = await self._providers.resolve_model(task.provider, task.model)
        if running.model != task.model:
            self._group.start_soon(self._note_model, running, running.model, name="model of an answer")
        spec = await self._enter(running, sink)
        prompt = self._prompt(running, conversation, await self._notes(running))
        if task.provider != NATIVE:
            return await self._converse(running, backend, spec, prompt, sink)
        session = await backend.open_session(agents.SessionKey(task.chat_id, task.provider), spec)
        return await backend.prompt(session, prompt, sink)

    async def leave(self, running: Running) -> None:
        """Leave the workplace, if the turn is in one: what was done there becomes changes. Within `running.leaving`;
        what is not done then, the next turn does."""
        place, running.place = running.place, None
        if place is None or self._workplaces is None or running.sink is None:
            return
        notices: Sequence[agents.NoticeReport] = ()
        with running.leaving:
            try:
                notices = await self._workplaces.leave(running.author, running.sink.writing_calls)
            except BooError as error:
                notices = [_unread(error.message)]
            except Exception:  # the boundary of a turn: it is ended whatever becomes of its files
                log.exception("the workplace of task %s cannot be left", running.started.task.id)
                notices = [_unread("The server's log has the details.")]
        if running.leaving.cancelled_caught and running.why != "shutdown":
            notices = [_unread("Looking took too long; the next turn looks again.")]
        try:
            for notice in notices:
                await running.sink.emit(notice)
        except (LeaseLost, EventRefused) as error:
            log.info("notices of task %s are not shown: %s", running.started.task.id, error.message)

    async def settle(self, running: Running, outcome: agents.Outcome | None) -> None:
        """Keep up to where the agent knows the conversation now."""
        if (opened := running.session) is None:
            return
        if isinstance(outcome, agents.Completed | agents.Cancelled) or (outcome is None and running.why == "user"):
            opened.head_message_id = running.started.assistant_message_id
        try:
            await self._sessions.keep(opened, "idle")
        except BooError as error:
            log.info("the session of task %s is not kept: %s", running.started.task.id, error.message)

    def _sink(self, running: Running, answer: Message) -> TaskSink:
        started = running.started

        def observe(call_id: str) -> None:
            if self._workplaces is not None and running.place is not None:
                self._workplaces.observe(running.author, [call_id])

        return TaskSink(
            self._events,
            self._events.lane(started.task.chat_id, started.lease),
            started.assistant_message_id,
            first_index=max((part.index for part in answer.parts), default=-1) + 1,
            calls=[part for part in answer.parts if isinstance(part, ToolCallPart)],
            ask=lambda request, sink: self._requests.ask(request, sink, started.lease, running.asker),
            ask_now=lambda request, sink: self._ask_now(running, request, sink),
            take_steered=lambda sink: take_steered(self._db, self._events, running, sink),
            on_wrote=observe,
            on_options=lambda report: self._note_options(running, report),
        )

    async def _note_options(self, running: Running, report: agents.OptionsReport) -> None:
        """Keep what the agent offers in the chat, and what it has changed there; tell it where that is news."""
        task = running.started.task
        try:
            async with self._events.transaction() as tx:
                await keep_options(tx, task.chat_id, task.provider, report)
        except BooError as error:
            log.info("the options of task %s are not kept: %s", task.id, error.message)

    async def _ask_now(self, running: Running, request: agents.NewRequest, sink: TaskSink) -> Answer:
        try:
            return await self._requests.ask_now(request, sink, running.started.lease, running.asker)
        except get_cancelled_exc_class():
            if running.why is None:  # not the turn was stopped: its agent does not wait any more
                with anyio.move_on_after(WITHDRAW_SECONDS, shield=True):
                    await self._requests.withdraw(running.started.task.id, request.call_id)
            raise

    async def _enter(self, running: Running, sink: TaskSink) -> agents.SessionSpec:
        """Where the turn works: the session's workplace if its agent needs one or there is one, else the project."""
        started, task = running.started, running.started.task
        directory, in_worktree = Path(started.path), False
        if self._workplaces and (started.in_worktree or self._providers.needs_workplace(task.provider)):
            place = running.place = await self._workplaces.enter(running.author)
            directory, in_worktree = place.directory, place.in_worktree
            for notice in place.notices:
                await sink.emit(notice)
        if not await self._is_there(directory):
            raise Unavailable(f"The project's directory {directory} is not there. Bring it back, or add it again.")
        return agents.SessionSpec(
            session_id=task.session_id,
            project_id=task.project_id,
            directory=directory,
            model=running.model,
            mode=task.mode,
            thinking=task.thinking,
            options=task.options,
            may_apply=started.may_apply,
            in_worktree=in_worktree,
        )

    async def _is_there(self, directory: Path) -> bool:
        """Whether the directory is there, looked up once a second: a look goes through a thread."""
        seen = self._seen.get(directory)
        if seen is not None and anyio.current_time() - seen < FRESH_SECONDS:
            return True
        self._seen.pop(directory, None)
        if not await anyio.Path(directory).is_dir():
            return False
        while len(self._seen) >= MAX_DIRECTORIES:
            self._seen.pop(next(iter(self._seen)))
        self._seen[directory] = anyio.current_time()
        return True

    async def _notes(self, running: Running) -> Sequence[str]:
        if running.place is not None:
            return running.place.notes
        if self._workplaces is None or not running.started.rejected:
            return ()
        return await self._workplaces.untold(running.author)

    def _prompt(self, running: Running, conversation: Sequence[Message], notes: Sequence[str]) -> agents.Prompt:
        started, task = running.started, running.started.task
        return agents.Prompt(
            task_id=task.id,
            message_id=task.message_id,
            assistant_message_id=started.assistant_message_id,
            conversation=conversation if conversation[-1].parts else conversation[:-1],
            model=running.model,
            mode=task.mode,
            thinking=task.thinking,
            answers=started.answers,
            usage=task.usage,
            notes=notes,
        )

    async def _converse(
        self,
        running: Running,
        backend: agents.Backend,
        spec: agents.SessionSpec,
        prompt: agents.Prompt,
        sink: TaskSink,
    ) -> agents.Outcome:
        """A turn of an agent that keeps its own conversation; afresh where it turns out to have lost it."""
        task = running.started.task
        key = agents.SessionKey(task.chat_id, task.provider)
        config_hash = self._providers.session_hash(task.provider, spec)
        before = [message for message in prompt.conversation if message.id not in (prompt.message_id,)]
        before = [message for message in before if message.id != prompt.assistant_message_id]
        way = find_way(await self._sessions.find(key), config_hash, before)

        async def go(way: Way) -> agents.Outcome:
            session = await backend.open_session(key, replace(spec, resume=way.resume))
            is_first = not self._sessions.has_met(key)
            opened = running.session = OpenedSession(session, config_hash, way.head(session))
            await self._sessions.keep(opened, "open")
            if notice := way.notice(session, self._providers.label(task.provider), is_first=is_first):
                await sink.emit(notice)
            return await backend.prompt(session, replace(prompt, handover=way.handover(session)), sink)

        try:
            try:
                return await go(way)
            except agents.SessionLost:
                if way.resume is None or sink.has_spoken:
                    raise
            return await go(afresh(before))
        except LeaseLost:
            raise
        except Exception:  # whatever it was, the agent may not know its conversation any more
            running.session = None
            await self._sessions.lose(key)
            raise

    async def _note_model(self, running: Running, model: str | None) -> None:
        """Remember which model answers where the prompt named none. `Transitions.end` does so, too; this is for a task
        that ends without it, because the process dies. Not at once: the next prompts shall come to their models first.
        """
        lease = running.started.lease
        with anyio.move_on_after(NOTE_SECONDS):
            await running.ended.wait()
            return
        try:
            await self._db.execute(
                "with named as ("
                "  update tasks set model = %s where id = %s and lease_token = %s returning assistant_message_id, model"
                ") update messages m set model = named.model from named where m.id = named.assistant_message_id",
                (model, lease.task_id, lease.token),
            )
        except BooError as error:
            log.info("the model of task %s is not noted: %s", lease.task_id, error.message)


def _unread(why: str) -> agents.NoticeReport:
    return agents.NoticeReport(
        "error", f"What this turn did to the files is not known yet. {why}", {"code": "workplace_unread"}
    )
