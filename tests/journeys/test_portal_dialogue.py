"""The public and the office talk: opinions on a draft, a letter and its answer, a survey (portal rows 28, 29, 30)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import localdate, now
from playwright.sync_api import FilePayload, Page, expect

from gongkai.dialogue import ballots, message_tasks
from gongkai.dialogue.models import Ballot, Opinion
from gongkai.disclosure import publishing
from gongkai.disclosure.models import Consultation, ConsultationResult, PublicAnswer, Section, Survey, SurveyResult
from gongkai.editorial.pages import GatedPage
from tests.editorial.papers import Staff, hire
from tests.editorial.site import body, home, reviewed, write, write_dialogue
from tests.factories import PASSWORD, World
from tests.journeys.conftest import PHONE, Open

pytestmark = pytest.mark.sweep
Office = Callable[..., Page]
PROGRAM: FilePayload = {"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00" + bytes(99)}


def text_file(name: str, words: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": words.encode()}


def given_a_section(world: World) -> tuple[Staff, GatedPage]:
    staff = hire(world)
    section = write(Section, home(world.office), staff.author, "互动交流")
    reviewed(staff, section)
    return staff, section


def when_the_editor_sits_down(open_page: Open, staff: Staff) -> Page:
    page = open_page()
    page.goto("/office/")
    page.get_by_label("用户名").fill(staff.author.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今日").wait_for()
    return page


def test_portal_row_28_an_opinion_is_given_judged_and_answered_for_in_the_result(
    open_page: Open, office: Office, world: World
) -> None:
    staff, section = given_a_section(world)
    today = localdate()
    draft = write(
        Consultation, section, staff.author, "停车管理办法（征求意见稿）", background="停车难。",
        opens_on=today - timedelta(days=20), closes_on=today,
        body=body("停车前三十分钟免费。", ("paragraph", "<p>夜间不收费。</p>")),
    )  # fmt: skip
    reviewed(staff, draft)

    # a citizen speaks on the second paragraph, on a telephone and without scripts
    citizen = open_page(PHONE, javascript=False)
    citizen.goto(publishing.public_address(draft.gate_key))
    citizen.get_by_role("link", name="对第2段提意见").click()
    expect(citizen.get_by_label("针对")).to_have_value("2")
    citizen.get_by_label("您的意见和建议").fill("夜间也应当收费。")
    citizen.get_by_role("button", name="提交意见").click()
    number = citizen.locator("#receipt-number").inner_text()
    assert Opinion.objects.get().number == number

    # the day after the last one an officer lays opinions together and says what becomes of them
    Consultation.objects.filter(pk=draft.pk).update(closes_on=today - timedelta(days=1))
    desk = office("officer")
    desk.goto("/office/")
    desk.get_by_role("link", name="停车管理办法（征求意见稿）").click()
    desk.get_by_label(f"选择{number}").check()
    desk.get_by_label("意见要点").fill("夜间收费")
    desk.get_by_role("button", name="归并").click()
    desk.get_by_label("采纳情况").select_option("declined")
    desk.get_by_role("button", name="认定").click()
    expect(desk.get_by_role("alert")).to_contain_text("请说明理由")
    desk.get_by_label("理由").fill("夜间泊位空置。")
    desk.get_by_role("button", name="认定").click()
    expect(desk.get_by_text("未采纳：夜间泊位空置。")).to_be_visible()

    # the editor drafts the result; through its reviews it is public and the two lead to each other
    editor = when_the_editor_sits_down(open_page, staff)
    editor.goto(f"/office/dialogue/consultations/{draft.pk}/")
    editor.get_by_label("放在哪个栏目").select_option(label="互动交流")
    editor.get_by_role("button", name="起草征集结果").click()
    expect(editor.get_by_role("status")).to_contain_text("已经起草")
    Consultation.objects.filter(pk=draft.pk).update(closes_on=today)
    result = ConsultationResult.objects.get()
    reviewed(staff, result)
    citizen.goto(publishing.public_address(result.gate_key))
    expect(citizen.get_by_text("夜间收费（1条）")).to_be_visible()
    expect(citizen.get_by_text("未采纳。夜间泊位空置。")).to_be_visible()
    citizen.get_by_role("link", name="停车管理办法（征求意见稿）", exact=True).click()
    expect(citizen.get_by_role("link", name="征求意见情况反馈")).to_be_visible()


def test_portal_row_29_a_letter_is_answered_by_two_rated_and_read_by_all_without_its_writer(
    open_page: Open, office: Office, world: World
) -> None:
    staff, _ = given_a_section(world)
    citizen = open_page(PHONE)
    citizen.goto("/questions/ask/")
    citizen.get_by_label("写给哪个机关").select_option(world.office.code)
    citizen.get_by_label("标题").fill("公园几点关门")
    citizen.get_by_label("内容").fill("我是甄不存，想问湖滨公园夜里几点关门？")
    citizen.get_by_label("姓名或者称呼").fill("甄不存")
    citizen.get_by_label("电子邮箱").fill("zhen@example.invalid")
    citizen.get_by_label("附件（选填）").set_input_files([text_file("现场说明.txt", "夜里十点门已经关了。"), PROGRAM])
    citizen.get_by_role("button", name="提交来信").click()
    expect(citizen.get_by_role("alert")).to_contain_text("程序.exe")
    expect(citizen.get_by_text("已保留，不必重新选择：现场说明.txt")).to_be_visible()
    citizen.get_by_label("同意公开，公开前删去我的个人信息").check()
    citizen.get_by_role("button", name="提交来信").click()
    number, code = (citizen.locator(f"#receipt-{name}").inner_text() for name in ("number", "code"))

    desk = office("officer")
    desk.goto("/office/dialogue/")
    desk.get_by_role("link", name=number).click()
    expect(desk.get_by_role("link", name="现场说明.txt")).to_be_visible()
    desk.get_by_label("答复内容").first.fill("夏季二十二时，冬季二十一时。")
    desk.get_by_label("答复附件（选填）").set_input_files([text_file("开放时间表.txt", "夏季二十二时，冬季二十一时。")])
    desk.get_by_role("button", name="报审").click()
    expect(desk.get_by_role("button", name="同意答复")).to_have_count(0)
    leader = office("leader")
    leader.goto(f"/office/dialogue/letters/{number}/")
    leader.get_by_role("button", name="同意答复").click()
    expect(leader.get_by_role("status")).to_contain_text("已经答复")
    message_tasks.deliver_waiting.func()
    told = [letter for letter in mail.outbox if letter.to == ["zhen@example.invalid"]]
    assert ["已经收到" in told[0].subject, "已有答复" in told[-1].subject, len(told)] == [True, True, 2]
    assert "公园" not in "".join(letter.body for letter in told)

    citizen.goto("/questions/progress/")
    citizen.get_by_label("收件编号").fill(number)
    citizen.get_by_label("查询码").fill(code)
    citizen.get_by_role("button", name="查看", exact=True).click()
    expect(citizen.get_by_text("夏季二十二时，冬季二十一时。")).to_be_visible()
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="开放时间表.txt").click()
    assert download.value.suggested_filename == "开放时间表.txt"
    citizen.get_by_label("很满意", exact=True).check()
    citizen.get_by_role("button", name="提交评价").click()
    expect(citizen.get_by_role("status")).to_contain_text("评价已经收到")

    editor = when_the_editor_sits_down(open_page, staff)
    editor.goto(f"/office/dialogue/letters/{number}/")
    editor.get_by_label("放在哪个栏目").select_option(label="互动交流")
    editor.get_by_label("来信内容").fill("湖滨公园夜里几点关门？")
    editor.get_by_label("开放时间表.txt").check()
    editor.get_by_role("button", name="起草选登的网页").click()
    page = PublicAnswer.objects.get()
    reviewed(staff, page)
    citizen.goto("/questions/")
    citizen.get_by_role("link", name="公园几点关门").click()
    expect(citizen.get_by_text("湖滨公园夜里几点关门？")).to_be_visible()
    expect(citizen.get_by_role("link", name="开放时间表")).to_be_visible()
    assert not {"甄不存", "现场说明"} & set(re.findall("甄不存|现场说明", citizen.content()))


def test_portal_row_30_a_survey_is_answered_without_a_name_and_its_result_shown_after_the_end(
    open_page: Open, world: World, settings: Any
) -> None:
    settings.GONGKAI_BALLOTS_PER_ADDRESS = 1
    staff, section = given_a_section(world)
    today = localdate()
    days = {"opens_on": today, "closes_on": today}
    survey = next(page for page in write_dialogue(section, staff.author, "各科室", days) if isinstance(page, Survey))
    reviewed(staff, survey)
    citizen = open_page(PHONE, javascript=False)
    citizen.goto("/surveys/")
    citizen.get_by_role("link", name="调查各科室").click()
    citizen.get_by_role("link", name="参加调查").click()
    for once_more in (False, True):
        citizen.goto(f"/surveys/{survey.pk}/")
        citizen.get_by_label("其他", exact=True).check()
        citizen.get_by_role("button", name="提交回答").click()
        if once_more:
            expect(citizen.get_by_role("alert")).to_contain_text("今天参加这项调查的次数已满")
        else:
            expect(citizen.locator("#receipt-number")).to_be_visible()
    assert Ballot.objects.get().chosen == {"0": [1]}
    result = ballots.draft_result(survey=survey, section=section, by=staff.author, at=now() + timedelta(days=1))
    assert isinstance(result, SurveyResult)
    reviewed(staff, result)
    citizen.goto("/surveys/")
    citizen.get_by_role("link", name="调查结果").last.click()
    expect(citizen.get_by_text("其他：1人次（100.0%）")).to_be_visible()
