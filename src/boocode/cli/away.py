"""What happened while nobody looked, for a terminal: asks the running server over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from boocode.cli.api import Json, ask
from boocode.cli.inbox import one_line
from boocode.config import Settings

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


def read_away(settings: Settings, since: str | None) -> Json:
    """What happened during the last absence, or since a time (RFC 3339).

    Raises:
        NotRunning, Refused: There is no server, or it does not understand the time.
    """
    return ask(settings, "GET", "/api/away?" + urlencode({"limit": 500} | ({"since": since} if since else {})))


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
