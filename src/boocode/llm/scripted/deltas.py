"""A step as the deltas of an OpenAI chat completion stream."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from boocode.llm.scripted.scripts import Step
from boocode.llm.scripted.tools import Schemas, tool_call

Delta = dict[str, Any]

_BANNER = ("━━━━━\n", "llama-swap loading model: scripted\n", "Warming up the llamas", ".", ".", "\nDone! (1.23s)\n")
_TAGS = {
    "think": ("<think>", "</think>\n\n"),
    "thinking": ("<thinking>", "</thinking>\n"),
    "unclosed_think": ("<think>", ""),
}


def words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def deltas(step: Step, schemas: Schemas) -> Iterator[Delta]:
    """What the model says in this step, delta by delta."""
    if step.get("loading"):
        yield from ({"reasoning_content": piece} for piece in (*_BANNER, "━━━━━\n", " \n"))
    yield from _reasoning(step)
    yield from _text(step)
    yield from step.get("raw", [])
    for index, call in enumerate(step.get("tools", [])):
        name, arguments = tool_call(call, schemas)
        if step.get("bad_json"):
            arguments = arguments[: len(arguments) // 2]
        yield from _call(index, name, arguments)


def finish_of(step: Step) -> str:
    return step.get("finish") or ("tool_calls" if step.get("tools") else "stop")


def usage_of(body: bytes, step: Step) -> dict[str, Any]:
    """Plausible numbers: four bytes a token, half of the prompt cached."""
    prompt, reasoning = max(1, len(body) // 4), len(words(step.get("reason", "")))
    said = len(words(step.get("say", ""))) * step.get("repeat", 1)
    completion = max(1, said + reasoning + 12 * len(step.get("tools", [])))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": prompt // 2},
        "completion_tokens_details": {"reasoning_tokens": reasoning},
    }


def timings_of(usage: dict[str, Any]) -> dict[str, Any]:
    cached = usage["prompt_tokens_details"]["cached_tokens"]
    return {
        "cache_n": cached,
        "prompt_n": usage["prompt_tokens"] - cached,
        "prompt_ms": 123.4,
        "prompt_per_second": 1000.0,
        "predicted_n": usage["completion_tokens"],
        "predicted_ms": 456.7,
        "predicted_per_second": 50.0,
    }


def _reasoning(step: Step) -> Iterator[Delta]:
    if not (reason := step.get("reason")):
        return
    form = step.get("reason_as", "reasoning_content")
    if form in ("reasoning_content", "reasoning"):
        yield from ({form: word} for word in words(reason))
        return
    opening, closing = _TAGS[form]
    tagged = f"{opening}\n{reason}\n{closing}"
    yield from ({"content": tagged[at : at + 5]} for at in range(0, len(tagged), 5))


def _text(step: Step) -> Iterator[Delta]:
    said = words(step.get("say", ""))
    for _ in range(step.get("repeat", 1)):
        for word in said:
            yield {"content": f"⟨{time.monotonic_ns()}⟩{word}" if step.get("timestamps") else word}


def _call(index: int, name: str, arguments: str) -> Iterator[Delta]:
    call_id = f"call_{uuid4().hex[:20]}"
    yield {
        "tool_calls": [{"index": index, "id": call_id, "type": "function", "function": {"name": name, "arguments": ""}}]
    }
    for at in range(0, len(arguments), 24):
        yield {"tool_calls": [{"index": index, "function": {"arguments": arguments[at : at + 24]}}]}


def event(delta: Delta, *, model: str, finish: str | None = None, **more: Any) -> bytes:
    """One event of the stream."""
    body = {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        **more,
    }
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"
