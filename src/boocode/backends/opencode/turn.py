"""One turn of opencode: the prompt is posted and waited for, while the directory's event stream tells what happens.

The answer of the post says when the turn is over, since `session.idle` may be early, double or missing; the stored
messages then say what it came to, so that nothing is lost when the stream was cut. A prompt that got no message of its
own was lost, and is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import anyio

from boocode.backends.native.jobs import open_jobs
from boocode.backends.opencode.asking import Asking
from boocode.backends.opencode.client import Event, OpencodeClient, new_message_id
from boocode.backends.opencode.errors import OpencodeGone, OpencodeRefused, failure_of
from boocode.backends.opencode.mirror import Mirror
from boocode.backends.opencode.server import OpencodeServer
from boocode.backends.opencode.session import OpencodeSession, PromptBody
from boocode.contracts.agents import Cancelled, Completed, Failed, Outcome, SessionLost, Sink
from boocode.llm.foreign import as_dict, as_list, as_str

CANCEL_SECONDS = 2.5
SILENT_SECONDS = 60.0
_CONNECT_SECONDS = 20.0
_SETTLE_SECONDS = 5.0
_LOOK_SECONDS = 0.1
_ERROR_SECONDS = 1.0  # an error event may come after the answer that it explains
_TRIES = 3
_NEWEST = 40
_ABORTED = "MessageAbortedError"

Body = Mapping[str, object]


class Turn:
    """Plays one turn. Cancel it by cancelling the caller."""

    def __init__(self, server: OpencodeServer, session: OpencodeSession, body: PromptBody, sink: Sink) -> None:
        assert session.native_id is not None
        self._server = server
        self._client: OpencodeClient = server.client
        self._id = session.native_id
        self._path = session.spec.directory
        self._directory = str(session.spec.directory)
        self._body = body
        self._mirror = Mirror(sink, self._path, new_message_id(), body.context_size)
        self._sink = sink
        self._asking: Asking | None = None
        self._family = {self._id}
        self._connected = anyio.Event()
        self._lock = anyio.Lock()
        self._over = False
        self._error: Body = {}
        self._failed = anyio.Event()

    async def play(self) -> Outcome:
        """The turn's outcome.

        Raises:
            SessionLost: opencode does not know the session; nothing was emitted.
            LeaseLost, Unstorable: From the sink.
        """
        try:
            async with open_jobs() as jobs:
                self._asking = Asking(self._client, self._path, self._id, self._mirror, self._sink, jobs)
                jobs.start_soon(self._server.drain)
                jobs.start_soon(self._follow)
                outcome = await self._play()
                jobs.cancel_scope.cancel()
        except OpencodeGone as error:
            outcome = await self._gone(error)
        except BaseException:
            await self._stop()
            raise
        await self._mirror.close("failed" if isinstance(outcome, Failed) else "cancelled")
        return outcome

    async def _play(self) -> Outcome:
        try:
            with anyio.fail_after(_CONNECT_SECONDS):
                await self._connected.wait()
            if not await self._settle():
                return Failed("agent_busy", "opencode is still busy with an earlier prompt. Try again in a moment.")
            return await self._ask()
        except TimeoutError:
            return Failed("agent_silent", "opencode did not open its event stream. Try again.")
        except OpencodeRefused as error:
            return await self._refused(error)

    async def _ask(self) -> Outcome:
        for _ in range(_TRIES):
            await self._send()
            async with self._lock:
                self._over = True
                messages = await self._newest()
                await self._mirror.catch_up(messages)
            mine = [as_dict(m.get("info")) for m in messages if self._is_mine(as_dict(m.get("info")))]
            if mine or self._error:
                return self._outcome(mine)
            self._mirror.message_id, self._over = new_message_id(), False
        return Failed("lost_prompt", "opencode took the prompt and did not answer it. Try again.")

    async def _send(self) -> None:
        """Post the prompt and wait for the turn's end."""
        body = self._body.with_id(self._mirror.message_id)
        try:
            await self._client.send(self._id, self._directory, body, command=self._body.is_command)
        except OpencodeGone:
            if await self._server.has_exited():
                raise
            await self._client.wait_until_idle(self._id, self._directory)

    async def _settle(self) -> bool:
        """Make sure that nothing of an earlier prompt is running: ours would be merged into it."""
        with anyio.move_on_after(_SETTLE_SECONDS):
            if await self._client.status(self._id, self._directory) != "idle":
                await self._client.abort(self._id, self._directory)
                await self._client.wait_until_idle(self._id, self._directory)
            return True
        return False

    async def _newest(self) -> Sequence[Body]:
        """The stored messages, at least those of this turn."""
        limit = _NEWEST
        while True:
            messages = await self._client.messages(self._id, self._directory, limit)
            oldest = as_str(as_dict(messages[0].get("info")).get("id")) if messages else ""
            if len(messages) < limit or oldest <= self._mirror.message_id:
                return messages
            limit *= 4

    def _is_mine(self, info: Body) -> bool:
        """An assistant message of this turn: after a summary they answer a message of opencode's own."""
        return info.get("role") == "assistant" and as_str(info.get("id")) > self._mirror.message_id

    # --- how it ended ---------------------------------------------------------------------------------------------

    def _outcome(self, mine: Sequence[Body]) -> Outcome:
        last: Body = mine[-1] if mine else {}
        error = as_dict(last.get("error")) or (self._error if not last.get("finish") else {})
        if error.get("name") == _ABORTED:
            return Cancelled()
        if error.get("name") == "MessageOutputLengthError" or last.get("finish") == "length":
            return Completed("length")
        if error:
            return failure_of(error)
        if not self._mirror.said:
            return Failed("empty_answer", "The model answered nothing. Try again, or another model.")
        return Completed()

    async def _refused(self, error: OpencodeRefused) -> Outcome:
        """The post itself failed. What was wrong is told by an event."""
        if error.data.get("status") == 404 and not self._mirror.emitted:
            raise SessionLost("opencode does not know this conversation any more.") from error
        with anyio.move_on_after(_ERROR_SECONDS):
            await self._failed.wait()
        return failure_of(self._error) if self._error else Failed("agent_error", error.message)

    async def _gone(self, error: OpencodeGone) -> Outcome:
        """It ended, or hangs: then it is ended, so that the next prompt finds a new one."""
        if await self._server.has_exited():
            return Failed(error.code, f"{self._server.obituary()} Send another prompt to go on.")
        await self._server.seat.end()
        return Failed(error.code, f"{error.message.rstrip('.')}. It was ended; send another prompt to go on.")

    async def _stop(self) -> None:
        """End what runs there, within the time that there is; nothing waits for an answer afterwards."""
        if self._server.is_ended:
            return
        with anyio.move_on_after(CANCEL_SECONDS, shield=True), suppress(OpencodeGone, OpencodeRefused):
            await self._client.abort(self._id, self._directory)
            if self._asking is not None:
                await self._asking.reject_all()
            await self._client.wait_until_idle(self._id, self._directory)

    # --- what happens meanwhile -----------------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Follow the directory's events; a broken stream is opened again, and what was missed is read.

        Raises:
            OpencodeGone: There has been no stream for too long.
        """
        pause, heard_at = _LOOK_SECONDS, anyio.current_time()
        while not self._server.is_ended:
            with suppress(OpencodeRefused):
                try:
                    async with self._client.open_events(self._directory) as events:
                        async for event in events:
                            pause, heard_at = _LOOK_SECONDS, anyio.current_time()
                            await self._take(event)
                except OpencodeGone:
                    if anyio.current_time() - heard_at > SILENT_SECONDS:
                        raise
            await anyio.sleep(pause)
            pause = min(2.0, pause * 2)

    async def _take(self, event: Event) -> None:
        async with self._lock:
            if self._over:
                return
            if event.type == "server.connected" and self._connected.is_set():
                await self._recover()
            elif event.type == "server.connected":
                self._connected.set()
            else:
                await self._apply(event)

    async def _recover(self) -> None:
        """After a gap: everything that may have been told meanwhile."""
        assert self._asking is not None
        client, directory = self._client, self._directory
        await self._mirror.catch_up(await self._newest())
        self._family |= {as_str(child.get("id")) for child in await client.children(self._id, directory)}
        permissions = [asked for asked in await client.permissions(directory) if self._is_family(asked)]
        questions = [asked for asked in await client.questions(directory) if self._is_family(asked)]
        self._asking.only([as_str(asked.get("id")) for asked in (*permissions, *questions)])
        for asked in permissions:
            self._asking.permission(asked)
        for asked in questions:
            self._asking.question(asked)

    def _is_family(self, told: Body) -> bool:
        return as_str(told.get("sessionID")) in self._family

    async def _apply(self, event: Event) -> None:
        told = event.properties
        if event.type == "session.created" and as_dict(told.get("info")).get("parentID") in self._family:
            self._family.add(as_str(told.get("sessionID")) or as_str(as_dict(told.get("info")).get("id")))
        elif self._is_family(told):
            await self._apply_to_family(event)
            if told.get("sessionID") == self._id:
                await self._apply_to_session(event)

    async def _apply_to_family(self, event: Event) -> None:
        """What counts for subagents, too: they ask, and they use tokens."""
        assert self._asking is not None
        told = event.properties
        match event.type:
            case "permission.asked":
                self._asking.permission(told)
            case "question.asked":
                self._asking.question(told)
            case "permission.replied" | "question.replied" | "question.rejected":
                self._asking.closed(as_str(told.get("requestID")))
            case "message.part.updated" if told.get("sessionID") != self._id:
                part = as_dict(told.get("part"))
                if part.get("type") == "step-finish":
                    await self._mirror.spent(part, by_subagent=True)
            case _:
                pass

    async def _apply_to_session(self, event: Event) -> None:
        told = event.properties
        match event.type:
            case "message.updated":
                await self._mirror.message(as_dict(told.get("info")))
            case "message.part.updated":
                await self._mirror.part(as_dict(told.get("part")))
            case "message.part.delta":
                await self._mirror.delta(told)
            case "todo.updated":
                await self._mirror.plan(as_list(told.get("todos")))
            case "session.status" if as_dict(told.get("status")).get("type") == "retry":
                await self._mirror.retrying(as_dict(told.get("status")))
            case "session.error":
                self._error = as_dict(told.get("error"))
                self._failed.set()
            case _:
                pass
