"""The rows before a reply: registering by staff, who asks, the receipt, judging a request, duplicates, import."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework.attachments import Role, upload
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind, Attachment, Case
from gongkai.casework.subjects import Person
from tests.casework.sheets import pdf_words
from tests.factories import CITIZEN, World, confirm, online
from tests.journeys.conftest import PHONE, Open
from tests.journeys.looking import tab_to
from tests.journeys.test_citizen import when_the_next_step_is_taken
from tests.journeys.walking import at_case, done, panel, paper, put, says, take
from tests.portal.publishing import published_answer

Desk = Callable[..., Page]
SEARCHED = "明湖路道路改造工程的立项批复（明发改〔2022〕15号）"
COMPANY = replace(
    CITIZEN, name="明湖石料有限公司", identity_kind="social_credit_code", identity_number="91990100MA0000000A"
)


def test_row_intake_by_staff_with_the_keyboard_alone(world: World, office: Desk) -> None:
    """A plain letter is typed in without a mouse, its scan added, and its receipt confirmed the same day."""
    page = office("officer")
    page.goto("/office/requests/new/")
    keys = {
        "channel": None,
        "name": CITIZEN.name,
        "identity_number": CITIZEN.identity_number,
        "address": CITIZEN.address,
        "description": SEARCHED,
    }
    for name, words in keys.items():
        tab_to(page, f"[name={name}]")
        if words is None:
            page.keyboard.press("ArrowDown")  # from the counter to letters
            page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(words)
    expect(page.get_by_label("平信")).to_be_checked()
    page.locator("[name=scans]").set_input_files(paper("来件.txt", "申请书"))
    tab_to(page, "button[value=register]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="政府信息公开申请登记回执")).to_be_visible()
    case = Case.objects.get()
    assert case.attachments.get().role == Attachment.Role.SCAN
    at_case(page, case)
    says(page, "尚未确认", "请先与申请人确认收到")
    assert "双方确认收到" in take(page, case, "confirm-receipt", means="phone", on=localdate().isoformat())
    case.refresh_from_db()
    assert (case.stage, case.received_on) == ("open", localdate())


def test_row_intake_by_staff_what_was_spoken_is_written_down_and_signed(world: World, office: Desk) -> None:
    page = office("officer")
    page.goto("/office/requests/new/")
    page.get_by_label("口头申请").check()
    page.get_by_label("平信").check()
    for name, value in {
        "name": CITIZEN.name,
        "identity_number": CITIZEN.identity_number,
        "telephone": CITIZEN.telephone,
        "description": SEARCHED,
    }.items():
        put(page.locator(f"[name={name}]"), value)
    put(page.locator("[name=delivery]"), "counter")
    page.get_by_role("button", name="登记并出具回执").click()
    expect(page.get_by_role("alert")).to_contain_text("口头申请只有当面提出")
    page.get_by_label("当面", exact=True).check()
    page.get_by_role("button", name="登记并出具回执").click()
    spoken = page.get_by_role("article").last
    says(spoken, "申请书（代为填写）", SEARCHED, "由工作人员林知行根据申请人口述代为填写", "申请人签名")
    page.reload()
    expect(page.get_by_text("申请人签名")).to_have_count(0)  # it names who asks, so it is shown once
    at_case(page, Case.objects.get())
    says(panel(page, "办理经过"), "口头提出申请，由工作人员代为填写")


def test_row_identity_needs_a_second_person_and_a_number_that_fits(
    world: World, office: Desk, open_page: Open, settings: pytest.FixtureRequest
) -> None:
    """Check digits of people and of organisations, the agent's authority, five kinds; opened with another's consent."""
    settings.GONGKAI_IDENTITY_SECOND_PERSON = True  # type: ignore[attr-defined]
    citizen = open_page(PHONE)
    citizen.goto(f"/apply/{world.office.code}/")
    put(citizen.locator("[name=name]"), COMPANY.name)
    citizen.get_by_label("统一社会信用代码").check()
    put(citizen.locator("[name=identity_number]"), COMPANY.identity_number)
    put(citizen.locator("[name=telephone]"), COMPANY.telephone)
    when_the_next_step_is_taken(citizen)
    expect(citizen.get_by_role("alert")).to_contain_text("统一社会信用代码")
    kinds = {kind.label for kind in ApplicantKind}
    assert len(kinds) == 6  # a person, four kinds of organisations of table B, and others
    for kind in kinds:
        expect(citizen.get_by_text(kind, exact=True).first).to_be_attached()
    proofs = [upload(words.encode(), f"{words}.txt", role) for words, role in PROOFS]
    case = confirm(world, online(world, on=now(), uploads=proofs).case, on=now())
    officer, leader = office("officer"), office("leader")
    at_case(officer, case)
    says(panel(officer, "文件"), "授权委托书")
    officer.get_by_role("link", name="显示身份和联系方式").click()
    officer.get_by_label("查看的原因").fill("寄送前核对")
    officer.get_by_role("button", name="请求查看").click()
    assert "等同一机关另一人同意" in done(officer)
    leader.goto("/office/")
    leader.get_by_role("link", name="1项查看申请人身份信息的请求等您同意").click()
    leader.get_by_role("button", name="同意", exact=True).click()
    done(leader)
    officer.goto(f"/office/requests/{case.number}/person/")
    expect(officer.get_by_text(CITIZEN.identity_number)).to_have_count(0)
    officer.get_by_role("button", name="显示身份和联系方式").click()
    says(officer, CITIZEN.identity_number, "本次查看已记入审计账本")


PROOFS = (("证件", Role.IDENTITY), ("委托书", Role.AUTHORITY))


def test_row_receipt_says_why_that_day_and_guards_its_code(
    world: World, office: Desk, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Number, day of receipt and why, due day; a code of 80 bits, which nobody can guess at."""
    monkeypatch.setenv("GONGKAI_FAILED_QUERIES_PER_HOUR", "2")
    receipt, page = online(world, on=now()), office("officer")
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt.query_code)  # 16 letters of 5 bits
    page.goto(f"/office/requests/{receipt.number}/receipt/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载PDF").click()
    told = pdf_words(Path(waiting.value.path()).read_bytes())
    due = receipt.case.due_on
    assert due is not None
    today = localdate()
    why = "收到日的确定：系统提示提交成功即视为双方确认"
    for part in (receipt.number, f"{today.year}年{today.month}月{today.day}日", why, "指导案例26号", "第三十一条"):
        assert part in told
    assert f"{due.year}年{due.month}月{due.day}日" in told
    guesser = open_page(PHONE, expected="429")
    for _ in range(3):
        guesser.goto("/progress/")
        guesser.get_by_label("收件编号").fill(receipt.number)
        guesser.get_by_label("查询码").fill("AAAA-AAAA-AAAA-AAAA")
        guesser.get_by_role("button", name="查询", exact=True).click()
        guesser.wait_for_load_state()
    says(guesser, "一小时")


