"""Agents that set up their home when they are first started there, and exit if another is at it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import anyio
import pytest

from boocode.backends.first_start import FirstStarts
from boocode.contracts.agents import Completed
from boocode.contracts.launch import Launch
from boocode.kernel.errors import NotFound, Unavailable
from tests.agents.conftest import Open

_LAUNCH = Launch(("agent",), home=Path("/nowhere"))


async def test_first_starts_in_one_home_go_one_after_the_other(fake: Open, tmp_path: Path) -> None:
    async with fake("sets-up") as stage:
        others = [stage.other(tmp_path / "project") for _ in range(3)]
        (empty := tmp_path / "empty").mkdir()
        async with anyio.create_task_group() as group:
            group.start_soon(stage.backend.probe, empty)
            for each in (stage, *others):
                group.start_soon(partial(each.say, "write here.txt x"))
        assert all(each.session for each in (stage, *others))


async def test_agent_that_dies_at_its_very_first_start_is_started_once_more(fake: Open) -> None:
    async with fake("sets-up", "once") as stage:
        sink, outcome = await stage.say("say here")
    assert (sink.text, outcome) == ("here", Completed())


async def test_later_starts_run_side_by_side_and_those_after_a_failure_do_not() -> None:
    starts, inside, most = FirstStarts(), 0, 0
    gates = [anyio.Event() for _ in range(4)]
    begun = [anyio.Event() for _ in range(4)]

    async def start(number: int, *, fails: bool = False) -> int:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        begun[number].set()
        await gates[number].wait()
        inside -= 1
        if fails:
            raise Unavailable("No.")
        return number

    async with anyio.create_task_group() as group:
        gates[0].set()
        with pytest.raises(Unavailable):
            await starts.run(_LAUNCH, partial(start, 0, fails=True), again_after=NotFound)
        for number in (1, 2, 3):
            group.start_soon(partial(starts.run, _LAUNCH, partial(start, number), again_after=Unavailable))
        await begun[1].wait()
        assert most == 1
        gates[1].set()
        await begun[2].wait()
        await begun[3].wait()  # neither waits for the other
        assert most == 2
        gates[2].set()
        gates[3].set()


async def hang(begun: anyio.Event) -> None:
    begun.set()
    await anyio.sleep_forever()


async def look() -> str:
    return "seen"


async def test_cancelled_first_start_lets_the_next_one_be_the_first() -> None:
    starts, begun = FirstStarts(), anyio.Event()

    async with anyio.create_task_group() as group:
        group.start_soon(partial(starts.run, _LAUNCH, partial(hang, begun), again_after=Unavailable))
        await begun.wait()
        with anyio.move_on_after(0) as scope:
            await starts.run(_LAUNCH, look, again_after=Unavailable)
        assert scope.cancelled_caught
        group.cancel_scope.cancel()
    assert await starts.run(_LAUNCH, look, again_after=Unavailable) == "seen"


async def test_start_that_hangs_does_not_keep_others_waiting_for_ever() -> None:
    starts, begun = FirstStarts(wait_seconds=0.01), anyio.Event()

    async with anyio.create_task_group() as group:
        group.start_soon(partial(starts.run, _LAUNCH, partial(hang, begun), again_after=Unavailable))
        await begun.wait()
        assert await starts.run(_LAUNCH, look, again_after=Unavailable) == "seen"
        group.cancel_scope.cancel()
