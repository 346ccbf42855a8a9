"""What every wire shape shares: times as RFC 3339 UTC with milliseconds, no unknown input fields."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from boocode.kernel.clock import rfc3339

Timestamp = Annotated[datetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]


class Wire(BaseModel):
    """A shape the server sends."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class WireInput(BaseModel):
    """A shape the client sends: unknown fields are errors, so that a typo never passes in silence."""

    model_config = ConfigDict(extra="forbid")
