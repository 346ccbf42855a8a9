"""What goes wrong with an ACP agent, in the agent's own words as far as it has any."""

from __future__ import annotations

import re

import orjson

from boocode.backends.quirks import Quirks
from boocode.contracts.agents import Failed
from boocode.kernel.errors import BooError, Unavailable
from boocode.llm.foreign import as_dict, as_str

AUTH_REQUIRED = -32000
METHOD_NOT_FOUND = -32601
_AUTH_CODES = (AUTH_REQUIRED, 401, 403)
_LOST = re.compile(r"session (?:was )?not found|unknown session|no such session|invalid session", re.IGNORECASE)
_OVERFLOW = re.compile(
    r"context (?:size|length|window)|exceed_context|too many tokens|prompt is too long", re.IGNORECASE
)
_VAGUE = ("", "internal error", "invalid params", "resource not found", "invalid request", "error")
_TAIL_CHARACTERS = 1_000


class AgentError(BooError):
    """The agent answered a request with an error. `number` is its code, `words` what it said."""

    code = "agent_error"
    status = 502

    def __init__(self, method: str, number: int, words: str, *, tail: str = "") -> None:
        super().__init__(words, method=method, number=number)
        self.number = number
        self.words = words
        self.tail = tail

    @property
    def is_auth(self) -> bool:
        return self.number in _AUTH_CODES

    @property
    def is_lost_session(self) -> bool:
        return self.number == -32002 or _LOST.search(self.words) is not None


class AgentDied(Unavailable):
    """The agent's process is gone, or says nothing any more that could be understood."""

    code = "agent_died"


class NeedsLogin(Unavailable):
    """The agent has no account; the sentence says how to get it one."""

    code = "needs_login"


class BadAgent(Unavailable):
    """The agent does not speak the protocol as it must."""

    code = "agent_unusable"


def words_of(message: object, data: object) -> str:
    """What a JSON-RPC error says: some put JSON in the message, others all that matters in the data."""
    said = _unpacked(message if isinstance(message, str) else str(message or ""))
    said = said.removeprefix("Internal error: ").removeprefix("Invalid params: ")
    details = as_dict(data)
    more = as_str(data) or as_str(details.get("details")) or as_str(details.get("message"))
    more = _unpacked(more or as_str(as_dict(details.get("error")).get("message")))
    if said.strip().lower() in _VAGUE:
        return more or said or "it gave no reason"
    return f"{said.rstrip('.')}: {more}" if more and more not in said else said


def needs_login(label: str, quirks: Quirks, words: str) -> NeedsLogin:
    hint = f" {quirks.login_hint}" if quirks.login_hint else " Log in with its own program."
    said = "" if words.strip().rstrip(".").lower() in ("authentication required", *_VAGUE) else f" It says: {words}"
    return NeedsLogin(f"{label} is not logged in, or its key was refused.{hint}{said}")


def is_login_error(error: AgentError, quirks: Quirks) -> bool:
    return error.is_auth or (quirks.login is not None and quirks.login.search(error.words) is not None)


def failed(error: BooError, label: str, quirks: Quirks) -> Failed:
    """How a turn ends with an error."""
    if not isinstance(error, AgentError):
        return Failed(error.code, error.message)
    if is_login_error(error, quirks):
        return Failed("needs_login", needs_login(label, quirks, error.words).message)
    code = (
        "context_overflow" if _OVERFLOW.search(error.words) else "rate_limited" if error.number == 429 else error.code
    )
    return Failed(code, f"{label} failed: {error.words}{said_last(error.tail)}")


def said_last(tail: str) -> str:
    """The end of what a program wrote to stderr, as the end of a sentence."""
    lines = [line.strip() for line in tail.strip()[-_TAIL_CHARACTERS:].splitlines() if line.strip()]
    return f" Its last words: {' / '.join(lines[-6:])}" if lines else ""


def _unpacked(text: str) -> str:
    if not text.lstrip().startswith("{"):
        return text
    try:
        parsed = as_dict(orjson.loads(text))
    except orjson.JSONDecodeError:
        return text
    inner = parsed.get("error")
    return as_str(as_dict(inner).get("message")) or as_str(inner) or as_str(parsed.get("message")) or text
