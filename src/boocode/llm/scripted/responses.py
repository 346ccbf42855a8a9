"""OpenAI's responses, as codex asks for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.scripted.choosing import Asked
from boocode.llm.scripted.dialect import Json, Reply, event, pieces, text_of, words
from boocode.llm.scripted.tools import Call, offered

_OUTPUTS = ("function_call_output", "custom_tool_call_output", "local_shell_call_output")


class ResponsesDialect:
    """Implements `dialect.Dialect` for `/responses`."""

    def asked(self, body: Mapping[str, object]) -> Asked:
        given = body.get("input")
        items = [{"role": "user", "content": given}] if isinstance(given, str) else as_list(given)
        said = [saying for item in map(as_dict, items) if (saying := _saying(item))]
        return Asked(tuple(said), offered(body.get("tools")))

    def speaking(self, reply: Reply) -> Iterator[bytes]:
        started = {**_response(reply, []), "status": "in_progress", "usage": None}
        yield _event("response.created", response=started)
        for index, item in enumerate(_items(reply)):
            yield from _streamed(item, {"item_id": item["id"], "output_index": index})
            yield _event("response.output_item.done", output_index=index, item=item)

    def ending(self, reply: Reply) -> Iterator[bytes]:
        yield _event("response.completed", response=_response(reply, _items(reply)))

    def whole(self, reply: Reply) -> Json:
        return _response(reply, _items(reply))


def _saying(item: Mapping[str, object]) -> tuple[str, str] | None:
    if item.get("type") in _OUTPUTS:
        output = item.get("output")
        return "result", output if isinstance(output, str) else json.dumps(output)
    return ("user", text_of(item.get("content"))) if as_str(item.get("role")) == "user" else None


def _items(reply: Reply) -> list[Json]:
    items: list[Json] = []
    if reason := reply.step.get("reason"):
        items.append({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": reason}]})
    if reply.said:
        text: Json = {"type": "output_text", "text": "".join(reply.said), "annotations": []}
        message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed"}
        items.append({**message, "content": [text]})
    return [*items, *(_call(call) for call in reply.calls)]


def _call(call: Call) -> Json:
    name = uuid4().hex[:20]
    item = {"id": f"fc_{name}", "call_id": f"call_{name}", "name": call.name, "status": "completed"}
    if call.freeform:
        return {"type": "custom_tool_call", **item, "input": call.arguments}
    namespace = {"namespace": call.namespace} if call.namespace else {}
    return {"type": "function_call", **item, "arguments": call.arguments, **namespace}


def _streamed(item: Json, place: Json) -> Iterator[bytes]:
    """An item as it grows. Its first event shows it empty."""
    index = place["output_index"]
    match item["type"]:
        case "reasoning":
            yield _event("response.output_item.added", output_index=index, item={**item, "summary": []})
            yield from _summary(item["summary"][0]["text"], {**place, "summary_index": 0})
        case "message":
            yield _event("response.output_item.added", output_index=index, item={**item, "content": []})
            yield from _text(item["content"][0]["text"], {**place, "content_index": 0})
        case "function_call":
            yield _event("response.output_item.added", output_index=index, item={**item, "arguments": ""})
            for piece in pieces(item["arguments"]):
                yield _event("response.function_call_arguments.delta", **place, delta=piece)
            yield _event("response.function_call_arguments.done", **place, arguments=item["arguments"])
        case _:
            yield _event("response.output_item.added", output_index=index, item={**item, "input": ""})
            yield _event("response.custom_tool_call_input.delta", **place, delta=item["input"])
            yield _event("response.custom_tool_call_input.done", **place, input=item["input"])


def _summary(text: str, place: Json) -> Iterator[bytes]:
    yield _event("response.reasoning_summary_part.added", **place, part={"type": "summary_text", "text": ""})
    for word in words(text):
        yield _event("response.reasoning_summary_text.delta", **place, delta=word)
    yield _event("response.reasoning_summary_text.done", **place, text=text)


def _text(text: str, place: Json) -> Iterator[bytes]:
    yield _event("response.content_part.added", **place, part={"type": "output_text", "text": "", "annotations": []})
    for word in words(text):
        yield _event("response.output_text.delta", **place, delta=word)
    yield _event("response.output_text.done", **place, text=text)


def _response(reply: Reply, items: list[Json]) -> Json:
    cut = reply.step.get("finish") == "length"
    return {
        "id": "resp_scripted",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "model": reply.model,
        "output": items,
        "usage": _usage(reply),
        "parallel_tool_calls": True,
        "tools": [],
        "error": None,
    }


def _usage(reply: Reply) -> Json:
    tokens = reply.tokens
    return {
        "input_tokens": tokens.prompt,
        "input_tokens_details": {"cached_tokens": tokens.cached},
        "output_tokens": tokens.completion,
        "output_tokens_details": {"reasoning_tokens": tokens.reasoning},
        "total_tokens": tokens.prompt + tokens.completion,
    }


def _event(kind: str, **fields: Any) -> bytes:
    return event({"type": kind, **fields}, kind)
