"""Tool calls put together from the deltas that real servers send."""

from __future__ import annotations

from typing import Any

import pytest

from boocode.llm.errors import AnswerTooLarge
from boocode.llm.toolcalls import ToolCalls


def function(name: str | None = None, arguments: Any = None) -> dict[str, Any]:
    return {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}


def delta(name: str | None = None, arguments: Any = None, **more: Any) -> dict[str, Any]:
    return {"function": function(name, arguments), **more}


def assembled(*deltas: object) -> list[tuple[str, str]]:
    calls = ToolCalls("made")
    for one in deltas:
        calls.feed(one if isinstance(one, list) else [one])  # pyright: ignore[reportUnknownArgumentType]
    ready = calls.ready()
    assert len({call.call_id for call in ready}) == len(ready)
    return [(call.name, call.arguments) for call in ready]


TWO = [("a", '{"x":1}'), ("b", '{"y":2}')]


@pytest.mark.parametrize(
    "deltas",
    [
        pytest.param(
            [
                delta("a", "", index=0, id="1"),
                delta(None, '{"x"', index=0),
                delta(None, ":1}", index=0),
                delta("b", "", index=1, id="2"),
                delta(None, '{"y":2}', index=1),
            ],
            id="as OpenAI",
        ),
        pytest.param(
            [
                delta("a", "", index=0, id="1"),
                delta("b", "", index=1, id="2"),
                delta(None, '{"y":', index=1),
                delta(None, '{"x":1}', index=0),
                delta(None, "2}", index=1),
            ],
            id="interleaved",
        ),
        pytest.param([delta("a", '{"x":1}', id="1"), delta("b", '{"y":2}', id="2")], id="no index"),
        pytest.param([delta("a", '{"x":1}'), delta("b", '{"y":2}')], id="neither index nor id"),
        pytest.param(
            [delta("a", '{"x":1}', index=0, id="1"), delta("b", '{"y":2}', index=0, id="2")], id="index 0 twice"
        ),
        pytest.param(
            [delta("a", {"x": 1}, index=0, id="1"), delta("b", {"y": 2}, index=0, id="1")], id="objects, one id"
        ),
        pytest.param(
            [
                delta("a", '{"x"', index=0, id="1"),
                delta("a", ":1}", index=0, id="1"),
                delta("b", '{"y"', index=1, id="2"),
                delta("b", ":2}", index=1, id="2"),
            ],
            id="name and id repeated",
        ),
        pytest.param(
            [
                delta("a", '{"x"', id="1"),
                delta(None, ":1}", id="1"),
                delta("b", '{"y"', id="2"),
                delta(None, ":2}", id="2"),
            ],
            id="id but no index",
        ),
        pytest.param(
            [
                delta("a", '{"x"', index=0, id="1"),
                delta(None, ":1}", index=0, id="1"),
                delta(None, '{"x":1}', index=0, id="1"),
                delta("b", '{"y":2}', index=1, id="2"),
            ],
            id="arguments again at the end",
        ),
        pytest.param([delta("a", '{"x":1}', index=0, id=""), delta("b", '{"y":2}', index=1, id="")], id="empty ids"),
        pytest.param([delta("a", '{"x":1}', index=0, id="s"), delta("b", '{"y":2}', index=1, id="s")], id="same id"),
        pytest.param(
            [[delta("a", '{"x":1}', index=0, id="1"), delta("b", '{"y":2}', index=1, id="2")]], id="all at once"
        ),
    ],
)
def test_two_calls_come_out_whole_and_apart(deltas: list[Any]) -> None:
    assert assembled(*deltas) == TWO


def test_legacy_function_call_is_one_call() -> None:
    calls = ToolCalls("made")
    calls.feed_legacy({"name": "a", "arguments": '{"x"'})
    calls.feed_legacy({"arguments": ":1}"})
    assert [(call.call_id, call.name, call.arguments) for call in calls.ready()] == [("made_1", "a", '{"x":1}')]


def test_usable_id_is_kept_and_others_are_replaced() -> None:
    calls = ToolCalls("made")
    calls.feed([delta("a", "{}", index=0, id="call_1"), delta("b", "{}", index=1, id="x" * 500)])
    calls.feed([delta("c", "{}", index=2, id="call_1"), delta("d", "{}", index=3, id="bad\x00id")])
    assert [call.call_id for call in calls.ready()] == ["call_1", "made_2", "made_3", "made_4"]


@pytest.mark.parametrize("garbage", [None, 7, "x", {}, [None], [7], [{"function": 7}], [{"index": "0"}], [[]]])
def test_garbage_makes_no_call(garbage: Any) -> None:
    calls = ToolCalls("made")
    calls.feed(garbage)
    assert calls.ready() == []


def test_too_many_calls_or_too_long_arguments_are_refused() -> None:
    with pytest.raises(AnswerTooLarge):
        assembled([delta("a", "{}", index=number, id=str(number)) for number in range(65)])
    with pytest.raises(AnswerTooLarge):
        assembled(delta("a", "x" * 700_000, index=0), delta(None, "x" * 700_000, index=0))
