"""Editing text in the encoding it has: what is not touched stays the same, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from boocode.files.kinds import SAMPLE_BYTES, TextKind, kind_of
from boocode.kernel.errors import Invalid


class NotText(Invalid):
    """The content is not text, or the text cannot be written in the file's encoding."""

    code = "not_text"


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A file's text, and how to write it back."""

    text: str
    encoding: str
    errors: str = "strict"

    def encode(self, text: str) -> bytes:
        """Another text in the same encoding.

        Raises:
            NotText: The encoding lacks a character.
        """
        try:
            return text.encode(self.encoding, self.errors)
        except UnicodeEncodeError as error:
            raise NotText(
                f"The file is in {self.encoding}, which has no {text[error.start]!r}. Use other characters."
            ) from error


def decode_exactly(content: bytes) -> EncodedText:
    """The text of a file such that encoding it again gives the same bytes.

    Raises:
        NotText: It is a picture or another binary file.
    """
    kind = kind_of(content[:SAMPLE_BYTES])
    if not isinstance(kind, TextKind):
        raise NotText("This is not a text file.")
    for encoding, errors in ((kind.encoding, "strict"), ("utf-8", "strict"), ("utf-8", "surrogateescape")):
        try:
            text = content.decode(encoding, errors)
            if text.encode(encoding, errors) == content:
                return EncodedText(text, encoding, errors)
        except UnicodeError:
            continue
    raise NotText("The file's text cannot be edited without changing other bytes of it.")
