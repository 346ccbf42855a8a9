"""How many tokens a text is: from the server's own tokenizer where that is cheap, else estimated.

Estimates learn from what servers report: after the first answer of a model they are within a few percent.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
import orjson

from boocode.llm.catalog import ModelCatalog
from boocode.llm.client import Endpoint, LlmClient
from boocode.llm.foreign import as_dict, as_list
from boocode.llm.request import ChatMessage, ChatRequest

logger = logging.getLogger(__name__)

BYTES_PER_TOKEN = 3.8  # of code and English prose with today's vocabularies
PER_MESSAGE = 4  # tokens of role and separators
IMAGE_TOKENS = 1000  # a picture, roughly, with today's projectors
LEARNING_RATE = 0.3
SENSIBLE = (1.5, 8.0)  # bytes per token; anything else is a server that counts something else
TOKENIZE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Counted:
    tokens: list[int]
    exact: bool


class TokenCounter:
    """Counts tokens per model, and learns."""

    def __init__(self, client: LlmClient, catalog: ModelCatalog) -> None:
        self._session = client.session
        self._catalog = catalog
        self._bytes_per_token: dict[str, float] = {}

    def estimate(self, text: str, model: str | None) -> int:
        """About how many tokens `text` is. Rounds up; 0 only for an empty text."""
        size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
        return -int(-size // self._bytes_per_token.get(model or "", BYTES_PER_TOKEN))

    def estimate_request(self, request: ChatRequest) -> int:
        """About how many tokens a whole request is."""
        text, images = _measured(request)
        return self.estimate(text, request.model) + PER_MESSAGE * len(request.messages) + IMAGE_TOKENS * images

    def learn(self, request: ChatRequest, prompt_tokens: int) -> None:
        """Take the server's count of a request into account. Requests with pictures teach nothing."""
        text, images = _measured(request)
        counted = prompt_tokens - PER_MESSAGE * len(request.messages)
        if images or counted < 100:
            return
        ratio = len(text.encode("utf-8", "surrogatepass")) / counted
        if SENSIBLE[0] <= ratio <= SENSIBLE[1]:
            known = self._bytes_per_token.get(request.model, ratio)
            self._bytes_per_token[request.model] = known + LEARNING_RATE * (ratio - known)

    async def count(self, texts: Sequence[str], model: str | None) -> Counted:
        """Tokens of each text; exact if the server tokenizes without having to load the model first."""
        if (url := await self._tokenizer(model)) is not None:
            exact = await self._tokenize(url, texts)
            if exact is not None:
                return Counted(exact, exact=True)
        return Counted([self.estimate(text, model) for text in texts], exact=False)

    async def _tokenizer(self, model: str | None) -> tuple[Endpoint, str] | None:
        if self._catalog.kind == "llama-swap":  # it may have unloaded the model since; asking would load it again
            await self._catalog.refresh()
        known = self._catalog.find(model or "")
        if known is None or not known.loaded:
            return None
        endpoint = await self._catalog.endpoint()
        match self._catalog.kind:
            case "llama-server":
                return endpoint, f"{endpoint.root}/tokenize"
            case "llama-swap":
                return endpoint, f"{endpoint.root}/upstream/{known.id}/tokenize"
            case _:
                return None

    async def _tokenize(self, place: tuple[Endpoint, str], texts: Sequence[str]) -> list[int] | None:
        endpoint, url = place
        counts: list[int] = []
        timeout = aiohttp.ClientTimeout(total=TOKENIZE_SECONDS)
        try:
            for text in texts:
                async with self._session.post(
                    url, json={"content": text}, headers=endpoint.headers(), timeout=timeout
                ) as response:
                    answer = as_dict(orjson.loads(await response.read())) if response.status == 200 else {}
                    if "tokens" not in answer:
                        return None
                    counts.append(len(as_list(answer["tokens"])))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            logger.info("the server's tokenizer did not answer, estimating instead: %s", error)
            return None
        return counts


def text_of(message: ChatMessage) -> str:
    """All that a model reads of a message, as one text."""
    content = message["content"] or ""
    if not isinstance(content, str):
        content = "\n".join(part["text"] for part in content if part["type"] == "text")
    calls = message.get("tool_calls", ()) if message["role"] == "assistant" else ()
    return content + "".join(call["function"]["name"] + call["function"]["arguments"] for call in calls)


def _measured(request: ChatRequest) -> tuple[str, int]:
    """The text of a request, and its number of pictures."""
    images = 0
    texts = [orjson.dumps(list(request.tools)).decode()] if request.tools else []
    for message in request.messages:
        texts.append(text_of(message))
        if isinstance(message["content"], list):
            images += sum(part["type"] == "image_url" for part in message["content"])
    return "".join(texts), images
