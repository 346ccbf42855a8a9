"""The `boo` command: argv to one call. The only package that prints."""

from boocode.cli.commands import main

__all__ = ["main"]
