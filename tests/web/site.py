"""A whole site for tests: real Postgres, real tasks with a scripted agent, a real server on a free port."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import anyio
import httpx
import orjson
import uvicorn
import websockets
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection

from boocode.away.assembly import open_away
from boocode.changes.assembly import ChangesParts, open_changes
from boocode.chats.attachments import Attachments
from boocode.chats.service import Chats
from boocode.config import Settings
from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ContextReport, EndpointInfo, Models, ProviderSnapshot, ProviderSnapshots
from boocode.contracts.wire.providers import Catalogue, Diagnostic, Exam, Exams, ProvidersConfig
from boocode.db import Database
from boocode.files.blobs import BlobStore
from boocode.files.index import FileIndexes
from boocode.kernel.clock import now
from boocode.projects.model import Guidance
from boocode.projects.service import Projects
from boocode.projects.sessions import Sessions
from boocode.projects.worktrees.service import open_worktrees
from boocode.search.assembly import open_search
from boocode.terminals.assembly import open_terminals
from boocode.web.app import create_app
from boocode.web.auth import Auth
from boocode.web.boundary import Boundary
from boocode.web.gate import Gate
from boocode.web.live import LiveSockets
from boocode.web.ports import ProviderService
from boocode.web.preferences import Preferences
from boocode.web.server import server_config
from boocode.web.services import Services
from boocode.web.shapes import DatabaseInfo, SettingsPage
from boocode.web.socket import SocketEndpoint
from boocode.web.static import StaticUi
from tests.support.rows import HOST
from tests.tasks.stack import Stack, TestAgent, open_stack

TOKEN = "a-token-for-tests-0123456789"


class TestModels:
    """An endpoint without models."""

    __test__ = False

    async def models(self, *, refresh: bool = False) -> Models:
        endpoint = EndpointInfo(url=None, kind=None, state="none", message="No endpoint.", tried=[])
        return Models(models=[], default=None, fast=None, endpoint=endpoint)

    async def commands(self, chat_id: UUID) -> Sequence[CommandInfo]:
        return [CommandInfo(name="compact")]

    async def context(self, chat_id: UUID) -> ContextReport:
        return ContextReport(size=None, used=0, source="estimate", items=[])


class TestProviders:
    """BooCode's own agent and no other."""

    __test__ = False

    def snapshots(self) -> ProviderSnapshots:
        return ProviderSnapshots(providers=[ProviderSnapshot(id="boocode", label="BooCode", status="ready", models=[])])

    async def refresh(self, ids: Collection[str] | None = None) -> ProviderSnapshots:
        return self.snapshots()

    def config(self) -> ProvidersConfig:
        return ProvidersConfig(path="/providers.json", providers={})

    async def change(self, changes: Mapping[str, object]) -> ProvidersConfig:
        return self.config()

    async def diagnostic(self, provider_id: str) -> Diagnostic:
        return Diagnostic(provider=provider_id, text="", at=now())

    def catalogue(self) -> Catalogue:
        return Catalogue(entries=[])

    async def exams(self) -> Exams:
        return Exams(exams=[])

    async def begin_exam(self, provider_id: str) -> Exam:
        return Exam(provider=provider_id, version=None, at=now(), lines=[])


class TestAbout:
    __test__ = False
    version = "0.0.0"
    tool_count = 0

    async def database_answers(self) -> bool:
        return True

    async def settings_page(self) -> SettingsPage:
        database = DatabaseInfo(kind="embedded", version="18")
        return SettingsPage(version="0", data_dir="/", database=database, url="", settings=[], tools=[], preferences={})


