"""What an editor's panel asks while somebody writes: the findings in a text, as JSON or as a piece of a page."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.agencies.permissions import may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.editorial import reading
from gongkai.editorial.entering import user_of

LONGEST = 200_000
WHO = (Permission.CONTENT_DRAFT, Permission.REVIEW_FIRST, Permission.REVIEW_SECOND, Permission.REVIEW_FINAL)


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Check the ``text`` of a form or of a JSON body; nothing of it is kept."""
    user, today = user_of(request), timezone.localdate()
    if not any(may_anywhere(user, permission, on=today) for permission in (*WHO, Permission.SECRECY_REVIEW)):
        raise PermissionDenied
    text = _text(request)
    if text is None or len(text) > LONGEST:
        said = f"请发送“text”，不超过{LONGEST}字。"
        return JsonResponse({"code": "BAD_TEXT", "message": said}, status=422)
    findings = reading.draft(text)
    if _wants_page(request):
        return render(request, "editorial/checked.html", {"findings": findings})
    return JsonResponse({"rules": reading.rules(), "findings": findings}, json_dumps_params={"ensure_ascii": False})


def _text(request: HttpRequest) -> str | None:
    if request.content_type != "application/json":
        return request.POST.get("text")
    try:
        sent: Any = json.loads(request.body)
    except ValueError:
        return None
    found = sent.get("text") if isinstance(sent, dict) else None
    return found if isinstance(found, str) else None


def _wants_page(request: HttpRequest) -> bool:
    return (request.get_preferred_type(["application/json", "text/html"]) or "") == "text/html"
