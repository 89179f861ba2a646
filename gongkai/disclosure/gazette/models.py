"""A gazette, its issues with their articles, and who got how many printed copies."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.editorial.last_lock import PublicRow


class Gazette(models.Model):
    """The gazette of a government: what stands on every issue. Departments, townships and streets run none."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="gazette", verbose_name="编发机关")
    name = models.CharField("刊名", max_length=60)
    sponsor = models.CharField("主办", max_length=80)
    editor = models.CharField("编辑出版", max_length=80, blank=True, default="")
    licence = models.CharField("准印证号或者刊号", max_length=60, blank=True, default="")
    contact = models.CharField("联系方式", max_length=160, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class GazetteIssue(PublicRow):
    """One issue. While it is compiled its file follows from its articles; once released it stays what it is."""

    gate_name = "gazette"
    public_columns = frozenset({"year", "number", "total", "dated_on", "paper", "pages", "released_at"})

    gazette = models.ForeignKey(Gazette, models.PROTECT, related_name="issues")
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveSmallIntegerField("期号")
    total = models.PositiveIntegerField("总期号", null=True, blank=True)
    dated_on = models.DateField("出版日期")
    paper = models.ForeignKey("disclosure.Paper", models.PROTECT, null=True, related_name="+", verbose_name="全文PDF")
    pages = models.PositiveSmallIntegerField("页数", default=0)
    imported = models.BooleanField("由原有刊物数字化", default=False)
    print_run = models.PositiveIntegerField("印数", default=0)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("建立时间")
    released_at = models.DateTimeField("公开时间", null=True)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["gazette", "year", "number"], name="gazette_issue_once"),
            models.UniqueConstraint(
                fields=["gazette", "total"], condition=Q(total__isnull=False), name="gazette_total_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="gazette_number_from_one"),
        ]

    def __str__(self) -> str:
        total = f"（总第{self.total}期）" if self.total else ""
        return f"{self.gazette.name}{self.year}年第{self.number}期{total}"

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody reads of it."""
        if self.released_at is None:
            return None
        return self.year, self.number, self.total, self.dated_on, self.paper_id, self.pages, self.released_at


class GazetteArticle(models.Model):
    """A document in an issue: the text that was set, bound to the release by which the library shows it.

    An old issue's articles have a title and a page, and no document.
    """

    issue = models.ForeignKey(GazetteIssue, models.CASCADE, related_name="articles")
    place = models.PositiveSmallIntegerField("次序")
    column = models.CharField("栏目", max_length=40)
    page = models.ForeignKey(Page, models.PROTECT, null=True, related_name="+", verbose_name="文件")
    title = models.CharField("标题", max_length=255)
    document_number = models.CharField("发文字号", max_length=60, blank=True, default="")
    begins_on_page = models.PositiveSmallIntegerField("起始页", default=0)
    digest = models.CharField("正文校验值", max_length=64, blank=True, default="")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "page"], condition=Q(page__isnull=False), name="gazette_article_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.place} {self.title}"


class GazettePoint(models.Model):
    """赠阅点: where printed copies go each time."""

    gazette = models.ForeignKey(Gazette, models.PROTECT, related_name="points")
    name = models.CharField("名称", max_length=80)
    place = models.CharField("地址", max_length=160, blank=True, default="")
    usual = models.PositiveIntegerField("每期册数", default=0)
    closed_on = models.DateField("停止日期", null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["gazette", "name"], name="gazette_point_once")]

    def __str__(self) -> str:
        return self.name


class GazetteHandout(models.Model):
    """Copies that went somewhere. A mistake is put right by a line with the opposite sign and its reason."""

    issue = models.ForeignKey(GazetteIssue, models.PROTECT, related_name="handouts")
    point = models.ForeignKey(GazettePoint, models.PROTECT, related_name="handouts")
    copies = models.IntegerField("册数")
    on = models.DateField("赠阅日期")
    signed_for = models.CharField("签收", max_length=80, blank=True, default="")
    why = models.CharField("更正原因", max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(copies=0), name="gazette_handout_of_some"),
            models.CheckConstraint(
                condition=Q(copies__gt=0) | ~Q(why=""), name="gazette_handout_corrected_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}→{self.point_id} {self.copies}"
