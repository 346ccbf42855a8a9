"""What can go wrong with opencode, and its own words for what went wrong in a turn."""

from __future__ import annotations

from collections.abc import Mapping

from boocode.contracts.agents import Failed
from boocode.kernel.errors import Unavailable
from boocode.llm.foreign import as_dict, as_str

_UNAUTHORIZED = (401, 403)


class OpencodeGone(Unavailable):
    """The server did not answer: its process ended, or the connection broke."""

    code = "agent_died"


class OpencodeRefused(Unavailable):
    """The server answered with an error; `data` holds its `status`."""

    code = "agent_refused"


class OpencodeNotStarted(Unavailable):
    """The server did not come up."""

    code = "agent_not_started"


def words_of(error: Mapping[str, object]) -> str:
    """What an error of opencode's (`{name, data: {message}}`) says to a person."""
    data = as_dict(error.get("data"))
    return as_str(data.get("message")) or as_str(error.get("message")) or as_str(error.get("name")) or "unknown error"


def failure_of(error: Mapping[str, object]) -> Failed:
    """How a turn that ended with this error failed."""
    name, said = as_str(error.get("name")), words_of(error)
    if name == "ProviderAuthError" or as_dict(error.get("data")).get("statusCode") in _UNAUTHORIZED:
        return Failed("needs_login", f"The model's provider refused opencode: {said}. Check its login or API key.")
    if name == "ContextOverflowError":
        return Failed("context_overflow", f"The conversation does not fit the model: {said}.")
    if said.startswith("Model not found"):
        return Failed("unknown_model", f"opencode does not have this model: {said} Choose another one.")
    return Failed("agent_error", f"opencode failed: {said}.".replace("..", "."))
