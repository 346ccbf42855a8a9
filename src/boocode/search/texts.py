"""What is searched in a part or a change, read from where it is kept: to index it, and again to show some of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from boocode.contracts.wire.search import DocumentKind
from boocode.kernel.errors import BooError
from boocode.search.words import MAX_CHARS

ReadBlob = Callable[[str], Awaitable[bytes]]
_UNENDED = ("open", "pending", "running", "waiting")


@dataclass(frozen=True, slots=True)
class PartSource:
    """A part with what is known about its place."""

    part_id: UUID
    message_id: UUID
    chat_id: UUID
    session_id: UUID
    project_id: UUID
    role: str
    provider: str | None
    type: str
    state: str
    data: dict[str, Any]
    at: datetime

    @property
    def kind(self) -> DocumentKind | None:
        """What it is found as; None: it is not searched, or not ended yet."""
        if self.state in _UNENDED:
            return None
        match self.type:
            case "text":
                return "user" if self.role == "user" else "assistant"
            case "attachment":
                return "user"
            case "tool_call" | "tool_result":
                return "tool"
            case _:
                return None


async def text_of(part: PartSource, read_blob: ReadBlob) -> str:
    """What is searched in it, bounded."""
    data = part.data
    match part.type:
        case "attachment":
            return f"{data.get('name', '')}\n{data.get('path') or ''}"
        case "tool_call":
            said = "\n".join(_strings(data.get("arguments")))
            return f"{data.get('tool', '')} {data.get('title', '')}\n{said}"[:MAX_CHARS]
        case "tool_result":
            return (await _whole_output(data, read_blob))[:MAX_CHARS]
        case _:
            return str(data.get("text", ""))[:MAX_CHARS]


async def _whole_output(data: dict[str, Any], read_blob: ReadBlob) -> str:
    shown = str(data.get("text", ""))
    if not data.get("output_blob") or len(shown) >= MAX_CHARS:
        return shown
    try:
        return (await read_blob(data["output_blob"]))[: 2 * MAX_CHARS].decode(errors="replace")
    except BooError:  # its file is gone: what the model was given is still here
        return shown


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in cast("dict[str, object]", value).values():
                yield from _strings(item)
        case list():
            for item in cast("list[object]", value):
                yield from _strings(item)
        case _:
            return


@dataclass(frozen=True, slots=True)
class ChangeSource:
    """A change of files with what is known about its place."""

    change_id: UUID
    session_id: UUID
    project_id: UUID
    path: str
    new_path: str | None
    state: str
    hunks: list[dict[str, Any]]
    authors: list[dict[str, Any]]
    updated_at: datetime

    @property
    def author(self) -> dict[str, Any]:
        return self.authors[-1] if self.authors else {}

    @property
    def chat_id(self) -> UUID | None:
        return UUID(self.author["chat_id"]) if self.author.get("chat_id") else None


def text_of_change(change: ChangeSource) -> str:
    """Its paths, and the lines it adds and removes, bounded."""
    lines = [change.path, change.new_path or ""]
    size = 0
    for line in (line for hunk in change.hunks for line in hunk.get("lines", ())):
        if line.get("kind") in ("add", "remove"):
            lines.append(str(line.get("text", "")))
            size += len(lines[-1])
        if size > MAX_CHARS:
            break
    return "\n".join(lines)[:MAX_CHARS]
