"""Tool calls as an agent tells of them, in any order and however little: what is known of each, put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boocode.backends.subjects import command_in, path_in
from boocode.contracts.wire.parts import ToolCallState, ToolKind
from boocode.llm.foreign import as_dict, as_list, as_str

_KINDS: Mapping[str, ToolKind] = {
    "read": "read", "edit": "edit", "delete": "edit", "move": "edit", "search": "search", "execute": "shell",
    "fetch": "fetch",
}  # fmt: skip
_NAMES: tuple[tuple[ToolKind, re.Pattern[str]], ...] = (
    ("write", re.compile(r"write|write_?file|create|create_?file", re.IGNORECASE)),
    ("edit", re.compile(r"edit|multi_?edit|replace|str_replace.*|apply_patch|patch|notebook_?edit", re.IGNORECASE)),
    ("shell", re.compile(r"bash|shell|run_?(shell_?)?command|exec_command|terminal|powershell", re.IGNORECASE)),
    ("read", re.compile(r"read|read_?(many_)?files?|view|view_?file|cat", re.IGNORECASE)),
    ("search", re.compile(r"grep|glob|search|search_files|grep_search|find|ls|list|list_dir(ectory)?|tree", re.I)),
    ("fetch", re.compile(r"web_?fetch|fetch|web_?search", re.IGNORECASE)),
    ("delegate", re.compile(r"task|agent|subagent|delegate", re.IGNORECASE)),
    ("ask", re.compile(r"ask_?user.*|question|ask", re.IGNORECASE)),
)
_STATES: Mapping[str, ToolCallState] = {
    "pending": "pending", "in_progress": "running", "completed": "completed", "failed": "failed",
}  # fmt: skip
ENDED = ("completed", "failed", "cancelled")
_NAME = re.compile(r"[A-Za-z][\w.-]{0,80}")
_TERMINAL_CHARACTERS = 400_000


@dataclass(slots=True, eq=False)
class Call:
    """One call.

    Attributes:
        foreign_kind: The agent's own kind, e.g. `switch_mode`.
        content: The newest content list.
        printed: What its terminal printed, piece by piece.
        was_rejected: The human said no.
    """

    id: str
    step: int
    tool: str = ""
    kind: ToolKind = "other"
    foreign_kind: str = ""
    title: str = ""
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    state: ToolCallState = "pending"
    content: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    locations: list[str] = field(default_factory=list[str])
    raw_output: object = None
    printed: str = ""
    exit_code: int | None = None
    shown: str = ""
    was_rejected: bool = False

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    def learn(self, update: Mapping[str, object], *, asking: bool = False) -> None:
        """Take over what an update, or a request for permission (`asking`), says of it."""
        given = as_dict(update.get("rawInput"))
        if given and not (asking and self.arguments):
            self.arguments = dict(given)
        self._name(update)
        title = as_str(update.get("title")).strip()
        if title and not (asking and self.title and self.title != self.tool):
            self.title = title
        if as_list(update.get("content")):
            self.content = [as_dict(item) for item in as_list(update["content"])]
        if paths := [
            path for place in as_list(update.get("locations")) if (path := as_str(as_dict(place).get("path")))
        ]:
            self.locations = paths
        if "rawOutput" in update and update["rawOutput"] is not None:
            self.raw_output = update["rawOutput"]
        self._hear_terminal(as_dict(update.get("_meta")))
        self._complete_arguments()
        if not asking and "status" in update:
            self.state = _STATES.get(as_str(update.get("status")), "running")

    def _name(self, update: Mapping[str, object]) -> None:
        self.foreign_kind = as_str(update.get("kind")) or self.foreign_kind
        meta = as_dict(update.get("_meta"))
        name = (
            as_str(update.get("name"))
            or as_str(as_dict(meta.get("claudeCode")).get("toolName"))
            or as_str(as_dict(as_dict(meta.get("goose")).get("toolCall")).get("toolName"))
            or as_str(meta.get("toolName"))
        )
        if not name and not self.tool:
            title = as_str(update.get("title"))
            from_id = self.id.partition("__call_")[0] if "__call_" in self.id else ""
            name = from_id or (title if _NAME.fullmatch(title) else title.partition(" · ")[0] if " · " in title else "")
        self.tool = name or self.tool or self.foreign_kind or "tool"
        by_name = _kind_named(self.tool)
        kind = _KINDS.get(self.foreign_kind, by_name)
        self.kind = "write" if kind == "edit" and by_name == "write" else kind

    def _hear_terminal(self, meta: Mapping[str, object]) -> None:
        delta = as_str(as_dict(meta.get("terminal_output_delta")).get("data"))
        whole = as_str(as_dict(meta.get("terminal_output")).get("data"))
        if delta or whole:
            self.printed = (self.printed + delta if delta else self.printed + whole)[-_TERMINAL_CHARACTERS:]
        code = as_dict(meta.get("terminal_exit")).get("exit_code")
        if isinstance(code, int):
            self.exit_code = code

    def _complete_arguments(self) -> None:
        """What the title, places and contents say where the agent tells no arguments."""
        if self.kind == "shell" and command_in(self.arguments) is None and self.title not in ("", self.tool):
            self.arguments.setdefault("command", self.title)
        path = next((as_str(item.get("path")) for item in self.content if item.get("type") == "diff"), "")
        path = path or (self.locations[0] if self.locations else "")
        if path and path_in(self.arguments) is None and self.kind in ("edit", "write", "read"):
            self.arguments["path"] = path

    @property
    def text(self) -> str:
        """All text in its content, without the fences that some put around it."""
        texts = [
            as_str(as_dict(item.get("content")).get("text")) for item in self.content if item.get("type") == "content"
        ]
        return "\n".join(_unfenced(text) for text in texts if text)

    def heading(self, directory: Path) -> str:
        """One line for a person: the command, the file, or what the agent calls it."""
        path = path_in(self.arguments)
        if self.kind == "shell":
            line = command_in(self.arguments) or self.title
        elif self.kind in ("read", "edit", "write") and path:
            line = relative(path, directory)
        else:
            line = self.title or self.tool
        return " ".join(line.split())[:300] or self.tool

    def new_output(self) -> str:
        """What a running command has printed since the last time this was asked."""
        now = self.printed or (self.text if self.kind == "shell" and self.state == "running" else "")
        if now == as_str(self.arguments.get("description")) or not now.startswith(self.shown):
            return ""
        new, self.shown = now[len(self.shown) :], now
        return new


def _kind_named(tool: str) -> ToolKind:
    for kind, names in _NAMES:
        if names.fullmatch(tool):
            return kind
    return "other"


def relative(path: str, directory: Path) -> str:
    """A path as it is shown: below the directory without it."""
    prefix = f"{directory}/"
    return path[len(prefix) :] if path.startswith(prefix) else path


def _unfenced(text: str) -> str:
    found = re.fullmatch(r"\s*```[\w-]*\n(.*?)\n?```\s*", text, re.DOTALL)
    return found[1] if found else text
