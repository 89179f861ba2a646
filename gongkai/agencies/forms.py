"""Forms of the office: signing in, giving and ending a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from gongkai.agencies import sign_in
from gongkai.agencies.models import Agency, User
from gongkai.agencies.roles import Role


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SignInForm(AuthenticationForm):
    """User name and password; five wrong ones in ten minutes mean a wait."""

    error_messages = {
        "invalid_login": "用户名或者密码不正确。请核对大小写后再试。",
        "inactive": "此账号已停用，请联系本机关管理人员。",
    }
    username = forms.CharField(
        label="用户名", max_length=150, widget=forms.TextInput({"autofocus": True, "autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        until = sign_in.wait_until(name, at=timezone.now())
        if until is not None:
            raise ValidationError(
                f"此用户名连续{sign_in.FAILURES}次登录失败，请于{timezone.localtime(until):%H:%M}以后再试。"
            )
        return name


class MailboxForm(forms.Form):
    """Where reminders of limits go."""

    email = forms.EmailField(
        label="提醒邮箱",
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="期限临近和超期时，系统发邮件提醒，只写编号和日期。不填则不提醒。",
        error_messages={"invalid": "请填写完整的邮箱地址，例如 name@example.gov.cn。"},
    )


class PostForm(forms.Form):
    """Who gets which role where, from which day."""

    user = forms.ModelChoiceField(User.objects.none(), label="人员", empty_label="请选择人员")
    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", empty_label="请选择机关")
    role = forms.ChoiceField(label="角色", choices=Role.choices)
    title = forms.CharField(label="职务", max_length=40, required=False)
    held_from = forms.DateField(label="任职起", widget=DayInput)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


class EndPostForm(forms.Form):
    """The last day of a post."""

    post = forms.IntegerField(widget=forms.HiddenInput)
    held_until = forms.DateField(label="任职止", widget=DayInput)
