"""Answers of the scripted model through the client: the forms they take, and how they fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio
import pytest

from boocode.llm.chunks import (
    Chunk,
    Finished,
    Loading,
    Reasoning,
    Retrying,
    Spent,
    Text,
    ToolCallReady,
    ToolCallStarted,
)
from boocode.llm.client import Endpoint, LlmClient, Patience, open_llm_client
from boocode.llm.errors import (
    AnswerTooLarge,
    BadKey,
    BadResponse,
    ContextOverflow,
    EndpointDown,
    LlmError,
    LlmTimeout,
    RateLimited,
    ServerError,
    StreamLost,
)
from boocode.llm.request import ChatRequest, OfferedTool
from boocode.llm.scripted.server import ScriptedModel

QUICK = Patience(backoff=0.001, longest_backoff=0.01, loading=5)
LIST_DIR: OfferedTool = {
    "type": "function",
    "function": {
        "name": "list_dir",
        "description": "Lists.",
        "parameters": {"type": "object", "properties": {"path": {"type": "string"}}},
    },
}


def request(script: str, **more: Any) -> ChatRequest:
    return ChatRequest(
        model="scripted", messages=[{"role": "user", "content": f"SCRIPT:{script} DIR:/srv"}], tools=[LIST_DIR], **more
    )


async def answer(
    model: ScriptedModel, script: str, patience: Patience = QUICK, **more: Any
) -> tuple[list[Chunk], LlmError | None]:
    """All chunks, and the error that ended them, if one did."""
    chunks: list[Chunk] = []
    async with open_llm_client(patience) as client:
        try:
            async with client.open_answer(Endpoint(model.url), request(script, **more)) as stream:
                async for chunk in stream:
                    chunks.append(chunk)  # noqa: PERF401 - those before the error count too
        except LlmError as error:
            return chunks, error
    return chunks, None


def text(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Text))


def reasoning(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Reasoning))


async def test_text_streams_and_ends_with_the_servers_numbers(scripted_llm: ScriptedModel) -> None:
    chunks, error = await answer(scripted_llm, "say")
    assert error is None
    assert text(chunks) == "Hello from the scripted model."
    spent = chunks[-2]
    assert isinstance(spent, Spent)
    assert spent.prompt_tokens
    assert spent.cached_tokens
    assert spent.tokens_per_second == 50.0
    assert chunks[-1] == Finished("stop")


@pytest.mark.parametrize("script", ["think", "reasoning", "inline"])
async def test_all_three_forms_of_reasoning_are_told_apart_from_text(scripted_llm: ScriptedModel, script: str) -> None:
    chunks, _ = await answer(scripted_llm, script)
    assert reasoning(chunks) == "Let me think about that."
    assert text(chunks) == "Thought about it."


async def test_unclosed_think_block_is_reasoning(scripted_llm: ScriptedModel) -> None:
    chunks, _ = await answer(scripted_llm, "unclosed")
    assert reasoning(chunks).strip() == "I never stop thinking."
    assert text(chunks) == ""


async def test_tool_calls_arrive_whole_after_they_were_announced(scripted_llm: ScriptedModel) -> None:
    chunks, _ = await answer(scripted_llm, "list")
    started = next(chunk for chunk in chunks if isinstance(chunk, ToolCallStarted))
    ready = next(chunk for chunk in chunks if isinstance(chunk, ToolCallReady))
    assert (started.call_id, started.name) == (ready.call_id, "list_dir")
    assert ready.arguments == '{"path": "/srv"}'
    assert chunks[-1] == Finished("tool_calls")


async def test_chat_is_named_to_the_server(scripted_llm: ScriptedModel) -> None:
    await answer(scripted_llm, "say", conversation="chat-1")
    assert scripted_llm.chats()[0].headers["x-session-id"] == "chat-1"


async def test_api_key_is_sent_as_bearer_token(scripted_llm: ScriptedModel) -> None:
    async with open_llm_client() as client:
        assert await client.complete(Endpoint(scripted_llm.url, "secret"), request("say"))
    assert scripted_llm.chats()[0].headers["authorization"] == "Bearer secret"


async def test_rate_limit_is_retried_visibly_until_it_ends(scripted_llm: ScriptedModel) -> None:
    chunks, error = await answer(scripted_llm, "err429")
    retries = [chunk for chunk in chunks if isinstance(chunk, Retrying)]
    assert error is None
    assert [(retry.attempt, retry.code, retry.wait_seconds) for retry in retries] == [
        (2, "rate_limited", 0.0),
        (3, "rate_limited", 0.0),
    ]
    assert "scripted rate limit" in retries[0].message
    assert text(chunks) == "after 429"


async def test_wait_of_an_hour_is_told_rather_than_waited_for(scripted_llm: ScriptedModel) -> None:
    scripted_llm.scripts["quota"] = [{"error": {"status": 429, "body": "quota", "headers": {"Retry-After": "3600"}}}]
    chunks, error = await answer(scripted_llm, "quota")
    assert isinstance(error, RateLimited)
    assert error.message.endswith("quota. It asks to wait 3600 s.")
    assert not [chunk for chunk in chunks if isinstance(chunk, Retrying)]


async def test_half_characters_in_an_answer_are_replaced(scripted_llm: ScriptedModel) -> None:
    said = 'data: {"choices":[{"delta":{"content":"a\\ud83db\\u0000c"},"finish_reason":"stop"}]}\n\n'
    scripted_llm.scripts["half"] = [{"garbage": said, "content_type": "text/event-stream"}]
    chunks, error = await answer(scripted_llm, "half")
    assert error is None
    assert text(chunks) == "a\ufffdb\ufffdc"


async def test_server_error_that_stays_is_reported_in_the_servers_words(scripted_llm: ScriptedModel) -> None:
    _, error = await answer(scripted_llm, "err500")
    assert isinstance(error, ServerError)
    assert "scripted 500" in error.message
    assert len(scripted_llm.chats()) == QUICK.attempts


async def test_passing_server_error_is_retried(scripted_llm: ScriptedModel) -> None:
    chunks, error = await answer(scripted_llm, "err503")
    assert error is None
    assert text(chunks) == "after 503"


async def test_refused_key_is_not_retried(scripted_llm: ScriptedModel) -> None:
    _, error = await answer(scripted_llm, "err401")
    assert isinstance(error, BadKey)
    assert "scripted bad key" in error.message
    assert "BOOCODE_LLM_API_KEY" in error.message
    assert len(scripted_llm.chats()) == 1


async def test_context_overflow_is_recognised(scripted_llm: ScriptedModel) -> None:
    _, error = await answer(scripted_llm, "errctx")
    assert isinstance(error, ContextOverflow)
    assert "8192" in error.message


async def test_loading_server_is_waited_for(scripted_llm: ScriptedModel) -> None:
    chunks, error = await answer(scripted_llm, "loading", Patience(attempts=1, longest_backoff=0.01))
    assert error is None
    assert sum(isinstance(chunk, Loading) for chunk in chunks) == 2
    assert text(chunks) == "loaded"


async def test_loading_server_that_names_an_hour_is_asked_again_sooner(scripted_llm: ScriptedModel) -> None:
    scripted_llm.scripts["slow"] = [
        {"error": {"status": 503, "body": "Loading model", "times": 1, "headers": {"Retry-After": "3600"}}, "say": "up"}
    ]
    with anyio.fail_after(60):
        chunks, error = await answer(scripted_llm, "slow", QUICK)
    assert (text(chunks), error) == ("up", None)


async def test_loading_banner_of_llama_swap_is_not_reasoning(scripted_llm: ScriptedModel) -> None:
    chunks, _ = await answer(scripted_llm, "banner")
    assert reasoning(chunks) == "Now I think."
    assert text(chunks) == "Loaded and answered."
    assert Loading("loading model: scripted") in chunks


async def test_stream_that_breaks_after_something_was_said_is_lost(scripted_llm: ScriptedModel) -> None:
    chunks, error = await answer(scripted_llm, "disconnect")
    assert isinstance(error, StreamLost)
    assert text(chunks)
    assert len(scripted_llm.chats()) == 1


async def test_stream_that_breaks_before_anything_was_said_is_retried(scripted_llm: ScriptedModel) -> None:
    chunks, error = await answer(scripted_llm, "broken")
    assert isinstance(error, StreamLost)
    assert [chunk.attempt for chunk in chunks if isinstance(chunk, Retrying)] == [2, 3, 4]


async def test_connection_closed_without_an_answer_is_tried_again(scripted_llm: ScriptedModel) -> None:
    scripted_llm.scripts["drop"] = [{"drop": True}]
    chunks, error = await answer(scripted_llm, "drop")
    assert isinstance(error, StreamLost)
    assert [chunk.attempt for chunk in chunks if isinstance(chunk, Retrying)] == [2, 3, 4]
    assert len(scripted_llm.chats()) == QUICK.attempts + 1  # the first may have been a kept connection


async def test_answer_without_done_mark_is_complete(scripted_llm: ScriptedModel) -> None:
    scripted_llm.scripts["nodone"] = [{"say": "whole", "no_done": True, "no_usage": True}]
    chunks, error = await answer(scripted_llm, "nodone")
    assert error is None
    assert text(chunks) == "whole"


@pytest.mark.parametrize("script", ["garbage", "notjson"])
async def test_garbage_is_a_bad_response_that_quotes_it(scripted_llm: ScriptedModel, script: str) -> None:
    _, error = await answer(scripted_llm, script)
    assert isinstance(error, BadResponse)
    assert "It works!" in error.message or "not json at all" in error.message


async def test_endless_answer_is_cut_off_and_its_connection_closed(scripted_llm: ScriptedModel) -> None:
    chunks, error = await answer(scripted_llm, "huge")
    assert isinstance(error, AnswerTooLarge)
    assert len(text(chunks)) <= 8 * 1024 * 1024
    records = await scripted_llm.wait_for(lambda log: log[0].ended_at is not None)
    assert not records[0].completed


async def test_whole_completion_instead_of_a_stream_is_understood(scripted_llm: ScriptedModel) -> None:
    whole = '{"choices":[{"message":{"content":"all at once"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3}}'
    scripted_llm.scripts["whole"] = [{"garbage": whole, "content_type": "application/json"}]
    chunks, error = await answer(scripted_llm, "whole")
    assert error is None
    assert text(chunks) == "all at once"
    assert Spent(prompt_tokens=3) in chunks


async def test_error_inside_a_200_answer_is_an_error(scripted_llm: ScriptedModel) -> None:
    body = 'data: {"error":{"message":"CUDA out of memory","code":500}}\n\n'
    scripted_llm.scripts["late"] = [{"garbage": body}]
    _, error = await answer(scripted_llm, "late")
    assert isinstance(error, ServerError)
    assert "CUDA out of memory" in error.message


async def test_silent_endpoint_times_out(scripted_llm: ScriptedModel) -> None:
    _, error = await answer(scripted_llm, "hang", Patience(first_byte=0.05))
    assert isinstance(error, LlmTimeout)
    assert "silent" in error.message


async def test_answer_that_stalls_times_out(scripted_llm: ScriptedModel) -> None:
    scripted_llm.scripts["stall"] = [{"say": "one two", "delay_ms": 3_600_000}]
    _, error = await answer(scripted_llm, "stall", Patience(idle=0.05))
    assert isinstance(error, LlmTimeout)


async def test_endpoint_that_is_not_there_is_named(free_tcp_port: int) -> None:
    async with open_llm_client(QUICK) as client:
        with pytest.raises(EndpointDown, match=f"127.0.0.1:{free_tcp_port}"):
            await client.complete(Endpoint(f"http://127.0.0.1:{free_tcp_port}/v1"), request("say"))


async def test_cancelling_closes_the_upstream_connection_at_once(scripted_llm: ScriptedModel) -> None:
    async with open_llm_client() as client, anyio.create_task_group() as group:
        group.start_soon(_read_forever, client, scripted_llm)
        await scripted_llm.wait_for(lambda log: bool(log) and log[0].chunks > 3)
        group.cancel_scope.cancel()
    records = await scripted_llm.wait_for(lambda log: log[0].ended_at is not None)
    assert not records[0].completed


async def test_leaving_an_answer_early_closes_the_upstream_connection(scripted_llm: ScriptedModel) -> None:
    async with open_llm_client() as client:
        async with client.open_answer(Endpoint(scripted_llm.url), request("forever")) as stream:
            async for chunk in stream:
                if isinstance(chunk, Text):
                    break
        await scripted_llm.wait_for(lambda log: log[0].ended_at is not None)


async def test_connection_is_reused_for_the_next_round(scripted_llm: ScriptedModel) -> None:
    async with open_llm_client() as client:
        for _ in range(3):
            await client.complete(Endpoint(scripted_llm.url), request("say"))
        connector = client.session.connector
        assert connector is not None
        kept: Mapping[Any, Any] = connector._conns  # type: ignore[attr-defined]
        assert sum(len(connections) for connections in kept.values()) == 1


async def _read_forever(client: LlmClient, model: ScriptedModel) -> None:
    async with client.open_answer(Endpoint(model.url), request("forever")) as stream:
        async for _ in stream:
            pass
