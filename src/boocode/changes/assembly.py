"""Opens everything of this package."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from boocode.changes.deciding import Decisions
from boocode.changes.journal import Journal, WriterOf
from boocode.changes.queue import Queue
from boocode.changes.service import PendingChanges
from boocode.changes.view import View
from boocode.changes.writing import TreeWriter
from boocode.db import Database
from boocode.events import EventLog
from boocode.files.blobs import BlobStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChangesParts:
    """For people (`pending`), for tools that write (`queue`) and for tools that read (`view`)."""

    pending: PendingChanges
    queue: Queue
    view: View


async def open_changes(
    db: Database,
    events: EventLog,
    blobs: BlobStore,
    *,
    host: str,
    denied: Sequence[Path] = (),
    writer_of: WriterOf = TreeWriter,
) -> ChangesParts:
    """Changes of this host's projects, after what an earlier process did not finish writing has been taken back.

    Args:
        denied: Directories that are never written.
        writer_of: What writes below a guard.
    """
    journal = Journal(db, blobs, writer_of)
    if undone := await journal.recover_all(host):
        log.warning("%d decisions on changes were cut short; their files are as before", undone)
    decisions = Decisions(db, events, blobs, journal, denied=denied)
    pending = PendingChanges(db, events, blobs, decisions, denied=denied)
    return ChangesParts(pending, Queue(db, events, blobs, decisions), View(db, blobs))
