"""The two forms of a step between draft and letter: pass it, or send the draft back naming the place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from gongkai.casework.forms import StepForm, speak, words

WHOLE = "全文"


class PassForm(StepForm):
    """Words are not needed to agree."""

    draft = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = words("审签意见", rows=2, required=False, max_length=1000)


class ReturnForm(StepForm):
    """Sending back says where and why."""

    draft = forms.CharField(widget=forms.HiddenInput, max_length=64)
    place = forms.ChoiceField(label="退回的是哪一处")
    why = words("退回的原因", max_length=1000)

    def __init__(self, *args: Any, places: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict.fromkeys([*places, WHOLE])
        self.fields["place"].choices = [("", "请选择"), *((place, place) for place in offered)]  # type: ignore[attr-defined]
        speak(self)
