"""Tools that find files: directory trees, globs and fuzzy names."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from anyio import to_thread
from pydantic import Field

from boocode.contracts.wire.parts import OtherDetail, SearchDetail, SearchHit
from boocode.files.guard import PathGuard, SafePath
from boocode.files.index import FileIndexes
from boocode.files.ripgrep import list_files
from boocode.git.repository import ignored
from boocode.kernel.errors import BooError, Invalid
from boocode.kernel.text import clean, count_text
from boocode.tools.model import Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.paging import page_of, size_text
from boocode.tools.viewing import NEW_FILE_MODE, ViewGuard, materialised, new_paths

MAX_ENTRIES = 400
MAX_PER_DIRECTORY = 100
_GLOB = set("*?[{")


class ListDir(Arguments):
    path: str = Field(default=".", description="Directory, relative to the project's root.")
    depth: int = Field(default=2, ge=1, le=6, description="How many levels.")
    include_ignored: bool = Field(default=False, description="Look into directories that git ignores, too.")

    def title(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a directory. `size` in bytes; None for what is not a regular file."""

    name: str
    mode: int
    size: int | None
    target: str | None

    @property
    def is_directory(self) -> bool:
        return stat.S_ISDIR(self.mode)


async def list_dir(arguments: ListDir, scope: ToolScope) -> ToolResult:
    guard = await scope.files()
    top = await to_thread.run_sync(guard.resolve, arguments.path)
    if not guard.is_directory(top):
        raise Invalid(f"`{top.shown}` is a file: use view_file.")
    tree: dict[tuple[str, ...], list[str]] = {}
    level, is_cut = [top], False
    for _ in range(arguments.depth):
        deeper: list[SafePath] = []
        for directory in level:
            if sum(map(len, tree.values())) >= MAX_ENTRIES:
                is_cut = True
                break
            lines, below = await _listed(guard, directory, arguments.include_ignored, is_top=directory is top)
            is_cut |= len(lines) > MAX_PER_DIRECTORY
            tree[directory.parts] = lines
            deeper += below
        level = deeper
    text = clean("\n".join([f"{top.shown}/", *_drawn(tree, top.parts, 1)]))
    if is_cut:
        text += "\n[Cut: list a subdirectory, or use find_files.]"
    return ToolResult(text, OtherDetail(title=top.shown, text=text), truncated=is_cut)


LIST_DIR = FunctionTool(
    name="list_dir",
    description=(
        "Show a directory as a tree with file sizes. Directories that git ignores are marked and not looked into. Good "
        "for a first look; to find something by name use find_files."
    ),
    kind="read",
    arguments=ListDir,
    body=list_dir,
)


class FindFiles(Arguments):
    pattern: str = Field(
        min_length=1,
        description="A glob (`*.py`, `src/**/test_*.ts`, `*.{yml,yaml}`), or some letters of the path (`chatstore`).",
    )
    path: str = Field(default=".", description="Directory to look in.")
    include_ignored: bool = Field(default=False, description="Also files that git ignores (globs only).")
    limit: int = Field(default=100, ge=1, le=500)
    offset: int = Field(default=0, ge=0, description="Skip that many, to page.")

    def title(self) -> str:
        return self.pattern if self.path == "." else f"{self.pattern} in {self.path}"


def find_files(indexes: FileIndexes) -> FunctionTool[FindFiles]:
    """The tool that finds files by name, with the project's file index."""

    async def body(arguments: FindFiles, scope: ToolScope) -> ToolResult:
        guard = await scope.files()
        below = await to_thread.run_sync(guard.resolve, arguments.path)
        if not guard.is_directory(below):
            raise Invalid(f"`{below.shown}` is a file, not a directory.")
        if _GLOB & set(arguments.pattern):
            options = [f"--glob={_glob(arguments.pattern, below)}", *["--no-ignore"] * arguments.include_ignored]
            found = await list_files(below.root, *options, below=below.relative) if below.path.is_dir() else []
            # A glob makes ripgrep list ignored files that match it, too.
            hidden = set[str]() if arguments.include_ignored else await ignored(below.root, found)
            found = [name for name in found if name not in hidden and _on_disk(guard, name, below)]
            found += await _pending_files(guard, below, options)
            names = sorted(name for name in found if not guard.withholds(name, below.root))
        else:
            prefix = "" if below.relative == "." else below.relative + "/"
            wanted = arguments.offset + arguments.limit + 1
            ranked = await indexes.of(below.root).search(arguments.pattern, limit=wanted if not prefix else 5 * wanted)
            ranked = [*_pending_matches(guard, below, arguments.pattern), *ranked]
            ranked = [name for name in dict.fromkeys(ranked) if _in_view(guard, name, below)]
            names = [name for name in ranked if name.startswith(prefix) and not guard.withholds(name, below.root)]
        return _found(arguments, [_shown(name, below, scope) for name in names])

    return FunctionTool(
        name="find_files",
        description=(
            "Find files by name: with a glob (sorted by path), or with a few letters of the path (best match first). "
            "Files that git ignores are left out. To search inside files use grep."
        ),
        kind="search",
        arguments=FindFiles,
        body=body,
    )


async def _listed(
    guard: PathGuard, directory: SafePath, include_ignored: bool, *, is_top: bool
) -> tuple[list[str], list[SafePath]]:
    """The lines of one directory, and those of its directories that are looked into."""
    try:
        entries = await to_thread.run_sync(entries_of, guard, directory)
    except BooError as error:
        if is_top:
            raise
        return [f"({error.message})"], []
    on_disk = directory.path.is_dir()
    names = [entry.name + "/" * entry.is_directory for entry in entries]
    hidden = await ignored(directory.path, names) if on_disk else set[str]()
    lines: list[str] = []
    below: list[SafePath] = []
    for entry in entries[:MAX_PER_DIRECTORY]:
        is_ignored = entry.name in hidden or entry.name + "/" in hidden
        lines.append(_line(entry, is_ignored))
        if entry.is_directory and entry.name != ".git" and (include_ignored or not is_ignored):
            below.append(_below(directory, entry.name))
    if len(entries) > MAX_PER_DIRECTORY:
        lines.append(f"… and {len(entries) - MAX_PER_DIRECTORY:,} more entries")
    return lines, below


