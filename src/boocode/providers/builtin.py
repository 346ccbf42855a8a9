"""The providers that BooCode comes with, as data: what each is started with, and how it is told whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boocode.contracts.wire.providers import Transport
from boocode.providers import presets
from boocode.providers.presets import Preset


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One agent.

    Attributes:
        command: Program and arguments.
        install: The command that installs it.
        local: Makes it use BooCode's model endpoint; None where it cannot, then `no_local` says why.
        exam: Makes it use the exam's scripted model; by default `local`.
        own_env: Variables with the user's own account: only what stops updates and telemetry, or sets the permission
            mode.
        login: How the user logs in, as a sentence.
        adapts: The program that `command` drives, if that is another one: its presence alone is not enough.
        is_tested: It was driven by BooCode.
    """

    id: str
    label: str
    command: tuple[str, ...]
    install: str
    url: str
    login: str
    transport: Transport = "acp"
    local: Preset | None = None
    no_local: str = ""
    exam: Preset | None = None
    own_env: Mapping[str, str] = field(default_factory=dict[str, str])
    adapts: str | None = None
    is_tested: bool = True

    @property
    def exam_preset(self) -> Preset | None:
        return self.exam or self.local


_KEY = " Or add {} to its environment in the settings."

BUILT_IN: Mapping[str, BuiltIn] = {
    agent.id: agent
    for agent in (
        BuiltIn(
            id="opencode",
            label="OpenCode",
            command=("opencode",),
            transport="opencode",
            install="npm install -g opencode-ai",
            url="https://opencode.ai",
            login="Run `opencode auth login` in a terminal.",
            local=presets.opencode,
            own_env={"OPENCODE_DISABLE_AUTOUPDATE": "1"},  # the backend sets what it must ask for
        ),
        BuiltIn(
            id="claude",
            label="Claude Code",
            command=("claude-agent-acp",),
            install="npm install -g @agentclientprotocol/claude-agent-acp",
            url="https://github.com/agentclientprotocol/claude-agent-acp",
            login="Run `claude` in a terminal and enter /login." + _KEY.format("ANTHROPIC_API_KEY"),
            local=presets.claude,
            own_env={
                "DISABLE_AUTOUPDATER": "1",
                "DISABLE_TELEMETRY": "1",
                "DISABLE_ERROR_REPORTING": "1",
                **presets.CLAUDE_AS_ROOT,
            },
            adapts="claude",
        ),
        BuiltIn(
            id="codex",
            label="Codex",
            command=("codex-acp",),
            install="npm install -g @agentclientprotocol/codex-acp",
            url="https://github.com/agentclientprotocol/codex-acp",
            login="Run `codex login` in a terminal." + _KEY.format("OPENAI_API_KEY"),
            local=presets.codex,
            adapts="codex",
        ),
        BuiltIn(
            id="qwen",
            label="Qwen Code",
            command=("qwen", "--acp", "--approval-mode", "default"),
            install="npm install -g @qwen-code/qwen-code",
            url="https://github.com/QwenLM/qwen-code",
            login="Run `qwen` in a terminal and enter /auth." + _KEY.format("OPENAI_API_KEY"),
            local=presets.qwen,
        ),
        BuiltIn(
            id="goose",
            label="Goose",
            command=("goose", "acp"),
            install="https://github.com/aaif-goose/goose/releases, or npm install -g @aaif/goose-binary-linux-x64",
            url="https://github.com/aaif-goose/goose",
            login="Run `goose configure` in a terminal.",
            local=presets.goose,
            own_env={"GOOSE_MODE": "approve", "GOOSE_TELEMETRY_ENABLED": "false"},
        ),
        BuiltIn(
            id="copilot",
            label="GitHub Copilot",
            command=("copilot", "--acp"),
            install="npm install -g @github/copilot",
            url="https://github.com/github/copilot-cli",
            login="Run `copilot` in a terminal and enter /login.",
            local=presets.copilot,
            own_env={"COPILOT_AUTO_UPDATE": "false"},
        ),
        BuiltIn(
            id="gemini",
            label="Gemini CLI",
            command=("gemini", "--acp"),
            install="npm install -g @google/gemini-cli",
            url="https://github.com/google-gemini/gemini-cli",
            login="Run `gemini` in a terminal and choose how to log in." + _KEY.format("GEMINI_API_KEY"),
            no_local="It speaks Google's protocol only, so it cannot use your model endpoint.",
            exam=presets.gemini,
        ),
        BuiltIn(
            id="cursor",
            label="Cursor",
            command=("cursor-agent", "acp"),
            install="curl https://cursor.com/install -fsS | bash",
            url="https://cursor.com/docs/cli/acp",
            login="Run `cursor-agent login` in a terminal." + _KEY.format("CURSOR_API_KEY"),
            no_local="It works with Cursor's own service only.",
            is_tested=False,
        ),
    )
}
