"""What was seen of the public site: its probes, the nightly walk through it, and whom it was told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from wagtail.models import Page

from gongkai.agencies.models import Agency, User


class Probe(models.Model):
    """One attempt to open the site's own public address, as somebody outside would."""

    at = models.DateTimeField("时间", db_index=True)
    address = models.CharField("网址", max_length=300)
    opened = models.BooleanField("打开")
    seconds = models.FloatField("用时（秒）")
    problem = models.CharField("原因", max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened=True, problem="") | (Q(opened=False) & ~Q(problem="")),
                name="probe_opened_or_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.problem or '打开'}"


class Walk(models.Model):
    """One walk through all public pages; it counts once it has ended. ``cut_off`` says that there were more pages than
    it may open, ``facts`` what it learned beside faults."""

    begun_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    pages = models.PositiveIntegerField("网页", default=0)
    links = models.PositiveIntegerField("链接", default=0)
    cut_off = models.BooleanField("没有走完", default=False)
    facts = models.JSONField("其他情况", default=dict)

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d %H:%M} {self.pages}"


class Fault(models.Model):
    """Something wrong that a walk found: on which page, and what."""

    class Kind(models.TextChoices):
        """What is wrong."""

        DEAD = "dead", "打不开的链接"
        OUTSIDE = "outside", "打不开的站外链接"
        TAGS = "tags", "缺少页面标签"
        MIXED = "mixed", "引用明文资源"
        HEADERS = "headers", "缺少响应头"

    walk = models.ForeignKey(Walk, models.CASCADE, related_name="faults")
    kind = models.CharField("种类", max_length=8, choices=Kind)
    page = models.CharField("网页", max_length=300)
    target = models.CharField("所指网址", max_length=500, blank=True, default="")
    what = models.CharField("情况", max_length=200)

    def __str__(self) -> str:
        return f"{self.page} {self.what}"


class ColumnNotice(models.Model):
    """That people were told of a column whose last day is near or past: each once for each of its days."""

    class Kind(models.TextChoices):
        """Why they were told."""

        NEAR = "near", "临近"
        LATE = "late", "已过"

    section = models.ForeignKey(Page, models.CASCADE, related_name="+")
    due_on = models.DateField("应更新的最后一天")
    kind = models.CharField("种类", max_length=4, choices=Kind)
    made_at = models.DateTimeField("提醒时间", db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "due_on", "kind"], name="column_notice_once")]

    def __str__(self) -> str:
        return f"{self.section_id} {self.due_on} {self.kind}"


class SiteFigure(models.Model):
    """A figure of the yearly table that the system cannot know, entered by a person from a source that they name."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    key = models.CharField("指标", max_length=24)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    source = models.CharField("来源", max_length=120)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("填报时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "key"], name="site_figure_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="site_figure_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="site_figure_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.key}={self.value}"
