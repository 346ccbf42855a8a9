"""Deciding on changes: applying, rejecting and taking back, whole or in part.

What is decided is written in one transaction that holds the project's lock; the files are written while it is open,
under a journal entry that was committed before (see `journal`).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID

import anyio

from boocode.changes import store
from boocode.changes.errors import ApplyNotAllowed, TreeMoves
from boocode.changes.journal import Entry, Journal
from boocode.changes.parts import Selected
from boocode.changes.verdict import Verdict
from boocode.changes.worktrees import SessionWorktrees
from boocode.changes.writing import DiskMoved
from boocode.contracts.changes import Author
from boocode.contracts.wire.changes import ChangeState, Decision
from boocode.db import Database
from boocode.events import EventLog, remember, remembered
from boocode.files.blobs import BlobStore
from boocode.kernel.errors import BooError

log = logging.getLogger(__name__)

ATTEMPTS = 5
AT_ONCE = 4  # each holds one connection while it needs others
Decide = Callable[[Verdict], Awaitable[Decision]]


class Decisions:
    """Applies, rejects and rewinds.

    Args:
        denied: Directories that are never written, such as BooCode's own data.
    """

    def __init__(
        self,
        db: Database,
        events: EventLog,
        blobs: BlobStore,
        journal: Journal,
        worktrees: SessionWorktrees,
        *,
        denied: Sequence[Path] = (),
    ) -> None:
        self._db = db
        self._events = events
        self._blobs = blobs
        self._journal = journal
        self._worktrees = worktrees
        self._denied = tuple(denied)
        self._at_once = anyio.CapacityLimiter(AT_ONCE)

    async def apply(
        self, session_id: UUID, client_id: UUID | None, selected: Sequence[Selected] | None, *, one: bool = False
    ) -> Decision:
        """Write changes to the project's files: these, or all that are open. All files are written, or none.

        What does not fit is refused and listed, and becomes a conflict; the rest is applied.

        Args:
            one: Exactly one change was asked for: what stands in its way is an error.

        Raises:
            ChangeDecided, ChangeMovedOn, PathRefused, NotFound: With `one`, or if it is true of all that was selected.
            TreeMoves: Somebody writes these files all the time.
        """
        route = f"apply {selected[0].change_id if one and selected else session_id}"

        async def decide(verdict: Verdict) -> Decision:
            return await verdict.apply(session_id, selected, one=one)

        return await self._carry_out(client_id, route, decide)

    async def reject(
        self, session_id: UUID, client_id: UUID | None, selected: Sequence[Selected] | None, *, one: bool = False
    ) -> Decision:
        """Turn changes down: these, or all that are open. Raises as `apply`."""
        route = f"reject {selected[0].change_id if one and selected else session_id}"

        async def decide(verdict: Verdict) -> Decision:
            return await verdict.reject(session_id, selected, one=one)

        return await self._carry_out(client_id, route, decide)

    async def rewind(self, change_id: UUID, client_id: UUID | None) -> Decision:
        """Take an applied change back; what came after it in the same files stays.

        Raises:
            NotFound, NotApplied, PathRefused: There is nothing that could be taken back.
            RewindOverlap: Later work stands on it; the error has its hunks.
        """

        async def decide(verdict: Verdict) -> Decision:
            return await verdict.rewind(change_id)

        return await self._carry_out(client_id, f"rewind {change_id}", decide)

    async def apply_for(self, author: Author, paths: Sequence[str]) -> str:
        """Apply for an agent; gives what to tell it. Raises ApplyNotAllowed."""
        await self._require_allowed(author)
        async with self._db.connection() as conn:
            rows = await store.find(conn, author.session_id, limit=0)
        chosen = [Selected(row.id) for row in rows if not paths or row.path in paths or row.new_path in paths]
        if not chosen:
            return "Nothing of this is pending."
        decision = await self.apply(author.session_id, None, chosen)
        return _told(decision, "applied", "Applied")

    async def rewind_for(self, author: Author, paths: Sequence[str]) -> str:
        """Rewind what the agent's task applied, newest first; gives what to tell it. Raises ApplyNotAllowed."""
        await self._require_allowed(author)
        async with self._db.connection() as conn:
            rows = await store.find(conn, author.session_id, state="applied", task_id=author.task_id, limit=500)
        lines: list[str] = []
        for row in rows:
            if paths and row.path not in paths and row.new_path not in paths:
                continue
            try:
                lines.append(_told(await self.rewind(row.id, None), "rewound", "Took back"))
            except BooError as error:
                lines.append(f"{row.target}: {error.message}")
        await self._worktrees.settle(author.session_id, anyway=True)
        return "\n".join(lines) or "Nothing of this task was applied."

    async def _require_allowed(self, author: Author) -> None:
        async with self._db.connection() as conn:
            if not (await store.session_place(conn, author.session_id)).allow_apply:
                raise ApplyNotAllowed("The developer has not allowed this here. The changes wait for their review.")

    async def _carry_out(self, client_id: UUID | None, route: str, decide: Decide) -> Decision:
        """Decide in one transaction, again while the files move; the same `client_id` gets the same answer.

        Nobody can stop it half way: files and rows have to come to the same end.
        """
        async with self._at_once:
            with anyio.CancelScope(shield=True):
                for _ in range(ATTEMPTS):
                    try:
                        decision = await self._decide_once(client_id, route, decide)
                    except DiskMoved:
                        continue
                    for session_id in {change.session_id for change in decision.changes}:
                        await self._worktrees.settle(session_id)
                    return decision
        raise TreeMoves("These files are being written all the time; nothing was changed. Try again.")

    async def _decide_once(self, client_id: UUID | None, route: str, decide: Decide) -> Decision:
        verdict: Verdict | None = None
        try:
            async with self._events.transaction() as tx:
                if client_id and (body := await remembered(tx.conn, client_id, route)) is not None:
                    return Decision.model_validate(body)
                verdict = Verdict(tx, self._blobs, self._journal, self._worktrees.reverts, self._denied)
                decision = await decide(verdict)
                if client_id:
                    await remember(tx.conn, client_id, decision)
            return decision
        except BaseException:
            if verdict is not None and verdict.entry is not None:
                await self._take_back(verdict.entry)
            raise

    async def _take_back(self, entry: Entry) -> None:
        try:
            await self._journal.take_back(entry)
        except BooError as error:  # the database is gone: it is done before anything else is written here
            log.warning("what was being applied in %s will be taken back later: %s", entry.root, error.message)


def _told(decision: Decision, state: ChangeState, verb: str) -> str:
    lines = [f"{verb} {change.new_path or change.path}." for change in decision.changes if change.state == state]
    return "\n".join([*lines, *(refusal.message for refusal in decision.refused)])
