"""Naming chats: at most four words, by the fast model or the one the chat already uses."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

import anyio

from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import AttachmentPart, TextPart
from boocode.llm.catalog import ModelCatalog
from boocode.llm.client import LlmClient
from boocode.llm.errors import LlmError
from boocode.llm.request import ChatRequest

logger = logging.getLogger(__name__)

WORDS = 4
LENGTH = 48  # characters
TITLE_SECONDS = 60.0
_ASKED_LIMIT = 2000
_ANSWERED_LIMIT = 800
_REFUSING = re.compile(r"^(sorry|i (cannot|can't|am)|as an ai|error\b)", re.IGNORECASE)
_STOP_WORDS = frozenset(
    "a an the please can could you me i we is are of to in on for and or my this that".split()  # noqa: SIM905
)
_INSTRUCTIONS = """\
You name chats between a developer and an assistant. Answer with a title of two to four words in the developer's \
language that says what the chat is about, so that it can be found again in a list: specific nouns first, no verbs \
like "help", no quotes, no full stop, nothing else.
"""


class Titler:
    """Names chats after their first answer."""

    def __init__(self, client: LlmClient, catalog: ModelCatalog) -> None:
        self._client = client
        self._catalog = catalog

    async def make_title(self, conversation: Sequence[Message], model: str | None) -> str | None:
        """A title for a conversation, or None if it has no user text. Never forces a model swap.

        Args:
            model: The chat's own model, used when there is no FAST_MODEL (or it is not loaded). If no model can be
                asked, or it answers nonsense, the title comes from the user's own words.
        """
        asked = _text_of(conversation, "user", _ASKED_LIMIT)
        if not asked:
            return None
        chosen = await self._choose(model)
        answer = await self._ask(chosen, asked, _text_of(conversation, "assistant", _ANSWERED_LIMIT)) if chosen else ""
        return cleaned_title(answer) or title_from_words(asked)

    async def _choose(self, model: str | None) -> str | None:
        """The model to ask; None if that would load one."""
        if self._catalog.kind == "llama-swap":
            await self._catalog.refresh()
        chosen = self._catalog.cheap_model(model)
        known = self._catalog.find(chosen or "")
        return None if known and known.loaded is False else chosen

    async def _ask(self, model: str, asked: str, answered: str) -> str:
        said = f"The developer wrote:\n{asked}\n\nThe assistant answered:\n{answered}\n\nTitle:"
        request = ChatRequest(
            model=model,
            messages=[{"role": "system", "content": _INSTRUCTIONS}, {"role": "user", "content": said}],
            max_tokens=1000,  # some models cannot be kept from thinking first
            temperature=0.3,
            extra=self._catalog.no_thinking,
        )
        try:
            with anyio.fail_after(TITLE_SECONDS):
                return await self._client.complete(await self._catalog.endpoint(), request)
        except (LlmError, TimeoutError) as error:
            logger.info("no title from %s: %s", model, error)
            return ""


def cleaned_title(answer: str) -> str | None:
    """At most four words of the answer's first line, without decoration; None if nothing is left."""
    lines = [line.strip() for line in answer.splitlines() if line.strip()]
    line = re.sub(r"^(title|name|chat)\s*:\s*", "", lines[0] if lines else "", flags=re.IGNORECASE)
    line = re.sub(r"[*_`#\"“”„«»]", "", line).strip(" '.,:;!-")
    if not line or _REFUSING.match(line):
        return None
    return _cut(line.split()[:WORDS])


def title_from_words(asked: str) -> str | None:
    """The first telling words of what the user wrote."""
    words = [word.strip(".,:;!?\"'`()[]{}<>*#") for word in asked[:400].split()]
    telling = [word for word in words if word and word.lower() not in _STOP_WORDS] or [word for word in words if word]
    title = _cut(telling[:WORDS])
    return title[:1].upper() + title[1:] if title else None


def _cut(words: Sequence[str]) -> str:
    title = " ".join(words)
    return title if len(title) <= LENGTH else title[: LENGTH - 1].rstrip() + "…"


def _text_of(conversation: Sequence[Message], role: str, limit: int) -> str:
    """What a role said first, or the names of what it attached."""
    message = next((message for message in conversation if message.role == role), None)
    if message is None:
        return ""
    said = " ".join(part.text for part in message.parts if isinstance(part, TextPart)).strip()
    attached = " ".join(part.name for part in message.parts if isinstance(part, AttachmentPart))
    return (said or attached)[:limit]
