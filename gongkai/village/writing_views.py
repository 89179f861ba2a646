"""Writing a posting in three steps: the board, what is owed on it, and the form; a draft once more; a correction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import agencies_where, may
from gongkai.agencies.roles import Permission
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import rules
from gongkai.statute.village import BoardKind
from gongkai.statute.village_duties import Duty, duties, duty, shortest
from gongkai.village import clock, forms, listing
from gongkai.village import posting as verbs
from gongkai.village.models import Posting, Village
from gongkai.village.views import done, user_of, visible


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Three steps: the board, what is owed on it, and the form."""
    user, today = user_of(request), localdate(now())
    found = own_village(request, user, today)
    code, board = request.GET.get("duty", ""), request.GET.get("board", "")
    context = {"section": "villages", "village": found, "boards": list(BoardKind), "board": board}
    if code:
        return _form(request, found, day_of(request, today), code)
    if board in {kind.value for kind in BoardKind}:
        lines = clock.owed([found], since=listing.since(today), today=today)
        context["owed"] = [one for one in lines if one.duty.board.value == board and one.standing in clock.OPEN]
        context["others"] = [one for one in duties(today) if one.board.value == board]
        context["board_label"] = BoardKind(board).label
    return render(request, "office/village/begin.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, posting: int) -> HttpResponse:
    """A draft once more."""
    row = visible(request, posting)
    day = row.happened_on or row.period_end or localdate(now())
    return _form(request, row.village, day, row.duty, row=row)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, posting: int) -> HttpResponse:
    """A posting that takes the place of one that was wrong."""
    row = visible(request, posting)
    if row.published_at is None:
        raise Http404
    day = row.happened_on or row.period_end or localdate(now())
    return _form(request, row.village, day, row.duty, corrects=row)


def _form(
    request: HttpRequest,
    found: Village,
    day: date,
    code: str,
    *,
    row: Posting | None = None,
    corrects: Posting | None = None,
) -> HttpResponse:
    """The form for an item, empty, with a draft, or with what is to be corrected."""
    today = localdate(now())
    if not may(user_of(request), Permission.VILLAGE_DRAFT, found.agency, on=today):
        raise PermissionDenied
    try:
        one = duty(code, day)
    except BadInput as error:
        raise Http404 from error
    shown, sent = row or corrects, request.POST if request.method == "POST" else None
    least, _ = shortest(today, rules())
    form = forms.PostingForm(
        sent,
        request.FILES if sent is not None else None,
        initial=forms.initial(shown) if shown else {"day": day, "days": least},
        one=one,
        others=_beside(one, day),
        least=least,
        correcting=corrects is not None,
    )
    before = forms.initial_rows(shown) if shown else None
    rows = forms.RowSet(sent, initial=before, prefix="rows") if one.table else None
    fine = sent is not None and all([form.is_valid(), rows is None or rows.is_valid()])
    number = _written(request, form, rows, found, row, corrects) if fine else 0
    if number:
        return redirect("village:posting", number)
    context = {"section": "villages", "village": found, "one": one, "form": form, "rows": rows, "row": row}
    context["corrects"] = corrects
    return render(request, "office/village/form.html", context, status=200 if sent is None else 422)


def _written(
    request: HttpRequest, form: Any, rows: Any, found: Village, row: Posting | None, corrects: Posting | None
) -> int:
    """Keep what was filled in; the number of the posting, or 0 when it was refused."""
    lines = [line.line for line in rows if line.line] if rows is not None else []
    why = verbs.Correction(corrects.pk, form.cleaned_data["reason"]) if corrects else None
    made: list[int] = []

    def write() -> None:
        kept = verbs.draft(
            village_id=found.pk,
            content=form.content(lines),
            by=user_of(request),
            at=now(),
            posting_id=row.pk if row else None,
            correction=why,
        )
        made.append(kept.pk)

    done(request, form, write, "已经保存。请核对下面的内容，没有错就送审。")
    return made[0] if made else 0


def _beside(one: Duty, day: date) -> list[Duty]:
    """Items of the same board and cycle, which may be told in the same posting."""
    if one.special:
        return []
    known = [other for other in duties(day) if other.board is one.board and not other.special]
    return [other for other in known if other.code != one.code and other.frequency is one.frequency]


def own_village(request: HttpRequest, user: User, today: date) -> Village:
    """The village for which somebody writes: the one that is asked for, or the first. Raises PermissionDenied."""
    own = agencies_where(user, Permission.VILLAGE_DRAFT, on=today)
    rows = Village.objects.filter(agency__in=own).select_related("agency").order_by("agency__path")
    asked = request.GET.get("village", "")
    found = rows.filter(agency__code=asked).first() if asked else rows.first()
    if found is None:
        raise PermissionDenied
    return found


def day_of(request: HttpRequest, today: date) -> date:
    try:
        found = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return found if date(2018, 12, 29) <= found <= today else today
