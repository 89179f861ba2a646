"""Screens on which a mistyped applicant is put right, and another person agrees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.guard import readable
from gongkai.agencies.permissions import may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.casework import identity_asking, person_correcting
from gongkai.casework.attachments import Role, Upload
from gongkai.casework.errors import CaseworkError, Unknown
from gongkai.casework.forms import StepForm
from gongkai.casework.intake import IDENTITY_KINDS
from gongkai.casework.person_records import PersonCorrection
from gongkai.casework.views import REFUSALS, refuse, sheet_of, user_of
from gongkai.files.uploading import FilesField


class PersonForm(StepForm):
    """What is right. A field that stays empty stays as it is recorded."""

    name = forms.CharField(label="正确的姓名或者名称", max_length=100, required=False)
    identity_kind = forms.ChoiceField(label="正确的证件类型", choices=[("", "不变"), *IDENTITY_KINDS], required=False)
    identity_number = forms.CharField(label="正确的证件号码", max_length=40, required=False)
    telephone = forms.CharField(label="正确的电话", max_length=40, required=False)
    email = forms.CharField(label="正确的电子邮箱", max_length=100, required=False)
    address = forms.CharField(label="正确的通信地址", max_length=200, required=False)
    same_person = forms.BooleanField(label="已经核对：证件号码相同、姓名不同的另一份登记确系同一人", required=False)
    why = forms.CharField(label="哪里录错了", max_length=200, help_text="例如：录入时把证件号码末两位写颠倒。")
    uploaded = FilesField(label="证明材料", help_text="证件、申请书原件的扫描件。")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Say what is right about the applicant of a case."""
    sheet, user = sheet_of(request, number), user_of(request)
    if not may(user, Permission.CASE_AMEND, sheet.case.agency, on=timezone.localdate()):
        raise PermissionDenied
    form = PersonForm(request.POST or None, request.FILES or None, initial={"seq": sheet.case.seq})
    if request.method == "POST" and form.is_valid() and (row := _propose(request, form, sheet.case.pk)):
        form.sent()
        said = "已更正，原来的内容密封留存。" if row.agreed else "已提出更正，等同一机关另一人同意。"
        messages.success(request, said)
        return redirect("casework:case", number)
    context = {"section": "cases", "sheet": sheet, "form": form, "required": identity_asking.required()}
    return render(request, "casework/correct_person.html", context)


def _propose(request: HttpRequest, form: PersonForm, case_id: int) -> PersonCorrection | None:
    given = form.cleaned_data
    try:
        return person_correcting.propose(
            case_id=case_id,
            right={name: given[name] for name in person_correcting.LABELS if given.get(name)},
            why=given["why"],
            uploads=[Upload(received, Role.IDENTITY) for received in given["uploaded"]],
            same_person=given["same_person"],
            seq=given["seq"],
            by=user_of(request),
            at=timezone.now(),
        )
    except REFUSALS as error:
        refuse(form, error)
        return None


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def corrections(request: HttpRequest) -> HttpResponse:
    """The corrections that wait for one's consent: what was, what is said to be right, and why."""
    user, now = user_of(request), timezone.now()
    if not may_anywhere(user, Permission.IDENTITY_ALLOW, on=timezone.localdate(now)):
        raise PermissionDenied
    if request.method == "POST":
        _answer(request)
        return redirect("desk:corrections")
    rows = [(row, _lines(row)) for row in person_correcting.waiting(user, on=now)]
    return render(request, "casework/corrections.html", {"section": "identity", "rows": rows})


def _lines(row: PersonCorrection) -> dict[str, Any]:
    told: dict[str, Any] = person_correcting.contents(row)
    was, now = told.get("was", {}), told.get("now", {})
    kinds = dict(IDENTITY_KINDS)
    changed = [
        (label, kinds.get(was[name], was[name]), kinds.get(now[name], now[name]))
        for name, label in person_correcting.LABELS.items()
        if name in now
    ]
    return {"changed": changed, "reason": told.get("reason", "")}


def _answer(request: HttpRequest) -> None:
    chosen, key = request.POST.get("do"), request.POST.get("correction", "")
    row = PersonCorrection.objects.filter(pk=key).first() if _is_key(key) else None
    if row is None or chosen not in {"agree", "refuse"}:
        messages.error(request, "没有这项操作。")
        return
    words = readable(request.POST.get("words", ""))
    try:
        done = person_correcting.answer(
            correction_id=row.pk, agrees=chosen == "agree", words=words, by=user_of(request), at=timezone.now()
        )
    except Unknown as error:
        raise Http404(str(error)) from error
    except (CaseworkError, *REFUSALS) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已同意，更正已经生效。" if done.agreed else "已退回，登记不变。")


def _is_key(text: str) -> bool:
    return len(text) == 36 and all(letter in "0123456789abcdef-" for letter in text)
