"""Home, guide, map of the site, and what machines ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localdate, now

from gongkai.disclosure import queries as disclosure
from gongkai.portal import directory, hosts, modes, pages, sitemaps, tongues
from gongkai.portal import home as front
from gongkai.portal.share_picture import share_picture
from gongkai.portal.site import site
from gongkai.portal.views import organisation
from gongkai.portal.views.methods import answers
from gongkai.reporting.queries import published


@answers("GET")
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here and what is new; under an agency's host that agency's page; in another language a short page
    of what is offered in it, in 长者版 one of few large entries."""
    if tongues.of(request).translated:
        return pages.page(request, "portal/short/home.html", column=pages.HOME)
    if agency := hosts.of(request):
        return organisation.front(request, agency)
    if modes.of(request).senior:
        return pages.page(request, "portal/home_senior.html", {"newest": front.newest()}, column=pages.HOME)
    return pages.page(request, "portal/home.html", {"blocks": front.blocks()}, column=pages.HOME)


@answers("GET")
def guide(request: HttpRequest) -> HttpResponse:
    """政府信息公开指南 (条例第十二条): how information is ordered and obtained, and whom to ask; in another language
    what one needs for a request."""
    if tongues.of(request).translated:
        return pages.page(request, "portal/short/guide.html", column=pages.GUIDE)
    groups = directory.grouped(directory.taking_requests(localdate(now())))
    context = {"groups": groups, "systems": disclosure.systems()}
    return pages.page(request, "portal/guide/index.html", context, column=pages.GUIDE)


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
        "sitemap": hosts.root(request) + reverse("portal:sitemap"),
        "prefixes": [one.path for one in tongues.tongues()],
    }
    text = render_to_string("portal/robots.txt", context)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@answers("GET")
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public pages for search engines; when they are too many for one file, an index of files."""
    count = sitemaps.parts()
    if count == 1:
        return _part(request, 1)
    places = (reverse("portal:sitemap_part", args=[number]) for number in range(1, count + 1))
    return _xml("sitemapindex", "sitemap", ((hosts.root(request) + place, None) for place in places))


@answers("GET")
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One file of addresses, each with the day on which the page last changed."""
    if not 1 <= number <= sitemaps.parts():
        raise Http404
    return _part(request, number)


def _part(request: HttpRequest, number: int) -> HttpResponse:
    root = hosts.root(request)
    listed = sitemaps.spoken(sitemaps.part(number, localdate(now())))
    return _xml("urlset", "url", ((root + one.path, one.changed) for one in listed))


def _xml(outer: str, inner: str, rows: Iterable[tuple[str, date | None]]) -> HttpResponse:
    """A file of sitemaps.org. Written by hand: a template takes ten times as long for 50,000 lines."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for address, changed in rows:
        day = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
        lines.append(f"  <{inner}><loc>{escape(address)}</loc>{day}</{inner}>")
    return HttpResponse("\n".join([*lines, f"</{outer}>\n"]), content_type="application/xml; charset=utf-8")


@answers("GET")
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness of this site (RFC 9116). Who set no address is reached by telephone."""
    told = site()
    contact = told.security or f"tel:{told.telephone}"
    until = (localdate(now()).replace(day=1) + timedelta(days=184)).replace(day=1)
    lines = (
        f"Contact: {f'mailto:{contact}' if '@' in contact and ':' not in contact else contact}",
        f"Expires: {until:%Y-%m-%d}T00:00:00+08:00",
        "Preferred-Languages: zh, en",
        f"Canonical: {request.build_absolute_uri()}",
    )
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@answers("GET")
def share(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The picture beside an address that somebody sends."""
    told = site()
    answer = HttpResponse(share_picture(told.name, told.host), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
