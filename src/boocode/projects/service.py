"""What people do with projects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID

from boocode.contracts.wire.projects import Project
from boocode.contracts.wire.worktrees import Keep, Kept
from boocode.db import Connection, Database
from boocode.events import EventLog, remember, remembered
from boocode.files.index import FileIndexes
from boocode.git.clone import clone, clone_source
from boocode.kernel.errors import Invalid
from boocode.kernel.text import clean, count_text
from boocode.projects import disk, store
from boocode.projects.errors import NoSuchDirectory, ProjectHasWork
from boocode.projects.model import FoundFile, FoundFiles, Guidance, Listing
from boocode.projects.worktrees.service import Worktrees

ReadGuidance = Callable[[Path], Awaitable[Sequence[Guidance]]]


ADD = "add project"


class Projects:
    """Projects of this host.

    Args:
        indexes: The files of each project, for the file picker.
        read_guidance: Finds the files whose text goes into every prompt of a project.
        worktrees: What goes with a project that is deleted.
        host: Name of this machine.
        data_dir: BooCode's own directory, which is never a project.
    """

    def __init__(
        self,
        db: Database,
        log: EventLog,
        *,
        indexes: FileIndexes,
        read_guidance: ReadGuidance,
        worktrees: Worktrees,
        host: str,
        data_dir: Path,
    ) -> None:
        self._db = db
        self._log = log
        self._indexes = indexes
        self._read_guidance = read_guidance
        self._worktrees = worktrees
        self._host = host
        self._data_dir = data_dir

    async def list_projects(self, *, archived: bool = False) -> Sequence[Project]:
        """All projects that are archived, or all that are not, by name."""
        async with self._db.connection() as conn:
            stored = await store.find_projects(conn, archived=archived)
        looks = await disk.look([project.path for project in stored])
        return [project.shown(seen) for project, seen in zip(stored, looks, strict=True)]

    async def get(self, project_id: UUID) -> Project:
        """Raises NotFound when there is none."""
        async with self._db.connection() as conn:
            stored = await store.get_project(conn, project_id)
        return stored.shown((await disk.look([stored.path]))[0])

    async def browse(self, path: str | None) -> Listing:
        """The directories in `path`. Raises like `disk.browse`."""
        return await disk.browse(path)

    async def add(
        self, path: str | None, *, name: str | None = None, client_id: UUID | None = None
    ) -> tuple[Project, bool]:
        """Add a directory. The second says whether it is new: the same directory again is the same project.

        Raises:
            Invalid: It cannot be a project; the message says why.
        """
        if path is None:
            raise Invalid("Give the `path` of a directory, or a `clone_url`.")
        real = await disk.project_directory(path, refused=self._data_dir)
        seen = (await disk.look([real]))[0]
        async with self._log.transaction() as tx:
            if client_id and (body := await remembered(tx.conn, client_id, ADD)) is not None:
                return Project.model_validate(body), True
            stored, added = await store.insert_project(
                tx.conn, name=name or Path(real).name, path=real, host=self._host
            )
            project = stored.shown(seen)
            if client_id:
                await remember(tx.conn, client_id, project)
            tx.changed("app", "projects")
        return project, added

    async def clone(
        self, url: str, *, into: str | None = None, name: str | None = None, client_id: UUID | None = None
    ) -> Project:
        """Clone a repository and add it; done when this returns.

        Args:
            into: The directory to make. One that exists gets the clone below it; the default is the home directory.

        Raises:
            BadCloneUrl, Conflict, GitFailed, ProcessTimeout: See `git.clone`.
        """
        if client_id and (known := await self._receipt(client_id)):
            return known
        source = clone_source(url)
        parent = disk.expanded(into or "~")
        exists = not (await disk.look([str(parent)]))[0].missing
        destination = parent / source.name if exists else parent
        await disk.project_directory(str(destination.parent), refused=self._data_dir)
        await clone(url, destination)
        project, _ = await self.add(str(destination), name=name, client_id=client_id)
        return project

    async def _receipt(self, client_id: UUID) -> Project | None:
        body = await self._db.fetch_value(
            "select body::text from receipts where client_id = %s and route = %s", (client_id, ADD)
        )
        return Project.model_validate_json(body) if body else None

    async def change(self, project_id: UUID, *, name: str | None = None, archived: bool | None = None) -> Project:
        """Rename, archive or take out of the archive. Raises NotFound."""
        async with self._log.transaction() as tx:
            await store.get_project(tx.conn, project_id)
            await store.change_project(tx.conn, project_id, name=name, archived=archived)
            tx.changed("app", "projects", *(["sessions", "chats"] if archived is not None else []))
        return await self.get(project_id)

    async def delete(self, project_id: UUID, *, with_changes: bool = False, keep: Keep | None = None) -> list[Kept]:
        """Forget a project with its sessions, chats and worktrees; how work in those was kept. No file of the project
        is touched.

        Args:
            with_changes: Also if changes wait for a review, which are lost then.
            keep: What to do with work in worktrees.

        Raises:
            NotFound: There is none.
            ProjectHasWork: Tasks are under way or waiting in it, or changes wait for a review.
            WorktreeAtRisk: A worktree holds work, and `keep` is None.
        """
        async with self._log.transaction() as tx:
            await self._require_done(tx.conn, project_id, with_changes=with_changes)
        kept = await self._worktrees.part_with_project(project_id, keep)
        async with self._log.transaction() as tx:
            await tx.conn.execute("select from projects where id = %s for update", (project_id,))
            await self._require_done(tx.conn, project_id, with_changes=with_changes)
            for chat_id in await store.chat_ids(tx.conn, project_id=project_id):
                tx.after_commit(lambda gone=chat_id: self._log.forget(gone))
            await tx.conn.execute("delete from projects where id = %s", (project_id,))
            tx.changed("app", "projects", "sessions", "chats", "tasks", "requests", "inbox", "worktrees")
        await self._worktrees.forget_project(project_id)
        return kept

    async def _require_done(self, conn: Connection, project_id: UUID, *, with_changes: bool) -> None:
        """Raises like `delete`. Locks the project's tasks."""
        stored = await store.get_project(conn, project_id)
        if count := await store.lock_tasks(conn, project_id=project_id):
            raise ProjectHasWork(
                f"{stored.name} has {count_text(count, 'task')} running or waiting. Stop that first, or force it.",
                tasks=count,
            )
        if not with_changes and (count := await store.count_changes(conn, project_id=project_id)):
            raise ProjectHasWork(
                f"{stored.name} has {count_text(count, 'change')} to review. Apply or reject first, or force it.",
                changes=count,
            )

    async def find_files(self, project_id: UUID, query: str, *, limit: int) -> FoundFiles:
        """Files of the project whose path matches `query` fuzzily, best first.

        Raises:
            NotFound: There is no such project.
            NoSuchDirectory: Its directory is gone.
        """
        found = await self._indexes.of(await self._root(project_id)).search(query, limit=limit + 1)
        files = [FoundFile(path, is_dir=False) for path in found[:limit] if clean(path) == path]
        return FoundFiles(files, truncated=len(found) > limit)

    async def guidance(self, project_id: UUID) -> Sequence[Guidance]:
        """The files whose text goes into every prompt of the project. Raises like `find_files`."""
        return await self._read_guidance(await self._root(project_id))

    async def _root(self, project_id: UUID) -> Path:
        async with self._db.connection() as conn:
            stored = await store.get_project(conn, project_id)
        if (await disk.look([stored.path]))[0].missing:
            raise NoSuchDirectory(f"{stored.path} is not there right now.", path=stored.path)
        return Path(stored.path)
