"""One server per data directory."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from boocode.cli.server import NotRunning, Running, announce_when_ready, claim, free_port, login_url, running
from boocode.config import BadSettings, Settings, private_directory


@pytest.fixture
def settings(settings: Settings) -> Settings:
    private_directory(settings.data_dir)
    return settings


def say_running(settings: Settings, port: int = 1) -> None:
    about = {"pid": 1, "url": f"http://127.0.0.1:{port}", "host": "127.0.0.1", "port": port, "started_at": "now"}
    (settings.run_dir / "serve.json").write_text(json.dumps(about))


def test_second_claim_is_told_no_and_finds_the_first(settings: Settings) -> None:
    with claim(settings) as first, claim(settings) as second:
        assert (first, second) == (True, False)
        say_running(settings)
        assert running(settings).pid == 1


def test_claim_is_free_again_afterwards(settings: Settings) -> None:
    for _ in range(2):
        with claim(settings) as claimed:
            assert claimed
    assert not (settings.run_dir / "serve.json").exists()


def test_what_a_killed_server_left_behind_is_not_believed(settings: Settings) -> None:
    with claim(settings):
        pass
    say_running(settings)
    with pytest.raises(NotRunning, match="Start one with `boo`"):
        running(settings)


def test_login_at_a_server_that_does_not_answer_says_so(settings: Settings) -> None:
    with claim(settings):
        say_running(settings)  # nobody listens on port 1
        with pytest.raises(NotRunning, match="does not answer"):
            login_url(settings, running(settings), patience_seconds=0)


def test_server_that_did_not_start_is_not_announced(settings: Settings) -> None:
    said: list[str] = []
    with claim(settings):
        pass  # it failed, and has let go
    announce_when_ready(settings, Running(1, "http://127.0.0.1:1", "127.0.0.1", 1, "now"), said.append)
    assert said == []


def test_taken_port_is_refused_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"Port {port} is taken .* BOOCODE_PORT"):
            free_port("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.77", "no.such.host.invalid"])
def test_foreign_address_is_refused(host: str) -> None:
    with pytest.raises(BadSettings, match="BOOCODE_HOST"):
        free_port(host, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0", "localhost"])
def test_zero_gives_a_free_port(host: str) -> None:
    assert free_port(host, 0) > 0


def test_state_is_private(settings: Settings, tmp_path: Path) -> None:
    with claim(settings):
        assert settings.run_dir.stat().st_mode & 0o077 == 0
