"""A project with a toolbox on it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boocode.tools.model import ToolResult, ToolScope
from boocode.tools.registry import Toolbox


@dataclass
class Bench:
    """A project, its toolbox, and what was stored as blobs."""

    root: Path
    scope: ToolScope
    toolbox: Toolbox
    blobs: dict[str, bytes]

    async def __call__(self, name: str, /, **arguments: Any) -> ToolResult:
        outcome = await self.toolbox.call(name, json.dumps(arguments), self.scope)
        assert isinstance(outcome, ToolResult)
        assert len(outcome.text) <= 25_200
        outcome.detail.model_dump_json().encode()
        return outcome

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True)
        return done.stdout.decode()

    def write(self, path: str, content: str | bytes) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def with_scope(self, **changes: Any) -> Bench:
        return replace(self, scope=replace(self.scope, **changes))
