"""The table of corrections of who asked: what is proposed, sealed, and another person's answer."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import User
from gongkai.casework.models import Case


class PersonCorrection(models.Model):
    """Somebody says that an applicant's name, number or contact was mistyped. Until another person has answered,
    where that is asked, ``agreed`` is open and nothing has changed. What was and what is right are sealed with the
    subject's key; ``seq`` is the event by which it was carried out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="person_corrections")
    sealed = models.BinaryField("更正内容和原因（密文）")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    agreed = models.BooleanField("同意", null=True, blank=True)
    words = models.CharField("不同意的原因", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, agreed__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, agreed__isnull=False),
                name="person_correction_answered_as_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="person_correction_answered_by_another",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="person_correction_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d}"
