"""What the server knows about itself, for the settings page and the health check."""

from __future__ import annotations

from pydantic import SecretStr

from boocode import __version__
from boocode.config import Settings, sources, variable_of
from boocode.db import Database
from boocode.kernel.errors import BooError
from boocode.tools.registry import Toolbox
from boocode.web.shapes import DatabaseInfo, SettingInfo, SettingsPage, ToolInfo


class ServerAbout:
    """Implements `web.ports.About`."""

    version = __version__

    def __init__(self, settings: Settings, db: Database, toolbox: Toolbox, *, url: str) -> None:
        self._settings = settings
        self._db = db
        self._toolbox = toolbox
        self._url = url

    @property
    def tool_count(self) -> int:
        return len(self._toolbox.names)

    async def database_answers(self) -> bool:
        """Whether the database answers right now."""
        try:
            return await self._db.fetch_value("select 1") == 1
        except BooError:
            return False

    async def settings_page(self) -> SettingsPage:
        """See `web.ports.About`."""
        settings = self._settings
        return SettingsPage(
            version=__version__,
            data_dir=str(settings.data_dir),
            database=DatabaseInfo(
                kind="external" if settings.database_url else "embedded", version=await self._db.server_version()
            ),
            url=self._url,
            settings=self._settings_shown(),
            tools=self._tools_shown(),
            preferences={},
        )

    def _settings_shown(self) -> list[SettingInfo]:
        origin = sources()
        return [
            SettingInfo(
                name=variable_of(field),
                value=_shown(getattr(self._settings, field)),
                source=origin[field],
                meaning=info.description or "",
            )
            for field, info in Settings.model_fields.items()
        ]

    def _tools_shown(self) -> list[ToolInfo]:
        found = [tool for name in self._toolbox.names if (tool := self._toolbox.get(name))]
        return [ToolInfo(name=tool.name, description=tool.description, kind=tool.kind) for tool in found]


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return "••••••••"
        case tuple():
            return ", ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        case _:
            return str(value)
