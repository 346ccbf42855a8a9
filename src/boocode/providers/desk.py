"""Providers as the settings page and the command line see them: configuration, diagnostics, catalogue, exams."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

import anyio
from anyio.abc import TaskGroup

from boocode.contracts.wire.models import ProviderSnapshots
from boocode.contracts.wire.providers import Catalogue, Diagnostic, Exam, Exams, ProviderConfig, ProvidersConfig
from boocode.db import Database
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError, Invalid
from boocode.llm.catalog import ModelCatalog
from boocode.providers.catalogue import entries
from boocode.providers.checking import ExternalProviders
from boocode.providers.config_file import ProvidersFile
from boocode.providers.definition import NATIVE
from boocode.providers.diagnostics import diagnose, diagnose_native
from boocode.providers.errors import ExamRunning, UnknownProvider
from boocode.providers.exam.admission import check_examinable
from boocode.providers.external import ExternalProvider, MakeBackend, Urgency
from boocode.providers.finding import Programs
from boocode.providers.launching import Launcher
from boocode.providers.redaction import shown_env
from boocode.providers.registry import ProviderRegistry
from boocode.providers.store import read_exams, store_exam

REFRESH_SECONDS = 30.0

logger = logging.getLogger(__name__)


class ProviderDesk:
    """Implements `web.ports.ProviderService`.

    Args:
        group: Where exams run; its end ends them.
        on_change: Called when exams go on.
    """

    def __init__(
        self,
        registry: ProviderRegistry,
        externals: ExternalProviders,
        file: ProvidersFile,
        launcher: Launcher,
        programs: Programs,
        catalog: ModelCatalog,
        make_backend: MakeBackend,
        *,
        db: Database,
        group: TaskGroup,
        on_change: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._externals = externals
        self._file = file
        self._launcher = launcher
        self._programs = programs
        self._catalog = catalog
        self._make_backend = make_backend
        self._db = db
        self._group = group
        self._on_change = on_change
        self._running: dict[str, Exam] = {}
        self._one_exam = anyio.Lock()

    def snapshots(self) -> ProviderSnapshots:
        """See `web.ports.ProviderService`."""
        return ProviderSnapshots(providers=self._registry.snapshots())

    async def refresh(self, ids: Collection[str] | None = None) -> ProviderSnapshots:
        """See `web.ports.ProviderService`."""
        return ProviderSnapshots(providers=await self._registry.refresh(ids, seconds=REFRESH_SECONDS))

    def config(self) -> ProvidersConfig:
        """See `web.ports.ProviderService`."""
        problem, providers = self._file.problem, self._file.providers()
        return ProvidersConfig(
            path=str(self._file.path),
            problem=problem,
            providers={id_: _shown(config) for id_, config in providers.items()},
        )

    async def change(self, changes: Mapping[str, object]) -> ProvidersConfig:
        """See `web.ports.ProviderService`."""
        await anyio.to_thread.run_sync(self._file.change, changes)
        for provider in self._externals.all():
            if provider.id in changes:
                self._externals.want(provider.id, Urgency.SEEN)
        self._on_change()
        return self.config()

    async def diagnostic(self, provider_id: str) -> Diagnostic:
        """See `web.ports.ProviderService`."""
        if provider_id == NATIVE:
            snapshot = next(found for found in self._registry.snapshots() if found.id == NATIVE)
            text = diagnose_native(snapshot, self._catalog.snapshot())
        else:
            exams = {exam.provider: exam for exam in reversed(await read_exams(self._db))}
            provider = self._find(provider_id)
            text = await diagnose(provider, self._file, self._programs.search_path(), exams.get(provider_id))
        return Diagnostic(provider=provider_id, text=text, at=now())

    def catalogue(self) -> Catalogue:
        """See `web.ports.ProviderService`."""
        added = {provider.id for provider in self._externals.all()}
        return Catalogue(entries=entries(lambda program: self._programs.find(program) is not None, added))

    async def exams(self) -> Exams:
        """See `web.ports.ProviderService`."""
        return Exams(exams=[*self._running.values(), *await read_exams(self._db)])

    async def begin_exam(self, provider_id: str) -> Exam:
        """See `web.ports.ProviderService`."""
        if provider_id == NATIVE:
            raise Invalid("BooCode's own agent is not examined: its tests come with it.")
        provider = self._find(provider_id)
        if provider_id in self._running:
            raise ExamRunning(f"{provider.label} is being examined right now.")
        check_examinable(provider.definition, self._launcher)
        exam = Exam(provider=provider_id, version=provider.shown().version, at=now(), running=True, lines=[])
        self._running[provider_id] = exam
        self._group.start_soon(self._examine, provider, name=f"exam of {provider_id}")
        self._on_change()
        return exam

    async def _examine(self, provider: ExternalProvider) -> None:
        from boocode.providers.exam.examiner import examine  # the scripted model's server is slow to import

        def show(exam: Exam) -> None:
            self._running[provider.id] = exam
            self._on_change()

        try:
            async with self._one_exam:
                exam = await examine(provider.definition, self._launcher, self._make_backend, on_line=show)
            await store_exam(self._db, exam)
        except BooError as error:
            logger.warning("the exam of %s was not finished: %s", provider.id, error.message)
        except Exception:  # the boundary of a background task
            logger.exception("the exam of %s failed", provider.id)
        finally:
            self._running.pop(provider.id, None)
            self._on_change()

    def _find(self, provider_id: str) -> ExternalProvider:
        for provider in self._externals.all():
            if provider.id == provider_id:
                return provider
        known = ", ".join(name.id for name in self._registry.names())
        raise UnknownProvider(f"There is no provider `{provider_id}`. Choose one of: {known}.", known=known)


def _shown(config: ProviderConfig) -> ProviderConfig:
    return config.model_copy(update={"env": shown_env(config.env)}) if config.env else config
