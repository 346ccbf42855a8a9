"""Anthropic's messages, as claude asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.scripted.choosing import Asked
from boocode.llm.scripted.dialect import Json, Reply, event, pieces, text_of, words
from boocode.llm.scripted.tools import Call, offered

_SIGNATURE = "c2NyaXB0ZWQ="


class AnthropicDialect:
    """Implements `dialect.Dialect` for `/messages`."""

    def asked(self, body: Mapping[str, object]) -> Asked:
        said: list[tuple[str, str]] = []
        for message in map(as_dict, as_list(body.get("messages"))):
            if message.get("role") == "user":
                said += _sayings(message.get("content"))
        return Asked(tuple(said), offered(body.get("tools")))

    def speaking(self, reply: Reply) -> Iterator[bytes]:
        message: Json = {**_message(reply), "content": [], "stop_reason": None}
        yield _event("message_start", message=message)
        if _wants_thinking(reply):
            yield from _thinking(reply.step.get("reason", ""))
        index = int(_wants_thinking(reply))
        if reply.said:
            yield from _block(index, {"type": "text", "text": ""}, "text_delta", "text", reply.said)
            index += 1
        for place, call in enumerate(reply.calls, index):
            empty: Json = {**_tool_use(call), "input": {}}
            yield from _block(place, empty, "input_json_delta", "partial_json", pieces(call.arguments))

    def ending(self, reply: Reply) -> Iterator[bytes]:
        stop = {"stop_reason": _stop(reply), "stop_sequence": None}
        yield _event("message_delta", delta=stop, usage=_usage(reply))
        yield _event("message_stop")

    def whole(self, reply: Reply) -> Json:
        return _message(reply)


def count_tokens(size: int) -> Json:
    """The answer of `/messages/count_tokens`."""
    return {"input_tokens": max(1, size // 4)}


def _sayings(content: object) -> Iterator[tuple[str, str]]:
    if isinstance(content, str):
        yield "user", content
    for block in map(as_dict, as_list(content)):
        if block.get("type") == "tool_result":
            yield "result", text_of(block.get("content"))
        elif block.get("type") == "text":
            yield "user", as_str(block.get("text"))


def _wants_thinking(reply: Reply) -> bool:
    asked = as_dict(reply.body.get("thinking")).get("type")
    return bool(reply.step.get("reason")) and asked not in (None, "disabled")


def _message(reply: Reply) -> Json:
    blocks: list[Json] = []
    if _wants_thinking(reply):
        blocks.append({"type": "thinking", "thinking": reply.step.get("reason"), "signature": _SIGNATURE})
    if reply.said:
        blocks.append({"type": "text", "text": "".join(reply.said)})
    blocks += [_tool_use(call) for call in reply.calls]
    return {
        "id": "msg_scripted",
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": blocks or [{"type": "text", "text": ""}],
        "stop_reason": _stop(reply),
        "stop_sequence": None,
        "usage": _usage(reply),
    }


def _tool_use(call: Call) -> Json:
    return {"type": "tool_use", "id": f"toolu_{uuid4().hex[:20]}", "name": call.name, "input": call.parsed}


def _thinking(reason: str) -> Iterator[bytes]:
    yield _event("content_block_start", index=0, content_block={"type": "thinking", "thinking": "", "signature": ""})
    for word in words(reason):
        yield _event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": word})
    yield _event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": _SIGNATURE})
    yield _event("content_block_stop", index=0)


def _block(index: int, empty: Json, kind: str, name: str, said: Iterator[str] | list[str]) -> Iterator[bytes]:
    yield _event("content_block_start", index=index, content_block=empty)
    for piece in said:
        yield _event("content_block_delta", index=index, delta={"type": kind, name: piece})
    yield _event("content_block_stop", index=index)


def _stop(reply: Reply) -> str:
    if reply.step.get("finish") == "length":
        return "max_tokens"
    return "tool_use" if reply.calls else "end_turn"


def _usage(reply: Reply) -> Json:
    tokens = reply.tokens
    return {
        "input_tokens": tokens.prompt - tokens.cached,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": tokens.cached,
        "output_tokens": tokens.completion,
    }


def _event(kind: str, **fields: Any) -> bytes:
    return event({"type": kind, **fields}, kind)
