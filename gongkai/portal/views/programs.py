"""The office's screen on other programs: their keys, the addresses that are told of events, and what was not told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed, agencies_where
from gongkai.agencies.roles import Permission
from gongkai.portal.api import keys
from gongkai.portal.hooks import mapping, platform, queue, register
from gongkai.portal.hooks.addresses import LONGEST, BadAddress
from gongkai.portal.hooks.mapping import BadMapping
from gongkai.portal.models import ApiKey, Hook
from gongkai.statute.events import EventKind

ENDED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that is on the screen this once."""

    title: str
    text: str
    advice: str


class KeyForm(forms.Form):
    """A new key."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", empty_label=None)
    name = forms.CharField(
        label="用途",
        max_length=keys.LONGEST,
        help_text="写明给哪个系统使用，例如：省依申请公开平台。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    may_file = forms.BooleanField(label="代申请人提交申请、补正和撤回", required=False)
    may_follow = forms.BooleanField(label="查询办理进度和统计数字", required=False, initial=True)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "key-%s"} | kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class HookForm(forms.Form):
    """A new address that is told of events."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机关", empty_label=None)
    address = forms.CharField(
        label="接收地址",
        max_length=LONGEST,
        help_text="https开头的网址；经网闸交换文件的写file:名称。本机关的办件每发生一件事推送一次，不含申请人的信息。",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    content = forms.ChoiceField(
        label="推送内容", choices=Hook.Content.choices, initial=Hook.Content.EVENT, required=False
    )
    names = forms.CharField(
        label="字段对照（上级平台用，选填）",
        required=False,
        max_length=mapping.LONGEST,
        help_text="YAML或者JSON：fields写“对方的名称: 本系统的名称”，values写值的对照，fixed写固定的值。"
        "不写的按接口说明原样推送。",
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "hook-%s"} | kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Keys and hooks of the officer's agencies: made, ended, and what could not be told tried once more."""
    user, at = request.user, timezone.now()
    assert isinstance(user, User), "whoever is signed in is an officer"
    agencies = agencies_where(user, Permission.PEOPLE_EDIT, on=localdate(at))
    if not agencies.exists():
        raise PermissionDenied
    key_form, hook_form, shown = KeyForm(agencies=agencies), HookForm(agencies=agencies), None
    match request.POST.get("do") if request.method == "POST" else "look":
        case "look":
            pass
        case "make-key":
            key_form = KeyForm(request.POST, agencies=agencies)
            shown = _make_key(key_form, user, at)
        case "make-hook":
            hook_form = HookForm(request.POST, agencies=agencies)
            shown = _make_hook(hook_form, user, at)
        case "report-year" | "rename-hook" as do:
            _platform(request, do, user, at)
            return redirect("programs:page")
        case do:
            _change(request, str(do), user, at)
            return redirect("programs:page")
    if shown is not None:
        # the secret stands in this answer and nowhere else, so there is nothing to redirect to
        key_form, hook_form = KeyForm(agencies=agencies), HookForm(agencies=agencies)
    refused = request.method == "POST" and shown is None
    context = {"section": "programs", "shown": shown, "key_form": key_form, "hook_form": hook_form}
    return render(request, "office/programs.html", context | _lists(agencies), status=422 if refused else 200)


def _lists(agencies: QuerySet[Agency]) -> dict[str, Any]:
    keys_here = ApiKey.objects.filter(agency__in=agencies).select_related("agency")
    living = Hook.objects.filter(agency__in=agencies, revoked_at__isnull=True).select_related("agency")
    ended = keys_here.filter(revoked_at__isnull=False).order_by("-revoked_at")[:ENDED_SHOWN]
    this_year = localdate().year
    return {
        "years": [this_year, this_year - 1, this_year - 2],
        "keys": [*keys_here.filter(revoked_at__isnull=True).order_by("agency__path", F("made_at").desc()), *ended],
        "hooks": [queue.standing(hook) for hook in living.order_by("agency__path", "id")],
        "labels": {kind.value: kind.label for kind in EventKind},
    }


def _make_key(form: KeyForm, by: User, at: datetime) -> Shown | None:
    if not form.is_valid():
        return None
    try:
        made = keys.make(**form.cleaned_data, by=by, at=at)
    except (NotAllowed, keys.Unnamed) as error:
        form.add_error(None, str(error))
        return None
    advice = "请立即复制并交给对方系统的管理人员。离开本页后不能再次查看；遗失的，停用后重新生成。"
    return Shown(f"“{made.row.name}”的密钥", made.text, advice)


def _make_hook(form: HookForm, by: User, at: datetime) -> Shown | None:
    if not form.is_valid():
        return None
    try:
        made = register.make(**form.cleaned_data, by=by, at=at)
    except (NotAllowed, BadAddress, BadMapping) as error:
        place = "address" if isinstance(error, BadAddress) else "names" if isinstance(error, BadMapping) else None
        form.add_error(place, str(error))
        return None
    advice = "接收方用它核对推送的签名。请立即复制；离开本页后不能再次查看，遗失的，停用后重新登记。"
    return Shown(f"{made.row.address}的签名密钥", made.secret, advice)


def _revoke_key(key: int, by: User, at: datetime) -> str:
    row = keys.revoke(key_id=key, by=by, at=at)
    return f"密钥“{row.name}”（{row.prefix}）已经停用。" if row else ""


def _revoke_hook(key: int, by: User, at: datetime) -> str:
    row = register.revoke(hook_id=key, by=by, at=at)
    return f"已经停止向{row.address}推送。" if row else ""


def _again(key: int, by: User, at: datetime) -> str:
    call = queue.again(call_id=key, by=by, at=at)
    return f"{call.case_number}的第{call.seq}项已经重新排队推送。" if call else ""


_CHANGES: dict[str, Callable[[int, User, datetime], str]] = {
    "revoke-key": _revoke_key,
    "revoke-hook": _revoke_hook,
    "again": _again,
}


def _change(request: HttpRequest, do: str, by: User, at: datetime) -> None:
    """Carry out a button of a row. Raises Http404 for what does not exist and, in the same way, for another's."""
    if do not in _CHANGES:
        raise Http404
    try:
        said = _CHANGES[do](_number(request, "row"), by, at)
    except NotAllowed:
        raise Http404 from None
    if not said:
        raise Http404
    messages.success(request, said)


def _platform(request: HttpRequest, do: str, by: User, at: datetime) -> None:
    """The two buttons of a superior's platform. Raises Http404 as `_change` does."""
    row = _number(request, "row")
    try:
        if do == "report-year":
            hook, year = (
                platform.ask_year(hook_id=row, year=_number(request, "year"), by=by, at=at),
                request.POST["year"],
            )
            said = f"{year}年登记的办件状态正在后台全部重报。"
        else:
            hook = register.rename(hook_id=row, names=request.POST.get("names", ""), by=by, at=at)
            said = "字段对照已经保存。"
    except NotAllowed:
        raise Http404 from None
    except BadMapping as error:
        messages.error(request, str(error))
        return
    if hook is None:
        raise Http404
    messages.success(request, said)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    # sixteen digits fit into a key of any database
    if not (text.isascii() and text.isdecimal() and len(text) <= (4 if name == "year" else 16)):
        raise Http404
    return int(text)
