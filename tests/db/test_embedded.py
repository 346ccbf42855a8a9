"""The embedded Postgres, with real processes that are really killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import anyio
import psycopg
import pytest

from boocode.db import Database, DatabaseFull, DatabaseGone, DatabaseUnstartable, open_database
from boocode.db.embedded import EmbeddedPostgres, open_embedded_postgres
from boocode.db.unprivileged import Unprivileged
from tests.support.server import is_alive

HOST = Path(__file__).with_name("postgres_host.py")


class Host:
    """Another process that holds a server; see postgres_host.py."""

    def __init__(self, directory: Path, *, how: str | None = None, under: tuple[str, ...] = ()) -> None:
        command = [*under, sys.executable, str(HOST), str(directory), *([how] if how else [])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.place = directory
        self.about: dict[str, Any] = json.loads(self.process.stdout.readline())

    def seen_at(self, place: Path) -> None:
        """From now on use its files as they are seen at `place`, past its mounts."""
        self.place = place
        sockets = place / "pg" / "run"
        self.about["dsn"] = self.about["dsn"].partition("?")[0] + f"?host={sockets}"

    def end(self) -> None:
        """End it in an orderly way."""
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An initialised, stopped data directory with one table of one row."""
    directory = tmp_path_factory.mktemp("cluster") / "postgres"
    host = Host(directory)
    query(host.about["dsn"], "CREATE TABLE kept (i int); INSERT INTO kept VALUES (7)")
    host.end()
    return directory


