"""Screens of joint handling: asking from a case, and in a department the list of what it owes and each part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.casework import internal_limits, joint, joint_pages, log
from gongkai.casework.assigning_forms import INTERNAL_HINT
from gongkai.casework.attachments import Role, Upload
from gongkai.casework.errors import Conflict, Unknown
from gongkai.casework.forms import StepForm, WhyForm, day, speak, words
from gongkai.casework.joint import Answer
from gongkai.casework.models import JointRequest
from gongkai.casework.views import REFUSALS, refuse, sheet_of, user_of
from gongkai.files.uploading import FilesField


class AskForm(StepForm):
    """Whom to ask, for what, until when."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="会签单位", widget=forms.CheckboxSelectMultiple
    )
    what = words(
        "请会签单位办理什么",
        help_text="写明需要哪一部分信息或者意见。会签单位看不到申请人是谁，请不要写申请人的姓名和联系方式。",
    )
    internal_on = day("内部时限", help_text=INTERNAL_HINT)


class AnswerForm(forms.Form):
    """A department's opinion."""

    words = words("会签意见")
    disclosure = forms.ChoiceField(
        label="可否公开", choices=[("", "请选择"), *JointRequest.Disclosure.choices], required=True
    )
    article = forms.CharField(
        label="依据的条款",
        max_length=200,
        required=False,
        help_text="不予公开或者部分公开的，写明条款，如：条例第十五条，涉及某公司商业秘密。",
    )
    uploaded = FilesField(label="有关文件", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self)

    def answer(self) -> Answer:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        uploads = [Upload(received, Role.EVIDENCE) for received in given["uploaded"] or ()]
        return Answer(given["words"], given["disclosure"], given["article"], uploads)


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """What the departments of a user owe, and what they settled last."""
    user, today = user_of(request), timezone.localdate()
    if not may_anywhere(user, Permission.CASE_DRAFT, on=today):
        raise PermissionDenied
    owed, settled = joint_pages.of_department(user, today=today)
    return render(request, "casework/joint.html", {"section": "joint", "owed": owed, "settled": settled})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, key: int) -> HttpResponse:
    """One part: sign for it, answer it, or give it back."""
    user, now = user_of(request), timezone.now()
    try:
        found = joint_pages.task(user, key, today=timezone.localdate(now))
    except Unknown as error:
        raise Http404(str(error)) from error
    do = request.POST.get("do", "")
    answer = AnswerForm(request.POST, request.FILES) if do == "answer" else AnswerForm()
    back = WhyForm(request.POST, auto_id="back-%s") if do == "return" else WhyForm(auto_id="back-%s")
    chosen = {"sign": (None, "已签收。"), "answer": (answer, "会签意见已送出。"), "return": (back, "已退回。")}
    refused = ""
    if request.method == "POST":
        if not found.may_work or do not in chosen:
            raise PermissionDenied
        form, done = chosen[do]
        if form is None or form.is_valid():
            try:
                _TAKE[do](key, form, user, now)
            except Unknown as error:
                raise Http404(str(error)) from error
            except REFUSALS as error:
                if form is None:
                    refused = str(error)
                else:
                    refuse(form, error)
            else:
                messages.success(request, f"{done}期限不受影响。" if do == "sign" else done)
                return redirect("desk:joint_task", key)
    context = {"section": "joint", "task": found, "form": answer, "back": back, "refused": refused}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/joint_task.html", context, status=status)


_TAKE: Mapping[str, Callable[[int, Any, User, datetime], Any]] = {
    "sign": lambda key, _, by, at: joint.sign(joint_id=key, by=by, at=at),
    "answer": lambda key, form, by, at: joint.answer(joint_id=key, answer=form.answer(), by=by, at=at),
    "return": lambda key, form, by, at: joint.give_back(joint_id=key, why=form.cleaned_data["why"], by=by, at=at),
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask departments for their parts of a reply."""
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    sheet = sheet_of(request, number)
    if not log.allowed(user, Permission.CASE_DRAFT, sheet.case, on=today):
        raise PermissionDenied
    form = AskForm(request.POST if request.method == "POST" else None)
    form.fields["agencies"].queryset = joint.askable(sheet.case, on=today)  # type: ignore[attr-defined]
    proposed = internal_limits.proposed(sheet.state.due_on, today=today, days=sheet.calendar)
    form.fields["internal_on"].initial = proposed
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = joint.ask(case_id=sheet.case.pk, by=user, at=now, **_asked(form))
            except REFUSALS as error:
                refuse(form, error)
                status = 409 if isinstance(error, Conflict) else 422
            else:
                names = "、".join(row.agency.short_name for row in made)
                messages.success(request, f"已请{names}会签。答复法定期限不变。")
                return redirect("casework:case", number)
    return render(request, "casework/joint_ask.html", {"section": "cases", "sheet": sheet, "form": form}, status=status)


def _asked(form: AskForm) -> dict[str, Any]:
    return dict(form.cleaned_data) | {"agencies": list(form.cleaned_data["agencies"])}


@login_required
@never_cache
@require_POST
def withdraw(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Take back what a department was asked for."""
    user, now = user_of(request), timezone.now()
    sheet = sheet_of(request, number)
    if not log.allowed(user, Permission.CASE_DRAFT, sheet.case, on=timezone.localdate(now)):
        raise PermissionDenied
    try:
        row = joint.withdraw(
            joint_id=key, case_id=sheet.case.pk, why=request.POST.get("why", "")[:400], by=user, at=now
        )
    except Unknown as error:
        raise Http404(str(error)) from error
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已撤回{row.agency.short_name}的会签。")
    return redirect("casework:case", number)
