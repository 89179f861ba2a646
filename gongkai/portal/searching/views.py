"""The search page and the words that are offered while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import localdate, now

from gongkai.portal import errors, hosts, pages
from gongkai.portal.errors import Trouble
from gongkai.portal.pages import Column
from gongkai.portal.searching import finding, hot, pace
from gongkai.portal.searching.finding import Found
from gongkai.portal.throttle import address_of
from gongkai.portal.views.methods import answers
from gongkai.search.asking import Order

COLUMN = Column(
    "站内搜索",
    "办事服务",
    "搜索本网站公开的政策文件、解读、答复和年度报告，包括附件里的文字。",
    "站内搜索,政策文件搜索",
)
TOO_FAST = Trouble(
    429, "搜索过于频繁", "同一网络地址在一分钟内的搜索次数超过了上限，这次搜索没有进行。", "请稍等一分钟再搜索。"
)
AROUND = 2


@answers("GET")
def search(request: HttpRequest) -> HttpResponse:
    """Words and what narrows them in, a page of results out. Words may be personal, so nobody keeps the page."""
    if _is_too_fast(request, "search", pace.SEARCHES):
        return errors.show(TOO_FAST, request)
    asked, agency, at = request.GET.dict(), hosts.of(request), now()
    if agency is not None:
        asked = {"agency": agency.name} | asked
    found = finding.find(finding.wish(asked))
    hot.note(found, address=address_of(request), on=localdate(at), seconds=int(at.timestamp()))
    everywhere = f"{hosts.whole(request, request.path)}{found.wish.address(agency=None)}" if agency else ""
    context = {
        "found": found,
        "everywhere": everywhere,
        "wish": found.wish,
        "links": _links(found),
        "on_search_page": True,
    }
    exact = " ".join(f'"{clause.phrase.words}"' for clause in found.asked.wanted)
    context |= {
        "by_relevance": found.wish.address(order=None),
        "by_day": found.wish.address(order=Order.NEWEST.value),
        "exactly": found.wish.address(q=exact),
        "hot": [] if found.total else hot.listed(today=localdate(at)),
    }
    return pages.page(request, "portal/search/page.html", context, column=COLUMN, private=True)


@answers("GET")
def suggestions(request: HttpRequest) -> JsonResponse:
    """``/search/suggestions/?q=dib``: {"words": ["低保", …]}; without ``q`` the words that are searched most."""
    if _is_too_fast(request, "suggest", pace.SUGGESTIONS):
        response = JsonResponse({"error": {"code": "TOO_FAST", "message": TOO_FAST.what}}, status=429)
    else:
        typed = request.GET.get("q", "")[:200]
        response = JsonResponse(
            {"words": finding.completions(typed) if typed.strip() else hot.listed(today=localdate())}
        )
    response["Cache-Control"] = "no-store"
    return response


def _is_too_fast(request: HttpRequest, what: str, limit: int) -> bool:
    return pace.is_too_fast(what, address_of(request), limit=limit, seconds=int(now().timestamp()))


def _links(found: Found) -> list[tuple[int, str]]:
    """The pages near this one, the first and the last, each with its address; 0 where some are left out."""
    here, last = found.wish.page, found.pages
    shown = sorted({1, last, *range(max(1, here - AROUND), min(last, here + AROUND) + 1)}) if last > 1 else []
    out: list[tuple[int, str]] = []
    for number in shown:
        if out and number - out[-1][0] > 1:
            out.append((0, ""))
        out.append((number, found.wish.address(page=number if number > 1 else None)))
    return out
