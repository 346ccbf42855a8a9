"""What happened while nobody looked, for a terminal: asks the running server over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from boocode.cli.api import Json, ask
from boocode.cli.inbox import one_line
from boocode.config import Settings
from boocode.kernel.clock import rfc3339
from boocode.kernel.errors import Invalid

WORDS = {
    "completed": ("answered", "answered"),
    "failed": ("failed", "failed"),
    "interrupted": ("interrupted", "interrupted"),
    "cancelled": ("stopped", "stopped"),
    "waiting": ("waits for you", "wait for you"),
    "answered": ("was answered elsewhere", "were answered elsewhere"),
    "expired": ("needs no answer any more", "need no answer any more"),
    "terminal": ("terminal ended", "terminals ended"),
    "changes": ("file to review", "files to review"),
    "conflicts": ("file in conflict", "files in conflict"),
    "applied": ("file applied", "files applied"),
    "rewound": ("file taken back", "files taken back"),
    "rejected": ("file rejected", "files rejected"),
    "session": ("new session", "new sessions"),
}
_AGO = re.compile(r"(\d{1,4}) ?([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def read_away(settings: Settings, since: str | None) -> Json:
    """What happened during the last absence, or since a time (see `moment`).

    Raises:
        Invalid: `since` is no time.
        NotRunning, Refused: There is no server, or the time is not one of its.
    """
    asked = {"limit": 500} | ({} if since is None else {"since": rfc3339(moment(since, datetime.now(UTC)))})
    return ask(settings, "GET", "/api/away?" + urlencode(asked))


def moment(text: str, now: datetime) -> datetime:
    """The time meant by `2026-01-31T08:00`, by a day, or by how long ago it was (`90m`, `2h`, `3d`, `1w`). Without a
    zone it is a time of this machine.

    Raises:
        Invalid: It is none of these.
    """
    if ago := _AGO.fullmatch(text.strip()):
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "--since takes a time (2026-01-31T08:00), a day (2026-01-31), or how long ago it was: 90m, 2h, 3d or 1w."
        ) from error


def put_away(settings: Settings) -> None:
    """Be done with it, in every client."""
    ask(settings, "POST", "/api/away/seen")


def away_lines(digest: Json) -> Iterator[str]:
    """The digest for a terminal."""
    if digest["since"] is None:
        yield "Nobody was away yet."
        return
    yield f"From {_time(digest['since'])} to {_time(digest['until'])}: {_summary(digest['counts'])}"
    for project in digest["projects"]:
        for session in project["sessions"]:
            yield f"\n{one_line(project['name'])} / {one_line(session['name'])}"
            yield from _facts(session["facts"], "  ")
            for chat in session["chats"]:
                yield f"  {one_line(chat['title'] or 'New chat')}"
                yield from _facts(chat["facts"], "    ")
    if digest["next"]:
        yield "\nThere is more. Ask for less with --since."


def _summary(counts: Json) -> str:
    said = [f"{counts[kind]} {WORDS[kind][counts[kind] != 1]}" for kind in WORDS if counts.get(kind)]
    return ", ".join(said) if said else "nothing happened."


def _facts(facts: Sequence[Json], indent: str) -> Iterator[str]:
    for fact in facts:
        one, more = WORDS[str(fact["kind"])]
        text = one_line(fact["text"])
        yield f"{indent}{fact['count']} {one if fact['count'] == 1 else more}" + (f": {text}" if text else "")


def _time(at: str) -> str:
    return at[:16].replace("T", " ") + " UTC"
