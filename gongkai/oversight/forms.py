"""What the screens of the oversight ask. Whether something is allowed is said by the verbs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.agencies.models import Agency, User
from gongkai.casework.forms import speak, words
from gongkai.dialogue.forms import SectionForm, SpokenForm
from gongkai.files.keeping import KeepingForm
from gongkai.files.uploading import FilesField, Received
from gongkai.oversight import evidence
from gongkai.oversight.media import Described
from gongkai.oversight.models import Medium, Shift, Weight
from gongkai.oversight.patrol import Found
from gongkai.oversight.rota import LENGTHS

WEIGHTS = [("", "请选择"), *Weight.choices]


class MonthField(forms.CharField):
    """A month, as the browser's own picker gives it: 2026-01."""

    widget = forms.TextInput({"type": "month", "placeholder": "2026-01"})

    def clean(self, value: Any) -> Any:
        """The first day of it."""
        said = super().clean(value)
        try:
            return datetime.strptime(said, "%Y-%m").date() if said else None  # noqa: DTZ007 - a month has no zone
        except ValueError:
            raise ValidationError("请按2026-01的样式填写月份。", code="invalid") from None


class PictureForm(KeepingForm):
    """A form with one picture at most, which is kept when the form comes back for something else."""

    picture = FilesField(
        label="截图或者照片（选填，一张）",
        kinds=evidence.PICTURES,
        required=False,
        help_text="PNG、JPG格式，加密保存。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        speak(self)

    def clean_picture(self) -> list[Received]:
        """One, or none."""
        found: list[Received] = self.cleaned_data["picture"]
        if len(found) > 1:
            raise ValidationError("只能放一张图片。", code="too_many")
        return found

    @property
    def one(self) -> Received | None:
        """The picture."""
        return next(iter(self.cleaned_data.get("picture") or ()), None)


class ReadForm(SpokenForm):
    """What of the list was read and is in order."""

    ticked = forms.MultipleChoiceField(label="已读，没有发现问题", widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(label="备注（选填）", max_length=300, required=False)

    def __init__(self, *args: Any, media: Iterable[Medium], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(one.pk), f"{one.name}（{one.get_kind_display()}，{one.agency.short_name}）") for one in media]
        self.fields["ticked"].choices = choices  # type: ignore[attr-defined]

    @property
    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["ticked"]]