def _found(arguments: FindFiles, names: list[str]) -> ToolResult:
    shown = names[arguments.offset : arguments.offset + arguments.limit]
    hits = [SearchHit(path=clean(name)) for name in shown]
    detail = SearchDetail(query=arguments.pattern, scope=arguments.path, hits=hits, total=len(names))
    if not shown:
        return ToolResult(f"No file matches `{arguments.pattern}` in `{arguments.path}`.", detail)
    page = page_of(shown)
    end = arguments.offset + page.end
    text = clean(page.text)
    if end < len(names):
        text += (
            f"\n[Cut: {arguments.offset + 1:,}-{end:,} of {count_text(len(names), 'file')}. Go on with offset={end}.]"
        )
    return ToolResult(text, detail, truncated=end < len(names))


def _glob(pattern: str, below: SafePath) -> str:
    """A glob relative to `below` as one relative to its root; one without a slash matches at any depth."""
    pattern = (
        pattern.lstrip("!").removeprefix(f"{below.root}/").removeprefix("./")
    )  # ripgrep takes a leading ! for an exclusion
    if "/" not in pattern.strip("/") or below.relative == ".":
        return pattern
    return (
        "/"
        + "".join("\\" + char if char in "*?[]{}\\" else char for char in below.relative)
        + "/"
        + pattern.lstrip("/")
    )


def _shown(name: str, below: SafePath, scope: ToolScope) -> str:
    return name if below.root == scope.guard().roots[0] else str(below.root / name)


def entries_of(guard: PathGuard, directory: SafePath) -> list[Entry]:
    """What is in a directory, directories first. What vanishes meanwhile is left out.

    Raises:
        PathRefused, PathMissing: The directory may not be read, or vanished itself.
    """
    entries = _entries_on_disk(guard, directory) if directory.path.is_dir() else []
    if isinstance(guard, ViewGuard) and (pending := guard.names_in(directory)):
        known = {entry.name for entry in entries if entry.is_directory}
        entries = [entry for entry in entries if entry.name not in pending or entry.is_directory]
        for name, file in pending.items():
            if file is None and name not in known:
                entries.append(Entry(name, stat.S_IFDIR | 0o755, None, None))
            elif file is not None and file.sha256:
                entries.append(Entry(name, stat.S_IFREG | (file.mode or NEW_FILE_MODE), file.size, None))
    return sorted(entries, key=lambda entry: (not entry.is_directory, entry.name.lower()))


def _entries_on_disk(guard: PathGuard, directory: SafePath) -> list[Entry]:
    entries: list[Entry] = []
    safe = guard.resolve(str(directory.path))
    with guard.open_directory(safe) as opened, os.scandir(opened) as found:
        for item in found:
            try:
                status = item.stat(follow_symlinks=False)
                target = os.readlink(item.name, dir_fd=opened) if stat.S_ISLNK(status.st_mode) else None
            except OSError:
                continue
            size = status.st_size if stat.S_ISREG(status.st_mode) else None
            entries.append(Entry(item.name, status.st_mode, size, target))
    return entries


def _on_disk(guard: PathGuard, name: str, below: SafePath) -> bool:
    """Whether nothing is pending for a path that was found on disk."""
    return not isinstance(guard, ViewGuard) or below.root != guard.roots[0] or name not in guard.overlay


def _in_view(guard: PathGuard, name: str, below: SafePath) -> bool:
    """Whether a path that was found is there in the view, too."""
    return _on_disk(guard, name, below) or (isinstance(guard, ViewGuard) and guard.overlay[name].sha256 is not None)


async def _pending_files(guard: PathGuard, below: SafePath, options: list[str]) -> list[str]:
    """Pending files that match a glob, by ripgrep's own rules."""
    if not isinstance(guard, ViewGuard) or below.root != guard.roots[0]:
        return []
    with materialised(guard, empty=True) as root:
        if not (root / below.relative).is_dir():
            return []
        return await list_files(root, *options, "--no-ignore", below=below.relative)


def _pending_matches(guard: PathGuard, below: SafePath, pattern: str) -> list[str]:
    """Pending files whose paths have all the words of a pattern."""
    if below.root != guard.roots[0]:
        return []
    words = pattern.casefold().split()
    return [path for path in new_paths(guard) if all(word in path.casefold() for word in words)]


def _line(entry: Entry, is_ignored: bool) -> str:
    mark = "  (ignored by git)" if is_ignored else ""
    if entry.is_directory:
        return f"{entry.name}/{mark}"
    if entry.target is not None:
        return f"{entry.name} -> {entry.target}{mark}"
    return f"{entry.name}  {size_text(entry.size)}{mark}" if entry.size is not None else f"{entry.name}  (special file)"


def _below(directory: SafePath, name: str) -> SafePath:
    shown = name if directory.shown == "." else f"{directory.shown}/{name}"
    return SafePath(directory.root, (*directory.parts, name), shown)


def _drawn(tree: dict[tuple[str, ...], list[str]], parts: tuple[str, ...], depth: int) -> list[str]:
    lines: list[str] = []
    for line in tree.get(parts, []):
        lines.append("  " * depth + line)
        name = line.partition("/")[0]
        lines += _drawn(tree, (*parts, name), depth + 1) if (*parts, name) in tree else []
    return lines
