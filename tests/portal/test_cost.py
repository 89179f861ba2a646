"""What an answer costs that nobody kept: each kind of page is made from few questions to the database."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.disclosure.models import (
    AgendaItem,
    DocumentEffect,
    ExecutiveMeeting,
    PlannedInterpretation,
    PolicyDocument,
    PublicPage,
)
from gongkai.disclosure.publishing import PAGES
from tests.editorial.papers import hire
from tests.editorial.site import body, paper, reviewed, write, write_everything
from tests.factories import make_district

pytestmark = pytest.mark.django_db
QUESTIONS = 5


def asked(client: Client, number: int) -> tuple[int, str]:
    """How many questions a page is made from, and the page."""
    address = reverse("portal:page", kwargs=PublicPage.objects.get(page=number).address_parts())
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(seen), answer.content.decode()


def test_each_kind_of_page_is_made_from_five_questions_at_most(client: Client) -> None:
    world = make_district()
    staff = hire(world)
    written = write_everything(world, staff, word="养老服务", dialogue=True)
    reviewed(staff, written.section)
    old = write(
        PolicyDocument, written.section, staff.author, "旧办法", issued_by="区政府", dated_on="2022-03-01",
        document_number="明政办发〔2022〕5号", body=body("旧"),
    )  # fmt: skip
    reviewed(staff, old)
    new = write(
        PolicyDocument, written.section, staff.author, "新办法", issued_by="区政府", dated_on="2023-03-01",
        document_number="明政办发〔2023〕9号", body=body("新"),
        papers=[paper(world.office, staff.author, "附表", "附表")],
        interpretation_need="需要解读",
        plan=[PlannedInterpretation(form="图解", on="2023-03-01"), PlannedInterpretation(form="视频", on="2023-03-02")],
        effects=[DocumentEffect(kind="repeals", target=old)],
    )  # fmt: skip
    meeting = write(
        ExecutiveMeeting, written.section, staff.author, "第9次常务会议", term=18, number=9, held_on=date(2023, 2, 1),
        chair="某某", chair_post="区长", agenda=[AgendaItem(subject="审议新办法", document=new)],
    )  # fmt: skip
    pages = [page for page in written.all() if page not in (written.section, written.policy, written.interpretation)]
    reviewed(staff, written.policy, written.interpretation)
    for page in [new, meeting, *pages]:
        if not PublicPage.objects.filter(page=page.pk, release__isnull=False).exists():
            reviewed(staff, page)
    counts = {page.item_kind: asked(client, page.pk)[0] for page in written.all()}
    assert set(counts) == {page.item_kind for page in PAGES}, "a kind is not among these pages"
    assert {kind: count for kind, count in counts.items() if count > QUESTIONS} == {}
    count, shown = asked(client, new.pk)
    assert count <= QUESTIONS
    for word in ("附表", "旧办法", "第9次常务会议"):
        assert word in shown
    count, shown = asked(client, old.pk)
    assert count <= QUESTIONS
    assert "新办法" in shown
    assert asked(client, written.policy.pk)[1].count("解读养老服务") >= 1
