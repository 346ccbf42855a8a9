"""`boo` as a process: it serves, is found, is only there once, and stops when told."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest


class Boo:
    """A `boo` in a data directory."""

    def __init__(self, data_dir: Path, *arguments: str, port: int = 0) -> None:
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("BOOCODE_", "XDG_"))}
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [sys.executable, "-m", "boocode", *arguments],
            env=variables
            | {"BOOCODE_DATA_DIR": str(data_dir), "BOOCODE_PORT": str(port), "HOME": str(data_dir.parent)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        """The address it prints once it is ready."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"http://\S+#\w+=\S+", line):
                return found[0]
        raise AssertionError(self.process.communicate()[1])

    def said(self) -> str:
        """All it prints until it ends by itself."""
        return self.process.communicate(timeout=60)[0]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: only the first server makes its database."""
    return tmp_path_factory.mktemp("serve") / "data"


@pytest.fixture
def server(data_dir: Path) -> Iterator[Boo]:
    boo = Boo(data_dir)
    yield boo
    if boo.process.poll() is None:
        boo.process.terminate()
    boo.process.communicate()


def log_in(url: str) -> int:
    """Status of a login with the code of `url`."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    body = json.dumps({"code": address.fragment.partition("=")[2]})
    headers = {"Content-Type": "application/json", "Origin": f"http://{address.netloc}"}
    connection.request("POST", "/api/auth/login", body, headers)
    return connection.getresponse().status


def test_printed_address_logs_in_once(server: Boo) -> None:
    url = server.url()
    assert [log_in(url), log_in(url)] == [204, 401]


def test_login_prints_another_address(server: Boo) -> None:
    first = server.url()
    second = Boo(server.data_dir, "login").said().strip()
    assert first.partition("#")[0] == second.partition("#")[0]
    assert log_in(second) == 204


def test_second_start_prints_the_running_address_and_ends(server: Boo) -> None:
    url = server.url()
    second = Boo(server.data_dir)
    said = second.said()
    assert second.process.returncode == 0
    assert f"already running (process {server.process.pid})" in said
    assert url.partition("#")[0] in said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_stops_cleanly_when_told(server: Boo, how: signal.Signals) -> None:
    server.url()
    below = psutil.Process(server.process.pid).children(recursive=True)
    server.process.send_signal(how)
    assert server.process.wait(timeout=60) in (0, 130)
    assert psutil.wait_procs(below, timeout=60)[1] == []
    assert not (server.data_dir / "run" / "serve.json").exists()


@pytest.mark.kill
def test_starts_again_after_it_was_killed(server: Boo, data_dir: Path) -> None:
    server.url()
    below = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    server.process.wait()
    assert psutil.wait_procs(below, timeout=60)[1] == []
    again = Boo(data_dir)
    assert log_in(again.url()) == 204
    again.process.terminate()
    again.said()


def test_taken_port_is_a_sentence(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        boo = Boo(data_dir, port=taken.getsockname()[1])
        error = boo.process.communicate(timeout=60)[1]
    assert boo.process.returncode == 1
    assert "is taken by another program" in error
    assert "Traceback" not in error
