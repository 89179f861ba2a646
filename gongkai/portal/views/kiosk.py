"""The machine in a service centre: its first page, how it becomes one, and how it forgets who used it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongkai.portal import kiosk, modes, pages
from gongkai.portal.views import apply, opinion, progress
from gongkai.portal.views.methods import answers


@answers("GET")
def start(request: HttpRequest) -> HttpResponse:
    """The six things people come for, and nothing else."""
    if not modes.of(request).kiosk:
        raise Http404
    return pages.page(request, "portal/kiosk/start.html", column=pages.KIOSK, private=True)


@answers("GET")
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Make this browser the kiosk of a point; the operator opens the link once, at the machine."""
    return _set(request, token, "on")


@answers("GET")
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Make it an ordinary browser again."""
    return _set(request, token, "off")


@answers("GET")
def forget(request: HttpRequest) -> HttpResponse:
    """Drop what somebody left: drafts, receipt, open cases, letters and the way of reading. For kiosks only, because
    elsewhere an address must not do such a thing. It lies where the cookies of drafts are sent.

    A draft itself stays sealed under the code that its writer was shown, who may go on with it at home; without the
    cookie nobody at this machine can open it, and after seven days it is gone.
    """
    if not modes.of(request).kiosk:
        raise Http404
    response = HttpResponseRedirect(reverse("portal:kiosk"), status=303)
    for name in request.COOKIES:
        if name.startswith(apply.DRAFT_COOKIE):
            response.delete_cookie(name, path=reverse("portal:apply"))
    response.delete_cookie(apply.COOKIE, path=reverse("portal:receipt"))
    response.delete_cookie(progress.COOKIE, path=reverse("portal:progress"))
    response.delete_cookie(opinion.COOKIE, path=reverse("portal:opinion"))
    modes.remember(response, request, modes.Mode(kiosk=True))
    return response


def _set(request: HttpRequest, token: str, how: str) -> HttpResponse:
    if kiosk.point_of(token) is None:
        raise Http404
    place = "portal:forget" if how == "on" else "portal:home"
    response = HttpResponseRedirect(reverse(place), status=303)
    modes.remember(response, request, modes.of(request).changed("kiosk", how))
    return response
