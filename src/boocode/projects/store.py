"""The SQL of projects, sessions and layouts. Every function runs on its caller's connection."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import orjson

from boocode.contracts.wire.chat import LiveStatus
from boocode.contracts.wire.projects import DeviceClass, Layout, Project, Session
from boocode.db import Connection
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.projects.model import OnDisk


def live_status(of: LiteralString) -> LiteralString:
    """SQL of what is under way, what waits for the human first, in the place of tasks `t` for which `of` holds."""
    return "".join(
        (
            " case when exists (select from requests r join tasks t on t.id = r.task_id where r.state = 'open' and ",
            of,
            ") then 'blocked' else coalesce((select case when bool_or(t.state = 'blocked') then 'blocked'"
            " when bool_or(t.state = 'running') then 'running' when count(*) > 0 then 'pending' end"
            " from tasks t where t.state in ('pending', 'running', 'blocked') and ",
            of,
            "), 'idle') end as status",
        )
    )


# Of chats that are not archived.
_UNREAD: LiteralString = "c.archived_at is null and c.attention_seq > c.read_seq"
_UNSEEN_END: LiteralString = "t.state in ('failed', 'interrupted') and t.seen_at is null"
_PROJECT: LiteralString = "".join(
    (
        "select p.id, p.name, p.path, p.host, p.created_at, p.archived_at,"
        " (select count(*) from sessions s where s.project_id = p.id and s.archived_at is null) as session_count,"
        " exists (select from chats c join sessions s on s.id = c.session_id where s.project_id = p.id"
        "   and s.archived_at is null and ",
        _UNREAD,
        ") or exists (select from terminals e join sessions s on s.id = e.session_id where s.project_id = p.id"
        "   and s.archived_at is null and e.unread) as unread,"
        " exists (select from tasks t where t.project_id = p.id and ",
        _UNSEEN_END,
        ") as failed,",
        live_status("t.project_id = p.id"),
        " from projects p where ",
    )
)
_SESSION: LiteralString = "".join(
    (
        "select s.id, s.project_id, s.name, s.created_at, s.updated_at, s.archived_at, s.allow_apply, s.workplace,"
        " (select w.id from worktrees w where w.session_id = s.id) as worktree_id,"
        " (select count(*) from chats c where c.session_id = s.id and c.archived_at is null) as chat_count,"
        " exists (select from chats c where c.session_id = s.id and ",
        _UNREAD,
        ") or exists (select from terminals e where e.session_id = s.id and e.unread) as unread,"
        " exists (select from tasks t where t.session_id = s.id and ",
        _UNSEEN_END,
        ") as failed,",
        live_status("t.session_id = s.id"),
        " from sessions s where ",
    )
)


@dataclass(frozen=True, slots=True)
class StoredProject:
    """A project as the database knows it."""

    id: UUID
    name: str
    path: str
    host: str
    created_at: datetime
    archived_at: datetime | None
    session_count: int
    unread: bool
    failed: bool
    status: LiveStatus

    def shown(self, disk: OnDisk) -> Project:
        """The project with what the disk says."""
        return Project(**asdict(self), is_git=disk.is_git, branch=disk.branch, missing=disk.missing)


async def find_projects(conn: Connection, *, archived: bool) -> list[StoredProject]:
    """Projects that are archived, or those that are not, by name."""
    where = "(p.archived_at is not null) = %s order by lower(p.name), p.id"
    return await conn.fetch_all(StoredProject, _PROJECT + where, (archived,))


async def get_project(conn: Connection, project_id: UUID) -> StoredProject:
    """Raises NotFound when there is none."""
    found = await conn.fetch_one(StoredProject, _PROJECT + "p.id = %s", (project_id,))
    if found is None:
        raise NotFound("There is no such project.", project_id=str(project_id))
    return found


async def insert_project(conn: Connection, *, name: str, path: str, host: str) -> tuple[StoredProject, bool]:
    """Add the directory, or find it (and take it out of the archive). The second says whether it is new."""
    added = await conn.fetch_value(
        "insert into projects (id, name, path, host) values (%s, %s, %s, %s) on conflict (host, path) do nothing"
        " returning id",
        (new_id(), name, path, host),
    )
    if added is None:
        await conn.execute("update projects set archived_at = null where host = %s and path = %s", (host, path))
    known = await conn.fetch_value("select id from projects where host = %s and path = %s", (host, path))
    return await get_project(conn, known), added is not None


async def change_project(conn: Connection, project_id: UUID, *, name: str | None, archived: bool | None) -> None:
    """Set what is not None."""
    await conn.execute(
        "update projects set name = coalesce(%(name)s, name), archived_at = case %(archived)s::boolean"
        " when true then coalesce(archived_at, now()) when false then null else archived_at end where id = %(id)s",
        {"id": project_id, "name": name, "archived": archived},
    )


async def lock_tasks(conn: Connection, *, project_id: UUID | None = None, session_id: UUID | None = None) -> int:
    """Lock all tasks there until the transaction ends (tasks come before chats everywhere); how many are live."""
    cursor = await conn.execute(
        "select state in ('pending', 'running', 'blocked') from tasks where project_id = %s or session_id = %s"
        " order by id for update",
        (project_id, session_id),
    )
    return sum(row[0] for row in await cursor.fetchall())


async def count_changes(conn: Connection, *, project_id: UUID | None = None, session_id: UUID | None = None) -> int:
    """How many changes there wait for a review and are in no worktree, which is looked after itself."""
    return await conn.fetch_value(
        "select count(*) from changes c where state in ('pending', 'conflict') and (project_id = %s or session_id = %s)"
        " and not exists (select from worktrees w where w.session_id = c.session_id and w.kind <> 'project'"
        "   and w.state in ('ready', 'broken'))",
        (project_id, session_id),
    )


async def chat_ids(conn: Connection, *, project_id: UUID | None = None, session_id: UUID | None = None) -> list[UUID]:
    """All chats there."""
    cursor = await conn.execute(
        "select c.id from chats c join sessions s on s.id = c.session_id where s.project_id = %s or s.id = %s",
        (project_id, session_id),
    )
    return [row[0] for row in await cursor.fetchall()]


async def find_sessions(conn: Connection, project_id: UUID, *, archived: bool) -> list[Session]:
    """Sessions of a project that are archived, or those that are not, the one used last first."""
    where = "s.project_id = %s and (s.archived_at is not null) = %s order by s.updated_at desc, s.id desc"
    return await conn.fetch_all(Session, _SESSION + where, (project_id, archived))


async def get_session(conn: Connection, session_id: UUID) -> Session:
    """Raises NotFound when there is none."""
    found = await conn.fetch_one(Session, _SESSION + "s.id = %s", (session_id,))
    if found is None:
        raise NotFound("There is no such session.", session_id=str(session_id))
    return found


async def insert_session(conn: Connection, project_id: UUID, name: str | None) -> UUID:
    """A new session; without a name it is called after its number in the project.

    Raises:
        NotFound: There is no such project.
    """
    if await conn.fetch_value("select id from projects where id = %s for key share", (project_id,)) is None:
        raise NotFound("There is no such project.", project_id=str(project_id))
    return await conn.fetch_value(
        "insert into sessions (id, project_id, name) values (%(id)s, %(project)s, coalesce(%(name)s,"
        " 'Session ' || (select count(*) + 1 from sessions where project_id = %(project)s))) returning id",
        {"id": new_id(), "project": project_id, "name": name},
    )


async def change_session(
    conn: Connection, session_id: UUID, *, name: str | None, archived: bool | None, allow_apply: bool | None
) -> None:
    """Set what is not None."""
    await conn.execute(
        "update sessions set name = coalesce(%(name)s, name), allow_apply = coalesce(%(allow)s, allow_apply),"
        " archived_at = case %(archived)s::boolean"
        " when true then coalesce(archived_at, now()) when false then null else archived_at end where id = %(id)s",
        {"id": session_id, "name": name, "archived": archived, "allow": allow_apply},
    )


async def get_layout(conn: Connection, session_id: UUID, device: DeviceClass) -> Layout:
    """The saved layout, or an empty one of version 0."""
    found = await conn.fetch_one(
        Layout,
        "select session_id, device, layout, version, updated_at from layouts where session_id = %s and device = %s",
        (session_id, device),
    )
    return found or Layout(session_id=session_id, device=device, layout=None, version=0)


async def put_layout(conn: Connection, session_id: UUID, device: DeviceClass, layout: dict[str, object]) -> None:
    """Store the layout as its next version."""
    await conn.execute(
        "insert into layouts (session_id, device, layout, version) values (%s, %s, %s::jsonb, 1)"
        " on conflict (session_id, device) do update set layout = excluded.layout, version = layouts.version + 1,"
        " updated_at = now()",
        (session_id, device, orjson.dumps(layout).decode()),
    )
