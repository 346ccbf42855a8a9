"""Turns of the native agent against the scripted model, with real tools on a real repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import pytest

from boocode.contracts.agents import Cancelled, Completed, Failed, Parked, ToolCallUpsert
from boocode.contracts.wire.chat import Answer
from boocode.llm.catalog import CatalogSettings, ModelCatalog, open_catalog
from boocode.llm.client import LlmClient
from boocode.llm.scripted.scripts import Step
from boocode.llm.scripted.server import ScriptedModel
from tests.backends.conftest import Bench, make_bench
from tests.support.recording import RecordingSink


async def test_answer_streams_into_the_sink_with_its_usage(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:think")
    assert outcome == Completed("stop")
    assert sink.reasoning == "Let me think about that."
    assert sink.text == "Thought about it."
    assert sink.usage.context_size == 32768
    assert sink.usage.context_tokens > 0
    assert not sink.usage.estimated


async def test_usage_is_estimated_where_the_server_gives_no_numbers(bench: Bench) -> None:
    bench.model.scripts["silent"] = [{"say": "Hello there.", "no_usage": True}]
    sink, _ = await bench.say("SCRIPT:silent")
    assert sink.usage.estimated
    assert sink.usage.prompt_tokens > 500
    assert sink.usage.completion_tokens >= 3


async def test_tool_call_is_durable_before_it_is_done(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:read")
    assert outcome == Completed("stop")
    call = sink.calls[0]
    assert (call.tool, call.state, call.kind, call.title) == ("view_file", "completed", "read", "README.md")
    assert sink.states(call.call_id) == ["pending", "pending", "running", "completed"]
    running = next(i for i, e in enumerate(sink.events) if isinstance(e, ToolCallUpsert) and e.state == "running")
    assert sink.events[running + 1] == "flush"
    assert "Sells things." in sink.results[0].text
    assert sink.text.endswith("Read it.")


async def test_model_gets_the_result_of_its_call(bench: Bench) -> None:
    await bench.say("SCRIPT:read")
    call, result = bench.sent()[-2:]
    assert call["role"] == "assistant"
    assert result["role"] == "tool"
    assert "Sells things." in str(result["content"])


async def test_parallel_calls_are_all_answered_in_order_and_get_a_heading(bench: Bench) -> None:
    sink, _ = await bench.say("SCRIPT:parallel")
    assert [call.state for call in sink.calls] == ["completed"] * 3
    heading = sink.notices("tool_summary")[0]
    assert heading.text == "Listed a directory, read a file, searched once"
    assert heading.data == {"step": 0}
    results = [message for message in bench.sent() if message["role"] == "tool"]
    assert [result["tool_call_id"] for result in results] == [call.call_id for call in sink.calls]


async def test_later_turn_sends_the_whole_conversation_without_reasoning_and_notices(bench: Bench) -> None:
    await bench.say("SCRIPT:parallel")
    await bench.say("SCRIPT:say")
    roles = [message["role"] for message in bench.sent()]
    assert roles == ["system", "user", "assistant", "tool", "tool", "tool", "assistant", "user"]
    assert "Listed a directory" not in str(bench.sent())


async def test_guidance_of_the_project_is_in_the_system_message(bench: Bench) -> None:
    await bench.say("SCRIPT:say")
    system = bench.sent()[0]
    assert system["role"] == "system"
    assert "never `cart`" in str(system["content"])


async def test_chat_is_named_to_the_model_server(bench: Bench) -> None:
    await bench.say("SCRIPT:say")
    assert bench.model.chats()[0].headers["x-session-id"] == str(bench.chat_id)


# --- asking the human ---------------------------------------------------------------------------------------------


async def test_question_parks_the_turn_and_the_answer_goes_on_with_it(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:question")
    assert outcome == Parked()
    request = sink.requests[0]
    assert request.questions[0].question == "Which colour?"
    assert [option.label for option in request.questions[0].options] == ["red", "blue"]
    assert sink.calls[0].state == "waiting"

    question = request.questions[0]
    answers = {request.call_id: Answer(values={question.id: [question.options[1].id]})}
    again, outcome = await bench.go_on(sink, answers)
    assert outcome == Completed("stop")
    assert again.calls[0].state == "completed"
    assert "blue" in again.results[0].text
    assert again.text.endswith("Thanks for answering.")
    assert "blue" in str(bench.sent()[-1]["content"])
    assert [part.step for part in again.parts if part.type == "text"] == [0, 1]
    assert again.usage.prompt_tokens > sink.usage.prompt_tokens + again.usage.context_tokens // 2


async def test_other_calls_of_the_step_are_done_before_the_question_is_asked(bench: Bench) -> None:
    bench.model.scripts["both"] = [
        {
            "tools": [
                {"kind": "question", "question": "Sure?", "options": ["yes"]},
                {"kind": "read", "path": "README.md"},
            ]
        },
        {"say": "On."},
    ]
    sink, outcome = await bench.say("SCRIPT:both")
    assert outcome == Parked()
    assert {call.tool: call.state for call in sink.calls} == {"ask_user_input": "waiting", "view_file": "completed"}
    assert sink.events[-1] == "ask"
    again, outcome = await bench.go_on(sink, {sink.requests[0].call_id: Answer(text="go ahead")})
    assert outcome == Completed("stop")
    assert [m["role"] for m in bench.sent()[-3:]] == ["assistant", "tool", "tool"]
    assert "go ahead" in str(bench.sent()[-2]["content"])
    assert again.text == "On."


async def test_turn_stays_parked_while_one_of_two_questions_is_open(bench: Bench) -> None:
    question: Any = {"kind": "question", "question": "One?", "options": ["a"]}
    bench.model.scripts["two"] = [{"tools": [question, question]}, {"say": "Both."}]
    sink, outcome = await bench.say("SCRIPT:two")
    assert outcome == Parked()
    first, second = (request.call_id for request in sink.requests)
    sink, outcome = await bench.go_on(sink, {first: Answer(text="x")})
    assert outcome == Parked()
    sink, outcome = await bench.go_on(sink, {first: Answer(text="x"), second: Answer(text="y")})
    assert outcome == Completed("stop")
    assert len(sink.results) == 2


# --- steering -----------------------------------------------------------------------------------------------------


async def test_steered_message_joins_before_the_next_round_and_stays_there(bench: Bench) -> None:
    sink = RecordingSink()
    sink.steering = [[], ["and mention the price"]]
    _, outcome = await bench.say("SCRIPT:read", sink=sink)
    assert outcome == Completed("stop")
    assert bench.sent()[-1] == {"role": "user", "content": "and mention the price"}
    await bench.say("SCRIPT:say")
    roles = [message["role"] for message in bench.sent()]
    assert roles == ["system", "user", "assistant", "tool", "user", "assistant", "user"]


# --- circles and caps ---------------------------------------------------------------------------------------------


async def test_same_call_with_the_same_result_ends_as_doom_loop(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:loop")
    assert outcome == Completed("doom_loop")
    assert len(sink.calls) == 3
    assert "3 times in a row" in sink.notices("doom_loop")[0].text
    await bench.say("SCRIPT:say")
    assert "times in a row" not in str(bench.sent())


async def test_back_and_forth_between_two_calls_ends_as_doom_loop(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:abab")
    assert outcome == Completed("doom_loop")
    assert len(sink.calls) == 6


async def test_same_call_with_new_results_is_no_loop(bench: Bench, repository: Path) -> None:
    class Growing(RecordingSink):
        async def flush(self) -> None:
            (repository / f"file{len(self.calls)}").touch()
            await super().flush()

    steps: list[Step] = [{"tools": [{"kind": "list", "path": "."}]}] * 5
    bench.model.scripts["watching"] = [*steps, {"say": "Enough."}]
    sink, outcome = await bench.say("SCRIPT:watching", sink=Growing())
    assert outcome == Completed("stop")
    assert len(sink.calls) == 5


async def test_cap_on_rounds_ends_the_turn_with_a_notice(
    scripted_llm: ScriptedModel, client: LlmClient, catalog: ModelCatalog, repository: Path
) -> None:
    bench = await make_bench(scripted_llm, client, catalog, repository, rounds=2)
    await catalog.refresh()
    scripted_llm.scripts["many"] = [
        {"tools": [{"kind": "read", "path": name}]} for name in ("README.md", "shop.py", "AGENTS.md")
    ]
    sink, outcome = await bench.say("SCRIPT:many")
    assert outcome == Completed("cap_hit")
    assert len(sink.calls) == 2
    assert sink.notices("cap_hit")[0].data == {"rounds": 2}


# --- bad models ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("badjson", "not valid JSON"),
        ("unknowntool", "There is no tool 'launch_rockets'"),
        ("wrongargs", "Wrong arguments for view_file"),
    ],
)
async def test_bad_call_becomes_a_failed_result_that_tells_the_model(bench: Bench, script: str, told: str) -> None:
    if script == "wrongargs":
        bench.model.scripts[script] = [
            {"tools": [{"kind": "raw", "name": "view_file", "text": '{"lines": []}'}]},
            {"say": "Recovered."},
        ]
    sink, outcome = await bench.say(f"SCRIPT:{script}")
    assert outcome == Completed("stop")
    assert sink.calls[0].state == "failed"
    assert told in sink.results[0].text
    assert told in str(bench.sent()[-1]["content"])
    assert sink.text == "Recovered."


async def test_made_up_tool_name_is_sent_back_in_letters_that_servers_take(bench: Bench) -> None:
    bench.model.scripts["odd"] = [{"tools": [{"kind": "raw", "name": "launch rockets!", "text": "{}"}]}, {"say": "No."}]
    await bench.say("SCRIPT:odd")
    calls: Any = bench.sent()[-2]["tool_calls"]
    assert calls[0]["function"]["name"] == "launch_rockets_"
    await bench.say("SCRIPT:say")
    calls = next(message for message in bench.sent() if message["role"] == "assistant")["tool_calls"]
    assert calls[0]["function"]["name"] == "launch_rockets_"


async def test_arguments_that_are_not_json_are_sent_back_as_an_object(bench: Bench) -> None:
    await bench.say("SCRIPT:badjson")
    calls: Any = bench.sent()[-2]["tool_calls"]
    assert calls[0]["function"]["arguments"] == '{"raw":"{\\"path\\": \\"README"}'


async def test_three_rounds_of_impossible_calls_fail_truthfully(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:alwaysbadjson")
    assert isinstance(outcome, Failed)
    assert outcome.code == "invalid_tool_calls"
    assert "not valid JSON" in outcome.message
    assert len(sink.calls) == 3


async def test_secret_file_is_refused_to_the_model(bench: Bench) -> None:
    bench.model.scripts["secret"] = [{"tools": [{"kind": "read", "path": ".env"}]}, {"say": "Refused."}]
    sink, outcome = await bench.say("SCRIPT:secret")
    assert outcome == Completed("stop")
    assert sink.calls[0].state == "failed"
    assert "hunter2" not in str(sink.results)


async def test_empty_answer_is_asked_again_once_and_then_fails(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:empty")
    assert isinstance(outcome, Failed)
    assert outcome.code == "empty_answer"
    assert len(bench.model.chats()) == 2
    assert sink.notices("retry")


async def test_cut_answer_says_so(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:length")
    assert outcome == Completed("length")
    assert sink.notices("cut")
    assert sink.text == "cut off here"


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("err401", "unauthorized", "scripted bad key"),
        ("err500", "server_error", "scripted 500"),
        ("errctx", "context_overflow", "8192"),
        ("garbage", "bad_response", "It works!"),
        ("notjson", "bad_response", "not json"),
        ("disconnect", "stream_lost", "broke off"),
        ("huge", "too_large", "8 MB"),
    ],
)
async def test_failing_model_fails_the_turn_in_its_own_words(bench: Bench, script: str, code: str, words: str) -> None:
    _, outcome = await bench.say(f"SCRIPT:{script}")
    assert isinstance(outcome, Failed)
    assert outcome.code == code
    assert words in outcome.message


async def test_text_before_a_broken_stream_is_kept_and_sent_next_time(bench: Bench) -> None:
    sink, _ = await bench.say("SCRIPT:disconnect")
    assert sink.text.startswith("this stream")
    await bench.say("SCRIPT:say")
    assert bench.sent()[2] == {"role": "assistant", "content": sink.text}


async def test_retries_are_shown(bench: Bench) -> None:
    sink, outcome = await bench.say("SCRIPT:err429")
    assert outcome == Completed("stop")
    assert "scripted rate limit" in sink.notices("retry")[0].text
    assert len({notice.key for notice in sink.notices("retry")}) == 1


async def test_loading_model_is_shown_and_not_kept_as_reasoning(bench: Bench) -> None:
    sink, _ = await bench.say("SCRIPT:banner")
    assert sink.reasoning == "Now I think."
    shown = sink.notices("info")
    assert "loading model: scripted" in shown[0].text
    assert shown[-1].data["loading"] is False


async def test_missing_endpoint_fails_with_what_to_do(
    client: LlmClient, repository: Path, scripted_llm: ScriptedModel
) -> None:
    async with open_catalog(client, CatalogSettings(candidates=())) as catalog:
        await catalog.refresh()
        bench = await make_bench(scripted_llm, client, catalog, repository)
        _, outcome = await bench.say("hello")
    assert isinstance(outcome, Failed)
    assert outcome.code == "no_endpoint"
    assert "BOOCODE_LLM_URL" in outcome.message


async def test_model_that_takes_no_tools_is_asked_without(bench: Bench) -> None:
    refusal: Any = {"status": 400, "body": {"error": {"message": "llama2 does not support tools"}}, "times": 1}
    bench.model.scripts["notools"] = [{"error": refusal, "say": "unused"}]
    sink, outcome = await bench.say("SCRIPT:notools")
    assert outcome == Completed("stop")
    assert "takes no tools" in sink.notices("info")[0].text
    assert "tools" not in bench.model.chats()[-1].body


# --- the end ------------------------------------------------------------------------------------------------------


async def test_cancelling_the_session_closes_the_upstream_and_gives_cancelled(bench: Bench) -> None:
    outcomes: list[object] = []

    async def turn() -> None:
        outcomes.append((await bench.say("SCRIPT:forever"))[1])

    async with anyio.create_task_group() as group:
        group.start_soon(turn)
        await bench.model.wait_for(lambda log: bool(log) and log[0].chunks > 3)
        await bench.backend.cancel(bench.session)
    assert outcomes == [Cancelled()]
    records = await bench.model.wait_for(lambda log: log[0].ended_at is not None)
    assert not records[0].completed


class LeaseLost(Exception):
    pass


@pytest.mark.parametrize("script", ["say", "parallel"])
async def test_lost_lease_ends_the_turn_as_itself(bench: Bench, script: str) -> None:
    class Losing(RecordingSink):
        async def flush(self) -> None:
            self.fail_with = LeaseLost()

    sink = Losing()
    if script == "say":
        sink.fail_with = LeaseLost()
    with pytest.raises(LeaseLost):
        await bench.say(f"SCRIPT:{script}", sink=sink)


async def test_interrupted_call_gets_a_result_that_says_so(bench: Bench) -> None:
    sink, _ = await bench.say("SCRIPT:read")
    message = bench.conversation[-1]
    kept = [part for part in message.parts if part.type != "tool_result" and part.step == 0]
    bench.conversation[-1] = message.model_copy(update={"parts": kept})
    assert sink.results
    await bench.say("SCRIPT:say")
    result = next(message for message in bench.sent() if message["role"] == "tool")
    assert "interrupted" in str(result["content"])
