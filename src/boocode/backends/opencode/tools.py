"""opencode's tools in our words: kinds, titles, and results as cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson

from boocode.backends.acp.results import bounded
from boocode.contracts.agents import ToolResult
from boocode.contracts.wire.parts import (
    DelegateDetail,
    EditDetail,
    FetchDetail,
    OtherDetail,
    ReadDetail,
    SearchDetail,
    SearchHit,
    ShellDetail,
    ToolDetail,
    ToolKind,
    WriteDetail,
)
from boocode.llm.foreign import as_claim, as_dict, as_positive, as_str

_KINDS: Mapping[str, ToolKind] = {
    "bash": "shell",
    "read": "read",
    "list": "search",
    "glob": "search",
    "grep": "search",
    "websearch": "search",
    "codesearch": "search",
    "edit": "edit",
    "multiedit": "edit",
    "patch": "edit",
    "apply_patch": "edit",
    "write": "write",
    "webfetch": "fetch",
    "task": "delegate",
    "question": "ask",
}
_HITS = 500
_COMMAND = 10_000
_ARGUMENTS = 150_000  # bytes of a call's arguments, as they are kept
_LINE = re.compile(r"\s*Line (\d+): ?(.*)")

Values = Mapping[str, object]


def kind_of(tool: str) -> ToolKind:
    return _KINDS.get(tool, "other")


def shown_arguments(arguments: Values) -> Values:
    """The arguments of a call as they are kept: what is very long is cut."""
    cut = {name: bounded(value) if isinstance(value, str) else value for name, value in arguments.items()}
    whole = orjson.dumps(cut)
    return cut if len(whole) <= _ARGUMENTS else {"raw": bounded(whole.decode())}


def title_of(tool: str, arguments: Values, state: Values, directory: Path) -> str:
    """One line for a person."""
    named = ("command", "filePath", "pattern", "url", "query", "description", "name")
    said = next((as_str(arguments.get(name)) for name in named if arguments.get(name)), "")
    if arguments.get("filePath"):
        said = shown_path(said, directory)
    line = " ".join((said or as_str(state.get("title"))).split())
    return line if len(line) <= 200 else line[:199] + "…"


def shown_path(path: str, directory: Path) -> str:
    """`path` as seen from the directory of the session, if it is below it."""
    try:
        return str(Path(path).relative_to(directory))
    except ValueError:
        return path


def result_of(call_id: str, tool: str, state: Values, directory: Path, diff: str, step: int) -> ToolResult:
    """What an ended call gave back. `diff` is what it asked permission for."""
    failed = state.get("status") == "error"
    whole = as_str(state.get("error" if failed else "output"))
    text = bounded(whole)
    metadata = as_dict(state.get("metadata"))
    return ToolResult(
        call_id=call_id,
        text=text,
        detail=None if failed else _detail(tool, state, directory, diff),
        is_error=failed,
        truncated=len(whole) > len(text) or as_claim(metadata.get("truncated")) or False,
        tokens=len(text) // 4,
        step=step,
    )


def _detail(tool: str, state: Values, directory: Path, diff: str) -> ToolDetail:
    make = _DETAILS.get(kind_of(tool), _other)
    return make(as_dict(state.get("input")), state, directory, diff)


def _shell(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    metadata = as_dict(state.get("metadata"))
    code = metadata.get("exit")
    return ShellDetail(
        command=as_str(arguments.get("command"))[:_COMMAND],
        exit_code=code if isinstance(code, int) and not isinstance(code, bool) else None,
        output=bounded(as_str(state.get("output")) or as_str(metadata.get("output"))),
    )


def _read(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    display = as_dict(as_dict(state.get("metadata")).get("display"))
    return ReadDetail(
        path=shown_path(as_str(arguments.get("filePath")), directory),
        start_line=as_positive(display.get("lineStart")),
        end_line=as_positive(display.get("lineEnd")),
        total_lines=as_positive(display.get("totalLines")),
        content=bounded(as_str(display.get("text")) or as_str(state.get("output"))),
    )


def _edit(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    done = as_str(as_dict(state.get("metadata")).get("diff")) or diff
    path = as_str(arguments.get("filePath")) or as_str(state.get("title"))
    return EditDetail(path=shown_path(path, directory), diff=bounded(without_index(done)))


def _write(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    path = shown_path(as_str(arguments.get("filePath")), directory)
    if diff and as_dict(state.get("metadata")).get("exists"):
        return EditDetail(path=path, diff=bounded(without_index(diff)))
    return WriteDetail(path=path, content=bounded(as_str(arguments.get("content"))))


def _search(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    metadata = as_dict(state.get("metadata"))
    hits = _hits(as_str(state.get("output")), directory)
    return SearchDetail(
        query=as_str(arguments.get("pattern")) or as_str(arguments.get("query")),
        scope=shown_path(as_str(arguments.get("path")), directory),
        hits=hits,
        total=as_positive(metadata.get("matches")) or as_positive(metadata.get("count")) or len(hits),
    )


def _hits(output: str, directory: Path) -> list[SearchHit]:
    """The files of a glob, or the lines of a grep below their file."""
    hits: list[SearchHit] = []
    path = ""
    for line in output.splitlines():
        if found := _LINE.fullmatch(line):
            hits.append(SearchHit(path=path, line=int(found[1]), text=found[2]))
        elif line.startswith("/"):
            path = shown_path(line.removesuffix(":"), directory)
            if not line.endswith(":"):
                hits.append(SearchHit(path=path))
    return hits[:_HITS]


def _fetch(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    url, title = as_str(arguments.get("url")), as_str(state.get("title"))
    return FetchDetail(url=url, title=title, content=bounded(as_str(state.get("output"))))


def _delegate(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    return DelegateDetail(summary=bounded(as_str(state.get("output"))))


def _other(arguments: Values, state: Values, directory: Path, diff: str) -> ToolDetail:
    return OtherDetail(title=as_str(state.get("title")), text=bounded(as_str(state.get("output"))))


_DETAILS: Mapping[ToolKind, Callable[[Values, Values, Path, str], ToolDetail]] = {
    "shell": _shell,
    "read": _read,
    "edit": _edit,
    "write": _write,
    "search": _search,
    "fetch": _fetch,
    "delegate": _delegate,
}


def without_index(diff: str) -> str:
    """A unified diff without the `Index:` head that opencode puts before it."""
    at = diff.find("--- ")
    return diff[at:] if diff.startswith("Index:") and at > 0 else diff
