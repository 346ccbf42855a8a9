"""The event log: append, replay, follow; and the unsequenced invalidations beside it.

`EventLog` is the one door: `transaction()` for writes whose events are appended as their last step, `writer` for the
stream of running tasks, `follow()` for whoever reads a chat live. What was told to a client is committed, in order.
"""

from boocode.events.bus import Bus, Invalidation
from boocode.events.errors import ClientIdReused, EventRefused, LeaseLost
from boocode.events.feed import Followed, Reset, Synced
from boocode.events.log import EventLog, Watch, open_event_log
from boocode.events.model import Lease, NewEvent
from boocode.events.receipts import remember, remembered
from boocode.events.transaction import Transaction

__all__ = [
    "Bus",
    "ClientIdReused",
    "EventLog",
    "EventRefused",
    "Followed",
    "Invalidation",
    "Lease",
    "LeaseLost",
    "NewEvent",
    "Reset",
    "Synced",
    "Transaction",
    "Watch",
    "open_event_log",
    "remember",
    "remembered",
]
