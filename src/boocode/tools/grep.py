"""The tool that searches in files, by ripgrep."""

from __future__ import annotations

import base64
import stat
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import anyio
import orjson
from anyio import to_thread
from anyio.abc import ByteReceiveStream
from pydantic import Field

from boocode.contracts.wire.parts import SearchDetail, SearchHit
from boocode.files.guard import PathGuard, SafePath
from boocode.files.ripgrep import ripgrep
from boocode.kernel.errors import Invalid
from boocode.kernel.text import clean, count_text
from boocode.proc.process import open_process
from boocode.tools.model import Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.paging import page_of
from boocode.tools.viewing import ViewGuard, materialised

MAX_RECORD_BYTES = 4 * 1024 * 1024
MAX_LISTING_BYTES = 16 * 1024 * 1024
COUNTED_BEYOND = 2000
_LINE_CHARACTERS = 300
_SEARCH_SECONDS = 25.0


class Grep(Arguments):
    pattern: str = Field(min_length=1, max_length=4000, description="Regular expression (Rust syntax, as in ripgrep).")
    path: str = Field(default=".", description="Directory or file to search in.")
    glob: str | None = Field(
        default=None, description="Only files that match, e.g. `*.py` or `src/**`; `!tests/**` excludes."
    )
    type: str | None = Field(default=None, description="Only files of this language, e.g. py, ts, rust, go, md.")
    literal: bool = Field(default=False, description="Take the pattern as plain text.")
    ignore_case: bool | None = Field(
        default=None, description="By default case matters only if the pattern has capitals."
    )
    whole_word: bool = False
    multiline: bool = Field(default=False, description="Let matches span lines; `.` matches newlines, too.")
    context: int = Field(default=0, ge=0, le=20, description="Lines to show before and after each match.")
    mode: Literal["content", "files", "count"] = Field(
        default="content", description="content: matching lines; files: only paths; count: matches per file."
    )
    include_ignored: bool = Field(default=False, description="Also search files that git ignores.")
    limit: int = Field(default=60, ge=1, le=300, description="Matches (or files) to show.")
    offset: int = Field(default=0, ge=0, description="Skip that many, to page.")

    def title(self) -> str:
        where = self.glob or self.type or ""
        return " in ".join(part for part in (self.pattern, where, self.path if self.path != "." else "") if part)


@dataclass(slots=True)
class Found:
    """What a search gave so far. `rows` are (path, line, text, is a match); `all` those of which they are a page."""

    rows: list[tuple[str, int, str, bool]] = field(default_factory=list[tuple[str, int, str, bool]])
    all: list[tuple[str, int, str, bool]] = field(default_factory=list[tuple[str, int, str, bool]])
    total: int = 0
    shown: int = 0
    is_complete: bool = False
    too_long: int = 0


async def grep(arguments: Grep, scope: ToolScope) -> ToolResult:
    guard = await scope.files(all_contents=True)
    target = await to_thread.run_sync(_searchable, guard, arguments.path)
    found = Found()
    with anyio.move_on_after(_SEARCH_SECONDS):
        if isinstance(guard, ViewGuard) and target.root == guard.roots[0]:
            with materialised(guard) as copy:
                if (copy / target.relative).exists():
                    await _search(arguments, found, guard, target, copy)
            if target.path.exists() and guard.pending(target) is None and not _has_enough(arguments, found):
                await _search(arguments, found, guard, target, target.root)
        else:
            await _search(arguments, found, guard, target, target.root)
    return _content(arguments, found) if arguments.mode == "content" else _listing(arguments, found)


async def _search(arguments: Grep, found: Found, guard: PathGuard, target: SafePath, root: Path) -> None:
    """Search in `root`: the project, or a copy of its pending files."""
    is_copy = root != target.root
    options = _options(arguments) + ["--no-ignore"] * is_copy
    found.is_complete = False

    def is_shown(path: str) -> bool:
        if guard.withholds(path, target.root):
            return False
        return is_copy or not isinstance(guard, ViewGuard) or target.root != guard.roots[0] or path not in guard.overlay

    async with open_process([*options, "-e", arguments.pattern, "--", target.relative], cwd=root) as process:
        if arguments.mode == "content":
            await _matches(arguments, process.stdout, found, is_shown)
        else:
            await _files(arguments, process.stdout, found, is_shown)
        if found.is_complete and await process.wait() == 2 and found.total == 0 and (said := process.stderr_tail()):
            raise Invalid(_complaint(said))


def _has_enough(arguments: Grep, found: Found) -> bool:
    return found.total > arguments.offset + arguments.limit + COUNTED_BEYOND


