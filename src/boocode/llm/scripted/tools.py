"""From a tool call in general words to one of the tools that a request offers."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.scripted.schemas import FREEFORM, NAMESPACE, Schemas, required
from boocode.llm.scripted.scripts import ScriptedTool, Step

_NAMES: Mapping[str, tuple[str, ...]] = {
    "read": ("view_file", "read", "read_file", "Read", "view", "ReadFile", "developer__read"),
    "list": ("list_dir", "list", "list_directory", "LS", "ls"),
    "find": ("find_files", "glob", "Glob"),
    "search": ("grep", "Grep", "search", "search_files", "grep_search"),
    "write": ("create_file", "write", "write_file", "Write", "create", "WriteFile", "developer__text_editor"),
    "edit": ("edit_file", "edit", "replace", "Edit", "str_replace", "str_replace_editor", "developer__text_editor"),
    "shell": ("run_command", "bash", "run_shell_command", "Bash", "shell", "exec_command", "shell_command"),
    "plan": (
        "update_plan", "todowrite", "todo_write", "TodoWrite", "write_todos", "update_todo", "todo__todo_write",
        "TaskCreate", "sql",
    ),
    "question": (
        "ask_user_input", "question", "ask_user_question", "AskUserQuestion", "ask_user", "request_user_input",
    ),
}  # fmt: skip
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "path": ("path", "file_path", "filePath", "absolute_path", "target_file", "filename"),
    "content": ("content", "file_text", "contents", "text"),
    "old": ("old", "old_string", "oldString", "old_str", "old_text", "before"),
    "new": ("new", "new_string", "newString", "new_str", "new_text", "after"),
    "command": ("command", "cmd", "script"),
    "pattern": ("pattern", "query", "regex", "glob"),
    "start": ("start_line", "offset", "start"),
    "end": ("end_line", "limit", "end"),
}
_EDITOR_COMMANDS = {"write": "write", "edit": "str_replace", "read": "view"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the model makes it. `arguments` is JSON text, or the bare input of a `freeform` tool."""

    name: str
    arguments: str
    freeform: bool = False
    namespace: str = ""

    @property
    def parsed(self) -> dict[str, Any]:
        """The arguments for dialects that send them as an object; empty where they are not one."""
        try:
            return dict(as_dict(json.loads(self.arguments)))
        except ValueError:
            return {}


