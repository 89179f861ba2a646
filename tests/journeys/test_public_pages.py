"""axe on every public page, on a phone and on a desk. A page that is added without an entry here fails."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework import attachments, deciding, handling
from gongkai.casework.attachments import Role, upload
from gongkai.dialogue import answering, corrections, letters
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure import publishing
from gongkai.disclosure.models import Section
from gongkai.editorial.pages import GatedPage
from gongkai.portal import modes, pages
from gongkai.portal.shown import KINDS
from gongkai.portal.subscribing import asking
from gongkai.portal.subscribing.asking import Subject
from gongkai.portal.subscribing.models import Letter, Rhythm
from gongkai.portal.tongues import INSTEAD
from gongkai.portal.urls import urlpatterns
from gongkai.reporting import actions
from tests.disclosure.gazettes import printed
from tests.editorial.papers import hire
from tests.editorial.site import home, reviewed, write, write_dialogue, write_everything
from tests.factories import World, at, confirm, decide, finish, online
from tests.journeys import looking
from tests.journeys.conftest import DESKTOP, Open
from tests.journeys.keyboard import (
    KIOSK,
    NARROW,
    assert_looked_at,
    every_place_is_reached_and_seen,
    every_place_is_seen_on_each_face,
    ready,
)
from tests.journeys.looking import assert_accessible
from tests.journeys.test_citizen import (
    when_it_is_confirmed,
    when_the_form_is_filled_in,
    when_the_next_step_is_taken,
)
from tests.portal.publishing import published_answer
from tests.portal.test_opinion import ask as ask_third_party
from tests.reporting.conftest import approved, enter_table_a, written
from tests.village.conftest import settle, snapshot

pytestmark = pytest.mark.sweep
NO_PAGES = {
    "health",
    "report_html",
    "report_json",
    "api_due",
    "robots",
    "sitemap",
    "sitemap_part",
    "security_txt",
    "feed",
    "section_feed",
    "search_feed",
    "letter_pdf",
    "case_file",
    "letter_file",
    "disclosed_file",
    "page_file",
    "page_picture",
    "page_pdf",
    "page_docx",
    "page_json",
    "library_json",
    "library_csv",
    "library_feed",
    "interpretations_feed",
    "page_media",
    "talk_ics",
    "meetings_feed",
    "catalogue_json",
    "catalogue_csv",
    "catalogue_xlsx",
    "gazette_pdf",
    "gazette_epub",
    "gazette_epub_hant",
    "gazette_picture",
    "search_suggestions",
    "share_picture",
    "page_poster",
    "kiosk_enter",
    "kiosk_leave",
    "forget",
    "village_feed",
    "village_manifest",
    "village_poster",
    "posting_poster",
    "posting_file",
    "board_photo",
}
"""Files and interfaces: nothing that a browser shows as a page of the site."""


def _plain(address: str) -> Callable[[Page, World], None]:
    def visit(page: Page, world: World) -> None:
        page.goto(address.format(code=world.office.code))

    return visit


def _apply(page: Page, world: World) -> None:
    page.goto(f"/apply/{world.office.code}/")
    when_the_next_step_is_taken(page)
    expect(page.get_by_role("alert")).to_be_visible()
    for part in ("what", "how", "delete"):
        assert_accessible(page)
        page.goto(f"/apply/{world.office.code}/?part={part}")
    assert_accessible(page)
    page.get_by_role("link", name="不删除，继续填写").click()
    page.get_by_role("button", name="保存，以后继续").click()
    expect(page.locator("#resume-code")).to_be_visible()


def _how(page: Page, world: World) -> None:
    """The step with files, one of which is there and one refused."""
    page.goto(f"/apply/{world.office.code}/?part=how")
    page.get_by_label("其他附件").set_input_files(
        {"name": "坏.exe", "mimeType": "text/plain", "buffer": b"MZ" + b"x" * 90}
    )
    when_the_next_step_is_taken(page, "下一步：核对")
    expect(page.get_by_role("alert")).to_contain_text("坏.exe")


def _receipt(page: Page, world: World) -> None:
    page.goto(f"/apply/{world.office.code}/")
    when_the_form_is_filled_in(page)
    assert_accessible(page)
    when_it_is_confirmed(page)


def _ask(page: Page, world: World) -> None:
    receipt = online(world, on=now())
    confirm(world, receipt.case, on=now())
    handling.ask_correction(case_id=receipt.case.pk, on=localdate(), what="请写明年份", by=world.officer, at=now())
    _query(page, receipt.number, receipt.query_code)


def _correction(page: Page, world: World) -> None:
    _ask(page, world)
    page.get_by_role("button", name="提交补正").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _letter(page: Page, world: World) -> None:
    receipt = online(world, on=now())
    decide(world, confirm(world, receipt.case, on=now()), on=now())
    deciding.issue_letter(case_id=receipt.case.pk, by=world.officer, at=now())
    _query(page, receipt.number, receipt.query_code)
    page.get_by_role("link", name=re.compile("^政府信息公开告知书")).click()


def _leave(page: Page, world: World) -> None:
    _ask(page, world)
    page.get_by_role("button", name="结束查询").click()
    page.wait_for_load_state()


def _answered(page: Page, world: World) -> None:
    """A case with everything that an applicant may still do."""
    receipt = online(world, on=now())
    case = confirm(world, receipt.case, on=now())
    reply = upload("批复全文".encode(), "批复.txt", Role.REPLY)
    attachments.add(case_id=case.pk, uploads=[reply], by=world.officer, at=now())
    finish(world, case, on=now())
    _query(page, receipt.number, receipt.query_code)
    page.eval_on_selector_all("main details", "all => all.forEach(one => { one.open = true; })")


def _sections(page: Page, world: World) -> None:
    _site(world)
    page.goto("/c/")
    expect(page.get_by_role("link", name="栏目各科室")).to_be_visible()


def _page_of_the_site(page: Page, world: World) -> None:
    """A section, and in it a page with a picture and a file."""
    _sections(page, world)
    page.get_by_role("link", name="栏目各科室").click()
    assert_accessible(page)
    page.get_by_role("link", name="消息各科室").click()
    expect(page.get_by_role("img", name="各科室")).to_be_visible()


def _site(world: World) -> None:
    """Pages of the public site, through their reviews."""
    staff = hire(world)
    written = write_everything(world, staff)
    reviewed(staff, written.section)
    reviewed(staff, written.article)
    reviewed(staff, written.policy, written.interpretation)
    reviewed(staff, written.talk)


def _rating(page: Page, world: World) -> None:
    _answered(page, world)
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _suggestion(page: Page, world: World) -> None:
    _answered(page, world)
    page.get_by_role("button", name="提交建议").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _amendment(page: Page, world: World) -> None:
    _answered(page, world)
    page.get_by_label("哪里不准确").fill("面积")
    page.get_by_role("button", name="提交更正要求").click()
    expect(page.get_by_role("status")).to_be_visible()


def _reasons(page: Page, world: World) -> None:
    receipt = online(world, on=now())
    confirm(world, receipt.case, on=now())
    handling.ask_reasons(case_id=receipt.case.pk, on=localdate(), why="数量过多", by=world.officer, at=now())
    _query(page, receipt.number, receipt.query_code)
    page.get_by_role("button", name="提交理由").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _withdraw(page: Page, world: World) -> None:
    _ask(page, world)
    page.get_by_role("link", name="撤回申请").click()
    expect(page.get_by_role("button", name="确认撤回")).to_be_visible()


def _on_paper(page: Page, world: World) -> None:
    _ask(page, world)
    page.get_by_role("link", name="打印用的版本").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("政府信息公开申请办理进度单")


def _resume(page: Page, world: World) -> None:
    page.goto("/apply/resume/")
    page.get_by_label("续填码").fill("AAAA")
    page.get_by_role("button", name="继续填写").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _opinion(page: Page, world: World) -> None:
    letter, code = ask_third_party(world)
    page.goto("/opinion/")
    page.get_by_label("文号").fill(letter.number)
    page.get_by_label("答复码").fill(code)
    page.get_by_role("button", name="打开征求意见书").click()
    expect(page.get_by_role("heading", name="提出意见")).to_be_visible()


def _opinion_letter(page: Page, world: World) -> None:
    _opinion(page, world)
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("同意公开", exact=True).check()
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("意见回执")


def _opinion_leave(page: Page, world: World) -> None:
    _opinion(page, world)
    page.get_by_role("button", name="离开").click()
    expect(page.get_by_role("button", name="打开征求意见书")).to_be_visible()


def _disclosed_entry(page: Page, world: World) -> None:
    row = published_answer(world)
    page.goto("/disclosed/")
    assert_accessible(page)
    page.get_by_role("link", name=row.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(row.title)


def _library(page: Page, world: World) -> None:
    _page_of_the_site(page, world)
    page.goto("/policies/?validity=in_force")
    page.get_by_label("标题或者发文字号").fill("通知")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("status")).to_contain_text("共1件")
    assert_accessible(page)
    page.get_by_role("link", name="通知各科室").click()
    expect(page.get_by_text("本文件现行有效")).to_be_visible()
    assert_accessible(page)
    page.go_back()


def _interpretations(page: Page, world: World) -> None:
    """The list, and one interpretation from it."""
    _site(world)
    page.goto("/interpretations/?form=text")
    assert_accessible(page)
    page.get_by_role("link", name="解读各科室").click()
    expect(page.get_by_text("文字解读")).to_be_visible()
    assert_accessible(page)
    page.go_back()


def _talks(page: Page, world: World) -> None:
    """A talk with its film, and the list of all."""
    _site(world)
    page.goto("/talks/")
    page.get_by_role("link", name="公开讲各科室").click()
    page.get_by_text("文字稿", exact=True).click()
    expect(page.locator("video")).to_be_visible()
    assert_accessible(page)
    page.go_back()


def _zone(address: str, kind: str) -> Callable[[Page, World], None]:
    """A list of the portal with a page of its kind, and that page."""

    def visit(page: Page, world: World) -> None:
        staff = hire(world)
        written = write_everything(world, staff)
        reviewed(staff, written.section)
        reviewed(staff, written.more[kind])
        page.goto(publishing.public_address(written.more[kind].gate_key))
        expect(page.get_by_role("heading", level=1)).to_have_text(written.more[kind].title)
        page.eval_on_selector_all("main details", "all => all.forEach(one => { one.open = true; })")
        assert_accessible(page)
        page.goto(address.format(code=world.office.code))

    return visit


def _gazette(page: Page, world: World) -> None:
    """The list of issues, and something found in them."""
    staff = hire(world)
    written = write_everything(world, staff)
    reviewed(staff, written.section)
    reviewed(staff, written.policy, written.interpretation)
    printed(world, staff, written.policy)
    page.goto("/gazette/")
    assert_accessible(page)
    page.get_by_label("按标题或者发文字号查找").fill("通知")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", name="查找结果")).to_be_visible()


def _gazette_issue(page: Page, world: World) -> None:
    _gazette(page, world)
    page.get_by_role("link", name="第1期").click()
    expect(page.get_by_role("heading", name="目录")).to_be_visible()


def _gazette_leaf(page: Page, world: World) -> None:
    _gazette_issue(page, world)
    page.get_by_role("link", name="通知各科室", exact=True).click()
    expect(page.get_by_text("本页文字")).to_be_visible()


def _talking(world: World) -> list[GatedPage]:
    """A page of each kind of the dialogue, open today and public."""
    staff = hire(world)
    section = write(Section, home(world.office), staff.author, "互动")
    today = localdate()
    pages = write_dialogue(section, staff.author, "各科室", {"opens_on": today, "closes_on": today})
    for one in (section, *pages):
        reviewed(staff, one)
    return pages


def _entrance(page: Page, world: World) -> None:
    """The entrance, and each kind of page that the dialogue leads to."""
    for one in _talking(world):
        page.goto(publishing.public_address(one.gate_key))
        assert_accessible(page)
    page.goto("/dialogue/")


def _listed(address: str) -> Callable[[Page, World], None]:
    """A list with something in it."""

    def visit(page: Page, world: World) -> None:
        _talking(world)
        page.goto(address)

    return visit


def _give_opinion(page: Page, world: World) -> None:
    page.goto(f"/consultations/{_talking(world)[0].pk}/opinion/")
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _survey(page: Page, world: World) -> None:
    page.goto(f"/surveys/{_talking(world)[4].pk}/")
    page.get_by_role("button", name="提交回答").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _seat(page: Page, world: World) -> None:
    page.goto(f"/seats/{_talking(world)[-1].pk}/")
    page.get_by_role("button", name="提交报名").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _write(page: Page, world: World) -> None:
    """A letter, first with what is missing, then sent."""
    page.goto("/questions/ask/")
    page.get_by_role("button", name="提交来信").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("写给哪个机关").select_option(world.office.code)
    page.get_by_label("标题").fill("公园几点关门")
    page.get_by_label("内容").fill("想问湖滨公园夜里几点关门。")
    page.get_by_role("button", name="提交来信").click()
    expect(page.locator("#receipt-code")).to_be_visible()


def _letter_case(page: Page, world: World) -> None:
    """An answered letter with the form for rating it, and a report of an error."""
    number, code = _asked(world)
    row = CitizenLetter.objects.get(number=number)
    answering.draft(letter_id=row.pk, words="夏季二十二时。", by=world.officer, at=now())
    answering.approve(letter_id=row.pk, by=world.leader, at=now())
    made = corrections.report(kind="words", place="/guide/", found=corrections.Found("多了一个字"), at=now())
    _looked_up(page, made.number, made.query_code)
    assert_accessible(page)
    _looked_up(page, number, code)


def _asked(world: World) -> tuple[str, str]:
    written = letters.Written("公园几点关门", "夜里几点关门？")
    made = letters.write(agency=world.office, kind="question", written=written, may_publish=True, at=now())
    return made.number, made.query_code


def _looked_up(page: Page, number: str, code: str) -> None:
    page.goto("/questions/progress/")
    page.get_by_label("收件编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def _report(page: Page, world: World) -> None:
    finish(world, confirm(world, online(world).case))
    enter_table_a(world)
    draft = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    actions.save_words(report_id=draft.pk, words=written(world), by=world.officer, at=at(2024, 1, 10))
    approved(world, draft)
    actions.publish(report_id=draft.pk, by=world.officer, at=at(2024, 1, 29))
    page.goto(f"/reports/{world.office.code}/2023/")


def _large(page: Page, world: World) -> None:
    """Large letters on the densest page, a calendar on a telephone."""
    page.goto("/calculator/?received=2026-02-13&channel=web")
    page.get_by_role("link", name="长者版").click()
    expect(page.get_by_role("link", name="返回标准版")).to_be_visible()


def _reader(page: Page, world: World) -> None:
    """The tool bar unfolded, with another size and other colours than usual."""
    page.goto("/guide/")
    page.get_by_text("无障碍", exact=True).click()
    page.get_by_role("link", name="更大").click()
    page.get_by_role("link", name="黑底黄字").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "night")


def _kiosk(page: Page, world: World) -> None:
    """The first page of a kiosk, with its keys, and the question whether somebody is still there."""
    page.goto("/")
    page.context.add_cookies([{"name": modes.COOKIE, "value": "kiosk", "url": page.url}])
    page.goto("/kiosk/")
    expect(page.get_by_role("link", name="用完了，清除")).to_be_visible()
    page.eval_on_selector("dialog", "dialog => dialog.showModal()")


def _query(page: Page, number: str, code: str) -> None:
    page.goto("/progress/")
    page.get_by_label("收件编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def _subscribe(page: Page, world: World) -> None:
    page.goto("/subscribe/?q=供水")
    page.get_by_label("电子邮箱").fill("谁")
    page.get_by_role("button", name="发送确认邮件").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _subscribed(name: str) -> Callable[[Page, World], None]:
    """A question or a way out, as a message leads there."""

    def visit(page: Page, world: World) -> None:
        asking.ask(address="a@example.invalid", subject=Subject(words="供水"), rhythm=Rhythm.DAILY, at=now())
        letter = Letter.objects.get()
        confirm, leave = asking.confirm_token(letter), asking.leave_token(letter.subscription)
        page.goto(f"/subscribe/{name}/{confirm if name == 'confirm' else leave}/")
        expect(page.get_by_text("搜索“供水”的新结果")).to_be_visible()

    return visit


def _search(page: Page, world: World) -> None:
    """Results with marks and ways of narrowing; before them nothing, and the page for nothing found."""
    _site(world)
    page.goto("/search/?q=没有这个")
    expect(page.get_by_text("没有找到")).to_be_visible()
    assert_accessible(page)
    page.goto("/search/?q=各科室")
    expect(page.locator("mark").first).to_be_visible()


def _village(address: str) -> Callable[[Page, World], None]:
    """A village's pages, with a finance table and a picture on the board."""

    def visit(page: Page, world: World) -> None:
        hamlet = settle(world)
        row = hamlet.public(hamlet.content(files=(snapshot("石桥.png"),)), on=now())
        page.goto(address.format(village=hamlet.agency.code, posting=row.pk))

    return visit


