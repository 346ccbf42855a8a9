"""The toolbox: whatever a model writes, it gets something it can use."""

from __future__ import annotations

import json
import os
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boocode.contracts.wire.parts import OtherDetail
from boocode.files.index import FileIndexes
from boocode.kernel.text import clean
from boocode.tools.model import Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.registry import Toolbox
from tests.tools.bench import Bench


async def said(bench: Bench, name: str, raw: str) -> str:
    outcome = await bench.toolbox.call(name, raw, bench.scope)
    assert isinstance(outcome, ToolResult)
    assert outcome.is_error
    return outcome.text


async def test_unknown_tool_names_the_nearest(bench: Bench) -> None:
    assert "Did you mean view_file?" in await said(bench, "viewfile", "{}")
    assert "Tools: project_overview" in await said(bench, "\x00\ud800", "{}")


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ('{"path": "a', "not valid JSON"),
        ("not json", "not valid JSON"),
        ("[1]", "JSON list; send one JSON object"),
        ("5", "JSON int"),
        ('"text"', "JSON str"),
        ("[" * 100_000, "not valid JSON"),
        ('{"path": ' + "[" * 100 + "]" * 100 + "}", "nested more than 64 deep"),
        ('{"path": NaN}', "not valid JSON"),
        ('{"path": "\\ud800"}', "not valid JSON"),
        ('{"path":"' + "x" * 300_000 + '"}', "too long"),
        ("", "`path` is required"),
        ("{}", "`path` is required"),
        ('{"path": null}', "`path` is required"),
        ('{"path": 5}', "`path`: input should be a valid string"),
        ('{"file": "a"}', "there is no argument `file`"),
        ('{"path": "a", "startline": 1}', "did you mean `start_line`?"),
        ('{"path": "a", "start_line": "x"}', "`start_line`: input should be a valid integer"),
        ('{"path": "a", "end_line": 0}', "`end_line`: input should be greater than or equal to 1"),
    ],
)
async def test_wrong_arguments_are_explained(bench: Bench, raw: str, part: str) -> None:
    assert part in await said(bench, "view_file", raw)


async def test_complaint_lists_what_the_tool_takes(bench: Bench) -> None:
    assert (await said(bench, "view_file", "{}")).endswith(
        "It takes: path (required), start_line, end_line, start_column."
    )


@pytest.mark.parametrize(
    "raw",
    [
        '{"path": "src/app.py", "start_line": "4", "end_line": null}',
        '"{\\"path\\": \\"src/app.py\\", \\"start_line\\": 4}"',
    ],
)
async def test_lenient_where_the_meaning_is_clear(bench: Bench, raw: str) -> None:
    outcome = await bench.toolbox.call("view_file", raw, bench.scope)
    assert isinstance(outcome, ToolResult)
    assert not outcome.is_error
    assert "4\tdef main" in outcome.text


async def test_list_may_come_as_text(bench: Bench) -> None:
    for files in ('["src/app.py:1-2", "src/util.py"]', "src/util.py"):
        result = await bench("view_many", files=files)
        assert "def helper" in result.text


async def test_missing_file_suggests_similar_ones(bench: Bench) -> None:
    assert "Similar files: src/util.py" in (await bench("view_file", path="lib/util.py")).text


async def test_suggested_name_that_is_no_text_can_be_sent_and_stored(bench: Bench) -> None:
    (bench.root / os.fsdecode(b"odd-\xff.py")).write_bytes(b"")
    result = await bench("view_file", path="odd.py")
    assert "Similar files: odd-\ufffd.py" in result.text
    assert result.text == clean(result.text)


async def test_absolute_path_suggests_the_relative_one(bench: Bench) -> None:
    result = await bench("view_file", path="/src/util.py")
    assert result.is_error
    assert "Did you mean `src/util.py`?" in result.text


class Nothing(Arguments):
    def title(self) -> str:
        return "nothing"


def odd_toolbox(body: Any, timeout_seconds: float = 30.0) -> Toolbox:
    tool = FunctionTool("odd", "An odd tool.", "other", Nothing, body, timeout_seconds)
    return Toolbox([tool], FileIndexes())


async def test_tool_that_takes_too_long_is_stopped(bench: Bench) -> None:
    import anyio

    async def body(_arguments: Nothing, _scope: ToolScope) -> ToolResult:
        await anyio.sleep_forever()
        raise AssertionError

    outcome = await odd_toolbox(body, 0.05).call("odd", "{}", bench.scope)
    assert isinstance(outcome, ToolResult)
    assert "stopped after 0.05 s" in outcome.text


