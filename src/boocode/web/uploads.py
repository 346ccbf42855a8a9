"""Multipart uploads: one file and a word about it, bounded while they arrive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from boocode.chats.attachments import MAX_BYTES, Kind
from boocode.chats.errors import AttachmentTooLarge
from boocode.kernel.text import clean
from boocode.web.bodies import MAX_SWALLOWED_BYTES
from boocode.web.errors import BadUpload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

KINDS = ("file", "image", "paste")
MAX_FIELD_BYTES = 1000
MAX_HEADER_BYTES = 8000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as its sender describes it."""

    name: str
    media_type: str
    kind: Kind | None
    content: bytes


@dataclass(slots=True)
class _Piece:
    """One part of the form while it is read. `content` is None once there was too much of it."""

    header: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    headers: dict[str, bytes] = field(default_factory=dict[str, bytes])
    content: bytearray | None = field(default_factory=bytearray)

    @property
    def disposition(self) -> dict[bytes, bytes]:
        return parse_options_header(self.headers.get("content-disposition", b""))[1]

    @property
    def name(self) -> str:
        return self.disposition.get(b"name", b"").decode("utf-8", "replace")


class _Form:
    """The form's parts, as the parser reports them."""

    def __init__(self) -> None:
        self.pieces: dict[str, _Piece] = {}
        self.complete = False
        self._piece = _Piece()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._grow(self._piece.header, data[start:end]),
            "on_header_value": lambda data, start, end: self._grow(self._piece.value, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._piece = _Piece()

    def _grow(self, buffer: bytearray, piece: bytes) -> None:
        buffer += piece
        if len(buffer) > MAX_HEADER_BYTES or len(self._piece.headers) > 20:
            raise BadUpload("A header of this form is too long.")

    def _end_header(self) -> None:
        piece = self._piece
        piece.headers[piece.header.decode("latin-1").lower()] = bytes(piece.value)
        piece.header.clear()
        piece.value.clear()

    def _end_headers(self) -> None:
        name = self._piece.name
        if name not in ("file", "kind") or name in self.pieces:
            raise BadUpload("Send a form with one `file`, and `kind` if you like.", field=clean(name)[:100])
        self.pieces[name] = self._piece

    def _add(self, data: bytes, start: int, end: int) -> None:
        piece = self._piece
        if piece.content is None:
            return
        piece.content += data[start:end]
        if len(piece.content) > (MAX_BYTES if piece.name == "file" else MAX_FIELD_BYTES):
            piece.content = None

    def _end(self) -> None:
        self.complete = True


async def received_file(request: Request) -> Upload:
    """The form's `file`.

    Raises:
        BadUpload: It is not a multipart form with a file.
        AttachmentTooLarge: The file is over 32 MB.
    """
    form = _Form()
    parser = MultipartParser(_boundary(request), form.callbacks())
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MAX_BYTES + MAX_SWALLOWED_BYTES:
                raise _too_large()
            parser.write(chunk)
    except MultipartParseError as error:
        raise BadUpload(f"The form is broken: {error}.") from error
    if not form.complete and size == 0:
        raise ClientDisconnect
    return _upload(form)


def _upload(form: _Form) -> Upload:
    file = form.pieces.get("file")
    if file is None or not form.complete:
        raise BadUpload("The form has no `file`, or ends too early.")
    if file.content is None:
        raise _too_large()
    return Upload(
        name=_unescaped(file.disposition.get(b"filename", b"file").decode("utf-8", "replace")),
        media_type=file.headers.get("content-type", b"").decode("latin-1"),
        kind=_kind(form.pieces.get("kind")),
        content=bytes(file.content),
    )


def _kind(piece: _Piece | None) -> Kind | None:
    if piece is None:
        return None
    word = (piece.content or b"").decode("utf-8", "replace")
    if word not in KINDS:
        raise BadUpload("`kind` is one of file, image and paste.", kind=clean(word)[:100])
    return word


def _unescaped(name: str) -> str:
    """A file name without the three escapes of forms (HTML Standard, multipart/form-data)."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _boundary(request: Request) -> bytes:
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if media_type != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        raise BadUpload("Send the file as multipart/form-data, in a field named `file`.")
    return boundary


def _too_large() -> AttachmentTooLarge:
    return AttachmentTooLarge(f"An attachment may have {MAX_BYTES // 2**20} MB at most.", limit=MAX_BYTES)
