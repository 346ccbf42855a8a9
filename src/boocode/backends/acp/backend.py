"""ACP agents as a Backend: one warm process per chat, resumed where the agent can."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

import anyio

from boocode.backends.acp.asking import CANCELLED
from boocode.backends.acp.choosing import ModeRefused, set_mode
from boocode.backends.acp.connection import HANDSHAKE_SECONDS, AgentConnection, new_session
from boocode.backends.acp.errors import AgentDied, AgentError, BadAgent, failed, is_login_error, needs_login, said_last
from boocode.backends.acp.offer import Offer, commands_in
from boocode.backends.acp.results import PutBlob
from boocode.backends.acp.session import AcpSession, Message
from boocode.backends.acp.turn import STALL_SECONDS, Turn
from boocode.backends.acp.usage import Meter
from boocode.backends.launching import launch_environment, write_files
from boocode.backends.pool import ORDERLY_SECONDS, AgentPool
from boocode.backends.probing import PROBE_SECONDS, Probe, ProbeDied, ProbeFailed
from boocode.backends.quirks import Quirks
from boocode.contracts.agents import (
    AgentSession,
    Failed,
    Health,
    Outcome,
    Prompt,
    Resume,
    SessionKey,
    SessionLost,
    SessionSpec,
    Sink,
    SteeredPrompt,
)
from boocode.contracts.launch import Launch, LaunchSource
from boocode.contracts.ports import AttachmentReader
from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ModeInfo
from boocode.kernel.errors import BooError
from boocode.llm.foreign import as_str

_SESSION_SECONDS = 60.0
_COMMANDS_SECONDS = 0.5  # what some tell right after a session began

_log = logging.getLogger(__name__)


class AcpBackend:
    """Implements `contracts.agents.Backend` for one provider.

    Args:
        launch: How the agent is to be started now; asked before every turn.
        put_blob: Keeps outputs that are too long to be shown whole.
        stall_seconds: After how long a silence the user is told.
    """

    def __init__(
        self,
        provider: str,
        launch: LaunchSource,
        quirks: Quirks,
        pool: AgentPool,
        attachments: AttachmentReader,
        *,
        put_blob: PutBlob | None = None,
        stall_seconds: float = STALL_SECONDS,
    ) -> None:
        self._provider = provider
        self._launch = launch
        self._quirks = quirks
        self._pool = pool
        self._attachments = attachments
        self._put_blob = put_blob
        self._stall_seconds = stall_seconds
        self._label = quirks.label or provider
        self._warm: dict[UUID, AcpSession] = {}

    # --- sessions ---------------------------------------------------------------------------------------------------

    async def open_session(self, key: SessionKey, spec: SessionSpec) -> AgentSession:
        """The chat's warm session if it is the one to go on with; else a process, with the session resumed or new.

        Raises:
            BooError: The agent cannot be started or used (`needs_login` …); the sentence says what to do.
        """
        launch = await self._launch()
        warm = self._warm.get(key.chat_id)
        if warm and _continues(warm, launch, spec):
            warm.spec, warm.is_resumed = spec, True
            with warm.seat.use():  # used just now: not the first to make room
                return warm
        if warm:
            await self.close_session(warm)
        await self._close_ended()
        start = partial(self._start, key, spec, launch)
        session = await self._pool.first_starts.run(launch, start, again_after=AgentDied)
        self._warm[key.chat_id] = session
        session.seat.release()
        return session

    async def _start(self, key: SessionKey, spec: SessionSpec, launch: Launch) -> AcpSession:
        await write_files(launch)
        seat = await self._pool.reserve(self._provider, key.chat_id)
        connection: AgentConnection | None = None
        try:
            process = await seat.start(launch.argv, cwd=spec.directory, env=launch_environment(launch))
            connection = AgentConnection(process, self._label, self._quirks)
            await connection.open()
            meter = Meter(self._quirks, launch.context_size)
            offer = Offer(hidden=self._quirks.hidden_options)
            session = AcpSession(key, spec, connection=connection, seat=seat, launch=launch, meter=meter, offer=offer)
            await self._begin(session, spec.resume)
            await set_mode(session, self._quirks, spec.mode)
            return session
        except BaseException as error:
            with anyio.CancelScope(shield=True):
                if connection is not None:
                    await connection.close()
                await seat.end()
            if isinstance(error, AgentError):
                raise self._told(error) from error
            raise

    async def _begin(self, session: AcpSession, resume: Resume | None) -> None:
        """Take up what `resume` names if the agent can and still knows it, else begin anew."""
        connection = session.connection
        connection.fallback = session
        try:
            if resume is None or not await self._take_up(session, resume):
                result = await self._ask(connection, "session/new", new_session(session.spec.directory))
                session.native_id = as_str(result.get("sessionId"))
                if not session.native_id:
                    raise BadAgent(f"{self._label} opened a session without an id.")
                session.offer.read(result)
        finally:
            connection.fallback = None
        assert session.native_id is not None
        connection.listeners[session.native_id] = session

    async def _take_up(self, session: AcpSession, resume: Resume) -> bool:
        connection = session.connection
        if connection.can("resume"):
            method = "session/resume"
        elif connection.capabilities.get("loadSession") is True:
            method = "session/load"
        else:
            return False
        session.native_id = resume.native_id  # what `load` tells again is heard by no turn
        connection.listeners[resume.native_id] = session
        try:
            params = {**new_session(session.spec.directory), "sessionId": resume.native_id}
            session.offer.read(await self._ask(connection, method, params))
        except AgentError as error:
            if is_login_error(error, self._quirks):
                raise
            _log.info("%s does not take up %s: %s", self._provider, resume.native_id, error.words)
            connection.listeners.pop(resume.native_id, None)
            session.native_id = None
            return False
        session.is_resumed = True
        cost = resume.data.get("cost")
        session.meter.cost = float(cost) if isinstance(cost, int | float) else None
        return True

    @staticmethod
    async def _ask(connection: AgentConnection, method: str, params: Message) -> Message:
        return await connection.request(method, params, seconds=_SESSION_SECONDS)

    def _told(self, error: AgentError) -> BooError:
        """The error as the caller is told it."""
        if is_login_error(error, self._quirks):
            return needs_login(self._label, self._quirks, error.words)
        told: Failed = failed(error, self._label, self._quirks)
        return BadAgent(told.message)

    # --- turns ------------------------------------------------------------------------------------------------------

    async def prompt(self, session: AgentSession, prompt: Prompt, sink: Sink) -> Outcome:
        """One turn.

        Raises:
            SessionLost: The agent does not know the conversation any more; nothing was told.
            LeaseLost, Unstorable: From the sink.
        """
        assert isinstance(session, AcpSession)
        if not session.is_usable or not session.seat.take():
            raise SessionLost(f"The process of {self._label} has ended meanwhile.")
        try:
            turn = Turn(session, prompt, sink, self._quirks, self._attachments, self._put_blob, self._stall_seconds)
            return await turn.play()
        except BooError as error:
            if isinstance(error, AgentError | AgentDied | ModeRefused):
                return failed(error, self._label, self._quirks)
            raise
        finally:
            session.data["cost"] = session.meter.cost
            session.seat.release()
            if not session.is_usable:
                await self.close_session(session)

    async def steer(self, session: AgentSession, prompt: SteeredPrompt) -> bool:
        """Agents react to a second prompt in four different ways: it waits for its turn."""
        return False

    async def cancel(self, session: AgentSession) -> None:
        """Tell the agent to stop; the turn then ends as its answer says."""
        assert isinstance(session, AcpSession)
        await session.connection.notify("session/cancel", {"sessionId": session.native_id})

    async def close_session(self, session: AgentSession) -> None:
        """End the session's process. What the agent keeps of the conversation stays."""
        assert isinstance(session, AcpSession)
        if self._warm.get(session.key.chat_id) is session:
            del self._warm[session.key.chat_id]
        with anyio.CancelScope(shield=True):
            await session.connection.close()
            await session.seat.end()

    async def _close_ended(self) -> None:
        """Let go of sessions whose process was ended to make room, or by itself."""
        for session in [one for one in self._warm.values() if not one.is_usable and not one.seat.is_used]:
            await self.close_session(session)

    async def aclose(self) -> None:
        """End all processes, together within a few seconds."""
        sessions = list(self._warm.values())
        async with anyio.create_task_group() as late:
            late.start_soon(_kill_late, sessions)
            async with anyio.create_task_group() as group:
                for session in sessions:
                    group.start_soon(self.close_session, session)
            late.cancel_scope.cancel()

    def health(self) -> Health:
        return Health("ready")

    # --- looking ----------------------------------------------------------------------------------------------------

    async def probe(self, directory: Path) -> Probe:
        """What the agent offers, seen by starting it in `directory`, which should be empty. Bounded.

        Raises:
            BooError: It cannot be started or talked to; with its last words.
        """
        launch = await self._launch()
        return await self._pool.first_starts.run(launch, partial(self._probe, launch, directory), again_after=ProbeDied)

    async def _probe(self, launch: Launch, directory: Path) -> Probe:
        await write_files(launch)
        try:
            with anyio.fail_after(PROBE_SECONDS):
                seat = await self._pool.reserve(self._provider)
        except TimeoutError as error:
            busy = f"{self._label} could not be looked at: as many agents as may run at once are busy. Try again later."
            raise ProbeFailed(busy) from error
        try:
            process = await seat.start(launch.argv, cwd=directory, env=launch_environment(launch))
            connection = AgentConnection(process, self._label, self._quirks)
            try:
                with anyio.fail_after(PROBE_SECONDS):
                    return await self._look(connection, launch, directory)
            except BooError as error:
                return self._judged(connection, error)
            except TimeoutError as error:
                late = f"{self._label} did not answer within {PROBE_SECONDS:g} s.{said_last(connection.last_words)}"
                raise ProbeFailed(late, stderr=process.stderr_tail()) from error
            finally:
                await connection.close()
        finally:
            await seat.end()

    def _judged(self, connection: AgentConnection, error: BooError) -> Probe:
        """What an error says of the agent: without a login it is one that could be used."""
        tail = connection.process.stderr_tail()
        if isinstance(error, AgentError):
            if is_login_error(error, self._quirks):
                hint = needs_login(self._label, self._quirks, error.words).message
                return Probe(connection.version, needs_login=True, login_hint=hint)
            raise ProbeFailed(failed(error, self._label, self._quirks).message, stderr=tail) from error
        raise (ProbeDied if isinstance(error, AgentDied) else ProbeFailed)(error.message, stderr=tail) from error

    async def _look(self, connection: AgentConnection, launch: Launch, directory: Path) -> Probe:
        await connection.open()
        listener = _Commands()
        connection.fallback = listener
        result = await connection.request("session/new", new_session(directory), seconds=HANDSHAKE_SECONDS)
        with anyio.move_on_after(_COMMANDS_SECONDS):
            await listener.told.wait()
        offer = Offer(hidden=self._quirks.hidden_options)
        offer.read(result)
        return Probe(
            version=connection.version,
            models=offer.models,
            default_model=launch.model or offer.model,
            modes=offer.modes,
            default_mode=launch.mode or (self._quirks.mode if self._quirks.mode in _ids(offer.modes) else offer.mode),
            options=offer.options(),
            commands=listener.commands,
            thinking=offer.thinking,
        )


def _continues(warm: AcpSession, launch: Launch, spec: SessionSpec) -> bool:
    """Whether the warm session is the one to go on with."""
    return (
        warm.is_usable
        and warm.launch.fingerprint == launch.fingerprint
        and warm.spec.directory == spec.directory
        and spec.resume is not None
        and spec.resume.native_id == warm.native_id
    )


async def _kill_late(sessions: Sequence[AcpSession]) -> None:
    """Kill what has not ended in order by now."""
    await anyio.sleep(ORDERLY_SECONDS)
    for session in sessions:
        session.connection.process.kill()


def _ids(modes: Sequence[ModeInfo]) -> list[str]:
    return [mode.id for mode in modes]


class _Commands:
    """Hears the commands that an agent tells of while it is being looked at."""

    def __init__(self) -> None:
        self.told = anyio.Event()
        self.commands: list[CommandInfo] = []

    async def update(self, update: Message, size: int) -> None:
        if update.get("sessionUpdate") == "available_commands_update":
            self.commands = commands_in(update)
            self.told.set()

    async def asked(self, method: str, params: Message) -> Message:
        return CANCELLED
