"""The catalogue under another platform's names, for officers to download."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from gongkai.disclosure.library import Wanted
from gongkai.portal import exchange
from gongkai.portal.exchange import BadProfile, Lacking
from gongkai.portal.selfcheck.office_views import looking

WRITERS = {
    "json": (exchange.as_json, "application/json"),
    "csv": (exchange.as_csv, "text/csv; charset=utf-8"),
}


@login_required
@require_GET
def download(request: HttpRequest, profile: str, kind: str) -> HttpResponse:
    """The whole catalogue by a profile, or what the platform would refuse in it. Raises Http404 for one that there is
    not."""
    looking(request, now())
    text = exchange.shipped().get(profile)
    if text is None or kind not in WRITERS:
        raise Http404
    read, today = exchange.read(text), localdate()
    try:
        found = exchange.lines(read, Wanted(), today)
    except (Lacking, BadProfile) as error:
        messages.error(request, str(error))
        return redirect("selfcheck:page")
    write, media_type = WRITERS[kind]
    response = HttpResponse(write(read, found), content_type=media_type)
    name = f"政策文件目录（{read.label}）{today}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
