"""The test database is a file, as in service: WAL, IMMEDIATE, several threads. An in-memory SQLite would let
tests pass that fail with two officers at work.

Its ledger refuses to be emptied, so the emptying after a test that really commits takes the locks off first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections, transaction

from gongkai.audit.locks import lock, unlock

APPEND_ONLY = ("audit_entry", "casework_caseevent")


def keep_in(folder: Path) -> None:
    """Put the test database, the keys and the files of this run into a folder."""
    from django.conf import settings

    settings.GONGKAI_KEY_DIR = folder / "keys"
    settings.GONGKAI_FILES = folder / "files"
    settings.GONGKAI_OUTBOX = folder / "outbox"
    settings.MEDIA_ROOT = folder / "editor"
    described = connections.databases["default"]
    if described["ENGINE"].endswith("sqlite3"):
        described.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")


@contextmanager
def unlocked(*tables: str) -> Iterator[None]:
    """Take the triggers off, as somebody who edits the file by hand would do, and put them back."""
    for table in tables or APPEND_ONLY:
        unlock(connection, table)
    try:
        yield
    finally:
        for table in tables or APPEND_ONLY:
            lock(connection, table)


def make_flushable() -> None:
    """Let Django empty the tables between tests. PostgreSQL needs nothing: TRUNCATE fires no row trigger."""
    if connection.vendor != "sqlite":
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    plain = DatabaseOperations.execute_sql_flush

    # On the class: a browser's loop in this thread gives Django another connection object.
    def flush(self: DatabaseOperations, statements: Sequence[str]) -> None:
        with transaction.atomic(), unlocked():
            plain(self, statements)

    DatabaseOperations.execute_sql_flush = flush


def triggers() -> set[str]:
    """The tables that refuse to be changed, with the verb: ``audit_entry_no_update`` …"""
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name.lower() for (name,) in cursor.fetchall()}
