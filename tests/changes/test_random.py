"""Two agents and a human edit, apply, reject and take back in random order: nobody's applied text is ever lost.

Every line that anybody writes is unique, so that what a file must hold after a decision can be said exactly: what it
held before, without the lines the decision takes away, and with those it brings. A refusal must have a reason: somebody
else's work in the same place.
"""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Protocol
from uuid import UUID, uuid4

import pytest

from boocode.changes.disk import read_state, same_place
from boocode.changes.errors import ChangeMovedOn, RewindOverlap
from boocode.changes.hunks import difference
from boocode.changes.merging import merge
from boocode.changes.model import Row, StoredEdit, Wanted, described
from boocode.changes.parts import part_to_apply, part_to_reject
from boocode.changes.planning import Clash, plan
from boocode.changes.queue import _new_row  # pyright: ignore[reportPrivateUsage]
from boocode.changes.writing import TreeWriter, Write
from boocode.contracts.changes import ABSENT, Author, FileState
from boocode.contracts.wire.changes import Change
from boocode.db import Database
from boocode.files.blobs import sha256_of
from boocode.files.guard import PathGuard
from boocode.kernel.ids import new_id
from tests.changes.desk import Desk, open_desk
from tests.changes.writer import Writer
from tests.support.rows import make_chat

PATHS = ("a.txt", "b.txt", "sub/c.txt")
LINES = 30


@dataclass(frozen=True)
class Proposal:
    """A change as the scenario knows it, open or applied: what it wants, per hunk."""

    key: object
    path: str
    base: bytes | None
    content: bytes | None
    hunks: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """A decision that was not carried out."""


class Book(Protocol):
    """Where changes are kept and decided."""

    @property
    def root(self) -> Path: ...
    async def view(self, agent: int, path: str) -> bytes | None: ...
    async def propose(self, agent: int, path: str, content: bytes | None) -> None: ...
    async def open(self, agent: int) -> list[Proposal]: ...
    async def applied(self) -> list[Proposal]: ...
    async def apply(self, proposal: Proposal, hunks: tuple[str, ...] | None) -> Refused | None: ...
    async def reject(self, proposal: Proposal, hunks: tuple[str, ...] | None) -> Refused | None: ...
    async def rewind(self, proposal: Proposal) -> Refused | None: ...


# --- the pure core, in memory, on real files -----------------------------------------------------------------------


