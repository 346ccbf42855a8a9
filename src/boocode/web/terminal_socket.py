"""`/api/terminals/{id}/ws`: one terminal in one window. Bytes as binary frames, the rest as JSON.

What is sent is bounded by what the client acknowledges; what is received by the frame size of the server and by what
the terminal's program reads.
"""

from __future__ import annotations

from urllib.parse import parse_qs
from uuid import UUID

from anyio.lowlevel import checkpoint
from pydantic import TypeAdapter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boocode.contracts.wire.terminals import (
    AckTerminal,
    FitTerminal,
    HistoryTerminal,
    PingTerminal,
    ResizeTerminal,
    Terminal,
    TerminalClientFrame,
    TerminalHello,
    TerminalLost,
    TerminalPong,
    TerminalRefused,
)
from boocode.kernel.errors import NotFound
from boocode.terminals.errors import TerminalGone
from boocode.terminals.outbox import CREDIT_BYTES
from boocode.terminals.screens import Window
from boocode.terminals.service import Terminals
from boocode.web.auth import Auth
from boocode.web.conversation import MAX_FRAME_CHARS, Conversation, Endpoint, problem_of
from boocode.web.live import LiveSocket, LiveSockets

FRAME: TypeAdapter[TerminalClientFrame] = TypeAdapter(TerminalClientFrame)
GONE = 4404
COME_BACK = 1012
PREFIX = "/api/terminals/"
SUFFIX = "/ws"


class Sockets:
    """All sockets of BooCode: those of terminals, and the one of each browser."""

    def __init__(self, browser: ASGIApp, terminal: ASGIApp) -> None:
        self._browser = browser
        self._terminal = terminal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._terminal if scope["path"].startswith(PREFIX) else self._browser
        await found(scope, receive, send)


class TerminalEndpoint(Endpoint):
    """The ASGI application behind the sockets of terminals."""

    def __init__(
        self,
        terminals: Terminals,
        auth: Auth,
        sockets: LiveSockets,
        *,
        heartbeat_seconds: float = 15.0,
        silent_seconds: float = 45.0,
    ) -> None:
        super().__init__(auth, sockets, heartbeat_seconds=heartbeat_seconds, silent_seconds=silent_seconds)
        self._terminals = terminals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        id_ = _id_in(scope["path"])
        caller = await self.admit(scope, send)
        if caller is None:
            return
        cols, rows = _size_in(scope)
        try:
            with self.sockets.opened(caller) as live:
                async with self._terminals.show(id_, cols, rows) as (terminal, window):
                    await TerminalConversation(self, live, window, receive, send).hold(terminal)
        except NotFound:
            await send({"type": "websocket.close", "code": GONE, "reason": "There is no such terminal."})
        except TerminalGone:
            await send({"type": "websocket.send", "text": TerminalLost().model_dump_json()})
            await send({"type": "websocket.close", "code": 1000})


class TerminalConversation(Conversation):
    """One open socket of a terminal."""

    def __init__(
        self, endpoint: TerminalEndpoint, live: LiveSocket, window: Window, receive: Receive, send: Send
    ) -> None:
        super().__init__(endpoint, live, receive, send)
        self._window = window

    async def hold(self, terminal: Terminal) -> None:
        """Pass on what is printed and what is typed until either side ends it."""
        size = self._window.size
        hello = TerminalHello(terminal=terminal, cols=size.cols, rows=size.rows, credit=CREDIT_BYTES)
        await self._say(hello)
        await self._hold(self._listen, self._pass_output)

    # --- out ------------------------------------------------------------------------------------------------------

    async def _pass_output(self) -> None:
        lost = False
        while (frame := await self._window.outbox.take()) is not None:
            if isinstance(frame, bytes):
                await self._send({"type": "websocket.send", "bytes": frame})
                await checkpoint()
            else:
                lost = lost or isinstance(frame, TerminalLost)
                await self._say(frame)
        self._live.end(1000 if lost else COME_BACK)

    # --- in -------------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        async for message in self._heard():
            refusal = await self._obey(message)
            if refusal is not None:
                self._window.outbox.say(refusal)

    async def _obey(self, message: Message) -> TerminalRefused | None:
        """Type what was typed, or do what a frame asks. Whatever is wrong with it, the socket stays."""
        try:
            if (typed := message.get("bytes")) is not None:
                self._window.write(typed)
            else:
                await self._do(message.get("text") or "")
        except Exception as error:
            code, said = problem_of(error, "a terminal frame")
            return TerminalRefused(code=code, message=said)
        return None

    async def _do(self, text: str) -> None:
        match FRAME.validate_json(text[:MAX_FRAME_CHARS]):
            case AckTerminal(bytes=count):
                self._window.outbox.acknowledge(count)
            case ResizeTerminal(cols=cols, rows=rows):
                self._window.resize(cols, rows)
            case FitTerminal(on=on):
                self._window.fit(on=on)
            case HistoryTerminal(scrolled=scrolled):
                await self._window.start_over(scrolled=scrolled)
            case PingTerminal():
                self._window.outbox.say(TerminalPong())


def _id_in(path: str) -> UUID:
    if path.endswith(SUFFIX):
        text = path.removeprefix(PREFIX).removesuffix(SUFFIX)
        try:
            id_ = UUID(text)
        except ValueError:
            pass
        else:
            if str(id_) == text:
                return id_
    raise NotFound("There is no such socket.")


def _size_in(scope: Scope) -> tuple[int, int]:
    """Columns and rows of the window; those of an old terminal where they are missing or no numbers."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return _number(query.get("cols"), 80), _number(query.get("rows"), 24)


def _number(given: list[str] | None, otherwise: int) -> int:
    text = given[0] if given else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise
