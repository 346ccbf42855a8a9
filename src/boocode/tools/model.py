"""The contract between tools, the agent loop that calls them, and the cards that show them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from anyio import to_thread
from pydantic import BaseModel, ConfigDict

from boocode.contracts.changes import Author, ChangeQueue, FileView, Overlay
from boocode.contracts.ports import AttachmentReader, ChatReader
from boocode.contracts.wire.chat import Question
from boocode.contracts.wire.parts import OtherDetail, ToolDetail, ToolKind
from boocode.files.guard import PathGuard
from boocode.kernel.errors import BooError
from boocode.kernel.text import clean
from boocode.tools.schema import parameters_of
from boocode.tools.viewing import ViewGuard

MAX_TEXT = 24_000
"""Characters of one result that the model is given at most."""


class Arguments(BaseModel):
    """What a tool is called with. Unknown names are errors; numbers and booleans may come as text."""

    model_config = ConfigDict(extra="forbid")

    @abstractmethod
    def title(self) -> str:
        """The call in a few words for a person, e.g. `src/app.py:10-40`."""


@dataclass(frozen=True, slots=True)
class ToolScope:
    """What a call may touch, and for whom it is.

    Attributes:
        roots: Directories that may be read; the first is the project's root.
        denied: Directories inside them that may not, such as BooCode's own data.
        put_blob: Stores bytes and gives their sha256.
        search_url: SearXNG instance; without one there is no web search.
        allow_private: Web tools may reach private and loopback addresses.
        view: What pending changes of the session make of the files.
        changes: Where changes are proposed; without it nothing can be written.
        may_apply: The human allowed agents of the session to apply and rewind.
        in_worktree: The root is the session's own: commands may run there.
        permitted: The human allowed this very call.
        output: Where a call that takes long shows what it prints, as it comes.
        call_id: The tool call under way.
    """

    session_id: UUID
    chat_id: UUID
    task_id: UUID
    project_id: UUID
    roots: tuple[Path, ...]
    put_blob: Callable[[bytes], Awaitable[str]]
    reader: ChatReader | None = None
    attachments: AttachmentReader | None = None
    search_url: str | None = None
    allow_private: bool = False
    denied: tuple[Path, ...] = ()
    view: FileView | None = None
    changes: ChangeQueue | None = None
    may_apply: bool = False
    in_worktree: bool = False
    permitted: bool = False
    output: Callable[[str], Awaitable[None]] | None = None
    provider: str = "boocode"
    call_id: str = ""

    @property
    def root(self) -> Path:
        return self.roots[0]

    def guard(self) -> PathGuard:
        """The path guard of this scope, for what is on disk."""
        return PathGuard(self.roots, self.denied)

    async def files(self, *paths: str, all_contents: bool = False) -> PathGuard:
        """The path guard through which the session's view is seen: pending changes count as done.

        Args:
            paths: Files that will be read.
            all_contents: Any file may be read.
        """
        if self.view is None or not (overlay := await self.view.overlay(self.session_id)):
            return self.guard()
        wanted = {file.sha256 for file in overlay.values() if file.sha256} if all_contents else set[str]()
        for path in () if all_contents else paths:
            if sha256 := await to_thread.run_sync(_pending_hash, self.guard(), overlay, path):
                wanted.add(sha256)
        return ViewGuard(self.roots, self.denied, overlay, await self.view.contents(list(wanted)))

    def author(self) -> Author:
        """Whose change a write of this call is."""
        return Author(
            session_id=self.session_id,
            project_id=self.project_id,
            task_id=self.task_id,
            chat_id=self.chat_id,
            provider=self.provider,
            call_id=self.call_id,
            guard=PathGuard((self.root,), self.denied),
        )


def _pending_hash(guard: PathGuard, overlay: Overlay, path: str) -> str | None:
    try:
        safe = guard.locate(path)
    except BooError:
        return None  # told when the path is used
    found = overlay.get(safe.relative) if safe.root == guard.roots[0] else None
    return found.sha256 if found else None


@dataclass(frozen=True, slots=True)
class ImageRef:
    """A picture in the blob store, for models that see."""

    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call gave back.

    Attributes:
        text: What the model reads, at most `MAX_TEXT` characters.
        detail: What the card shows.
        truncated: `text` says what was cut and how to get it.
        full_output_blob: sha256 of the whole output, where it was kept.
    """

    text: str
    detail: ToolDetail
    is_error: bool = False
    truncated: bool = False
    full_output_blob: str | None = None
    images: tuple[ImageRef, ...] = ()


@dataclass(frozen=True, slots=True)
class AskUser:
    """The call is a question to the human: the loop stores it as a request and parks the task."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class AskPermission:
    """The call is done only if the human allows it: asked as a request, then called again with `permitted`.

    Attributes:
        arguments: What is asked for, in one form whichever way the model wrote it.
    """

    title: str
    detail: str
    arguments: Mapping[str, object]


Ask = AskUser | AskPermission
ToolOutcome = ToolResult | Ask


def failure(text: str) -> ToolResult:
    """A result that tells the model what went wrong and what to do instead. What cannot be stored in it is replaced."""
    text = clean(text)
    return ToolResult(text, OtherDetail(title="", text=text), is_error=True)


class Tool(Protocol):
    """Something the model may call. `description` and `parameters` (a JSON Schema) are what it is told about it."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def kind(self) -> ToolKind: ...
    @property
    def read_only(self) -> bool: ...
    @property
    def timeout_seconds(self) -> float: ...
    @property
    def arguments(self) -> type[Arguments]: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...

    def available(self, scope: ToolScope) -> bool:
        """Whether the tool is of any use in this scope."""
        ...

    async def call(self, arguments: Any, scope: ToolScope) -> ToolOutcome:
        """Do it. `arguments` is a validated instance of `self.arguments`; refusals may be raised as `BooError`."""
        ...


A = TypeVar("A", bound=Arguments)


def _always(_scope: ToolScope) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class FunctionTool(Generic[A]):
    """A tool made of a function."""

    name: str
    description: str
    kind: ToolKind
    arguments: type[A]
    body: Callable[[A, ToolScope], Awaitable[ToolOutcome]]
    timeout_seconds: float = 30.0
    read_only: bool = True
    needs: Callable[[ToolScope], bool] = _always

    @property
    def parameters(self) -> Mapping[str, Any]:
        return parameters_of(self.arguments)

    def available(self, scope: ToolScope) -> bool:
        return self.needs(scope)

    async def call(self, arguments: A, scope: ToolScope) -> ToolOutcome:
        return await self.body(arguments, scope)
