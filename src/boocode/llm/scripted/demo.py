"""The demo model: scripted, and labelled as such. It shows everything move before there is a real model.

It reads whatever repository it is asked about with real tools; only what it says is written beforehand. In the sample
repository that fits; elsewhere it admits that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boocode.config import private_directory
from boocode.llm.scripted.choosing import Asked, Chosen, step_after
from boocode.llm.scripted.sample import make_sample
from boocode.llm.scripted.scripts import Script, ScriptedTool, Step
from boocode.llm.scripted.server import open_scripted_model

LABEL = "Demo model — scripted, not an AI"
TOKENS_PER_SECOND = 60.0
_SIGN = f"\n\n---\n*{LABEL}. Set `BOOCODE_LLM_URL` to let a real model answer.*"

MODELS: tuple[Mapping[str, Any], ...] = (
    {
        "id": "demo",
        "object": "model",
        "owned_by": "boocode-demo",
        "name": LABEL,
        "description": "Follows a script so that you can see BooCode at work without a model.",
        "meta": {"n_ctx": 32768},
        "capabilities": {"vision": False, "function_calling": True},
    },
)


def _raw(name: str, **args: object) -> ScriptedTool:
    return {"kind": "raw", "name": name, "args": args}


def _read(path: str) -> ScriptedTool:
    return {"kind": "read", "path": path}


_LOOK: Step = {
    "reason": (
        "I do not know this project yet. I will look at its layout and its read-me first; the two do not depend on "
        "each other, and neither does a search for its functions, so I can ask for all three at once."
    ),
    "say": "I will look around first.\n\n",
    "tools": [{"kind": "list", "path": "."}, _read("README.md"), {"kind": "search", "pattern": r"def \w+"}],
}

_TOUR: Script = [
    _LOOK,
    {
        "reason": "The forecast is the heart of it. I will read it together with its test, and see how it came about.",
        "say": "Next, the part that computes, its test, and the history.\n\n",
        "tools": [_read("tides/forecast.py"), _read("tests/test_forecast.py"), _raw("git_log", limit=5)],
    },
    {
        "say": "I have seen enough to go two ways.\n\n",
        "tools": [
            {
                "kind": "question",
                "header": "Next",
                "question": "What would you like to hear?",
                "options": ["How it works", "What is wrong with it"],
            }
        ],
    },
]

_EXPLAINED = f"""\
## How the tide table works

Three small modules, each with one job:

| module | job |
|---|---|
| `tides/harbours.py` | what is known about a harbour |
| `tides/forecast.py` | the height at a given hour |
| `tides/table.py` | the table that is printed |

The whole model is one cosine (`tides/forecast.py:10`):

```python
def height(harbour: Harbour, hour: float) -> float:
    phase = 2 * pi * (hour - harbour.high_water_hour) / PERIOD_HOURS
    return harbour.mean_level + harbour.amplitude * cos(phase)
```

- At `high_water_hour` the phase is 0, the cosine 1, and so the height is `mean_level + amplitude`.
- `PERIOD_HOURS` is 12.42, half a lunar day: that is why high water comes about 50 minutes later every day.

```mermaid
graph LR
  harbours[harbours.py] --> forecast[forecast.py] --> table[table.py] --> main[__main__.py]
```
{_SIGN}"""

_BUG = f"""\
## The last hour of the day is missing

`heights_of_day` promises "a whole day, one for each hour", but `range(23)` ends at 22 \
(`tides/forecast.py:18`): the table never shows 23:00.

```diff
--- a/tides/forecast.py
+++ b/tides/forecast.py
@@ -16,3 +16,3 @@
 def heights_of_day(harbour: Harbour) -> list[float]:
     \"\"\"The heights of a whole day, one for each hour.\"\"\"
-    return [height(harbour, hour) for hour in range(23)]
+    return [height(harbour, hour) for hour in range(24)]
```

The tests did not notice, because `all(…)` over too few heights is still true. This one would have:

```python
def test_a_day_has_24_hours() -> None:
    assert len(heights_of_day(BREST)) == 24
```

Say **fix it**, and I propose both as changes for your review.
{_SIGN}"""

_REPAIRED = f"""\
Two changes wait for you; nothing in the project is touched until you apply them:

- `tides/forecast.py` gets a name for the length of a day, and counts to it: two hunks, each decided by itself.
- `tests/test_forecast.py` gets the test that would have noticed.

*Review* below opens them. Apply or reject hunk by hunk, write a comment on a line, or take back what you applied.
{_SIGN}"""

_REPAIRED_BEFORE = f"""\
There is nothing left to fix: this session's `tides/forecast.py` counts to `HOURS_PER_DAY` already. Reject or rewind \
those changes, and ask again.
{_SIGN}"""

_TESTED = f"""\
There are two tests, both in `tests/test_forecast.py`:

1. **High water** is the mean level plus the amplitude (7.0 m in Brest).
2. **Every height of the day** stays within the amplitude, between 1.2 m and 7.0 m.

