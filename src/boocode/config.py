"""Settings: what a person can configure, and the only code that reads the environment.

Each setting comes from its environment variable, else from the TOML file, else from its default. A name that is
not a setting is an error in both places, so that a typing mistake never goes unnoticed.
"""

from __future__ import annotations

import difflib
import os
import stat
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from boocode.kernel.errors import Invalid

UNPREFIXED = ("default_model", "fast_model", "database_url")
# Read where the settings file is found, by the build, and by the UI's development server.
OTHER_VARIABLES = ("BOOCODE_CONFIG", "BOOCODE_SKIP_WEB", "BOOCODE_DEV_SERVER")


class BadSettings(Invalid):
    """The settings cannot be used as they are; the message names each of them."""

    code = "bad_settings"


def _xdg(environ: Mapping[str, str], variable: str, below: str) -> Path:
    given = environ.get(variable, "")
    return Path(given) if os.path.isabs(given) else Path.home() / below


def _default_data_dir() -> Path:
    return _xdg(os.environ, "XDG_DATA_HOME", ".local/share") / "boocode"


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _http_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_split)]
HttpUrl = Annotated[str, BeforeValidator(lambda value: _http_url(str(value)))]
Directory = Annotated[Path, BeforeValidator(lambda value: Path(value).expanduser().absolute())]
Directories = Annotated[tuple[Directory, ...], BeforeValidator(_split)]


class Settings(BaseModel):
    """Everything configurable. Making one directly reads nothing from outside; `load_settings` does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Directory = Field(
        default_factory=_default_data_dir,
        description="Directory of everything BooCode keeps (database, attachments, worktrees). Private, mode 0700.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(default=9500, ge=0, le=65535, description="Port to listen on. 0 takes any free one.")
    token: SecretStr | None = Field(
        default=None,
        min_length=8,
        description="Access token. Without it one is generated and kept in the data directory.",
    )
    allowed_hosts: Names = Field(
        default=(),
        description="More names, comma-separated, under which browsers reach BooCode, e.g. `boo.example.org`.",
    )
    proxy_addresses: Networks = Field(
        default=(), description="Addresses or networks of the proxies whose `Remote-User` header is believed."
    )
    proxy_secret: SecretStr | None = Field(
        default=None, min_length=8, description="Secret which those proxies must send as `X-BooCode-Proxy-Secret`."
    )
    llm_url: HttpUrl | None = Field(
        default=None,
        description="OpenAI-compatible endpoint, e.g. `http://localhost:8080/v1`. Unset: local ones are tried.",
    )
    llm_api_key: SecretStr | None = Field(default=None, description="API key for that endpoint.")
    default_model: str | None = Field(default=None, description="Model of new chats. Unset: the endpoint's first one.")
    fast_model: str | None = Field(
        default=None, description="Model for titles and summaries. Unset: the model of the chat itself."
    )
    context_tokens: int = Field(
        default=32_768, ge=1024, description="Context size in tokens of models whose endpoint does not tell it."
    )
    max_tool_rounds: int = Field(
        default=50, ge=1, le=1000, description="How often a model may call tools and go on within one task."
    )
    max_agents: int = Field(
        default=6, ge=1, le=64, description="How many processes of other people's agents may live at once."
    )
    agent_directories: Directories = Field(
        default=(), description="More directories, comma-separated, in which the programs of agents are looked for."
    )
    ssh_hosts: Names = Field(
        default=(),
        description="More machines, comma-separated, that terminals can be opened to, e.g. `me@build.example.org`.",
    )
    shell_integration: bool = Field(
        default=True,
        description="Have bash, zsh and fish in terminals tell what they run: the last command can go into a chat.",
    )
    search_url: HttpUrl | None = Field(default=None, description="SearXNG instance for the web search tool.")
    web_allow_private: bool = Field(
        default=False, description="Let the web fetch tool reach private and loopback addresses."
    )
    away_minutes: float = Field(
        default=10,
        ge=0,
        le=10_080,
        description="For how many minutes nobody must have looked to be told what happened.",
    )
    database_url: SecretStr | None = Field(
        default=None, description="Postgres (15 or newer) to use instead of the embedded one, `postgresql://…`."
    )
    postgres_bin: Directory | None = Field(
        default=None, description="Directory with other Postgres 17+ binaries for the embedded database."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="What is logged.")

    @model_validator(mode="after")
    def _proxy_needs_both(self) -> Settings:
        if bool(self.proxy_addresses) != bool(self.proxy_secret):
            raise ValueError("BOOCODE_PROXY_ADDRESSES and BOOCODE_PROXY_SECRET go together: set both or neither")
        return self

    @property
    def run_dir(self) -> Path:
        """Locks, sockets and what the running server says about itself."""
        return self.data_dir / "run"

    @property
    def postgres_dir(self) -> Path:
        """Where the embedded Postgres lives."""
        return self.data_dir / "postgres"

    @property
    def providers_file(self) -> Path:
        """What the human set for each provider."""
        return self.data_dir / "providers.json"

    @property
    def agents_dir(self) -> Path:
        """The private homes of other people's agents."""
        return self.data_dir / "agents"

    @property
    def backups_dir(self) -> Path:
        """Dumps taken before the schema is upgraded."""
        return self.data_dir / "backups"


