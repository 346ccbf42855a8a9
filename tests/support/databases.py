"""A database of its own for every test, without making one for every test: that costs half a second of CPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString
from uuid import uuid4

import psycopg
from psycopg import sql

Connect = Callable[[str], psycopg.Connection]

_LARGE_BYTES = 512 * 1024
_OURS: LiteralString = "= 'public'::regnamespace"
_SCHEMA: LiteralString = f"""
select jsonb_build_array(
  (select jsonb_agg(jsonb_build_array(oid, relname, relnatts) order by oid) from pg_class where relnamespace {_OURS}),
  (select jsonb_agg(jsonb_build_array(oid, md5(prosrc)) order by oid) from pg_proc where pronamespace {_OURS}),
  (select jsonb_agg(jsonb_build_array(oid, tgenabled) order by oid) from pg_trigger),
  (select jsonb_agg(oid order by oid) from pg_constraint),
  (select jsonb_agg(setconfig) from pg_db_role_setting)
)::text
"""
_TABLES: LiteralString = f"from pg_class where relkind = 'r' and relnamespace {_OURS}"


class ReusedDatabase:
    """A copy of the template that is made empty again after a test, and made anew if the test changed its schema.

    Args:
        connect: Opens a connection to the database of this name, in autocommit mode.
    """

    def __init__(self, connect: Connect, template: str) -> None:
        self._connect = connect
        self._template = template
        self._name: str | None = None
        self._inside: psycopg.Connection | None = None
        self._schema = ""
        self._tables: list[str] = []
        self._rows: dict[str, bytes] = {}

    def take(self) -> str:
        """The name of a database with the whole schema and nothing else."""
        if self._name is None:
            self._make()
        assert self._name is not None
        return self._name

    def give_back(self) -> None:
        """Nobody needs what is in it any more."""
        assert self._inside is not None
        self._inside.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        if self._seen() != self._schema:
            self.drop()
            return
        with self._inside.transaction():
            self._empty(self._inside)

    def drop(self) -> None:
        """Leave nothing."""
        if self._inside is not None:
            self._inside.close()
        if self._name is not None:
            with self._connect("postgres") as connection:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(self._name)))
        self._name = self._inside = None

    def _make(self) -> None:
        self._name = f"test_{uuid4().hex}"
        create = sql.SQL("create database {} template {}")
        with self._connect("postgres") as connection:
            connection.execute(create.format(sql.Identifier(self._name), sql.Identifier(self._template)))
        self._inside = self._connect(self._name)
        self._schema = self._seen()
        found = self._inside.execute(f"select relname {_TABLES}").fetchall()
        self._tables = [name for (name,) in found]
        self._rows = {name: rows for name in self._tables if (rows := self._read(name))}

    def _seen(self) -> str:
        assert self._inside is not None
        row = self._inside.execute(_SCHEMA).fetchone()
        assert row is not None
        return row[0]

    def _read(self, table: str) -> bytes:
        assert self._inside is not None
        with self._inside.cursor().copy(sql.SQL("copy {} to stdout").format(sql.Identifier(table))) as rows:
            return b"".join(bytes(row) for row in rows)

    def _empty(self, connection: psycopg.Connection) -> None:
        connection.execute("set local session_replication_role = replica")  # no trigger fires, no key is checked
        names = {name: sql.Identifier(name) for name in self._tables}
        larger: LiteralString = f"select relname {_TABLES} and pg_total_relation_size(oid) > %s"
        large = connection.execute(larger, (_LARGE_BYTES,)).fetchall()
        if large:
            tables = sql.SQL(", ").join(names[name] for (name,) in large)
            connection.execute(sql.SQL("truncate {} cascade").format(tables))
        connection.execute(sql.SQL("; ").join(sql.SQL("delete from {}").format(name) for name in names.values()))
        connection.execute("select setval(seqrelid::regclass, seqstart, false) from pg_sequence")
        for name, rows in self._rows.items():
            with connection.cursor().copy(sql.SQL("copy {} from stdin").format(names[name])) as copy:
                copy.write(rows)