@dataclass
class MemoryBook:
    """The same planning, splitting, merging and writing as in the server, with rows in a dict."""

    root: Path
    rows: dict[UUID, Row] = field(default_factory=dict[UUID, Row])
    edits: dict[UUID, list[StoredEdit]] = field(default_factory=dict[UUID, list[StoredEdit]])
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    agents: tuple[UUID, UUID] = field(default_factory=lambda: (new_id(), new_id()))

    def _keep(self, content: bytes | None) -> str | None:
        if content is None:
            return None
        self.contents[sha256_of(content)] = content
        return sha256_of(content)

    def _content(self, sha: str | None) -> bytes | None:
        return None if sha is None else self.contents[sha]

    def _open_at(self, agent: int, path: str) -> Row | None:
        session = self.agents[agent]
        return next((r for r in self.rows.values() if r.session_id == session and r.path == path and r.is_open), None)

    async def view(self, agent: int, path: str) -> bytes | None:
        row = self._open_at(agent, path)
        return self._content(row.content_sha) if row else self._disk(path).content

    def _disk(self, path: str) -> FileState:
        guard = PathGuard([self.root])
        return read_state(guard, same_place(guard, path))

    async def propose(self, agent: int, path: str, content: bytes | None) -> None:
        session, chat = self.agents[agent], self.agents[agent]
        row = self._open_at(agent, path)
        author = Author(session, session, new_id(), chat, "boocode", "call", PathGuard([self.root]))
        if row is None:
            disk = self._disk(path)
            self._keep(disk.content)
            row = _new_row(author, path, disk)
        before, after = row.content_sha, self._keep(content)
        chain = self.edits.setdefault(row.id, [])
        chain.append(StoredEdit(row.id, len(chain), author.task_id, chat, "boocode", ("call",), before, after))
        row = described(replace(row, content_sha=after, state="pending"), chain, self.contents)
        self.rows[row.id] = replace(row, state="superseded") if row.is_nothing else row

    def _shown(self, row: Row, base: str | None, content: str | None) -> Proposal:
        hunks = tuple(str(hunk["id"]) for hunk in row.hunks)
        return Proposal(row.id, row.path, self._content(base), self._content(content), hunks)

    async def open(self, agent: int) -> list[Proposal]:
        rows = [row for row in self.rows.values() if row.session_id == self.agents[agent] and row.is_open]
        return [self._shown(row, row.base_sha, row.content_sha) for row in rows]

    async def applied(self) -> list[Proposal]:
        rows = [row for row in self.rows.values() if row.state == "applied"]
        return [self._shown(row, row.pre_sha, row.post_sha) for row in rows]

    async def apply(self, proposal: Proposal, hunks: tuple[str, ...] | None) -> Refused | None:
        assert isinstance(proposal.key, UUID)
        row = self.rows[proposal.key]
        part = part_to_apply(row, hunks, self.edits[row.id], self.contents)
        self.contents.update(part.contents or {})
        wanted = Wanted(
            row.path,
            row.target,
            FileState(self._content(part.decided.base_sha), row.base_mode),
            FileState(self._content(part.decided.content_sha), part.decided.content_mode),
        )
        done = await self._write(wanted)
        if done is None:
            self.rows[row.id] = replace(row, state="conflict")
            return Refused()
        pre, post = done
        decided = replace(part.decided, state="applied", pre_sha=self._keep(pre), post_sha=self._keep(post))
        self.rows[decided.id] = decided
        if part.rest is not None:
            self.rows[row.id] = replace(part.rest, state="superseded") if part.rest.is_nothing else part.rest
        return None

    async def reject(self, proposal: Proposal, hunks: tuple[str, ...] | None) -> Refused | None:
        assert isinstance(proposal.key, UUID)
        row = self.rows[proposal.key]
        part = part_to_reject(row, hunks, self.edits[row.id], self.contents)
        self.contents.update(part.contents or {})
        self.rows[part.decided.id] = replace(part.decided, state="rejected")
        if part.rest is not None:
            self.rows[row.id] = part.rest
            self.edits[row.id] += [part.edit] if part.edit else []
        return None

    async def rewind(self, proposal: Proposal) -> Refused | None:
        assert isinstance(proposal.key, UUID)
        row = self.rows[proposal.key]
        post, pre = FileState(proposal.content, row.post_mode), FileState(proposal.base, row.pre_mode)
        if await self._write(Wanted(row.path, row.path, post, pre)) is None:
            return Refused()
        self.rows[row.id] = replace(row, state="rewound")
        return None

    async def _write(self, wanted: Wanted) -> tuple[bytes | None, bytes | None] | None:
        async def read(path: str) -> FileState:
            return self._disk(path)

        outcome = await plan(wanted, read, merge)
        if isinstance(outcome, Clash):
            return None
        writes = [Write(step.path, f".boocode-{n}", step.pre, step.post) for n, step in enumerate(outcome.steps)]
        TreeWriter(PathGuard([self.root])).write(writes)
        return outcome.pre.content, outcome.post.content


# --- the server's own, on a database -------------------------------------------------------------------------------


