"""Models, and what the server knows about itself."""

from __future__ import annotations

from boocode.contracts.wire.models import Models
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes import SettingsChange, SettingsPage

router = area("models")


@router.get("/models")
async def list_models(services: Use, caller: Caller) -> Models:
    return await services.models.models()


@router.post("/models/refresh")
async def refresh_models(services: Use, caller: Caller) -> Models:
    """Ask the endpoint again, and look for one if there is none."""
    found = await services.models.models(refresh=True)
    services.bus.publish("app", "models", "providers")
    return found


@router.get("/settings")
async def get_settings(services: Use, caller: Caller) -> SettingsPage:
    page = await services.about.settings_page()
    return page.model_copy(update={"preferences": await services.preferences.all()})


@router.patch("/settings")
async def change_settings(body: SettingsChange, services: Use, caller: Caller) -> SettingsPage:
    """Merge preferences; settings themselves come from the environment and the settings file."""
    await services.preferences.merge(body.preferences)
    services.bus.publish("app", "settings")
    return await get_settings(services, caller)
