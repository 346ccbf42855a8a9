"""Asking the running server over HTTP, with the access token of its data directory."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from boocode.cli.server import NotRunning, running
from boocode.config import Settings
from boocode.kernel.errors import BooError

Json = dict[str, Any]


class Refused(BooError):
    """The server said no; the message is its own."""

    code = "refused"


def ask(settings: Settings, method: str, path: str, body: Json | None = None, *, seconds: float = 30) -> Json:
    """What the server answers.

    Raises:
        NotRunning: There is no server, or it does not answer within `seconds`.
        Refused: It said no.
    """
    from boocode.web.auth import access_token

    server = running(settings)
    address = urlsplit(server.url)
    headers = {"Authorization": f"Bearer {access_token(settings)}", "Content-Type": "application/json"}
    try:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=seconds)
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        reply = connection.getresponse()
        said: Json = json.loads(reply.read() or b"{}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotRunning(f"The server at {server.url} does not answer: {error}.") from error
    if reply.status >= 400:
        raise Refused(str(said.get("error", {}).get("message", f"The server said {reply.status} {reply.reason}.")))
    return said
