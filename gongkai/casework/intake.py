"""Requests coming in (条例第二十九条、第三十一条): online by the applicant, by letter, fax or at the counter
through an officer. The case, its receipt, its clock and the ledger entry are one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import represented, require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.casework import attachments, likeness, log, numbers, subjects
from gongkai.casework.attachments import Upload
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.log import Happening
from gongkai.casework.models import ApplicantKind, Case, Channel, Subject
from gongkai.casework.subjects import Person
from gongkai.statute.events import EventKind

IDENTITY_KINDS = (
    ("resident_identity_card", "居民身份证"),
    ("social_credit_code", "统一社会信用代码"),
    ("passport", "护照"),
    ("residence_permit", "港澳台居民居住证或通行证"),
    ("other", "其他有效证件"),
)
DELIVERY = (
    ("web", "在线查看和下载"),
    ("mail", "邮寄"),
    ("email", "电子邮件"),
    ("counter", "当面领取"),
    ("fax", "传真"),
)
FORMS = (("electronic", "电子文档"), ("paper", "纸质复制件"), ("read", "查阅、抄录"))
LONGEST_REQUEST = 5000
SPOKEN = frozenset({Channel.COUNTER, Channel.OTHER})
"""The channels by which somebody can speak instead of writing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, as 条例第二十九条 demands: the information, and in which form and way."""

    description: str
    form: str = "electronic"
    delivery: str = "web"
    title: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant takes away. The query code is shown once and stored only as a hash."""

    case: Case
    query_code: str

    @property
    def number(self) -> str:
        return self.case.number


def submit_online(
    *,
    agency: Agency,
    kind: ApplicantKind,
    person: Person,
    wanted: Wanted,
    at: datetime,
    uploads: Sequence[Upload] = (),
) -> Receipt:
    """An applicant files a request on the portal. The system's receipt and the case are one transaction
    (guiding case 26: the day the site confirms is the day of receipt).

    Raises Incomplete naming the missing fields.
    """
    on = localdate(at)
    happenings = [
        Happening(EventKind.SUBMITTED, on, {"channel": Channel.WEB.value, "applicant_kind": kind.value}),
        Happening(EventKind.REGISTERED, on),
    ]
    return _open(agency, Channel.WEB, kind, person, wanted, happenings, by=None, at=at, uploads=uploads)


def register(  # noqa: PLR0913 - each is a column of the register (条例第二十九条、第四十五条)
    *,
    agency: Agency,
    channel: Channel,
    arrived_on: date,
    kind: ApplicantKind,
    person: Person,
    wanted: Wanted,
    by: User,
    at: datetime,
    confirmed: tuple[date, str] | None = None,
    uploads: Sequence[Upload] = (),
    oral: bool = False,
) -> Receipt:
    """An officer registers what came by letter, fax or at the counter.

    ``arrived_on`` is the day handed in, signed for, or arrived; ``confirmed`` the day on which both sides
    confirmed it (plain letters and faxes) and by what means. ``oral``: the applicant spoke and the officer wrote it
    down (条例第二十九条). Raises NotAllowed, Incomplete, BadDate.
    """
    today = localdate(at)
    require(by, Permission.CASE_REGISTER, agency, on=today)
    if arrived_on > today or (confirmed is not None and not arrived_on <= confirmed[0] <= today):
        raise BadDate("收到日期不能晚于今天，确认日期不能早于收到日期。")
    if arrived_on < today - timedelta(days=400):
        raise BadDate(f"收到日期{arrived_on:%Y-%m-%d}在一年多以前，请核对。")
    if oral and channel not in SPOKEN:
        raise Incomplete("口头申请只有当面提出，或者由电话等其他渠道提出。", ("oral",))
    told = {"channel": channel.value, "applicant_kind": kind.value} | ({"oral": True} if oral else {})
    happenings = [Happening(EventKind.SUBMITTED, arrived_on, told)]
    if confirmed is not None:
        happenings.append(Happening(EventKind.RECEIPT_CONFIRMED, confirmed[0], {"means": confirmed[1]}))
    happenings.append(Happening(EventKind.REGISTERED, today))
    return _open(agency, channel, kind, person, wanted, happenings, by=by, at=at, uploads=uploads)


