"""Opens everything about providers: the registry that runs tasks, and the desk of the settings page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio

from boocode.backends.pool import AgentPool
from boocode.config import Settings
from boocode.contracts.agents import Backend
from boocode.contracts.launch import LaunchSource
from boocode.contracts.ports import AttachmentReader
from boocode.db import Database
from boocode.events import Bus
from boocode.llm.catalog import ModelCatalog
from boocode.providers.boocode import BooCodeProvider
from boocode.providers.checking import ExternalProviders
from boocode.providers.config_file import ProvidersFile
from boocode.providers.definition import Definition
from boocode.providers.desk import ProviderDesk
from boocode.providers.external import MakeBackend, ProbingBackend
from boocode.providers.finding import Programs
from boocode.providers.launching import Launcher
from boocode.providers.registry import ProviderRegistry


@dataclass(frozen=True, slots=True)
class ProviderParts:
    """`registry` is what `tasks` asks; `desk` is what the routes ask."""

    registry: ProviderRegistry
    desk: ProviderDesk


@asynccontextmanager
async def open_providers(
    settings: Settings,
    db: Database,
    bus: Bus,
    catalog: ModelCatalog,
    *,
    native: Backend,
    make_backend: MakeBackend,
) -> AsyncGenerator[ProviderParts]:
    """All providers until the end of the block, when their backends are closed.

    Looking for agents goes on in the background; nothing here waits for one.
    """
    programs = Programs(settings.agent_directories)
    file = ProvidersFile(settings.providers_file)
    launcher = Launcher(catalog, programs, homes=settings.agents_dir, default_context=settings.context_tokens)

    def changed() -> None:
        bus.publish("app", "providers")

    externals = ExternalProviders(file, launcher, programs, catalog, make_backend, db=db, on_change=changed)
    registry = ProviderRegistry([BooCodeProvider(native, catalog)], externals.all)
    await externals.begin()
    async with anyio.create_task_group() as group:
        group.start_soon(externals.run, name="providers")
        desk = ProviderDesk(
            registry,
            externals,
            file,
            launcher,
            programs,
            catalog,
            make_backend,
            db=db,
            group=group,
            on_change=changed,
        )
        try:
            yield ProviderParts(registry, desk)
        finally:
            group.cancel_scope.cancel()
            with anyio.CancelScope(shield=True), anyio.move_on_after(5):
                await externals.aclose()
                await registry.aclose()


def agent_backends(
    pool: AgentPool, attachments: AttachmentReader, put_blob: Callable[[bytes], Awaitable[str]] | None = None
) -> MakeBackend:
    """What makes a backend of a provider, by its transport. `put_blob` keeps outputs too long to be shown whole."""

    def make(definition: Definition, launch: LaunchSource) -> ProbingBackend:
        if definition.transport == "opencode":
            from boocode.backends.opencode.backend import OpencodeBackend

            return OpencodeBackend(definition.id, launch, pool, attachments)
        from boocode.backends.acp.backend import AcpBackend
        from boocode.backends.quirks import quirks_of

        return AcpBackend(definition.id, launch, quirks_of(definition.id), pool, attachments, put_blob=put_blob)

    return make