async def test_bug_in_a_tool_is_a_result(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    async def body(_arguments: Nothing, _scope: ToolScope) -> ToolResult:
        raise ZeroDivisionError

    outcome = await odd_toolbox(body).call("odd", "{}", bench.scope)
    assert isinstance(outcome, ToolResult)
    assert outcome.is_error
    assert "ZeroDivisionError" in caplog.text


async def test_too_long_result_is_cut_visibly_and_kept_whole(bench: Bench) -> None:
    whole = "\n".join(f"line {number}" for number in range(10_000))

    async def body(_arguments: Nothing, _scope: ToolScope) -> ToolResult:
        return ToolResult(whole, OtherDetail(text="x"))

    outcome = await odd_toolbox(body).call("odd", "{}", bench.scope)
    assert isinstance(outcome, ToolResult)
    assert outcome.truncated
    assert "[Cut: the first" in outcome.text
    assert outcome.full_output_blob is not None
    assert bench.blobs[outcome.full_output_blob].decode() == whole


async def test_unstorable_characters_never_leave(bench: Bench) -> None:
    async def body(_arguments: Nothing, _scope: ToolScope) -> ToolResult:
        return ToolResult("a\x00\ud800", OtherDetail(title="\ud800", text="\x00"))

    outcome = await odd_toolbox(body).call("odd", "{}", bench.scope)
    assert isinstance(outcome, ToolResult)
    assert outcome.text == "a\ufffd\ufffd"
    assert outcome.detail == OtherDetail(title="\ufffd", text="\ufffd")


async def test_description_of_a_call_never_fails(bench: Bench) -> None:
    info = bench.toolbox.describe("view_file", '{"path": "src/app.py", "start_line": 3, "end_line": 5}')
    assert (info.kind, info.title) == ("read", "src/app.py:3-5")
    assert info.arguments == {"path": "src/app.py", "start_line": 3, "end_line": 5}
    assert bench.toolbox.describe("nope", "{").arguments == {"raw": "{"}
    assert bench.toolbox.describe("view_file", '{"x": 1}').title == "view_file"


@pytest.mark.parametrize(
    "raw",
    [
        '{"path": "a\\u0000b", "\\u0000": 1}',
        '{"path": 123456789012345678901234567890}',
        '{"path": "\x00\ud800"}',
        "\ud800",
    ],
)
async def test_description_of_a_call_can_always_be_stored(bench: Bench, raw: str) -> None:
    stored = orjson.dumps(dict(bench.toolbox.describe("view_file", raw).arguments))
    assert b"\\u0000" not in stored


async def test_specs_are_plain_schemas_of_useful_tools(bench: Bench) -> None:
    specs = bench.toolbox.specs(bench.scope)
    names = [spec["function"]["name"] for spec in specs]
    assert names == list(dict.fromkeys(names))
    assert not {"web_search", "list_chats", "read_chat", "view_attachment"} & set(names)
    assert "web_search" in [
        spec["function"]["name"] for spec in bench.toolbox.specs(bench.with_scope(search_url="http://x").scope)
    ]
    text = json.dumps(specs)
    assert not any(word in text for word in ('"$ref"', '"$defs"', '"anyOf"', '"title"', '"default": null'))
    for spec in specs:
        function = spec["function"]
        assert function["parameters"]["type"] == "object"
        assert function["parameters"]["additionalProperties"] is False
        assert 40 <= len(function["description"]) <= 400


def test_at_least_twenty_five_tools() -> None:
    from boocode.tools.catalogue import read_only_tools

    tools = read_only_tools(FileIndexes())
    assert len(tools) >= 25
    assert all(tool.read_only for tool in tools)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.one_of(
        st.text(max_size=30),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=6),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
            max_leaves=6,
        ).map(json.dumps),
        st.dictionaries(
            st.sampled_from(["path", "start_line", "end_line", "start_column", "files"]),
            st.one_of(st.integers(), st.text(max_size=10), st.lists(st.text(max_size=5), max_size=2)),
        ).map(json.dumps),
    ),
    name=st.sampled_from(["view_file", "view_many", "list_dir", "ask_user_input", "file_info", "read_notebook"]),
)
async def test_no_arguments_at_all_break_a_tool(bench: Bench, name: str, raw: str) -> None:
    await bench.toolbox.call(name, raw, bench.scope)
    bench.toolbox.describe(name, raw)
