"""The rows from the draft to the court: approval, delivery, progress, remedies, figures, search."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework import bundle_signing, deciding, handling
from gongkai.casework.intake import Wanted
from gongkai.casework.models import CaseEvent, Dispute
from gongkai.reporting import actions, sentences
from gongkai.reporting.facts import gather
from tests.casework.desk import stop_clock
from tests.factories import CITIZEN, DISCLOSED, World, at, confirm, decide, finish, letter, online
from tests.journeys.conftest import PHONE, Open
from tests.journeys.test_citizen import Receipt, when_progress_is_asked
from tests.journeys.walking import at_case, opened, panel, paper, says, take
from tests.reporting.conftest import enter_table_a, written

Desk = Callable[..., Page]


def test_row_approval_is_sent_back_with_a_reason_and_seals_what_was_read(world: World, office: Desk) -> None:
    """Nobody approves their own; sent back with a reason; what is issued is what was approved, byte by byte."""
    case = confirm(world, online(world, on=now()).case, on=now())
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=now())
    officer, leader = office("officer"), office("leader")
    assert "已退回修改" in take(leader, case, "send-back", why="请写明提供的方式")
    at_case(officer, case)
    says(panel(officer, "办理经过"), "请写明提供的方式")
    expect(officer.locator("#step-approve")).to_have_count(0)
    better = replace(DISCLOSED, facts=DISCLOSED.facts | {"how_provided": "在本页下载，或者到窗口领取"})
    deciding.propose(case_id=case.pk, opinion=better, by=world.officer, at=now())
    assert "已批准" in take(leader, case, "approve")
    assert "已编号制发" in take(officer, case, "issue-letter")
    row = case.letters.get()
    event = CaseEvent.objects.get(case=case, kind="letter_issued")
    assert row.pdf is not None
    assert row.pdf.digest in str(event.data), "the log names the file that left"
    _, paragraphs = deciding.read_letter(row)
    assert "或者到窗口领取" in "".join(paragraphs)


def test_row_delivery_is_proved_and_starts_the_days_for_objecting(
    world: World, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way, the post's number with its check digit, a scan; which day counts; until when one may object."""
    stop_clock(monkeypatch, at(2026, 3, 10, 10))
    case = letter(world, on=at(2026, 3, 2)).case
    decide(world, case, on=at(2026, 3, 10))
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2026, 3, 10))
    officer = office("officer")
    at_case(officer, case)
    says(opened(officer, "serve"), "邮寄：交邮之日", "不晚于2026-03-30（周一）的，是按期答复")
    scan = paper("签收单.txt", "申请人签收")
    take(officer, case, "serve", channel="counter", on="2026-03-10", proof="甲签收", uploaded=scan)
    says(officer, "按期答复", "申请人的救济期限", "复议至2026-05-09", "起诉至2026-09-10")
    says(panel(officer, "文件"), "签收单.txt")
    says(panel(officer, "办理经过"), "当面送达", "甲签收")
    other = letter(world, on=at(2026, 3, 2)).case
    decide(world, other, on=at(2026, 3, 10))
    deciding.issue_letter(case_id=other.pk, by=world.officer, at=at(2026, 3, 10))
    take(officer, other, "serve", channel="mail", on="2026-03-10", tracking="EA123456784CN")
    says(officer, "校验位不对", "最早复议至2026-05-09")


