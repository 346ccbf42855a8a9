"""The session's view: the project's files with its pending changes laid over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from boocode.contracts.changes import Overlay, PendingFile
from boocode.db import Database
from boocode.files.blobs import BlobStore


class View:
    """Implements `contracts.changes.FileView`. A worktree needs no view: it holds what is pending."""

    def __init__(self, db: Database, blobs: BlobStore) -> None:
        self._db = db
        self._blobs = blobs

    async def overlay(self, session_id: UUID) -> Overlay:
        async with self._db.connection() as conn:
            cursor = await conn.execute(
                "select c.path, c.new_path, c.content_sha, b.size, coalesce(c.content_mode, c.base_mode), c.updated_at"
                " from changes c left join blobs b on b.sha256 = c.content_sha"
                " where c.session_id = %(session)s and c.state in ('pending', 'conflict')"
                " and not exists (select from worktrees w where w.session_id = %(session)s and w.state = 'ready'"
                " and w.kind <> 'project')",
                {"session": session_id},
                prepare=True,
            )
            rows = await cursor.fetchall()
        overlay: dict[str, PendingFile] = {}
        for path, new_path, sha256, size, mode, at in rows:
            if new_path:
                overlay[path] = PendingFile(None, 0, None, at.timestamp())
            overlay[new_path or path] = PendingFile(sha256, size or 0, mode, at.timestamp())
        return overlay

    async def contents(self, sha256s: Sequence[str]) -> Mapping[str, bytes]:
        return await self._blobs.get_many(sha256s)
