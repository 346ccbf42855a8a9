"""Setting a session to what was chosen: mode, model, thinking, the agent's further options."""

from __future__ import annotations

import logging

from boocode.backends.acp.errors import AgentError
from boocode.backends.acp.offer import Select, match
from boocode.backends.acp.session import AcpSession, Message
from boocode.backends.quirks import Quirks
from boocode.contracts.agents import NoticeReport, Prompt
from boocode.kernel.errors import Unavailable

_SECONDS = 20.0
_log = logging.getLogger(__name__)


class ModeRefused(Unavailable):
    """The agent could not be set to the permission mode; nothing was sent to it."""

    code = "mode_refused"


async def set_mode(session: AcpSession, quirks: Quirks, chosen: str | None) -> None:
    """Set the permission mode: the chosen one, else the one that asks. Agents' defaults are not to be relied on.

    Raises:
        ModeRefused: It offers the mode and refused to be set to it.
        AgentDied: It is gone.
    """
    wanted = chosen or session.launch.mode or quirks.mode
    ids = [mode.id for mode in session.offer.modes]
    found = match(ids, wanted) if wanted else None
    found = found or (quirks.mode if quirks.mode in ids else None)
    if found is None:
        return
    try:
        if session.offer.plain_modes:
            params = {"sessionId": session.native_id, "modeId": found}
            await session.connection.request("session/set_mode", params, seconds=_SECONDS)
        elif select := session.offer.select_for("mode"):
            await _set_option(session, select, found)
    except AgentError as error:
        raise ModeRefused(
            f"{session.connection.label} refused the mode {found}, so nothing was sent to it: {error.words}"
        ) from error
    session.offer.mode = found


async def set_choices(session: AcpSession, quirks: Quirks, prompt: Prompt) -> list[NoticeReport]:
    """Set mode, model, thinking and options for a turn. Gives what the user must know: what could not be set.

    Raises:
        ModeRefused, AgentDied: As `set_mode`.
    """
    own = dict(session.changed)
    mode = prompt.mode or session.spec.mode
    await set_mode(session, quirks, mode)
    notices = [
        _other_mode(session, quirks, mode),
        await _set_model(session, prompt.model or session.spec.model or session.launch.model),
    ]
    if thinking := prompt.thinking or session.spec.thinking:
        await _set_select(session, session.offer.select_for("thinking"), thinking)
    for id_, value in session.spec.options.items():
        if id_ not in own or session.set_options.get(id_) != value:  # else the agent went on from just that
            notices.append(await _set_further(session, id_, value))
    session.changed = own  # what else has changed meanwhile is what setting came to
    return [notice for notice in notices if notice]


def _other_mode(session: AcpSession, quirks: Quirks, chosen: str | None) -> NoticeReport | None:
    """What is said where the agent does not have the permission mode that it should be in."""
    wanted, ids = chosen or session.launch.mode or quirks.mode, [mode.id for mode in session.offer.modes]
    if not wanted or not ids or match(ids, wanted):
        return None
    used = session.offer.mode or "its own default"
    shown = f"{session.connection.label} does not offer the permission mode {wanted}; it uses {used}."
    if quirks.mode not in ids:
        shown += " In that it may act without asking. Choose another mode if it should ask."
    return NoticeReport("info", shown, {"code": "mode_unavailable", "mode": wanted}, "mode")


async def _set_model(session: AcpSession, wanted: str | None) -> NoticeReport | None:
    offer, label = session.offer, session.connection.label
    if not wanted or not offer.models or wanted == session.launch.model == offer.model:
        return None
    found = match([model.id for model in offer.models], wanted)
    if found is None:
        if wanted == session.launch.model:
            return None  # it was started with it, and names it in its own words
        shown = f"{label} does not offer the model {wanted}; it uses {offer.model or 'its own choice'}."
        return NoticeReport("info", shown, {"code": "model_unavailable", "model": wanted}, "model")
    if found == offer.model:
        return None
    try:
        if select := offer.select_for("model"):
            await _set_option(session, select, found)
        elif offer.plain_models:
            params = {"sessionId": session.native_id, "modelId": found}
            await session.connection.request("session/set_model", params, seconds=_SECONDS)
    except AgentError as error:
        shown = f"{label} could not change to the model {wanted}: {error.words}"
        return NoticeReport("info", shown, {"code": "model_unavailable", "model": wanted}, "model")
    offer.model = found
    return None


async def _set_further(session: AcpSession, id_: str, wanted: str) -> NoticeReport | None:
    """Set an option of the agent's own; those that it does not have (any more) are left out."""
    select = next((one for one in session.offer.further if one.id == id_), None)
    if select is None:
        return None
    if await _set_select(session, select, wanted):
        session.set_options[id_] = wanted
        return None
    shown = f"{session.connection.label} could not be set to {select.label}: {wanted}. It goes on without."
    return NoticeReport("info", shown, {"code": "option_unavailable", "option": id_}, f"option-{id_}")


async def _set_select(session: AcpSession, select: Select | None, wanted: str) -> bool:
    """Whether it is so now."""
    value = select.finds(wanted) if select else None
    if select is None or value is None:
        return False
    if value == select.value:
        return True
    try:
        await _set_option(session, select, value)
    except AgentError as error:
        _log.info("%s refused the option %s=%s: %s", session.key.provider, select.id, value, error.words)
        return False
    return True


async def _set_option(session: AcpSession, select: Select, value: str) -> None:
    params: Message = {"sessionId": session.native_id, "configId": select.id, "value": value}
    if select.is_switch:
        params |= {"type": "boolean", "value": value == "true"}
    result = await session.connection.request("session/set_config_option", params, seconds=_SECONDS)
    select.value = value
    session.offer.is_news = True
    session.offer.read_options(result.get("configOptions"))
