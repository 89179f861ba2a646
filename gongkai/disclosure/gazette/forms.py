"""What an office fills in for its gazette."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.gazette.models import Gazette, GazettePoint


class GazetteForm(forms.ModelForm[Gazette]):
    """What stands on every issue."""

    class Meta:
        model = Gazette
        fields = ["name", "sponsor", "editor", "licence", "contact"]
        help_texts = {"name": "如“明湖区人民政府公报”。"}


class IssueForm(forms.Form):
    """A new issue."""

    year = forms.IntegerField(label="年份", min_value=1949, max_value=2199)
    number = forms.IntegerField(label="期号", min_value=1, max_value=999)
    total = forms.IntegerField(label="总期号", min_value=1, max_value=99999, required=False)
    dated_on = forms.DateField(label="出版日期", widget=DayInput)


class OldIssueForm(IssueForm):
    """An issue of former years, as it was printed."""

    file = forms.FileField(label="全文PDF", help_text="扫描件也可以；能识别出文字的，读者才能查找和收听。")
    contents = forms.CharField(
        label="目录",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行一篇：页码、空格、标题，如“12 关于印发供水办法的通知”。",
    )


class SettingForm(forms.Form):
    """Setting an issue in type."""

    print_run = forms.IntegerField(label="印数（册）", min_value=0, max_value=1_000_000, required=False)


class PointForm(forms.ModelForm[GazettePoint]):
    """A place that gets copies."""

    class Meta:
        model = GazettePoint
        fields = ["name", "place", "usual"]


class HandoutForm(forms.Form):
    """Copies of an issue to its points: a number for each, at first the usual one where none of this issue went yet.

    ``given`` are the points that got copies of it."""

    on = forms.DateField(label="赠阅日期", widget=DayInput)
    signed_for = forms.CharField(label="签收", max_length=80, required=False, help_text="签收单号或者签收单位。")
    why = forms.CharField(
        label="更正原因", max_length=200, required=False, help_text="册数填负数，冲减以前登记错的，应当写明原因。"
    )

    def __init__(
        self, *args: Any, points: list[GazettePoint], given: frozenset[int] = frozenset(), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for point in points:
            usual = None if point.pk in given else point.usual or None
            self.fields[f"point-{point.pk}"] = forms.IntegerField(
                label=point.name, required=False, min_value=-100_000, max_value=100_000, initial=usual
            )

    def copies(self) -> dict[int, int]:
        """The number for each point, once the form is valid."""
        said = self.cleaned_data
        return {int(name[6:]): value for name, value in said.items() if name.startswith("point-") and value}
