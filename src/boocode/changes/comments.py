"""Comments on lines of changes: drafts of the human, sent with the next message, resolved in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from boocode.changes import store
from boocode.changes.model import Contents, Row, content_of
from boocode.contracts.wire.changes import Comment, CommentState, Side
from boocode.db import Connection, Database
from boocode.events import EventLog, remember, remembered
from boocode.files.blobs import BlobStore
from boocode.files.lines import lines_of
from boocode.kernel.errors import Invalid, NotFound
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean

MAX_TEXT = 10_000
MAX_QUOTE = 300
MAX_REVIEW_BYTES = 50_000  # of one message; the rest goes with the next one
_SELECT: LiteralString = (
    "select m.id, m.session_id, m.change_id, coalesce(c.new_path, c.path) as path, m.side, m.line, m.quote, m.text,"
    " m.state, m.created_at, m.updated_at from change_comments m join changes c on c.id = m.change_id where "
)


@dataclass(frozen=True, slots=True)
class Review:
    """Comments as they go to the agent: for the model as text, for the UI one by one."""

    text: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class _Stored:
    id: UUID
    session_id: UUID
    change_id: UUID
    path: str
    side: Side
    line: int
    quote: str
    text: str
    state: CommentState
    created_at: datetime
    updated_at: datetime

    def shown(self, *, line: int | None = None, outdated: bool = False) -> Comment:
        return Comment(
            id=self.id,
            session_id=self.session_id,
            change_id=self.change_id,
            path=self.path,
            side=self.side,
            line=line or self.line,
            quote=self.quote,
            text=self.text,
            state=self.state,
            outdated=outdated,
            created_at=self.created_at,
            updated_at=self.updated_at,
        )


class Comments:
    """Makes, changes and lists comments."""

    def __init__(self, db: Database, events: EventLog, blobs: BlobStore) -> None:
        self._db = db
        self._events = events
        self._blobs = blobs

    async def of_change(self, change_id: UUID) -> list[Comment]:
        """Comments on a change, oldest first. Raises NotFound."""
        async with self._db.connection() as conn:
            row = await store.get(conn, change_id)
            found = await _find(conn, "m.change_id = %s order by m.created_at", change_id)
        return await self._placed(found, [row])

    async def of_session(self, session_id: UUID, rows: Sequence[Row]) -> list[Comment]:
        """Comments on these changes of a session, oldest first."""
        async with self._db.connection() as conn:
            found = await _find(conn, "m.session_id = %s order by m.created_at", session_id)
        known = {row.id for row in rows}
        return await self._placed([comment for comment in found if comment.change_id in known], rows)

    async def make(
        self, change_id: UUID, side: Side, line: int, text: str, *, client_id: UUID | None = None
    ) -> Comment:
        """A draft on a line of one side of a change. The same `client_id` again gives the same comment.

        Raises:
            NotFound: There is no such change.
            Invalid: There is no such line, or no text.
        """
        text = _checked(text)
        async with self._db.connection() as conn:
            row = await store.get(conn, change_id)
        sha = row.base_sha if side == "old" else row.content_sha
        lines = lines_of(content_of(await self._blobs.get_many([sha] if sha else []), sha))
        if not 1 <= line <= len(lines):
            raise Invalid(f"The {side} side has no line {line}.", lines=len(lines))
        comment_id = new_id()
        async with self._events.transaction() as tx:
            if client_id and (body := await remembered(tx.conn, client_id, f"comment {change_id}")) is not None:
                return Comment.model_validate(body)
            await tx.conn.execute(
                "insert into change_comments (id, session_id, change_id, side, line, quote, text)"
                " values (%s, %s, %s, %s, %s, %s, %s)",
                (comment_id, row.session_id, change_id, side, line, _quote(lines[line - 1]), text),
            )
            tx.changed(f"session:{row.session_id}", "changes")
            comment = (await _get(tx.conn, comment_id)).shown()
            if client_id:
                await remember(tx.conn, client_id, comment)
            return comment

    async def change(self, comment_id: UUID, *, text: str | None = None, state: CommentState | None = None) -> Comment:
        """Set what is not None. Raises NotFound, Invalid."""
        text = None if text is None else _checked(text)
        async with self._events.transaction() as tx:
            await tx.conn.execute(
                "update change_comments set text = coalesce(%s, text), state = coalesce(%s, state),"
                " updated_at = clock_timestamp() where id = %s",
                (text, state, comment_id),
            )
            comment = await _get(tx.conn, comment_id)
            tx.changed(f"session:{comment.session_id}", "changes")
        return comment.shown()

    async def delete(self, comment_id: UUID) -> None:
        """Raises NotFound when there is none."""
        async with self._events.transaction() as tx:
            comment = await _get(tx.conn, comment_id)
            await tx.conn.execute("delete from change_comments where id = %s", (comment_id,))
            tx.changed(f"session:{comment.session_id}", "changes")

    async def _placed(self, comments: Sequence[_Stored], rows: Sequence[Row]) -> list[Comment]:
        """Comments where their lines are now."""
        by_id = {row.id: row for row in rows}
        commented = [by_id[comment.change_id] for comment in comments]
        contents = await self._blobs.get_many(store.shas_of(commented)) if commented else {}
        return [_placed(comment, by_id[comment.change_id], contents) for comment in comments]


async def take_drafts(conn: Connection, session_id: UUID) -> Review | None:
    """The session's drafts, which are sent with the message of this transaction; None when there are none."""
    waiting = await _find(conn, "m.session_id = %s and m.state = 'draft' order by m.created_at", session_id)
    taken: list[_Stored] = []
    size = 0
    for comment in waiting:
        size += len(comment.text.encode()) + len(comment.quote.encode())
        if taken and size > MAX_REVIEW_BYTES:
            break
        taken.append(comment)
    if not taken:
        return None
    await conn.execute(
        "update change_comments set state = 'sent', updated_at = clock_timestamp() where id = any(%s)",
        ([comment.id for comment in taken],),
    )
    taken.sort(key=lambda comment: (comment.path, comment.line))
    sent = [comment.shown().model_copy(update={"state": "sent"}) for comment in taken]
    return Review(_for_model(sent), tuple(sent))


