"""What is wrong with a choice of provider or model, or with what the human set for one."""

from __future__ import annotations

from boocode.kernel.errors import BooError, Invalid, Unavailable


class UnknownProvider(Invalid):
    """There is no provider of that name."""

    code = "unknown_provider"


class ProviderOff(Invalid):
    """The provider is switched off in the settings."""

    code = "provider_off"


class UnknownModel(Invalid):
    """The provider does not have that model."""

    code = "unknown_model"


class NotInstalled(Unavailable):
    """The provider's program is not on this machine."""

    code = "provider_not_installed"


class LoginNeeded(Unavailable):
    """The provider's own account has to be logged in to first."""

    code = "provider_needs_login"


class BadProviderConfig(BooError):
    """The configuration of a provider cannot be used; `data.field` names what is wrong."""

    code = "bad_provider_config"
    status = 400


class ConfigUnwritable(Unavailable):
    """The configuration file cannot be written."""

    code = "provider_config_unwritable"


class ExamRunning(BooError):
    """The provider is being examined right now."""

    code = "exam_running"
    status = 409
