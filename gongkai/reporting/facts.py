"""Everything a year's report says in numbers, gathered once: tables, channels, punctuality, fees, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.casework.models import CaseEvent
from gongkai.report.write.cells import figure
from gongkai.reporting import counting, records
from gongkai.reporting.models import Figure
from gongkai.reporting.records import Counted
from gongkai.reporting.register import OF_TABLE_A, REGISTER
from gongkai.statute.crossfooting import RULE_CELLS
from gongkai.statute.event_kinds import EventKind

NO_RULES = "本机关没有规章制定权（立法法）"


@dataclass(frozen=True, slots=True)
class Entered:
    """One entry behind a figure: whose it is and where it comes from."""

    agency: str
    value: Decimal
    source: str
    entered_by: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "agency": self.agency,
            "value": figure(self.value),
            "source": self.source,
            "entered_by": self.entered_by,
        }


@dataclass(frozen=True, slots=True)
class Short:
    """A figure that an agency entered, and the greater number of records that it has."""

    key: str
    agency: str
    entered: Decimal
    counted: Counted


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers of one agency's report for one year, over the agencies in its scope."""

    agency: Agency
    year: int
    scope: tuple[Agency, ...]
    b: counting.TableB
    c: counting.TableC
    channels: dict[str, int] = field(default_factory=dict)
    decided: int = 0
    in_time: int = 0
    fees_charged: int = 0
    entries: dict[str, list[Entered]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    """Figures of table A that some agencies have not entered: key to their names. Not entered is not 0."""
    short: list[Short] = field(default_factory=list)
    """Figures that were entered smaller than the records are."""

    def figure(self, key: str) -> Decimal | None:
        """The sum over the scope; None while an agency has not entered a figure of table A, or nobody has
        entered one of the narrative."""
        if key in self.missing or key not in self.entries:
            return None
        return sum((entry.value for entry in self.entries[key]), Decimal(0))


def gather(agency: Agency, year: int, scope: Sequence[Agency]) -> Facts:
    """The facts of a year. Costs a dozen queries, however many agencies and cases there are."""
    ids = [member.pk for member in scope]
    decided, in_time = counting.punctuality(ids, year)
    counted = records.count(year, scope)
    entries, missing, short = _entries(year, scope, counted)
    return Facts(
        agency=agency,
        year=year,
        scope=tuple(scope),
        b=counting.table_b(ids, year),
        c=counting.table_c(ids, year),
        channels=counting.channels(ids, year),
        decided=decided,
        in_time=in_time,
        fees_charged=_fees_charged(ids, year),
        entries=entries,
        missing=missing,
        short=short,
    )


def _entries(
    year: int, scope: Sequence[Agency], counted: records.Register
) -> tuple[dict[str, list[Entered]], dict[str, list[str]], list[Short]]:
    """What agencies entered, and what their records count where they entered nothing.

    A register on paper may hold more than the records here, such as documents older than the library; never less.
    """
    rows = Figure.objects.filter(agency__in=scope, year=year).select_related("agency", "entered_by").order_by("agency")
    entries: dict[str, list[Entered]] = {}
    have: set[tuple[int, str]] = set()
    short: list[Short] = []
    for row in rows:
        have.add((row.agency_id, row.key))
        entries.setdefault(row.key, []).append(Entered(row.agency.name, row.value, row.source, str(row.entered_by)))
        known = counted.get((row.agency_id, row.key))
        if known and known.value > row.value:
            short.append(Short(row.key, row.agency.short_name, row.value, known))
    names = {member.pk: member.name for member in scope}
    for (agency, key), found in counted.items():
        if (agency, key) not in have:
            have.add((agency, key))
            entries.setdefault(key, []).append(Entered(names[agency], Decimal(found.value), found.source))
    missing: dict[str, list[str]] = {}
    for kind in OF_TABLE_A:
        for member in scope:
            if (member.pk, kind.key) in have:
                continue
            if kind.key in RULE_CELLS and not member.may_make_rules:
                entries.setdefault(kind.key, []).append(Entered(member.name, Decimal(0), NO_RULES))
            else:
                missing.setdefault(kind.key, []).append(member.short_name)
    return {key: entries[key] for key in REGISTER if key in entries}, missing, short


def _fees_charged(agency_ids: Sequence[int], year: int) -> int:
    """Processing fees paid in the year, in yuan: the amount paid, or else that of the notice before it."""
    paid = CaseEvent.objects.filter(
        case__agency__in=agency_ids,
        kind=EventKind.FEE_PAID.value,
        occurred_on__gte=date(year, 1, 1),
        occurred_on__lt=date(year + 1, 1, 1),
    ).values_list("case_id", "seq", "data")
    payments = list(paid)
    if not payments:
        return 0
    notices: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    asked = CaseEvent.objects.filter(case__in={case for case, _, _ in payments}, kind=EventKind.FEE_NOTICED.value)
    for case, seq, data in asked.order_by("seq").values_list("case_id", "seq", "data"):
        notices.setdefault(case, []).append((seq, data))
    return sum(_paid(seq, data, notices.get(case, [])) for case, seq, data in payments)


def _paid(seq: int, data: dict[str, Any], notices: list[tuple[int, dict[str, Any]]]) -> int:
    if "amount" in data:
        return int(data["amount"])
    return next((int(notice.get("amount", 0)) for at, notice in reversed(notices) if at < seq), 0)
