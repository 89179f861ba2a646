"""What is new, for programs that read feeds: the whole site, a section, a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import get_current_timezone, now

from gongkai.disclosure import queries, turns
from gongkai.disclosure.models import PublicPage, Section
from gongkai.disclosure.turns import Turn
from gongkai.portal import errors
from gongkai.portal.searching import finding, pace
from gongkai.portal.searching.finding import Hit
from gongkai.portal.searching.views import TOO_FAST
from gongkai.portal.site import site
from gongkai.portal.throttle import address_of
from gongkai.portal.views.methods import answers

IN_FEED = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed."""

    title: str
    address: str
    at: datetime
    changed: datetime
    agency: str
    words: str = ""
    turn: Turn = Turn.NEW


@answers("GET")
def newest(request: HttpRequest) -> HttpResponse:
    """What is new on the site."""
    rows = _rows(request, turns.latest()[:IN_FEED])
    return _feed(request, f"{site().name}　最新公开", reverse("portal:sections"), rows)


@answers("GET")
def section(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """What is new in a section and in those below it."""
    found = queries.find(month, number)
    if found is None or not isinstance(found.page, Section):
        raise Http404
    below = Section.objects.descendant_of(found.page, inclusive=True).values("pk")
    rows = _rows(request, turns.latest().filter(section__in=below)[:IN_FEED])
    return _feed(request, f"{site().name}　{found.page.title}", _place(found.row), rows)


@answers("GET")
def search(request: HttpRequest) -> HttpResponse:
    """The newest results of a search. Words may be personal, so nobody keeps the feed."""
    if pace.is_too_fast("search", address_of(request), limit=pace.SEARCHES, seconds=int(now().timestamp())):
        return errors.show(TOO_FAST, request)
    wish = finding.wish({**request.GET.dict(), "order": "newest", "page": "1"})
    found = finding.find(wish)
    title = f"{site().name}　搜索“{wish.words}”" if wish.words else f"{site().name}　搜索"
    response = _feed(request, title, f"{reverse('portal:search')}{wish.address()}", _hits(request, found.hits))
    response["Cache-Control"] = "no-store, private"
    return response


def _rows(request: HttpRequest, found: Iterable[PublicPage]) -> list[Entry]:
    """Entries with the word for what changed or came back, which stands first because of that."""
    rows = list(found)
    known = turns.turns(rows)
    return [
        Entry(
            row.title, request.build_absolute_uri(_place(row)), row.at, row.release.at, row.agency.name,
            turn=known.get(row.page_id, Turn.NEW),
        )
        for row in rows
        if row.release
    ]  # fmt: skip


def _hits(request: HttpRequest, hits: Sequence[Hit]) -> list[Entry]:
    return [_hit(hit, request.build_absolute_uri(hit.address)) for hit in hits]


def _hit(hit: Hit, address: str) -> Entry:
    at = moment(hit.document.moment)
    words = "".join(segment.words for segment in hit.passage)
    return Entry(hit.document.title, address, at, at, hit.document.agency, words)


def moment(seconds: int) -> datetime:
    """A moment as the index counts it: seconds of the district's own clock."""
    return datetime.fromtimestamp(seconds, tz=UTC).replace(tzinfo=get_current_timezone())


def _place(row: PublicPage) -> str:
    return reverse("portal:page", kwargs=row.address_parts())


def _feed(request: HttpRequest, title: str, home: str, rows: Sequence[Entry]) -> HttpResponse:
    context = {
        "title": title,
        "rows": rows,
        "site": site(),
        "itself": request.build_absolute_uri(),
        "home": request.build_absolute_uri(home),
        # a feed without entries was last changed before there was anything
        "updated": max((row.changed for row in rows), default=datetime(2000, 1, 1, tzinfo=get_current_timezone())),
    }
    text = render_to_string("portal/feed.xml", context)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
