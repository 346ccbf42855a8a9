"""The routers of all areas, made alike."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

ERROR = {
    "description": "What went wrong, and what to do",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}},
}


def area(name: str, prefix: str = "") -> APIRouter:
    """A router whose routes are whole: below `/api`, named after their functions, tagged with the area's name.

    Including a router in another would build each of its routes a second time, which is a tenth of the start.
    """
    return APIRouter(
        prefix=f"/api{prefix}",
        tags=[name],
        responses={"default": ERROR},  # as a schema: a model would be compiled anew for each route
        generate_unique_id_function=_operation_id,
    )


def _operation_id(route: APIRoute) -> str:
    return route.name
