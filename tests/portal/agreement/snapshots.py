"""The database as it stood at a moment, put back as often as somebody wants to begin there again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection


class Snapshot:
    """A copy of this process's test database."""

    def __init__(self, beside: Path) -> None:
        self._file = beside / "snapshot.sqlite3"
        self._name = str(connection.settings_dict["NAME"])
        connection.close()
        if connection.vendor == "sqlite":
            self._copy(Path(self._name), self._file)
        else:
            self._again(f"kept_{self._name}", self._name)

    def put_back(self) -> None:
        """Let the database be what it was."""
        connection.close()
        if connection.vendor == "sqlite":
            self._copy(self._file, Path(self._name))
        else:
            self._again(self._name, f"kept_{self._name}")

    def drop(self) -> None:
        """Forget the copy, and whatever the connection has not committed."""
        connection.close()
        if connection.vendor != "sqlite":
            with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
                cursor.execute(f'DROP DATABASE IF EXISTS "kept_{self._name}"')

    @staticmethod
    def _copy(one: Path, other: Path) -> None:
        """Through SQLite: a thread of the server for browsers may still hold a connection, and a file that is replaced
        below it is no database any more."""
        with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(other)) as goal:
            goal.execute("PRAGMA synchronous = OFF")
            source.backup(goal)

    @staticmethod
    def _again(name: str, like: str) -> None:
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
