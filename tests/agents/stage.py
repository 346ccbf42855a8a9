"""An agent backend with a chat: what the tests of agents play on."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import anyio
import psutil

from boocode.backends.acp.backend import AcpBackend
from boocode.backends.opencode import OpencodeBackend
from boocode.backends.pool import AgentPool, open_pool
from boocode.backends.probing import Probe
from boocode.backends.quirks import Quirks
from boocode.contracts.agents import AgentSession, Backend, Outcome, Prompt, Resume, SessionKey, SessionSpec
from boocode.contracts.launch import Launch
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import Part, TextPart
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from tests.support.kept import Kept
from tests.support.recording import RecordingSink
from tests.support.server import command_of, is_alive

FAKE = Path(__file__).parents[1] / "support" / "fake_acp_agent.py"
PROVIDER = "fake"


class Probing(Backend, Protocol):
    """What is on stage."""

    async def probe(self, directory: Path) -> Probe: ...


@dataclass
class Stage:
    """One chat with one agent.

    Attributes:
        native_id: What the session was called when it was last open: what a resume names.
    """

    backend: Probing
    pool: AgentPool
    directory: Path
    kept: Kept
    key: SessionKey = field(default_factory=lambda: SessionKey(new_id(), PROVIDER))
    spec: SessionSpec | None = None
    native_id: str | None = None
    conversation: list[Message] = field(default_factory=list[Message])
    session: AgentSession | None = None

    async def open(self, *, resume: bool = True, **spec: object) -> AgentSession:
        """Open the chat's session as the runner does before every turn."""
        kept = Resume(self.native_id) if resume and self.native_id else None
        made = SessionSpec(self.key.chat_id, self.key.chat_id, self.directory, resume=kept, **spec)  # type: ignore[arg-type]
        self.session = await self.backend.open_session(self.key, made)
        self.native_id = self.session.native_id
        return self.session

    async def say(
        self,
        text: str,
        *,
        sink: RecordingSink | None = None,
        parts: Sequence[Part] = (),
        resume: bool = True,
        **prompt: object,
    ) -> tuple[RecordingSink, Outcome]:
        """One turn, in the session opened anew."""
        session = await self.open(resume=resume)
        sink = sink or RecordingSink()
        outcome = await self.backend.prompt(session, self.prompt(text, sink, parts, **prompt), sink)
        self.conversation.append(sink.message(self.key.chat_id))
        return sink, outcome

    def prompt(self, text: str, sink: RecordingSink, parts: Sequence[Part] = (), **more: object) -> Prompt:
        message_id = new_id()
        said = TextPart(id=new_id(), message_id=message_id, index=0, step=0, created_at=now(), text=text)
        self.conversation.append(
            Message(
                id=message_id,
                chat_id=self.key.chat_id,
                parent_id=None,
                role="user",
                task_id=None,
                created_at=now(),
                sibling_ids=[message_id],
                parts=[said, *parts],
            )
        )
        return Prompt(new_id(), message_id, sink.message_id, list(self.conversation), **more)  # type: ignore[arg-type]

    def other(self, directory: Path) -> Stage:
        """Another chat with the same agent, elsewhere."""
        return Stage(self.backend, self.pool, directory, self.kept)

    @property
    def pid(self) -> int:
        """Of the agent's only living process."""
        [pid] = [seat.process.pid for seat in self.pool.seats if seat.process]
        return pid


@asynccontextmanager
async def staged(
    directory: Path,
    launch: Callable[[], Awaitable[Launch]],
    quirks: Quirks | None,
    *,
    limit: int = 6,
    stall: float = 120,
) -> AsyncGenerator[Stage]:
    """A stage whose processes are all gone at the end, which is checked. Without quirks: opencode's own server."""
    directory.mkdir(exist_ok=True)
    kept = Kept()
    async with open_pool(None, instance_key=new_id(), host="here", limit=limit) as pool:
        if quirks is None:
            backend = OpencodeBackend(PROVIDER, launch, pool, kept)
        else:
            backend = AcpBackend(PROVIDER, launch, quirks, pool, kept, put_blob=kept.put_blob, stall_seconds=stall)
        yield Stage(backend, pool, directory, kept)
        seats = [seat for seat in pool.seats if seat.process]
        before = [pid for seat in seats if seat.process for pid in tree(seat.process.guard_pid)]
        await backend.aclose()
    await until(lambda: not any(map(is_alive, before)))
    await until(lambda: not agents_of(os.getpid()))


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


def agents_of(pid: int) -> list[int]:
    """Guards below a process."""
    children = psutil.Process(pid).children(recursive=True)
    return [child.pid for child in children if "guard.py" in command_of(child)]


def fake_launch(tmp_path: Path, *modes: str) -> Launch:
    """How the fake agent is started: its sessions and what it was sent are kept below `tmp_path`."""
    (tmp_path / "sessions").mkdir(exist_ok=True)
    env = {"FAKE_SESSIONS": str(tmp_path / "sessions"), "FAKE_LOG": str(tmp_path / "sent.jsonl")}
    return Launch((sys.executable, str(FAKE), *modes), env, fingerprint=" ".join(modes))


async def until(claim: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so."""
    with anyio.fail_after(seconds):
        while not claim():
            await anyio.sleep(0.01)


@asynccontextmanager
async def when(claim: Callable[[], object], then: Callable[[], object]) -> AsyncGenerator[None]:
    """Do something as soon as something else is so, while the block goes on."""
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            await until(claim)
            then()

        group.start_soon(watch)
        yield
