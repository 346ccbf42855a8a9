"""What the routes of worktrees take and answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from boocode.contracts.wire.base import Wire
from boocode.contracts.wire.worktrees import Keep, Kept
from boocode.web.shapes import WireInput

KeepQuery = Annotated[
    Keep | None,
    Query(
        description="What to do with work that is nowhere else: a ref holds it as a stash or as a commit (`rescue`), or"
        " it is lost."
    ),
]
SessionKeep = Annotated[Keep | Literal["worktree"] | None, Query(description="Also: leave the worktree where it is.")]


class WorkplaceInput(WireInput):
    choice: Literal["worktree", "project"]


class TrustInput(WireInput):
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Of the content that the human looked at.")
    copy_env: bool = Field(default=False, description="Also copy ignored files like `.env`.")


class KeptList(Wire):
    kept: list[Kept]


def parted(kept: Kept) -> Response:
    """The answer to a deletion: how to get back what was kept of it, if anything."""
    if kept.ref is None:
        return Response(status_code=204)
    return JSONResponse(kept.model_dump(mode="json"))


def all_parted(kept: Sequence[Kept]) -> Response:
    """The same for several worktrees."""
    if not kept:
        return Response(status_code=204)
    return JSONResponse(KeptList(kept=list(kept)).model_dump(mode="json"))
