"""Who governs and who does what: leaders, agencies, and one agency with everything that belongs to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now

from gongkai.agencies.models import Agency
from gongkai.disclosure import library, organisation, queries
from gongkai.disclosure.library import Wanted
from gongkai.disclosure.models import AgencyProfile, PublicPage, Section
from gongkai.disclosure.queries import Found
from gongkai.portal import directory, hosts, pages, zones
from gongkai.portal.views.methods import answers
from gongkai.reporting.queries import published

NEWEST = 6
APART = ("section", "leader", "profile", "catalogue", "points", "policy")
"""Kinds of pages that the page of an agency shows in a place of their own."""


@answers("GET")
def leaders(request: HttpRequest) -> HttpResponse:
    """All leaders, by agency from the top down and by their order; of one agency where that is asked for."""
    agency = request.GET.get("agency", "").replace("\x00", "")[:16]
    context = {"leaders": organisation.leaders(agency)}
    return pages.page(request, "portal/organisation/leaders.html", context, column=pages.LEADERS)


@answers("GET")
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency that exists, by its kind."""
    groups = directory.grouped(directory.existing(localdate(now())))
    return pages.page(request, "portal/organisation/agencies.html", {"groups": groups}, column=pages.AGENCIES)


@answers("GET")
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: what it does, who leads it, where it is, and what it has published."""
    found = directory.find(code, localdate(now()))
    if found is None:
        raise Http404
    return pages.page(request, "portal/organisation/agency.html", _context(found), column=pages.AGENCIES)


def front(request: HttpRequest, found: Agency) -> HttpResponse:
    """The first page under an agency's own host: the agency's page with its sections."""
    own = queries.public().filter(kind=Section.item_kind, agency=found).order_by("title")
    context = _context(found) | {"sections": list(own), "whole_site": f"{hosts.root(request)}/"}
    return pages.page(request, "portal/organisation/front.html", context, column=pages.HOME)


def _context(found: Agency) -> dict[str, Any]:
    theirs = queries.public().filter(agency=found)
    shown = _released(theirs.filter(kind=AgencyProfile.item_kind).first())
    profile = shown.page if shown else None
    own: dict[str, Any] = zones.profile(profile, None) if profile else {}
    apart = {row.kind: row for row in theirs.filter(kind__in=("catalogue", "points"))}
    return own | {
        "agency": found,
        "profile": profile,
        "content": profile,
        "row": shown.row if shown else None,
        "blocks": getattr(profile, "body", ()),
        "leaders": list(organisation.leaders(found.code)),
        "documents": library.entries(Wanted(agency=found.code), localdate(now()))[:NEWEST],
        "newest": theirs.exclude(kind__in=APART)[:NEWEST],
        "reports": [report for report in published() if report.agency_code == found.code][:NEWEST],
        "catalogue": apart.get("catalogue"),
        "points": apart.get("points"),
    }


def _released(row: PublicPage | None) -> Found | None:
    """The page of a row, when it is just what was released."""
    return queries.find(row.month, row.page_id) if row else None
