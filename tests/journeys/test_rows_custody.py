"""The rows of keeping: the ledger, who may what and since when, masks, a virus, programs, large letters."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.agencies import actions as staff
from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.roles import Role
from gongkai.audit import locks
from gongkai.audit.models import Action, Entry
from gongkai.casework.attachments import Role as Use
from gongkai.casework.attachments import upload
from gongkai.casework.models import Attachment, Case, CaseEvent
from tests.factories import CITIZEN, World, confirm, finish, online
from tests.journeys.conftest import PHONE, Open
from tests.journeys.test_citizen import Receipt, given_a_citizen_at_the_form, when_progress_is_asked
from tests.journeys.walking import at_case, done, panel, paper, says
from tests.portal.api.calling import fresh
from tests.portal.filled import ANSWERS

Desk = Callable[..., Page]


def test_row_audit_log_has_who_read_and_cannot_be_changed(world: World, office: Desk) -> None:
    """An officer's look at a person is an entry with its reason; the auditor sees it; a changed row is named."""
    case = confirm(world, online(world, on=now()).case, on=now())
    officer, auditor = office("officer"), office("auditor")
    officer.goto(f"/office/requests/{case.number}/person/")
    officer.get_by_label("查看的原因").fill("寄送前核对地址")
    officer.get_by_role("button", name="显示身份和联系方式").click()
    says(officer, CITIZEN.identity_number, "本次查看已记入审计账本")
    read = Entry.objects.get(action=Action.CASE_READ, detail__what="identity")
    assert read.detail["why"] == "寄送前核对地址"
    auditor.goto(f"/office/requests/{case.number}/ledger/")
    row = auditor.get_by_role("row", name=re.compile("查看"))
    expect(row.first).to_contain_text("林知行")
    auditor.get_by_role("button", name="验证").click()
    says(auditor, "验证通过")
    told = CaseEvent.objects.filter(case=case, seq=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        told.update(occurred_on=date(2020, 1, 1))  # the database itself refuses
    locks.unlock(connection, "casework_caseevent")
    told.update(occurred_on=date(2020, 1, 1))  # and who takes its lock off is found out
    auditor.get_by_role("button", name="验证").click()
    expect(auditor.get_by_role("alert")).to_contain_text("不符")


def test_row_permissions_follow_posts_and_agencies_with_their_days(world: World, office: Desk) -> None:
    """A post that ended yesterday opens nothing; a new bureau is a row with a day, not a new version."""
    case = online(world, on=now()).case
    officer = office("officer")
    officer.goto("/office/people/")
    row = officer.get_by_role("row", name=re.compile("何其"))
    row.get_by_label("何其的任职止日").fill(localdate().isoformat())
    row.get_by_role("button", name="登记离任").click()
    done(officer)
    assert world.colleague.posts.get().held_until == localdate()
    bureau = staff.establish_agency(
        parent=world.government, at=now(), kind=Kind.DEPARTMENT, name="明湖区数据局", short_name="数据局",
        code="sjj", number_prefix="明数公开", telephone="0000-1", established_on=localdate(),
    )  # fmt: skip
    person = User.objects.get(pk=world.stranger.pk)
    staff.give_post(
        user=person, agency=bureau, role=Role.HANDLER, held_from=localdate(), at=now(), by=None, title="四级调研员"
    )
    assert Agency.objects.get(code="sjj").established_on == localdate()
    at_case(officer, case)
    officer.goto(f"/office/requests/{case.number}/joint/")
    expect(officer.get_by_label("明湖区数据局")).to_be_visible()


def test_row_privacy_lists_show_strokes_only(world: World, office: Desk) -> None:
    case, officer = online(world, on=now()).case, office("officer")
    for place in ("/office/requests/", f"/office/requests/{case.number}/", "/office/", "/office/board/"):
        officer.goto(place)
        shown = officer.content()
        for secret in (CITIZEN.name, CITIZEN.identity_number, CITIZEN.telephone, CITIZEN.address):
            assert secret not in shown, place
    officer.goto("/office/requests/")
    expect(officer.get_by_role("row", name=re.compile(case.number))).to_contain_text("甄＊＊")


def test_row_virus_scan_opens_only_what_was_called_clean(
    world: World, open_page: Open, office: Desk, settings: Any
) -> None:
    """Infected: refused with a sentence, nothing stored. No verdict: kept and closed until there is one."""
    settings.GONGKAI_SCANNER = scanner(otherwise=3)
    page = open_page(PHONE)
    page.goto(f"/apply/{world.office.code}/?part=how")
    page.get_by_label("其他附件").set_input_files(paper("说明.txt", "EICAR"))
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("alert")).to_contain_text("查毒发现有害内容，不能接收")
    assert Attachment.objects.count() == 0
    made = online(world, on=now(), uploads=[upload("图".encode(), "位置图.txt", Use.REQUEST)])
    officer = office("officer")
    at_case(officer, made.case)
    says(panel(officer, "文件"), "位置图.txt", "等待查毒，暂不能打开")
    settings.GONGKAI_SCANNER = scanner(otherwise=0)
    key = made.case.attachments.get().pk
    with officer.expect_download() as waiting:
        officer.evaluate("place => { location.href = place; }", f"/office/requests/{made.number}/files/{key}/")
    assert waiting.value.path().read_text("utf-8") == "图"


