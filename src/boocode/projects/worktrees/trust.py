"""What people do with the setup that projects bring."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from anyio import to_thread

from boocode.contracts.wire.worktrees import SetupScript
from boocode.db import Database
from boocode.events import EventLog
from boocode.kernel.errors import NotFound
from boocode.projects.worktrees import setup, store
from boocode.projects.worktrees.errors import SetupChanged


class Setups:
    """The setup scripts of projects, and which of them the human trusts."""

    def __init__(self, db: Database, events: EventLog) -> None:
        self._db = db
        self._log = events

    async def get(self, project_id: UUID) -> SetupScript | None:
        """What the project wants done in new worktrees; None where it wants nothing. Raises NotFound."""
        project = await self._project(project_id)
        if not await to_thread.run_sync(project.is_dir):
            return None
        brought = await setup.look(project)
        async with self._db.connection() as conn:
            return await setup.described(conn, project_id, brought)

    async def trust(self, project_id: UUID, sha256: str, *, copy_env: bool) -> SetupScript:
        """Trust exactly this script from now on, and no other of the project.

        Raises:
            NotFound: There is no such project.
            SetupChanged: The script is another one now (or none).
        """
        found = await self.get(project_id)
        if found is None or found.sha256 != sha256:
            raise SetupChanged("The setup script is not (any more) the one you looked at. Look again.")
        async with self._log.transaction() as tx:
            await store.trust(tx.conn, project_id, sha256, copies_env=copy_env)
            tx.changed("app", "worktrees")
        return found.model_copy(update={"trusted": True, "copies_env": copy_env})

    async def distrust(self, project_id: UUID) -> None:
        """Trust no setup script of the project. Raises NotFound."""
        await self._project(project_id)
        async with self._log.transaction() as tx:
            await store.distrust(tx.conn, project_id)
            tx.changed("app", "worktrees")

    async def _project(self, project_id: UUID) -> Path:
        path = await self._db.fetch_value("select path from projects where id = %s", (project_id,))
        if path is None:
            raise NotFound("There is no such project.", project_id=str(project_id))
        return Path(path)