class FindForm(PictureForm):
    """What is wrong, and where."""

    medium = forms.ModelChoiceField(label="在哪里", queryset=Medium.objects.none(), empty_label="请选择")
    agency = forms.ModelChoiceField(
        label="责任单位（不选的，为主办单位）", queryset=Agency.objects.none(), required=False, empty_label="主办单位"
    )
    weight = forms.ChoiceField(label="程度", choices=WEIGHTS)
    what = words("问题", rows=3, max_length=500)
    quote = forms.CharField(label="原文（选填）", max_length=300, required=False)
    address = forms.CharField(label="网址或者位置（选填）", max_length=500, required=False)
    field_order = ["medium", "weight", "what", "quote", "address", "agency", "picture"]

    def __init__(self, *args: Any, media: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["medium"].queryset = media  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    @property
    def found(self) -> Found:
        """What the verb takes."""
        return Found(**{name: self.cleaned_data[name] for name in ("what", "weight", "quote", "address")})


class NoteForm(SpokenForm):
    """Something for the log."""

    words = words("记事", rows=2, max_length=1000)


class HandOverForm(SpokenForm):
    """What the next reader must know."""

    words = words(
        "交班说明",
        rows=3,
        max_length=1000,
        help_text="读了什么、发现几个问题、有什么要接着看。交班即签字，之后不能再记。",
    )


class CorrectForm(SpokenForm):
    """What was wrong in a line of the log."""

    entry = forms.IntegerField(label="第几条", min_value=1)
    words = words("更正", rows=2, max_length=1000)


class PlanForm(SpokenForm):
    """A month in which people take turns."""

    office = forms.ModelChoiceField(label="值班机关", queryset=Agency.objects.none(), empty_label=None)
    month = MonthField(label="月份")
    people = forms.ModelMultipleChoiceField(
        label="值班人员（按此顺序轮流）", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    hours = forms.TypedChoiceField(label="每班时长", choices=[(n, f"{n}小时") for n in LENGTHS], coerce=int, initial=8)
    first = forms.TimeField(
        label="每天第一班开始", initial=time(8), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, offices: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class ImportForm(SpokenForm):
    """A rota as a table file."""

    office = forms.ModelChoiceField(label="值班机关", queryset=Agency.objects.none(), empty_label=None)
    file = forms.FileField(label="值班表文件", help_text="XLSX或者CSV，列为日期、开始、结束、值班人员。")

    def __init__(self, *args: Any, offices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class SwapForm(SpokenForm):
    """Two shifts whose readers change."""

    shift = forms.ModelChoiceField(label="班次", queryset=Shift.objects.none(), empty_label="请选择")
    with_shift = forms.ModelChoiceField(label="与哪个班次调换", queryset=Shift.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, shifts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("shift", "with_shift"):
            self.fields[name].queryset = shifts  # type: ignore[attr-defined]


class MediumForm(SpokenForm):
    """A site or an account for the register."""

    office = forms.ModelChoiceField(label="监管机关", queryset=Agency.objects.none(), empty_label=None)
    agency = forms.ModelChoiceField(label="主办单位", queryset=Agency.objects.none(), empty_label="请选择")
    kind = forms.ChoiceField(label="类型", choices=[("", "请选择"), *Medium.Kind.choices])
    name = forms.CharField(label="名称", max_length=80)
    address = forms.CharField(label="网址或者账号", max_length=300)
    keeper = forms.CharField(label="管理员", max_length=40)
    telephone = forms.CharField(label="联系电话", max_length=40, required=False)
    cycle_days = forms.IntegerField(
        label="更新周期（日）", min_value=1, max_value=366, required=False, help_text="不填的，按系统设置的天数。"
    )
    by_machine = forms.BooleanField(label="由系统每天读（只限网站）", required=False)

    def __init__(self, *args: Any, offices: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    @property
    def said(self) -> Described:
        """What the verb takes."""
        names = ("kind", "name", "address", "keeper", "telephone", "cycle_days", "by_machine")
        return Described(**{name: self.cleaned_data[name] for name in names})


class RenewedForm(SpokenForm):
    """When an account was last renewed, or that it is no longer in use."""

    medium = forms.ModelChoiceField(label="站点或者账号", queryset=Medium.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, media: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["medium"].queryset = media  # type: ignore[attr-defined]


class SendForm(SpokenForm):
    """Who is told to mend it, how grave it is, and what they are told."""

    agency = forms.ModelChoiceField(label="责任单位", queryset=Agency.objects.none(), empty_label=None)
    weight = forms.ChoiceField(label="程度", choices=Weight.choices)
    words = words("整改要求", rows=3, max_length=1000)

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class IgnoreForm(SpokenForm):
    """Why it is no fault."""

    reason = words("不作处理的理由", rows=2, max_length=300)


class AnswerForm(PictureForm):
    """What was done."""

    words = words("整改情况", rows=4, max_length=1000, help_text="写明原因、怎样改的、怎样防止再犯。")
    field_order = ["words", "picture"]


class JudgeAgainForm(SpokenForm):
    """What somebody else saw when they looked again."""

    words = words("复核意见", rows=2, max_length=1000)


class OpenForm(SpokenForm):
    """Which month is inspected."""

    office = forms.ModelChoiceField(label="督查机关", queryset=Agency.objects.none(), empty_label=None)
    month = MonthField(label="月份")

    def __init__(self, *args: Any, offices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class JudgeForm(forms.Form):
    """How many there are of something that the system does not count, and why."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    count = forms.IntegerField(label="数量", min_value=0, max_value=9999)
    reason = forms.CharField(label="情况", max_length=500, required=False)


class ObjectForm(forms.Form):
    """Why a line is not right."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(label="申辩理由", max_length=1000, widget=forms.Textarea({"rows": 2}))


class RuleForm(forms.Form):
    """What is decided about an objection."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    points = forms.DecimalField(label="改为扣分", min_value=0, max_digits=5, decimal_places=1)
    words = forms.CharField(label="对申辩的意见", max_length=500)


class BulletinForm(SectionForm):
    """Which quarter, in which section, and for whom."""

    office = forms.ModelChoiceField(label="通报机关", queryset=Agency.objects.none(), empty_label=None)
    year = forms.IntegerField(label="年度", min_value=2008, max_value=2199)
    quarter = forms.TypedChoiceField(label="季度", choices=[(n, f"第{n}季度") for n in (1, 2, 3, 4)], coerce=int)
    internal = forms.BooleanField(label="只在内部通报，不向社会公开", required=False)
    field_order = ["office", "year", "quarter", "section", "internal"]

    def __init__(self, *args: Any, offices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


def quarter_before(today: date) -> tuple[int, int]:
    """The year and the number of the quarter that is over."""
    quarter = (today.month - 1) // 3
    return (today.year, quarter) if quarter else (today.year - 1, 4)
