"""What every turn of the native agent works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from boocode.backends.native.guidance import GuidanceCache
from boocode.contracts.agents import Prompt, SessionKey, SessionSpec
from boocode.contracts.ports import AttachmentReader
from boocode.llm.catalog import ModelCatalog
from boocode.llm.client import LlmClient
from boocode.llm.tokens import TokenCounter
from boocode.tools.model import ToolScope
from boocode.tools.registry import Toolbox

ScopeOf = Callable[[SessionKey, SessionSpec, Prompt | None], ToolScope]


@dataclass(frozen=True, slots=True)
class Equipment:
    """Put together by `app`.

    Attributes:
        scope_of: What the tools may touch in a turn; without a prompt, for showing what a request would hold.
        read_blob: Bytes of a picture by its sha256. Raises NotFound.
        max_tool_rounds: How often a model may call tools within one task.
        context_tokens: Context size of models whose endpoint does not tell it.
    """

    client: LlmClient
    catalog: ModelCatalog
    counter: TokenCounter
    toolbox: Toolbox
    scope_of: ScopeOf
    attachments: AttachmentReader
    read_blob: Callable[[str], Awaitable[bytes]]
    max_tool_rounds: int = 50
    context_tokens: int = 32_768
    guidance: GuidanceCache = field(default_factory=GuidanceCache)
