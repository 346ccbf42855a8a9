"""Tools that show a project as a whole: its languages, directories, manifests, and where it is running."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from anyio import to_thread
from pydantic import Field

from boocode.contracts.wire.parts import OtherDetail
from boocode.files.guard import PathGuard, SafePath
from boocode.files.index import FileIndexes
from boocode.files.kinds import SAMPLE_BYTES, TextKind, decode, kind_of
from boocode.files.languages import language_of
from boocode.files.text import count_lines
from boocode.git.errors import NotARepository
from boocode.git.history import LogQuery, log
from boocode.git.repository import branch_name
from boocode.kernel.errors import BooError
from boocode.kernel.text import clean, count_text
from boocode.tools.guidance import GUIDANCE_NAMES
from boocode.tools.model import Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.paging import page_of, size_text
from boocode.tools.viewing import listed

COUNTING_SECONDS = 8.0
MAX_COUNTED_BYTES = 8 * 1024 * 1024
README_LINES = 40
_MANIFESTS = (
    "pyproject.toml", "setup.py", "requirements.txt", "package.json", "pnpm-workspace.yaml", "deno.json",
    "tsconfig.json", "Cargo.toml", "go.mod", "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile", "composer.json",
    "mix.exs", "CMakeLists.txt", "Makefile", "justfile", "Dockerfile", "docker-compose.yml", "compose.yaml",
    "flake.nix", "Package.swift", "pubspec.yaml", "build.sbt", "deps.edn", "dune-project", "build.zig", "tox.ini",
    "alembic.ini",
)  # fmt: skip
_PROGRAMS = ("git", "rg", "python3", "node", "npm", "pnpm", "yarn", "cargo", "go", "java", "docker", "make", "tmux")


@dataclass(slots=True)
class Counted:
    """Files, lines and bytes by some word."""

    files: Counter[str] = field(default_factory=Counter[str])
    lines: Counter[str] = field(default_factory=Counter[str])
    size: Counter[str] = field(default_factory=Counter[str])
    is_partial: bool = False


class CountLines(Arguments):
    path: str = Field(default=".", description="Directory to count in.")
    by: Literal["language", "directory"] = Field(default="language")

    def title(self) -> str:
        return f"{self.path} by {self.by}"


def count_lines_tool(indexes: FileIndexes) -> FunctionTool[CountLines]:
    """The tool that counts lines, with the project's file index."""

    async def body(arguments: CountLines, scope: ToolScope) -> ToolResult:
        guard = await scope.files(all_contents=True)
        below = await to_thread.run_sync(guard.resolve, arguments.path)
        paths = await _files_below(indexes, guard, below)
        counted = await to_thread.run_sync(_count, guard, below, paths, arguments.by, abandon_on_cancel=True)
        text = _table(counted)
        return ToolResult(text, OtherDetail(title=arguments.title(), text=text), truncated=counted.is_partial)

    return FunctionTool(
        name="count_lines",
        description="Lines, files and bytes of a directory by language or by subdirectory, without ignored files.",
        kind="search",
        arguments=CountLines,
        body=body,
    )


class ProjectOverview(Arguments):
    def title(self) -> str:
        return "whole project"


def project_overview(indexes: FileIndexes) -> FunctionTool[ProjectOverview]:
    """The tool that introduces a project, with its file index."""

    async def body(_arguments: ProjectOverview, scope: ToolScope) -> ToolResult:
        guard = await scope.files(all_contents=True)
        top = await to_thread.run_sync(guard.resolve, ".")
        paths = await _files_below(indexes, guard, top)
        languages = await to_thread.run_sync(_count, guard, top, paths, "language", abandon_on_cancel=True)
        sections = [
            f"# {top.path.name}: {count_text(len(paths), 'file')}",
            "## Languages\n" + _table(languages, limit=12),
            "## Top level\n" + _top_level(paths),
        ]
        manifests = sorted(
            (path for path in paths if path.rpartition("/")[2] in _MANIFESTS), key=lambda p: (p.count("/"), p)
        )
        sections += ["## Manifests and build files\n" + ", ".join(manifests[:40])] if manifests else []
        guidance = [path for path in paths if path in GUIDANCE_NAMES]
        sections += ["## Guidance for agents\n" + ", ".join(guidance)] if guidance else []
        sections += [await _history(scope.root)]
        sections += [await to_thread.run_sync(_readme, guard, paths)]
        text = clean("\n\n".join(section for section in sections if section))
        return ToolResult(text, OtherDetail(title=top.path.name, text=text))

    return FunctionTool(
        name="project_overview",
        description=(
            "The project at a glance: languages with line counts, top-level directories, manifests, latest commits, "
            "start of the README. Call it first when you do not know the project."
        ),
        kind="read",
        arguments=ProjectOverview,
        body=body,
    )


