"""Triggers by which the database itself refuses to change or delete rows of an append-only table."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION gongkai_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION gongkai_append_only()
"""


def lock(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make a table append-only."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        template = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(template.format(table=table, verb=verb))


def unlock(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the lock off, for a migration that must."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
