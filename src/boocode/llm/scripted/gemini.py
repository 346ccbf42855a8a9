"""Google's generateContent, as gemini asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from uuid import uuid4

from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.scripted.choosing import Asked
from boocode.llm.scripted.dialect import Json, Reply, event
from boocode.llm.scripted.schemas import something
from boocode.llm.scripted.tools import offered


class GeminiDialect:
    """Implements `dialect.Dialect` for `:generateContent` and `:streamGenerateContent`."""

    def asked(self, body: Mapping[str, object]) -> Asked:
        said: list[tuple[str, str]] = []
        for content in map(as_dict, as_list(body.get("contents"))):
            if content.get("role") != "model":
                said += [saying for part in as_list(content.get("parts")) if (saying := _saying(as_dict(part)))]
        return Asked(tuple(said), offered(body.get("tools")))

    def speaking(self, reply: Reply) -> Iterator[bytes]:
        for part in _parts(reply)[:-1]:
            yield event(_chunk([part], reply))

    def ending(self, reply: Reply) -> Iterator[bytes]:
        yield event(_chunk(_parts(reply)[-1:], reply, last=True))

    def whole(self, reply: Reply) -> Json:
        return _chunk(_parts(reply), reply, last=True)


def count_tokens(size: int) -> Json:
    """The answer of `:countTokens`."""
    return {"totalTokens": max(1, size // 4)}


def _saying(part: Mapping[str, object]) -> tuple[str, str] | None:
    if "functionResponse" in part:
        return "result", json.dumps(as_dict(part["functionResponse"]).get("response"))
    return ("user", as_str(part["text"])) if "text" in part else None


def _parts(reply: Reply) -> list[Json]:
    config = as_dict(reply.body.get("generationConfig"))
    if schema := as_dict(config.get("responseJsonSchema")) or as_dict(config.get("responseSchema")):
        return [{"text": json.dumps(something(schema))}]
    reason = reply.step.get("reason")
    thought: list[Json] = [{"text": f"**Scripted** {reason}", "thought": True}] if reason else []
    said: list[Json] = [{"text": word} for word in reply.said]
    calls: list[Json] = [
        {"functionCall": {"name": call.name, "args": call.parsed, "id": f"call_{uuid4().hex[:12]}"}}
        for call in reply.calls
    ]
    return [*thought, *said, *calls] or [{"text": ""}]


def _chunk(parts: list[Json], reply: Reply, *, last: bool = False) -> Json:
    candidate: Json = {"content": {"role": "model", "parts": parts}, "index": 0}
    chunk: Json = {"candidates": [candidate], "modelVersion": reply.model, "responseId": "scripted"}
    if not last:
        return chunk
    candidate["finishReason"] = "MAX_TOKENS" if reply.step.get("finish") == "length" else "STOP"
    tokens = reply.tokens
    return chunk | {
        "usageMetadata": {
            "promptTokenCount": tokens.prompt,
            "candidatesTokenCount": tokens.completion,
            "totalTokenCount": tokens.prompt + tokens.completion,
            "cachedContentTokenCount": tokens.cached,
            "thoughtsTokenCount": tokens.reasoning,
        }
    }
