"""Ports: what packages below need from packages above. `app` wires them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from boocode.contracts.wire.chat import Message


@dataclass(frozen=True, slots=True)
class ChatSummary:
    """A chat of the project, as another chat's agent may see it."""

    id: UUID
    title: str
    session: str
    updated_at: str


class ChatReader(Protocol):
    """Reads other chats of the same project."""

    async def list_chats(self, project_id: UUID, *, limit: int = 50) -> Sequence[ChatSummary]: ...

    async def read_chat(self, project_id: UUID, chat_id: UUID) -> Sequence[Message]:
        """The shown path of a chat.

        Raises:
            NotFound: No such chat in this project.
        """
        ...


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    name: str
    media_type: str
    data: bytes


class AttachmentReader(Protocol):
    """Reads the bytes of attachments of a chat."""

    async def read_attachment(self, attachment_id: UUID) -> AttachmentContent:
        """Raises NotFound when it is gone."""
        ...
