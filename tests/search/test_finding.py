"""What is found, on a real database."""

from __future__ import annotations

from contextlib import suppress

import pytest

from boocode.search.errors import BadSearch
from tests.search.conftest import Library
from tests.support.rows import make_chat


async def test_every_kind_is_found_at_its_place(library: Library) -> None:
    place = library.place
    asked = await library.say("When is the tide at its kelpie height?", role="user", provider=None)
    answer = await library.say("The kelpie stands at four metres.")
    output = await library.part({"type": "tool_result", "text": "kelpie.log: 3 lines", "call_part_id": str(asked)})
    change = await library.change("harbour/kelpie.py", "height = 4", place.chat_id)
    await library.chats.change(place.chat_id, {"title": "Kelpie tables"})
    found = {result.kind: result for result in await library.found("kelpie")}
    assert found.keys() == {"title", "user", "assistant", "tool", "change"}
    assert {kind: found[kind].part_id for kind in found if found[kind].part_id} == {
        "user": asked,
        "assistant": answer,
        "tool": output,
    }
    assert found["change"].change_id == change
    assert found["assistant"].message_id
    assert {result.chat_id for result in found.values()} == {place.chat_id}
    assert {(result.session_name, result.project_name) for result in found.values()} == {("session", "harbour")}
    assert found["change"].provider == "goose"
    snippet = found["assistant"].snippet
    assert [snippet[start:end] for start, end in found["assistant"].marks] == ["kelpie"]


async def test_identifiers_are_found_by_pieces_and_as_a_whole(library: Library) -> None:
    part = await library.say("See `src/boocode/app.py`, `open_the_door`, os.path.join and parseHTTPRequest.")
    for q in (
        "boocode", "src/boocode/app.py", "app.py", "door", "the_door", "open_the_door", "path.join", "os.path",
        "parsehttprequest", "parseHTTPRequest", "HTTP", "request", "httpReq", "open_the_do", "PATH.JOIN",
    ):  # fmt: skip
        assert await library.parts(q) == {part}, q
    for q in ("doors", "app.js", "door_the", "join.path"):
        assert not await library.parts(q), q


async def test_all_words_are_needed_phrases_stand_together_and_excluded_words_are_not_there(library: Library) -> None:
    together = await library.say("the high tide comes")
    apart = await library.say("tide tables for the high sea")
    assert await library.parts("high tide") == {together, apart}
    assert await library.parts('"high tide"') == {together}
    assert await library.parts("high -tables") == {together}
    assert await library.parts('tide -"high tide"') == {apart}
    assert not await library.parts("high tide mountain")


async def test_last_word_may_be_unfinished_until_a_space_follows(library: Library) -> None:
    part = await library.say("an unforeseeable thing")
    assert await library.parts("unfor") == {part}
    assert not await library.parts("unfor ")
    assert not await library.parts('"unfor"')
    assert not await library.parts("unfor thing")


async def test_filters_narrow_what_is_found(library: Library) -> None:
    other = await make_chat(library.db, library.tmp_path / "mountain")
    here = await library.say("cormorant", at="2025-03-01", provider="goose")
    there = await library.say("cormorant", chat_id=other.chat_id, at="2026-06-01")
    assert await library.parts("cormorant") == {here, there}
    for q, part in {
        "cormorant project:harb": here,
        f"cormorant session:{other.session_id}": there,
        "cormorant provider:goose": here,
        "cormorant before:2025-06-01": here,
        "cormorant after:2025-06-01": there,
        "cormorant after:2026-06-01 before:2026-06-02": there,
        'project:"mountain" cormorant': there,
    }.items():
        assert await library.parts(q) == {part}, q
    assert await library.parts("cormorant", project_id=other.project_id) == {there}
    assert await library.parts("cormorant", session_id=library.place.session_id) == {here}
    assert not await library.parts("cormorant kind:user")
    assert await library.parts("cormorant kind:user,assistant") == {here, there}


@pytest.mark.parametrize(
    "q", ["", "  ", "-only", "kind:song x", "before:yesterday x", "project: x", "project:nowhere x", "!!!", "x " * 40]
)
async def test_what_cannot_be_searched_for_is_refused_with_a_sentence(library: Library, q: str) -> None:
    with pytest.raises(BadSearch, match=r"\.$"):
        await library.search.find(q)


@pytest.mark.parametrize("q", ["'; drop table chats; --", "a' | 'b", "\\", "it's", "& | ! <->", "x:*", "日本", '"open'])
async def test_signs_are_text_and_never_syntax(library: Library, q: str) -> None:
    await library.say("nothing of that")
    with suppress(BadSearch):
        assert not await library.found(q)


