"""How each agent is made to use BooCode's model endpoint and nothing else: the account `local`.

A preset gives variables and configuration files for a private HOME. It leaves no choice to an agent's defaults: the
model, its window and the permission mode are set; telemetry, updates and lists of models from the internet are off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from boocode.contracts.wire.models import ModelInfo
from boocode.llm.client import Endpoint

NO_KEY = "none"  # agents want a key even where the endpoint does not
_OPENCODE_PERMISSION = {"edit": "ask", "bash": "ask", "webfetch": "ask", "external_directory": "ask"}
_NO_REGISTRY = "registry=http://127.0.0.1:9/\n"
_MOST_OUTPUT = 8192
# As root it starts only if it is told that it is in a container or so. It asks for permission all the same.
CLAUDE_AS_ROOT = {"IS_SANDBOX": "1"} if os.geteuid() == 0 else {}
_CODEX_INSTRUCTIONS = (
    "You are a coding agent that works in the current directory. Read before you change: look at the files that "
    "matter and follow their style. Make the smallest change that does what was asked, check it by running what the "
    "project offers for that, and say in a few sentences what you did and what you could not check."
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """What an agent is connected to.

    Attributes:
        home: Its private HOME.
        model: The model to use where nobody names one.
        models: All models of the endpoint.
        context_size: Tokens of the window of `model`; `default_context` is taken for models that do not tell theirs.
    """

    home: Path
    endpoint: Endpoint
    model: str
    models: Sequence[ModelInfo]
    context_size: int
    default_context: int

    @property
    def key(self) -> str:
        return self.endpoint.api_key or NO_KEY

    def listed(self) -> list[ModelInfo]:
        """The models, the chosen one among them even where the endpoint does not list it."""
        known = [model for model in self.models if model.id != self.model]
        chosen = next((model for model in self.models if model.id == self.model), None)
        return [chosen or ModelInfo(id=self.model, name=self.model), *known]

    def window(self, model: ModelInfo) -> int:
        return self.context_size if model.id == self.model else model.context_size or self.default_context


@dataclass(frozen=True, slots=True)
class Arranged:
    """Variables, and files below HOME, that connect an agent."""

    env: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict[str, str])


Preset = Callable[[Wiring], Arranged]


def opencode(wiring: Wiring) -> Arranged:
    """https://opencode.ai/docs/config/ — `enabled_providers` keeps it from its own remote models."""
    config = {
        "$schema": "https://opencode.ai/config.json",
        "model": f"boocode/{wiring.model}",
        "small_model": f"boocode/{wiring.model}",  # another one would swap the chat's model out for a title
        "share": "disabled",
        "autoupdate": False,
        "enabled_providers": ["boocode"],
        "provider": {
            "boocode": {
                "npm": "@ai-sdk/openai-compatible",
                "name": "BooCode's endpoint",
                "options": {"baseURL": wiring.endpoint.url, "apiKey": wiring.key},
                "models": {model.id: _opencode_model(wiring, model) for model in wiring.listed()},
            }
        },
        "permission": _OPENCODE_PERMISSION,
    }
    place = ".config/opencode/opencode.json"
    env = {
        "OPENCODE_CONFIG": str(wiring.home / place),
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
        "OPENCODE_DISABLE_DEFAULT_PLUGINS": "1",
        "OPENCODE_DISABLE_SHARE": "1",
    }
    # It would install a helper for plugins beside its settings. Not by the environment: its commands have that, too.
    return Arranged(env, {place: _json(config), ".config/opencode/.npmrc": _NO_REGISTRY})


def goose(wiring: Wiring) -> Arranged:
    """https://block.github.io/goose/docs/guides/environment-variables — its default mode would run anything."""
    address = urlsplit(wiring.endpoint.url)
    return Arranged(
        {
            "GOOSE_PROVIDER": "openai",
            "GOOSE_MODEL": wiring.model,
            "GOOSE_CONTEXT_LIMIT": str(wiring.context_size),
            "GOOSE_MODE": "approve",
            "GOOSE_DISABLE_KEYRING": "1",
            "GOOSE_TELEMETRY_ENABLED": "false",
            "OPENAI_HOST": f"{address.scheme}://{address.netloc}",
            "OPENAI_BASE_PATH": f"{address.path.strip('/')}/chat/completions".lstrip("/"),
            "OPENAI_API_KEY": wiring.key,
        }
    )


def qwen(wiring: Wiring) -> Arranged:
    """Without the settings, each turn asks the model twice more and a classifier approves commands."""
    settings = {
        "privacy": {"usageStatisticsEnabled": False},
        "telemetry": {"enabled": False},
        "general": {"enableAutoUpdate": False},
        "memory": {"enableManagedAutoMemory": False, "enableManagedAutoDream": False},
        "ui": {"enableFollowupSuggestions": False},
        "security": {"auth": {"selectedType": "openai"}},
        "tools": {"approvalMode": "default"},
        "modelProviders": {
            "openai": [
                {
                    "id": model.id,
                    "envKey": "OPENAI_API_KEY",
                    "baseUrl": wiring.endpoint.url,
                    "generationConfig": {"contextWindowSize": wiring.window(model)},
                }
                for model in wiring.listed()
            ]
        },
    }
    env = {"OPENAI_BASE_URL": wiring.endpoint.url, "OPENAI_API_KEY": wiring.key, "OPENAI_MODEL": wiring.model}
    return Arranged(env, {".qwen/settings.json": _json(settings)})


