"""`providers.json` in the data directory: what the human set for each provider, read again whenever it changes.

A file that is missing or broken leaves the built-in providers as they come, and says why. It holds keys of accounts:
it is 0600, and only a logged-in human reads or changes it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from boocode.contracts.wire.providers import ProviderConfig
from boocode.files.atomic import atomic_write
from boocode.providers.builtin import BUILT_IN
from boocode.providers.definition import NATIVE
from boocode.providers.errors import BadProviderConfig, ConfigUnwritable
from boocode.providers.redaction import MASK

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_MOST_PROVIDERS, _MOST_ARGUMENTS, _MOST_VARIABLES, _LONGEST = 100, 100, 100, 32_768
_SIZE_LIMIT = 4 * 1024 * 1024


class _StrictConfig(ProviderConfig):
    model_config = ConfigDict(extra="forbid", strict=True)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    providers: dict[str, _StrictConfig] = {}


class ProvidersFile:
    """What is in the file now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: object = None
        self._providers: dict[str, ProviderConfig] = {}
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """Why the file is not used; None when it is, or when there is none."""
        self._look()
        return self._problem

    def providers(self) -> Mapping[str, ProviderConfig]:
        """What is set, by provider; empty when the file cannot be used."""
        self._look()
        return self._providers

    def change(self, changes: Mapping[str, object]) -> None:
        """Set providers anew; None removes what is set for one.

        Args:
            changes: As they came from a client: objects like `ProviderConfig`, where a masked value of `env` means
                the one that is there.

        Raises:
            BadProviderConfig: A value cannot be used, or the file on the disk cannot: it is not overwritten.
            ConfigUnwritable: The file cannot be written.
        """
        self._look()
        if self._problem is not None:
            raise BadProviderConfig(f"{self._problem} Correct or remove it first.", field="providers")
        wanted = dict(self._providers)
        for id_, given in changes.items():
            if given is None:
                wanted.pop(id_, None)
            else:
                config = _unmasked(_parsed(id_, given), wanted.get(id_))
                _check(id_, config)
                wanted[id_] = config
        if len(wanted) > _MOST_PROVIDERS:
            raise BadProviderConfig(f"At most {_MOST_PROVIDERS} providers can be set.", field="providers")
        self._write(wanted)
        self._look()

    def _write(self, wanted: Mapping[str, ProviderConfig]) -> None:
        content = {
            "providers": {id_: config.model_dump(exclude_defaults=True) for id_, config in sorted(wanted.items())}
        }
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic_write(self.path, orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n", mode=0o600)
        except OSError as error:
            raise ConfigUnwritable(f"{self.path} cannot be written: {error.strerror}. Nothing was changed.") from error

    def _look(self) -> None:
        try:
            about = os.stat(self.path)
        except FileNotFoundError:
            self._stamp, self._problem = None, None
            if self._providers:  # the same object as long as nothing has changed: see `ProviderChecking`
                self._providers = {}
            return
        except OSError as error:
            self._stamp, self._providers = None, {}
            self._problem = f"{self.path} cannot be read: {error.strerror}."
            return
        stamp = (about.st_mtime_ns, about.st_size, about.st_ino)
        if stamp != self._stamp:
            self._stamp = stamp
            self._providers, self._problem = _read(self.path)


def _parsed(id_: str, given: object) -> ProviderConfig:
    try:
        return ProviderConfig(**_StrictConfig.model_validate(given).model_dump())
    except ValidationError as error:
        where = [".".join(["providers", id_[:60], *map(str, problem["loc"])]) for problem in error.errors()]
        raise BadProviderConfig(f"providers.{id_[:60]}: {_complaints(error)}.", field=where[0]) from error


def _unmasked(config: ProviderConfig, before: ProviderConfig | None) -> ProviderConfig:
    known = (before.env if before else None) or {}
    env = {name: known.get(name, value) if value == MASK else value for name, value in (config.env or {}).items()}
    return config.model_copy(update={"env": env or None})


def _read(path: Path) -> tuple[dict[str, ProviderConfig], str | None]:
    try:
        with path.open("rb") as file:
            content = file.read(_SIZE_LIMIT + 1)
        if len(content) > _SIZE_LIMIT:
            return {}, f"{path} is not used: it is larger than {_SIZE_LIMIT >> 20} MB."
        read = _File.model_validate(orjson.loads(content))
        found = {id_: ProviderConfig(**config.model_dump()) for id_, config in read.providers.items()}
        for id_, config in found.items():
            _check(id_, config)
    except OSError as error:
        return {}, f"{path} cannot be read: {error.strerror}."
    except orjson.JSONDecodeError as error:
        return {}, f"{path} is not used: it is not JSON ({error})."
    except ValidationError as error:
        return {}, f"{path} is not used: {_complaints(error)}."
    except BadProviderConfig as error:
        return {}, f"{path} is not used: {error.message}"
    return found, None


def _complaints(error: ValidationError) -> str:
    words = {"extra_forbidden": "there is no such key"}
    problems = error.errors(include_url=False, include_context=False)
    said = [f"`{'.'.join(map(str, p['loc'])) or 'the file'}`: {words.get(p['type'], p['msg'])}" for p in problems]
    return "; ".join(said[:3])


def _check(id_: str, config: ProviderConfig) -> None:
    """Refuse what could never run, naming the field."""
    checks: list[tuple[str, Callable[[], str | None]]] = [
        ("", lambda: _wrong_id(id_, config)),
        (".label", lambda: _wrong_text(config.label, 100)),
        (".account", lambda: _wrong_account(id_, config)),
        (".command", lambda: _wrong_command(config)),
        (".env", lambda: _wrong_env(config.env or {})),
        (".model", lambda: _wrong_text(config.model, 300)),
        (".mode", lambda: _wrong_text(config.mode, 300)),
    ]
    for place, check in checks:
        if said := check():
            field = f"providers.{id_[:60]}{place}"
            raise BadProviderConfig(f"{field}: {said}", field=field)


def _wrong_id(id_: str, config: ProviderConfig) -> str | None:
    if id_ == NATIVE:
        return "BooCode's own agent is configured by the settings of the server."
    if config.custom and id_ in BUILT_IN:
        return "This agent is built in: leave `custom` out."
    if not config.custom and id_ not in BUILT_IN:
        return f"There is no such provider. Built in: {', '.join(BUILT_IN)}. One of your own needs `custom: true`."
    if not _ID.fullmatch(id_):
        return "Ids are up to 40 small letters, digits and dashes, and begin with a letter."
    return None


def _wrong_account(id_: str, config: ProviderConfig) -> str | None:
    if config.account != "local":
        return None
    if config.custom:
        return "BooCode does not know how to connect an added agent to its endpoint. Set its `env` instead."
    agent = BUILT_IN[id_]
    return None if agent.local else agent.no_local


def _wrong_command(config: ProviderConfig) -> str | None:
    if config.command is None:
        return "An added agent needs a command, as a list: program, then arguments." if config.custom else None
    if not config.command or not config.command[0].strip():
        return "Name a program, then its arguments."
    if len(config.command) > _MOST_ARGUMENTS:
        return f"At most {_MOST_ARGUMENTS} arguments."
    if "/" in config.command[0] and not config.command[0].startswith(("/", "~/")):
        return "Name the program by its name or its absolute path."
    return next((wrong for word in config.command if (wrong := _wrong_text(word, _LONGEST))), None)


def _wrong_env(env: Mapping[str, str]) -> str | None:
    if len(env) > _MOST_VARIABLES:
        return f"At most {_MOST_VARIABLES} variables."
    for name, value in env.items():
        if not _VARIABLE.fullmatch(name):
            return f"{name[:60]!r} is not a name of a variable: letters, digits and underscores."
        if value == MASK:
            return f"{name}: Give its value; there is none yet."
        if wrong := _wrong_text(value, _LONGEST):
            return f"{name}: {wrong}"
    return None


def _wrong_text(text: str | None, longest: int) -> str | None:
    if text is None:
        return None
    if len(text) > longest:
        return f"At most {longest} characters."
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return "NUL and lone surrogates cannot be given to a program."
    return None
