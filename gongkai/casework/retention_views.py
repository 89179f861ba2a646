"""The screen of retention: the rules, whose data may go, the confirmation, and holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.permissions import agencies_where
from gongkai.agencies.roles import Permission
from gongkai.casework import queries, retention, retention_rules
from gongkai.casework.errors import Unknown
from gongkai.casework.forms import speak
from gongkai.casework.mail import ending
from gongkai.casework.views import REFUSALS, refuse, user_of


class ConfirmForm(forms.Form):
    """Who is erased, and on what ground."""

    subjects = forms.MultipleChoiceField(label="要销毁的办件", widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="销毁的依据", max_length=200, help_text="例如档案鉴定意见的文号。请勿写入申请人姓名。"
    )

    def __init__(self, *args: Any, found: list[retention.Due], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].choices = [  # type: ignore[attr-defined]
            (str(due.subject_id), _label(due)) for due in found
        ]
        speak(self)

    def chosen(self) -> list[UUID]:
        """The people who were chosen."""
        return [UUID(value) for value in self.cleaned_data["subjects"]]


class HoldForm(forms.Form):
    """A case that is kept beyond its time, or let go again."""

    number = forms.CharField(label="收件编号", max_length=40)
    kind = forms.ChoiceField(label="办理", choices=[("on", "暂缓销毁"), ("off", "解除暂缓")])
    why = forms.CharField(label="原因", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self)


class MailForm(forms.Form):
    """On what ground e-mail that was laid aside is destroyed."""

    reason = forms.CharField(
        label="销毁的依据", max_length=200, help_text="例如档案鉴定意见的文号。请勿写入来信人姓名。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Look through the list and confirm it. Nothing is ticked beforehand."""
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    agencies = list(agencies_where(user, Permission.RETENTION_CONFIRM, on=today))
    if not agencies:
        raise PermissionDenied
    found = retention.proposals(agencies, today=today)
    asked = request.POST.get("do", "")
    form = ConfirmForm(request.POST if asked == "erase" else None, found=found)
    holding = HoldForm(request.POST if asked == "hold" else None, auto_id="hold-%s")
    if asked == "erase" and form.is_valid():
        try:
            done = retention.confirm(subject_ids=form.chosen(), reason=form.cleaned_data["reason"], by=user, at=now)
        except REFUSALS as error:
            refuse(form, error)
        else:
            left = len(form.chosen()) - done
            more = f"另有{left}人刚刚有了变化，没有销毁。" if left else ""
            messages.success(request, f"已销毁{done}名申请人的个人信息，办件的事项、日期和校验值保留。{more}")
            return redirect("desk:retention")
    mailing = MailForm(request.POST if asked == "mail" else None, auto_id="mail-%s")
    if asked == "mail" and mailing.is_valid():
        done = ending.confirm(agencies=agencies, reason=mailing.cleaned_data["reason"], by=user, at=now)
        messages.success(request, f"已销毁{done}封搁置的电子邮件，收到和处理的日期、校验值保留。")
        return redirect("desk:retention")
    if asked == "hold" and holding.is_valid() and _held(request, holding):
        return redirect("desk:retention")
    context = {
        "section": "retention",
        "rules": retention_rules.rules().values(),
        "found": found,
        "most": retention.AT_ONCE,
        "form": form,
        "holding": holding,
        "mailing": mailing,
        "old_mail": ending.due(agencies, today=today).count(),
    }
    return render(request, "casework/retention.html", context, status=422 if asked else 200)


def _held(request: HttpRequest, form: HoldForm) -> bool:
    user, now, given = user_of(request), timezone.now(), form.cleaned_data
    rows = queries.visible(user, on=timezone.localdate(now))
    case = rows.filter(number=given["number"].strip().upper()).first()
    try:
        if case is None:
            raise Unknown
        retention.hold(case_id=case.pk, on=given["kind"] == "on", why=given["why"], by=user, at=now)
    except REFUSALS as error:
        form.add_error("number", str(error))
        return False
    messages.success(request, f"{case.number}已{'暂缓销毁' if given['kind'] == 'on' else '解除暂缓'}。")
    return True


def _label(due: retention.Due) -> str:
    numbers = "、".join(case.number for case in due.cases)
    last = max(case.closed_on for case in due.cases if case.closed_on is not None)
    return f"{numbers}（{last:%Y-%m-%d}归档，保存{due.rule.years}年，至{due.until:%Y-%m-%d}）"
