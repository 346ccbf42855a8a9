"""What BooCode sees of a provider, as text for a person or a bug report. Secrets are redacted."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from boocode import __version__
from boocode.contracts.launch import Launch
from boocode.contracts.wire.models import Models, ProviderSnapshot
from boocode.contracts.wire.providers import Exam
from boocode.kernel.clock import rfc3339
from boocode.kernel.errors import BooError
from boocode.providers.config_file import ProvidersFile
from boocode.providers.external import ExternalProvider
from boocode.providers.redaction import redacted, secrets_of, shown_env

_INDENT = "  "


async def diagnose(provider: ExternalProvider, file: ProvidersFile, search_path: str, exam: Exam | None) -> str:
    """The text about one of other people's agents."""
    try:
        launch, problem = await provider.launch(), ""
    except BooError as error:
        launch, problem = None, error.message
    lines = [
        *_heading(provider.shown()),
        *_started(provider, launch, problem),
        *_seen(provider),
        f"Configuration: {file.path}{_configured(provider, file)}",
        f"Looked for in: {search_path}",
        *_examined(exam),
    ]
    secrets = [*secrets_of(launch.env if launch else {}), *secrets_of(provider.definition.env)]
    return redacted("\n".join(lines), secrets) + "\n"


def diagnose_native(snapshot: ProviderSnapshot, models: Models) -> str:
    """The text about BooCode's own agent: its model endpoint."""
    endpoint = models.endpoint
    tried = [f"{_INDENT}{tried.url}: {tried.outcome}" for tried in endpoint.tried]
    lines = [
        *_heading(snapshot),
        f"Endpoint: {endpoint.url or 'none'} ({endpoint.kind or 'unknown kind'}, {endpoint.state})",
        "Tried:",
        *(tried or [f"{_INDENT}nothing"]),
        f"Default model: {models.default or 'none'}",
    ]
    return redacted("\n".join(lines)) + "\n"


def _heading(snapshot: ProviderSnapshot) -> list[str]:
    state = snapshot.status if snapshot.enabled else "switched off"
    return [
        f"BooCode {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        f"Provider: {snapshot.id} ({snapshot.label}), {snapshot.transport}, account: {snapshot.account or 'none'}",
        f"State: {state}{_named(snapshot.message)}",
        f"Version: {snapshot.version or 'unknown'}",
        f"Models: {_list([model.id for model in snapshot.models])}",
        f"Modes: {_list([mode.id for mode in snapshot.modes])}",
        f"Commands: {len(snapshot.commands)}",
    ]


def _started(provider: ExternalProvider, launch: Launch | None, problem: str) -> list[str]:
    definition = provider.definition
    if launch is None:
        return [f"Command: {' '.join(definition.command)}", f"Cannot be started: {problem}"]
    env = {name: value for name, value in launch.env.items() if name != "PATH"}
    return [
        f"Command: {' '.join(launch.argv)}",
        f"Home: {launch.home or 'your own'}",
        f"Model: {launch.model or 'its own choice'}; window: {launch.context_size or 'its own'} tokens",
        "Environment, besides PATH and what every program gets:",
        *[f"{_INDENT}{name}={value}" for name, value in sorted(shown_env(env).items())],
        f"Files it is given: {_list(sorted(launch.files))}",
        f"Configuration hash: {launch.fingerprint[:16]}",
    ]


def _seen(provider: ExternalProvider) -> list[str]:
    seen = provider.seen
    presence = seen.presence
    lines = [f"Program: {presence.path if presence else 'not seen yet'}{_named(presence.problem if presence else '')}"]
    lines.append(f"Last talked to: {rfc3339(seen.at) if seen.at else 'never'}")
    if seen.at is not None:
        lines.append(f"{_INDENT}with configuration hash {seen.fingerprint[:16]}")
    if seen.error:
        lines.append(f"Last error: {seen.error}")
    if seen.stderr:
        lines += ["The last it wrote to stderr:", *[f"{_INDENT}{line}" for line in seen.stderr.splitlines()[-40:]]]
    return lines


def _configured(provider: ExternalProvider, file: ProvidersFile) -> str:
    if file.problem:
        return f" — {file.problem}"
    config = file.providers().get(provider.id)
    return f" sets {_list(sorted(config.model_dump(exclude_defaults=True)))}" if config else " says nothing about it"


def _examined(exam: Exam | None) -> list[str]:
    if exam is None:
        return ["Exam: none"]
    grades = [f"{_INDENT}{line.label}: {line.grade}{_named(line.note)}" for line in exam.lines]
    return [f"Exam of {rfc3339(exam.at)}, version {exam.version or 'unknown'}:", *grades]


def _named(text: str) -> str:
    return f" ({text})" if text else ""


def _list(words: Sequence[str]) -> str:
    return ", ".join(words) or "none"
