"""From a tool call in general words to one of the tools that a request offers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.scripted.scripts import ScriptedTool

_NAMES: Mapping[str, tuple[str, ...]] = {
    "read": ("view_file", "read", "read_file", "Read", "view", "ReadFile"),
    "list": ("list_dir", "list", "list_directory", "LS", "ls"),
    "find": ("find_files", "glob", "Glob"),
    "search": ("grep", "Grep", "search", "search_files", "grep_search"),
    "write": ("create_file", "write", "write_file", "Write", "create"),
    "edit": ("edit_file", "edit", "replace", "Edit", "str_replace"),
    "shell": ("run_command", "bash", "run_shell_command", "Bash", "shell", "exec_command"),
    "question": ("ask_user_input", "question", "ask_user_question", "AskUserQuestion", "ask_user"),
}
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "path": ("path", "file_path", "filePath", "absolute_path", "target_file", "filename"),
    "content": ("content", "file_text", "contents", "text"),
    "old": ("old", "old_string", "oldString", "old_str", "old_text"),
    "new": ("new", "new_string", "newString", "new_str", "new_text"),
    "command": ("command", "cmd", "script"),
    "pattern": ("pattern", "query", "regex", "glob"),
    "start": ("start_line", "offset", "start"),
    "end": ("end_line", "limit", "end"),
}

Schemas = Mapping[str, dict[str, Any]]


def offered(tools: object) -> dict[str, dict[str, Any]]:
    """Name to parameter schema of the tools of a chat completion request."""
    functions = [as_dict(as_dict(tool).get("function")) for tool in as_list(tools)]
    return {as_str(f.get("name")): as_dict(f.get("parameters")) for f in functions if f.get("name")}


def tool_call(call: ScriptedTool, schemas: Schemas) -> tuple[str, str]:
    """Name and arguments, as JSON text, of the call that the model makes."""
    kind = call.get("kind", "raw")
    if kind == "raw":
        return call.get("name", "unnamed"), call.get("text") or json.dumps(call.get("args", {}))
    name = _named(kind, schemas) or _NAMES[kind][0]
    schema = schemas.get(name, {})
    given = _question(call, schema) if kind == "question" else _plain(call, schema)
    return name, json.dumps(_filled(schema, given))


def _named(kind: str, schemas: Schemas) -> str | None:
    for name in _NAMES[kind]:
        if name in schemas:
            return name
    for name in _NAMES[kind]:
        for candidate in schemas:
            if re.search(rf"(?:^|[_.\-]){re.escape(name.lower())}$", candidate.lower()):
                return candidate
    return None


def _plain(call: ScriptedTool, schema: dict[str, Any]) -> dict[str, Any]:
    properties = as_dict(schema.get("properties"))
    given: dict[str, Any] = {}
    for word, names in _ARGUMENTS.items():
        if word in call:
            name = next((name for name in names if name in properties), names[0])
            given[name] = call[word]
    return given


def _question(call: ScriptedTool, schema: dict[str, Any]) -> dict[str, Any]:
    properties = as_dict(schema.get("properties"))
    options = call.get("options", [])
    if "questions" not in properties:
        name = next((name for name in ("choices", "options") if name in properties), "options")
        return {"question": call.get("question", ""), name: options}
    item = as_dict(as_dict(as_dict(properties["questions"]).get("items")).get("properties"))
    asked: dict[str, Any] = {"question": call.get("question", "")}
    known = {
        "header": call.get("header", "Question"),
        "id": "q1",
        "options": [_option(label, as_dict(as_dict(item.get("options")).get("items"))) for label in options],
    }
    return {"questions": [asked | {name: value for name, value in known.items() if name in item}]}


def _option(label: str, schema: dict[str, Any]) -> Any:
    if schema.get("type") == "string":
        return label
    return {"label": label}


def _filled(schema: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """`given`, and something of the right type for whatever else is required."""
    properties = as_dict(schema.get("properties"))
    for name in as_list(schema.get("required")):
        given.setdefault(as_str(name), _something(as_dict(properties.get(as_str(name)))))
    return given


def _something(schema: dict[str, Any]) -> Any:
    if choices := as_list(schema.get("enum")):
        return choices[0]
    kind = schema.get("type")
    made: dict[object, Any] = {"object": {}, "array": [], "integer": 1, "number": 1, "boolean": False, "null": None}
    return made.get(kind, "scripted") if isinstance(kind, str) else "scripted"
