"""`python -m boocode.llm.scripted --port 9100`: the scripted model as a process of its own."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import anyio

from boocode.llm.scripted.server import open_scripted_model


async def _serve(arguments: argparse.Namespace) -> None:
    async with open_scripted_model(host=arguments.host, port=arguments.port, keep_bodies=arguments.bodies) as model:
        if arguments.script:
            model.scripts.update(json.loads(await anyio.Path(arguments.script).read_text(encoding="utf-8")))
        sys.stdout.write(f"{model.url}\n")
        sys.stdout.flush()
        await anyio.sleep_forever()


def main() -> None:
    """Serve until interrupted. The first line of output is the base URL."""
    parser = argparse.ArgumentParser(description="A model server that follows scripts.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100, help="0 takes any free one")
    parser.add_argument("--script", type=Path, help="JSON file {name: [steps]}, added to the built-in scripts")
    parser.add_argument("--bodies", action="store_true", help="keep whole request bodies in the log")
    try:
        anyio.run(_serve, parser.parse_args(), backend_options={"use_uvloop": True})
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
