"""Turns in which the native agent writes: what it proposes is pending, and it works on with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from boocode.contracts.agents import Completed
from boocode.contracts.wire.parts import NoticePart
from boocode.db import Database
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.llm.scripted.scripts import ScriptedTool
from tests.backends.conftest import Bench
from tests.changes.desk import Desk, open_desk
from tests.support.rows import make_chat


@dataclass
class Writing:
    bench: Bench
    desk: Desk


@pytest.fixture
async def writing(bench: Bench, db: Database) -> AsyncIterator[Writing]:
    """The agent of `bench` with a queue for its changes."""
    place = await make_chat(db, bench.session.spec.directory)
    async with open_desk(db, place) as desk:
        bench.let_write(desk)
        yield Writing(bench, desk)


def call(name: str, **args: object) -> ScriptedTool:
    return {"kind": "raw", "name": name, "args": args}


async def test_edits_of_a_round_are_done_in_order_and_seen_by_the_next(writing: Writing) -> None:
    bench, desk = writing.bench, writing.desk
    bench.model.scripts["write"] = [
        {
            "tools": [
                call("create_file", path="cart.py", content="items = []\n"),
                call("edit_file", path="cart.py", old="[]", new="{}"),
                call("edit_file", path="shop.py", old="return 42", new="return 43"),
            ]
        },
        {"tools": [call("view_many", files=["cart.py", "shop.py"])]},
        {"say": "Done."},
    ]
    sink, outcome = await bench.say("SCRIPT:write")
    assert outcome == Completed("stop")
    assert [found.state for found in sink.calls] == ["completed"] * 4
    seen = sink.results[-1].text
    assert "items = {}" in seen
    assert "return 43" in seen
    assert "return 42" in (desk.root / "shop.py").read_text()
    assert not (desk.root / "cart.py").exists()
    changes = {change.path: change for change in await desk.open()}
    assert changes["shop.py"].hunks[0].by[0].call_ids == [sink.calls[2].call_id]
    assert len(changes["cart.py"].hunks[0].by[0].call_ids) >= 1
    system = str(bench.sent(0)[0]["content"])
    assert "waits for the developer's review" in system
    assert "You cannot change files" not in system


async def test_a_failed_edit_tells_the_model_what_is_there(writing: Writing) -> None:
    bench = writing.bench
    bench.model.scripts["miss"] = [
        {"tools": [call("edit_file", path="shop.py", old="return 41", new="return 43")]},
        {"say": "Sorry."},
    ]
    sink, _ = await bench.say("SCRIPT:miss")
    assert sink.calls[0].state == "failed"
    assert "return 42" in sink.results[0].text


async def test_the_review_goes_to_the_model_with_the_message(writing: Writing) -> None:
    bench = writing.bench
    review = NoticePart(
        id=new_id(),
        message_id=new_id(),
        index=1,
        step=0,
        created_at=now(),
        kind="review",
        text="My review of your pending changes:\n\n`shop.py` line 2: `return 43`\nWhy 43?",
    )
    await bench.say("Look at it.", attached=[review])
    assert "Why 43?" in str(bench.sent()[-1]["content"])
