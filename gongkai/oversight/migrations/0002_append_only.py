"""Lines of the duty log and steps of rectifications may be added, never changed."""

from typing import Any

from django.db import migrations

from gongkai.audit.locks import lock, unlock

TABLES = ("oversight_logentry", "oversight_rectificationstep")


def close(_apps: Any, editor: Any) -> None:
    for table in TABLES:
        lock(editor.connection, table)


def open_again(_apps: Any, editor: Any) -> None:
    for table in TABLES:
        unlock(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_oversight")]
    operations = [migrations.RunPython(close, open_again)]
