"""Inline reasoning and loading banners, cut anywhere."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode.llm.chunks import Reasoning, Text
from boocode.llm.thinking import InlineReasoning, LoadingBanner

BANNER = "━━━━━\nllama-swap loading model: qwen\nWarming up....\nStill going..\nDone! (3.21s)\n━━━━━\n \n"


def split(pieces: list[str]) -> tuple[str, str]:
    """Reasoning and text."""
    inline = InlineReasoning()
    chunks = [chunk for piece in pieces for chunk in inline.feed(piece)] + inline.end()
    reasoning = "".join(chunk.text for chunk in chunks if isinstance(chunk, Reasoning))
    return reasoning, "".join(chunk.text for chunk in chunks if isinstance(chunk, Text))


def cut(text: str, places: list[int]) -> list[str]:
    bounds = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[a:b] for a, b in pairwise(bounds)]


@pytest.mark.parametrize(
    ("said", "reasoning", "text"),
    [
        ("<think>why</think>because", "why", "because"),
        ("\n <think>\nwhy\n</think>\n\nbecause\n", "why", "because\n"),
        ("<thinking>why</thinking>because", "why", "because"),
        ("<think>a</think>\n<think>b</think>c", "ab", "c"),
        ("<think></think>just this", "", "just this"),
        ("<think>never closed", "never closed", ""),
        ("plain <think>not reasoning</think>", "", "plain <think>not reasoning</think>"),
        ("<thunk>hm</thunk>", "", "<thunk>hm</thunk>"),
        ("<think>a < b </ c</think>d", "a < b </ c", "d"),
        ("<", "", "<"),
        ("", "", ""),
    ],
)
@given(places=st.lists(st.integers(0, 200), max_size=10))
def test_reasoning_is_split_off_wherever_the_text_is_cut(
    said: str, reasoning: str, text: str, places: list[int]
) -> None:
    assert split(cut(said, places)) == (reasoning, text)


def unbannered(pieces: list[str]) -> tuple[str, int]:
    """What is left, and how often progress was told."""
    banner = LoadingBanner()
    left, told = "", 0
    for piece in pieces:
        rest, loading = banner.feed(piece)
        left += rest
        told += loading is not None
    return left + banner.end(), told


@given(places=st.lists(st.integers(0, 200), max_size=10))
def test_banner_goes_and_what_follows_stays(places: list[int]) -> None:
    left, _ = unbannered([*cut(BANNER, places), "I think", " therefore"])
    assert left.strip() == "I think therefore"


def test_progress_is_told_line_by_line() -> None:
    banner = LoadingBanner()
    told = [loading.text for line in BANNER.splitlines(keepends=True) if (loading := banner.feed(line)[1])]
    assert told == ["loading model: qwen", "Warming up", "Still going", "Still going"]


@pytest.mark.parametrize("said", ["llama-swap is a proxy", "━━━━━ a rule", "llama", "", "Done! ━━━━━"])
@given(places=st.lists(st.integers(0, 200), max_size=5))
def test_other_text_is_left_alone(said: str, places: list[int]) -> None:
    assert unbannered(cut(said, places)) == (said, 0)


def test_banner_without_end_is_given_up() -> None:
    left, _ = unbannered(["llama-swap loading model: x\n", *(["." * 1000] * 70), "and then it spoke"])
    assert left.endswith("and then it spoke")
