"""The form of a notice: what the officer has to write, by the names of the letter's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from gongkai.casework import notices
from gongkai.casework.forms import AMENDMENTS, FEE_METHODS, PARTIES, day, speak, words
from gongkai.casework.notices import Notice
from gongkai.casework.queries import Sheet
from gongkai.statute.letters import field_labels

HINTS = {
    "unclear": "写明哪里不明确，例如：没有写明道路名称和年份，无法据以检索。",
    "how_to_correct": "一次性写全需要补正的内容，以及可以怎样补正。",
    "excess": "写明事实，例如：自本年1月1日起已提出申请86件，其中本月41件。",
    "consultation_reason": "写成一句话，例如：该信息载有贵公司的设备采购价格",
    "how_to_pay": "缴费的单位、账户或者地点；缴入同级国库的，写明执收单位和缴款方式。",
    "disclosed_content": "决定公开的具体内容。",
    "third_party_reason": "为什么不公开会对公共利益造成重大影响。",
    "transferred_to": "处理结果为转送时填写：有权更正的机关名称和联系方式。",
    "amendment_result": "予以更正或者不予更正时填写，例如：本机关已将登记的出生日期更正为1980年5月6日。",
}
LABELS = {"party": "征求对象", "whom": "被征求意见人", "key": "征求意见书编号", "result": "处理结果"}
LABELS |= {"method": "计收方式", "quantity": "数量（按件：当月第几件；按量：页数）"}
_CHOICES: Mapping[str, list[tuple[str, str]]] = {"party": PARTIES, "result": AMENDMENTS, "method": FEE_METHODS}
_DAYS = {
    "ask-correction": "补正期限（留空则按合理期限推算）",
    "notice-fee": "缴费期限（留空则按法定期限推算；只能更晚）",
}


class NoticeForm(forms.Form):
    """The fields of one kind of notice, filled with what the case already says."""

    def __init__(self, *args: Any, notice: Notice, sheet: Sheet, **kwargs: Any) -> None:
        kwargs["initial"] = notices.suggestions(notice.slug, sheet) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for name in notice.asked:
            self.fields[name] = _field(notice, name, required=name not in notice.optional)
        if "key" in self.fields:
            self.fields["key"] = forms.ChoiceField(label=LABELS["key"], choices=notices.objecting(sheet.state))
        speak(self)

    def facts(self) -> dict[str, Any]:
        """What was typed, as far as it goes; usable for a preview before everything is there."""
        typed = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        return {name: value for name in self.fields if (value := typed.get(name)) not in (None, "")}


def _field(notice: Notice, name: str, *, required: bool) -> forms.Field:
    label = LABELS.get(name) or field_labels()[name]
    if name in _CHOICES:
        return forms.ChoiceField(label=label, choices=[("", "请选择"), *_CHOICES[name]], required=required)
    if name == "quantity":
        return forms.IntegerField(label=label, min_value=1, max_value=100_000, required=required)
    if name in {"limit_on", "new_due_on"}:
        return day(_DAYS.get(notice.slug, label), required=required)
    if name == "whom":
        return forms.CharField(label=label, max_length=100, required=required)
    return words(label, help_text=HINTS.get(name, ""), required=required)
