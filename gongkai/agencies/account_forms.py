"""Forms around an account."""

from __future__ import annotations

from django import forms

from gongkai.agencies.accounts import LONGEST_REASON


class CodeForm(forms.Form):
    """A one-time code, or a recovery code in its place."""

    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="手机身份验证器上显示的六位数字。手机不在身边的，可以输入一个恢复码。",
        error_messages={"required": "请填写动态口令。"},
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )


class FirstCodeForm(CodeForm):
    """The first code of a telephone, which proves that it has learned the secret."""

    code = forms.CharField(
        label="手机上显示的六位数字",
        max_length=20,
        error_messages={"required": "请填写手机上显示的六位数字。"},
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class WhyForm(forms.Form):
    """Why an account is changed."""

    why = forms.CharField(
        label="原因", max_length=LONGEST_REASON, error_messages={"required": "请写明原因，原因将记入审计账本。"}
    )
