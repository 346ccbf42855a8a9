"""What is sent to a model: an OpenAI chat completion request.

Source: https://platform.openai.com/docs/api-reference/chat/create, as llama.cpp, Ollama, vLLM and others take it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NotRequired, TypedDict

import orjson


class TextContent(TypedDict):
    type: Literal["text"]
    text: str


class ImageUrl(TypedDict):
    url: str


class ImageContent(TypedDict):
    type: Literal["image_url"]
    image_url: ImageUrl


class CalledFunction(TypedDict):
    name: str
    arguments: str


class CalledTool(TypedDict):
    id: str
    type: Literal["function"]
    function: CalledFunction


class SystemMessage(TypedDict):
    role: Literal["system"]
    content: str


class UserMessage(TypedDict):
    role: Literal["user"]
    content: str | list[TextContent | ImageContent]


class AssistantMessage(TypedDict):
    role: Literal["assistant"]
    content: str | None
    tool_calls: NotRequired[list[CalledTool]]


class ToolMessage(TypedDict):
    role: Literal["tool"]
    tool_call_id: str
    content: str


ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage


class OfferedFunction(TypedDict):
    name: str
    description: str
    parameters: Mapping[str, object]


class OfferedTool(TypedDict):
    type: Literal["function"]
    function: OfferedFunction


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request for an answer.

    Attributes:
        conversation: Names the chat to the server (`X-Session-ID`), so that its in-flight view and caches can tell
            chats apart.
        effort: Reasoning effort; only for models that take one.
        extra: More fields of the body, for servers that are known to take them.
    """

    model: str
    messages: Sequence[ChatMessage]
    tools: Sequence[OfferedTool] = ()
    conversation: str = ""
    effort: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    extra: Mapping[str, object] = field(default_factory=dict[str, object])

    def body(self) -> bytes:
        """The JSON to POST. Lone surrogates cannot occur in it: text is cleaned where it enters the system."""
        fields: dict[str, object] = {
            "model": self.model,
            "messages": self.messages,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if self.tools:
            fields["tools"] = self.tools
        optional = {
            "reasoning_effort": self.effort,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
        }
        fields |= {name: value for name, value in optional.items() if value is not None}
        return orjson.dumps(fields | dict(self.extra))
