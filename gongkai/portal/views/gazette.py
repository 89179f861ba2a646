"""政府公报 online: years and issues, contents, each page as a picture with its words, search, the file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from gongkai.disclosure.gazette import electronic, queries
from gongkai.disclosure.gazette.models import GazetteIssue
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.portal import names_kept, pages
from gongkai.portal.views.methods import answers
from gongkai.script.characters import Variant
from gongkai.script.traditional import page_in
from gongkai.typeset.epub import MEDIA_TYPE, epub


@answers("GET")
def index(request: HttpRequest) -> HttpResponse:
    """All issues by gazette and year, and looking for a document in them."""
    chosen = request.GET.get("gazette", "")[:16]
    words = request.GET.get("q", "").strip().replace("\x00", "")[:80]
    gazettes = queries.gazettes()
    code = chosen or (gazettes[0].agency.code if gazettes else "")
    issues = [issue for issue in queries.public() if issue.gazette.agency.code == code]
    context = {
        "gazettes": gazettes,
        "code": code,
        "issues": issues,
        "words": words,
        "articles": queries.search(code, words) if words else [],
    }
    return pages.page(request, "portal/gazette/index.html", context, column=pages.GAZETTE)


@answers("GET")
def issue(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """One issue: its contents, each document in the library, the whole as a file."""
    found = queries.found(_find(code, year, number))
    has_book = electronic.has_book(found.issue)
    article = pages.Article(str(found.issue), found.issue.released_at, found.issue.gazette.sponsor)
    context = {"found": found, "issue": found.issue, "has_book": has_book}
    return pages.page(request, "portal/gazette/issue.html", context, column=pages.GAZETTE, article=article)


@answers("GET")
def leaf(request: HttpRequest, code: str, year: int, number: int, page: int) -> HttpResponse:
    """One page of an issue: the picture as it was printed, and its words."""
    found = _find(code, year, number)
    if not 1 <= page <= found.pages:
        raise Http404
    context = {
        "issue": found,
        "page_number": page,
        "words": queries.words(found, page),
        "standing": queries.on_page(found, page),
    }
    article = pages.Article(f"{found}第{page}页", found.released_at, found.gazette.sponsor)
    return pages.page(request, "portal/gazette/leaf.html", context, column=pages.GAZETTE, article=article)


@answers("GET")
def picture(request: HttpRequest, code: str, year: int, number: int, page: int) -> HttpResponse:  # noqa: ARG001
    """The picture of a page."""
    data = queries.picture(_find(code, year, number), page)
    if data is None:
        raise Http404
    return respond(data, Kind.PNG, f"{year}-{number}-{page}.png", inline=True)


@answers("GET")
def as_pdf(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:  # noqa: ARG001
    """The whole issue as it was printed."""
    found = _find(code, year, number)
    data = queries.pdf(found)
    if data is None:
        raise Http404
    return respond(data, Kind.PDF, f"{found}.pdf", inline=True)


@answers("GET")
def as_epub(request: HttpRequest, code: str, year: int, number: int, *, traditional: bool = False) -> HttpResponse:
    """The issue as an electronic book, in either script."""
    found = _find(code, year, number)
    if not electronic.has_book(found):
        raise Http404
    base = request.build_absolute_uri("/").rstrip("/")
    if traditional:
        names = names_kept.current(Variant.HANT)
        data = epub(electronic.book(found, base, Variant.HANT.tag), lambda page: page_in(page, Variant.HANT, names))
    else:
        data = epub(electronic.book(found, base))
    answer = HttpResponse(data, content_type=MEDIA_TYPE)
    name = f"{found}{'（繁体）' if traditional else ''}.epub"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def _find(code: str, year: int, number: int) -> GazetteIssue:
    found = queries.find(code, year, number)
    if found is None:
        raise Http404
    return found
