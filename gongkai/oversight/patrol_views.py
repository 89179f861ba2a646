"""Screens of the reading duty: the shifts, one shift, the rota, the log, the register."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may, may_anywhere, stands_for
from gongkai.agencies.roles import Permission
from gongkai.files.sheets import MOST_BYTES
from gongkai.oversight import clocks, forms, media, offices, paper, patrol, queries, rota, rota_file
from gongkai.oversight.doing import done, sent, user_of
from gongkai.oversight.errors import Unknown
from gongkai.oversight.models import LogEntry, Medium, Shift
from gongkai.typeset.errors import TypesetError
from gongkai.workbooks.writer import MEDIA_TYPE

P = Permission
PAST, AHEAD = timedelta(days=7), timedelta(days=7)


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who reads now and next, what the last shift left, hours that nobody has, shifts that nobody signed."""
    user, at = user_of(request), now()
    on = localdate(at)
    if not (queries.sees(user, on=on) or may_anywhere(user, P.PATROL_READ, on=on)):
        raise PermissionDenied
    context = {
        "section": "patrol",
        "part": "patrol",
        "mine": queries.my_shifts(user, at),
        "now": at,
        "offices": [_office(office, at) for office in queries.offices(user, on=on)],
    }
    return render(request, "oversight/patrol.html", context)


def _office(office: Agency, at: datetime) -> dict[str, Any]:
    """How the rota of an office stands."""
    near = list(rota.shifts(office, at - PAST, at + AHEAD).order_by("begins_at"))
    return {
        "office": office,
        "reading": [row for row in near if row.begins_at <= at < row.ends_at],
        "following": [row for row in near if row.begins_at > at][:6],
        "missed": [row for row in near if row.ends_at <= at and row.handed_over_at is None],
        "gaps": rota.gaps(office, at, at + AHEAD) if near else [],
        "handover": patrol.last_handover(office, at),
        "months": sorted(
            {localdate(row.begins_at).replace(day=1) for row in near if row.begins_at <= at}, reverse=True
        ),
    }


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, shift: int) -> HttpResponse:
    """One shift: its log, and what its reader may write now."""
    user, at = user_of(request), now()
    try:
        row = queries.shift(user, shift, on=localdate(at))
    except Unknown as error:
        raise Http404 from error
    steps = _steps(request, row, user, at)
    if request.method == "POST" and _taken(request, row, steps, user, at):
        return redirect("oversight:shift", row.pk)
    entries = row.entries.select_related("by", "medium", "corrects", "observation")
    context = {
        "section": "patrol",
        "part": "patrol",
        "shift": row,
        "entries": entries,
        "missed": row.ends_at <= at and row.handed_over_at is None,
        "handover": patrol.last_handover(row.office, row.begins_at),
        **{f"{name}_form": form for name, form in steps.items()},
    }
    return render(request, "oversight/shift.html", context, status=422 if request.method == "POST" else 200)


def _steps(request: HttpRequest, row: Shift, user: User, at: datetime) -> dict[str, Any]:
    """The forms that make sense now, by the names under which they are sent."""
    mine = row.reader_id in stands_for(user, on=localdate(at))
    if not mine or not may(user, P.PATROL_READ, row.office, on=localdate(at)):
        return {}
    if row.signed_in_at is None:
        early = row.begins_at - patrol.EARLY <= at < row.ends_at
        return {"sign_in": django_forms.Form(sent(request, "sign_in"))} if early else {}
    found: dict[str, Any] = {"correct": forms.CorrectForm(sent(request, "correct"), auto_id="correct-%s")}
    if row.handed_over_at is not None or at > row.ends_at + patrol.LATE:
        return found
    read = set(row.entries.filter(kind=LogEntry.Kind.READ).values_list("medium", flat=True))
    known = Medium.objects.filter(office=row.office, retired_on=None).select_related("agency")
    found["read"] = forms.ReadForm(
        sent(request, "read"), media=[one for one in known if one.pk not in read], auto_id="read-%s"
    )
    files = request.FILES if sent(request, "find") is not None else None
    agencies = offices.overseen(row.office)
    found["find"] = forms.FindForm(sent(request, "find"), files, media=known, agencies=agencies, auto_id="find-%s")
    found["note"] = forms.NoteForm(sent(request, "note"), auto_id="note-%s")
    found["hand_over"] = forms.HandOverForm(sent(request, "hand_over"), auto_id="over-%s")
    return found


def _taken(request: HttpRequest, row: Shift, steps: dict[str, Any], user: User, at: datetime) -> Any:
    """Whether the step that was sent was taken. Raises PermissionDenied for one that is not open."""
    name = request.POST.get("do", "")
    form = steps.get(name)
    if form is None:
        raise PermissionDenied
    who: dict[str, Any] = {"shift_id": row.pk, "by": user, "at": at}
    verbs = {
        "sign_in": lambda: patrol.sign_in(**who),
        "read": lambda: patrol.read(**who, medium_ids=form.keys, words=form.cleaned_data["words"]),
        "find": lambda: patrol.find(
            **who, medium_id=form.cleaned_data["medium"].pk, found=form.found, agency=form.cleaned_data["agency"],
            picture=form.one,
        ),
        "note": lambda: patrol.write_note(**who, words=form.cleaned_data["words"]),
        "hand_over": lambda: patrol.hand_over(**who, words=form.cleaned_data["words"]),
        "correct": lambda: patrol.correct(
            entry_id=_entry(row, form.cleaned_data["entry"]), words=form.cleaned_data["words"], by=user, at=at
        ),
    }  # fmt: skip
    return done(request, form, verbs[name], "已经记入日志。")