def _for_model(comments: Sequence[Comment]) -> str:
    lines = ["My review of your pending changes:"]
    for comment in comments:
        side = "line" if comment.side == "new" else "removed line"
        lines.append(f"\n`{comment.path}` {side} {comment.line}: `{comment.quote.strip()}`\n{comment.text}")
    return "\n".join(lines)


def _placed(comment: _Stored, row: Row, contents: Contents) -> Comment:
    lines = lines_of(content_of(contents, row.base_sha if comment.side == "old" else row.content_sha))
    same = [number for number, line in enumerate(lines, 1) if _quote(line) == comment.quote]
    if not same:
        return comment.shown(outdated=True)
    return comment.shown(line=min(same, key=lambda number: abs(number - comment.line)))


def _quote(line: bytes) -> str:
    return clean(line.rstrip(b"\r\n").decode("utf-8", "replace"))[:MAX_QUOTE]


def _checked(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Invalid("Write something in the comment.")
    if len(text) > MAX_TEXT:
        raise Invalid(f"A comment has at most {MAX_TEXT:,} characters.", limit=MAX_TEXT)
    return text


async def _get(conn: Connection, comment_id: UUID) -> _Stored:
    found = await _find(conn, "m.id = %s", comment_id)
    if not found:
        raise NotFound("There is no such comment.", comment_id=str(comment_id))
    return found[0]


async def _find(conn: Connection, where: LiteralString, value: object) -> list[_Stored]:
    return await conn.fetch_all(_Stored, _SELECT + where, (value,))
