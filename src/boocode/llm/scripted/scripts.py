"""What a script can say, and the scripts that are always there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

ReasonForm = Literal["reasoning_content", "reasoning", "think", "thinking", "unclosed_think"]


class ScriptedTool(TypedDict, total=False):
    """A tool call in general words; the request's own tools give it its name and argument names.

    `raw` takes `name` and `args` as they are, or `text` as the literal arguments. What an agent has no tool for is done
    with its shell, or its patch tool, where it has one.
    """

    kind: Literal["read", "list", "find", "search", "write", "edit", "shell", "plan", "question", "raw"]
    name: str
    args: dict[str, Any]
    text: str
    path: str
    content: str
    old: str
    new: str
    command: str
    pattern: str
    question: str
    header: str
    options: list[str]
    items: list[tuple[str, str]]  # text and state of each step of a plan
    start: int
    end: int


class ScriptedError(TypedDict, total=False):
    status: int
    body: object
    headers: dict[str, str]
    times: int  # how often it fails before the step goes on; always, if not given


class Step(TypedDict, total=False):
    """One model round.

    `repeat` says `say` that often. `rate` is tokens per second, `delay_ms` a pause after every chunk, `hang` seconds
    before the first byte, `disconnect_after` chunks until the connection breaks; `drop` breaks it before the headers.
    `gate` holds the answer open, all but its end said, until `POST /__open/<gate>`.
    `timestamps` puts the time of sending (`time.monotonic_ns`, as `⟨…⟩`) into every token. `garbage` is sent instead
    of a stream; `huge_mb` is text without an end mark; `loading` is llama-swap's banner, sent first; `raw` are deltas
    as they are.
    """

    reason: str
    reason_as: ReasonForm
    say: str
    repeat: int
    tools: list[ScriptedTool]
    finish: str
    bad_json: bool
    delay_ms: float
    gate: str
    rate: float
    timestamps: bool
    hang: float
    disconnect_after: int
    drop: bool
    error: ScriptedError
    garbage: str
    content_type: str
    huge_mb: int
    loading: bool
    no_usage: bool
    no_done: bool
    raw: list[dict[str, Any]]


Script = Sequence[Step]

_OVERFLOW = {
    "error": {
        "message": "request (9999 tokens) exceeds the available context size (8192 tokens), try increasing it",
        "type": "exceed_context_size_error",
        "code": 400,
        "n_prompt_tokens": 9999,
        "n_ctx": 8192,
    }
}


_KINDS = {401: "authentication_error", 429: "rate_limit_error"}


def _failing(status: int, message: str, **extra: Any) -> ScriptedError:
    body = {"error": {"message": message, "type": _KINDS.get(status, "server_error")}}
    return ScriptedError(status=status, body=body, **extra)


def _raw(name: str, text: str = "{}") -> ScriptedTool:
    return ScriptedTool(kind="raw", name=name, text=text)


BUILT_IN: Mapping[str, Script] = {
    "say": [{"say": "Hello from the scripted model."}],
    "think": [{"reason": "Let me think about that.", "say": "Thought about it."}],
    "reasoning": [{"reason": "Let me think about that.", "reason_as": "reasoning", "say": "Thought about it."}],
    "inline": [{"reason": "Let me think about that.", "reason_as": "think", "say": "Thought about it."}],
    "unclosed": [{"reason": "I never stop thinking.", "reason_as": "unclosed_think"}],
    "list": [
        {"reason": "I will look around.", "say": "Looking.", "tools": [{"kind": "list", "path": "{dir}"}]},
        {"say": "Seen."},
    ],
    "read": [
        {"reason": "I should read it.", "say": "Reading.", "tools": [{"kind": "read", "path": "README.md"}]},
        {"say": "Read it."},
    ],
    "parallel": [
        {
            "say": "Several at once.",
            "tools": [
                {"kind": "list", "path": "."},
                {"kind": "read", "path": "README.md"},
                {"kind": "search", "pattern": "def "},
            ],
        },
        {"say": "All done."},
    ],
    "question": [
        {
            "say": "I have to ask.",
            "tools": [
                {"kind": "question", "question": "Which colour?", "header": "Colour", "options": ["red", "blue"]}
            ],
        },
        {"say": "Thanks for answering."},
    ],
    "hello": [
        {
            "reason": "The user wants hello.txt. I will write it.",
            "say": "I will write hello.txt.",
            "tools": [{"kind": "write", "path": "{dir}/hello.txt", "content": "hello world\n"}],
        },
        {"reason": "The file is there.", "say": "done"},
    ],
    "again": [
        {"tools": [{"kind": "read", "path": "{dir}/hello.txt"}]},
        {"tools": [{"kind": "edit", "path": "{dir}/hello.txt", "old": "hello world", "new": "hello again"}]},
        {"say": "edited"},
    ],
    "shell": [
        {
            "say": "Running a command.",
            "tools": [{"kind": "shell", "command": "echo scripted-output && ls -1 | head -5"}],
        },
        {"say": "shell done"},
    ],
    "shellslow": [
        {
            "say": "Running a slow command.",
            "tools": [{"kind": "shell", "command": "for i in $(seq 1 20); do echo tick $i; sleep 1; done"}],
        },
        {"say": "slow shell done"},
    ],
    "two": [
        {
            "say": "Two at once.",
            "tools": [
                {"kind": "write", "path": "{dir}/a.txt", "content": "A\n"},
                {"kind": "shell", "command": "echo parallel"},
            ],
        },
        {"say": "both done"},
    ],
    "plan": [
        {
            "reason": "Plan first.",
            "tools": [{"kind": "plan", "items": [("Write the file", "in_progress"), ("Check it", "pending")]}],
        },
        {"tools": [{"kind": "plan", "items": [("Write the file", "completed"), ("Check it", "completed")]}]},
        {"say": "planned"},
    ],
    "outside": [
        {"tools": [{"kind": "write", "path": "{dir}/../outside-probe.txt", "content": "outside\n"}]},
        {"say": "outside done"},
    ],
    "slow": [{"reason": "slow reasoning", "say": "tick ", "repeat": 200, "delay_ms": 100}],
    "stream": [{"say": "token ", "repeat": 300, "rate": 100, "timestamps": True}],
    "forever": [{"say": "on and on ", "repeat": 10_000_000, "delay_ms": 10}],
    "hang": [{"hang": 3600, "say": "at last"}],
    "err500": [{"error": _failing(500, "scripted 500")}],
    "err503": [{"error": _failing(503, "scripted overload", times=2), "say": "after 503"}],
    "err429": [
        {"error": _failing(429, "scripted rate limit", times=2, headers={"Retry-After": "0"}), "say": "after 429"}
    ],
    "err401": [{"error": _failing(401, "scripted bad key")}],
    "errctx": [{"error": ScriptedError(status=400, body=_OVERFLOW)}],
    "loading": [{"error": _failing(503, "Loading model", times=2, headers={"Retry-After": "0.01"}), "say": "loaded"}],
    "banner": [{"loading": True, "reason": "Now I think.", "say": "Loaded and answered."}],
    "disconnect": [{"say": "this stream will break ", "repeat": 20, "disconnect_after": 5}],
    "broken": [{"say": "never seen", "disconnect_after": 1}],
    "empty": [{"say": ""}],
    "garbage": [{"garbage": "<html><body>It works!</body></html>", "content_type": "text/html"}],
    "notjson": [{"garbage": "data: {not json at all\n\n"}],
    "huge": [{"huge_mb": 100}],
    "length": [{"say": "cut off here", "finish": "length"}],
    "badjson": [{"tools": [_raw("view_file", '{"path": "README')]}, {"say": "Recovered."}],
    "badwrite": [
        {"tools": [{"kind": "write", "path": "{dir}/x.txt", "content": "x"}], "bad_json": True},
        {"say": "Recovered."},
    ],
    "alwaysbadjson": [{"tools": [_raw("view_file", '{"path": ')]}] * 12,
    "unknowntool": [{"tools": [_raw("launch_rockets")]}, {"say": "Recovered."}],
    "wrongargs": [{"tools": [_raw("view_file", '{"path": 42}')]}, {"say": "Recovered."}],
    "loop": [{"tools": [{"kind": "list", "path": "."}]}] * 30,
    "abab": [{"tools": [{"kind": "list", "path": "."}]}, {"tools": [{"kind": "read", "path": "README.md"}]}] * 15,
}