def claude(wiring: Wiring) -> Arranged:
    """https://code.claude.com/docs/en/settings — an unknown model would be taken for one of a million tokens."""
    return Arranged(
        {
            "CLAUDE_CONFIG_DIR": str(wiring.home / ".claude"),
            "ANTHROPIC_BASE_URL": wiring.endpoint.root,
            "ANTHROPIC_API_KEY": wiring.key,
            "ANTHROPIC_MODEL": wiring.model,
            "ANTHROPIC_DEFAULT_HAIKU_MODEL": wiring.model,
            "ANTHROPIC_DEFAULT_SONNET_MODEL": wiring.model,
            "ANTHROPIC_DEFAULT_OPUS_MODEL": wiring.model,
            "CLAUDE_CODE_MAX_CONTEXT_TOKENS": str(wiring.context_size),
            "CLAUDE_CODE_MAX_RETRIES": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "DISABLE_TELEMETRY": "1",
            "DISABLE_ERROR_REPORTING": "1",
            **CLAUDE_AS_ROOT,
        }
    )


def codex(wiring: Wiring) -> Arranged:
    """Without the catalogue it complains about the unknown model in every answer, and has no `apply_patch`."""
    catalogue = wiring.home / ".codex" / "catalogue.json"
    config = "\n".join(
        [
            f"model = {_toml(wiring.model)}",
            'model_provider = "boocode"',
            f"model_catalog_json = {_toml(str(catalogue))}",
            "check_for_update_on_startup = false",
            "",
            "[model_providers.boocode]",
            'name = "BooCode\'s endpoint"',
            f"base_url = {_toml(wiring.endpoint.url)}",
            'env_key = "BOO_MODEL_KEY"',
            'wire_api = "responses"',
            "request_max_retries = 1",
            "",
            "[analytics]",
            "enabled = false",
            "",
            "[features]",
            "plugins = false",
            "",
        ]
    )
    models = [_codex_model(model, wiring.window(model)) for model in wiring.listed()]
    return Arranged(
        {"CODEX_HOME": str(wiring.home / ".codex"), "BOO_MODEL_KEY": wiring.key},
        {".codex/config.toml": config, ".codex/catalogue.json": _json({"models": models})},
    )


def copilot(wiring: Wiring) -> Arranged:
    """Works without a GitHub login: https://docs.github.com/copilot/how-tos/copilot-cli (own model)."""
    env = {
        "COPILOT_HOME": str(wiring.home / ".copilot"),
        "COPILOT_PROVIDER_BASE_URL": wiring.endpoint.url,
        "COPILOT_PROVIDER_TYPE": "openai",
        "COPILOT_PROVIDER_MAX_PROMPT_TOKENS": str(wiring.context_size),
        "COPILOT_MODEL": wiring.model,
        "COPILOT_OFFLINE": "true",
        "COPILOT_AUTO_UPDATE": "false",
    }
    if wiring.endpoint.api_key:
        env["COPILOT_PROVIDER_API_KEY"] = wiring.endpoint.api_key
    return Arranged(env)


def gemini(wiring: Wiring) -> Arranged:
    """For exams only: it speaks Google's protocol, which model servers do not."""
    settings = {
        "security": {"auth": {"selectedType": "gemini-api-key"}},
        "privacy": {"usageStatisticsEnabled": False},
        "telemetry": {"enabled": False},
        "general": {"enableAutoUpdate": False},
    }
    env = {"GEMINI_API_KEY": wiring.key, "GOOGLE_GEMINI_BASE_URL": wiring.endpoint.root}
    return Arranged(env, {".gemini/settings.json": _json(settings)})


def _opencode_model(wiring: Wiring, model: ModelInfo) -> dict[str, object]:
    window = wiring.window(model)
    described: dict[str, object] = {
        "name": model.name,
        "tool_call": model.tools is not False,
        "reasoning": bool(model.reasoning),
        "limit": {"context": window, "output": min(_MOST_OUTPUT, window // 2)},
    }
    if model.vision:
        described |= {"attachment": True, "modalities": {"input": ["text", "image"], "output": ["text"]}}
    return described


def _codex_model(model: ModelInfo, window: int) -> dict[str, object]:
    return {
        "slug": model.id,
        "display_name": model.name,
        "description": "At BooCode's model endpoint",
        "default_reasoning_level": "medium",
        "supported_reasoning_levels": [
            {"effort": "low", "description": "Fast"},
            {"effort": "medium", "description": "Balanced"},
            {"effort": "high", "description": "Thorough"},
        ],
        "shell_type": "unified_exec",
        "visibility": "list",
        "supported_in_api": True,
        "priority": 1,
        "additional_speed_tiers": [],
        "service_tiers": [],
        "availability_nux": None,
        "upgrade": None,
        "include_skills_usage_instructions": True,
        "include_plugin_usage_instructions": False,
        "include_apps_usage_instructions": False,
        "default_reasoning_summary": "none",
        "support_verbosity": False,
        "default_verbosity": "low",
        "apply_patch_tool_type": "freeform",
        "web_search_tool_type": "text",
        "truncation_policy": {"mode": "tokens", "limit": 10_000},
        "supports_image_detail_original": False,
        "context_window": window,
        "max_context_window": window,
        "effective_context_window_percent": 95,
        "experimental_supported_tools": [],
        "input_modalities": ["text", "image"] if model.vision else ["text"],
        "supports_search_tool": False,
        "supports_experimental_context": False,
        "use_responses_lite": False,
        "supports_reasoning_effort_updates": False,
        "node_repl_auto_review_required": False,
        "node_repl_disabled": False,
        "base_instructions": _CODEX_INSTRUCTIONS,
        "model_messages": None,
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def _toml(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(text)
