"""Whether the parts of the house answer, for whoever watches over it: words only, nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now

from gongkai.jobs.models import Worker
from gongkai.portal.caching import following
from gongkai.portal.views.methods import answers

SILENT = timedelta(minutes=3)


@answers("GET")
def health(_request: HttpRequest) -> HttpResponse:
    """The state of each part; 503 when one does not answer. Costs two short questions."""
    checks = {name: _state(check) for name, check in PARTS.items()}
    well = all(state == "ok" for state in checks.values())
    answer = JsonResponse({"status": "ok" if well else "failing", "checks": checks}, status=200 if well else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def _state(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError):
        return "unreachable"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _worker() -> str:
    """Whether somebody does the work in the background: releases, reminders and limits depend on it."""
    return "ok" if Worker.objects.filter(seen_at__gt=now() - SILENT).exists() else "silent"


def _journal() -> str:
    following.known()
    return "ok"


PARTS: dict[str, Callable[[], str]] = {"database": _database, "worker": _worker, "journal": _journal}
