"""The native agent as a Backend."""

from __future__ import annotations

from dataclasses import dataclass, field

import anyio

from boocode.backends.native.equipment import Equipment
from boocode.backends.native.turn import Turn
from boocode.contracts.agents import (
    AgentSession,
    Cancelled,
    Health,
    Outcome,
    Prompt,
    SessionKey,
    SessionSpec,
    Sink,
    SteeredPrompt,
)


@dataclass(slots=True)
class NativeSession(AgentSession):
    """An agent session of the native agent: only the turn under way, since the conversation is kept by us."""

    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)


class NativeBackend:
    """Implements `contracts.agents.Backend`."""

    def __init__(self, equipment: Equipment) -> None:
        self._equipment = equipment

    async def open_session(self, key: SessionKey, spec: SessionSpec) -> AgentSession:
        return NativeSession(key, spec)

    async def prompt(self, session: AgentSession, prompt: Prompt, sink: Sink) -> Outcome:
        """One turn. Ends as `Parked` with nothing kept when it asks the human.

        Raises:
            LeaseLost, Unstorable: From the sink.
        """
        assert isinstance(session, NativeSession)
        session.scope = anyio.CancelScope()
        with session.scope:
            return await Turn(self._equipment, session, prompt, sink).play()
        return Cancelled()

    async def steer(self, session: AgentSession, prompt: SteeredPrompt) -> bool:
        """The loop takes steered messages from its sink before each round."""
        return True

    async def cancel(self, session: AgentSession) -> None:
        """Stop the turn under way; `prompt` then gives `Cancelled`."""
        assert isinstance(session, NativeSession)
        session.scope.cancel()

    async def close_session(self, session: AgentSession) -> None:
        await self.cancel(session)

    async def aclose(self) -> None:
        """Nothing outlives a turn."""

    def health(self) -> Health:
        catalog = self._equipment.catalog
        return Health("ready" if catalog.state in ("ready", "loading") else "unavailable", catalog.message)
