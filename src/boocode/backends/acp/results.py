"""What a finished call gave back, as a result with a card: diff, command output, file, hits."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson

from boocode.backends.acp.calls import Call, relative
from boocode.backends.subjects import command_in, path_in, url_in
from boocode.contracts.agents import ToolResult
from boocode.contracts.wire.parts import (
    EditDetail,
    FetchDetail,
    OtherDetail,
    ReadDetail,
    SearchDetail,
    SearchHit,
    ShellDetail,
    ToolDetail,
    WriteDetail,
)
from boocode.files.lines import unified
from boocode.llm.foreign import as_dict, as_str

PutBlob = Callable[[bytes], Awaitable[str]]

TEXT_LIMIT = 30_000
_DIFFED_CHARACTERS = 1_000_000
_HITS = 200
_HIT = re.compile(r"^(?P<path>[^:\n]{1,500}):(?P<line>\d+)[:-](?P<text>.*)$", re.MULTILINE)
_TEXTS = ("output", "stdout", "formatted_output", "aggregated_output", "content", "text", "message", "error", "result")
_REPLACED = (("old_string", "new_string"), ("oldString", "newString"), ("old_str", "new_str"))
_CODES = ("exit_code", "exitCode", "exit")


async def result_of(call: Call, directory: Path, put_blob: PutBlob | None) -> ToolResult:
    """The result of an ended call: its text bounded, all of it in a blob where there is room for one."""
    whole = _said(call)
    text, blob = bounded(whole), None
    if len(whole) > TEXT_LIMIT and put_blob is not None:
        blob = await put_blob(whole.encode("utf-8", "replace"))
    return ToolResult(
        call_id=call.id,
        text=text,
        detail=_detail(call, whole, directory),
        is_error=call.state != "completed",
        truncated=len(whole) > TEXT_LIMIT,
        output_blob=blob,
        tokens=len(text) // 4,
        step=call.step,
    )


def diff_of(call: Call, directory: Path) -> str:
    """The call's changes of files as a unified diff; empty where it tells none."""
    diffs = [_diff(item, directory) for item in call.content if item.get("type") == "diff"]
    found = "".join(diffs) or next((diff for source in _sources(call) if (diff := as_str(source.get("diff")))), "")
    return bounded(found)


def bounded(text: str, limit: int = TEXT_LIMIT) -> str:
    """The beginning and the end of a long text."""
    if len(text) <= limit:
        return text
    head, tail = limit * 2 // 3, limit // 3
    return f"{text[:head]}\n[… {len(text) - head - tail:,} characters …]\n{text[-tail:]}"


def _detail(call: Call, whole: str, directory: Path) -> ToolDetail:
    path = relative(path_in(call.arguments) or "", directory)
    match call.kind:
        case "shell":
            command = command_in(call.arguments) or call.title
            return ShellDetail(command=command[:10_000], exit_code=_exit_code(call), output=bounded(whole))
        case "edit" | "write":
            return _changed(call, path, directory) or _other(call, whole)
        case "read" if path:
            return ReadDetail(path=path, content=bounded(whole))
        case "search":
            hits = [SearchHit(path=m["path"], line=int(m["line"]), text=m["text"][:300]) for m in _HIT.finditer(whole)]
            query = next((v for n in ("pattern", "query", "regex", "path") if (v := as_str(call.arguments.get(n)))), "")
            return SearchDetail(query=query or call.title, scope=path, hits=hits[:_HITS], total=len(hits) or None)
        case "fetch" if url := url_in(call.arguments):
            return FetchDetail(url=url, content=bounded(whole))
        case _:
            return _other(call, whole)


def _changed(call: Call, path: str, directory: Path) -> ToolDetail | None:
    """A new file as such, everything else as a diff."""
    diffs = [item for item in call.content if item.get("type") == "diff"]
    if len(diffs) == 1 and not as_str(diffs[0].get("oldText")) and (new := as_str(diffs[0].get("newText"))):
        shown = relative(as_str(diffs[0].get("path")) or path, directory)
        return WriteDetail(path=shown, content=bounded(new))
    if diff := diff_of(call, directory):
        shown = relative(as_str(diffs[0].get("path")), directory) if diffs else path
        return EditDetail(path=shown or path, diff=diff)
    written = next((v for n in ("content", "file_text", "contents") if (v := as_str(call.arguments.get(n)))), "")
    if path and written:
        return WriteDetail(path=path, content=bounded(written))
    for old, new in _REPLACED:
        before, after = as_str(call.arguments.get(old)), as_str(call.arguments.get(new))
        if path and (before or after):
            return EditDetail(path=path, diff=bounded(_unified(before, after, path)))
    return None


def _other(call: Call, whole: str) -> OtherDetail:
    return OtherDetail(title=call.title[:300], text=bounded(whole))


def _diff(item: dict[str, object], directory: Path) -> str:
    path = relative(as_str(item.get("path")), directory)
    return _unified(as_str(item.get("oldText")), as_str(item.get("newText")), path)


def _unified(old: str, new: str, path: str) -> str:
    if len(old) + len(new) > _DIFFED_CHARACTERS:
        return f"--- a/{path}\n+++ b/{path}\n[The change is too large to be shown here.]\n"
    return unified(_file(old), _file(new), path=path)


def _file(text: str) -> bytes | None:
    """A text as a file, or as a whole line of one; none where it is empty."""
    return (text if text.endswith("\n") else f"{text}\n").encode("utf-8", "replace") if text else None


def _said(call: Call) -> str:
    """What it gave back as text: what its terminal printed, else its content, else its raw output."""
    said = call.printed or call.text or _raw_text(call.raw_output)
    if said:
        return said
    if call.was_rejected:
        return "The user rejected this call."
    return "" if call.state == "completed" else f"The call {call.state}."


def _raw_text(raw: object) -> str:
    if isinstance(raw, str):
        return raw
    found = as_dict(raw)
    if text := next((text for name in _TEXTS if (text := as_str(found.get(name)))), ""):
        return text
    if not raw or (len(found) == 1 and next(iter(found)) in _CODES):
        return ""
    return orjson.dumps(raw, option=orjson.OPT_INDENT_2, default=str).decode()


def _exit_code(call: Call) -> int | None:
    if call.exit_code is not None:
        return call.exit_code
    for source in _sources(call):
        for name in _CODES:
            if isinstance(code := source.get(name), int) and not isinstance(code, bool):
                return code
    return None


def _sources(call: Call) -> list[dict[str, Any]]:
    raw = as_dict(call.raw_output)
    return [raw, as_dict(raw.get("metadata")), call.arguments]
