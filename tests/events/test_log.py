"""The event log: gapless, ordered, fenced, told after commit, followed under back-pressure."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import anyio
import orjson
import pytest

from boocode.contracts.wire.events import DeltaData, NoticeData
from boocode.db import Database
from boocode.events import EventLog, EventRefused, Lease, LeaseLost, NewEvent, Reset, Synced, open_event_log
from boocode.events.errors import EventTooLarge
from boocode.events.feed import Followed
from boocode.events.writer import Delta
from boocode.kernel.ids import new_id
from tests.support.rows import make_chat

DEADLINE = 60


@pytest.fixture
async def log(db: Database) -> AsyncIterator[EventLog]:
    async with open_event_log(db) as events:
        yield events


@pytest.fixture
async def chat(db: Database, tmp_path: Path) -> UUID:
    return (await make_chat(db, tmp_path / "repo")).chat_id


async def running_task(db: Database, chat_id: UUID) -> Lease:
    """A task that is running under a lease, with its answer."""
    task_id, message_id = new_id(), new_id()
    async with db.transaction() as conn:
        await conn.execute(
            "insert into messages (id, chat_id, role) values (%s, %s, 'assistant')", (message_id, chat_id)
        )
        await conn.execute(
            "insert into tasks (id, chat_id, session_id, project_id, host, message_id, assistant_message_id, provider,"
            " state, position, lease_token, lease_until) select %s, c.id, s.id, s.project_id, 'testhost', %s, %s,"
            " 'boocode', 'running', 1, 7, now() + interval '30 s' from chats c join sessions s on s.id = c.session_id"
            " where c.id = %s",
            (task_id, message_id, message_id, chat_id),
        )
    return Lease(task_id, 7)


def notice(number: int) -> dict[str, object]:
    return {"level": "info", "code": "test", "text": str(number), "data": {}}


def parsed(frames: Followed) -> list[dict[str, object]]:
    assert isinstance(frames, list)
    return [orjson.loads(frame) for frame in frames]


def text_of(frame: dict[str, object]) -> str:
    return NoticeData.model_validate(frame["data"]).text


async def read_until(log: EventLog, chat_id: UUID, after: int, last: int) -> list[dict[str, object]]:
    """Frames after `after` up to `last`, replayed or live."""
    found: list[dict[str, object]] = []
    with anyio.fail_after(DEADLINE):
        async for followed in log.follow(chat_id, after):
            if isinstance(followed, list):
                found += parsed(followed)
            if found and found[-1]["seq"] == last:
                return found
    raise AssertionError("the log ended")


async def test_numbers_are_gapless_from_one_under_concurrent_transactions(log: EventLog, chat: UUID) -> None:
    async def append(number: int) -> None:
        async with log.transaction() as tx:
            tx.emit(chat, "notice", notice(number))
            tx.emit(chat, "notice", notice(number))

    async with anyio.create_task_group() as group:
        for number in range(40):
            group.start_soon(append, number)
    frames = await read_until(log, chat, 0, 80)
    assert [frame["seq"] for frame in frames] == list(range(1, 81))
    texts = [text_of(frame) for frame in frames]
    assert all(texts[i] == texts[i + 1] for i in range(0, 80, 2)), "events of one transaction stay together"


async def test_transactions_over_several_chats_never_deadlock(db: Database, log: EventLog, tmp_path: Path) -> None:
    chats = [(await make_chat(db, tmp_path / str(n))).chat_id for n in range(4)]

    async def append(order: list[UUID]) -> None:
        async with log.transaction() as tx:
            for chat_id in order:
                tx.emit(chat_id, "notice", notice(0))

    with anyio.fail_after(DEADLINE):
        async with anyio.create_task_group() as group:
            for number in range(60):
                group.start_soon(append, chats if number % 2 else chats[::-1])
    assert [await log.head(chat_id) for chat_id in chats] == [60] * 4


async def test_a_rolled_back_transaction_leaves_no_event_and_no_gap(log: EventLog, chat: UUID) -> None:
    with pytest.raises(ZeroDivisionError):
        async with log.transaction() as tx:
            tx.emit(chat, "notice", notice(1))
            _ = 1 / 0
    async with log.transaction() as tx:
        tx.emit(chat, "notice", notice(2))
    frames = await read_until(log, chat, 0, 1)
    assert text_of(frames[0]) == "2"


async def test_follow_replays_then_says_synced_once_then_goes_live(log: EventLog, chat: UUID) -> None:
    async with log.transaction() as tx:
        for number in range(3):
            tx.emit(chat, "notice", notice(number))
    seen: list[object] = []
    with anyio.fail_after(DEADLINE):
        async for followed in log.follow(chat, 1):
            if isinstance(followed, Synced):
                seen.append(("synced", followed.seq))
                async with log.transaction() as tx:
                    tx.emit(chat, "notice", notice(9))
            else:
                seen += [frame["seq"] for frame in parsed(followed)]
            if seen[-1] == 4:
                break
    assert seen == [2, 3, ("synced", 3), 4]


async def test_a_cursor_beyond_the_log_gets_a_reset(log: EventLog, chat: UUID) -> None:
    assert [followed async for followed in log.follow(chat, 99)] == [Reset()]


async def test_followers_of_a_deleted_chat_get_a_reset(db: Database, log: EventLog, chat: UUID) -> None:
    seen: list[Followed] = []
    with anyio.fail_after(DEADLINE):
        async for followed in log.follow(chat, 0):
            seen.append(followed)
            if isinstance(followed, Synced):
                await db.execute("delete from chats where id = %s", (chat,))
                log.forget(chat)
    assert seen == [Synced(0), Reset()]


async def test_a_follower_whose_chat_is_deleted_during_its_replay_gets_a_reset(
    db: Database, log: EventLog, chat: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.events.feed.READ_AT_ONCE", 2)
    async with log.transaction() as tx:
        for number in range(10):
            tx.emit(chat, "notice", notice(number))
    seen: list[Followed] = []
    with anyio.fail_after(DEADLINE):
        async for followed in log.follow(chat, 0):
            seen.append(followed)
            if len(seen) == 1:
                await db.execute("delete from chats where id = %s", (chat,))
                log.forget(chat)
    assert len(parsed(seen[0])) == 2
    assert seen[1:] == [Reset()]


async def test_a_slow_follower_gets_every_event_in_order_beyond_the_live_buffer(log: EventLog, chat: UUID) -> None:
    total = 2_000
    seen: list[int] = []
    with anyio.fail_after(DEADLINE):
        async for followed in log.follow(chat, 0):
            if isinstance(followed, Synced):
                for start in range(0, total, 100):  # far more than the 512 that are kept, while we do not read
                    async with log.transaction() as tx:
                        for number in range(start, start + 100):
                            tx.emit(chat, "notice", notice(number))
            elif isinstance(followed, list):
                seen += [int(str(frame["seq"])) for frame in parsed(followed)]
            if seen and seen[-1] == total:
                break
    assert seen == list(range(1, total + 1))


async def test_a_streaming_task_and_transactions_share_one_order(db: Database, log: EventLog, chat: UUID) -> None:
    lane = log.lane(chat, await running_task(db, chat))

    async def stream() -> None:
        for number in range(300):
            await lane.room()
            log.writer.put(lane, NewEvent(chat, "notice", orjson.dumps(notice(number)), lane.lease))
            await anyio.lowlevel.checkpoint()
        await lane.flushed()

    async def talk() -> None:
        for _ in range(50):
            async with log.transaction() as tx:
                tx.emit(chat, "queue.updated", {"queue": []})

    async with anyio.create_task_group() as group:
        group.start_soon(stream)
        group.start_soon(talk)
    frames = await read_until(log, chat, 0, 350)
    assert [frame["seq"] for frame in frames] == list(range(1, 351))
    streamed = [frame["data"]["text"] for frame in frames if frame["type"] == "notice"]  # type: ignore[index]
    assert streamed == [str(number) for number in range(300)]


async def test_deltas_that_wait_are_joined_and_none_of_their_text_is_lost(
    db: Database, log: EventLog, chat: UUID
) -> None:
    lane = log.lane(chat, await running_task(db, chat))
    part_id, message_id, offset = new_id(), new_id(), 0
    for number in range(1_000):
        log.writer.put(lane, Delta(message_id, part_id, offset, [f"{number} "]))
        offset += len(f"{number} ")
    await lane.flushed()
    head = await log.head(chat)
    assert head is not None
    assert head < 1_000
    frames = await read_until(log, chat, 0, head)
    text = ""
    for frame in frames:
        delta = DeltaData.model_validate(frame["data"])
        assert delta.offset == len(text)
        text += delta.text
    assert text == "".join(f"{number} " for number in range(1_000))


async def test_a_lapsed_lease_fences_the_writer(db: Database, log: EventLog, chat: UUID) -> None:
    lease = await running_task(db, chat)
    lane = log.lane(chat, lease)
    log.writer.put(lane, NewEvent(chat, "notice", orjson.dumps(notice(1)), lease))
    await lane.flushed()
    await db.execute("update tasks set lease_token = 8 where id = %s", (lease.task_id,))
    log.writer.put(lane, NewEvent(chat, "notice", orjson.dumps(notice(2)), lease))
    with pytest.raises(LeaseLost):
        await lane.flushed()
    assert await log.head(chat) == 1


async def test_an_unstorable_event_fails_only_its_own_task(db: Database, log: EventLog, tmp_path: Path) -> None:
    first, second = [(await make_chat(db, tmp_path / name)).chat_id for name in ("a", "b")]
    poisoned = log.lane(first, await running_task(db, first))
    healthy = log.lane(second, await running_task(db, second))
    log.writer.put(poisoned, NewEvent(first, "notice", b'{"text": "\\u0000"}', poisoned.lease))
    log.writer.put(healthy, NewEvent(second, "notice", orjson.dumps(notice(1)), healthy.lease))
    with pytest.raises(EventRefused):
        await poisoned.flushed()
    await healthy.flushed()
    assert (await log.head(first), await log.head(second)) == (0, 1)


async def test_what_postgres_cannot_hold_is_replaced_before_it_is_stored(log: EventLog, chat: UUID) -> None:
    async with log.transaction() as tx:
        tx.emit(chat, "notice", {"level": "info", "code": "x", "text": "a\x00b\ud800c", "data": {}})
    frames = await read_until(log, chat, 0, 1)
    assert frames[0]["data"]["text"] == "a\ufffdb\ufffdc"  # type: ignore[index]


async def test_an_event_over_256_kib_is_refused(log: EventLog, chat: UUID) -> None:
    with pytest.raises(EventTooLarge):
        async with log.transaction() as tx:
            tx.emit(chat, "notice", {"text": "x" * 300_000})
    assert await log.head(chat) == 0


async def test_the_writer_goes_on_after_its_connection_was_killed_and_sends_nothing_twice(
    db: Database, log: EventLog, chat: UUID
) -> None:
    lane = log.lane(chat, await running_task(db, chat))
    with anyio.fail_after(DEADLINE):
        for number in range(60):
            log.writer.put(lane, NewEvent(chat, "notice", orjson.dumps(notice(number)), lane.lease))
            if number % 20 == 10:
                await db.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where pid <> pg_backend_pid() and datname = current_database()"
                    " and query like 'select append_events%'"
                )
            await lane.flushed()
    frames = await read_until(log, chat, 0, 60)
    assert [frame["data"]["text"] for frame in frames] == [str(number) for number in range(60)]  # type: ignore[index]


async def test_another_process_is_told_of_events_and_invalidations(db: Database, chat: UUID) -> None:
    with anyio.fail_after(DEADLINE):
        async with open_event_log(db, shared=True) as here, open_event_log(db, shared=True) as there:
            with there.bus.listen() as listener:
                listener.topics.add("app")
                seen: list[object] = []
                async for followed in there.follow(chat, 0):
                    if isinstance(followed, list):
                        seen += [frame["seq"] for frame in parsed(followed)]
                    if len(seen) >= 3:
                        break
                    # Until it listens, the other process may miss a number: it finds that event when told of the next.
                    async with here.transaction() as tx:
                        tx.emit(chat, "notice", notice(1))
                        tx.changed("app", "tasks")
                told = await listener.next()
    assert seen[:3] == [1, 2, 3]
    assert told[0].topic == "app"


async def test_another_process_is_told_again_what_was_lost_with_a_connection(db: Database, chat: UUID) -> None:
    with anyio.fail_after(DEADLINE):
        async with open_event_log(db, shared=True) as here, open_event_log(db, shared=True) as there:
            seen: list[object] = []
            async for followed in there.follow(chat, 0):
                if isinstance(followed, list):
                    seen += [frame["seq"] for frame in parsed(followed)]
                if len(seen) >= 2:
                    break
                if seen:  # both listen by now
                    await db.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                        " and query like 'select pg_notify(%'"
                    )
                async with here.transaction() as tx:
                    tx.emit(chat, "notice", notice(1))
    assert seen == [1, 2]
