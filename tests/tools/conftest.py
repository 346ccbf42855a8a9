"""Projects of several kinds, each with a toolbox."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from boocode.files.index import FileIndexes
from boocode.kernel.ids import new_id
from boocode.tools.catalogue import default_toolbox
from boocode.tools.model import ToolScope
from tests.tools.bench import Bench


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A directory without git, empty."""
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / ".gitconfig").write_text(
        "[user]\n name = Ada\n email = ada@example.org\n[init]\n defaultBranch = main\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    blobs: dict[str, bytes] = {}

    async def put_blob(content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        blobs[sha256] = content
        return sha256

    store: Callable[[bytes], Awaitable[str]] = put_blob
    scope = ToolScope(new_id(), new_id(), new_id(), new_id(), (root,), store)
    return Bench(root, scope, default_toolbox(FileIndexes()), blobs)


@pytest.fixture
def empty(plain: Bench) -> Bench:
    """A repository without commits."""
    plain.git("init", "--quiet")
    return plain


@pytest.fixture
def bench(empty: Bench) -> Bench:
    """A repository with a little history, ignored and secret files."""
    empty.write("README.md", "# Sample\n\nA sample project.\n")
    empty.write("src/app.py", "import os\n\n\ndef main() -> None:\n    print('hello')  # needle\n")
    empty.write("src/util.py", "def helper(x):\n    return x + 1\n")
    empty.write("web/index.ts", "export const Needle = 1;\n")
    empty.write("pyproject.toml", "[project]\nname = 'sample'\n")
    empty.write(".gitignore", "build/\n*.log\n")
    empty.commit("Add sample")
    empty.write("src/app.py", "import os\n\n\ndef main() -> None:\n    print('hello, world')  # needle\n")
    empty.commit("Greet the world\n\nIt is polite.")
    empty.write("build/out.txt", "needle in ignored output\n")
    empty.write("debug.log", "needle in a log\n")
    empty.write(".env", "NEEDLE=secret needle\n")
    return empty
