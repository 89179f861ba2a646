"""村务公开: villages, their four boards, postings with tables and files, past years, feeds, posters, and asking."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.dialogue.errors import Incomplete
from gongkai.disclosure import handing_out
from gongkai.editorial.errors import EditorialError
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.portal import once, pages, village_pages
from gongkai.portal.dialogue_forms import VillageForm
from gongkai.portal.pages import Article, Column
from gongkai.portal.site import site
from gongkai.portal.submission import Sent
from gongkai.portal.views import dialogue_writing
from gongkai.portal.views.methods import answers
from gongkai.statute.parameters import rules
from gongkai.statute.village_duties import answer_due
from gongkai.typeset.errors import TypesetError
from gongkai.typeset.poster_pdf import PAPERS, Poster, poster_pdf
from gongkai.village import keeping, objections, queries
from gongkai.village.models import Posting, Village

IN_FEED, PAST = 30, 200


@answers("GET")
def index(request: HttpRequest) -> HttpResponse:
    """Every village under its township, with the day of its newest posting."""
    context = {"townships": queries.by_township(localdate(now()))}
    return pages.page(request, "portal/villages/index.html", context, column=pages.VILLAGES)


@answers("GET")
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The four boards of a village, and with ``?year=`` what was posted in a year."""
    found, today = _village(code), localdate(now())
    asked = request.GET.get("year", "")
    years = queries.years(found)
    year = int(asked) if asked.isdecimal() and int(asked[:4]) in years and len(asked) == 4 else None
    context = {
        "village": found,
        "boards": queries.boards(found, today),
        "years": years,
        "year": year,
        "past": list(queries.public(found).filter(posted_from__year=year)[:PAST]) if year else [],
        "today": today,
    }
    return pages.page(request, "portal/villages/village.html", context, column=_column(found))


@answers("GET")
def posting(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A posting. What was corrected leads to what took its place."""
    row = queries.posting(code, number)
    if row is None:
        new = queries.successor(code, number)
        if new is None:
            raise Http404
        return HttpResponseRedirect(reverse("portal:posting", args=[code, new.pk]))
    article = Article(row.title, row.published_at, row.village.agency.name)
    context = village_pages.posting(row, localdate(now()))
    return pages.page(request, "portal/villages/posting.html", context, column=_column(row.village), article=article)


@answers("GET")
def file(request: HttpRequest, code: str, number: int, place: int) -> HttpResponse:
    """A file or a picture of a posting; a picture is shown where it stands, also without a query, as in a mirror."""
    row = queries.posting(code, number)
    wanted = next((one for one in row.files.all() if one.place == place), None) if row else None
    if wanted is None:
        raise Http404
    try:
        data, name = keeping.content(wanted), keeping.name_of(wanted)
    except FileError as error:
        raise Http404 from error
    shown = wanted.stored.kind in village_pages.PICTURES or "inline" in request.GET
    return respond(data, wanted.stored.what, name, inline=shown)


@answers("GET")
def board_photo(request: HttpRequest, code: str, number: int, photo: int) -> HttpResponse:  # noqa: ARG001 - a view
    """A photograph of the paper board that the gate let out."""
    row = queries.posting(code, number)
    wanted = queries.pictures(row).filter(pk=photo).first() if row else None
    if wanted is None:
        raise Http404
    try:
        data, name = keeping.content(wanted), keeping.name_of(wanted)
    except FileError as error:
        raise Http404 from error
    return respond(data, wanted.stored.what, name, inline=True)


@answers("GET")
def board_poster(request: HttpRequest, code: str, board: str) -> HttpResponse:
    """What hangs on a board, as a sheet to print; ?paper=a3 for the larger one."""
    found, today = _village(code), localdate(now())
    shown = next((one for one in queries.boards(found, today) if one.kind.value == board), None)
    if shown is None:
        raise Http404
    address = request.build_absolute_uri(reverse("portal:village", args=[code]))
    return _poster(request, lambda at: village_pages.board_poster(found, shown, address, localdate(at)), found)


@answers("GET")
def posting_poster(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A posting with its table, as a sheet to print."""
    row = queries.posting(code, number)
    if row is None:
        raise Http404
    address = request.build_absolute_uri(reverse("portal:posting", args=[code, number]))
    return _poster(request, lambda at: village_pages.posting_poster(row, address, localdate(at)), row.village)


@answers("GET")
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """The newest postings of a village as an Atom feed."""
    found = _village(code)
    rows = [(row, request.build_absolute_uri(_address(row))) for row in queries.public(found)[:IN_FEED]]
    context = {
        "rows": rows,
        "village": found,
        "site": site(),
        "itself": request.build_absolute_uri(),
        "home": request.build_absolute_uri(reverse("portal:village", args=[code])),
        "updated": rows[0][0].published_at if rows else None,
    }
    text = render_to_string("portal/villages/feed.xml", context)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@answers("GET")
def manifest(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - a view
    """What a telephone needs to put a village's page on its home screen."""
    found = _village(code)
    home = reverse("portal:village", args=[code])
    told = {
        "name": f"{found.agency.short_name}村务公开",
        "short_name": found.agency.short_name[:12],
        "lang": "zh-CN",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#12417f",
        "icons": [{"src": static("portal/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@answers("GET", "POST")
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A question or an objection about a posting, without a name."""
    row = queries.posting(code, number)
    if row is None:
        raise Http404
    form = VillageForm(request.POST or None, initial={"token": once.new_token()})

    def make() -> Sent:
        given = form.cleaned_data
        try:
            made = objections.ask(posting_id=number, sort=given["sort"], words=given["words"], at=now())
        except EditorialError as error:
            raise Incomplete(str(error), getattr(error, "field", "")) from error
        return Sent(made.number, made.code)

    if answer := dialogue_writing.sent(request, form, "village", make):
        return answer
    today = localdate(now())
    context = {"form": form, "row": row, "days": (answer_due(today, rules())[0] - today).days}
    return pages.page(request, "portal/villages/ask.html", context, column=_column(row.village), private=form.is_bound)


def _poster(request: HttpRequest, make: Any, found: Village) -> HttpResponse:
    paper, at = request.GET.get("paper", PAPERS[0]), now()
    if paper not in PAPERS:
        raise Http404
    try:
        sheet: Poster = make(at)
        data = poster_pdf(sheet, paper=paper, made_at=at, font_dir=handing_out.font_dir())
    except TypesetError as error:
        context = {"problem": str(error)}
        return pages.page(request, "portal/library/unprintable.html", context, column=_column(found), status=503)
    return respond(data, Kind.PDF, f"{sheet.title}（{paper.upper()}）.pdf", inline=True)


def _village(code: str) -> Village:
    found = queries.village(code, localdate(now()))
    if found is None:
        raise Http404
    return found


def _address(row: Posting) -> str:
    return reverse("portal:posting", args=[row.village.agency.code, row.pk])


def _column(found: Village) -> Column:
    name = found.agency.short_name
    return Column(
        f"{name}村务公开", "工作动态", f"{name}的党务、村务、财务和便民服务公开栏。", f"村务公开,{name},财务公开"
    )
