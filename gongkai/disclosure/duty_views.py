"""The office's screen for the duty log of places for reading: a month of days, and entering one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.forms import DayInput
from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import duty, own
from gongkai.disclosure.duty import COUNTS
from gongkai.disclosure.models import QueryPoints
from gongkai.editorial.errors import EditorialError


class DayForm(forms.Form):
    """A day of a place."""

    point = forms.ChoiceField(label="查阅场所")
    day = forms.DateField(label="日期", widget=DayInput)
    on_duty = forms.CharField(label="值班人员", max_length=80, help_text="写工作人员，不写来查阅的人。")

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["point"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in names]
        for name, label in COUNTS.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=duty.MOST, initial=0)

    @property
    def counts(self) -> dict[str, int]:
        """What was counted, once the form is valid."""
        return {name: self.cleaned_data[name] for name in COUNTS}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The log of one's agency for a month, and entering a day."""
    moment = now()
    agency, today = own.agency(request, moment, QueryPoints), localdate(moment)
    register = QueryPoints.objects.filter(agency=agency).first()
    names = [point.name for point in register.points.all()] if register else []
    form = DayForm(request.POST or None, names=names, initial={"day": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = duty.log(
                agency=agency, point=said["point"], day=said["day"], on_duty=said["on_duty"], counts=form.counts,
                by=own.user_of(request), at=moment,
            )  # fmt: skip
            messages.success(request, f"{row.day:%Y-%m-%d}的值班日志已登记，当月数字已经汇总。")
            return redirect(f"{request.path}?agency={agency.code}&month={row.day:%Y-%m}")
        except (EditorialError, NotAllowed) as error:
            name = getattr(error, "field", "")
            form.add_error(name if name in form.fields else None, str(error))
    month = _month(request.GET.get("month", ""), today)
    rows = duty.of_month(agency, month)
    context = {
        "section": "points",
        "agency": agency,
        "agencies": own.agencies(own.user_of(request), moment),
        "register": register,
        "form": form,
        "month": month,
        "before": month - timedelta(days=1),
        "labels": list(COUNTS.values()),
        "rows": [(row, [getattr(row, name) for name in COUNTS]) for row in rows],
        "sums": duty.asked_for(rows),
    }
    return render(request, "office/points/duty.html", context, status=422 if form.errors else 200)


def _month(told: str, today: date) -> date:
    """The first day of the month that is asked for; of this one for anything else."""
    year, _, number = told.partition("-")
    if year.isascii() and year.isdecimal() and len(year) == 4 and number in {f"{one:02d}" for one in range(1, 13)}:
        found = date(max(int(year), 1), int(number), 1)
        if date(2008, 1, 1) <= found <= today:
            return found
    return today.replace(day=1)