def variable_of(field: str) -> str:
    """The environment variable of a setting: `port` → `BOOCODE_PORT`, `default_model` → `DEFAULT_MODEL`."""
    return field.upper() if field in UNPREFIXED else f"BOOCODE_{field.upper()}"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings from `environ` and the settings file.

    Raises:
        BadSettings: A name is unknown (the nearest known one is suggested), a value is unusable, or the file is
            not readable as TOML.
    """
    given = _from_file(environ) | _from_environment(environ)
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise BadSettings("\n".join(_complaint(problem) for problem in error.errors(include_url=False))) from error


def sources(environ: Mapping[str, str] = os.environ) -> dict[str, Literal["env", "file", "default"]]:
    """Where each setting's value comes from, by field name."""
    from_file, from_environment = _from_file(environ), _from_environment(environ)
    return {
        field: "env" if field in from_environment else "file" if field in from_file else "default"
        for field in Settings.model_fields
    }


def settings_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the TOML file is looked for: `BOOCODE_CONFIG`, else `boocode/boocode.toml` in the XDG config directory."""
    if given := environ.get("BOOCODE_CONFIG"):
        return Path(given).expanduser()
    return _xdg(environ, "XDG_CONFIG_HOME", ".config") / "boocode" / "boocode.toml"


def markdown_table() -> str:
    """All settings as a Markdown table for the README."""
    rows = ["| Environment | File | Default | Meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "`~/.local/share/boocode`" if name == "data_dir" else _shown(field.default)
        rows.append(f"| `{variable_of(name)}` | `{name}` | {default} | {field.description} |")
    rows.append("| `BOOCODE_CONFIG` | | `~/.config/boocode/boocode.toml` | The settings file itself. |")
    return "\n".join(rows) + "\n"


def private_directory(path: Path) -> Path:
    """`path`, made if missing, readable by its owner only.

    Raises:
        BadSettings: It cannot be made, or it is a directory with other things in it that others may read: making
            that private could break what it is for.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            if any(path.iterdir()):
                raise BadSettings(
                    f"{path} holds files and is open to other users. Choose an empty directory, or run "
                    f"`chmod 700 {path}` if it is BooCode's own."
                )
            path.chmod(0o700)
    except OSError as error:
        raise BadSettings(f"Cannot use {path} for BooCode's data: {error.strerror}. Set BOOCODE_DATA_DIR.") from error
    return path


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    known = {variable_of(field): field for field in Settings.model_fields}
    for name in environ:
        if name.startswith("BOOCODE_") and name not in known and name not in OTHER_VARIABLES:
            raise BadSettings(f"{name} is not a setting{_suggestion(name, [*known, *OTHER_VARIABLES])}")
    return {field: environ[name] for name, field in known.items() if environ.get(name)}


def _from_file(environ: Mapping[str, str]) -> dict[str, Any]:
    path = settings_file(environ)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if "BOOCODE_CONFIG" in environ:
            raise BadSettings(f"BOOCODE_CONFIG names {path}, which does not exist.") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"Cannot read the settings file {path}: {error}") from error
    for key in given:
        if key not in Settings.model_fields:
            raise BadSettings(f"`{key}` in {path} is not a setting{_suggestion(key, Settings.model_fields)}")
    return given


def _suggestion(name: str, known: Mapping[str, object] | list[str]) -> str:
    telling = {each.removeprefix("BOOCODE_"): each for each in known}
    nearest = difflib.get_close_matches(name.removeprefix("BOOCODE_"), list(telling), n=1)
    return f": did you mean {telling[nearest[0]]}?" if nearest else ". `boo settings` lists them."


def _complaint(problem: Mapping[str, Any]) -> str:
    location = problem["loc"]
    said = str(problem["msg"]).removeprefix("Value error, ")
    return f"{variable_of(str(location[0]))}: {said}" if location else said


def _shown(default: object) -> str:
    if default is None or default == ():
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
