"""The screen on which an officer opens an answer to everybody, changes its public words, or takes it down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import disclosed_gate, disclosing, log, public_draft
from gongkai.casework.attachments import Listed
from gongkai.casework.disclosing import Entry
from gongkai.casework.forms import speak
from gongkai.casework.models import Disclosed
from gongkai.casework.queries import Sheet
from gongkai.casework.views import REFUSALS, refuse, sheet_of, user_of
from gongkai.editorial.items import Item
from gongkai.files.errors import FileError


class PublishForm(forms.Form):
    """The public words, and which copies everybody may read."""

    title = forms.CharField(
        label="公开的名称",
        max_length=disclosing.LONGEST_TITLE,
        help_text="写信息的名称，例如“湖滨路改造工程房屋征收补偿方案”。不要写谁申请的。",
    )
    summary = forms.CharField(
        label="内容概述",
        max_length=disclosing.LONGEST_SUMMARY,
        widget=forms.Textarea({"rows": 5}),
        help_text="重新写给公众看，不要照抄申请。姓名、证件号码、手机号码、邮箱和地址会被检查出来。",
    )
    made_on = forms.DateField(
        label="信息生成日期（选填）", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    copies = forms.TypedMultipleChoiceField(
        label="同时公开的文件", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[Listed], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["copies"].choices = [(entry.attachment.pk, entry.name) for entry in offered if entry.open]  # type: ignore[attr-defined]
        speak(self)

    def entry(self) -> Entry:
        """The words, once the form is valid."""
        given = self.cleaned_data
        return Entry(given["title"], given["summary"], given["made_on"])


class TakeDownForm(forms.Form):
    """Why it is taken down."""

    why = forms.CharField(label="撤下的原因", max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        speak(self)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Write the public entry of a converted case, or take it down."""
    user, now = user_of(request), timezone.now()
    sheet = sheet_of(request, number)
    if not log.allowed(user, Permission.CASE_HANDLE, sheet.case, on=timezone.localdate(now)):
        raise PermissionDenied
    row = Disclosed.objects.filter(case=sheet.case).first()
    proposal = disclosed_gate.load(row.gate_key) if row else None
    offered, taking_down = disclosing.offered(sheet.case), request.POST.get("do") == "withdraw"
    posted = request.POST if request.method == "POST" else None
    if request.POST.get("do") in ONE_CLICK:
        return _one_click(request, sheet, user)
    form = PublishForm(None if taking_down else posted, offered=offered, initial=_initial(proposal, offered))
    down = TakeDownForm(posted if taking_down else None)
    sent: forms.Form = down if taking_down else form
    if posted is not None and sent.is_valid():
        try:
            if taking_down:
                disclosing.withdraw(case_id=sheet.case.pk, why=down.cleaned_data["why"], by=user, at=now)
            else:
                chosen = form.cleaned_data["copies"]
                disclosing.propose(case_id=sheet.case.pk, entry=form.entry(), attachment_ids=chosen, by=user, at=now)
        except (*REFUSALS, FileError) as error:
            refuse(sent, error)
        else:
            messages.success(request, "已从公开列表撤下。" if taking_down else "公开稿已送审，审核通过后发布。")
            return redirect("casework:publish", number)
    context = {"section": "cases", "sheet": sheet, "form": form, "down": down, "row": row, "proposal": proposal}
    context["convertible"] = disclosing.convertible(sheet.case)
    context["standing"] = public_draft.standing(row)
    return render(request, "casework/publish.html", context, status=200 if posted is None else 422)


ONE_CLICK: dict[str, tuple[Callable[..., Disclosed], str]] = {
    "release": (disclosing.publish, "答复已经向社会公开。"),
    "take-back": (disclosing.take_back, "已撤回送审，可以修改后重新送审。"),
}


def _one_click(request: HttpRequest, sheet: Sheet, user: User) -> HttpResponse:
    verb, done = ONE_CLICK[request.POST["do"]]
    try:
        verb(case_id=sheet.case.pk, by=user, at=timezone.now())
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("casework:publish", sheet.case.number)


def _initial(proposal: Item | None, offered: list[Listed]) -> dict[str, Any]:
    """What is in review or public now, so that changing a word does not take files away by oversight."""
    if proposal is None:
        return {}
    names = {part.name for part in proposal.parts}
    copies = [entry.attachment.pk for entry in offered if entry.name in names]
    words = {name: words for name, (_, words) in zip(("title", "summary"), proposal.texts, strict=True)}
    return {**words, "made_on": dict(proposal.facts)["信息生成日期"], "copies": copies}
