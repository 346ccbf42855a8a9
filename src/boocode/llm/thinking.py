"""Telling inline reasoning (`<think>…</think>`) and model-loading banners apart from what the model says."""

from __future__ import annotations

from typing import Literal

from boocode.llm.chunks import Chunk, Loading, Reasoning, Text

_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>", "<thought>": "</thought>", "<|think|>": "<|/think|>"}


class InlineReasoning:
    """Splits answer text into reasoning and text, however the tags are cut into chunks.

    An opening tag counts only where nothing but white space was said before it (since the last closing tag), so that
    an answer *about* such tags stays as it is. A block that is never closed is reasoning to its end.
    """

    def __init__(self) -> None:
        self._state: Literal["start", "thinking", "text"] = "start"
        self._held = ""
        self._closing = ""
        self._fresh = False  # just after an opening tag: leading white space means nothing

    def feed(self, text: str) -> list[Chunk]:
        if self._state == "text":
            return [Text(text)]
        self._held += text
        found: list[Chunk] = []
        while self._held and self._advance(found):
            pass
        return found

    def end(self) -> list[Chunk]:
        """What was held back because it could have become a tag."""
        held, self._held = self._held, ""
        if not held.strip():
            return []
        return [Reasoning(held)] if self._state == "thinking" else [Text(held)]

    def _advance(self, found: list[Chunk]) -> bool:
        return self._think(found) if self._state == "thinking" else self._begin(found)

    def _begin(self, found: list[Chunk]) -> bool:
        said = self._held.lstrip()
        for opening, closing in _TAGS.items():
            if said.startswith(opening):
                self._state, self._closing, self._fresh = "thinking", closing, True
                self._held = said[len(opening) :]
                return True
        if not said or any(opening.startswith(said) for opening in _TAGS):
            return False
        self._state = "text"
        found.append(Text(said))
        self._held = ""
        return False

    def _think(self, found: list[Chunk]) -> bool:
        if self._fresh:
            self._held = self._held.lstrip()
            self._fresh = not self._held
        reasoning, tag, rest = self._held.partition(self._closing)
        if tag:
            if said := reasoning.rstrip():
                found.append(Reasoning(said))
            self._state, self._held = "start", rest
            return True
        kept = _possible_start(reasoning, self._closing)
        said = reasoning[: len(reasoning) - kept].rstrip()
        if said:
            found.append(Reasoning(said))
        self._held = reasoning[len(said) :]
        return False


def _possible_start(text: str, tag: str) -> int:
    """How many characters at the end of `text` may be the beginning of `tag`."""
    for length in range(min(len(tag) - 1, len(text)), 0, -1):
        if tag.startswith(text[-length:]):
            return length
    return 0


_RULE = "━━━━━"
_BANNER = "llama-swap loading model:"
_BANNER_LIMIT = 64 * 1024  # characters; more than that is no banner


class LoadingBanner:
    """Takes llama-swap's loading banner off the start of what a model says (its setting `sendLoadingState`).

    The banner is `━━━━━`, `llama-swap loading model: <id>`, remarks and dots, `Done! (1.23s)`, `━━━━━`, each a delta
    of its own; the model never said it, so it must not be kept.
    """

    def __init__(self) -> None:
        self._state: Literal["start", "loading", "over"] = "start"
        self._held = ""

    def feed(self, text: str) -> tuple[str, Loading | None]:
        """What the model itself said, and how far loading is if that has changed."""
        if self._state == "over":
            return text, None
        self._held += text
        if self._state == "start" and not self._may_begin():
            return self._release(), None
        return self._progress() if self._state == "loading" else ("", None)

    def end(self) -> str:
        """What was held back because it could have become a banner."""
        return self._release() if self._state == "start" else ""

    def _may_begin(self) -> bool:
        said = self._inner()
        if said.startswith(_BANNER):
            self._state = "loading"
        return said.startswith(_BANNER) or _BANNER.startswith(said)

    def _progress(self) -> tuple[str, Loading | None]:
        said, done, after = self._inner().partition("Done!")
        if (done and _RULE in after) or len(self._held) > _BANNER_LIMIT:
            self._state, self._held = "over", ""
            return after.partition(_RULE)[2].lstrip("━ \n"), None
        lines = [line.strip(" .") for line in said.splitlines()]
        shown = next((line for line in reversed(lines) if line), "")
        return "", Loading(shown.removeprefix("llama-swap "))

    def _inner(self) -> str:
        return self._held.strip().lstrip("━").lstrip()

    def _release(self) -> str:
        self._state = "over"
        held, self._held = self._held, ""
        return held
