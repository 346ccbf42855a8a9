"""Opens everything of this package."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio

from boocode.changes.deciding import Decisions
from boocode.changes.direct import DirectTurns
from boocode.changes.journal import Journal, WriterOf
from boocode.changes.queue import Queue
from boocode.changes.rejections import Rejections
from boocode.changes.reverts import Reverts
from boocode.changes.service import PendingChanges
from boocode.changes.snapshots import Looks
from boocode.changes.view import View
from boocode.changes.workplaces import WorktreeWorkplaces
from boocode.changes.worktrees import SessionWorktrees
from boocode.changes.writing import TreeWriter
from boocode.db import Database
from boocode.events import EventLog
from boocode.files.blobs import BlobStore
from boocode.projects.worktrees.places import Places
from boocode.projects.worktrees.service import Worktrees

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ChangesParts:
    """For people (`pending`), for tools that write (`queue`) and for tools that read (`view`).

    Attributes:
        worktrees: What is written into the worktrees of sessions.
        direct: Turns in projects' own directories.
        rejections: What agents are to be told.
    """

    pending: PendingChanges
    queue: Queue
    view: View
    worktrees: SessionWorktrees
    direct: DirectTurns
    rejections: Rejections


async def open_changes(
    db: Database,
    events: EventLog,
    blobs: BlobStore,
    *,
    host: str,
    data_dir: Path,
    denied: Sequence[Path] = (),
    writer_of: WriterOf = TreeWriter,
) -> ChangesParts:
    """Changes of this host's projects, after what an earlier process did not finish writing has been taken back.

    Args:
        data_dir: BooCode's data directory, where worktrees are.
        denied: Directories that are never written.
        writer_of: What writes below a guard.
    """
    journal = Journal(db, blobs, writer_of)
    if undone := await journal.recover_all(host):
        log.warning("%d decisions on changes were cut short; their files are as before", undone)
    reverts = Reverts(db, blobs)
    looks = Looks(db, events, blobs, reverts, Places(data_dir), denied)
    worktrees = SessionWorktrees(db, events, blobs, reverts, looks)
    decisions = Decisions(db, events, blobs, journal, worktrees, denied=denied)
    return ChangesParts(
        PendingChanges(db, events, blobs, decisions, worktrees, denied=denied),
        Queue(db, events, blobs, decisions, worktrees),
        View(db, blobs),
        worktrees,
        DirectTurns(events, blobs, looks),
        Rejections(db),
    )


@asynccontextmanager
async def open_workplaces(
    db: Database, service: Worktrees, changes: ChangesParts, *, look_seconds: float = LOOK_SECONDS
) -> AsyncGenerator[WorktreeWorkplaces]:
    """The workplaces of this host; looks under way at the end are cut short.

    From here on, new worktrees begin with what is pending, and what the human has done to them is noticed.

    Args:
        look_seconds: How long a look at a worktree may take while an agent works there.
    """
    async with anyio.create_task_group() as group:
        workplaces = WorktreeWorkplaces(
            db, service, changes.worktrees, changes.direct, changes.rejections, group, look_seconds=look_seconds
        )
        service.on_made = changes.worktrees.materialise
        service.on_moved = workplaces.look_again
        service.on_removed = workplaces.give_up
        yield workplaces
        group.cancel_scope.cancel()
