"""From what a provider is to how its process is started: the program found, the model chosen, the files to write."""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import orjson

from boocode.contracts.launch import Launch
from boocode.llm.catalog import ModelCatalog
from boocode.llm.client import Endpoint
from boocode.llm.errors import NoEndpoint
from boocode.providers.definition import Definition
from boocode.providers.errors import NotInstalled, ProviderOff
from boocode.providers.finding import Found, Programs
from boocode.providers.presets import Preset, Wiring

MODEL_PREFIX = {"opencode": "boocode/"}  # how an agent names the endpoint's models, where it is not by their ids


class Launcher:
    """Says how providers are to be started now.

    Args:
        homes: Where agents that do not use the user's account have theirs.
        default_context: Tokens of the window of models whose endpoint does not tell it.
    """

    def __init__(self, catalog: ModelCatalog, programs: Programs, *, homes: Path, default_context: int) -> None:
        self._catalog = catalog
        self._programs = programs
        self._homes = homes
        self._default_context = default_context

    def find(self, definition: Definition) -> Found | None:
        """Its program, if it is installed."""
        return self._programs.find(definition.command[0])

    def home(self, provider_id: str) -> Path:
        """The private home of a provider."""
        return self._homes / provider_id

    def search_path(self) -> str:
        """The PATH in which programs are looked for."""
        return self._programs.search_path()

    async def launch(self, definition: Definition) -> Launch:
        """How to start it.

        Raises:
            ProviderOff, NotInstalled: It cannot be.
            NoEndpoint: It needs a model of the endpoint, and there is none.
        """
        found = self.require(definition)
        preset = definition.built_in.local if definition.built_in else None
        if definition.account == "own" or preset is None:
            return self._own(definition, found)
        wiring = await self._wiring(definition)
        return self.connected(definition, found, preset, wiring)

    def require(self, definition: Definition) -> Found:
        """Its program.

        Raises:
            ProviderOff, NotInstalled: It cannot be started; the sentence says what to do.
        """
        if not definition.enabled:
            raise ProviderOff(f"{definition.label} is switched off. Switch it on in the settings.")
        return self.require_installed(definition)

    def require_installed(self, definition: Definition) -> Found:
        """Its program, whether it is switched on or not.

        Raises:
            NotInstalled: It is not there; the sentence says what to do.
        """
        found = self.find(definition)
        if found is None:
            raise NotInstalled(not_installed(definition, self._programs), provider=definition.id)
        return found

    def connected(self, definition: Definition, found: Found, preset: Preset, wiring: Wiring) -> Launch:
        """How to start it so that it uses a certain endpoint and its private home."""
        arranged = preset(wiring)
        return _sealed(
            Launch(
                argv=(str(found.path), *definition.command[1:]),
                env={"PATH": self.search_path(), **_beside_proxies(wiring.endpoint), **arranged.env, **definition.env},
                home=wiring.home,
                files=arranged.files,
                model=MODEL_PREFIX.get(definition.id, "") + wiring.model,
                mode=definition.mode,
                context_size=wiring.context_size,
            ),
            found,
        )

    def _own(self, definition: Definition, found: Found) -> Launch:
        env: Mapping[str, str] = definition.built_in.own_env if definition.built_in else {}
        return _sealed(
            Launch(
                argv=(str(found.path), *definition.command[1:]),
                env={"PATH": self.search_path(), **env, **definition.env},
                model=definition.model,
                mode=definition.mode,
            ),
            found,
        )

    async def _wiring(self, definition: Definition) -> Wiring:
        endpoint = await self._catalog.endpoint()
        model = definition.model or self._catalog.default_model
        if model is None:
            raise NoEndpoint(self._catalog.message or "The model endpoint has no models yet. Add one there.")
        known = self._catalog.find(model)
        return Wiring(
            home=self.home(definition.id),
            endpoint=endpoint,
            model=known.id if known else model,
            models=await self._catalog.models(),
            context_size=(known.context_size if known else None) or self._default_context,
            default_context=self._default_context,
        )


def not_installed(definition: Definition, programs: Programs) -> str:
    """Why it cannot be started and what to do, as a sentence."""
    program = definition.command[0]
    built_in = definition.built_in
    if built_in is None or program != built_in.command[0]:
        return _wrong_command(definition.label, program)
    if built_in.adapts and programs.find(built_in.adapts):
        return f"`{built_in.adapts}` is here, but not its adapter {program}. Install that: {built_in.install}"
    return f"{definition.label} is not installed. Install it: {built_in.install}"


def _wrong_command(label: str, program: str) -> str:
    path = Path(program).expanduser()
    if os.sep not in program or not path.exists():
        return f"{label} is not installed: there is no program {program}. Correct its command."
    if not path.is_absolute():
        return f"{label} cannot be started: {program} is meant from where? Give the whole path in its command."
    if path.is_dir():
        return f"{label} cannot be started: {program} is a directory. Correct its command."
    return f"{label} cannot be started: {program} may not be executed. Run `chmod +x {shlex.quote(program)}`."


def _beside_proxies(endpoint: Endpoint) -> dict[str, str]:
    """Local models are never asked through a proxy."""
    host = endpoint.host.rpartition("@")[2]
    names = dict.fromkeys(("127.0.0.1", "localhost", "::1", host.partition(":")[0]))
    return {name: ",".join(names) for name in ("NO_PROXY", "no_proxy")}


def _sealed(launch: Launch, found: Found) -> Launch:
    everything = [
        list(launch.argv),
        sorted((name, value) for name, value in launch.env.items() if name != "PATH"),  # learnt bit by bit
        str(launch.home),
        sorted(launch.files.items()),
        launch.model,
        launch.mode,
        launch.context_size,
        found.stamp,
    ]
    return replace(launch, fingerprint=hashlib.sha256(orjson.dumps(everything)).hexdigest())
