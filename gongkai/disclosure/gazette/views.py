"""The office's screens for its gazette: issues, one issue, points and copies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed, agencies_where, may
from gongkai.agencies.roles import Permission
from gongkai.disclosure import own
from gongkai.disclosure.gazette import compiling, distribution, publishing
from gongkai.disclosure.gazette.forms import (
    GazetteForm,
    HandoutForm,
    IssueForm,
    OldIssueForm,
    PointForm,
    SettingForm,
)
from gongkai.disclosure.gazette.models import Gazette, GazetteIssue
from gongkai.editorial import gate, pages, reviewing
from gongkai.editorial.errors import EditorialError, Incomplete
from gongkai.editorial.models import Round
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.typeset.errors import TypesetError

REFUSALS = (EditorialError, NotAllowed, TypesetError, FileError)
Verb = Callable[[HttpRequest, Any, User, datetime], str]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The gazettes of one's agencies, their issues, and beginning another."""
    user, moment = own.user_of(request), now()
    agency = own_agency(request, moment)
    gazette = Gazette.objects.filter(agency=agency).first()
    forms = _index_forms(request, gazette, localdate(moment).year)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in forms:
            raise Http404
        form = forms[do]
        if form.is_valid():
            try:
                return _begun(request, do, form, agency, gazette, user, moment)
            except REFUSALS as error:
                own.refuse(form, error)
    context = {
        "section": "gazette",
        "agency": agency,
        "agencies": list(agencies_where(user, Permission.CONTENT_DRAFT, on=localdate(moment))),
        "gazette": gazette,
        "issues": list(GazetteIssue.objects.filter(gazette=gazette)) if gazette else [],
        "year": distribution.year(agency.pk, localdate(moment).year),
        **{f"{name}_form": form for name, form in forms.items()},
    }
    return render(request, "office/gazette/index.html", context, status=422 if request.method == "POST" else 200)


def _index_forms(request: HttpRequest, gazette: Gazette | None, year: int) -> dict[str, Any]:
    number, total = compiling.next_number(gazette, year) if gazette else (1, None)
    first = {"year": year, "number": number, "total": total}
    data = request.POST if request.method == "POST" else None
    do = request.POST.get("do", "")
    return {
        "gazette": GazetteForm(data if do == "gazette" else None, instance=gazette, prefix="gazette"),
        "issue": IssueForm(data if do == "issue" else None, initial=first, prefix="issue"),
        "old": OldIssueForm(data if do == "old" else None, request.FILES or None, prefix="old"),
        "point": PointForm(data if do == "point" else None, prefix="point"),
    }


