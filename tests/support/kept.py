"""Attachments and blobs without a database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from boocode.contracts.ports import AttachmentContent
from boocode.kernel.errors import NotFound


@dataclass
class Kept:
    """Attachments and blobs in memory; implements `contracts.ports.AttachmentReader`."""

    attachments: dict[UUID, AttachmentContent] = field(default_factory=dict[UUID, AttachmentContent])
    blobs: dict[str, bytes] = field(default_factory=dict[str, bytes])

    async def read_attachment(self, attachment_id: UUID) -> AttachmentContent:
        if attachment_id not in self.attachments:
            raise NotFound("This attachment is gone.")
        return self.attachments[attachment_id]

    async def put_blob(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self.blobs[sha256] = content
        return sha256

    async def read_blob(self, sha256: str) -> bytes:
        return self.blobs[sha256]
