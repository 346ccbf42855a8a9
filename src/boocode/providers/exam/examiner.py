"""Holds an exam: all questions one after the other, each bounded in time, and the whole as well."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import anyio

from boocode.contracts.launch import Launch
from boocode.contracts.wire.models import ModelInfo
from boocode.contracts.wire.providers import Exam, ExamLine
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError
from boocode.llm.client import Endpoint
from boocode.llm.scripted.server import open_scripted_model
from boocode.providers.definition import Definition
from boocode.providers.exam.admission import check_examinable
from boocode.providers.exam.lines import QUESTIONS, SCRIPTS, Question, Seen
from boocode.providers.exam.room import Room, open_room
from boocode.providers.external import MakeBackend
from boocode.providers.launching import Launcher
from boocode.providers.presets import Wiring

EXAM_SECONDS = 150.0
QUESTION_SECONDS = 60.0
WINDOW = 32_768

logger = logging.getLogger(__name__)


async def examine(
    definition: Definition,
    launcher: Launcher,
    make_backend: MakeBackend,
    *,
    on_line: Callable[[Exam], None] = lambda exam: None,
) -> Exam:
    """The exam of one provider.

    Args:
        on_line: Gets the exam as far as it is, after every question.

    Raises:
        NotInstalled: It cannot be started.
        NotExaminable: It cannot be connected to the exam's model.
    """
    found, preset = check_examinable(definition, launcher)
    async with open_scripted_model() as model:
        model.scripts.update(SCRIPTS)
        with tempfile.TemporaryDirectory(prefix="boocode-exam-", ignore_cleanup_errors=True) as place:
            wiring = Wiring(
                home=Path(place, "home"),
                endpoint=Endpoint(model.url, "sk-exam-0000000000"),
                model="scripted",
                models=[ModelInfo(id="scripted", name="Scripted", context_size=WINDOW, tools=True, reasoning=True)],
                context_size=WINDOW,
                default_context=WINDOW,
            )
            launch = launcher.connected(definition, found, preset, wiring)

            async def source() -> Launch:
                return launch

            async with open_room(definition.id, Path(place), model, lambda: make_backend(definition, source)) as room:
                return await _ask_all(room, on_line)


async def _ask_all(room: Room, on_line: Callable[[Exam], None]) -> Exam:
    exam = Exam(provider=room.provider, version=None, at=now(), running=True, lines=[])
    deadline = time.monotonic() + EXAM_SECONDS
    for capability, label, question in QUESTIONS:
        began = time.monotonic()
        if began > deadline:
            seen = Seen("untested", "There was no time left.")
        elif exam.lines and exam.lines[0].grade == "no":
            seen = Seen("untested", "It does not start.")
        else:
            seen = await _ask(room, question)
        line = ExamLine(
            capability=capability,
            label=label,
            grade=seen.grade,
            note=seen.note,
            seconds=round(time.monotonic() - began, 1),
        )
        exam = exam.model_copy(update={"version": room.probe.version, "lines": [*exam.lines, line]})
        on_line(exam)
    return exam.model_copy(update={"running": False})


async def _ask(room: Room, question: Question) -> Seen:
    try:
        with anyio.fail_after(QUESTION_SECONDS):
            return await question(room)
    except TimeoutError:
        return Seen("no", "It did not answer in time.")
    except BooError as error:
        return Seen("no", " ".join(error.message.split())[:200])
    except Exception as error:  # a boundary: whatever an agent does to us, the next question is asked
        logger.exception("the exam of %s failed at %s", room.provider, question.__name__)
        return Seen("no", f"BooCode failed: {type(error).__name__}")
