"""The real thing as processes: `boocode serve` on a data directory of its own, and the scripted model.

Both are killed and started again on the same port, so that whoever talks to them can simply come back.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import httpx
import psutil
import websockets

TOKEN = "testtoken"
DEADLINE = 90.0
OURS = ("BOOCODE_", "DATABASE_URL", "DEFAULT_MODEL", "FAST_MODEL")
Json = dict[str, Any]


def free_port() -> int:
    """A port that stays free until it is used: the system gives none of these to anybody who asks for any."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = random.SystemRandom().randrange(10_000, 32_000)
            probe.bind(("127.0.0.1", port))
            return port


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only what it left to be asked for."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def command_of(process: psutil.Process) -> str:
    """Its command line; nothing once it is gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def processes_of(words: str) -> list[psutil.Process]:
    """The processes whose command line has these words."""
    return [process for process in psutil.process_iter() if words in command_of(process)]


async def until(claim: Callable[[], bool], what: str, seconds: float = DEADLINE) -> None:
    """Wait until `claim` holds."""
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        await anyio.sleep(0.01)


# --- the model --------------------------------------------------------------------------------------------------------


class ModelProcess:
    """The scripted model as a process, always on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def start(self) -> None:
        argv = [sys.executable, "-m", "boocode.llm.scripted", "--port", str(self.port)]
        process = self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, start_new_session=True)

        def listening() -> bool:
            assert process.poll() is None, "the scripted model ended"
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", self.port)) == 0

        await until(listening, "the scripted model listens")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    async def put_script(self, name: str, steps: Sequence[Mapping[str, Any]]) -> None:
        """Give the model another script, for `SCRIPT:name`."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.put(f"http://127.0.0.1:{self.port}/__script/{name}", json=list(steps))
            assert answer.status_code == 200

    async def open(self, gate: str) -> None:
        """Let the answers end that are held at `gate`."""
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.post(f"http://127.0.0.1:{self.port}/__open/{gate}")).status_code == 200

    async def asked(self, since: int = 0) -> list[Json]:
        """The chat completion requests it got, without those among the first `since` requests of any kind."""
        async with httpx.AsyncClient(trust_env=False) as client:
            log = (await client.get(f"http://127.0.0.1:{self.port}/__log", params={"since": since})).json()
        return [record for record in log if record["path"].endswith("/chat/completions")]


# --- the server -------------------------------------------------------------------------------------------------------


class Server:
    """`boocode serve` on one data directory and port, with a home beside it in which nobody has files.

    Shells that read files of somebody's home may wait for other shells that do.
    """

    def __init__(
        self, data_dir: Path, llm_url: str, *, before: Sequence[str] = (), programs: Path | None = None
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        (home := data_dir.with_name("home")).mkdir(parents=True, exist_ok=True)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            "HOME": str(home),
            "BOOCODE_DATA_DIR": str(data_dir),
            "BOOCODE_PORT": str(self.port),
            "BOOCODE_TOKEN": TOKEN,
            "BOOCODE_LLM_URL": llm_url,
            "BOOCODE_CONFIG": os.devnull,
        }
        if programs is not None:  # a directory whose programs it finds first
            self.environment["PATH"] = f"{programs}{os.pathsep}{self.environment['PATH']}"
        self._before = before
        self._process: subprocess.Popen[bytes] | None = None
        self._log = data_dir.with_name(f"{data_dir.name}.log")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def argv(self) -> list[str]:
        return [*self._before, sys.executable, "-m", "boocode", "serve"]

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def postmaster(self) -> int:
        """The process id of its Postgres."""
        (file,) = self.data_dir.glob("postgres/pg*/postmaster.pid")
        return int(file.read_text().splitlines()[0])

    def said(self) -> str:
        """Everything it has written to stdout and stderr, over all its lives."""
        return self._log.read_text(errors="replace")

    async def start(self) -> None:
        """Start it and return as soon as it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.argv,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        async with httpx.AsyncClient(trust_env=False) as client:
            with anyio.fail_after(DEADLINE):
                while not await self._answers(client):
                    await anyio.sleep(0.02)

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the server ended:\n{self.said()[-3000:]}"
        try:
            return (await client.get(f"{self.url}/api/health")).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """kill -9, and nothing else."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    async def restart(self) -> None:
        """What a crash and a new start make: kill -9, then start."""
        self.kill()
        await self.start()

    async def terminate(self) -> float:
        """SIGTERM; how many seconds it took to end. It must end by itself and well."""
        process = self._process
        assert process is not None
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        await until(lambda: process.poll() is not None, "the server ended after SIGTERM")
        assert process.returncode == 0, self.said()[-3000:]
        self._process = None
        return time.monotonic() - began

    def close(self) -> None:
        """End whatever there is of it."""
        family = self.family()
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        for process in psutil.wait_procs(family, timeout=10)[1]:
            process.kill()
        terminals = self.data_dir / "run" / "tmux.sock"  # they outlive it, as they should
        if terminals.exists():
            subprocess.run(["tmux", "-S", str(terminals), "kill-server"], check=False, capture_output=True)

    def family(self) -> list[psutil.Process]:
        """The process, and everything below it."""
        if self._process is None:
            return []
        me = psutil.Process(self._process.pid)
        return [me, *me.children(recursive=True)]

    def api(self) -> httpx.AsyncClient:
        """A client with the access token."""
        return httpx.AsyncClient(
            base_url=f"{self.url}/api",
            headers={"authorization": f"Bearer {TOKEN}"},
            trust_env=False,
            timeout=30,
            transport=httpx.AsyncHTTPTransport(retries=1),
        )

    def socket(self, headers: Mapping[str, str] | None = None, *, port: int | None = None) -> websockets.connect:
        """A socket; `port` is where to connect instead, to something that passes it on."""
        return websockets.connect(
            f"ws://127.0.0.1:{self.port}/api/ws",
            host="127.0.0.1",
            port=port or self.port,
            additional_headers={"authorization": f"Bearer {TOKEN}"} if headers is None else headers,
            compression=None,
            proxy=None,
            max_size=None,
            close_timeout=1,
        )


@asynccontextmanager
async def open_model() -> AsyncGenerator[ModelProcess]:
    model = ModelProcess()
    try:
        await model.start()
        yield model
    finally:
        model.kill()


@asynccontextmanager
async def open_server(data_dir: Path, llm_url: str, **more: Any) -> AsyncGenerator[Server]:
    """A running server."""
    server = Server(data_dir, llm_url, **more)
    try:
        await server.start()
        yield server
    finally:
        server.close()
