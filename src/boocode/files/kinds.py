"""What a file is, told from its first bytes: text in some encoding, a picture, or something else."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

SAMPLE_BYTES = 32 * 1024

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
_OTHERS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x7fELF", "an ELF executable or library"),
    (b"MZ", "a Windows executable"),
    (b"\xcf\xfa\xed\xfe", "a macOS executable"),
    (b"\xca\xfe\xba\xbe", "a Java class or macOS universal binary"),
    (b"\x00asm", "a WebAssembly module"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"OggS", "Ogg audio or video"),
    (b"ID3", "MP3 audio"),
    (b"RIFF", "RIFF audio or video"),
    (b"wOF2", "a font"),
    (b"wOFF", "a font"),
    (b"\x00\x01\x00\x00", "a font"),
)
# Tried where bytes are not UTF-8 and not Western; the detector's other guesses are mostly wrong for source code.
_PLAUSIBLE = [
    "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp1251", "koi8_r", "cp1250", "cp1253", "cp1255", "cp1256", "cp874",
]  # fmt: skip
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_HIGH_LINES = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")
_CONTROL_BYTES = re.compile(rb"[\x01-\x06\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class TextKind:
    """Text. `wide` encodings have more than one byte per newline."""

    encoding: str

    @property
    def wide(self) -> bool:
        return self.encoding.startswith(("utf-16", "utf-32"))


@dataclass(frozen=True, slots=True)
class PictureKind:
    """A picture that vision models take."""

    media_type: str


@dataclass(frozen=True, slots=True)
class BinaryKind:
    """Neither. `description` completes "it is …"."""

    description: str


FileKind = TextKind | PictureKind | BinaryKind


def kind_of(sample: bytes) -> FileKind:
    """What a file is, from its first `SAMPLE_BYTES`."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return TextKind(encoding)
    if sample[:4] == b"RIFF" and sample[8:12] == b"WEBP":
        return PictureKind("image/webp")
    for magic, media_type in _PICTURES:
        if sample.startswith(magic):
            return PictureKind(media_type)
    if b"\x00" in sample or len(_CONTROL_BYTES.findall(sample)) * 20 > len(sample):
        return BinaryKind(next((what for magic, what in _OTHERS if sample.startswith(magic)), "a binary file"))
    for magic, what in _OTHERS[:7]:
        if sample.startswith(magic):
            return BinaryKind(what)
    return TextKind(encoding_of(sample))


def encoding_of(sample: bytes) -> str:
    """The encoding of text without a byte order mark; `cp1252` where bytes are not UTF-8 and look Western."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # not final: the sample may end inside a character
        return "utf-8"
    except UnicodeDecodeError:
        runs = _HIGH_BYTES.findall(sample)
    if sum(map(len, runs)) <= 1.5 * len(runs):
        return "cp1252"  # single accented letters between ASCII ones
    from charset_normalizer import from_bytes

    best = from_bytes(b"".join(_HIGH_LINES.findall(sample)), cp_isolation=_PLAUSIBLE).best()
    return best.encoding if best else "cp1252"


def decode(content: bytes) -> str | None:
    """All of a small file as text; None where it is not text."""
    kind = kind_of(content[:SAMPLE_BYTES])
    return content.decode(kind.encoding, "replace") if isinstance(kind, TextKind) else None
