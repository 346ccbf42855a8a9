"""What `./boo test` does about the real agents that tests drive."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest

from boocode.cli import checkout


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose agents are not installed, and an npm that fails."""
    agents = tmp_path / checkout.AGENTS
    agents.mkdir(parents=True)
    lock = {"packages": {"": {}, "node_modules/agent": {"version": "1.0.0"}}}
    (agents / "package-lock.json").write_text(json.dumps(lock))
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho no network\nexit 7\n")
    npm.chmod(0o755)
    monkeypatch.setattr(checkout, "NPM", str(npm))
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    return tmp_path


def test_agents_that_cannot_be_installed_fail_the_run_in_ci(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    said: list[str] = []

    assert checkout._install_agents(root, said.append) == 7
    assert "no network" in said


def test_agents_that_cannot_be_installed_are_left_out_elsewhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    said: list[str] = []

    assert checkout._install_agents(root, said.append) == 0
    assert said[-1] == "The real agents of tests/agents are not installed: their tests are skipped."


def test_other_machines_are_told_that_there_are_no_agents_for_them(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    said: list[str] = []

    assert checkout._install_agents(root, said.append) == 0
    assert "for Linux on x64" in said[0]


def test_installed_agents_are_left_alone(root: Path) -> None:
    modules = root / checkout.AGENTS / "node_modules"
    modules.mkdir()
    (modules / ".package-lock.json").write_text((root / checkout.AGENTS / "package-lock.json").read_text())

    assert checkout._install_agents(root, pytest.fail) == 0
