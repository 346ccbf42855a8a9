"""Putting tool calls together from the deltas of a stream, as servers really send them.

Known habits: no index; index 0 for every parallel call; the id repeated, missing, or the same for two calls; the name
repeated; arguments as an object; the whole call at once; the arguments sent twice; the legacy `function_call`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import orjson

from boocode.kernel.text import clean
from boocode.llm.chunks import ToolCallReady, ToolCallStarted
from boocode.llm.errors import AnswerTooLarge
from boocode.llm.foreign import as_dict, as_list, as_str

CALLS_LIMIT = 64
ARGUMENTS_LIMIT = 1024 * 1024  # characters, of all calls of an answer
ID_LIMIT = 40  # what OpenAI takes back
NAME_LIMIT = 128


@dataclass(slots=True)
class _Call:
    index: int | None
    given_id: str
    call_id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list[str])
    whole: bool = False  # came with its arguments as an object: nothing can be added


class ToolCalls:
    """The tool calls of one answer.

    Args:
        fallback: Start of ids for calls that came without a usable one; must be unique in the chat.
    """

    def __init__(self, fallback: str) -> None:
        self._fallback = fallback
        self._calls: list[_Call] = []
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._calls)

    def feed(self, deltas: object) -> list[ToolCallStarted]:
        """Take the `tool_calls` of a delta; gives the calls that it began.

        Raises:
            AnswerTooLarge: More calls or longer arguments than any sane answer has.
        """
        return [started for delta in as_list(deltas) if (started := self._take(as_dict(delta)))]

    def feed_legacy(self, function_call: object) -> list[ToolCallStarted]:
        """Take the deprecated `function_call` of a delta."""
        return self.feed([{"index": 0, "function": function_call}])

    def ready(self) -> list[ToolCallReady]:
        """All calls, whole, in the order in which the model began them."""
        return [ToolCallReady(call.call_id, call.name, _arguments(call.pieces)) for call in self._calls if call.name]

    def _take(self, delta: dict[str, object]) -> ToolCallStarted | None:
        function = as_dict(delta.get("function"))
        given_id, name = as_str(delta.get("id")), clean(as_str(function.get("name"))).strip()[:NAME_LIMIT]
        index = delta.get("index")
        call = self._find(index if type(index) is int else None, given_id, name)
        started = None
        if name and not call.name:
            call.name = name
            call.call_id = self._unique(call.given_id or given_id)
            started = ToolCallStarted(call.call_id, name)
        self._add(call, function.get("arguments"))
        return started

    def _find(self, index: int | None, given_id: str, name: str) -> _Call:
        """The call a delta belongs to, made if it is a new one."""
        if index is None:
            candidates = self._calls if not given_id else [c for c in self._calls if c.given_id == given_id]
        else:
            candidates = [call for call in self._calls if call.index == index]
        current = candidates[-1] if candidates else None
        if current and not self._is_another(current, index, given_id, name):
            return current
        if len(self._calls) >= CALLS_LIMIT:
            raise AnswerTooLarge(f"The model made more than {CALLS_LIMIT} tool calls at once. Try again.")
        self._calls.append(_Call(index, given_id))
        return self._calls[-1]

    @staticmethod
    def _is_another(current: _Call, index: int | None, given_id: str, name: str) -> bool:
        """Whether a delta that looks like `current` by index really begins another call."""
        if not name or not current.name:
            return False
        if given_id and current.given_id and given_id != current.given_id:
            return True
        return current.whole or (index is None and not given_id) or (name != current.name and not given_id)

    def _add(self, call: _Call, arguments: object) -> None:
        if arguments is None or call.whole:
            return
        if isinstance(arguments, str):
            piece = arguments
        else:
            piece, call.whole = orjson.dumps(arguments).decode(), True
        self._size += len(piece)
        if self._size > ARGUMENTS_LIMIT:
            raise AnswerTooLarge("The model wrote more than 1 MB of tool arguments. Try again, or another model.")
        call.pieces.append(piece)

    def _unique(self, given_id: str) -> str:
        usable = given_id and len(given_id) <= ID_LIMIT and given_id.isprintable() and given_id.isascii()
        if usable and all(call.call_id != given_id for call in self._calls):
            return given_id
        return f"{self._fallback}_{len(self._calls)}"


def _arguments(pieces: list[str]) -> str:
    """The arguments; once where a server sent them a second time as a whole."""
    written = "".join(pieces)
    half = written[: len(written) // 2]
    if len(pieces) > 1 and written == half * 2 and half.startswith("{") and _is_json(half):
        return half
    return written


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