async def test_words_of_scripts_without_spaces_are_found(library: Library) -> None:
    part = await library.say("今日は日本語で話します")
    assert await library.parts("日本語") == {part}
    assert not await library.parts("語本")


async def test_pages_follow_each_other_without_gaps_or_repetitions(library: Library) -> None:
    everything = {await library.say(f"gannet number {number}") for number in range(25)}
    await library.index()
    seen: list[object] = []
    cursor = None
    while True:
        page = await library.search.find("gannet", limit=10, cursor=cursor)
        seen += [result.part_id for result in page.results]
        if (cursor := page.next) is None:
            break
        await library.say("gannet that came meanwhile")
        await library.index()
    assert len(seen) == len(set(seen)) == 25
    assert set(seen) == everything


@pytest.fixture
def small_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two documents share a bucket; there is time to look at all of them."""
    for module in ("facts", "finding"):
        monkeypatch.setattr(f"boocode.search.{module}.BUCKET_BITS", 1)
    monkeypatch.setattr("boocode.search.finding.PATIENCE_SECONDS", 1000)


@pytest.mark.usefixtures("small_buckets")
@pytest.mark.parametrize("at_once", [2, 5000])
async def test_what_is_far_back_is_found_through_many_buckets(
    library: Library, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("boocode.search.finding.AT_ONCE", at_once)
    monkeypatch.setattr("boocode.search.finding.CANDIDATES", 3)
    rare = await library.say("a puffin, far back", at="2025-01-31")
    often = [await library.say(f"gannet number {number}", at=f"2025-{number // 6 + 1:02}-10") for number in range(48)]
    last = await library.say("the newest guillemot")
    assert await library.parts("puff") == {rare}, "an unfinished word that is rare"
    assert await library.parts("before:2025-02-01 puff") == {rare}
    assert await library.parts("guill") == {last}
    assert await library.parts("gann", limit=3) == set(often[-3:]), "an unfinished word that is frequent"
    assert await library.parts("far -gann") == {rare}, "without an unfinished word that is frequent"
    assert await library.parts("gannet number -puf", limit=3) == set(often[-3:]), "without one that is rare"
    assert await library.parts("before:2025-03-01 gann", limit=3) == set(often[9:12]), "the newest of what is asked for"
    assert await library.parts("after:2025-02-01 before:2025-03-01 number gann", limit=3) == set(often[9:12])


@pytest.mark.usefixtures("small_buckets")
async def test_search_whose_time_is_up_says_how_far_it_looked_and_goes_on_there(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.search.finding.PATIENCE_SECONDS", -1)
    everything = {await library.say("the great auk, far back", at="2025-01-31")}
    everything |= {await library.say(f"a great auk, number {number}", at="2026-01-31") for number in range(60)}
    [await library.say("the newest guillemots", at="2026-02-28") for _ in range(25)]
    await library.index()
    first = await library.search.find('"great auk"', limit=7)
    assert not first.results
    assert first.looked_until
    assert first.looked_until.isoformat().startswith("2026-02-28")
    seen: list[object] = []
    page = first
    while page.next is not None:
        page = await library.search.find('"great auk"', limit=7, cursor=page.next)
        seen += [result.part_id for result in page.results]
    assert len(seen) == len(everything)
    assert set(seen) == everything
    assert page.looked_until is None


async def test_whole_name_of_a_filter_means_only_what_is_called_so(library: Library) -> None:
    await make_chat(library.db, library.tmp_path / "old-harbour")
    part = await library.say("cormorant")
    other = await make_chat(library.db, library.tmp_path / "harbour-tools")
    there = await library.say("cormorant", chat_id=other.chat_id)
    assert await library.parts("cormorant project:Harbour") == {part}
    assert await library.parts("cormorant project:harb") == {part, there}


async def test_cursor_of_nobody_is_refused(library: Library) -> None:
    for cursor in ("x", "W10=", "WzEsLTFd"):
        with pytest.raises(BadSearch, match="first page"):
            await library.search.find("word", cursor=cursor)


async def test_whole_output_is_searched_where_the_model_saw_only_some_of_it(library: Library) -> None:
    sha = await library.blobs.put(b"first line\n" + b"filler\n" * 3000 + b"puffin at the end\n")
    data: dict[str, object] = {"type": "tool_result", "text": "first line", "call_part_id": "x", "output_blob": sha}
    part = await library.part(data)
    (result,) = await library.found("puffin")
    assert result.part_id == part
    assert "puffin at the end" in result.snippet


async def test_marks_are_in_the_units_of_browsers(library: Library) -> None:
    await library.say("🌊🌊 a razorbill")
    (result,) = await library.found("razorbill")
    assert result.marks == [(7, 16)]
