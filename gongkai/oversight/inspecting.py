"""督查: each month every agency is looked at item by item (条例第四十七条). What the system can count it counts, live;
the rest is judged by a person. Each agency then sees its lines, may object within some days, and is heard before the
result is fixed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit.models import Action
from gongkai.oversight import sources
from gongkai.oversight.errors import Incomplete, NotNow, OwnWork, Unknown
from gongkai.oversight.models import Inspection, InspectionLine
from gongkai.oversight.noting import note
from gongkai.oversight.offices import overseen, require_manager
from gongkai.oversight.scheme import FULL, Item, Scheme, scheme
from gongkai.oversight.sources import Span

LONGEST, LONGEST_OBJECTION = 500, 1000
State = Inspection.State


@transaction.atomic
def open_inspection(*, office: Agency, month: date, by: User, at: datetime) -> Inspection:
    """Begin the inspection of a month that has begun; its lines are counted at once. Raises NotAllowed, Incomplete,
    BadScheme."""
    require_manager(by, office, at)
    first = month.replace(day=1)
    if first > localdate(at):
        raise Incomplete("这个月还没有开始。", "month")
    if Inspection.objects.filter(office=office, month=first).exists():
        raise Incomplete("这个月的督查已经开始。", "month")
    row = Inspection.objects.create(office=office, month=first, scheme=scheme().digest, opened_by=by, opened_at=at)
    _count(row, scheme(), at)
    note(office, Action.INSPECTION_OPENED, _name(row), by, at, row.scheme)
    return row


@transaction.atomic
def count_again(*, inspection_id: int, by: User, at: datetime) -> Inspection:
    """Count anew what the system counts; what people judged stays. Raises NotAllowed, Unknown, NotNow, BadScheme."""
    row = _open(inspection_id, by, at)
    row.lines.filter(judged_by=None).delete()
    row.scheme = scheme().digest
    row.save(update_fields=["scheme"])
    _count(row, scheme(), at)
    return row


def _count(row: Inspection, plan: Scheme, at: datetime) -> None:
    agencies, span = list(overseen(row.office)), Span(row.office, row.month, at)
    there, keys = set(row.lines.values_list("agency", "item")), [one.pk for one in agencies]
    lines = []
    for item in plan.items:
        found = sources.count(item.source, span, keys) if item.source else None
        wanted = [one for one in agencies if (one.pk, item.key) not in there]
        lines += [_line(row, one, item, None if found is None else found.get(one.pk, [])) for one in wanted]
    InspectionLine.objects.bulk_create(lines)


def _line(row: Inspection, agency: Agency, item: Item, found: list[str] | None) -> InspectionLine:
    """A line; one that nobody counted has no count and waits for a person."""
    line = InspectionLine(inspection=row, agency=agency, item=item.key, label=item.label)
    if found is not None:
        line.count, line.points, line.reason = len(found), item.points(len(found)), sources.said(found)
    return line


@transaction.atomic
def judge(*, line_id: int, count: int, reason: str, by: User, at: datetime) -> InspectionLine:
    """A person says how many there are and why; the scheme says what it costs. Raises NotAllowed, Unknown, NotNow,
    Incomplete."""
    line = _held(line_id)
    _open(line.inspection_id, by, at)
    item = scheme().item(line.item)
    if item is None:
        raise NotNow("现行方案里没有这个指标，请重新统计。")
    if not 0 <= count <= 9999:
        raise Incomplete("数量应在0至9999之间。", "count")
    if (count and len(reason.strip()) < 2) or len(reason) > LONGEST:
        raise Incomplete(f"扣分的请写明情况，不超过{LONGEST}字。", "reason")
    line.count, line.points, line.reason, line.judged_by = count, item.points(count), reason.strip(), by
    line.save(update_fields=["count", "points", "reason", "judged_by"])
    note(line.inspection.office, Action.INSPECTION_JUDGED, _name(line.inspection), by, at, whose=line.agency.code)
    return line


@transaction.atomic
def nothing_else(*, inspection_id: int, by: User, at: datetime) -> int:
    """A person has looked, and found nothing in all the lines that wait; how many these are. Raises NotAllowed,
    Unknown, NotNow."""
    row = _open(inspection_id, by, at)
    count = row.lines.filter(count=None).update(count=0, judged_by=by)
    note(row.office, Action.INSPECTION_JUDGED, _name(row), by, at, lines=count)
    return count


@transaction.atomic
def tell(*, inspection_id: int, by: User, at: datetime) -> Inspection:
    """Show each agency its lines; from now on they may object. Raises NotAllowed, Unknown, NotNow, and Incomplete while
    a line waits for a person."""
    row = _open(inspection_id, by, at)
    waiting = row.lines.filter(count=None)
    if owed := waiting.count():
        labels = "、".join(sorted(set(waiting.values_list("label", flat=True))))
        raise Incomplete(f"还有{owed}项没有检查：{labels}。")
    row.state, row.told_at = State.TOLD, at
    row.object_until = calendar.current().add(localdate(at), settings.GONGKAI_OBJECTION_DAYS)
    row.save(update_fields=["state", "told_at", "object_until"])
    note(row.office, Action.INSPECTION_TOLD, _name(row), by, at)
    return row


@transaction.atomic
def object_to(*, line_id: int, words: str, by: User, at: datetime) -> InspectionLine:
    """An agency says why a line is not right, once. Raises NotAllowed, Unknown, NotNow, Incomplete."""
    line = _held(line_id)
    require(by, Permission.RECTIFY, line.agency, on=localdate(at))
    row = line.inspection
    if row.state != State.TOLD or row.object_until is None or localdate(at) > row.object_until:
        raise NotNow("现在不能申辩：还没有反馈，或者申辩期限已过。")
    if line.objected_at is not None or not line.points:
        raise NotNow("这一项已经申辩。" if line.points else "这一项没有扣分，不必申辩。")
    if len(words.strip()) < 2 or len(words) > LONGEST_OBJECTION:
        raise Incomplete(f"请写明申辩的理由，不超过{LONGEST_OBJECTION}字。", "words")
    line.objection, line.objected_by, line.objected_at = words.strip(), by, at
    line.save(update_fields=["objection", "objected_by", "objected_at"])
    note(row.office, Action.INSPECTION_OBJECTED, _name(row), by, at, whose=line.agency.code)
    return line


@transaction.atomic
def rule(*, line_id: int, points: Decimal, words: str, by: User, at: datetime) -> InspectionLine:
    """Decide an objection: it costs as much as before, or less. Raises NotAllowed, Unknown, NotNow, OwnWork,
    Incomplete."""
    line = _held(line_id)
    require_manager(by, line.inspection.office, at)
    if line.inspection.state != State.TOLD or line.objected_at is None or line.ruled_by_id is not None:
        raise NotNow("没有待处理的申辩。")
    if line.objected_by_id == by.pk:
        raise OwnWork
    if not 0 <= points <= line.points:
        raise Incomplete(f"扣分应在0至{line.points}之间：申辩不能加重。", "points")
    if len(words.strip()) < 2 or len(words) > LONGEST:
        raise Incomplete(f"请写明意见，不超过{LONGEST}字。", "words")
    line.points_before, line.points, line.ruling, line.ruled_by = line.points, points, words.strip(), by
    line.save(update_fields=["points_before", "points", "ruling", "ruled_by"])
    note(line.inspection.office, Action.INSPECTION_RULED, _name(line.inspection), by, at, whose=line.agency.code)
    return line


@transaction.atomic
def fix(*, inspection_id: int, by: User, at: datetime) -> Inspection:
    """Fix the result, once the time for objections is over and each was decided. Raises NotAllowed, Unknown, NotNow."""
    row = held(inspection_id)
    require_manager(by, row.office, at)
    if row.state != State.TOLD or row.object_until is None:
        raise NotNow("还没有反馈。" if row.state == State.OPEN else "已经确定。")
    if localdate(at) <= row.object_until:
        raise NotNow(f"申辩期限到{row.object_until}，之后才能确定。")
    if waiting := row.lines.filter(objected_at__isnull=False, ruled_by=None).count():
        raise NotNow(f"还有{waiting}项申辩没有处理。")
    row.state, row.fixed_at, row.fixed_by = State.FIXED, at, by
    row.save(update_fields=["state", "fixed_at", "fixed_by"])
    note(row.office, Action.INSPECTION_FIXED, _name(row), by, at)
    return row


def scores(row: Inspection) -> list[tuple[Agency, Decimal]]:
    """What each agency has left of its points, the best first. One query."""
    lost: dict[Agency, Decimal] = {}
    for line in row.lines.select_related("agency"):
        lost[line.agency] = lost.get(line.agency, Decimal(0)) + line.points
    found = [(agency, max(FULL - points, Decimal(0))) for agency, points in lost.items()]
    return sorted(found, key=lambda one: (-one[1], one[0].path))


def held(inspection_id: int) -> Inspection:
    """An inspection under its lock. Raises Unknown."""
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("office").filter(pk=inspection_id)
    found = rows.first()
    if found is None:
        raise Unknown
    return found


def _open(inspection_id: int, by: User, at: datetime) -> Inspection:
    row = held(inspection_id)
    require_manager(by, row.office, at)
    if row.state != State.OPEN:
        raise NotNow("结果已经反馈，不能再改；有异议的由责任单位申辩。")
    return row


def _held(line_id: int) -> InspectionLine:
    rows = InspectionLine.objects.select_for_update(of=("self",)).select_related("inspection__office", "agency")
    found = rows.filter(pk=line_id).first()
    if found is None:
        raise Unknown
    return found


def _name(row: Inspection) -> str:
    return f"inspection:{row.month:%Y-%m}"
