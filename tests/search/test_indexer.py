"""How the index follows what is stored."""

from __future__ import annotations

from uuid import uuid4

import anyio
import pytest

from boocode.search import indexer as indexing
from boocode.search.assembly import open_search
from boocode.search.indexer import Indexer
from tests.search.conftest import Library


async def test_new_part_is_found_within_seconds_without_anybody_asking(library: Library) -> None:
    async with open_search(library.db, library.events, library.blobs.get) as search:
        part = await library.say("a lonely guillemot")
        with anyio.fail_after(60):
            while not (found := (await search.find("guillemot")).results):
                await anyio.sleep(0.05)
    assert found[0].part_id == part


async def test_what_was_there_before_the_index_is_found_newest_first(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 10)
    parts = [await library.say(f"skua {number}", tell=False, at="2026-01-01") for number in range(25)]
    await library.db.execute("insert into search_chats select id, head_seq from chats")
    assert await library.indexer.look() == "more"
    page = await library.search.find("skua", limit=50)
    assert {result.part_id for result in page.results} == set(parts[-10:])
    assert page.indexed_until is not None
    restarted = Indexer(library.db, library.blobs.get)
    while await restarted.look() != "done":
        pass
    page = await library.search.find("skua", limit=50)
    assert {result.part_id for result in page.results} == set(parts)
    assert page.indexed_until is None
    assert page.results[0].part_id == parts[-1]


async def test_kill_in_the_middle_of_a_batch_loses_and_repeats_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {await library.say(f"petrel {number}") for number in range(5)}

    async def dies(*_: object) -> None:
        raise ConnectionAbortedError

    with monkeypatch.context() as patch:
        patch.setattr(indexing.store, "note_chat", dies)
        with pytest.raises(ConnectionAbortedError):
            await library.indexer.look()
    assert not (await library.search.find("petrel")).results
    assert await library.parts("petrel") == parts
    await library.db.execute("update search_chats set seq = 0")  # as if it had not been noted
    assert len(await library.found("petrel")) == 5


async def test_two_processes_do_not_get_into_each_others_way(library: Library) -> None:
    parts = {await library.say(f"eider {number}") for number in range(30)}
    other = Indexer(library.db, library.blobs.get)
    async with library.db.transaction() as conn:
        assert await indexing.store.try_lock(conn)
        assert await library.indexer.look() == "busy"
    async with anyio.create_task_group() as group:
        for one in (library.indexer, other):
            for _ in range(4):
                group.start_soon(one.look)
    assert await library.parts("eider", limit=50) == parts
    assert await library.db.fetch_value("select count(*) from search_documents") == 30


async def test_what_is_deleted_is_not_found(library: Library) -> None:
    await library.say("merganser")
    await library.chats.change(library.place.chat_id, {"title": "Merganser"})
    await library.change("merganser.py", "x")
    assert len(await library.found("merganser")) == 3
    await library.chats.delete(library.place.chat_id)
    assert [result.kind for result in await library.found("merganser")] == ["change"]
    await library.db.execute("delete from changes")
    assert not await library.found("merganser")


async def test_what_changes_is_found_as_it_is_now(library: Library) -> None:
    chat_id = library.place.chat_id
    await library.chats.change(chat_id, {"title": "Old dunlin"})
    change = await library.change("dunlin.py", "x")
    assert len(await library.found("dunlin")) == 2
    await library.chats.change(chat_id, {"title": "New knot"})
    await library.db.execute(
        "update changes set path = 'knot.py', updated_at = clock_timestamp() where id = %s", (change,)
    )
    assert {result.kind for result in await library.found("knot")} == {"title", "change"}
    assert not await library.found("dunlin")
    await library.db.execute(
        "update changes set state = 'superseded', updated_at = clock_timestamp(), decided_at = now()"
    )
    assert {result.kind for result in await library.found("knot")} == {"title"}


async def test_part_under_way_is_found_once_it_has_ended(library: Library) -> None:
    call: dict[str, object] = {"type": "tool_call", "tool": "grep", "kind": "search", "call_id": "1", "title": "grep"}
    part = await library.part({**call, "state": "running", "arguments": {"pattern": "avocet"}})
    assert not await library.found("avocet")
    done = {**call, "id": str(part), "message_id": str(uuid4()), "index": 0, "step": 0, "created_at": "2026-11-20"}
    async with library.events.transaction() as tx:
        tx.emit(
            library.place.chat_id,
            "part.updated",
            {"part": {**done, "state": "completed", "arguments": {"pattern": "avocet"}}},
        )
    assert await library.parts("avocet") == {part}


async def test_copied_chat_is_found_although_its_log_does_not_tell_of_its_messages(library: Library) -> None:
    part = await library.say("A turnstone")
    message = await library.db.fetch_value("select message_id from parts where id = %s", (part,))
    await library.index()
    copy = await library.chats.fork(library.place.chat_id, message, title=None, client_id=uuid4())
    assert {result.chat_id for result in await library.found("turnstone kind:assistant")} == {
        library.place.chat_id,
        copy.id,
    }


async def test_hostile_text_is_indexed_as_far_as_it_goes(library: Library) -> None:
    long = await library.say("oystercatcher " + "x" * 90_000 + " " + "ab " * 50_000, tell=False)
    many = await library.say("oystercatcher " + " ".join(f"w{number}é" * 12 for number in range(9000)), tell=False)
    quotes = await library.say("oystercatcher ' '' \\ : * \" ~b0 ~kuser \ufffd 'x':1A")
    assert await library.parts("oystercatcher") == {long, many, quotes}
    assert not await library.parts("oystercatcher kind:user")
