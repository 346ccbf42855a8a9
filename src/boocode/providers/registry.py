"""The registry: providers by id, for admission, the runner and the pages that show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import anyio

from boocode.contracts.agents import Backend
from boocode.contracts.wire.models import ProviderName, ProviderSnapshot
from boocode.providers.errors import UnknownProvider


class Provider(Protocol):
    """A kind of agent that can run tasks."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def backend(self) -> Backend: ...

    def snapshot(self) -> ProviderSnapshot:
        """What can be picked, as last seen. Never waits."""
        ...

    async def refresh(self) -> ProviderSnapshot:
        """Look again, and say what can be picked."""
        ...

    def check(self, model: str | None) -> None:
        """Refuse a model that could never run, without waiting. What is not known yet passes.

        Raises:
            UnknownModel: There is no such model.
        """
        ...

    async def resolve_model(self, model: str | None) -> str | None:
        """The model a turn will use.

        Raises:
            BooError: There is none; the sentence says what to do.
        """
        ...


class ProviderRegistry:
    """All providers. Implements what `tasks` asks of it (`ProviderChecks`, `Providers`)."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        self._providers = {provider.id: provider for provider in providers}

    def backend(self, provider_id: str) -> Backend:
        """The backend that drives a provider.

        Raises:
            UnknownProvider: There is none of that name.
        """
        return self._find(provider_id).backend

    def check(self, provider_id: str, model: str | None) -> None:
        """Refuse what could never run. Never waits.

        Raises:
            UnknownProvider, UnknownModel: The choice is wrong.
        """
        self._find(provider_id).check(model)

    async def resolve_model(self, provider_id: str, model: str | None) -> str | None:
        """The model a turn will use; `model` if given, else the provider's default.

        Raises:
            BooError: `unknown_provider`, `unknown_model`, `no_endpoint`: with what to do.
        """
        return await self._find(provider_id).resolve_model(model)

    def names(self) -> list[ProviderName]:
        return [ProviderName(id=provider.id, label=provider.label) for provider in self._providers.values()]

    def snapshots(self) -> list[ProviderSnapshot]:
        """Every provider as last seen. Never waits."""
        return [provider.snapshot() for provider in self._providers.values()]

    async def refresh(self) -> list[ProviderSnapshot]:
        """Look at every provider again, all at once."""
        async with anyio.create_task_group() as group:
            for provider in self._providers.values():
                group.start_soon(provider.refresh)
        return self.snapshots()

    async def aclose(self) -> None:
        """Close every backend."""
        for provider in self._providers.values():
            await provider.backend.aclose()

    def _find(self, provider_id: str) -> Provider:
        if (provider := self._providers.get(provider_id)) is None:
            known = ", ".join(self._providers)
            raise UnknownProvider(f"There is no provider `{provider_id}`. Choose one of: {known}.", known=known)
        return provider