GREP = FunctionTool(
    name="grep",
    description=(
        "Search in the project's files with a regular expression; fast on any size. Hidden files are searched; files "
        "that git ignores, binary and secret files are not. Narrow with path, glob or type; use mode=files or "
        "mode=count for an overview first."
    ),
    kind="search",
    arguments=Grep,
    body=grep,
)


def _searchable(guard: PathGuard, path: str) -> SafePath:
    safe = guard.resolve(path)
    if not guard.is_directory(safe) and not stat.S_ISREG(guard.stat(safe).st_mode):
        raise Invalid(f"`{safe.shown}` is neither a file nor a directory.")
    return safe


def _options(arguments: Grep) -> list[str]:
    # PCRE2 only where the pattern needs it (look-around, back-references).
    options = [ripgrep(), "--no-config", "--no-messages", "--hidden", "--engine=auto", "--no-require-git"]
    options.append({"content": "--json", "files": "--files-with-matches", "count": "--count-matches"}[arguments.mode])
    options += ["--null", "--with-filename"] if arguments.mode != "content" else []
    options += [f"--context={arguments.context}"] if arguments.context and arguments.mode == "content" else []
    options += ["--fixed-strings"] if arguments.literal else []
    options += ["--word-regexp"] if arguments.whole_word else []
    options += ["--multiline", "--multiline-dotall"] if arguments.multiline else []
    options += ["--no-ignore"] if arguments.include_ignored else []
    options += [{None: "--smart-case", True: "--ignore-case", False: "--case-sensitive"}[arguments.ignore_case]]
    options += [f"--type={arguments.type}"] if arguments.type else []
    return [*options, *_glob_options(arguments), "--glob=!.git"]


def _glob_options(arguments: Grep) -> list[str]:
    """The glob as a file type where possible: ripgrep's own globs let files through that git ignores."""
    glob = arguments.glob
    if not glob:
        return []
    if arguments.type or "/" in glob or glob.startswith("!"):
        return [f"--glob={glob}"]
    return [f"--type-add=asked:{glob}", "--type=asked"]


async def _records(stream: ByteReceiveStream, found: Found) -> AsyncIterator[bytes]:
    """Lines of output; one of more than 4 MiB (a match in a huge line) is counted and skipped."""
    rest = bytearray()
    skipping = False
    async for chunk in stream:
        start = len(rest)
        rest += chunk
        begin = 0
        while (end := rest.find(b"\n", max(start, begin))) >= 0:
            if not skipping:
                yield bytes(rest[begin:end])
            skipping, begin = False, end + 1
        del rest[:begin]
        if len(rest) > MAX_RECORD_BYTES:
            found.too_long += not skipping
            skipping = True
            rest.clear()
    if rest and not skipping:
        yield bytes(rest)
    found.is_complete = True


async def _matches(arguments: Grep, stream: ByteReceiveStream, found: Found, is_shown: Callable[[str], bool]) -> None:
    before: list[tuple[str, int, str, bool]] = []  # context that belongs to the next match
    last = (arguments.offset, arguments.offset + arguments.limit)
    async for record in _records(stream, found):
        parsed = orjson.loads(record)
        if parsed["type"] not in ("match", "context"):
            before.clear()
            continue
        data = parsed["data"]
        path = _text(data["path"]).removeprefix("./")
        if not is_shown(path):
            continue
        is_match = parsed["type"] == "match"
        found.total += is_match
        in_page = last[0] < found.total <= last[1]
        rows = _rows(path, data, is_match)
        if is_match and in_page:
            found.rows += [*before, *rows]
            found.shown += 1
            before.clear()
        elif is_match:
            before.clear()
        elif in_page and rows[0][1] - _last_match(found, path) <= arguments.context:
            found.rows += rows
        else:
            before = [*before, *rows][-arguments.context :]
        if found.total > last[1] + COUNTED_BEYOND:
            return


def _last_match(found: Found, path: str) -> int:
    """The line of the match shown last, if it is in `path`; far away otherwise."""
    last = next((row for row in reversed(found.rows) if row[3]), None)
    return last[1] if last and last[0] == path else -1_000_000


async def _files(arguments: Grep, stream: ByteReceiveStream, found: Found, is_shown: Callable[[str], bool]) -> None:
    output = bytearray()
    async for chunk in stream:
        output += chunk
        if len(output) > MAX_LISTING_BYTES:
            break
    else:
        found.is_complete = True
    pairs = _pairs(bytes(output), arguments.mode)
    found.all += [(path, count, "", True) for path, count in pairs if is_shown(path)]
    rows = sorted(found.all, key=lambda row: (-row[1], row[0]))
    found.total = len(rows)
    found.rows = rows[arguments.offset : arguments.offset + arguments.limit]
    found.shown = len(found.rows)


