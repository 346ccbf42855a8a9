"""Which step of which script answers a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from boocode.llm.scripted.scripts import Script, ScriptedTool, Step

_SCRIPT = re.compile(r"SCRIPT:([A-Za-z0-9_-]+)")
_DIRECTORY = re.compile(r"DIR:(/[^\s\"'<>`]+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as far as choosing a step needs it.

    Attributes:
        said: `("user" | "result", text)` in order.
        tools: The offered tools with their parameter schemas.
    """

    said: tuple[tuple[str, str], ...]
    tools: Mapping[str, dict[str, Any]]

    @property
    def last_user_text(self) -> str:
        return next((text for role, text in reversed(self.said) if role == "user"), "")

    def results_after(self, place: int) -> int:
        return sum(role == "result" for role, _ in self.said[place + 1 :])


@dataclass(frozen=True, slots=True)
class Chosen:
    """A step, and `label` (`script/number`) to name it in the log."""

    step: Step
    label: str
    directory: str = ""


Chooser = Callable[[Asked], Chosen]


def choose_by_marker(scripts: Mapping[str, Script], request: Asked) -> Chosen:
    """The step that `SCRIPT:<name>` and the tool results since then lead to."""
    if not request.tools:
        return Chosen({"say": "Scripted title"}, "no-tools")
    place, name, directory = _marker(request)
    if name is None or name not in scripts:
        return Chosen({"say": f"(no script named {name!r}) {request.last_user_text[-80:]}"}, "no-script")
    number, step = step_after(scripts[name], request.results_after(place))
    return Chosen(_filled(step, directory or "."), f"{name}/{number}", directory)


def step_after(script: Script, results: int) -> tuple[int, Step]:
    """The step that follows so many tool results."""
    seen = 0
    for number, step in enumerate(script):
        if seen >= results:
            return number, step
        seen += len(step.get("tools", []))
    return len(script), {"say": "(script over)"}


def _marker(request: Asked) -> tuple[int, str | None, str]:
    place, name, directory = 0, None, ""
    for index, (role, text) in enumerate(request.said):
        if role == "user" and (names := _SCRIPT.findall(text)):
            place, name = index, names[-1]
            directory = next(iter(_DIRECTORY.findall(text)[-1:]), directory)
    return place, name, directory


def _filled(step: Step, directory: str) -> Step:
    filled = step.copy()
    if "tools" in step:
        filled["tools"] = [_filled_tool(tool, directory) for tool in step["tools"]]
    return filled


def _filled_tool(tool: ScriptedTool, directory: str) -> ScriptedTool:
    filled = tool.copy()
    for name in ("path", "command", "text", "pattern"):
        if text := filled.get(name):
            filled[name] = text.replace("{dir}", directory)
    if arguments := tool.get("args"):
        filled["args"] = {name: _filled_value(value, directory) for name, value in arguments.items()}
    return filled


def _filled_value(value: Any, directory: str) -> Any:
    return value.replace("{dir}", directory) if isinstance(value, str) else value
