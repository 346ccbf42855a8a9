"""An agent in a worktree and a human in the project write and decide in random order.

Every line that anybody writes is unique, so that it can be said exactly what a decision may do to the project, and
that nothing that was rejected is ever there again. Whenever nobody works in the worktree, what differs from what was
accepted is exactly what is open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from boocode.changes import store
from boocode.changes.errors import ChangeMovedOn, RewindOverlap
from boocode.changes.frames import KEPT
from boocode.changes.hunks import difference
from boocode.changes.model import Row
from boocode.changes.objects import versions_at
from boocode.contracts.wire.changes import Decision
from boocode.db import Database
from boocode.files.blobs import sha256_of
from tests.changes.desk import Desk
from tests.changes.turns import Bench, Turn, open_bench
from tests.changes.writer import Writer
from tests.support.rows import git_repository, make_chat

PATHS = ("a.txt", "b.txt", "sub/c.txt", "new.txt")
LINES = 30
STEPS = 50


@dataclass
class Scenario:
    """One history of random steps.

    Attributes:
        gone: Lines that were rejected, by path: the worktree must not have them when nobody works there.
    """

    bench: Bench
    random: Random
    turn: Turn | None = None
    applied: int = 0
    rejected: int = 0
    gone: dict[str, set[bytes]] = field(default_factory=dict[str, set[bytes]])

    def __post_init__(self) -> None:
        self.writer = Writer(self.random)

    @property
    def desk(self) -> Desk:
        return self.bench.desk

    async def step(self) -> None:
        act: Callable[[], Awaitable[None]] = self.random.choices(
            [self.work, self.human, self.apply, self.reject, self.rewind, self.edit], [7, 2, 4, 3, 1, 1]
        )[0]
        await act()
        if self.turn is None:
            await self.check()

    async def work(self) -> None:
        """The agent's turn begins, goes on or ends."""
        if self.turn is None:
            self.turn = await self.bench.begin()
        for _ in range(self.random.randint(0, 2)):
            path = self.random.choice(PATHS)
            file = self.turn.root / path
            now = file.read_bytes() if file.exists() else None
            if now is not None and self.random.random() < 0.06:
                file.unlink()
            else:
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(self.writer.edited(now, "agent"))
        if self.random.random() < 0.4:
            await self.turn.called("call")
        if self.random.random() < 0.6:
            await self.turn.leave("call")
            for notice in self.turn.notices:
                if notice.data.get("code") == "still_there":
                    for path in notice.data["paths"]:  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
                        self.gone.pop(str(path), None)  # pyright: ignore[reportUnknownArgumentType]
            self.turn = None

    async def human(self) -> None:
        path = self.random.choice(PATHS)
        now = self.desk.read(path)
        if now is not None:
            self.desk.write(path, self.writer.edited(now, "human"))

    async def apply(self) -> None:
        row, hunks = await self._pick()
        if row is None:
            return
        base, content = await self._sides(row.base_sha, row.content_sha)
        before = self._tree()
        decision = await self._decide(self.desk.apply, row, hunks)
        if decision is None or decision.refused:
            assert self._tree() == before
            return
        self.applied += 1
        wanted = content if hunks is None else difference(row.path, base, content).with_only(_ids(row, hunks))
        self._check_project(before, row.path, base, wanted)

    async def reject(self) -> None:
        row, hunks = await self._pick()
        if row is None:
            return
        base, content = await self._sides(row.base_sha, row.content_sha)
        before = self._tree()
        decision = await self._decide(self.desk.reject, row, hunks)
        assert self._tree() == before
        if decision is None:
            return
        self.rejected += 1
        part = content if hunks is None else difference(row.path, base, content).with_only(_ids(row, hunks))
        self.gone.setdefault(row.path, set()).update(_lines(part) - _lines(base))

    async def rewind(self) -> None:
        applied = [change for change in await self.desk.list() if change.state == "applied"]
        if not applied:
            return
        change = self.random.choice(applied[:4])
        async with self.desk.db.connection() as conn:
            row = await store.get(conn, change.id)
        pre, post = await self._sides(row.pre_sha, row.post_sha)
        base, content = await self._sides(row.base_sha, row.content_sha)
        before = self._tree()
        try:
            decision = await self.desk.rewind(change)
        except RewindOverlap:
            assert self._tree() == before
            return
        self._check_project(before, change.path, post, pre)
        if decision.changes[0].reason != KEPT:
            self.gone.setdefault(change.path, set()).update(_lines(content) - _lines(base))

    async def edit(self) -> None:
        """The human edits what is pending."""
        row, _ = await self._pick()
        if row is None or self.turn is not None or row.content_sha is None:
            return
        _, content = await self._sides(None, row.content_sha)
        wanted = self.writer.edited(content, "hand")
        await self.desk.pending.edit(row.id, wanted.decode())
        self.gone.setdefault(row.path, set()).update(_lines(content) - _lines(wanted))
        async with self.desk.db.connection() as conn:
            base = (await store.get(conn, row.id)).base_sha
        original, _ = await self._sides(base, None)
        self.gone[row.path] -= _lines(original)

    async def check(self) -> None:
        """Nobody works in the worktree: it differs from what was accepted in exactly what is open."""
        worktree = await self.bench.service.find(self.desk.place.session_id)
        if worktree is None:
            return
        async with self.desk.db.connection() as conn:
            rows = await store.open_rows(conn, self.desk.place.session_id)
        accepted = await versions_at(worktree.repository, self.desk.blobs, worktree.accepted_tree, PATHS)
        for row in rows:
            assert (row.path, row.new_path) == (row.path, None)
            assert row.base_sha == accepted[row.path].sha, row.path
            assert row.content_sha == _sha(worktree.directory / row.path), row.path
        assert await self.bench.differing() == {row.path for row in rows}
        for path, lines in self.gone.items():
            file = worktree.directory / path
            there = _lines(file.read_bytes()) if file.exists() else set[bytes]()
            assert not there & lines, (path, there & lines)

    async def _decide(
        self, decide: Callable[..., Awaitable[Decision]], row: Row, hunks: list[int] | None
    ) -> Decision | None:
        try:
            return await decide(await self.desk.pending.get(row.id), hunks=hunks)
        except ChangeMovedOn:
            return None

    async def _pick(self) -> tuple[Row | None, list[int] | None]:
        async with self.desk.db.connection() as conn:
            rows = [row for row in await store.open_rows(conn, self.desk.place.session_id) if row.new_path is None]
        if not rows:
            return None, None
        row = self.random.choice(rows)
        if row.op == "edit" and len(row.hunks) > 1 and self.random.random() < 0.7:
            count = self.random.randint(1, len(row.hunks) - 1)
            return row, sorted(self.random.sample(range(len(row.hunks)), count))
        return row, None

    async def _sides(self, one: str | None, other: str | None) -> tuple[bytes | None, bytes | None]:
        blobs = self.desk.blobs
        return (await blobs.get(one) if one else None), (await blobs.get(other) if other else None)

    def _tree(self) -> dict[str, bytes]:
        return {path: content for path in PATHS if (content := self.desk.read(path)) is not None}

    def _check_project(self, before: dict[str, bytes], path: str, base: bytes | None, wanted: bytes | None) -> None:
        after = self._tree()
        assert {name: text for name, text in before.items() if name != path} == {
            name: text for name, text in after.items() if name != path
        }
        brought, taken = _lines(wanted) - _lines(base), _lines(base) - _lines(wanted)
        assert _lines(after.get(path)) == (_lines(before.get(path)) - taken) | brought


