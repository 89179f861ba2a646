"""What was read and what was released, by agency and month: for the screen, and as a workbook to hand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from gongkai.agencies.models import Agency
from gongkai.disclosure.models import PublicPage
from gongkai.editorial.models import Release
from gongkai.portal.visiting.counts import number_of
from gongkai.portal.visiting.models import PageViews
from gongkai.workbooks.writer import Writer

MONTHS = range(1, 13)
SHARED = "全站共用的网页"
"""The first page, lists, the guide, forms: nobody's own."""
HEAD = ("机关", "项目", *(f"{month}月" for month in MONTHS), "合计")


@dataclass(frozen=True, slots=True)
class Line:
    """An agency's year: views and releases of each month."""

    name: str
    views: Counter[int] = field(default_factory=Counter)
    released: Counter[int] = field(default_factory=Counter)

    def months(self) -> list[tuple[int, int, int]]:
        """Month, views, releases."""
        return [(month, self.views[month], self.released[month]) for month in MONTHS]


def years() -> list[int]:
    """The years in which something was read, the newest first."""
    rows = PageViews.objects.order_by().annotate(of=ExtractYear("day")).values_list("of", flat=True)
    return sorted(set(rows.distinct()), reverse=True)


def of_year(year: int) -> list[Line]:
    """The agencies of which something was read or released, from the top down; then what is nobody's own. Four
    queries. A page belongs to the agency that answers for it today."""
    whose = dict(PublicPage.objects.values_list("page", "agency"))
    found: dict[int, Line] = {}
    names = dict(Agency.objects.order_by("path").values_list("pk", "name"))
    for path, month, views in _read(year):
        agency = whose.get(number_of(path), 0)
        found.setdefault(agency, Line(names.get(agency, SHARED))).views[month] += views
    for agency, month, count in _released(year):
        found.setdefault(agency, Line(names[agency])).released[month] += count
    return [found[agency] for agency in [*names, 0] if agency in found]


def _read(year: int) -> Iterator[tuple[str, int, int]]:
    rows = PageViews.objects.filter(day__year=year).order_by().annotate(month=ExtractMonth("day"))
    yield from rows.values_list("path", "month").annotate(sum=Sum("views")).iterator()


def _released(year: int) -> Iterator[tuple[int, int, int]]:
    rows = Release.objects.filter(at__year=year).order_by().annotate(month=ExtractMonth("at"))
    yield from rows.values_list("agency", "month").annotate(count=Count("pk")).iterator()


def rows(lines: list[Line]) -> Iterator[tuple[object, ...]]:
    """The heading and two rows for each line."""
    yield HEAD
    for line in lines:
        for what, counts in (("浏览次数", line.views), ("公开件数", line.released)):
            yield (line.name, what, *(counts[month] for month in MONTHS), counts.total())


def as_workbook(year: int, lines: list[Line]) -> bytes:
    """As a workbook."""
    writer = Writer()
    sheet = writer.book.add_worksheet("访问和公开")
    sheet.set_column(0, 0, 36, writer.style("note"))
    writer.row(sheet, 0, [f"{year}年各机关网页浏览次数和公开件数"], "title")
    writer.table(sheet, rows(lines), start=1)
    return writer.close()
