"""What is special about each ACP agent, as data: measured, not promised by the protocol."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

UsageForm = Literal["exclusive", "inclusive", "cumulative", "chunks", "quota"]

_COPILOT_MODES = "https://agentclientprotocol.com/protocol/session-modes"


@dataclass(frozen=True, slots=True)
class Quirks:
    """How one agent differs.

    Attributes:
        label: Its name for a person; the provider's id where it is empty.
        mode: The permission mode it is set to unless another one is chosen, on every new, loaded or resumed session:
            agents' own defaults run commands unasked.
        usage: What its token counts are: input `exclusive` or `inclusive` of cached tokens, `cumulative` since the
            process started, in `chunks` of empty text, or a `quota` for the turn.
        last_call_only: It counts only the last request of a turn.
        elicitation: It asks the user with forms if that is offered to it.
        failure: What it says, as if it were the model, when the model's endpoint failed and it ends its turn as done.
        login: What its errors say when it has no account.
        login_hint: What a person does about that.
        ends_on_cancel: Commands go on after a cancel, so that its process has to be ended.
        hidden_options: Choices of its own that are not offered: they would lead away from what BooCode set up.
    """

    label: str = ""
    mode: str | None = None
    usage: UsageForm = "exclusive"
    last_call_only: bool = False
    elicitation: bool = False
    failure: re.Pattern[str] | None = None
    login: re.Pattern[str] | None = None
    login_hint: str = ""
    ends_on_cancel: bool = False
    hidden_options: tuple[str, ...] = ()


_FAILURE = re.compile(r"(?:Error|API Error|Request failed|Execution failed): ", re.IGNORECASE)

KNOWN = {
    "opencode": Quirks(
        label="opencode", mode="build", last_call_only=True, login_hint="Run `opencode auth login` in a terminal."
    ),
    "goose": Quirks(
        label="Goose",
        mode="approve",
        usage="inclusive",
        last_call_only=True,
        failure=re.compile(r"(?:Ran into this error|Error|Request failed|Server error)\b.{0,3}", re.IGNORECASE),
        login=re.compile(r"Failed to resolve provider|No provider configured", re.IGNORECASE),
        login_hint="Run `goose configure` in a terminal.",
        hidden_options=("provider",),
    ),
    "claude": Quirks(
        label="Claude Code",
        mode="default",
        elicitation=True,
        failure=re.compile(r"API Error\b|Error: |Not logged in\b"),
        login=re.compile(r"Not logged in|/login", re.IGNORECASE),
        login_hint="Run `claude` in a terminal once and log in.",
    ),
    "codex": Quirks(
        label="Codex",
        mode="workspace-write",
        failure=re.compile(r"We.re currently experiencing high demand|Error\b|stream disconnected|unexpected status"),
        login_hint="Run `codex login` in a terminal.",
        ends_on_cancel=True,
        hidden_options=("collaboration_mode",),
    ),
    "qwen": Quirks(
        label="Qwen Code",
        mode="default",
        usage="chunks",
        failure=_FAILURE,
        login_hint="Run `qwen` in a terminal once and choose how to log in.",
    ),
    "gemini": Quirks(
        label="Gemini CLI",
        mode="default",
        usage="quota",
        failure=_FAILURE,
        login_hint="Run `gemini` in a terminal once and log in.",
    ),
    "copilot": Quirks(
        label="GitHub Copilot",
        mode=f"{_COPILOT_MODES}#agent",
        usage="cumulative",
        failure=re.compile(r"(?:Info: Request failed\b.*?)?(?:Error: |Execution failed: )", re.DOTALL),
        login_hint="Run `copilot login` in a terminal.",
        hidden_options=("allow_all",),
    ),
    "cursor": Quirks(label="Cursor", failure=_FAILURE, login_hint="Run `cursor-agent login` in a terminal."),
}


def quirks_of(provider: str) -> Quirks:
    """What is known of a provider; of one that was added by hand, nothing."""
    return KNOWN.get(provider, Quirks(failure=_FAILURE))
