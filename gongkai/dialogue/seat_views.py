"""The office's screen for the public's seats at a meeting: who signed up, choosing, telling, how many came."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.dialogue import moving, queries, seats
from gongkai.dialogue.doing import done, sent, user_of
from gongkai.dialogue.forms import SpokenForm
from gongkai.dialogue.models import SeatChoice, SeatRequest
from gongkai.dialogue.opinions import answering_for
from gongkai.disclosure.models import SeatCall

MOST = 1000


class DrawForm(SpokenForm):
    """Drawing asks for nothing."""


class ChooseForm(SpokenForm):
    """Who is chosen by hand, and why."""

    chosen = forms.TypedMultipleChoiceField(
        label="确定列席", coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="理由", max_length=500, help_text="按公告的哪些条件确定；不写个人信息。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, rows: list[tuple[SeatRequest, seats.Asked | None]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["chosen"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(row.pk), f"{row.number} {said.name if said else ''}") for row, said in rows]


class OneForm(SpokenForm):
    """Which of those who signed up is meant."""

    row = forms.UUIDField(widget=forms.HiddenInput)


class CameForm(SpokenForm):
    """How many came."""

    came = forms.IntegerField(label="到会的公众代表（人）", min_value=0, max_value=1000)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, call: int) -> HttpResponse:
    """Those who signed up for a meeting, and the steps that are open."""
    user, at = user_of(request), now()
    page = queries.seat_calls(user, on=localdate(at)).filter(pk=call).first()
    if page is None or page.agency is None:
        raise Http404
    asked = SeatRequest.objects.filter(call=page).order_by("place", "received_at", "number")[:MOST]
    rows = [(row, seats.asked_of(row)) for row in asked]
    choice = SeatChoice.objects.filter(call=page).select_related("chosen_by").first()
    handles = may(user, Permission.DIALOGUE_HANDLE, answering_for(page), on=localdate(at))
    steps = _steps(request, rows) if handles else {}
    if request.method == "POST":
        if _taken(request, page, steps, user, at):
            return redirect("dialogue:seats", page.pk)
    else:
        seats.note_reading(call=page, by=user, at=at)
    context = {
        "section": "dialogue",
        "part": "consultations",
        "page": page,
        "way": moving.way(f"seats:{page.pk}"),
        "rows": rows,
        "choice": choice,
        "over": page.is_over(localdate(at)),
        "held": page.meets_on is not None and page.meets_on <= localdate(at),
        **steps,
    }
    return render(request, "dialogue/seats.html", context, status=422 if request.method == "POST" else 200)


def _steps(request: HttpRequest, rows: list[tuple[SeatRequest, seats.Asked | None]]) -> dict[str, Any]:
    return {
        "draw_form": DrawForm(sent(request, "draw")),
        "choose_form": ChooseForm(sent(request, "choose"), rows=rows, auto_id="choose-%s"),
        "tell_form": OneForm(sent(request, "tell")),
        "give_up_form": OneForm(sent(request, "give_up")),
        "came_form": CameForm(sent(request, "came"), auto_id="came-%s"),
    }


def _taken(request: HttpRequest, page: SeatCall, steps: dict[str, Any], user: User, at: datetime) -> bool:
    name = request.POST.get("do", "")
    form = steps.get(f"{name}_form")
    if form is None:
        raise Http404
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    who: dict[str, Any] = {"by": user, "at": at}
    verbs: dict[str, tuple[Any, str]] = {
        "draw": (lambda: seats.draw(call_id=page.pk, **who), "已经抽签，种子和编号已经公布，任何人都能重算。"),
        "choose": (
            lambda: seats.choose(call_id=page.pk, chosen=given["chosen"], reason=given["reason"], **who),
            "列席代表已经确定，请逐一通知。",
        ),
        "tell": (lambda: seats.tell(request_id=given["row"], **who), "已经登记通知。"),
        "give_up": (lambda: _gave_up(given["row"], who), "已经登记放弃；有候补的，已经递补。"),
        "came": (lambda: seats.attended(call_id=page.pk, came=given["came"], **who), "到会人数已经登记并公布。"),
    }
    verb, told = verbs[name]
    return bool(done(request, form, verb, told))


def _gave_up(key: UUID, who: dict[str, Any]) -> bool:
    seats.give_up(request_id=key, **who)
    return True
