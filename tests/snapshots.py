"""The whole database as it was, put back in a moment: on SQLite by its own backup, on PostgreSQL by a template."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

import psycopg
from django.db import connection, connections
from psycopg import sql


class Copy(Protocol):
    """The database at one moment."""

    def restore(self) -> None:
        """Put the database back to that moment."""

    def save(self, path: Path) -> None:
        """Keep the copy at `path` for the processes beside this one, all of it or nothing."""

    def close(self) -> None:
        """Forget the copy."""


class SQLiteCopy:
    """A copy in memory, or in a file that another process has saved."""

    def __init__(self, path: Path | None = None) -> None:
        self.kept = sqlite3.connect(path or ":memory:", check_same_thread=False)
        if path is None:
            connection.ensure_connection()
            connection.connection.backup(self.kept)

    def restore(self) -> None:
        connection.ensure_connection()
        self.kept.backup(connection.connection)

    def save(self, path: Path) -> None:
        partial = path.with_suffix(".partial")
        with closing(sqlite3.connect(partial)) as file:
            self.kept.backup(file)
        partial.rename(path)

    def close(self) -> None:
        self.kept.close()


class PostgreSQLCopy:
    """A database beside the tests' own, from which that is made anew."""

    def __init__(self, name: str) -> None:
        self.tests = str(connection.settings_dict["NAME"])
        self.name = f"{self.tests}_{name}"
        self._replace(self.name, template=self.tests)

    def restore(self) -> None:
        self._replace(self.tests, template=self.name)

    def save(self, path: Path) -> None:
        """Each process has a database of its own, and copies of that."""

    def close(self) -> None:
        with self._server() as server:
            server.execute(_drop(self.name))

    def _replace(self, name: str, template: str) -> None:
        with self._server() as server:
            server.execute(_drop(name))
            # A template may have no guests: those that a test's threads left open are shown out.
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [template],
            )
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )

    @staticmethod
    def _server() -> "psycopg.Connection[tuple[object, ...]]":
        connections.close_all()
        elsewhere = {**connection.get_connection_params(), "dbname": "postgres", "autocommit": True}
        elsewhere.pop("cursor_factory", None)
        elsewhere.pop("context", None)
        return psycopg.connect(**elsewhere)


def take(name: str) -> Copy:
    """Copy the database as it is now."""
    return PostgreSQLCopy(name) if connection.vendor == "postgresql" else SQLiteCopy()


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
