"""How the findings of ``gongkai check`` are printed: for people, as JSON, as SARIF 2.1.0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gongkai import __version__
from gongkai.report.check.codes import BY_CODE
from gongkai.report.model import Cell, Finding, Number, Report, Severity

Checked = tuple[Report, list[Finding]]
"""A report and what is to be said about it."""

_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
_COUNTED = {Severity.ERROR: "处错误", Severity.WARNING: "处警告", Severity.NOTE: "处提示"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(checked: Sequence[Checked]) -> dict[str, Any]:
    """The document of ``--format json``; its keys are stable."""
    return {"reports": [_report(report, findings) for report, findings in checked]}


def _report(report: Report, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "file": report.file,
        "agency": report.agency or None,
        "year": report.year,
        "readable": report.readable,
        "tables": {
            "A": {key: _number(cell) for key, cell in report.table_a.cells.items()},
            "B": {key: [_number(cell) for cell in row] for key, row in report.table_b.rows.items()},
            "C": [[_number(cell) for cell in group] for group in report.table_c.groups],
        },
        "findings": [_finding(found) for found in findings],
    }


def _number(cell: Cell) -> int | float | None:
    return None if cell.value is None else _plain(cell.value)


def _plain(value: Number) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message + found.explanation,
        "expected": found.expected,
        "found": found.found,
        "where": found.where,
        "evidence": found.evidence,
    }


def as_text(checked: Sequence[Checked]) -> str:
    """For people: each report with its findings, errors first, and one line of summary."""
    lines: list[str] = []
    for report, findings in checked:
        lines.extend(_text_of(report, findings))
        lines.append("")
    lines.append(_summary(checked))
    return "\n".join(lines)


def _text_of(report: Report, findings: Sequence[Finding]) -> Iterable[str]:
    title = "，".join(part for part in (report.agency, f"{report.year}年度" if report.year else "") if part)
    yield f"■ {report.file}" + (f"（{title}）" if title else "")
    if not report.readable:
        yield from (f"  无法读取［{found.code}］：{found.message}" for found in findings)
        return
    if not findings:
        yield "  没有发现问题。"
    for found in findings:
        yield f"  {_NAMES[found.severity]} {found.code}　{found.message}"
        if found.evidence and found.evidence not in found.message:
            yield f"      依据：{found.evidence}"
        if found.explanation:
            yield f"      说明：{found.explanation}"


def _summary(checked: Sequence[Checked]) -> str:
    counts = Counter(found.severity for report, findings in checked if report.readable for found in findings)
    unreadable = sum(not report.readable for report, _ in checked)
    parts = [f"{len(checked)}份报告", *(f"{counts[severity]}{_COUNTED[severity]}" for severity in Severity)]
    if unreadable:
        parts.append(f"{unreadable}份无法读取")
    return "，".join(parts) + "。"


def as_sarif(checked: Sequence[Checked]) -> dict[str, Any]:
    """The document of ``--format sarif`` (SARIF 2.1.0), for code-review and pipeline tools."""
    codes = dict.fromkeys(found.code for _, findings in checked for found in findings)
    results = [_result(report, found, list(codes)) for report, findings in checked for found in findings]
    driver = {"name": "gongkai", "version": __version__, "rules": [_rule(code) for code in codes]}
    unreadable = any(not report.readable for report, _ in checked)
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not unreadable}],
        "results": results,
        "columnKind": "unicodeCodePoints",
    }
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    rule = BY_CODE.get(code)
    return {"id": code, "shortDescription": {"text": rule.title if rule else "读取时的发现"}}


def _result(report: Report, found: Finding, codes: Sequence[str]) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(report.file)}}}
    if found.where:
        location["logicalLocations"] = [{"name": found.where}]
    return {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": found.severity.value,
        "message": {"text": found.message + found.explanation},
        "locations": [location],
        "properties": {"expected": found.expected, "found": found.found, "evidence": found.evidence},
    }


def _uri(file: str) -> str:
    path = Path(file)
    if path.is_absolute():
        return path.as_uri()
    return quote(path.as_posix())
