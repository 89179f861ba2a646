"""政策解读 and 政策公开讲 on the portal: lists, the feed, films, and a coming talk for one's own calendar."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.disclosure import queries
from gongkai.disclosure.interpretations import shown
from gongkai.disclosure.interpretations.shown import Wanted
from gongkai.disclosure.models import PublicTalk
from gongkai.files import stretches
from gongkai.files.kinds import Kind
from gongkai.portal import appointments, pages
from gongkai.portal.appointments import Appointment
from gongkai.portal.site import site
from gongkai.portal.views.methods import answers
from gongkai.statute.interpretations import Form, form_of

A_PAGE = 20
IN_FEED = 50
FURTHEST = 5000


@answers("GET")
def index(request: HttpRequest) -> HttpResponse:
    """The interpretations, by form, year and agency."""
    wanted = _wanted(request)
    rows = shown.interpretations(wanted)
    total = rows.count()
    last = min(-(-total // A_PAGE), FURTHEST) or 1
    number = max(1, min(_number(request.GET.get("page")), last))
    first = (number - 1) * A_PAGE
    asked = {name: value for name, value in request.GET.items() if name in {"form", "year", "agency"} and value}
    context = {
        "found": shown.explaining(list(rows[first : first + A_PAGE])),
        "total": total,
        "number": number,
        "last": last,
        "wanted": wanted,
        "narrowed": wanted != Wanted(),
        "forms": list(Form),
        "years": shown.years(),
        "agencies": shown.agencies(),
        "query": urlencode(asked),
    }
    return pages.page(request, "portal/interpretations/index.html", context, column=pages.INTERPRETATIONS)


@answers("GET")
def feed(request: HttpRequest) -> HttpResponse:
    """The newest interpretations as an Atom feed."""
    newest = shown.explaining(list(shown.interpretations(_wanted(request))[:IN_FEED]))
    entries = [
        (one, request.build_absolute_uri(reverse("portal:page", kwargs=one.row.address_parts()))) for one in newest
    ]
    context = {
        "entries": entries,
        "site": site(),
        "itself": request.build_absolute_uri(),
        "home": request.build_absolute_uri(reverse("portal:interpretations")),
        "updated": max((one.row.release.at for one in newest if one.row.release), default=now()),
    }
    text = render_to_string("portal/interpretations/feed.xml", context)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@answers("GET")
def talks(request: HttpRequest) -> HttpResponse:
    """The talks: those that come first, then year by year."""
    coming, past = shown.talks(localdate(now()))
    return pages.page(
        request, "portal/interpretations/talks.html", {"coming": coming, "past": past}, column=pages.TALKS
    )


@answers("GET")
def appointment(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """A talk as a file for one's own calendar."""
    found = queries.find(month, number)
    if found is None or not isinstance(found.page, PublicTalk):
        raise Http404
    talk, address = found.page, request.build_absolute_uri(reverse("portal:page", args=[month, number]))
    one = Appointment(
        uid=f"talk-{talk.pk}@{request.get_host()}",
        sequence=found.row.release_id or 0,
        begins=talk.begins_at(),
        ends=talk.ends_at(),
        summary=f"政策公开讲：{talk.title}",
        place=talk.place,
        words="，".join(word for word in (f"主讲人：{talk.speaker}{talk.speaker_post}", talk.summary) if word),
        address=address,
    )
    answer = HttpResponse(appointments.written(one, at=found.row.at), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="talk-{talk.pk}.ics"'
    return answer


@answers("GET")
def media(request: HttpRequest, number: int, name: str) -> HttpResponseBase:  # noqa: ARG001 - the address's
    """A film, a recording or captions of a public page, whole or in stretches."""
    found = queries.released_media(number)
    if found is None:
        raise Http404
    part, stored, place = found
    return stretches.hand_out(request, place, Kind(stored.kind), part.name, part.digest)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it cannot mean is not asked."""
    year = _number(request.GET.get("year"))
    agency = request.GET.get("agency", "").replace("\x00", "")[:40]
    return Wanted(form_of(request.GET.get("form", "")), year if 1949 <= year <= 2199 else None, agency)


def _number(told: str | None) -> int:
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 7 else 0
