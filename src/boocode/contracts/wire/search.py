"""What a search finds."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire

DocumentKind = Literal["title", "user", "assistant", "tool", "change"]


class SearchResult(Wire):
    """One place where what was asked for stands."""

    kind: DocumentKind
    chat_id: UUID | None = Field(description="Null for a change that no chat made.")
    message_id: UUID | None = None
    part_id: UUID | None = None
    change_id: UUID | None = None
    project_id: UUID
    session_id: UUID
    title: str | None = Field(description="Of the chat; null while it has none.")
    session_name: str
    project_name: str
    provider: str | None = None
    at: Timestamp
    snippet: str = Field(description="A few words around the place, as plain text in one line.")
    marks: list[tuple[int, int]] = Field(description="What answers, as ranges of the snippet in UTF-16 units.")


class SearchResults(Wire):
    results: list[SearchResult] = Field(description="Best first.")
    next: str | None
    looked_until: Timestamp | None = Field(
        description="What is older was not looked at yet, because that takes long; the next page goes on there."
    )
    indexed_until: Timestamp | None = Field(
        description="What is older than this cannot be found yet, because it is still being read; null: all can."
    )