What nothing checks: that a day has 24 heights, and what `python -m tides` prints for an unknown harbour.
{_SIGN}"""

_HELLO = f"""\
Hello! I am a script that shows what BooCode does. Try one of these:

- **Give me a tour of this project**: I read it, ask you something, and explain
- **Find the bug**: I search and read until I can show a diff
- **Fix the bug**: I propose changes, and you review them
- **What do the tests cover?**
{_SIGN}"""

_ELSEWHERE = f"""\
I have looked at the project with BooCode's tools; the results above are real. But I follow a script that was written \
for the sample repository, so I cannot say anything sensible about this one.
{_SIGN}"""

_HUNT: Script = [
    {
        "reason": "A wrong number of hours is the kind of mistake that hides in a range. I will search for loops.",
        "say": "I will look for loops and ranges, and at the tests.\n\n",
        "tools": [{"kind": "search", "pattern": r"range\("}, _read("tests/test_forecast.py")],
    },
    {
        "reason": "range(23) ends at 22. The doc string promises a whole day. Let me read it in its place.",
        "say": "`range(23)` looks suspicious. I will read it in its place.\n\n",
        "tools": [_read("tides/forecast.py")],
    },
    {"reason": "Confirmed: 23 values, and no test counts them.", "say": _BUG},
]
_COUNTED = "range(HOURS_PER_DAY)"
_LAST_TEST = "    assert all(1.2 <= metres <= 7.0 for metres in heights_of_day(BREST))\n"
_PERIOD = "PERIOD_HOURS = 12.42  # from one high water to the next\n"
_NEW_TEST = "\n\ndef test_a_day_has_24_hours() -> None:\n    assert len(heights_of_day(BREST)) == 24\n"
_REPAIR: Script = [
    *_HUNT[:2],
    {
        "reason": "23 values where a day has 24. A named number says why; and a test should count them from now on.",
        "say": "The last hour is missing. I will propose a fix, and the test that would have noticed.\n\n",
        "tools": [
            _raw(
                "edit_file",
                path="tides/forecast.py",
                edits=[
                    {"old": _PERIOD, "new": f"HOURS_PER_DAY = 24\n{_PERIOD}"},
                    {"old": "range(23)", "new": _COUNTED},
                ],
            ),
            _raw("edit_file", path="tests/test_forecast.py", old=_LAST_TEST, new=_LAST_TEST + _NEW_TEST),
        ],
    },
    {"say": _REPAIRED},
]
_TESTS: Script = [
    {
        "say": "I will read the tests.\n\n",
        "tools": [{"kind": "find", "pattern": "test_*.py"}, _read("tests/test_forecast.py")],
    },
    {"say": _TESTED},
]

_ROUTES: Sequence[tuple[str, str, Script]] = (
    (r"\b(fix|repair|correct)\b", "Fix for the sample", _REPAIR),
    (r"\b(bugs?|wrong|mistakes?|errors?|broken|fehler)\b", "Bug in the sample", _HUNT),
    (r"\btests?\b", "Tests of the sample", _TESTS),
    (r"^\W*(hi|hello|hey|hallo|moin)\b", "Hello from the demo", [{"say": _HELLO}]),
)
_TOUR_TITLE = "Tour of the sample"


@dataclass(frozen=True, slots=True)
class DemoEndpoint:
    """A running demo: the model's base URL, and the sample repository, to be added as a project."""

    url: str
    repository: Path


@asynccontextmanager
async def open_demo(directory: Path) -> AsyncGenerator[DemoEndpoint, None]:
    """The demo model on a free loopback port, and its repository in `directory`, until the end of the context.

    Raises:
        Unavailable: The repository cannot be made, for example because there is no git.
        BadSettings: The directory cannot be used.
    """
    repository = await make_sample(private_directory(directory))
    async with open_scripted_model(chooser=choose, models=MODELS, keep_bodies=False) as model:
        yield DemoEndpoint(model.url, repository)


def choose(request: Asked) -> Chosen:
    """The step that answers a request: by the words of the last user text, and the results since then."""
    asked = request.last_user_text.partition("The assistant answered:")[0]  # what else a request for a title holds
    title, script = _routed(asked)
    if not request.tools:
        return Chosen({"say": title}, "title")
    place = max((at for at, (role, _) in enumerate(request.said) if role == "user"), default=0)
    results = [text for role, text in request.said[place + 1 :] if role == "result"]
    number, step = step_after(script, len(results))
    if number == len(script):
        step = Step(say=_BUG if any("wrong with it" in text for text in results[-1:]) else _EXPLAINED)
    if script is _REPAIR and any(_COUNTED in text for text in results[:3]):
        step = Step(say=_REPAIRED_BEFORE)
    if results and not any("tides" in text for text in results):
        step = Step(say=_ELSEWHERE)
    paced = step.copy()
    paced["rate"] = TOKENS_PER_SECOND
    return Chosen(paced, f"demo/{number}")


def _routed(said: str) -> tuple[str, Script]:
    for pattern, title, script in _ROUTES:
        if re.search(pattern, said, re.IGNORECASE):
            return title, script
    return _TOUR_TITLE, _TOUR
