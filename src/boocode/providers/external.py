"""Other people's agents as providers: what is known of one, and what can be picked from it.

What a snapshot shows is what was last seen; looking again is the work of `checking`. A check starts the agent and opens
a conversation, so it is made only when somebody wants the provider, or when what was seen is a day old.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import IntEnum
from pathlib import Path
from typing import Protocol

import anyio
import orjson

from boocode.backends.probing import Probe
from boocode.contracts.agents import Backend, SessionSpec
from boocode.contracts.launch import Launch, LaunchSource
from boocode.contracts.wire.models import ModelInfo, ProviderSnapshot
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError
from boocode.llm.catalog import ModelCatalog
from boocode.providers.definition import Definition
from boocode.providers.errors import LoginNeeded, UnknownModel
from boocode.providers.launching import MODEL_PREFIX, Launcher
from boocode.providers.presence import look
from boocode.providers.redaction import redacted, secrets_of
from boocode.providers.store import Check

GOOD_FOR = timedelta(hours=24)
BAD_FOR = timedelta(hours=1)
LOGIN_GOOD_FOR = timedelta(seconds=10)  # then somebody may have logged in
LOOK_EVERY_SECONDS = 10.0
CHECK_SECONDS = 45.0


class Urgency(IntEnum):
    """How much somebody wants a provider to be looked at."""

    SEEN = 1  # the program; a conversation only where an old one is known
    PICKED = 2  # a conversation, too, unless a new one is known
    ASKED = 3  # both, whatever is known


class ProbingBackend(Backend, Protocol):
    """A backend that can say what its agent offers."""

    async def probe(self, directory: Path) -> Probe: ...


MakeBackend = Callable[[Definition, LaunchSource], ProbingBackend]


class ExternalProvider:
    """Implements `registry.Provider`.

    Args:
        want: Lets it be looked at in the background; what it gives is set when that is done.
    """

    def __init__(
        self,
        definition: Definition,
        launcher: Launcher,
        catalog: ModelCatalog,
        make_backend: MakeBackend,
        *,
        want: Callable[[str, Urgency], anyio.Event],
    ) -> None:
        self._launcher = launcher
        self._catalog = catalog
        self._want = want
        self._looked_at = float("-inf")
        self._present: bool | None = None
        self.definition = definition
        self.seen = Check()
        self.is_checking = False
        self._make_backend = make_backend
        self._backend: ProbingBackend | None = None

    @property
    def id(self) -> str:
        return self.definition.id

    @property
    def label(self) -> str:
        return self.definition.label

    @property
    def backend(self) -> ProbingBackend:
        """What drives it; made when it is first used."""
        if self._backend is None:
            self._backend = self._make_backend(self.definition, self.launch)
        return self._backend

    @property
    def needs_workplace(self) -> bool:
        return True

    async def aclose(self) -> None:
        """End its agent's processes."""
        if self._backend is not None:
            await self._backend.aclose()

    async def launch(self) -> Launch:
        """See `contracts.launch.LaunchSource`."""
        return await self._launcher.launch(self.definition)

    def session_hash(self, spec: SessionSpec) -> str:
        """What a kept conversation depends on: who has it, whose account it was, and where it was held."""
        definition = self.definition
        command = () if definition.built_in else definition.command
        facts = [definition.id, definition.transport, definition.account, command, str(spec.directory)]
        return hashlib.sha256(orjson.dumps(facts)).hexdigest()

    # --- what can be picked -----------------------------------------------------------------------------------------

    def snapshot(self) -> ProviderSnapshot:
        """See `registry.Provider.snapshot`. Whoever asks gets something newer next time, if there is."""
        if self.definition.enabled and anyio.current_time() - self._looked_at > LOOK_EVERY_SECONDS:
            self._want(self.id, Urgency.SEEN)
        return self.shown()

    def shown(self) -> ProviderSnapshot:
        """What can be picked, as last seen, without wanting anything."""
        definition, seen = self.definition, self.seen
        probe = seen.probe or Probe()
        installed = self._present is not False
        snapshot = ProviderSnapshot(
            id=self.id,
            label=self.label,
            status="ready",
            enabled=definition.enabled,
            external=True,
            transport=definition.transport,
            account=definition.account,
            installed=installed,
            version=probe.version or (seen.presence.version if seen.presence else None),
            needs_login=probe.needs_login,
            refreshing=self.is_checking,
            checked_at=seen.at,
            default_model=self._default_model(),
            default_mode=definition.mode or probe.default_mode,
            options=probe.options,
            models=self.models(),
            modes=probe.modes,
            thinking=probe.thinking,
            commands=probe.commands,
        )
        return self._with_status(snapshot)

    def _with_status(self, snapshot: ProviderSnapshot) -> ProviderSnapshot:
        definition, seen = self.definition, self.seen
        status, message = "ready", ""
        if not definition.enabled:
            status, message = "unavailable", definition.why_off
        elif self._present is None:
            status = "loading"
        elif not self._present:
            status, message = "unavailable", self._missing()
        elif definition.account == "local" and self._catalog.state != "ready":
            status = "loading" if self._catalog.state == "loading" else "error"
            message = "" if status == "loading" else self._catalog.message
        elif seen.error:
            status, message = "error", seen.error
        elif seen.probe and seen.probe.needs_login:
            status, message = "error", self._how_to_log_in()
        elif seen.probe is None and self.is_checking:
            status = "loading"
        return snapshot.model_copy(update={"status": status, "message": message})

    def models(self) -> list[ModelInfo]:
        """The models that can be picked, by the names that the agent has for them.

        With BooCode's endpoint, those of the agent's list that are really there; an agent that names them in its own
        words, or not at all, has the chosen one only.
        """
        probe = self.seen.probe or Probe()
        if self.definition.account == "own":
            return probe.models
        known = [(offered, self._catalog.find(self._bare(offered.id))) for offered in probe.models]
        found = [model.model_copy(update={"id": offered.id}) for offered, model in known if model]
        return found or self._only_model(probe)

    def _only_model(self, probe: Probe) -> list[ModelInfo]:
        chosen = self.definition.model or self._catalog.default_model
        if chosen is None:
            return []
        model = self._catalog.find(chosen) or ModelInfo(id=chosen, name=chosen)
        id_ = probe.default_model or MODEL_PREFIX.get(self.id, "") + model.id
        return [model.model_copy(update={"id": id_})]

    def _default_model(self) -> str | None:
        if self.definition.account == "own":
            return self.definition.model or (self.seen.probe.default_model if self.seen.probe else None)
        chosen = self.definition.model or self._catalog.default_model
        models = self.models()
        return next((model.id for model in models if self._bare(model.id) == chosen), models[0].id if models else None)

    def _bare(self, model_id: str) -> str:
        """The endpoint's id of a model that the agent names so: `boocode/qwen3[high]` is `qwen3`."""
        return model_id.removeprefix(MODEL_PREFIX.get(self.id, "")).partition("[")[0]

    # --- choosing ---------------------------------------------------------------------------------------------------

    def check(self, model: str | None) -> None:
        """See `registry.Provider.check`."""
        if self._present is not None:  # the first look may not be over
            self._launcher.require(self.definition)
        if self._is_logged_out() and now() - (self.seen.at or now()) < LOGIN_GOOD_FOR:
            raise LoginNeeded(self._how_to_log_in(), provider=self.id)
        self._want(self.id, Urgency.PICKED)
        if model is not None:
            self._named(model)

    async def resolve_model(self, model: str | None) -> str | None:
        """See `registry.Provider.resolve_model`: None leaves it to the agent's own settings."""
        was_logged_out = self._is_logged_out()
        if was_logged_out or self._present is None:  # perhaps somebody has logged in since
            with anyio.move_on_after(CHECK_SECONDS):
                await self._want(self.id, Urgency.PICKED if was_logged_out else Urgency.SEEN).wait()
        await self.launch()
        if self._is_logged_out():
            raise LoginNeeded(self._how_to_log_in(), provider=self.id)
        if model is not None:
            return self._named(model)
        return self._default_model() if self.seen.probe else None

    async def refresh(self) -> ProviderSnapshot:
        """See `registry.Provider.refresh`."""
        await self._want(self.id, Urgency.ASKED).wait()
        return self.snapshot()

    def _named(self, model: str) -> str:
        """The agent's name for a model, which may be given as the endpoint has it.

        Raises:
            UnknownModel: There is no such model.
        """
        ids = [offered.id for offered in self.models()]
        if model in ids or not ids or self.seen.probe is None:
            return model
        if (named := next((id_ for id_ in ids if self._bare(id_) == model), None)) is not None:
            return named
        chosen = self.definition.model or self._catalog.default_model
        if self.definition.account == "local" and len(ids) == 1 and model == chosen:
            return ids[0]
        raise UnknownModel(f"{self.label} has no model `{model}`. It has: {', '.join(ids[:20])}.", model=model)

    def _is_logged_out(self) -> bool:
        return bool(self.seen.probe and self.seen.probe.needs_login and not self.seen.error)

    def _how_to_log_in(self) -> str:
        if (built_in := self.definition.built_in) is not None:
            return f"{self.label} is not logged in. {built_in.login or 'Log in with its own program.'}"
        said = self.seen.probe.login_hint if self.seen.probe else ""
        return said or f"{self.label} is not logged in. Log in with its own program."

    def _missing(self) -> str:
        try:
            self._launcher.require(self.definition)
        except BooError as error:
            return error.message
        return ""

    # --- looking ----------------------------------------------------------------------------------------------------

    async def look_for_program(self, *, again: bool) -> None:
        """See whether the program is there, and ask it for its version if it is a new one."""
        self._looked_at = anyio.current_time()
        definition = self.definition
        found = self._launcher.find(definition)
        self._present = found is not None
        if found is None or not definition.enabled:
            return
        known = self.seen.presence
        if known is None or known.stamp != found.stamp or again:
            presence = await look(
                found,
                home=self._launcher.home(definition.id),
                path=self._launcher.search_path(),
                asks_version=definition.built_in is not None,
            )
            self.seen = replace(self.seen, presence=presence)

    async def needs_handshake(self, urgency: Urgency) -> bool:
        """Whether a conversation should be opened, given how much somebody wants it."""
        if not self.definition.enabled or not self._present:
            return False
        at = self.seen.at
        if urgency is Urgency.ASKED or at is None:
            return urgency > Urgency.SEEN
        if self._is_logged_out() and urgency is Urgency.PICKED:
            return now() - at > LOGIN_GOOD_FOR
        return now() - at > (BAD_FOR if self.seen.error else GOOD_FOR) or await self._is_started_otherwise()

    async def _is_started_otherwise(self) -> bool:
        try:
            return (await self.launch()).fingerprint != self.seen.fingerprint
        except BooError:
            return False  # it could not be started anyway

    async def handshake(self) -> None:
        """Start the agent, open a conversation and note what it offers, or why it does not."""
        try:
            launch = await self.launch()
        except BooError:
            return  # the snapshot says what is missing
        self.is_checking = True
        began = now()
        try:
            probe, error, stderr = await self._probe(launch)
        finally:
            self.is_checking = False
        self.seen = Check(self.seen.presence, launch.fingerprint, probe or self.seen.probe, error, stderr, began)

    async def _probe(self, launch: Launch) -> tuple[Probe | None, str, str]:
        secrets = secrets_of(launch.env)
        with tempfile.TemporaryDirectory(prefix="boocode-check-") as directory:
            try:
                with anyio.fail_after(CHECK_SECONDS):
                    return await self.backend.probe(Path(directory)), "", ""
            except TimeoutError:
                return None, f"{self.label} did not answer within {CHECK_SECONDS:.0f} seconds.", ""
            except BooError as error:
                stderr = str(error.data.get("stderr", ""))[-4000:]
                return None, redacted(error.message, secrets), redacted(stderr, secrets)
