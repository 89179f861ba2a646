"""What an office and the makers of documents do in a stocktaking, until its result is handed in for review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed, may, require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.disclosure.library import LibraryEntry
from gongkai.disclosure.models import PolicyDocument
from gongkai.disclosure.stocktaking.models import Conclusion, Stocktaking, StocktakingLine
from gongkai.disclosure.stocktaking.queries import Scope, in_scope, reach
from gongkai.editorial.errors import Incomplete, Overtaken, WrongWay
from gongkai.editorial.locking import RoundLock

MOST_LINES = 2000
DRAFT = Permission.CONTENT_DRAFT
REASONED = "修改、废止、宣布失效的，要写明理由和依据"


@transaction.atomic
def open_stocktaking(
    *, agency: Agency, title: str, basis: str, scope: Scope, due_on: date, by: User, at: datetime
) -> Stocktaking:
    """Begin a stocktaking: each document in scope is given to who made it. Raises NotAllowed, Incomplete when there is
    nothing to go through, too much of it, or the name is taken."""
    require(by, DRAFT, agency, on=localdate(at))
    if due_on < localdate(at):
        raise Incomplete("完成期限不能早于今天。", "due_on")
    if scope.year_from and scope.year_until and scope.year_until < scope.year_from:
        raise Incomplete("起始年份不能晚于截止年份。", "year_until")
    if Stocktaking.objects.filter(agency=agency, title=title).exists():
        raise Incomplete(f"“{title}”已经建立。", "title")
    found = list(in_scope(agency, scope, localdate(at))[: MOST_LINES + 1])
    if not found:
        raise Incomplete("这个范围里没有现行有效的文件，请放宽范围。")
    if len(found) > MOST_LINES:
        raise Incomplete(f"这个范围里的文件超过{MOST_LINES}件，请分几次清理。")
    made = Stocktaking.objects.create(
        agency=agency, title=title, basis=basis, year_from=scope.year_from, year_until=scope.year_until,
        subject=scope.subject, normative_only=scope.normative_only, due_on=due_on, opened_by=by, opened_at=at,
    )  # fmt: skip
    makers = _makers(reach(agency))
    StocktakingLine.objects.bulk_create(
        StocktakingLine(stocktaking=made, place=place, document=entry.page, agency=_maker(entry, makers))
        for place, entry in enumerate(found, start=1)
    )
    note(made, Action.STOCKTAKING_OPENED, by, at, {"documents": len(found)})
    return made


def _makers(root: Agency) -> dict[str, Agency]:
    """The agencies that still are, by the names that records give them."""
    rows = Agency.objects.filter(path__startswith=root.path, abolished_on=None)
    return {name: row for row in rows for name in (row.short_name, row.name)}


def _maker(entry: LibraryEntry, known: dict[str, Agency]) -> Agency:
    """Who answers for a document: who drafted it, where its record names one of the agencies; else whose it is."""
    return known.get(entry.page.drafted_by) or entry.agency


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a document; ``seen`` is the version of the line that they saw."""

    line: int
    seen: int
    conclusion: str
    reason: str = ""
    basis: str = ""
    until: date | None = None


@transaction.atomic
def conclude(*, stocktaking_id: int, said: Sequence[Said], by: User, at: datetime) -> int:
    """Write down what is to become of documents, all or none; how many lines. The makers speak for their own, the
    office that holds the stocktaking for all. Raises NotAllowed, WrongWay, Overtaken, Incomplete."""
    stocktaking = held(stocktaking_id)
    rows = {row.pk: row for row in stocktaking.lines.select_related("document__entry", "agency")}
    changed, faults = [], []
    for one in said:
        row = rows.get(one.line)
        if row is None:
            raise Overtaken("清单已经变化，有的文件不在清单里了。请重新打开。")
        _require_maker(stocktaking, row, by, at)
        if row.version != one.seen:
            raise Overtaken(f"《{row.title}》的意见刚刚被别人改过，您看到的不是最新的。请重新打开再填。")
        faults += [f"《{row.title}》{fault}" for fault in wrong(row, one, localdate(at))]
        changed.append(_written(row, one, by, at))
    if faults:
        more = f"；另有{len(faults) - 5}处" if len(faults) > 5 else ""
        raise Incomplete(f"没有保存：{'；'.join(faults[:5])}{more}。")
    StocktakingLine.objects.bulk_update(
        changed, ["conclusion", "reason", "basis", "until", "said_by", "said_at", "version"]
    )
    if changed:
        found = {str(row.pk): row.conclusion for row in changed}
        note(stocktaking, Action.STOCKTAKING_JUDGED, by, at, {"lines": found})
    return len(changed)


def wrong(row: StocktakingLine, said: Said, today: date) -> list[str]:
    """What may not be said of a document, in words."""
    found = []
    if said.conclusion not in ("", *Conclusion.values):
        found.append(f"的清理意见“{said.conclusion}”不是{'、'.join(Conclusion.labels)}之一")
    if len(said.reason) > 100 or len(said.basis) > 200:
        found.append("的理由不超过100字，依据不超过200字")
    if said.conclusion not in ("", Conclusion.KEEP) and not (said.reason and said.basis):
        found.append(f"没有写全：{REASONED}")
    return found + (_wrong_term(row, said, today) if said.until else [])


