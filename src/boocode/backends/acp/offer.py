"""What an agent's session offers to choose from: modes, models, thinking, further options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ModeInfo, ModelInfo, ThinkingOption
from boocode.contracts.wire.options import ConfigChoice, ConfigOption
from boocode.llm.foreign import as_dict, as_list, as_str

_PURPOSES = {"mode": "mode", "model": "model", "thought_level": "thinking"}
_THINKING_IDS = ("effort", "reasoning_effort", "thinking", "thought_level")
_LABEL, _DESCRIPTION = 120, 500
_SWITCH = [ConfigChoice(id="true", label="On"), ConfigChoice(id="false", label="Off")]


@dataclass(slots=True)
class Select:
    """One of the agent's config options: a choice of values; `true` and `false` where it is a switch."""

    id: str
    label: str
    description: str
    purpose: str
    value: str | None
    choices: list[ConfigChoice]
    is_switch: bool = False

    def finds(self, wanted: str) -> str | None:
        """The value that `wanted` names."""
        return match([choice.id for choice in self.choices], wanted)


@dataclass(slots=True)
class Offer:
    """What can be chosen in a session, and what is chosen now.

    Attributes:
        plain_modes, plain_models: They are set by methods of their own instead of a config option.
        hidden: Options that nobody is offered.
        is_news: Options were read that nobody was told of.
    """

    modes: list[ModeInfo] = field(default_factory=list[ModeInfo])
    mode: str | None = None
    plain_modes: bool = False
    models: list[ModelInfo] = field(default_factory=list[ModelInfo])
    model: str | None = None
    plain_models: bool = False
    selects: dict[str, Select] = field(default_factory=dict[str, Select])
    hidden: tuple[str, ...] = ()
    is_news: bool = False

    def select_for(self, purpose: str) -> Select | None:
        return next((select for select in self.selects.values() if select.purpose == purpose), None)

    @property
    def thinking(self) -> list[ThinkingOption]:
        select = self.select_for("thinking")
        return [ThinkingOption(id=choice.id, label=choice.label) for choice in select.choices] if select else []

    @property
    def further(self) -> list[Select]:
        """What is neither the mode, the model nor the thinking."""
        return [
            select
            for select in self.selects.values()
            if (not select.purpose or select is not self.select_for(select.purpose))
            and select.id not in self.hidden
            and len(select.choices) > 1
        ]

    def options(self) -> list[ConfigOption]:
        """What is neither mode, model nor thinking, as it is offered."""
        return [
            ConfigOption(
                id=select.id,
                label=select.label,
                description=select.description,
                kind="boolean" if select.is_switch else "select",
                value=select.value,
                choices=select.choices,
            )
            for select in self.further
        ]

    def read(self, result: Mapping[str, object]) -> None:
        """Take over what the answer to `session/new`, `load` or `resume` says."""
        modes = as_dict(result.get("modes"))
        if found := [_mode(as_dict(mode)) for mode in as_list(modes.get("availableModes"))]:
            self.modes, self.plain_modes = [mode for mode in found if mode.id], True
            self.mode = as_str(modes.get("currentModeId")) or self.mode
        models = as_dict(result.get("models"))
        if offered := [_model(as_dict(model)) for model in as_list(models.get("availableModels"))]:
            self.models, self.plain_models = [model for model in offered if model.id], True
            self.model = as_str(models.get("currentModelId")) or self.model
        self.read_options(result.get("configOptions"))

    def read_options(self, options: object) -> None:
        """Take over a list of config options. Those of an unknown type are left out."""
        found = as_list(options)
        if not found and options != []:
            return
        selects = [select for option in found if (select := _select(as_dict(option)))]
        self.is_news = True
        self.selects = {select.id: select for select in selects}
        if select := self.select_for("mode"):
            self.mode = select.value or self.mode
            if not self.plain_modes:
                self.modes = [ModeInfo(id=c.id, label=c.label, description=c.description) for c in select.choices]
        if select := self.select_for("model"):
            self.model, self.plain_models = select.value, False
            self.models = [ModelInfo(id=c.id, name=c.label, description=c.description) for c in select.choices]


def match(ids: list[str], wanted: str) -> str | None:
    """The id that is meant: the very one, or the only one that ends with it after a slash."""
    if wanted in ids:
        return wanted
    near = [id_ for id_ in ids if id_.endswith(f"/{wanted}") or id_.partition("[")[0] == wanted]
    return near[0] if len(near) == 1 else None


def commands_in(update: Mapping[str, object]) -> list[CommandInfo]:
    """The commands of an `available_commands_update`."""
    found = [as_dict(command) for command in as_list(update.get("availableCommands"))]
    return [
        CommandInfo(name=name[:200], description=as_str(command.get("description"))[:500])
        for command in found
        if (name := as_str(command.get("name")).lstrip("/")) and re.fullmatch(r"[^\x00-\x1f]+", name)
    ][:500]


def _mode(mode: Mapping[str, object]) -> ModeInfo:
    id_ = as_str(mode.get("id"))
    return ModeInfo(id=id_, label=as_str(mode.get("name")) or id_, description=as_str(mode.get("description")))


def _model(model: Mapping[str, object]) -> ModelInfo:
    id_ = as_str(model.get("modelId"))
    return ModelInfo(id=id_, name=as_str(model.get("name")) or id_, description=as_str(model.get("description")))


def _select(option: Mapping[str, object]) -> Select | None:
    id_ = as_str(option.get("id"))
    choices = [choice for item in as_list(option.get("options")) for choice in _choices(as_dict(item))]
    value, type_ = option.get("currentValue"), option.get("type", "select")
    is_switch = type_ == "boolean"
    if is_switch:
        choices, value = _SWITCH, "true" if value is True else "false"
    if not id_ or type_ not in ("select", "boolean") or not choices:
        return None
    purpose = _PURPOSES.get(as_str(option.get("category")), "")
    if is_switch:
        purpose = ""  # the pickers of modes, models and efforts have names to choose from
    elif not purpose and not option.get("category"):
        purpose = id_ if id_ in ("mode", "model") else "thinking" if id_ in _THINKING_IDS else ""
    return Select(
        id=id_,
        label=(as_str(option.get("name")) or id_)[:_LABEL],
        description=as_str(option.get("description"))[:_DESCRIPTION],
        purpose=purpose,
        value=as_str(value) or None,
        choices=choices,
        is_switch=is_switch,
    )


def _choices(item: Mapping[str, object]) -> list[ConfigChoice]:
    """A choice, or those of a group."""
    if "options" in item:
        return [choice for one in as_list(item["options"]) for choice in _choices(as_dict(one))]
    value = as_str(item.get("value"))
    name = as_str(item.get("name")) or value
    description = as_str(item.get("description"))[:_DESCRIPTION]
    return [ConfigChoice(id=value, label=name[:_LABEL], description=description)] if value else []
