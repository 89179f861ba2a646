"""Events may be added to a case, never changed."""

from django.db import migrations

from gongkai.audit.locks import lock, unlock


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: lock(editor.connection, "casework_caseevent"),
            lambda apps, editor: unlock(editor.connection, "casework_caseevent"),
        )
    ]
