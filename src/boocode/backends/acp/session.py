"""One conversation with an ACP agent, open: what is known of it, and who hears it right now."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import anyio

from boocode.backends.acp.asking import CANCELLED
from boocode.backends.acp.connection import AgentConnection
from boocode.backends.acp.inbox import Inbox
from boocode.backends.acp.offer import Offer, commands_in
from boocode.backends.acp.usage import Meter
from boocode.backends.pool import Seat
from boocode.contracts.agents import AgentSession, OptionsReport
from boocode.contracts.launch import Launch
from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.options import ConfigOption
from boocode.llm.foreign import as_str

Message = dict[str, Any]

_PAST_CALLS = 5_000


@dataclass(slots=True, eq=False)
class Asked:
    """A question of the agent that waits for `answer`."""

    method: str
    params: Message
    done: anyio.Event = field(default_factory=anyio.Event)
    answer: Message | None = None

    def reply(self, answer: Message) -> None:
        if not self.done.is_set():
            self.answer = answer
            self.done.set()

    @property
    def refusal(self) -> Message:
        """The answer when there is nobody to ask any more."""
        return {"action": "cancel"} if self.method == "elicitation/create" else CANCELLED


Heard = Message | Asked


@dataclass(slots=True, eq=False)
class AcpSession(AgentSession):
    """See the module. `Listener` of its connection.

    Attributes:
        past_calls: Calls of earlier turns, whose late updates are nobody's business.
        commands: The agent's own; `told_commands` is what the user was shown.
        set_options: The agent's further options as they were set last, by us or, as was told, by itself.
        changed: Those that it has set otherwise by itself, which nobody was told of.
        is_lost: The agent does not know it any more, or its process must not be used again.
    """

    connection: AgentConnection
    seat: Seat
    launch: Launch
    meter: Meter
    offer: Offer = field(default_factory=Offer)
    commands: list[CommandInfo] | None = None
    told_commands: list[CommandInfo] | None = None
    told_options: list[ConfigOption] | None = None
    set_options: dict[str, str] = field(default_factory=dict[str, str])
    changed: dict[str, str] = field(default_factory=dict[str, str])
    is_lost: bool = False
    past_calls: deque[str] = field(default_factory=lambda: deque[str](maxlen=_PAST_CALLS))
    _turn: Inbox[Heard] | None = None

    @property
    def is_usable(self) -> bool:
        return not self.is_lost and not self.seat.is_ended and self.connection.is_alive

    def begin_turn(self) -> Inbox[Heard]:
        """Hear the agent from now on, in order."""
        self._turn = Inbox[Heard]()
        return self._turn

    def end_turn(self) -> None:
        """What comes from now on is nobody's."""
        if self._turn is not None:
            self._turn.end()
            self._turn = None

    async def update(self, update: Message, size: int) -> None:
        """Keep what concerns the session, and pass everything to the turn under way: without one, as while a session is
        loaded and the agent tells all of it again, it is not shown."""
        match update.get("sessionUpdate"):
            case "available_commands_update":
                self.commands = commands_in(update)
            case "current_mode_update":
                self.offer.mode = as_str(update.get("currentModeId")) or self.offer.mode
            case "config_option_update":
                self._take_options(update.get("configOptions"))
            case "usage_update":
                self.meter.hear(update)
            case _:
                pass
        if self._turn is not None:
            await self._turn.put(update, size)

    def _take_options(self, options: object) -> None:
        before = {select.id: select.value for select in self.offer.further}
        self.offer.read_options(options)
        self.changed |= {
            select.id: select.value
            for select in self.offer.further
            if select.value is not None and select.id in before and before[select.id] != select.value
        }

    def take_options_report(self) -> OptionsReport | None:
        """What is to be told of the agent's further options; None if nobody needs to know."""
        if not self.offer.is_news:
            return None
        self.offer.is_news = False
        options = self.offer.options()
        changed = {id_: value for id_, value in self.changed.items() if self.set_options.get(id_) != value}
        self.changed = {}
        if options == self.told_options and not changed:
            return None
        self.told_options = options
        self.set_options |= changed
        return OptionsReport(options, changed)

    async def asked(self, method: str, params: Message) -> Message:
        """Have the turn answer; without one, nobody does."""
        asked = Asked(method, params)
        if self._turn is None or not await self._turn.put(asked, len(repr(params))):
            return asked.refusal
        await asked.done.wait()
        return asked.answer or asked.refusal
