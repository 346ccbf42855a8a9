"""How writing to the log can fail."""

from __future__ import annotations

from boocode.kernel.errors import BooError, Conflict, TooLarge


class LeaseLost(Conflict):
    """The task is no longer ours: its lease lapsed or it was ended. Whoever holds it must stop at once."""

    code = "lease_lost"


class EventRefused(BooError):
    """The database cannot hold this event. Only the task that made it fails."""

    code = "event_refused"
    status = 500


class EventTooLarge(TooLarge):
    """An event's data is over 256 KiB; the large thing belongs into a blob."""

    code = "event_too_large"


class ClientIdReused(Conflict):
    """The same client id was used for another operation."""

    code = "client_id_reused"
