"""The one error family. Everything that a person or a client must be told is a `BooError`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class BooError(Exception):
    """A refusal or failure with a sentence that says what to do about it.

    Attributes:
        code: Stable machine name, e.g. `chat_busy`.
        status: HTTP status it is rendered with.
        message: One sentence for a person.
        data: JSON-safe facts (ids, limits, states).
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        self.message = message
        self.data: Mapping[str, object] = data


class Invalid(BooError):
    """The input is wrong; sending it again unchanged cannot help."""

    code = "invalid"
    status = 422


class NotFound(BooError):
    """There is no such thing (any more)."""

    code = "not_found"
    status = 404


class Conflict(BooError):
    """The thing is in a state that does not allow this now."""

    code = "conflict"
    status = 409


class Forbidden(BooError):
    """The caller may not do this."""

    code = "forbidden"
    status = 403


class Unauthorized(BooError):
    """The caller did not say who they are."""

    code = "unauthorized"
    status = 401


class TooLarge(BooError):
    """The input is over a stated limit."""

    code = "too_large"
    status = 413


class Unavailable(BooError):
    """Something BooCode depends on is not there right now; trying again may help."""

    code = "unavailable"
    status = 503
