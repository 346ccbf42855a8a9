"""Attachments: files, pictures and long pastes that go with a prompt; and what tools stored as blobs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from uuid import UUID

from boocode.chats.errors import AttachmentInUse, AttachmentTooLarge, EmptyAttachment
from boocode.contracts.ports import AttachmentContent
from boocode.db import Database
from boocode.files.blobs import BlobStore
from boocode.files.kinds import SAMPLE_BYTES, PictureKind, TextKind, kind_of
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean

MAX_BYTES = 32 * 1024 * 1024
Kind = Literal["file", "image", "paste"]
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}")
# Types a browser would run or render as a page are not repeated to it.
_UNSAFE_TYPES = re.compile(r".*(html|xml|svg|javascript|ecmascript|x-shockwave).*")


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """An attachment; its bytes are the blob `sha256`."""

    id: UUID
    kind: Kind
    name: str
    media_type: str
    size: int
    sha256: str

    @property
    def is_image(self) -> bool:
        """Whether its first bytes are those of a picture that browsers show safely."""
        return self.kind == "image"

    @property
    def served_type(self) -> str:
        """The media type to serve it with: never one that a browser would run."""
        if self.is_image:
            return self.media_type
        if self.media_type.startswith("text/"):
            return "text/plain; charset=utf-8"
        return "application/octet-stream" if _UNSAFE_TYPES.fullmatch(self.media_type) else self.media_type


@dataclass(frozen=True, slots=True)
class _Output:
    blob: str | None
    text: str | None


class Attachments:
    """Stores and reads attachments. Implements `contracts.ports.AttachmentReader`."""

    def __init__(self, db: Database, blobs: BlobStore) -> None:
        self._db = db
        self._blobs = blobs

    async def add(
        self,
        content: bytes,
        *,
        name: str,
        kind: Kind | None = None,
        claimed_type: str = "",
        chat_id: UUID | None = None,
    ) -> StoredAttachment:
        """Store a file. What it is, its first bytes say; `claimed_type` only fills in what they do not.

        Raises:
            AttachmentTooLarge: It is over 32 MB.
            EmptyAttachment: It has no bytes.
            NotFound: There is no such chat.
        """
        if chat_id is not None and await self._db.fetch_value("select 1 from chats where id = %s", (chat_id,)) is None:
            raise NotFound("There is no such chat.", chat_id=str(chat_id))
        if not content:
            raise EmptyAttachment("This file is empty.", name=safe_name(name))
        if len(content) > MAX_BYTES:
            raise AttachmentTooLarge(f"An attachment may have {MAX_BYTES // 2**20} MB at most.", limit=MAX_BYTES)
        stored = _described(content, name, kind, claimed_type, await self._blobs.put(content))
        await self._db.execute(
            "insert into attachments (id, chat_id, kind, name, media_type, size, sha256)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            (stored.id, chat_id, stored.kind, stored.name, stored.media_type, stored.size, stored.sha256),
        )
        return stored

    async def get(self, attachment_id: UUID) -> StoredAttachment:
        """Raises NotFound when there is none."""
        found = await self._db.fetch_one(
            StoredAttachment,
            "select id, kind, name, media_type, size, sha256 from attachments where id = %s",
            (attachment_id,),
        )
        if found is None:
            raise NotFound("There is no such attachment.", attachment_id=str(attachment_id))
        return found

    async def open(self, attachment_id: UUID) -> tuple[StoredAttachment, AsyncIterator[bytes]]:
        """An attachment and its bytes. Raises NotFound."""
        stored = await self.get(attachment_id)
        return stored, await self._opened(stored.sha256)

    async def read_attachment(self, attachment_id: UUID) -> AttachmentContent:
        """All of an attachment. Raises NotFound when it is gone."""
        stored = await self.get(attachment_id)
        data = await self._blobs.get(stored.sha256)
        return AttachmentContent(name=stored.name, media_type=stored.media_type, data=data)

    async def delete(self, attachment_id: UUID) -> None:
        """Drop an attachment that no message uses.

        Raises:
            NotFound: There is none.
            AttachmentInUse: A message refers to it.
        """
        async with self._db.transaction() as conn:
            if await conn.fetch_value("select 1 from attachments where id = %s for update", (attachment_id,)) is None:
                raise NotFound("There is no such attachment.", attachment_id=str(attachment_id))
            used = await conn.fetch_value(
                "select exists (select from attachments a join messages m on m.chat_id = a.chat_id"
                " join parts p on p.message_id = m.id"
                " where a.id = %(id)s and p.type = 'attachment' and p.data ->> 'attachment_id' = %(id)s::text)",
                {"id": attachment_id},
            )
            if used:
                raise AttachmentInUse("A message uses this attachment. Delete the message instead.")
            await conn.execute("delete from attachments where id = %s", (attachment_id,))

    async def open_output(self, part_id: UUID) -> AsyncIterator[bytes]:
        """The whole output of a tool call: the stored blob, else the text the part has itself. Raises NotFound."""
        found = await self._db.fetch_one(
            _Output,
            "select data ->> 'output_blob' as blob, data ->> 'text' as text from parts where id = %s",
            (part_id,),
        )
        if found is None:
            raise NotFound("There is no such part.", part_id=str(part_id))
        return await self._opened(found.blob) if found.blob else _once((found.text or "").encode())

    async def open_image(self, part_id: UUID, sha256: str) -> tuple[str, AsyncIterator[bytes]]:
        """A picture of a part, with its media type. Raises NotFound when the part has no such picture."""
        known = await self._db.fetch_value(
            "select 1 from parts where id = %s and data -> 'images' ? %s", (part_id, sha256)
        )
        if known is None:
            raise NotFound("This part has no such picture.", part_id=str(part_id))
        content = await self._blobs.get(sha256)
        match kind_of(content[:SAMPLE_BYTES]):
            case PictureKind(media_type):
                return media_type, _once(content)
            case _:
                return "application/octet-stream", _once(content)

    async def _opened(self, sha256: str) -> AsyncIterator[bytes]:
        await self._blobs.size(sha256)  # so that a missing blob is an error, not a broken stream
        return self._blobs.stream(sha256)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _described(content: bytes, name: str, kind: Kind | None, claimed_type: str, sha256: str) -> StoredAttachment:
    shown = safe_name(name)
    claimed = claimed_type.partition(";")[0].strip().lower()
    match kind_of(content[:SAMPLE_BYTES]):
        case PictureKind(media_type):
            kind = "image"
        case TextKind():
            media_type = claimed if claimed.startswith("text/") and _MEDIA_TYPE.fullmatch(claimed) else "text/plain"
            kind = "paste" if kind == "paste" else "file"
        case _:
            is_plain = _MEDIA_TYPE.fullmatch(claimed) and not claimed.startswith(("text/", "image/"))
            media_type = claimed if is_plain else "application/octet-stream"
            kind = "file"
    return StoredAttachment(new_id(), kind, shown, media_type, len(content), sha256)


def safe_name(name: str) -> str:
    """The last component of a file name, without control and direction characters, at most 200 characters."""
    last = PurePosixPath(clean(name).replace("\\", "/")).name
    kept = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp")).strip()
    if len(kept) > 200:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) < 20 else kept[:200]
    return kept if kept not in ("", ".", "..") else "file"
