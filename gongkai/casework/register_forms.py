"""Forms of the registers: what to import, what to export, of which time the figures are."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import Agency
from gongkai.casework.forms import speak
from gongkai.casework.register_words import LONGEST_MAPPING, BadMapping, read_mapping

MAPPING_HELP = "台账的写法与本系统不同时填写，没有不同的空着。写法见“怎样填写对照表”。"


class ImportForm(forms.Form):
    """A register and what the office declares about it."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="导入到", empty_label=None)
    file = forms.FileField(label="台账文件", help_text="XLSX或者CSV，最大2.5 MB。文件只在核对时读取，不保存。")
    served_on_reply = forms.BooleanField(
        label="送达日期空白的，以答复日期为送达日期", required=False, help_text="只有确认当天送出的才勾选。"
    )
    leave_out_doubtful = forms.BooleanField(label="存疑的行不导入", required=False)
    mapping = forms.CharField(
        label="对照表",
        required=False,
        max_length=LONGEST_MAPPING,
        help_text=MAPPING_HELP,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        speak(self)
        if too_large:
            self.fields["file"].error_messages["required"] = (
                "文件超过2.5 MB。请按年份拆成几个文件，或者由运维人员用 gongkai import-register 命令导入。"
            )
        else:
            self.fields["file"].error_messages["required"] = "请选择台账文件。"
        self.fields["file"].error_messages["empty"] = "文件是空的，没有任何内容。"

    def clean_mapping(self) -> Any:
        try:
            return read_mapping(self.cleaned_data["mapping"])
        except BadMapping as error:
            raise forms.ValidationError(str(error)) from error


class ExportForm(forms.Form):
    """Which cases are to be taken out, and whether with names."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", empty_label=None)
    first = forms.DateField(label="收到日期从", widget=DayInput)
    last = forms.DateField(label="收到日期至", widget=DayInput)
    names = forms.BooleanField(label="显示申请人的姓名、证件号码和联系方式", required=False)
    why = forms.CharField(
        label="用途",
        max_length=200,
        required=False,
        help_text="显示姓名的必须填写，记入审计账本；请不要写申请人的姓名。",
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        speak(self)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", "截止日期早于开始日期。")
        if found.get("names") and not found.get("why", "").strip():
            self.add_error("why", "显示申请人的姓名和联系方式，请写明用途。")
        return found


class PeriodForm(forms.Form):
    """Of whom and of which time the figures are."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", required=False, empty_label="全部")
    year = forms.TypedChoiceField(label="年份", coerce=int)
    month = forms.TypedChoiceField(
        label="月份",
        coerce=int,
        required=False,
        empty_value=None,
        choices=[("", "全年"), *((month, f"{month}月") for month in range(1, 13))],
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], years: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, f"{year}年") for year in reversed(years)]  # type: ignore[attr-defined]
        speak(self)


def this_year(today: date) -> dict[str, date]:
    """What the export offers first."""
    return {"first": date(today.year, 1, 1), "last": today}