class EnvironmentInfo(Arguments):
    def title(self) -> str:
        return "environment"


async def environment_info(_arguments: EnvironmentInfo, scope: ToolScope) -> ToolResult:
    now = datetime.now().astimezone()
    branch = await branch_name(scope.root)
    programs = [name for name in _PROGRAMS if shutil.which(name)]
    facts = {
        "time": f"{now.isoformat(timespec='seconds')} ({now:%A}, {now.tzname()})",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "distribution": _distribution(),
        "host": platform.node(),
        "encoding": locale.getpreferredencoding(),
        "processors": str(os.cpu_count()),
        "project": scope.root.name,
        "other readable directories": ", ".join(map(str, scope.roots[1:])),
        "git branch": branch or "",
        "programs": ", ".join(programs),
    }
    text = clean("\n".join(f"{name}: {value}" for name, value in facts.items() if value))
    return ToolResult(text, OtherDetail(title="environment", text=text))


ENVIRONMENT_INFO = FunctionTool(
    name="environment_info",
    description="Date and time, operating system, project name, git branch, and the developer programs installed.",
    kind="other",
    arguments=EnvironmentInfo,
    body=environment_info,
)


# --- how -----------------------------------------------------------------------------------------------------------


async def _files_below(indexes: FileIndexes, guard: PathGuard, below: SafePath) -> list[str]:
    """Files of the index, and pending ones, below a directory, relative to it."""
    paths = listed((await indexes.of(below.root).listing()).paths, guard, below)
    if below.relative == ".":
        return paths
    prefix = below.relative + "/"
    return [path.removeprefix(prefix) for path in paths if path.startswith(prefix)]


def _count(guard: PathGuard, below: SafePath, paths: Iterable[str], by: str) -> Counted:
    counted = Counted()
    deadline = time.monotonic() + COUNTING_SECONDS
    for path in paths:
        if time.monotonic() > deadline:
            counted.is_partial = True
            break
        if guard.withholds(path, below.path):
            continue
        top, _, rest = path.partition("/")
        word = (language_of(path) or "other") if by == "language" else (top + "/" if rest else "(files here)")
        try:
            lines, size = _measure(guard, SafePath(below.root, (*below.parts, *path.split("/")), path))
        except BooError:
            continue  # vanished, a symlink, or unreadable: not counted
        counted.files[word] += 1
        counted.lines[word] += lines
        counted.size[word] += size
    return counted


def _measure(guard: PathGuard, safe: SafePath) -> tuple[int, int]:
    """Lines (0 for what is not text or very large) and bytes of a file."""
    with guard.open_read(safe) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if size > MAX_COUNTED_BYTES:
            return 0, size
        is_text = isinstance(kind_of(file.read(SAMPLE_BYTES)), TextKind)
        file.seek(0)
        return count_lines(file) if is_text else 0, size


def _table(counted: Counted, limit: int = 60) -> str:
    rows = [f"{'lines':>10}  {'files':>7}  {'size':>8}"]
    for word, lines in counted.lines.most_common(limit):
        rows.append(f"{lines:>10,}  {counted.files[word]:>7,}  {size_text(counted.size[word]):>8}  {word}")
    rest = len(counted.lines) - limit
    rows += [f"… and {rest:,} more"] if rest > 0 else []
    rows.append(
        f"{counted.lines.total():>10,}  {counted.files.total():>7,}  {size_text(counted.size.total()):>8}  in all"
    )
    rows += [f"[Cut: not everything was counted within {COUNTING_SECONDS:g} s.]"] * counted.is_partial
    return "\n".join(rows)


def _top_level(paths: Iterable[str]) -> str:
    directories = Counter(path.partition("/")[0] + "/" for path in paths if "/" in path)
    files = sorted(path for path in paths if "/" not in path)
    lines = [f"{name}  ({count_text(count, 'file')})" for name, count in sorted(directories.items())[:60]]
    return "\n".join([*lines, ", ".join(files[:60])])


def _readme(guard: PathGuard, paths: Iterable[str]) -> str:
    name = next((path for path in sorted(paths) if "/" not in path and path.lower().startswith("readme")), None)
    if name is None:
        return ""
    try:
        with guard.open_read(name) as file:
            text = decode(file.read(64 * 1024))
    except BooError:
        return ""
    head = page_of((text or "").splitlines()[:README_LINES], characters=4000, line_characters=400)
    return f"## Start of {name}\n{head.text}"


async def _history(root: Path) -> str:
    try:
        commits = await log(root, LogQuery(limit=5))
    except NotARepository:
        return ""
    branch = await branch_name(root)
    lines = [f"{commit.short} {commit.at[:10]} {commit.author}: {commit.subject}" for commit in commits]
    return "\n".join([f"## Git (branch {branch or 'detached'})", *(lines or ["no commits yet"])])


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        return ""
