"""The real agents that tests drive, as `./boo test` installs them (see `tests/agents/package.json`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest

Agent = Literal["opencode", "goose"]

_MODULES = Path(__file__).parents[1] / "agents" / "node_modules"
_PROGRAMS: dict[Agent, Path] = {
    "opencode": _MODULES / "opencode-linux-x64-baseline" / "bin" / "opencode",
    "goose": _MODULES / "@aaif" / "goose-binary-linux-x64" / "bin" / "goose",
}


def installed(name: Agent) -> Path:
    """The program of an agent, which runs without Node. Where it is missing the test is skipped, in CI it fails."""
    program = _PROGRAMS[name]
    if not os.access(program, os.X_OK):
        missing = f"{name} is not installed: run `./boo test` without arguments once, or `npm ci` in tests/agents."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return program