PAGES: dict[str, Callable[[Page, World], None]] = {
    "home": _plain("/"),
    "guide": _plain("/guide/"),
    "agency_guide": _plain("/guide/{code}/"),
    "map": _plain("/map/"),
    "large": _large,
    "reader": _reader,
    "accessibility": _plain("/accessibility/"),
    "kiosk": _kiosk,
    "apply": _plain("/apply/"),
    "application": _apply,
    "receipt": _receipt,
    "progress": _plain("/progress/"),
    "case": _ask,
    "correction": _correction,
    "resume": _resume,
    "reasons": _reasons,
    "withdraw": _withdraw,
    "rating": _rating,
    "suggestion": _suggestion,
    "amendment": _amendment,
    "on_paper": _on_paper,
    "opinion": _plain("/opinion/"),
    "opinion_letter": _opinion_letter,
    "opinion_leave": _opinion_leave,
    "disclosed": _plain("/disclosed/"),
    "disclosed_entry": _disclosed_entry,
    "letter": _letter,
    "leave": _leave,
    "search": _search,
    "sections": _sections,
    "subscribe": _subscribe,
    "subscribe_confirm": _subscribed("confirm"),
    "subscribe_leave": _subscribed("leave"),
    "page": _page_of_the_site,
    "library": _library,
    "interpretations": _interpretations,
    "talks": _talks,
    "meetings": _zone("/meetings/", "meeting"),
    "leaders": _zone("/leaders/", "leader"),
    "agencies": _plain("/agencies/"),
    "agency": _zone("/agencies/{code}/", "profile"),
    "catalogue": _zone("/catalogue/?item=2", "catalogue"),
    "topics": _zone("/topics/", "topic"),
    "inspections": _zone("/inspections/", "inspection"),
    "points": _zone("/points/", "points"),
    "gazette": _gazette,
    "gazette_issue": _gazette_issue,
    "gazette_leaf": _gazette_leaf,
    "reports": _plain("/reports/"),
    "report": _report,
    "api": _plain("/api/"),
    "calculator": _plain("/calculator/?received=2026-02-13&channel=web"),
    "dialogue": _entrance,
    "written": _write,
    "consultations": _listed("/consultations/"),
    "give_opinion": _give_opinion,
    "questions": _listed("/questions/"),
    "ask": _plain("/questions/ask/"),
    "letter_progress": _plain("/questions/progress/"),
    "letter_case": _letter_case,
    "corrections": _plain("/corrections/"),
    "surveys": _listed("/surveys/"),
    "survey": _survey,
    "seat": _seat,
    "services": _listed("/services/"),
    "villages": _village("/villages/"),
    "village": _village("/villages/{village}/"),
    "posting": _village("/villages/{village}/{posting}/"),
    "posting_question": _village("/villages/{village}/{posting}/question/"),
}


