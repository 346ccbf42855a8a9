"""The `boo` command: argv to one call. The only package that prints."""

import sys

# Where the environment forbids it (PYTHONDONTWRITEBYTECODE, as in many containers), every start would compile a
# thousand files anew and take twice as long. Only this process may; what it starts keeps its environment.
sys.dont_write_bytecode = False

from boocode.cli.commands import main  # noqa: E402

__all__ = ["main"]
