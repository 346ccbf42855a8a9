"""What "always allow" would cover: a key that rules are found by, and the same for a person."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import orjson

from boocode.contracts.wire.parts import ToolKind

_PATHS = ("path", "file_path", "filePath", "absolute_path", "filepath", "file", "filename", "target_file")
_MANY_PATHS = ("paths", "files", "locations")
_COMMANDS = ("command", "cmd", "script", "commandLine")
_URLS = ("url", "uri", "href")
_SHELLS = ("sh", "bash", "zsh", "dash", "fish", "ksh")
# What runs something else, so that its first words say nothing about what happens.
_WRAPPERS = re.compile(
    r"sh|bash|zsh|dash|fish|ksh|env|sudo|doas|su|xargs|nohup|time|timeout|nice|exec|eval|command|ssh|docker|podman|"
    r"watch|setsid|find|parallel|script|source|\.|npx|uvx|bunx"
)
# Two words that run what the third one names.
_RUNNERS = re.compile(
    r"(?:npm|pnpm|yarn|bun|deno) (?:run|exec|x|dlx)|(?:uv|poetry|pipenv|pdm|hatch|rye|pixi|conda|mise|cargo|go) run|"
    r"(?:bundle|mise) exec|uv tool|go tool|nix (?:run|shell|develop)|git (?:bisect|submodule)"
)
_INTERPRETERS = re.compile(r"python[\d.]*|node|deno|bun|perl|ruby|php|lua|tool|run")
_META = re.compile(r"[;|&<>$`(){}\n\r\\#!^]")
_WORD = re.compile(r"[A-Za-z0-9_./:@+-]+")
_LONGEST = 300


def subject_of(
    kind: ToolKind, tool: str, arguments: Mapping[str, object], *, directory: Path | None = None
) -> tuple[str, str]:
    """What "always" would cover for a call, as `(subject, label)`.

    A simple command is covered by its first words, anything else only by exactly itself; edits are covered
    together, but for files outside of `directory`, which are covered one by one.
    """
    outside = _outside(arguments, directory)
    match kind:
        case "shell":
            found = _of_command(command_in(arguments) or "")
        case "edit" | "write" if outside:
            found = _keyed("edit=", outside), f"Edits of exactly `{_short(outside)}`"
        case "edit" | "write":
            found = "edit", "Edits of files in this worktree"
        case "fetch" if host := _host(arguments):
            found = f"fetch:{host}", f"Fetching from {host}"
        case "ask" | "delegate":
            found = "", ""
        case _ if outside:
            found = _keyed(f"tool:{tool[:80]}=", outside), f"`{_short(tool)}` on exactly `{_short(outside)}`"
        case _:
            found = (f"tool:{tool[:200]}", f"Every use of `{_short(tool)}`") if tool else ("", "")
    return found


def fingerprint_of(tool: str, arguments: Mapping[str, object], directory: Path) -> str:
    """The sha256 of exactly this call: tool, arguments in canonical form, and the directory."""
    said = orjson.dumps([tool, dict(arguments), str(directory)], option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(said).hexdigest()


def command_in(arguments: Mapping[str, object]) -> str | None:
    """The command line in a shell call's arguments, whatever the agent calls it; a list becomes one line."""
    for name in _COMMANDS:
        match arguments.get(name):
            case str(line) if line.strip():
                return line
            case list() if words := cast("list[object]", arguments[name]):
                return _line([str(word) for word in words])
            case _:
                continue
    return None


def path_in(arguments: Mapping[str, object]) -> str | None:
    """The first path in a call's arguments."""
    return next(iter(_paths(arguments)), None)


def url_in(arguments: Mapping[str, object]) -> str | None:
    """The address in a call's arguments."""
    return next((value for name in _URLS if isinstance(value := arguments.get(name), str) and value), None)


def _of_command(line: str) -> tuple[str, str]:
    if (begin := _beginning(line)) is not None:
        return f"shell:{begin}", f"Commands that begin with `{begin}`"
    return (_keyed("shell=", line), f"Exactly `{_short(line)}`") if line.strip() else ("", "")


def _beginning(line: str) -> str | None:
    """The first words of a command that is nothing but a program and its arguments: two, or three where only the third
    says what runs."""
    if _META.search(line):
        return None
    try:
        words = shlex.split(line)
    except ValueError:  # an open quote
        return None
    if len(words) < 2 or _WRAPPERS.fullmatch(os.path.basename(words[0])):
        return None
    begin = words[:2]
    if _RUNNERS.fullmatch(f"{os.path.basename(words[0])} {words[1]}"):
        begin = words[:3]
        run = os.path.basename(begin[-1])
        if len(begin) < 3 or _WRAPPERS.fullmatch(run) or _INTERPRETERS.fullmatch(run):
            return None
    plain = all(_WORD.fullmatch(word) for word in begin) and "=" not in begin[0]
    return " ".join(begin) if plain and not any(word.startswith("-") for word in begin[1:]) else None


def _line(words: Sequence[str]) -> str:
    """An argv as a line; `bash -lc X` is X."""
    if len(words) == 3 and os.path.basename(words[0]) in _SHELLS and words[1].startswith("-") and "c" in words[1]:
        return words[2]
    return shlex.join(words)


def _outside(arguments: Mapping[str, object], directory: Path | None) -> str | None:
    """The first path that is not below `directory`."""
    if directory is None:
        return None
    root = os.path.realpath(directory)
    for path in _paths(arguments):
        real = os.path.realpath(os.path.join(root, os.path.expanduser(path)))
        if real != root and not real.startswith(root.rstrip("/") + "/"):
            return path
    return None


def _paths(arguments: Mapping[str, object]) -> list[str]:
    found = [value for name in _PATHS if isinstance(value := arguments.get(name), str) and value and "\0" not in value]
    for name in _MANY_PATHS:
        if isinstance(values := arguments.get(name), list):
            for value in cast("list[object]", values):
                one = cast("dict[str, object]", value).get("path") if isinstance(value, dict) else value
                found += [one] if isinstance(one, str) and one and "\0" not in one else []
    return found


def _host(arguments: Mapping[str, object]) -> str | None:
    try:
        return urlsplit(url_in(arguments) or "").hostname
    except ValueError:
        return None


def _keyed(prefix: str, exact: str) -> str:
    if len(exact) <= _LONGEST:
        return prefix + exact
    return f"{prefix}sha256:{hashlib.sha256(exact.encode('utf-8', 'replace')).hexdigest()}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"
