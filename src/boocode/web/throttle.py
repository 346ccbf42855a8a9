"""How often a login may fail: per address and in all, in memory, bounded."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from boocode.web.errors import TooManyAttempts

MAX_ADDRESSES = 1024


@dataclass(slots=True)
class Bucket:
    """Attempts that are left; they come back one by one."""

    size: int
    seconds_each: float
    left: float
    at: float

    def refill(self, now: float) -> None:
        self.left = min(float(self.size), self.left + (now - self.at) / self.seconds_each)
        self.at = now

    @property
    def wait_seconds(self) -> float:
        return max(0.0, (1.0 - self.left) * self.seconds_each)


class Throttle:
    """Ten attempts per address, then one every six seconds; a hundred in all, then one every 0.6 seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._everyone = Bucket(100, 0.6, 100, clock())
        self._by_address: OrderedDict[str, Bucket] = OrderedDict()

    def spend(self, address: str) -> None:
        """Take an attempt, before the secret is looked at; `refund` it when the secret was right.

        Raises:
            TooManyAttempts: None is left.
        """
        buckets = [self._bucket(address), self._everyone]
        for bucket in buckets:
            bucket.refill(self._clock())
        wait = max(bucket.wait_seconds for bucket in buckets)
        if wait > 0:
            seconds = math.ceil(wait)
            raise TooManyAttempts(f"Too many failed logins. Try again in {seconds} s.", retry_after_seconds=seconds)
        for bucket in buckets:
            bucket.left -= 1

    def refund(self, address: str) -> None:
        """The secret was right: this address starts afresh."""
        self._by_address.pop(address, None)
        self._everyone.left = min(float(self._everyone.size), self._everyone.left + 1)

    def _bucket(self, address: str) -> Bucket:
        bucket = self._by_address.setdefault(address, Bucket(10, 6.0, 10, self._clock()))
        self._by_address.move_to_end(address)
        if len(self._by_address) > MAX_ADDRESSES:
            self._by_address.popitem(last=False)
        return bucket
