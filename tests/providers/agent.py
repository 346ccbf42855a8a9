"""Agents for tests of providers: programs that say their version or misbehave, and a backend that offers things."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from boocode.backends.probing import Probe
from boocode.contracts.agents import (
    AgentSession,
    Completed,
    Health,
    Outcome,
    Prompt,
    SessionKey,
    SessionSpec,
    Sink,
    SteeredPrompt,
)
from boocode.contracts.launch import Launch, LaunchSource
from boocode.db import Database
from boocode.kernel.errors import BooError
from boocode.llm.catalog import CatalogSettings, ModelCatalog, open_catalog
from boocode.llm.client import open_llm_client
from boocode.providers.checking import ExternalProviders
from boocode.providers.config_file import ProvidersFile
from boocode.providers.definition import Definition
from boocode.providers.external import MakeBackend
from boocode.providers.finding import Programs
from boocode.providers.launching import Launcher


def program(directory: Path, name: str, *, says: str = "1.2.3", script: str | None = None) -> Path:
    """A program that says its version, or does what `script` says."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script or f'echo {says}'}\n")
    path.chmod(0o755)
    return path


@dataclass
class Offering:
    """Implements `external.ProbingBackend`. What it offers, or how it fails, may be changed; `hold` makes it wait."""

    provider: str
    source: LaunchSource
    probe_is: Probe = field(default_factory=Probe)
    fails: BooError | None = None
    launches: list[Launch] = field(default_factory=list[Launch])
    hold: anyio.Event | None = None
    is_closed: bool = False

    async def probe(self, directory: Path) -> Probe:
        self.launches.append(await self.source())
        if self.hold is not None:
            await self.hold.wait()
        if self.fails is not None:
            raise self.fails
        return self.probe_is

    async def open_session(self, key: SessionKey, spec: SessionSpec) -> AgentSession:
        return AgentSession(key, spec)

    async def prompt(self, session: AgentSession, prompt: Prompt, sink: Sink) -> Outcome:
        return Completed()

    async def steer(self, session: AgentSession, prompt: SteeredPrompt) -> bool:
        return False

    async def cancel(self, session: AgentSession) -> None: ...

    async def close_session(self, session: AgentSession) -> None: ...

    async def aclose(self) -> None:
        self.is_closed = True

    def health(self) -> Health:
        return Health("ready")


@dataclass
class World:
    """Providers of a test. `bin` is where their programs are; no others are found."""

    bin: Path
    file: ProvidersFile
    programs: Programs
    launcher: Launcher
    catalog: ModelCatalog
    externals: ExternalProviders
    make_backend: MakeBackend
    backends: dict[str, Offering]
    changes: list[int]

    def backend(self, provider_id: str) -> Offering:
        """The backend of a provider."""
        found = next(provider for provider in self.externals.all() if provider.id == provider_id)
        assert isinstance(found.backend, Offering)
        return found.backend


@asynccontextmanager
async def open_world(
    place: Path,
    *,
    db: Database | None = None,
    llm_url: str | None = None,
    probes: Mapping[str, Probe] | None = None,
    running: bool = True,
) -> AsyncGenerator[World]:
    """Providers of which only those in `place/bin` are installed; looked after in the background if `running`."""
    backends: dict[str, Offering] = {}
    changes: list[int] = []

    def make(definition: Definition, launch: LaunchSource) -> Offering:
        offering = Offering(definition.id, launch, (probes or {}).get(definition.id, Probe(version="9.9")))
        backends[definition.id] = offering
        return offering

    (place / "bin").mkdir(exist_ok=True)
    programs = only(place)
    async with open_llm_client() as client:
        wanted = CatalogSettings(url=llm_url, candidates=())
        async with open_catalog(client, wanted) as catalog, anyio.create_task_group() as group:
            file = ProvidersFile(place / "providers.json")
            launcher = Launcher(catalog, programs, homes=place / "homes", default_context=8192)
            externals = ExternalProviders(
                file, launcher, programs, catalog, make, db=db, on_change=lambda: changes.append(1)
            )
            await externals.begin()
            if running:
                group.start_soon(externals.run)
            yield World(place / "bin", file, programs, launcher, catalog, externals, make, backends, changes)
            group.cancel_scope.cancel()


def only(place: Path) -> Programs:
    """Programs of `place/bin` and of the system, whatever the machine has installed besides."""
    programs = Programs([place / "bin"], home=place, path=os.defpath)
    programs._shell = ""
    return programs


async def until(claim: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until `claim` holds."""
    with anyio.move_on_after(seconds):
        while not claim():
            await anyio.sleep(0.01)
        return
    raise AssertionError(f"not in {seconds} s: {what}")
