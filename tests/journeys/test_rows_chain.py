"""The row Approval from the draft to the letter: each step by somebody else, on their own screen."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.timezone import now
from playwright.sync_api import Locator, Page, expect

from gongkai.casework import attachments, chain_proof, deciding
from gongkai.casework.models import Case
from tests.casework.chains import demand
from tests.factories import DISCLOSED, World, confirm, online
from tests.journeys.conftest import Open
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import at_case, done, panel, put, says, take

Desk = Callable[..., Page]
PANEL = "答复的审签"


def from_today(page: Page, case: Case) -> None:
    """Open a case from the day's work, where it says what waits and for how long."""
    page.goto("/office/")
    says(panel(page, "等您处理"), "等您审签的文书", "今天到手")
    page.get_by_role("link", name=case.number).first.click()


def passing(page: Page, case: Case, do: str = "pass", **answers: str) -> str:
    """Take the step that waits, with the keyboard alone: the button is reached by its focus and pressed."""
    from_today(page, case)
    form = page.locator(f"#chain-reply-{do}-step")
    if not form.evaluate("step => step.open"):
        form.locator("summary").first.focus()
        page.keyboard.press("Enter")
    for name, value in answers.items():
        put(form.locator(f"[name={name}]"), value)
    _press(form.locator("form button").last)
    return done(page)


def _press(button: Locator) -> None:
    button.focus()
    button.press("Enter")


def test_row_approval_chain_from_review_to_signature(world: World, office: Desk, open_page: Open) -> None:
    """Sent back with place and reason, reviewed, cleared, signed; a file that comes late is asked for again."""
    demand(world, ["review", "secrecy", "sign"], on=now())
    case = confirm(world, online(world, on=now()).case, on=now())
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=now())
    officer, colleague, leader = (office(who) for who in ("officer", "colleague", "leader"))
    secrecy = office("secrecy", "404")
    at_case(officer, case)
    says(panel(officer, PANEL), "现在轮到", "何其")
    says(panel(officer, PANEL), "自己拟定的意见")
    # the place and the reason reach the drafter
    assert "已退回拟办人" in passing(colleague, case, "return", place="提供的政府信息", why="请附立项批复的附图")
    officer.goto("/office/")
    says(panel(officer, "等您处理"), "退回您修改的文书")
    at_case(officer, case)
    says(panel(officer, "办理经过"), "由审核退回", "退回之处：提供的政府信息", "请附立项批复的附图")
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=now())
    assert "已审签" in passing(colleague, case, words="事实清楚")
    # who reviews for secrets sees this case, not its applicant, and only while it waits
    from_today(secrecy, case)
    expect(secrecy.get_by_role("link", name="显示身份和联系方式")).to_have_count(0)
    secrecy.set_viewport_size({"width": 360, "height": 800})
    assert_accessible(secrecy)
    assert "已审签" in passing(secrecy, case)
    assert secrecy.goto(f"/office/requests/{case.number}/").status == 404  # type: ignore[union-attr]
    # a file that comes now was read by nobody
    late = attachments.upload("附图。\n".encode(), "附图.txt", "reply")
    attachments.add(case_id=case.pk, uploads=[late], by=world.officer, at=now())
    at_case(leader, case)
    says(panel(leader, PANEL), "提供给申请人的文件有变动", "通过的是变动以前的文件")
    expect(leader.locator("#step-approve")).to_have_count(0)
    passing(colleague, case)
    passing(secrecy, case)
    assert "已批准" in take(leader, case, "approve")
    assert "已编号制发" in take(officer, case, "issue-letter")
    says(panel(officer, PANEL), "文书已经制发", "何其", "卫密", "周审")
    events = list(case.events.order_by("seq"))
    assert not list(chain_proof.faults(events, world.office.line, chain_proof.Rules()))