@dataclass
class ServerBook:
    """Tools, queue, decisions and rows as they are served."""

    desks: tuple[Desk, Desk]

    @property
    def root(self) -> Path:
        return self.desks[0].root

    async def view(self, agent: int, path: str) -> bytes | None:
        desk = self.desks[agent]
        found = (await desk.changes.view.overlay(desk.place.session_id)).get(path)
        if found is None:
            return desk.read(path)
        return None if found.sha256 is None else await desk.blobs.get(found.sha256)

    async def propose(self, agent: int, path: str, content: bytes | None) -> None:
        desk = self.desks[agent].as_task()
        state = ABSENT if content is None else FileState(content)
        author = desk.scope.author()
        await desk.changes.queue.propose(author, path, lambda now: replace(state, mode=now.mode) if content else state)

    async def open(self, agent: int) -> list[Proposal]:
        return [await self._shown(change) for change in await self.desks[agent].open()]

    async def _shown(self, change: Change) -> Proposal:
        text = await self.desks[0].pending.text(change.id)
        old, new = (None if side is None else side.encode() for side in (text.old, text.new))
        return Proposal(change, change.path, old, new, tuple(hunk.id for hunk in change.hunks))

    async def applied(self) -> list[Proposal]:
        async with self.desks[0].db.connection() as conn:
            cursor = await conn.execute(
                "select id, path, pre_sha, post_sha from changes where state = 'applied' order by decided_at, id"
            )
            rows = await cursor.fetchall()
        found: list[Proposal] = []
        for change_id, path, pre, post in rows:
            contents = await self.desks[0].blobs.get_many([sha for sha in (pre, post) if sha])
            found.append(Proposal(change_id, path, contents.get(pre), contents.get(post), ()))
        return found

    async def apply(self, proposal: Proposal, hunks: tuple[str, ...] | None) -> Refused | None:
        assert isinstance(proposal.key, Change)
        numbers = None if hunks is None else [proposal.hunks.index(hunk) for hunk in hunks]
        decision = await self.desks[0].apply(proposal.key, hunks=numbers)
        return Refused() if decision.refused else None

    async def reject(self, proposal: Proposal, hunks: tuple[str, ...] | None) -> Refused | None:
        assert isinstance(proposal.key, Change)
        await self.desks[0].reject(
            proposal.key, hunks=None if hunks is None else [proposal.hunks.index(hunk) for hunk in hunks]
        )
        return None

    async def rewind(self, proposal: Proposal) -> Refused | None:
        assert isinstance(proposal.key, UUID)
        try:
            await self.desks[0].pending.rewind(proposal.key, uuid4())
        except RewindOverlap:
            return Refused()
        return None


# --- the scenario --------------------------------------------------------------------------------------------------


