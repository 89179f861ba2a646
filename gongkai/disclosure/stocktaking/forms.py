"""What an office says when it begins a stocktaking, adds to its list, and has its result drafted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import Agency
from gongkai.disclosure.models import Section
from gongkai.disclosure.stocktaking.queries import Scope
from gongkai.disclosure.widgets import DocumentReference, ThemeInput

FIRST_YEAR = 1949
LAST_YEAR = 2199


class OpeningForm(forms.Form):
    """Name, basis, deadline, and which documents."""

    title = forms.CharField(label="清理名称", max_length=80, help_text="如“2026年行政规范性文件清理”，写入结果公告。")
    basis = forms.CharField(label="清理依据", max_length=200, help_text="要求清理的文件或者规定，写入结果公告。")
    due_on = forms.DateField(label="完成期限", widget=DayInput)
    agencies = forms.MultipleChoiceField(
        label="哪些机关的文件", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选的，为全部机关。"
    )
    year_from = forms.IntegerField(label="成文年份起", min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    year_until = forms.IntegerField(label="成文年份止", min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    subject = forms.CharField(
        label="主题分类", max_length=40, required=False, widget=ThemeInput, help_text="不填的，为全部主题。"
    )
    normative_only = forms.BooleanField(label="只清理行政规范性文件", required=False, initial=True)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), one.short_name) for one in agencies]
        if len(field.choices) < 2:
            del self.fields["agencies"]

    def told(self) -> dict[str, Any]:
        """What was said, once the form is valid, as the verb takes it."""
        said = self.cleaned_data
        chosen = frozenset(int(key) for key in said.get("agencies", ()))
        scope = Scope(chosen, said["year_from"], said["year_until"], said["subject"], said["normative_only"])
        return {name: said[name] for name in ("title", "basis", "due_on")} | {"scope": scope}


class AddForm(forms.Form):
    """One more document: of the library, or by its name."""

    document = forms.CharField(label="库内文件", max_length=300, required=False, widget=DocumentReference)
    other = forms.CharField(
        label="库外文件", max_length=200, required=False, help_text="不在政策文件库里的旧文件，写明标题和文号。"
    )
    other_normative = forms.BooleanField(label="库外文件是规范性文件", required=False)

    def clean_document(self) -> int | None:
        """The document's key. Raises ValidationError for words that name none."""
        said = str(self.cleaned_data["document"])
        if said and not said.isdecimal():
            raise ValidationError("没有找到这件文件，请从提示里选，或者填发文字号。", code="unknown_document")
        return int(said) if said else None


class ResultForm(forms.Form):
    """Where the announcement is kept."""

    section = forms.ChoiceField(label="公告放在哪个栏目")

    def __init__(self, *args: Any, sections: Iterable[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sections = {str(one.pk): one for one in sections}
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.title) for key, one in self._sections.items()]

    def clean_section(self) -> Section:
        """The section."""
        return self._sections[self.cleaned_data["section"]]