def _ids(row: Row, hunks: list[int]) -> list[str]:
    return [str(row.hunks[number]["id"]) for number in hunks]


def _lines(content: bytes | None) -> set[bytes]:
    return set((content or b"").splitlines())


def _sha(file: Path) -> str | None:
    return sha256_of(file.read_bytes()) if file.exists() else None


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_accepted_is_lost_and_nothing_rejected_comes_back(
    db: Database, fast_directory: Path, seed: int
) -> None:
    files = {path: "".join(f"{path} {number}\n" for number in range(LINES)) for path in PATHS[:3]}
    place = await make_chat(db, git_repository(fast_directory / "project", files))
    async with open_bench(db, place) as bench:
        scenario = Scenario(bench, Random(seed))
        before = bench.desk.git("rev-parse", "HEAD"), (bench.desk.root / ".git/index").read_bytes()
        steps = 0
        while steps < STEPS or min(scenario.applied, scenario.rejected) <= 3:
            await scenario.step()
            steps += 1
            assert steps < 10 * STEPS, "hardly anything is decided"
        if scenario.turn is not None:
            await scenario.turn.leave()
            scenario.turn = None
        assert bench.desk.leftovers() == []
        assert before == (bench.desk.git("rev-parse", "HEAD"), (bench.desk.root / ".git/index").read_bytes())
