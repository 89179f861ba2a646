"""What casework has to look at by itself, day by day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django_tasks import task

from gongkai.casework import handover
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily

SHOWN = 20
"""How many numbers stand in a reason; the board shows them all."""


@daily("07:10")
@task(title="查找无人承办的在办申请")
def find_cases_left_to_nobody() -> int:
    """Fail, so that officers see it, while open cases are left to nobody; returns 0 otherwise."""
    return look(on=timezone.localdate())


def look(*, on: date) -> int:
    """Raises JobFailed naming the open cases whose handler holds no post, or whose agency has no officer."""
    numbers = list(handover.left_to_nobody(on=on).values_list("number", flat=True))
    if numbers:
        more = "等" if len(numbers) > SHOWN else ""
        sentence = (
            f"{len(numbers)}件在办申请的承办人已不在任，或者机关没有公开工作人员：{'、'.join(numbers[:SHOWN])}{more}。"
        )
        raise JobFailed("CASES_WITHOUT_HANDLER", f"{sentence}请在“工作交接”中移交。", final=True)
    return 0
