"""A project with pending changes on a real database, real git and a real directory."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from boocode.changes.assembly import ChangesParts, open_changes
from boocode.changes.journal import WriterOf
from boocode.changes.parts import Selected
from boocode.changes.service import PendingChanges
from boocode.changes.writing import TreeWriter
from boocode.contracts.wire.changes import Change, Decision
from boocode.db import Database
from boocode.events import EventLog, open_event_log
from boocode.files.blobs import BlobStore
from boocode.files.index import FileIndexes
from boocode.kernel.ids import new_id
from boocode.tools.catalogue import default_toolbox
from boocode.tools.model import ToolResult, ToolScope
from boocode.tools.registry import Toolbox
from tests.support.rows import HOST, Place


@dataclass
class Desk:
    """Agents that propose, and a human who decides."""

    db: Database
    events: EventLog
    blobs: BlobStore
    changes: ChangesParts
    place: Place
    toolbox: Toolbox
    scope: ToolScope

    @property
    def root(self) -> Path:
        return self.place.path

    @property
    def pending(self) -> PendingChanges:
        return self.changes.pending

    async def tool(self, name: str, /, **arguments: Any) -> ToolResult:
        """Call a tool as the agent."""
        scope = replace(self.scope, call_id=f"call-{uuid4().hex[:8]}")
        outcome = await self.toolbox.call(name, json.dumps(arguments), scope)
        assert isinstance(outcome, ToolResult)
        return outcome

    async def do(self, name: str, /, **arguments: Any) -> str:
        """Call a tool that succeeds."""
        outcome = await self.tool(name, **arguments)
        assert not outcome.is_error, outcome.text
        return outcome.text

    def as_task(self, chat_id: UUID | None = None, **more: Any) -> Desk:
        """The same session, worked on by another task."""
        scope = replace(self.scope, task_id=new_id(), chat_id=chat_id or self.scope.chat_id, **more)
        return replace(self, scope=scope)

    async def list(self, **filters: Any) -> list[Change]:
        return (await self.pending.find(self.place.session_id, **filters)).changes

    async def open(self) -> list[Change]:
        return [change for change in await self.list() if change.state in ("pending", "conflict")]

    async def only(self) -> Change:
        (change,) = await self.open()
        return await self.pending.get(change.id)

    async def apply(self, *chosen: Change, hunks: list[int] | None = None) -> Decision:
        """Apply one change (or hunks of it, by number), several, or all."""
        if len(chosen) == 1:
            return await self.pending.apply_one(_selected(chosen[0], hunks), uuid4())
        selected = [Selected(change.id) for change in chosen] or None
        return await self.pending.apply(self.place.session_id, uuid4(), selected)

    async def reject(self, change: Change, hunks: list[int] | None = None) -> Decision:
        return await self.pending.reject_one(_selected(change, hunks), uuid4())

    async def rewind(self, change: Change) -> Decision:
        return await self.pending.rewind(change.id, uuid4())

    def write(self, path: str, content: str | bytes, mode: int | None = None) -> Path:
        """Write a file as the human."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if mode is not None:
            file.chmod(mode)
        return file

    def read(self, path: str) -> bytes | None:
        file = self.root / path
        return file.read_bytes() if file.is_file() else None

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True)
        return done.stdout.decode(errors="replace")

    def leftovers(self) -> list[str]:
        """Temporary files that were left behind."""
        return [str(path) for path in self.root.rglob(".boocode-*")]


def _selected(change: Change, hunks: list[int] | None) -> Selected:
    ids = None if hunks is None else tuple(change.hunks[number].id for number in hunks)
    return Selected(change.id, ids)


def numbered(count: int, prefix: str = "line") -> str:
    """Text of so many different lines."""
    return "".join(f"{prefix} {number}\n" for number in range(1, count + 1))


@asynccontextmanager
async def open_desk(db: Database, place: Place, *, writer_of: WriterOf = TreeWriter) -> AsyncGenerator[Desk]:
    """Everything opened on a project."""
    async with open_event_log(db) as events:
        blobs = BlobStore(db, place.path.parent / "data")
        changes = await open_changes(
            db, events, blobs, host=HOST, data_dir=place.path.parent / "data", writer_of=writer_of
        )
        scope = ToolScope(
            session_id=place.session_id,
            chat_id=place.chat_id,
            task_id=new_id(),
            project_id=place.project_id,
            roots=(place.path,),
            put_blob=blobs.put,
            view=changes.view,
            changes=changes.queue,
            call_id="call",
        )
        yield Desk(db, events, blobs, changes, place, default_toolbox(FileIndexes()), scope)


def mode_of(path: Path) -> int:
    return os.stat(path).st_mode & 0o7777