def _begun(
    request: HttpRequest, do: str, form: Any, agency: Agency, gazette: Gazette | None, user: User, moment: datetime
) -> HttpResponse:
    if do == "gazette":
        row = form.save(commit=False)
        row.agency = agency
        row.save()
        messages.success(request, "刊物已登记。")
        return redirect("content:gazette")
    if gazette is None:
        raise Incomplete("请先登记刊名和主办单位。")
    if do == "point":
        point = form.save(commit=False)
        point.gazette = gazette
        if distribution.points(gazette, localdate(moment)).filter(name=point.name).exists():
            raise Incomplete("已经有同名的赠阅点。", "name")
        point.save()
        messages.success(request, f"已登记赠阅点“{point.name}”。")
        return redirect("content:gazette")
    make = compiling.take_in_old if do == "old" else compiling.open_issue
    issue = make(gazette=gazette, by=user, at=moment, **form.cleaned_data)
    messages.success(request, f"已建立{issue}。")
    return redirect("content:gazette_issue", issue.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """One issue: its documents, their order, its file, its reviews, its copies."""
    user, moment = own.user_of(request), now()
    row = _seen(user, number, moment)
    handing_out = HandoutForm(
        points=list(distribution.points(row.gazette, localdate(moment))),
        given=frozenset(row.handouts.values_list("point", flat=True)),
        initial={"on": localdate(moment)},
    )
    setting, problem = SettingForm(initial={"print_run": row.print_run or None}), ""
    if request.method == "POST":
        verb = VERBS.get(request.POST.get("do", ""))
        if verb is None:
            raise Http404
        try:
            messages.success(request, verb(request, row, user, moment))
            return redirect("content:gazette_issue", number)
        except REFUSALS as error:
            problem = str(error)
            row.refresh_from_db()
            if request.POST["do"] == "hand_out":
                handing_out = HandoutForm(
                    request.POST, points=list(distribution.points(row.gazette, localdate(moment)))
                )
    context = _context(row, user, moment) | {"handing_out": handing_out, "setting": setting, "problem": problem}
    return render(request, "office/gazette/issue.html", context, status=422 if problem else 200)


@login_required
@never_cache
@require_GET
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """The file of an issue that is not public yet, for those who may see drafts."""
    row = _seen(own.user_of(request), number, now())
    if row.paper is None:
        raise Http404
    return respond(row.paper.content(), Kind.PDF, row.paper.shown_name, inline=True)


def _add(request: HttpRequest, row: GazetteIssue, user: User, moment: datetime) -> str:
    chosen = [number for value in request.POST.getlist("page") if (number := own.number(value))]
    made = compiling.add(
        issue_id=row.pk, pages=chosen, column=request.POST.get("column", ""), by=user, at=moment
    )  # fmt: skip
    return f"已选入{len(made)}件。"


def _arrange(request: HttpRequest, row: GazetteIssue, user: User, moment: datetime) -> str:
    kept = [article for article in row.articles.all() if f"drop-{article.pk}" not in request.POST]

    def place(article: Any) -> tuple[int, int]:
        told = request.POST.get(f"place-{article.pk}", "")
        return (int(told) if told.isdecimal() and len(told) < 6 else article.place), article.place

    columns = {article.pk: request.POST.get(f"column-{article.pk}", "") for article in kept}
    order = [article.pk for article in sorted(kept, key=place)]
    compiling.arrange(issue_id=row.pk, order=order, columns=columns, by=user, at=moment)
    return "目录已保存，请重新排版。"


def _set(request: HttpRequest, row: GazetteIssue, user: User, moment: datetime) -> str:
    form = SettingForm(request.POST)
    if not form.is_valid():
        raise Incomplete("印数应当是整数。", "print_run")
    done = compiling.set_in_type(issue_id=row.pk, by=user, at=moment, print_run=form.cleaned_data["print_run"])
    return f"已排版，共{done.pages}页。请看清样，无误后送审。"


def _submit(_request: HttpRequest, row: GazetteIssue, user: User, moment: datetime) -> str:
    if found := publishing.lacking(row):
        raise Incomplete("；".join(found) + "。")
    reviewing.submit(keys=[row.gate_key], by=user, at=moment)
    return "已送审。"


def _withdraw(request: HttpRequest, row: GazetteIssue, user: User, moment: datetime) -> str:
    gate.withdraw(key=row.gate_key, why=request.POST.get("why", ""), by=user, at=moment)
    return "已撤下，公众现在看不到这一期。"


def _hand_out(request: HttpRequest, row: GazetteIssue, user: User, moment: datetime) -> str:
    form = HandoutForm(request.POST, points=list(distribution.points(row.gazette, localdate(moment))))
    if not form.is_valid():
        raise Incomplete("；".join(str(error) for errors in form.errors.values() for error in errors))
    said = form.cleaned_data
    made = distribution.hand_out(
        issue_id=row.pk, copies=form.copies(), on=said["on"], signed_for=said["signed_for"], why=said["why"],
        by=user, at=moment,
    )  # fmt: skip
    return f"已登记{len(made)}个赠阅点，共{sum(one.copies for one in made)}册。"


VERBS: dict[str, Verb] = {
    "add": _add,
    "arrange": _arrange,
    "set": _set,
    "submit": _submit,
    "withdraw": _withdraw,
    "hand_out": _hand_out,
}


def _context(row: GazetteIssue, user: User, moment: datetime) -> dict[str, Any]:
    agency, today = row.gazette.agency, localdate(moment)
    release = gate.standing(row.gate_key)
    return {
        "section": "gazette",
        "issue": row,
        "compared": compiling.compared(row),
        "candidates": [] if release or row.imported else compiling.may_enter(row),
        "lacking": [] if release else publishing.lacking(row),
        "release": release,
        "round": Round.objects.filter(key=row.gate_key).order_by("-pk").first(),
        "may_draft": may(user, Permission.CONTENT_DRAFT, agency, on=today),
        "may_withdraw": may(user, Permission.CONTENT_RELEASE, agency, on=today),
        "handouts": list(row.handouts.select_related("point", "recorded_by")),
        "stock": distribution.stock(row),
    }


def own_agency(request: HttpRequest, moment: datetime) -> Agency:
    """The agency whose gazette is meant: of several the one that is asked for. Raises PermissionDenied."""
    mine = agencies_where(own.user_of(request), Permission.CONTENT_DRAFT, on=localdate(moment)).order_by("path")
    code = request.GET.get("agency", "")
    agency = mine.filter(code=code).first() if code else mine.filter(gazette__isnull=False).first() or mine.first()
    if agency is None:
        raise PermissionDenied
    return agency


def _seen(user: User, number: int, moment: datetime) -> GazetteIssue:
    row = GazetteIssue.objects.select_related("gazette__agency", "paper").filter(pk=number).first()
    if row is None:
        raise Http404
    if not pages.may_see(user, row.gazette.agency, at=moment):
        raise PermissionDenied
    return row
