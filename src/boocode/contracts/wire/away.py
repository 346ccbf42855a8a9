"""Notifications of what ended or waits, and what happened while nobody looked."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire
from boocode.contracts.wire.chat import RequestKind

NotificationKind = Literal["completed", "failed", "interrupted", "request", "terminal"]
FactKind = Literal[
    "completed", "failed", "interrupted", "cancelled", "waiting", "answered", "expired", "terminal", "changes",
    "conflicts", "applied", "rewound", "rejected", "session",
]  # fmt: skip


class Notification(Wire):
    """A task that ended, a request that waits or a terminal that ended."""

    id: int
    kind: NotificationKind
    at: Timestamp
    seen: bool = Field(description="Somebody looked at it, answered it or put it away, in any client.")
    watched: bool = Field(description="Somebody is looking at its chat or terminal right now.")
    title: str = Field(description="Of its chat, or the terminal's name; may be empty.")
    text: str = Field(description="One line: how the answer begins, what went wrong, what is asked, how it ended.")
    project_id: UUID
    session_id: UUID
    session_name: str
    chat_id: UUID | None = None
    message_id: UUID | None = Field(default=None, description="The answer of its task.")
    task_id: UUID | None = None
    request_id: UUID | None = None
    request_kind: RequestKind | None = None
    terminal_id: UUID | None = None
    exit_code: int | None = None


class Notifications(Wire):
    """Newest first; the requests that nobody needs to answer any more are left out."""

    notifications: list[Notification]
    unseen: int = Field(description="Of all, not only of this page; at most 1,000 are counted.")
    next: str | None


class Fact(Wire):
    """One line of what happened: `count` things of a kind in one place. The links are those of the newest."""

    kind: FactKind
    count: int
    at: Timestamp
    text: str = Field(description="In the words of the log; may be empty.")
    message_id: UUID | None = None
    task_id: UUID | None = None
    request_id: UUID | None = None
    change_id: UUID | None = None
    terminal_id: UUID | None = None
    exit_code: int | None = None


class ChatFacts(Wire):
    id: UUID
    title: str | None
    facts: list[Fact]


class SessionFacts(Wire):
    id: UUID
    name: str
    facts: list[Fact] = Field(description="What belongs to no chat: changes, terminals, that it is new.")
    chats: list[ChatFacts]


class ProjectFacts(Wire):
    id: UUID
    name: str
    sessions: list[SessionFacts]


class AwayDigest(Wire):
    """What happened while nobody looked, newest first, by project, session and chat."""

    since: Timestamp | None = Field(description="Null: nobody was away yet, so there is nothing to tell.")
    until: Timestamp
    put_away: bool = Field(description="The human was done with it; it can still be read.")
    counts: dict[str, int] = Field(description="How many things of each kind, of all pages.")
    total: int
    projects: list[ProjectFacts]
    next: str | None
