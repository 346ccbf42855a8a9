"""A user message as agents with a protocol of their own get it: text, pictures, and the names of files."""

from __future__ import annotations

from dataclasses import dataclass

from boocode.backends.transcript import HANDOVER_CHARACTERS, told_before
from boocode.contracts.agents import Prompt, said_in
from boocode.contracts.ports import AttachmentContent, AttachmentReader
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import AttachmentPart
from boocode.files.kinds import PictureKind, decode, kind_of
from boocode.kernel.errors import BooError
from boocode.kernel.text import clean

TEXT_LIMIT = 60_000  # characters of one attachment
IMAGE_LIMIT = 5 * 1024 * 1024  # bytes of one picture


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PromptContent:
    """What is sent to an agent.

    Attributes:
        text: All that is text, in the order it is to be read.
        pictures: For agents that take them.
        references: Files and directories (ending in `/`) of the working directory that the user pointed at; they are
            named in `text`, too.
        unseen: Names of pictures that could not be given.
    """

    text: str
    pictures: tuple[Picture, ...] = ()
    references: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


def user_message(prompt: Prompt) -> Message | None:
    """The user message that the turn answers."""
    mine = [m for m in prompt.conversation if m.role == "user"]
    return next((m for m in mine if m.id == prompt.message_id), mine[-1] if mine else None)


async def read_prompt(
    prompt: Prompt, attachments: AttachmentReader, *, sees: bool, handover_characters: int = HANDOVER_CHARACTERS
) -> PromptContent:
    """What the agent gets for one turn: what it must know first, the user's words, and what is attached.

    An attachment that cannot be read is said to be so; pictures go to those who `sees` only.
    """
    message = user_message(prompt)
    said = "\n\n".join(said_in(message)) if message else ""
    texts: list[str] = []
    pictures: list[Picture] = []
    references: list[str] = []
    unseen: list[str] = []
    for part in message.parts if message else []:
        if not isinstance(part, AttachmentPart):
            continue
        match await _attached(part, attachments, sees=sees):
            case Picture() as picture:
                pictures.append(picture)
            case str(text):
                texts.append(text)
            case None if part.attachment_id is None:
                references.append(part.path or part.name)
            case None:
                unseen.append(part.name)
                texts.append(f"[The picture {part.name} is attached, but you cannot see it. Say so if it matters.]")
    if references:
        texts.append("The user refers to: " + ", ".join(f"`{path}`" for path in references))
    before = told_before(prompt, handover_characters)
    whole = "\n\n".join(text for text in (before, said, *texts) if text)
    return PromptContent(clean(whole), tuple(pictures), tuple(references), tuple(unseen))


async def _attached(part: AttachmentPart, reader: AttachmentReader, *, sees: bool) -> Picture | str | None:
    if part.attachment_id is None:
        return None
    try:
        content = await reader.read_attachment(part.attachment_id)
    except BooError as error:
        return f"[The attachment {part.name} could not be read: {error.message}]"
    return _content(part, content, sees=sees)


def _content(part: AttachmentPart, content: AttachmentContent, *, sees: bool) -> Picture | str | None:
    kind = kind_of(content.data)
    if isinstance(kind, PictureKind):
        fits = sees and len(content.data) <= IMAGE_LIMIT
        return Picture(part.name, kind.media_type, content.data) if fits else None
    text = decode(content.data)
    if text is None:
        return f"[The file {part.name} ({part.media_type}, {part.size:,} bytes) is attached; it is not text.]"
    cut = f"\n[Cut: the first {TEXT_LIMIT:,} of {len(text):,} characters.]" if len(text) > TEXT_LIMIT else ""
    name = part.name.replace('"', "'")
    return f'<attachment name="{name}">\n{text[:TEXT_LIMIT]}{cut}\n</attachment>'
