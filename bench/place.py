"""The server and the model that are measured, each as processes of their own, and chats to measure in."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from tests.support.person import Person, open_person
from tests.support.rows import git_repository
from tests.support.server import TOKEN, ModelProcess, Server, open_model, open_server

from bench.wire import Address

RATE = 100
TOKENS = 300
STREAM = [{"say": "token ", "repeat": TOKENS, "rate": RATE, "timestamps": True}]


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measurement works with."""

    server: Server
    model: ModelProcess
    project: Path
    people: list[Person]

    @property
    def address(self) -> Address:
        return Address.of(self.server.url, TOKEN)

    @property
    def model_address(self) -> Address:
        return Address.of(self.model.url)

    async def chats(self, count: int) -> list[Person]:
        """So many chats, used before: what happens once per chat is not measured."""
        while len(self.people) < count:
            self.people.append(await open_person(self.server, self.project))
        return self.people[:count]

    def database(self) -> psycopg.Connection:
        """A connection to the server's own Postgres."""
        sockets = quote(str(self.server.data_dir / "postgres" / "run"))
        return psycopg.connect(f"postgresql://boocode@/boocode?host={sockets}")

    def cpu_seconds(self) -> tuple[float, float]:
        """Processor time so far of the server, and of its database."""
        own, database = 0.0, 0.0
        for process in self.server.family():
            times = process.cpu_times()
            if process.name() == "postgres":
                database += times.user + times.system
            else:
                own += times.user + times.system
        return own, database


@asynccontextmanager
async def open_bench() -> AsyncGenerator[Bench]:
    """Server and model, running and warm."""
    with tempfile.TemporaryDirectory(prefix="boobench-", dir="/tmp") as directory:
        project = git_repository(Path(directory, "project"), {"README.md": "# Sample\n"})
        async with open_model() as model, open_server(Path(directory, "data"), model.url) as server:
            await model.put_script("bench", STREAM)
            bench = Bench(server, model, project, [])
            (person,) = await bench.chats(1)
            await person.ended((await person.send("SCRIPT:say"))["task"]["id"])
            try:
                yield bench
            finally:
                _end_terminals(server)


def _end_terminals(server: Server) -> None:
    """They are made to outlive their server."""
    socket = server.data_dir / "run" / "tmux.sock"
    if socket.exists():
        subprocess.run(["tmux", "-S", socket, "kill-server"], capture_output=True, check=False)


def memory_mb(processes: list[psutil.Process]) -> float:
    """Proportional set size of all of them, in MB: shared pages count once."""
    return sum(process.memory_full_info().pss for process in processes) / 1e6
