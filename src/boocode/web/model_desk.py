"""Models as the routes show them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from boocode.backends.native.equipment import Equipment
from boocode.backends.native.ledger import context_report
from boocode.chats.messages import path_ids, read_messages
from boocode.contracts.agents import SessionKey, SessionSpec
from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ContextReport, Models
from boocode.db import Database
from boocode.providers.registry import ProviderRegistry
from boocode.tasks.store import chat_place


class ModelDesk:
    """Implements `web.ports.ModelService`."""

    def __init__(self, db: Database, registry: ProviderRegistry, equipment: Equipment) -> None:
        self._db = db
        self._registry = registry
        self._equipment = equipment

    async def models(self, *, refresh: bool = False) -> Models:
        """See `web.ports.ModelService`."""
        catalog = self._equipment.catalog
        return await catalog.refresh() if refresh else catalog.snapshot()

    async def commands(self, chat_id: UUID) -> Sequence[CommandInfo]:
        """The commands of the chat's provider. Raises NotFound."""
        async with self._db.connection() as conn:
            place = await chat_place(conn, chat_id)
        provider = place.provider or "boocode"
        return [command for found in self._registry.snapshots() if found.id == provider for command in found.commands]

    async def context(self, chat_id: UUID) -> ContextReport:
        """See `web.ports.ModelService`."""
        async with self._db.connection() as conn:
            place = await chat_place(conn, chat_id)
            conversation = await read_messages(conn, await path_ids(conn, place.leaf_id))
        key = SessionKey(chat_id, place.provider or "boocode")
        spec = SessionSpec(place.session_id, place.project_id, Path(place.path), place.model)
        return await context_report(self._equipment, key, spec, conversation)
