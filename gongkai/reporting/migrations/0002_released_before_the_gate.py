"""Reports that were public before there was a gate get their release, marked 上线前已公开 (casework 0014 says more)."""

from datetime import datetime, time

from django.db import migrations
from django.utils.timezone import get_current_timezone

from gongkai.audit.ledger import digest_of


def adopt(apps, _editor):
    AnnualReport = apps.get_model("reporting", "AnnualReport")
    Release = apps.get_model("editorial", "Release")
    for row in AnnualReport.objects.filter(stage="published").select_related("agency").order_by("pk"):
        key, title = f"annual_report:{row.pk}", f"{row.agency.name}{row.year}年政府信息公开工作年度报告"
        if Release.objects.filter(key=key, withdrawn_at=None).exists():
            continue
        texts = [[section["heading"], section["text"]] for section in row.document["sections"]]
        facts = [["数字和表格", row.approved_digest]]
        Release.objects.create(
            key=key,
            kind="annual_report",
            agency_id=row.agency_id,
            title=title[:200],
            digest=digest_of(["annual_report", key, title, "proactive", "", texts, facts, []]),
            at=datetime.combine(row.published_on, time(), get_current_timezone()),
            emergency="上线前已公开",
        )


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("editorial", "0001_initial"),
    ]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
