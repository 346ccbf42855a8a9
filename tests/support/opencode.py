"""opencode as the tests of its backend use it: warm for those that leave it alone, cold for the others."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import anyio
import psutil
import pytest

from boocode.backends.opencode import OpencodeBackend
from boocode.backends.pool import AgentPool, open_pool
from boocode.contracts.agents import AgentSession, Outcome, Prompt, Resume, SessionKey, SessionSpec
from boocode.contracts.launch import Launch
from boocode.contracts.ports import AttachmentContent
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import TextPart
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.llm.scripted.server import ScriptedModel, open_scripted_model
from tests.support.agents import opencode_launch
from tests.support.recording import RecordingSink
from tests.support.rows import git_repository
from tests.support.server import until

DEADLINE = 90.0


class NoAttachments:
    """Implements `contracts.ports.AttachmentReader`."""

    async def read_attachment(self, attachment_id: UUID) -> AttachmentContent:
        raise NotFound("There are none.")


@dataclass
class Bench:
    """opencode, warm or not, and the scripted model."""

    root: Path
    model: ScriptedModel
    pool: AgentPool
    backend: OpencodeBackend
    launches: list[Launch] = field(default_factory=list[Launch])

    def directory(self, name: str = "shop") -> Path:
        """A repository as new; the one that is there is used again, as opencode takes its time for each."""
        path = self.root / name
        if not path.is_dir():
            return git_repository(path, {"README.md": "# Shop\n"})
        for argv in (["clean", "-dfqx"], ["checkout", "-q", "."]):
            subprocess.run(["git", *argv], cwd=path, check=True)
        return path

    async def open(self, directory: Path, *, resume: Resume | None = None, mode: str | None = None) -> AgentSession:
        key = SessionKey(new_id(), "opencode")
        spec = SessionSpec(new_id(), new_id(), directory, mode=mode, in_worktree=True, resume=resume)
        return await self.backend.open_session(key, spec)

    async def say(
        self, session: AgentSession, text: str, *, sink: RecordingSink | None = None, **more: str
    ) -> tuple[RecordingSink, Outcome]:
        """One turn."""
        sink = sink or RecordingSink()
        with anyio.fail_after(DEADLINE):
            return sink, await self.backend.prompt(session, prompt_of(text, **more), sink)

    @property
    def pid(self) -> int:
        """Of the running opencode."""
        (seat,) = self.pool.seats
        assert seat.process is not None
        return seat.process.pid


def prompt_of(text: str, **more: str) -> Prompt:
    message_id = new_id()
    said = TextPart(id=new_id(), message_id=message_id, index=0, step=0, created_at=now(), text=text)
    message = Message(
        id=message_id,
        chat_id=new_id(),
        parent_id=None,
        role="user",
        task_id=None,
        created_at=now(),
        sibling_ids=[message_id],
        parts=[said],
    )
    return replace(Prompt(new_id(), message_id, new_id(), [message]), **more)


@asynccontextmanager
async def open_bench(root: Path, *before: str, idle_seconds: float = 900) -> AsyncGenerator[Bench]:
    """A bench of its own. `before` is put before the program."""
    home = root / "home"
    async with open_scripted_model() as model:
        launches = [opencode_launch(home, model.url)]
        launches[0] = replace(launches[0], argv=(*before, *launches[0].argv))

        async def launch() -> Launch:
            return launches[-1]

        async with open_pool(None, instance_key=new_id(), host="here", idle_seconds=idle_seconds) as pool:
            backend = OpencodeBackend("opencode", launch, pool, NoAttachments())
            try:
                yield Bench(root, model, pool, backend, launches)
            finally:
                await backend.aclose()
    await until(lambda: not [p for p in psutil.process_iter() if _is_below(p, home)], "nothing of it is left")


@pytest.fixture(scope="module")
async def warm(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    """One opencode for all tests that leave it alone."""
    async with open_bench(tmp_path_factory.mktemp("warm")) as bench:
        yield bench


@pytest.fixture
def bench(warm: Bench) -> Bench:
    """The warm opencode."""
    warm.model.log.clear()
    return warm


@pytest.fixture
async def cold(tmp_path: Path) -> AsyncIterator[Bench]:
    """An opencode for this test alone."""
    async with open_bench(tmp_path) as bench:
        yield bench


def _is_below(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get("HOME") == str(home)
    except psutil.Error:
        return False
