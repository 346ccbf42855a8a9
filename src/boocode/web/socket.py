"""`/api/ws`: one socket per browser, many topics.

A subscription to a chat is a job that pulls from the log at the client's own pace. Invalidations of `app` and
`session:<id>` are merged while the client is busy. Nothing here grows: a slow client is late, never wrong.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Literal, cast
from uuid import UUID

import anyio
from anyio.lowlevel import checkpoint
from pydantic import TypeAdapter
from starlette.types import Receive, Scope, Send

from boocode.contracts.wire.events import (
    Changed,
    ClientFrame,
    ClientPing,
    ErrorBody,
    Look,
    Ping,
    SocketAnswer,
    Subscribe,
    Synced,
    Unsubscribe,
)
from boocode.contracts.wire.events import Reset as ResetFrame
from boocode.events import Bus, EventLog, Followed, Reset
from boocode.events import Synced as SyncedMark
from boocode.events.bus import Listener
from boocode.kernel.errors import BooError, Invalid, NotFound, TooLarge
from boocode.kernel.text import clean
from boocode.web.auth import Auth
from boocode.web.conversation import MAX_FRAME_CHARS, Conversation, Endpoint, problem_of
from boocode.web.errors import unexpected
from boocode.web.identity import Identity
from boocode.web.live import LiveSocket, LiveSockets

if TYPE_CHECKING:
    from boocode.away.presence import Presence

log = logging.getLogger(__name__)

FRAME: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)
MAX_TOPICS = 64
FRAMES_PER_TURN = 64
OVERLOADED = 1013
BROKEN = 1011


class TooManyTopics(TooLarge):
    """The socket listens to as many topics as it may."""

    code = "too_many_topics"


class SocketEndpoint(Endpoint):
    """The ASGI application behind `/api/ws`."""

    def __init__(
        self,
        log: EventLog,
        bus: Bus,
        auth: Auth,
        sockets: LiveSockets,
        presence: Presence,
        *,
        heartbeat_seconds: float = 15.0,
        silent_seconds: float = 45.0,
    ) -> None:
        super().__init__(auth, sockets, heartbeat_seconds=heartbeat_seconds, silent_seconds=silent_seconds)
        self.log = log
        self.bus = bus
        self.presence = presence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        if scope["path"] != "/api/ws":
            raise NotFound("There is no such socket.")
        caller = await self.admit(scope, send)
        if caller is None:
            return
        with self.sockets.opened(caller) as live, self.bus.listen() as listener:
            await BrowserConversation(self, live, listener, receive, send).hold()


class BrowserConversation(Conversation):
    """One open socket of a browser."""

    def __init__(
        self, endpoint: SocketEndpoint, live: LiveSocket, listener: Listener, receive: Receive, send: Send
    ) -> None:
        super().__init__(endpoint, live, receive, send)
        self._endpoint = endpoint
        self._listener = listener
        self._following: dict[UUID, anyio.CancelScope] = {}

    @property
    def caller(self) -> Identity:
        return self._live.caller

    async def hold(self) -> None:
        """Answer, follow and beat until either side ends it."""
        try:
            await self._hold(self._listen, self._pass_invalidations)
        finally:
            self._endpoint.presence.leave(self)

    # --- out ------------------------------------------------------------------------------------------------------

    async def _on_beat(self) -> None:
        await self._say(Ping())

    async def _pass_invalidations(self) -> None:
        while True:
            for invalidation in await self._listener.next():
                await self._say(Changed(topic=invalidation.topic, what=list(invalidation.what)))

    # --- in -------------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        async for message in self._heard():
            await self._say(await self._answer(message.get("text")))

    async def _answer(self, text: str | None) -> SocketAnswer:
        """Do what a frame asks. Whatever is wrong with it, the socket stays."""
        try:
            if text is None or len(text) > MAX_FRAME_CHARS:
                raise Invalid(f"Send JSON text of at most {MAX_FRAME_CHARS} characters.")
            frame = FRAME.validate_json(clean(text))
            await self._do(frame)
            return SocketAnswer(id=frame.id, result={})
        except Exception as error:
            data = dict(error.data) if isinstance(error, BooError) else None
            return _refusal(_id_in(text), *problem_of(error, "a socket frame"), data)

    async def _do(self, frame: ClientFrame) -> None:
        match frame:
            case Subscribe(topic=topic, after=after):
                await self._subscribe(topic, after)
            case Unsubscribe(topic=topic):
                self._unsubscribe(topic)
            case Look(seeing=seeing):
                await self._look(seeing)
            case ClientPing():
                pass

    async def _look(self, seeing: list[str] | None) -> None:
        if seeing is None:
            self._endpoint.presence.leave(self)
        else:
            await self._endpoint.presence.look(self, frozenset(seeing))

    async def _subscribe(self, topic: str, after: int) -> None:
        kind, id_ = _parsed(topic)
        self._unsubscribe(topic)
        if len(self._following) + len(self._listener.topics) >= MAX_TOPICS:
            raise TooManyTopics(f"A socket can follow {MAX_TOPICS} topics at most.", limit=MAX_TOPICS)
        if kind != "chat" or id_ is None:
            self._listener.topics.add(topic)
            return
        if await self._endpoint.log.head(id_) is None:
            raise NotFound("There is no such chat.", topic=topic)
        self._following[id_] = scope = anyio.CancelScope()
        self._group.start_soon(self._follow, topic, id_, after, scope, name=f"follow {topic}")

    def _unsubscribe(self, topic: str) -> None:
        kind, id_ = _parsed(topic)
        if kind == "chat" and id_ is not None:
            if scope := self._following.pop(id_, None):
                scope.cancel()
        else:
            self._listener.topics.discard(topic)

    async def _follow(self, topic: str, chat_id: UUID, after: int, scope: anyio.CancelScope) -> None:
        try:
            with scope:
                feed = cast("AsyncGenerator[Followed]", self._endpoint.log.follow(chat_id, after))
                async with aclosing(feed):
                    async for followed in feed:
                        await self._pass_on(topic, followed)
        except BooError as error:  # the client comes back with its cursor
            log.warning("Following %s ended: %s", topic, error.message)
            self._live.end(OVERLOADED)
        except Exception as error:
            unexpected(error, f"following {topic}")
            self._live.end(BROKEN)
        finally:
            if self._following.get(chat_id) is scope:
                del self._following[chat_id]

    async def _pass_on(self, topic: str, followed: Followed) -> None:
        match followed:
            case SyncedMark(seq):
                await self._say(Synced(topic=topic, seq=seq))
            case Reset():
                await self._say(ResetFrame(topic=topic))
            case frames:
                for count, text in enumerate(frames, 1):
                    await self._send({"type": "websocket.send", "text": text})
                    if count % FRAMES_PER_TURN == 0:
                        await checkpoint()  # a long replay must not hold up other sockets


def _parsed(topic: str) -> tuple[Literal["app", "session", "chat"], UUID | None]:
    kind, _, id_ = topic.partition(":")
    try:
        if topic == "app":
            return "app", None
        if kind in ("session", "chat") and str(UUID(id_)) == id_:
            return kind, UUID(id_)
    except ValueError:
        pass
    raise Invalid("A topic is `app`, `session:<id>` or `chat:<id>`.", topic=topic[:200])


def _refusal(id_: int, code: str, message: str, data: dict[str, object] | None = None) -> SocketAnswer:
    return SocketAnswer(id=id_, error=ErrorBody(code=code, message=message, data=data or {}))


def _id_in(text: str | None) -> int:
    """The id of a frame that is wrong otherwise; 0 when there is none."""
    try:
        frame = json.loads(text or "")
    except (ValueError, RecursionError):
        return 0
    id_ = cast("dict[str, object]", frame).get("id") if isinstance(frame, dict) else None
    return id_ if type(id_) is int else 0
