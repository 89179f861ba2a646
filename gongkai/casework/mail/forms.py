"""Forms of the tray. They only read what was typed; whether it is allowed is said by the verbs."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.casework.forms import MEANS, RegisterForm, day, speak, words
from gongkai.casework.mail.models import IncomingMail
from gongkai.casework.mail.settling import JOINING, OPINION
from gongkai.casework.mail.tray import Opened

HOW_LONG_ENOUGH = 60


class MailRegisterForm(RegisterForm):
    """A request that came by e-mail: agency, channel and day of arrival are those of the message."""

    confirmed_on = day("与申请人确认的日期", required=False, help_text="尚未确认的留空，请尽快联系并在办件页补记。")
    confirmed_by = forms.ChoiceField(label="确认方式", required=False, choices=[("", "请选择"), *MEANS])

    def __init__(self, *args: Any, message: Opened, **kwargs: Any) -> None:
        told = message.words
        initial = {
            "name": told.name,
            "email": told.address,
            "title": told.subject[:HOW_LONG_ENOUGH],
            "description": told.text,
            "form": "electronic",
            "delivery": "email",
        }
        agencies = type(message.mail.agency).objects.filter(pk=message.mail.agency_id)
        super().__init__(*args, agencies=agencies, initial=initial, **kwargs)
        for name in ("agency", "channel", "arrived_on", "oral"):
            del self.fields[name]
        self.fields[
            "identity_number"
        ].help_text = "来信没有写明的，证件种类选“其他有效证件”，此处填“未提供”，登记后依第三十条一次性告知补正。"


class JoinForm(forms.Form):
    """A case that is there already, and what the message is in it."""

    number = forms.CharField(label="收件编号", max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    how = forms.ChoiceField(label="作为", choices=list(JOINING.items()), widget=forms.RadioSelect, initial="note")
    opinion = forms.ChoiceField(
        label="答复的意见（作为征求意见的答复时）",
        required=False,
        choices=[("", "请选择"), ("consents", "同意公开"), ("objects", "不同意公开")],
    )
    key = forms.CharField(label="征求意见的编号（有几次未答复的填写）", max_length=40, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "join-%s"} | kwargs)
        speak(self)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("how") == OPINION and not found.get("opinion"):
            self.add_error("opinion", "请选择答复的意见。")
        return found


class AsideForm(forms.Form):
    """Why a message is no request, and what its sender is told."""

    reason = forms.ChoiceField(label="原因", choices=IncomingMail.Reason.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="说明（只供本机关）", max_length=200, required=False)
    tell = forms.BooleanField(label="用邮件告知来信人", required=False)
    answer = words("给来信人的答复", rows=7, max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "aside-%s"} | kwargs)
        speak(self)
