"""Which providers can be examined."""

from __future__ import annotations

from boocode.kernel.errors import Invalid
from boocode.providers.definition import Definition
from boocode.providers.finding import Found
from boocode.providers.launching import Launcher
from boocode.providers.presets import Preset


class NotExaminable(Invalid):
    """There is no way to let the provider use the exam's model."""

    code = "not_examinable"


def check_examinable(definition: Definition, launcher: Launcher) -> tuple[Found, Preset]:
    """The program, and what connects it to the exam's model.

    Raises:
        NotInstalled: It cannot be started.
        NotExaminable: It cannot be connected to the exam's model.
    """
    found = launcher.require_installed(definition)
    preset = definition.built_in.exam_preset if definition.built_in else None
    if preset is None:
        raise NotExaminable(
            f"{definition.label} cannot be examined: BooCode does not know how to give it another model than its own."
        )
    return found, preset