def test_row_delivery_signed_for_returned_and_tried_again(
    world: World, office: Desk, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By post: signed for, which starts the days for objecting; or back, which is work until it is handed over."""
    stop_clock(monkeypatch, at(2026, 3, 20, 10))
    officer, cases = office("officer"), []
    for _ in range(2):
        made = online(world, on=at(2026, 3, 2))
        case = confirm(world, made.case, on=at(2026, 3, 2))
        decide(world, case, on=at(2026, 3, 10))
        deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2026, 3, 10))
        take(officer, case, "serve", channel="mail", on="2026-03-10", tracking="EA123456785CN")
        take(officer, case, "file-away")
        cases.append((case, made))
    (signed, _), (back, made) = cases
    at_case(officer, signed)
    says(officer, "最早复议至2026-05-09")
    take(officer, signed, "mail-delivered", on="2026-03-13", uploaded=paper("签收回执.txt", "甲签收"))
    says(officer, "已归档", "复议至2026-05-12", "起诉至2026-09-14")
    says(panel(officer, "文件"), "签收回执.txt")
    said = take(officer, back, "mail-returned", on="2026-03-19", why="moved")
    assert "重新列为待送达" in said
    says(officer, "已决定待送达", "于2026-03-19退回，尚未再次送达", "改为当面、网上送达")
    officer.goto("/office/")
    says(officer, "邮件退回，待以其他方式再次送达", back.number)
    page = open_page(PHONE, javascript=False)
    when_progress_is_asked(page, Receipt(made.number, made.query_code))
    says(page, "告知书的邮件被退回", "以其他方式再次送达")
    take(officer, back, "serve", channel="counter", on="2026-03-20", proof="甲到窗口签收")
    says(officer, "已送达", "按期答复", "复议至2026-05-19")
    expect(officer.get_by_text("尚未再次送达")).to_have_count(0)


def test_row_tracking_says_in_plain_words_what_is_waited_for(world: World, open_page: Open, office: Desk) -> None:
    """Waiting for a third party, under which article; and what was told by e-mail, without what was asked."""
    made = online(world, on=now(), person=replace(CITIZEN, telephone="10000000000"))
    confirm(world, made.case, on=now())
    told = {"case_id": made.case.pk, "by": world.officer, "at": now()}
    handling.open_consultation(key="征1", party="third_party", on=localdate(), whom="湖滨公司", **told)
    page = open_page(PHONE, javascript=False)
    when_progress_is_asked(page, Receipt(made.number, made.query_code))
    says(page, "征求意见中", "第三方", "第三十三条第三款", "不计入答复期限", "为什么是")
    expect(page.get_by_text("湖滨公司")).to_have_count(0)
    officer = office("officer")
    at_case(officer, made.case)
    notices = panel(officer, "给申请人的通知")
    says(notices, "电子邮件", "短信", "100＊＊＊＊0000")


def test_row_remedies_from_the_copy_to_table_c(
    world: World, office: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Reconsideration registered, its clock shown, the evidence bound at a click and signed, answered, decided."""
    stop_clock(monkeypatch, at(2026, 4, 13, 10))
    case, officer = finish(world, letter(world, on=at(2026, 3, 2)).case, on=at(2026, 3, 10)), office("officer")
    told = {"key": "明政复1号", "procedure": "simple", "on": "2026-04-10", "copy_received_on": "2026-04-13"}
    take(officer, case, "file-dispute", kind=Dispute.Kind.RECONSIDERATION.value, **told)
    says(panel(officer, "复议诉讼"), "至2026-04-20", "还有5个工作日", "行政复议法")
    officer.get_by_role("link", name="案卷", exact=True).click()
    officer.get_by_label(re.compile("压缩包")).check()
    officer.get_by_label("用途").fill("行政复议举证")
    with officer.expect_download() as waiting:
        officer.get_by_role("button", name="生成案卷").click()
    content = Path(waiting.value.path()).read_bytes()
    package = tmp_path / "案卷.zip"
    package.write_bytes(content)
    assert bundle_signing.verify(package).faults == []
    take(officer, case, "answer-dispute", key="明政复1号", on="2026-04-13", words="案卷一册")
    end = {"key": "明政复1号", "on": "2026-04-13", "result": Dispute.Result.UPHELD.value}
    take(officer, case, "decide-dispute", **end)
    said = sentences.disputes(gather(world.office, 2026, [world.office]))
    assert "行政复议1件，其中结果维持1件" in said


def test_row_statistics_every_cell_opens_its_cases(world: World, office: Desk) -> None:
    """From a figure of table B to the list of exactly its cases; a figure that was published stays as it was."""
    case = finish(world, confirm(world, online(world).case))
    enter_table_a(world)
    report = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    actions.save_words(report_id=report.pk, words=written(world), by=world.officer, at=at(2024, 1, 10))
    officer = office("officer")
    officer.goto(f"/office/reports/{report.pk}/preview/")
    says(officer, "没有发现问题")
    row = officer.get_by_role("row", name=re.compile("本年新收政府信息公开申请数量"))
    row.get_by_role("link").first.click()
    says(officer, "共1件", case.number)
    officer.get_by_role("link", name=re.compile(case.number)).click()
    expect(officer.get_by_role("heading", name=case.number)).to_be_visible()


def test_row_search_by_number_person_and_words(world: World, office: Desk) -> None:
    """The whole number, a part of it, the identity number, the name, words of the request; none in the address."""
    road = online(world).case
    other = online(
        world, person=replace(CITIZEN, name="阮无", identity_number="990101198502020018"), wanted=QUARRY
    ).case
    officer = office("officer")
    officer.goto("/office/requests/?status=all")
    for words, wanted in {
        road.number.lower(): [road],
        road.number[-5:]: [road],
        "990101198502020018": [other],
        "阮无": [other],
        "石料场补偿协议": [other],
        "道路改造工程": [road],
        "没有这样的内容": [],
    }.items():
        officer.get_by_label(re.compile("^收件编号")).fill(words)
        officer.get_by_role("button", name="筛选").click()
        expect(officer.locator("table.grid tbody th[scope=row]")).to_have_text([case.number for case in wanted])
        assert words not in officer.url


QUARRY = Wanted("青石镇石料场关闭的补偿协议及付款凭证")
