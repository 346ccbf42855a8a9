"""What a server's own description of a model says about it, in whichever of the known dialects it is written.

llama-swap and llama.cpp `meta.n_ctx`, vLLM `max_model_len`, LM Studio `loaded_context_length`, OpenRouter
`context_length` and `supported_parameters`, Ollama's `/api/show`.
"""

from __future__ import annotations

import re

from boocode.contracts.wire.models import ModelInfo
from boocode.kernel.text import clean
from boocode.llm.foreign import as_claim, as_dict, as_list, as_positive, as_str

NAME_LIMIT = 300
_SEES = re.compile(
    r"(^|[-_/.: ])(vl|vlm|vision|llava|pixtral|internvl|minicpm-?v|moondream|omni)|gpt-4o|gpt-4\.1|gpt-5|"
    r"gemma-?[34]|gemini|claude|mistral-small-3\.[12]|llama-?4|qwen[\d.]*-?vl",
    re.IGNORECASE,
)
_TAKES_EFFORT = re.compile(r"gpt-oss|gpt-5|(^|/)o[134](-|$)", re.IGNORECASE)
_NOT_FOR_CHAT = re.compile(r"embed|rerank|whisper|(^|[-_/])tts([-_]|$)|(^|[-_/])bge-", re.IGNORECASE)
_CONTEXT_FIELDS = ("loaded_context_length", "context_length", "max_model_len", "context_window", "max_context_length")


def described(entry: dict[str, object]) -> ModelInfo | None:
    """One entry of `/v1/models` (or LM Studio's `/api/v0/models`); None if no one can chat with it."""
    model_id = as_str(entry.get("id"))
    abilities = _abilities(entry)
    if not model_id or len(model_id) > NAME_LIMIT or not model_id.isprintable() or _is_for_else(entry, abilities):
        return None
    return ModelInfo(
        id=model_id,
        name=clean(as_str(entry.get("name")))[:NAME_LIMIT] or model_id,
        description=clean(as_str(entry.get("description")))[:1000],
        context_size=_context_size(entry),
        vision=_vision(entry, abilities, model_id),
        tools=_claim(abilities, "function_calling", "tools", "tool_use", "tool_calling"),
        reasoning=_claim(abilities, "reasoning_effort", "thinking")
        or (True if _TAKES_EFFORT.search(model_id) else None),
        loaded=_loaded(entry),
    )


def with_show(model: ModelInfo, shown: dict[str, object]) -> ModelInfo:
    """`model` with what Ollama's `/api/show` says."""
    abilities = {as_str(name): True for name in as_list(shown.get("capabilities"))}
    sizes = (as_positive(v) for name, v in as_dict(shown.get("model_info")).items() if name.endswith(".context_length"))
    configured = re.search(r"^num_ctx\s+(\d+)", as_str(shown.get("parameters")), re.MULTILINE)
    size = int(configured[1]) if configured else next(sizes, None)
    known: dict[str, object] = {
        "context_size": model.context_size or size,
        "vision": "vision" in abilities if abilities else model.vision,
        "tools": "tools" in abilities if abilities else model.tools,
        "reasoning": "thinking" in abilities if abilities else model.reasoning,
    }
    return model.model_copy(update=known)


def with_props(model: ModelInfo, props: dict[str, object]) -> ModelInfo:
    """`model` with what llama-server's `/props` says: it is the one that is loaded."""
    size = as_positive(as_dict(props.get("default_generation_settings")).get("n_ctx")) or as_positive(
        props.get("n_ctx")
    )
    seen = as_claim(as_dict(props.get("modalities")).get("vision"))
    template = as_dict(props.get("chat_template_caps"))
    known: dict[str, object] = {
        "context_size": size or model.context_size,
        "vision": model.vision if seen is None else seen,
        "tools": as_claim(template.get("supports_tools")) or model.tools,
        "loaded": True,
    }
    return model.model_copy(update=known)


def _abilities(entry: dict[str, object]) -> dict[str, bool]:
    """Ability to claim, from a list of names, a mapping to booleans, or the parameters it takes."""
    given = entry.get("capabilities")
    abilities = {name: claim for name, value in as_dict(given).items() if (claim := as_claim(value)) is not None}
    named = [*as_list(given), *as_list(entry.get("supported_parameters"))]
    return abilities | {as_str(name): True for name in named}


def _claim(abilities: dict[str, bool], *names: str) -> bool | None:
    claims = [abilities[name] for name in names if name in abilities]
    return any(claims) if claims else None


def _is_for_else(entry: dict[str, object], abilities: dict[str, bool]) -> bool:
    if as_str(entry.get("type")) in ("embeddings", "embedding", "rerank") or abilities.get("reranker"):
        return True
    return _NOT_FOR_CHAT.search(as_str(entry.get("id"))) is not None


def _context_size(entry: dict[str, object]) -> int | None:
    if size := as_positive(as_dict(entry.get("meta")).get("n_ctx")):
        return size
    return next((size for name in _CONTEXT_FIELDS if (size := as_positive(entry.get(name)))), None)


def _vision(entry: dict[str, object], abilities: dict[str, bool], model_id: str) -> bool | None:
    architecture = as_dict(entry.get("architecture"))
    if modalities := as_list(architecture.get("input_modalities")):
        return "image" in modalities
    if as_str(entry.get("type")) == "vlm":
        return True
    stated = _claim(abilities, "vision", "multimodal")
    return stated if stated is not None else (True if _SEES.search(model_id) else None)


def _loaded(entry: dict[str, object]) -> bool | None:
    state = as_str(as_dict(entry.get("status")).get("value")) or as_str(entry.get("state"))
    return {"loaded": True, "unloaded": False, "not-loaded": False, "loading": False}.get(state)
