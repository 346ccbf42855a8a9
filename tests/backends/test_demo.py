"""The demo: the scripted tour, played by the native agent with real tools on the sample repository."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode.backends.native.titles import Titler
from boocode.contracts.agents import Completed, Parked
from boocode.contracts.wire.chat import Answer
from boocode.db import Database
from boocode.llm.catalog import CatalogSettings, open_catalog
from boocode.llm.client import LlmClient
from boocode.llm.scripted import demo
from boocode.llm.scripted.server import ScriptedModel
from tests.backends.conftest import Bench, make_bench
from tests.changes.desk import open_desk
from tests.support.rows import make_chat


@pytest.fixture
async def touring(
    tmp_path: Path, client: LlmClient, scripted_llm: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bench]:
    """A chat in the demo's sample repository, at full speed."""
    monkeypatch.setattr(demo, "TOKENS_PER_SECOND", 1e6)
    async with (
        demo.open_demo(tmp_path / "demo") as endpoint,
        open_catalog(client, CatalogSettings(url=endpoint.url)) as catalog,
    ):
        models = await catalog.refresh()
        assert models.endpoint.kind == "demo"
        assert models.models[0].name == demo.LABEL
        yield await make_bench(scripted_llm, client, catalog, endpoint.repository)


async def test_tour_reads_asks_and_explains(touring: Bench) -> None:
    sink, outcome = await touring.say("What is this?")
    assert outcome == Parked()
    assert sink.reasoning
    assert {call.state for call in sink.calls} == {"completed", "waiting"}, [result.text for result in sink.results]
    assert len(sink.notices("tool_summary")) == 2
    question = sink.requests[0].questions[0]
    wrong = next(option.id for option in question.options if "wrong" in option.label)
    sink, outcome = await touring.go_on(sink, {sink.requests[0].call_id: Answer(values={question.id: [wrong]})})
    assert outcome == Completed("stop")
    assert "range(24)" in sink.text
    assert demo.LABEL in sink.text


@pytest.mark.parametrize(
    ("said", "expected"),
    [("find the bug", "range(24)"), ("what do the tests cover?", "There are two tests"), ("hello", "Try one of these")],
)
async def test_words_lead_to_other_scripts(touring: Bench, said: str, expected: str) -> None:
    sink, outcome = await touring.say(said)
    assert outcome == Completed("stop")
    assert {call.state for call in sink.calls} <= {"completed"}, [result.text for result in sink.results]
    assert expected in sink.text


async def test_lines_the_demo_points_to_are_the_right_ones(touring: Bench) -> None:
    lines = (touring.session.spec.directory / "tides/forecast.py").read_text().splitlines()
    assert lines[9].startswith("def height(")
    assert "range(23)" in lines[17]


async def test_fix_is_two_changes_of_three_hunks_that_wait_for_review(touring: Bench, db: Database) -> None:
    root = touring.session.spec.directory
    async with open_desk(db, await make_chat(db, root)) as desk:
        touring.let_write(desk)
        sink, outcome = await touring.say("Fix the bug, please")
        assert outcome == Completed("stop")
        assert {call.state for call in sink.calls} == {"completed"}, [result.text for result in sink.results]
        hunks = {change.path: len(change.hunks) for change in await desk.open()}
        assert hunks == {"tides/forecast.py": 2, "tests/test_forecast.py": 1}
        assert "range(23)" in (root / "tides/forecast.py").read_text()
        assert "Two changes wait for you" in sink.text
        sink, _ = await touring.say("fix it")
        assert "nothing left to fix" in sink.text


async def test_demo_admits_that_it_does_not_know_another_repository(touring: Bench, repository: Path) -> None:
    elsewhere = await make_bench(touring.model, touring.equipment.client, touring.equipment.catalog, repository)
    sink, outcome = await elsewhere.say("Explain this")
    assert outcome == Completed("stop")
    assert "written for the sample repository" in sink.text


async def test_demo_names_its_chats(touring: Bench) -> None:
    await touring.say("find the bug")
    titler = Titler(touring.equipment.client, touring.equipment.catalog)
    assert await titler.make_title(touring.conversation, "demo") == "Bug in the sample"
