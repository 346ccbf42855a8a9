"""What is attached to user messages, as content for the model."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from boocode.contracts.ports import AttachmentContent, AttachmentReader
from boocode.contracts.wire.parts import AttachmentPart
from boocode.files.kinds import PictureKind, decode, kind_of
from boocode.kernel.errors import BooError
from boocode.kernel.text import clean
from boocode.llm.request import ImageContent, TextContent
from boocode.tools.model import ToolResult, ToolScope
from boocode.tools.registry import Toolbox

TEXT_LIMIT = 120_000  # characters of one attachment
IMAGE_LIMIT = 12 * 1024 * 1024  # bytes of one picture

Content = TextContent | ImageContent
ReadBlob = Callable[[str], Awaitable[bytes]]


@dataclass(slots=True)
class AttachmentContents:
    """Reads attachments for one request.

    Attributes:
        sees: The model can look at pictures.
        unseen: Names of pictures that it could not be given.
    """

    reader: AttachmentReader
    read_blob: ReadBlob
    toolbox: Toolbox
    scope: ToolScope
    sees: bool
    text_limit: int = TEXT_LIMIT
    unseen: list[str] = field(default_factory=list[str])

    async def content(self, part: AttachmentPart) -> Content:
        """What the model gets of an attachment. One that cannot be read is said to be so."""
        try:
            if part.attachment_id is not None:
                return self._of_bytes(part, await self.reader.read_attachment(part.attachment_id))
            return text(await self._of_path(part))
        except BooError as error:
            return text(f"[The attachment {part.name} could not be read: {error.message}]")

    async def pictures(self, shas: list[str], title: str) -> list[Content]:
        """Pictures that a tool gave back, for models that see."""
        if not self.sees or not shas:
            return []
        found: list[Content] = [text(f"[What {title} shows:]")]
        for sha256 in shas:
            try:
                found.append(_picture(await self.read_blob(sha256)))
            except BooError as error:
                found.append(text(f"[A picture is gone: {error.message}]"))
        return found

    def _of_bytes(self, part: AttachmentPart, content: AttachmentContent) -> Content:
        kind = kind_of(content.data)
        if isinstance(kind, PictureKind):
            if self.sees and len(content.data) <= IMAGE_LIMIT:
                return _picture(content.data)
            self.unseen.append(part.name)
            return text(f"[The picture {part.name} is attached, but you cannot see it. Say so if it matters.]")
        said = decode(content.data)
        if said is None:
            return text(f"[The file {part.name} ({part.media_type}, {part.size:,} bytes) is attached; it is not text.]")
        return text(self._framed(part.name, clean(said)))

    async def _of_path(self, part: AttachmentPart) -> str:
        """A file or directory of the project, through the same guarded tools that the model has."""
        path = part.path or part.name
        tool = "list_dir" if path.endswith("/") else "view_file"
        outcome = await self.toolbox.call(tool, json.dumps({"path": path}), self.scope)
        return self._framed(path, outcome.text) if isinstance(outcome, ToolResult) else ""

    def _framed(self, name: str, said: str) -> str:
        cut = ""
        if len(said) > self.text_limit:
            cut = f"\n[Cut: the first {self.text_limit:,} of {len(said):,} characters.]"
        shown = name.replace('"', "'")
        return f'<attachment name="{shown}">\n{said[: self.text_limit]}{cut}\n</attachment>'


def text(said: str) -> TextContent:
    return {"type": "text", "text": said}


def _picture(data: bytes) -> ImageContent:
    kind = kind_of(data)
    media_type = kind.media_type if isinstance(kind, PictureKind) else "image/png"
    return {"type": "image_url", "image_url": {"url": f"data:{media_type};base64,{base64.b64encode(data).decode()}"}}
