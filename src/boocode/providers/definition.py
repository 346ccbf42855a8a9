"""A provider as it is to be run: what is built in, and what the human set on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boocode.contracts.wire.providers import Account, ProviderConfig, Transport
from boocode.providers.builtin import BUILT_IN, BuiltIn

NATIVE = "boocode"


@dataclass(frozen=True, slots=True)
class Definition:
    """How a provider is to be run now.

    Attributes:
        command: Program and arguments.
        env: What the human added to its environment.
        model: The human's choice for prompts that name none.
        built_in: None for an agent that was added by hand.
    """

    id: str
    label: str
    command: tuple[str, ...]
    transport: Transport
    account: Account
    enabled: bool = True
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    model: str | None = None
    mode: str | None = None
    built_in: BuiltIn | None = None

    @property
    def why_off(self) -> str:
        """That it is switched off, and what switching it on means."""
        if self.built_in and self.built_in.no_local:
            return f"Switched off. {self.built_in.no_local} Switch it on to use it with your own account there."
        return "Switched off in the settings."


def definitions(configured: Mapping[str, ProviderConfig]) -> dict[str, Definition]:
    """All providers but BooCode's own: the built-in ones first, then those added by hand."""
    none = ProviderConfig()
    found = {id_: _built_in(agent, configured.get(id_, none)) for id_, agent in BUILT_IN.items()}
    added = {id_: _custom(id_, config) for id_, config in configured.items() if config.custom}
    return found | added


def _built_in(agent: BuiltIn, config: ProviderConfig) -> Definition:
    account = config.account or "local"
    return Definition(
        id=agent.id,
        label=config.label or agent.label,
        command=tuple(config.command or agent.command),
        transport=agent.transport,
        account=account if agent.local else "own",
        # What can only work with somebody's service is not even started before the human says so.
        enabled=agent.local is not None if config.enabled is None else config.enabled,
        env=config.env or {},
        model=config.model,
        mode=config.mode,
        built_in=agent,
    )


def _custom(id_: str, config: ProviderConfig) -> Definition:
    return Definition(
        id=id_,
        label=config.label or id_,
        command=tuple(config.command or ()),
        transport="acp",
        account="own",
        enabled=config.enabled is not False,
        env=config.env or {},
        model=config.model,
        mode=config.mode,
    )
