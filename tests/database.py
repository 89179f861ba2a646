"""The test database is a file, as in service: WAL, IMMEDIATE, several threads. An in-memory SQLite would let
tests pass that fail with two officers at work.

Its ledger refuses to be emptied, so the emptying after a test that really commits takes the locks off first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.management.commands import flush as flushing
from django.db import connection, connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from gongkai.audit.locks import lock, unlock
from tests import template

APPEND_ONLY = ("audit_entry", "casework_caseevent", "oversight_logentry", "oversight_rectificationstep")
LASTING = frozenset({"django_content_type", "auth_permission"})
"""What the migrations leave behind and no test changes."""


def keep_in(folder: Path) -> None:
    """Put the test database, the keys and the files of this run into a folder."""
    from django.conf import settings

    settings.GONGKAI_KEY_DIR = folder / "keys"
    settings.GONGKAI_FILES = folder / "files"
    settings.GONGKAI_OUTBOX = folder / "outbox"
    settings.MEDIA_ROOT = folder / "editor"
    settings.GONGKAI_SEARCH_DIR = folder / "search"
    # tests/portal/searching asks for it; nobody else searches
    settings.GONGKAI_SEARCH_AT_ONCE = False
    described = connections.databases["default"]
    if described["ENGINE"].endswith("sqlite3"):
        described.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")
        # It may be lost at any moment, so it need not wait for the disk. tests/crash starts servers of its own, which
        # do wait.
        options = described["OPTIONS"]
        described["OPTIONS"] = {
            **options,
            "init_command": options["init_command"].replace("synchronous=FULL", "synchronous=OFF"),
        }


def take_copy() -> None:
    """Let this process work on a migrated database of its own: a copy of the run's template."""
    described = connection.settings_dict
    if connection.vendor == "sqlite":
        name = described["TEST"]["NAME"]
        shutil.copyfile(template.sqlite(), name)
    else:
        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{described["NAME"]}"')
    connection.close()
    # the same dictionary serves every thread that connects
    described["NAME"] = name


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
    """Let Django empty the tables after a test that commits: without the ledger's locks, and without writing the
    names of all models and permissions anew each time, which took ten times as long as the emptying."""
    operations = type(connection.ops)
    plain = operations.execute_sql_flush

    def statements(self: BaseDatabaseOperations, style: object, tables: Iterable[str], **_options: object) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables if table not in LASTING]

    # On the class: a browser's loop in this thread gives Django another connection object.
    def flush(self: BaseDatabaseOperations, sql: Sequence[str]) -> None:
        with transaction.atomic(), _unguarded():
            plain(self, sql)
        from gongkai.editorial import roots

        # what Wagtail expects to find; the signal after migrations, which is left out here, makes it in service
        roots.ensure()

    operations.sql_flush = statements  # type: ignore[assignment,method-assign]
    operations.execute_sql_flush = flush  # type: ignore[method-assign]
    flushing.emit_post_migrate_signal = lambda *_words, **_more: None  # type: ignore[assignment]


@contextmanager
def _unguarded() -> Iterator[None]:
    """Without triggers, to the end of the transaction."""
    if connection.vendor == "sqlite":
        with unlocked():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    yield


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
