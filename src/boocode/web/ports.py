"""What the routes ask of models and of the server itself; `app` passes in what does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ContextReport, Models, ProviderSnapshots
from boocode.web.shapes import SettingsPage


class ModelService(Protocol):
    """The endpoint's models, who can run tasks, and what the next request of a chat is made of."""

    async def models(self, *, refresh: bool = False) -> Models:
        """The models as last seen; `refresh` asks the endpoint first."""
        ...

    async def snapshots(self, *, refresh: bool = False) -> ProviderSnapshots:
        """Every provider as last seen. Does not wait for a probe unless `refresh` is set."""
        ...

    async def commands(self, chat_id: UUID) -> Sequence[CommandInfo]:
        """Slash commands that the server knows for this chat. Raises NotFound."""
        ...

    async def context(self, chat_id: UUID) -> ContextReport:
        """What the next request of this chat would hold. Raises NotFound."""
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
