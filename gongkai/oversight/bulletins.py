"""通报: a quarter drafted from its inspections and rectifications, as a page that goes through every review.

It is published by the gate like any other page, or stays internal: then its attribute says so, with the reason, and the
gate never lets it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Avg, F, Q
from django.utils.html import escape
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit.models import Action
from gongkai.disclosure import places
from gongkai.disclosure.models import Article, Section
from gongkai.disclosure.stocktaking.queries import reach
from gongkai.editorial import pages
from gongkai.oversight import figures, inspecting, rota
from gongkai.oversight.errors import Incomplete
from gongkai.oversight.models import Bulletin, Inspection, Rectification
from gongkai.oversight.noting import note
from gongkai.statute.citation import cite
from gongkai.statute.documents import Attribute

BASIS = cite("regulation:47")
INTERNAL = "属于内部工作情况通报，不向社会公开。"
FIRST_FEW = 5
ORDINALS = "一二三四"


@dataclass(frozen=True, slots=True)
class Mended:
    """What an agency was told to mend in a quarter, and what became of it."""

    agency: Agency
    sent: int
    confirmed: int
    late: int


@transaction.atomic
def draft(
    *, office: Agency, year: int, quarter: int, section: Section, internal: bool, by: User, at: datetime
) -> Bulletin:
    """Draft the bulletin of a quarter, or draft it anew while it is neither reviewed nor public; whoever
    drafts it reviews none of it, as with every page, so an editor may. Raises NotAllowed,
    WrongWay, and Incomplete while an inspection of the quarter is not fixed."""
    for permission in (Permission.OVERSIGHT_SEE, Permission.CONTENT_DRAFT):
        require(by, permission, office, on=localdate(at))
    if section.agency_id != office.pk:
        raise Incomplete("请选择本机关的栏目。", "section")
    held = inspections(office, year, quarter)
    body = list(_body(office, held, quarter, year))
    row = Bulletin.objects.filter(office=office, year=year, quarter=quarter).select_related("page").first()
    row = row or _begun(office, year, quarter, section, by, at)
    newest: Any = pages.newest(row.page)
    newest.body = body
    newest.attribute = (Attribute.WITHHELD if internal else Attribute.PROACTIVE).value
    newest.attribute_reason = INTERNAL if internal else ""
    newest.save_revision(user=by)
    row.page.refresh_from_db()  # its newest revision is the one that was just kept
    row.internal, row.drafted_by, row.drafted_at = internal, by, at
    row.save(update_fields=["internal", "drafted_by", "drafted_at"])
    note(office, Action.BULLETIN_DRAFTED, f"bulletin:{year}-{quarter}", by, at, page=row.page_id)
    return row


def inspections(office: Agency, year: int, quarter: int) -> list[Inspection]:
    """The three inspections of a quarter. Raises Incomplete that names the months that are not fixed."""
    if quarter not in (1, 2, 3, 4):
        raise Incomplete("季度应为1至4。", "quarter")
    months = [date(year, quarter * 3 - left, 1) for left in (2, 1, 0)]
    rows = Inspection.objects.filter(office=office, month__in=months, state=Inspection.State.FIXED)
    found = {row.month: row for row in rows}
    if lacking := [f"{month.month}月" for month in months if month not in found]:
        raise Incomplete(f"{'、'.join(lacking)}的督查还没有确定，不能起草通报。", "quarter")
    return [found[month] for month in months]


def _begun(office: Agency, year: int, quarter: int, section: Section, by: User, at: datetime) -> Bulletin:
    title = f"关于{year}年第{ORDINALS[quarter - 1]}季度政务公开和政府网站检查情况的通报"
    page = places.keep_draft(Article(title=title, source=office.name), section, by)
    return Bulletin.objects.create(office=office, year=year, quarter=quarter, page=page, drafted_by=by, drafted_at=at)


def _body(office: Agency, held: Sequence[Inspection], quarter: int, year: int) -> Iterator[tuple[str, Any]]:
    """The words and the tables, from what was fixed and recorded."""
    begin, end = rota.span_of(held[0].month)[0], rota.span_of(held[-1].month)[1]
    means, mended = _means(held), _mended(office, begin, end)
    sent, confirmed = sum(one.sent for one in mended), sum(one.confirmed for one in mended)
    late = sum(one.late for one in mended)
    seen = figures.faults().filter(office=office, found_at__gte=begin, found_at__lt=end)
    whole = escape(reach(office).name.removesuffix("人民政府"))
    yield (
        "paragraph",
        (
            f"<p>按照{BASIS.full}的规定，{escape(office.name)}对{whole}{len(means)}个单位"
            f"{year}年第{ORDINALS[quarter - 1]}季度的政务公开工作和网站、政务新媒体进行了检查。现将情况通报如下。</p>"
        ),
    )
    yield "heading", "一、总体情况"
    average = sum((mean for _, _, mean in means), Decimal(0)) / len(means)
    yield (
        "paragraph",
        (
            f"<p>本季度开展督查{len(held)}次，各单位平均得分{average:.1f}分；读网发现问题{seen.count()}个，交办整改{sent}件，"
            f"已经销号{confirmed}件{f'，超期{late}件' if late else ''}。</p>"
        ),
    )
    yield "table", _scores(held, means)
    if problems := _problems(held):
        yield "heading", "二、存在的主要问题"
        yield "paragraph", "".join(f"<p>{escape(line)}</p>" for line in problems)
    if mended:
        yield "heading", f"{'三' if problems else '二'}、整改情况"
        yield "table", _rectified(mended)
    yield (
        "paragraph",
        "<p>没有按期整改的单位，应当立即整改并书面说明情况；其他单位应当对照检查，防止同类问题再次发生。</p>",
    )


Mean = tuple[Agency, list[Decimal], Decimal]


def _means(held: Sequence[Inspection]) -> list[Mean]:
    """Each agency with its points of each month and their mean, the best first. One query a month."""
    months = [dict(inspecting.scores(row)) for row in held]
    found = []
    for agency in dict.fromkeys(agency for month in months for agency in month):
        points = [month[agency] for month in months if agency in month]
        found.append((agency, points, sum(points, Decimal(0)) / len(points)))
    return sorted(found, key=lambda one: (-one[2], one[0].path))


def _mended(office: Agency, begin: datetime, end: datetime) -> list[Mended]:
    rows = Rectification.objects.filter(office=office, sent_at__gte=begin, sent_at__lt=end)
    found: dict[Agency, list[Rectification]] = {}
    for row in rows.select_related("agency").order_by("agency__path"):
        found.setdefault(row.agency, []).append(row)
    return [
        Mended(agency, len(told), sum(row.state == "confirmed" for row in told), sum(map(was_late, told)))
        for agency, told in found.items()
    ]


def was_late(row: Rectification) -> bool:
    """Whether the agency answered after its moment, or has not and was told that it is late."""
    return row.answered_at > row.due_at if row.answered_at else row.told_late_at is not None


def _problems(held: Sequence[Inspection]) -> list[str]:
    """What cost points, item by item: how many agencies, and the first of them."""
    found: dict[str, dict[str, None]] = {}
    for row in held:
        lines = row.lines.filter(points__gt=0).select_related("agency").order_by("-points", "agency__path")
        for line in lines:
            found.setdefault(line.label, {})[line.agency.short_name] = None
    said = []
    for label, names in sorted(found.items(), key=lambda one: -len(one[1])):
        more = f"等{len(names)}个单位" if len(names) > FIRST_FEW else ""
        said.append(f"{label}：{'、'.join(list(names)[:FIRST_FEW])}{more}。")
    return said


def _scores(held: Sequence[Inspection], means: Sequence[Mean]) -> dict[str, Any]:
    head = ["名次", "单位", *(f"{row.month.month}月" for row in held), "平均"]
    rows = [
        [str(place), agency.short_name, *(f"{one:.1f}" for one in points), f"{mean:.1f}"]
        for place, (agency, points, mean) in enumerate(means, start=1)
    ]
    full = [row if len(row) == len(head) else [*row[:-1], *["—"] * (len(head) - len(row)), row[-1]] for row in rows]
    return _table("各单位得分", head, full)


def _rectified(mended: Sequence[Mended]) -> dict[str, Any]:
    rows = [[one.agency.short_name, str(one.sent), str(one.confirmed), str(one.late)] for one in mended]
    return _table("整改情况", ["单位", "交办", "已销号", "超期"], rows)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"type": "text", "heading": name} for name in head],
        "rows": [{"values": list(row)} for row in rows],
    }


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the oversight in figures, as the screen of bulletins shows it and the annual report counts it."""

    inspections: int
    bulletins: int
    observations: int
    rectified: int
    average_hours: float | None


def year(office: Agency, year: int) -> Year:
    """Inspections that were fixed, bulletins drafted, what was found and what was mended in a year. Five queries."""
    inside = {"office": office}
    mended = figures.mended(year).filter(**inside)
    taken = mended.aggregate(mean=Avg(F("answered_at") - F("sent_at"), filter=Q(answered_at__isnull=False)))["mean"]
    return Year(
        inspections=figures.inspected(year).filter(**inside).count(),
        bulletins=Bulletin.objects.filter(year=year, **inside).count(),
        observations=figures.faults().filter(found_at__year=year, **inside).count(),
        rectified=mended.count(),
        average_hours=round(taken.total_seconds() / 3600, 1) if taken is not None else None,
    )
