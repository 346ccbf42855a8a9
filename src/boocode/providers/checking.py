"""Looks at other people's agents in the background, and makes a provider of each that is built in or was added.

At the start only programs are looked for. Conversations, which start an agent each, are opened one at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import anyio

from boocode.contracts.wire.models import ProviderSnapshot
from boocode.contracts.wire.providers import ProviderConfig
from boocode.db import Database
from boocode.kernel.errors import BooError
from boocode.llm.catalog import ModelCatalog
from boocode.providers.config_file import ProvidersFile
from boocode.providers.definition import Definition, definitions
from boocode.providers.external import ExternalProvider, MakeBackend, Urgency
from boocode.providers.finding import Programs
from boocode.providers.launching import Launcher
from boocode.providers.store import Check, forget_check, read_checks, store_check

WATCH_SECONDS = 2.0
AT_ONCE = 2  # programs that are asked for their version

logger = logging.getLogger(__name__)


class ExternalProviders:
    """All of them, as the configuration file says at the moment.

    Args:
        on_change: Called when what is to be shown of any has changed.
    """

    def __init__(
        self,
        file: ProvidersFile,
        launcher: Launcher,
        programs: Programs,
        catalog: ModelCatalog,
        make_backend: MakeBackend,
        *,
        db: Database | None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._file = file
        self._launcher = launcher
        self._programs = programs
        self._catalog = catalog
        self._make_backend = make_backend
        self._db = db
        self._on_change = on_change
        self._configured: Mapping[str, ProviderConfig] | None = None
        self._providers: dict[str, ExternalProvider] = {}
        self._stored: Mapping[str, Check] = {}
        self._leaving: list[ExternalProvider] = []
        self._wanted: dict[str, tuple[Urgency, anyio.Event]] = {}
        self._woken = anyio.Event()
        self._told: object = None

    def all(self) -> Sequence[ExternalProvider]:
        """The providers, built-in ones first."""
        self._follow_file()
        return list(self._providers.values())

    def definition(self, provider_id: str) -> Definition | None:
        """How a provider is to be run, if there is one of that name."""
        self._follow_file()
        provider = self._providers.get(provider_id)
        return provider.definition if provider else None

    def want(self, provider_id: str, urgency: Urgency) -> anyio.Event:
        """Let a provider be looked at; the event is set when that is done."""
        before, done = self._wanted.get(provider_id, (urgency, anyio.Event()))
        self._wanted[provider_id] = (max(before, urgency), done)
        self._woken.set()
        return done

    async def begin(self) -> None:
        """Take up what was seen before the server was restarted."""
        if self._db is not None:
            self._stored = await read_checks(self._db)
        for provider in self.all():
            provider.seen = self._stored.get(provider.id, Check())

    async def run(self) -> None:
        """Look at what is wanted, until cancelled."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._watch, name="providers file")
            await self._programs.ask_shell()
            await self._look_for_programs()
            while True:
                await self._woken.wait()
                self._woken = anyio.Event()
                while self._wanted or self._leaving:
                    await self._close_left()
                    await self._look_at_next()

    async def aclose(self) -> None:
        """Close the backends of providers that are gone."""
        await self._close_left()

    # --- following the file -----------------------------------------------------------------------------------------

    def _follow_file(self) -> None:
        configured = self._file.providers()
        if configured is self._configured:
            return
        self._configured = configured
        wanted = definitions(configured)
        for id_ in [id_ for id_ in self._providers if id_ not in wanted]:
            self._leaving.append(self._providers.pop(id_))
            self._woken.set()
        self._providers = {id_: self._provider(definition) for id_, definition in wanted.items()}

    def _provider(self, definition: Definition) -> ExternalProvider:
        if (known := self._providers.get(definition.id)) is not None:
            if known.definition != definition:
                known.definition = definition
                self.want(definition.id, Urgency.SEEN)
            return known
        made = ExternalProvider(definition, self._launcher, self._catalog, self._make_backend, want=self.want)
        made.seen = self._stored.get(definition.id, Check())
        self.want(definition.id, Urgency.SEEN)
        return made

    async def _watch(self) -> None:
        while True:
            self._tell()
            await anyio.sleep(WATCH_SECONDS)

    def _tell(self) -> None:
        """Say so if something has changed since this was last said."""
        shown = ([_lasting(provider) for provider in self.all()], self._file.problem)
        if shown != self._told:
            first, self._told = self._told is None, shown
            if not first:
                self._on_change()

    async def _close_left(self) -> None:
        while self._leaving:
            provider = self._leaving.pop()
            try:
                await provider.aclose()
                if self._db is not None and provider.id not in self._providers:
                    await forget_check(self._db, provider.id)
            except Exception:  # a boundary: a backend that cannot be closed must not keep others from being
                logger.exception("closing %s failed", provider.id)

    # --- looking ----------------------------------------------------------------------------------------------------

    async def _look_for_programs(self) -> None:
        limiter = anyio.CapacityLimiter(AT_ONCE)

        async def look(provider: ExternalProvider) -> None:
            async with limiter:
                before = provider.seen
                await provider.look_for_program(again=False)
                self._tell()
                await self._store(provider, before)

        async with anyio.create_task_group() as group:
            for provider in self.all():
                group.start_soon(look, provider)

    async def _look_at_next(self) -> None:
        if not self._wanted:
            return
        id_ = max(self._wanted, key=lambda id_: self._wanted[id_][0])
        urgency, done = self._wanted.pop(id_)
        try:
            self._follow_file()
            if (provider := self._providers.get(id_)) is not None:
                await self._look_at(provider, urgency)
        except Exception:  # the boundary of this loop: one strange agent must not end it
            logger.exception("looking at %s failed", id_)
        finally:
            done.set()

    async def _look_at(self, provider: ExternalProvider, urgency: Urgency) -> None:
        before = provider.seen
        await provider.look_for_program(again=urgency is Urgency.ASKED)
        if await provider.needs_handshake(urgency):
            await self._converse(provider)
        self._tell()
        await self._store(provider, before)

    async def _converse(self, provider: ExternalProvider) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(self._tell_soon)
            await provider.handshake()
            group.cancel_scope.cancel()

    async def _tell_soon(self) -> None:
        await anyio.lowlevel.checkpoint()
        self._tell()  # that it is being refreshed

    async def _store(self, provider: ExternalProvider, before: Check) -> None:
        if self._db is not None and provider.seen != before:
            with suppress(BooError):  # the next start looks again
                await store_check(self._db, provider.id, provider.seen)


def _lasting(provider: ExternalProvider) -> ProviderSnapshot:
    return provider.shown().model_copy(update={"checked_at": None})
