"""What the edges are given, and how a route asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from boocode.kernel.errors import Unauthorized
from boocode.web.identity import Identity, caller_of

if TYPE_CHECKING:  # routes are described without a database, so nothing heavy is imported for that
    from boocode.away.service import Away
    from boocode.changes.service import PendingChanges
    from boocode.chats.attachments import Attachments
    from boocode.chats.service import Chats
    from boocode.config import Settings
    from boocode.db import Database
    from boocode.events import Bus, EventLog
    from boocode.projects.service import Projects
    from boocode.projects.sessions import Sessions
    from boocode.projects.worktrees.service import Worktrees
    from boocode.search.service import Search
    from boocode.tasks import Tasks
    from boocode.terminals.service import Terminals
    from boocode.web.auth import Auth
    from boocode.web.live import LiveSockets
    from boocode.web.ports import About, ModelService, ProviderService
    from boocode.web.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a route may use. Made by `app`, which opens and closes what is behind it."""

    settings: Settings
    db: Database
    log: EventLog
    bus: Bus
    auth: Auth
    sockets: LiveSockets
    projects: Projects
    sessions: Sessions
    worktrees: Worktrees
    chats: Chats
    attachments: Attachments
    tasks: Tasks
    changes: PendingChanges
    terminals: Terminals
    search: Search
    away: Away
    models: ModelService
    providers: ProviderService
    preferences: Preferences
    about: About


# Coroutines, although they await nothing: FastAPI sends plain functions through a thread, twice for each request.
async def _services(connection: HTTPConnection) -> Services:
    return connection.app.state.services


async def _maybe_caller(connection: HTTPConnection) -> Identity | None:
    return caller_of(connection.scope)


async def _caller(connection: HTTPConnection) -> Identity:
    caller = caller_of(connection.scope)
    if caller is None:  # the authentication layer answers before; a route without it is never served
        raise Unauthorized("Log in first.")
    return caller


Use = Annotated[Services, Depends(_services)]
MaybeCaller = Annotated[Identity | None, Depends(_maybe_caller)]
Caller = Annotated[Identity, Depends(_caller)]
