"""BooCode's own agent as a provider: its models are those of the model endpoint."""

from __future__ import annotations

from boocode.contracts.agents import Backend, SessionSpec
from boocode.contracts.wire.models import EndpointState, ProviderSnapshot, ProviderStatus, ThinkingOption
from boocode.llm.catalog import ModelCatalog
from boocode.llm.errors import NoEndpoint
from boocode.providers.errors import UnknownModel

_STATUS: dict[EndpointState, ProviderStatus] = {
    "loading": "loading",
    "ready": "ready",
    "unreachable": "error",
    "unauthorized": "error",
    "none": "unavailable",
}
_EFFORTS = [
    ThinkingOption(id="low", label="Low"),
    ThinkingOption(id="medium", label="Medium"),
    ThinkingOption(id="high", label="High"),
]


class BooCodeProvider:
    """Implements `registry.Provider`."""

    def __init__(self, backend: Backend, catalog: ModelCatalog) -> None:
        self._backend = backend
        self._catalog = catalog

    @property
    def id(self) -> str:
        return "boocode"

    @property
    def label(self) -> str:
        return "BooCode"

    @property
    def backend(self) -> Backend:
        return self._backend

    async def aclose(self) -> None:
        await self._backend.aclose()

    @property
    def needs_workplace(self) -> bool:
        return False  # its changes wait in the database

    def session_hash(self, spec: SessionSpec) -> str:
        return ""  # it keeps no conversation of its own

    def snapshot(self) -> ProviderSnapshot:
        seen = self._catalog.snapshot()
        return ProviderSnapshot(
            id=self.id,
            label=self.label,
            status=_STATUS[seen.endpoint.state],
            message=seen.endpoint.message,
            default_model=self._catalog.default_model,
            models=seen.models,
            thinking=_EFFORTS if any(model.reasoning for model in seen.models) else [],
        )

    async def refresh(self) -> ProviderSnapshot:
        await self._catalog.refresh()
        return self.snapshot()

    def check(self, model: str | None) -> None:
        """See `registry.Provider.check`. Only while the endpoint answers is its list believed."""
        if model is None or self._catalog.state != "ready" or self._is_known(model):
            return
        known = ", ".join(known.id for known in self._catalog.snapshot().models[:20])
        raise UnknownModel(f"The model endpoint has no model `{model}`. It has: {known or 'none'}.", model=model)

    async def resolve_model(self, model: str | None) -> str:
        """See `registry.Provider.resolve_model`: DEFAULT_MODEL, else the first loaded one, else the first."""
        await self._catalog.endpoint()
        if model is None:
            model = self._catalog.default_model
        if model is None:
            raise NoEndpoint(self._catalog.message or "The model endpoint has no models yet. Add one there.")
        self.check(model)
        known = self._catalog.find(model)
        return known.id if known else model

    def _is_known(self, model: str) -> bool:
        configured = (self._catalog.default_model, self._catalog.fast_model)
        return self._catalog.find(model) is not None or model in configured
