"""The tray as officers see it: what waits, how long, what the law says of the day of receipt; and one message, opened.

An e-mail to a published mailbox is a request by way of the internet, whose day of receipt is the day that both sides
confirm (条例第三十一条第三项). 国办公办函〔2015〕207号 had let the mailbox's receipt count; the Regulation of 2019 is
later and higher, so the channel is "web". The clock takes the earliest defensible day, that of arrival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import scope
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import log, subjects
from gongkai.casework.errors import Unknown
from gongkai.casework.mail.models import IncomingMail, MailboxReading
from gongkai.casework.mail.taking import place
from gongkai.casework.models import Channel
from gongkai.files import store
from gongkai.files.errors import Code, FileError
from gongkai.files.models import StoredFile
from gongkai.privacy import sealing
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import Event, EventKind
from gongkai.statute.receipt import ReceiptDay, receipt_day

State, Sort = IncomingMail.State, IncomingMail.Sort
REGISTER = Permission.CASE_REGISTER
A_PAGE = 100
FOLDS = {
    "letters": ("来信", (Sort.LETTER, Sort.UNREADABLE)),
    "automatic": ("自动回复和退信", (Sort.REPLY, Sort.BOUNCE)),
}
"""Folds of what waits. What cannot be read lies among the letters, because it may be one."""
DONE = "done"


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, opened; empty of everything once it was erased."""

    name: str = ""
    address: str = ""
    subject: str = ""
    dated: str = ""
    text: str = ""
    notes: Sequence[str] = ()
    refused: Sequence[dict[str, Any]] = ()

    @property
    def sender(self) -> str:
        return self.name or self.address or "（没有写明来信人）"


