"""The report compiled from the records as they are now: document, what stands behind each cell, findings.

Compiling writes nothing. A draft is compiled anew each time it is looked at; publication stores the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.agencies.models import Agency
from gongkai.report.check import check
from gongkai.report.model import Cell, CellState, Finding, Format, Report, Section, Severity, TableA, TableB, TableC
from gongkai.report.write.cells import figure, of_number
from gongkai.report.write.json_report import as_json
from gongkai.reporting import counting, fields, narrative
from gongkai.reporting.facts import Facts, Short, gather
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.narrative import UnknownField, Words
from gongkai.reporting.register import REGISTER
from gongkai.reporting.wording import TO_FILL
from gongkai.statute.report_tables import HEADINGS

PROVENANCE_SCHEMA = "gongkai.provenance/1"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A report as the records give it. ``problems`` is what the compiler itself found missing."""

    document: Report
    provenance: dict[str, Any]
    problems: tuple[Finding, ...]
    facts: Facts

    def content(self) -> dict[str, Any]:
        """The document without its day of publication: what is compared between approval and publication."""
        return {**as_json(self.document), "published_on": None}


def compile_annual(report: AnnualReport, *, published_on: date | None = None) -> Compiled:
    """Compile a stored report with its scope and words."""
    words = Words(report.opening, report.overview, report.problems, report.other_matters)
    scope = list(report.scope.order_by("path")) or [report.agency]
    return compile_report(report.agency, report.year, scope=scope, words=words, published_on=published_on)


def compile_report(
    agency: Agency, year: int, *, scope: Sequence[Agency], words: Words, published_on: date | None = None
) -> Compiled:
    """Compile an agency's report of a year over the agencies in ``scope``.

    Never raises for what officers may type or leave out: that becomes a finding.
    """
    facts = gather(agency, year, scope)
    problems = [_not_entered(key, names) for key, names in facts.missing.items()]
    problems += [_too_small(short) for short in facts.short]
    texts = _texts(words, facts, problems)
    document = Report(
        file=f"{agency.code}-{year}",
        title=title(agency, year),
        agency=agency.name,
        year=year,
        published_on=published_on,
        sections=_sections(texts),
        table_a=_table_a(facts),
        table_b=_table_b(facts),
        table_c=_table_c(facts),
        format=Format.FORMAT_2021,
    )
    return Compiled(document, _provenance(facts, words), tuple(problems), facts)


def findings(compiled: Compiled, previous: Report | None = None) -> list[Finding]:
    """Everything to be said about a compiled report: what is missing, and what the checker finds."""
    return [*compiled.problems, *check(compiled.document, previous=previous)]


def title(agency: Agency, year: int) -> str:
    """The title that the national format asks for."""
    return f"{agency.name}{year}年政府信息公开工作年度报告"


def _texts(words: Words, facts: Facts, problems: list[Finding]) -> dict[str, str]:
    values = fields.values(facts)
    texts: dict[str, str] = {}
    for part, text in words.parts().items():
        label = narrative.LABELS[part]
        try:
            texts[part], unknown = narrative.fill(text, values)
        except UnknownField as error:
            texts[part], unknown = text, []
            problems.append(Finding("FIELD", Severity.ERROR, str(error), found=error.name, where=label))
        problems.extend(_unknown_value(name, label) for name in unknown)
        if TO_FILL in text:
            message = f"“{label}”还有标着“{TO_FILL}…】”的内容没有写。"
            problems.append(Finding("TO_FILL", Severity.ERROR, message, where=label))
        if not text.strip():
            problems.append(Finding("EMPTY_PART", Severity.ERROR, f"“{label}”还没有内容。", where=label))
    return texts


def _not_entered(key: str, names: list[str]) -> Finding:
    shown = "、".join(names[:6]) + (f"等{len(names)}个单位" if len(names) > 6 else "")
    message = f"“{REGISTER[key].label}”还没有填报（{shown}）；没有发生的请填0并写明来源。"
    return Finding("FIGURE", Severity.ERROR, message, where=f"A.{key}")


def _too_small(short: Short) -> Finding:
    message = (
        f"{short.agency}填报的“{REGISTER[short.key].label}”是{figure(short.entered)}，"
        f"系统里的记录有{short.counted.value}（{short.counted.source}），请核对。"
    )
    return Finding("FIGURE", Severity.ERROR, message, where=f"A.{short.key}")


def _unknown_value(name: str, where: str) -> Finding:
    known = fields.by_name()[name]
    message = f"文中用到“{known.label}”，但这个数字还没有填报或者无从计算。"
    return Finding("FIGURE", Severity.ERROR, message, found=name, where=where)


def _sections(texts: dict[str, str]) -> list[Section]:
    written = {0: texts["opening"], 1: texts["overview"], 5: texts["problems"], 6: texts["other_matters"]}
    return [
        Section(number, HEADINGS[number - 1] if number else "", written.get(number, "").strip()) for number in range(7)
    ]


def _table_a(facts: Facts) -> TableA:
    table = TableA(present=True)
    for key in table.cells:
        value = facts.figure(key)
        table.cells[key] = Cell(state=CellState.MISSING) if value is None else of_number(value, "填报")
    return table


def _table_b(facts: Facts) -> TableB:
    table = TableB(present=True)
    table.rows = {key: [of_number(value, "办件") for value in row] for key, row in facts.b.items()}
    return table


def _table_c(facts: Facts) -> TableC:
    return TableC([[of_number(value, "复议诉讼台账") for value in row] for row in facts.c], present=True)


def _provenance(facts: Facts, words: Words) -> dict[str, Any]:
    """Which records stand behind each cell, and behind each field that the words bind."""
    ids = [member.pk for member in facts.scope]
    return {
        "schema": PROVENANCE_SCHEMA,
        "scope": [{"id": member.pk, "code": member.code, "name": member.name} for member in facts.scope],
        "A": {key: [entry.as_json() for entry in entries] for key, entries in facts.entries.items()},
        "B": counting.cases_behind(ids, facts.year),
        "C": counting.disputes_behind(ids, facts.year),
        "bound": {part: narrative.names_in(text) for part, text in words.parts().items()},
    }
