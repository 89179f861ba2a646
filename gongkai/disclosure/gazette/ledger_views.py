"""The office's screen of who got how many copies in a year, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gongkai.disclosure import own
from gongkai.disclosure.gazette import distribution
from gongkai.disclosure.gazette.distribution import Ledger
from gongkai.disclosure.gazette.models import Gazette
from gongkai.disclosure.gazette.views import own_agency
from gongkai.workbooks.writer import Writer

FIRST_YEAR = 1949


@login_required
@never_cache
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """赠阅台账: the points of a gazette and their copies, issue by issue; ``?format=xlsx`` for the workbook."""
    moment = now()
    gazette = Gazette.objects.filter(agency=own_agency(request, moment)).first()
    if gazette is None:
        return redirect("content:gazette")  # where it says that the agency has none
    year = _year(request, localdate(moment).year)
    found = distribution.ledger(gazette, year)
    if request.GET.get("format") == "xlsx":
        return _workbook(gazette, year, found)
    years = sorted({year, localdate(moment).year, *gazette.issues.values_list("year", flat=True)}, reverse=True)
    context = {"section": "gazette", "gazette": gazette, "year": year, "years": years, "ledger": found}
    return render(request, "office/gazette/ledger.html", context)


def _year(request: HttpRequest, usual: int) -> int:
    told = request.GET.get("year", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) == 4 and int(told) >= FIRST_YEAR else usual


def _workbook(gazette: Gazette, year: int, found: Ledger) -> HttpResponse:
    writer = Writer()
    sheet = writer.book.add_worksheet(f"{year}年赠阅")
    sheet.set_column(0, 1, 34)
    sheet.freeze_panes(1, 1)
    writer.table(sheet, list(_rows(found)))
    return own.workbook(writer.close(), f"{gazette}{year}年赠阅台账.xlsx")


def _rows(found: Ledger) -> Iterator[Sequence[Any]]:
    yield ("赠阅点", "地址", "每期册数", *(f"第{issue.number}期" for issue in found.issues), "全年")
    for line in found.lines:
        yield (line.point.name, line.point.place, line.point.usual, *line.copies, line.total)
    yield ("合计", "", "", *found.totals, found.total)
