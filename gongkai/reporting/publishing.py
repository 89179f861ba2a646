"""The annual report as something that passes the one gate: its secrecy review, its approval, its publication.

The gate and the reviews of `editorial` call back here; the verbs for people are in `actions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.editorial import gate, procedures
from gongkai.editorial.errors import Gone, Owed
from gongkai.editorial.items import Item, Kind, Marks
from gongkai.editorial.models import Release, Round, Signature
from gongkai.report.model import Report
from gongkai.report.write.json_report import as_json
from gongkai.reporting.compiling import compile_annual
from gongkai.reporting.models import AnnualReport, Stage
from gongkai.reporting.queries import frozen_document
from gongkai.statute.documents import Attribute
from gongkai.statute.parameters import rules

NAME = AnnualReport.gate_name
LAST = "final_review"


def key_of(report: AnnualReport) -> str:
    """How the gate calls a report."""
    return report.gate_key


def subject(report: AnnualReport) -> str:
    """How the ledger calls a report."""
    return f"report:{report.pk}"


def round_of(report: AnnualReport) -> Round:
    """The round in which a report was last handed in. Raises Gone."""
    row = Round.objects.filter(key=key_of(report)).order_by("-pk").first()
    if row is None:
        raise Gone(key_of(report))
    return row


@dataclass(frozen=True, slots=True)
class Review:
    """Where the review of a report stands, and what it still owes the gate."""

    round: Round
    owed: tuple[Owed, ...]


def waits_for(report: AnnualReport) -> str:
    """The review that is due before the last one, in words; empty when there is none."""
    row = Round.objects.filter(key=key_of(report), state=Round.State.OPEN).first()
    return procedures.stages()[row.stage].label if row and row.stage != LAST else ""


def review_of(report: AnnualReport) -> Review | None:
    """The last review of a report; None when it was never handed in. What is owed is asked only while something is."""
    try:
        row = round_of(report)
    except Gone:
        return None
    waits = report.stage in (Stage.SUBMITTED, Stage.APPROVED)
    return Review(row, tuple(gate.owed(load(row.key))) if waits else ())


def wrote(report: AnnualReport, user: User) -> bool:
    """Whether the ledger has this person among those who wrote in the report."""
    return user.actor in _authors(report)


def load(key: str) -> Item:
    """A report as it would be published now; one that is frozen as it was approved. Raises Gone."""
    report = _report(key)
    sections, content = _content(report)
    return Item(
        kind=NAME,
        key=key,
        agency=report.agency,
        title=str(report),
        attribute=Attribute.PROACTIVE,
        texts=tuple(sections),
        facts=(("数字和表格", content),),
        authors=frozenset(_authors(report)),
    )


def _content(report: AnnualReport) -> tuple[list[tuple[str, str]], str]:
    if report.frozen:
        return _sections(frozen_document(report)), report.approved_digest
    compiled = compile_annual(report)
    return _sections(compiled.document), ledger.digest_of(compiled.content())


def _sections(document: Report) -> list[tuple[str, str]]:
    return [(section.heading, section.text) for section in document.sections]


def _put_out(key: str, at: datetime) -> None:
    """Freeze the report: the document, the records behind each cell and the hash of both."""
    report = _report(key)
    compiled = compile_annual(report, published_on=localdate(at))
    report.document = as_json(compiled.document)
    report.provenance = compiled.provenance
    report.digest = ledger.digest_of([report.document, report.provenance])
    report.law_version = rules().version
    report.calendar_version = calendar.current().version
    report.published_on = localdate(at)
    _stage(report, Stage.PUBLISHED)
    release = Release.objects.select_related("by").get(key=key, withdrawn_at=None)
    _note(report, Action.REPORT_PUBLISHED, "publish", release.by, at, digest=report.digest)


def _take_in(key: str, at: datetime) -> None:
    report = _report(key)
    release = Release.objects.select_related("withdrawn_by").filter(key=key, withdrawn_at=at).latest("pk")
    report.withdrawn_on = localdate(at)
    report.withdrawn_because = release.withdrawn_because[:200]
    _stage(report, Stage.WITHDRAWN)
    _note(report, Action.REPORT_WITHDRAWN, "withdraw", release.withdrawn_by, at, why=report.withdrawn_because)


def _cleared(key: str, at: datetime) -> None:
    """Whoever signed last has approved the report, from its own page or from the queue."""
    report = _report(key)
    last = round_of(report).signatures.filter(decision=Signature.Decision.APPROVED).last()
    assert last is not None
    report.approved_by = last.by
    report.approved_digest = _content(report)[1]
    _stage(report, Stage.APPROVED)
    _note(report, Action.REPORT_APPROVED, "approve", last.by, at)


def _returned(key: str, at: datetime) -> None:
    report = _report(key)
    row = round_of(report)
    back = row.signatures.filter(decision=Signature.Decision.RETURNED).last()
    report.approved_by, report.approved_digest = None, ""
    _stage(report, Stage.DRAFT)
    by, why = (back.by, back.words) if back else (row.submitted_by, "")
    _note(report, Action.REPORT_SAVED, "send-back", by, at, why=why)


def _stage(report: AnnualReport, stage: Stage) -> None:
    report.stage = stage
    report.version += 1
    report.save()


def _note(
    report: AnnualReport, action: Action, step: str, by: User | None, at: datetime, *, digest: str = "", why: str = ""
) -> None:
    detail = {"step": step, "year": report.year, **({"why": why} if why else {})}
    act = ledger.Act(by.actor if by else ledger.SYSTEM, action, subject(report), digest, detail)
    ledger.record(report.agency.stream, [act], at=at)


def _authors(report: AnnualReport) -> set[str]:
    entries = Entry.objects.filter(subject=subject(report), action=Action.REPORT_SAVED)
    return {
        actor for actor, detail in entries.values_list("actor", "detail") if detail.get("step") in {"draft", "save"}
    }


def _report(key: str) -> AnnualReport:
    number = key.rpartition(":")[2]
    row = AnnualReport.objects.select_related("agency").filter(pk=number).first() if number.isdigit() else None
    if row is None:
        raise Gone(key)
    return row


def _public_address(key: str) -> str:
    report = _report(key)
    return reverse("portal:report", args=[report.agency.code, report.year])


def _keys(agency: Agency) -> list[str]:
    return [f"{NAME}:{pk}" for pk in AnnualReport.objects.filter(agency=agency).values_list("pk", flat=True)]


def _marks(agency: Agency) -> Marks:
    """A report has to be public (条例第四十九条)."""
    return Marks(AnnualReport.objects.filter(agency=agency).count())


def _public_keys() -> list[str]:
    return [f"{NAME}:{pk}" for pk in AnnualReport.objects.filter(stage=Stage.PUBLISHED).values_list("pk", flat=True)]


def _intact(key: str, _digest: str) -> bool:
    """Whether the frozen report is still what its hash says, and the hash what the ledger says."""
    report = _report(key)
    noted = Entry.objects.filter(subject=subject(report), action=Action.REPORT_PUBLISHED).order_by("pk").last()
    frozen = ledger.digest_of([report.document, report.provenance])
    return noted is not None and frozen == report.digest == noted.digest


KIND = Kind(
    name=NAME,
    label="年度报告",
    load=load,
    put_out=_put_out,
    take_in=_take_in,
    edit_address=lambda key: reverse("reporting:report", args=[_report(key).pk]),
    public_address=_public_address,
    keys=_keys,
    marks=_marks,
    cleared=_cleared,
    returned=_returned,
    public_keys=_public_keys,
    intact=_intact,
)