@dataclass
class Scenario:
    """Random steps, each checked."""

    random: Random
    book: Book
    applied: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.writer = Writer(self.random)

    async def step(self) -> None:
        """One thing that somebody does."""
        act: Callable[[], Awaitable[None]] = self.random.choices(
            [self.human, self.propose, self.apply, self.reject, self.rewind], [3, 6, 4, 1, 2]
        )[0]
        await act()

    async def human(self) -> None:
        path = self.random.choice(PATHS)
        file = self.book.root / path
        now = file.read_bytes() if file.exists() else None
        if now is None or self.random.random() < 0.95:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(self.writer.edited(now, "human"))
        else:
            file.unlink()

    async def propose(self) -> None:
        agent, path = self.random.randrange(2), self.random.choice(PATHS)
        now = await self.book.view(agent, path)
        wanted = None if now is not None and self.random.random() < 0.04 else self.writer.edited(now, f"agent {agent}")
        await self.book.propose(agent, path, wanted)
        assert await self.book.view(agent, path) == wanted

    async def apply(self) -> None:
        proposal, hunks = await self._pick()
        if proposal is None:
            return
        before = self._tree()
        refused = await self.book.apply(proposal, hunks)
        part = _part(proposal, hunks)
        self._check(before, proposal.path, proposal.base, part, refused)
        self.applied += refused is None

    async def reject(self) -> None:
        proposal, hunks = await self._pick()
        if proposal is not None:
            before = self._tree()
            await self.book.reject(proposal, hunks)
            assert self._tree() == before

    async def rewind(self) -> None:
        if applied := await self.book.applied():
            proposal = self.random.choice(applied[-6:])
            before = self._tree()
            refused = await self.book.rewind(proposal)
            self._check(before, proposal.path, proposal.content, proposal.base, refused)

    async def _pick(self) -> tuple[Proposal | None, tuple[str, ...] | None]:
        proposals = await self.book.open(self.random.randrange(2))
        if not proposals:
            return None, None
        proposal = self.random.choice(proposals)
        if len(proposal.hunks) > 1 and self.random.random() < 0.6:
            return proposal, tuple(self.random.sample(proposal.hunks, self.random.randint(1, len(proposal.hunks))))
        return proposal, None

    def _tree(self) -> dict[str, bytes]:
        return {path: (self.book.root / path).read_bytes() for path in PATHS if (self.book.root / path).exists()}

    def _check(
        self, before: dict[str, bytes], path: str, base: bytes | None, wanted: bytes | None, refused: Refused | None
    ) -> None:
        after = self._tree()
        was, now = before.get(path), after.get(path)
        assert {name: text for name, text in before.items() if name != path} == {
            name: text for name, text in after.items() if name != path
        }
        if refused:
            self.refused += 1
            assert now == was
            assert _in_the_way(path, base, wanted, was), (base, wanted, was)
            return
        brought = _lines(wanted) - _lines(base)
        taken = _lines(base) - _lines(wanted)
        assert _lines(now) == (_lines(was) - taken) | brought, (base, wanted, was, now)
        stayed = [line for line in (was or b"").splitlines() if line in _lines(now)]
        assert stayed == [line for line in (now or b"").splitlines() if line in set(stayed)]


def _lines(content: bytes | None) -> set[bytes]:
    return set((content or b"").splitlines())


def _part(proposal: Proposal, hunks: tuple[str, ...] | None) -> bytes | None:
    if hunks is None or set(hunks) == set(proposal.hunks):
        return proposal.content
    return difference(proposal.path, proposal.base, proposal.content).with_only(hunks)


def _in_the_way(path: str, base: bytes | None, wanted: bytes | None, disk: bytes | None) -> bool:
    """Whether somebody else's work is in the same place as what was wanted."""
    if base is None or wanted is None or disk is None:
        return disk != base
    mine = [block for hunk in difference(path, base, wanted).hunks for block in hunk.blocks]
    others = [block for hunk in difference(path, base, disk).hunks for block in hunk.blocks]
    return any(a.old_start <= b.old_end and b.old_start <= a.old_end for a in mine for b in others)


def start(root: Path) -> None:
    for path in PATHS:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("".join(f"{path} {number}\n" for number in range(LINES)))


@pytest.mark.parametrize("half", [0, 1])
async def test_ten_thousand_random_steps_lose_nothing(fast_directory: Path, half: int) -> None:
    applied = refused = 0
    for case in range(50):
        root = fast_directory / str(case)
        start(root)
        scenario = Scenario(Random(f"{half} {case}"), MemoryBook(root))
        for _ in range(100):
            await scenario.step()
        applied, refused = applied + scenario.applied, refused + scenario.refused
        shutil.rmtree(root)
    assert applied > 400
    assert refused > 100


async def test_the_same_on_the_server(db: Database, fast_directory: Path) -> None:
    root = fast_directory / "project"
    start(root)
    first = await make_chat(db, root)
    second = await make_chat(db, root, project_id=first.project_id)
    async with open_desk(db, first) as one, open_desk(db, second) as two:
        scenario = Scenario(Random("server"), ServerBook((one, two)))
        for _ in range(250):
            try:
                await scenario.step()
            except ChangeMovedOn as error:
                raise AssertionError("nobody else was there") from error
        assert scenario.applied > 20
        assert one.leftovers() == []
