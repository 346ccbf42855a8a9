"""The streaming client: one HTTP session, truthful errors, retries only while nothing was said.

Leaving an answer's context (also by cancellation) closes its connection at once, which is what makes model servers
stop generating.
"""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import anyio

from boocode.kernel.ids import new_id
from boocode.llm.chunks import Chunk, Loading, Retrying, Text
from boocode.llm.decoder import ANSWER_LIMIT, AnswerDecoder, is_said
from boocode.llm.errors import (
    AnswerTooLarge,
    BadResponse,
    EndpointDown,
    LlmError,
    LlmTimeout,
    ModelLoading,
    StreamLost,
    error_of_status,
    own_words,
)
from boocode.llm.foreign import as_dict, parsed
from boocode.llm.request import ChatRequest
from boocode.llm.sse import EventTooLarge, SseParser

ERROR_BODY_LIMIT = 64 * 1024
EVENT_LIMIT = 12 * 1024 * 1024  # bytes of one event: a whole answer may come in one
SILENT_BYTES_LIMIT = 16 * 1024 * 1024  # bytes in a row that say nothing
USER_AGENT = "BooCode"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where chat completions are asked for. `url` is the base that ends in `/v1` (or whatever comes before
    `/chat/completions`)."""

    url: str
    api_key: str | None = None

    @property
    def host(self) -> str:
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def root(self) -> str:
        """The base without `/v1`, where servers keep their own routes."""
        return self.url.removesuffix("/v1")

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds, and how often tried.

    Attributes:
        connect: For a connection.
        first_byte: For the first sign of an answer; a cold model may take minutes to load.
        idle: Between two signs of a running answer.
        loading: For a server that says it is loading the model.
        attempts: Tries of one request, as long as nothing was said.
        backoff: Before the second try; doubled for each further one, with jitter.
        longest_backoff: The most that the doubling comes to.
        longest_asked: The most that a server may ask to wait; where it asks for more, nothing is tried again.
    """

    connect: float = 10
    first_byte: float = 900
    idle: float = 300
    loading: float = 900
    attempts: int = 4
    backoff: float = 0.5
    longest_backoff: float = 30
    longest_asked: float = 120


