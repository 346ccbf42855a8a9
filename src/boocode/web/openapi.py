"""The OpenAPI document, socket frames included: what the TypeScript types are generated from.

`python -m boocode.web.openapi` prints it; neither a database nor a server is needed.
"""

from __future__ import annotations

import sys
from typing import Any

import orjson
from pydantic import TypeAdapter

from boocode.contracts.wire.events import ChatEvent, ClientFrame, ErrorAnswer, ServerFrame
from boocode.contracts.wire.terminals import TerminalClientFrame, TerminalServerFrame
from boocode.web.app import build_api

REF = "#/components/schemas/{model}"


def document() -> dict[str, Any]:
    """The OpenAPI document with the frames of both sockets among its schemas."""
    found = build_api().openapi()
    schemas = found["components"]["schemas"]
    schemas["ErrorAnswer"] = _schema(ErrorAnswer, "serialization", schemas)
    sent = {"ChatEvent": ChatEvent, "ServerFrame": ServerFrame, "TerminalServerFrame": TerminalServerFrame}
    for name, union in sent.items():
        schemas[name] = _schema(union, "serialization", schemas)
    for name, union in {"ClientFrame": ClientFrame, "TerminalClientFrame": TerminalClientFrame}.items():
        schemas[name] = _schema(union, "validation", schemas)
    return found


def _schema(union: Any, mode: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter[Any](union).json_schema(mode=mode, ref_template=REF)
    for name, definition in schema.pop("$defs", {}).items():
        schemas.setdefault(name, definition)
    return schema


def main() -> None:
    sys.stdout.buffer.write(orjson.dumps(document(), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
