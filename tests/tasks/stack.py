"""Tasks on a real database, with an agent whose turns are written in the test."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import orjson

from boocode.contracts.agents import (
    AgentSession,
    Completed,
    Health,
    NoticeReport,
    Outcome,
    Prompt,
    SessionKey,
    SessionLost,
    SessionSpec,
    Sink,
    SteeredPrompt,
    TextDelta,
)
from boocode.contracts.wire.chat import Message, Task
from boocode.contracts.wire.events import TaskData
from boocode.contracts.workplaces import TurnAuthor, Workplace
from boocode.db import Database
from boocode.events import EventLog, open_event_log
from boocode.kernel.errors import Invalid
from boocode.tasks import Admitted, NewPrompt, Tasks, open_tasks
from tests.support.rows import HOST

DEADLINE = 60
EXTERNAL = "external"
TERMINAL = ("completed", "failed", "cancelled", "interrupted")
Turn = Callable[[Prompt, Sink], Awaitable[Outcome]]


async def say_done(prompt: Prompt, sink: Sink) -> Outcome:
    await sink.emit(TextDelta("done"))
    return Completed()


@dataclass
class TestAgent:
    """A backend whose turns come from `turn`.

    Attributes:
        setup: A change of it makes conversations useless.
        forgets: It opens what it is told to resume, and knows nothing of it.
    """

    __test__ = False
    turn: Turn = say_done
    prompts: list[Prompt] = field(default_factory=list[Prompt])
    specs: list[SessionSpec] = field(default_factory=list[SessionSpec])
    setup: str = "as it is"
    forgets: bool = False

    async def open_session(self, key: SessionKey, spec: SessionSpec) -> AgentSession:
        self.specs.append(spec)
        known = spec.resume is not None
        native_id = spec.resume.native_id if spec.resume else f"conversation {len(self.specs)}"
        return AgentSession(key, spec, native_id=native_id, is_resumed=known, data={"opened": len(self.specs)})

    async def prompt(self, session: AgentSession, prompt: Prompt, sink: Sink) -> Outcome:
        if self.forgets and session.is_resumed:
            raise SessionLost("There is no such conversation.")
        self.prompts.append(prompt)
        return await self.turn(prompt, sink)

    async def steer(self, session: AgentSession, prompt: SteeredPrompt) -> bool:
        return True

    async def cancel(self, session: AgentSession) -> None: ...

    async def close_session(self, session: AgentSession) -> None: ...

    async def aclose(self) -> None: ...

    def health(self) -> Health:
        return Health("ready")


@dataclass
class TestProviders:
    """The agent of the test, as BooCode's own and as somebody else's."""

    __test__ = False
    agent: TestAgent

    def check(self, provider_id: str, model: str | None) -> None:
        if provider_id not in ("boocode", EXTERNAL):
            raise Invalid(f"There is no provider {provider_id!r}.")

    def backend(self, provider_id: str) -> TestAgent:
        return self.agent

    async def resolve_model(self, provider_id: str, model: str | None) -> str | None:
        return model or "test-model"

    def needs_workplace(self, provider_id: str) -> bool:
        return provider_id == EXTERNAL

    def session_hash(self, provider_id: str, spec: SessionSpec) -> str:
        return f"{provider_id} {spec.directory} {self.agent.setup}"

    def label(self, provider_id: str) -> str:
        return provider_id.title()


@dataclass
class TestWorkplaces:
    """Workplaces in `directory`, which tell who came, wrote and went.

    Attributes:
        crowded: How often somebody came while another one was there.
    """

    __test__ = False
    directory: Path
    told: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    inside: set[UUID] = field(default_factory=set[UUID])
    crowded: int = 0
    notes: Sequence[str] = ()
    trouble: Exception | None = None
    leaving: Callable[[], Awaitable[None]] | None = None

    async def enter(self, author: TurnAuthor) -> Workplace:
        if self.trouble:
            raise self.trouble
        self.crowded += author.session_id in self.inside
        self.inside.add(author.session_id)
        self.told.append(("enter", author.provider))
        notice = NoticeReport("info", "Worktree made.")
        return Workplace(uuid4(), self.directory, in_worktree=True, notes=self.notes, notices=[notice])

    async def untold(self, author: TurnAuthor) -> Sequence[str]:
        return ()

    def observe(self, author: TurnAuthor, call_ids: Sequence[str]) -> None:
        self.told.append(("observe", ",".join(call_ids)))

    async def leave(self, author: TurnAuthor, call_ids: Sequence[str]) -> Sequence[NoticeReport]:
        try:
            if self.leaving:
                await self.leaving()
            return [NoticeReport("info", "Left.")]
        finally:
            self.inside.discard(author.session_id)
            self.told.append(("leave", ",".join(call_ids)))


class TestTitler:
    __test__ = False

    async def make_title(self, conversation: Sequence[Message], model: str | None) -> str | None:
        return "A Test Title"


@dataclass
class Stack:
    """Everything a test of tasks needs."""

    db: Database
    events: EventLog
    tasks: Tasks
    agent: TestAgent

    def prompt(self, chat_id: UUID, text: str, **more: object) -> NewPrompt:
        return NewPrompt(chat_id=chat_id, client_id=uuid4(), text=text, **more)  # type: ignore[arg-type]

    async def send(self, chat_id: UUID, text: str = "hello", **more: object) -> Admitted:
        return await self.tasks.admit(self.prompt(chat_id, text, **more))

    async def until(self, chat_id: UUID, claim: Callable[[list[dict[str, object]]], bool]) -> list[dict[str, object]]:
        """Follow the chat from its beginning until its events satisfy `claim`; returns them."""
        seen: list[dict[str, object]] = []
        with anyio.fail_after(DEADLINE):
            async for followed in self.events.follow(chat_id, 0):
                if isinstance(followed, list):
                    seen += [orjson.loads(frame) for frame in followed]
                if claim(seen):
                    return seen
        raise AssertionError("the log ended")

    async def until_state(self, task: Task, *states: str) -> Task:
        """Wait until the task is in one of these states (by default a terminal one)."""
        wanted = states or TERMINAL
        await self.until(task.chat_id, lambda seen: bool(set(states_of(seen, task.id)) & set(wanted)))
        return await self.tasks.get(task.id)


def states_of(events: Sequence[dict[str, object]], task_id: UUID) -> list[str]:
    """The states a task went through, as its chat's log tells."""
    told = [TaskData.model_validate(event["data"]).task for event in events if event["type"] == "task.state"]
    return [task.state for task in told if task.id == task_id]


@asynccontextmanager
async def open_stack(
    db: Database,
    agent: TestAgent,
    *,
    data_key: UUID | None = None,
    titler: TestTitler | None = None,
    workplaces: TestWorkplaces | None = None,
    max_agents: int | None = None,
    shared: bool = False,
    host: str = HOST,
) -> AsyncGenerator[Stack]:
    """A running stack; a second one with the same `data_key` is what comes after a crash of the first."""
    async with (
        open_event_log(db, shared=shared) as events,
        open_tasks(
            db,
            events,
            host=host,
            data_key=data_key or uuid4(),
            providers=TestProviders(agent),
            titler=titler or TestTitler(),
            workplaces=workplaces,
            max_agents=max_agents,
            shared=shared,
        ) as tasks,
    ):
        yield Stack(db, events, tasks, agent)
