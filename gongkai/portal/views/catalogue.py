"""主动公开目录: what has to be disclosed, by item of the law, by field and by agency, and what really is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.disclosure.catalogue import columns, coverage, exporting
from gongkai.disclosure.catalogue.coverage import Covered
from gongkai.disclosure.catalogue.models import CatalogueEntry, fields, items, public
from gongkai.portal import pages
from gongkai.portal.views.methods import answers
from gongkai.workbooks.safe_cells import safe_csv
from gongkai.workbooks.writer import MEDIA_TYPE

A_PAGE = 50
FURTHEST = 1000
ASKED = {"agency": "catalogue__agency__code", "item": "item", "field": "field"}


@answers("GET")
def index(request: HttpRequest) -> HttpResponse:
    """The catalogue: an overview, or the lines that are asked for."""
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked, "items": items(), "fields": fields(), "agencies": _agencies()}
    context |= _lines(request, asked) if asked else {"by_item": coverage.by_item(public()), "by_field": _by_field()}
    return pages.page(request, "portal/catalogue/index.html", context, column=pages.CATALOGUE)


@answers("GET")
def as_json(request: HttpRequest) -> HttpResponse:
    """The lines that are asked for, for programs."""
    found = [exporting.as_data(one, _address(request, one)) for one in _covered(request)]
    answer = JsonResponse({"entries": found}, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@answers("GET")
def as_csv(request: HttpRequest) -> HttpResponse:
    """The lines that are asked for, as a table that spreadsheet programs open."""
    return _file(safe_csv(_table(request)), "text/csv; charset=utf-8", "catalogue.csv")


@answers("GET")
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    return _file(exporting.workbook(_table(request)), MEDIA_TYPE, "catalogue.xlsx")


def _asked(request: HttpRequest) -> dict[str, str]:
    told = {name: request.GET.get(name, "").replace("\x00", "")[:40] for name in ASKED}
    return {name: value for name, value in told.items() if value}


def _rows(asked: dict[str, str]) -> QuerySet[CatalogueEntry]:
    return public().filter(**{ASKED[name]: value for name, value in asked.items()})


def _lines(request: HttpRequest, asked: dict[str, str]) -> dict[str, Any]:
    rows = _rows(asked)
    total = rows.count()
    last = -(-total // A_PAGE) or 1
    told = request.GET.get("page", "")
    number = min(max(1, int(told) if told.isascii() and told.isdecimal() and len(told) < 5 else 1), last, FURTHEST)
    some = list(rows[(number - 1) * A_PAGE : number * A_PAGE])
    return {
        "covered": coverage.cover(some, localdate(now())),
        "total": total,
        "number": number,
        "last": last,
        "query": urlencode(asked),
        "agency_name": dict(_agencies()).get(asked.get("agency", ""), ""),
        "item_name": dict(items()).get(asked.get("item", ""), ""),
    }


def _agencies() -> list[tuple[str, str]]:
    rows = public().order_by("catalogue__agency__path")
    return list(rows.values_list("catalogue__agency__code", "catalogue__agency__name").distinct())


def _by_field() -> list[coverage.Group]:
    return coverage.by_field(public())


def _covered(request: HttpRequest) -> list[Covered]:
    return coverage.cover(list(_rows(_asked(request))), localdate(now()))


def _table(request: HttpRequest) -> list[list[Any]]:
    head = ["公开机关", *columns.NAMES.values(), "现有内容（件）", "最新公开日期"]
    body = [exporting.as_line(one, _address(request, one)) for one in _covered(request)]
    return [head, *body]


def _address(request: HttpRequest, one: Covered) -> str:
    if one.row is None:
        return ""
    return request.build_absolute_uri(reverse("portal:page", kwargs=one.row.address_parts()))


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
