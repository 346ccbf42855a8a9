"""One server per data directory: who has it, where it answers, and how a browser gets in."""

from __future__ import annotations

import errno
import fcntl
import gc
import http.client
import ipaddress
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from boocode.config import BadSettings, Settings, private_directory
from boocode.kernel.clock import now, rfc3339
from boocode.kernel.errors import Unavailable

START_SECONDS = 60.0


class NotRunning(Unavailable):
    """No server has this data directory, or it does not answer."""

    code = "not_running"


@dataclass(frozen=True, slots=True)
class Running:
    """What a server says about itself in `<data>/run/serve.json`."""

    pid: int
    url: str
    host: str
    port: int
    started_at: str


@contextmanager
def claim(settings: Settings) -> Generator[bool]:
    """Whether this process may be the server of the data directory; if so, it is until the end of the block."""
    private_directory(settings.run_dir)
    with (settings.run_dir / "serve.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        about = settings.run_dir / "serve.json"
        about.unlink(missing_ok=True)
        try:
            yield True
        finally:
            about.unlink(missing_ok=True)


def serve(settings: Settings, announce: Callable[[str], None], *, demo: bool = False) -> None:
    """Run the server until it is told to stop. `announce` gets a login URL as soon as it answers.

    Args:
        demo: With the built-in scripted model and its sample repository.
    """
    gc.disable()  # imports make much and drop little: a twelfth of the start
    from boocode import app

    gc.freeze()  # and no collection need ever look at it again
    gc.enable()
    settings = settings.model_copy(update={"port": free_port(settings.host, settings.port)})
    url = f"http://{_reachable(settings.host)}:{settings.port}"
    me = Running(os.getpid(), url, settings.host, settings.port, rfc3339(now()))
    about = settings.run_dir / "serve.json"
    half = about.with_suffix(".new")
    half.write_text(json.dumps(asdict(me), indent=2) + "\n")
    half.replace(about)
    threading.Thread(target=announce_when_ready, args=(settings, me, announce), daemon=True).start()
    app.serve_demo(settings) if demo else app.serve(settings)


def running(settings: Settings) -> Running:
    """The server of this data directory.

    Raises:
        NotRunning: There is none.
    """
    deadline = time.monotonic() + 5
    while _claimed(settings):
        try:
            return Running(**json.loads((settings.run_dir / "serve.json").read_text()))
        except FileNotFoundError:  # it is just starting
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
    raise NotRunning(f"No BooCode is running with the data directory {settings.data_dir}. Start one with `boo`.")


def login_url(settings: Settings, server: Running, patience_seconds: float = START_SECONDS) -> str:
    """An address that logs a browser in, once.

    Raises:
        NotRunning: The server does not answer within `patience_seconds`, or refuses.
    """
    from boocode.web.auth import access_token

    address = urlsplit(server.url)
    headers = {"Authorization": f"Bearer {access_token(settings)}"}
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
            connection.request("POST", "/api/auth/codes", headers=headers)
            answer = connection.getresponse()
            if answer.status == http.HTTPStatus.OK:
                return str(json.loads(answer.read())["url"])
            raise NotRunning(f"The server at {server.url} gave no login code ({answer.status} {answer.reason}).")
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() > deadline or not _claimed(settings):
                raise NotRunning(f"The server at {server.url} does not answer: {error}.") from error
            time.sleep(0.02)


def free_port(host: str, port: int) -> int:
    """`port` if it can be listened on, or a free one for 0.

    Raises:
        BadSettings: It cannot; the message says what to do.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return probe.getsockname()[1]
    except socket.gaierror as error:
        raise BadSettings(f"BOOCODE_HOST: {host} is not an address of this machine.") from error
    except OSError as error:
        raise BadSettings(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another with BOOCODE_PORT; 0 takes any free one."
    if error.errno == errno.EACCES:
        return f"Port {port} may be used by root only. Set BOOCODE_PORT to one above 1023."
    return f"BOOCODE_HOST: cannot listen on {host}: {error.strerror}."


def _reachable(host: str) -> str:
    """What a browser on this machine puts into its address bar for `host`."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return f"[{host}]" if address.version == 6 else host


def _claimed(settings: Settings) -> bool:
    """Whether some process has the data directory."""
    try:
        with (settings.run_dir / "serve.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def announce_when_ready(settings: Settings, me: Running, announce: Callable[[str], None]) -> None:
    """Give `announce` a login URL once the server answers; nothing where it did not come to that."""
    try:
        announce(login_url(settings, me))
    except NotRunning as error:
        if _claimed(settings):  # else it did not start, and says why itself
            announce(f"{me.url}  ({error.message})")
