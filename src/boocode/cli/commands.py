"""All commands of `boo`, their options and what they print. What takes long to import is imported when it is used."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click

from boocode import __version__
from boocode.cli.providers import providers
from boocode.config import Settings, load_settings, markdown_table, private_directory, settings_file, variable_of
from boocode.kernel.errors import BooError


class Boo(click.Group):
    """A group that shows our errors as sentences, and lists its commands in the order they are written."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BooError as error:
            raise click.ClickException(error.message) from error
        except BaseExceptionGroup as errors:  # several things run at once in the server
            ours, others = errors.split(BooError)
            if ours is None or others is not None:
                raise
            raise click.ClickException("\n".join(dict.fromkeys(_messages(ours)))) from errors

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def _messages(errors: BaseExceptionGroup[BooError]) -> Iterator[str]:
    for error in errors.exceptions:
        if isinstance(error, BooError):
            yield error.message
        else:
            yield from _messages(error)


@click.group(cls=Boo, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="BooCode")
@click.pass_context
def main(ctx: click.Context) -> None:
    """BooCode: a workspace in the browser for you, your code and your own model.

    Without a command it starts the server (`boo serve`).
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(serve)


@main.command()
@click.option("--host", help="Address to listen on, instead of the configured one.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one.")
def serve(host: str | None = None, port: int | None = None) -> None:
    """Start BooCode here and print the address to open."""
    settings = load_settings()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    _serve(settings.model_copy(update=given))


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one.")
def demo(port: int | None = None) -> None:
    """Show BooCode without any model: a scripted one answers, on a sample repository.

    It keeps what it does apart from your own data, in `demo` in the data directory.
    """
    settings = load_settings()
    demo_directory = private_directory(private_directory(settings.data_dir) / "demo")
    apart: dict[str, object] = {"data_dir": demo_directory / "state", "database_url": None}
    _serve(settings.model_copy(update=apart if port is None else {**apart, "port": port}), demo=True)


def _serve(settings: Settings, *, demo: bool = False) -> None:
    from boocode.cli import server

    private_directory(settings.data_dir)
    with server.claim(settings) as claimed:
        if not claimed:
            running = server.running(settings)
            click.echo(f"BooCode is already running (process {running.pid}) on this data directory:")
            click.echo(f"\n  {server.login_url(settings, running)}\n")
            return
        server.serve(settings, _announce_demo if demo else _announce, demo=demo)


def _announce(url: str) -> None:
    click.echo(f"\n  BooCode is ready. Open this address (it logs you in once, within ten minutes):\n\n  {url}\n")
    click.echo("  Another one: `boo login`. Stop with Ctrl-C.\n")


def _announce_demo(url: str) -> None:
    click.echo("\n  This is a demo: a script answers, not a model. It works on a small sample repository.")
    _announce(url)


@main.command()
def login() -> None:
    """Print an address that logs another browser in."""
    from boocode.cli import server

    settings = load_settings()
    click.echo(server.login_url(settings, server.running(settings)))


main.add_command(providers)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def inbox(as_json: bool) -> None:
    """Show what waits for you: requests of agents, tasks that failed, changes to review."""
    from boocode.cli import inbox

    waiting = inbox.read_inbox(load_settings())
    click.echo(json.dumps(waiting, indent=2) if as_json else "\n".join(inbox.inbox_lines(waiting)))


@main.command()
@click.option(
    "--since", metavar="TIME", help="Since then, not the last absence: 2026-01-31T08:00, 2026-01-31, 90m, 2h, 3d, 1w."
)
@click.option("--seen", is_flag=True, help="Be done with it: it is not shown any more by itself.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def away(since: str | None, seen: bool, as_json: bool) -> None:
    """Show what happened while you did not look: what ended, waits, failed and changed."""
    from boocode.cli import away

    settings = load_settings()
    digest = away.read_away(settings, since)
    click.echo(json.dumps(digest, indent=2) if as_json else "\n".join(away.away_lines(digest)))
    if seen:
        away.put_away(settings)


@main.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--allow", "kind", flag_value="allow_once", help="Allow it this once.")
@click.option("--always", "kind", flag_value="allow_always", help="Allow it from now on, as `boo inbox` says.")
@click.option("--reject", "kind", flag_value="reject_once", help="Reject it; --text says why.")
@click.option("--text", "texts", multiple=True, help="What to say; for questions an option or words, once for each.")
def answer(id_: str | None, kind: str | None, texts: tuple[str, ...]) -> None:
    """Answer what an agent asks: the request whose id ends with ID, or the only one that waits."""
    from boocode.cli import inbox

    answered = inbox.answer(load_settings(), id_, kind, texts)
    click.echo(f"Answered: {answered['title']}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Say what is present and what is missing; exit with 1 if something required is."""
    from boocode.cli.doctor import Finding, examine

    marks = {"ok": "ok  ", "note": "note", "missing": "FAIL"}

    def show(finding: Finding) -> None:
        if not as_json:
            click.echo(f"{marks[finding.state]}  {finding.name:<16} {finding.detail}")
            if finding.fix:
                click.echo(f"{'':24}→ {finding.fix}")

    findings = examine(show)
    if as_json:
        click.echo(json.dumps({"findings": [finding.as_json() for finding in findings]}, indent=2))
    sys.exit(1 if any(finding.state == "missing" for finding in findings) else 0)


@main.command()
@click.option("--markdown", is_flag=True, help="Print the table of the README instead.")
def settings(markdown: bool) -> None:
    """List all settings with their values now (secrets hidden)."""
    if markdown:
        click.echo(markdown_table(), nl=False)
        return
    now = load_settings()
    click.echo(f"# environment, else {settings_file()}")
    for name, field in Settings.model_fields.items():
        click.echo(f"{variable_of(name)}={_shown(getattr(now, name))}")
        click.echo(f"    {field.description}")


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return ",".join(map(str, cast(tuple[object, ...], value))) if isinstance(value, tuple) else str(value)


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(__version__)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete boo's commands, e.g. for ~/.bashrc: eval "$(boo completion bash)"."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "boo", "_BOO_COMPLETE").source())


PASS_ON: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": []}


def _checkout() -> Path:
    root = Path(__file__).parents[3]
    if not (root / "pyproject.toml").is_file() or not (root / "tests").is_dir():
        raise click.ClickException(
            "This works in a checkout of BooCode only, as `./boo test`, `./boo check` or `./boo bench`."
        )
    return root


@main.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run all tests; or pytest with ARGUMENTS, e.g. `./boo test tests/db -k pool`. In a checkout."""
    from boocode.cli.checkout import run_tests

    sys.exit(run_tests(_checkout(), arguments, click.echo))


@main.command()
def check() -> None:
    """Check format, lint, types, import rules and generated files. In a checkout."""
    from boocode.cli.checkout import run_checks

    sys.exit(run_checks(_checkout(), click.echo))


@main.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Measure speed and memory against their budgets; `--json` for machines. In a checkout."""
    from boocode.cli.checkout import run_bench

    sys.exit(run_bench(_checkout(), arguments))
