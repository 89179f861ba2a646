"""Answers that were opened to everybody: the list, an entry, its files (条例第四十四条)."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone

from gongkai.files.errors import FileError
from gongkai.files.serving import respond
from gongkai.portal import disclosed, pages
from gongkai.portal.pages import Article
from gongkai.portal.views.methods import answers

FURTHEST = 5000


@answers("GET")
def index(request: HttpRequest) -> HttpResponse:
    """The list, newest first, with a search by words."""
    words, asked = request.GET.get("q", "")[:40].strip(), request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    found = disclosed.page(max(1, min(number, FURTHEST)), words.replace("\x00", ""))
    context = {"found": found, "words": words}
    return pages.page(request, "portal/disclosed/index.html", context, column=pages.DISCLOSED)


@answers("GET")
def entry(request: HttpRequest, index_number: str) -> HttpResponse:
    """An entry: index number, title, summary, day, files."""
    row = disclosed.find(index_number)
    if row is None:
        raise Http404
    published = datetime.combine(row.published_on or date.min, time(), tzinfo=get_current_timezone())
    article = Article(row.title, published, row.agency.name)
    context = {"row": row, "files": disclosed.files(row)}
    return pages.page(request, "portal/disclosed/entry.html", context, column=pages.DISCLOSED, article=article)


@answers("GET")
def file(request: HttpRequest, index_number: str, place: int) -> HttpResponse:
    """A file of an entry."""
    row = disclosed.find(index_number)
    wanted = next((one for one in disclosed.files(row) if one.place == place), None) if row else None
    if row is None or wanted is None:
        raise Http404
    try:
        return respond(disclosed.content(row, wanted), wanted.stored.what, wanted.name, inline="inline" in request.GET)
    except FileError as error:
        raise Http404 from error
