"""The office's screens for stocktakings: all of them, one with its list, and the list as a table file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import own, places
from gongkai.disclosure.models import PublicPage
from gongkai.disclosure.stocktaking import drafting, queries, sheets, sitting
from gongkai.disclosure.stocktaking.forms import AddForm, OpeningForm, ResultForm
from gongkai.disclosure.stocktaking.models import Conclusion, Stocktaking, StocktakingLine
from gongkai.disclosure.stocktaking.sitting import Said
from gongkai.disclosure.table_forms import TableForm
from gongkai.editorial.errors import EditorialError

REFUSALS = (EditorialError, NotAllowed)
A_PAGE = 50
OWED = "owed"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The stocktakings that one's agencies hold or take part in, and beginning one."""
    user, moment = own.user_of(request), now()
    mine = own.agencies(user, moment)
    code = request.GET.get("agency", "")
    agency = next((one for one in mine if code in ("", one.code)), None)
    if agency is None:
        raise PermissionDenied
    choices = Agency.objects.filter(path__startswith=queries.reach(agency).path, abolished_on=None)
    form = OpeningForm(request.POST or None, agencies=choices.order_by("path"))
    if request.method == "POST" and form.is_valid():
        try:
            made = sitting.open_stocktaking(agency=agency, by=user, at=moment, **form.told())
            messages.success(request, f"已建立，清单里有{made.lines.count()}件文件。")
            return redirect("content:stocktaking", made.pk)
        except REFUSALS as error:
            own.refuse(form, error)
    rows = list(queries.of(one.pk for one in mine))
    context = {
        "section": "stocktakings", "agency": agency, "agencies": mine, "form": form, "today": localdate(moment),
        "stocktakings": [(row, _whole(queries.progress(row))) for row in rows],
    }  # fmt: skip
    return render(request, "office/stocktaking/index.html", context, status=422 if form.errors else 200)


def _whole(found: Sequence[queries.Progress]) -> tuple[int, int]:
    return sum(one.said for one in found), sum(one.total for one in found)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits before which stocktaking: the office that holds it sees all lines, a maker those of their agencies."""

    stocktaking: Stocktaking
    user: User
    agencies: list[Agency]
    holds: bool

    @property
    def within(self) -> list[int] | None:
        """The agencies whose lines are shown; None for all."""
        return None if self.holds else [one.pk for one in self.agencies]

    def lines(self) -> list[StocktakingLine]:
        """The lines that are shown."""
        return list(queries.lines(self.stocktaking, self.within))


def _seat(request: HttpRequest, number: int, moment: datetime) -> Seat:
    """Raises Http404, PermissionDenied."""
    row = Stocktaking.objects.select_related("agency__parent", "result").filter(pk=number).first()
    if row is None:
        raise Http404
    user = own.user_of(request)
    mine = own.agencies(user, moment)
    holds = row.agency in mine
    if not holds and not row.lines.filter(agency__in=mine).exists():
        raise PermissionDenied
    return Seat(row, user, mine, holds)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A stocktaking: how far everybody is, its list to be filled in, a table file, and the announcement."""
    moment = now()
    seat = _seat(request, number, moment)
    do = request.POST.get("do", "")
    forms = _forms(request, seat, do)
    extra: dict[str, Any] = {}
    if request.method == "POST":
        try:
            said = _done(request, seat, do, forms, extra, moment)
            if said:
                messages.success(request, said)
                return redirect(f"{request.path}?{request.GET.urlencode()}")
        except REFUSALS as error:
            extra["problem"] = str(error)
            extra["typed"] = request.POST if do == "save" else None
    failed = bool(extra.get("problem")) or any(form.errors for form in forms.values())
    context = _context(request, seat, moment, extra.pop("typed", None)) | forms | extra
    return render(request, "office/stocktaking/one.html", context, status=422 if failed else 200)


def _forms(request: HttpRequest, seat: Seat, do: str) -> dict[str, Any]:
    post = request.POST
    agency = seat.stocktaking.agency
    sections = places.sections([agency]) if seat.holds else []
    usual = PublicPage.objects.filter(agency=agency, kind="policy").order_by("-at").values_list("section", flat=True)
    return {
        "table": TableForm(*((post, request.FILES) if do in ("check", "confirm") else ())),
        "adding": AddForm(post if do == "add" else None),
        "drafting": ResultForm(post if do == "draft" else None, sections=sections, initial={"section": usual.first()}),
    }


def _done(
    request: HttpRequest, seat: Seat, do: str, forms: dict[str, Any], extra: dict[str, Any], moment: datetime
) -> str:
    """Carry out a button; what to say of it, empty when there is more to ask. Raises what the verbs raise."""
    told: dict[str, Any] = {"stocktaking_id": seat.stocktaking.pk, "by": seat.user, "at": moment}
    form = {"add": forms["adding"], "draft": forms["drafting"], "check": forms["table"], "confirm": forms["table"]}
    if do in form:
        if not form[do].is_valid():
            return ""
        if do in ("check", "confirm"):
            return _from_file(request, seat, form[do], extra, told)
        if do == "add":
            return f"已加入《{sitting.add(**form[do].cleaned_data, **told)}》。"
        page = drafting.draft_result(section=form[do].cleaned_data["section"], **told)
        return f"已起草《{page.title}》。请在内容编辑里补全文号、日期，核对后送审。"
    return _done_to_lines(request.POST, seat, do, told)


