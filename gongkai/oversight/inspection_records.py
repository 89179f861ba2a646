"""Monthly inspections of agencies, and the quarterly bulletins that are drafted from them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.models import Agency, User
from gongkai.disclosure.models import Article


class Inspection(models.Model):
    """督查: how the agencies of a government stood in a month, item by item (条例第四十七条)."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", "检查中"
        """In this state, lines are counted and judged; only the office sees them."""
        TOLD = "told", "已反馈，可以申辩"
        """In this state, each agency sees its lines and may object until a day."""
        FIXED = "fixed", "已确定"
        """In this state, every objection was decided and nothing changes any more."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="督查机关")
    month = models.DateField("月份（当月1日）")
    state = models.CharField("状态", max_length=5, choices=State, default=State.OPEN)
    scheme = models.CharField("指标方案的校验值", max_length=64)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("开始时间")
    told_at = models.DateTimeField("反馈时间", null=True, blank=True)
    object_until = models.DateField("申辩截止", null=True, blank=True)
    fixed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    fixed_at = models.DateTimeField("确定时间", null=True, blank=True)

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "month"], name="inspection_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="inspection_named_by_the_first_day"),
            models.CheckConstraint(
                condition=(Q(state="open") & Q(told_at__isnull=True) & Q(object_until__isnull=True))
                | (~Q(state="open") & Q(told_at__isnull=False) & Q(object_until__isnull=False)),
                name="inspection_told_with_a_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="fixed") & Q(fixed_at__isnull=False) & Q(fixed_by__isnull=False))
                | (~Q(state="fixed") & Q(fixed_at__isnull=True) & Q(fixed_by__isnull=True)),
                name="inspection_fixed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月督查"


class InspectionLine(models.Model):
    """One item of one agency in an inspection: what was found, what it costs, and what the agency says to it."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="lines")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    item = models.CharField("指标", max_length=40)
    label = models.CharField("指标名称", max_length=80)
    count = models.PositiveIntegerField("数量", null=True, blank=True)
    points = models.DecimalField("扣分", max_digits=5, decimal_places=1, default=0)
    reason = models.CharField("情况", max_length=500, blank=True, default="")
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    objection = models.CharField("申辩", max_length=1000, blank=True, default="")
    objected_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    objected_at = models.DateTimeField("申辩时间", null=True, blank=True)
    ruling = models.CharField("对申辩的意见", max_length=500, blank=True, default="")
    ruled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    points_before = models.DecimalField("申辩前扣分", max_digits=5, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["agency__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "agency", "item"], name="inspection_line_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="inspection_points_are_lost"),
            models.CheckConstraint(condition=Q(points=0) | ~Q(reason=""), name="inspection_points_for_a_reason"),
            models.CheckConstraint(
                condition=(Q(objection="") & Q(objected_by__isnull=True) & Q(objected_at__isnull=True))
                | (~Q(objection="") & Q(objected_by__isnull=False) & Q(objected_at__isnull=False)),
                name="inspection_objection_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(ruling="") & Q(ruled_by__isnull=True) & Q(points_before__isnull=True))
                | (~Q(ruling="") & Q(ruled_by__isnull=False) & Q(points_before__isnull=False) & ~Q(objection="")),
                name="inspection_ruling_on_an_objection",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=F("objected_by")), name="inspection_ruled_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.points}"


class Bulletin(models.Model):
    """通报: a quarter's inspections and rectifications, drafted as a page that goes through every review. One that is
    to stay internal is a draft whose attribute says so; the gate never lets it out."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="通报机关")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    internal = models.BooleanField("只在内部通报", default=False)
    page = models.OneToOneField(Article, models.PROTECT, related_name="+", verbose_name="通报文稿")
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("起草时间")

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "quarter"], name="bulletin_once_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="bulletin_of_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.quarter}季度通报"
