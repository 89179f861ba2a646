"""What was public before there was a gate gets its release, so that the comparison at night does not name it.

Nobody reviewed it as the gate asks, and the row says so: its reason is 上线前已公开, and no day is set for making the
reviews good. The digest is that of what everybody reads, as `editorial.items` made it in this version.
"""

import hashlib
from datetime import datetime, time

from django.db import migrations
from django.utils.timezone import get_current_timezone

from gongkai.audit.ledger import digest_of
from gongkai.files import store
from gongkai.files.errors import FileError


def adopt(apps, _editor):
    Disclosed = apps.get_model("casework", "Disclosed")
    Release = apps.get_model("editorial", "Release")
    for row in Disclosed.objects.filter(published_on__isnull=False, withdrawn_on__isnull=True).order_by("pk"):
        key, parts = f"reply:{row.pk}", _parts(row)
        if Release.objects.filter(key=key, withdrawn_at=None).exists():
            continue
        texts = [["公开的名称", row.title], ["内容概述", row.summary]]
        facts = [["信息生成日期", row.made_on.isoformat() if row.made_on else ""]]
        Release.objects.create(
            key=key,
            kind="reply",
            agency_id=row.agency_id,
            title=row.title,
            digest=digest_of(["reply", key, row.title, "proactive", "", texts, facts, parts]),
            parts={part: digest for part, _, digest in parts},
            at=datetime.combine(row.published_on, time(), get_current_timezone()),
            emergency="上线前已公开",
        )


def _parts(row):
    """Key, name and digest of each file; one that cannot be opened is left out, and the comparison will name it."""
    key = hashlib.sha256(f"disclosed:{row.index_number}".encode()).digest()
    named = []
    for stored in row.files.all():
        try:
            named.append((store.name_of(stored, key), stored.digest))
        except FileError:
            continue
    return [[f"{place}:{name}"[:64], name, digest] for place, (name, digest) in enumerate(sorted(named), start=1)]


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0013_disclosed_through_the_gate"),
        ("editorial", "0001_initial"),
    ]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
