"""Projects, their sessions and files, and the directory browser to add them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from boocode.contracts.wire.projects import Project, Session
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes import (
    DirectoryEntry,
    DirectoryListing,
    FileEntry,
    FileList,
    GuidanceFile,
    GuidanceList,
    PathText,
    ProjectChange,
    ProjectInput,
    ProjectList,
    SearchText,
    SessionInput,
    SessionList,
)
from boocode.web.shapes_worktrees import KeepQuery, KeptList, all_parted
from boocode.web.stopping import stop_work

router = area("projects")


@router.get("/fs/directories")
async def list_directories(
    services: Use, caller: Caller, path: Annotated[PathText | None, Query()] = None
) -> DirectoryListing:
    """The directories in `path` (default: the home directory), to choose a project from."""
    found = await services.projects.browse(path)
    return DirectoryListing(
        path=found.path,
        parent=found.parent,
        entries=[DirectoryEntry(name=e.name, path=e.path, is_git=e.is_git) for e in found.entries],
        truncated=found.truncated,
    )


@router.get("/projects")
async def list_projects(services: Use, caller: Caller, archived: bool = False) -> ProjectList:
    return ProjectList(projects=list(await services.projects.list_projects(archived=archived)))


@router.post("/projects", status_code=201)
async def add_project(body: ProjectInput, services: Use, caller: Caller, response: Response) -> Project:
    """Add a directory, or clone a repository and add that. 200 when the directory was already added."""
    if body.clone_url is not None:
        return await services.projects.clone(body.clone_url, into=body.path, name=body.name, client_id=body.client_id)
    project, added = await services.projects.add(body.path, name=body.name, client_id=body.client_id)
    if not added:
        response.status_code = 200
    return project


@router.get("/projects/{project_id}")
async def get_project(project_id: UUID, services: Use, caller: Caller) -> Project:
    return await services.projects.get(project_id)


@router.patch("/projects/{project_id}")
async def change_project(project_id: UUID, body: ProjectChange, services: Use, caller: Caller) -> Project:
    return await services.projects.change(project_id, name=body.name, archived=body.archived)


@router.delete("/projects/{project_id}", status_code=204, response_model=None, responses={200: {"model": KeptList}})
async def delete_project(
    project_id: UUID, services: Use, caller: Caller, force: bool = False, keep: KeepQuery = None
) -> Response:
    """Forget a project with its sessions, chats and worktrees. Its files are never touched. 409 `worktree_at_risk` when
    a worktree holds work, unless `keep` is given; 200 with the commands that restore it where work was kept."""
    if force:
        await stop_work(services, project_id=project_id)
    async with services.terminals.parting(project_id=project_id, force=force):
        return all_parted(await services.projects.delete(project_id, with_changes=force, keep=keep))


@router.get("/projects/{project_id}/sessions")
async def list_sessions(project_id: UUID, services: Use, caller: Caller, archived: bool = False) -> SessionList:
    return SessionList(sessions=list(await services.sessions.list_sessions(project_id, archived=archived)))


@router.post("/projects/{project_id}/sessions", status_code=201)
async def make_session(project_id: UUID, body: SessionInput, services: Use, caller: Caller) -> Session:
    """A new session with its first chat."""
    return await services.chats.make_session(project_id, name=body.name, client_id=body.client_id)


@router.get("/projects/{project_id}/files")
async def find_files(
    project_id: UUID,
    services: Use,
    caller: Caller,
    q: SearchText = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FileList:
    """Files whose path matches `q` fuzzily, best first."""
    found = await services.projects.find_files(project_id, q, limit=limit)
    return FileList(files=[FileEntry(path=f.path, is_dir=f.is_dir) for f in found.files], truncated=found.truncated)


@router.get("/projects/{project_id}/guidance")
async def list_guidance(project_id: UUID, services: Use, caller: Caller) -> GuidanceList:
    """The guidance files (AGENTS.md and the like) that go into prompts of this project."""
    found = await services.projects.guidance(project_id)
    return GuidanceList(files=[GuidanceFile(path=f.path, bytes=f.size) for f in found])