def _entry(row: Shift, place: int) -> int:
    found = row.entries.filter(place=place).first()
    if found is None:
        raise Unknown
    return found.pk


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The rota: planned in turns, from a file, swapped."""
    user, at = user_of(request), now()
    on = localdate(at)
    here = agencies_where(user, P.OVERSIGHT_MANAGE, on=on).filter(abolished_on=None)
    if not here:
        raise PermissionDenied
    people = {one.pk for office in here for one in rota.readers(office, on=on)}
    ahead = Shift.objects.filter(office__in=here, begins_at__gt=at).select_related("reader", "office")
    steps: dict[str, Any] = {
        "plan": forms.PlanForm(sent(request, "plan"), offices=here, people=User.objects.filter(pk__in=people)),
        "import": forms.ImportForm(
            sent(request, "import"), request.FILES if sent(request, "import") is not None else None, offices=here,
            auto_id="import-%s",
        ),
        "swap": forms.SwapForm(sent(request, "swap"), shifts=ahead, auto_id="swap-%s"),
    }  # fmt: skip
    if request.method == "POST":
        form = steps.get(request.POST.get("do", ""))
        if form is None:
            raise PermissionDenied
        if done(request, form, lambda: _planned(request.POST["do"], form, user, at), "值班表已经更新。"):
            return redirect("oversight:rota")
    context = {
        "section": "rota",
        "part": "rota",
        "plan_form": steps["plan"],
        "import_form": steps["import"],
        "swap_form": steps["swap"],
        "ahead": ahead[:120],
        "holes": [(office, rota.gaps(office, at, at + timedelta(days=31))) for office in here if ahead],
    }
    return render(request, "oversight/rota.html", context, status=422 if request.method == "POST" else 200)


def _planned(do: str, form: Any, user: User, at: datetime) -> Any:
    told = form.cleaned_data
    if do == "swap":
        return rota.swap(shift_id=told["shift"].pk, with_id=told["with_shift"].pk, by=user, at=at)
    if do == "plan":
        turns = rota.in_turn(told["month"], list(told["people"]), hours=told["hours"], first=told["first"])
        turns = [one for one in turns if one.ends_at > at]
    else:
        turns = rota_file.read(told["file"].read(MOST_BYTES + 1), rota.readers(told["office"], on=localdate(at)))
    return rota.plan(office=told["office"], turns=turns, by=user, at=at)


@login_required
@never_cache
@require_GET
def log(request: HttpRequest, office: str, year: int, month: int, kind: str) -> HttpResponse:
    """The log of a month as a file."""
    user, at = user_of(request), now()
    agency = agencies_where(user, P.OVERSIGHT_SEE, on=localdate(at)).filter(code=office).first()
    if agency is None or not 1 <= month <= 12 or not 2000 <= year <= 2199 or kind not in ("xlsx", "pdf"):
        raise Http404
    first = localdate(at).replace(year=year, month=month, day=1)
    try:
        data = paper.log_workbook(agency, first, at) if kind == "xlsx" else paper.log_pdf(agency, first, at)
    except TypesetError as error:
        return HttpResponse(str(error), status=500, content_type="text/plain; charset=utf-8")
    return attached(data, MEDIA_TYPE if kind == "xlsx" else "application/pdf", f"读网值班日志{first:%Y-%m}.{kind}")


def attached(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that the browser saves."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The register of sites and accounts with their clocks; adding one, saying that one was renewed or is no more."""
    user, at = user_of(request), now()
    on = localdate(at)
    if not queries.sees(user, on=on):
        raise PermissionDenied
    here = agencies_where(user, P.OVERSIGHT_MANAGE, on=on).filter(abolished_on=None)
    overseen = Agency.objects.filter(pk__in=[one.pk for office in here for one in offices.overseen(office)])
    known = Medium.objects.filter(office__in=here, retired_on=None)
    steps: dict[str, Any] = {}
    if here:
        steps["add"] = forms.MediumForm(sent(request, "add"), offices=here, agencies=overseen.order_by("path"))
        steps["renewed"] = forms.RenewedForm(sent(request, "renewed"), media=known, auto_id="renewed-%s")
        steps["retire"] = forms.RenewedForm(sent(request, "retire"), media=known, auto_id="retire-%s")
    if request.method == "POST":
        form = steps.get(request.POST.get("do", ""))
        if form is None:
            raise PermissionDenied
        if done(request, form, lambda: _registered(request.POST["do"], form, user, at), "登记表已经更新。"):
            return redirect("oversight:media")
    context = {
        "section": "media",
        "part": "media",
        "rows": [(row, standing, clocks.update_due(row)) for row, standing in queries.media(user, on=on)],
        **{f"{name}_form": form for name, form in steps.items()},
    }
    return render(request, "oversight/media.html", context, status=422 if request.method == "POST" else 200)


def _registered(do: str, form: Any, user: User, at: datetime) -> Any:
    told = form.cleaned_data
    if do == "add":
        return media.register(office=told["office"], agency=told["agency"], said=form.said, by=user, at=at)
    if do == "renewed":
        return media.say_renewed(medium_id=told["medium"].pk, by=user, at=at)
    return media.retire(medium_id=told["medium"].pk, by=user, at=at)
