"""When somebody looked, and what counts as an absence."""

from __future__ import annotations

from datetime import datetime

import anyio

from boocode.away import store
from boocode.away.assembly import open_away
from boocode.db import Database
from tests.away.conftest import ABSENCE_SECONDS, House, facts_of

HOUR = 3600.0


async def looked_at(db: Database) -> datetime | None:
    async with db.connection() as conn:
        return await conn.fetch_value("select looked_at from presence")


async def test_first_visit_ever_has_nothing_to_tell(house: House) -> None:
    await house.task("completed")
    await house.presence.look("desk", frozenset())
    digest = await house.away.digest()
    assert (digest.since, digest.total, digest.projects) == (None, 0, [])
    assert await looked_at(house.db) is not None


async def test_absence_ends_with_the_first_look_and_its_digest_stays_the_same_afterwards(house: House) -> None:
    await house.visit()
    await house.pass_time(HOUR)
    await house.task("completed")
    await house.pass_time(60)
    await house.presence.look("phone", frozenset())
    await house.task("failed")  # happens while somebody looks
    digest = await house.away.digest()
    assert [fact.kind for fact in facts_of(digest)] == ["completed"]
    assert digest.since is not None
    assert HOUR < (digest.until - digest.since).total_seconds() < HOUR + 90


async def test_a_short_look_elsewhere_is_no_absence(house: House) -> None:
    await house.visit()
    await house.pass_time(ABSENCE_SECONDS - 10)
    await house.task("completed")
    await house.presence.look("desk", frozenset())
    assert (await house.away.digest()).since is None


async def test_two_windows_are_one_presence(house: House) -> None:
    await house.presence.look("desk", frozenset())
    await house.presence.look("phone", frozenset())
    house.presence.leave("desk")
    assert house.presence.is_looking
    await house.pass_time(HOUR)
    await house.presence.note()
    house.presence.leave("phone")
    house.presence.leave("phone")
    assert not house.presence.is_looking
    await house.presence.look("desk", frozenset())
    assert (await house.away.digest()).since is None


async def test_restart_in_between_forgets_nobody_who_looked(house: House) -> None:
    await house.visit()
    await house.pass_time(HOUR)
    house.restart()
    await house.task("interrupted")
    await house.presence.look("desk", frozenset())
    digest = await house.away.digest()
    assert digest.since is not None
    assert digest.counts == {"interrupted": 1}
    house.restart()
    assert (await house.away.digest()).counts == {"interrupted": 1}


async def test_jump_of_the_clock_while_somebody_looks_is_no_absence(house: House) -> None:
    await house.presence.look("desk", frozenset())
    house.presence.leave("desk")
    await house.db.execute("update presence set looked_at = looked_at - interval '1 day'")  # the clock went forward
    await house.presence.look("desk", frozenset())
    assert (await house.away.digest()).since is None
    await house.db.execute("update presence set looked_at = looked_at + interval '2 days'")  # and back
    await house.presence.note()
    async with house.db.connection() as conn:
        assert (await store.looked(conn, ABSENCE_SECONDS)).ongoing_from is None
        assert await conn.fetch_value("select looked_at <= clock_timestamp() from presence")


async def test_what_a_glance_left_untold_is_told_with_the_next_absence_until_it_is_put_away(house: House) -> None:
    await house.visit()
    await house.pass_time(HOUR)
    await house.task("completed")
    await house.visit(20)
    await house.pass_time(HOUR)
    await house.task("failed")
    await house.presence.look("desk", frozenset())
    assert (await house.away.digest()).counts == {"completed": 1, "failed": 1}
    await house.away.put_away()
    assert (await house.away.digest()).put_away
    house.presence.leave("desk")
    await house.presence.note()
    await house.pass_time(HOUR)
    await house.visit()
    digest = await house.away.digest()
    assert (digest.counts, digest.put_away) == ({}, False)


async def test_what_was_long_enough_on_a_screen_is_told(house: House) -> None:
    await house.visit()
    await house.pass_time(HOUR)
    await house.task("completed")
    await house.visit(store.TOLD_SECONDS + 1)
    await house.pass_time(HOUR)
    await house.visit()
    assert (await house.away.digest()).counts == {}


async def test_absence_that_lasts_is_told_without_anybody_looking_and_can_be_put_away(house: House) -> None:
    await house.visit()
    await house.pass_time(HOUR)
    await house.task("completed")
    assert (await house.away.digest()).counts == {"completed": 1}
    await house.away.put_away()
    digest = await house.away.digest()
    assert (digest.put_away, digest.counts) == (True, {"completed": 1})


async def test_presence_is_noted_when_the_last_one_leaves_and_at_the_end(house: House) -> None:
    async with open_away(house.db, house.events, absence_seconds=ABSENCE_SECONDS) as away:
        await away.presence.look("desk", frozenset())
        first = await looked_at(house.db)
        assert first is not None
        away.presence.leave("desk")
        with anyio.fail_after(60):
            while await looked_at(house.db) == first:
                await anyio.sleep(0.01)
        second = await looked_at(house.db)
        await away.presence.look("desk", frozenset())
        assert await looked_at(house.db) == second  # nothing is written for every look
    ended = await looked_at(house.db)
    assert second is not None
    assert ended is not None
    assert ended > second
