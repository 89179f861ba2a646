"""The register of an agency and a period as a workbook, and who took it out.

Names are strokes unless the person may see them and says why; each export stands in the ledger
(个人信息保护法第五十一条). Any number of cases passes through bounded memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import identity_asking, intake, subjects
from gongkai.casework.errors import Incomplete
from gongkai.casework.models import Case, CaseEvent, Dispute
from gongkai.casework.register_fields import COLUMNS
from gongkai.casework.register_words import VOCABULARIES, WITHDRAWN
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind
from gongkai.workbooks.writer import Writer

TOGETHER = 1_000
LONGEST_REASON = 200
LAST_ROW = 1_000_000
"""A sheet holds 1,048,576 rows."""
K = EventKind
_KINDS = (
    K.CORRECTION_ASKED,
    K.CORRECTED,
    K.EXTENDED,
    K.CONSULTATION_OPENED,
    K.CONSULTATION_CLOSED,
    K.FEE_NOTICED,
    K.FEE_PAID,
    K.LETTER_ISSUED,
    K.SERVED,
    K.WITHDRAWN,
    K.AMENDED,
)
EXPORTED = tuple(column for column in COLUMNS if column.exported)
OWN = ("答复期限", "是否按期", "环节")
"""What the register of others does not have: reckoned here, and not read when the file is imported again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported: the cases an agency received from one day until another, both included."""

    agency: Agency
    first: date
    last: date
    names: bool = False
    why: str = ""


def export(wish: Wish, *, by: User, at: datetime) -> bytes:
    """The workbook. Raises NotAllowed, and Incomplete when names are wanted and nobody says why."""
    cases = _cases(wish)
    with transaction.atomic():
        require(by, Permission.CASE_SEE, wish.agency, on=localdate(at))
        why = wish.why.strip()[:LONGEST_REASON]
        if wish.names and not why:
            raise Incomplete("导出申请人的姓名和联系方式，应当说明用途。", ("why",))
        detail = {
            "first": wish.first.isoformat(),
            "last": wish.last.isoformat(),
            "cases": cases.count(),
            "names": wish.names,
        }
        if wish.names:
            detail["why"] = why
        act = ledger.Act(by.actor, Action.REGISTER_EXPORTED, f"register:{wish.agency.code}", detail=detail)
        ledger.record(wish.agency.stream, [act], at=at)
    return _workbook(cases, names=wish.names)


def _cases(wish: Wish) -> QuerySet[Case]:
    found = Case.objects.filter(agency=wish.agency, received_on__gte=wish.first, received_on__lte=wish.last)
    return found.order_by("received_on", "pk")


def _workbook(cases: QuerySet[Case], *, names: bool) -> bytes:
    writer = Writer()
    sheet = writer.book.add_worksheet("台账")
    for place, column in enumerate(EXPORTED):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 3)
    writer.row(sheet, 0, [*(column.label for column in EXPORTED), *OWN], "heading")
    for number, row in enumerate(islice(rows(cases, names=names), LAST_ROW), start=1):
        writer.row(sheet, number, [number, *row[1:]])
    return writer.close()


def rows(cases: QuerySet[Case], *, names: bool) -> Iterator[list[Any]]:
    """The rows of a register, in the order of the columns."""
    # The keys are small and stay in memory; sorting whole rows would keep all of them in the database's.
    ordered = list(cases.values_list("pk", flat=True))
    for start in range(0, len(ordered), TOGETHER):
        keys = ordered[start : start + TOGETHER]
        found = Case.objects.select_related("subject", "assigned_agency", "handler").in_bulk(keys)
        events, disputes = _events(keys), _disputes(keys)
        for case in map(found.__getitem__, keys):
            cells = _cells(case, events[case.pk], disputes[case.pk], names=names)
            yield [*(cells.get(column.key) for column in EXPORTED), *_reckoned(case)]


def _events(keys: Sequence[int]) -> dict[int, list[tuple[EventKind, date, Mapping[str, Any]]]]:
    """The events of some cases on the days that count: an amended day is the later one."""
    found: dict[int, dict[int, tuple[EventKind, date, Mapping[str, Any]]]] = defaultdict(dict)
    rows = CaseEvent.objects.filter(case_id__in=keys, kind__in=[kind.value for kind in _KINDS])
    for case, seq, kind, on, data in rows.order_by("case_id", "seq").values_list(
        "case_id", "seq", "kind", "occurred_on", "data"
    ):
        if kind == K.AMENDED.value:
            amended = found[case].get(data["amends"])
            if amended is not None and data.get("occurred_on"):
                found[case][data["amends"]] = (amended[0], date.fromisoformat(data["occurred_on"]), amended[2])
        else:
            found[case][seq] = (EventKind(kind), on, data)
    return defaultdict(list, {case: list(events.values()) for case, events in found.items()})


def _disputes(keys: Sequence[int]) -> dict[int, list[Dispute]]:
    found: dict[int, list[Dispute]] = defaultdict(list)
    for dispute in Dispute.objects.filter(case_id__in=keys).order_by("filed_on", "pk"):
        found[dispute.case_id].append(dispute)
    return found


def _cells(
    case: Case,
    events: Sequence[tuple[EventKind, date, Mapping[str, Any]]],
    disputes: Sequence[Dispute],
    *,
    names: bool,
) -> dict[str, Any]:
    first: dict[EventKind, tuple[date, Mapping[str, Any]]] = {}
    last: dict[EventKind, tuple[date, Mapping[str, Any]]] = {}
    for kind, on, data in events:
        first.setdefault(kind, (on, data))
        last[kind] = (on, data)
    cells = {
        "number": case.number,
        "received_on": case.received_on,
        "channel": _choice("channel", case.channel),
        "kind": _choice("kind", case.applicant_kind),
        "correction_asked_on": _day(first, K.CORRECTION_ASKED),
        "corrected_on": _day(first, K.CORRECTED),
        "extended_on": _day(first, K.EXTENDED),
        "outcome": _choice("outcome", WITHDRAWN if K.WITHDRAWN in first else case.outcome),
        "decided_on": case.decided_on,
        "letter_number": last[K.LETTER_ISSUED][1].get("number") if K.LETTER_ISSUED in last else None,
        "served_on": case.served_on,
        "delivery": _choice("delivery", last[K.SERVED][1]["channel"]) if case.served_on and K.SERVED in last else None,
        "handler": " ".join(str(each) for each in (case.assigned_agency, case.handler) if each),
    }
    return cells | _who(case, names=names) | _consulted(first) | _fee(first) | _trials(disputes)


def _who(case: Case, *, names: bool) -> dict[str, Any]:
    person = subjects.person(case.subject)
    wanted = intake.wanted_of(case)
    cells = {"name": person.name if names else person.masked_name}
    cells["wanted"] = wanted.description if wanted else subjects.ERASED
    if names:
        # A list is no way around the second person who must agree to see a number.
        number = person.masked_identity if identity_asking.required() else person.identity_number
        cells |= {"identity_number": number, "telephone": person.telephone}
        cells |= {"address": person.address, "email": person.email}
    return cells


def _consulted(first: Mapping[EventKind, tuple[date, Mapping[str, Any]]]) -> dict[str, Any]:
    opened, closed = _day(first, K.CONSULTATION_OPENED), _day(first, K.CONSULTATION_CLOSED)
    if opened is None:
        return {}
    said = first[K.CONSULTATION_CLOSED][1]["opinion"] if closed else ""
    return {"consultation": f"{opened}至{closed}" if closed else f"{opened}", "opinion": _choice("opinion", said)}


def _fee(first: Mapping[EventKind, tuple[date, Mapping[str, Any]]]) -> dict[str, Any]:
    if K.FEE_NOTICED not in first:
        return {}
    on, data = first[K.FEE_NOTICED]
    return {
        "fee_noticed_on": on,
        "fee_method": _choice("fee_method", data["method"]),
        "fee_amount": data["amount"],
        "fee_paid_on": _day(first, K.FEE_PAID),
    }


def _trials(disputes: Sequence[Dispute]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for dispute in disputes:
        prefix = "reconsideration" if dispute.kind == Dispute.Kind.RECONSIDERATION else "lawsuit"
        cells.setdefault(f"{prefix}_key", dispute.key)
        if cells[f"{prefix}_key"] == dispute.key:
            cells[f"{prefix}_on"], cells[f"{prefix}_ended_on"] = dispute.filed_on, dispute.decided_on
            cells[f"{prefix}_result"] = _choice(f"{prefix}_result", dispute.result)
    return cells


def _day(events: Mapping[EventKind, tuple[date, Mapping[str, Any]]], kind: EventKind) -> date | None:
    return events[kind][0] if kind in events else None


def _choice(key: str, value: str) -> str:
    return VOCABULARIES[key].official.get(value, "")


def _reckoned(case: Case) -> list[Any]:
    on_time = {True: "按期", False: "逾期", None: ""}[case.on_time]
    return [case.due_on, on_time, Stage(case.stage).label]
