"""Reading annual reports: the public list and document, what stands behind a cell, how near the limit is, and
whether a frozen report still agrees with the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.permissions import agencies_where, may
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.report.model import Finding, Report, Severity
from gongkai.report.read.json_report import from_json
from gongkai.report.write.html import write_html
from gongkai.report.write.json_report import write_json
from gongkai.reporting import counting
from gongkai.reporting.compiling import Compiled, compile_annual
from gongkai.reporting.errors import Unknown
from gongkai.reporting.models import AnnualReport, Stage
from gongkai.reporting.register import REGISTER
from gongkai.statute.catalogue import ReportPublisher, report_due
from gongkai.statute.citation import Citation
from gongkai.statute.crossfooting import LABELS
from gongkai.statute.parameters import rules
from gongkai.statute.report_tables import COLUMNS_C

_PUBLISHER = {
    Kind.GOVERNMENT: ReportPublisher.GOVERNMENT,
    Kind.TOWNSHIP: ReportPublisher.TOWNSHIP,
    Kind.SUBDISTRICT: ReportPublisher.TOWNSHIP,
}


@dataclass(frozen=True)
class Published:
    """A public report. ``document`` is the frozen report as data, ``html`` and ``json`` are for download."""

    row: AnnualReport

    @property
    def title(self) -> str:
        return str(self.row)

    @property
    def year(self) -> int:
        return self.row.year

    @property
    def agency(self) -> Agency:
        return self.row.agency

    @property
    def agency_code(self) -> str:
        return self.row.agency.code

    @property
    def agency_name(self) -> str:
        return self.row.agency.name

    @property
    def published_on(self) -> date:
        assert self.row.published_on is not None
        return self.row.published_on

    @cached_property
    def document(self) -> Report:
        return frozen_document(self.row)

    @cached_property
    def html(self) -> str:
        return write_html(self.document)

    @cached_property
    def json(self) -> str:
        return write_json(self.document)


def published(agency_code: str | None = None) -> list[Published]:
    """All public reports, or those of one agency; newest year first. One query, without the documents."""
    rows = _public().defer("document", "provenance")
    if agency_code is not None:
        rows = rows.filter(agency__code=agency_code)
    return [Published(row) for row in rows]


def published_report(code: str, year: int) -> Published | None:
    """The public report of an agency and year, or None."""
    row = _public().filter(agency__code=code, year=year).first()
    return None if row is None else Published(row)


def _public() -> QuerySet[AnnualReport]:
    return AnnualReport.objects.filter(stage=Stage.PUBLISHED).select_related("agency")


def frozen_document(row: AnnualReport) -> Report:
    """The document of a published or withdrawn report as it was frozen."""
    assert row.document is not None
    return from_json(row.document, f"{row.agency.code}-{row.year}")


def document_before(report: AnnualReport) -> Report | None:
    """The agency's published report of the year before, for the rules between years."""
    row = _public().filter(agency=report.agency_id, year=report.year - 1).first()
    return None if row is None else frozen_document(row)


def get(user: User, report_id: int, *, today: date) -> AnnualReport:
    """A report an officer may see. Raises Unknown."""
    row = AnnualReport.objects.select_related("agency", "drafted_by", "approved_by").filter(pk=report_id).first()
    if row is None or not _may_see(user, row.agency, today):
        raise Unknown
    return row


def _may_see(user: User, agency: Agency, today: date) -> bool:
    return any(may(user, permission, agency, on=today) for permission in _SEEING)


_SEEING = (Permission.REPORT_EDIT, Permission.REPORT_APPROVE, Permission.LEDGER_SEE)


def agencies_of(user: User, *, today: date) -> list[Agency]:
    """The agencies whose reports a user may see."""
    found: dict[int, Agency] = {}
    for permission in _SEEING:
        found.update({agency.pk: agency for agency in agencies_where(user, permission, on=today)})
    return sorted(found.values(), key=lambda agency: agency.path)


def reports_of(user: User, *, today: date) -> list[AnnualReport]:
    """All reports a user may see, newest year first, without the documents."""
    rows = AnnualReport.objects.filter(agency__in=agencies_of(user, today=today))
    return list(rows.select_related("agency", "drafted_by", "approved_by").defer("document", "provenance"))


@dataclass(frozen=True, slots=True)
class Due:
    """By when a report must be out (条例第四十九条), and how many days are left."""

    on: date
    citation: Citation
    days_left: int

    @property
    def words(self) -> str:
        day = f"{self.on.year}年{self.on.month}月{self.on.day}日"
        if self.days_left < 0:
            return f"应于{day}前发布，已逾期{-self.days_left}天"
        return f"应于{day}前发布，还有{self.days_left}天"


def due(agency: Agency, year: int, *, today: date) -> Due:
    """The limit for an agency's report of a year (条例第四十九条): all but governments, townships and
    subdistricts count as departments."""
    publisher = _PUBLISHER.get(Kind(agency.kind), ReportPublisher.DEPARTMENT)
    on, parameter = report_due(publisher, year, rules())
    return Due(on, parameter.citation, (on - today).days)


