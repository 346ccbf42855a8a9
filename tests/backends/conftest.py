"""The native agent on a small real repository, talking to the scripted model."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import pytest

from boocode.backends.native.backend import NativeBackend
from boocode.backends.native.equipment import Equipment
from boocode.contracts.agents import AgentSession, Outcome, Prompt, SessionKey, SessionSpec
from boocode.contracts.ports import AttachmentContent
from boocode.contracts.wire.chat import Answer, Message
from boocode.contracts.wire.parts import AttachmentPart, Part, TextPart
from boocode.files.index import FileIndexes
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.llm.catalog import CatalogSettings, ModelCatalog, open_catalog
from boocode.llm.client import LlmClient, Patience, open_llm_client
from boocode.llm.scripted.server import ScriptedModel
from boocode.llm.tokens import TokenCounter
from boocode.tools.catalogue import default_toolbox
from boocode.tools.model import ToolScope
from tests.changes.desk import Desk
from tests.support.kept import Kept
from tests.support.recording import RecordingSink

QUICK = Patience(backoff=0.001, longest_backoff=0.01, first_byte=20, idle=20)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a README, a module and guidance."""
    root = tmp_path / "shop"
    root.mkdir()
    (root / "README.md").write_text("# Shop\n\nSells things.\n")
    (root / "AGENTS.md").write_text("Always say `basket`, never `cart`.\n")
    (root / "shop.py").write_text("def price(item: str) -> int:\n    return 42\n")
    (root / ".env").write_text("SECRET=hunter2\n")
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    return root


@dataclass
class Bench:
    """A chat with the native agent."""

    model: ScriptedModel
    backend: NativeBackend
    equipment: Equipment
    session: AgentSession
    kept: Kept
    chat_id: UUID
    conversation: list[Message] = field(default_factory=list[Message])
    thinking: str | None = None

    async def say(
        self, text: str, *, sink: RecordingSink | None = None, attached: Sequence[Part] = ()
    ) -> tuple[RecordingSink, Outcome]:
        """One turn; the conversation grows by the question and the answer."""
        self.add_user(text, attached)
        sink = sink or RecordingSink()
        outcome = await self.backend.prompt(self.session, self.prompt(sink), sink)
        self.conversation.append(sink.message(self.chat_id))
        return sink, outcome

    async def go_on(self, before: RecordingSink, answers: dict[str, Answer]) -> tuple[RecordingSink, Outcome]:
        """Take up a parked turn in a fresh sink, as after a restart."""
        sink = RecordingSink(before.message_id, before.parts)
        sink.before = before.usage
        self.conversation[-1] = sink.message(self.chat_id)
        outcome = await self.backend.prompt(self.session, self.prompt(sink, answers), sink)
        self.conversation[-1] = sink.message(self.chat_id)
        return sink, outcome

    def prompt(self, sink: RecordingSink, answers: dict[str, Answer] | None = None) -> Prompt:
        return Prompt(
            task_id=new_id(),
            message_id=next(m.id for m in reversed(self.conversation) if m.role == "user"),
            assistant_message_id=sink.message_id,
            conversation=list(self.conversation),
            model=self.session.spec.model,
            thinking=self.thinking,
            answers=answers or {},
            usage=sink.before,
        )

    def add_user(self, text: str, attached: Sequence[Part] = ()) -> None:
        message_id = new_id()
        said = TextPart(id=new_id(), message_id=message_id, index=0, step=0, created_at=now(), text=text)
        self.conversation.append(
            Message(
                id=message_id,
                chat_id=self.chat_id,
                parent_id=None,
                role="user",
                task_id=None,
                created_at=now(),
                sibling_ids=[message_id],
                parts=[*([said] if text else []), *attached],
            )
        )

    def attach(self, name: str, media_type: str, data: bytes, *, kind: str = "file") -> AttachmentPart:
        """An attachment part whose bytes can be read."""
        attachment_id = new_id()
        self.kept.attachments[attachment_id] = AttachmentContent(name, media_type, data)
        return AttachmentPart.model_validate(
            {
                "id": new_id(),
                "message_id": new_id(),
                "index": 1,
                "step": 0,
                "created_at": now(),
                "kind": kind,
                "name": name,
                "media_type": media_type,
                "size": len(data),
                "attachment_id": attachment_id,
            }
        )

    def let_write(self, desk: Desk) -> None:
        """From now on the agent has a queue for its changes."""

        def scope_of(key: SessionKey, spec: SessionSpec, prompt: Prompt | None) -> ToolScope:
            return replace(desk.scope, task_id=prompt.task_id if prompt else new_id())

        self.equipment = replace(self.equipment, scope_of=scope_of)
        self.backend = NativeBackend(self.equipment)

    def sent(self, number: int = -1) -> list[dict[str, object]]:
        """The messages of a request the model got."""
        return self.model.chats()[number].body["messages"]


@pytest.fixture
async def client() -> AsyncIterator[LlmClient]:
    async with open_llm_client(QUICK) as client:
        yield client


@pytest.fixture
async def catalog(client: LlmClient, scripted_llm: ScriptedModel) -> AsyncIterator[ModelCatalog]:
    async with open_catalog(client, CatalogSettings(url=scripted_llm.url)) as catalog:
        yield catalog


@pytest.fixture
async def bench(scripted_llm: ScriptedModel, client: LlmClient, catalog: ModelCatalog, repository: Path) -> Bench:
    await catalog.refresh()
    return await make_bench(scripted_llm, client, catalog, repository)


async def make_bench(
    model: ScriptedModel, client: LlmClient, catalog: ModelCatalog, root: Path, rounds: int = 50
) -> Bench:
    """A chat with an agent that may call tools so many rounds."""
    kept = Kept()
    indexes = FileIndexes()

    def scope_of(key: SessionKey, spec: SessionSpec, prompt: Prompt | None) -> ToolScope:
        return ToolScope(
            session_id=spec.session_id,
            chat_id=key.chat_id,
            task_id=prompt.task_id if prompt else new_id(),
            project_id=spec.project_id,
            roots=(spec.directory,),
            put_blob=kept.put_blob,
        )

    equipment = Equipment(
        client=client,
        catalog=catalog,
        counter=TokenCounter(client, catalog),
        toolbox=default_toolbox(indexes),
        scope_of=scope_of,
        attachments=kept,
        read_blob=kept.read_blob,
        max_tool_rounds=rounds,
    )
    backend = NativeBackend(equipment)
    key = SessionKey(new_id(), "boocode")
    session = await backend.open_session(key, SessionSpec(new_id(), new_id(), root, "scripted"))
    return Bench(model, backend, equipment, session, kept, key.chat_id)
