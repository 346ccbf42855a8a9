"""The inbox in a terminal, asked of a running server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import anyio
import pytest
from anyio import to_thread
from pydantic import SecretStr

from boocode.cli import api, away, inbox
from boocode.cli.server import NotRunning, claim
from boocode.config import Settings, private_directory
from boocode.contracts.agents import Completed, NewRequest, Outcome, Prompt, Sink, permission_options
from boocode.contracts.wire.chat import Question, Request, RequestOption
from boocode.db import Database
from boocode.kernel.clock import rfc3339
from boocode.kernel.errors import Invalid, NotFound
from tests.support.rows import Place, make_chat
from tests.tasks.stack import EXTERNAL, Turn
from tests.web.site import TOKEN, Site, open_site

T = TypeVar("T")
COLOUR = Question(
    id="q1", question="Which colour?", options=[RequestOption(id="1.1", kind="choice", label="Dark \x1b[31mred")]
)
PERMISSION = NewRequest(
    "permission",
    "c1",
    "Run npm test",
    options=permission_options(),
    subject="shell:npm test",
    subject_label="Commands that begin with `npm test`",
)


@pytest.fixture
async def site(db: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """A server that says in its data directory where it is."""
    settings = Settings(data_dir=tmp_path / "data", token=SecretStr(TOKEN))
    private_directory(settings.data_dir)
    with claim(settings):
        async with open_site(db, tmp_path, settings=settings) as opened:
            about = {"pid": 1, "url": opened.origin, "host": "127.0.0.1", "port": opened.port, "started_at": "now"}
            (settings.run_dir / "serve.json").write_text(json.dumps(about))
            yield opened


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> Place:
    return await make_chat(db, tmp_path / "repo")


def asking(request: NewRequest, told: list[str]) -> Turn:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        answer = await sink.ask_now(request)
        told.append(f"{answer.option_id} {answer.text} {answer.values}")
        return Completed()

    return turn


async def asked(site: Site, place: Place, request: NewRequest, told: list[str]) -> Request:
    site.stack.agent.turn = asking(request, told)
    await site.stack.send(place.chat_id, provider=EXTERNAL)
    with anyio.fail_after(60):
        while not (found := await site.stack.tasks.find_requests(chat_id=place.chat_id)):
            await anyio.sleep(0.01)
    return found[0]


async def outside(act: Callable[[], T]) -> T:
    """Do it as another process would: beside the server's loop."""
    return await to_thread.run_sync(act)


async def lines(site: Site) -> list[str]:
    found = await outside(lambda: inbox.read_inbox(site.services.settings))
    return list(inbox.inbox_lines(found))


def test_an_interrupted_task_is_told_in_words() -> None:
    task = {"id": str(uuid4()), "state": "interrupted", "provider": "boocode", "error": None, "reason": "server_died"}
    (line,) = inbox.inbox_lines({"requests": [], "tasks": [task], "changes": [], "count": 1})
    assert line.endswith("BooCode stopped while this was running. Continue it in its chat.")


async def test_an_empty_inbox_says_so(site: Site) -> None:
    assert await lines(site) == ["Nothing waits for you."]
    with pytest.raises(inbox.Choose, match="Nothing asks"):
        await outside(lambda: inbox.answer(site.services.settings, None, "allow_once", ()))


@pytest.mark.parametrize(
    ("kind", "texts", "heard"),
    [
        ("allow_once", (), "allow_once None None"),
        ("allow_always", (), "allow_once None None"),
        ("reject_once", ("use", "make"), "reject_once use\nmake None"),
    ],
)
async def test_a_permission_is_shown_and_answered(
    site: Site, place: Place, kind: str, texts: Sequence[str], heard: str
) -> None:
    told: list[str] = []
    request = await asked(site, place, PERMISSION, told)
    shown = "\n".join(await lines(site))
    assert "Run npm test" in shown
    assert "always: Commands that begin with `npm test`" in shown
    short = str(request.id)[-8:]
    assert short in shown
    with pytest.raises(inbox.Choose, match="--allow"):
        await outside(lambda: inbox.answer(site.services.settings, short, None, ()))
    await outside(lambda: inbox.answer(site.services.settings, short, kind, texts))
    await site.stack.until_state(await site.stack.tasks.get(request.task_id))
    assert told == [heard]


