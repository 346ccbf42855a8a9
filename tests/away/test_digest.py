"""What the digest tells, and how notifications come and go."""

from __future__ import annotations

from datetime import UTC, datetime

import anyio

from boocode.away import store
from boocode.chats.service import Chats
from boocode.kernel.ids import new_id
from tests.away.conftest import House, facts_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def kinds(house: House, *, only_unseen: bool = True) -> list[str]:
    found = await house.away.notifications(only_unseen=only_unseen)
    return [one.kind for one in found.notifications]


async def ask(house: House, task_id: object) -> object:
    request_id = new_id()
    await house.db.execute(
        "insert into requests (id, task_id, chat_id, session_id, kind, call_id, title)"
        " values (%s, %s, %s, %s, 'permission', 'c', 'Run npm test')",
        (request_id, task_id, house.place.chat_id, house.place.session_id),
    )
    return request_id


async def test_digest_says_by_place_what_happened_in_the_words_of_the_log(house: House) -> None:
    await house.task("completed", answer="\n## **Fixed** it\n\nAll tests pass.")
    second = await house.task("completed", answer="And the other one.")
    await house.task("failed", error="The model went away.")
    await house.task("cancelled")
    terminal = await house.terminal("Build")
    await house.db.execute("update terminals set state = 'exited', exit_code = 2 where id = %s", (terminal,))
    for path in ("a.py", "b.py", "c.py", "d.py"):
        await house.change(path)
    await house.change("e.py", "applied")
    digest = await house.away.digest(since=LONG_AGO)
    (project,) = digest.projects
    (session,) = project.sessions
    (chat,) = session.chats
    said = {fact.kind: (fact.count, fact.text) for fact in facts_of(digest)}
    assert said == {
        "completed": (2, "And the other one."),
        "failed": (1, "The model went away."),
        "cancelled": (1, ""),
        "terminal": (1, "Build: Ended with code 2"),
        "changes": (4, "d.py, c.py, b.py, …"),
        "applied": (1, "e.py"),
        "session": (1, ""),
    }
    assert [fact.task_id for fact in chat.facts if fact.kind == "completed"] == [second]
    assert (project.name, session.name, digest.total, digest.next) == ("harbour", "session", 11, None)
    assert (await house.away.notifications()).notifications[-1].text == "Fixed it"


async def test_digest_is_given_in_pages_that_miss_nothing(house: House) -> None:
    for state in ("completed", "failed", "interrupted"):
        await house.task(state)
    await house.change("a.py")
    seen: list[str] = []
    skip: str | None = "0"
    while skip is not None:
        page = await house.away.digest(since=LONG_AGO, limit=2, skip=int(skip))
        assert page.total == 5
        seen += [fact.kind for fact in facts_of(page)]
        skip = page.next
    assert sorted(seen) == ["changes", "completed", "failed", "interrupted", "session"]


async def test_reading_a_chat_in_one_place_sees_its_notifications_everywhere(house: House) -> None:
    chats, chat_id = Chats(house.db, house.events), house.place.chat_id
    await house.task("completed")
    async with house.events.transaction() as tx:
        tx.emit(chat_id, "task.state", {"task": {"state": "completed"}})
    assert await kinds(house) == ["completed"]
    assert (await chats.change(chat_id, {"read_seq": 1})).unread is False
    assert await kinds(house) == []
    assert await kinds(house, only_unseen=False) == ["completed"]
    assert (await chats.change(chat_id, {"unread": True})).unread
    assert (await chats.change(chat_id, {"unread": False})).unread is False


async def test_chat_that_nothing_happened_in_can_be_marked_as_unread(house: House) -> None:
    chats, chat_id = Chats(house.db, house.events), house.place.chat_id
    assert (await chats.change(chat_id, {"unread": True})).unread is False  # there is nothing to read
    async with house.events.transaction() as tx:
        tx.emit(chat_id, "title.updated", {"title": "New", "source": "human"})
    assert (await chats.change(chat_id, {"unread": True})).unread


async def test_answered_request_and_task_marked_as_seen_need_nobody(house: House) -> None:
    task_id = await house.task("failed", error="No.")
    request_id = await ask(house, task_id)
    assert await kinds(house) == ["request", "failed"]
    await house.db.execute("update requests set state = 'cancelled' where id = %s", (request_id,))
    assert await kinds(house) == ["failed"]
    assert (await house.away.digest(since=LONG_AGO)).counts == {"failed": 1, "expired": 1, "session": 1}
    await house.db.execute("update tasks set seen_at = now() where id = %s", (task_id,))
    assert await kinds(house) == []
    assert await kinds(house, only_unseen=False) == ["failed"]


async def test_who_reads_a_chat_does_not_wait_for_who_answers_in_it(house: House) -> None:
    chats, chat_id = Chats(house.db, house.events), house.place.chat_id
    request_id = await ask(house, await house.task("completed"))
    async with house.events.transaction() as tx:
        tx.emit(chat_id, "task.state", {"task": {"state": "completed"}})
    async with house.events.transaction() as tx:
        await tx.conn.execute("update requests set state = 'cancelled' where id = %s", (request_id,))
        with anyio.fail_after(30):
            assert (await chats.change(chat_id, {"read_seq": 1})).unread is False
        tx.emit(chat_id, "request.resolved", {})
    assert await kinds(house) == []


async def test_terminal_that_was_started_again_or_removed_is_not_told_of(house: House) -> None:
    first, second = await house.terminal("One"), await house.terminal("Two")
    await house.db.execute("update terminals set state = 'lost'")
    assert [one.title for one in (await house.away.notifications()).notifications] == ["Two", "One"]
    await house.db.execute("update terminals set state = 'running' where id = %s", (first,))
    await house.db.execute("delete from terminals where id = %s", (second,))
    assert await kinds(house, only_unseen=False) == []


async def test_what_somebody_looks_at_is_watched(house: House) -> None:
    await house.task("completed")
    await house.presence.look("desk", frozenset({f"chat:{house.place.chat_id}"}))
    assert [one.watched for one in (await house.away.notifications()).notifications] == [True]
    house.presence.leave("desk")
    assert [one.watched for one in (await house.away.notifications()).notifications] == [False]


async def test_notifications_of_what_is_gone_are_neither_shown_nor_kept(house: House) -> None:
    await house.task("completed")
    await house.db.execute("delete from sessions")
    found = await house.away.notifications()
    assert (found.notifications, found.unseen) == ([], 0)
    async with house.db.transaction() as conn:
        await store.forget_old(conn)
        assert await conn.fetch_value("select count(*) from notifications") == 0
