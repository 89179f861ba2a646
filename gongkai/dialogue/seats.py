"""Seats of the public at a meeting: signing up, a draw that anybody can repeat or a choice for a reason, telling those
who were chosen, and forgetting all of them some time after the meeting.

A draw is made among the numbers of those who signed up, so its list can be shown without naming anybody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import numbers
from gongkai.dialogue import sealing
from gongkai.dialogue.errors import Incomplete, NotNow, Unknown
from gongkai.dialogue.letters import Receipt
from gongkai.dialogue.models import SeatChoice, SeatRequest
from gongkai.dialogue.opinions import answering_for
from gongkai.disclosure import drawing
from gongkai.disclosure.models import SeatCall
from gongkai.disclosure.seats import Way
from gongkai.editorial import gate
from gongkai.privacy.sealing import blind_index

SERIES = "seat"
LONGEST, LONGEST_NAME = 500, 40
TELEPHONE = re.compile(r"\+?[0-9][0-9\- ]{5,18}[0-9]")
Outcome = SeatRequest.Outcome
TWICE = "这个电话号码已经报过名，请凭编号和查询码查看结果。"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to listen in, how they are reached, and why."""

    name: str
    telephone: str
    why: str


@transaction.atomic
def ask(*, call: SeatCall, asked: Asked, at: datetime) -> Receipt:
    """Sign somebody up; the number and the query code by which they see the result. Raises Incomplete, NotNow."""
    if gate.standing(call.gate_key) is None or not call.is_open(localdate(at)):
        raise NotNow(f"报名从{call.opens_on}到{call.closes_on}，现在不能报名。")
    _check(asked)
    agency, year = _agency(call), localdate(at).year
    number = f"{agency.code.upper()}-LX{year}-{numbers.take(agency, SERIES, year):04d}"
    code = numbers.new_query_code()
    row = SeatRequest(
        call=call, number=number, code_hash=numbers.code_hash(number, code),
        telephone_index=blind_index("telephone", _dialled(asked.telephone)), received_at=at,
    )  # fmt: skip
    sealing.close(row, asdict(asked))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise NotNow(TWICE) from error
    _note(call, Action.SEATS_ASKED, f"citizen:{number}", at, {"number": number})
    return Receipt(number, code)


def _check(asked: Asked) -> None:
    if not asked.name.strip() or len(asked.name) > LONGEST_NAME:
        raise Incomplete(f"请填写姓名，不超过{LONGEST_NAME}字。", "name")
    if not TELEPHONE.fullmatch(asked.telephone.strip()):
        raise Incomplete("请填写能打通的电话号码，只写数字。", "telephone")
    if not asked.why.strip() or len(asked.why) > LONGEST:
        raise Incomplete(f"请填写报名的理由，不超过{LONGEST}字。", "why")


def _dialled(telephone: str) -> str:
    """A telephone number as it is dialled here: nobody signs up twice by putting the country before it."""
    return re.sub(r"^\s*(?:\+|00)86", "", telephone)


def asked_of(row: SeatRequest) -> Asked | None:
    """Who signed up; None once it was erased."""
    return Asked(**sealing.opened(row)) if bytes(row.key) else None


def for_asker(number: str, code: str) -> SeatRequest:
    """A request by its number and query code. Raises Unknown for either being wrong, in the same time."""
    number = number.strip().upper()
    row = SeatRequest.objects.filter(number=number).select_related("call__agency").first()
    if not numbers.code_fits(number, code, row.code_hash if row else "") or row is None:
        raise Unknown
    return row


@transaction.atomic
def draw(*, call_id: int, by: User, at: datetime) -> SeatChoice:
    """Draw by lot among all who signed up: the lowest lots have the seats, the others wait in the order of theirs.

    Raises NotAllowed, NotNow before the last day has passed, when nobody signed up, or when it was done.
    """
    call, rows = _to_choose(call_id, by, at)
    if call.way != Way.DRAW:
        raise NotNow("公告写明由组织单位确定，不能改为抽签。")
    by_number = {row.number: row for row in rows}
    seed = token_hex(32)
    order = drawing.draw(seed, by_number, len(by_number))
    choice = SeatChoice.objects.create(
        call=call, seed=seed, pool_digest=drawing.digest_of(by_number), chosen_by=by, chosen_at=at
    )
    _keep([by_number[number] for number in order], call.seats)
    _note(call, Action.SEATS_CHOSEN, by.actor, at, {"way": "draw", "of": len(order)})
    return choice


