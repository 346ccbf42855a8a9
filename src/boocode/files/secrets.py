"""Which files hold secrets by their name: never shown to a model, never written by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import pairwise

_DIRECTORIES = frozenset(
    {
        ".envs",
        ".ssh",
        ".gnupg",
        ".aws",
        ".azure",
        ".kube",
        ".password-store",
        ".gcloud",
        ".1password",
        ".vault",
        ".docker",
    }
)
_NAMES = (
    # environment files
    ".env*", "*.env",
    # keys and key stores
    "*.pem", "*.key", "*.p12", "*.pfx", "*.pkcs12", "*.jks", "*.keystore", "*.kdbx", "*.ppk", "*.p8",
    "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "id_xmss*", "*_rsa", "*_ed25519",
    # credentials of tools
    ".netrc", "_netrc", ".npmrc", ".pypirc", ".git-credentials", ".htpasswd", ".pgpass", "pgpass.conf", ".my.cnf",
    ".dockercfg", ".s3cfg", ".boto", ".vault-token", ".terraformrc", "credentials.tfrc.json", "*.tfstate",
    "*.tfstate.*", "credentials", "credentials.json", "application_default_credentials.json", "client_secret*.json",
    "service-account*.json", "service_account*.json", "kubeconfig", "*.kubeconfig", "wp-config.php",
    "secrets.yml", "secrets.yaml", "secrets.json", "secrets.toml", ".secrets", "master.key", ".*_history",
)  # fmt: skip
_HARMLESS = (
    ".env.example", ".env.sample", ".env.template", ".env.dist", ".env.*.example", ".env.*.sample", ".env.*.template",
    "example.env", "sample.env", "template.env", "*.example.env", "*.pub",
)  # fmt: skip

_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SECRET = re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in _NAMES), re.DOTALL)


def secret_reason(parts: Sequence[str], *, directory: bool = False) -> str | None:
    """Why a path of these components is withheld, as the end of a sentence; None where it is not.

    Names are compared as lenient file systems do: without case, compatibility forms, invisible characters, trailing
    dots and spaces, and alternate-stream suffixes.

    Args:
        directory: The path is one, so that names of secret files do not matter.
    """
    plain = [_plain(part) for part in parts]
    if any(part in (".git", "git~1") for part in plain):
        return "it is inside git's own files"
    if any(part in _DIRECTORIES for part in plain) or _has_gcloud(plain):
        return "it is in a directory of keys or credentials"
    if (
        not directory
        and plain
        and _SECRET.fullmatch(plain[-1])
        and not any(fnmatchcase(plain[-1], name) for name in _HARMLESS)
    ):
        return "files with this name usually hold secrets"
    return None


def secret_globs() -> list[str]:
    """Globs below any directory that cover all that is withheld by its name, for leaving it out of a search. Where
    names have to be compared as lenient file systems do, `secret_reason` says more."""
    return [*_NAMES, *(f"{directory}/**" for directory in sorted(_DIRECTORIES)), ".config/gcloud/**"]


def is_secret(path: str) -> bool:
    """Whether a `/`-separated path is withheld."""
    return secret_reason(path.split("/")) is not None


def _plain(name: str) -> str:
    folded = _IGNORABLE.sub("", unicodedata.normalize("NFKC", name)).casefold() if not name.isascii() else name.lower()
    return folded.partition(":")[0].rstrip(". ") or name


def _has_gcloud(plain: list[str]) -> bool:
    return any(pair == (".config", "gcloud") for pair in pairwise(plain))
