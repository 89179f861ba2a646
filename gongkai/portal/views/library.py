"""The policy library: its list, its catalogue as data, and each document as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import wraps
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.disclosure import handing_out, library, queries
from gongkai.disclosure.library import LibraryEntry, Wanted
from gongkai.disclosure.models import PolicyDocument, PublicPage
from gongkai.disclosure.queries import Found
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.portal import pages
from gongkai.portal.caching import reading, topics
from gongkai.portal.site import site
from gongkai.portal.views.methods import View, answers
from gongkai.statute.documents import Validity
from gongkai.typeset.document_pdf import document_pdf
from gongkai.typeset.document_word import document_docx
from gongkai.typeset.errors import TypesetError

A_PAGE = 20
IN_FEED = 50
LIBRARY = topics.sort(PolicyDocument.item_kind)
FURTHEST = 5000
HEAD = {
    "index_number": "索引号",
    "title": "名称",
    "document_number": "发文字号",
    "issued_by": "发文机关",
    "agency": "公开机关",
    "genre": "体裁",
    "subject": "主题分类",
    "dated_on": "成文日期",
    "effective_on": "施行日期",
    "valid_until": "有效期至",
    "published_on": "公开日期",
    "normative": "行政规范性文件",
    "validity_label": "有效性",
    "address": "网址",
}
"""The columns of the catalogue as a table."""


@answers("GET")
@reading.narrowly(LIBRARY)
def index(request: HttpRequest) -> HttpResponse:
    """The library, narrowed to what is wanted."""
    wanted, today = _wanted(request), localdate(now())
    rows = library.entries(wanted, today)
    total = rows.count()
    number = max(1, min(_number(request.GET.get("page")), FURTHEST, -(-total // A_PAGE) or 1))
    first = (number - 1) * A_PAGE
    asked = {name: value for name, value in request.GET.items() if name in FIELDS and value}
    context = {
        "rows": [(entry, entry.state(today)) for entry in rows[first : first + A_PAGE]],
        "total": total,
        "number": number,
        "last": -(-total // A_PAGE) or 1,
        "wanted": wanted,
        "narrowed": wanted != Wanted(),
        "choices": library.choices(),
        "states": list(Validity),
        "query": urlencode(asked),
    }
    return pages.page(request, "portal/library/index.html", context, column=pages.LIBRARY)


FIELDS = ("q", "agency", "year", "genre", "subject", "validity", "normative")


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it cannot mean is not asked."""
    told = {name: request.GET.get(name, "").strip().replace("\x00", "")[:80] for name in FIELDS}
    year = _number(told["year"])
    state = told["validity"]
    return Wanted(
        agency=told["agency"],
        year=year if 1949 <= year <= 2199 else None,
        genre=told["genre"],
        subject=told["subject"],
        state=Validity(state) if state in set(Validity) else None,
        normative=told["normative"] == "1",
        words=told["q"],
    )


def _number(told: str | None) -> int:
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 7 else 0


@answers("GET")
@reading.narrowly(LIBRARY)
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """The whole catalogue, or what is wanted of it, for programs."""
    found = list(_catalogue(request))
    answer = JsonResponse({"documents": found}, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@answers("GET")
@reading.narrowly(LIBRARY)
def catalogue_csv(request: HttpRequest) -> HttpResponse:
    """The catalogue as a table that spreadsheet programs open."""
    answer = HttpResponse("".join(_table(request)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="policies.csv"'
    return answer


def _table(request: HttpRequest) -> Iterator[str]:
    yield "\ufeff"  # by this, Excel takes it for UTF-8
    yield _line(HEAD.values())
    for row in _catalogue(request):
        row["normative"] = "是" if row["normative"] else "否"
        yield _line(_harmless(row[name]) for name in HEAD)


def _harmless(value: Any) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _line(cells: Any) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _catalogue(request: HttpRequest) -> Iterator[dict[str, Any]]:
    today = localdate(now())
    for entry in library.entries(_wanted(request), today).iterator(chunk_size=500):
        yield handing_out.catalogue_row(entry, _address(request, entry.page.public), today)


@answers("GET")
@reading.narrowly(LIBRARY)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest documents as an Atom feed."""
    today = localdate(now())
    newest = library.entries(_wanted(request), today).order_by("-page__public__at", "-page")[:IN_FEED]
    rows = [(entry, _address(request, entry.page.public), entry.state(today)) for entry in newest]
    context = {
        "rows": rows,
        "site": site(),
        "itself": request.build_absolute_uri(),
        "home": request.build_absolute_uri(reverse("portal:library")),
        "updated": max((entry.page.public.at for entry, _, _ in rows), default=None),
    }
    text = render_to_string("portal/library/feed.xml", context)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def _of_a_page(view: View) -> View:
    """A file of a document shows that document, and those that act on it."""

    @wraps(view)
    def inner(request: HttpRequest, month: str, number: str) -> HttpResponseBase:
        with reading.only(topics.page(int(number))):
            return view(request, month, number)

    return inner


@answers("GET")
@_of_a_page
def as_json(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """A document for programs."""
    found, page = _document(month, number)
    data = handing_out.as_data(page, found.row, _address(request, found.row), localdate(now()))
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@answers("GET")
@_of_a_page
def as_pdf(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """A document to print and to keep."""
    found, page = _document(month, number)
    today = localdate(now())
    sheet = handing_out.sheet(page, found.row, _attachments(found), _address(request, found.row), today)
    entry = LibraryEntry.objects.filter(page=page.pk).first()
    try:
        data = document_pdf(
            sheet, made_at=found.row.at, font_dir=handing_out.font_dir(), mark=handing_out.mark(entry, today)
        )
    except TypesetError as error:
        return _refused(request, error)
    return respond(data, Kind.PDF, f"{page.title}.pdf", inline=True)


@answers("GET")
@_of_a_page
def as_docx(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """A document to work on."""
    found, page = _document(month, number)
    sheet = handing_out.sheet(page, found.row, _attachments(found), _address(request, found.row), localdate(now()))
    return respond(document_docx(sheet, made_at=found.row.at), Kind.DOCX, f"{page.title}.docx")


def _refused(request: HttpRequest, error: TypesetError) -> HttpResponse:
    context = {"problem": str(error)}
    return pages.page(request, "portal/library/unprintable.html", context, column=pages.LIBRARY, status=503)


def _document(month: str, number: int) -> tuple[Found, PolicyDocument]:
    found = queries.find(month, number)
    if found is None or not isinstance(found.page, PolicyDocument):
        raise Http404
    return found, found.page


def _attachments(found: Found) -> list[str]:
    parts = {part.key: part.name for part in found.item.parts}
    keys = [block.value.part_key for block in getattr(found.page, "enclosures", ()) if block.value]
    return [parts[key].rpartition(".")[0] or parts[key] for key in keys if key in parts]


def _address(request: HttpRequest, row: PublicPage) -> str:
    return request.build_absolute_uri(reverse("portal:page", kwargs=row.address_parts()))