@dataclass(frozen=True, slots=True)
class Tracked:
    """An agency, and where its report of a year stands."""

    agency: Agency
    report: AnnualReport | None
    due: Due

    @property
    def late(self) -> bool:
        """Published after the limit, or not published and the limit is past."""
        if self.report is not None and self.report.published_on is not None:
            return self.report.published_on > self.due.on
        return self.due.days_left < 0


def tracker(user: User, year: int, *, today: date) -> list[Tracked]:
    """Where the reports of a year stand, for every agency whose reports the user may see (rule P3)."""
    agencies = agencies_of(user, today=today)
    rows = AnnualReport.objects.filter(agency__in=agencies, year=year).exclude(stage=Stage.WITHDRAWN)
    by_agency = {row.agency_id: row for row in rows.defer("document", "provenance")}
    return [Tracked(agency, by_agency.get(agency.pk), due(agency, year, today=today)) for agency in agencies]


def _frozen_provenance(row: AnnualReport) -> dict[str, Any]:
    assert row.provenance is not None
    return dict(row.provenance)


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind one cell: case numbers, disputes, or entries of the register."""

    cell: str
    label: str
    records: list[str]
    entries: list[dict[str, str]]

    @property
    def links(self) -> list[dict[str, str]]:
        """Each record with the number of its case; a dispute is written as case number and 案号."""
        return [{"number": record.partition(" ")[0], "text": record} for record in self.records]


def behind(report: AnnualReport, cell: str) -> Behind:
    """What stands behind a cell: of a frozen report what stood there at publication, of a draft what stands
    there now. Raises Unknown for a cell that does not exist."""
    if cell not in LABELS:
        raise Unknown
    provenance = _frozen_provenance(report) if report.frozen else compile_annual(report).provenance
    table, _, rest = cell.partition(".")
    if table == "A":
        return Behind(cell, LABELS[cell], [], provenance["A"].get(rest, []))
    row, _, column = rest.rpartition(".")
    if table == "B":
        return Behind(cell, LABELS[cell], counting.numbers_of(provenance["B"], row, column), [])
    names = [key for key, _ in COLUMNS_C] if column == "total" else [column]
    records = [entry for name in names for entry in provenance["C"].get(f"{row}.{name}", [])]
    return Behind(cell, LABELS[cell], sorted(records), [])


def drift(report: AnnualReport, now: Compiled | None = None) -> list[Finding]:
    """What a frozen report says that the records no longer say: each cell that differs, each case that stood
    behind a cell and is gone or new. Empty for a report that still agrees."""
    if not report.frozen:
        return []
    return list(_drift(report, now or compile_annual(report, published_on=report.published_on)))


def _drift(report: AnnualReport, now: Compiled) -> Iterator[Finding]:
    if ledger.digest_of([report.document, report.provenance]) != report.digest:
        yield Finding("FROZEN", Severity.ERROR, "冻结的报告与发布时的散列不符：内容在发布后被改动过。", report.digest)
    then = dict(frozen_document(report).cells())
    for name, cell in now.document.cells():
        if then[name].value != cell.value:
            message = f"{LABELS[name]}：发布时是{_shown(then[name].value)}，现有记录是{_shown(cell.value)}。"
            yield Finding("DRIFT", Severity.WARNING, message, _shown(then[name].value), _shown(cell.value), name)
    provenance = _frozen_provenance(report)
    for table in ("B", "C"):
        yield from _moved(table, provenance[table], now.provenance[table])
    frozen_a = provenance["A"]
    for key in REGISTER:
        # a database may hand the keys of stored JSON back in another order
        old, new = (sorted(map(ledger.digest_of, side.get(key, []))) for side in (frozen_a, now.provenance["A"]))
        if old != new:
            yield Finding("DRIFT", Severity.WARNING, f"“{REGISTER[key].label}”的填报记录在发布后有变化。", where=key)


def _moved(table: str, then: dict[str, list[str]], now: dict[str, list[str]]) -> Iterator[Finding]:
    for cell in sorted({*then, *now}):
        gone = sorted(set(then.get(cell, [])) - set(now.get(cell, [])))
        new = sorted(set(now.get(cell, [])) - set(then.get(cell, [])))
        name = f"{table}.{cell}"
        if gone:
            message = f"{LABELS[name]}：发布时所依据的{'、'.join(gone[:5])}现已不在其列。"
            yield Finding("PROVENANCE", Severity.WARNING, message, where=name, evidence="、".join(gone))
        if new:
            message = f"{LABELS[name]}：{'、'.join(new[:5])}在发布时不在其列。"
            yield Finding("PROVENANCE", Severity.WARNING, message, where=name, evidence="、".join(new))


def _shown(value: object) -> str:
    return "空" if value is None else str(value)
