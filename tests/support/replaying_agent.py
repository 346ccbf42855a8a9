"""An ACP agent that says what a real one once said: `python replaying_agent.py TRANSCRIPT`.

Each request of ours is answered with what was recorded after the next request of the same method: notifications as
they were, the agent's own requests with a wait for our answer, then the response. A request that was not recorded is
answered with an empty result.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict, deque
from pathlib import Path
from typing import Any, cast

Message = dict[str, Any]


def scenes(path: Path) -> dict[str, deque[list[Message]]]:
    """What was recorded, by the method that it followed."""
    found: dict[str, deque[list[Message]]] = defaultdict(deque)
    scene: list[Message] = []
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        if entry["dir"] == "->":
            found[entry["msg"]["method"]].append(scene := [])
        else:
            scene.append(entry["msg"])
    return found


def main() -> None:
    """Play until stdin ends."""
    recorded = scenes(Path(sys.argv[1]))
    directory, session = "", ""
    for line in sys.stdin:
        asked: Message = json.loads(line)
        method, params = asked.get("method"), cast("Message", asked.get("params") or {})
        if "id" not in asked or method is None:
            continue
        directory = params.get("cwd", directory)
        left = recorded[method]
        if not left:
            say({"jsonrpc": "2.0", "id": asked["id"], "result": {}}, directory)
            continue
        for message in left.popleft():
            if "sessionId" in message.get("result", {}):
                session = message["result"]["sessionId"]
            elif "sessionId" in params:
                session = params["sessionId"]
            if "sessionId" in message.get("params", {}):
                message["params"]["sessionId"] = session
            if "method" not in message:
                message["id"] = asked["id"]
            say(message, directory)
            if "method" in message and "id" in message:
                while json.loads(sys.stdin.readline()).get("id") != message["id"]:
                    pass


def say(message: Message, directory: str) -> None:
    sys.stdout.write(json.dumps(message).replace("{cwd}", directory) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
