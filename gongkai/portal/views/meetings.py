"""政府会议: the meetings of a year with their agendas, how many there were, and a feed of the newest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.disclosure import meetings
from gongkai.portal import dialogue, pages
from gongkai.portal.site import site
from gongkai.portal.views.methods import answers
from gongkai.statute.meetings import STANDING, meeting_kinds

IN_FEED = 30


@answers("GET")
def index(request: HttpRequest) -> HttpResponse:
    """The meetings of a kind in a year, the newest first; without a year those of the last one that had any."""
    kind = request.GET.get("kind", STANDING)
    kind = kind if kind in meeting_kinds() else STANDING
    agency = request.GET.get("agency", "").replace("\x00", "")[:16]
    years = meetings.years(kind, agency)
    asked = request.GET.get("year", "")
    chosen = next((year for year in years if str(year.year) == asked), years[0] if years else None)
    rows = (
        meetings.public().filter(meeting_kind=kind, held_on__year=chosen.year) if chosen else meetings.public().none()
    )
    context = {
        "calls": dialogue.open_calls(localdate(now())),
        "kinds": meeting_kinds(),
        "kind": kind,
        "kind_label": meeting_kinds()[kind],
        "agency": agency,
        "years": years,
        "chosen": chosen,
        "meetings": list(meetings.with_agenda(rows.filter(agency__code=agency) if agency else rows)),
    }
    return pages.page(request, "portal/meetings/index.html", context, column=pages.MEETINGS)


@answers("GET")
def feed(request: HttpRequest) -> HttpResponse:
    """The newest meetings as an Atom feed."""
    rows = [
        (row, request.build_absolute_uri(reverse("portal:page", kwargs=row.public.address_parts())))
        for row in meetings.with_agenda(meetings.public().select_related("public__release")[:IN_FEED])
    ]
    context = {
        "rows": rows,
        "site": site(),
        "itself": request.build_absolute_uri(),
        "home": request.build_absolute_uri(reverse("portal:meetings")),
        "updated": max((row.public.release.at for row, _ in rows), default=None),
    }
    text = render_to_string("portal/meetings/feed.xml", context)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
