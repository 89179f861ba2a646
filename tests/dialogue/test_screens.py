"""The office's screens of the dialogue: one form, one verb; what is refused is said and nothing is half written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.audit.models import Entry
from gongkai.casework.models import Case
from gongkai.dialogue import answering, corrections, opinions
from gongkai.dialogue.corrections import Found
from gongkai.dialogue.models import CitizenLetter, Opinion, OpinionGroup, SiteError
from gongkai.dialogue.opinions import Said
from gongkai.disclosure.models import ConsultationResult, PublicAnswer
from tests.dialogue.conftest import Consult, Write
from tests.editorial.papers import Staff
from tests.editorial.site import write_dialogue
from tests.factories import CITIZEN, World, at

pytestmark = pytest.mark.django_db


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_letter_through_the_screens(client: Client, letter: Write, world: World, section: Any) -> None:
    row, _ = letter(on=now() - timedelta(days=100))
    where = f"/office/dialogue/letters/{row.number}/"
    client.force_login(world.officer)
    today = said(client.get("/office/"))
    assert row.number in today
    assert "1封来信超过三个月没有答复" in today
    assert "已过，单项否决" in said(client.get("/office/dialogue/"))
    assert "想问湖滨公园" in said(client.get(where))
    assert Entry.objects.filter(action="letter:read", actor=world.officer.actor).count() == 1
    assert client.post(where, {"do": "approve"}).status_code == 404, "not theirs to approve"
    assert client.post(where, {"do": "draft", "words": ""}).status_code == 422
    assert client.post(where, {"do": "assign", "department": world.department.pk}).status_code == 302
    client.force_login(world.handler)
    assert client.post(where, {"do": "draft", "words": "夏季二十二时。"}).status_code == 302
    assert client.get("/office/dialogue/consultations/").status_code == 403
    client.force_login(world.leader)
    assert "1封来信的答复等您审定" in said(client.get("/office/"))
    assert client.post(where, {"do": "return"}).status_code == 302
    answering.draft(letter_id=row.pk, words="冬季二十一时。", by=world.handler, at=now())
    assert client.post(where, {"do": "approve"}).status_code == 302
    client.force_login(world.officer)
    page = said(client.get(where))
    assert "起草选登的网页" in page
    fields = {
        "do": "select",
        "section": section.pk,
        "title": "开放时间",
        "question": "几点关门？",
        "answer": "二十一时。",
    }
    assert client.post(where, fields).status_code == 302
    assert PublicAnswer.objects.get().question == "几点关门？"
    assert row.number in said(client.get("/office/dialogue/?closed=1"))
    client.force_login(world.stranger)
    assert client.get(where).status_code == 404


def test_a_request_in_a_letter_is_registered_on_its_screen(client: Client, letter: Write, world: World) -> None:
    row, _ = letter(on=now())
    where = f"/office/dialogue/letters/{row.number}/"
    client.force_login(world.officer)
    names = ("name", "identity_kind", "identity_number", "telephone")
    fields = {name: getattr(CITIZEN, name) for name in names} | {"do": "turn", "applicant_kind": "natural_person"}
    fields |= {"description": "2022年招标文件", "form": "electronic", "delivery": "web"}
    assert "校验位不对" in said(client.post(where, fields | {"identity_number": "990101199001010018"}))
    assert not Case.objects.exists()
    answer = client.post(where, fields, follow=True)
    assert Case.objects.get().number in said(answer)
    assert "查询码" in said(answer)
    assert CitizenLetter.objects.get().stage == "turned"


def test_opinions_become_a_result_on_one_screen(client: Client, consult: Consult, world: World, section: Any) -> None:
    today = localdate(now())
    page = consult(opens_on=today - timedelta(days=50), closes_on=today - timedelta(days=40), matter="normative")
    for words in ("夜间也应当收费。", "太贵。"):
        opinions.give(consultation=page, said=Said(words, "甄不存"), at=now() - timedelta(days=45))
    where = f"/office/dialogue/consultations/{page.pk}/"
    client.force_login(world.officer)
    assert "已超期" in said(client.get("/office/"))
    assert "已超期" in said(client.get("/office/dialogue/consultations/"))
    assert "夜间也应当收费" in said(client.get(where))
    one, other = Opinion.objects.order_by("number")
    assert client.post(where, {"do": "group", "gist": "夜间收费", "opinions": ["x"]}).status_code == 422
    assert client.post(where, {"do": "group", "gist": "夜间收费", "opinions": [one.pk]}).status_code == 302
    early = said(client.post(where, {"do": "result", "section": section.pk}))
    assert "还有2条意见" in early
    record = {"do": "record", "channel": "letter", "on": today - timedelta(days=41), "words": "也嫌贵"}
    assert client.post(where, record).status_code == 302
    late = list(Opinion.objects.filter(group=None).values_list("pk", flat=True))
    assert client.post(where, {"do": "group", "gist": "太贵", "opinions": late}).status_code == 302
    night, dear = OpinionGroup.objects.order_by("pk")
    assert "请说明理由" in said(client.post(where, {"do": "judge", "group": night.pk, "verdict": "declined"}))
    for group, verdict in ((night, "declined"), (dear, "adopted")):
        answer = client.post(where, {"do": "judge", "group": group.pk, "verdict": verdict, "reason": "车位空置。"})
        assert answer.status_code == 302
    assert client.post(where, {"do": "result", "section": section.pk}).status_code == 302
    result = ConsultationResult.objects.get()
    assert (result.by_web, result.by_letter, result.adopted, result.declined) == (2, 1, 2, 1)
    client.force_login(world.auditor)
    assert client.get(where).status_code == 200
    assert client.post(where, record).status_code == 404
    client.force_login(world.stranger)
    assert client.get(where).status_code == 404
    assert other.pk


def test_an_error_is_answered_and_old_letters_go_on_a_ground(
    client: Client, letter: Write, world: World, settings: Any
) -> None:
    made = corrections.report(kind="words", place="////evil.example/x", found=Found("“以经”应为“已经”。"), at=now())
    row = SiteError.objects.get(number=made.number)
    assert row.place == "/evil.example/x"
    officer = world.officer
    SiteError.objects.update(agency=world.office)
    client.force_login(officer)
    where = f"/office/dialogue/errors/{row.pk}/"
    assert row.number in said(client.get("/office/dialogue/errors/"))
    assert client.post(where, {"result": "corrected", "words": ""}).status_code == 422
    assert client.post(where, {"result": "corrected", "words": "已经改正。"}).status_code == 302
    assert client.post(where, {"result": "no_error", "words": "没有错。"}).status_code == 403
    old, _ = letter(on=at(2019, 6, 10))
    answering.draft(letter_id=old.pk, words="答复。", by=officer, at=at(2019, 6, 11))
    answering.approve(letter_id=old.pk, by=world.leader, at=at(2019, 6, 12))
    assert "（1件）" in said(client.get("/office/dialogue/old/"))
    assert client.post("/office/dialogue/old/", {"agency": world.other.pk, "reason": "鉴定"}).status_code == 403
    assert client.post("/office/dialogue/old/", {"agency": world.office.pk, "reason": ""}).status_code == 422
    assert client.post("/office/dialogue/old/", {"agency": world.office.pk, "reason": "鉴定1号"}).status_code == 302
    assert CitizenLetter.objects.get(pk=old.pk).erased_at is not None


def test_each_kind_of_page_is_written_and_previewed_in_the_editor(
    client: Client, section: Any, staff: Staff, world: World
) -> None:
    client.force_login(staff.author)
    for page in write_dialogue(section, staff.author, "各科室"):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200, type(page)
        shown = said(client.get(reverse("content:preview", args=[page.pk])))
        assert "这是草稿的预览" in shown
        assert "各科室" in shown
        kind = [page._meta.app_label, page._meta.model_name, section.pk]
        assert client.get(reverse("wagtailadmin_pages:add", args=kind)).status_code == 200, type(page)


def test_a_longer_list_costs_no_more_questions(client: Client, letter: Write, consult: Consult, world: World) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    client.force_login(world.officer)
    letter(on=now())
    consult()
    lists = ("/office/dialogue/", "/office/dialogue/consultations/", "/office/", "/consultations/", "/dialogue/")
    before = [{path: cost(path) for path in lists} for _ in range(2)][1]  # what is read once is read by then
    for _ in range(2):
        letter(on=now())
        consult()
    assert {path: cost(path) for path in before} == before
    assert max(before.values()) <= 60
