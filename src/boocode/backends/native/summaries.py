"""One line for a batch of tool calls: at once from what was called, then the fast model's if there is one."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import anyio
import orjson

from boocode.backends.native.watch import DoneCall
from boocode.llm.catalog import ModelCatalog
from boocode.llm.client import LlmClient
from boocode.llm.errors import LlmError
from boocode.llm.request import ChatRequest

logger = logging.getLogger(__name__)

SUMMARY_SECONDS = 20.0
_SAID_LIMIT = 200
_FIELD_LIMIT = 300
_LENGTH_LIMIT = 100
_REFUSING = re.compile(r"^(error\b|sorry|i (cannot|can't|am unable)|as an ai|unable to|no summary)", re.IGNORECASE)
_INSTRUCTIONS = """\
You write the heading of a group of tool calls that an assistant has just made, like the subject line of a git commit.
Begin with a verb in the past tense, then the most distinctive noun. About 30 characters. Drop articles and paths first.
Examples: Read the socket and its tests / Found three callers of claim_next / Compared both config loaders
Answer with the line alone.
"""


@dataclass(frozen=True, slots=True)
class _Words:
    """What to say of `count` calls: `Read 3 files`."""

    verb: str
    one: str
    many: str

    def of(self, count: int) -> str:
        return f"{self.verb} {self.one}" if count == 1 else f"{self.verb} {self.many.format(count)}"


_TOOLS = {
    "view_file": _Words("read", "a file", "{} files"),
    "list_dir": _Words("listed", "a directory", "{} directories"),
    "find_files": _Words("looked for", "files", "files {} times"),
    "web_search": _Words("searched", "the web", "the web {} times"),
    "web_fetch": _Words("fetched", "a page", "{} pages"),
    "read_chat": _Words("read", "another chat", "{} other chats"),
    "ask_user_input": _Words("asked", "a question", "{} questions"),
}
_KINDS = {
    "read": _Words("read", "something", "{} things"),
    "search": _Words("searched", "once", "{} times"),
    "fetch": _Words("fetched", "a page", "{} pages"),
    "shell": _Words("executed", "a command", "{} commands"),
    "edit": _Words("edited", "a file", "{} files"),
    "write": _Words("wrote", "a file", "{} files"),
    "delegate": _Words("delegated", "a task", "{} tasks"),
}
_GIT = _Words("looked at", "git history", "git history {} times")
_OTHER = _Words("called", "another tool", "{} other tools")


def plain_summary(calls: Sequence[DoneCall], failed: int) -> str:
    """`Read 3 files, searched 2 times (1 failed)`, in the order of first calls."""
    counted = Counter(_words_for(call) for call in calls)
    line = ", ".join(words.of(count) for words, count in counted.items())
    return line[:1].upper() + line[1:] + (f" ({failed} failed)" if failed else "")


def _words_for(call: DoneCall) -> _Words:
    if call.tool.startswith("git_"):
        return _GIT
    return _TOOLS.get(call.tool) or _KINDS.get(call.kind, _OTHER)


class Summarizer:
    """Asks the fast model for headings. Without one, or while it is not loaded, it is not asked."""

    def __init__(self, client: LlmClient, catalog: ModelCatalog) -> None:
        self._client = client
        self._catalog = catalog

    def model(self) -> str | None:
        """The model that would write, or None."""
        fast = self._catalog.fast_model
        return fast if fast and self._catalog.cheap_model(None) == fast else None

    async def summarize(self, model: str, said: str, calls: Sequence[DoneCall]) -> str | None:
        """A heading for a batch; None if there is none worth showing. Never fails, and takes a bounded time."""
        request = ChatRequest(
            model=model,
            messages=[{"role": "system", "content": _INSTRUCTIONS}, {"role": "user", "content": _asked(said, calls)}],
            max_tokens=60,
            temperature=0.3,
            extra=self._catalog.no_thinking,
        )
        try:
            with anyio.fail_after(SUMMARY_SECONDS):
                return cleaned(await self._client.complete(await self._catalog.endpoint(), request))
        except (LlmError, TimeoutError) as error:
            logger.info("no tool summary: %s", error)
            return None


def cleaned(answer: str) -> str | None:
    """The first line without decoration; None if it is an excuse or nothing."""
    lines = [line.strip() for line in answer.splitlines() if line.strip()]
    line = lines[0] if lines else ""
    line = re.sub(r"^([-*•>#]+|\d+[.)])\s*", "", line)
    line = re.sub(r"^(summary|heading|title|label|subject)\s*:\s*", "", line, flags=re.IGNORECASE)
    line = line.strip("`\"'“”‘’* ").rstrip(".")
    return None if not line or _REFUSING.match(line) else line[:_LENGTH_LIMIT]


def _asked(said: str, calls: Sequence[DoneCall]) -> str:
    lines = [f"The assistant said: {said[-_SAID_LIMIT:]}"] if said else []
    for call in calls[:20]:
        arguments = orjson.dumps(call.arguments, default=str).decode()[:_FIELD_LIMIT]
        lines.append(f"{call.tool} {arguments}\n-> {call.result[:_FIELD_LIMIT]}")
    return "\n\n".join(lines)
