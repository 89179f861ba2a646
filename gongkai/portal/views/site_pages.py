"""Home, guide, map of the site, and what machines ask for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.casework import disclosing
from gongkai.disclosure import queries as disclosure
from gongkai.disclosure.gazette import queries as gazettes
from gongkai.portal import directory, pages, tongues
from gongkai.portal.views.methods import answers
from gongkai.reporting.queries import published

NEWEST = 5
FIXED = (
    "home",
    "sections",
    "library",
    "gazette",
    "guide",
    "apply",
    "progress",
    "reports",
    "calculator",
    "disclosed",
    "opinion",
    "map",
)
MOST_ENTRIES = 10_000
"""Entries of the disclosure log, and pages of the site, named to search engines in two scripts; one sitemap takes
50,000 addresses."""


@answers("GET")
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here; in another language a short page of what is offered in it."""
    if tongues.of(request).translated:
        return pages.page(request, "portal/short/home.html", column=pages.HOME)
    context = {"published": list(published())[:NEWEST], "newest": list(disclosure.news()[:NEWEST])}
    return pages.page(request, "portal/home.html", context, column=pages.HOME)


@answers("GET")
def guide(request: HttpRequest) -> HttpResponse:
    """政府信息公开指南 (条例第十二条): how information is ordered and obtained, and whom to ask; in another language
    what one needs for a request."""
    if tongues.of(request).translated:
        return pages.page(request, "portal/short/guide.html", column=pages.GUIDE)
    groups = directory.grouped(directory.taking_requests(localdate(now())))
    return pages.page(request, "portal/guide/index.html", {"groups": groups}, column=pages.GUIDE)


@answers("GET")
def agency_guide(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one agency with the elements of 条例第十二条."""
    agency = directory.find(code, localdate(now()))
    if agency is None:
        raise Http404
    return pages.page(request, "portal/guide/agency.html", {"agency": agency}, column=pages.GUIDE)


@answers("GET")
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page of the site."""
    groups = directory.grouped(directory.taking_requests(localdate(now())))
    return pages.page(request, "portal/map.html", {"groups": groups, "published": published()}, column=pages.MAP)


@answers("GET")
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything but pages about a person."""
    context = {
        "sitemap": request.build_absolute_uri(reverse("portal:sitemap")),
        "prefixes": [one.path for one in tongues.tongues()],
    }
    text = render_to_string("portal/robots.txt", context)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def places() -> list[str]:
    """The addresses of all public pages."""
    places = [reverse(f"portal:{name}") for name in FIXED]
    places += [reverse("portal:agency_guide", args=[agency.code]) for agency in directory.existing(localdate(now()))]
    places += [reverse("portal:report", args=[report.agency_code, report.year]) for report in published()]
    places += [reverse("portal:disclosed_entry", args=[row.index_number]) for row in disclosing.public()[:MOST_ENTRIES]]
    places += [reverse("portal:page", kwargs=row.address_parts()) for row in disclosure.public()[:MOST_ENTRIES]]
    places += [
        reverse("portal:gazette_issue", args=[row.gazette.agency.code, row.year, row.number])
        for row in gazettes.public()
    ]
    return places


@answers("GET")
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public pages for search engines, in each script and language that offers them."""
    found = places()
    spoken = [(one, place) for one in tongues.tongues() for place in found if tongues.offers(one, place)]
    addresses = [request.build_absolute_uri(one.path + place) for one, place in spoken]
    text = render_to_string("portal/sitemap.txt", {"addresses": addresses})
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
