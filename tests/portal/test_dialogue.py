"""The dialogue on the portal: everything is sent once, ends in a receipt, and shows only what a release stands for."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localdate, now

from gongkai.dialogue import answering, corrections, letters, opinions
from gongkai.dialogue.models import Ballot, CitizenLetter, Opinion, SiteError
from gongkai.disclosure import publishing
from gongkai.disclosure.guides import ELEMENTS
from gongkai.disclosure.models import Consultation, ConsultationResult, ServiceGuide, Survey, SurveyQuestion
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import Incomplete, NotCleared
from tests.dialogue.conftest import Consult, checks, consult, section, staff, world
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import reviewed, write
from tests.factories import World
from tests.portal.test_english import left_in_chinese

__all__ = ["checks", "consult", "section", "staff", "world"]
pytestmark = pytest.mark.django_db
LETTER = {"kind": "question", "title": "公园几点关门", "words": "想问湖滨公园夜里几点关门。", "may_publish": "yes"}


def opened(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def token(client: Client, path: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', opened(client, path))
    assert found
    return found[1]


def receipt(client: Client, answer: Any) -> tuple[str, str]:
    assert answer.status_code == 303, answer.content.decode()[:3000]
    page = opened(client, answer["Location"])
    number, code = (re.search(rf'id="receipt-{name}">([^<]+)<', page) for name in ("number", "code"))
    assert number
    return number[1], code[1] if code else ""


def test_a_letter_from_the_form_to_the_answer_and_its_rating(client: Client, world: World) -> None:
    fields = {**LETTER, "agency": world.office.code, "name": "甄不存"}
    assert "/apply/" in opened(client, "/questions/ask/"), "who wants a document is shown the way to a request"
    refused = client.post("/questions/ask/", {**fields, "words": "", "email": "x"})
    assert refused.status_code == 200
    assert "请填写内容。" in refused.content.decode()
    assert "公园几点关门" in refused.content.decode(), "what was typed is kept"
    mark = token(client, "/questions/ask/")
    number, code = receipt(client, client.post("/questions/ask/", fields | {"token": mark}))
    again = receipt(client, client.post("/questions/ask/", fields | {"token": mark}))
    assert (again, CitizenLetter.objects.count()) == ((number, code), 1)
    for wrong in ("", "forged"):
        assert "还没有提交" in client.post("/questions/ask/", fields | {"token": wrong}).content.decode()
    assert CitizenLetter.objects.count() == 1

    assert "不对" in client.post("/questions/progress/", {"number": number, "code": "AAAA"}).content.decode()
    assert client.get("/questions/letter/").status_code == 303, "nothing without the code"
    client.post("/questions/progress/", {"number": number, "code": code})
    before = client.get("/questions/letter/")
    assert before["Cache-Control"] == "no-store, private"
    assert "想问湖滨公园夜里几点关门" in before.content.decode()
    row = CitizenLetter.objects.get()
    answering.draft(letter_id=row.pk, words="夏季二十二时。", by=world.officer, at=now())
    assert "夏季二十二时" not in opened(client, "/questions/letter/"), "a draft is not an answer"
    answering.approve(letter_id=row.pk, by=world.leader, at=now())
    assert "夏季二十二时" in opened(client, "/questions/letter/")
    assert "请选择评价" in client.post("/questions/letter/", {"words": "好"}).content.decode()
    assert client.post("/questions/letter/", {"score": "4"}).status_code == 303
    assert CitizenLetter.objects.get().score == 4
    assert client.post("/questions/letter/", {"leave": "1"}).status_code == 303
    assert client.get("/questions/letter/").status_code == 303


def test_an_address_writes_so_often_and_no_more(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_SUBMISSIONS_PER_HOUR", "1")
    for status in (303, 429):
        fields = {**LETTER, "agency": world.office.code, "token": token(client, "/questions/ask/")}
        assert client.post("/questions/ask/", fields).status_code == status
    assert CitizenLetter.objects.count() == 1


def test_opinions_are_taken_while_the_draft_is_open_and_public(
    client: Client, consult: Consult, world: World, section: Any, staff: Staff
) -> None:
    today = localdate(now())
    page = consult(opens_on=today, closes_on=today + timedelta(days=30))
    where = f"/consultations/{page.pk}/opinion/"
    shown = opened(client, publishing.public_address(page.gate_key))
    assert f"{where}?passage=2" in shown
    assert "正在征集" in opened(client, "/consultations/")
    fields = {"words": "夜间也应当收费。", "passage": "2", "contact": "00012345678"}
    for passage in ("3", "-1", "x"):
        answer = client.post(where, fields | {"token": token(client, where), "passage": passage})
        assert "请选择" in answer.content.decode()
    number, code = receipt(client, client.post(where, fields | {"token": token(client, where)}))
    row = Opinion.objects.get()
    assert (row.number, code, row.passage, opinions.said_of(row).words) == (number, "", 2, "夜间也应当收费。")
    # over: the form is shut, and so is the verb behind it
    mark = token(client, where)
    early = write(Consultation, section, staff.author, "还没有开始", background="。", body=[("paragraph", "<p>一</p>")],
                  letters_to="明湖区司法局（信封写明“征求意见”）",
                  opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=2))  # fmt: skip
    assert client.get(f"/consultations/{early.pk}/opinion/").status_code == 404, "a draft has no door"
    reviewed(staff, early)
    where, draft = f"/consultations/{early.pk}/opinion/", publishing.public_address(early.gate_key)
    said = f"征集已于{date_format(early.closes_on, 'Y年n月j日')}截止，不再接收意见。"
    assert said in opened(client, where)
    late = client.post(where, fields | {"token": mark, "passage": "0"})
    assert (late.status_code, said in late.content.decode()) == (200, True)
    assert Opinion.objects.count() == 1
    assert "已截止，正在整理" in opened(client, "/consultations/")
    ended = opened(client, draft)
    assert "截止，不再接收意见。收到的意见正在整理" in re.sub(r"<[^>]+>", "", ended)
    assert not [words for words in ("怎样提出意见", "在本网站提出", early.letters_to) if words in ended]
    told = write(ConsultationResult, section, staff.author, "停车收费征集结果", about=early,
                 body=[("paragraph", "<p>没有收到意见。</p>")])  # fmt: skip
    reviewed(staff, told)
    link = f'href="{publishing.public_address(told.gate_key)}"'
    assert link in opened(client, draft)
    assert link in opened(client, where)
    assert not left_in_chinese(opened(client, f"/en{where}").partition("<main")[2].partition("</main>")[0]) - {
        early.title
    }


def test_an_error_goes_to_whose_page_it_is_and_its_end_is_told(client: Client, consult: Consult, world: World) -> None:
    page = consult()
    where = publishing.public_address(page.gate_key)
    link = f"/corrections/?place={where}"
    assert link in opened(client, where), "the footer leads there with the page filled in"
    assert f'value="{where}"' in opened(client, link)
    fields = {"place": f"http://testserver{where}?q=甄不存", "kind": "words", "words": "“以经”应为“已经”。"}
    number, code = receipt(client, client.post("/corrections/", fields | {"token": token(client, "/corrections/")}))
    row = SiteError.objects.get()
    assert (row.place, row.agency) == (where, world.office)
    client.post("/questions/progress/", {"number": number, "code": code})
    assert "正在处理" in opened(client, "/questions/letter/")
    corrections.answer(row_id=row.pk, result="corrected", words="已经改正，谢谢您。", by=world.officer, at=now())
    assert "已经改正，谢谢您。" in opened(client, "/questions/letter/")


@pytest.fixture
def survey(section: Any, staff: Staff) -> Survey:
    today = localdate(now())
    page = Survey(title="夜间图书馆开放调查", owner=staff.author, attribute="proactive", introduction="听听您的想法。",
                  opens_on=today, closes_on=today + timedelta(days=9))  # fmt: skip
    page.questions = [
        SurveyQuestion(words="您多久来一次", form="single", choices="每周\n每月", required=True),
        SurveyQuestion(words="您来做什么", form="multiple", choices="借书\n自习\n听讲座"),
        SurveyQuestion(words="您的建议", form="text"),
    ]
    section.add_child(instance=page)
    page.save_revision(user=staff.author)
    reviewed(staff, page)
    return Survey.objects.get(pk=page.pk, live=True)


def test_a_survey_is_answered_without_a_name_and_not_without_end(client: Client, survey: Survey, settings: Any) -> None:
    where, settings.GONGKAI_BALLOTS_PER_ADDRESS = f"/surveys/{survey.pk}/", 2
    assert where in opened(client, publishing.public_address(survey.gate_key))
    for fields in ({}, {"q0": "7"}, {"q0": ["0"], "q1": ["9"]}):
        answer = client.post(where, {**fields, "token": token(client, where)})
        assert answer.status_code == 200
    good = {"q0": "1", "q1": ["0", "2"], "q2": "多放些椅子"}
    for _ in range(2):
        number, _ = receipt(client, client.post(where, {**good, "token": token(client, where)}))
    assert Ballot.objects.get(number=number).chosen == {"0": [1], "1": [0, 2]}
    full = client.post(where, {**good, "token": token(client, where)})
    assert "今天参加这项调查的次数已满" in full.content.decode()
    assert Ballot.objects.count() == 2


def test_a_guide_is_public_only_when_it_says_everything(client: Client, section: Any, staff: Staff) -> None:
    whole = dict.fromkeys(ELEMENTS, "第一行\n第二行") | {
        "time_limit": "5个工作日",
        "fee": "不收费",
        "telephone": "0000-1",
    }
    for name in ELEMENTS:
        page = write(ServiceGuide, section, staff.author, "残疾人两项补贴", **(whole | {name: " "}))
        with pytest.raises(Incomplete, match=str(ServiceGuide._meta.get_field(name).verbose_name)):
            pages.require_filled(page.gate_key)
    reviewed(staff, page)
    with pytest.raises(NotCleared, match="咨询电话"):
        gate.release(keys=[page.gate_key], by=None, at=MONDAY)
    page = write(ServiceGuide, section, staff.author, "残疾人两项补贴申请", subject="民政、扶贫、救灾", **whole)
    reviewed(staff, page)
    assert "残疾人两项补贴申请" in opened(client, "/services/?subject=民政、扶贫、救灾")
    assert "残疾人两项补贴申请" not in opened(client, "/services/?subject=其他")
    shown = opened(client, publishing.public_address(page.gate_key))
    assert all(name in shown for name in ("设定依据", "办理材料", "5个工作日", "不收费"))


def test_the_entrance_tells_the_figures_as_they_are(client: Client, world: World) -> None:
    letters.write(agency=world.office, kind="help", written=letters.Written("题", "文"), may_publish=False, at=now())
    page = opened(client, "/dialogue/")
    year = localdate(now()).year
    assert re.search(rf'<th scope="row">{year}年</th><td>1</td><td>0</td>', page)
    for path in ("/consultations/", "/questions/", "/surveys/", "/services/", "/hant/dialogue/", "/questions/?page=99"):
        opened(client, path)
