"""The tool that runs commands in the session's worktree: tests, linters, builds. The human is asked, or a rule is.

A program and its arguments, never a shell line: what needs a shell names it, and the human sees it word by word.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
from anyio import to_thread
from pydantic import Field, model_validator

from boocode.contracts.wire.parts import ShellDetail
from boocode.kernel.errors import Invalid
from boocode.kernel.text import clean
from boocode.proc.guarded import GuardedProcess, open_guarded
from boocode.tools.model import Arguments, AskPermission, FunctionTool, ToolResult, ToolScope
from boocode.tools.printed import Printed, cut_middle

DEFAULT_SECONDS = 120
MAX_SECONDS = 600
MODEL_CHARS = 20_000
SHOWN_CHARS = 40_000
# Programs shall not wait for somebody, nor draw.
_ENVIRONMENT = {
    "TERM": "dumb",
    "NO_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
}
_SHELL_LETTERS = "|&;<>()`\n"


class NotADirectory(Invalid):
    code = "not_a_directory"


class RunCommand(Arguments):
    command: str = Field(
        default="",
        max_length=8000,
        description="A program and its arguments, e.g. `npm test -- --run`. No shell: no pipes, `&&`, `>`, variables.",
    )
    argv: list[str] = Field(
        default_factory=list[str],
        max_length=500,
        description='Instead of `command`, word by word. Where you need a shell: ["sh", "-c", "a | b"].',
    )
    directory: str = Field(default=".", description="Where to run it, relative to the project's root.")
    timeout_seconds: int = Field(default=DEFAULT_SECONDS, ge=1, le=MAX_SECONDS, description="When to stop it.")

    @model_validator(mode="after")
    def _is_a_command(self) -> RunCommand:
        if bool(self.command.strip()) == bool(self.argv):
            raise ValueError("give either `command` or `argv`")
        if self.argv and not self.argv[0].strip():
            raise ValueError("the first word of `argv` is the program")
        if not self.argv:
            words_of(self.command)
        return self

    def words(self) -> list[str]:
        """The program and its arguments."""
        return self.argv or words_of(self.command)

    def title(self) -> str:
        return self.command.strip() or shlex.join(self.argv)


def words_of(command: str) -> list[str]:
    """A command line as a program and its arguments.

    Raises:
        ValueError: It needs a shell, or is not one; the sentence says what to do.
    """
    if letter := _shell_letter(command):
        said = "a line break" if letter == "\n" else f"`{letter}`"
        raise ValueError(
            f'{said} needs a shell. Run several commands one by one, or use argv ["sh", "-c", "…"], which the user is '
            "shown as it is"
        )
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ValueError(f"the command cannot be read: {str(error).lower()}. Use argv") from error
    if not words:
        raise ValueError("the command is empty")
    if "=" in words[0]:
        raise ValueError(f'variables need `env`: use argv ["env", "{words[0]}", …]')
    return words


def _shell_letter(command: str) -> str | None:
    """The first character that only a shell would understand."""
    quote, skip = "", False
    for letter in command.strip():
        if skip:
            skip = False
        elif letter == "\\" and quote != "'":
            skip = True
        elif quote:
            if letter == quote:
                quote = ""
            elif quote == '"' and letter in "$`":
                return letter
        elif letter in "'\"":
            quote = letter
        elif letter in _SHELL_LETTERS or letter == "$":
            return letter
    return None


async def run_command(arguments: RunCommand, scope: ToolScope) -> ToolResult | AskPermission:
    directory = await to_thread.run_sync(_directory, arguments.directory, scope)
    if not scope.permitted:
        return _question(arguments)
    return await _run(arguments, directory, scope)


def _directory(path: str, scope: ToolScope) -> Path:
    safe = scope.guard().resolve(path)
    if safe.root != scope.root or not safe.path.is_dir():
        raise NotADirectory(f"`{path}` is not a directory of the project. Commands run inside of it.", path=path)
    return safe.path


def _question(arguments: RunCommand) -> AskPermission:
    where = "the worktree" if arguments.directory in (".", "") else f"`{arguments.directory}` of the worktree"
    return AskPermission(
        title=f"Run {_short(arguments.title())}",
        detail=f"{clean(arguments.title())}\n\nIn {where}, for at most {arguments.timeout_seconds} s.",
        arguments={"command": arguments.words(), "directory": arguments.directory},
    )


async def _run(arguments: RunCommand, directory: Path, scope: ToolScope) -> ToolResult:
    printed, began, stopped = Printed(), time.monotonic(), False
    words = arguments.words()
    async with open_guarded(words, cwd=directory, env=_ENVIRONMENT, on_stderr=printed.add) as process:
        with anyio.move_on_after(arguments.timeout_seconds) as limit:
            try:
                await _listen(process, printed, scope.output)
            finally:
                if process.returncode is None:  # out of time, or cancelled
                    stopped = True
                    await process.end(stdin_seconds=0)
        stopped = stopped or limit.cancelled_caught
        code = process.returncode
    return await _result(arguments, printed, scope, None if stopped else code, time.monotonic() - began)


async def _listen(process: GuardedProcess, printed: Printed, output: Callable[[str], Awaitable[None]] | None) -> None:
    """Take what it prints, to the end of its life."""
    await process.stdin.aclose()
    async with anyio.create_task_group() as group:
        if output:
            group.start_soon(printed.show, output)
        async for chunk in process.stdout:
            printed.add(chunk)
        await process.wait()
        printed.close()


async def _result(
    arguments: RunCommand, printed: Printed, scope: ToolScope, code: int | None, seconds: float
) -> ToolResult:
    whole = printed.text()
    said, cut = cut_middle(whole, MODEL_CHARS)
    shown, _ = cut_middle(whole, SHOWN_CHARS)
    blob = await scope.put_blob(whole.encode()) if cut else None
    if code is None:
        how = f"Stopped after {arguments.timeout_seconds} s; it was not done. Run less, or give it more time."
    elif code < 0:
        how = f"Ended by signal {-code} after {seconds:.1f} s."
    else:
        how = f"Exit code {code} after {seconds:.1f} s."
    return ToolResult(
        text=f"{how}\n{said}" if said else f"{how} It printed nothing.",
        detail=ShellDetail(command=clean(arguments.title()), exit_code=code, output=shown),
        is_error=code is None,
        truncated=cut,
        full_output_blob=blob,
    )


def _short(line: str) -> str:
    line = " ".join(clean(line).split())
    return line if len(line) <= 150 else line[:149] + "…"


def _in_worktree(scope: ToolScope) -> bool:
    return scope.in_worktree


RUN_COMMAND = FunctionTool(
    name="run_command",
    description=(
        "Run a program in the project: tests, linters, builds, formatters. The user is asked first, unless they "
        "allowed such commands; they may reject it and say why. Gives the exit code and what it printed. What it does "
        "to files waits for the user's review like your own edits."
    ),
    kind="shell",
    arguments=RunCommand,
    body=run_command,
    read_only=False,
    timeout_seconds=MAX_SECONDS + 60.0,
    needs=_in_worktree,
)
