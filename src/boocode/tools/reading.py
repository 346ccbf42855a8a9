"""Tools that read files: one or several, as text, picture or notebook, and what they are."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import cast

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field, field_validator

from boocode.contracts.wire.parts import OtherDetail, ReadDetail
from boocode.files.guard import PathGuard, SafePath
from boocode.files.kinds import SAMPLE_BYTES, BinaryKind, FileKind, PictureKind, TextKind, kind_of
from boocode.files.languages import language_of
from boocode.files.text import Limits, Window, count_lines, read_window
from boocode.kernel.errors import BooError, Invalid
from boocode.kernel.text import clean
from boocode.tools.listing import entries_of
from boocode.tools.model import MAX_TEXT, Arguments, FunctionTool, ImageRef, ToolResult, ToolScope
from boocode.tools.paging import size_text

MAX_LINES = 2000
DEFAULT_LINES = 600
MAX_PICTURE_BYTES = 8 * 1024 * 1024
MAX_FILES = 20


class ViewFile(Arguments):
    path: str = Field(description="File, relative to the project's root.")
    start_line: int = Field(
        default=1, description="First line, from 1. Negative counts from the end: -50 = the last 50."
    )
    end_line: int | None = Field(default=None, ge=1, description="Last line, included.")
    start_column: int = Field(
        default=1, ge=1, description="First character of each line; to read on in very long lines."
    )

    def title(self) -> str:
        return self.path + _range_text(self.start_line, self.end_line)


async def view_file(arguments: ViewFile, scope: ToolScope) -> ToolResult:
    guard = await scope.files(arguments.path)
    safe = await to_thread.run_sync(_file_of, guard, arguments.path)
    kind, size = await to_thread.run_sync(_look, guard, safe)
    match kind:
        case PictureKind():
            return await _picture(guard, safe, kind, size, scope)
        case BinaryKind():
            return _binary(safe, kind, size)
        case TextKind():
            limits = Limits(_line_count(arguments.start_line, arguments.end_line), MAX_TEXT - 500)
            window = await to_thread.run_sync(
                _read, guard, safe, kind, arguments.start_line, arguments.start_column, limits, abandon_on_cancel=True
            )
            return _text_result(safe, kind, window, arguments)


VIEW_FILE = FunctionTool(
    name="view_file",
    description=(
        "Read a file of the project with line numbers. Without a range: from the start, as much as fits; the answer "
        "says which lines are shown and how to go on. Pictures are shown to you as pictures. Prefer grep or find_files "
        "when you do not know where something is, and view_many for several files."
    ),
    kind="read",
    arguments=ViewFile,
    body=view_file,
)


class FileRange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    path: str = Field(description="File, relative to the project's root.")
    start_line: int = Field(default=1, description="First line, from 1; negative counts from the end.")
    end_line: int | None = Field(default=None, ge=1, description="Last line, included.")


class ViewMany(Arguments):
    files: list[FileRange] = Field(min_length=1, max_length=MAX_FILES, description="Files or parts of files.")

    @field_validator("files", mode="before")
    @classmethod
    def _accept_text(cls, value: object) -> object:
        """`"src/app.py:10-40"` for a file, as models like to write it."""
        if not isinstance(value, list):
            return value
        return [_range_of(item) if isinstance(item, str) else item for item in cast(list[object], value)]

    def title(self) -> str:
        names = [file.path + _range_text(file.start_line, file.end_line) for file in self.files]
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


async def view_many(arguments: ViewMany, scope: ToolScope) -> ToolResult:
    guard = await scope.files(*(file.path for file in arguments.files))
    share = (MAX_TEXT - 500) // len(arguments.files)
    sections = [await to_thread.run_sync(_section, guard, file, share) for file in arguments.files]
    text = "\n\n".join(body for body, _ in sections)
    return ToolResult(text, OtherDetail(title=arguments.title(), text=text), truncated=any(cut for _, cut in sections))


VIEW_MANY = FunctionTool(
    name="view_many",
    description=(
        "Read several files, or several parts of files, in one call; each gets an equal share of the space. A file "
        "that cannot be read does not stop the others."
    ),
    kind="read",
    arguments=ViewMany,
    body=view_many,
)


class FileInfo(Arguments):
    path: str = Field(description="File or directory, relative to the project's root.")

    def title(self) -> str:
        return self.path


async def file_info(arguments: FileInfo, scope: ToolScope) -> ToolResult:
    text = await to_thread.run_sync(_info, await scope.files(arguments.path), arguments.path)
    return ToolResult(text, OtherDetail(title=arguments.path, text=text))


FILE_INFO = FunctionTool(
    name="file_info",
    description="What a path is: type, size, lines, encoding, language, permissions, time of the last change.",
    kind="read",
    arguments=FileInfo,
    body=file_info,
)


# --- how -----------------------------------------------------------------------------------------------------------


def _file_of(guard: PathGuard, path: str) -> SafePath:
    safe = guard.resolve(path)
    if guard.is_directory(safe):
        raise Invalid(f"`{safe.shown}` is a directory: use list_dir.")
    return safe


def _look(guard: PathGuard, safe: SafePath) -> tuple[FileKind, int]:
    with guard.open_read(safe) as file:
        return kind_of(file.read(SAMPLE_BYTES)), file.seek(0, os.SEEK_END)


def _read(guard: PathGuard, safe: SafePath, kind: TextKind, start: int, column: int, limits: Limits) -> Window:
    with guard.open_read(safe) as file:
        return read_window(file, kind, start_line=start, start_column=column, limits=limits)


def _text_result(safe: SafePath, kind: TextKind, window: Window, arguments: ViewFile) -> ToolResult:
    if not window.lines:
        empty = window.total_lines == 0
        said = f"`{safe.shown}` is empty." if empty else f"`{safe.shown}` has only {window.total_lines:,} lines."
        return ToolResult(said, ReadDetail(path=safe.shown, total_lines=window.total_lines), is_error=not empty)
    asked = arguments.end_line or window.total_lines
    is_cut = window.end < min(asked, window.total_lines)
    body = _numbered(window, arguments.start_column)
    encoding = "" if kind.encoding.startswith("utf-8") else f", {kind.encoding}"
    head = f"{safe.shown} (lines {window.start:,}-{window.end:,} of {window.total_lines:,}{encoding})"
    note = f"\n[Cut: go on with start_line={window.end + 1}.]" if is_cut else ""
    detail = ReadDetail(
        path=safe.shown,
        start_line=window.start,
        end_line=window.end,
        total_lines=window.total_lines,
        language=language_of(safe.shown),
        content="\n".join(line.text for line in window.lines),
    )
    return ToolResult(f"{head}\n{body}{note}", detail, truncated=is_cut)


def _numbered(window: Window, column: int) -> str:
    lines: list[str] = []
    for line in window.lines:
        left = line.length - (column - 1) - len(line.text)
        more = f"… [+{left:,} characters: start_column={column + len(line.text)}]" if left > 0 else ""
        lines.append(f"{line.number:>6}\t{line.text}{more}")
    return "\n".join(lines)


def _line_count(start: int, end: int | None) -> int:
    if end is None:
        return DEFAULT_LINES
    if start > 0 and end < start:
        raise Invalid(f"end_line ({end}) is before start_line ({start}).")
    return min(MAX_LINES, end - max(start, 1) + 1)


async def _picture(guard: PathGuard, safe: SafePath, kind: PictureKind, size: int, scope: ToolScope) -> ToolResult:
    detail = ReadDetail(path=safe.shown, content=f"{kind.media_type}, {size_text(size)}")
    if size > MAX_PICTURE_BYTES:
        text = f"`{safe.shown}` is a picture of {size_text(size)}; at most {size_text(MAX_PICTURE_BYTES)} can be shown."
        return ToolResult(text, detail, is_error=True)

    def content() -> bytes:
        with guard.open_read(safe) as file:
            return file.read(MAX_PICTURE_BYTES)

    sha256 = await scope.put_blob(await to_thread.run_sync(content))
    text = f"`{safe.shown}` is a picture ({kind.media_type}, {size_text(size)}); it is attached."
    return ToolResult(text, detail, images=(ImageRef(sha256, kind.media_type, size),))


def _binary(safe: SafePath, kind: BinaryKind, size: int) -> ToolResult:
    text = f"`{safe.shown}` is {kind.description} ({size_text(size)}) and cannot be shown as text."
    return ToolResult(text, ReadDetail(path=safe.shown, content=text), is_error=True)


def _section(guard: PathGuard, file: FileRange, characters: int) -> tuple[str, bool]:
    """One file of several, and whether it was cut."""
    try:
        safe = _file_of(guard, file.path)
        kind, size = _look(guard, safe)
        if not isinstance(kind, TextKind):
            said = kind.description if isinstance(kind, BinaryKind) else "a picture: use view_file"
            return f"=== {safe.shown} ===\n[{said}, {size_text(size)}]", False
        limits = Limits(_line_count(file.start_line, file.end_line), max(500, characters - 200))
        window = _read(guard, safe, kind, file.start_line, 1, limits)
    except BooError as error:
        return f"=== {clean(file.path)} ===\n[{error.message}]", False
    if not window.lines:
        return f"=== {safe.shown} ===\n[{window.total_lines:,} lines in all]", False
    is_cut = window.end < min(file.end_line or window.total_lines, window.total_lines)
    note = f"\n[Cut: go on with start_line={window.end + 1}.]" if is_cut else ""
    head = f"=== {safe.shown} (lines {window.start:,}-{window.end:,} of {window.total_lines:,}) ==="
    return f"{head}\n{_numbered(window, 1)}{note}", is_cut


def _info(guard: PathGuard, path: str) -> str:
    safe = guard.resolve(path)
    found = guard.stat(safe)
    changed = datetime.fromtimestamp(found.st_mtime, UTC).isoformat(timespec="seconds")
    facts = [f"path: {safe.shown}", f"changed: {changed}", f"permissions: {found.st_mode & 0o7777:o}"]
    if guard.is_directory(safe):
        return "\n".join(["type: directory", f"entries: {len(entries_of(guard, safe))}", *facts])
    kind, size = _look(guard, safe)
    facts.append(f"size: {size:,} bytes ({size_text(size)})")
    match kind:
        case TextKind():
            with guard.open_read(safe) as file:
                window = read_window(file, kind, limits=Limits(lines=0)) if kind.wide else None
                lines = window.total_lines if window else count_lines(file)
            facts += [
                f"lines: {lines:,}",
                f"encoding: {kind.encoding}",
                f"language: {language_of(safe.shown) or 'unknown'}",
            ]
            said = "text"
        case PictureKind():
            said = f"picture ({kind.media_type})"
        case BinaryKind():
            said = kind.description
    return "\n".join([f"type: {said}", *facts])


def _range_of(text: str) -> dict[str, object]:
    found = re.fullmatch(r"(.+?):(\d+)(?:-(\d+))?", text)
    if found is None:
        return {"path": text}
    return {"path": found[1], "start_line": int(found[2]), "end_line": int(found[3] or found[2])}


def _range_text(start: int, end: int | None) -> str:
    if end is None:
        return "" if start == 1 else f":{start}-"
    return f":{start}-{end}"
