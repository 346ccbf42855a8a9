"""An agent that works in a worktree, as its process would: on real files, between `enter` and `leave`."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import anyio

from boocode.changes.assembly import open_workplaces
from boocode.changes.workplaces import WorktreeWorkplaces
from boocode.contracts.agents import NoticeReport
from boocode.contracts.wire.changes import Change
from boocode.contracts.workplaces import TurnAuthor, Workplace
from boocode.db import Database
from boocode.kernel.ids import new_id
from boocode.projects.worktrees.service import Worktrees
from tests.changes.desk import Desk, open_desk
from tests.support.rows import HOST, Place

DEADLINE_SECONDS = 60


@dataclass
class Bench:
    """A desk, and agents that work in the session's workplace."""

    desk: Desk
    service: Worktrees
    workplaces: WorktreeWorkplaces

    @asynccontextmanager
    async def turn(self, *calls: str, provider: str = "opencode") -> AsyncGenerator[Turn]:
        """A turn of another agent; at its end, what it did is among the changes."""
        turn = await self.begin(provider=provider)
        yield turn
        await turn.leave(*calls)

    async def begin(self, *, provider: str = "opencode") -> Turn:
        """A turn that begins."""
        place = self.desk.place
        author = TurnAuthor(place.session_id, place.project_id, new_id(), place.chat_id, provider)
        await self._run(author, is_running=True)
        return Turn(self, author, await self.workplaces.enter(author))

    async def worktree(self) -> Path:
        """The session's worktree, made if there is none."""
        return (await self.service.ensure(self.desk.place.session_id)).row.directory

    async def ended(self, author: TurnAuthor) -> None:
        await self._run(author, is_running=False)

    async def differing(self) -> set[str]:
        """Paths that differ between what is accepted and the worktree."""
        row = await self.service.find(self.desk.place.session_id)
        assert row is not None
        looks = self.desk.changes.worktrees.looks
        tree = (await looks.snapshot(row)).tree
        return {diff.path for diff in await looks.differing(row, tree)}

    async def _run(self, author: TurnAuthor, *, is_running: bool) -> None:
        """The task's row, as the runner would leave it."""
        if not is_running:
            await self.desk.db.execute("delete from tasks where id = %s", (author.task_id,))
            return
        message_id = new_id()
        await self.desk.db.execute(
            "insert into messages (id, chat_id, role) values (%s, %s, 'user')", (message_id, author.chat_id)
        )
        await self.desk.db.execute(
            "insert into tasks (id, chat_id, session_id, project_id, host, message_id, provider, position, state,"
            " writes, lease_owner, lease_token, lease_until) values (%s, %s, %s, %s, %s, %s, %s, 1, 'running', true,"
            " %s, 1, now() + interval '1 minute')",
            (author.task_id, author.chat_id, author.session_id, author.project_id, HOST, message_id, author.provider,
             uuid4()),
        )  # fmt: skip


@dataclass
class Turn:
    """A turn under way."""

    bench: Bench
    author: TurnAuthor
    place: Workplace
    notices: Sequence[NoticeReport] = ()

    @property
    def root(self) -> Path:
        return self.place.directory

    def write(self, path: str, content: str | bytes, mode: int | None = None) -> None:
        """Write as the agent's process would."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if mode is not None:
            file.chmod(mode)

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text is not None
        assert old in text
        self.write(path, text.replace(old, new))

    def read(self, path: str) -> str | None:
        file = self.root / path
        return file.read_text() if file.exists() else None

    def remove(self, path: str) -> None:
        os.unlink(self.root / path)

    async def called(self, *calls: str) -> None:
        """These calls have ended; a look saw what they did."""
        before = await self._last_look()
        self.bench.workplaces.observe(self.author, calls)
        with anyio.fail_after(DEADLINE_SECONDS):
            while await self._last_look() == before:
                await anyio.sleep(0.02)

    async def leave(self, *calls: str) -> None:
        """The turn ends."""
        await self.bench.ended(self.author)
        self.notices = await self.bench.workplaces.leave(self.author, calls)

    def codes(self) -> list[object]:
        return [notice.data.get("code") for notice in (*self.place.notices, *self.notices)]

    async def _last_look(self) -> datetime:
        return (await self.bench.service.get(self.place.worktree_id)).used_at


@asynccontextmanager
async def open_bench(db: Database, place: Place) -> AsyncGenerator[Bench]:
    """Everything opened on a project whose agents work in worktrees."""
    async with open_desk(db, place) as desk:
        service = Worktrees(db, desk.events, data_dir=place.path.parent / "data", host=HOST)
        async with open_workplaces(db, service, desk.changes, look_seconds=DEADLINE_SECONDS) as workplaces:
            yield Bench(desk, service, workplaces)


def in_worktree(desk: Desk, directory: Path) -> Desk:
    """The desk of a native agent whose session has a worktree."""
    return replace(desk, scope=replace(desk.scope, roots=(directory,)))


def calls_of(change: Change) -> list[list[str]]:
    """By hunk, the calls that made it."""
    return [[call for by in hunk.by for call in by.call_ids] for hunk in change.hunks]
