"""The conversation as the model gets it.

Reasoning and notices are never sent. A call without a result, because the turn was interrupted or stopped, gets one
that says so: a request with an unanswered call would be refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson

from boocode.backends.native.attached import AttachmentContents, Content, text
from boocode.backends.native.steps import Step, steps_of
from boocode.contracts.agents import said_in
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import AttachmentPart, ToolCallPart, ToolCallState
from boocode.llm.request import CalledTool, ChatMessage, ToolMessage, UserMessage

_WITHOUT_RESULT: dict[ToolCallState, str] = {
    "cancelled": "[The user stopped this call before it was done.]",
    "waiting": "[The user has not answered.]",
}
_INTERRUPTED = "[This call was interrupted; it has no result. Make it again if you still need it.]"


async def chat_messages(conversation: Sequence[Message], contents: AttachmentContents) -> list[ChatMessage]:
    """All messages, oldest first; neighbouring user messages become one, as some chat templates demand."""
    messages: list[ChatMessage] = []
    for message in conversation:
        if message.role == "user":
            add_user(messages, await user_content(message, contents))
            continue
        for step in steps_of(message.parts):
            messages.extend(assistant_messages(step))
            for said in await result_pictures(step, contents):
                add_user(messages, [said])
            for steered in step.steered:
                add_user(messages, [text(steered)])
    return messages


async def user_content(message: Message, contents: AttachmentContents) -> list[Content]:
    """A user message: its text, then what is attached to it."""
    said = "\n\n".join(said_in(message))
    attached = [await contents.content(part) for part in message.parts if isinstance(part, AttachmentPart)]
    return [*([text(said)] if said else []), *attached]


def add_user(messages: list[ChatMessage], content: list[Content]) -> None:
    """Add user content, to the last message if that is the user's too. Text alone becomes a plain string."""
    if messages and (last := messages[-1])["role"] == "user":
        before = last["content"]
        content = [*([text(before)] if isinstance(before, str) else before), *content]
        messages.pop()
    if any(part["type"] == "image_url" for part in content):
        messages.append(UserMessage(role="user", content=content))
    else:
        said = "\n\n".join(part["text"] for part in content if part["type"] == "text")
        messages.append(UserMessage(role="user", content=said))


def assistant_messages(step: Step) -> list[ChatMessage]:
    """A model round and the results of its calls. Nothing, if the model said nothing."""
    if not step.calls:
        return [{"role": "assistant", "content": step.text}] if step.text else []
    said: ChatMessage = {
        "role": "assistant",
        "content": step.text or None,
        "tool_calls": [called(call.call_id, call.tool, orjson.dumps(call.arguments).decode()) for call in step.calls],
    }
    return [said, *(_result(step, call) for call in step.calls)]


def called(call_id: str, tool: str, arguments: str) -> CalledTool:
    """A call the model made. A name it made up is sent back in the letters that servers take."""
    tool = re.sub(r"[^A-Za-z0-9_-]", "_", tool)[:64] or "unknown"
    return {"id": call_id, "type": "function", "function": {"name": tool, "arguments": arguments}}


def tool_message(call_id: str, said: str) -> ToolMessage:
    return {"role": "tool", "tool_call_id": call_id, "content": said or "(no output)"}


async def result_pictures(step: Step, contents: AttachmentContents) -> list[Content]:
    """Pictures in the results of a round, which can only be sent as user content."""
    found: list[Content] = []
    for call in step.calls:
        if (result := step.results.get(call.id)) and result.images:
            found += await contents.pictures(result.images, call.title)
    return found


def _result(step: Step, call: ToolCallPart) -> ToolMessage:
    if result := step.results.get(call.id):
        cut = "\n[Interrupted here; it was not done.]" if result.state == "interrupted" else ""
        return tool_message(call.call_id, result.text + cut)
    return tool_message(call.call_id, _WITHOUT_RESULT.get(call.state, _INTERRUPTED))
