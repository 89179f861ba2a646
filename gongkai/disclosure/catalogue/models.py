"""The catalogue of an agency (法定主动公开内容; 基层政务公开标准目录): one page, whose lines are reviewed as one.

A catalogue of three hundred lines is no form: lines come from a file or from the office's screen (`filing`), the
editor keeps the page around them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.models import Orderable, Page

from gongkai.disclosure.once import OncePage
from gongkai.disclosure.standing import standing
from gongkai.statute import catalogue as statute

REST = "21"
"""What 条例第二十一条 adds to the fifteen items of 第二十条."""


def items() -> list[tuple[str, str]]:
    """The items of 条例第二十条 and what 第二十一条 adds, by number."""
    found = [(str(item.number), f"（{item.number}）{item.label}") for item in statute.items_of_article_20()]
    return [*found, (REST, "第二十一条：本级政府还应当公开的事项")]


def fields() -> list[tuple[str, str]]:
    """The fields of the standard catalogue (国办发〔2019〕54号)."""
    return [(field.name, field.name) for field in statute.pilot_fields()]


class Level(models.TextChoices):
    """公开层级: who discloses it."""

    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    BOTH = "both", "县级、乡级"


class Catalogue(OncePage):
    """The catalogue of an agency. One for each."""

    item_kind = "catalogue"

    introduction = models.CharField("说明", max_length=300, blank=True, default="")

    parent_page_types = ["disclosure.HomePage", "disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
            FieldPanel("introduction"),
            HelpPanel("目录的各条在办公平台“公开目录”中填写，或者用表格导入；改好后在那里送审。"),
        ]
    )

    class Meta(OncePage.Meta):
        verbose_name = "主动公开目录"

    def lacking(self) -> list[str]:
        """A catalogue without lines says nothing."""
        return [] if self.entries.count() else ["目录里还没有公开事项"]


class CatalogueEntry(Orderable):
    """One line: a matter, what of it is disclosed, on what ground, until when, by whom and where it is fulfilled."""

    catalogue = ParentalKey(Catalogue, on_delete=models.CASCADE, related_name="entries")
    item = models.CharField("法定事项", max_length=2, choices=items)
    field = models.CharField("标准目录领域", max_length=20, choices=fields, blank=True, default="")
    matter = models.CharField("一级事项", max_length=80)
    submatter = models.CharField("二级事项", max_length=80, blank=True, default="")
    elements = models.CharField("公开内容（要素）", max_length=600)
    basis = models.CharField("公开依据", max_length=400)
    time_limit = models.CharField("公开时限", max_length=120)
    refresh_days = models.PositiveSmallIntegerField("更新周期（天）", null=True, blank=True)
    responsible = models.CharField("公开主体", max_length=80, blank=True, default="")
    carriers = models.CharField("公开渠道和载体", max_length=120, default="政府网站")
    audience = models.CharField("特定群众（群体）", max_length=80, blank=True, default="")
    on_request = models.BooleanField("依申请公开", default=False)
    level = models.CharField("公开层级", max_length=8, choices=Level, default=Level.COUNTY)
    place = models.ForeignKey(
        Page, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开在哪个栏目或者网页"
    )

    class Meta(Orderable.Meta):
        verbose_name = "公开事项"
        constraints = [
            models.CheckConstraint(
                condition=Q(refresh_days__isnull=True) | Q(refresh_days__gte=1),
                name="catalogue_refreshed_in_days",
                violation_error_message="更新周期至少1天。",
            )
        ]

    def __str__(self) -> str:
        return "　".join(part for part in (self.matter, self.submatter) if part)


def public() -> QuerySet[CatalogueEntry]:
    """Every line of the catalogues that are public now, by agency from the top down."""
    rows: QuerySet[CatalogueEntry] = CatalogueEntry.objects.filter(catalogue__in=standing(Catalogue).values("pk"))
    return rows.select_related("catalogue__agency", "place").order_by("catalogue__agency__path", "sort_order", "pk")
