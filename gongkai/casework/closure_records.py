"""Days on which an office was closed by its own announcement."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.models import Agency


class OfficeClosure(models.Model):
    """Days on which an agency was closed by announcement: a storm, a move. They are shown beside the working days; no
    limit of the law moves for them, because only the State Council makes a working day another day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="closures")
    first_on = models.DateField("停止办公起")
    last_on = models.DateField("停止办公止")
    why = models.CharField("公告的原因和文号", max_length=200)
    recorded_by = models.CharField("登记者", max_length=64)
    recorded_at = models.DateTimeField("登记时间")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closure_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["agency", "first_on"], name="closure_by_agency")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.first_on}–{self.last_on}"