@pytest.mark.parametrize(("text", "value"), [("dark \x1b[31mRED", "1.1"), ("green", "green")])
async def test_a_question_is_answered_by_label_or_in_own_words(site: Site, place: Place, text: str, value: str) -> None:
    told: list[str] = []
    request = await asked(site, place, NewRequest("question", "c1", "Colour", questions=[COLOUR]), told)
    assert "\x1b" not in "".join(await lines(site)), "what an agent says does nothing to the terminal"
    await outside(lambda: inbox.answer(site.services.settings, None, None, (text,)))
    await site.stack.until_state(await site.stack.tasks.get(request.task_id))
    assert told == [f"None None {{'q1': ['{value}']}}"]


async def test_which_request_is_meant_has_to_be_clear(site: Site, place: Place, db: Database, tmp_path: Path) -> None:
    settings = site.services.settings
    await asked(site, place, PERMISSION, [])
    await asked(site, await make_chat(db, tmp_path / "other"), PERMISSION, [])
    with pytest.raises(inbox.Choose, match="Several requests wait"):
        await outside(lambda: inbox.answer(settings, None, "allow_once", ()))
    with pytest.raises(NotFound, match="ends with zzz"):
        await outside(lambda: inbox.answer(settings, "zzz", "allow_once", ()))


async def test_what_the_server_refuses_is_told_in_its_words(site: Site, place: Place) -> None:
    told: list[str] = []
    request = await asked(site, place, NewRequest("plan", "c1", "Go?", options=permission_options(always=False)), told)
    with pytest.raises(inbox.Choose, match="Allow once, Reject"):
        await outside(lambda: inbox.answer(site.services.settings, None, "allow_always", ()))
    await site.stack.tasks.cancel(request.task_id)
    with pytest.raises(api.Refused, match="Nobody waits for this answer any more"):
        body = {"client_id": str(uuid4()), "option_id": "allow_once"}
        await outside(lambda: api.ask(site.services.settings, "POST", f"/api/requests/{request.id}/answer", body))


def test_without_a_server_it_says_how_to_start_one(settings: Settings) -> None:
    private_directory(settings.data_dir)
    private_directory(settings.run_dir)
    with pytest.raises(NotRunning, match="Start one with `boo`"):
        inbox.read_inbox(settings)


async def test_away_prints_what_happened_by_place(site: Site, place: Place) -> None:
    sent = await site.stack.send(place.chat_id)
    await site.stack.until_state(sent.task)
    digest = await to_thread.run_sync(away.read_away, site.services.settings, "2026-01-01T00:00:00Z")
    lines = list(away.away_lines(digest))
    assert lines[0].endswith("1 answered, 1 new session")
    assert lines[1:] == ["\nrepo / session", "  1 new session", f"  {digest_title(digest)}", "    1 answered: done"]
    await to_thread.run_sync(away.put_away, site.services.settings)
    assert list(away.away_lines(await to_thread.run_sync(away.read_away, site.services.settings, None))) == [
        "Nobody was away yet."
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("90m", "2026-01-31T06:30:00.000Z"),
        ("1w", "2026-01-24T08:00:00.000Z"),
        ("2026-01-30T08:00:00+02:00", "2026-01-30T06:00:00.000Z"),
    ],
)
def test_a_time_can_be_said_as_how_long_ago_it_was(said: str, meant: str) -> None:
    assert rfc3339(away.moment(said, datetime(2026, 1, 31, 8, tzinfo=UTC))) == meant
    assert away.moment("2026-01-30", datetime.now(UTC)) == datetime(2026, 1, 30).astimezone()


@pytest.mark.parametrize("said", ["yesterday", "", "5", "-2h", "9999-99-99", "0001-01-01"])
def test_what_is_no_time_is_refused_with_what_would_be(said: str) -> None:
    with pytest.raises(Invalid, match="--since takes a time"):
        away.moment(said, datetime.now(UTC))


def digest_title(digest: api.Json) -> str:
    return digest["projects"][0]["sessions"][0]["chats"][0]["title"] or "New chat"
