"""The office's screens of the self-check."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.disclosure import opening
from gongkai.portal.selfcheck import annual, checking, exporting, rhythm, tasks
from gongkai.portal.selfcheck.rhythm import Column, State
from gongkai.portal.selfcheck.verdicts import Result
from gongkai.statute.website_checks import Part
from gongkai.workbooks.writer import MEDIA_TYPE

SEEN_BY = (Permission.CONTENT_DRAFT, Permission.CONTENT_RELEASE, Permission.LEDGER_SEE)
"""Who sees the check: who writes and releases, and who supervises. What is in it everybody can see on the site."""


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Every indicator with its result, its evidence and what to do, then every column with its last day."""
    user, at = looking(request, now()), now()
    agencies = list(agencies_where(user, Permission.CONTENT_DRAFT, on=localdate(at)))
    if request.method == "POST":
        _change(request, agencies, user, at)
        return redirect("selfcheck:page")
    checked = checking.check(at=at)
    context = {
        "section": "site",
        "checked": checked,
        "counts": [(result, sum(line.result is result for line in checked.lines)) for result in Result],
        "untested_vetoes": checked.count(Part.VETO, Result.UNTESTED),
        "columns": _by_urgency(localdate(at)),
        "reports": [(agency, localdate(at).year - 1, annual.owed(agency, localdate(at))) for agency in agencies],
        "openers": [(agency, len(opening.missing(agency))) for agency in agencies],
        "may_walk": bool(agencies),
    }
    return render(request, "office/site.html", context)


@login_required
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file. Raises Http404 for a kind that there is not."""
    looking(request, now())
    at = now()
    checked = checking.check(at=at)
    if kind == "xlsx":
        data, media_type = exporting.as_workbook(checked), MEDIA_TYPE
    elif kind == "csv":
        data, media_type = exporting.as_csv(checked), "text/csv; charset=utf-8"
    else:
        raise Http404
    response = HttpResponse(data, content_type=media_type)
    name = f"网站检查指标自查{localdate(at)}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def sees(user: User, *, at: datetime) -> bool:
    """Whether somebody may see the check: for the menu, too."""
    return any(may_anywhere(user, permission, on=localdate(at)) for permission in SEEN_BY)


def looking(request: HttpRequest, at: datetime) -> User:
    """Who asks, when they may see the check. Raises PermissionDenied."""
    user = request.user
    assert isinstance(user, User), "whoever is signed in is an officer"
    if not sees(user, at=at):
        raise PermissionDenied
    return user


COLOURS = {
    State.EMPTY: "red",
    State.STALE: "red",
    State.SOON: "amber",
    State.FRESH: "green",
    State.UNTIMED: "grey",
}
"""In the order in which columns are listed."""


def _by_urgency(today: date) -> list[tuple[Column, str, str, str]]:
    """The columns with state, colour and sentence, the empty and the stale first."""
    order = list(COLOURS)
    found = sorted(rhythm.columns(today), key=lambda one: (order.index(one.state(today)), one.left(today), one.title))
    return [(one, one.state(today).label, COLOURS[one.state(today)], one.said(today)) for one in found]


def _change(request: HttpRequest, agencies: list[Agency], by: User, at: datetime) -> None:
    """The two buttons. Raises PermissionDenied, and Http404 for a button that there is not."""
    if not agencies:
        raise PermissionDenied
    do = request.POST.get("do", "")
    if do == "walk":
        tasks.walk_now()
        messages.success(request, "已经在后台开始检查全站，几分钟后刷新本页查看结果。")
    elif do == "open-site":
        agency = next((one for one in agencies if str(one.pk) == request.POST.get("agency")), None)
        if agency is None:
            raise Http404
        opened = opening.open_site(agency=agency, by=by, at=at)
        said = f"新建了{len(opened)}个栏目的草稿，请在“内容编辑”里补充内容后送审。" if opened else "栏目已经齐全。"
        messages.success(request, said)
    else:
        raise Http404
