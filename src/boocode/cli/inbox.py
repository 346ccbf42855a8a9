"""What waits for the human, and answering it, from a terminal: asks the running server over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast
from uuid import uuid4

from boocode.cli.api import Json, ask
from boocode.config import Settings
from boocode.kernel.errors import Conflict, Invalid, NotFound

SHORT = 8  # characters of an id: its end, since ids begin with the time


class Choose(Invalid):
    """What to answer, or which request, is not clear."""

    code = "choose"


def read_inbox(settings: Settings) -> Json:
    """Everything that waits: `requests`, `tasks` that failed or were interrupted, `changes`.

    Raises:
        NotRunning: There is no server, or it does not answer.
    """
    return ask(settings, "GET", "/api/inbox")


def inbox_lines(inbox: Json) -> Iterator[str]:
    """The inbox for a terminal."""
    for request in inbox["requests"]:
        yield f"{short(request)}  {request['kind']:<10}  {request['provider'] or '':<10}  {one_line(request['title'])}"
        yield from (f"{'':10}{line}" for line in _choices(request))
    for task in inbox["tasks"]:
        yield f"{short(task)}  {task['state']:<10}  {task['provider']:<10}  {one_line(_why(task))}"
    for waiting in inbox["changes"]:
        yield f"{str(waiting['session_id'])[-SHORT:]}  changes     {waiting['count']} wait for review"
    if not inbox["count"]:
        yield "Nothing waits for you."


def _why(task: Json) -> str:
    if task["state"] == "interrupted" and not task["error"]:
        return "BooCode stopped while this was running. Continue it in its chat."
    return task["error"] or task["reason"] or ""


def answer(settings: Settings, id_: str | None, kind: str | None, texts: Sequence[str]) -> Json:
    """Answer the request whose id is or ends with `id_`, or the only one there is; gives it as it is then.

    Args:
        kind: `allow_once`, `allow_always` or `reject_once`, for a permission.
        texts: Feedback; for a question the answers, one each: an option's label, or own words.

    Raises:
        NotRunning, Refused: The server is not there, or does not take the answer.
        Choose, NotFound, Conflict: Say which request, or what to answer.
    """
    request = _find(read_inbox(settings)["requests"], id_)
    body = {"client_id": str(uuid4()), **_body(request, kind, texts)}
    return ask(settings, "POST", f"/api/requests/{request['id']}/answer", body)


def short(thing: Json) -> str:
    """The end of its id, which is enough to name it."""
    return str(thing["id"])[-SHORT:]


def _find(requests: Sequence[Json], id_: str | None) -> Json:
    if id_ is None:
        if len(requests) != 1:
            raise Choose(
                "Nothing asks for an answer." if not requests else "Several requests wait: name one, see `boo inbox`."
            )
        return requests[0]
    found = [request for request in requests if str(request["id"]).endswith(id_.lower())]
    if not found:
        raise NotFound(f"No request that waits has an id that ends with {id_}. See `boo inbox`.")
    if len(found) > 1:
        raise Conflict(f"Several requests have an id that ends with {id_}. Give more of it.")
    return found[0]


def _body(request: Json, kind: str | None, texts: Sequence[str]) -> Json:
    if request["kind"] == "question":
        if not texts or kind:
            raise Choose("Answer a question with --text, once for each: an option's label, or your own words.")
        asked = list(zip(request["questions"], texts, strict=False))
        return {"values": {question["id"]: [_option_of(question, text)] for question, text in asked}}
    if kind is None:
        raise Choose("Choose --allow, --always or --reject.")
    option = next((option for option in request["options"] if option["kind"] == kind), None)
    if option is None:
        raise Choose(f"This request offers: {', '.join(option['label'] for option in request['options'])}.")
    return {"option_id": option["id"], "text": "\n".join(texts) or None}


def _option_of(question: Json, text: str) -> str:
    options = cast("list[Json]", question["options"])
    said = text.strip().lower()
    return next((str(each["id"]) for each in options if said in (each["label"].lower(), each["id"].lower())), text)


def _choices(request: Json) -> Iterator[str]:
    if request["detail"]:
        yield one_line(request["detail"])
    if request["always"]:
        yield f"always: {request['always']}"
    for question in request["questions"]:
        labels = " | ".join(one_line(option["label"]) for option in question["options"])
        yield one_line(question["question"]) + (f"  [{labels}]" if labels else "")


def one_line(text: str) -> str:
    """One line that cannot do anything to the terminal."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= 200 else line[:199] + "…"
