"""Errors of the edge, and how every error is shown: one JSON shape, a sentence, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from boocode.kernel.errors import BooError, Forbidden, Invalid, NotFound, TooLarge, Unauthorized, Unavailable
from boocode.kernel.ids import new_id

log = logging.getLogger(__name__)

STATUS_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 406: "not_acceptable"}


class LoginFailed(Unauthorized):
    """Neither the access token nor a valid code."""

    code = "login_failed"


class TooManyAttempts(BooError):
    """Too many failed logins; wait."""

    code = "too_many_attempts"
    status = 429


class UnknownHost(Forbidden):
    """The request names a host that is not ours (DNS rebinding, or a proxy that is not configured)."""

    code = "unknown_host"


class ForeignOrigin(Forbidden):
    """The request was made by another site."""

    code = "foreign_origin"


class BodyTooLarge(TooLarge):
    """The body is over the limit of this route."""

    code = "body_too_large"


class BodyTooSlow(BooError):
    """The body did not arrive in time."""

    code = "body_too_slow"
    status = 408


class BadUpload(Invalid):
    """The multipart body is not what the route takes."""

    code = "bad_upload"


def body_of(code: str, message: str, data: Mapping[str, object] | None = None) -> dict[str, object]:
    """The JSON of an error."""
    return {"error": {"code": code, "message": message, "data": dict(data or {})}}


def error_response(error: BooError) -> Response:
    """What the client is told about a `BooError`."""
    headers: dict[str, str] = {}
    if "retry_after_seconds" in error.data:
        headers["retry-after"] = str(error.data["retry_after_seconds"])
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    return _json(error.status, body_of(error.code, error.message, error.data), headers)


async def render_boo_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, BooError)
    note_failure(error, f"{request.method} {request.url.path}")
    return error_response(error)


def note_failure(error: BooError, where: str) -> None:
    """Log a failure that is not the client's: with its traceback unless it will pass."""
    if error.status == 500:
        log.error("%s: %s", where, error.message, exc_info=error)
    elif error.status > 500:
        log.warning("%s: %s", where, error.message)


async def render_vanished(request: Request, error: Exception) -> Response:
    """A row that was to refer to another found it deleted in the same moment."""
    return error_response(NotFound("What this belongs to was deleted meanwhile."))


async def render_contended(request: Request, error: Exception) -> Response:
    """Two transactions stood in each other's way, and the database gave this one up. Nothing of it was stored."""
    log.warning("%s %s: %s", request.method, request.url.path, error)
    return error_response(Unavailable("Something else changed this at the same moment. Try again."))


async def render_invalid(request: Request, error: Exception) -> Response:
    """Wrong input: a sentence, and where."""
    assert isinstance(error, RequestValidationError)
    problems = [_problem(found) for found in error.errors()]
    sentence = "; ".join(f"{p['path']}: {p['message']}" if p["path"] else p["message"] for p in problems[:5])
    return _json(422, body_of("invalid", f"{sentence}.", {"problems": problems[:20]}))


async def render_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {
        404: f"There is no {request.url.path} here.",
        405: f"{request.method} is not possible for {request.url.path}.",
        400: "The body could not be read: send JSON, or a multipart form where the route takes one.",
    }
    message = words.get(error.status_code, str(error.detail))
    code = STATUS_CODES.get(error.status_code, "http_error")
    return _json(error.status_code, body_of(code, message), error.headers or {})


def unexpected(error: Exception, where: str) -> Response:
    """A fault of ours: logged with its traceback under an id, which is all that the client gets."""
    id_ = str(new_id())
    log.error("Unexpected error %s in %s", id_, where, exc_info=error)
    message = f"BooCode made a mistake. Its log has the details under {id_}."
    return _json(500, body_of("internal", message, {"id": id_}))


def _problem(found: Mapping[str, Any]) -> dict[str, str]:
    location: Sequence[object] = found.get("loc", ())
    path = ".".join(str(step) for step in location if step not in ("body", "query", "path"))
    message = str(found.get("msg", "is wrong")).removeprefix("Value error, ").rstrip(".")
    if found.get("type") == "json_invalid":
        return {"path": "", "message": f"The body is not JSON: {found.get('ctx', {}).get('error', 'cannot be read')}"}
    return {"path": path, "message": _length_words(found) or message}


def _length_words(found: Mapping[str, Any]) -> str:
    """Text that is too short or too long, in plainer words than pydantic's; else nothing."""
    if not isinstance(found.get("input"), str):
        return ""
    limits: Mapping[str, object] = found.get("ctx", {})
    match found.get("type"):
        case "string_too_short" | "too_short":
            least = limits.get("min_length")
            return "Write something" if least == 1 else f"Write at least {least} characters"
        case "string_too_long" | "too_long":
            return f"Too long: at most {limits.get('max_length')} characters"
        case _:
            return ""


def _json(status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    content = orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)
    return Response(content, status_code=status, media_type="application/json", headers=dict(headers or {}))
