"""The real agents that tests drive, as `./boo test` installs them (see `tests/agents/package.json`)."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest

from boocode.contracts.launch import Launch

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
        if os.environ.get("CI") and (platform.system(), platform.machine()) == ("Linux", "x86_64"):
            pytest.fail(missing)
        pytest.skip(missing)
    return program


OFFLINE: Mapping[str, str] = {
    "OPENCODE_DISABLE_AUTOUPDATE": "1",
    "OPENCODE_DISABLE_MODELS_FETCH": "1",
    "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
    "OPENCODE_DISABLE_DEFAULT_PLUGINS": "1",
    "npm_config_registry": "http://127.0.0.1:9",
}
"""What keeps opencode from asking anybody but its model."""


def opencode_launch(home: Path, llm_url: str, *, context_size: int = 32768) -> Launch:
    """opencode with a home of its own and nothing but the scripted model. Its configuration allows everything: it is
    BooCode that must make it ask."""
    config = {
        "$schema": "https://opencode.ai/config.json",
        "model": "llama-swap/scripted",
        "small_model": "llama-swap/scripted-small",
        "share": "disabled",
        "autoupdate": False,
        "enabled_providers": ["llama-swap"],
        "provider": {
            "llama-swap": {
                "npm": "@ai-sdk/openai-compatible",
                "name": "llama-swap",
                "options": {"baseURL": llm_url, "apiKey": "sk-local"},
                "models": {
                    "scripted": {
                        "name": "Scripted",
                        "tool_call": True,
                        "reasoning": True,
                        "limit": {"context": context_size, "output": 8192},
                    },
                    "scripted-small": {"name": "Small", "limit": {"context": context_size, "output": 4096}},
                },
            }
        },
    }
    return Launch(
        argv=(str(installed("opencode")),),
        env={**OFFLINE, "OPENCODE_CONFIG": str(home / "opencode.json")},
        home=home,
        files={"opencode.json": json.dumps(config)},
        model="llama-swap/scripted",
        context_size=context_size,
        fingerprint=f"opencode {llm_url} {context_size}",
    )