def _done_to_lines(post: QueryDict, seat: Seat, do: str, told: dict[str, Any]) -> str:
    if do == "save":
        changed = sitting.conclude(said=_said(post, seat.lines()), **told)
        return f"已保存{changed}件的清理意见。" if changed else "没有改动。"
    if do == "assign":
        to = Agency.objects.filter(pk=own.number(post.get("to", ""))).first() or seat.stocktaking.agency
        return f"已把{sitting.assign(lines=_ticked(post), to=to, **told)}件交给{to.short_name}清理。"
    if do == "drop":
        return f"已从清单移出{sitting.drop(lines=_ticked(post), **told)}件。"
    raise Http404


def _from_file(request: HttpRequest, seat: Seat, form: TableForm, extra: dict[str, Any], told: dict[str, Any]) -> str:
    """Take the file in when it is confirmed and is the one that was looked at; else say what it would change."""
    plan = extra["plan"] = sheets.plan(form.cleaned_data["file"], seat.lines(), localdate(told["at"]))
    if request.POST["do"] == "check" or plan.refused:
        return ""
    if request.POST.get("digest") != plan.digest:
        form.add_error("file", "这不是刚才核对的文件，没有导入。请核对下面的内容后再确认。")
        return ""
    return f"已导入{sitting.conclude(said=plan.changes, **told)}件的清理意见。"


def _said(post: QueryDict, rows: Sequence[StocktakingLine]) -> list[Said]:
    """What the page says of its lines, as far as it differs from what they say."""
    found = []
    for row in rows:
        if f"conclusion-{row.pk}" not in post:
            continue
        words = {name: " ".join(post.get(f"{name}-{row.pk}", "").split()) for name in ("conclusion", "reason", "basis")}
        said = Said(row.pk, own.number(post.get(f"seen-{row.pk}", "")), until=_day(post, row), **words)
        same = sitting.as_said(row)
        if (said.conclusion, said.reason, said.basis, said.until) != (
            same.conclusion, same.reason, same.basis, same.until,
        ):  # fmt: skip
            found.append(said)
    return found


def _day(post: QueryDict, row: StocktakingLine) -> date | None:
    try:
        return parse_date(post.get(f"until-{row.pk}", ""))
    except ValueError:
        return None


def _context(request: HttpRequest, seat: Seat, moment: datetime, typed: QueryDict | None) -> dict[str, Any]:
    held, given = seat.stocktaking, request.GET
    rows, state = seat.lines(), given.get("state", "")
    shown = [row for row in rows if _wanted(row, given.get("of", ""), state)]
    leaf = Paginator(shown, A_PAGE).get_page(given.get("page"))
    if typed is not None:
        for row in leaf:
            _put_back(row, typed)
    keys = {row.pk for row in seat.agencies}
    return {
        "section": "stocktakings", "stocktaking": held, "holds": seat.holds, "leaf": leaf, "state": state,
        "of": given.get("of", ""), "closed": sitting.closed_because(held), "today": localdate(moment),
        "progress": queries.progress(held, seat.within), "conclusions": Conclusion.choices,
        "filter": "&".join(f"{name}={given[name]}" for name in ("of", "state") if given.get(name, "").isalnum()),
        "writable": {row.pk for row in rows if seat.holds or row.agency_id in keys},
        "agencies": Agency.objects.filter(path__startswith=queries.reach(held.agency).path, abolished_on=None)
        if seat.holds else [],
        "differing": drafting.differing(held) if seat.holds and held.result_id else [],
        "result": reverse("content:page", args=[held.result_id]) if held.result_id else "",
    }  # fmt: skip


def _wanted(row: StocktakingLine, agency: str, state: str) -> bool:
    if agency and row.agency.code != agency:
        return False
    return not state or row.conclusion == ("" if state == OWED else state)


def _put_back(row: StocktakingLine, typed: QueryDict) -> None:
    """Show again what was typed and not saved."""
    for name in ("conclusion", "reason", "basis"):
        setattr(row, name, typed.get(f"{name}-{row.pk}", getattr(row, name)))
    row.until = _day(typed, row) if f"until-{row.pk}" in typed else row.until


@login_required
@never_cache
@require_GET
def table(request: HttpRequest, number: int) -> HttpResponse:
    """The list as a workbook: of a maker their own lines."""
    seat = _seat(request, number, now())
    return own.workbook(sheets.table(seat.lines()), f"{seat.stocktaking.title}清单.xlsx")


def _ticked(post: QueryDict) -> list[int]:
    return [number for value in post.getlist("line") if (number := own.number(value))]
