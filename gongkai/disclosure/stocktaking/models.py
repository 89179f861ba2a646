"""A stocktaking of documents, and what is to become of each.

What is said here binds nobody: it is the office's working list. An effect stands in the announcement that is drafted
from it, and only from the day on which that is released (docs/decisions/0025).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.models import Agency, User
from gongkai.disclosure.record import Effect


class Conclusion(models.TextChoices):
    """What is to become of a document."""

    KEEP = "keep", "继续有效"
    AMEND = "amend", "修改"
    REPEAL = "repeal", "废止"
    LAPSE = "lapse", "宣布失效"

    @property
    def effect(self) -> Effect:
        """What the announcement does to the document; one that is kept for longer is prolonged instead."""
        return {
            Conclusion.KEEP: Effect.KEEPS,
            Conclusion.AMEND: Effect.AMENDS,
            Conclusion.REPEAL: Effect.REPEALS,
            Conclusion.LAPSE: Effect.DECLARES_LAPSED,
        }[self]


class Stocktaking(models.Model):
    """清理: which documents are gone through, on what basis and until when; and the announcement of its result."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="组织机关")
    title = models.CharField("清理名称", max_length=80)
    basis = models.CharField("清理依据", max_length=200)
    year_from = models.PositiveSmallIntegerField("成文年份起", null=True, blank=True)
    year_until = models.PositiveSmallIntegerField("成文年份止", null=True, blank=True)
    subject = models.CharField("主题分类", max_length=40, blank=True, default="")
    normative_only = models.BooleanField("只清理行政规范性文件", default=True)
    due_on = models.DateField("完成期限")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("建立时间")
    result = models.ForeignKey(
        "disclosure.PolicyDocument", models.SET_NULL, null=True, related_name="stocktakings", verbose_name="结果公告"
    )

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_from__isnull=True) | Q(year_until__isnull=True) | Q(year_until__gte=F("year_from")),
                name="stocktaking_years_in_order",
            ),
            models.UniqueConstraint(fields=["agency", "title"], name="stocktaking_named_once"),
        ]

    def __str__(self) -> str:
        return self.title


class StocktakingLine(models.Model):
    """One document of a stocktaking: who answers for it, and what is to become of it.

    The document is one of the library, or, when it is older than the library, named by its title and number.
    """

    stocktaking = models.ForeignKey(Stocktaking, models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField("次序")
    document = models.ForeignKey(
        "disclosure.PolicyDocument", models.PROTECT, null=True, related_name="+", verbose_name="文件"
    )
    other = models.CharField("库外文件", max_length=200, blank=True, default="")
    other_normative = models.BooleanField("库外文件是规范性文件", default=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="责任单位")
    conclusion = models.CharField("清理意见", max_length=8, choices=Conclusion, blank=True, default="")
    until = models.DateField("有效期延长至", null=True, blank=True)
    reason = models.CharField("理由", max_length=100, blank=True, default="")
    basis = models.CharField("法律、政策依据", max_length=200, blank=True, default="")
    said_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    said_at = models.DateTimeField("提出时间", null=True)
    version = models.PositiveIntegerField("修改次数", default=0)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(document__isnull=False) & Q(other="")) | (Q(document__isnull=True) & ~Q(other="")),
                name="stocktaking_line_names_one_document",
            ),
            models.UniqueConstraint(
                fields=["stocktaking", "document"], condition=Q(document__isnull=False), name="stocktaken_once"
            ),
            models.UniqueConstraint(
                fields=["stocktaking", "other"], condition=~Q(other=""), name="stocktaken_once_by_title"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(conclusion="keep"), name="only_kept_is_longer"),
            models.CheckConstraint(
                condition=Q(conclusion__in=["", "keep"]) | (~Q(reason="") & ~Q(basis="")),
                name="stocktaking_conclusion_reasoned",
            ),
            models.CheckConstraint(
                condition=(Q(said_at__isnull=True) & Q(said_by__isnull=True) & Q(conclusion=""))
                | (Q(said_at__isnull=False) & Q(said_by__isnull=False)),
                name="stocktaking_conclusion_has_its_author",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The document's title, or how a document outside the library is named."""
        return self.document.title if self.document else self.other

    @property
    def number(self) -> str:
        """The document's number; a document outside the library has it in its name."""
        return self.document.document_number or self.document.index_number or "" if self.document else ""

    @property
    def effect(self) -> Effect | None:
        """What the announcement will do to the document."""
        if not self.conclusion:
            return None
        return Effect.PROLONGS if self.until else Conclusion(self.conclusion).effect
