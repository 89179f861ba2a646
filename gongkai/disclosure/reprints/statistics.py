"""How many pages agencies offered and how many were taken, month by month: on the screen and as a workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.disclosure.reprints.models import Offer
from gongkai.workbooks.writer import Writer

HEADINGS = ("报送机关", "月份", "报送", "采用", "未采用", "等待处理", "采用率")


@dataclass
class Line:
    """What an agency offered in a month, and what became of it."""

    agency: str
    month: str
    offered: int = 0
    taken: int = 0
    declined: int = 0

    @property
    def waiting(self) -> int:
        """Offers without an answer."""
        return self.offered - self.taken - self.declined

    @property
    def share(self) -> str:
        """The share of what was answered that was taken; empty while nothing was answered."""
        answered = self.taken + self.declined
        return f"{self.taken / answered:.0%}" if answered else ""

    def add(self, answer: str) -> None:
        """Count one more."""
        self.offered += 1
        self.taken += answer == Offer.Answer.TAKEN
        self.declined += answer == Offer.Answer.DECLINED


def lines(agencies: Collection[int], year: int) -> list[Line]:
    """What was offered in a year by these agencies or to them, agency by agency and month by month. One query."""
    rows = Offer.objects.filter(Q(agency__in=agencies) | Q(to__in=agencies), offered_at__year=year)
    found: dict[tuple[str, str], Line] = {}
    for name, path, at, answer in rows.order_by("agency__path", "offered_at").values_list(
        "agency__name", "agency__path", "offered_at", "answer"
    ):
        month = f"{localdate(at):%Y-%m}"
        found.setdefault((path, month), Line(name, month)).add(answer)
    return list(found.values())


def totals(found: Collection[Line]) -> list[Line]:
    """The year of each agency."""
    sums: dict[str, Line] = {}
    for line in found:
        whole = sums.setdefault(line.agency, Line(line.agency, "全年"))
        whole.offered += line.offered
        whole.taken += line.taken
        whole.declined += line.declined
    return list(sums.values())


def workbook(found: Collection[Line], year: int) -> bytes:
    """The same as a workbook: each month, then the year of each agency."""
    writer = Writer()
    sheet = writer.book.add_worksheet(f"{year}年报送采用")
    sheet.set_column(0, 0, 28)
    writer.table(sheet, [HEADINGS, *_cells(found)])
    whole = writer.book.add_worksheet("全年合计")
    whole.set_column(0, 0, 28)
    writer.table(whole, [HEADINGS, *_cells(totals(found))])
    return writer.close()


def _cells(found: Collection[Line]) -> Iterator[tuple[str | int, ...]]:
    for line in found:
        yield line.agency, line.month, line.offered, line.taken, line.declined, line.waiting, line.share
