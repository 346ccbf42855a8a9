"""Titles and headings: what models answer, and what is made of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode.backends.native.summaries import cleaned, plain_summary
from boocode.backends.native.titles import Titler, cleaned_title, title_from_words
from boocode.backends.native.watch import DoneCall
from boocode.contracts.agents import Completed
from boocode.llm.catalog import CatalogSettings, open_catalog
from boocode.llm.client import LlmClient
from boocode.llm.scripted.choosing import Asked, Chosen, choose_by_marker
from boocode.llm.scripted.scripts import Step
from boocode.llm.scripted.server import open_scripted_model
from tests.backends.conftest import Bench, make_bench

PLAIN = "Listed a directory, read a file, searched once"


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("Socket Reconnect Bug", "Socket Reconnect Bug"),
        ('Title: **"Socket Reconnect Bug."**\nBecause…', "Socket Reconnect Bug"),
        ("one two three four five six", "one two three four"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosis " * 4, "Pneumonoultramicroscopicsilicovolcanoconiosis P…"),
        ("Sorry, I cannot do that", None),
        ("  \n ", None),
        ("---", None),
    ],
)
def test_title_is_cleaned(answer: str, title: str | None) -> None:
    assert cleaned_title(answer) == title


def test_title_comes_from_telling_words_where_no_model_gives_one() -> None:
    assert (
        title_from_words("Can you explain the socket reconnect in `feed.py`, please?")
        == "Explain socket reconnect feed.py"
    )
    assert title_from_words("the") == "The"
    assert title_from_words("???") is None


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("- Read the socket and its tests.\nand more", "Read the socket and its tests"),
        ('Summary: "Found three callers"', "Found three callers"),
        ("1. Compared both loaders", "Compared both loaders"),
        ("Error: no content", None),
        ("I cannot summarise this", None),
        ("", None),
    ],
)
def test_heading_is_cleaned(answer: str, line: str | None) -> None:
    assert cleaned(answer) == line


def test_plain_heading_counts_what_was_done() -> None:
    def call(tool: str, kind: str) -> DoneCall:
        return DoneCall(tool, kind, {}, "")

    calls = [call("view_file", "read"), call("grep", "search"), call("view_file", "read"), call("git_log", "read")]
    assert plain_summary(calls, failed=1) == "Read 2 files, searched once, looked at git history (1 failed)"


async def test_chat_is_named_by_its_own_model(bench: Bench) -> None:
    await bench.say("SCRIPT:say")
    titler = Titler(bench.equipment.client, bench.equipment.catalog)
    assert await titler.make_title(bench.conversation, "scripted") == "Scripted title"
    assert bench.model.chats()[-1].model == "scripted"


async def test_title_never_loads_a_model_that_was_swapped_out(bench: Bench) -> None:
    await bench.say("SCRIPT:say about swapping")
    bench.model.routes["/running"] = {"running": []}
    asked = len(bench.model.chats())
    titler = Titler(bench.equipment.client, bench.equipment.catalog)
    assert await titler.make_title(bench.conversation, "scripted") == "SCRIPT:say about swapping"
    assert len(bench.model.chats()) == asked


async def test_title_falls_back_to_the_users_words_when_the_endpoint_fails(client: LlmClient, bench: Bench) -> None:
    await bench.say("Where is the price computed?")
    async with open_catalog(client, CatalogSettings(candidates=())) as catalog:
        await catalog.refresh()
        assert await Titler(client, catalog).make_title(bench.conversation, "scripted") == "Where price computed"


@pytest.fixture
async def fast(client: LlmClient, repository: Path) -> AsyncIterator[Bench]:
    """A chat with a fast model that writes headings."""

    def choose(request: Asked) -> Chosen:
        if not request.tools:
            return Chosen(Step(say="Looked around the shop"), "heading")
        return choose_by_marker(model.scripts, request)

    async with open_scripted_model(chooser=choose) as model:
        settings = CatalogSettings(url=model.url, fast_model="scripted-small")
        async with open_catalog(client, settings) as catalog:
            await catalog.refresh()
            yield await make_bench(model, client, catalog, repository)


async def test_heading_of_the_fast_model_replaces_the_plain_one(fast: Bench) -> None:
    sink, _ = await fast.say("SCRIPT:parallel")
    headings = sink.notices("tool_summary")
    assert [heading.text for heading in headings] == [
        PLAIN,
        "Looked around the shop",
    ]
    assert {heading.key for heading in headings} == {"summary-0"}
    assert {record.model for record in fast.model.chats() if record.label == "heading"} == {"scripted-small"}


async def test_failing_fast_model_leaves_the_plain_heading(client: LlmClient, repository: Path) -> None:
    def choose(request: Asked) -> Chosen:
        if not request.tools:
            return Chosen(Step(error={"status": 400, "body": {"error": "no"}}), "heading")
        return choose_by_marker(model.scripts, request)

    async with (
        open_scripted_model(chooser=choose) as model,
        open_catalog(client, CatalogSettings(url=model.url, fast_model="scripted-small")) as catalog,
    ):
        await catalog.refresh()
        sink, outcome = await (await make_bench(model, client, catalog, repository)).say("SCRIPT:parallel")
    assert outcome == Completed("stop")
    assert [notice.text for notice in sink.notices("tool_summary")] == [
        "Listed a directory, read a file, searched once"
    ]
