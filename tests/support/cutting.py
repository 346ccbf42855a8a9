"""Connections that are lost in the middle of a byte stream."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager


@contextmanager
def cutting(port: int, lengths: Sequence[int]) -> Generator[tuple[int, list[int]]]:
    """A port that passes connections on to `port`; the n-th is cut off, mid-frame as it comes, after `lengths[n]` bytes
    from the server, without goodbye. Those beyond the list are left alone. Gives the port and the lengths used up."""
    used: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        left = list(lengths)

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                limit = left.pop(0) if left else None
                threading.Thread(target=_pass_on, args=(client, port, limit, used), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], used


def _pass_on(client: socket.socket, port: int, limit: int | None, used: list[int]) -> None:
    with client, socket.create_connection(("127.0.0.1", port)) as server:
        passed = 0
        while True:
            for ready in select.select([client, server], [], [])[0]:
                try:
                    data = ready.recv(4096)
                except OSError:
                    return
                if not data:
                    return
                if ready is client:
                    server.sendall(data)
                    continue
                if limit is not None and passed + len(data) >= limit:
                    client.sendall(data[: limit - passed])
                    used.append(limit)
                    # No FIN: the connection is simply gone (RST).
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                    return
                client.sendall(data)
                passed += len(data)
