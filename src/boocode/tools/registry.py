"""The toolbox: from what a model wrote to a result it can use, whatever it wrote."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import anyio
import orjson
from pydantic import ValidationError

from boocode.contracts.wire.parts import ToolDetail, ToolKind
from boocode.files.guard import PathMissing, PathRefused, Reason
from boocode.files.index import FileIndexes
from boocode.kernel.errors import BooError
from boocode.kernel.text import clean
from boocode.tools.model import MAX_TEXT, Arguments, Tool, ToolOutcome, ToolResult, ToolScope, failure

logger = logging.getLogger(__name__)

MAX_ARGUMENT_CHARACTERS = 200_000
MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class CallInfo:
    """A call as a person sees it before it is done. `arguments` is `{"raw": …}` where they were not a JSON object."""

    kind: ToolKind
    title: str
    arguments: Mapping[str, object]


class BadArguments(Exception):
    """What is wrong with the arguments, told to the model."""


class Toolbox:
    """The tools of one agent, by name."""

    def __init__(self, tools: Sequence[Tool], indexes: FileIndexes) -> None:
        self._tools = {tool.name: tool for tool in tools}
        assert len(self._tools) == len(tools), "two tools have the same name"
        self._indexes = indexes

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._tools)

    def get(self, name: str) -> Tool | None:
        """The tool with this name."""
        return self._tools.get(name)

    def specs(self, scope: ToolScope) -> list[dict[str, Any]]:
        """The `tools` array of an OpenAI-compatible request: those of use in `scope`, always in the same order."""
        return [
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)},
            }
            for tool in self._tools.values()
            if tool.available(scope)
        ]

    def describe(self, name: str, raw_arguments: str) -> CallInfo:
        """How to show a call. Never fails, whatever the model wrote."""
        tool = self._tools.get(name)
        name = clean(name)[:200]
        try:
            given = _parse(raw_arguments)
        except BadArguments:
            return CallInfo(tool.kind if tool else "other", name, {"raw": clean(raw_arguments[:10_000])})
        if tool is None:
            return CallInfo("other", name, given)
        try:
            return CallInfo(tool.kind, clean(_validated(tool, given).title())[:200], given)
        except BadArguments:
            return CallInfo(tool.kind, name, given)

    def refusal(self, name: str, raw_arguments: str, scope: ToolScope) -> str | None:
        """Why a call cannot even be tried (no such tool, wrong arguments), told to the model; None if it can."""
        tool = self._tools.get(name)
        if tool is None or not tool.available(scope):
            return self._unknown(name, scope)
        try:
            _validated(tool, _parse(raw_arguments))
        except BadArguments as error:
            return str(error)
        return None

    async def call(self, name: str, raw_arguments: str, scope: ToolScope) -> ToolOutcome:
        """Call a tool with the arguments a model wrote.

        Whatever goes wrong is a result with `is_error` that says what to do: the loop goes on. The result is bounded in
        size and the call in time. Only cancellation is raised.
        """
        tool = self._tools.get(name)
        if tool is None or not tool.available(scope):
            return failure(self._unknown(name, scope))
        try:
            arguments = _validated(tool, _parse(raw_arguments))
        except BadArguments as error:
            return failure(str(error))
        try:
            with anyio.fail_after(tool.timeout_seconds):
                outcome = await tool.call(arguments, scope)
        except TimeoutError:
            return failure(
                f"{name} was stopped after {tool.timeout_seconds:g} s. Ask for less: a smaller directory or range."
            )
        except BooError as error:
            return failure(await self._explained(error, scope))
        except Exception:  # a parser given hostile input may raise anything; the turn goes on without this result
            logger.exception("tool %s failed", name)
            return failure(
                f"{name} failed inside BooCode; this is a bug in the tool, not in your call. Try another way."
            )
        return await _bounded(outcome, scope) if isinstance(outcome, ToolResult) else outcome

    def _unknown(self, name: str, scope: ToolScope) -> str:
        names = [tool.name for tool in self._tools.values() if tool.available(scope)]
        nearest = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f" Did you mean {nearest[0]}?" if nearest else ""
        return f"There is no tool {clean(name)[:100]!r}.{hint} Tools: {', '.join(names)}."

    async def _explained(self, error: BooError, scope: ToolScope) -> str:
        """The error's sentence, with the paths the model may have meant."""
        path = str(error.data.get("path", ""))
        if isinstance(error, PathRefused) and error.reason is Reason.OUTSIDE and path.startswith("/"):
            try:
                meant = scope.guard().resolve(path.lstrip("/"))
            except BooError:
                return error.message
            return f"{error.message} Did you mean `{meant.shown}`?"
        if isinstance(error, PathMissing) and path:
            similar = await self._indexes.of(scope.root).search(path.rpartition("/")[2], limit=5)
            if similar:
                return f"{error.message} Similar files: {', '.join(similar)}."
        return error.message


