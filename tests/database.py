"""Looks through a whole database, whatever its tables are called."""

import functools
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection


def places_of(text: str) -> list[str]:
    """Return every table and column, private file and session in which the text stands, in whatever case."""
    return [*_columns(text), *_files(text), *_sessions(text)]


def private_files() -> Path:
    """Return the folder of the files that no address opens."""
    return Path(settings.PRIVATE_ROOT)


@functools.cache
def _tables() -> dict[str, list[str]]:
    """Return every table's columns. To ask anew for each text takes a second, and no test changes a table."""
    with connection.cursor() as cursor:
        return {
            table.name: [column.name for column in connection.introspection.get_table_description(cursor, table.name)]
            for table in connection.introspection.get_table_list(cursor)
        }


def _columns(text: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            for column in columns:
                quoted = [connection.ops.quote_name(name) for name in (table, column)]
                cursor.execute(f"SELECT CAST({quoted[1]} AS TEXT) FROM {quoted[0]}")  # noqa: S608
                if any(value and text.lower() in value.lower() for (value,) in cursor.fetchall()):
                    yield f"{table}.{column}"


def _files(text: str) -> Iterator[str]:
    for path in private_files().rglob("*"):
        if path.is_file() and text.lower().encode() in path.read_bytes().lower():
            yield str(path.relative_to(private_files()))


def _sessions(text: str) -> Iterator[str]:
    for session in Session.objects.iterator():
        if text.lower() in str(session.get_decoded()).lower():
            yield "a session"
