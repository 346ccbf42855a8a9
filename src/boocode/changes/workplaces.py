"""Turns in workplaces: what an agent writes there, looked at while it works and when it is done, becomes changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import anyio
from anyio.abc import TaskGroup

from boocode.changes import frames_store, store
from boocode.changes.absorbing import By
from boocode.changes.direct import DirectTurns
from boocode.changes.fingerprints import Fingerprint, fingerprint_of
from boocode.changes.rejections import Rejections, Untold
from boocode.changes.snapshots import Looked
from boocode.changes.worktrees import SessionWorktrees
from boocode.contracts.agents import NoticeReport
from boocode.contracts.workplaces import TurnAuthor, Workplace
from boocode.db import Database
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError
from boocode.projects.worktrees.model import WorktreeRow
from boocode.projects.worktrees.service import Worktrees

log = logging.getLogger(__name__)

SHOWN_PATHS = 5


@dataclass(slots=True, eq=False)
class _Turn:
    """A turn under way in a workplace.

    Attributes:
        untold: What its agent is told with the prompt.
        before: The project's own state when it began.
        waiting: Calls that ended since the last look began.
        looked_at: Calls whose work a look has seen.
        is_looking: A look is under way; `wants_look`: and another one has to follow.
    """

    author: TurnAuthor
    row: WorktreeRow
    untold: Untold
    before: Fingerprint | None
    began_at: datetime
    waiting: list[str] = field(default_factory=list[str])
    looked_at: set[str] = field(default_factory=set[str])
    refused: dict[str, str] = field(default_factory=dict[str, str])
    is_looking: bool = False
    wants_look: bool = False
    looking: anyio.CancelScope | None = None
    has_ended: bool = False


class WorktreeWorkplaces:
    """Implements `contracts.workplaces.Workplaces`."""

    def __init__(
        self,
        db: Database,
        service: Worktrees,
        worktrees: SessionWorktrees,
        direct: DirectTurns,
        rejections: Rejections,
        group: TaskGroup,
        *,
        look_seconds: float,
    ) -> None:
        self._db = db
        self._service = service
        self._worktrees = worktrees
        self._direct = direct
        self._rejections = rejections
        self._group = group
        self._look_seconds = look_seconds
        self._turns: dict[UUID, _Turn] = {}

    async def enter(self, author: TurnAuthor) -> Workplace:
        """See `Workplaces`. What an interrupted turn left is counted as that turn's."""
        ensured = await self._service.ensure(author.session_id)
        async with self._worktrees.lock(ensured.row.id):
            row = await self._service.get(ensured.row.id)
            notices = [*ensured.notices, *await self._catch_up(row)]
            untold = await self._rejections.untold(author.session_id, author.chat_id)
            before = await self._fingerprint(row) if row.is_own else None
            async with self._db.transaction() as conn:
                await frames_store.set_turn(conn, row.id, author)
            self._turns[author.task_id] = _Turn(author, row, untold, before, now())
        return Workplace(row.id, row.directory, row.is_own, untold.notes, notices)

    async def untold(self, author: TurnAuthor) -> Sequence[str]:
        """See `Workplaces`."""
        untold = await self._rejections.untold(author.session_id, author.chat_id)
        await self._rejections.told(untold)
        return untold.notes

    def observe(self, author: TurnAuthor, call_ids: Sequence[str]) -> None:
        """See `Workplaces`. One look at a time runs, and one waits."""
        turn = self._turns.get(author.task_id)
        if turn is None or turn.has_ended or not turn.row.is_own:
            return
        turn.waiting += [call_id for call_id in call_ids if call_id not in turn.waiting]
        turn.wants_look = True
        if not turn.is_looking:
            turn.is_looking = True
            self._group.start_soon(self._look_while_wanted, turn, name="looks at a worktree")

    async def leave(self, author: TurnAuthor, call_ids: Sequence[str]) -> Sequence[NoticeReport]:
        """See `Workplaces`. Cut short, the next turn in the workplace does what is left."""
        turn = self._turns.pop(author.task_id, None)
        if turn is None:
            return []
        turn.has_ended = True
        if turn.looking is not None:
            turn.looking.cancel()
        async with self._worktrees.lock(turn.row.id):
            row = await self._service.get(turn.row.id)
            calls = [*turn.waiting, *(one for one in call_ids if one not in turn.looked_at | set(turn.waiting))]
            by = _by(author, calls or call_ids)
            notices = await self._look_at_last(row, by, turn)
            async with self._db.transaction() as conn:
                await frames_store.set_turn(conn, row.id, None)
        await self._rejections.told(turn.untold)
        return [*notices, *await self._touched(turn)]

    async def look_again(self, row: WorktreeRow) -> None:
        """The human had files of a worktree changed: what differs now are its changes."""
        if row.is_own and row.session_id is not None:
            async with self._worktrees.lock(row.id):
                await self._worktrees.looks.look(row, By())

    async def give_up(self, row: WorktreeRow) -> None:
        """The human had a worktree removed: what was pending of it is over."""
        if row.is_own and row.session_id is not None:
            await self._worktrees.give_up(row.session_id)

    async def _catch_up(self, row: WorktreeRow) -> list[NoticeReport]:
        """Bring the workplace and the changes in step before anybody works there."""
        async with self._db.connection() as conn:
            previous = await frames_store.turn(conn, row.id)
        by = By() if previous is None else _by(previous, ())
        if not row.is_own:
            return _unlisted(await self._direct.begin(row, by if previous else None))
        stuck = await self._worktrees.reverts.carry_out(row)
        looked = await self._worktrees.looks.look(row, by)
        return _notices(looked.refused, looked.left_out, stuck)

    async def _look_at_last(self, row: WorktreeRow, by: By, turn: _Turn) -> list[NoticeReport]:
        if not row.is_own:
            return _unlisted(await self._direct.end(row, by))
        stuck = await self._worktrees.reverts.carry_out(row)
        looked = await self._worktrees.looks.look(row, by)
        return _notices({**turn.refused, **looked.refused}, looked.left_out, stuck)

    async def _look_while_wanted(self, turn: _Turn) -> None:
        """Best effort: whatever goes wrong here, the look at the turn's end is the truth."""
        try:
            while turn.wants_look and not turn.has_ended:
                turn.wants_look = False
                await self._look_once(turn)
        except Exception:
            log.exception("a worktree could not be looked at")
        finally:
            turn.is_looking = False

    async def _look_once(self, turn: _Turn) -> None:
        looked: Looked | None = None
        async with self._worktrees.lock(turn.row.id):
            if turn.has_ended:
                return
            calls, turn.waiting = turn.waiting, []
            try:
                with anyio.move_on_after(self._look_seconds) as turn.looking:
                    looked = await self._worktrees.looks.look(turn.row, _by(turn.author, calls))
            except (BooError, OSError) as error:
                log.info("a look at %s failed: %s", turn.row.path, error)
            finally:
                turn.looking = None
                if looked is None:
                    turn.waiting = [*calls, *turn.waiting]
        if looked is not None:
            turn.looked_at.update(calls)
            turn.refused |= looked.refused

    async def _fingerprint(self, row: WorktreeRow) -> Fingerprint | None:
        async with self._db.connection() as conn:
            assert row.session_id is not None
            place = await store.session_place(conn, row.session_id)
        return await fingerprint_of(place.root)

    async def _touched(self, turn: _Turn) -> list[NoticeReport]:
        """Whether the project's own files changed during the turn, the human's decisions aside."""
        if turn.before is None:
            return []
        after = await self._fingerprint(turn.row)
        async with self._db.connection() as conn:
            ours = await frames_store.written_since(conn, turn.row.project_id, turn.began_at)
        paths = sorted(turn.before.differing(after) - ours) if after else []
        if not paths:
            return []
        return [
            NoticeReport(
                "info",
                f"Files of the project itself changed during this turn: {_listed(paths)}. If that was not you, the"
                " agent wrote outside of its worktree.",
                {"code": "project_touched", "paths": paths[:200]},
            )
        ]


