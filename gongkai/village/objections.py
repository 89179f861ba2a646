"""Questions and objections of villagers about a posting: taken in without a name, sealed, answered within the days of
the parameter ``village_answer_days``, and read by who holds number and code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial.errors import Incomplete
from gongkai.privacy import sealing
from gongkai.privacy.codes import code_fits, code_hash, new_query_code
from gongkai.statute.parameters import rules
from gongkai.statute.village_duties import answer_due
from gongkai.village.errors import NotNow, Unknown
from gongkai.village.models import Objection, Posting, Village

LONGEST, AT_ONCE = 1000, 500
ERASED = "（内容已依规定销毁）"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a villager takes away; the code is shown once."""

    number: str
    code: str


@transaction.atomic
def ask(*, posting_id: int, sort: str, words: str, at: datetime) -> Receipt:
    """Take in a question or an objection about something public. Raises Incomplete, Unknown."""
    row = Posting.objects.select_related("village__agency").filter(pk=posting_id).first()
    if row is None or not row.is_public:
        raise Unknown("没有找到这份公开内容，可能已经撤下。")
    if sort not in Objection.Sort.values:
        raise Incomplete("请选择是询问还是异议。", "sort")
    if len(words.strip()) < 2 or len(words) > LONGEST:
        raise Incomplete(f"请写明您的问题，不超过{LONGEST}字。", "words")
    agency, today = row.village.agency, localdate(at)
    number, code = _number(row, today.year), new_query_code()
    due, _ = answer_due(today, rules())
    found = Objection(
        posting=row, number=number, code_hash=code_hash(number, code), sort=sort, received_at=at, due_on=due
    )
    key = sealing.new_key()
    found.key = sealing.wrap(key, _name(found))
    found.sealed = sealing.seal(key, words.strip(), f"{_name(found)}:words")
    found.save(force_insert=True)
    act = ledger.Act(f"citizen:{number}", Action.OBJECTION_RECEIVED, f"objection:{number}", detail={"sort": sort})
    ledger.record(agency.stream, [act], at=at)
    return Receipt(number, code)


@transaction.atomic
def open_one(*, objection_id: UUID, by: User, at: datetime) -> str:
    """The words of a villager, for who answers them or oversees it; the ledger says who read them. Raises NotAllowed,
    Unknown."""
    row = _row(objection_id)
    require(by, Permission.VILLAGE_SEE, row.posting.village.agency, on=localdate(at))
    act = ledger.Act(by.actor, Action.OBJECTION_READ, f"objection:{row.number}")
    ledger.record(row.posting.village.agency.stream, [act], at=at)
    return words_of(row)


@transaction.atomic
def answer(*, objection_id: UUID, words: str, by: User, at: datetime) -> Objection:
    """Answer; who has number and code reads it. Raises Incomplete, NotAllowed, NotNow, Unknown."""
    row = _row(objection_id, lock=True)
    require(by, Permission.VILLAGE_DRAFT, row.posting.village.agency, on=localdate(at))
    if row.answered_on is not None or row.erased_at is not None:
        raise NotNow("此件已经答复，不能再改。")
    if len(words.strip()) < 2 or len(words) > LONGEST:
        raise Incomplete(f"请写明答复，不超过{LONGEST}字。", "words")
    row.sealed_answer = sealing.seal(_key(row), words.strip(), f"{_name(row)}:answer")
    row.answered_on, row.answered_by = localdate(at), by
    row.save(update_fields=["sealed_answer", "answered_on", "answered_by"])
    act = ledger.Act(by.actor, Action.OBJECTION_ANSWERED, f"objection:{row.number}")
    ledger.record(row.posting.village.agency.stream, [act], at=at)
    return row


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Destroy the words of what was answered and whose years are over, counted from the year after the answer; number
    and days stay. Returns how many."""
    before = date(localdate(at).year - settings.GONGKAI_DIALOGUE_YEARS, 1, 1)
    found = Objection.objects.filter(answered_on__lt=before).exclude(key=b"").select_for_update(of=("self",))
    rows = list(found.select_related("posting__village__agency")[:AT_ONCE])
    for row in rows:
        row.key, row.sealed, row.sealed_answer, row.erased_at = b"", b"", b"", at
        row.save(update_fields=["key", "sealed", "sealed_answer", "erased_at"])
        act = ledger.Act(ledger.SYSTEM, Action.OBJECTIONS_ERASED, f"objection:{row.number}")
        ledger.record(row.posting.village.agency.stream, [act], at=at)
    return len(rows)


def for_villager(number: str, code: str) -> Objection:
    """What was asked, by its number and query code. Raises Unknown."""
    told = number.strip().upper()
    row = Objection.objects.filter(number=told).select_related("posting__village__agency").first()
    if not code_fits(told, code, row.code_hash if row else "") or row is None:
        raise Unknown("编号或者查询码不对，请核对后再试。")
    return row


def due_on(number: str) -> date | None:
    """Until when it is to be answered."""
    return Objection.objects.filter(number=number).values_list("due_on", flat=True).first()


def words_of(row: Objection) -> str:
    """What was asked; a sentence in its place once it was erased."""
    return str(sealing.unseal(_key(row), row.sealed, f"{_name(row)}:words")) if bytes(row.key) else ERASED


def answer_of(row: Objection) -> str:
    """What was answered; empty while nothing was, a sentence in its place once it was erased."""
    if not bytes(row.key):
        return ERASED if row.answered_on else ""
    return str(sealing.unseal(_key(row), row.sealed_answer, f"{_name(row)}:answer")) if row.answered_on else ""


def _row(objection_id: UUID, *, lock: bool = False) -> Objection:
    rows = Objection.objects.select_related("posting__village__agency")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row = rows.filter(pk=objection_id).first()
    if row is None:
        raise Unknown
    return row


def _number(row: Posting, year: int) -> str:
    """The next number of a village and year, without gaps: its row is held until the transaction ends."""
    Village.objects.select_for_update(of=("self",)).get(pk=row.village_id)
    before = f"{row.village.agency.code.upper()}-CW{year}-"
    return f"{before}{Objection.objects.filter(number__startswith=before).count() + 1:04d}"


def _key(row: Objection) -> bytes:
    return sealing.unwrap(row.key, _name(row))


def _name(row: Objection) -> str:
    return f"objection:{row.pk}"