def _wrong_term(row: StocktakingLine, said: Said, today: date) -> list[str]:
    """Why a document cannot be prolonged to a day: there must be something left to prolong (decision 0025)."""
    if said.conclusion != Conclusion.KEEP:
        return ["只有继续有效的可以延长有效期"]
    entry = getattr(row.document, "entry", None)
    last = entry.last_day() if entry else None
    if last is None:
        return ["没有登记有效期，不用延长"]
    if last < today:
        return ["已经失效，不能再延长；需要继续执行的，应当重新公布"]
    return [] if said.until and said.until > last else [f"的有效期本来至{last:%Y-%m-%d}，应当延长到以后的日期"]


def as_said(row: StocktakingLine) -> Said:
    """What a line says now, as if it were said again."""
    return Said(row.pk, row.version, row.conclusion, row.reason, row.basis, row.until)


def _written(row: StocktakingLine, said: Said, by: User, at: datetime) -> StocktakingLine:
    row.conclusion, row.reason, row.basis, row.until = said.conclusion, said.reason, said.basis, said.until
    row.said_by, row.said_at, row.version = by, at, row.version + 1
    return row


@transaction.atomic
def add(
    *, stocktaking_id: int, by: User, at: datetime, document: int | None = None, other: str = "",
    other_normative: bool = False,
) -> StocktakingLine:  # fmt: skip
    """Put one more document on the list: one of the library, or one that is older than the library, by its name.
    Raises NotAllowed, WrongWay, Incomplete."""
    stocktaking = held(stocktaking_id)
    require(by, DRAFT, stocktaking.agency, on=localdate(at))
    entry = LibraryEntry.objects.filter(page=document).select_related("page", "agency").first() if document else None
    if (entry is None) == (not other) or (document and entry is None):
        raise Incomplete("请选择库内的一件文件，或者写明库外文件的标题和文号，只填其中一项。", "document")
    root = reach(stocktaking.agency)
    if entry is not None and not root.holds(entry.agency):
        raise Incomplete("这件文件不归本机关清理。", "document")
    if stocktaking.lines.filter(document=entry.page if entry else None, other=other).exists():
        raise Incomplete("这件文件已经在清单里。", "document")
    last = stocktaking.lines.aggregate(last=Max("place"))["last"] or 0
    if last >= MOST_LINES:
        raise Incomplete(f"一次最多清理{MOST_LINES}件。")
    maker = _maker(entry, _makers(root)) if entry else stocktaking.agency
    row = StocktakingLine.objects.create(
        stocktaking=stocktaking, place=last + 1, document=entry.page if entry else None, other=other,
        other_normative=other_normative and not entry, agency=maker,
    )  # fmt: skip
    note(stocktaking, Action.STOCKTAKING_CHANGED, by, at, {"added": row.pk})
    return row


@transaction.atomic
def drop(*, stocktaking_id: int, lines: Sequence[int], by: User, at: datetime) -> int:
    """Take documents off the list; how many. Raises NotAllowed, WrongWay."""
    stocktaking = held(stocktaking_id)
    require(by, DRAFT, stocktaking.agency, on=localdate(at))
    gone = stocktaking.lines.filter(pk__in=lines).delete()[0]
    note(stocktaking, Action.STOCKTAKING_CHANGED, by, at, {"dropped": sorted(lines)})
    return gone


@transaction.atomic
def assign(*, stocktaking_id: int, lines: Sequence[int], to: Agency, by: User, at: datetime) -> int:
    """Give documents to another agency to judge; how many. Raises NotAllowed, WrongWay, Incomplete for an agency
    beside the office's own."""
    stocktaking = held(stocktaking_id)
    require(by, DRAFT, stocktaking.agency, on=localdate(at))
    if not reach(stocktaking.agency).holds(to) or to.abolished_on:
        raise Incomplete(f"“{to.name}”不是本级的机关，不能交给它清理。", "to")
    moved = stocktaking.lines.filter(pk__in=lines).update(agency=to)
    note(stocktaking, Action.STOCKTAKING_CHANGED, by, at, {"assigned": sorted(lines), "to": to.pk})
    return moved


def closed_because(stocktaking: Stocktaking) -> str:
    """Why nothing can be changed any more, as a sentence; empty while it can."""
    page = stocktaking.result
    if page is None:
        return ""
    if page.live:
        return "清理结果已经公开，清单不能再改。有误的，请撤下结果公告后改正，重新送审。"
    return "清理结果正在审核，清单不能改动。需要改动的，请先撤回送审。" if RoundLock.of(page) else ""


def held(number: int) -> Stocktaking:
    """A stocktaking that is still open, held until the transaction ends. Raises WrongWay."""
    row = Stocktaking.objects.select_for_update(of=("self",)).select_related("agency__parent").get(pk=number)
    row.result = PolicyDocument.objects.filter(pk=row.result_id).first() if row.result_id else None
    if reason := closed_because(row):
        raise WrongWay(reason)
    return row


def _require_maker(stocktaking: Stocktaking, row: StocktakingLine, by: User, at: datetime) -> None:
    on = localdate(at)
    if not may(by, DRAFT, stocktaking.agency, on=on) and not may(by, DRAFT, row.agency, on=on):
        raise NotAllowed(DRAFT, row.agency)


def note(stocktaking: Stocktaking, action: Action, by: User, at: datetime, detail: dict[str, Any]) -> None:
    """Write down in the ledger what somebody did to a stocktaking."""
    act = ledger.Act(by.actor, action, f"stocktaking:{stocktaking.pk}", detail=detail)
    ledger.record(stocktaking.agency.stream, [act], at=at)