ERASED = Words(name=subjects.ERASED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What follows from the day of arrival if the message is a request: the day of receipt and why, the limit of the
    reply, how many working days have passed, and whether the next working day has come."""

    receipt: ReceiptDay
    state: CaseState
    passed: int
    overdue: bool

    @property
    def advice(self) -> str:
        """What to do today, as the screen says it."""
        if self.overdue:
            return (
                f"到达后已过{self.passed}个工作日，还没有处理。如属申请，答复期限已经起算，请立即登记并与申请人确认。"
            )
        return "请在当日处理；如属申请，应当与申请人确认收到。"


@dataclass(frozen=True, slots=True)
class Row:
    """A message in a list."""

    mail: IncomingMail
    words: Words
    standing: Standing


@dataclass(frozen=True, slots=True)
class Tray:
    """A fold of the tray, the number in each, and how the mailboxes are."""

    fold: str
    rows: list[Row]
    counts: dict[str, int]
    overdue: int
    boxes: list[MailboxReading]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a message as its page lists it."""

    file: StoredFile
    name: str
    open: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A message, opened for an officer."""

    mail: IncomingMail
    words: Words
    files: list[Enclosure]
    standing: Standing

    @property
    def infected(self) -> bool:
        """Whether the scanner found something in it: then its original is not handed out either."""
        return any(one["code"] == Code.INFECTED.value for one in self.words.refused)


def visible(user: User, *, on: date) -> QuerySet[IncomingMail]:
    """The messages a person may see: those of agencies for which they register requests."""
    return IncomingMail.objects.filter(scope(user, REGISTER, on=on)).select_related("agency", "case")


def tray(user: User, fold: str, *, today: date) -> Tray:
    """One fold: what waits longest first, what was decided latest first."""
    seen = visible(user, on=today)
    waiting = seen.filter(state=State.WAITING)
    by_sort = dict(waiting.values_list("sort").annotate(n=Count("pk")).order_by())
    counts = {name: sum(by_sort.get(sort, 0) for sort in sorts) for name, (_, sorts) in FOLDS.items()}
    if fold in FOLDS:
        found = waiting.filter(sort__in=FOLDS[fold][1]).order_by("arrived_at", "pk")
    else:
        fold, found = DONE, seen.exclude(state=State.WAITING).order_by("-decided_at", "pk")
    rows = [Row(mail, words_of(mail), standing(mail, today=today)) for mail in found[:A_PAGE]]
    boxes = MailboxReading.objects.filter(scope(user, REGISTER, on=today)).select_related("agency")
    passed = late(letters_waiting(user, today=today), today=today)
    return Tray(fold, rows, counts, passed, list(boxes.order_by("agency__path", "mailbox")))


def letters_waiting(user: User, *, today: date) -> list[datetime]:
    """When the letters arrived that nobody has decided."""
    letters = visible(user, on=today).filter(state=State.WAITING, sort__in=FOLDS["letters"][1])
    return list(letters.values_list("arrived_at", flat=True))


def late(moments: Sequence[datetime], *, today: date) -> int:
    """For how many moments of arrival the next working day has come."""
    days = calendar.current()
    return sum(days.next_workday(localdate(moment)) <= today for moment in moments)


def standing(mail: IncomingMail, *, today: date) -> Standing:
    """The day of receipt (条例第三十一条) and the limit, by the kernel."""
    on, days = localdate(mail.arrived_at), calendar.current()
    receipt = receipt_day(Channel.WEB, on, None)
    state = log.state_of([Event(EventKind.SUBMITTED, on, 1, None, {"channel": Channel.WEB.value})])
    passed = days.workdays_between(on, max(on, today))
    return Standing(receipt, state, passed, days.next_workday(on) <= today)


@transaction.atomic
def read(*, mail_id: UUID, by: User, at: datetime) -> Opened:
    """A message for an officer; each opening stands in the ledger (个人信息保护法第五十一条). Raises Unknown."""
    mail = find(mail_id, by=by, on=localdate(at))
    record(mail, Action.MAIL_READ, by.actor, at, {"what": "message"})
    return opened(mail, today=localdate(at))


@transaction.atomic
def read_file(*, mail_id: UUID, file_id: UUID, by: User, at: datetime) -> tuple[StoredFile, str, bytes]:
    """A file of a message with its name. Raises Unknown, and what `files.store.read` raises."""
    mail = find(mail_id, by=by, on=localdate(at))
    row = mail.files.select_related("file").filter(file_id=file_id).first()
    if row is None or mail.erased_at is not None:
        raise Unknown
    key = key_of(mail)
    record(mail, Action.MAIL_READ, by.actor, at, {"what": "file", "file": row.file.digest[:16]})
    return row.file, store.name_of(row.file, key), store.read(row.file, key, at=at)


@transaction.atomic
def read_original(*, mail_id: UUID, by: User, at: datetime) -> bytes:
    """The bytes as they came. Raises Unknown, also when the scanner found something in it."""
    mail = find(mail_id, by=by, on=localdate(at))
    if mail.erased_at is not None or opened(mail, today=localdate(at)).infected:
        raise Unknown
    record(mail, Action.MAIL_READ, by.actor, at, {"what": "original"})
    return sealing.open_bytes(key_of(mail), bytes(mail.original.sealed), place(mail, "original"))


def find(mail_id: UUID, *, by: User, on: date) -> IncomingMail:
    """A message that a person may see. Raises Unknown."""
    mail = visible(by, on=on).filter(pk=mail_id).first()
    if mail is None:
        raise Unknown
    return mail


def opened(mail: IncomingMail, *, today: date) -> Opened:
    """A message with its words and files."""
    return Opened(mail, words_of(mail), _files(mail), standing(mail, today=today))


def words_of(mail: IncomingMail) -> Words:
    """What a message says."""
    if mail.erased_at is not None:
        return ERASED
    return Words(**sealing.unseal(key_of(mail), mail.sealed, place(mail, "words")))


def answer_of(mail: IncomingMail) -> dict[str, str]:
    """What the officer noted when laying a message aside, and what the sender is told."""
    if not bytes(mail.sealed_answer) or mail.erased_at is not None:
        return {}
    found: dict[str, str] = sealing.unseal(key_of(mail), mail.sealed_answer, place(mail, "answer"))
    return found


def key_of(mail: IncomingMail) -> bytes:
    """The key of a message. Raises sealing.Unsealable when it was destroyed."""
    return sealing.unwrap(mail.key, str(mail.pk))


def record(mail: IncomingMail, action: Action, actor: str, at: datetime, detail: dict[str, Any]) -> None:
    """Write about a message into its agency's ledger."""
    act = ledger.Act(actor, action, f"mail:{mail.pk}", mail.digest, detail)
    ledger.record(mail.agency.stream, [act], at=at)


def _files(mail: IncomingMail) -> list[Enclosure]:
    if mail.erased_at is not None:
        return []
    key, found = key_of(mail), []
    for row in mail.files.select_related("file").order_by("pk"):
        try:
            found.append(Enclosure(row.file, store.name_of(row.file, key), store.is_open(row.file)))
        except FileError as error:
            found.append(Enclosure(row.file, str(error), False))
    return found
