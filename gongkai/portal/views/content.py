"""Pages that agencies disclose of their own accord: sections, pages, their files and pictures.

Everything here is read through `disclosure.queries`, which shows what a release stands for and nothing else.
"""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from gongkai.agencies.models import User
from gongkai.disclosure import office_views, queries
from gongkai.disclosure.models import PublicPage, Section
from gongkai.editorial.items import Item, Part
from gongkai.editorial.pages import GatedPage
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.portal import pages, shown
from gongkai.portal.caching import reading, topics
from gongkai.portal.pages import Article, Column
from gongkai.portal.views.methods import answers

SIZES = frozenset({"width-800", "width-1200"})
FURTHEST = 5000
ALONE = frozenset({"article", "interpretation", "policy"})
"""Kinds that show nothing but themselves and what `topics.page` is named for; others show whatever they read."""


@answers("GET")
def sections(request: HttpRequest) -> HttpResponse:
    """The sections there are."""
    with reading.only(topics.sort(Section.item_kind)):
        return pages.page(request, "portal/content/sections.html", {"rows": queries.sections()}, column=pages.SECTIONS)


@answers("GET")
def page(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """A page, or a section with what stands in it."""
    with reading.only(topics.page(int(number))):
        found = queries.find(month, number)
        if found is None:
            raise Http404
        if isinstance(found.page, Section):
            reading.shows(topics.within(found.page.pk))
            return _section(request, found.row, found.page)
        if found.page.item_kind in ALONE:
            return _page(request, found.page, found.item, found.row)
    return _page(request, found.page, found.item, found.row)


@answers("GET")
def file(request: HttpRequest, number: int, name: str) -> HttpResponse:  # noqa: ARG001 - the address's
    """A file of a public page; the name in the address is for people."""
    found = queries.released_file(number)
    if found is None:
        raise Http404
    part, stored, data = found
    return respond(data, Kind(stored.kind), part.name, inline="inline" in request.GET)


@answers("GET")
def picture(request: HttpRequest, number: int, spec: str) -> HttpResponse:  # noqa: ARG001 - Django's
    """A picture of a public page, in one of the sizes that pages ask for."""
    found = queries.released_picture(number) if spec in SIZES else None
    if found is None:
        raise Http404
    part, stored, _data = found
    return respond(office_views.in_size(stored, spec), Kind(stored.kind), part.name, inline=True)


def preview(request: HttpRequest, content: GatedPage) -> HttpResponseBase:
    """A draft as readers would get it, also in the editor's frame; who may see it was asked before."""
    assert isinstance(request.user, User)

    @xframe_options_sameorigin
    @csp_replace({"frame-ancestors": [SELF]})
    def draft(request: HttpRequest) -> HttpResponse:
        return _page(request, content, content.as_item(whole=False), None)

    return draft(request)


def _section(request: HttpRequest, row: PublicPage, content: Section) -> HttpResponse:
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    listed = queries.in_section(content.pk, max(1, min(number, FURTHEST)))
    column = Column(content.title, "政策文件", content.introduction or content.title, content.title)
    context = {"row": row, "content": content, "listed": listed}
    return pages.page(request, "portal/content/section.html", context, column=column)


def _page(request: HttpRequest, content: GatedPage, item: Item, row: PublicPage | None) -> HttpResponse:
    """A page; without a ``row`` as a draft."""
    parts = {part.key: part for part in item.parts}
    keys = [block.value.part_key for block in getattr(content, "enclosures", ()) if block.value]
    related = queries.related(content) if row else []
    reading.shows(*(topics.page(other.page_id) for other in related), *_explains(content))
    context = {
        "content": content,
        "row": row,
        "agency": item.agency,
        "blocks": getattr(content, "body", ()),
        "papers": [(parts[key].name, _address(parts[key], content, row)) for key in keys if key in parts],
        "related": related,
        "kind": content.item_kind,
    }
    how = shown.of(content)
    article = Article(content.title, row.at if row else None, item.agency.name)
    return pages.page(
        request,
        how.template,
        context | how.more(content, row),
        column=how.column,
        article=article,
        private=row is None,
    )


def _explains(content: GatedPage) -> list[str]:
    """The document of an interpretation, whether it is public or not yet."""
    document = getattr(content, "document_id", None)
    return [topics.page(document)] if document else []


def _address(part: Part, content: GatedPage, row: PublicPage | None) -> str:
    if row is None:
        return reverse("content:part", args=[content.pk, part.key])
    return reverse("portal:page_file", args=[part.key.partition(":")[2], part.name])
