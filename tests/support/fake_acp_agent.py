"""An ACP agent that follows orders: `python fake_acp_agent.py [MODE…]`. It speaks raw JSON lines, badly if told so.

The prompt says what to do, a line each:
    say TEXT · think TEXT · call ID KIND TITLE · end ID STATUS · write PATH TEXT (asks) · run COMMAND (asks) · ask
    (a form) · qwen (a question as a permission) · plan · count N · hang · die · stderr TEXT · raw JSON · option ID
    VALUE (the agent sets it itself) · stop REASON · error CODE MESSAGE · late (an update after the answer) · spawn
    NOTE (a daemon; its pid)
Modes change how it starts and what it offers; see `MODES`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

MODES = set(sys.argv[1:])
SESSIONS = Path(os.environ.get("FAKE_SESSIONS", "/nonexistent"))
LOG = os.environ.get("FAKE_LOG")
_lock = threading.Lock()
_answers: dict[object, Any] = {}
_answered = threading.Condition()
_cancelled = threading.Event()
_ids = iter(range(1, 1_000_000))
_chosen: dict[str, Any] = {"model": "small", "effort": "low", "style": "a", "web": False}


def out(message: object) -> None:
    with _lock:
        sys.stdout.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
        sys.stdout.flush()


def log(message: object) -> None:
    if LOG:
        with _lock, open(LOG, "a") as file:
            file.write(json.dumps(message) + "\n")


def update(session: str, **update: object) -> None:
    out({"jsonrpc": "2.0", "method": "session/update", "params": {"sessionId": session, "update": update}})


def say(session: str, text: str, kind: str = "agent_message_chunk", **more: object) -> None:
    update(session, sessionUpdate=kind, content={"type": "text", "text": text}, **more)


def ask(method: str, params: dict[str, Any]) -> Any:
    """Ask the client and wait; None when it never answers before the prompt is cancelled and the process ends."""
    id_ = f"ask-{next(_ids)}"
    out({"jsonrpc": "2.0", "id": id_, "method": method, "params": params})
    with _answered:
        _answered.wait_for(lambda: id_ in _answers)
        return _answers.pop(id_)


def permit(session: str, call: dict[str, Any], **more: object) -> bool:
    options = [
        {"optionId": "yes-always", "name": "Always", "kind": "allow_always"},
        {"optionId": "yes", "name": "Yes", "kind": "allow_once"},
        {"optionId": "no", "name": "No", "kind": "reject_once"},
    ]
    answer = ask("session/request_permission", {"sessionId": session, "toolCall": call, "options": options, **more})
    return answer.get("result", {}).get("outcome", {}).get("optionId") == "yes"


def write(session: str, path: str, text: str) -> bool:
    call = {"toolCallId": f"w{next(_ids)}", "title": f"Write {path}", "kind": "edit", "status": "pending"}
    diff = {"type": "diff", "path": os.path.abspath(path), "oldText": "", "newText": text}
    update(session, sessionUpdate="tool_call", **call, rawInput={"path": path, "content": text}, content=[diff])
    if permit(session, call):
        Path(path).write_text(text)
        update(session, sessionUpdate="tool_call_update", toolCallId=call["toolCallId"], status="completed")
        return True
    update(session, sessionUpdate="tool_call_update", toolCallId=call["toolCallId"], status="failed")
    return False


def run(session: str, command: str) -> None:
    call = {"toolCallId": f"r{next(_ids)}", "title": command, "kind": "execute", "status": "pending"}
    if not permit(session, call):  # announced by the request only, and never updated
        return
    id_ = call["toolCallId"]
    with subprocess.Popen(command, shell=True, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            content = [{"type": "content", "content": {"type": "text", "text": printed}}]
            update(session, sessionUpdate="tool_call_update", toolCallId=id_, status="in_progress", content=content)
            if _cancelled.is_set():
                process.kill()
    status = "completed" if process.returncode == 0 else "failed"
    raw = {"exit_code": process.returncode, "output": printed}
    update(session, sessionUpdate="tool_call_update", toolCallId=id_, status=status, rawOutput=raw)


def prompt(id_: object, session: str, text: str) -> None:  # noqa: PLR0912
    """Follow the orders of one prompt and answer it."""
    reason, error, late = "end_turn", None, False
    for line in text.splitlines():
        word, _, rest = line.strip().partition(" ")
        match word:
            case "say":
                say(session, rest)
            case "think":
                say(session, rest, "agent_thought_chunk")
            case "call":
                call, kind, title = rest.split(" ", 2)
                update(session, sessionUpdate="tool_call", toolCallId=call, kind=kind, title=title, status="pending")
            case "end":
                call, status = rest.split()
                update(session, sessionUpdate="tool_call_update", toolCallId=call, status=status)
            case "write":
                path, _, content = rest.partition(" ")
                if not write(session, path, content) and "stops" in MODES:
                    reason = "cancelled"
                    break
            case "run":
                run(session, rest)
            case "ask":
                options = [{"const": c, "title": c.title()} for c in ("red", "blue")]
                fields = {
                    "question_0": {"type": "string", "title": "Colour", "oneOf": options},
                    "question_0_custom": {"type": "string", "title": "Other"},
                }
                schema = {"type": "object", "properties": fields}
                answer = ask(
                    "elicitation/create",
                    {"mode": "form", "sessionId": session, "message": "Which colour?", "requestedSchema": schema},
                )
                say(session, json.dumps(answer.get("result") or answer.get("error")))
            case "url":
                answer = ask("elicitation/create", {"mode": "url", "sessionId": session, "message": "Go to https://x"})
                say(session, json.dumps(answer.get("result") or answer.get("error")))
            case "qwen":
                questions = [{"question": "Which colour?", "header": "Colour", "options": [{"label": "red"}]}]
                call = {"toolCallId": "q1", "title": "Ask", "kind": "think", "_meta": {"qwenQuestions": questions}}
                permit(session, call)
                break
            case "mode":
                call = {
                    "toolCallId": "m1",
                    "title": "Ready to code?",
                    "kind": "switch_mode",
                    "rawInput": {"plan": "# P"},
                }
                options = [
                    {"optionId": "acceptEdits", "name": "Yes, accept edits", "kind": "allow_always"},
                    {"optionId": "default", "name": "Yes, ask me", "kind": "allow_once"},
                    {"optionId": "plan", "name": "No, keep planning", "kind": "reject_once"},
                ]
                params = {"sessionId": session, "toolCall": call, "options": options}
                say(session, json.dumps(ask("session/request_permission", params)["result"]))
            case "foreign":
                answer = ask("fs/write_text_file", {"sessionId": session, "path": "/tmp/x", "content": "x"})
                say(session, json.dumps(answer["error"]["code"]))
            case "plan":
                entries = [{"content": "One", "status": "in_progress", "priority": "high"}]
                update(session, sessionUpdate="plan", entries=entries)
            case "count":
                for number in range(int(rest)):
                    say(session, f"{number} ")
            case "big":
                say(session, "y" * int(rest))
            case "hang":
                _cancelled.wait()
                if "deaf" in MODES:
                    threading.Event().wait()
            case "die":
                os._exit(9)
            case "stderr":
                sys.stderr.write(rest + "\n")
                sys.stderr.flush()
            case "flood":
                sys.stderr.write("e" * 300_000 + "\n")
                sys.stderr.flush()
            case "raw":
                out(rest.replace("SESSION", session))
            case "spawn":
                code = f"import os, time; open({rest!r}, 'w').write(str(os.getpid())); time.sleep(600)"
                subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
            case "option":
                name, _, value = rest.partition(" ")
                _chosen[name] = json.loads(value)
                update(session, sessionUpdate="config_option_update", configOptions=settings())
            case "stop":
                reason = rest
            case "error":
                code, _, message = rest.partition(" ")
                error = {"code": int(code), "message": message}
            case "late":
                late = True
            case "The":  # "The user rejected …", "The user answers …"
                say(session, "I see.")
            case _:
                pass
        if _cancelled.is_set():
            break
    if (SESSIONS / session).parent.is_dir():
        with open(SESSIONS / session, "a") as file:
            file.write(json.dumps(text) + "\n")
    if _cancelled.is_set():
        reason = "cancelled"
    usage = {"inputTokens": 100, "cachedReadTokens": 50, "outputTokens": 7, "totalTokens": 157}
    if error:
        out({"jsonrpc": "2.0", "id": id_, "error": error})
    else:
        out({"jsonrpc": "2.0", "id": id_, "result": {"stopReason": reason, "usage": usage}})
    if late:
        say(session, "late")


def settings() -> list[dict[str, Any]]:
    offered: list[dict[str, Any]] = [
        {"id": "model", "name": "Model", "category": "model", "type": "select",
         "options": [{"value": "small", "name": "Small"}, {"value": "x/large", "name": "Large"}]},
        {"id": "effort", "name": "Effort", "category": "thought_level", "type": "select",
         "options": [{"group": "g", "name": "G", "options": [{"value": "low", "name": "L"}, {"value": "high"}]}]},
        {"id": "style", "name": "Style", "type": "select",
         "options": [{"value": "a"}, {"value": "b"}]},
        {"id": "web", "name": "Web search", "description": "Looks things up", "type": "boolean"},
        {"id": "z", "name": "Z", "type": "hologram"},
    ]  # fmt: skip
    return [{**option, "currentValue": _chosen.get(option["id"], 1)} for option in offered]


def opened(session: str) -> dict[str, Any]:
    modes = [{"id": "auto", "name": "Auto"}, {"id": "ask", "name": "Ask"}]
    result: dict[str, Any] = {"sessionId": session, "configOptions": settings()}
    result["modes"] = {"currentModeId": "auto", "availableModes": modes}
    if "models" in MODES:
        result["models"] = {"currentModelId": "m", "availableModels": [{"modelId": "m", "name": "M"}, {"modelId": "n"}]}
        result["configOptions"] = []
    return result


def replay(session: str) -> None:
    for line in (SESSIONS / session).read_text().splitlines():
        say(session, json.loads(line), "user_message_chunk")
        say(session, "old answer")
        update(session, sessionUpdate="tool_call", toolCallId="old", title="old", kind="edit", status="in_progress")


def handle(message: dict[str, Any]) -> None:  # noqa: PLR0911, PLR0912
    id_, method = message.get("id"), message.get("method")
    params: dict[str, Any] = message.get("params") or {}
    if method is None:
        with _answered:
            _answers[id_] = message
            _answered.notify_all()
        return
    session: str = params.get("sessionId", "")
    result: dict[str, Any] = {}
    match method:
        case "initialize":
            if "leaves" in MODES:
                os._exit(0)
            if "banner" in MODES:
                out("npm warn something")
                out("123")
                out("[1,2]")
                out('{"id": [1], "result": {}}')
                out('{"jsonrpc": "2.0", "id": 99, "error": "text"}')
            capabilities: dict[str, Any] = {
                "loadSession": "load" in MODES,
                "promptCapabilities": {"image": "sees" in MODES},
                "weird": 1,
            }
            if "resume" in MODES:
                capabilities["sessionCapabilities"] = {"resume": {}}
            result = {"protocolVersion": 2 if "v2" in MODES else 1, "agentCapabilities": capabilities}
            result["agentInfo"] = {"name": "fake", "version": "1.2.3"}
        case "session/new":
            if "login" in MODES:
                out({"jsonrpc": "2.0", "id": id_, "error": {"code": -32000, "message": "Authentication required"}})
                return
            if "dies" in MODES:
                sys.stderr.write("cannot find my brain\n")
                os._exit(3)
            if "mute" in MODES:
                return
            session = f"s{os.getpid()}-{next(_ids)}"
            if SESSIONS.is_dir():
                (SESSIONS / session).touch()
                (SESSIONS / "ready").touch()
            result = opened(session)
        case "session/load" | "session/resume":
            if not (SESSIONS / session).is_file():
                out({"jsonrpc": "2.0", "id": id_, "error": {"code": -32002, "message": "Session not found"}})
                return
            if method == "session/load":
                replay(session)
            result = opened(session)
        case "session/prompt":
            _cancelled.clear()
            text = "\n".join(block.get("text", "") for block in params["prompt"] if block["type"] == "text")
            threading.Thread(target=prompt, args=(id_, session, text), daemon=True).start()
            return
        case "session/set_config_option" if "rigid" in MODES:
            out({"jsonrpc": "2.0", "id": id_, "error": {"code": -32602, "message": "Not today"}})
            return
        case "session/set_config_option":
            _chosen[params["configId"]] = params["value"]
            update(session, sessionUpdate="config_option_update", configOptions=settings())
            result = {"configOptions": settings()}
        case "session/cancel":
            _cancelled.set()
            return
        case "session/set_mode" if "stubborn" in MODES:
            out({"jsonrpc": "2.0", "id": id_, "error": {"code": -32603, "message": "No modes today"}})
            return
        case _:
            pass
    out({"jsonrpc": "2.0", "id": id_, "result": result})
    if method == "session/new":
        commands = [{"name": "review", "description": "Looks at it"}]
        update(session, sessionUpdate="available_commands_update", availableCommands=commands)


def set_up() -> None:
    """What an agent does that makes its database when it is first started: two at once exit."""
    if not (SESSIONS / "ready").exists():
        try:
            (SESSIONS / "begun").touch(exist_ok=False)
        except FileExistsError:
            sys.stderr.write("the table exists already\n")
            os._exit(1)
    if "once" in MODES and not (SESSIONS / "died").exists():
        (SESSIONS / "died").touch()
        (SESSIONS / "begun").unlink()
        os._exit(1)


def main() -> None:
    if "sets-up" in MODES:
        set_up()
    if "stderr" in MODES:
        sys.stderr.write("x" * 300_000)
        sys.stderr.flush()
    for line in sys.stdin:
        message = json.loads(line)
        log(message)
        handle(message)
    if "stays" in MODES:  # deaf to the end of stdin
        threading.Event().wait()


if __name__ == "__main__":
    main()
