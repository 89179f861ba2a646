"""The ledger's entries may be added, never changed."""

from django.db import migrations

from gongkai.audit.locks import lock, unlock


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: lock(editor.connection, "audit_entry"),
            lambda apps, editor: unlock(editor.connection, "audit_entry"),
        )
    ]
