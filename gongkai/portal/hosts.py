"""Host names of agencies: a second address under which one agency has a front page of its own.

The same pages answer under every host, so nothing is kept twice. Under an agency's own host the first page is that
agency's, lists and the search begin with what is theirs, and every page names the site's one address as canonical.
GONGKAI_AGENCY_HOSTS says which host is whose; any other host is refused by Django.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.agencies.models import Agency
from gongkai.portal import directory
from gongkai.portal.site import Site, site

Answer = Callable[[HttpRequest], HttpResponseBase]
THEIRS: dict[str, str] = {
    "guide": "{code}/",
    "library": "?agency={code}",
    "interpretations": "?agency={code}",
    "catalogue": "?agency={code}",
    "meetings": "?agency={code}",
    "reports": "?agency={code}",
    "leaders": "?agency={code}",
}
"""Lists that begin with what is an agency's own under its host: by the names of their routes, where that stands."""


def of(request: HttpRequest | None) -> Agency | None:
    """The agency whose host was asked; None for the site's own host, and for an agency that is no more."""
    if request is None or not settings.GONGKAI_AGENCY_HOSTS:
        return None
    code = settings.GONGKAI_AGENCY_HOSTS.get(request.get_host().partition(":")[0].lower())
    if code is None:
        return None
    kept: tuple[Agency | None] | None = getattr(request, "_own_agency", None)
    if kept is None:
        kept = (directory.find(code, localdate(now())),)
        request._own_agency = kept  # type: ignore[attr-defined] # noqa: SLF001 - ours
    return kept[0]


def whole(request: HttpRequest, path: str) -> str:
    """The one address of a path with its host: that of the site, whichever host was asked. The first page of an
    agency's host is the site's page of that agency."""
    agency = of(request)
    if agency is None:
        return request.build_absolute_uri(path)
    home = reverse("portal:home")
    if path.endswith(home) and path.count("/") <= 2 and path.strip("/") in ("", *_prefixes()):
        path = path.removesuffix(home) + reverse("portal:agency", args=[agency.code])
    return f"{request.scheme}://{site().domain}{path}"


def root(request: HttpRequest) -> str:
    """The site's one address without a path, for files that list its pages."""
    if of(request) is None:
        return request.build_absolute_uri("/").removesuffix("/")
    return f"{request.scheme}://{site().domain}"


def _prefixes() -> list[str]:
    from gongkai.portal import tongues  # which asks here for whole addresses

    return [one.path.strip("/") for one in tongues.tongues() if not one.translated]


def dressed(request: HttpRequest) -> Site:
    """What the site says of itself under the host that was asked: an agency's host bears its name."""
    agency, usual = of(request), site()
    if agency is None:
        return usual
    return replace(
        usual,
        name=f"{agency.name}政府信息公开平台",
        host=agency.name,
        telephone=agency.telephone or usual.telephone,
        address=agency.address or usual.address,
    )


class TheirsFirst:
    """Under an agency's host, leads whoever asks for a whole list to what is the agency's own in it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
        """Told by Django which view will answer."""
        found = request.resolver_match
        if found is None or found.namespace != "portal" or request.GET or request.method not in ("GET", "HEAD"):
            return None
        place, agency = THEIRS.get(found.url_name or ""), of(request)
        return HttpResponseRedirect(place.format(code=agency.code)) if place and agency else None
