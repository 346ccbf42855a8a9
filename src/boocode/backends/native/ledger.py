"""What the next request of a chat would hold, item by item, in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from boocode.backends.native.attached import AttachmentContents
from boocode.backends.native.equipment import Equipment
from boocode.backends.native.system_prompt import Place, base_prompt, guidance_text
from boocode.contracts.agents import SessionKey, SessionSpec, said_in
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.models import ContextItem, ContextKind, ContextReport
from boocode.contracts.wire.parts import AttachmentPart, TextPart, ToolCallPart, ToolResultPart
from boocode.kernel.clock import now
from boocode.llm.tokens import IMAGE_TOKENS, PER_MESSAGE

COUNTED_EXACTLY = 150  # items; longer conversations are estimated


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: ContextKind
    label: str
    text: str
    message_id: UUID | None = None
    extra: int = 0  # tokens besides its text


async def context_report(
    equipment: Equipment, key: SessionKey, spec: SessionSpec, conversation: Sequence[Message]
) -> ContextReport:
    """What the chat's next request would hold besides the new prompt.

    Args:
        spec: With the model that would answer; without one, the default.
        conversation: The shown path, oldest first.
    """
    model_id = spec.model or equipment.catalog.default_model
    model = equipment.catalog.find(model_id or "")
    scope = equipment.scope_of(key, spec, None)
    tools = [] if model and model.tools is False else equipment.toolbox.specs(scope)
    guidance = await equipment.guidance.of(spec.directory, scope.denied)
    names = [str(tool["function"]["name"]) for tool in tools]
    place = Place(spec.directory, now().astimezone().date())
    contents = AttachmentContents(
        equipment.attachments, equipment.read_blob, equipment.toolbox, scope, sees=bool(model and model.vision)
    )
    entries = [_Entry("system", "Instructions", base_prompt(place, names), extra=PER_MESSAGE)]
    entries += [_Entry("guidance", file.path, guidance_text(file)) for file in guidance]
    entries += [_Entry("tools", f"{len(tools)} tools", orjson.dumps(tools).decode())] if tools else []
    for message in conversation:
        entries += await _entries_of(message, contents)
    return await _counted(equipment, model_id, (model and model.context_size) or equipment.context_tokens, entries)


async def _entries_of(message: Message, contents: AttachmentContents) -> list[_Entry]:
    """A message's items: its texts as one, then what is attached, called and given back."""
    said = "".join(part.text for part in message.parts if isinstance(part, TextPart))
    if message.role == "user":
        said = "\n\n".join(said_in(message))
    who = "You" if message.role == "user" else "Answer"
    entries = [_Entry("message", f"{who}: {_short(said)}", said, message.id, PER_MESSAGE)] if said else []
    titles = {part.id: f"{part.tool} {part.title}".strip() for part in message.parts if isinstance(part, ToolCallPart)}
    for part in message.parts:
        match part:
            case AttachmentPart():
                content = await contents.content(part)
                if content["type"] == "text":
                    entries.append(_Entry("attachment", part.name, content["text"], message.id))
                else:
                    entries.append(_Entry("attachment", part.name, "", message.id, IMAGE_TOKENS))
            case ToolCallPart():
                written = part.tool + orjson.dumps(part.arguments).decode()
                entries.append(_Entry("message", f"Call: {titles[part.id]}", written, message.id, PER_MESSAGE))
            case ToolResultPart():
                label = titles.get(part.call_part_id, "Result")
                entries.append(_Entry("tool_result", label, part.text, message.id, PER_MESSAGE))
            case _:
                pass
    return entries


async def _counted(
    equipment: Equipment, model_id: str | None, size: int | None, entries: Sequence[_Entry]
) -> ContextReport:
    texts = [entry.text for entry in entries]
    if len(texts) <= COUNTED_EXACTLY:
        counted = await equipment.counter.count(texts, model_id)
        tokens, exact = counted.tokens, counted.exact
    else:
        tokens, exact = [equipment.counter.estimate(text, model_id) for text in texts], False
    items = [
        ContextItem(kind=entry.kind, label=entry.label, tokens=count + entry.extra, message_id=entry.message_id)
        for entry, count in zip(entries, tokens, strict=True)
    ]
    return ContextReport(
        size=size, used=sum(item.tokens for item in items), source="server" if exact else "estimate", items=items
    )


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= 60 else line[:59] + "…"
