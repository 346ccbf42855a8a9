"""What the routes of providers take."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, PlainValidator

from boocode.contracts.wire.base import WireInput
from boocode.contracts.wire.providers import ProviderConfig
from boocode.web.shapes import Word


class ProviderConfigInput(ProviderConfig):
    """As `ProviderConfig`. A masked value in `env` means the one that is there."""

    model_config = ConfigDict(extra="forbid")


def _as_it_came(value: object) -> object:
    return value


# What is wrong with one is said by the file's own checks, which name the field.
AnyConfig = Annotated[Any, PlainValidator(_as_it_came, json_schema_input_type=ProviderConfigInput | None)]


class ProvidersChange(WireInput):
    """What to set anew, by provider; null removes what is set, and an agent that was added."""

    providers: dict[str, AnyConfig]


class RefreshInput(WireInput):
    ids: Annotated[list[Word], Field(max_length=100)] | None = Field(default=None, description="Absent: all.")
