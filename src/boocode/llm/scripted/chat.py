"""OpenAI's chat completions, as llama.cpp gives them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.scripted.choosing import Asked
from boocode.llm.scripted.dialect import Json, Reply, event, pieces, text_of
from boocode.llm.scripted.scripts import Step
from boocode.llm.scripted.tools import Call, offered

_BANNER = ("━━━━━\n", "llama-swap loading model: scripted\n", "Warming up the llamas", ".", ".", "\nDone! (1.23s)\n")
_TAGS = {
    "think": ("<think>", "</think>\n\n"),
    "thinking": ("<thinking>", "</thinking>\n"),
    "unclosed_think": ("<think>", ""),
}


class ChatDialect:
    """Implements `dialect.Dialect` for `/chat/completions`."""

    def asked(self, body: Mapping[str, object]) -> Asked:
        roles = {"user": "user", "tool": "result"}
        messages = [as_dict(message) for message in as_list(body.get("messages"))]
        said = [(roles[role], text_of(m.get("content"))) for m in messages if (role := as_str(m.get("role"))) in roles]
        return Asked(tuple(said), offered(body.get("tools")))

    def speaking(self, reply: Reply) -> Iterator[bytes]:
        yield _chunk({"role": "assistant", "content": None}, reply.model)
        for delta in _deltas(reply):
            yield _chunk(delta, reply.model)

    def ending(self, reply: Reply) -> Iterator[bytes]:
        step = reply.step
        counted = {} if step.get("no_usage") else {"timings": _timings(reply)}
        yield _chunk({}, reply.model, finish=_finish(step), **counted)
        if not step.get("no_usage"):
            body: Json = {"object": "chat.completion.chunk", "model": reply.model, "choices": []}
            yield event({**body, "usage": _usage(reply), "timings": _timings(reply)})
        if not step.get("no_done"):
            yield b"data: [DONE]\n\n"

    def whole(self, reply: Reply) -> Json:
        message: Json = {"role": "assistant", "content": "".join(reply.said) or None}
        if reason := reply.step.get("reason"):
            message["reasoning_content"] = reason
        if reply.calls:
            message["tool_calls"] = [_tool_call(call, call.arguments) for call in reply.calls]
        return {
            **_head(reply.model, "chat.completion"),
            "choices": [{"index": 0, "message": message, "finish_reason": _finish(reply.step)}],
            "usage": _usage(reply),
            "timings": _timings(reply),
        }


def filler(model: str) -> bytes:
    """An event with 64 KiB of text."""
    return _chunk({"content": "x" * 65536}, model)


def _deltas(reply: Reply) -> Iterator[Json]:
    step = reply.step
    if step.get("loading"):
        yield from ({"reasoning_content": piece} for piece in (*_BANNER, "━━━━━\n", " \n"))
    yield from _reasoning(reply)
    for word in reply.said:
        yield {"content": f"⟨{time.monotonic_ns()}⟩{word}" if step.get("timestamps") else word}
    yield from step.get("raw", [])
    for index, call in enumerate(reply.calls):
        yield {"tool_calls": [{"index": index, **_tool_call(call, "")}]}
        for piece in pieces(call.arguments):
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


def _reasoning(reply: Reply) -> Iterator[Json]:
    if not (reason := reply.step.get("reason")):
        return
    form = reply.step.get("reason_as", "reasoning_content")
    if form in ("reasoning_content", "reasoning"):
        yield from ({form: word} for word in reply.reasoned)
        return
    opening, closing = _TAGS[form]
    tagged = f"{opening}\n{reason}\n{closing}"
    yield from ({"content": tagged[at : at + 5]} for at in range(0, len(tagged), 5))


def _tool_call(call: Call, arguments: str) -> Json:
    function = {"name": call.name, "arguments": arguments}
    return {"id": f"call_{uuid4().hex[:20]}", "type": "function", "function": function}


def _finish(step: Step) -> str:
    return step.get("finish") or ("tool_calls" if step.get("tools") else "stop")


def _chunk(delta: Json, model: str, *, finish: str | None = None, **more: Any) -> bytes:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return event({**_head(model, "chat.completion.chunk"), "choices": choices, **more})


def _head(model: str, kind: str) -> Json:
    return {"id": "chatcmpl-scripted", "object": kind, "created": 1_700_000_000, "model": model}


def _usage(reply: Reply) -> Json:
    tokens = reply.tokens
    return {
        "prompt_tokens": tokens.prompt,
        "completion_tokens": tokens.completion,
        "total_tokens": tokens.prompt + tokens.completion,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning},
    }


def _timings(reply: Reply) -> Json:
    tokens = reply.tokens
    return {
        "cache_n": tokens.cached,
        "prompt_n": tokens.prompt - tokens.cached,
        "prompt_ms": 123.4,
        "prompt_per_second": 1000.0,
        "predicted_n": tokens.completion,
        "predicted_ms": 456.7,
        "predicted_per_second": 50.0,
    }
