"""值班日志: what a place for reading did on a day, in counts, and who of the staff was on duty. Who came is nobody's
business: there is no line for a visitor.

A month with a log is its sum (`points.PointMonth`), so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.disclosure.points import PointMonth, require_place
from gongkai.editorial.errors import Incomplete

COUNTS: dict[str, str] = {
    "visits": "查阅人次",
    "reading": "查文件和公报（次）",
    "searching": "协助上网查询（次）",
    "copying": "复印（件）",
    "advice": "咨询解答（次）",
    "requests": "协助提交申请（件）",
}
"""What is counted on a day; all but the first say what was asked for."""
MOST = 10_000


class PointDay(models.Model):
    """A day of a place: who was on duty, and counts of what was asked for."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    point = models.CharField("查阅场所", max_length=80)
    day = models.DateField("日期")
    on_duty = models.CharField("值班人员", max_length=80)
    visits = models.PositiveIntegerField(COUNTS["visits"], default=0)
    reading = models.PositiveIntegerField(COUNTS["reading"], default=0)
    searching = models.PositiveIntegerField(COUNTS["searching"], default=0)
    copying = models.PositiveIntegerField(COUNTS["copying"], default=0)
    advice = models.PositiveIntegerField(COUNTS["advice"], default=0)
    requests = models.PositiveIntegerField(COUNTS["requests"], default=0)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "point", "day"], name="point_day_once"),
            models.CheckConstraint(condition=~models.Q(on_duty=""), name="point_day_names_who_was_there"),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.day}"


@transaction.atomic
def log(
    *, agency: Agency, point: str, day: date, on_duty: str, counts: Mapping[str, int], by: User, at: datetime
) -> PointDay:
    """Enter a day of a place, or enter it anew; its month follows. Raises NotAllowed, Incomplete."""
    require(by, Permission.CONTENT_DRAFT, agency, on=localdate(at))
    require_place(agency, point)
    if day > localdate(at):
        raise Incomplete("不能登记以后的日期。", "day")
    if not on_duty.strip():
        raise Incomplete("请填写值班人员。", "on_duty")
    for name, label in COUNTS.items():
        if not 0 <= counts.get(name, 0) <= MOST:
            raise Incomplete(f"“{label}”应在0至{MOST}之间。", name)
    entered = {name: counts.get(name, 0) for name in COUNTS}
    row, _ = PointDay.objects.update_or_create(
        agency=agency, point=point, day=day,
        defaults={"on_duty": on_duty.strip()[:80], "entered_by": by, "entered_at": at, **entered},
    )  # fmt: skip
    _sum_up(row, by, at)
    return row


def _sum_up(row: PointDay, by: User, at: datetime) -> None:
    days = PointDay.objects.filter(
        agency=row.agency_id, point=row.point, day__year=row.day.year, day__month=row.day.month
    )
    sums = days.aggregate(visits=Sum("visits"), requests=Sum("requests"), duty_days=models.Count("pk"))
    PointMonth.objects.update_or_create(
        agency_id=row.agency_id, point=row.point, year=row.day.year, month=row.day.month,
        defaults=sums | {"entered_by": by, "entered_at": at},
    )  # fmt: skip


def of_month(agency: Agency, month: date) -> list[PointDay]:
    """The log of an agency's places for a month, the newest day first."""
    rows = PointDay.objects.filter(agency=agency, day__year=month.year, day__month=month.month)
    return list(rows.order_by("-day", "point"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for at an agency's places in a month."""

    label: str
    count: int


def asked_for(rows: Iterable[PointDay]) -> list[Asked]:
    """The sums of a log, one for each thing that is counted."""
    found = list(rows)
    return [Asked(label, sum(getattr(row, name) for row in found)) for name, label in COUNTS.items()]
