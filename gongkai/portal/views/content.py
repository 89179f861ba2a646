"""Pages that agencies disclose of their own accord: sections, pages, their files and pictures.

Everything here is read through `disclosure.queries`, which shows what a release stands for and nothing else.
"""

from __future__ import annotations

from html import unescape

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.timezone import localdate, now
from django.views.decorators.clickjacking import xframe_options_sameorigin

from gongkai.agencies.models import User
from gongkai.disclosure import handing_out, office_views, queries
from gongkai.disclosure.models import PublicPage, Section
from gongkai.editorial.items import Item, Part
from gongkai.editorial.pages import GatedPage
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.portal import columns, pages, posters, shown
from gongkai.portal.caching import reading, topics
from gongkai.portal.pages import Article
from gongkai.portal.views.methods import answers
from gongkai.typeset.errors import TypesetError
from gongkai.typeset.poster_pdf import PAPERS, poster_pdf

SIZES = frozenset({"width-800", "width-1200"})
FURTHEST = 5000
SENTENCE = 120
"""Letters of a page that messengers show below its title."""
ALONE = frozenset({"article", "interpretation", "policy"})
"""Kinds that show nothing but themselves and what `topics.page` is named for; others show whatever they read."""


@answers("GET")
def sections(request: HttpRequest) -> HttpResponse:
    """The sections there are."""
    with reading.only(topics.sort(Section.item_kind)):
        return pages.page(
            request, "portal/content/sections.html", {"tree": columns.tree(queries.sections())}, column=pages.SECTIONS
        )


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


@answers("GET")
def poster(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """A page, or what is new in a section, to hang up on a board; ?paper=a3 for the larger sheet."""
    found = queries.find(month, number)
    paper = request.GET.get("paper", PAPERS[0])
    if found is None or paper not in PAPERS:
        raise Http404
    at = now()
    address = request.build_absolute_uri(reverse("portal:page", kwargs=found.row.address_parts()))
    try:
        sheet = posters.poster(found, address, localdate(at))
        data = poster_pdf(sheet, paper=paper, made_at=at, font_dir=handing_out.font_dir())
    except TypesetError as error:
        context = {"problem": str(error)}
        return pages.page(request, "portal/library/unprintable.html", context, column=pages.CONTENT, status=503)
    return respond(data, Kind.PDF, f"{sheet.title}（{paper.upper()}海报）.pdf", inline=True)


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
    context = {"row": row, "content": content, "listed": listed, "poster": _poster(row)}
    return pages.page(request, "portal/content/section.html", context, column=columns.of(content))


def _page(request: HttpRequest, content: GatedPage, item: Item, row: PublicPage | None) -> HttpResponse:
    """A page; without a ``row`` as a draft."""
    parts = {part.key: part for part in item.parts}
    keys = [block.value.part_key for block in getattr(content, "enclosures", ()) if block.value]
    related = queries.related(content) if row else []
    reading.shows(*(topics.page(other.page_id) for other in related), *_belongs_to(content))
    context = {
        "content": content,
        "row": row,
        "agency": item.agency,
        "blocks": getattr(content, "body", ()),
        "papers": [(parts[key].name, _address(parts[key], content, row)) for key in keys if key in parts],
        "related": related,
        "reprints": queries.reprints(row) if row else [],
        "kind": content.item_kind,
        "poster": _poster(row) if row else "",
    }
    how = shown.of(content)
    source = getattr(content, "source", "") or item.agency.name
    article = Article(
        content.title, row.at if row else None, source, how.schema, shown.facts(content), _summary(content)
    )
    return pages.page(
        request,
        how.template,
        context | how.more(content, row),
        column=columns.above(content, row) if how.column is pages.CONTENT else how.column,
        article=article,
        private=row is None,
    )


def _poster(row: PublicPage) -> str:
    return reverse("portal:page_poster", kwargs=row.address_parts())


def _summary(content: GatedPage) -> str:
    """A sentence for those whom somebody sends the address: the summary, or how the text begins."""
    begins = (block.value.source for block in getattr(content, "body", ()) if block.block_type == "paragraph")
    told = getattr(content, "summary", "") or strip_tags(next(begins, ""))
    return " ".join(unescape(told).split())[:SENTENCE]


def _belongs_to(content: GatedPage) -> list[str]:
    """The section of a page, the document and the talk of an interpretation, whether they are public or not yet."""
    named = (content.under_id, getattr(content, "document_id", None), getattr(content, "talk_id", None))
    return [topics.page(number) for number in named if number]


def _address(part: Part, content: GatedPage, row: PublicPage | None) -> str:
    if row is None:
        return reverse("content:part", args=[content.pk, part.key])
    return reverse("portal:page_file", args=[part.key.partition(":")[2], part.name])
