"""政府公报 online: years and issues, contents, each page as a picture with its words, search, the file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from gongkai.disclosure.gazette import queries
from gongkai.disclosure.gazette.models import GazetteIssue
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.portal import pages
from gongkai.portal.views.methods import answers


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
    article = pages.Article(str(found.issue), found.issue.released_at, found.issue.gazette.sponsor)
    return pages.page(
        request, "portal/gazette/issue.html", {"found": found, "issue": found.issue}, column=pages.GAZETTE,
        article=article,
    )  # fmt: skip


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


def _find(code: str, year: int, number: int) -> GazetteIssue:
    found = queries.find(code, year, number)
    if found is None:
        raise Http404
    return found
