"""Agent sessions: what is kept of a provider's own conversation per chat, and how a turn goes on with it.

The agent knows the conversation up to `head_message_id`. What comes after it is told with the next prompt; where the
head is not on the shown path, or the agent is set up differently now, a fresh conversation begins and is told all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import orjson

from boocode.contracts.agents import AgentSession, NoticeReport, Resume, SessionKey
from boocode.contracts.wire.chat import Message
from boocode.db import Database

SessionState = Literal["open", "idle", "lost"]


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A row: a conversation that a provider keeps for a chat."""

    config_hash: str
    native_id: str | None
    head_message_id: UUID | None
    state: SessionState
    data: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Way:
    """How a turn goes on with a provider's conversation.

    Attributes:
        resume: What to go on with; None: afresh.
        unknown: The messages that the agent then does not know.
        before: All messages before the prompt.
        head_message_id: Up to where it knows the conversation when it is resumed.
    """

    resume: Resume | None
    unknown: Sequence[Message]
    before: Sequence[Message]
    head_message_id: UUID | None = None

    def handover(self, session: AgentSession) -> Sequence[Message]:
        """What the agent has to be told besides the prompt."""
        return self.unknown if self._resumed(session) else self.before

    def head(self, session: AgentSession) -> UUID | None:
        return self.head_message_id if self._resumed(session) else None

    def notice(self, session: AgentSession, label: str, *, is_first: bool) -> NoticeReport | None:
        """What the user should know of it; nothing where the agent simply goes on, or begins with the chat.

        Args:
            is_first: It is the first turn with the agent in this chat since the server was started.
        """
        if not self.handover(session):
            if not self._resumed(session) or not is_first:
                return None
            text, how = f"{label} took up the session that it had before BooCode was restarted.", "resumed"
        elif self._resumed(session):
            text, how = f"{label} goes on with its session and was told what was said since.", "caught_up"
        else:
            text, how = f"A fresh session of {label}; the conversation so far was handed over.", "fresh"
        return NoticeReport("handover", text, {"how": how, "messages": len(self.handover(session))}, key="handover")

    def _resumed(self, session: AgentSession) -> bool:
        return self.resume is not None and session.is_resumed


def find_way(known: KnownSession | None, config_hash: str, before: Sequence[Message]) -> Way:
    """How to go on from what is known, before a prompt that comes after these messages."""
    if known is None or known.native_id is None or known.state == "lost" or known.config_hash != config_hash:
        return afresh(before)
    place = next((at for at, message in enumerate(before) if message.id == known.head_message_id), None)
    if place is None:
        return afresh(before)
    return Way(Resume(known.native_id, known.data), before[place + 1 :], before, known.head_message_id)


def afresh(before: Sequence[Message]) -> Way:
    """A fresh conversation."""
    return Way(None, before, before)


@dataclass(slots=True)
class OpenedSession:
    """An agent session as a turn has opened it.

    Attributes:
        head_message_id: Up to where the agent knows the conversation.
    """

    session: AgentSession
    config_hash: str
    head_message_id: UUID | None


class AgentSessions:
    """The rows."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._met: set[SessionKey] = set()

    def has_met(self, key: SessionKey) -> bool:
        """Whether a turn of this chat with this provider has begun since the server was started."""
        return key in self._met

    async def find(self, key: SessionKey) -> KnownSession | None:
        return await self._db.fetch_one(
            KnownSession,
            "select config_hash, native_id, head_message_id, state, data from agent_sessions"
            " where chat_id = %s and provider = %s",
            (key.chat_id, key.provider),
        )

    async def keep(self, opened: OpenedSession, state: SessionState) -> None:
        """Store how the conversation can be found again, and up to where it goes."""
        key = opened.session.key
        self._met.add(key)
        await self._db.execute(
            "insert into agent_sessions (chat_id, provider, config_hash, native_id, head_message_id, state, data)"
            " select c.id, %s, %s, %s, %s, %s, %s::jsonb from chats c where c.id = %s"
            " on conflict (chat_id, provider) do update set config_hash = excluded.config_hash,"
            " native_id = excluded.native_id, head_message_id = excluded.head_message_id, state = excluded.state,"
            " data = excluded.data, updated_at = now()",
            (
                key.provider,
                opened.config_hash,
                opened.session.native_id,
                opened.head_message_id,
                state,
                orjson.dumps(opened.session.data, default=str).decode(),
                key.chat_id,
            ),
        )

    async def lose(self, key: SessionKey) -> None:
        """The provider does not know the conversation any more, or may have broken it."""
        await self._db.execute(
            "update agent_sessions set state = 'lost', updated_at = now() where chat_id = %s and provider = %s",
            (key.chat_id, key.provider),
        )