@dataclass
class Site:
    """The running server. `port` is where it listens."""

    port: int
    stack: Stack
    services: Services
    changes: ChangesParts
    headers: dict[str, str] = field(default_factory=lambda: {"authorization": f"Bearer {TOKEN}"})

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def db(self) -> Database:
        return self.stack.db

    def client(self, **more: Any) -> httpx.AsyncClient:
        """A client that nobody knows yet."""
        return httpx.AsyncClient(base_url=self.origin, trust_env=False, timeout=60, **more)

    def api(self) -> httpx.AsyncClient:
        """A client with the access token."""
        return self.client(headers=self.headers)

    @asynccontextmanager
    async def browser(self) -> AsyncGenerator[httpx.AsyncClient]:
        """A logged-in browser: a cookie, and the Origin that browsers send."""
        async with self.client(headers={"origin": self.origin, "user-agent": "Firefox/150.0 Linux"}) as client:
            answer = await client.post("/api/auth/login", json={"token": TOKEN})
            assert answer.status_code == 204
            yield client

    def socket(self, **headers: str) -> websockets.connect:
        """A socket with these headers; the access token unless they say otherwise."""
        sent = dict(headers or self.headers)
        host = sent.pop("host", f"127.0.0.1:{self.port}")
        return websockets.connect(
            f"ws://{host}/api/ws",
            additional_headers=sent,
            compression=None,
            proxy=None,
            host="127.0.0.1",
            port=self.port,
        )

    @asynccontextmanager
    async def fast_socket(self, cookie: str, *, silent_seconds: float = 60.0) -> AsyncGenerator[ClientConnection]:
        """A socket of a second server on the same data, whose heart beats fast."""
        services = self.services
        endpoint = SocketEndpoint(
            services.log,
            services.bus,
            services.auth,
            services.sockets,
            services.away.presence,
            heartbeat_seconds=0.05,
            silent_seconds=silent_seconds,
        )
        gate = Gate(services.settings, services.auth, api=endpoint, socket=endpoint, ui=endpoint)
        async with serving(Boundary(gate)) as port:
            headers = dict(self.headers)
            if cookie:
                headers = {"origin": f"http://127.0.0.1:{port}", "cookie": cookie.replace(str(self.port), str(port))}
            address = f"ws://127.0.0.1:{port}/api/ws"
            async with websockets.connect(address, additional_headers=headers, proxy=None) as connection:
                yield connection


@asynccontextmanager
async def serving(app: ASGIApp, *, http: Any = None) -> AsyncGenerator[int]:
    """The port on which `app` is served until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = server_config(app)
        config.http = http or config.http
        server = uvicorn.Server(config)
        async with anyio.create_task_group() as group:
            group.start_soon(server.serve, [listener])
            while not server.started:
                await anyio.sleep(0.005)
            yield listener.getsockname()[1]
            server.should_exit = True


async def no_guidance(root: Path) -> Sequence[Guidance]:
    return []


@asynccontextmanager
async def open_site(
    db: Database,
    tmp_path: Path,
    *,
    settings: Settings | None = None,
    agent: TestAgent | None = None,
    providers: ProviderService | None = None,
    tmux: str | None = None,
) -> AsyncGenerator[Site]:
    """A server on a free port of the loopback address."""
    settings = settings or Settings(data_dir=tmp_path / "data")
    async with (
        open_stack(db, agent or TestAgent(), data_key=uuid4()) as stack,
        open_worktrees(db, stack.events, data_dir=settings.data_dir, host=HOST) as worktrees,
        open_terminals(
            db,
            stack.events,
            worktrees,
            machine=HOST,
            run_dir=settings.run_dir,
            hosts=settings.ssh_hosts,
            tmux=tmux,
            shell_integration=settings.shell_integration,
        ) as terminals,
        open_search(db, stack.events, BlobStore(db, settings.data_dir).get) as search,
        open_away(db, stack.events, absence_seconds=settings.away_minutes * 60) as away,
    ):
        blobs = BlobStore(db, settings.data_dir)
        changes = await open_changes(
            db, stack.events, blobs, host=HOST, data_dir=settings.data_dir, denied=(settings.data_dir,)
        )
        services = Services(
            settings=settings,
            db=db,
            log=stack.events,
            bus=stack.events.bus,
            auth=Auth(db, TOKEN),
            sockets=LiveSockets(),
            projects=Projects(
                db,
                stack.events,
                indexes=FileIndexes(),
                read_guidance=no_guidance,
                worktrees=worktrees,
                host=HOST,
                data_dir=settings.data_dir,
            ),
            sessions=Sessions(db, stack.events, worktrees),
            worktrees=worktrees,
            chats=Chats(db, stack.events),
            attachments=Attachments(db, blobs),
            tasks=stack.tasks,
            changes=changes.pending,
            terminals=terminals,
            search=search,
            away=away,
            models=TestModels(),
            providers=providers or TestProviders(),
            preferences=Preferences(db),
            about=TestAbout(),
        )
        async with serving(create_app(services, ui=StaticUi(tmp_path / "static"))) as port:
            yield Site(port, stack, services, changes)


async def frame(connection: ClientConnection) -> dict[str, Any]:
    """The next frame of a socket."""
    with anyio.fail_after(60):
        return orjson.loads(await connection.recv())
