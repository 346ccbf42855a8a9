"""The commands as a person calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from boocode import __version__
from boocode.config import markdown_table


class Shell:
    """Runs `boo` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def boo(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOOCODE_", "XDG_"))}
        return subprocess.run(
            [sys.executable, "-m", "boocode", *arguments],
            env=environment | {"HOME": str(self.home)} | variables,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_version(shell: Shell) -> None:
    assert shell.boo("version").stdout == f"{__version__}\n"
    assert __version__ in shell.boo("--version").stdout


@pytest.mark.parametrize("command", [(), ("serve",), ("login",), ("settings",)])
def test_unknown_setting_is_a_sentence_and_no_traceback(shell: Shell, command: tuple[str, ...]) -> None:
    done = shell.boo(*command, BOOCODE_PROT="1")
    assert (done.returncode, done.stderr) == (1, "Error: BOOCODE_PROT is not a setting: did you mean BOOCODE_PORT?\n")


def test_login_without_a_server_says_how_to_start_one(shell: Shell) -> None:
    done = shell.boo("login")
    assert done.returncode == 1
    assert "Start one with `boo`" in done.stderr


def test_settings_are_listed_without_secrets(shell: Shell) -> None:
    said = shell.boo("settings", BOOCODE_TOKEN="very-secret-1", BOOCODE_PORT="1234").stdout
    assert "BOOCODE_PORT=1234" in said
    assert "very-secret-1" not in said


def test_settings_table_can_be_printed(shell: Shell) -> None:
    assert shell.boo("settings", "--markdown").stdout == markdown_table()


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_printed(shell: Shell, name: str) -> None:
    assert "_BOO_COMPLETE" in shell.boo("completion", name).stdout


def test_doctor_names_everything_and_starts_a_database(shell: Shell) -> None:
    done = shell.boo("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert {"python", "git", "ripgrep", "tmux", "database", "disk space", "model endpoint"} <= set(findings)
    assert findings["database"]["detail"].startswith("embedded Postgres 18")
    assert done.returncode == any(finding["state"] == "missing" for finding in findings.values())


def test_doctor_exits_with_1_and_the_fix_when_something_required_is_missing(shell: Shell) -> None:
    done = shell.boo("doctor", DATABASE_URL="postgresql:///none?host=/nowhere")
    assert done.returncode == 1
    assert "Check DATABASE_URL" in done.stdout


def test_doctor_explains_unusable_settings(shell: Shell) -> None:
    done = shell.boo("doctor", BOOCODE_PORT="many")
    assert done.returncode == 1
    assert "BOOCODE_PORT" in done.stdout
