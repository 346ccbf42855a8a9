"""`boo providers` as a person calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import anyio
import pytest

from tests.providers.agent import program
from tests.support.agents import installed
from tests.support.server import Server


def boo(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs `boo` with a home of its own, which no agent is found in."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOOCODE_", "XDG_"))}
    return subprocess.run(
        [sys.executable, "-m", "boocode", *arguments],
        env=environment | {"HOME": str(home), "PATH": os.defpath, "SHELL": "/bin/sh"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [("providers",), ("providers", "--json"), ("providers", "diagnostic", "goose")])
def test_without_a_server_it_says_how_to_start_one(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = boo(tmp_path, *command)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Start one with `boo`" in done.stderr


def test_exam_without_agents_says_how_to_get_some(tmp_path: Path) -> None:
    done = boo(tmp_path, "providers", "exam")
    assert done.returncode == 0, done.stderr
    assert "install-agents" in done.stdout


def test_exam_of_what_is_not_there_is_refused_with_what_to_do(tmp_path: Path) -> None:
    unknown = boo(tmp_path, "providers", "exam", "skynet")
    assert (unknown.returncode, "opencode, claude" in unknown.stderr) == (1, True)
    missing = boo(tmp_path, "providers", "exam", "goose")
    assert (missing.returncode, "is not installed" in missing.stderr) == (1, True)
    own = boo(
        tmp_path,
        "providers",
        "exam",
        "cursor",
        BOOCODE_AGENT_DIRECTORIES=str(program(tmp_path / "bin", "cursor-agent").parent),
    )
    assert (own.returncode, "cannot be examined" in own.stderr) == (1, True)


def test_exam_of_a_program_that_is_no_agent_fails_at_the_first_question(tmp_path: Path) -> None:
    program(tmp_path / "bin", "goose", says="hello, who are you?")
    done = boo(tmp_path, "providers", "exam", "goose", "--json", BOOCODE_AGENT_DIRECTORIES=str(tmp_path / "bin"))
    (exam,) = json.loads(done.stdout)["exams"]
    assert [line["grade"] for line in exam["lines"]] == ["no", *["untested"] * 13]
    assert exam["lines"][0]["note"]


def test_goose_passes_its_exam(tmp_path: Path) -> None:
    directory = installed("goose").parent
    done = boo(tmp_path, "providers", "exam", "goose", "--json", BOOCODE_AGENT_DIRECTORIES=str(directory))
    (exam,) = json.loads(done.stdout)["exams"]
    assert exam["version"] == "1.52.0"
    grades = {line["capability"]: line["grade"] for line in exam["lines"]}
    must = ("start", "stream", "reasoning", "permission", "reject", "feedback", "cancel", "silence", "parallel")
    assert {name: grades[name] for name in must} == dict.fromkeys(must, "yes"), exam["lines"]


async def test_running_server_lists_providers_and_says_what_it_sees_of_one(tmp_path: Path, server: Server) -> None:
    about = {name: value for name, value in server.environment.items() if name.startswith("BOOCODE_")}

    async def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
        return await anyio.to_thread.run_sync(partial(boo, tmp_path, "providers", *arguments, **about))

    listed = await ask()
    assert listed.stdout.startswith("boocode      ready"), listed.stderr
    assert "opencode" in listed.stdout
    known = json.loads((await ask("--json")).stdout)["providers"]
    assert {"boocode", "goose"} <= {each["id"] for each in known}
    assert "Endpoint: http://127.0.0.1" in (await ask("diagnostic", "boocode")).stdout
    refused = await ask("diagnostic", "sky/net")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
