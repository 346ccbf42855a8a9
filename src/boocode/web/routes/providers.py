"""Providers: who can run tasks, what the human set for each, what BooCode sees of them, and their exams."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from boocode.contracts.wire.models import ProviderName, Providers, ProviderSnapshots
from boocode.contracts.wire.providers import Catalogue, Diagnostic, Exam, Exams, ProvidersConfig
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes_providers import ProvidersChange, RefreshInput

router = area("providers")

ProviderId = Annotated[str, Path(max_length=100)]


@router.get("/providers")
async def list_providers(services: Use, caller: Caller) -> Providers:
    found = services.providers.snapshots()
    return Providers(providers=[ProviderName(id=each.id, label=each.label) for each in found.providers])


@router.get("/providers/snapshot")
async def provider_snapshot(services: Use, caller: Caller) -> ProviderSnapshots:
    """Who can run tasks right now, with models and options. Never waits for a check."""
    return services.providers.snapshots()


@router.post("/providers/refresh")
async def refresh_providers(services: Use, caller: Caller, body: RefreshInput | None = None) -> ProviderSnapshots:
    """Check providers again, agents by talking to them. What takes longer than half a minute goes on behind."""
    found = await services.providers.refresh(body.ids if body else None)
    services.bus.publish("app", "models", "providers")
    return found


@router.get("/providers/config")
async def providers_config(services: Use, caller: Caller) -> ProvidersConfig:
    """The configuration file; secrets are masked."""
    return services.providers.config()


@router.patch("/providers/config")
async def change_providers_config(body: ProvidersChange, services: Use, caller: Caller) -> ProvidersConfig:
    """Set providers anew. 400 names the field that cannot be used; then nothing is changed."""
    return await services.providers.change(body.providers)


@router.get("/providers/catalogue")
async def provider_catalogue(services: Use, caller: Caller) -> Catalogue:
    """Agents that are known to speak ACP."""
    return services.providers.catalogue()


@router.get("/providers/exams")
async def provider_exams(services: Use, caller: Caller) -> Exams:
    """Exams that run, then those of the past, newest first."""
    return await services.providers.exams()


@router.get("/providers/{provider_id}/diagnostic")
async def provider_diagnostic(provider_id: ProviderId, services: Use, caller: Caller) -> Diagnostic:
    """What BooCode sees of a provider, as text. Secrets are redacted."""
    return await services.providers.diagnostic(provider_id)


@router.post("/providers/{provider_id}/exam", status_code=202)
async def begin_exam(provider_id: ProviderId, services: Use, caller: Caller) -> Exam:
    """Examine a provider in the background, with a scripted model and without its account: up to three minutes."""
    return await services.providers.begin_exam(provider_id)