@transaction.atomic
def choose(*, call_id: int, chosen: Collection[UUID], reason: str, by: User, at: datetime) -> SeatChoice:
    """Choose by hand, for a reason; all others wait in the order in which they signed up.

    Raises NotAllowed, NotNow, Incomplete for no reason, for nobody, and for more people than seats.
    """
    call, rows = _to_choose(call_id, by, at)
    if not reason.strip():
        raise Incomplete("请写明确定列席代表的理由。", "reason")
    if call.way != Way.BY_HAND:
        raise NotNow("公告写明公开抽签产生，不能人工确定。")
    first = [row for row in rows if row.pk in chosen]
    if not first or len(first) > call.seats:
        raise Incomplete(f"请选择1至{call.seats}人，现在选了{len(first)}人。", "chosen")
    choice = SeatChoice.objects.create(call=call, reason=reason.strip()[:500], chosen_by=by, chosen_at=at)
    _keep([*first, *(row for row in rows if row not in first)], len(first))
    _note(call, Action.SEATS_CHOSEN, by.actor, at, {"way": "by_hand", "of": len(rows)})
    return choice


def _to_choose(number: int, by: User, at: datetime) -> tuple[SeatCall, list[SeatRequest]]:
    call = SeatCall.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if call is None:
        raise Unknown
    require(by, Permission.DIALOGUE_HANDLE, answering_for(call), on=localdate(at))
    if not call.is_over(localdate(at)):
        raise NotNow(f"报名到{call.closes_on}截止，截止以后才能确定。")
    if SeatChoice.objects.filter(call=call).exists():
        raise NotNow("列席代表已经确定，不能重新产生。有人放弃的，由候补依次递补。")
    rows = list(SeatRequest.objects.filter(call=call).order_by("received_at", "number"))
    if not rows:
        raise NotNow("没有人报名。")
    return call, rows


def _keep(order: Sequence[SeatRequest], seats: int) -> None:
    for place, row in enumerate(order, start=1):
        row.place, row.outcome = place, Outcome.CHOSEN if place <= seats else Outcome.RESERVE
    SeatRequest.objects.bulk_update(order, ["place", "outcome"])


@transaction.atomic
def tell(*, request_id: UUID, by: User, at: datetime) -> SeatRequest:
    """Keep that somebody was told of the result. Raises NotAllowed, NotNow, Unknown."""
    row = _request(request_id, by, at)
    if row.outcome not in (Outcome.CHOSEN, Outcome.RESERVE):
        raise NotNow("还没有确定结果，或者本人已经放弃。")
    row.told_on = localdate(at)
    row.save(update_fields=["told_on"])
    _note(row.call, Action.SEATS_TOLD, by.actor, at, {"number": row.number, "outcome": row.outcome})
    return row


@transaction.atomic
def give_up(*, request_id: UUID, by: User, at: datetime) -> SeatRequest | None:
    """Keep that somebody does not come after all; who moves up in their place, if anybody waits.

    Raises NotAllowed, NotNow, Unknown.
    """
    row = _request(request_id, by, at)
    if row.outcome not in (Outcome.CHOSEN, Outcome.RESERVE):
        raise NotNow("还没有确定结果，或者本人已经放弃。")
    had_seat = row.outcome == Outcome.CHOSEN
    row.outcome = Outcome.GAVE_UP
    row.save(update_fields=["outcome"])
    waiting = SeatRequest.objects.filter(call=row.call_id, outcome=Outcome.RESERVE).order_by("place")
    following = waiting.first() if had_seat else None
    if following is not None:
        following.outcome, following.told_on = Outcome.CHOSEN, None
        following.save(update_fields=["outcome", "told_on"])
    moved = following.number if following else ""
    _note(row.call, Action.SEATS_CHOSEN, by.actor, at, {"gave_up": row.number, "moved_up": moved})
    return following


