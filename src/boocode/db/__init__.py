"""The database: embedded Postgres, the connection pool, the cancellation seam and migrations."""

from boocode.db.connection import Connection
from boocode.db.errors import DatabaseFull, DatabaseGone, DatabaseUnstartable, MigrationFailed, SchemaTooNew
from boocode.db.pool import Database, open_database

__all__ = [
    "Connection",
    "Database",
    "DatabaseFull",
    "DatabaseGone",
    "DatabaseUnstartable",
    "MigrationFailed",
    "SchemaTooNew",
    "open_database",
]
