"""The yearly table of the site: what is counted and what people enter, put together and kept as the draft of a page.

The draft goes through the reviews and the gate like every page (国办函〔2018〕12号: public by 31 January).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.disclosure import queries
from gongkai.disclosure.models import PublicPage, Section, SiteReport, SiteReportFigure
from gongkai.editorial import pages
from gongkai.editorial.errors import Incomplete
from gongkai.portal.selfcheck import counting
from gongkai.portal.selfcheck.models import SiteFigure
from gongkai.portal.site import site
from gongkai.statute.documents import Attribute
from gongkai.statute.parameters import rules
from gongkai.statute.website_checks import ReportField, report_fields, site_report_due

TITLE = "政府网站年度报表"
LARGEST = Decimal(999999999999)
Entered = Mapping[str, tuple[Decimal, str]]
"""By key, a figure and the source that a person names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of the table. ``origin`` says who counted it: the system, or who entered it and from what."""

    field: ReportField
    value: Decimal | None
    by_hand: bool
    origin: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A table that is not public yet, and until when it has to be."""

    year: int
    due_on: date
    left: int


def rows(agency: Agency, year: int) -> list[Row]:
    """Every figure of a year in its order. What a person entered counts only where nothing else does."""
    entered = {row.key: row for row in SiteFigure.objects.filter(agency=agency, year=year).select_related("entered_by")}
    return [_row(field, year, entered.get(field.key)) for field in report_fields().values()]


def _row(field: ReportField, year: int, entered: SiteFigure | None) -> Row:
    count = counting.counted(field.source, year) if field.source else None
    if count is not None:
        return Row(field, Decimal(str(count)), by_hand=False, origin="系统统计")
    if entered is None:
        return Row(field, None, by_hand=True, origin="没有填报")
    said = f"{entered.entered_by}填报于{localdate(entered.entered_at):%Y-%m-%d}，来源：{entered.source}"
    return Row(field, entered.value, by_hand=True, origin=said, source=entered.source)


@transaction.atomic
def enter(*, agency: Agency, year: int, figures: Entered, by: User, at: datetime) -> int:
    """Keep figures that a person enters, each with its source; how many changed. All of them or none.

    Raises NotAllowed, Incomplete for a figure without a source, one that is too large or negative, or one that the
    system counts itself.
    """
    require(by, Permission.CONTENT_DRAFT, agency, on=localdate(at))
    by_hand = {row.field.key: row for row in rows(agency, year) if row.by_hand}
    changed = 0
    for key, (value, source) in figures.items():
        label = report_fields()[key].label if key in report_fields() else key
        if key not in by_hand:
            raise Incomplete(f"“{label}”由系统统计，不能填报。")
        if not source.strip():
            raise Incomplete(f"请写明“{label}”的来源，例如登记簿、平台后台。")
        if not 0 <= value <= LARGEST:
            raise Incomplete(f"“{label}”应为不小于0的数字。")
        if (by_hand[key].value, by_hand[key].source) != (value, source.strip()):
            kept = {"value": value, "source": source.strip()[:120], "entered_by": by, "entered_at": at}
            SiteFigure.objects.update_or_create(agency=agency, year=year, key=key, defaults=kept)
            _note(agency, year, key, str(value), by, at)
            changed += 1
    return changed


@transaction.atomic
def draft(*, agency: Agency, year: int, by: User, at: datetime) -> SiteReport:
    """Keep the draft of the table with the figures as they are now, or bring the draft up to date.

    Raises NotAllowed; Incomplete when figures are missing or there is no column for it.
    """
    require(by, Permission.CONTENT_DRAFT, agency, on=localdate(at))
    found = rows(agency, year)
    if missing := [row.field.label for row in found if row.value is None]:
        raise Incomplete(f"还有{len(missing)}项没有填报：{'、'.join(missing[:5])}{'等' if len(missing) > 5 else ''}。")
    section = _section(agency)
    Page.objects.select_for_update().get(pk=section.pk)
    page: SiteReport | None = SiteReport.objects.filter(agency=agency, year=year).first()
    if page is None:
        title = f"{site().name}工作年度报表（{year}年度）"
        page = SiteReport(title=title, year=year, attribute=Attribute.PROACTIVE, owner=by)
        page.figures = [_figure(row) for row in found]
        section.add_child(instance=page)
        page.save_revision(user=by)
        return page
    newest = pages.newest(page)
    assert isinstance(newest, SiteReport)
    newest.figures.set([_figure(row) for row in found])
    newest.save_revision(user=by)
    return page


def owed(agency: Agency, today: date) -> Owed | None:
    """Last year's table of an agency that has a column for it, while it is not public; and this year's rule."""
    year = today.year - 1
    if not Section.objects.filter(agency=agency, title=TITLE, live=True).exists():
        return None
    there = SiteReport.objects.filter(agency=agency, year=year, live=True).values("pk")
    if queries.public().filter(page__in=there).exists():
        return None
    due_on, _ = site_report_due(year, rules())
    return Owed(year, due_on, (due_on - today).days)


def public_report() -> PublicPage | None:
    """The newest table that is public, as the home page leads to it."""
    return queries.public().filter(kind=SiteReport.item_kind).first()


def _section(agency: Agency) -> Section:
    found: Section | None = Section.objects.filter(agency=agency, title=TITLE).order_by("pk").first()
    if found is None:
        raise Incomplete(f"请先开设“{TITLE}”栏目，再编报表。")
    return found


def _figure(row: Row) -> SiteReportFigure:
    assert row.value is not None
    field = row.field
    return SiteReportFigure(group=field.group, label=field.label, value=row.value, unit=field.unit, by_hand=row.by_hand)


def _note(agency: Agency, year: int, key: str, value: str, by: User, at: datetime) -> None:
    detail = {"year": year, "key": f"site.{key}", "value": value}
    digest = ledger.digest_of([year, key, value])
    act = ledger.Act(by.actor, Action.FIGURE_ENTERED, f"site-figure:{agency.pk}:{year}:{key}", digest, detail)
    ledger.record(agency.stream, [act], at=at)
