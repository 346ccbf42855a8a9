"""What the routes ask of models and of the server itself; `app` passes in what does it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ContextReport, Models, ProviderSnapshots
from boocode.contracts.wire.providers import Catalogue, Diagnostic, Exam, Exams, ProvidersConfig
from boocode.web.shapes import SettingsPage


class ModelService(Protocol):
    """The endpoint's models, and what the next request of a chat is made of."""

    async def models(self, *, refresh: bool = False) -> Models:
        """The models as last seen; `refresh` asks the endpoint first."""
        ...

    async def commands(self, chat_id: UUID) -> Sequence[CommandInfo]:
        """Slash commands that the server knows for this chat. Raises NotFound."""
        ...

    async def context(self, chat_id: UUID) -> ContextReport:
        """What the next request of this chat would hold. Raises NotFound."""
        ...


class ProviderService(Protocol):
    """Who can run tasks, and what the human set for them."""

    def snapshots(self) -> ProviderSnapshots:
        """Every provider as last seen. Never waits."""
        ...

    async def refresh(self, ids: Collection[str] | None = None) -> ProviderSnapshots:
        """Every provider, after these (default: all) were checked again, or as much of that as half a minute allows.

        Raises:
            UnknownProvider: There is none of such a name.
        """
        ...

    def config(self) -> ProvidersConfig:
        """The configuration file, secrets masked."""
        ...

    async def change(self, changes: Mapping[str, object]) -> ProvidersConfig:
        """Set providers anew: all or nothing.

        Raises:
            BadProviderConfig: A value cannot be used, or the file cannot.
            ConfigUnwritable: The file cannot be written.
        """
        ...

    async def diagnostic(self, provider_id: str) -> Diagnostic:
        """What BooCode sees of a provider. Raises UnknownProvider."""
        ...

    def catalogue(self) -> Catalogue:
        """Agents that can be added."""
        ...

    async def exams(self) -> Exams:
        """Exams that run, then those of the past, newest first."""
        ...

    async def begin_exam(self, provider_id: str) -> Exam:
        """Examine a provider in the background.

        Raises:
            UnknownProvider, NotInstalled, NotExaminable, ExamRunning: It cannot be.
        """
        ...


class About(Protocol):
    """What the server knows about itself."""

    @property
    def version(self) -> str: ...

    @property
    def tool_count(self) -> int: ...

    async def database_answers(self) -> bool: ...

    async def settings_page(self) -> SettingsPage:
        """Everything but the preferences, which the route fills in."""
        ...
