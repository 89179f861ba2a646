"""Lists of topics, of random inspections, and of the places for reading."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now

from gongkai.disclosure import inspections as disclosure_inspections
from gongkai.disclosure import points as disclosure_points
from gongkai.disclosure import topics as disclosure_topics
from gongkai.portal import pages
from gongkai.portal.views.methods import answers


@answers("GET")
def topics(request: HttpRequest) -> HttpResponse:
    """Topics that are open, and below them those that are archived."""
    rows, today = list(disclosure_topics.topics()), localdate(now())
    context = {
        "open": [row for row in rows if not row.archived(today)],
        "archived": [row for row in rows if row.archived(today)],
    }
    return pages.page(request, "portal/topics/index.html", context, column=pages.TOPICS)


@answers("GET")
def inspections(request: HttpRequest) -> HttpResponse:
    """Random inspections by year, and how a draw is checked."""
    context = {"inspections": list(disclosure_inspections.inspections())}
    return pages.page(request, "portal/inspections/index.html", context, column=pages.INSPECTIONS)


@answers("GET")
def points(request: HttpRequest) -> HttpResponse:
    """Every place for reading."""
    context = {"registers": list(disclosure_points.registers())}
    return pages.page(request, "portal/points/index.html", context, column=pages.POINTS)
