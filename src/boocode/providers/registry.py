"""The registry: providers by id, for admission, the runner and the pages that show them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

import anyio

from boocode.contracts.agents import Backend, SessionSpec
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

    @property
    def needs_workplace(self) -> bool:
        """It writes to files by itself, so its sessions get a worktree."""
        ...

    def session_hash(self, spec: SessionSpec) -> str:
        """What a conversation that the agent keeps depends on: with another hash it is not gone on with."""
        ...

    async def aclose(self) -> None:
        """Close its backend."""
        ...

    def snapshot(self) -> ProviderSnapshot:
        """What can be picked, as last seen. Never waits."""
        ...

    async def refresh(self) -> ProviderSnapshot:
        """Look again, and say what can be picked."""
        ...

    def check(self, model: str | None) -> None:
        """Refuse what could never run, without waiting. What is not known yet passes.

        Raises:
            UnknownModel: There is no such model.
            ProviderOff, NotInstalled, LoginNeeded: It cannot run now; the sentence says what to do.
        """
        ...

    async def resolve_model(self, model: str | None) -> str | None:
        """The model a turn will use; None where the agent alone knows.

        Raises:
            BooError: There is none, or it cannot run; the sentence says what to do.
        """
        ...


class ProviderRegistry:
    """All providers. Implements what `tasks` asks of it (`ProviderChecks`, `Providers`).

    Args:
        providers: Those that are always there.
        more: Those that come and go with what the human sets.
    """

    def __init__(self, providers: Sequence[Provider], more: Callable[[], Sequence[Provider]] = tuple) -> None:
        self._always = tuple(providers)
        self._more = more

    def backend(self, provider_id: str) -> Backend:
        """The backend that drives a provider.

        Raises:
            UnknownProvider: There is none of that name.
        """
        return self._find(provider_id).backend

    def label(self, provider_id: str) -> str:
        """Its name for people; of a provider that is gone, its id."""
        return next((provider.label for provider in self._all() if provider.id == provider_id), provider_id)

    def needs_workplace(self, provider_id: str) -> bool:
        """Whether its sessions get a worktree. Raises UnknownProvider."""
        return self._find(provider_id).needs_workplace

    def session_hash(self, provider_id: str, spec: SessionSpec) -> str:
        """What a conversation that the agent keeps depends on. Raises UnknownProvider."""
        return self._find(provider_id).session_hash(spec)

    def check(self, provider_id: str, model: str | None) -> None:
        """Refuse what could never run. Never waits.

        Raises:
            UnknownProvider, UnknownModel: The choice is wrong.
            ProviderOff, NotInstalled, LoginNeeded: It cannot run now; the sentence says what to do.
        """
        self._find(provider_id).check(model)

    async def resolve_model(self, provider_id: str, model: str | None) -> str | None:
        """The model a turn will use; `model` if given, else the provider's default; None where only it knows.

        Raises:
            BooError: As `check`, and `no_endpoint`: with what to do.
        """
        return await self._find(provider_id).resolve_model(model)

    def names(self) -> list[ProviderName]:
        return [ProviderName(id=provider.id, label=provider.label) for provider in self._all()]

    def snapshots(self) -> list[ProviderSnapshot]:
        """Every provider as last seen. Never waits."""
        return [provider.snapshot() for provider in self._all()]

    async def refresh(self, ids: Collection[str] | None = None, *, seconds: float = 60.0) -> list[ProviderSnapshot]:
        """Look at these providers again (default: at all), for so long at most; what takes longer goes on behind.

        Raises:
            UnknownProvider: There is none of such a name.
        """
        wanted = self._all() if ids is None else [self._find(provider_id) for provider_id in ids]
        with anyio.move_on_after(seconds):
            async with anyio.create_task_group() as group:
                for provider in wanted:
                    group.start_soon(provider.refresh)
        return self.snapshots()

    async def aclose(self) -> None:
        """Close every backend, all together: the server has little time to stop."""
        async with anyio.create_task_group() as group:
            for provider in self._all():
                group.start_soon(provider.aclose)

    def _all(self) -> list[Provider]:
        return [*self._always, *self._more()]

    def _find(self, provider_id: str) -> Provider:
        for ask in (lambda: self._always, self._more):  # the file of the others is looked at only when one is meant
            for provider in ask():
                if provider.id == provider_id:
                    return provider
        known = ", ".join(provider.id for provider in self._all())
        raise UnknownProvider(f"There is no provider `{provider_id}`. Choose one of: {known}.", known=known)
