"""What opencode offers in a directory: models, modes, commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ModeInfo, ModelInfo, ThinkingOption
from boocode.kernel.errors import Invalid
from boocode.llm.foreign import as_claim, as_dict, as_positive, as_str

_DESCRIPTION = 300
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")

Body = Mapping[str, object]


class UnknownMode(Invalid):
    """opencode has no such mode."""

    code = "unknown_mode"


class UnknownModel(Invalid):
    """opencode has no such model."""

    code = "unknown_model"


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be picked. Models are named `provider/model`, as opencode's configuration does.

    Attributes:
        variants: The thinking options of each model.
    """

    models: Mapping[str, ModelInfo]
    variants: Mapping[str, Sequence[str]]
    default_model: str | None
    modes: Sequence[ModeInfo]
    default_mode: str
    commands: Sequence[CommandInfo] = field(default_factory=list[CommandInfo])

    def named(self, model: str | None) -> str | None:
        """The full name of `model`, or of the default; None leaves it to opencode.

        Raises:
            UnknownModel: It does not have it.
        """
        wanted = model or self.default_model
        if wanted is None or wanted in self.models:
            return wanted
        if found := next((name for name in self.models if name.partition("/")[2] == wanted), None):
            return found
        if model is None:
            return None
        raise UnknownModel(f"opencode does not have the model {wanted}. Choose another one.", model=wanted)

    def mode(self, mode: str | None) -> str:
        """`mode`, or the default one.

        Raises:
            UnknownMode: It does not have it.
        """
        if mode is None or any(known.id == mode for known in self.modes):
            return mode or self.default_mode
        names = ", ".join(known.id for known in self.modes)
        raise UnknownMode(f"opencode does not have the mode {mode}. It has {names}.", mode=mode)

    @property
    def thinking(self) -> list[ThinkingOption]:
        """The thinking options of all models together."""
        found = dict.fromkeys(name for names in self.variants.values() for name in names)
        known = [name for name in _EFFORTS if name in found]
        return [ThinkingOption(id=name, label=name.capitalize()) for name in dict.fromkeys((*known, *found))]


def offer_of(config: Body, providers: Sequence[Body], agents: Sequence[Body], commands: Sequence[Body]) -> Offer:
    """What these answers of opencode come to."""
    models: dict[str, ModelInfo] = {}
    variants: dict[str, Sequence[str]] = {}
    for provider in providers:
        for key, value in as_dict(provider.get("models")).items():
            name, model = f"{as_str(provider.get('id'))}/{key}", as_dict(value)
            models[name] = _model(name, model, provider)
            variants[name] = tuple(as_dict(model.get("variants")))
    modes = [_mode(agent) for agent in agents if _is_mode(agent)]
    default = as_str(config.get("default_agent"))
    first = "build" if any(mode.id == "build" for mode in modes) else next((mode.id for mode in modes), "build")
    return Offer(
        models=models,
        variants=variants,
        default_model=as_str(config.get("model")) or None,
        modes=modes,
        default_mode=default if any(mode.id == default for mode in modes) else first,
        commands=[_command(command) for command in commands if command.get("name")],
    )


def _model(name: str, model: Body, provider: Body) -> ModelInfo:
    capabilities = as_dict(model.get("capabilities"))
    return ModelInfo(
        id=name,
        name=as_str(model.get("name")) or name,
        description=as_str(provider.get("name")),
        context_size=as_positive(as_dict(model.get("limit")).get("context")),
        vision=as_claim(as_dict(capabilities.get("input")).get("image")),
        tools=as_claim(capabilities.get("toolcall")),
        reasoning=bool(as_dict(model.get("variants"))),
    )


def _is_mode(agent: Body) -> bool:
    return agent.get("mode") in ("primary", "all") and not agent.get("hidden") and bool(agent.get("name"))


def _mode(agent: Body) -> ModeInfo:
    name = as_str(agent.get("name"))
    return ModeInfo(id=name, label=name.capitalize(), description=as_str(agent.get("description"))[:_DESCRIPTION])


def _command(command: Body) -> CommandInfo:
    group: Literal["command", "skill"] = "skill" if command.get("source") == "skill" else "command"
    description = as_str(command.get("description"))[:_DESCRIPTION]
    return CommandInfo(name=as_str(command.get("name")), description=description, group=group)
