"""The lock in the database itself: no page's row becomes live without a release that stands, whoever writes it.

Put on after every migration and taken off before, because SQLite builds altered tables anew and forgets triggers.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

NAMES = ("page_live_is_released_on_insert", "page_live_is_released_on_update")
REFUSAL = "a page becomes public through the gate only"
_CONDITION = """
NEW.live AND NEW.depth > 1 {was} AND NOT EXISTS (
    SELECT 1 FROM editorial_release WHERE key = 'page:' || NEW.id AND withdrawn_at IS NULL
)"""
_SQLITE = """
CREATE TRIGGER {name} BEFORE {verb} ON wagtailcore_page FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION gongkai_page_is_released() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$
"""
_POSTGRES = """
CREATE TRIGGER {name} BEFORE {verb} ON wagtailcore_page FOR EACH ROW EXECUTE FUNCTION gongkai_page_is_released()
"""


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Lock the table of pages; locking it again changes nothing."""
    take_off(connection)
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(_POSTGRES_FUNCTION.format(condition=_CONDITION.format(was=""), refusal=REFUSAL))
        for name, verb, was in zip(NAMES, ("INSERT", "UPDATE OF live"), ("", "AND NOT OLD.live"), strict=True):
            template = _POSTGRES if postgres else _SQLITE
            condition = _CONDITION.format(was=was)
            cursor.execute(template.format(name=name, verb=verb, condition=condition, refusal=REFUSAL))


def take_off(connection: BaseDatabaseWrapper) -> None:
    """Unlock it, for migrations."""
    on = " ON wagtailcore_page" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def is_on(connection: BaseDatabaseWrapper) -> bool:
    """Whether both triggers are there."""
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name for (name,) in cursor.fetchall()}.issuperset(NAMES)


def before_migrations(*, using: str, **_: Any) -> None:
    """For the signal that is sent before migrations run."""
    take_off(connections[using])


def after_migrations(*, using: str, **_: Any) -> None:
    """For the signal that is sent after migrations ran, or after the tables were emptied."""
    if {"wagtailcore_page", "editorial_release"} <= set(connections[using].introspection.table_names()):
        put_on(connections[using])
