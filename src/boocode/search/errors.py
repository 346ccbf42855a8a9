"""What can be wrong with a search."""

from __future__ import annotations

from boocode.kernel.errors import Invalid, Unavailable


class BadSearch(Invalid):
    """What was typed cannot be searched for; the sentence says which part of it."""

    code = "bad_search"
    status = 400


class SearchTooSlow(Unavailable):
    """The database gave up on it."""

    code = "search_too_slow"
