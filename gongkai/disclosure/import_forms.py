"""What an author says when a Word file is imported."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.importing import Facts
from gongkai.editorial.pages import ATTRIBUTES
from gongkai.files.kinds import Kind
from gongkai.files.uploading import FilesField, Received
from gongkai.manuscripts import Manuscript
from gongkai.statute.documents import number_problems


class FileForm(forms.Form):
    """The file."""

    file = FilesField(
        label="Word 文件",
        kinds=frozenset({Kind.DOCX}),
        widget=forms.FileInput,
        help_text="DOCX 文件。旧格式（.doc、.wps）请先在 Word 或 WPS 里打开，选“另存为”，类型选“Word 文档（*.docx）”。",
    )

    def received(self) -> Received:
        """The file, once the form is valid."""
        found: Received = self.cleaned_data["file"][0]
        return found


class FactsForm(forms.Form):
    """What the page will say of itself; the file's own words are proposed."""

    kind = forms.ChoiceField(label="网页种类", choices=[("policy", "政策文件"), ("article", "一般信息")])
    title = forms.CharField(label="标题", max_length=255)
    attribute = forms.ChoiceField(label="公开属性", choices=[("", "请选择"), *ATTRIBUTES])
    attribute_reason = forms.CharField(
        label="不主动公开的理由", max_length=500, required=False, help_text="主动公开的不用填。"
    )
    document_number = forms.CharField(label="发文字号", max_length=60, required=False)
    issued_by = forms.CharField(label="发文机关", max_length=120, required=False)
    dated_on = forms.DateField(label="成文日期", required=False, widget=DayInput)

    def __init__(self, *args: Any, made: Manuscript, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, picture in enumerate(made.pictures):
            self.fields[f"alt-{place}"] = forms.CharField(
                label=f"图{place + 1}的替代文字", max_length=200, initial=picture.alt
            )
        self._pictures = len(made.pictures)

    def clean(self) -> dict[str, Any]:
        """A policy document names its agency and its day; a number is written as the rules want it."""
        said = super().clean() or self.cleaned_data
        if said.get("attribute") in {"on_request", "withheld"} and not said.get("attribute_reason"):
            self.add_error("attribute_reason", "拟定为依申请公开或者不予公开的，应当说明理由。")
        if said.get("kind") == "policy":
            for name in ("issued_by", "dated_on"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, f"政策文件要填{self.fields[name].label}。")
            number = said.get("document_number", "")
            problems = number_problems(number) if number and "令第" not in number else ()
            if problems:
                self.add_error("document_number", f"发文字号不合规范：{'；'.join(problems)}。")
        return said

    def facts(self) -> Facts:
        """What was said, once the form is valid."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith("alt-")}
        return Facts(**said)

    def alts(self) -> list[str]:
        """The words for the pictures, in their order."""
        return [self.cleaned_data[f"alt-{place}"] for place in range(self._pictures)]

    def pictures(self) -> list[forms.BoundField]:
        """Their fields."""
        return [self[f"alt-{place}"] for place in range(self._pictures)]

    def facts_fields(self) -> list[forms.BoundField]:
        """The other fields."""
        return [field for field in self if not field.name.startswith("alt-")]
