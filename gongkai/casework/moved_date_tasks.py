"""Work in the background for limits that moved after applicants were told them."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from gongkai.casework import moved_dates
from gongkai.jobs.schedules import every


@every(minutes=10)
@task(title="告知申请人答复期限的变动")
def tell_moved_dates() -> int:
    """Tell applicants of limits that moved, where the setting asks for no officer's confirmation."""
    return moved_dates.tell_at_once(at=timezone.now())
