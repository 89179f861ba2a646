"""P1, P2, P3: a government's report against the reports it adds up, and an office that speaks for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.report.check.material import Material, finding, tables_of, written
from gongkai.report.model import Finding, Report, Severity
from gongkai.report.scope import AgencyKind, Scope
from gongkai.statute.crossfooting import Tables, Violation, check_children

_SHOWN = 8


def check_children_of(parent: Material, children: Sequence[Report]) -> Iterator[Finding]:
    """P1 in every cell, P3 for reports that do not belong. No agency counts twice."""
    usable: dict[str, Tables] = {}
    for child in children:
        problem = _unfit(parent, child, usable)
        if problem is not None:
            yield problem
            continue
        usable[_name(child)] = tables_of(child)
    for violation in check_children(parent.tables, usable):
        yield _sum(violation, usable)


def _name(child: Report) -> str:
    return child.agency or child.file


def _unfit(parent: Material, child: Report, usable: dict[str, Tables]) -> Finding | None:
    if not child.readable:
        return finding(
            "P3", Severity.WARNING, f"下级报告“{child.file}”无法读取，未计入汇总。", found=child.file, where="下级报告"
        )
    if _name(child) in usable:
        message = f"“{_name(child)}”的报告给了两份（{child.file}），只计一次。"
        return finding("P3", Severity.WARNING, message, expected=1, found=2, where="下级报告", evidence=child.file)
    year = parent.report.year
    if year is not None and child.year is not None and child.year != year:
        message = f"“{_name(child)}”的报告是{child.year}年度的，未计入{year}年度汇总。"
        return finding(
            "P3", Severity.ERROR, message, expected=year, found=child.year, where="下级报告", evidence=child.file
        )
    return None


def _sum(violation: Violation, usable: dict[str, Tables]) -> Finding:
    cell = violation.cells[0]
    shares = [(name, value) for name, tables in usable.items() if (value := tables.figures()[cell])]
    told = "、".join(f"{name}{written(value)}" for name, value in shares[:_SHOWN])
    more = f"等{len(shares)}个机关" if len(shares) > _SHOWN else ""
    return finding(
        "P1",
        Severity.ERROR,
        f"{violation.where}为{written(violation.found)}，{len(usable)}份下级报告合计为{written(violation.expected)}。",
        expected=violation.expected,
        found=violation.found,
        where=violation.where,
        evidence=f"{told or '下级各报告均为0'}{more}",
        explanation="若汇总范围不同，请列明汇总的机关名单。",
    )


def check_office_scope(material: Material, findings: Sequence[Finding]) -> Iterator[Finding]:
    """P2: the report of a government office gives figures of the whole area that its tables do not hold."""
    if material.kind is not AgencyKind.OFFICE:
        return
    disputed = {found.evidence for found in findings if found.code in ("T1", "T3", "T4", "T5", "T6")}
    for claim in material.claims:
        if claim.scope is Scope.LARGER and claim.evidence in disputed:
            yield finding(
                "P2",
                Severity.NOTE,
                "本报告是政府办公室的报告，正文却写了全区域的数字，与只填本机关的表格口径不同。",
                expected="本机关口径",
                found="全区域口径",
                where="第一部分",
                evidence=claim.evidence,
            )
            return
