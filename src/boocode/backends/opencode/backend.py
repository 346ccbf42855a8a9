"""opencode as a Backend: one warm server for all chats, started on first need and again when it died."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp
import anyio

from boocode.backends.opencode.errors import OpencodeNotStarted, OpencodeRefused
from boocode.backends.opencode.offer import Offer
from boocode.backends.opencode.rules import rules_for
from boocode.backends.opencode.server import OpencodeServer, start_server
from boocode.backends.opencode.session import OpencodeSession, prompt_body
from boocode.backends.opencode.turn import Turn
from boocode.backends.pool import AgentPool
from boocode.backends.probing import PROBE_SECONDS, Probe, ProbeFailed
from boocode.contracts.agents import (
    AgentSession,
    Cancelled,
    Health,
    Outcome,
    Prompt,
    SessionKey,
    SessionLost,
    SessionSpec,
    Sink,
    SteeredPrompt,
)
from boocode.contracts.launch import Launch, LaunchSource
from boocode.contracts.ports import AttachmentReader
from boocode.kernel.errors import BooError, NotFound

TITLE = "BooCode"
LOGIN_HINT = "opencode has no model it could use. Log in with `opencode auth login`, or use BooCode's own endpoint."
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class OpencodeBackend:
    """Implements `contracts.agents.Backend`. Turns of different sessions run side by side on one server."""

    def __init__(self, provider: str, launch: LaunchSource, pool: AgentPool, attachments: AttachmentReader) -> None:
        self._provider = provider
        self._launch = launch
        self._pool = pool
        self._attachments = attachments
        self._http: aiohttp.ClientSession | None = None
        self._server: OpencodeServer | None = None
        self._starting = anyio.Lock()
        self._deaths = 0  # in a row
        self._not_before = 0.0
        self._problem = ""

    # --- conversations --------------------------------------------------------------------------------------------

    async def open_session(self, key: SessionKey, spec: SessionSpec) -> AgentSession:
        """Go on with the session that `spec.resume` names, if opencode has it for this directory; else begin one.

        Raises:
            NotFound: The directory is not there.
            BooError: opencode cannot be started.
        """
        if not spec.directory.is_dir():
            raise NotFound(f"The directory {spec.directory} is not there.")
        async with self._use() as server:
            directory = str(spec.directory)
            if spec.resume is not None:
                found = await server.client.find_session(spec.resume.native_id, directory)
                if found is not None and await _is_same(found.get("directory"), spec.directory):
                    return OpencodeSession(key, spec, native_id=spec.resume.native_id, is_resumed=True)
            mode = (await server.offer(directory)).mode(spec.mode or server.launch.mode)
            made = await server.client.create_session(directory, TITLE, rules_for(mode))
            return OpencodeSession(key, spec, native_id=made, mode=mode)

    async def prompt(self, session: AgentSession, prompt: Prompt, sink: Sink) -> Outcome:
        """One turn.

        Raises:
            SessionLost: opencode does not know the session any more; nothing was emitted.
            UnknownModel, UnknownMode: What was chosen is not one of its own.
            LeaseLost, Unstorable: From the sink.
        """
        assert isinstance(session, OpencodeSession)
        session.scope = anyio.CancelScope()
        with session.scope:
            async with self._use() as server:
                return await self._play(server, session, prompt, sink)
        return Cancelled()

    async def _play(self, server: OpencodeServer, session: OpencodeSession, prompt: Prompt, sink: Sink) -> Outcome:
        offer = await server.offer(str(session.spec.directory))
        body = await prompt_body(session, prompt, offer, self._attachments, server.launch)
        await self._set_mode(server, session, body.mode)
        return await Turn(server, session, body, sink).play()

    async def _set_mode(self, server: OpencodeServer, session: OpencodeSession, mode: str) -> None:
        if session.mode == mode or session.native_id is None:
            return
        try:
            await server.client.set_rules(session.native_id, str(session.spec.directory), rules_for(mode))
        except OpencodeRefused as error:
            raise SessionLost("opencode does not know this conversation any more.") from error
        session.mode = mode

    async def steer(self, session: AgentSession, prompt: SteeredPrompt) -> bool:
        """Never: a prompt that joins a running one may be left without an answer."""
        return False

    async def cancel(self, session: AgentSession) -> None:
        """Stop the turn under way; `prompt` then gives `Cancelled`."""
        assert isinstance(session, OpencodeSession)
        session.scope.cancel()

    async def close_session(self, session: AgentSession) -> None:
        """Stop its turn. The conversation stays with opencode, to be resumed."""
        await self.cancel(session)

    async def aclose(self) -> None:
        """End the server."""
        with anyio.CancelScope(shield=True):
            if self._server is not None:
                await self._server.seat.end()
                self._server = None
            if self._http is not None:
                await self._http.close()
                self._http = None

    def health(self) -> Health:
        return Health("unavailable" if self._problem else "ready", self._problem)

    # --- what there is --------------------------------------------------------------------------------------------

    async def probe(self, directory: Path) -> Probe:
        """What opencode offers in an empty directory.

        Raises:
            BooError: It could not be asked; the sentence says why.
        """
        try:
            async with self._use() as server:
                with anyio.fail_after(PROBE_SECONDS):
                    return _probed(server, await server.offer(str(directory), fresh=True))
        except TimeoutError as error:
            raise ProbeFailed(f"opencode did not answer within {PROBE_SECONDS:.0f} s.") from error

    # --- the server -----------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _use(self) -> AsyncGenerator[OpencodeServer]:
        """The server, up and kept from being ended as idle meanwhile."""
        launch = await self._launch()
        async with self._starting:
            server = self._taken(launch)
            if server is None:
                server = await self._start(launch)
        try:
            yield server
        finally:
            server.users -= 1
            server.seat.release()
            if server.is_retired and not server.users:
                await server.seat.end()

    def _taken(self, launch: Launch) -> OpencodeServer | None:
        """The running server, if it is one of this launch."""
        server = self._server
        if server is None or server.is_ended or server.launch.fingerprint != launch.fingerprint:
            return None
        if server.is_bloated or not server.seat.take():
            return None
        server.users += 1
        return server

    async def _start(self, launch: Launch) -> OpencodeServer:
        await self._retire()
        if (pause := self._not_before - anyio.current_time()) > 0:
            await anyio.sleep(pause)
        if self._http is None:
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), trust_env=False)
        try:
            start = partial(start_server, launch, self._provider, self._pool, self._http)
            self._server = await self._pool.first_starts.run(launch, start, again_after=OpencodeNotStarted)
        except BooError as error:
            self._problem = error.message
            self._back_off()
            raise
        self._problem = ""
        return self._server

    async def _retire(self) -> None:
        """Let the server before go: at once, or after its last turn. One that died is started again more slowly."""
        server, self._server = self._server, None
        if server is None:
            return
        if server.is_ended:
            if server.died_early():
                self._back_off()
            else:
                self._deaths, self._not_before = 0, 0.0
            return
        server.is_retired = True
        if not server.users:
            await server.seat.end()

    def _back_off(self) -> None:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._deaths)
        self._deaths += 1
        self._not_before = anyio.current_time() + pause


async def _is_same(directory: object, wanted: Path) -> bool:
    return await anyio.Path(str(directory)).resolve() == await anyio.Path(wanted).resolve()


def _probed(server: OpencodeServer, offer: Offer) -> Probe:
    return Probe(
        version=server.version or None,
        models=list(offer.models.values()),
        default_model=server.launch.model or offer.default_model,
        modes=list(offer.modes),
        default_mode=server.launch.mode or offer.default_mode,
        commands=list(offer.commands),
        thinking=offer.thinking,
        needs_login=not offer.models,
        login_hint="" if offer.models else LOGIN_HINT,
    )
