"""What the village part has done in the background."""

from __future__ import annotations

from django.utils.timezone import now
from django_tasks import task

from gongkai.jobs.schedules import daily
from gongkai.village import objections


@daily("02:55")
@task(title="销毁保存期限届满的村民意见")
def forget_objections() -> int:
    """Destroy what villagers asked years ago and was answered."""
    return objections.forget(at=now())
