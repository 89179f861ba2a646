"""The screen of the board."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.agencies.permissions import may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.casework import moved_dates
from gongkai.casework.board import Choice, board
from gongkai.casework.queries import Colour
from gongkai.editorial import emergencies

_FEW = 20


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Open cases by colour, department and person; each number opens the list behind it."""
    user, today = _user(request), timezone.localdate()
    if not any(may_anywhere(user, name, on=today) for name in (Permission.CASE_SEE, Permission.CASE_DRAFT)):
        raise PermissionDenied
    asked = {name: request.GET.get(name, "")[:20] for name in ("agency", "handler", "stage")}
    found = board(user, Choice(**asked), today=today)
    moved = list(moved_dates.waiting_for(user, on=today)[: _FEW + 1])
    context = {"section": "board", "board": found, "colours": list(Colour), "today": today}
    context |= {"moved": moved[:_FEW], "moved_more": len(moved) > _FEW}
    context["emergencies"] = emergencies.standing(user, at=timezone.now())
    return render(request, "casework/board.html", context)


def _user(request: HttpRequest) -> Any:
    return request.user
