"""Screens of the office that know nothing of cases: signing in, people and their posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.agencies import accounts, actions
from gongkai.agencies.errors import PostRefused
from gongkai.agencies.forms import EndPostForm, MailboxForm, PostForm, SignInForm
from gongkai.agencies.models import OpenSession, Post, User
from gongkai.agencies.permissions import NotAllowed, agencies_where
from gongkai.agencies.roles import GRANTS, Permission, Role

ENDED = {
    "idle": "长时间没有操作，为防止他人使用，已经自动退出。登录后回到刚才的页面；没有提交的文字已经保留。",
    "long": "本次登录已满12小时，请重新登录。登录后回到刚才的页面；没有提交的文字已经保留。",
}
"""Why a session ended, in words."""


class SignIn(LoginView):
    """The only screen of the office without a session."""

    template_name = "office/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why the person is here again, when their session ended."""
        return super().get_context_data(**kwargs) | {"ended": ENDED.get(self.request.GET.get("why", ""), "")}


class ChangePassword(PasswordChangeView):
    """Change one's own password."""

    template_name = "office/password.html"
    extra_context = {"section": "account"}
    success_url = reverse_lazy("office:password")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        user, before = _user(self.request), self.request.session.session_key
        response = super().form_valid(form)
        key = self.request.session.session_key or ""
        OpenSession.objects.filter(session_key=before).update(session_key=key)
        accounts.password_changed(user, at=timezone.now(), keep_session=key)
        messages.success(self.request, "密码已更改，您在其他地方的登录已经结束。")
        return response


@login_required
@require_http_methods(["GET", "POST"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """Say where one's own reminders go."""
    user = _user(request)
    form = MailboxForm(request.POST if request.method == "POST" else None, initial={"email": user.email})
    if form.is_valid():
        user.email = form.cleaned_data["email"]
        user.save(update_fields=["email"])
        messages.success(request, "提醒邮箱已保存。" if user.email else "已取消邮件提醒。")
        return redirect("office:mailbox")
    status = 422 if form.errors else 200
    return render(request, "office/mailbox.html", {"section": "mailbox", "form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who holds which post; giving a post and ending one."""
    user = _user(request)
    today = timezone.localdate()
    agencies = agencies_where(user, Permission.PEOPLE_EDIT, on=today)
    if not agencies.exists():
        raise PermissionDenied
    ending = request.POST.get("do") == "end"
    give = PostForm(request.POST if request.method == "POST" and not ending else None, agencies=agencies)
    give.fields["held_from"].initial = today
    if request.method == "POST":
        done = _end(request, user) if ending else _give(request, give, user)
        if done:
            return redirect("office:people")
    rows = Post.objects.filter(agency__in=agencies).select_related("user", "agency")
    context = {
        "section": "people",
        "posts": rows.order_by(F("held_until").asc(nulls_first=True), "agency__path", "role", "user__name"),
        "form": give,
        "today": today,
        "roles": [
            (role.label, [Permission(name).label for name in Permission if name in GRANTS[role]]) for role in Role
        ],
    }
    return render(request, "office/people.html", context)


def _give(request: HttpRequest, form: PostForm, by: User) -> bool:
    if not form.is_valid():
        return False
    try:
        post = actions.give_post(**form.cleaned_data, at=timezone.now(), by=by)
    except (NotAllowed, PostRefused, IntegrityError) as error:
        refused = isinstance(error, NotAllowed | PostRefused)
        form.add_error(None, str(error) if refused else "此人已经担任该角色，不必重复任职。")
        return False
    messages.success(request, f"已登记：{post.user}任{post.agency.short_name}{post.get_role_display()}。")
    return True


def _end(request: HttpRequest, by: User) -> bool:
    form = EndPostForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写任职止的日期。")
        return True
    post = get_object_or_404(Post.objects.select_related("agency", "user"), pk=form.cleaned_data["post"])
    try:
        actions.end_post(post=post, held_until=form.cleaned_data["held_until"], at=timezone.now(), by=by)
    except NotAllowed as error:
        messages.error(request, str(error))
    except ValidationError:
        messages.error(request, "任职止的日期不能早于任职起的日期。")
    else:
        messages.success(request, f"已登记：{post.user}自{post.held_until:%Y-%m-%d}起不再任{post.get_role_display()}。")
    return True


def _user(request: HttpRequest) -> Any:
    return request.user