def _pairs(output: bytes, mode: str) -> list[tuple[str, int]]:
    """Paths with counts. ripgrep ends a path by NUL, and a count by a newline (which a path may hold, too)."""
    pieces = output.split(b"\x00")
    if mode == "files":
        return [(_path(piece), 0) for piece in pieces[:-1]]
    pairs: list[tuple[str, int]] = []
    name = pieces[0]
    for piece in pieces[1:]:
        count, ended, following = piece.partition(b"\n")
        if not ended:
            break
        pairs.append((_path(name), int(count)))
        name = following
    return pairs


def _path(raw: bytes) -> str:
    return raw.removeprefix(b"./").decode("utf-8", "replace")


def _rows(path: str, data: dict[str, Any], is_match: bool) -> list[tuple[str, int, str, bool]]:
    text = _text(data["lines"]).rstrip("\n")
    number = data["line_number"] or 0
    marks: Sequence[dict[str, int]] = data["submatches"]
    start = marks[0]["start"] if marks else 0
    lines = text.split("\n")
    if len(lines) == 1:
        return [(path, number, _around(text, start), is_match)]
    return [(path, number + at, line[:_LINE_CHARACTERS], is_match) for at, line in enumerate(lines[:50])]


def _around(text: str, start: int) -> str:
    """A line, or the stretch of a long one around its match. `start` is in bytes, near enough for that."""
    text = text.rstrip("\r")
    if len(text) <= _LINE_CHARACTERS:
        return text
    begin = max(0, min(start - _LINE_CHARACTERS // 3, len(text) - _LINE_CHARACTERS))
    end = begin + _LINE_CHARACTERS
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"


def _text(value: dict[str, str]) -> str:
    if "text" in value:
        return clean(value["text"])
    return clean(base64.b64decode(value["bytes"]).decode("utf-8", "replace"))


def _content(arguments: Grep, found: Found) -> ToolResult:
    lines: list[str] = []
    path, previous = "", 0
    for row_path, number, text, is_match in found.rows:
        if row_path != path:
            lines += ["", row_path] if lines else [row_path]
            path, previous = row_path, number
        elif arguments.context and number > previous + 1:
            lines.append("   --")
        lines.append(f"{number:>6}{':' if is_match else '-'} {text}")
        previous = number
    hits = [SearchHit(path=row[0], line=row[1] or None, text=row[2]) for row in found.rows if row[3]]
    return _result(arguments, found, lines, hits, "match")


def _listing(arguments: Grep, found: Found) -> ToolResult:
    lines = [path if arguments.mode == "files" else f"{count:>7,}  {path}" for path, count, _, _ in found.rows]
    hits = [SearchHit(path=row[0], text=f"{row[1]:,}" if row[1] else "") for row in found.rows]
    return _result(arguments, found, lines, hits, "file")


def _result(arguments: Grep, found: Found, lines: list[str], hits: list[SearchHit], noun: str) -> ToolResult:
    detail = SearchDetail(
        query=arguments.pattern,
        scope=arguments.glob or arguments.type or arguments.path,
        hits=hits[:300],
        total=found.total if found.is_complete else None,
    )
    page = page_of([clean(line) for line in lines])
    total = count_text(found.total, noun) if found.is_complete else f"more than {count_text(found.total, noun)}"
    is_cut = not page.is_whole or found.total > arguments.offset + found.shown or not found.is_complete
    notes: list[str] = []
    if not found.rows:
        beyond = f" beyond offset {arguments.offset}" if arguments.offset and found.total else ""
        notes.append(f"No match for `{arguments.pattern}` in `{arguments.path}`{beyond}.")
    elif not page.is_whole:
        notes.append(f"[{total}; cut: too long to show. Lower limit or context, or narrow the search.]")
    elif is_cut:
        end = arguments.offset + found.shown
        notes.append(f"[{total}; {arguments.offset + 1:,}-{end:,} are shown. Go on with offset={end}, or narrow it.]")
    else:
        notes.append(f"[{total}]")
    if found.too_long:
        notes.append(f"[{count_text(found.too_long, 'match')} in lines of more than 4 MB left out.]")
    return ToolResult("\n".join([page.text, *notes]).lstrip("\n"), detail, truncated=is_cut and bool(found.rows))


def _complaint(stderr: str) -> str:
    lines = [line.strip().removeprefix("rg: ") for line in clean(stderr).splitlines() if line.strip()]
    said = " ".join(lines)[:600].rstrip(".") + "."
    return f"{said} Set literal=true to search for the text as it is." if "regex" in said else said
