"""The questions of an exam, in order. Each drives the agent through its backend and says what was seen."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import anyio

from boocode.contracts.agents import Completed, Failed, Resume, SessionLost, TextDelta
from boocode.contracts.wire.chat import Answer
from boocode.contracts.wire.providers import Grade
from boocode.llm.scripted.scripts import BUILT_IN, Script
from boocode.providers.exam.room import Room, Turn, reject, repository

SLEEPER = "tail -s 47.11 -f /dev/null"  # not what anybody else runs, and no `sleep`, which some refuse
FEEDBACK = "Please call it kingfisher instead"
_ERROR_SECONDS = 12.0
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Seen:
    grade: Grade
    note: str = ""


Question = Callable[[Room], Awaitable[Seen]]


def _writing(name: str) -> Script:
    tool = {"kind": "write", "path": f"{{dir}}/{name}", "content": "written\n"}
    return [{"say": "I will write it.", "tools": [tool]}, {"say": "That was it."}]  # pyright: ignore[reportReturnType]


SCRIPTS: Mapping[str, Script] = {
    "exam-stream": [{"say": "one two three four five six seven eight nine ten", "delay_ms": 15}],
    "exam-reason": [{"reason": "I think about herons.", "say": "Herons it is."}],
    "exam-write": _writing("written.txt"),
    "exam-reject": _writing("rejected.txt"),
    "exam-feedback": _writing("corrected.txt"),
    "exam-parallel": _writing("parallel.txt"),
    "exam-cancel": [{"say": "I will wait.", "tools": [{"kind": "shell", "command": SLEEPER}]}, {"say": "Waited."}],
    "exam-flow": [{"say": "on and on ", "repeat": 4000, "delay_ms": 15}],
    "exam-remember": [{"say": "I will remember the word."}],
    "exam-recall": [{"say": "I have recalled it."}],
    "exam-500": BUILT_IN["err500"],
    "exam-401": BUILT_IN["err401"],
    "exam-context": BUILT_IN["errctx"],
}


async def start(room: Room) -> Seen:
    """It starts, and a conversation can be opened."""
    began = time.monotonic()
    with anyio.fail_after(30):
        room.probe = await room.backend.probe(room.directory)
    probe = room.probe
    if probe.needs_login:
        return Seen("no", f"It wants a login although it has a model. {probe.login_hint}".strip())
    offers = [f"{len(probe.modes)} modes", f"{len(probe.models)} models", f"{len(probe.commands)} commands"]
    return Seen("yes", f"{time.monotonic() - began:.1f} s; {', '.join(offers)}")


async def stream(room: Room) -> Seen:
    """Text comes as it is written."""
    turn = await room.turn(await room.open(), "exam-stream")
    pieces = sum(isinstance(event, TextDelta) for event in turn.sink.events)
    if not isinstance(turn.outcome, Completed) or "seven" not in turn.sink.text:
        return Seen("no", _ending(turn))
    return Seen("yes", f"{pieces} pieces") if pieces > 2 else Seen("partly", "The answer comes in one piece.")


async def reasoning(room: Room) -> Seen:
    """What the model thinks is shown, apart from its answer."""
    turn = await room.turn(await room.open(), "exam-reason")
    if "herons" in turn.sink.reasoning:
        return Seen("yes")
    if "herons" in turn.sink.text:
        return Seen("partly", "It comes as part of the answer.")
    return Seen("no", "It is left out." if isinstance(turn.outcome, Completed) else _ending(turn))


async def permission(room: Room) -> Seen:
    """It asks before it writes a file, and then writes it."""
    turn = await room.turn(await room.open(), "exam-write")
    is_there = await _exists(room.directory / "written.txt")
    if not is_there:
        return Seen("no", f"The file was not written. {_ending(turn)}")
    if not turn.sink.requests:
        return Seen("partly", "It wrote without asking.")
    shown = any(call.kind in ("write", "edit") for call in turn.sink.calls)
    return Seen("yes") if shown else Seen("partly", "The call is not shown as one that writes.")


async def rejection(room: Room) -> Seen:
    """What is refused is not done."""
    turn = await room.turn(await room.open(), "exam-reject", decide=reject)
    if not turn.sink.requests:
        return Seen("untested", "It did not ask.")
    if await _exists(room.directory / "rejected.txt"):
        return Seen("no", "It wrote the file.")
    return Seen("partly", "The turn did not end.") if turn.timed_out else Seen("yes", _went_on(turn))


async def feedback(room: Room) -> Seen:
    """A refusal with words reaches the model."""
    session = await room.open()
    turn = await room.turn(
        session, "exam-feedback", decide=lambda request: Answer(option_id="reject_once", text=FEEDBACK)
    )
    if not turn.sink.requests:
        return Seen("untested", "It did not ask.")
    if room.asked_with(FEEDBACK):
        return Seen("yes", "in the same turn")
    await room.turn(session, "exam-recall")
    return Seen("partly", "with the next prompt") if room.asked_with(FEEDBACK) else Seen("no", "The words are lost.")


async def cancel(room: Room) -> Seen:
    """A turn can be stopped while a command runs: the command ends, too."""
    session = await room.open()
    turn = await room.turn(session, "exam-cancel", stop=lambda sink: _sleepers() > 0)
    if turn.stopped_after is None or turn.timed_out:
        return Seen("untested", f"No command was seen to run. {_ending(turn)}")
    if not await _within(_STOP_SECONDS, lambda: _sleepers() == 0):
        return Seen("no", "The command goes on.")
    following = await room.turn(session, "exam-recall")
    note = f"stopped after {turn.stopped_after:.1f} s"
    if not isinstance(following.outcome, Completed):
        return Seen("partly", f"{note}; the next prompt failed: {_ending(following)}")
    return Seen("yes", note)


async def silence(room: Room) -> Seen:
    """Stopping a turn also stops the model."""
    turn = await room.turn(await room.open(), "exam-flow", stop=lambda sink: len(sink.text) > 40)
    if turn.stopped_after is None or turn.timed_out:
        return Seen("no", f"No text was seen. {_ending(turn)}")
    ended = await _within(
        _STOP_SECONDS,
        lambda: all(record.ended_at is not None for record in room.model.log if record.label == "exam-flow/0"),
    )
    return Seen("yes") if ended else Seen("no", "The model goes on.")


async def resume(room: Room) -> Seen:
    """A conversation goes on after its process has ended."""
    session = await room.open()
    turn = await room.turn(session, "exam-remember")
    if not isinstance(turn.outcome, Completed) or session.native_id is None:
        return Seen("no", "It has no name for the conversation." if turn.outcome else _ending(turn))
    kept = Resume(session.native_id, session.data)
    await room.restart()
    before = len(room.model.log)
    try:
        resumed = await room.open(resume=kept)
        turn = await room.turn(resumed, "exam-recall")
    except SessionLost as error:
        return Seen("no", error.message)
    if not resumed.is_resumed:
        return Seen("no", "A fresh conversation was opened.")
    del room.model.log[:before]
    if not isinstance(turn.outcome, Completed):
        return Seen("no", _ending(turn))
    return Seen("yes") if room.asked_with("exam-remember") else Seen("no", "The model was not told what was before.")


async def parallel(room: Room) -> Seen:
    """Two conversations work at once, each in its own directory."""
    other = await repository(room.directory.parent / "other")
    turns: list[Turn] = []

    async def work(directory: Path) -> None:
        turns.append(await room.turn(await room.open(directory=directory), "exam-parallel"))

    began = time.monotonic()
    async with anyio.create_task_group() as group:
        for directory in (room.directory, other):
            group.start_soon(work, directory)
    written = [await _exists(directory / "parallel.txt") for directory in (room.directory, other)]
    if all(written) and all(isinstance(turn.outcome, Completed) for turn in turns):
        return Seen("yes", f"{time.monotonic() - began:.1f} s")
    return Seen("no", " ".join(_ending(turn) for turn in turns))


async def usage(room: Room) -> Seen:
    """It says how many tokens a turn took."""
    turn = await room.turn(await room.open(), "exam-stream")
    seen = turn.sink.usage
    if seen is None or not seen.prompt_tokens:
        return Seen("no", "It says nothing.")
    note = f"{seen.prompt_tokens} in, {seen.completion_tokens} out"
    return Seen("partly" if seen.estimated else "yes", f"{note}, estimated" if seen.estimated else note)


async def bad_key(room: Room) -> Seen:
    """A refused API key ends the turn, and is said to be that."""
    turn = await room.turn(await room.open(), "exam-401", seconds=_ERROR_SECONDS)
    return _failure(turn, ("401", "key", "auth", "login", "logged"))


async def server_error(room: Room) -> Seen:
    """A model server that fails is not taken for an answer."""
    turn = await room.turn(await room.open(), "exam-500", seconds=_ERROR_SECONDS)
    return _failure(turn, ("500", "server", "error"))


async def overflow(room: Room) -> Seen:
    """A conversation that is too long is said to be that, or made shorter."""
    before = len(room.model.log)
    turn = await room.turn(await room.open(), "exam-context", seconds=_ERROR_SECONDS)
    later = {record.label for record in room.model.log[before:]} - {"exam-context/0", "no-tools", ""}
    if isinstance(turn.outcome, Completed) and later:
        return Seen("yes", "It makes the conversation shorter and goes on.")
    return _failure(turn, ("context", "exceed", "too long", "token"))


QUESTIONS: tuple[tuple[str, str, Question], ...] = (
    ("start", "Starts", start),
    ("stream", "Streams text", stream),
    ("reasoning", "Shows reasoning", reasoning),
    ("permission", "Asks before writing", permission),
    ("reject", "Obeys a refusal", rejection),
    ("feedback", "Hears why", feedback),
    ("cancel", "Stops a command", cancel),
    ("silence", "Stops the model", silence),
    ("resume", "Resumes", resume),
    ("parallel", "Two at once", parallel),
    ("usage", "Tells its usage", usage),
    ("bad_key", "Bad key (401)", bad_key),
    ("server_error", "Server error (500)", server_error),
    ("overflow", "Context overflow", overflow),
)


# --- what was seen ------------------------------------------------------------------------------------------------


def _failure(turn: Turn, words: tuple[str, ...]) -> Seen:
    said = turn.outcome.message if isinstance(turn.outcome, Failed) else turn.error.message if turn.error else ""
    if said:
        told = any(word in said.lower() for word in words)
        return Seen("yes", _short(said)) if told else Seen("partly", f"It fails without saying why: {_short(said)}")
    if turn.timed_out:
        notices = turn.sink.notices
        tries = f"It tries again for more than {_ERROR_SECONDS:.0f} s"
        return Seen("partly", f"{tries}, and says so." if notices else f"{tries} without a word.")
    return Seen("no", f"It ends as if all were well: {_short(turn.sink.text) or 'with an empty answer'}")


def _ending(turn: Turn) -> str:
    if turn.timed_out:
        return f"It did not end within {turn.seconds:.0f} s."
    if turn.error is not None:
        return _short(turn.error.message)
    if isinstance(turn.outcome, Failed):
        return _short(turn.outcome.message)
    return f"It said: {_short(turn.sink.text)}" if turn.sink.text else "It said nothing."


def _went_on(turn: Turn) -> str:
    return "goes on" if "That was it" in turn.sink.text else "ends the turn"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 160 else f"{words[:159]}…"


async def _exists(path: Path) -> bool:
    return await anyio.Path(path).exists()


async def _within(seconds: float, claim: Callable[[], bool]) -> bool:
    with anyio.move_on_after(seconds):
        while not claim():  # noqa: ASYNC110 - nothing tells of processes
            await anyio.sleep(0.05)
        return True
    return False


def _sleepers() -> int:
    """How many processes of this machine run the exam's command (Linux; elsewhere none is ever seen)."""
    wanted = SLEEPER.encode().replace(b" ", b"\0")
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found += (process / "cmdline").read_bytes().rstrip(b"\0") == wanted
        except OSError:
            continue  # it has ended
    return found
