"""Server-sent events, parsed as bytes arrive.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations


class EventTooLarge(Exception):
    """One event is over the limit."""


class SseParser:
    """Turns bytes into the data of events. Comments, names, ids and retry times are skipped.

    A line `error: …`, which old llama.cpp servers send, counts as data. Feed an empty line at the end: servers may
    leave out the last one.
    """

    def __init__(self, *, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._rest = b""
        self._lines: list[bytes] = []
        self._held = 0
        self._after_cr = False
        self._started = False

    def feed(self, received: bytes) -> list[list[bytes]]:
        """The events completed by `received`, each as its data lines.

        Raises:
            EventTooLarge: An event grew over the limit.
        """
        if not self._started:
            self._started = True
            received = received.removeprefix(b"\xef\xbb\xbf")
        if self._after_cr or b"\r" in received:
            received = self._with_newlines(received)
        *lines, self._rest = (self._rest + received).split(b"\n")
        events: list[list[bytes]] = []
        for line in lines:
            if not line:
                self._end_event(events)
            else:
                self._take(line)
        if len(self._rest) + self._held > self._limit_bytes:
            raise EventTooLarge
        return events

    def _with_newlines(self, received: bytes) -> bytes:
        if self._after_cr and received.startswith(b"\n"):
            received = received[1:]
        self._after_cr = received.endswith(b"\r")
        return received.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _take(self, line: bytes) -> None:
        if line.startswith(b"data:"):
            data = line[6:] if line.startswith(b"data: ") else line[5:]
        elif line.startswith(b"error:"):
            data = line[6:]
        else:
            return
        self._lines.append(data)
        self._held += len(data)

    def _end_event(self, events: list[list[bytes]]) -> None:
        if self._lines:
            events.append(self._lines)
            self._lines = []
            self._held = 0