def test_row_triage_suggests_what_is_public_and_asks_in_the_order_of_the_law(
    world: World, office: Desk, open_page: Open
) -> None:
    """Before sending: what is public already. In the office: the questions of articles 36 and 39, one after another."""
    public = published_answer(world)
    citizen = open_page(PHONE, javascript=False)
    citizen.goto(f"/apply/{world.office.code}/")
    for name in ("name", "identity_number", "telephone"):
        put(citizen.locator(f"[name={name}]"), getattr(CITIZEN, name))
    when_the_next_step_is_taken(citizen)
    citizen.get_by_label("所需信息的内容").fill(f"{public.title}全文")
    when_the_next_step_is_taken(citizen)
    when_the_next_step_is_taken(citizen, "下一步：核对")
    shown = panel(citizen, "这些已经公开，可能就是您要的")
    expect(shown.get_by_role("link", name=public.title)).to_be_visible()
    case, officer = confirm(world, online(world, on=now()).case, on=now()), office("officer")
    officer.goto(f"/office/requests/{case.number}/decision/")
    judging = officer.locator("ol.judging > li")
    says(judging.first, "第三十九条")
    for item in "一二三四五六七":
        says(officer.locator("ol.judging"), f"条例第三十六条第（{item}）项")
    judging.first.get_by_role("link").first.click()
    expect(officer.get_by_role("heading", name=re.compile("拟定答复|预览")).first).to_be_visible()


def test_row_duplicates_are_shown_and_never_block(world: World, office: Desk) -> None:
    """The same person again, other people for the same thing, the count of the month; nothing is refused."""
    moment = now()
    first = online(world, on=moment).case
    for other in ("甄不在", "甄不知"):
        person = Person(other, "passport", f"E{abs(hash(other)) % 10**8:08d}", "00012345678")
        online(world, on=moment, person=person, wanted=Wanted(f"请提供{SEARCHED}"))
    again = confirm(world, online(world, on=moment, wanted=Wanted(f"申请公开：{SEARCHED}。")).case, on=moment)
    officer = office("officer")
    at_case(officer, again)
    around = panel(officer, "以往的申请")
    says(around, "当月2件，本件是当月第2件", "同一申请人此前申请过相近的内容", "第三十六条第（六）项")
    expect(around.get_by_role("link", name=first.number).first).to_be_visible()
    says(around, "其他人申请过相近的内容", "可以纳入主动公开的范围（条例第四十四条）")
    assert again.stage == "open", "it goes its way like any other"
    officer.goto(f"/office/requests/{again.number}/decision/?outcome=unhandled_repeated")
    says(officer, "重复")
    officer.goto(f"/office/requests/{again.number}/notices/ask-reasons/")
    says(officer, "第三十五条", "明显超过合理范围")
