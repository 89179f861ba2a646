"""The screen on the ledger: who did what and when, the newest first; and the proof that nobody altered it.

Whoever may see the ledger of an agency sees its stream; the stream of the system, in which sign-ins and work in the
background stand, is for those who see a whole government.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone, localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import User
from gongkai.agencies.permissions import agencies_where
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry

A_PAGE = 50
MOST_FAULTS = 50


class Wanted(forms.Form):
    """What is looked for; empty fields mean everything."""

    stream = forms.ChoiceField(label="账本", required=False)
    action = forms.ChoiceField(label="事项", required=False, choices=[("", "全部"), *Action.choices])
    who = forms.CharField(label="操作者（姓名或者用户名）", required=False, max_length=40)
    subject = forms.CharField(label="对象", required=False, max_length=64)
    since = forms.DateField(label="自", required=False, widget=DayInput)
    until = forms.DateField(label="至", required=False, widget=DayInput)

    def __init__(self, *args: Any, streams: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stream"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *streams.items()]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a person reads it."""

    entry: Entry
    who: str
    stream: str


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The newest entries that match; sent as a form, every stream that is seen here is verified."""
    assert isinstance(request.user, User), "whoever is signed in is an officer"
    streams = seen_by(request.user, localdate())
    if not streams:
        raise PermissionDenied
    form = Wanted(request.GET, streams=streams)
    rows = found(streams, form.cleaned_data) if form.is_valid() else Entry.objects.none()
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) <= 16:
        rows = rows.filter(pk__lt=int(before))
    entries = list(rows[: A_PAGE + 1])
    context: dict[str, Any] = {
        "section": "ledger",
        "form": form,
        "lines": lines(entries[:A_PAGE], streams),
        "older": _older(request, entries) if len(entries) > A_PAGE else "",
    }
    if request.method == "POST":
        faults = list(ledger.verify(streams))
        context |= {"verified": True, "count": Entry.objects.filter(stream__in=streams).count()}
        context |= {"faults": [(streams[fault.stream], fault) for fault in faults[:MOST_FAULTS]]}
        context |= {"fault_count": len(faults), "root": ledger.root()}
    return render(request, "office/ledger.html", context)


def seen_by(user: User, on: date) -> dict[str, str]:
    """The streams that somebody may see on a day, with what they are called."""
    agencies = list(agencies_where(user, Permission.LEDGER_SEE, on=on))
    whole = any(agency.parent_id is None for agency in agencies)
    return {agency.stream: agency.name for agency in agencies} | ({ledger.SYSTEM: "系统"} if whole else {})


def found(streams: Iterable[str], wanted: dict[str, Any]) -> QuerySet[Entry]:
    """The entries that match, newest first. Days are those of the district's clock."""
    rows = Entry.objects.filter(stream__in=[wanted["stream"]] if wanted["stream"] else list(streams))
    if wanted["action"]:
        rows = rows.filter(action=wanted["action"])
    if wanted["who"]:
        people = User.objects.filter(Q(name__contains=wanted["who"]) | Q(username=wanted["who"]))
        rows = rows.filter(actor__in=[person.actor for person in people])
    if wanted["subject"]:
        rows = rows.filter(subject__contains=wanted["subject"])
    if wanted["since"]:
        rows = rows.filter(recorded_at__gte=_begins(wanted["since"]))
    if wanted["until"]:
        rows = rows.filter(recorded_at__lt=_begins(wanted["until"] + timedelta(days=1)))
    return rows.order_by("-pk")


def lines(entries: Iterable[Entry], streams: dict[str, str]) -> list[Line]:
    """Entries with the names of people, in one query."""
    rows = list(entries)
    keys = {row.actor.removeprefix("user:") for row in rows if row.actor.startswith("user:")}
    names = {user.actor: str(user) for user in User.objects.filter(pk__in=[key for key in keys if key.isdecimal()])}
    return [Line(row, names.get(row.actor) or _nameless(row.actor), streams[row.stream]) for row in rows]


_KINDS = {"applicant": "申请人", "party": "被征求意见人", "citizen": "公众", "system": "系统"}


def _nameless(actor: str) -> str:
    """Who has no account: what they are, and never who."""
    kind, _, number = actor.partition(":")
    return f"{_KINDS.get(kind, kind)} {number}".strip()


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())


def _older(request: HttpRequest, entries: list[Entry]) -> str:
    """The query of the next page: the same, before the last entry of this one."""
    asked = request.GET.copy()
    asked["before"] = str(entries[A_PAGE - 1].pk)
    return asked.urlencode()
