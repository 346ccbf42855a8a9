"""What can go wrong with the database, told apart by what the caller does about it."""

from __future__ import annotations

from boocode.kernel.errors import BooError, Unavailable


class DatabaseGone(Unavailable):
    """The connection was lost. What a transaction in progress did is unknown until it is looked up."""

    code = "database_gone"


class DatabaseFull(Unavailable):
    """The disk of the database is full; nothing was written."""

    code = "database_full"


class DatabaseUnstartable(Unavailable):
    """The embedded Postgres does not start; the message says what to do."""

    code = "database_unstartable"


class SchemaTooNew(BooError):
    """A newer BooCode has used this database; this one would not understand it."""

    code = "schema_too_new"


class MigrationFailed(BooError):
    """The schema could not be brought up to date. It is as it was before."""

    code = "migration_failed"
