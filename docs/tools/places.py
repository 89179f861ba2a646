"""Where docs/tools/screens.py takes its pictures: every public route with its pages, or the reason why it has none.

A route without an entry in `PLACES` and without a reason in `UNSEEN` is named by `forgotten()`, for which
tests/portal/test_screens.py fails. Pages of every kind are found in the demo's own database (GONGKAI_DATA), because
their numbers differ from one installation to another.
"""
# ruff: noqa: INP001 (beside a script, not a package)

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.test import RequestFactory
from django.urls import URLPattern, reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from gongkai.casework import disclosing
from gongkai.disclosure import queries
from gongkai.disclosure.models import (
    Article,
    Consultation,
    Interpretation,
    LibraryEntry,
    PublicPage,
    SeatCall,
    Section,
    Survey,
    Topic,
)
from gongkai.portal import errors, pages
from gongkai.portal.reading import Reading
from gongkai.portal.shown import KINDS
from gongkai.portal.urls import urlpatterns
from gongkai.statute.interpretations import Form
from gongkai.village import queries as village_queries

OFFICE = "mhqb"
FILE = re.compile(r"(\.(pdf|epub|docx|xlsx|csv|json|atom|xml|txt|png|ics)|/<str:name>|report\\?\.html)\$?$")
"""What an address of a file ends with: nothing that a browser shows as a page of the site."""
_HTML = "text/html; charset=utf-8"
Walk = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A page to look at: the route that shows it, its address or the way there from a browser that was just opened,
    and whether the way is walked again for each picture because an address alone does not show it."""

    route: str
    way: str | Walk
    always: bool = False


def _sent(page: Page) -> None:
    """An application as far as its receipt."""
    _typed(page)
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="确认提交").click()
    page.locator("#receipt-code").wait_for()


def _typed(page: Page) -> None:
    """An application as far as its last step."""
    page.goto(f"/apply/{OFFICE}/")
    page.get_by_label("姓名或者单位名称").fill("演示申请人")
    page.get_by_label("证件号码").fill("110101199003074477")
    page.get_by_label("联系电话").fill("13800000000")
    _next(page)
    page.get_by_label("所需信息的内容").fill("2023年湖滨路改造工程的房屋征收补偿方案，包括补偿标准和安置房源的位置。")
    _next(page)


def _next(page: Page) -> None:
    page.get_by_role("button", name="下一步", exact=True).click()


def _looked_over(page: Page) -> None:
    _typed(page)
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="确认提交").wait_for()


def _empty_form(page: Page) -> None:
    page.goto(f"/apply/{OFFICE}/")
    _next(page)
    page.get_by_role("alert").wait_for()


def _case(page: Page) -> None:
    """How an application stands, asked with the numbers of its receipt."""
    _sent(page)
    number, code = (page.locator(f"#receipt-{what}").inner_text() for what in ("number", "code"))
    _asked(page, "/progress/", number, code, "查询")


def _withdrawing(page: Page) -> None:
    _case(page)
    page.get_by_role("link", name="撤回申请").click()


def _on_paper(page: Page) -> None:
    _case(page)
    page.get_by_role("link", name="打印用的版本").click()


def _asked(page: Page, address: str, number: str, code: str, button: str) -> None:
    page.goto(address)
    page.get_by_label("收件编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("heading", level=1).get_by_text(number).wait_for()


def _wrong_code(page: Page) -> None:
    page.goto("/progress/")
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("alert").wait_for()


def _written(page: Page) -> None:
    """A letter to an agency, with the numbers that its writer is given."""
    page.goto("/questions/ask/")
    page.get_by_label("写给哪个机关").select_option(index=1)
    page.get_by_label("标题").fill("公园几点关门")
    page.get_by_label("内容").fill("想问湖滨公园夜里几点关门，夏天会不会延长？")
    page.get_by_role("button", name="提交来信").click()
    page.locator("#receipt-code").wait_for()


def _letter(page: Page) -> None:
    _written(page)
    number, code = (page.locator(f"#receipt-{what}").inner_text() for what in ("number", "code"))
    _asked(page, "/questions/progress/", number, code, "查看")


def _empty_letter(page: Page) -> None:
    page.goto("/questions/ask/")
    page.get_by_role("button", name="提交来信").click()
    page.get_by_role("alert").wait_for()


def _reader_open(page: Page) -> None:
    page.goto("/guide/")
    page.get_by_text("无障碍", exact=True).click()


def _kiosk(page: Page) -> None:
    """The first page of a machine in a service centre, which only such a machine has."""
    page.goto("/")
    page.context.add_cookies([{"name": "gongkai_mode", "value": "kiosk", "url": page.url}])
    page.goto("/kiosk/")


def _outage(page: Page) -> None:
    """What the mirror shows in place of forms, as it is made: the site itself has no address for it."""
    request = RequestFactory().get("/outage.html")
    shown = pages.page(request, "portal/mirror/outage.html", column=pages.OUTAGE).content.decode()
    page.route("**/outage.html", lambda route: route.fulfill(body=shown, content_type=_HTML))
    page.goto("/outage.html")


def _broken(page: Page) -> None:
    """What is shown for a fault of ours, which no address leads to."""
    page.goto("/")
    kept = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    shown = Reading(errors.broken)(RequestFactory().get("/", headers={"Cookie": kept}))
    page.route("**/broken.html", lambda route: route.fulfill(body=shown.content, content_type=_HTML))
    page.goto("/broken.html")


PLACES: dict[str, Place] = {
    "home": Place("home", "/"),
    "guide": Place("guide", "/guide/"),
    "agency-guide": Place("agency_guide", f"/guide/{OFFICE}/"),
    "map": Place("map", "/map/"),
    "accessibility": Place("accessibility", "/accessibility/"),
    "reader": Place("reader", _reader_open, always=True),
    "kiosk-start": Place("kiosk", _kiosk, always=True),
    "apply": Place("apply", "/apply/"),
    "apply-1-who": Place("application", f"/apply/{OFFICE}/"),
    "apply-1-faults": Place("application", _empty_form, always=True),
    "apply-2-what": Place("application", f"/apply/{OFFICE}/?part=what"),
    "apply-3-how": Place("application", _typed),
    "apply-4-review": Place("application", _looked_over),
    "apply-resume": Place("resume", "/apply/resume/"),
    "receipt": Place("receipt", _sent),
    "receipt-over": Place("receipt", "/receipt/"),
    "progress": Place("progress", "/progress/"),
    "progress-faults": Place("progress", _wrong_code, always=True),
    "case": Place("case", _case),
    "withdraw": Place("withdraw", _withdrawing),
    "on-paper": Place("on_paper", _on_paper),
    "opinion": Place("opinion", "/opinion/"),
    "sections": Place("sections", "/c/"),
    "interpretations": Place("interpretations", "/interpretations/"),
    "interpretations-2": Place("interpretations", "/interpretations/?page=2"),
    "talks": Place("talks", "/talks/"),
    "library": Place("library", "/policies/"),
    "library-2": Place("library", "/policies/?page=2"),
    "library-none": Place("library", "/policies/?q=没有这份文件"),
    "gazette": Place("gazette", "/gazette/"),
    "gazette-found": Place("gazette", "/gazette/?q=办法"),
    "gazette-issue": Place("gazette_issue", f"/gazette/{OFFICE}/2023/1/"),
    "gazette-leaf": Place("gazette_leaf", f"/gazette/{OFFICE}/2023/1/3/"),
    "meetings": Place("meetings", "/meetings/"),
    "leaders": Place("leaders", "/leaders/"),
    "agencies": Place("agencies", "/agencies/"),
    "agency": Place("agency", f"/agencies/{OFFICE}/"),
    "catalogue": Place("catalogue", "/catalogue/"),
    "topics": Place("topics", "/topics/"),
    "inspections": Place("inspections", "/inspections/"),
    "points": Place("points", "/points/"),
    "disclosed": Place("disclosed", "/disclosed/"),
    "dialogue": Place("dialogue", "/dialogue/"),
    "consultations": Place("consultations", "/consultations/"),
    "questions": Place("questions", "/questions/"),
    "questions-none": Place("questions", "/questions/?subject=没有这个主题"),
    "ask": Place("ask", "/questions/ask/"),
    "ask-faults": Place("ask", _empty_letter, always=True),
    "written": Place("written", _written),
    "letter-progress": Place("letter_progress", "/questions/progress/"),
    "letter": Place("letter_case", _letter),
    "corrections": Place("corrections", "/corrections/?place=/guide/"),
    "surveys": Place("surveys", "/surveys/"),
    "services": Place("services", "/services/"),
    "villages": Place("villages", "/villages/"),
    "village": Place("village", "/villages/ltz01/"),
    "village-year": Place("village", "/villages/ltz01/?year=2025"),
    "reports": Place("reports", "/reports/"),
    "report": Place("report", f"/reports/{OFFICE}/2023/"),
    "search-empty": Place("search", "/search/"),
    "search": Place("search", "/search/?q=养老"),
    "search-narrowed": Place("search", "/search/?q=通知&kind=政策文件"),
    "search-none": Place("search", "/search/?q=没有这个"),
    "subscribe": Place("subscribe", "/subscribe/?q=养老"),
    "calculator": Place("calculator", "/calculator/?received=2024-02-05&channel=web"),
    "calculator-empty": Place("calculator", "/calculator/"),
    "api": Place("api", "/api/"),
    "missing": Place("", "/nothing-is-here/"),
    "broken": Place("", _broken, always=True),
    "outage": Place("", _outage, always=True),
}
"""Pages that every demo has, by the name of their pictures. `public_pages` adds one of every kind of page."""
UNSEEN = {
    "page_picture": "a picture within a page",
    "disclosed_file": "a file",
    "posting_question": "answers a form of the page `posting`",
    "posting_file": "a file",
    "board_photo": "a picture within a posting",
    "village_feed": "for programs",
    "village_manifest": "for programs",
    "village_poster": "a file",
    "posting_poster": "a file",
    "case_file": "a file of one applicant",
    "letter_file": "a file of one writer",
    "health": "for programs",
    "api_due": "for programs",
    "search_suggestions": "words below the search box, looked at in tests/journeys/test_search.py",
    "forget": "leads to the first page",
    "large": "sets a mode and leads back: every mode is looked at",
    "kiosk_enter": "sets a mode and leads to the kiosk's first page",
    "kiosk_leave": "as kiosk_enter",
    "leave": "leads to the form for asking",
    "opinion_leave": "leads to the form for opening a letter",
    "correction": "answers a form of the page `case`; the sweep has an officer ask first",
    "reasons": "as correction",
    "rating": "as correction",
    "suggestion": "as correction",
    "amendment": "as correction",
    "letter": "needs an officer's decision; the sweep makes one",
    "opinion_letter": "needs the code of a third party's letter; the sweep writes one",
    "subscribe_confirm": "needs a token out of a message; the sweep reads one",
    "subscribe_leave": "as subscribe_confirm",
}
"""Routes without a picture, and why."""
FROM_PAGES = frozenset({"page", "posting", "give_opinion", "seat", "survey", "disclosed_entry"})
"""Routes of which `public_pages` finds the numbers."""


def forgotten() -> set[str]:
    """Public routes that have neither a page to look at nor a reason. Those of the API are no pages."""
    routes = {one.name or "": str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern)}
    seen = {place.route for place in PLACES.values()} | FROM_PAGES
    return {name for name, address in routes.items() if not FILE.search(address)} - seen - set(UNSEEN)


def every() -> dict[str, Place]:
    """All places of the demo that is served, by the name of their pictures."""
    return PLACES | dict(public_pages())


def public_pages() -> Iterator[tuple[str, Place]]:
    """The newest public page of every kind, and of every face that a kind has."""
    for kind in sorted({Section.item_kind, Article.item_kind, *KINDS}):
        yield from _one(kind, _of(kind))
    for form in Form:
        written = "" if form is Form.TEXT else form.value
        yield from _one(f"interpretation-{form.code}", _among(Interpretation.objects.filter(form=written)))
    yield from _one("section-2", _longest_section(), "?page=2")
    yield from _postings()
    yield from _dated(localdate(now()))
    for answer in disclosing.public()[:1]:
        yield "disclosed-entry", Place("disclosed_entry", f"/disclosed/{answer.index_number.lower()}/")


def _postings() -> Iterator[tuple[str, Place]]:
    """The newest posting of each board of the villages."""
    newest = {row.board: row for row in village_queries.public().order_by("posted_from")}
    for board, row in newest.items():
        yield f"posting-{board}", Place("posting", f"/villages/{row.village.agency.code}/{row.pk}/")


def _dated(today: date) -> Iterator[tuple[str, Place]]:
    """What looks otherwise before a day than after it."""
    repealed = LibraryEntry.objects.filter(repealed_on__lte=today).values("page")
    yield from _one("policy-repealed", queries.public().filter(page__in=repealed))
    yield from _one("topic-archived", _among(Topic.objects.filter(closes_on__lt=today)))
    running = {"closes_on__gte": today}
    for kind, rows in (("consultation", Consultation.objects), ("survey", Survey.objects)):
        yield from _one(f"{kind}-ended", _among(rows.exclude(**running)))
        yield from _one(f"{kind}-running", _among(rows.filter(**running)))
    for row in _among(Consultation.objects.filter(**running))[:1]:
        yield "give-opinion", Place("give_opinion", f"/consultations/{row.page_id}/opinion/")
    for row in _among(SeatCall.objects.filter(**running))[:1]:
        yield "seat", Place("seat", f"/seats/{row.page_id}/")
    for row in _among(Survey.objects.filter(**running))[:1]:
        yield "survey-answering", Place("survey", f"/surveys/{row.page_id}/")


def _of(kind: str) -> QuerySet[PublicPage]:
    """The pages of a kind that are public, the newest first."""
    return queries.public().filter(kind=kind)


def _among(rows: QuerySet[Any]) -> QuerySet[PublicPage]:
    """Those of some pages that are public."""
    return queries.public().filter(page__in=rows.values("pk"))


def _longest_section() -> QuerySet[PublicPage]:
    longest = queries.public().order_by().values("section").annotate(there=Count("pk")).order_by("-there").first()
    return queries.public().filter(page=longest["section"] if longest else None)


def _one(name: str, rows: QuerySet[PublicPage], more: str = "") -> Iterator[tuple[str, Place]]:
    for row in rows[:1]:
        yield name, Place("page", reverse("portal:page", kwargs=row.address_parts()) + more)
