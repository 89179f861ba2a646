"""What every family of checks looks at: the report, its sentences, its claims, and shared wording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.report.claims import Claim, claims
from gongkai.report.figures import is_damaged
from gongkai.report.model import Cell, CellState, Finding, Number, Report, Severity
from gongkai.report.scope import AgencyKind, agency_kind
from gongkai.report.sentences import Sentence, sentences
from gongkai.statute.crossfooting import Tables

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_PLACES = ("标题", "第一部分", "表二", "表三", "表四", "第五部分", "第六部分")


@dataclass(frozen=True, slots=True)
class Material:
    """A report made ready for checking."""

    report: Report
    sentences: Sequence[Sentence]
    claims: Sequence[Claim]
    kind: AgencyKind
    damaged: bool = False
    """Dates have lost characters, so that figures may have too: nothing about sums is certain."""
    tables: Tables = field(default_factory=Tables)
    by_sentence: dict[int, list[Claim]] = field(default_factory=dict)

    def claims_in(self, sentence: Sentence) -> Sequence[Claim]:
        """The claims of one sentence, in order."""
        return self.by_sentence.get(id(sentence), ())


def material(report: Report) -> Material:
    """Read the prose of a report into sentences and claims, its tables with totals where they were left out."""
    report = with_totals(report)
    found = sentences(report)
    claimed = claims(found, agency=report.agency, year=report.year)
    by_sentence: dict[int, list[Claim]] = {}
    for claim in claimed:
        by_sentence.setdefault(id(claim.sentence), []).append(claim)
    return Material(
        report=report,
        sentences=found,
        claims=claimed,
        by_sentence=by_sentence,
        kind=agency_kind(report.agency),
        damaged=any(is_damaged(sentence.text) for sentence in found),
        tables=tables_of(report),
    )


def with_totals(report: Report) -> Report:
    """The report with every total that was left empty replaced by the sum of its row, which stays marked BLANK."""
    rows = {key: _summed(row) for key, row in report.table_b.rows.items()}
    groups = [_summed(group) for group in report.table_c.groups]
    return replace(report, table_b=replace(report.table_b, rows=rows), table_c=replace(report.table_c, groups=groups))


def _summed(row: Sequence[Cell]) -> list[Cell]:
    *parts, total = row
    values = [cell.value for cell in parts if cell.value is not None]
    if total.known or total.state is not CellState.BLANK or len(values) < len(parts):
        return list(row)
    return [*parts, replace(total, value=sum(int(value) for value in values))]


def tables_of(report: Report) -> Tables:
    """The three tables as plain values; a table that was not found is unknown in every cell."""
    report = with_totals(report)
    b = {key: [cell.value for cell in row] for key, row in report.table_b.rows.items()}
    c = [[cell.value for cell in group] for group in report.table_c.groups]
    return Tables({key: cell.value for key, cell in report.table_a.cells.items()}, b, c)


def written(value: Number | None) -> str | None:
    """A figure as findings write it: 12, 7730.28, without needless zeros."""
    if value is None:
        return None
    if isinstance(value, int) or value == value.to_integral_value():
        return str(int(value))
    return format(value.normalize(), "f")


def finding(
    code: str,
    severity: Severity,
    message: str,
    *,
    expected: Decimal | int | str | None = None,
    found: Decimal | int | str | None = None,
    where: str = "",
    evidence: str = "",
    explanation: str = "",
) -> Finding:
    """A finding with figures written the same way everywhere."""
    sides = [side if side is None or isinstance(side, str) else written(side) for side in (expected, found)]
    return Finding(code, severity, message, sides[0], sides[1], where, evidence, explanation)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by part of the report, then by code; the same finding only once."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda f: (_ORDER[f.severity], _place(f), f.code, f.where, f.message))


def _place(found: Finding) -> int:
    return next((index for index, name in enumerate(_PLACES) if found.where.startswith(name)), len(_PLACES))
