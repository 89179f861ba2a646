"""The office's screen of the self-check, its files and its buttons, and the list on the first screen."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from gongkai.disclosure.models import Section
from gongkai.portal.selfcheck.models import Walk
from gongkai.statute.website_checks import indicators
from tests.editorial.papers import Staff
from tests.factories import World

pytestmark = pytest.mark.django_db


def test_every_indicator_is_shown_with_its_evidence_and_goes_out_as_a_file(
    client: Client, news: Section, world: World, staff: Staff
) -> None:
    client.force_login(staff.author)
    text = client.get("/office/site/").content.decode()
    for one in indicators().values():
        assert one.label in text
        assert one.rule.partition("“")[0] in text
    assert "有1项单项否决指标不合格" in text
    assert "政务要闻" in text
    assert "未核实" in text
    today = client.get("/office/").content.decode()
    assert "网站栏目要更新（1个）" in today
    assert "1个已经超期或者空白" in today
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/office/site/export.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[2:]] == [one.label for one in indicators().values()]
    table = client.get("/office/site/export.csv").content.decode("utf-8-sig")
    assert table.count("\r\n") >= len(indicators())
    assert client.get("/office/site/export.exe").status_code == 404


def test_who_neither_writes_nor_supervises_does_not_see_it_and_who_supervises_changes_nothing(
    client: Client, world: World, staff: Staff
) -> None:
    client.force_login(world.handler)
    assert client.get("/office/site/").status_code == client.get("/office/site/export.csv").status_code == 403
    assert "网站自查" not in client.get("/office/").content.decode()
    client.force_login(world.auditor)
    assert client.get("/office/site/").status_code == 200
    assert client.post("/office/site/", {"do": "walk"}).status_code == 403
    client.force_login(world.officer)
    assert client.post("/office/site/", {"do": "walk"}).status_code == 302
    assert Walk.objects.filter(ended_at__isnull=False).count() == 1
    asked = {"do": "open-site", "agency": world.other.pk}
    assert client.post("/office/site/", asked).status_code == client.post("/office/site/", {}).status_code == 404
    assert not Section.objects.exists()
    said = client.post("/office/site/", asked | {"agency": world.office.pk}, follow=True).content.decode()
    assert f"新建了{Section.objects.filter(agency=world.office).count()}个栏目的草稿" in said
