"""The table of answers that were opened to everybody, and of what is to be opened."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency
from gongkai.casework.models import Case
from gongkai.editorial.last_lock import PublicRow
from gongkai.files.models import StoredFile


class Disclosed(PublicRow):
    """An answer that is to be opened, or was opened, to everybody (条例第四十四条).

    Title and summary are written for the public. What stands in ``draft`` goes through the reviews and the gate
    (`casework.disclosing`); only what was released stands in the other fields, and there it is public. The files are
    copies of their own, so that they outlive the applicant's data, sealed with a key that is no secret.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="disclosed")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="disclosed")
    draft = models.JSONField("待审稿", default=dict)
    drafted_by = models.JSONField("起草人", default=list)
    index_number = models.CharField("索引号", max_length=40, unique=True, null=True)
    title = models.CharField("名称", max_length=200, blank=True, default="")
    summary = models.TextField("内容概述", blank=True, default="")
    made_on = models.DateField("信息生成日期", null=True)
    published_on = models.DateField("公开日期", null=True)
    published_by = models.CharField("公开者", max_length=64, blank=True, default="")
    withdrawn_on = models.DateField("撤下日期", null=True)
    withdrawn_because = models.CharField("撤下原因", max_length=300, blank=True, default="")
    files = models.ManyToManyField(StoredFile, related_name="+")
    draft_files = models.ManyToManyField(StoredFile, related_name="+")

    gate_name = "reply"
    public_columns = frozenset(
        {"agency", "index_number", "title", "summary", "made_on", "published_on", "withdrawn_on", "withdrawn_because"}
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(withdrawn_on__isnull=True) & Q(withdrawn_because=""))
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
                name="disclosed_withdrawn_with_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, withdrawn_on__isnull=True)
                | (Q(published_on__isnull=False, index_number__isnull=False) & ~Q(title="")),
                name="disclosed_published_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_on", "-id"], condition=Q(withdrawn_on__isnull=True), name="disclosed_newest"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.draft.get("title", "") or f"{self.case_id}"

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody reads, beside the files."""
        words = (self.index_number, self.title, self.summary, self.made_on, self.published_on, self.agency_id)
        return words if self.is_public else None

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it now."""
        return self.published_on is not None and self.withdrawn_on is None
