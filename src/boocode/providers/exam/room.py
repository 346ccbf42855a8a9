"""What an exam takes place in: a repository, the scripted model, a backend, and a sink that answers by itself."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import anyio
import orjson

from boocode.backends.probing import Probe
from boocode.contracts.agents import (
    AgentEvent,
    AgentSession,
    NewRequest,
    NoticeReport,
    Outcome,
    Prompt,
    ReasoningDelta,
    Resume,
    SessionKey,
    SessionSpec,
    SteeredPrompt,
    TextDelta,
    ToolCallUpsert,
    UsageReport,
)
from boocode.contracts.wire.chat import Answer, Message, Usage
from boocode.contracts.wire.parts import TextPart
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError
from boocode.kernel.ids import new_id
from boocode.llm.scripted.server import ScriptedModel
from boocode.proc.command import run
from boocode.providers.external import ProbingBackend

TURN_SECONDS = 20.0
LOOK_SECONDS = 0.1
Decide = Callable[[NewRequest], Answer]


def allow(request: NewRequest) -> Answer:
    """Allow what is asked once."""
    return Answer(option_id="allow_once")


def reject(request: NewRequest) -> Answer:
    """Refuse what is asked, without a word."""
    return Answer(option_id="reject_once")


class ExamSink:
    """Implements `contracts.agents.Sink`: keeps what happens, and answers requests as it was told."""

    def __init__(self, decide: Decide = allow) -> None:
        self.events: list[AgentEvent] = []
        self.requests: list[NewRequest] = []
        self._decide = decide
        self._changed = anyio.Event()

    async def emit(self, event: AgentEvent) -> None:
        self.events.append(event)
        self._tell()

    async def flush(self) -> None:
        await anyio.lowlevel.checkpoint()

    async def ask(self, request: NewRequest) -> UUID:
        self.requests.append(request)
        self._tell()
        return new_id()

    async def ask_now(self, request: NewRequest) -> Answer:
        self.requests.append(request)
        self._tell()
        await anyio.lowlevel.checkpoint()
        return self._decide(request)

    async def take_steered(self) -> Sequence[SteeredPrompt]:
        return ()

    async def until(self, claim: Callable[[ExamSink], bool]) -> None:
        """Wait until `claim` holds: of what has happened here, or of the machine, which is looked at now and then."""
        while not claim(self):
            with anyio.move_on_after(LOOK_SECONDS):
                await self._changed.wait()

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    @property
    def reasoning(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, ReasoningDelta))

    @property
    def calls(self) -> list[ToolCallUpsert]:
        return [event for event in self.events if isinstance(event, ToolCallUpsert)]

    @property
    def notices(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, NoticeReport)]

    @property
    def usage(self) -> Usage | None:
        return next((event.usage for event in reversed(self.events) if isinstance(event, UsageReport)), None)

    def _tell(self) -> None:
        changed, self._changed = self._changed, anyio.Event()
        changed.set()


@dataclass(frozen=True, slots=True)
class Turn:
    """How one turn went.

    Attributes:
        outcome: None when it was stopped or raised.
        error: What it raised.
        stopped_after: Seconds from being told to stop until it had; None when it was not.
        timed_out: It was stopped because it took too long.
    """

    sink: ExamSink
    outcome: Outcome | None
    seconds: float
    error: BooError | None = None
    stopped_after: float | None = None
    timed_out: bool = False


@dataclass(slots=True)
class Room:
    """One exam's place.

    Attributes:
        make: Makes a backend of the provider that uses the exam's model; each is closed at the end.
    """

    provider: str
    directory: Path
    model: ScriptedModel
    make: Callable[[], ProbingBackend]
    backend: ProbingBackend
    probe: Probe = field(default_factory=Probe)

    async def restart(self) -> None:
        """End the agent's process and have a new one."""
        await self.backend.aclose()
        self.backend = self.make()

    async def open(self, *, resume: Resume | None = None, directory: Path | None = None) -> AgentSession:
        """A conversation, in a chat of its own."""
        spec = SessionSpec(new_id(), new_id(), directory or self.directory, in_worktree=True, resume=resume)
        with anyio.fail_after(TURN_SECONDS):
            return await self.backend.open_session(SessionKey(new_id(), self.provider), spec)

    async def turn(
        self,
        session: AgentSession,
        script: str,
        *,
        decide: Decide = allow,
        stop: Callable[[ExamSink], bool] | None = None,
        seconds: float = TURN_SECONDS,
    ) -> Turn:
        """One turn that follows a script of the model, stopped as soon as `stop` holds or time is up."""
        sink, outcome, error = ExamSink(decide), None, None
        began, told = time.monotonic(), None
        prompt = _prompt(session.key.chat_id, f"SCRIPT:{script} DIR:{session.spec.directory}")
        with anyio.move_on_after(seconds + 15) as patience:
            async with anyio.create_task_group() as group:

                async def watch() -> None:
                    nonlocal told
                    with anyio.move_on_after(seconds):
                        await (sink.until(stop) if stop else anyio.sleep_forever())
                    told = time.monotonic()
                    turn.cancel()

                group.start_soon(watch)
                with anyio.CancelScope() as turn:
                    try:
                        outcome = await self.backend.prompt(session, prompt, sink)
                    except BooError as failure:
                        error = failure
                group.cancel_scope.cancel()
        ended = time.monotonic()
        timed_out = patience.cancelled_caught or (told is not None and told - began >= seconds)
        return Turn(sink, outcome, ended - began, error, None if told is None else ended - told, timed_out)

    def asked_with(self, needle: str) -> bool:
        """Whether any request to the model held these words."""
        return any(needle in orjson.dumps(record.body, default=str).decode() for record in self.model.log)


@asynccontextmanager
async def open_room(
    provider: str, place: Path, model: ScriptedModel, make: Callable[[], ProbingBackend]
) -> AsyncGenerator[Room]:
    """A room with a small repository below `place`, until the end of the block."""
    room = Room(provider, await repository(place / "project"), model, make, make())
    try:
        yield room
    finally:
        with anyio.CancelScope(shield=True), anyio.move_on_after(10):
            await room.backend.aclose()


async def repository(directory: Path) -> Path:
    """A git repository with one commit."""
    path = anyio.Path(directory)
    await path.mkdir(parents=True)
    await (path / "README.md").write_text("# A sample\n\nNothing to see.\n", encoding="utf-8")
    author = ["-c", "user.name=BooCode", "-c", "user.email=exam@localhost", "-c", "commit.gpgsign=false"]
    for argv in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-q", "-m", "First."]):
        await run(["git", *argv], cwd=directory)
    return directory


def _prompt(chat_id: UUID, text: str) -> Prompt:
    id_, at = new_id(), now()
    message = Message(
        id=id_,
        chat_id=chat_id,
        parent_id=None,
        role="user",
        task_id=None,
        created_at=at,
        sibling_ids=[id_],
        parts=[TextPart(id=new_id(), message_id=id_, index=0, step=0, created_at=at, text=text)],
    )
    return Prompt(new_id(), id_, new_id(), [message])
