"""Attachments and stored tool output: bytes in, bytes out, never interpreted by a browser."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes import Attachment
from boocode.web.uploads import received_file

router = area("attachments")

# Whatever the bytes are: no script, no plugin, no form, on an origin of their own.
INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=31536000, immutable",
}
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post(
    "/attachments",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            "kind": {"type": "string", "enum": ["file", "image", "paste"]},
                        },
                    }
                }
            },
        }
    },
)
async def upload_attachment(
    request: Request, services: Use, caller: Caller, chat_id: Annotated[UUID | None, Query()] = None
) -> Attachment:
    """Store a file of at most 32 MB, to be named in a prompt."""
    upload = await received_file(request)
    stored = await services.attachments.add(
        upload.content, name=upload.name, kind=upload.kind, claimed_type=upload.media_type, chat_id=chat_id
    )
    return Attachment(id=stored.id, name=stored.name, media_type=stored.media_type, size=stored.size, kind=stored.kind)


@router.get("/attachments/{attachment_id}", response_class=Response)
async def read_attachment(attachment_id: UUID, services: Use, caller: Caller) -> Response:
    """The bytes. Pictures are shown in place, anything else is a download."""
    stored, content = await services.attachments.open(attachment_id)
    shown = "inline" if stored.is_image else "attachment"
    headers = INERT | {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(stored.name, safe='')}",
        "Content-Length": str(stored.size),
    }
    return StreamingResponse(content, media_type=stored.served_type, headers=headers)


@router.delete("/attachments/{attachment_id}", status_code=204)
async def delete_attachment(attachment_id: UUID, services: Use, caller: Caller) -> None:
    """Drop an attachment that no message uses."""
    await services.attachments.delete(attachment_id)


@router.get("/parts/{part_id}/output", response_class=PlainTextResponse)
async def read_output(part_id: UUID, services: Use, caller: Caller) -> Response:
    """The whole output of a tool call."""
    content = await services.attachments.open_output(part_id)
    return StreamingResponse(content, media_type="text/plain; charset=utf-8", headers=INERT)


@router.get("/parts/{part_id}/images/{sha256}", response_class=Response)
async def read_image(part_id: UUID, sha256: Sha256, services: Use, caller: Caller) -> Response:
    """A picture that a tool call gave."""
    media_type, content = await services.attachments.open_image(part_id, sha256)
    return StreamingResponse(content, media_type=media_type, headers=INERT | {"Content-Disposition": "inline"})