def scanner(*, otherwise: int) -> str:
    """A scanner that finds EICAR and ends with another status, 0 for clean, on everything else."""
    found = "print('stream: Eicar FOUND'); sys.exit(1 if b'EICAR' in sys.stdin.buffer.read() else"
    program = f"import sys; {found} {otherwise})"
    return f"command:{shlex.quote(sys.executable)} -c {shlex.quote(program)}"


def test_row_api_files_follows_and_describes_itself(world: World, open_page: Open, office: Desk) -> None:
    """A key made on the screen files a request, which the officer finds in the list; OpenAPI tells how."""
    officer = office("officer")
    officer.goto("/office/api/")
    officer.get_by_label("用途").fill("省依申请公开平台")
    officer.get_by_label("代申请人提交申请、补正和撤回").check()
    officer.get_by_role("button", name="生成密钥").click()
    key = officer.locator("code.secret").inner_text()
    program = open_page()
    described = json.loads(program.request.get("/api/v1/openapi.json").body())
    assert described["openapi"].startswith("3.")
    told = {"Authorization": f"Bearer {key}", "Idempotency-Key": fresh()}
    answer = program.request.post("/api/v1/requests", headers=told, data=ANSWERS)
    assert answer.status == 201, answer.text()
    officer.goto("/office/requests/")
    expect(officer.get_by_role("link", name=answer.json()["number"])).to_be_visible()


def test_row_accessibility_large_letters_and_a_reply_read_aloud(world: World, open_page: Open) -> None:
    """Large letters stay on from page to page; the reply is a tagged PDF, which screen readers read in order."""
    made = online(world, on=now())
    finish(world, confirm(world, made.case, on=now()), on=now())
    page = open_page(PHONE, javascript=False)
    page.goto("/")
    small = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.get_by_role("link", name="长者版").click()
    given_a_citizen_at_the_form(page, world)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > small * 1.3
    when_progress_is_asked(page, Receipt(made.number, made.query_code))
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("下载PDF")).click()
    assert b"/MarkInfo" in waiting.value.path().read_bytes()
    page.get_by_role("link", name="返回标准版").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == small


def test_row_permissions_an_agency_ends_and_nothing_is_lost(world: World, office: Desk, open_page: Open) -> None:
    """Two agencies become one: looked at first, then done; applicant and successor go on without losing a day."""
    made = online(world, on=now())
    case = confirm(world, made.case, on=now())
    due = Case.objects.get(pk=case.pk).due_on
    finished = finish(world, confirm(world, online(world, on=now()).case, on=now()), on=now())
    told = {"role": Role.DISCLOSURE_OFFICER, "held_from": localdate(), "at": now(), "by": None}
    staff.give_post(user=world.auditor, agency=world.government, **told)
    keeper = office("auditor")
    keeper.goto("/office/people/")
    keeper.get_by_role("link", name="机关撤并").click()
    keeper.get_by_label("撤并的机关").select_option(str(world.office.pk))
    keeper.locator("[name=successor]").select_option(str(world.other.pk))
    keeper.get_by_label("依据").fill("明编〔2026〕3号")
    keeper.get_by_role("button", name="看会移交什么").click()
    says(keeper, "还没有移交", "在办申请1件", case.number, "林知行（公开工作人员）")
    assert Case.objects.get(pk=case.pk).agency == world.office
    keeper.get_by_role("button", name="确认撤并，全部移交").click()
    assert "1件在办申请由承继的机关接着办理，期限不变" in done(keeper)
    heir = office("stranger")
    at_case(heir, case)
    says(heir, world.other.short_name, "改由", "编号和期限不变")
    assert Case.objects.get(pk=case.pk).due_on == due
    at_case(heir, finished)
    says(heir, "已于", "撤并，此件在撤并前办结")
    heir.get_by_role("button", name="接管此件").click()
    assert "已接管" in done(heir)
    page = open_page(PHONE, javascript=False)
    when_progress_is_asked(page, Receipt(made.number, made.query_code))
    says(page, "改由其他机关办理", world.other.name)
