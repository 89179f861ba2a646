"""T5, T6: reconsideration and litigation in the text against 表四. 诉讼 means both of its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from gongkai.report.check.judgement import difference, weigh
from gongkai.report.check.material import Material, finding
from gongkai.report.claims import Claim
from gongkai.report.kinds import Kind
from gongkai.report.model import Finding, TableC
from gongkai.report.scope import Scope

_ALL, _SUITS = (0, 1, 2), (1, 2)
_GROUPS: dict[str, tuple[tuple[int, ...], str]] = {
    "reconsideration": ((0,), "行政复议"),
    "litigation": (_SUITS, "行政诉讼（两类之和）"),
    "direct": ((1,), "行政诉讼（未经复议直接起诉）"),
    "after_reconsideration": ((2,), "行政诉讼（复议后起诉）"),
    "disputes": (_ALL, "行政复议与行政诉讼（三块之和）"),
}
_COLUMN = {"upheld": 0, "overturned": 1, "other": 2, "pending": 3}
_COLUMN_LABELS = {"upheld": "结果维持", "overturned": "结果纠正", "other": "其他结果", "pending": "尚未审结"}


def check_disputes(material: Material) -> Iterator[Finding]:
    """Every claim about disputes against table C."""
    table = material.report.table_c
    if not table.present:
        return
    for claim in material.claims:
        if claim.approximate or claim.scope is Scope.FOREIGN:
            continue
        if claim.kind is Kind.DISPUTES_EACH:
            yield from _none_at_all(material, table, claim)
            continue
        base, _, column = str(claim.kind).partition(".")
        if base in _GROUPS:
            yield from _one(material, table, claim, base, column)


def _none_at_all(material: Material, table: TableC, claim: Claim) -> Iterator[Finding]:
    for base in ("reconsideration", "litigation"):
        yield from _one(material, table, claim, base, "")


def _one(material: Material, table: TableC, claim: Claim, base: str, column: str) -> Iterator[Finding]:
    groups, label = _GROUPS[base]
    lawful = _readings(table, groups, _COLUMN.get(column, -1))
    if column and groups == _ALL and not claim.denied:
        lawful |= _readings(table, (0,), _COLUMN[column]) | _readings(table, _SUITS, _COLUMN[column])
    if not lawful or claim.agrees(*lawful):
        return
    stated = max(lawful) if claim.value == 0 else _stated(table, groups, _COLUMN.get(column, -1))
    if stated is None or (not column and claim.value in _concluded(table, groups)):
        return
    where = f"表四 {label} {_COLUMN_LABELS.get(column, '总计')}"
    weight = weigh(claim, stated, damaged=material.damaged)
    if not claim.denied:
        yield difference("T5", claim, stated, "复议、诉讼件数", where, weight)
        return
    quoted = claim.sentence.quote(claim.start, claim.end, longest=48)
    yield finding(
        "T6",
        weight.severity,
        f"正文称“{quoted}”，而{where}为{stated}，两处不一致。",
        expected=0,
        found=stated,
        where=where,
        evidence=claim.evidence,
        explanation=weight.explanation,
    )


def _readings(table: TableC, groups: tuple[int, ...], column: int) -> set[int]:
    """Sums that the table allows: a group whose own sum is broken (C1) may be right in either reading."""
    choices: list[set[int]] = []
    for group in groups:
        values = [table.value(group, index) for index in range(5)]
        found = {value for value in [values[column]] if value is not None}
        if column == -1 and all(value is not None for value in values[:4]):
            found.add(sum(value or 0 for value in values[:4]))
        if not found:
            return set()
        choices.append(found)
    return {sum(combination) for combination in product(*choices)}


def _stated(table: TableC, groups: tuple[int, ...], column: int) -> int | None:
    values = [table.value(group, column) for group in groups]
    return None if any(value is None for value in values) else sum(value or 0 for value in values)


def _concluded(table: TableC, groups: tuple[int, ...]) -> set[int]:
    """已审结N件: the total without what is pending."""
    pending, total = _stated(table, groups, 3), _stated(table, groups, -1)
    return {total - pending} if pending and total is not None and total > pending else set()
