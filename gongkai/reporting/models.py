"""Figures that gongkai cannot know by itself, each with its source, and the annual reports.

A published report is frozen: its document, the records behind each cell and the hash of both stay as they
were on the day of publication, whatever happens to the records later.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency, User
from gongkai.editorial.last_lock import PublicRow
from gongkai.reporting.register import CHOICES


class Stage(models.TextChoices):
    """Where an annual report stands."""

    DRAFT = "draft", "编制中"
    """In this state, the words may be edited and every figure follows the records."""
    SUBMITTED = "submitted", "待批准"
    """In this state, the words are closed and somebody other than the drafter decides."""
    APPROVED = "approved", "已批准"
    """In this state, the report may be published, provided that its content is still what was approved."""
    PUBLISHED = "published", "已发布"
    """In this state, the document is frozen and public."""
    WITHDRAWN = "withdrawn", "已撤回"
    """In this state, the frozen document is kept for the record, is not public, and another report may take
    its place."""


FROZEN = (Stage.PUBLISHED, Stage.WITHDRAWN)


class Figure(models.Model):
    """A figure of a year that a department enters from its own register."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField("年度")
    key = models.CharField("项目", max_length=32, choices=CHOICES)
    value = models.DecimalField("数值", max_digits=18, decimal_places=4)
    source = models.CharField("来源", max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("填报时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "key"], name="figure_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="figure_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="figure_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.key}={self.value}"


class AnnualReport(PublicRow):
    """The annual report of an agency for a year (条例第四十九条、第五十条)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="annual_reports")
    year = models.PositiveSmallIntegerField("年度")
    scope = models.ManyToManyField(Agency, verbose_name="统计范围", related_name="+")
    stage = models.CharField("状态", max_length=12, choices=Stage, default=Stage.DRAFT)

    # Words with bound fields such as {{ 新收 }}; the national headings are added by the compiler.
    opening = models.TextField("导语", blank=True)
    overview = models.TextField("一、总体情况", blank=True)
    problems = models.TextField("五、存在的主要问题及改进情况", blank=True)
    other_matters = models.TextField("六、其他需要报告的事项", blank=True)

    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_digest = models.CharField("批准内容的散列", max_length=64, blank=True)
    saved_at = models.DateTimeField("保存时间")
    version = models.PositiveIntegerField("修改次数", default=1)

    document = models.JSONField("冻结的报告", null=True)
    provenance = models.JSONField("冻结的数据来源", null=True)
    digest = models.CharField("冻结内容的散列", max_length=64, blank=True)
    law_version = models.CharField("法规参数版本", max_length=16, blank=True)
    calendar_version = models.CharField("工作日历版本", max_length=64, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawn_because = models.CharField("撤回原因", max_length=200, blank=True)

    gate_name = "annual_report"
    public_columns = frozenset(
        {"agency", "year", "stage", "document", "provenance", "digest", "published_on", "withdrawn_on"}
    )

    class Meta:
        ordering = ["-year", "agency__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"], condition=~Q(stage="withdrawn"), name="annual_report_one_alive"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["published", "withdrawn"], document__isnull=False, published_on__isnull=False)
                & ~Q(digest="")
                | Q(stage__in=["draft", "submitted", "approved"], document__isnull=True, published_on__isnull=True),
                name="annual_report_frozen_when_published",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["approved", "published", "withdrawn"])
                | (Q(approved_by__isnull=False) & ~Q(approved_by=models.F("drafted_by"))),
                name="annual_report_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name}{self.year}年政府信息公开工作年度报告"

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody reads: the frozen document."""
        frozen = (self.agency_id, self.year, self.document, self.published_on, self.digest)
        return frozen if self.stage == Stage.PUBLISHED else None

    @property
    def frozen(self) -> bool:
        """Whether the document is fixed for good."""
        return self.stage in FROZEN
