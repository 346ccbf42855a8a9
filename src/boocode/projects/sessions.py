"""What people do with sessions and their layouts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import orjson

from boocode.contracts.wire.projects import DeviceClass, Layout, Session
from boocode.contracts.wire.worktrees import Keep, Kept
from boocode.db import Connection, Database
from boocode.events import EventLog
from boocode.kernel.errors import TooLarge
from boocode.kernel.text import count_text
from boocode.projects import store
from boocode.projects.errors import LayoutMovedOn, SessionHasWork
from boocode.projects.worktrees import store as worktree_store
from boocode.projects.worktrees.service import Worktrees

MAX_LAYOUT_BYTES = 256 * 1024


class Sessions:
    """Sessions of all projects. New ones are made with their first chat: `Chats.make_session`."""

    def __init__(self, db: Database, log: EventLog, worktrees: Worktrees) -> None:
        self._db = db
        self._log = log
        self._worktrees = worktrees

    async def list_sessions(self, project_id: UUID, *, archived: bool = False) -> Sequence[Session]:
        """Sessions of the project, the one used last first.

        Raises:
            NotFound: There is no such project.
        """
        async with self._db.connection() as conn:
            await store.get_project(conn, project_id)
            return await store.find_sessions(conn, project_id, archived=archived)

    async def get(self, session_id: UUID) -> Session:
        """Raises NotFound when there is none."""
        async with self._db.connection() as conn:
            return await store.get_session(conn, session_id)

    async def change(
        self,
        session_id: UUID,
        *,
        name: str | None = None,
        archived: bool | None = None,
        allow_apply: bool | None = None,
    ) -> Session:
        """Rename, archive or take out of the archive, let agents apply changes or not. Raises NotFound."""
        async with self._log.transaction() as tx:
            await store.get_session(tx.conn, session_id)
            await store.change_session(tx.conn, session_id, name=name, archived=archived, allow_apply=allow_apply)
            session = await store.get_session(tx.conn, session_id)
            tx.changed("app", "sessions", "projects", *(["chats"] if archived is not None else []))
        return session

    async def delete(
        self, session_id: UUID, *, with_changes: bool = False, keep: Keep | Literal["worktree"] | None = None
    ) -> Kept:
        """Delete a session with its chats and its worktree; how work in that was kept.

        Args:
            with_changes: Also if changes wait for a review, which are lost then.
            keep: What to do with work in the worktree; `worktree` leaves the worktree where it is.

        Raises:
            NotFound: There is none.
            SessionHasWork: Tasks are under way or waiting in it, or changes wait for a review.
            WorktreeAtRisk: Its worktree holds work, and `keep` is None.
        """
        async with self._log.transaction() as tx:
            await self._require_done(tx.conn, session_id, with_changes=with_changes)
        async with self._worktrees.parting(session_id, keep) as parting, self._log.transaction() as tx:
            await tx.conn.execute("select from sessions where id = %s for update", (session_id,))
            await self._require_done(tx.conn, session_id, with_changes=with_changes)
            for chat_id in await store.chat_ids(tx.conn, session_id=session_id):
                tx.after_commit(lambda gone=chat_id: self._log.forget(gone))
            await worktree_store.keep_names(tx.conn, session_id)
            await tx.conn.execute("delete from sessions where id = %s", (session_id,))
            tx.changed("app", "projects", "sessions", "chats", "tasks", "requests", "inbox", "worktrees")
        return parting.kept

    async def _require_done(self, conn: Connection, session_id: UUID, *, with_changes: bool) -> None:
        """Raises like `delete`. Locks the session's tasks."""
        session = await store.get_session(conn, session_id)
        if count := await store.lock_tasks(conn, session_id=session_id):
            raise SessionHasWork(
                f"{session.name} has {count_text(count, 'task')} running or waiting. Stop that first, or force it.",
                tasks=count,
            )
        if not with_changes and (count := await store.count_changes(conn, session_id=session_id)):
            raise SessionHasWork(
                f"{session.name} has {count_text(count, 'change')} to review. Apply or reject first, or force it.",
                changes=count,
            )

    async def layout(self, session_id: UUID, device: DeviceClass) -> Layout:
        """How the panes are laid out on this class of device. Raises NotFound."""
        async with self._db.connection() as conn:
            await store.get_session(conn, session_id)
            return await store.get_layout(conn, session_id, device)

    async def save_layout(
        self, session_id: UUID, device: DeviceClass, layout: dict[str, object], *, base_version: int | None
    ) -> Layout:
        """Save a layout as the next version.

        Raises:
            NotFound: There is no such session.
            LayoutMovedOn: It is not `base_version` any more; the newer layout comes with the error.
            TooLarge: It is over 256 KiB.
        """
        if len(orjson.dumps(layout)) > MAX_LAYOUT_BYTES:
            raise TooLarge("This layout is too large to keep.", limit=MAX_LAYOUT_BYTES)
        async with self._log.transaction() as tx:
            # The session's lock also orders two first saves, when there is no row of the layout to lock yet.
            await tx.conn.execute("select from sessions where id = %s for no key update", (session_id,))
            await store.get_session(tx.conn, session_id)
            stored = await store.get_layout(tx.conn, session_id, device)
            if base_version is not None and base_version != stored.version:
                raise LayoutMovedOn(
                    "Another window changed this layout. Yours can be saved over it.",
                    layout=stored.layout,
                    version=stored.version,
                )
            await store.put_layout(tx.conn, session_id, device, layout)
            saved = await store.get_layout(tx.conn, session_id, device)
            tx.changed(f"session:{session_id}", "layout")
        return saved