def _by(author: TurnAuthor, call_ids: Sequence[str]) -> By:
    return By(author.task_id, author.chat_id, author.provider, tuple(call_ids))


def _notices(refused: Mapping[str, str], left_out: int, stuck: Sequence[str]) -> list[NoticeReport]:
    """What the user must know of a look."""
    notices: list[NoticeReport] = []
    if refused:
        reasons = " ".join(list(refused.values())[:SHOWN_PATHS])
        more = f" And {len(refused) - SHOWN_PATHS} more." if len(refused) > SHOWN_PATHS else ""
        data: dict[str, object] = {"code": "not_applied", "paths": list(refused)[:200]}
        notices.append(NoticeReport("info", reasons + more, data))
    if stuck:
        text = (
            f"What you rejected in {_listed(stuck)} is still in the worktree, because the agent went on in the same"
            " places. It is among the changes again."
        )
        notices.append(NoticeReport("info", text, {"code": "still_there", "paths": list(stuck)[:200]}))
    if left_out:
        text = (
            f"{left_out:,} more files differ than are listed. If they are not meant to be reviewed, let `.gitignore`"
            " name them; else decide on these first."
        )
        notices.append(NoticeReport("info", text, {"code": "left_out", "count": left_out}))
    return notices


def _unlisted(paths: Sequence[str]) -> list[NoticeReport]:
    text = f"Changed, but not listed, so it cannot be taken back here: {_listed(paths)}."
    return [NoticeReport("info", text, {"code": "not_listed", "paths": list(paths)[:200]})] if paths else []


def _listed(paths: Sequence[str]) -> str:
    shown = ", ".join(f"`{path}`" for path in paths[:SHOWN_PATHS])
    return shown + (f" and {len(paths) - SHOWN_PATHS} more" if len(paths) > SHOWN_PATHS else "")
