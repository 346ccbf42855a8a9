"""JSON schemas of tools, and values that satisfy them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boocode.llm.foreign import as_dict, as_list, as_str

Schemas = Mapping[str, dict[str, Any]]
"""Tool name to the schema of its parameters."""

FREEFORM = "x-freeform"
"""In a schema: the tool takes text instead of arguments."""
NAMESPACE = "x-namespace"
"""In a schema: where the tool comes from."""


def required(schema: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """`given`, and something of the right type for whatever else is required."""
    properties = as_dict(schema.get("properties"))
    for name in map(as_str, as_list(schema.get("required"))):
        given.setdefault(name, something(as_dict(properties.get(name))))
    return given


def something(schema: Mapping[str, object]) -> Any:
    """A value that the schema takes."""
    if choices := as_list(schema.get("enum")):
        return choices[0]
    for word in ("anyOf", "oneOf"):
        if choices := as_list(schema.get(word)):
            return something(as_dict(choices[0]))
    kind = schema.get("type")
    if alternatives := as_list(kind):
        kind = next((a for a in alternatives if a != "null"), "null")
    return _of_kind(as_str(kind).lower(), schema)


def _of_kind(kind: str, schema: Mapping[str, object]) -> Any:
    match kind:
        case "object":
            return required(dict(schema), {})
        case "array":
            return [something(as_dict(schema.get("items")))] if schema.get("minItems") else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case _:
            return {"boolean": False, "null": None}.get(kind, "scripted")
