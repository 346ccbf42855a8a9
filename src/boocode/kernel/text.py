"""Text as it enters the system, and counts as people say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` with U+0000 and lone surrogates replaced by U+FFFD: what Postgres and JSON clients cannot hold."""
    return text if text.isascii() and "\x00" not in text else _UNSTORABLE.sub("\ufffd", text)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of offsets on the wire (what `String.length` counts in a browser)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean_tree(value: object) -> object:
    """`value` (what JSON holds) with every text in it cleaned."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(str(key)): clean_tree(item) for key, item in cast("dict[object, object]", value).items()}
        case list() | tuple():
            return [clean_tree(item) for item in cast("Sequence[object]", value)]
        case _:
            return value


def count_text(count: int, noun: str) -> str:
    """`1 file`, `2,000 files`, `3 matches`."""
    plural = noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")
    return f"{count:,} {noun if count == 1 else plural}"
