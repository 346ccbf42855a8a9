"""A living agent: its process, its JSON-RPC connection, and who hears what it says about a session."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import anyio

from boocode.backends.acp.errors import METHOD_NOT_FOUND, AgentDied, AgentError, BadAgent, said_last, words_of
from boocode.backends.acp.wire import LineTransport, Message
from boocode.backends.quirks import Quirks
from boocode.llm.foreign import as_dict, as_str
from boocode.proc.guarded import GuardedProcess

if TYPE_CHECKING:
    from acp.core import Connection

PROTOCOL_VERSION = 1
HANDSHAKE_SECONDS = 60.0
_EXIT_SECONDS = 3.0
_CANCELLED: Message = {"outcome": {"outcome": "cancelled"}}

_log = logging.getLogger(__name__)


class Listener(Protocol):
    """Whoever hears about one session."""

    async def update(self, update: Message, size: int) -> None:
        """Hear it; `size` bytes of it came. Until this returns, nothing else is read."""
        ...

    async def asked(self, method: str, params: Message) -> Message:
        """The answer to a question of the agent to the user."""
        ...


class AgentConnection:
    """Speaks with one agent process. Made by `connect`; it ends with the process.

    Attributes:
        about: What the agent said of itself (`initialize`).
    """

    def __init__(self, process: GuardedProcess, label: str, quirks: Quirks) -> None:
        self._quirks = quirks
        self._transport = LineTransport(process, self._on_update)
        self._rpc: Connection | None = None
        self.process = process
        self.label = label
        self.about: Message = {}
        self.listeners: dict[str, Listener] = {}
        self.fallback: Listener | None = None  # for updates that come before their session's id

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None and self._rpc is not None

    @property
    def capabilities(self) -> Mapping[str, object]:
        return as_dict(self.about.get("agentCapabilities"))

    def can(self, name: str) -> bool:
        """It has a capability of sessions, e.g. `resume`; some say null, some an empty object."""
        sessions = as_dict(self.capabilities.get("sessionCapabilities"))
        return name in sessions and sessions[name] is not False

    @property
    def version(self) -> str | None:
        return as_str(as_dict(self.about.get("agentInfo")).get("version")) or None

    @property
    def last_words(self) -> str:
        """What it wrote last beside the protocol, to stderr or, failing that, where the protocol belongs."""
        return self.process.stderr_tail() or self._transport.noise

    async def open(self) -> None:
        """Shake hands.

        Raises:
            AgentError, AgentDied, BadAgent: It did not go well.
        """
        core = await anyio.to_thread.run_sync(importlib.import_module, "acp.core")  # it takes most of a second
        self._rpc = core.Connection(self._on_request, self._transport)
        from boocode import __version__

        asked: Message = {
            "protocolVersion": PROTOCOL_VERSION,
            "clientCapabilities": {
                "fs": {"readTextFile": False, "writeTextFile": False},
                "terminal": False,
                "session": {"configOptions": {"boolean": {}}},
                **({"elicitation": {"form": {}}} if self._quirks.elicitation else {}),
            },
            "clientInfo": {"name": "boocode", "title": "BooCode", "version": __version__},
        }
        self.about = await self.request("initialize", asked, seconds=HANDSHAKE_SECONDS)
        if self.about.get("protocolVersion") != PROTOCOL_VERSION:
            spoken = str(self.about.get("protocolVersion"))[:40]
            raise BadAgent(f"{self.label} speaks version {spoken} of the Agent Client Protocol; BooCode speaks 1.")

    async def request(self, method: str, params: Message, *, seconds: float | None = None) -> Message:
        """Ask the agent and give its answer.

        Raises:
            AgentError: It answered with an error, or not within `seconds`.
            AgentDied: It is gone.
        """
        from acp.exceptions import RequestError

        if self._rpc is None:
            raise await self.death()
        try:
            with anyio.fail_after(seconds):
                return as_dict(await self._rpc.send_request(method, params))
        except TimeoutError as error:
            late = f"it did not answer `{method}` within {seconds:g} s"
            raise AgentError(method, -32603, late, tail=self.last_words) from error
        except RequestError as error:
            number = error.code if type(error.code) is int else -32603
            words = words_of(str(error), error.data)
            raise AgentError(method, number, words, tail=self.process.stderr_tail()) from error
        except ConnectionError as error:
            raise await self.death() from error

    async def notify(self, method: str, params: Message) -> None:
        """Tell the agent; silent if it is gone."""
        if self._rpc is not None:
            with suppress(ConnectionError):
                await self._rpc.send_notification(method, params)

    async def death(self) -> AgentDied:
        """How it ended, in its last words."""
        with anyio.move_on_after(_EXIT_SECONDS, shield=True):
            await self.process.wait()
        code = self.process.returncode
        how = "stopped talking" if code is None else f"was killed by signal {-code}" if code < 0 else f"exited ({code})"
        if code == 0 and not self.about:
            how = f"{how} without speaking the Agent Client Protocol: look at its command"
        return AgentDied(f"The process of {self.label} {how}.{said_last(self.last_words)}", exit_code=code)

    async def close(self) -> None:
        """Stop listening; whoever waits for an answer is told that there is none."""
        if self._rpc is not None:
            rpc, self._rpc = self._rpc, None
            with anyio.CancelScope(shield=True), anyio.move_on_after(_EXIT_SECONDS):
                await rpc.close()

    async def _on_update(self, params: Message, size: int) -> None:
        listener = self.listeners.get(as_str(params.get("sessionId")), self.fallback)
        if listener is not None:
            await listener.update(as_dict(params.get("update")), size)

    async def _on_request(self, method: str, params: Any, is_notification: bool) -> Message | None:
        if is_notification:
            return None
        given = as_dict(params)
        listener = self.listeners.get(as_str(given.get("sessionId")))
        match method:
            case "session/request_permission":
                return await listener.asked(method, given) if listener else _CANCELLED
            case "elicitation/create" if self._quirks.elicitation:
                return await listener.asked(method, given) if listener else {"action": "cancel"}
            case _:  # files and terminals are the agent's own business: it was told so
                from acp.exceptions import RequestError

                raise RequestError(METHOD_NOT_FOUND, "Method not found", {"method": method})


def new_session(directory: Path) -> Message:
    """Params of `session/new`."""
    return {"cwd": str(directory), "mcpServers": []}