def _parse(raw: str) -> dict[str, object]:
    """The arguments as an object. Nothing at all means no arguments.

    Raises:
        BadArguments: It is not a JSON object.
    """
    if not raw.strip():
        return {}
    if len(raw) > MAX_ARGUMENT_CHARACTERS:
        raise BadArguments(
            f"The arguments are too long ({len(raw):,} characters; at most {MAX_ARGUMENT_CHARACTERS:,})."
        )
    try:
        value = _cleaned(orjson.loads(raw))
    except ValueError as error:
        raise BadArguments(f"The arguments are not valid JSON ({error}). Send one JSON object.") from error
    if isinstance(value, str):  # some models encode twice
        return _parse(value) if value.strip().startswith("{") else _not_an_object(value)
    return cast(dict[str, object], value) if isinstance(value, dict) else _not_an_object(value)


def _not_an_object(value: object) -> dict[str, object]:
    raise BadArguments(f"The arguments are a JSON {type(value).__name__}; send one JSON object instead.")


def _validated(tool: Tool, given: Mapping[str, object]) -> Arguments:
    """The arguments as the tool's type; null means not given, and a list or object may come as JSON text.

    Raises:
        BadArguments: They do not fit; the message names each problem and what the tool takes.
    """
    present = {name: value for name, value in given.items() if value is not None}
    try:
        return tool.arguments.model_validate(present)
    except ValidationError as error:
        unpacked = _unpacked(present, error)
        if unpacked is not None:
            try:
                return tool.arguments.model_validate(unpacked)
            except ValidationError as second:
                error = second
        raise BadArguments(_complaints(tool, error)) from error


def _unpacked(given: Mapping[str, object], error: ValidationError) -> dict[str, object] | None:
    """`given` with lists and objects that came as JSON text decoded; None where there are none."""
    wanted = {
        problem["loc"][0] for problem in error.errors() if problem["type"] in ("list_type", "tuple_type", "model_type")
    }
    changed = dict(given)
    for name in wanted:
        value = given.get(str(name))
        if isinstance(value, str):
            try:
                changed[str(name)] = _cleaned(orjson.loads(value))
            except ValueError:
                changed[str(name)] = [value]
    return changed if changed != given else None


def _complaints(tool: Tool, error: ValidationError) -> str:
    fields = tool.arguments.model_fields
    problems: list[str] = []
    for problem in error.errors(include_url=False):
        place = ".".join(map(str, problem["loc"]))
        if problem["type"] == "extra_forbidden":
            nearest = difflib.get_close_matches(place, fields, n=1, cutoff=0.4)
            problems.append(f"there is no argument `{place}`" + (f" (did you mean `{nearest[0]}`?)" if nearest else ""))
        elif problem["type"] == "missing":
            problems.append(f"`{place}` is required")
        else:
            said = problem["msg"].removeprefix("Value error, ")
            problems.append(
                f"`{place}`: {said[:1].lower()}{said[1:]}, got {str(problem['input'])[:80]!r}" if place else said
            )
    taken = ", ".join(f"{name} (required)" if field.is_required() else name for name, field in fields.items())
    return clean(f"Wrong arguments for {tool.name}: {'; '.join(problems[:8])}. It takes: {taken or 'nothing'}.")


async def _bounded(result: ToolResult, scope: ToolScope) -> ToolResult:
    """The last line of defence for the model's context: tools page by themselves, and so rarely come here."""
    text = clean(result.text)
    result = replace(result, text=text, detail=_storable(result.detail))
    if len(text) <= MAX_TEXT + 1000:
        return result
    blob = result.full_output_blob or await scope.put_blob(text.encode())
    kept = text[:MAX_TEXT].rpartition("\n")[0] or text[:MAX_TEXT]
    note = f"\n[Cut: the first {len(kept):,} of {len(text):,} characters are shown. Ask for a smaller part.]"
    return replace(result, text=kept + note, truncated=True, full_output_blob=blob)


def _storable(detail: ToolDetail) -> ToolDetail:
    """The detail without characters that neither JSON nor Postgres can hold, such as file names that are not text."""
    fields = detail.model_dump()
    cleaned = _cleaned(fields)
    return detail if cleaned == fields else type(detail).model_validate(cleaned)


def _cleaned(value: object, depth: int = MAX_DEPTH) -> object:
    """The value with every text cleaned.

    Raises:
        ValueError: It is nested too deep to be stored.
    """
    if depth == 0:
        raise ValueError(f"nested more than {MAX_DEPTH} deep")
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(item, depth - 1) for item in cast(list[object], value)]
        case dict():
            entries = cast(dict[str, object], value).items()
            return {clean(name): _cleaned(item, depth - 1) for name, item in entries}
        case _:
            return value
