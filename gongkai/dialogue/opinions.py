"""Opinions on a draft: given online or written down from paper, read, grouped, judged, and told in a result.

A consultation ends with its result: until one is public it stays on the office's list, and is overdue after
GONGKAI_RESULT_DAYS.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import numbers
from gongkai.casework.heirs import heir_of
from gongkai.dialogue import sealing
from gongkai.dialogue.errors import Incomplete, NotNow, Unknown
from gongkai.dialogue.models import Opinion, OpinionGroup
from gongkai.disclosure.models import Consultation, ConsultationResult, Section
from gongkai.disclosure.places import keep_draft
from gongkai.editorial import gate
from gongkai.editorial.pages import GatedPage

LONGEST = 3000
LATEST = 999
SERIES = "opinion"
Channel = Opinion.Channel
Verdict = OpinionGroup.Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, on the whole or on one passage; a way to reach them is their choice."""

    words: str
    name: str = ""
    contact: str = ""
    passage: int = 0


@transaction.atomic
def give(*, consultation: Consultation, said: Said, at: datetime) -> str:
    """Take an opinion online and give its number; there is none without. Raises Incomplete, NotNow when the
    consultation is not public, does not take opinions online, or is not open on that day."""
    if gate.standing(consultation.gate_key) is None or not consultation.online:
        raise NotNow("这次征集没有开通网上提出意见。")
    if not consultation.is_open(localdate(at)):
        raise NotNow(f"这次征集从{consultation.opens_on}到{consultation.closes_on}，现在不接收意见。")
    return _keep(consultation, said, Channel.WEB, localdate(at), "", at).number


@transaction.atomic
def record(*, consultation: Consultation, said: Said, channel: str, on: date, by: User, at: datetime) -> Opinion:
    """Write down an opinion that came by letter or at a meeting. Raises Incomplete, NotAllowed, NotNow."""
    require(by, Permission.DIALOGUE_HANDLE, answering_for(consultation), on=localdate(at))
    if channel not in {Channel.LETTER, Channel.MEETING}:
        raise Incomplete("请选择意见提出的方式。", "channel")
    if consultation.opens_on is None or not consultation.opens_on <= on <= localdate(at):
        raise Incomplete("收到日期应在征集开始以后、今天以前。", "on")
    _require_no_result(consultation)
    return _keep(consultation, said, Channel(channel), on, by.actor, at)


def _keep(
    consultation: Consultation, said: Said, channel: Channel, on: date, recorded_by: str, at: datetime
) -> Opinion:
    if len(said.words.strip()) < 2 or len(said.words) > LONGEST:
        raise Incomplete(f"请填写意见内容，不超过{LONGEST}字。", "words")
    if not 0 <= said.passage <= LATEST:
        raise Incomplete("所选的段落不存在。", "passage")
    agency = consultation.agency
    assert agency is not None
    number = f"{agency.code.upper()}-YJ{on.year}-{numbers.take(agency, SERIES, on.year):05d}"
    row = Opinion(
        consultation=consultation, number=number, channel=channel, received_at=at, received_on=on,
        passage=said.passage, recorded_by=recorded_by,
    )  # fmt: skip
    sealing.close(row, asdict(said))
    row.save(force_insert=True)
    actor = recorded_by or f"citizen:{number}"
    act = ledger.Act(actor, Action.OPINION_RECEIVED, f"opinion:{number}", detail={"channel": channel.value})
    ledger.record(answering_for(consultation).stream, [act], at=at)
    return row


def answering_for(page: GatedPage) -> Agency:
    """The agency that answers for a page on which the public speaks: that which published it, or who carries on its
    work."""
    assert page.agency is not None
    return heir_of(page.agency)


def said_of(row: Opinion) -> Said:
    """An opinion in its own words; a sentence in their place once it was erased."""
    return Said(**sealing.opened(row))


@transaction.atomic
def note_reading(*, consultation: Consultation, by: User, at: datetime) -> None:
    """Keep in the ledger that an officer opened the opinions on a draft."""
    _note(consultation, Action.OPINIONS_READ, by, at, {})


@transaction.atomic
def group(
    *, consultation: Consultation, opinions: Iterable[UUID], gist: str, by: User, at: datetime, into: int = 0
) -> OpinionGroup:
    """Lay opinions together that say the same: into a group there is, or a new one under its gist.

    Raises Incomplete, NotAllowed, NotNow, Unknown.
    """
    require(by, Permission.DIALOGUE_HANDLE, answering_for(consultation), on=localdate(at))
    _require_no_result(consultation)
    rows = list(Opinion.objects.select_for_update().filter(consultation=consultation, pk__in=list(opinions)))
    if not rows:
        raise Incomplete("请选择要归并的意见。", "opinions")
    found = OpinionGroup.objects.filter(consultation=consultation, pk=into).first() if into else None
    if into and found is None:
        raise Unknown
    if found is None:
        if not gist.strip():
            raise Incomplete("请写明意见的要点。", "gist")
        found = OpinionGroup.objects.create(consultation=consultation, gist=gist.strip()[:500])
    Opinion.objects.filter(pk__in=[row.pk for row in rows]).update(group=found)
    OpinionGroup.objects.filter(consultation=consultation, opinions__isnull=True).delete()
    _note(consultation, Action.OPINIONS_GROUPED, by, at, {"group": found.pk, "opinions": len(rows)})
    return found


