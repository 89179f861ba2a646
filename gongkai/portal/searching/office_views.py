"""The office's screen of the search: what people did not find, what things are called, what stands on top."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.portal.searching import hot, naming, unfound
from gongkai.portal.searching.models import OtherNames, Recommended, Stopped
from gongkai.search import synonyms

MOST = 500


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Lists, and the buttons that change them. Who may not is not told what is in them."""
    user, at = request.user, now()
    assert isinstance(user, User), "whoever is signed in is an officer"
    agencies = naming.agencies(user, at=at)
    if not agencies:
        raise PermissionDenied
    agency = agencies[0]
    refused = ""
    if request.method == "POST":
        try:
            said = _change(request, agency, user, at)
        except naming.Refused as error:
            refused = str(error)
        else:
            messages.success(request, said or "已经没有这一项。")
            return redirect("searching:page")
    context = {"section": "searching", "refused": refused, "typed": request.POST if refused else {}, "days": 30}
    return render(request, "office/searching.html", context | _lists(at), status=422 if refused else 200)


def _lists(at: datetime) -> dict[str, object]:
    return {
        "unfound": unfound.listed(today=localdate(at)),
        "least": unfound.LEAST,
        "hot": hot.counted(today=localdate(at)),
        "hot_shown": set(hot.listed(today=localdate(at))),
        "stopped": Stopped.objects.order_by("words")[:MOST],
        "today": localdate(at),
        "names": OtherNames.objects.order_by("names")[:MOST],
        "shipped": len(synonyms.shipped_groups()),
        "recommended": Recommended.objects.select_related("entry").order_by("words", "pk")[:MOST],
    }


def _change(request: HttpRequest, agency: Agency, by: User, at: datetime) -> str:
    """Carry out a button; what to say of it. Raises Refused, PermissionDenied for a button that there is not."""
    match request.POST.get("do"):
        case "add-names":
            row = naming.add_names(line=request.POST.get("names", ""), agency=agency, by=by, at=at)
            return f"“{row.names}”已经保存，搜索其中一个会同时搜索其他的。"
        case "remove-names":
            gone = naming.remove_names(row_id=_number(request), agency=agency, by=by, at=at)
            return gone and f"“{gone}”已经删除。"
        case "recommend":
            words, address = request.POST.get("words", ""), request.POST.get("address", "")
            period = {"since": _day(request, "since"), "until": _day(request, "until")}
            made = naming.recommend(words=words, address=address, agency=agency, by=by, at=at, **period)
            return f"搜索“{made.words}”时，《{made.entry.fields['title']}》排在最前面。"
        case "unrecommend":
            gone = naming.unrecommend(row_id=_number(request), agency=agency, by=by, at=at)
            return gone and f"“{gone}”的推荐已经取消。"
        case "stop":
            kept = naming.stop(words=request.POST.get("words", ""), agency=agency, by=by, at=at)
            return f"含有“{kept.words}”的热词不再显示。"
        case "unstop":
            gone = naming.unstop(row_id=_number(request), agency=agency, by=by, at=at)
            return gone and f"“{gone}”可以作为热词显示了。"
    raise PermissionDenied


def _day(request: HttpRequest, name: str) -> date | None:
    """A day of a form. Raises Refused for words that are none."""
    said = request.POST.get(name, "")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise naming.Refused(f"日期“{said}”应当写成“2026-12-31”。") from error


def _number(request: HttpRequest) -> int:
    typed = request.POST.get("row", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 16 else 0
