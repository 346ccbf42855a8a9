"""Reading JSON of unknown shape: each function gives what it promises, or an empty value."""

from __future__ import annotations

import json
from typing import cast

import orjson

from boocode.kernel.text import clean_tree

_NOTHING: dict[str, object] = {}
_NONE: list[object] = []


def parsed(body: bytes) -> object:
    """What `body` holds as JSON; broken UTF-8 and lone surrogates in it are replaced rather than held against it.

    Raises:
        ValueError: It is no JSON.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return clean_tree(json.loads(body.decode("utf-8", "replace")))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def as_dict(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if type(value) is dict else _NOTHING


def as_list(value: object) -> list[object]:
    return cast("list[object]", value) if type(value) is list else _NONE


def as_str(value: object) -> str:
    return value if type(value) is str else ""


def as_count(value: object) -> int:
    """A number ≥ 0 as int; anything else is 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        return 0
    return int(value)


def as_positive(value: object) -> int | None:
    return as_count(value) or None


def as_claim(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
