"""What can go wrong with a model, one class per reaction, always with the server's own words."""

from __future__ import annotations

import re

import orjson

from boocode.kernel.errors import Unavailable
from boocode.kernel.text import clean
from boocode.llm.foreign import as_dict, as_str

WORDS_LIMIT = 600  # characters of the server's own words that are repeated


class LlmError(Unavailable):
    """A model request failed.

    Attributes:
        retryable: The same request may well succeed a moment later.
        retry_after_seconds: How long the server asked to wait, if it did.
    """

    code = "llm_error"
    retryable = False

    def __init__(self, message: str, *, retry_after_seconds: float | None = None, **data: object) -> None:
        super().__init__(message, **data)
        self.retry_after_seconds = retry_after_seconds


class NoEndpoint(LlmError):
    """There is no model endpoint to send anything to."""

    code = "no_endpoint"


class EndpointDown(LlmError):
    """Nothing answers at the endpoint's address."""

    code = "endpoint_down"
    retryable = True


class BadKey(LlmError):
    """The endpoint wants another API key."""

    code = "unauthorized"


class RateLimited(LlmError):
    code = "rate_limited"
    retryable = True


class ServerError(LlmError):
    """The endpoint answered with a 5xx."""

    code = "server_error"
    retryable = True


class ModelLoading(LlmError):
    """The server is up but still loads the model: ask again, with patience."""

    code = "model_loading"
    retryable = True


class UnknownModelAtEndpoint(LlmError):
    """The endpoint does not have that model (any more)."""

    code = "unknown_model"


class ContextOverflow(LlmError):
    """The request is longer than the model's context."""

    code = "context_overflow"


class Rejected(LlmError):
    """The endpoint says the request is wrong."""

    code = "rejected"

    @property
    def lacks_tools(self) -> bool:
        """It says so because the model takes no tools."""
        return re.search(r"not support (the )?(use of )?tools|tools? (is|are) not supported", self.message) is not None


class BadResponse(LlmError):
    """The endpoint answered something that is not a chat completion."""

    code = "bad_response"


class StreamLost(LlmError):
    """The answer broke off."""

    code = "stream_lost"
    retryable = True


class LlmTimeout(LlmError):
    """The endpoint kept silent for too long."""

    code = "timeout"


class AnswerTooLarge(LlmError):
    """The model would not stop."""

    code = "too_large"


_OVERFLOW = re.compile(
    r"exceed(s|ed|ing)?[\w ]{0,30}context|context[\w _-]{0,20}(length|size|window)[\w ]{0,30}exceed|"
    r"exceed_context_size|context_length_exceeded|maximum context length|prompt is too long|input is too long|"
    r"too many tokens|larger than the context|longer than the (model'?s )?(maximum )?context",
    re.IGNORECASE,
)


def own_words(body: bytes) -> str:
    """The message inside an error body, whatever its form: OpenAI's, FastAPI's, a bare string, HTML, nothing."""
    try:
        parsed: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _short(re.sub(r"<[^>]*>", " ", body.decode("utf-8", "replace")))
    return _short(message_in(parsed) or body.decode("utf-8", "replace"))


def message_in(answer: object, *, depth: int = 3) -> str:
    """The human text of an already parsed error, or an empty string."""
    if isinstance(answer, str):
        return answer
    fields = as_dict(answer)
    found = [
        message_in(fields[name], depth=depth - 1) for name in ("error", "message", "detail") if name in fields and depth
    ]
    return next(filter(None, found), "")


def error_of_status(status: int, body: bytes, *, host: str, retry_after: str | None = None) -> LlmError:
    """The error for an HTTP answer that is not 2xx.

    Args:
        retry_after: The Retry-After header; only its form in seconds is understood.
    """
    words = own_words(body) or f"HTTP {status}"
    if is_overflow(words) and status in (400, 413, 422, 500):
        return overflow(words)
    if status >= 500 or status == 429:
        return _busy(status, words, host, _seconds(retry_after))
    return _refused(status, words, host)


def _busy(status: int, words: str, host: str, wait: float | None) -> LlmError:
    if status == 429:
        asked = f" It asks to wait {wait:.0f} s." if wait else ""
        return RateLimited(
            f"The model endpoint {host} limits the rate: {_ended(words)}{asked}", retry_after_seconds=wait
        )
    if status == 503 and "loading" in words.lower():
        return ModelLoading(f"The model endpoint {host} is still loading the model.", retry_after_seconds=wait)
    return ServerError(f"The model endpoint {host} failed (HTTP {status}): {words}", retry_after_seconds=wait)


def _refused(status: int, words: str, host: str) -> LlmError:
    if status in (401, 403):
        return BadKey(f"The model endpoint {host} refused the API key: {_ended(words)} Set BOOCODE_LLM_API_KEY.")
    if status == 404 and "model" in words.lower():
        return UnknownModelAtEndpoint(f"The model endpoint {host} says: {_ended(words)} Choose another model.")
    if status < 400:
        return BadResponse(f"The model endpoint {host} redirects elsewhere. Set BOOCODE_LLM_URL to where it leads.")
    return Rejected(f"The model endpoint {host} rejected the request (HTTP {status}): {words}")


def error_in_stream(answer: object, *, host: str) -> LlmError:
    """The error for an error object that came inside a 200 stream."""
    words = _short(message_in(answer)) or "no reason given"
    code = as_dict(as_dict(answer).get("error")).get("code")
    if is_overflow(words) or as_str(code) == "context_length_exceeded":
        return overflow(words)
    return ServerError(f"The model endpoint {host} failed while answering: {words}")


def is_overflow(words: str) -> bool:
    return _OVERFLOW.search(words) is not None


def overflow(words: str) -> ContextOverflow:
    return ContextOverflow(
        f"The conversation no longer fits the model's context: {words.rstrip('. ')}. "
        "Start a new chat, remove large attachments, or choose a model with a larger context."
    )


def _short(words: str) -> str:
    line = " ".join(clean(words).split())
    return line if len(line) <= WORDS_LIMIT else line[:WORDS_LIMIT] + "…"


def _ended(words: str) -> str:
    """`words` as a sentence that another one can follow."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