class LlmClient:
    """Asks models. Made by `open_llm_client`."""

    def __init__(self, session: aiohttp.ClientSession, patience: Patience, *, answer_limit: int = ANSWER_LIMIT) -> None:
        self.session = session
        self._patience = patience
        self._answer_limit = answer_limit

    @asynccontextmanager
    async def open_answer(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[AsyncIterator[Chunk], None]:
        """An answer as it comes: `Retrying` and `Loading` at any time before it, then what the model says, at the
        end the whole tool calls, `Spent` if the server counts, and `Finished`.

        Raises (while iterating):
            LlmError: See `boocode.llm.errors`. After something was said nothing is tried again.
        """
        async with aclosing(self._attempts(endpoint, request)) as chunks:
            yield chunks

    async def complete(self, endpoint: Endpoint, request: ChatRequest) -> str:
        """The text of a short answer, without its reasoning; for titles and summaries.

        Raises:
            LlmError: As `open_answer`.
        """
        async with self.open_answer(endpoint, request) as chunks:
            said = [chunk.text async for chunk in chunks if isinstance(chunk, Text)]
        return "".join(said).strip()

    async def _attempts(self, endpoint: Endpoint, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        body, patience, attempt = request.body(), self._patience, 1
        loading_until = anyio.current_time() + patience.loading
        stale = True  # the first connection may be a kept one that the server has just closed
        while True:
            said = False
            try:
                async with aclosing(self._attempt(endpoint, request.conversation, body)) as chunks:
                    async for chunk in chunks:
                        said = said or is_said(chunk)
                        yield chunk
                return
            except LlmError as error:
                if said or not error.retryable:
                    raise
                failure = error
            if stale and isinstance(failure, _ConnectionWentStale):
                stale = False
                continue
            if isinstance(failure, ModelLoading) and anyio.current_time() < loading_until:
                yield Loading("loading model")
                wait = min(failure.retry_after_seconds or 1.0, patience.longest_backoff)
            elif attempt < patience.attempts and (failure.retry_after_seconds or 0) <= patience.longest_asked:
                wait = self._wait(attempt, failure)
                yield Retrying(attempt + 1, patience.attempts, wait, failure.code, failure.message)
                attempt += 1
            else:
                raise failure
            await anyio.sleep(wait)

    def _wait(self, attempt: int, failure: LlmError) -> float:
        if failure.retry_after_seconds is not None:
            return failure.retry_after_seconds
        backoff = min(self._patience.backoff * 2 ** (attempt - 1), self._patience.longest_backoff)
        return backoff * random.uniform(0.5, 1.0)  # noqa: S311 - jitter

    async def _attempt(self, endpoint: Endpoint, conversation: str, body: bytes) -> AsyncGenerator[Chunk, None]:
        response = await self._post(endpoint, conversation, body)
        try:
            if response.status != 200:
                raise error_of_status(
                    response.status,
                    await _bounded_body(response, ERROR_BODY_LIMIT),
                    host=endpoint.host,
                    retry_after=response.headers.get("Retry-After"),
                )
            decoder = AnswerDecoder(
                host=endpoint.host, fallback=f"call_{new_id().hex[-12:]}", answer_limit=self._answer_limit
            )
            reading = self._whole if response.content_type == "application/json" else self._stream
            async with aclosing(reading(response, decoder, endpoint)) as chunks:
                async for chunk in chunks:
                    yield chunk
            await _finish_reading(response)
        except aiohttp.ServerTimeoutError as error:
            raise self._silent(endpoint, self._patience.idle) from error
        except aiohttp.ClientError as error:
            raise StreamLost(f"The model endpoint {endpoint.host} broke off its answer: {_words(error)}.") from error
        finally:
            response.close()

    async def _post(self, endpoint: Endpoint, conversation: str, body: bytes) -> aiohttp.ClientResponse:
        headers = endpoint.headers() | {"Content-Type": "application/json", "Accept": "text/event-stream"}
        if conversation:
            headers["X-Session-ID"] = conversation
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self._patience.connect, sock_read=self._patience.first_byte
        )
        try:
            return await self.session.post(
                f"{endpoint.url}/chat/completions", data=body, headers=headers, timeout=timeout, allow_redirects=False
            )
        except aiohttp.ConnectionTimeoutError as error:
            raise EndpointDown(
                f"No connection to the model endpoint {endpoint.host} within {self._patience.connect:g} s. "
                "Is it running, and is BOOCODE_LLM_URL right?"
            ) from error
        except aiohttp.ServerTimeoutError as error:
            raise self._silent(endpoint, self._patience.first_byte) from error
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            if isinstance(error, aiohttp.ClientConnectorError):
                raise _down(endpoint, error) from error
            raise _ConnectionWentStale(
                f"The model endpoint {endpoint.host} closed the connection without an answer."
            ) from error
        except aiohttp.ClientResponseError as error:
            raise BadResponse(f"{endpoint.host} does not speak HTTP as expected: {error.message}") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise _down(endpoint, error) from error

    async def _stream(
        self, response: aiohttp.ClientResponse, decoder: AnswerDecoder, endpoint: Endpoint
    ) -> AsyncGenerator[Chunk, None]:
        parser = SseParser(limit_bytes=EVENT_LIMIT)
        silent_bytes, beginning = 0, b""
        async with aclosing(self._received(response, decoder, endpoint)) as pieces:
            async for received in pieces:
                beginning = beginning or received[:1024]
                silent_bytes += len(received)
                for event in self._parsed(parser, received, endpoint):
                    for chunk in decoder.event(event):
                        silent_bytes = 0
                        yield chunk
                if silent_bytes > SILENT_BYTES_LIMIT:
                    raise AnswerTooLarge(f"The model endpoint {endpoint.host} sends megabytes that say nothing.")
        if beginning and not decoder.seen:
            raise BadResponse(f"The model endpoint {endpoint.host} answered something else: {own_words(beginning)}")
        for chunk in decoder.end():
            yield chunk

    async def _received(
        self, response: aiohttp.ClientResponse, decoder: AnswerDecoder, endpoint: Endpoint
    ) -> AsyncGenerator[bytes, None]:
        """Bytes until the answer is over; a final empty line makes the parser let go of an unfinished last event."""
        first = True
        try:
            while not decoder.done and (received := await response.content.readany()):
                if first:
                    self._expect_the_rest(response)
                    first = False
                yield received
            yield b"\n\n"
        except aiohttp.ClientPayloadError as error:
            if not decoder.complete:
                raise StreamLost(f"The model endpoint {endpoint.host} broke off its answer.") from error

    @staticmethod
    def _parsed(parser: SseParser, received: bytes, endpoint: Endpoint) -> list[list[bytes]]:
        try:
            return parser.feed(received)
        except EventTooLarge:
            raise AnswerTooLarge(
                f"The model endpoint {endpoint.host} sent more than {EVENT_LIMIT // 1024 // 1024} MB at once."
            ) from None

    async def _whole(
        self, response: aiohttp.ClientResponse, decoder: AnswerDecoder, endpoint: Endpoint
    ) -> AsyncGenerator[Chunk, None]:
        """The answer of a server that ignores `stream`."""
        body = await _bounded_body(response, EVENT_LIMIT + 1)
        if len(body) > EVENT_LIMIT:
            raise AnswerTooLarge(f"The model endpoint {endpoint.host} sent an answer over {EVENT_LIMIT} bytes.")
        try:
            answer = as_dict(parsed(body))
        except ValueError:
            answer = {}
        chunks = decoder.answer(answer)
        if not decoder.seen:
            raise BadResponse(f"The model endpoint {endpoint.host} answered something else: {own_words(body)}")
        for chunk in chunks:
            yield chunk
        decoder.done = True
        for chunk in decoder.end():
            yield chunk

    def _expect_the_rest(self, response: aiohttp.ClientResponse) -> None:
        protocol = response.connection.protocol if response.connection is not None else None
        if protocol is not None:
            protocol.read_timeout = self._patience.idle
            protocol.start_timeout()

    @staticmethod
    def _silent(endpoint: Endpoint, seconds: float) -> LlmTimeout:
        return LlmTimeout(
            f"The model endpoint {endpoint.host} was silent for {seconds:g} s. Look at its log, or try a smaller model."
        )


class _ConnectionWentStale(StreamLost):
    """A connection ended before anything came back."""


@asynccontextmanager
async def open_llm_client(
    patience: Patience | None = None, *, answer_limit: int = ANSWER_LIMIT
) -> AsyncGenerator[LlmClient, None]:
    """A client with its connections; they are closed at the end."""
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=4)
    headers = {"User-Agent": USER_AGENT}
    async with aiohttp.ClientSession(
        connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        yield LlmClient(session, patience or Patience(), answer_limit=answer_limit)


async def _bounded_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    while len(body) < limit and (received := await response.content.readany()):
        body += received
    return bytes(body[:limit])


async def _finish_reading(response: aiohttp.ClientResponse) -> None:
    """Read the end mark that follows `[DONE]`, so that the connection can be used again."""
    with anyio.move_on_after(0.05):
        while await response.content.readany():
            pass


def _down(endpoint: Endpoint, error: Exception) -> EndpointDown:
    return EndpointDown(
        f"Cannot reach the model endpoint {endpoint.host}: {_words(error)}. "
        "Is it running, and is BOOCODE_LLM_URL right?"
    )


def _words(error: Exception) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    strerror = getattr(cause, "strerror", None)
    return str(strerror or cause).rstrip(".") or type(error).__name__
