"""What is wrong with a choice of provider or model."""

from __future__ import annotations

from boocode.kernel.errors import Invalid


class UnknownProvider(Invalid):
    """There is no provider of that name, or it is switched off."""

    code = "unknown_provider"


class UnknownModel(Invalid):
    """The provider does not have that model."""

    code = "unknown_model"
