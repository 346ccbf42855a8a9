"""Noticing that a model goes round in circles. Only repetition with unchanged results counts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

SAME_IN_A_ROW = 3
ALTERNATIONS = 3
SAME_READS = 5  # of one thing within a turn, however much lies between


@dataclass(frozen=True, slots=True)
class DoneCall:
    """A call and what came of it."""

    tool: str
    kind: str
    arguments: Mapping[str, object]
    result: str

    @property
    def fingerprint(self) -> str:
        written = orjson.dumps(
            [self.tool, self.arguments, self.result], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str
        )
        return hashlib.sha256(written).hexdigest()


class LoopWatch:
    """Follows the rounds of one turn."""

    def __init__(self) -> None:
        self._rounds: list[tuple[str, ...]] = []
        self._reads: Counter[str] = Counter()

    def add(self, calls: Sequence[DoneCall]) -> str | None:
        """Take a round's calls; gives a sentence for the user if the turn goes in circles."""
        if not calls:
            return None
        self._rounds.append(tuple(sorted(call.fingerprint for call in calls)))
        tools = ", ".join(sorted({call.tool for call in calls}))
        if self._same_in_a_row():
            return f"The model made the same call ({tools}) {SAME_IN_A_ROW} times in a row and got the same result."
        if self._alternates():
            return f"The model went back and forth between the same two calls (last: {tools}) without getting further."
        reads = {call.fingerprint: call for call in calls if call.kind in ("read", "search")}
        self._reads.update(reads.keys())
        for fingerprint, call in reads.items():
            if self._reads[fingerprint] >= SAME_READS:
                return f"The model read the same thing ({call.tool}) {SAME_READS} times though nothing had changed."
        return None

    def forget(self) -> None:
        """The user said something new: what came before is no sign of a loop any more."""
        self._rounds.clear()
        self._reads.clear()

    def _same_in_a_row(self) -> bool:
        last = self._rounds[-SAME_IN_A_ROW:]
        return len(last) == SAME_IN_A_ROW and len(set(last)) == 1

    def _alternates(self) -> bool:
        last = self._rounds[-2 * ALTERNATIONS :]
        return len(last) == 2 * ALTERNATIONS and len(set(last[::2])) == len(set(last[1::2])) == 1
