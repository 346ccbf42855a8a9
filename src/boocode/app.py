"""The composition root: opens everything in order, closes it in reverse.

`serve` runs until SIGTERM or SIGINT, and then ends within five seconds: sockets are closed, running tasks are marked
interrupted, the database stops last.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from uuid import UUID

import anyio
import uvicorn

from boocode.away.assembly import open_away
from boocode.backends.native.backend import NativeBackend
from boocode.backends.native.equipment import Equipment, ScopeOf
from boocode.backends.native.titles import Titler
from boocode.backends.pool import open_pool, sweep
from boocode.changes.assembly import ChangesParts, open_changes, open_workplaces
from boocode.chats.attachments import Attachments
from boocode.chats.reader import ProjectChatReader
from boocode.chats.service import Chats
from boocode.config import Settings
from boocode.contracts.agents import Prompt, SessionKey, SessionSpec
from boocode.db import Database, open_database
from boocode.db.embedded import open_embedded_postgres
from boocode.db.migrate import migrate
from boocode.events import EventLog, open_event_log
from boocode.files.blobs import BlobStore
from boocode.files.index import FileIndexes
from boocode.kernel.ids import new_id
from boocode.llm.catalog import CatalogSettings, ModelCatalog, open_catalog
from boocode.llm.client import LlmClient, open_llm_client
from boocode.llm.tokens import TokenCounter
from boocode.projects.model import Guidance
from boocode.projects.service import Projects
from boocode.projects.sessions import Sessions
from boocode.projects.worktrees.service import open_worktrees
from boocode.providers.assembly import agent_backends, open_providers
from boocode.search.assembly import open_search
from boocode.tasks import open_tasks
from boocode.terminals.assembly import open_terminals
from boocode.tools.catalogue import default_toolbox
from boocode.tools.guidance import load_guidance
from boocode.tools.model import ToolScope
from boocode.web.about import ServerAbout
from boocode.web.app import create_app
from boocode.web.auth import Auth, access_token, check_bind
from boocode.web.live import LiveSockets
from boocode.web.model_desk import ModelDesk
from boocode.web.preferences import Preferences
from boocode.web.server import server_config
from boocode.web.services import Services

log = logging.getLogger(__name__)

THIS_MACHINE = "local"


def serve(settings: Settings) -> None:
    """Serve until told to stop by SIGTERM or SIGINT.

    Raises:
        BooError: It cannot start; the message says what to do.
    """
    _run(settings, _serve)


def serve_demo(settings: Settings) -> None:
    """Serve with the built-in scripted model and a sample repository beside the data directory. Ends like `serve`."""
    _run(settings, _serve_demo)


def _run(settings: Settings, main: Callable[[Settings], Coroutine[None, None, None]]) -> None:
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    for chatty in ("alembic", "procrastinate", "uvicorn.error", "aiohttp"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
    check_bind(settings)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main(settings))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # not made for Windows
        return None
    return uvloop.new_event_loop


async def _serve_demo(settings: Settings) -> None:
    from boocode.llm.scripted.demo import open_demo  # the scripted model's server is slow to import

    async with open_demo(settings.data_dir.parent) as demo:
        model = {"llm_url": demo.url, "llm_api_key": None, "default_model": None, "fast_model": None}
        await _serve(settings.model_copy(update=model), demo.repository)


async def _serve(settings: Settings, project: Path | None = None) -> None:
    """Serve; a `project` is added before anybody comes, with a session to begin in."""
    async with open_services(settings) as services:
        if project is not None:
            added, is_new = await services.projects.add(str(project))
            if is_new:
                await services.chats.make_session(added.id, name="Tour")
        server = _Server(server_config(create_app(services)))
        with _listening(settings) as listener:
            async with anyio.create_task_group() as group:
                group.start_soon(_stop_when_told, server, services.sockets)
                await server.serve(sockets=[listener])
                group.cancel_scope.cancel()


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: stopping begins with our sockets and tasks."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def _stop_when_told(server: _Server, live: LiveSockets) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            log.info("stopping")
            live.close_all()
            server.should_exit = True


def _listening(settings: Settings) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    return listener


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncGenerator[Services]:
    """Everything that the routes use, open and running until the block ends.

    Raises:
        BooError: Something cannot be opened; the message says what to do.
    """
    async with AsyncExitStack() as stack:
        shared = settings.database_url is not None
        dsn = await _open_dsn(stack, settings)
        await anyio.to_thread.run_sync(migrate, dsn, settings.backups_dir)
        db = await stack.enter_async_context(open_database(dsn))
        events = await stack.enter_async_context(open_event_log(db, shared=shared))
        client = await stack.enter_async_context(open_llm_client())
        catalog = await stack.enter_async_context(_open_catalog(settings, client, events))
        indexes, blobs = FileIndexes(), BlobStore(db, settings.data_dir)
        attachments = Attachments(db, blobs)
        host = socket.gethostname() if shared else THIS_MACHINE
        worktrees = await stack.enter_async_context(open_worktrees(db, events, data_dir=settings.data_dir, host=host))
        changes = await open_changes(
            db, events, blobs, host=host, data_dir=settings.data_dir, denied=(settings.data_dir,)
        )
        equipment = Equipment(
            client=client,
            catalog=catalog,
            counter=TokenCounter(client, catalog),
            toolbox=default_toolbox(indexes),
            scope_of=_scopes(settings, db, blobs, attachments, changes),
            attachments=attachments,
            read_blob=blobs.get,
            max_tool_rounds=settings.max_tool_rounds,
            context_tokens=settings.context_tokens,
        )
        instance_key = _data_key(settings.data_dir)
        await sweep(db, instance_key, host)
        pool = await stack.enter_async_context(
            open_pool(db, instance_key=instance_key, host=host, limit=settings.max_agents)
        )
        providers = await stack.enter_async_context(
            open_providers(
                settings,
                db,
                events.bus,
                catalog,
                native=NativeBackend(equipment),
                make_backend=agent_backends(pool, attachments, blobs.put),
            )
        )
        workplaces = await stack.enter_async_context(open_workplaces(db, worktrees, changes))
        tasks = await stack.enter_async_context(
            open_tasks(
                db,
                events,
                host=host,
                data_key=instance_key,
                providers=providers.registry,
                titler=Titler(client, catalog),
                shared=shared,
                workplaces=workplaces,
                max_agents=settings.max_agents,
            )
        )
        terminals = await stack.enter_async_context(
            open_terminals(
                db,
                events,
                worktrees,
                machine=host,
                run_dir=settings.run_dir,
                hosts=settings.ssh_hosts,
                shell_integration=settings.shell_integration,
            )
        )
        search = await stack.enter_async_context(open_search(db, events, blobs.get))
        away = await stack.enter_async_context(open_away(db, events, absence_seconds=settings.away_minutes * 60))
        yield Services(
            settings=settings,
            db=db,
            log=events,
            bus=events.bus,
            auth=Auth(db, access_token(settings)),
            sockets=LiveSockets(),
            projects=Projects(
                db,
                events,
                indexes=indexes,
                read_guidance=_read_guidance,
                worktrees=worktrees,
                host=host,
                data_dir=settings.data_dir,
            ),
            sessions=Sessions(db, events, worktrees),
            worktrees=worktrees,
            chats=Chats(db, events),
            attachments=attachments,
            tasks=tasks,
            changes=changes.pending,
            terminals=terminals,
            search=search,
            away=away,
            models=ModelDesk(db, providers.registry, equipment),
            providers=providers.desk,
            preferences=Preferences(db),
            about=ServerAbout(settings, db, equipment.toolbox, url=f"http://{settings.host}:{settings.port}"),
        )


async def _open_dsn(stack: AsyncExitStack, settings: Settings) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    postgres = await stack.enter_async_context(
        open_embedded_postgres(settings.postgres_dir, binaries=settings.postgres_bin)
    )
    return postgres.dsn()


@asynccontextmanager
async def _open_catalog(settings: Settings, client: LlmClient, events: EventLog) -> AsyncGenerator[ModelCatalog]:
    wanted = CatalogSettings(
        url=settings.llm_url,
        api_key=settings.llm_api_key.get_secret_value() if settings.llm_api_key else None,
        default_model=settings.default_model,
        fast_model=settings.fast_model,
    )
    async with open_catalog(client, wanted, lambda: events.bus.publish("app", "models", "providers")) as catalog:
        yield catalog


def _scopes(
    settings: Settings, db: Database, blobs: BlobStore, attachments: Attachments, changes: ChangesParts
) -> ScopeOf:
    chats = ProjectChatReader(db)

    def scope_of(key: SessionKey, spec: SessionSpec, prompt: Prompt | None) -> ToolScope:
        return ToolScope(
            session_id=spec.session_id,
            chat_id=key.chat_id,
            task_id=prompt.task_id if prompt else new_id(),
            project_id=spec.project_id,
            roots=(spec.directory,),
            put_blob=blobs.put,
            reader=chats,
            attachments=attachments,
            search_url=settings.search_url,
            allow_private=settings.web_allow_private,
            denied=() if spec.in_worktree else (settings.data_dir,),  # worktrees are in there
            view=changes.view,
            changes=changes.queue,
            may_apply=spec.may_apply,
            in_worktree=spec.in_worktree,
            provider=key.provider,
        )

    return scope_of


async def _read_guidance(root: Path) -> list[Guidance]:
    found = await anyio.to_thread.run_sync(load_guidance, root)
    return [Guidance(path=file.path, size=len(file.text.encode())) for file in found]


def _data_key(data_dir: Path) -> UUID:
    """The identity of the data directory, made once."""
    path = data_dir / "identity"
    try:
        return UUID(path.read_text().strip())
    except FileNotFoundError:
        key = new_id()
        path.write_text(f"{key}\n")
        return key
