"""What people and turns do with worktrees."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import UUID

import anyio
from anyio import to_thread

from boocode.contracts.agents import NoticeReport
from boocode.contracts.wire.worktrees import Keep, Kept, SessionWorkplace, WorktreeRisk
from boocode.contracts.wire.worktrees import Worktree as WireWorktree
from boocode.contracts.wire.worktrees import Worktrees as WireWorktrees
from boocode.db import Connection, Database
from boocode.events import EventLog
from boocode.kernel.errors import NotFound, Unavailable
from boocode.projects.worktrees import store
from boocode.projects.worktrees.caretaking import Caretaker
from boocode.projects.worktrees.errors import NeedsNewBase, RepositoryGone, SessionBusy, WorktreeAtRisk
from boocode.projects.worktrees.listing import shown
from boocode.projects.worktrees.locks import WorktreeLocks
from boocode.projects.worktrees.making import make_base
from boocode.projects.worktrees.model import WorktreeRow
from boocode.projects.worktrees.moving import put_away, put_on_base
from boocode.projects.worktrees.places import Places
from boocode.projects.worktrees.removal import NOTHING_KEPT, forget_repository, risk_of, take_away
from boocode.projects.worktrees.repository import find_repository, repository_of
from boocode.projects.worktrees.risk import NOTHING
from boocode.projects.worktrees.trust import Setups
from boocode.projects.worktrees.upkeep import needs_new_base
from boocode.projects.worktrees.workshop import Workshop

Hook = Callable[[WorktreeRow], Awaitable[None]]
EXPLANATIONS = {
    "worktree": "Agents work in a worktree of their own, made of the project's files as they are; what they do becomes"
    " pending changes.",
    "copy": "The project has no git: agents work in a copy of its files, in a private repository; what they do becomes"
    " pending changes.",
    "project": "Agents work in the project's own directory: what they write is there at once, and can be taken back.",
}


@dataclass(frozen=True, slots=True)
class Ensured:
    """A worktree that is ready, and what the user must be shown. `is_new`: it was made just now."""

    row: WorktreeRow
    notices: Sequence[NoticeReport] = ()
    is_new: bool = False


@dataclass(slots=True)
class Parting:
    """What became of the work in the worktree of a deleted session; nothing was kept where there was none."""

    kept: Kept = field(default_factory=lambda: NOTHING_KEPT)


async def _nothing(_row: WorktreeRow) -> None: ...


class Worktrees:
    """The worktrees of all sessions of this host.

    Attributes:
        setups: What projects want done in new worktrees, and whether the human trusts it.
        on_made: Called with a new worktree before anybody works there; if it fails, the worktree is not made.
        on_moved: Called when files of a worktree were changed by the human's wish: put away, put on a new base.
        on_removed: Called when the worktree of a session that goes on was removed, with the row that it had.
    """

    def __init__(self, db: Database, events: EventLog, *, data_dir: Path, host: str) -> None:
        self._db = db
        self._log = events
        self._host = host
        self._places = Places(data_dir)
        self._locks = WorktreeLocks(db)
        self._care = Caretaker(db, events, self._places, self._locks, host, self._remove)
        self.setups = Setups(db, events)
        self.on_made: Hook = _nothing
        self.on_moved: Hook = _nothing
        self.on_removed: Hook = _nothing

    def index(self, row: WorktreeRow) -> Path:
        """BooCode's own index of a worktree, for `snapshot_tree`."""
        return self._places.index(row.id)

    async def find(self, session_id: UUID) -> WorktreeRow | None:
        """The session's worktree, whatever its state; None before its first need."""
        async with self._db.connection() as conn:
            return await store.find(conn, session_id)

    async def get(self, worktree_id: UUID) -> WorktreeRow:
        """Raises NotFound when there is none."""
        async with self._db.connection() as conn:
            return await store.get(conn, worktree_id)

    async def ensure(self, session_id: UUID) -> Ensured:
        """The session's worktree, made on first need, and made again from the last look if its directory is gone.

        Raises:
            NotFound: There is no such session.
            RepositoryGone: The project is not there.
            NeedsNewBase: The project's HEAD no longer descends from what the worktree was made of.
            GitFailed, OSError: It could not be made; the next call tries again.
        """
        place = await self._place(session_id)
        row = await self.find(session_id)
        if row is None or not await _is_there(row):
            async with self._locks.alone(session_id):
                place, row = await self._place(session_id), await self.find(session_id)
                if row is None or not await _is_there(row):
                    return await self._make(place, row)
        if await needs_new_base(row, Path(place.path)):
            raise NeedsNewBase(
                "The project's HEAD no longer descends from what this session's worktree was made of (a rebase, or"
                " another branch?). Go back, or give the worktree a new base in the session's workplace settings.",
                worktree_id=str(row.id),
            )
        return Ensured(row)

    async def _make(self, place: store.SessionPlace, row: WorktreeRow | None) -> Ensured:
        workshop = Workshop(self._db, self._places, self._locks, self._save)
        try:
            if row is not None and row.state != "making":
                made, notices = await workshop.again(place, row)
            else:
                made, notices = await workshop.new(place, row, self.on_made)
        except OSError as error:
            raise Unavailable(f"The worktree could not be made: {error.strerror or error}.") from error
        async with self._changing(made) as conn:
            await store.set_ready(conn, made.id, made.path)
        self._care.measure()
        return Ensured(await self.get(made.id), notices, is_new=row is None or row.state == "making")

    async def workplace(self, session_id: UUID) -> SessionWorkplace:
        """Where the agents of a session work, or would. Raises NotFound."""
        place = await self._place(session_id)
        project = Path(place.path)
        row = await self.find(session_id)
        has_git = await to_thread.run_sync(project.is_dir) and await find_repository(project) is not None
        own: Literal["worktree", "copy"] = "worktree" if has_git else "copy"
        choice: Literal["worktree", "project"] = "project" if place.workplace == "project" else "worktree"
        seen = await self._shown([row]) if row else []
        return SessionWorkplace(
            choice=choice,
            available=[own, "project"],
            explanation=EXPLANATIONS["project" if choice == "project" else own],
            worktree=seen[0] if seen else None,
            setup=await self.setups.get(place.project_id),
        )

    async def make_now(self, session_id: UUID) -> WireWorktree:
        """The session's worktree as clients see it, made if there is none. Raises like `ensure`."""
        return (await self._shown([(await self.ensure(session_id)).row]))[0]

    async def choose(self, session_id: UUID, choice: Literal["worktree", "project"]) -> SessionWorkplace:
        """Let the session's agents work in a worktree, or in the project itself, from their next turn on.

        Raises:
            NotFound: There is no such session.
            SessionBusy: A task works there right now.
            WorktreeAtRisk: Its worktree holds work: apply, reject or remove that first.
        """
        place = await self._place(session_id)
        async with self._locks.alone(session_id):
            await self._require_idle(session_id)
            row = await self.find(session_id)
            if row is not None and (row.kind == "project") != (choice == "project"):
                await self._remove(row, Path(place.path), None)
            async with self._log.transaction() as tx:
                await store.choose(tx.conn, session_id, choice)
                tx.changed(f"session:{session_id}", "workplace")
                tx.changed("app", "sessions")
        return await self.workplace(session_id)

    async def risk(self, session_id: UUID) -> WorktreeRisk:
        """What would be lost with the session's worktree. Raises NotFound."""
        place = await self._place(session_id)
        row = await self.find(session_id)
        return await risk_of(row, self._places, Path(place.path)) if row else NOTHING

    async def stash(self, session_id: UUID) -> Kept:
        """Put the work that is not accepted away, and bring the worktree back to what is.

        Raises:
            NotFound: There is no such session, or it has no worktree.
            SessionBusy: A task works there right now.
        """
        async with self._still(session_id) as (row, project):
            if not row.is_own:
                return NOTHING_KEPT
            kept, commit = await put_away(row, self._places, project)
            if commit is not None:
                async with self._changing(row) as conn:
                    await store.set_snapshot(conn, row.id, commit)
        if commit is not None:
            await self.on_moved(await self.get(row.id))
        return kept

    async def new_base(self, session_id: UUID) -> WireWorktree:
        """Put the worktree on the project's files as they are now, its unaccepted work joined with them.

        Raises:
            NotFound: There is no such session, or it has no worktree.
            SessionBusy: A task works there right now.
            BaseOverlaps: Both changed the same lines; nothing was done.
        """
        async with self._still(session_id) as (row, project):
            repository = await repository_of(row, project)
            if row.is_own:
                async with self._locks.project(row.project_id):
                    base = await make_base(repository, self._places.base_index(row.project_id))
                based, snapshot = await put_on_base(row, base, self._places, project)
                async with self._changing(row) as conn:
                    await store.set_base(conn, based)
                    await store.set_snapshot(conn, row.id, snapshot)
        await self.on_moved(await self.get(row.id))
        return (await self._shown([await self.get(row.id)]))[0]

    async def remove(self, worktree_id: UUID, keep: Keep | None) -> Kept:
        """Remove a worktree; what it holds is kept by a ref first, as `keep` says.

        Raises:
            NotFound: There is none.
            SessionBusy: A task works there right now.
            WorktreeAtRisk: It holds work and `keep` is None.
            RepositoryGone: Nothing could hold its work: only `discard` is possible.
        """
        row = await self.get(worktree_id)
        async with self._locks.alone(row.session_id or row.id):
            row = await self.get(worktree_id)
            if row.state == "removed":
                raise NotFound("This worktree was removed already.", worktree_id=str(worktree_id))
            if row.session_id:
                await self._require_idle(row.session_id)
            paths = await self._project_paths()
            return await self._remove(row, Path(paths[row.project_id]), keep)

    @asynccontextmanager
    async def parting(self, session_id: UUID, keep: Keep | Literal["worktree"] | None) -> AsyncGenerator[Parting]:
        """Delete the session inside of the block. Its worktree is removed after it, with what it holds kept as `keep`
        says; with `worktree` it stays, without a session.

        Raises:
            WorktreeAtRisk: It holds work and `keep` is None. The block is not entered.
        """
        parting = Parting()
        async with self._locks.alone(session_id):
            row = await self.find(session_id)
            if row is None:
                yield parting
                return
            paths = await self._project_paths()
            project = Path(paths[row.project_id])
            if keep is None and (risk := await risk_of(row, self._places, project)).at_risk:
                raise WorktreeAtRisk(row.session_name, risk)
            yield parting
            if keep != "worktree":
                parting.kept = await self._remove(row, project, keep or "rescue")

    async def part_with_project(self, project_id: UUID, keep: Keep | None) -> list[Kept]:
        """Remove all worktrees of a project that is about to be deleted; how their work was kept.

        Raises:
            WorktreeAtRisk: One holds work and `keep` is None; none is removed.
        """
        async with self._db.connection() as conn:
            rows = await store.find_all(conn, self._host, project_id=project_id)
        project = Path((await self._project_paths()).get(project_id, ""))
        for row in rows:
            risk = await risk_of(row, self._places, project) if keep is None else NOTHING
            if risk.at_risk:
                raise WorktreeAtRisk(row.session_name, risk)
        kept: list[Kept] = []
        for row in rows:
            async with self._locks.alone(row.session_id or row.id):
                kept.append(await self._remove(row, project, keep or "rescue"))
        return [one for one in kept if one.ref]

    async def forget_project(self, project_id: UUID) -> None:
        """The project was deleted: the private repository it had goes, unless it holds kept work."""
        await forget_repository(self._places.repository(project_id))

    async def list_worktrees(self) -> WireWorktrees:
        """All worktrees of this host as they are right now, and removed ones whose work is still held by a ref."""
        await self.reconcile()
        async with self._db.connection() as conn:
            rows = await store.find_all(conn, self._host)
            removed = await store.find_removed(conn, self._host)
        found = await self._shown(rows)
        found += [one for one in await self._shown(removed) if one.rescue_refs]
        return WireWorktrees(worktrees=found, total_bytes=sum(one.size_bytes or 0 for one in found))

    async def reconcile(self) -> None:
        """Bring the rows in step with git and the disk."""
        await self._care.reconcile()

    def measure(self) -> None:
        """Have sizes measured in the background."""
        self._care.measure()

    async def tidy(self) -> None:
        """Bring everything in step after a start. See `Caretaker.tidy`."""
        await self._care.tidy()

    async def keep_up(self) -> None:
        """Look after everything. Never ends."""
        await self._care.keep_up()

    async def _remove(self, row: WorktreeRow, project: Path, keep: Keep | None) -> Kept:
        kept = await take_away(row, self._places, project, keep)
        async with self._log.transaction() as tx:
            if row.state == "making":
                await store.forget(tx.conn, row.id)
            else:
                await store.end(tx.conn, row.id)
            tx.changed("app", "worktrees", "sessions")
            if row.session_id:
                tx.changed(f"session:{row.session_id}", "workplace")
        if row.session_id and await self._db.fetch_value("select true from sessions where id = %s", (row.session_id,)):
            await self.on_removed(row)
        return kept

    async def _save(self, row: WorktreeRow) -> None:
        async with self._changing(row) as conn:
            await store.put(conn, row)

    @asynccontextmanager
    async def _changing(self, row: WorktreeRow) -> AsyncGenerator[Connection]:
        """A transaction that tells clients of the worktree."""
        async with self._log.transaction() as tx:
            yield tx.conn
            tx.changed("app", "worktrees")
            if row.session_id:
                tx.changed(f"session:{row.session_id}", "workplace")

    @asynccontextmanager
    async def _still(self, session_id: UUID) -> AsyncGenerator[tuple[WorktreeRow, Path]]:
        """The worktree of a session where nobody works and nothing is applied until the block ends, and its project."""
        place = await self._place(session_id)
        async with self._locks.alone(session_id), self._db.transaction() as conn:
            await self._require_idle(session_id)
            await store.lock_project(conn, place.project_id)
            row = await self.find(session_id)
            if row is None or row.state == "making":
                raise NotFound("This session has no worktree yet.", session_id=str(session_id))
            if not await _is_there(row):
                raise RepositoryGone("The directory of this worktree is gone. The next turn makes it again.")
            yield row, Path(place.path)

    async def _require_idle(self, session_id: UUID) -> None:
        async with self._db.connection() as conn:
            if await store.is_busy(conn, session_id):
                raise SessionBusy("A task works in this session right now. Stop it, or wait for its end.")

    async def _place(self, session_id: UUID) -> store.SessionPlace:
        async with self._db.connection() as conn:
            place = await store.session_place(conn, session_id)
        if place.host != self._host:
            raise Unavailable(f"This project lives on another machine, {place.host}.", host=place.host)
        return place

    async def _project_paths(self) -> dict[UUID, str]:
        async with self._db.connection() as conn:
            return await store.project_paths(conn, self._host)

    async def _shown(self, rows: Sequence[WorktreeRow]) -> list[WireWorktree]:
        return await shown(self._db, self._host, rows)


async def _is_there(row: WorktreeRow) -> bool:
    return row.state in ("ready", "broken") and await to_thread.run_sync(row.directory.is_dir)


@asynccontextmanager
async def open_worktrees(db: Database, events: EventLog, *, data_dir: Path, host: str) -> AsyncGenerator[Worktrees]:
    """Worktrees that are looked after in the background until the block ends."""
    worktrees = Worktrees(db, events, data_dir=data_dir, host=host)
    async with anyio.create_task_group() as group:
        group.start_soon(worktrees.keep_up, name="worktrees")
        yield worktrees
        group.cancel_scope.cancel()
