"""Tools that read special things: two files side by side, and notebooks."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, cast

from anyio import to_thread
from pydantic import Field

from boocode.contracts.wire.parts import OtherDetail, ReadDetail
from boocode.files.guard import PathGuard
from boocode.git.command import decoded, git
from boocode.kernel.errors import Invalid, TooLarge
from boocode.kernel.text import clean
from boocode.tools.model import MAX_TEXT, Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.paging import page_of, shortened, size_text

MAX_COMPARED_BYTES = 8 * 1024 * 1024
MAX_NOTEBOOK_BYTES = 32 * 1024 * 1024
OUTPUT_CHARACTERS = 2000


class DiffFiles(Arguments):
    first: str = Field(description="File.")
    second: str = Field(description="File to compare it with.")
    context: int = Field(default=3, ge=0, le=50)
    ignore_whitespace: bool = False
    start_line: int = Field(default=1, ge=1, description="Line of the diff to go on from.")

    def title(self) -> str:
        return f"{self.first} and {self.second}"


async def diff_files(arguments: DiffFiles, scope: ToolScope) -> ToolResult:
    names = (arguments.first, arguments.second)
    guard = await scope.files(*names)
    contents = [await to_thread.run_sync(_whole, guard, name, MAX_COMPARED_BYTES) for name in names]
    options = [f"--unified={arguments.context}", *(["--ignore-all-space"] * arguments.ignore_whitespace)]
    with tempfile.TemporaryDirectory(prefix="boocode-diff-") as name:
        place = Path(name)
        for side, content in zip("ab", contents, strict=True):
            await to_thread.run_sync((place / side).write_bytes, content)
        argv = ("diff", "--no-index", "--no-ext-diff", "--no-textconv", *options, "--", "a", "b")
        done = await git(place, *argv, accept=(0, 1))
    lines = decoded(done.stdout).splitlines()[2:]
    changed = [line for line in lines if not line.startswith("index ")]
    changed = [f"--- {names[0]}", f"+++ {names[1]}", *changed[2:]] if changed[:1] == ["--- a/a"] else changed
    page = page_of([clean(line) for line in changed] or ["The files are the same."], arguments.start_line)
    detail = OtherDetail(title=arguments.title(), text=page.text, language="diff")
    return ToolResult(page.text + page.note(), detail, truncated=page.end < page.total)


DIFF_FILES = FunctionTool(
    name="diff_files",
    description="The differences between two files of the project, as a unified diff.",
    kind="read",
    arguments=DiffFiles,
    body=diff_files,
)


class ReadNotebook(Arguments):
    path: str = Field(description="Notebook (.ipynb).")
    start_cell: int = Field(default=1, ge=1, description="First cell to show.")
    outputs: bool = Field(default=True, description="Show what the cells printed.")

    def title(self) -> str:
        return self.path


async def read_notebook(arguments: ReadNotebook, scope: ToolScope) -> ToolResult:
    content = await to_thread.run_sync(_whole, await scope.files(arguments.path), arguments.path, MAX_NOTEBOOK_BYTES)
    cells, language = await to_thread.run_sync(_cells, content)
    shown = [_cell(number, cell, arguments.outputs) for number, cell in enumerate(cells, 1)]
    page = page_of(shown, arguments.start_cell, line_characters=MAX_TEXT - 1000)
    text = page.text or f"The notebook has {len(cells)} cells."
    detail = ReadDetail(path=arguments.path, content=text, language=language)
    return ToolResult(clean(text + page.note("cells", "start_cell")), detail, truncated=page.end < page.total)


READ_NOTEBOOK = FunctionTool(
    name="read_notebook",
    description="Read a Jupyter notebook as its cells: source, and printed output in brief.",
    kind="read",
    arguments=ReadNotebook,
    body=read_notebook,
)


def _whole(guard: PathGuard, path: str, limit: int) -> bytes:
    with guard.open_read(path) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(f"`{path}` is larger than {size_text(limit)}; look at parts of it with view_file.")
    return content


def _cells(content: bytes) -> tuple[list[dict[str, Any]], str]:
    try:
        notebook = json.loads(content)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        language = notebook.get("metadata", {}).get("kernelspec", {}).get("language", "python")
        return [cast(dict[str, Any], cell) for cell in cells if isinstance(cell, dict)], str(language)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Invalid("This is not a Jupyter notebook; read it with view_file.") from error


def _cell(number: int, cell: dict[str, Any], with_outputs: bool) -> str:
    parts = [f"## [{number}] {cell.get('cell_type', 'cell')}", _joined(cell.get("source", cell.get("input", "")))]
    outputs = cell.get("outputs", [])
    if with_outputs and isinstance(outputs, list):
        parts += [
            _output(cast(dict[str, Any], output)) for output in cast(list[Any], outputs) if isinstance(output, dict)
        ]
    return "\n".join(part for part in parts if part)


def _output(output: dict[str, Any]) -> str:
    match output.get("output_type"):
        case "stream":
            text = _joined(output.get("text", ""))
        case "error":
            text = f"{output.get('ename')}: {output.get('evalue')}"
        case _:
            data = cast(dict[str, Any], output.get("data") or {})
            kinds = ", ".join(kind for kind in data if kind != "text/plain")
            text = _joined(data.get("text/plain", "")) + (f" [{kinds}]" if kinds else "")
    return "-> " + shortened(text.rstrip(), OUTPUT_CHARACTERS) if text.strip() else ""


def _joined(source: object) -> str:
    return "".join(map(str, cast(list[object], source))) if isinstance(source, list) else str(source)
