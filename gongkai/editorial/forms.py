"""The one form of the reviews that a person fills in to look at something: a period and an agency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.agencies.models import Agency
from gongkai.editorial.figures import Period

WRONG_DAY = "请按 2026-01-31 这样填写日期。"


class PeriodForm(forms.Form):
    """From a day to a day, for an agency and those below it."""

    first = forms.DateField(
        label="从", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), error_messages={"invalid": WRONG_DAY}
    )
    last = forms.DateField(
        label="到", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), error_messages={"invalid": WRONG_DAY}
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关（含下级）", empty_label=None)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies
        for each in self.fields.values():
            each.error_messages["required"] = "请填写。"
        field.error_messages["invalid_choice"] = "没有这个机关，或者您不能查看它的统计。"

    @classmethod
    def asked(cls, sent: Mapping[str, Any], *, agencies: QuerySet[Agency], today: date) -> PeriodForm:
        """The form with what an address says; this year and the first agency where it says nothing."""
        first = agencies.values_list("pk", flat=True).first()
        usual = {"first": date(today.year, 1, 1).isoformat(), "last": today.isoformat(), "agency": first}
        return cls({**usual, **{name: sent[name] for name in usual if sent.get(name)}}, agencies=agencies)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", "结束的日期不能早于开始的日期。")
        return given

    def period(self) -> Period:
        """The period, once the form is valid."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])