def calls_of(step: Step, schemas: Schemas) -> list[Call]:
    """The calls that the model makes in this step."""
    calls = [_call(tool, schemas) for tool in step.get("tools", [])]
    if step.get("bad_json"):
        return [Call(call.name, call.arguments[: len(call.arguments) // 2]) for call in calls]
    return calls


def _call(tool: ScriptedTool, schemas: Schemas) -> Call:
    kind = tool.get("kind", "raw")
    if kind == "raw":
        return Call(tool.get("name", "unnamed"), tool.get("text") or json.dumps(tool.get("args", {})))
    if (name := _named(kind, schemas)) is None:
        if kind in ("write", "edit") and "apply_patch" in schemas:
            return _patch(tool, schemas["apply_patch"])
        if _has_only_a_shell(kind, schemas):
            return _call(ScriptedTool(kind="shell", command=_command(tool)), schemas)
        name = _NAMES[kind][0]
    schema = schemas.get(name, {})
    given = {**_given(kind, tool, schema), **_fixed(kind, name, schema)}
    return Call(name, json.dumps(required(schema, given)), namespace=as_str(schema.get(NAMESPACE)))


def _named(kind: str, schemas: Schemas) -> str | None:
    for name in _NAMES[kind]:
        if name in schemas:
            return name
    candidates = [name for name in schemas if kind == "plan" or name not in _NAMES["plan"]]
    for name in _NAMES[kind]:
        for candidate in candidates:
            if re.search(rf"(?:^|[_.\-]){re.escape(name.lower())}$", candidate.lower()):
                return candidate
    return None


def _given(kind: str, tool: ScriptedTool, schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = as_dict(schema.get("properties"))
    match kind:
        case "question":
            return _question(tool, properties)
        case "plan":
            return _plan(tool.get("items", []), properties)
        case _:
            return _plain(tool, properties)


def _plain(tool: ScriptedTool, properties: Mapping[str, object]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for word, names in _ARGUMENTS.items():
        if word in tool:
            name = next((name for name in names if name in properties), names[0])
            is_argv = word == "command" and as_dict(properties.get(name)).get("type") == "array"
            given[name] = ["bash", "-lc", tool[word]] if is_argv else tool[word]
    return given


def _fixed(kind: str, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a tool wants besides what the script says."""
    if name.endswith("text_editor"):
        return {"command": _EDITOR_COMMANDS[kind]}
    if kind == "shell" and "description" in as_dict(schema.get("properties")):
        return {"description": "Runs a scripted command"}
    return {}


def _question(tool: ScriptedTool, properties: Mapping[str, object]) -> dict[str, Any]:
    options = tool.get("options", [])
    if "questions" not in properties:
        name = next((name for name in ("choices", "options") if name in properties), "options")
        return {"question": tool.get("question", ""), name: options}
    item = as_dict(as_dict(as_dict(properties["questions"]).get("items")).get("properties"))
    asked: dict[str, Any] = {"question": tool.get("question", "")}
    known = {
        "header": tool.get("header", "Question"),
        "id": "q1",
        "type": "choice",
        "options": [_option(label, as_dict(as_dict(item.get("options")).get("items"))) for label in options],
        "multiSelect": False,
    }
    return {"questions": [asked | {name: value for name, value in known.items() if name in item}]}


def _option(label: str, schema: Mapping[str, object]) -> Any:
    if schema.get("type") == "string":
        return label
    described = "description" in as_dict(schema.get("properties"))
    return {"label": label, "description": f"Pick {label}"} if described else {"label": label}


def _plan(items: Sequence[tuple[str, str]], properties: Mapping[str, object]) -> dict[str, Any]:
    if "todos" in properties and as_dict(properties["todos"]).get("type") != "string":
        item = as_dict(as_dict(as_dict(properties["todos"]).get("items")).get("properties"))
        return {"todos": [_todo(place, text, state, item) for place, (text, state) in enumerate(items, 1)]}
    if "subject" in properties:
        text = items[0][0]
        return {name: text for name in ("subject", "description", "activeForm") if name in properties}
    if "todos" in properties or "content" in properties:
        lines = [f"- [{'x' if state == 'completed' else ' '}] {text}" for text, state in items]
        return {"todos" if "todos" in properties else "content": "\n".join(lines)}
    return {"plan": [{"step": text, "status": state} for text, state in items]}


def _todo(place: int, text: str, state: str, item: Mapping[str, object]) -> dict[str, str]:
    words = dict.fromkeys(("content", "description", "title", "activeForm"), text)
    known = {**words, "status": state, "priority": "medium", "id": str(place)}
    return {name: value for name, value in known.items() if name in item} or {"content": text, "status": state}


def _patch(tool: ScriptedTool, schema: Mapping[str, Any]) -> Call:
    path = tool.get("path", "")
    if tool.get("kind") == "write":
        lines = [f"*** Add File: {path}", *(f"+{line}" for line in tool.get("content", "").splitlines())]
    else:
        lines = [f"*** Update File: {path}", "@@", f"-{tool.get('old', '')}", f"+{tool.get('new', '')}"]
    patch = "\n".join(("*** Begin Patch", *lines, "*** End Patch", ""))
    if FREEFORM in schema:
        return Call("apply_patch", patch, freeform=True)
    return Call("apply_patch", json.dumps(required(schema, {"input": patch})))


def _has_only_a_shell(kind: str, schemas: Schemas) -> bool:
    """Agents without a tool for reading read with the shell; those without any file tool do all with it."""
    wanted = ("read",) if kind == "read" else ("read", "write", "edit") if kind in ("write", "edit") else ()
    return bool(wanted) and _named("shell", schemas) is not None and not any(_named(w, schemas) for w in wanted)


def _command(tool: ScriptedTool) -> str:
    path = shlex.quote(tool.get("path", ""))
    match tool.get("kind"):
        case "write":
            return f"printf %s {shlex.quote(tool.get('content', ''))} > {path}"
        case "edit":
            return f"sed -i {shlex.quote('s/{}/{}/'.format(tool.get('old', ''), tool.get('new', '')))} {path}"
        case _:
            return f"cat {path}"


def offered(tools: object) -> dict[str, dict[str, Any]]:
    """Name to parameter schema of the tools of a request, in whichever dialect."""
    found: dict[str, dict[str, Any]] = {}
    for tool in map(as_dict, as_list(tools)):
        found.update(_offer(tool))
    return found


def _offer(tool: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    kind, name = as_str(tool.get("type")), as_str(tool.get("name"))
    if declared := as_list(tool.get("functionDeclarations")):  # Gemini
        return {as_str(f.get("name")): _schema(f) for f in map(as_dict, declared)}
    if function := as_dict(tool.get("function")):  # OpenAI chat
        return {as_str(function.get("name")): _schema(function)}
    if kind == "namespace":  # OpenAI responses, tools of MCP servers
        inner = map(as_dict, as_list(tool.get("tools")))
        return {as_str(f.get("name")): {**_schema(f), NAMESPACE: name} for f in inner}
    if kind == "custom" and "input_schema" not in tool:  # OpenAI responses, free text instead of arguments
        return {name or "custom": {FREEFORM: True}}
    return {name or kind: _schema(tool)} if name or kind else {}


def _schema(function: Mapping[str, object]) -> dict[str, Any]:
    names = ("input_schema", "parametersJsonSchema", "parameters")
    return next((dict(as_dict(function[name])) for name in names if function.get(name)), dict[str, Any]())
