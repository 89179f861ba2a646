"""The tables of agencies that ended: who took over from whom, on which ground, and which cases moved when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency
from gongkai.casework.models import Case


class Succession(models.Model):
    """An agency ended on a day and another took over its work. ``moved`` names by kind the rows that went along, so
    that a mistake can be taken back; a succession that was taken back stays, with its day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="inheritances")
    day = models.DateField("撤销日期")
    basis = models.CharField("依据", max_length=200)
    moved = models.JSONField("随之移交的事项", default=dict)
    made_by = models.CharField("登记者", max_length=64)
    made_at = models.DateTimeField("登记时间")
    undone_why = models.CharField("恢复的原因", max_length=200, blank=True, default="")
    undone_by = models.CharField("恢复者", max_length=64, blank=True, default="")
    undone_at = models.DateTimeField("恢复时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(undone_at__isnull=True), name="agency_succeeded_once"
            ),
            models.CheckConstraint(condition=~Q(agency=models.F("successor")), name="successor_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}→{self.successor_id} {self.day}"


class CaseMove(models.Model):
    """One case that went from one agency to another on a day: the yearly tables count it where it was at the end of
    31 December."""

    succession = models.ForeignKey(Succession, models.PROTECT, related_name="case_moves")
    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    from_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    day = models.DateField("移交日期", db_index=True)
    seq = models.PositiveIntegerField("事项序号")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="case_moved_by_one_event")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_agency_id}→{self.to_agency_id}"
