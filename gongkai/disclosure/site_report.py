"""政府网站工作年度报表 (国办函〔2018〕12号): what a site tells of itself each year, by 31 January of the next.

The figures stand in lines with the labels under which they were reviewed, so a table that was published stays what it
was when the form changes. They are counted or entered elsewhere and copied here; nobody types them into the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.models import Orderable

from gongkai.editorial.pages import GatedPage
from gongkai.statute.website_checks import report_fields


class Figure(models.DecimalField[Any, Any]):
    """A figure with two places. A draft keeps it as words and the table as a number: both have to say the same, because
    what is public is compared with what was reviewed."""

    def to_python(self, value: Any) -> Any:
        """The figure with its two places."""
        found = super().to_python(value)
        return None if found is None else Decimal(found).quantize(Decimal("0.01"))


class SiteReport(GatedPage):
    """The yearly table of a government website."""

    item_kind = "site_report"
    is_creatable = False
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["year"]
    edit_handler = ObjectList(
        [
            FieldPanel("title", read_only=True),
            FieldPanel("year", read_only=True),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "网站年度报表"
        constraints = [
            *GatedPage.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "year"], name="site_report_once"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=2017, year__lte=2100), name="site_report_year"
            ),
        ]

    def lacking(self) -> list[str]:
        """Every figure of the form has to be there before it is reviewed; of a copy also its year."""
        there = {line.label for line in self.lines()}
        missing = [field.label for field in report_fields().values() if field.label not in there]
        return [*([] if self.year else ["没有年度"]), *(f"没有填报：{label}" for label in missing)]

    def lines(self) -> list[SiteReportFigure]:
        """The figures in their order."""
        found: Any = self.figures
        return list(found.all())

    def groups(self) -> Iterator[tuple[str, list[SiteReportFigure]]]:
        """The figures by group."""
        lines = self.lines()
        for name in dict.fromkeys(line.group for line in lines):
            yield name, [line for line in lines if line.group == name]


class SiteReportFigure(Orderable):
    """One figure of the table, under the label of its year."""

    page = ParentalKey(SiteReport, on_delete=models.CASCADE, related_name="figures")
    group = models.CharField("组别", max_length=20)
    label = models.CharField("指标", max_length=60)
    value = Figure("数值", max_digits=14, decimal_places=2)
    unit = models.CharField("单位", max_length=8, blank=True, default="")
    by_hand = models.BooleanField("人工填报", default=False)

    class Meta(Orderable.Meta):
        verbose_name = "数字"
        constraints = [
            models.UniqueConstraint(fields=["page", "label"], name="site_report_figure_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="site_report_figure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.said}"

    @property
    def said(self) -> str:
        """The figure as people write it."""
        return f"{self.value.normalize():f}" if self.value else "0"