def missing(person: Person, wanted: Wanted) -> dict[str, str]:
    """What 条例第二十九条 demands and is not there: field name to a sentence. No purpose is asked."""
    faults = {}
    if not person.name.strip():
        faults["name"] = "请填写申请人姓名或者名称。"
    if fault := subjects.identity_fault(person.identity_kind, person.identity_number):
        faults["identity_number"] = fault
    if not any((person.telephone.strip(), person.email.strip(), person.address.strip())):
        faults["telephone"] = "请至少填写一种联系方式：电话、电子邮箱或者通信地址。"
    if len(wanted.description.strip()) < 2:
        faults["description"] = "请写明所需信息的名称、文号或者便于查询的其他特征。"
    elif len(wanted.description) > LONGEST_REQUEST:
        faults["description"] = f"所需信息的描述请不超过{LONGEST_REQUEST}字。"
    if wanted.delivery == "mail" and not person.address.strip():
        faults["address"] = "选择邮寄的，请填写通信地址。"
    if wanted.delivery == "email" and not person.email.strip():
        faults["email"] = "选择电子邮件的，请填写电子邮箱。"
    return faults


def wanted_of(case: Case) -> Wanted | None:
    """What a case asks for, after a split its part of it; None when the applicant was erased."""
    part = bytes(case.sealed_part)
    sealed, place = (part, "part") if part else (case.sealed_request, "request")
    plain = subjects.unsalted(subjects.open_for(case.subject, sealed, f"{place}:{case.number}"))
    return None if plain is None else Wanted(**plain)


def naming_request(happenings: Sequence[Happening], digest: str) -> list[Happening]:
    """The same happenings, the registration naming the digest of the request's sealed words: so the chain of the log
    proves them, as it proves the words of events and letters."""
    return [
        replace(happening, data=happening.data | {"content": digest})
        if happening.kind is EventKind.REGISTERED
        else happening
        for happening in happenings
    ]


def open_part(case: Case, wanted: Wanted, *, by: User, at: datetime) -> Receipt:
    """A part of a split request becomes a case with the applicant, the day of receipt and the confirmation of the
    whole. Must run inside the transaction of the split."""
    taken_over = (EventKind.SUBMITTED, EventKind.RECEIPT_CONFIRMED)
    happenings = [Happening(event.kind, event.occurred_on, dict(event.data)) for event in log.load(case)]
    happenings = [happening for happening in happenings if happening.kind in taken_over]
    happenings.append(Happening(EventKind.REGISTERED, localdate(at)))
    channel, kind = Channel(case.channel), ApplicantKind(case.applicant_kind)
    return _store(case.agency, channel, kind, case.subject, wanted, happenings, by=by, at=at, split_from=case)


@transaction.atomic
def _open(
    agency: Agency,
    channel: Channel,
    kind: ApplicantKind,
    person: Person,
    wanted: Wanted,
    happenings: Sequence[Happening],
    *,
    by: User | None,
    at: datetime,
    uploads: Sequence[Upload] = (),
) -> Receipt:
    if agency.abolished_on is not None:
        raise NotPermitted(f"{agency.name}已于{agency.abolished_on:%Y-%m-%d}撤销，请向承继其职能的机关提出申请。")
    faults = missing(person, wanted)
    if faults:
        raise Incomplete("；".join(faults.values()), tuple(faults))
    subject, _ = subjects.create(person)
    if uploads:
        # The digests of what came with the request belong to the event by which it came.
        first = happenings[0]
        data = first.data | {"evidence": [upload.digest for upload in uploads]}
        happenings = [Happening(first.kind, first.on, data, first.text), *happenings[1:]]
    receipt = _store(agency, channel, kind, subject, wanted, happenings, by=by, at=at)
    attachments.keep(receipt.case, uploads, actor=by.actor if by else f"applicant:{receipt.number}", at=at)
    return receipt


def _store(
    agency: Agency,
    channel: Channel,
    kind: ApplicantKind,
    subject: Subject,
    wanted: Wanted,
    happenings: Sequence[Happening],
    *,
    by: User | None,
    at: datetime,
    split_from: Case | None = None,
) -> Receipt:
    year = localdate(at).year
    if by is not None and (absent := represented(by, Permission.CASE_REGISTER, agency, on=localdate(at))):
        who = {"on_behalf_of": absent.actor}
        happenings = [replace(happening, data=happening.data | who) for happening in happenings]
    serial = numbers.take(agency, "case", year)
    number = f"{agency.code.upper()}-{year}-{serial:05d}"
    code = numbers.new_query_code()
    plain = subjects.salted(asdict(wanted))
    happenings = naming_request(happenings, ledger.digest_of(plain))
    events = [log.event_of(happening, seq, at) for seq, happening in enumerate(happenings, start=1)]
    case = Case(
        agency=agency,
        subject=subject,
        year=year,
        serial=serial,
        number=number,
        code_hash=numbers.code_hash(number, code),
        channel=channel,
        applicant_kind=kind,
        request_digest=ledger.digest_of(plain),
        sealed_request=subjects.seal_for(subject, plain, f"request:{number}"),
        split_from=split_from,
    )
    log.store(case, events, happenings, state=log.state_of(events), by=by, at=at)
    likeness.remember(case, wanted.description)
    return Receipt(case, code)
