"""JSON Schemas of tool arguments, in the plain form that models and grammar-constrained servers do best with."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from pydantic import BaseModel


@cache
def parameters_of(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of `model`: definitions inlined, titles dropped, `X | None` shown as an optional `X`."""
    schema = model.model_json_schema()
    plain = _plain(schema, schema.get("$defs", {}))
    plain.setdefault("properties", {})
    plain.pop("description", None)
    return plain


def _plain(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(item, definitions) for item in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    fields = cast(dict[str, Any], node)
    if "$ref" in fields:
        target = definitions[fields["$ref"].rpartition("/")[2]]
        rest = {name: value for name, value in fields.items() if name != "$ref"}
        return _plain({**target, **rest}, definitions)
    if "anyOf" in fields:
        choices = [choice for choice in fields["anyOf"] if choice != {"type": "null"}]
        if len(choices) == 1:
            rest = {name: value for name, value in fields.items() if name not in ("anyOf", "default")}
            return _plain({**choices[0], **rest}, definitions)
    return {
        name: {key: _plain(value, definitions) for key, value in entry.items()}
        if name == "properties"
        else _plain(entry, definitions)
        for name, entry in fields.items()
        if name not in ("title", "$defs")
    }
