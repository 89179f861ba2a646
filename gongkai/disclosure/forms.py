"""What an author says when handing in, and what somebody says who takes something down."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.editorial.items import Item
from gongkai.editorial.reviewing import Wish


class HandInForm(forms.Form):
    """Words for the reviewers, haste, a moment, and what goes with it."""

    words = forms.CharField(
        label="送审说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写给审核人员的话，可以不填。",
    )  # fmt: skip
    urgent = forms.BooleanField(label="急件", required=False)
    release_at = forms.DateTimeField(
        label="公开的时间",
        required=False,
        help_text="不填的，终审通过时公开。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    companions = forms.MultipleChoiceField(
        label="同步审签",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="政策文件和解读一起送审、一起公开；已经审核通过、没有再改的，可以不选。",
    )

    def __init__(self, *args: Any, companions: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not companions:
            del self.fields["companions"]
            return
        field = self.fields["companions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(item.key, f"《{item.title}》") for item in companions]
        field.initial = [item.key for item in companions]

    def wish(self) -> Wish:
        """What was said, once the form is valid."""
        said = self.cleaned_data
        return Wish(said["words"], said["urgent"], said["release_at"])


class WithdrawForm(forms.Form):
    """Why something is taken down."""

    why = forms.CharField(
        label="撤下的原因", max_length=300, error_messages={"required": "请写明撤下的原因。"},
        help_text="公开记录里会留下这个原因。",
    )  # fmt: skip
    due_at = forms.DateTimeField(
        label="撤下的时间",
        required=False,
        help_text="不填的，立即撤下；填写以后的时间，到时自动撤下。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    everywhere = forms.BooleanField(
        label="内容涉密、涉敏或者泄露个人信息：转载一并立即撤下",
        required=False,
        help_text="其他机关转载的，同时撤下；不勾选的，通知转载机关自行处理。",
    )

    def clean(self) -> dict[str, Any]:
        """What must not be public is not left standing until an hour. Raises ValidationError."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("everywhere") and said.get("due_at"):
            self.add_error("due_at", "涉密、涉敏或者泄露个人信息的，应当立即撤下，请不要填写时间。")
        return said