@transaction.atomic
def judge(*, group_id: int, verdict: str, reason: str, by: User, at: datetime) -> OpinionGroup:
    """Say whether the draft follows a group of opinions, and why not where it does not.

    Raises Incomplete, NotAllowed, NotNow, Unknown.
    """
    row = (
        OpinionGroup.objects.select_for_update(of=("self",)).select_related("consultation").filter(pk=group_id).first()
    )
    if row is None or row.consultation.agency is None:
        raise Unknown
    require(by, Permission.DIALOGUE_HANDLE, answering_for(row.consultation), on=localdate(at))
    _require_no_result(row.consultation)
    if verdict not in Verdict.values:
        raise Incomplete("请选择采纳情况。", "verdict")
    if verdict != Verdict.ADOPTED and not reason.strip():
        raise Incomplete("部分采纳或者未采纳的，请说明理由。", "reason")
    row.verdict, row.reason, row.judged_by = verdict, reason.strip()[:1000], by.actor
    row.save(update_fields=["verdict", "reason", "judged_by"])
    _note(row.consultation, Action.OPINIONS_JUDGED, by, at, {"group": row.pk, "verdict": verdict})
    return row


@transaction.atomic
def draft_result(*, consultation: Consultation, section: Section, by: User, at: datetime) -> ConsultationResult:
    """Draft the page of the result from what was received and judged; its author goes on writing in the editor.

    Raises NotAllowed, NotNow before the last day, while an opinion has no verdict, or when there is a result.
    """
    agency = answering_for(consultation)
    require(by, Permission.DIALOGUE_SEE, agency, on=localdate(at))
    require(by, Permission.CONTENT_DRAFT, agency, on=localdate(at))
    _require_no_result(consultation)
    if not consultation.is_over(localdate(at)):
        raise NotNow(f"征集到{consultation.closes_on}截止，截止以后才能形成结果。")
    if section.agency_id != agency.pk:
        raise NotNow("请选择本机关的栏目。")
    found = counts(consultation)
    if found.unjudged:
        raise NotNow(f"还有{found.unjudged}条意见没有认定采纳情况。")
    page: ConsultationResult = keep_draft(
        ConsultationResult(
            title=f"《{consultation.title}》征求意见情况反馈"[:255],
            about=consultation,
            by_web=found.by_channel[Channel.WEB],
            by_letter=found.by_channel[Channel.LETTER],
            at_meeting=found.by_channel[Channel.MEETING],
            adopted=found.by_verdict[Verdict.ADOPTED],
            partly=found.by_verdict[Verdict.PARTLY],
            declined=found.by_verdict[Verdict.DECLINED],
            body=list(_told(consultation, found)),
        ),
        section,
        by,
    )
    _note(consultation, Action.RESULT_DRAFTED, by, at, {"page": page.pk})
    return page


@dataclass(frozen=True, slots=True)
class Counts:
    """How many opinions came by which way, and what became of them."""

    total: int
    by_channel: Counter[str]
    by_verdict: Counter[str]

    @property
    def unjudged(self) -> int:
        """Opinions of which nobody has said yet whether the draft follows them."""
        return self.total - sum(self.by_verdict[verdict] for verdict in Verdict.values)


def counts(consultation: Consultation) -> Counts:
    """The counts of a consultation. One query."""
    return counts_of([consultation])[consultation.pk]


def counts_of(consultations: Sequence[Consultation]) -> dict[int, Counts]:
    """The counts of several, by their keys. One query."""
    keys = [row.pk for row in consultations]
    rows = Opinion.objects.filter(consultation__in=keys).values_list("consultation", "channel", "group__verdict")
    found = {key: Counts(0, Counter(), Counter()) for key in keys}
    for key, channel, verdict in rows:
        known = found[key]
        known.by_channel[channel] += 1
        known.by_verdict[verdict or ""] += 1
        found[key] = replace(known, total=known.total + 1)
    return found


def _told(consultation: Consultation, found: Counts) -> Iterable[tuple[str, str]]:
    """The text of a result: a sentence with the numbers, then each group with its verdict and reason."""
    span = f"{_day(consultation.opens_on)}至{_day(consultation.closes_on)}"
    ways = "、".join(f"{Channel(way).label}{found.by_channel[way]}条" for way in Channel if found.by_channel[way])
    yield "paragraph", f"<p>{span}，向社会公开征求意见，共收到意见{found.total}条{f'（{ways}）' if ways else ''}。</p>"
    for row in OpinionGroup.objects.filter(consultation=consultation).prefetch_related("opinions").order_by("pk"):
        yield "heading", f"{row.gist[:80]}（{len(row.opinions.all())}条）"
        said = row.get_verdict_display()
        yield "paragraph", f"<p>{said}。{escape(row.reason)}</p>"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A consultation that is over and has no public result yet."""

    consultation: Consultation
    result_by: date
    late: bool


def waiting(agencies: QuerySet[Agency], *, today: date) -> list[Waiting]:
    """The public consultations of agencies that are over without a public result, the longest waiting first."""
    rows = Consultation.objects.filter(agency__in=agencies, live=True, closes_on__lt=today)
    rows = rows.exclude(results__live=True).order_by("closes_on", "pk")
    found = []
    for row in rows:
        assert row.closes_on is not None
        until = row.closes_on + timedelta(days=settings.GONGKAI_RESULT_DAYS)
        found.append(Waiting(row, until, until < today))
    return found


def _require_no_result(consultation: Consultation) -> None:
    """What was told to the public is not changed behind it: a public result closes the consultation."""
    if ConsultationResult.objects.filter(about=consultation, live=True).exists():
        raise NotNow("征集结果已经公开，不能再改动意见；需要更正的，请先撤下结果。")


def _note(consultation: Consultation, action: Action, by: User, at: datetime, detail: dict[str, object]) -> None:
    act = ledger.Act(by.actor, action, f"consultation:{consultation.pk}", detail=dict(detail))
    ledger.record(answering_for(consultation).stream, [act], at=at)
