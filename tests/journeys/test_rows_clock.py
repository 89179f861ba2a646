"""The rows of the clock: one answer everywhere, pauses, extension, why, a new holiday notice, correction, third
parties, fees. Each journey is named after its row; the dates are those of the State Council's notices."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gongkai.agencies import calendar
from gongkai.casework import handling
from gongkai.casework.models import Case, Message
from gongkai.reporting import sentences
from gongkai.reporting.facts import gather
from tests.casework.desk import stop_clock
from tests.casework.sheets import pdf_words
from tests.casework.test_moved_dates import NOTICE
from tests.factories import World, at, letter, online
from tests.journeys.conftest import PHONE, Open
from tests.journeys.walking import at_case, done, opened, panel, put, says, take

Desk = Callable[..., Page]
CLOCK = "期限怎样算出来的"
RECEIVED, DUE = date(2026, 2, 13), date(2026, 3, 19)


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make it be a morning: ``stopped(2026, 3, 2)``."""
    return lambda *day: stop_clock(monkeypatch, at(*day, 10))


def received(world: World, *day: int) -> Case:
    """A letter that was signed for on a day."""
    return letter(world, on=at(*day)).case


def fetched(page: Page, link: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    return Path(waiting.value.path()).read_bytes()


def test_row_clock_gives_one_answer_everywhere(
    world: World, office: Desk, open_page: Open, stopped: Callable[..., None]
) -> None:
    """The case page, the receipt, the public calculator and its data say one day; a year without a notice warns."""
    stopped(2026, 3, 2)
    case, citizen, officer = received(world, 2026, 2, 13), open_page(PHONE), office("officer")
    asked = f"received={RECEIVED}&channel=post"
    citizen.goto(f"/calculator/?{asked}")
    expect(citizen.get_by_role("heading", name="最晚在2026年3月19日答复")).to_be_visible()
    found = json.loads(citizen.request.get(f"/api/calendar/due?{asked}").body())
    assert (found["due_on"], found["provisional"]) == (DUE.isoformat(), False)
    at_case(officer, case)
    says(panel(officer, CLOCK), "答复期限至2026-03-19", found["calendar_version"])
    officer.get_by_role("link", name="登记回执").click()
    assert "2026年3月19日" in pdf_words(fetched(officer, "下载PDF"))
    officer.goto("/office/calendar/2027/")
    says(officer, "《国务院办公厅关于2027年部分节假日安排的通知》尚未导入", "均为暂定")


def test_row_pause_overlapping_opinions_are_counted_once(
    world: World, office: Desk, stopped: Callable[..., None]
) -> None:
    """Two opinions asked for at the same time take out the days of their union, and each day says why."""
    stopped(2026, 4, 20)
    case, single = received(world, 2026, 3, 2), received(world, 2026, 3, 2)
    for key, party, opened_on, closed_on in (("征1", "third_party", 5, 16), ("征2", "other_agency", 9, 12)):
        consult(world, case, key, party, date(2026, 3, opened_on), date(2026, 3, closed_on))
    consult(world, single, "征1", "third_party", date(2026, 3, 5), date(2026, 3, 16))
    officer = office("officer")
    at_case(officer, case)
    clock = panel(officer, CLOCK)
    # 20 working days from 3 March on, without the seven from 6 to 16 March; 6 April is the third day of 清明.
    says(clock, "答复期限至2026-04-09", "条例第三十三条第三款")
    clock.get_by_text("逐日列表").click()
    paused = clock.get_by_role("region", name="逐日列表").get_by_role("row", name=re.compile("意见期间"))
    expect(paused).to_have_count(7)
    assert Case.objects.get(pk=case.pk).due_on == Case.objects.get(pk=single.pk).due_on == date(2026, 4, 9)


def consult(world: World, case: Case, key: str, party: str, opened_on: date, closed_on: date | None = None) -> None:
    told = {"case_id": case.pk, "key": key, "by": world.officer}
    moment = at(opened_on.year, opened_on.month, opened_on.day)
    handling.open_consultation(party=party, on=opened_on, whom="湖滨公司", at=moment, **told)
    if closed_on is not None:
        moment = at(closed_on.year, closed_on.month, closed_on.day)
        handling.close_consultation(opinion="consents", on=closed_on, at=moment, **told)


def test_row_extension_approved_told_in_time_and_explained(
    world: World, office: Desk, stopped: Callable[..., None]
) -> None:
    """An officer asks, the head approves, the letter names the new day; the page explains it. Told late: flagged."""
    stopped(2026, 3, 12)
    case, officer, leader = received(world, 2026, 2, 13), office("officer"), office("leader")
    assert "等待审批" in take(officer, case, "request-extension", reason="需要调取档案")
    at_case(officer, case)
    expect(officer.locator("#step-approve-extension")).to_have_count(0)
    assert "已批准延期" in take(leader, case, "approve-extension")
    officer.goto(f"/office/requests/{case.number}/notices/notify-extension/")
    says(officer, "应当在2026-03-19（周四）前告知")
    officer.get_by_role("button", name="编号制发").click()
    says(officer, "延长答复期限", "2026年4月17日")
    at_case(officer, case)
    says(panel(officer, CLOCK), "答复期限至2026-04-17", "经批准延长20个工作日（最长20个，只能一次）")
    says(officer, "已延期")
    assert Case.objects.get(pk=case.pk).due_on == calendar.current().add(DUE, 20) == date(2026, 4, 17)


def test_row_extension_that_was_told_late_is_flagged(world: World, office: Desk, stopped: Callable[..., None]) -> None:
    stopped(2026, 3, 23)
    case = received(world, 2026, 2, 13)
    handling.request_extension(case_id=case.pk, reason="需要调取档案", by=world.officer, at=at(2026, 3, 12))
    handling.approve_extension(case_id=case.pk, by=world.leader, at=at(2026, 3, 12))
    officer = office("officer")
    at_case(officer, case)
    expect(opened(officer, "notify-extension")).to_contain_text("延期应当在原答复期限（2026-03-19）届满前告知申请人")


def test_row_explain_every_day_opens_to_rule_article_and_holiday(
    world: World, office: Desk, open_page: Open, stopped: Callable[..., None]
) -> None:
    """Day by day with the name of each holiday and each Saturday that is worked, for officers and for everybody."""
    stopped(2026, 3, 2)
    case, officer, citizen = received(world, 2026, 2, 13), office("officer"), open_page(PHONE, javascript=False)
    at_case(officer, case)
    clock = panel(officer, CLOCK)
    says(clock, "条例第三十一条第（二）项", "民法典第二百零一条", "条例第三十三条第二款")
    clock.get_by_text("逐日列表").click()
    for day, why in {
        "2026-02-14（周六）": "第1个工作日（调休上班）",
        "2026-02-16（周一）": "春节放假",
        "2026-03-01（周日）": "周末",
        "2026-03-19（周四）": "第20个工作日",
    }.items():
        expect(clock.get_by_role("row", name=day)).to_contain_text(why)
    citizen.goto("/calculator/")
    citizen.get_by_label("收到申请的日期").fill(RECEIVED.isoformat())
    citizen.get_by_label("收到的方式").select_option("post")
    citizen.get_by_role("button", name="计算").click()
    says(citizen, "最晚在2026年3月19日答复", "条例第三十三条第二款", "春节放假", "调休上班", "工作日历版本")


def test_row_holiday_change_lists_what_moved_and_tells_the_applicant(
    world: World, office: Desk, stopped: Callable[..., None]
) -> None:
    """A notice is looked at, imported, moves the running case; the day that was told changes for nobody silently."""
    stopped(2026, 12, 11)
    case, officer = online(world, on=at(2026, 12, 10)).case, office("officer")
    old = case.due_on
    at_case(officer, case)
    says(officer, "期限暂定", "请在通知发布后导入")
    officer.goto("/office/calendar/")
    officer.get_by_label("通知全文").fill(NOTICE)
    officer.get_by_role("button", name="先看影响").click()
    row = officer.get_by_role("row", name=case.number)
    expect(row).to_contain_text(f"{old}")
    assert Case.objects.get().due_on == old, "looking moves nothing"
    officer.get_by_role("button", name="确认导入").click()
    done(officer)
    new = Case.objects.get().due_on
    assert new is not None
    assert new != old
    officer.goto("/office/board/")
    says(officer, "答复期限已经变动，还没有告知申请人")
    officer.get_by_role("link", name=case.number).first.click()
    says(officer, f"告知过申请人的答复期限是{old}", "国务院办公厅公布2027年放假安排", f"现在是{new}")
    officer.get_by_role("button", name="告知申请人").click()
    done(officer)
    says(panel(officer, "给申请人的通知"), "期限")
    assert Message.objects.filter(key__contains=":moved:").count() == 1


def test_row_correction_is_asked_once_and_its_silence_stands_in_table_b(
    world: World, office: Desk, stopped: Callable[..., None]
) -> None:
    """Within seven working days, once only; who does not correct is counted under 其他处理 1."""
    stopped(2026, 4, 20)
    case, again, officer = received(world, 2026, 3, 2), received(world, 2026, 4, 1), office("officer")
    for one, asked_on in ((case, 9), (again, 3)):
        month = 3 if one is case else 4
        handling.ask_correction(
            case_id=one.pk,
            on=date(2026, month, asked_on),
            what="写明路段",
            by=world.officer,
            at=at(2026, month, asked_on),
        )
    handling.receive_correction(
        case_id=again.pk, on=date(2026, 4, 13), what="南段", by=world.officer, at=at(2026, 4, 13)
    )
    at_case(officer, again)
    officer.get_by_text(re.compile("现在不能办理的事项")).click()
    expect(officer.locator(".blocked li", has_text="告知补正")).to_contain_text("一次性")
    says(panel(officer, CLOCK), "2026-04-13", "重新")
    assert "逾期不补正" in take(officer, case, "lapse-correction")
    officer.goto("/office/statistics/?year=2026")
    line = officer.get_by_role("row", name=re.compile("申请人无正当理由逾期不补正"))
    expect(line.get_by_role("cell").first).to_have_text("1")


def test_row_third_party_several_at_once_and_what_silence_means(
    world: World, office: Desk, stopped: Callable[..., None]
) -> None:
    """Each party has its own letter, code and 15 working days; whose silence means what, the page says."""
    stopped(2026, 3, 5)
    case, officer = received(world, 2026, 3, 2), office("officer")
    for party, whom in (("third_party", "湖滨公司"), ("joint_maker", "明湖区发展和改革局")):
        officer.goto(f"/office/requests/{case.number}/notices/open-consultation/")
        answers = {"party": party, "whom": whom, "consultation_reason": "协议载有设备采购价格"}
        for name, value in answers.items():
            put(officer.locator(f"[name={name}]"), value)
        officer.get_by_role("button", name="编号制发").click()
        says(officer, whom, "2026年3月26日")
    stopped(2026, 3, 30)  # her session is long over; somebody else goes on
    colleague = office("colleague")
    for key in ("征1", "征2"):
        take(colleague, case, "close-consultation", key=key, opinion="silent", on="2026-03-30")
    clock = panel(colleague, CLOCK)
    says(clock, "逾期未答复，由本机关决定是否公开", "条例第三十二条", "逾期未答复，视为同意公开", "条例第三十四条")
    says(panel(colleague, "办理经过"), "书面征求第三方意见（征1）", "书面征求共同制作机关意见（征2）")


def test_row_fees_in_tiers_by_one_method_stop_the_clock_until_paid(
    world: World, office: Desk, stopped: Callable[..., None]
) -> None:
    """The month's count, the tiers, one method; served, the clock rests; paid, it starts anew; the report says so."""
    stopped(2026, 4, 10)
    case, officer = received(world, 2026, 4, 1), office("officer")
    officer.goto(f"/office/requests/{case.number}/fee/")
    says(officer, "本件是当月第1件")
    expect(officer.locator("select[name=method]")).to_have_count(1)  # one or the other, never both
    put(officer.locator("[name=method]"), "per_page")
    put(officer.locator("[name=quantity]"), "250")
    put(officer.locator("[name=on]"), "2026-04-10")
    officer.get_by_role("button", name="计算金额").click()
    says(
        officer,
        "金额：4700元",
        "第1至30页：不收费",
        "第31至100页：70页×10元＝700元",
        "第101至200页：100页×20元＝2000元",
    )
    officer.get_by_role("link", name="填写并制发收费通知书").click()
    put(officer.locator("[name=how_to_pay]"), "到区非税收入专户缴纳")
    officer.get_by_role("button", name="编号制发").click()
    says(officer, "4700元", "第31至100页")
    assert "已登记送达" in take(officer, case, "serve", channel="counter", on="2026-04-10", proof="申请人签收单")
    says(officer, "等待缴费", "答复期限暂不计算")
    stopped(2026, 4, 21)
    colleague = office("colleague")
    assert "重新计算" in take(colleague, case, "fee-paid", on="2026-04-21")
    says(panel(colleague, CLOCK), f"答复期限至{calendar.current().add(date(2026, 4, 21), 20)}")
    assert "收取政府信息公开信息处理费4700元" in sentences.fee(gather(world.office, 2026, [world.office]))
