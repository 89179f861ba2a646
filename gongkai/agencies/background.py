"""The screen on work in the background: what ran, what failed and why, what comes round, whether anybody works."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.jobs import claims, queries
from gongkai.jobs.definition import title_of
from gongkai.jobs.errors import NotRetried
from gongkai.jobs.models import Job


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Everything about work in the background; having a failed job done again."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User), "whoever is signed in is an officer"
    if not may_anywhere(user, Permission.JOBS_SEE, on=localdate(now)):
        raise PermissionDenied
    if request.method == "POST":
        _retry(request, user, now)
        return redirect("office:background")
    context = {
        "section": "background",
        "overview": queries.overview(at=now),
        "may_retry": may_anywhere(user, Permission.JOBS_RETRY, on=localdate(now)),
    }
    return render(request, "office/background.html", context)


@transaction.atomic
def retry(*, job_id: int, by: User, at: datetime) -> Job:
    """Have a failed job done again, with a ledger entry. Raises NotAllowed, NotRetried."""
    if not may_anywhere(by, Permission.JOBS_RETRY, on=localdate(at)):
        raise NotAllowed(Permission.JOBS_RETRY)
    job = claims.again(job_id, at=at)
    act = ledger.Act(
        by.actor, Action.JOB_RETRIED, f"job:{job.pk}", ledger.digest_of([job.task, job.arguments]), {"task": job.task}
    )
    # Jobs belong to no agency.
    ledger.record(ledger.SYSTEM, [act], at=at)
    return job


def _retry(request: HttpRequest, user: User, now: datetime) -> None:
    text = request.POST.get("job", "")
    try:
        # sixteen digits fit into a key of any database
        if not (text.isascii() and text.isdecimal() and len(text) <= 16):
            raise NotRetried("没有这项任务。")
        job = retry(job_id=int(text), by=user, at=now)
    except NotAllowed as error:
        raise PermissionDenied from error
    except NotRetried as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{title_of(job.task)}”（编号{job.pk}）已重新排队。")