@pytest.fixture
def directory(cluster: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(cluster, tmp_path / "postgres")


def query(dsn: str, statements: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(statements.encode())


def kept(dsn: str) -> Any:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT i FROM kept").fetchone()
    return row and row[0]


async def gone(pid: int) -> None:
    with anyio.fail_after(60):
        while is_alive(pid):
            await anyio.sleep(0.01)


async def test_first_start_makes_a_private_cluster_and_stop_ends_it(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)
    async with open_embedded_postgres(tmp_path / "postgres") as server:
        assert server.owned
        assert server.pid is not None
        query(server.dsn(), "SELECT 1")
        pid = server.pid
    await gone(pid)
    assert stat.S_IMODE((tmp_path / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "postgres" / "pg18").stat().st_mode) == 0o700
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


async def test_next_start_finds_what_was_stored(directory: Path) -> None:
    async with open_embedded_postgres(directory) as server:
        assert kept(server.dsn()) == 7


@pytest.mark.kill
async def test_killing_the_host_stops_the_server_and_the_next_start_works(directory: Path) -> None:
    host = Host(directory)
    host.kill()
    await gone(host.about["pid"])
    async with open_embedded_postgres(directory) as server:
        assert server.owned
        assert kept(server.dsn()) == 7


@pytest.mark.kill
async def test_killed_server_is_started_again_with_all_that_was_committed(directory: Path) -> None:
    async with open_embedded_postgres(directory) as server:
        for value in (8, 9):
            assert server.pid is not None
            query(server.dsn(), f"UPDATE kept SET i = {value}")
            before = server.pid
            os.kill(before, signal.SIGKILL)
            with anyio.fail_after(60):
                while server.pid in (None, before) or not accepts(server.dsn()):
                    await anyio.sleep(0.01)
            assert kept(server.dsn()) == value


async def test_second_process_adopts_the_server_and_leaves_it_to_its_owner(directory: Path) -> None:
    async with open_embedded_postgres(directory) as server:
        host = Host(directory)
        assert (host.about["pid"], host.about["owned"]) == (server.pid, False)
        host.end()
        assert kept(server.dsn()) == 7


@pytest.mark.kill
async def test_adopter_starts_its_own_server_when_the_owner_is_killed(directory: Path) -> None:
    owner = Host(directory)
    async with open_embedded_postgres(directory) as server:
        assert not server.owned
        owner.kill()
        with anyio.fail_after(60):
            while not server.owned or not accepts(server.dsn()):
                await anyio.sleep(0.01)
        assert kept(server.dsn()) == 7


async def test_several_starts_at_once_agree_on_one_server(directory: Path) -> None:
    servers = [EmbeddedPostgres(directory) for _ in range(4)]
    async with AsyncExitStack() as stack:
        async with anyio.create_task_group() as group:
            for server in servers:
                stack.push_async_callback(server.stop)
                group.start_soon(server.start)
        assert len({server.pid for server in servers}) == 1
        assert [server.owned for server in servers].count(True) == 1


async def test_pid_file_of_a_dead_server_whose_pid_lives_on_does_no_harm(directory: Path) -> None:
    lines = [str(os.getpid()), str(directory / "pg18"), "1", "5432", str(directory / "run"), "", "  1 1", "ready"]
    (directory / "pg18" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    async with open_embedded_postgres(directory) as server:
        assert kept(server.dsn()) == 7


async def test_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "pg18.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    async with open_embedded_postgres(tmp_path / "postgres") as server:
        query(server.dsn(), "SELECT 1")
    assert not half.exists()


async def test_any_name_of_a_directory_will_do(cluster: Path) -> None:
    with tempfile.TemporaryDirectory(prefix='a b %20 "c"? #é') as place:
        directory = shutil.copytree(cluster, Path(place, "postgres"))
        async with open_embedded_postgres(directory) as server:
            assert server.sockets.parent == directory
            assert kept(server.dsn()) == 7


async def test_error_of_the_block_stays_what_it_is(directory: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_embedded_postgres(directory):
            _ = 1 / 0


@pytest.mark.parametrize("name", ["long" * 30, "a,b"])
async def test_path_no_socket_can_have_gets_a_private_socket_directory_elsewhere(
    cluster: Path, tmp_path: Path, name: str
) -> None:
    directory = shutil.copytree(cluster, tmp_path / name / "postgres")
    async with open_embedded_postgres(directory) as server:
        assert server.sockets.parent == Path(tempfile.gettempdir())
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
        assert kept(server.dsn()) == 7
    server.sockets.rmdir()


@pytest.fixture
def open_sockets(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A server whose socket directory somebody has made before, open to all."""
    server = EmbeddedPostgres(tmp_path / ("long" * 30))
    server.sockets.mkdir()
    server.sockets.chmod(0o777)
    yield server
    server.sockets.rmdir()


async def test_socket_directory_that_is_open_to_others_is_refused(open_sockets: EmbeddedPostgres) -> None:
    with pytest.raises(DatabaseUnstartable, match="open to others"):
        await open_sockets.start()


as_root = pytest.mark.parametrize(
    "how", [Unprivileged.NAMESPACE, Unprivileged.CAPABILITY] if os.geteuid() == 0 else [Unprivileged.AS_IS]
)


@as_root
async def test_every_way_of_not_being_root_opens_the_same_cluster(directory: Path, how: Unprivileged) -> None:
    os.chmod(directory.parent, 0o700)
    for _ in range(2):
        async with open_embedded_postgres(directory, how=how) as server:
            assert kept(server.dsn()) == 7
    async with open_embedded_postgres(directory) as server:
        assert kept(server.dsn()) == 7


def test_ordinary_user_needs_nothing_special(directory: Path) -> None:
    host = Host(directory, under=("unshare", "--user", "--map-user=1000", "--map-group=1000"))
    assert host.about["uid"] == 1000
    assert kept(host.about["dsn"]) == 7
    host.end()


def error_under(directory: Path, *under: str) -> str:
    host = Host(directory, under=under)
    host.end()
    return host.about["error"]


def test_full_disk_is_told_with_the_way_out(tmp_path: Path) -> None:
    small = f'mount -t tmpfs -o size=4m none "{tmp_path}" && exec "$@"'
    error = error_under(
        tmp_path / "postgres", "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", small, "sh"
    )
    assert "No space left on device" in error
    assert "free some space" in error


@pytest.fixture
def small_disk() -> Iterator[Host]:
    """A server on a disk of its own with 160 MB, of which `filler` takes what the server does not."""
    with tempfile.TemporaryDirectory(prefix="boo") as mount:
        small = f'mount -t tmpfs -o size=160m none {mount} && exec "$@"'
        host = Host(Path(mount, "pg"), under=("unshare", "-U", "-r", "-m", "sh", "-c", small, "sh"))
        host.seen_at(Path(f"/proc/{host.process.pid}/root{mount}"))
        yield host
        host.end()


async def test_disk_that_fills_up_fails_writes_and_is_used_again_once_there_is_room(small_disk: Host) -> None:
    host = small_disk
    async with open_database(host.about["dsn"], max_connections=2) as database:
        await database.execute("CREATE TABLE kept (i int, filling text)")
        await database.execute("INSERT INTO kept VALUES (7, '')")
        free = shutil.disk_usage(host.place).free
        with (host.place / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, free - 1_000_000)
        with pytest.raises((DatabaseFull, DatabaseGone)):
            await fill(database)
        (host.place / "filler").unlink()
        with anyio.fail_after(60):
            while not await works(database):
                await anyio.sleep(0.01)
        assert await database.fetch_value("SELECT i FROM kept ORDER BY i LIMIT 1") == 7


async def fill(database: Database) -> None:
    for number in range(100):
        await database.execute(
            "INSERT INTO kept SELECT %s, string_agg(md5(n::text), '') FROM generate_series(1, 3000) n", (number + 8,)
        )


async def works(database: Database) -> bool:
    try:
        await database.execute("INSERT INTO kept VALUES (8, '')")
    except (DatabaseFull, DatabaseGone):
        return False
    return True


def test_directory_without_permission_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    error = error_under(tmp_path / "closed" / "postgres", "unshare", "--user", "--map-user=1000", "--map-group=1000")
    assert "Permission denied" in error
    assert "DATABASE_URL" in error


def test_root_that_may_not_stop_being_root_is_told_what_to_do(tmp_path: Path) -> None:
    forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    error = error_under(tmp_path / "postgres", "unshare", "--user", "--map-root-user", "sh", "-c", forbid, "sh")
    assert "does not start" in error
    assert "ordinary user" in error


async def test_missing_binaries_are_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnstartable, match="BOOCODE_POSTGRES_BIN"):
        EmbeddedPostgres(tmp_path, binaries=tmp_path)


async def test_broken_cluster_is_told_with_the_log(directory: Path) -> None:
    (directory / "pg18" / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(DatabaseUnstartable, match="pg_control"):
        await EmbeddedPostgres(directory).start()


def accepts(dsn: str) -> bool:
    try:
        query(dsn, "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
