"""`boo providers`: who can run tasks, what is wrong with one, and exams. Asks the running server; exams need none."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from boocode.config import Settings, load_settings
from boocode.kernel.errors import NotFound

if TYPE_CHECKING:  # slow to import, and most commands do without
    from boocode.contracts.ports import AttachmentContent
    from boocode.contracts.wire.providers import Exam
    from boocode.providers.external import MakeBackend
    from boocode.providers.launching import Launcher

POLL_SECONDS = 1.0
EXAM_MINUTES = 5


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--refresh", is_flag=True, help="Check them again first, by talking to each.")
@click.pass_context
def providers(ctx: click.Context, as_json: bool, refresh: bool) -> None:
    """List the agents that can run tasks: BooCode's own and other people's."""
    if ctx.invoked_subcommand is not None:
        return
    method, path = ("POST", "refresh") if refresh else ("GET", "snapshot")
    from boocode.cli.api import ask

    found = ask(load_settings(), method, f"/api/providers/{path}", seconds=60)
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(map(_line, found["providers"])))


@providers.command()
@click.argument("provider")
def diagnostic(provider: str) -> None:
    """Print what BooCode sees of PROVIDER; secrets are redacted."""
    from boocode.cli.api import ask

    path = f"/api/providers/{quote(provider, safe='')}/diagnostic"
    click.echo(ask(load_settings(), "GET", path)["text"], nl=False)


@providers.command()
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the exams as JSON.")
@click.option("--markdown", is_flag=True, help="Print the matrix as Markdown.")
def exam(ids: tuple[str, ...], as_json: bool, markdown: bool) -> None:
    """Examine providers IDS (default: all that are installed) with a scripted model, and print what each can do.

    It takes a minute or two for each, uses no account and costs nothing. A running server keeps the results.
    """
    from boocode.cli.server import NotRunning, running

    settings = load_settings()
    try:
        running(settings)
    except NotRunning:
        exams = _examined_here(settings, ids)
    else:
        exams = _examined_by_server(settings, ids)
    click.echo(_shown(exams, as_json=as_json, as_markdown=markdown))


def _line(provider: dict[str, Any]) -> str:
    is_untried = provider["external"] and provider["status"] == "ready" and not provider["checked_at"]
    state = "off" if not provider["enabled"] else "not tried" if is_untried else provider["status"]
    about = provider["message"] or f"{len(provider['models'])} models"
    return f"{provider['id']:<12} {state:<12} {provider['version'] or '-':<12} {provider['account'] or '-':<6} {about}"


def _shown(exams: Sequence[Exam], *, as_json: bool, as_markdown: bool) -> str:
    from boocode.providers.exam.matrix import markdown, plain

    if as_json:
        return json.dumps({"exams": [exam.model_dump(mode="json") for exam in exams]}, indent=2)
    if not exams:
        return "Nothing to examine: no agent is installed. scripts/install-agents installs some."
    return markdown(exams) if as_markdown else plain(exams)


def _say(exam: Exam) -> None:
    line = exam.lines[-1]
    click.echo(f"{exam.provider}: {line.label}: {line.grade} ({line.seconds} s)", err=True)


# --- by the server --------------------------------------------------------------------------------------------------


def _examined_by_server(settings: Settings, ids: Sequence[str]) -> list[Exam]:
    from boocode.cli.api import ask
    from boocode.cli.server import NotRunning
    from boocode.contracts.wire.providers import Exam

    wanted = list(ids) or _examinable(
        each["id"] for each in ask(settings, "GET", "/api/providers/snapshot")["providers"] if each["installed"]
    )
    began = time.time()
    for id_ in wanted:
        ask(settings, "POST", f"/api/providers/{quote(id_, safe='')}/exam")
    deadline = time.monotonic() + EXAM_MINUTES * 60 * max(1, len(wanted))
    told: dict[str, int] = {}
    while time.monotonic() < deadline:
        exams = [Exam.model_validate(each) for each in ask(settings, "GET", "/api/providers/exams")["exams"]]
        mine = [exam for exam in exams if exam.provider in wanted and (exam.running or exam.at.timestamp() > began)]
        for exam in mine:
            if len(exam.lines) > told.get(exam.provider, 0):
                told[exam.provider] = len(exam.lines)
                _say(exam)
        if not any(exam.running for exam in mine):
            return sorted(mine, key=lambda exam: wanted.index(exam.provider))
        time.sleep(POLL_SECONDS)
    raise NotRunning("The exam did not end in time. The log of the server says more.")


def _examinable(ids: Iterable[str]) -> list[str]:
    from boocode.providers.builtin import BUILT_IN

    installed = set(ids)
    return [id_ for id_, agent in BUILT_IN.items() if agent.exam_preset and id_ in installed]


# --- without a server -----------------------------------------------------------------------------------------------


def _examined_here(settings: Settings, ids: Sequence[str]) -> list[Exam]:
    import anyio

    return anyio.run(_examine, settings, ids, backend_options={"use_uvloop": True})


async def _examine(settings: Settings, ids: Sequence[str]) -> list[Exam]:
    from boocode.providers.definition import definitions
    from boocode.providers.errors import UnknownProvider
    from boocode.providers.exam.examiner import examine

    known = definitions({})
    if unknown := [id_ for id_ in ids if id_ not in known]:
        raise UnknownProvider(f"There is no provider `{unknown[0]}`. Choose one of: {', '.join(known)}.")
    async with _place(settings) as (launcher, make_backend):
        wanted = ids or _examinable(id_ for id_, each in known.items() if launcher.find(each))
        return [await examine(known[id_], launcher, make_backend, on_line=_say) for id_ in wanted]


class _NoAttachments:
    async def read_attachment(self, attachment_id: object) -> AttachmentContent:
        raise NotFound("Exams have no attachments.")


@asynccontextmanager
async def _place(settings: Settings) -> AsyncGenerator[tuple[Launcher, MakeBackend]]:
    """What exams need of a server, without its data: nothing is stored."""
    import tempfile

    from boocode.backends.pool import open_pool
    from boocode.kernel.ids import new_id
    from boocode.llm.catalog import CatalogSettings, ModelCatalog
    from boocode.llm.client import open_llm_client
    from boocode.providers.assembly import agent_backends
    from boocode.providers.finding import Programs
    from boocode.providers.launching import Launcher

    programs = Programs(settings.agent_directories)
    await programs.ask_shell()
    with tempfile.TemporaryDirectory(prefix="boocode-exams-") as homes:
        async with (
            open_llm_client() as client,
            open_pool(None, instance_key=new_id(), host="local", limit=settings.max_agents) as pool,
        ):
            catalog = ModelCatalog(client, CatalogSettings(candidates=()), lambda: None)
            launcher = Launcher(catalog, programs, homes=Path(homes), default_context=settings.context_tokens)
            yield launcher, agent_backends(pool, _NoAttachments())
