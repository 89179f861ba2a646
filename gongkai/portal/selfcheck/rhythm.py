"""When each public column was last renewed, and until when it must be again (检查指标：栏目不更新)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import posts_held
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.disclosure import queries
from gongkai.disclosure.models import PublicPage, Section, SiteReport
from gongkai.statute.parameters import rules
from gongkai.statute.website_checks import site_report_due
from gongkai.statute.websites import ColumnType, Cycle, column_type, cycle_of


class State(StrEnum):
    """How a column stands on a day."""

    EMPTY = "empty"
    """In this state, nothing stands in the column."""
    STALE = "stale"
    """In this state, its last day has passed."""
    SOON = "soon"
    """In this state, its last day is near."""
    FRESH = "fresh"
    """In this state, it was renewed in time."""
    UNTIMED = "untimed"
    """In this state, it has content and is renewed when something changes."""

    @property
    def label(self) -> str:
        return {"empty": "空白", "stale": "超期未更新", "soon": "快到期", "fresh": "按期更新", "untimed": "不限期"}[
            self
        ]


@dataclass(frozen=True, slots=True)
class Column:
    """A public column, and when something was last published in it."""

    title: str
    address: str
    section: int
    agency: Agency
    kind: ColumnType
    typed: bool
    cycle: Cycle
    renewed_on: date | None
    report_due: date | None = None
    """Of the column with the site's yearly tables: until when the next one has to be there."""

    @property
    def due_on(self) -> date | None:
        """The last day on which it is not yet stale."""
        if self.report_due is not None:
            return self.report_due
        return self.cycle.last_day(self.renewed_on) if self.renewed_on else None

    def left(self, today: date) -> int:
        """Days to its last day; fewer than none when that has passed."""
        return (self.due_on - today).days if self.due_on else 0

    def state(self, today: date) -> State:
        """How it stands."""
        if self.renewed_on is None:
            return State.EMPTY
        if self.due_on is None:
            return State.UNTIMED
        left = self.left(today)
        return State.STALE if left < 0 else State.SOON if left <= self.cycle.warn else State.FRESH

    def said(self, today: date) -> str:
        """Its state in a sentence's part."""
        if self.renewed_on is None:
            return "还没有内容"
        last = f"最近更新{self.renewed_on:%Y-%m-%d}"
        if self.due_on is None:
            return last
        left = self.left(today)
        days = f"还有{left}天" if left > 0 else "今天是最后一天" if left == 0 else f"已经超过{-left}天"
        return f"{last}，应于{self.due_on:%Y-%m-%d}前再更新，{days}"


def columns(today: date) -> list[Column]:
    """Every public column that is a list of its own: one that only leads to columns below it is none. Two queries."""
    rows = _rows()
    newest = {row.page_id: localdate(row.last) for row in rows if row.last}
    sections = _sections([row.page_id for row in rows])
    leading = {section.path[: -Section.steplen] for section in sections.values()}
    found = []
    for row in rows:
        section = sections.get(row.page_id)
        if section is None or (section.path in leading and row.page_id not in newest):
            continue
        found.append(_column(row, section, newest.get(row.page_id), today))
    return found


def mine(user: User, today: date) -> list[Column]:
    """The columns of a person's agencies that need something soon, the most urgent first; for who writes for them.
    Without such a post no query beyond that of posts."""
    agencies = {post.agency_id for post in posts_held(user, today) if Permission.CONTENT_DRAFT in GRANTS[post.role]}
    if not agencies:
        return []
    urgent = [one for one in columns(today) if one.agency.pk in agencies and one.state(today) in URGENT]
    return sorted(urgent, key=lambda one: (one.renewed_on is not None, one.left(today), one.title))


URGENT = (State.EMPTY, State.STALE, State.SOON)


def _rows() -> list[Any]:
    """The public sections by name, each with the moment at which something was last published in it."""
    newest = queries.news().filter(section=OuterRef("page")).values("at")
    sections = queries.public().filter(kind=Section.item_kind)
    return list(sections.annotate(last=Subquery(newest[:1])).order_by("title"))


def _sections(keys: list[int]) -> dict[int, Section]:
    """Sections by key, each with the year of the newest of the site's yearly tables in it, if any."""
    there = queries.public().filter(kind=SiteReport.item_kind).values("page")
    tables = SiteReport.objects.filter(pk__in=there, under=OuterRef("pk")).order_by("-year").values("year")
    return {row.pk: row for row in Section.objects.filter(pk__in=keys).annotate(report=Subquery(tables[:1]))}


def _column(row: PublicPage, section: Section, renewed_on: date | None, today: date) -> Column:
    report: int | None = section.report
    return Column(
        title=row.title,
        address=reverse("portal:page", kwargs=row.address_parts()),
        section=row.page_id,
        agency=row.agency,
        kind=column_type(section.column_type),
        typed=bool(section.column_type),
        cycle=cycle_of(section.column_type, section.cycle, today, rules()),
        renewed_on=renewed_on,
        report_due=site_report_due(report + 1, rules())[0] if report else None,
    )
