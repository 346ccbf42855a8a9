"""What programs print, without what reaches beyond the screen: titles, the clipboard, notifications, queries.

A streaming version of the string states of the VT500 parser (https://vt100.net/emu/dec_ansi_parser), as terminal
emulators in browsers implement it: sequences may be cut at any byte, and a sequence that the browser would understand
is understood here. Operating system commands are dropped but for those of a list; DCS, SOS, PM and APC are dropped.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import Enum, auto

from boocode.kernel.text import clean

MAX_TITLE_CHARS = 200
MAX_CLIPBOARD_BYTES = 128 * 1024
MAX_COMMAND_BYTES = 4096
_MAX_KEPT = MAX_CLIPBOARD_BYTES * 4 // 3 + 64
_HARMLESS = {4, 8, 10, 11, 12, 104, 110, 111, 112, 133}  # colours, links, marks of the shell
_TITLES = {0, 1, 2}
_CLIPBOARD = 52

# ESC before anything but a plain sequence, or the first byte of a C1 control; also at the end, where one is cut.
_DOUBTFUL = re.compile(rb"\x1b(?![\x20-\x4f\x51-\x57\x59-\x5c\x60-\x7e])|\xc2(?![\xa0-\xbf])")
# The same one by one: with a fixed first byte each is found ten times faster, and most output holds neither.
_DOUBTFUL_ESCAPE = re.compile(rb"\x1b(?![\x20-\x4f\x51-\x57\x59-\x5c\x60-\x7e])")
_DOUBTFUL_C1 = re.compile(rb"\xc2(?![\xa0-\xbf])")
_STRING_END = re.compile(rb"[\x07\x18\x1a\x1b\xc2]")
_NUMBER = re.compile(rb"(\d{1,5})(?:;|$)")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL_BYTE = re.compile(rb"[\x00-\x1f\x7f]")

ESC, BEL, CAN, SUB, DEL, C2, ST = 0x1B, 0x07, 0x18, 0x1A, 0x7F, 0xC2, 0x9C
_INTRODUCERS = {ord("]"): True, ord("P"): False, ord("X"): False, ord("^"): False, ord("_"): False}
_C1_INTRODUCERS = {0x9D: True, 0x90: False, 0x98: False, 0x9E: False, 0x9F: False}


@dataclass(frozen=True, slots=True)
class Title:
    """The program names its window."""

    text: str


@dataclass(frozen=True, slots=True)
class Clipboard:
    """The program wants text on the clipboard."""

    text: str


Signal = Title | Clipboard


class _State(Enum):
    GROUND = auto()
    ESCAPE = auto()  # an ESC is held back
    C1 = auto()  # a 0xC2 is held back
    STRING = auto()
    STRING_ESCAPE = auto()
    STRING_C1 = auto()


class OutputFilter:
    """Give it the output piece by piece; it gives what may be shown, and collects signals in `signals`.

    It holds at most one byte of what is shown, and a bounded part of one string.
    """

    def __init__(self) -> None:
        self.signals: list[Signal] = []
        self._state = _State.GROUND
        self._is_command = False
        self._string = bytearray()

    def feed(self, data: bytes) -> bytes:
        """What of `data`, and of what was held back, may be shown."""
        if self._state is _State.GROUND and not (_DOUBTFUL_ESCAPE.search(data) or _DOUBTFUL_C1.search(data)):
            return data
        shown = bytearray()
        at = 0
        while at < len(data):
            match self._state:
                case _State.GROUND:
                    at = self._ground(data, at, shown)
                case _State.ESCAPE:
                    at = self._escape(data[at], at, shown)
                case _State.C1:
                    at = self._c1(data[at], at, shown)
                case _State.STRING:
                    at = self._in_string(data, at, shown)
                case _State.STRING_ESCAPE:
                    self._state = _State.GROUND if data[at] == ord("\\") else _State.ESCAPE
                    at += data[at] == ord("\\")
                case _State.STRING_C1:
                    at = self._string_c1(data[at], at, shown)
        return bytes(shown)

    def _ground(self, data: bytes, at: int, shown: bytearray) -> int:
        found = _DOUBTFUL.search(data, at)
        if found is None:
            shown += data[at:]
            return len(data)
        shown += data[at : found.start()]
        self._state = _State.ESCAPE if data[found.start()] == ESC else _State.C1
        return found.start() + 1

    def _escape(self, byte: int, at: int, shown: bytearray) -> int:
        if byte in _INTRODUCERS:
            return self._begin(at, is_command=_INTRODUCERS[byte])
        if byte in (ESC, DEL):  # the newer ESC counts; DEL is ignored
            return at + 1
        if byte >= 0x80:  # whether a browser would skip it and go on with the sequence is not worth finding out
            self._state = _State.GROUND
            return at
        if byte in (CAN, SUB):
            self._state = _State.GROUND
        elif byte >= 0x20:
            self._state = _State.GROUND
            shown.append(ESC)
        shown.append(byte)  # other controls are obeyed in the middle of a sequence, which then goes on
        return at + 1

    def _c1(self, byte: int, at: int, shown: bytearray) -> int:
        if byte in _C1_INTRODUCERS:
            return self._begin(at, is_command=_C1_INTRODUCERS[byte])
        self._state = _State.GROUND
        if byte == ST:
            return at + 1
        if not 0x80 <= byte < 0xC0:  # alone it is no character, and must not become one with what follows an ESC
            shown += "\N{REPLACEMENT CHARACTER}".encode()
            return at
        shown.append(C2)
        if byte < 0xA0:
            shown.append(byte)
            return at + 1
        return at

    def _begin(self, at: int, *, is_command: bool) -> int:
        self._state = _State.STRING
        self._is_command = is_command
        self._string.clear()
        return at + 1

    def _in_string(self, data: bytes, at: int, shown: bytearray) -> int:
        found = _STRING_END.search(data, at)
        end = found.start() if found else len(data)
        self._keep(data[at:end])
        if found is None:
            return end
        match data[end]:
            case 0x1B:  # with or without the backslash after it
                self._finish(shown)
                self._state = _State.STRING_ESCAPE
            case 0xC2:
                self._state = _State.STRING_C1
            case 0x07 if self._is_command:
                self._finish(shown)
                self._state = _State.GROUND
            case 0x07:
                pass
            case _:  # CAN and SUB break it off
                self._state = _State.GROUND
        return end + 1

    def _string_c1(self, byte: int, at: int, shown: bytearray) -> int:
        if byte == ST:
            self._finish(shown)
            self._state = _State.GROUND
            return at + 1
        self._keep(b"\xc2")
        self._state = _State.STRING
        return at

    def _keep(self, data: bytes) -> None:
        if self._is_command and len(self._string) <= _MAX_KEPT:
            self._string += data[: _MAX_KEPT + 1 - len(self._string)]

    def _finish(self, shown: bytearray) -> None:
        whole = bytes(self._string)
        self._string.clear()
        found = _NUMBER.match(whole) if self._is_command and len(whole) <= _MAX_KEPT else None
        if found is None:
            return
        number, rest = int(found[1]), whole[found.end() :]
        if number in _TITLES:
            self.signals.append(Title(shown_title(rest.decode("utf-8", "replace"))))
        elif number == _CLIPBOARD:
            self._clipboard(rest)
        elif number in _HARMLESS and len(whole) <= MAX_COMMAND_BYTES and not _CONTROL_BYTE.search(whole):
            shown += b"\x1b]%d%b\x1b\\" % (number, whole[found.end(1) :])

    def _clipboard(self, rest: bytes) -> None:
        _, _, encoded = rest.partition(b";")
        try:
            content = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):  # also the question what is on it: `?`
            return
        text = _CONTROL_IN_TEXT.sub("", content.decode("utf-8", "replace"))
        if text and len(content) <= MAX_CLIPBOARD_BYTES:
            self.signals.append(Clipboard(clean(text)))


def shown_title(text: str) -> str:
    """A title without control characters and marks of direction, at most 200 characters."""
    return clean(_CONTROL.sub("", text))[:MAX_TITLE_CHARS]
