"""Drafting, handing in, signing and withdrawing postings. The reviews and the gate are `editorial`'s; here stands what
the law of villages adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Kind, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import gate, items, reviewing, scanning
from gongkai.editorial.errors import Incomplete
from gongkai.editorial.models import Release, Round
from gongkai.editorial.reviewing import Return, Seen
from gongkai.files import store
from gongkai.files.uploading import Received
from gongkai.proofing.finding import Severity
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import rules
from gongkai.statute.village import BoardKind, Frequency
from gongkai.statute.village_duties import Duty, Period, duty, period_of, shortest
from gongkai.village import keeping, money
from gongkai.village.errors import HasPersonalData, NotNow, TooShort, Unknown
from gongkai.village.models import FinanceRow, Posting, PostingFile, Village
from gongkai.village.money import Line

LONGEST_TITLE, LONGEST_TEXT, MOST_DAYS, MOST_FILES, MOST_LINES = 100, 8000, 366, 9, 500
NEVER_POSTED = frozenset({"PII001", "PII002", "PII003", "PII004", "PII006", "PII009", "PII010"})
"""What the checks find and no village hands on, error or warning: identity numbers, mobile telephones, bank cards and
accounts, home addresses. A name alone may stand there."""
OF_SERVICES = frozenset({"PII004", "PII009"})
"""What may be the telephone of a service and its door, on the board of services; reviewers look at it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a village writes. ``day`` is a day of the period that is told, or on which something happened; ``days`` is
    how long it hangs, None for what stands as long as it holds."""

    duty: str
    day: date
    title: str
    text: str = ""
    also: tuple[str, ...] = ()
    days: int | None = 15
    lines: tuple[Line, ...] = ()
    opening_fen: int | None = None
    closing_fen: int | None = None
    files: tuple[Received, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Correction:
    """What a new posting takes the place of, and why."""

    posting_id: int
    reason: str


@transaction.atomic
def register(*, village: Village, by: User, at: datetime) -> Village:
    """Keep the boards of a village here, or change from when its clock counts and how busy its finance is.

    Raises NotAllowed, Incomplete for an agency that is no village.
    """
    require(by, Permission.VILLAGE_APPROVE, village.agency, on=localdate(at))
    if village.agency.kind != Kind.VILLAGE:
        raise Incomplete("只有村民委员会可以设村务公开栏。", "agency")
    village.save()
    detail = {"busy_finance": village.busy_finance, "counted_from": str(village.counted_from)}
    act = ledger.Act(by.actor, Action.VILLAGE_SET, f"village:{village.pk}", ledger.digest_of(detail), detail)
    ledger.record(village.agency.stream, [act], at=at)
    return village


@transaction.atomic
def draft(
    *,
    village_id: int,
    content: Content,
    by: User,
    at: datetime,
    posting_id: int | None = None,
    correction: Correction | None = None,
) -> Posting:
    """Write a posting, or write a draft anew; files are added to those that are there.

    Raises NotAllowed, Incomplete naming the field, TooShort with the article, Unbalanced, NotNow for what is in review
    or public, files.Refused.
    """
    village = Village.objects.select_for_update(of=("self",)).select_related("agency").get(pk=village_id)
    require(by, Permission.VILLAGE_DRAFT, village.agency, on=localdate(at))
    row = _draft_of(village, posting_id) if posting_id else Posting(village=village)
    one = _item(content)
    _check(content, one, at)
    _fill(row, content, one, busy=village.busy_finance)
    if correction is not None:
        row.corrects, row.correction_reason = _corrected(village, correction), correction.reason.strip()[:300]
    row.drafted_by, row.drafted_at = sorted({*row.drafted_by, by.actor}), at
    row.save()
    _keep_lines(row, content.lines)
    _keep_files(row, content.files, at)
    act = ledger.Act(by.actor, Action.POSTING_SAVED, row.gate_key, items.load(row.gate_key).digest)
    ledger.record(village.agency.stream, [act], at=at)
    return row


@transaction.atomic
def drop_file(*, posting_id: int, file_id: int, by: User, at: datetime) -> None:
    """Take a file out of a draft. Raises NotAllowed, NotNow, Unknown."""
    row = _held(posting_id, by, Permission.VILLAGE_DRAFT, at)
    _require_draft(row)
    found = row.files.filter(pk=file_id).select_related("stored").first()
    if found is None:
        raise Unknown
    found.delete()
    store.discard(found.stored)


@transaction.atomic
def hand_in(*, posting_id: int, by: User, at: datetime) -> Round:
    """Hand a draft to the oversight committee or the township, as its board's procedure says.

    Raises NotAllowed, HasPersonalData, Incomplete, editorial.Overtaken when it is in review.
    """
    row = _held(posting_id, by, Permission.VILLAGE_DRAFT, at)
    _require_draft(row)
    item = items.load(row.gate_key)
    never = NEVER_POSTED - (OF_SERVICES if row.board == BoardKind.SERVICES.value else frozenset())
    found = [one for one in scanning.findings(item) if one.severity != Severity.HINT]
    faults = [one.sentence for one in found if one.code in never]
    if faults:
        told = "公开栏上可以写姓名，不能写身份证号码、手机号码、银行账号和家庭住址，请改后再交"
        raise HasPersonalData(f"{told}：{'；'.join(faults[:3])}。", "text")
    return reviewing.submit(keys=[row.gate_key], by=by, at=at)[0]


@transaction.atomic
def take_back(*, posting_id: int, by: User, at: datetime) -> Round:
    """Take a posting back to go on writing. Raises NotAllowed, NotNow, editorial.Overtaken."""
    row = _held(posting_id, by, Permission.VILLAGE_DRAFT, at)
    return reviewing.take_back(round_id=_open(row).pk, by=by, at=at)


@transaction.atomic
def sign(*, posting_id: int, seen: Seen, by: User, at: datetime, words: str = "") -> Round:
    """Sign the stage that is due, with every file; the last signature puts it on the board.

    Raises NotAllowed, NotNow, and what `reviewing.approve_all` raises.
    """
    row = _seen(posting_id)
    found = _open(row)
    return reviewing.approve_all(round_id=found.pk, stage=found.stage, seen=seen, by=by, at=at, words=words)


@transaction.atomic
def send_back(*, posting_id: int, seen: Seen, words: str, by: User, at: datetime) -> Round:
    """Return a posting to the village with a reason. Raises as `sign`, Incomplete without words."""
    found = _open(_seen(posting_id))
    reason = Return(reviewing.Why.OTHER, words)
    return reviewing.send_back(round_id=found.pk, stage=found.stage, seen=seen, reason=reason, by=by, at=at)


@transaction.atomic
def withdraw(*, posting_id: int, why: str, by: User, at: datetime) -> Release:
    """Take a posting off the public board, with the reason. Raises NotAllowed, Incomplete, editorial.Overtaken."""
    return gate.withdraw(key=_seen(posting_id).gate_key, why=why, by=by, at=at)


def stage_of(row: Posting) -> Round | None:
    """The round of review in which a posting stands now."""
    return Round.objects.filter(key=row.gate_key, state=Round.State.OPEN).first()


def _item(content: Content) -> Duty:
    try:
        return duty(content.duty, content.day)
    except BadInput as error:
        raise Incomplete("请选择公开事项。", "duty") from error


def _check(content: Content, one: Duty, at: datetime) -> None:
    if not content.title.strip() or len(content.title) > LONGEST_TITLE:
        raise Incomplete(f"请填写标题，不超过{LONGEST_TITLE}字。", "title")
    if len(content.text) > LONGEST_TEXT:
        raise Incomplete(f"内容不能超过{LONGEST_TEXT}字。", "text")
    if not (content.text.strip() or content.lines or content.files):
        raise Incomplete("请写内容，或者填表、放照片。", "text")
    if content.day > localdate(at):
        raise Incomplete("不能公开以后日期的事项。", "day")
    if len(content.lines) > MOST_LINES:
        raise Incomplete(f"财务表最多{MOST_LINES}行。", "table")
    for code in content.also:
        other = _item(Content(code, content.day, ""))
        if other.board is not one.board or other.special or one.special:
            raise Incomplete("只能同时公开同一公开栏的事项；专项公开的事项要单独公开。", "also")
    _check_days(content, one, at)
    money.require_balance(content.lines, content.opening_fen, content.closing_fen)


def _check_days(content: Content, one: Duty, at: datetime) -> None:
    """At least fifteen days, unless it stands as long as it holds (第三十五条)."""
    if content.days is None:
        if one.frequency is not Frequency.LONG_TERM:
            raise Incomplete("只有长期公开的事项可以不写公示天数。", "days")
        return
    least, parameter = shortest(localdate(at), rules())
    if content.days < least:
        raise TooShort(f"公示不能少于{least}日（{parameter.citation}），您填写的是{content.days}日。", "days")
    if content.days > MOST_DAYS:
        raise Incomplete(f"公示天数不超过{MOST_DAYS}日。", "days")


def _fill(row: Posting, content: Content, one: Duty, *, busy: bool) -> None:
    period = _period(content, one, busy=busy)
    row.board, row.duty, row.also = one.board.value, one.code, list(dict.fromkeys(content.also))
    row.period_start, row.period_end = (period.start, period.end) if period else (None, None)
    row.happened_on = content.day if one.frequency is Frequency.AT_ONCE else None
    row.title, row.text = content.title.strip(), content.text.strip()
    row.days, row.opening_fen, row.closing_fen = content.days, content.opening_fen, content.closing_fen


def _period(content: Content, one: Duty, *, busy: bool) -> Period | None:
    cycle = one.cycle(busy=busy)
    return None if cycle in (Frequency.AT_ONCE, Frequency.LONG_TERM) else period_of(cycle, content.day)


def _corrected(village: Village, correction: Correction) -> Posting:
    row = Posting.objects.filter(pk=correction.posting_id, village=village).first()
    if row is None or row.published_at is None:
        raise Unknown("没有找到要更正的公开内容。")
    if not correction.reason.strip():
        raise Incomplete("请写明更正的原因。", "correction_reason")
    return row


def _keep_lines(row: Posting, lines: Sequence[Line]) -> None:
    row.rows.all().delete()
    made = [
        FinanceRow(
            posting=row, place=place, finance_class=line.finance_class, item=line.item, on=line.on,
            amount_fen=line.amount_fen, note=line.note,
        )
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip
    FinanceRow.objects.bulk_create(made)


def _keep_files(row: Posting, files: Sequence[Received], at: datetime) -> None:
    places = list(row.files.values_list("place", flat=True))
    if len(places) + len(files) > MOST_FILES:
        raise Incomplete(f"照片和附件最多{MOST_FILES}个。", "files")
    for place, received in enumerate(files, start=max(places, default=0) + 1):
        stored, key = keeping.keep(received, at=at)
        PostingFile(posting=row, stored=stored, key=key, place=place).save()


def _draft_of(village: Village, posting_id: int) -> Posting:
    row = Posting.objects.filter(pk=posting_id, village=village).first()
    if row is None:
        raise Unknown
    _require_draft(row)
    return row


def _require_draft(row: Posting) -> None:
    if row.published_at is not None:
        raise NotNow("已经公开的内容不能修改。内容有误的，请写一份更正，经审核后替换。")
    if stage_of(row) is not None:
        raise NotNow("这份内容正在审查。要修改，请先撤回。")


def _seen(posting_id: int) -> Posting:
    row = Posting.objects.select_related("village__agency").filter(pk=posting_id).first()
    if row is None:
        raise Unknown
    return row


def _held(posting_id: int, by: User, permission: Permission, at: datetime) -> Posting:
    row = _seen(posting_id)
    require(by, permission, row.village.agency, on=localdate(at))
    return row


def _open(row: Posting) -> Round:
    found = stage_of(row)
    if found is None:
        raise NotNow("这份内容没有在审查。")
    return found
