"""Every tool with every kind of nonsense: a refusal or a result, never a bug, never outside content."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from boocode.files.index import FileIndexes
from boocode.tools.catalogue import read_only_tools
from boocode.tools.model import ToolResult
from tests.tools.bench import Bench

NONSENSE: list[str] = [
    "", " ", ".", "..", "/", "~", "-", "--", "--help", "-rf", "\x00", "a\x00b", "\ud800", "\n", "a\nb",
    "\u202e", "*", "**", "[", "(", "\\", "'", '"', "$(id)", "`id`", ";id", "%s", "{}", "{", ":(exclude)*", ":/",
    "HEAD", "HEAD~1", "main..main", "@{-1}", "@{u}", "^HEAD", "HEAD^{tree}", "0" * 40, "README.md", "src",
    "src/app.py", "./src/../src/app.py", ".env", ".git", "../x", "/etc/passwd", "x" * 5000, "é" * 300, "1", "0",
    "-1", "null", "[]", "src/app.py:1-2", "\ufeff", "a\tb", "\r\n", "C:\\x",
]  # fmt: skip
NUMBERS = [-(10**18), -1, 0, 1, 2, 5, 100, 10**9, 10**18]
TOOLS = [tool.name for tool in read_only_tools(FileIndexes()) if not tool.name.startswith("web_")]


def nonsense(rng: random.Random, schema: dict[str, Any]) -> object:
    match schema.get("type"):
        case "string":
            return rng.choice(schema.get("enum", NONSENSE))
        case "integer":
            return rng.choice(NUMBERS)
        case "boolean":
            return rng.random() < 0.5
        case "array":
            return [nonsense(rng, schema["items"]) for _ in range(rng.randint(0, 3))]
        case "object":
            required = set(schema.get("required", []))
            names = [name for name in schema["properties"] if name in required or rng.random() < 0.4]
            return {name: nonsense(rng, schema["properties"][name]) for name in names}
        case _:
            return rng.choice(NONSENSE)


@pytest.mark.parametrize("name", TOOLS)
async def test_nonsense_gives_a_refusal_or_a_result(bench: Bench, name: str, caplog: pytest.LogCaptureFixture) -> None:
    rng = random.Random(name)
    tool = bench.toolbox.get(name)
    assert tool is not None
    before = bench.git("status", "--porcelain")
    for _ in range(25):
        raw = json.dumps(nonsense(rng, dict(tool.parameters)))
        outcome = await bench.toolbox.call(name, raw, bench.scope)
        bench.toolbox.describe(name, raw)
        assert "failed inside BooCode" not in getattr(outcome, "text", ""), (raw, caplog.text)
        if isinstance(outcome, ToolResult):
            assert len(outcome.text) <= 25_200, raw
            assert "root:x:" not in outcome.text
            assert "secret needle" not in outcome.text
            outcome.text.encode()
            outcome.detail.model_dump_json()
    assert bench.git("status", "--porcelain") == before
