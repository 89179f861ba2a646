"""Verbs on figures and annual reports: permission first, one transaction, ledger entry in it.

The way of a report: drafted and saved → submitted, which hands it in for its secrecy review and approval → approved
by another person → published through the gate, which freezes the document with the records behind each cell; later
perhaps withdrawn with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import represented, require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import gate, procedures, reviewing
from gongkai.editorial.errors import EditorialError
from gongkai.editorial.reviewing import Seen
from gongkai.report.model import Finding, Severity
from gongkai.reporting import fields, narrative, publishing
from gongkai.reporting.compiling import Compiled, compile_annual, findings
from gongkai.reporting.errors import (
    BadFigure,
    BadFigures,
    Conflict,
    Exists,
    NotPublishable,
    OwnWork,
    ReportingError,
    Unknown,
    WrongStage,
)
from gongkai.reporting.models import AnnualReport, Figure, Stage
from gongkai.reporting.narrative import Words
from gongkai.reporting.queries import document_before
from gongkai.reporting.register import REGISTER
from gongkai.reporting.wording import default_words
from gongkai.statute.crossfooting import RULE_CELLS

FIRST_YEAR = 2008
"""The first regulation on disclosure came into force on 2008-05-01."""
LARGEST = Decimal(10) ** 12


@transaction.atomic
def enter_figure(
    *, agency: Agency, year: int, key: str, value: str | int | Decimal, source: str, by: User, at: datetime
) -> Figure:
    """Enter or replace a figure that other systems hold, with the register it comes from.

    Raises NotAllowed, BadFigure. The ledger keeps every value that was ever entered.
    """
    require(by, Permission.REPORT_EDIT, agency, on=localdate(at))
    number = _number(key, value)
    if key in RULE_CELLS and number and not agency.may_make_rules:
        raise BadFigure(f"{agency.short_name}没有规章制定权，规章只能填0。")
    if not FIRST_YEAR <= year <= localdate(at).year:
        raise BadFigure(f"年度应在{FIRST_YEAR}年至{localdate(at).year}年之间。", "year")
    if not source.strip():
        raise BadFigure("请写明数字的来源，例如“行政规范性文件备案登记簿”。", "source")
    if len(source.strip()) > 200:
        raise BadFigure("来源请不超过200字。", "source")
    row, _ = Figure.objects.update_or_create(
        agency=agency,
        year=year,
        key=key,
        defaults={"value": number, "source": source.strip(), "entered_by": by, "entered_at": at},
    )
    detail = {"year": year, "key": key, "value": str(number)}
    digest = ledger.digest_of([year, key, str(number), row.source])
    _record(agency, Action.FIGURE_ENTERED, f"figure:{agency.pk}:{year}:{key}", digest, detail, by=by, at=at)
    return row


@transaction.atomic
def enter_figures(
    *, agency: Agency, year: int, entries: Mapping[str, tuple[str, str]], by: User, at: datetime
) -> list[Figure]:
    """Enter several figures, each with its source: all of them, or none. Raises NotAllowed, BadFigures."""
    rows, errors = [], {}
    for key, (value, source) in entries.items():
        try:
            rows.append(enter_figure(agency=agency, year=year, key=key, value=value, source=source, by=by, at=at))
        except BadFigure as error:
            errors[key] = (str(error), error.field)
    if errors:
        raise BadFigures(errors)
    return rows


@transaction.atomic
def draft(*, agency: Agency, year: int, by: User, at: datetime, scope: Sequence[Agency] = ()) -> AnnualReport:
    """Begin the report of a year with the words that every report starts from.

    ``scope`` names the agencies that are counted; without it only the agency itself. An agency counts once, and
    only agencies at or below the reporting one can be in it. Raises NotAllowed, Exists, ReportingError.
    """
    require(by, Permission.REPORT_EDIT, agency, on=localdate(at))
    members = list(dict.fromkeys(scope)) or [agency]
    outside = [member.short_name for member in members if not agency.holds(member)]
    if outside:
        raise ReportingError(f"统计范围只能是本机关和下属单位，不能包括：{'、'.join(outside)}。")
    if not FIRST_YEAR <= year <= localdate(at).year:
        raise ReportingError(f"年度应在{FIRST_YEAR}年至{localdate(at).year}年之间。")
    if AnnualReport.objects.filter(agency=agency, year=year).exclude(stage=Stage.WITHDRAWN).exists():
        raise Exists(f"{agency.name}{year}年的年度报告已经存在。")
    words = default_words(agency).parts()
    report = AnnualReport.objects.create(agency=agency, year=year, drafted_by=by, saved_at=at, **words)
    report.scope.set(members)
    _step(report, Action.REPORT_SAVED, "draft", by=by, at=at, digest=ledger.digest_of(words))
    return report


@transaction.atomic
def save_words(*, report_id: int, words: Words, by: User, at: datetime, version: int | None = None) -> AnnualReport:
    """Save the narrative of a draft. ``version`` is the one the person saw.

    Raises NotAllowed, WrongStage, Conflict, UnknownField for a bound name that does not exist.
    """
    report = _lock(report_id, Permission.REPORT_EDIT, by=by, at=at)
    _expect(report, Stage.DRAFT, "只有编制中的报告可以修改文字。")
    if version is not None and version != report.version:
        raise Conflict
    for name, text in words.parts().items():
        narrative.check_names(text, fields.by_name())
        setattr(report, name, text.replace("\r\n", "\n").strip())
    report.drafted_by, report.saved_at = by, at
    report.version += 1
    report.save()
    _step(report, Action.REPORT_SAVED, "save", by=by, at=at, digest=ledger.digest_of(words.parts()))
    return report


@transaction.atomic
def submit(*, report_id: int, by: User, at: datetime) -> AnnualReport:
    """Hand a draft to the leader. Raises NotPublishable while something is missing or contradicts itself."""
    report = _lock(report_id, Permission.REPORT_EDIT, by=by, at=at)
    _expect(report, Stage.DRAFT, "只有编制中的报告可以提交。")
    if localdate(at).year <= report.year:
        raise WrongStage(f"{report.year}年还没有结束，数字统计到12月31日24时；请在次年1月1日以后提交。")
    _require_clean(report, compile_annual(report))
    report.stage = Stage.SUBMITTED
    report.version += 1
    report.save()
    _step(report, Action.REPORT_SAVED, "submit", by=by, at=at)
    with _said():
        reviewing.submit(keys=[publishing.key_of(report)], by=by, at=at)
    return report


@transaction.atomic
def send_back(*, report_id: int, why: str, by: User, at: datetime) -> AnnualReport:
    """The leader returns a submitted report to its authors with a reason."""
    report = _lock(report_id, Permission.REPORT_APPROVE, by=by, at=at)
    if report.stage not in {Stage.SUBMITTED, Stage.APPROVED}:
        raise WrongStage("只有待批准或者已批准未发布的报告可以退回。")
    _require_reason(why, "退回")
    with _said():
        reviewing.revoke(round_id=publishing.round_of(report).pk, words=why, by=by, at=at)
    report.refresh_from_db()
    return report


@transaction.atomic
def approve(*, report_id: int, by: User, at: datetime) -> AnnualReport:
    """The leader approves what was submitted, after its secrecy review. Raises OwnWork for anybody who wrote in it,
    WrongStage when the secrecy review is missing or the records changed since."""
    report = _lock(report_id, Permission.REPORT_APPROVE, by=by, at=at)
    _expect(report, Stage.SUBMITTED, "只有已提交的报告可以批准。")
    absent = represented(by, Permission.REPORT_APPROVE, report.agency, on=localdate(at))
    if any(person.pk == report.drafted_by_id or publishing.wrote(report, person) for person in (by, absent) if person):
        raise OwnWork
    _require_clean(report, compile_annual(report))
    row = publishing.round_of(report)
    if row.stage != publishing.LAST:
        raise WrongStage(f"报告还在{procedures.stages()[row.stage].label}环节，完成以后才能批准。")
    with _said():
        reviewing.approve(round_id=row.pk, stage=row.stage, seen=Seen(row.seq, row.digest), by=by, at=at)
    report.refresh_from_db()
    return report


@transaction.atomic
def publish(*, report_id: int, by: User, at: datetime) -> AnnualReport:
    """Publish an approved report through the gate and freeze it with its provenance.

    Raises NotPublishable naming the findings; WrongStage when the records changed since approval.
    """
    report = _lock(report_id, Permission.REPORT_EDIT, by=by, at=at)
    _expect(report, Stage.APPROVED, "只有已批准的报告可以发布。")
    if ledger.digest_of(compile_annual(report).content()) != report.approved_digest:
        raise WrongStage("批准之后，报告中的数字因登记或办件变化而不同了。请退回，重新提交和批准。")
    _require_clean(report, compile_annual(report, published_on=localdate(at)))
    with _said():
        gate.release(keys=[publishing.key_of(report)], by=by, at=at)
    report.refresh_from_db()
    return report


@transaction.atomic
def withdraw(*, report_id: int, why: str, by: User, at: datetime) -> AnnualReport:
    """Take a published report back with a reason; it stays frozen, and another may take its place."""
    report = _lock(report_id, Permission.REPORT_APPROVE, by=by, at=at)
    _expect(report, Stage.PUBLISHED, "只有已发布的报告可以撤回。")
    _require_reason(why, "撤回")
    with _said():
        gate.withdraw(key=publishing.key_of(report), why=why, by=by, at=at)
    report.refresh_from_db()
    return report


@contextmanager
def _said() -> Iterator[None]:
    """What the reviews and the gate refuse, as a refusal of this app."""
    try:
        yield
    except EditorialError as error:
        raise WrongStage(str(error)) from error


def _number(key: str, value: str | int | Decimal) -> Decimal:
    kind = REGISTER.get(key)
    if kind is None:
        raise BadFigure("没有这个填报项目。", "key")
    try:
        number = Decimal(str(value).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise BadFigure(f"“{kind.label}”应填数字；没有发生的填0。") from None
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise BadFigure(f"“{kind.label}”应填不小于0的数字。")
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < (-4 if kind.fraction else 0):
        raise BadFigure(f"“{kind.label}”{'最多4位小数' if kind.fraction else '应填整数'}。")
    return number


def _lock(report_id: int, permission: Permission, *, by: User, at: datetime) -> AnnualReport:
    report = AnnualReport.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=report_id).first()
    if report is None:
        raise Unknown
    require(by, permission, report.agency, on=localdate(at))
    return report


def _expect(report: AnnualReport, stage: Stage, otherwise: str) -> None:
    if report.stage != stage:
        raise WrongStage(f"{otherwise}这份报告现在是“{Stage(report.stage).label}”。")


def _require_reason(why: str, verb: str) -> None:
    if not why.strip():
        raise ReportingError(f"{verb}应当说明原因。")
    if len(why.strip()) > 200:
        raise ReportingError(f"{verb}原因请不超过200字。")


def _require_clean(report: AnnualReport, compiled: Compiled) -> None:
    errors = [found for found in findings(compiled, document_before(report)) if _stops(found)]
    if errors:
        raise NotPublishable(errors)


def _stops(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _step(report: AnnualReport, action: Action, step: str, *, by: User, at: datetime, digest: str = "") -> None:
    detail = {"step": step, "year": report.year}
    _record(report.agency, action, publishing.subject(report), digest, detail, by=by, at=at)


def _record(
    agency: Agency, action: Action, subject: str, digest: str, detail: dict[str, Any], *, by: User, at: datetime
) -> None:
    ledger.record(agency.stream, [ledger.Act(by.actor, action, subject, digest, detail)], at=at)
