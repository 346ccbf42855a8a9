"""The scripted model's dialects: each says the same, with whatever tools it is offered, and logs who went away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import anyio
import pytest

from boocode.llm.scripted.server import ScriptedModel

Json = dict[str, Any]

WRITE = {"type": "object", "properties": {"filePath": {"type": "string"}, "content": {"type": "string"}}}
SHELL = {"type": "object", "properties": {"cmd": {"type": "array"}, "description": {"type": "string"}}}


async def post(model: ScriptedModel, path: str, body: Mapping[str, object]) -> Json:
    async with aiohttp.ClientSession() as client, client.post(model.url + path, json=body) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def stream(model: ScriptedModel, path: str, body: Mapping[str, object]) -> list[Json]:
    async with aiohttp.ClientSession() as client, client.post(model.url + path, json=body) as response:
        lines = (await response.text()).splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]


def chat(
    said: Sequence[Json], *, stream: bool = False, tools: Sequence[tuple[str, Json]] = (("write", WRITE),)
) -> Json:
    functions = [{"type": "function", "function": {"name": name, "parameters": schema}} for name, schema in tools]
    return {"model": "scripted", "messages": list(said), "tools": functions, "stream": stream}


def user(text: str) -> Json:
    return {"role": "user", "content": text}


def arguments_of(answer: Json) -> tuple[str, Json]:
    function = answer["choices"][0]["message"]["tool_calls"][0]["function"]
    return function["name"], json.loads(function["arguments"])


async def test_a_script_uses_the_tools_of_whoever_asks(scripted_llm: ScriptedModel) -> None:
    answer = await post(scripted_llm, "/chat/completions", chat([user("SCRIPT:hello DIR:/work/x")]))

    assert arguments_of(answer) == ("write", {"filePath": "/work/x/hello.txt", "content": "hello world\n"})
    assert answer["choices"][0]["message"]["reasoning_content"].startswith("The user wants")
    assert answer["choices"][0]["finish_reason"] == "tool_calls"


async def test_a_tool_of_another_name_and_other_argument_names_is_found(scripted_llm: ScriptedModel) -> None:
    asked = chat([user("SCRIPT:shell")], tools=[("developer__shell", SHELL)])
    name, arguments = arguments_of(await post(scripted_llm, "/chat/completions", asked))

    assert name == "developer__shell"
    assert arguments["cmd"][:2] == ["bash", "-lc"]
    assert arguments["description"]


async def test_an_agent_with_only_a_shell_writes_with_it(scripted_llm: ScriptedModel) -> None:
    asked = chat([user("SCRIPT:hello DIR:/w")], tools=[("exec_command", SHELL)])
    name, arguments = arguments_of(await post(scripted_llm, "/chat/completions", asked))

    assert name == "exec_command"
    assert arguments["cmd"][2] == "printf %s 'hello world\n' > /w/hello.txt"


async def test_the_step_follows_from_the_results_since_the_prompt(scripted_llm: ScriptedModel) -> None:
    said = [user("SCRIPT:hello DIR:/w"), {"role": "assistant", "content": "x"}, {"role": "tool", "content": "ok"}]
    answer = await post(scripted_llm, "/chat/completions", chat(said))
    again = await post(scripted_llm, "/chat/completions", chat([*said, user("SCRIPT:say")]))

    assert answer["choices"][0]["message"]["content"] == "done"
    assert again["choices"][0]["message"]["content"] == "Hello from the scripted model."


async def test_a_request_without_tools_is_answered_with_a_title(scripted_llm: ScriptedModel) -> None:
    answer = await post(scripted_llm, "/chat/completions", chat([user("SCRIPT:hello")], tools=[]))

    assert answer["choices"][0]["message"]["content"] == "Scripted title"


async def test_responses_stream_reasoning_text_calls_and_a_whole_answer(scripted_llm: ScriptedModel) -> None:
    tools: list[Json] = [
        {"type": "custom", "name": "apply_patch"},
        {"type": "function", "name": "update_plan", "parameters": {}},
    ]
    body = {"model": "scripted", "input": [user("SCRIPT:hello DIR:/w")], "tools": tools, "stream": True}
    events = await stream(scripted_llm, "/responses", body)

    assert events[0]["type"] == "response.created"
    text = "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
    assert text == "I will write hello.txt."
    whole = events[-1]["response"]
    assert [item["type"] for item in whole["output"]] == ["reasoning", "message", "custom_tool_call"]
    assert whole["output"][2]["input"] == ("*** Begin Patch\n*** Add File: /w/hello.txt\n+hello world\n*** End Patch\n")
    assert whole["usage"]["total_tokens"] > 0


async def test_responses_go_on_after_the_output_of_a_call(scripted_llm: ScriptedModel) -> None:
    said = [user("SCRIPT:hello DIR:/w"), {"type": "custom_tool_call_output", "call_id": "x", "output": "ok"}]
    body = {"model": "scripted", "input": said, "tools": [{"type": "custom", "name": "apply_patch"}]}
    answer = await post(scripted_llm, "/responses", body)

    assert answer["output"][-1]["content"][0]["text"] == "done"


async def test_messages_stream_blocks_and_say_why_they_end(scripted_llm: ScriptedModel) -> None:
    tools = [{"name": "Write", "input_schema": WRITE}]
    body = {
        "model": "claude",
        "messages": [user("SCRIPT:hello DIR:/w")],
        "tools": tools,
        "thinking": {"type": "enabled"},
        "stream": True,
    }
    events = await stream(scripted_llm, "/messages", body)

    starts = [event["content_block"]["type"] for event in events if event["type"] == "content_block_start"]
    assert starts == ["thinking", "text", "tool_use"]
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    arguments = "".join(delta.get("partial_json", "") for delta in deltas)
    assert json.loads(arguments) == {"filePath": "/w/hello.txt", "content": "hello world\n"}
    assert events[-2]["delta"]["stop_reason"] == "tool_use"
    assert events[-1]["type"] == "message_stop"


async def test_messages_go_on_after_a_result_and_can_be_counted(scripted_llm: ScriptedModel) -> None:
    result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": "ok"}]}
    body: Json = {
        "model": "claude",
        "messages": [user("SCRIPT:hello DIR:/w"), result],
        "tools": [{"name": "Write", "input_schema": WRITE}],
    }
    answer = await post(scripted_llm, "/messages", body)

    assert answer["content"] == [{"type": "text", "text": "done"}]
    assert (await post(scripted_llm, "/messages/count_tokens", body))["input_tokens"] > 10


async def test_generate_content_streams_parts_and_obeys_a_schema(scripted_llm: ScriptedModel) -> None:
    url = scripted_llm.url
    scripted_llm.url = url.removesuffix("/v1") + "/v1beta"
    contents = [{"role": "user", "parts": [{"text": "SCRIPT:hello DIR:/w"}]}]
    declared = [{"functionDeclarations": [{"name": "write_file", "parametersJsonSchema": WRITE}]}]
    body = {"contents": contents, "tools": declared}
    chunks = await stream(scripted_llm, "/models/gemini-flash:streamGenerateContent?alt=sse", body)

    parts = [part for chunk in chunks for part in chunk["candidates"][0]["content"]["parts"]]
    assert parts[0]["thought"]
    assert parts[-1]["functionCall"]["name"] == "write_file"
    assert chunks[-1]["candidates"][0]["finishReason"] == "STOP"
    assert scripted_llm.chats()[0].model == "gemini-flash"

    schema = {"type": "OBJECT", "properties": {"next": {"enum": ["user"]}}, "required": ["next"]}
    asked = {**body, "generationConfig": {"responseJsonSchema": schema}}
    answer = await post(scripted_llm, "/models/gemini-flash:generateContent", asked)
    assert answer["candidates"][0]["content"]["parts"] == [{"text": '{"next": "user"}'}]


@pytest.mark.parametrize("path", ["/chat/completions", "/responses", "/messages"])
async def test_a_client_that_goes_away_is_seen_in_the_log(scripted_llm: ScriptedModel, path: str) -> None:
    body = {**chat([user("SCRIPT:slow")], stream=True), "input": [user("SCRIPT:slow")]}
    body["tools"] = [{**body["tools"][0], "type": "function", "name": "write"}]
    async with aiohttp.ClientSession() as client, client.post(scripted_llm.url + path, json=body) as response:
        await response.content.readany()

    with anyio.fail_after(5):
        log = await scripted_llm.wait_for(lambda log: log[0].ended_at is not None)
    assert not log[0].completed
    assert log[0].tools == ["write"]
