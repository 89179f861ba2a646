"""Interpretations in their forms, plans beside documents, public talks, the register, and what the portal shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from gongkai.disclosure.interpretations import register, shown, warnings
from gongkai.disclosure.interpretations.shown import Wanted
from gongkai.disclosure.models import (
    Interpretation,
    PlannedInterpretation,
    PolicyDocument,
    PublicTalk,
    Section,
    TalkDocument,
)
from gongkai.editorial import gate, items, pages, reviewing
from gongkai.editorial.errors import Incomplete, NotCleared
from gongkai.editorial.models import Release
from gongkai.editorial.uploads import admitted
from gongkai.files.errors import Refused
from gongkai.files.kinds import ALLOWED, MEDIA, Kind
from gongkai.portal.searching import composing
from gongkai.reporting import records
from gongkai.statute.interpretations import Form
from tests.disclosure.conftest import RECORD, Publish
from tests.editorial.papers import MONDAY, Staff, sign_all
from tests.editorial.site import body, film, media, picture, reviewed, write
from tests.factories import World, at
from tests.files import made_media

pytestmark = pytest.mark.django_db
LONG = "图上分三栏：一是谁可以申请，二是交什么材料，三是几天办好；每栏下面写着办理地点和电话。"
Explain = Callable[..., Interpretation]


@pytest.fixture
def explain(section: Section, staff: Staff) -> Explain:
    def make(document: PolicyDocument, form: Form = Form.TEXT, **fields: Any) -> Interpretation:
        stored = "" if form is Form.TEXT else form.value
        found = {"document": document, "form": stored, "body": body("为什么制定。"), **fields}
        page = write(Interpretation, section, staff.author, f"{form.value}解读", **found)
        assert isinstance(page, Interpretation)
        return page

    return make


def lacks(page: Any) -> str:
    return "；".join(pages.newest(pages.page_of(page.gate_key)).lacking())


def shows(office: Any, by: Any, told: str = LONG) -> tuple[str, dict[str, Any]]:
    return "picture", {"picture": picture(office, by), "alt": "一图读懂", "caption": "", "description": told}


def test_each_form_says_what_it_must_have(world: World, staff: Staff, draft: Publish, explain: Explain) -> None:
    document, office, by = draft(), world.office, staff.author
    shot = film(office, by, "办事")
    sound = media(office, by, made_media.mp3(), "录音.mp3")
    asked = ("question", {"question": "谁来办？", "answer": "<p>由区水务局办理。</p>"})
    bare: dict[Form, str] = {
        Form.PICTURE: "图解至少要有一张图片",
        Form.ANIMATION: "动漫须添加视频文件",
        Form.VIDEO: "视频须添加视频文件",
        Form.AUDIO: "音频须添加音频文件",
        Form.TALK: "政策公开讲须选择是哪一期",
        Form.ANSWERS: "问答至少要有一组问答",
        Form.OFFICIAL: "负责人解读须写明解读人和职务",
        Form.PRESS: "新闻发布会须写明日期；新闻发布会须写明地点；新闻发布会须写明发布人；新闻发布会至少要有一组问答",
    }
    for form, words in bare.items():
        assert lacks(explain(document, form)) == words
    assert lacks(explain(document, body=[])) == "须写正文"
    assert "第1张图须写完整说明" in lacks(explain(document, Form.PICTURE, body=[shows(office, by, "")]))
    assert "第1张图须写完整说明" in lacks(explain(document, Form.PICTURE, body=[shows(office, by, "一图读懂")]))
    mute = [("film", shot | {"captions": None, "transcript": " "})]
    assert lacks(explain(document, Form.VIDEO, recordings=mute)) == "视频“办事”须添加字幕（WebVTT）；“办事”须写文字稿"
    silent = [("sound", {"title": "访谈", "file": sound, "transcript": ""})]
    assert lacks(explain(document, Form.AUDIO, recordings=silent)) == "“访谈”须写文字稿"
    press = {"held_on": date(2023, 3, 2), "held_at": "区政府新闻发布厅", "speakers": "甄发言 区水务局局长"}
    whole: dict[Form, dict[str, Any]] = {
        Form.PICTURE: {"body": [shows(office, by)]},
        Form.ANIMATION: {"recordings": [("film", shot)]},
        Form.AUDIO: {"recordings": [("sound", {"title": "访谈", "file": sound, "transcript": "说了什么。"})]},
        Form.ANSWERS: {"body": [asked]},
        Form.OFFICIAL: {"interpreter": "甄发言", "interpreter_post": "区水务局局长"},
        Form.PRESS: press | {"body": [asked]},
    }
    for form, fields in whole.items():
        assert lacks(explain(document, form, **fields)) == "", form
    # what is refused is refused at the gate, not only on the screen
    short = explain(document, Form.PICTURE)
    with pytest.raises(Incomplete, match="图解至少要有一张图片"):
        pages.require_filled(short.gate_key)


def test_the_gate_lets_nothing_out_that_lacks_its_alternative(staff: Staff, publish: Publish, explain: Explain) -> None:
    document = publish()
    page = explain(document, Form.PICTURE)
    (row,) = reviewing.submit(keys=[page.gate_key], by=staff.author, at=MONDAY)
    sign_all(row, staff)
    assert not Interpretation.objects.get(pk=page.pk).live
    with pytest.raises(NotCleared, match="图解至少要有一张图片"):
        gate.release(keys=[page.gate_key], by=None, at=MONDAY)


def test_a_film_is_checked_cleaned_and_limited(world: World, staff: Staff, settings: Any) -> None:
    data, kind, cleaned = admitted(made_media.mp4(), "片.mp4", ALLOWED | MEDIA)
    assert kind is Kind.MP4
    assert made_media.PLACE not in data
    assert any("地点" in sentence for sentence in cleaned)
    secret = made_media.mp3()[:-128] + (b"TAG" + "机密★3年".encode()).ljust(128, b"\x00")
    with pytest.raises(Refused, match="密级"):
        admitted(secret, "录音.mp3", ALLOWED | MEDIA)
    settings.GONGKAI_FILE_MIB = "0"
    assert admitted(made_media.webm(), "片.webm", ALLOWED | MEDIA)[1] is Kind.WEBM
    with pytest.raises(Refused):
        admitted("名单".encode(), "名单.txt", ALLOWED | MEDIA)
    settings.GONGKAI_MEDIA_MIB = "0"
    with pytest.raises(Refused):
        admitted(made_media.webm(), "片.webm", ALLOWED | MEDIA)


def test_a_plan_is_said_with_the_document_and_signed_with_it(
    world: World, staff: Staff, draft: Publish, explain: Explain, client: Client
) -> None:
    unsaid = RECORD | {"interpretation_need": "", "interpretation_reason": ""}
    normative = draft("供水办法", document_number="明政规〔2023〕9号", **unsaid)
    assert lacks(normative) == "规范性文件须说明是否需要解读"
    assert lacks(draft(interpretation_need="需要解读")) == "需要解读的，须在解读方案中列出解读形式和计划公开日期"
    contrary = draft(
        interpretation_need="不需要解读",
        interpretation_reason="只涉及内部分工。",
        plan=[PlannedInterpretation(form=Form.PICTURE.value, on=date(2023, 3, 6))],
    )
    assert lacks(contrary) == "已说明不需要解读，请删去解读方案中的各项"
    unreasoned = draft()
    unreasoned.interpretation_need = "不需要解读"
    with pytest.raises(ValidationError, match="应当说明理由"):
        unreasoned.full_clean()
    plan = [PlannedInterpretation(form=form.value, on=date(2023, 3, 6)) for form in (Form.TEXT, Form.PICTURE)]
    document = draft(interpretation_need="需要解读", plan=plan)
    explain(document)
    told = warnings.of(pages.newest(document), date(2023, 3, 6))
    assert told == ["解读方案列有图解，还没有起草；解读应与文件同步组织、同步审签、同步部署。"]
    # what is planned is part of what was reviewed
    before = items.load(document.gate_key).digest
    document.plan.all()[0].form = Form.VIDEO.value
    page = PolicyDocument.objects.get(pk=document.pk)
    page.plan = [PlannedInterpretation(form=Form.VIDEO.value, on=date(2023, 3, 6))]
    page.save_revision()
    assert items.load(document.gate_key).digest != before


def test_the_register_counts_days_and_the_share(
    world: World, staff: Staff, draft: Publish, publish: Publish, explain: Explain, section: Section, client: Client
) -> None:
    """Three documents of one Monday: one explained with it, one four working days later by a talk, one not."""
    needs = {"interpretation_need": "需要解读"}

    def plan(form: Form) -> list[PlannedInterpretation]:
        return [PlannedInterpretation(form=form.value, on=date(2023, 3, 6))]

    together = draft("甲文件的通知", plan=plan(Form.PICTURE), **needs)
    seen = explain(together, Form.PICTURE, body=[shows(world.office, staff.author)])
    assert set(items.load(together.gate_key).together) == {seen.gate_key}
    reviewed(staff, together, seen)
    later = publish("乙文件的通知", plan=plan(Form.TALK), **needs)
    waiting = publish("丙文件的通知", plan=plan(Form.TEXT), **needs)
    publish("丁文件的通知", interpretation_need="不需要解读", interpretation_reason="只涉及内部分工。")
    publish("戊文件的通知")
    talk = write(
        PublicTalk, section, staff.author, "怎样办理用水报装", held_on=date(2023, 3, 15), begins=time(9), number=1,
        place="区政务服务中心", speaker="甄主讲", documents=[TalkDocument(document=later)],
    )  # fmt: skip
    reviewed(staff, talk)
    lines = {line.row.title[:1]: line for line in register.of_year([world.office.pk], 2023, date(2023, 3, 16))}
    late = {name: line.timing.late if line.timing else None for name, line in lines.items()}
    assert late == {"甲": 0, "乙": 4, "丙": 5, "丁": None, "戊": None}
    assert [one.form for one in lines["乙"].explained] == [Form.TALK]
    assert [one.form for one in lines["丙"].missing] == ["文字解读"]
    found = register.rate(lines.values())
    assert (found.needed, found.done, found.percent) == (3, 2, "66.6%")
    assert register.of_year([world.office.pk], 2023, date(2023, 3, 14))[-2].explained == [], "announced, not given"
    # the office's list, and the warning on the page that is handed in late
    client.force_login(staff.author)
    listed = client.get("/office/content/interpretations/?year=2023").content.decode()
    assert "需要解读3件，已解读2件，解读率66.6%" in listed
    assert "戊文件" in listed
    chosen = client.get("/office/content/interpretations/?year=2023&state=missing").content.decode()
    assert ("丙文件" in chosen, "甲文件" in chosen) == (True, False)
    overdue = explain(waiting)
    assert "最迟应于2023年3月9日公开，现在已经晚5个工作日" in warnings.of(overdue, date(2023, 3, 16))[0]
    assert "请注意" in client.get(f"/office/content/{overdue.pk}/").content.decode()
    # the year's report counts by itself
    counted = records.count(2023, [world.office])
    assert counted[world.office.pk, "picture_interpretations"].value == 1
    assert counted[world.office.pk, "talks"].source == "政策解读台账：怎样办理用水报装"
    assert (world.office.pk, "animated_interpretations") not in counted


def test_citizens_find_what_explains_a_document_both_ways(
    world: World, staff: Staff, draft: Publish, explain: Explain, section: Section, client: Client
) -> None:
    document = draft()
    shot = explain(document, Form.ANIMATION, recordings=[("film", film(world.office, staff.author, "用水报装"))])
    asked = ("question", {"question": "谁来办？", "answer": "<p>由区水务局办理。</p>"})
    answered = explain(document, Form.ANSWERS, body=[asked])
    reviewed(staff, document, shot, answered)
    talk = write(
        PublicTalk, section, staff.author, "水价怎么算", held_on=date(2099, 3, 15), begins=time(9), ends=time(10, 30),
        number=2, place="区图书馆，二楼", speaker="甄主讲", documents=[TalkDocument(document=document)],
    )  # fmt: skip
    reviewed(staff, talk)

    def read(page: Any, name: str = "page") -> str:
        row = pages.page_of(page.gate_key).public
        return client.get(reverse(f"portal:{name}", kwargs=row.address_parts())).content.decode()

    told = read(document)
    assert [told.index(f"/{page.pk}.html") for page in (shot, answered, talk)]
    assert all(f"</svg>{word}</span>" in told for word in ("动漫", "问答", "政策公开讲"))
    film_page = read(shot)
    assert f"/{document.pk}.html" in film_page
    assert "<video controls preload" in film_page
    assert 'kind="captions" srclang="zh"' in film_page
    assert "<summary>文字稿</summary><p>用水报装</p>" in film_page
    assert "autoplay" not in film_page
    assert "问：谁来办？" in read(answered)
    # lists, by form; the feed; the calendar
    names = {form: [row.title for row in shown.interpretations(Wanted(form=form))] for form in Form}
    assert names[Form.ANIMATION] == ["动漫解读"]
    assert names[Form.ANSWERS] == ["问答解读"]
    assert not names[Form.TEXT]
    page = client.get("/interpretations/?form=animation&year=2023").content.decode()
    assert ("动漫解读" in page, "问答解读" in page) == (True, False)
    assert "没有符合条件的解读" in client.get("/interpretations/?year=1990").content.decode()
    assert '<category term="动漫"/>' in client.get("/interpretations/feed.atom").content.decode()
    listed = client.get("/talks/").content.decode()
    assert listed.index("预告") < listed.index("水价怎么算")
    event = read(talk, "talk_ics")
    assert "DTSTART:20990315T010000Z\r\nDTEND:20990315T023000Z" in event
    assert "LOCATION:区图书馆，二楼" in event
    # search finds what is said in the film, and what was asked
    release = Release.objects.get(key=shot.gate_key)
    assert "用水报装" in composing.compose(items.load(shot.gate_key), release)["body"]
    release = Release.objects.get(key=answered.gate_key)
    assert "由区水务局办理" in composing.compose(items.load(answered.gate_key), release)["body"]


def test_talks_are_numbered_once_a_year(world: World, staff: Staff, section: Section) -> None:
    fields = {"begins": time(9), "place": "区图书馆", "speaker": "甄主讲", "number": 1}
    reviewed(staff, write(PublicTalk, section, staff.author, "第一讲", held_on=date(2023, 3, 1), **fields))
    typed = PublicTalk.get_edit_handler().get_form_class()
    blank = {f"{name}-count": "0" for name in ("body", "recordings", "enclosures")}
    blank |= {f"documents-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    form = typed(blank | {"number": "1", "held_on": "2023-09-01"}, instance=PublicTalk(), parent_page=section)
    assert form.errors["number"] == ["2023年第1期已经有了，请改正期号。"]
    form = typed(blank | {"number": "1", "held_on": "2024-09-01"}, instance=PublicTalk(), parent_page=section)
    assert "number" not in form.errors
    again = write(PublicTalk, section, staff.author, "又第一讲", held_on=date(2024, 3, 1), **fields)
    pages.require_filled(again.gate_key)
    twice = pages.newest(again)
    twice.held_on = date(2023, 9, 1)
    with pytest.raises(Exception, match="这一期的期号已经用过"):
        twice.full_clean()
    twice.ends = time(8)
    with pytest.raises(Exception, match="结束时间应晚于开始时间"):
        twice.full_clean()
    assert at(2024, 3, 1, 9) == PublicTalk.objects.get(pk=again.pk).begins_at()
