"""Providers as settings show them: configuration, diagnostics, the catalogue, exams."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire

Account = Literal["local", "own"]
Transport = Literal["native", "acp", "opencode"]
Grade = Literal["yes", "no", "partly", "untested"]


class ProviderConfig(Wire):
    """What the human set for one provider; null or absent: as built in."""

    enabled: bool | None = None
    label: str | None = None
    account: Account | None = Field(
        default=None,
        description="`local`: it uses BooCode's model endpoint and phones nobody; `own`: its own login and settings.",
    )
    command: list[str] | None = Field(default=None, description="Program and arguments; required for a custom one.")
    env: dict[str, str] | None = Field(default=None, description="Added to its environment; values may be secret.")
    model: str | None = None
    mode: str | None = None
    custom: bool = Field(default=False, description="An ACP agent that was added by hand or from the catalogue.")


class ProvidersConfig(Wire):
    """The configuration file. It can be changed by a logged-in human only."""

    path: str
    problem: str | None = Field(default=None, description="Why the file is not used: built-ins are as they come.")
    providers: dict[str, ProviderConfig]


class CatalogueEntry(Wire):
    """An ACP agent that BooCode knows how to add."""

    id: str
    label: str
    description: str
    command: list[str]
    install: str = Field(description="The command that installs it.")
    url: str
    installed: bool
    added: bool


class Catalogue(Wire):
    entries: list[CatalogueEntry]


class Diagnostic(Wire):
    """What BooCode sees of a provider, as text to be read or sent to somebody; secrets are redacted."""

    provider: str
    text: str
    at: Timestamp


class ExamLine(Wire):
    """One capability, as it was seen."""

    capability: str = Field(description="Machine word, e.g. `stream`, `permission`, `cancel`, `resume`.")
    label: str
    grade: Grade
    note: str = ""
    seconds: float | None = None


class Exam(Wire):
    provider: str
    version: str | None
    at: Timestamp
    running: bool = False
    lines: list[ExamLine]


class Exams(Wire):
    exams: list[Exam]


class Rule(Wire):
    """An "always" that a human gave. BooCode answers with it, once each time."""

    id: UUID
    project_id: UUID
    project_name: str
    provider: str
    subject: str
    label: str = Field(description="What it covers, for a person.")
    effect: Literal["allow", "reject"]
    used_count: int
    used_at: Timestamp | None
    created_at: Timestamp
    revoked_at: Timestamp | None = None


class Rules(Wire):
    rules: list[Rule]


class UsageRow(Wire):
    """What tasks used. Prompt tokens include cached ones, whatever the agent itself counts."""

    key: str = Field(description="Day (UTC), provider, chat id or task id, as asked.")
    label: str
    tasks: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost: float | None = Field(default=None, description="US dollars, where the agent told and its account is used.")
    estimated: bool = False


class UsageTable(Wire):
    by: Literal["day", "provider", "chat", "task"]
    rows: list[UsageRow]
