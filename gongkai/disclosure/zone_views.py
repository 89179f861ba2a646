"""The office's screens for random inspections and for the places for reading."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import inspection_sheets, inspections, own, points
from gongkai.disclosure.inspections import RandomInspection
from gongkai.disclosure.points import QueryPoints
from gongkai.disclosure.table_forms import TableForm
from gongkai.editorial.errors import EditorialError

REFUSALS = (EditorialError, NotAllowed)
FIRST_YEAR = 2008
"""The year in which the Regulation came into force."""


class DrawForm(forms.Form):
    """What was told before witnesses."""

    said = forms.CharField(
        label="现场公布的字样", max_length=120, required=False,
        help_text="如现场摇出的号码，与系统生成的随机数一起组成种子；可以不填。",
    )  # fmt: skip


class MonthForm(forms.Form):
    """How a place was used in a month."""

    point = forms.ChoiceField(label="查阅场所")
    month = forms.DateField(
        label="月份", widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"), input_formats=["%Y-%m"]
    )
    visits = forms.IntegerField(label="查阅人次", min_value=0, max_value=1_000_000)
    requests = forms.IntegerField(label="协助提交申请（件）", min_value=0, max_value=100_000)
    duty_days = forms.IntegerField(label="值班天数", min_value=0, max_value=31)

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["point"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in names]


@login_required
@never_cache
@require_GET
def all_inspections(request: HttpRequest) -> HttpResponse:
    """The inspections of one's agencies."""
    moment = now()
    agency = own.agency(request, moment, RandomInspection)
    context = {
        "section": "inspections",
        "agency": agency,
        "agencies": own.agencies(own.user_of(request), moment),
        "inspections": RandomInspection.objects.filter(agency=agency).order_by("-plan_year", "-pk"),
    }
    return render(request, "office/inspections/index.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def inspection(request: HttpRequest, number: int) -> HttpResponse:
    """One inspection: its matters from a file, and the draw."""
    moment = now()
    page = own.draft(request, number, RandomInspection, moment)
    assert isinstance(page, RandomInspection)
    do = request.POST.get("do", "")
    table = TableForm(*((request.POST, request.FILES) if do == "matters" else ()))
    drawing = DrawForm(*((request.POST,) if do == "draw" else ()))
    if request.method == "POST":
        bound = {"matters": table, "draw": drawing}.get(do)
        if bound is None:
            raise Http404
        if bound.is_valid():
            told: dict[str, Any] = {"inspection_id": page.pk, "by": own.user_of(request), "at": moment}
            try:
                messages.success(request, _done(do, bound, told))
                return redirect("content:inspection", number)
            except REFUSALS as error:
                bound.add_error(None, str(error))
    context = {"section": "inspections", "page": page, "table": table, "drawing": drawing}
    return render(request, "office/inspections/one.html", context, status=422 if request.method == "POST" else 200)


def _done(do: str, form: forms.Form, told: dict[str, Any]) -> str:
    if do == "draw":
        drawn = inspections.draw(said=form.cleaned_data["said"], **told)
        return f"已抽取{len(drawn.objects_drawn)}户，记入草稿。核对后请送审。"
    matters = inspection_sheets.read(form.cleaned_data["file"])
    inspections.list_matters(matters=matters, **told)
    return f"已导入{len(matters)}条抽查事项，记入草稿。"


@login_required
@never_cache
@require_GET
def matters(request: HttpRequest, number: int) -> HttpResponse:
    """The matters of a draft as a workbook."""
    page = own.draft(request, number, RandomInspection, now())
    assert isinstance(page, RandomInspection)
    return own.workbook(inspection_sheets.table(page), "抽查事项清单.xlsx")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def reading_points(request: HttpRequest) -> HttpResponse:
    """The places of one's agency: how often they were used, month by month."""
    moment = now()
    agency, today = own.agency(request, moment, QueryPoints), localdate(moment)
    register = QueryPoints.objects.filter(agency=agency).first()
    names = [point.name for point in register.points.all()] if register else []
    form = MonthForm(request.POST or None, names=names, initial={"month": _last_month(today)})
    if request.method == "POST" and form.is_valid():
        try:
            points.count_month(agency=agency, by=own.user_of(request), at=moment, **form.cleaned_data)
            messages.success(request, "已登记。")
            return redirect(f"{request.path}?agency={agency.code}")
        except REFUSALS as error:
            form.add_error(None, str(error))
    told = request.GET.get("year", "")
    year = int(told) if told in {str(year) for year in range(FIRST_YEAR, today.year)} else today.year
    context = {
        "section": "points",
        "agency": agency,
        "agencies": own.agencies(own.user_of(request), moment),
        "register": register,
        "form": form,
        "year": year,
        "before": year - 1,
        "months": points.used(agency, year),
        "totals": points.totals(agency, year),
    }
    return render(request, "office/points/index.html", context, status=422 if form.errors else 200)


def _last_month(today: date) -> date:
    return date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
