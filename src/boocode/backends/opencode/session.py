"""An open conversation with opencode, and the prompts that are sent to it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

import anyio

from boocode.backends.opencode.offer import Offer
from boocode.backends.prompting import PromptContent, read_prompt, user_message
from boocode.backends.transcript import handover_limit
from boocode.contracts.agents import AgentSession, Prompt, said_in
from boocode.contracts.launch import Launch
from boocode.contracts.ports import AttachmentReader


@dataclass(slots=True)
class OpencodeSession(AgentSession):
    """A session of opencode's.

    Attributes:
        scope: Of the turn under way.
        mode: Which mode's permission rules it has; None: not known.
    """

    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class PromptBody:
    """What is posted for a turn.

    Attributes:
        is_command: It begins with a command of opencode's, which has a route of its own.
        context_size: Of the model that answers.
    """

    body: Mapping[str, object]
    mode: str
    is_command: bool
    context_size: int | None

    def with_id(self, message_id: str) -> Mapping[str, object]:
        return {**self.body, "messageID": message_id}


async def prompt_body(
    session: OpencodeSession, prompt: Prompt, offer: Offer, attachments: AttachmentReader, launch: Launch
) -> PromptBody:
    """What to post. Model, mode and thinking are sent each time: opencode keeps what it was given last.

    Args:
        launch: Names model and mode where neither prompt nor session does.

    Raises:
        UnknownModel, UnknownMode: opencode does not have it.
    """
    name = offer.named(prompt.model or session.spec.model or launch.model)
    known = offer.models.get(name) if name else None
    mode = offer.mode(prompt.mode or session.spec.mode or launch.mode)
    content = await read_prompt(
        prompt,
        attachments,
        sees=bool(known and known.vision),
        handover_characters=handover_limit(known.context_size if known else None),
    )
    thinking = prompt.thinking or session.spec.thinking
    variant = {"variant": thinking} if thinking and name and thinking in offer.variants.get(name, ()) else {}
    body: dict[str, object] = {"agent": mode, **variant}
    command = _command(prompt, content, offer)
    if command is not None:
        body |= {**command, **({"model": name} if name else {})}
        body["parts"] = _pictures(content)
    else:
        body["parts"] = [{"type": "text", "text": content.text}, *_pictures(content)]
        if name:
            provider, _, model_id = name.partition("/")
            body["model"] = {"providerID": provider, "modelID": model_id}
    return PromptBody(body, mode, command is not None, known.context_size if known else None)


def _command(prompt: Prompt, content: PromptContent, offer: Offer) -> Mapping[str, str] | None:
    """`/name arguments`, where opencode has a command of that name."""
    message = user_message(prompt)
    said = "\n\n".join(said_in(message)) if message else ""
    name, _, arguments = said.removeprefix("/").partition(" ")
    if not said.startswith("/") or all(command.name != name for command in offer.commands):
        return None
    return {"command": name, "arguments": content.text.replace(said, arguments, 1)}


def _pictures(content: PromptContent) -> list[Mapping[str, str]]:
    return [
        {
            "type": "file",
            "mime": picture.media_type,
            "filename": picture.name,
            "url": f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}",
        }
        for picture in content.pictures
    ]
