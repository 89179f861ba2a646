"""Forms of the office for villages: few fields, large, with what is meant beside each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.timezone import localdate

from gongkai.agencies.forms import DayInput
from gongkai.files.uploading import FilesField, Received
from gongkai.statute.village import Frequency
from gongkai.statute.village_duties import Duty
from gongkai.village import keeping, money, table_file
from gongkai.village.errors import FaultyTable
from gongkai.village.models import CLASSES, Posting, Village
from gongkai.village.money import Line
from gongkai.village.posting import Content

ROWS, MOST_BYTES = 6, 4 * 1024 * 1024


class AmountField(forms.CharField):
    """An amount in yuan, kept in fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=24, required=False, **options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """Fen; None for nothing."""
        said = super().clean(value) or ""
        if not said.strip():
            return None
        try:
            return money.fen(said)
        except ValueError as error:
            raise forms.ValidationError(f"“{said}”不是金额，应当写成“1234.56”这样的元数。", code="amount") from error


class RowForm(forms.Form):
    """A line of a finance table."""

    finance_class = forms.ChoiceField(label="类别", choices=CLASSES, required=False)
    item = forms.CharField(label="项目", max_length=80, required=False)
    amount = AmountField(label="金额（元）")
    note = forms.CharField(label="说明", max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """A line is written whole or not at all."""
        given = super().clean() or {}
        if bool(given.get("item")) != (given.get("amount") is not None) and "amount" not in self.errors:
            raise forms.ValidationError("项目和金额要一起填写。", code="half_a_line")
        return given

    @property
    def line(self) -> Line | None:
        """The line; None for an empty one."""
        given = self.cleaned_data
        if not given.get("item"):
            return None
        return Line(given["finance_class"], given["item"], given["amount"], given["note"])


RowSet = forms.formset_factory(RowForm, extra=ROWS, max_num=60, absolute_max=120)


class PostingForm(forms.Form):
    """What a clerk fills in: of which day or period, title, text, table, photographs."""

    day = forms.DateField(label="所属日期", widget=DayInput)
    also = forms.MultipleChoiceField(
        label="这份内容里还包括", required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    title = forms.CharField(label="标题", max_length=100)
    text = forms.CharField(
        label="内容", required=False, max_length=8000, widget=forms.Textarea({"rows": 7}),
        help_text="可以写姓名，不要写身份证号码、手机号码、银行账号和家庭住址。",
    )  # fmt: skip
    opening = AmountField(label="期初余额（元）")
    closing = AmountField(label="期末余额（元）", help_text="期初余额＋收入－支出＝期末余额，系统会核对。")
    table = forms.FileField(
        label="或者上传做好的表格", required=False, widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text="XLSX或者CSV，表头写“类别、项目、金额（元）、日期、说明”；上传了表格的，以表格为准。",
    )  # fmt: skip
    attached = FilesField(label="照片和附件", required=False, kinds=frozenset(keeping.FILES))
    days = forms.IntegerField(label="公示多少天", min_value=1, max_value=366, required=False)
    reason = forms.CharField(label="更正的原因", max_length=300)

    def __init__(self, *args: Any, one: Duty, others: Sequence[Duty], least: int, correcting: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.one = one
        also = self.fields["also"]
        assert isinstance(also, forms.MultipleChoiceField)
        also.choices = [(other.code, other.label) for other in others]
        self.fields["day"].help_text = (
            "写事情发生的日期。" if one.frequency is Frequency.AT_ONCE else "写这一期里的任意一天，系统会算出是哪一期。"
        )
        self.fields["days"].help_text = f"不少于{least}天（村民委员会组织法第三十五条）。" + (
            "长期公开的不用填。" if one.frequency is Frequency.LONG_TERM else ""
        )
        for name in self._unused(others, correcting):
            del self.fields[name]

    def _unused(self, others: Sequence[Duty], correcting: bool) -> list[str]:
        found = [] if others else ["also"]
        found += [] if self.one.table else ["opening", "closing", "table"]
        return found if correcting else [*found, "reason"]

    def clean_table(self) -> table_file.Table | None:
        """The rows of a file. Raises ValidationError with a sentence for each row that is wrong."""
        file: Any = self.cleaned_data.get("table")
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"表格超过{MOST_BYTES // 1024 // 1024} MB。", code="table_too_large")
        try:
            return table_file.read(file.read())
        except FaultyTable as error:
            raise forms.ValidationError(str(error), code=error.code) from error

    def content(self, rows: Sequence[Line]) -> Content:
        """What was written, once the form is valid."""
        given = self.cleaned_data
        table: table_file.Table | None = given.get("table")
        files: list[Received] = given["attached"]
        return Content(
            duty=self.one.code,
            day=given["day"],
            title=given["title"],
            text=given["text"],
            also=tuple(given.get("also", ())),
            days=given["days"] if given["days"] or self.one.frequency is Frequency.LONG_TERM else 15,
            lines=table.lines if table else tuple(rows),
            opening_fen=table.opening_fen if table else given.get("opening"),
            closing_fen=table.closing_fen if table else given.get("closing"),
            files=tuple(files),
        )


class WhyForm(forms.Form):
    """A reason."""

    words = forms.CharField(label="原因", max_length=300, widget=forms.Textarea({"rows": 3}))


class PhotoForm(forms.Form):
    """The photograph of the paper board."""

    taken_on = forms.DateField(label="张贴日期", widget=DayInput)
    place = forms.CharField(label="张贴地点", max_length=60, initial="村委会门口公开栏")
    photo = FilesField(
        label="照片",
        kinds=frozenset(keeping.PHOTOS),
        help_text="拍下整块公开栏。照片里的拍摄地点等隐藏信息会自动去掉。",
    )
    shown = forms.BooleanField(
        label="申请在网上公开这张照片",
        required=False,
        help_text="乡镇看过同意以后才公开。拍到人脸、门牌、身份证号码和电话的，不要勾选。",
    )


class AnswerForm(forms.Form):
    """An answer to a villager."""

    words = forms.CharField(label="答复", max_length=1000, widget=forms.Textarea({"rows": 6}))


class VillageForm(forms.ModelForm[Village]):
    """How a village is counted."""

    class Meta:
        model = Village
        fields = ("busy_finance", "counted_from")
        widgets = {"counted_from": DayInput}
        help_texts = {"busy_finance": "集体财务往来较多的村，收支情况每月公布一次（村民委员会组织法第三十五条）。"}


def initial(row: Posting) -> dict[str, Any]:
    """A posting as the form shows it."""
    found: dict[str, Any] = {"title": row.title, "text": row.text, "days": row.days, "also": row.also}
    found["day"] = row.happened_on or row.period_end or localdate(row.drafted_at)
    for name, amount in (("opening", row.opening_fen), ("closing", row.closing_fen)):
        found[name] = "" if amount is None else money.yuan(amount)
    return found


def initial_rows(row: Posting) -> list[dict[str, Any]]:
    """Its table as the form shows it."""
    return [
        {"finance_class": one.finance_class, "item": one.item, "amount": money.yuan(one.amount_fen), "note": one.note}
        for one in row.rows.all()
    ]
