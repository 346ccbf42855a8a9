"""Models, the endpoint that serves them, providers, and what fills a model's context."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire
from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.options import ConfigOption

EndpointKind = Literal["llama-swap", "llama-server", "ollama", "openai", "demo"]
EndpointState = Literal["loading", "ready", "unreachable", "unauthorized", "none"]
ProviderStatus = Literal["loading", "ready", "error", "unavailable"]
ContextKind = Literal["system", "guidance", "tools", "message", "reasoning", "tool_result", "attachment"]


class ModelInfo(Wire):
    """A model as its endpoint describes it; null where the endpoint does not say."""

    id: str
    name: str
    description: str = ""
    context_size: int | None = Field(default=None, description="Tokens.")
    vision: bool | None = None
    tools: bool | None = None
    reasoning: bool | None = Field(default=None, description="Takes a reasoning effort.")
    loaded: bool | None = Field(default=None, description="In memory right now.")


class TriedEndpoint(Wire):
    url: str
    outcome: str


class EndpointInfo(Wire):
    url: str | None
    kind: EndpointKind | None
    state: EndpointState
    message: str = Field(description="What is wrong and how to fix it; empty when all is well.")
    tried: list[TriedEndpoint]


class Models(Wire):
    models: list[ModelInfo]
    default: str | None
    fast: str | None
    endpoint: EndpointInfo


class ThinkingOption(Wire):
    id: str
    label: str


class ModeInfo(Wire):
    id: str
    label: str
    description: str = ""


class ProviderName(Wire):
    id: str
    label: str


class ProviderSnapshot(Wire):
    """What can be picked from one provider right now. Old models stay while it is being refreshed."""

    id: str
    label: str
    status: ProviderStatus
    enabled: bool = True
    message: str = Field(default="", description="What is wrong and what to do; empty when all is well.")
    external: bool = Field(default=False, description="Another company's agent: it works in the session's worktree.")
    transport: Literal["native", "acp", "opencode"] = "native"
    account: Literal["local", "own"] | None = Field(default=None, description="Null for BooCode's own agent.")
    installed: bool = True
    version: str | None = None
    needs_login: bool = Field(default=False, description="`message` says how to log in.")
    refreshing: bool = Field(default=False, description="A check is under way; the rest is as last seen.")
    checked_at: Timestamp | None = None
    default_model: str | None = None
    default_mode: str | None = None
    options: list[ConfigOption] = Field(default_factory=list[ConfigOption])
    models: list[ModelInfo]
    modes: list[ModeInfo] = Field(default_factory=list[ModeInfo])
    thinking: list[ThinkingOption] = Field(default_factory=list[ThinkingOption])
    commands: list[CommandInfo] = Field(default_factory=list[CommandInfo])


class Providers(Wire):
    providers: list[ProviderName]


class ProviderSnapshots(Wire):
    providers: list[ProviderSnapshot]


class ContextItem(Wire):
    kind: ContextKind
    label: str
    tokens: int
    message_id: UUID | None = None


class ContextReport(Wire):
    """What the next request would hold."""

    size: int | None = Field(description="The model's window in tokens, if known.")
    used: int
    source: Literal["server", "estimate"]
    items: list[ContextItem]
