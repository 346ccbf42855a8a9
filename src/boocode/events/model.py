"""Events as they are made and as they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from boocode.events.errors import EventTooLarge
from boocode.kernel.text import clean_tree

MAX_DATA_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write as a task. The token fences: a later holder's token differs."""

    task_id: UUID
    token: int


@dataclass(slots=True)
class NewEvent:
    """An event before it has a number.

    Attributes:
        lease: Set by running tasks: the event is dropped when the lease is no longer held.
        task_id: What the event is about, also without a lease.
    """

    chat_id: UUID
    type: str
    data: bytes
    lease: Lease | None = None
    task_id: UUID | None = None

    @property
    def about(self) -> UUID | None:
        return self.lease.task_id if self.lease else self.task_id


def encode(data: BaseModel | Mapping[str, object]) -> bytes:
    """Event data as JSON that Postgres can hold.

    Raises:
        EventTooLarge: It is over 256 KiB.
    """
    encoded = _dump(data)
    if encoded is None or b"\\u0000" in encoded:
        tree = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
        encoded = orjson.dumps(clean_tree(tree))
    if len(encoded) > MAX_DATA_BYTES:
        raise EventTooLarge("This is too large for one event.", bytes=len(encoded), limit=MAX_DATA_BYTES)
    return encoded


def _dump(data: BaseModel | Mapping[str, object]) -> bytes | None:
    try:
        return data.model_dump_json().encode() if isinstance(data, BaseModel) else orjson.dumps(data)
    except (PydanticSerializationError, orjson.JSONEncodeError):  # lone surrogates, from file names for example
        return None


def frame(chat_id: UUID, seq: int, type_: str, data: str) -> str:
    """The socket's text frame of a stored event. `data` is JSON already."""
    return f'{{"topic":"chat:{chat_id}","seq":{seq},"type":"{type_}","data":{data}}}'