def _request(key: UUID, by: User, at: datetime) -> SeatRequest:
    row = SeatRequest.objects.select_for_update(of=("self",)).select_related("call__agency").filter(pk=key).first()
    if row is None:
        raise Unknown
    require(by, Permission.DIALOGUE_HANDLE, answering_for(row.call), on=localdate(at))
    return row


@transaction.atomic
def attended(*, call_id: int, came: int, by: User, at: datetime) -> SeatChoice:
    """Keep how many came, once the meeting was held. Raises NotAllowed, NotNow, Incomplete, Unknown."""
    choice = SeatChoice.objects.select_for_update(of=("self",)).select_related("call__agency").filter(call=call_id)
    row = choice.first()
    if row is None:
        raise Unknown
    require(by, Permission.DIALOGUE_HANDLE, answering_for(row.call), on=localdate(at))
    if row.call.meets_on is None or row.call.meets_on > localdate(at):
        raise NotNow("会议召开以后再登记到会人数。")
    chosen = SeatRequest.objects.filter(call=call_id, outcome=Outcome.CHOSEN).count()
    if not 0 <= came <= chosen:
        raise Incomplete(f"确定列席的有{chosen}人，到会人数不能多于{chosen}。", "came")
    row.came = came
    row.save(update_fields=["came"])
    _note(row.call, Action.SEATS_CHOSEN, by.actor, at, {"came": came})
    return row


@transaction.atomic
def note_reading(*, call: SeatCall, by: User, at: datetime) -> None:
    """Keep in the ledger that an officer opened the list of those who signed up."""
    _note(call, Action.SEATS_READ, by.actor, at, {})


def forget(*, at: datetime) -> int:
    """Destroy what people told of themselves, GONGKAI_SEAT_DAYS after their meeting; numbers and results stay. Returns
    how many."""
    before = localdate(at) - timedelta(days=settings.GONGKAI_SEAT_DAYS)
    rows = SeatRequest.objects.filter(call__meets_on__lt=before).exclude(key=b"")
    calls = SeatCall.objects.filter(pk__in=rows.values("call")).select_related("agency").order_by("pk")
    return sum(_forget(call, at) for call in calls)


@transaction.atomic
def _forget(call: SeatCall, at: datetime) -> int:
    rows = list(SeatRequest.objects.select_for_update(of=("self",)).filter(call=call).exclude(key=b""))
    for row in rows:
        sealing.erase(row, at=at)
    SeatRequest.objects.filter(pk__in=[row.pk for row in rows]).update(telephone_index="")
    if rows:
        _note(call, Action.SEATS_ERASED, ledger.SYSTEM, at, {"count": len(rows)})
    return len(rows)


@dataclass(frozen=True, slots=True)
class Told:
    """What everybody may know of who signed up: counts, and after a draw its seed and the numbers in it."""

    asked: int
    choice: SeatChoice | None
    numbers: list[str]
    lots: list[tuple[str, str]]


def told(call: SeatCall) -> Told:
    """The counts of a call, and its draw so that it can be repeated."""
    choice = SeatChoice.objects.filter(call=call).first()
    found = sorted(SeatRequest.objects.filter(call=call).values_list("number", flat=True))
    if choice is None or not choice.seed:
        return Told(len(found), choice, [], [])
    order = drawing.draw(choice.seed, found, call.seats)
    return Told(len(found), choice, found, [(number, drawing.lot(choice.seed, number)) for number in order])


def _agency(call: SeatCall) -> Agency:
    agency: Agency | None = call.agency
    assert agency is not None
    return agency


def _note(call: SeatCall, action: Action, actor: str, at: datetime, detail: dict[str, object]) -> None:
    act = ledger.Act(actor, action, f"seats:{call.pk}", detail=dict(detail))
    ledger.record(answering_for(call).stream, [act], at=at)