def test_every_public_address_is_looked_at() -> None:
    # What is included under an address of its own is the API, which programs read.
    pages = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    included = [str(pattern.pattern) for pattern in urlpatterns if isinstance(pattern, URLResolver)]
    assert included == ["api/v1/"]
    assert {pattern.name for pattern in pages} == set(PAGES) | NO_PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_axe_finds_nothing(open_page: Open, world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in any size and language, and every place is reached and seen by keyboard alone: one way to each page,
    which often takes longer than to look at it."""
    page = open_page(NARROW, expected="404")
    ready(page)
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status == 404 else None)
    with monkeypatch.context() as patch:
        patch.setattr(f"{__name__}.assert_accessible", _looked_at_in_both_ways)
        PAGES[name](page, world)
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    assert_accessible(page)
    page.set_viewport_size(KIOSK if name == "kiosk" else NARROW)  # type: ignore[arg-type]
    every_place_is_reached_and_seen(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    # what only answers to a form is looked at where the form stands
    again = reverse(f"portal:{INSTEAD[name]}") if name in INSTEAD else page.url
    _in_every_language(page)
    assert missing == []
    every_place_is_seen_on_each_face(page, again)


def _looked_at_in_both_ways(page: Page) -> None:
    looking.assert_accessible(page)
    assert_looked_at(page)


def _in_every_language(page: Page) -> None:
    """The same page in each script and language that offers it."""
    for address in page.eval_on_selector_all(".tongues a", "all => all.map(one => one.href)"):
        page.goto(address)
        assert_accessible(page)


MODES = ("senior.yellow", "contrast", "dark.pinyin", "night.200", "kiosk")
IN_MODES = (
    "/",
    "/guide/",
    "/apply/",
    "/progress/",
    "/c/",
    "/policies/",
    "/search/?q=各科室",
    "/accessibility/",
    "/map/",
)


def test_axe_finds_nothing_in_any_mode_of_reading(open_page: Open, world: World) -> None:
    """The pages that lists and forms are made of, in every theme, in 长者版, with pinyin and on a kiosk; the page of
    an article in traditional characters and English too."""
    page = open_page(NARROW)
    _page_of_the_site(page, world)
    article = page.url
    for mode in MODES:
        page.context.add_cookies([{"name": modes.COOKIE, "value": mode, "url": page.url}])
        for address in (*IN_MODES, article, f"/apply/{world.office.code}/", "/hant/policies/", "/en/"):
            page.goto(address)
            assert_accessible(page)


READERS = ("", "senior", "contrast", "night.175.pinyin")
"""Modes in which every kind of page is looked at; the first is the usual one."""


def test_axe_finds_nothing_on_any_kind_of_page_however_it_is_read(open_page: Open, world: World) -> None:
    """Each kind of page with everything unfolded, a page of a list after the first one, and what the mirror shows
    while the site is down. A kind that is not written by `write_everything` fails."""
    staff = hire(world)
    made = write_everything(world, staff, dialogue=True)
    reviewed(staff, made.section)
    reviewed(staff, made.policy, made.interpretation)
    for one in (made.article, made.talk, *made.more.values(), made.site_report, *made.dialogue):
        reviewed(staff, one)
    assert {one.item_kind for one in made.all()} >= set(KINDS)
    page = open_page(NARROW)
    addresses = [publishing.public_address(one.gate_key) for one in made.all()]
    page.goto("/")
    for address in (*addresses, addresses[0] + "?page=2"):
        for mode in READERS:
            page.context.add_cookies([{"name": modes.COOKIE, "value": mode, "url": page.url}])
            page.goto(
                f"{address}{'&' if '?' in address else '?'}read={mode}"
            )  # who reads of a fault reads the mode too
            page.eval_on_selector_all("main details", "all => all.forEach(one => { one.open = true; })")
            assert_accessible(page)
    _outage(page)
    assert_accessible(page)


def _outage(page: Page) -> None:
    shown = pages.page(RequestFactory().get("/outage.html"), "portal/mirror/outage.html", column=pages.OUTAGE)
    page.route("**/outage.html", lambda route: route.fulfill(body=shown.content, content_type="text/html"))
    page.goto("/outage.html")


@pytest.mark.parametrize("visit", [_how, _answered])
def test_axe_finds_nothing_on_other_faces_of_a_page(
    open_page: Open, world: World, visit: Callable[[Page, World], None]
) -> None:
    page = open_page(NARROW)
    visit(page, world)
    assert_accessible(page)


def test_axe_finds_nothing_on_a_page_that_is_not_there(open_page: Open, world: World) -> None:
    page = open_page(NARROW, expected="404")
    answer = page.goto("/nowhere/")
    assert answer is not None
    assert answer.status == 404
    assert_accessible(page)


def test_axe_finds_nothing_where_officers_sign_in(open_page: Open, world: World) -> None:
    page = open_page(NARROW)
    page.goto("/office/")
    assert_accessible(page)


def test_axe_finds_nothing_where_a_receipt_is_over(open_page: Open, world: World) -> None:
    page = open_page(NARROW)
    page.goto("/receipt/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登记回执已经不再显示")
    assert_accessible(page)
