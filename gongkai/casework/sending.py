"""Messages leave: each is claimed, handed to its gateway and noted, without a lock on anything meanwhile.

Claiming is a compare-and-set on the row, which also moves its time on: whoever comes second finds nothing to do. When
a process dies between the gateway's "taken" and our note of it, nobody can know whether the message left. It is then
repeated once, under the same key, and says so; after a second death it is failed and an officer decides. So somebody
may in that case read one message twice, but never misses one, and never gets a third.

A table of messages is a `Box`: that of applicants is here, others are in the apps that know whom they write to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from gongkai.casework import gateways, subjects
from gongkai.casework.gateways import Gateway
from gongkai.casework.outgoing import NotSent, Outgoing, Refused, Unreachable
from gongkai.casework.posted import Posted
from gongkai.casework.records import Message
from gongkai.privacy.sealing import Unsealable

ATTEMPTS = 6
DELAYS = (5, 15, 60, 180, 360)
"""Minutes to wait after the first, the second … attempt that failed: ten hours in all."""
HELD = timedelta(minutes=3)
"""How long a claim keeps others away; no gateway is waited for so long."""
STALE = timedelta(days=3)
"""A message that could not leave for so long is not sent any more: what it says may be over."""
AT_ONCE = 500
LONGEST_RUN = timedelta(minutes=5)

SENDING = "正在发送，还没有结果。"
SENDING_AGAIN = "上次发送中途中断，正在重复发送，还没有结果。"
REPEATED = "发送中途中断过，重复发送了一次，收件人可能收到两次。"
INTERRUPTED = "两次发送都中途中断，不能确定是否已经送出。请与收件人联系核实，或者再次发送。"
ERASED = "收件人的个人信息已依规定销毁，不再发送。"
UNREADABLE = "内容不能解密，没有发送。请检查密钥文件夹。"
OVER = "超过三天没有能够发出，内容可能已经过时，没有再发。"
_DOUBTFUL = (SENDING_AGAIN, REPEATED)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Box:
    """The messages of one table, each with whom it is about, and how one is opened: ``contents`` gives address and
    words, None once they were erased, and raises Unsealable; ``erased`` tells that without opening."""

    rows: Callable[[], QuerySet[Any]]
    contents: Callable[[Any], dict[str, Any] | None]
    erased: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this process alone may send now. ``again`` says that an earlier attempt may have arrived."""

    message: Posted
    attempt: int
    again: bool


def send_waiting(*, clock: Clock, case_id: int | None = None, ports: Mapping[str, Gateway] | None = None) -> int:
    """Send what is due to applicants, of one case or of all; how many messages were taken by a gateway."""
    found = {} if case_id is None else {"case": case_id}
    return send_box(APPLICANTS, clock=clock, ports=ports, **found)


def send_box(box: Box, *, clock: Clock, ports: Mapping[str, Gateway] | None = None, **wanted: Any) -> int:
    """Send what is due of a table, all or what is ``wanted`` of it. Two at a time do no harm."""
    began, taken = clock(), 0
    ways = dict(ports if ports is not None else gateways.gateways())
    due = box.rows().filter(state=Posted.State.WAITING, not_before__lte=began, **wanted)
    for message in due.order_by("not_before", "id")[:AT_ONCE]:
        if clock() - began > LONGEST_RUN:
            break
        if message.means not in ways or (claim := claim_of(message, at=clock(), box=box)) is None:
            continue
        try:
            taken += _send(claim, ways[message.means], clock, box)
        except Unreachable:
            # The others wait for the next run without losing an attempt.
            del ways[message.means]
    return taken


def claim_of(message: Posted, *, at: datetime, box: Box | None = None) -> Claim | None:
    """Take a message for this process; None when it is over for it or another was faster."""
    over = _why_not(message, at, box or APPLICANTS)
    if over:
        _note(message, message.attempts, state=Posted.State.FAILED, problem=over)
        return None
    again = message.problem == SENDING or message.problem.startswith(_DOUBTFUL)
    changes = {
        "attempts": F("attempts") + 1,
        "not_before": at + HELD,
        "problem": SENDING_AGAIN if again else SENDING,
    }
    still = _rows(message).filter(attempts=message.attempts, not_before=message.not_before)
    return Claim(message, message.attempts + 1, again) if still.update(**changes) else None


def _why_not(message: Posted, at: datetime, box: Box) -> str:
    if message.problem == SENDING_AGAIN:
        return INTERRUPTED
    if box.erased(message):
        return ERASED
    return OVER if at - message.not_before > STALE else ""


def _send(claim: Claim, gateway: Gateway, clock: Clock, box: Box) -> bool:
    """Hand a claimed message over and note what came of it. Raises Unreachable after noting it."""
    try:
        gateway.send(outgoing(claim.message, box), at=clock())
    except NotSent as error:
        _note_failure(claim, error, clock())
        if isinstance(error, Unreachable):
            raise
        return False
    problem = REPEATED if claim.again else ""
    _note(claim.message, claim.attempt, state=Posted.State.SENT, sent_at=clock(), problem=problem)
    return True


def outgoing(message: Posted, box: Box) -> Outgoing:
    """A message opened for its gateway. Raises Refused when it cannot be opened."""
    try:
        content = box.contents(message)
    except Unsealable as error:
        raise Refused(UNREADABLE) from error
    if content is None:
        raise Refused(ERASED)
    label = Posted.Means(message.means).label
    return Outgoing(message.key, content["to"], content["text"], content.get("subject", ""), label)


def contents(message: Message) -> dict[str, Any] | None:
    """Address and words of a message to an applicant; None when they were erased. Raises Unsealable."""
    found: dict[str, Any] | None = subjects.open_for(message.case.subject, message.sealed, place(message.key))
    return found


APPLICANTS = Box(
    rows=lambda: Message.objects.select_related("case__subject"),
    contents=contents,
    erased=lambda message: not bytes(message.case.subject.key),
)
"""What applicants are told."""


def place(key: str) -> str:
    """Where a message is sealed for."""
    return f"message:{key}"


def _note_failure(claim: Claim, error: NotSent, at: datetime) -> None:
    reason = f"{REPEATED if claim.again else ''}{error}"[:200]
    if isinstance(error, Refused) or claim.attempt >= ATTEMPTS:
        _note(claim.message, claim.attempt, state=Posted.State.FAILED, problem=reason)
        return
    later = at + timedelta(minutes=DELAYS[claim.attempt - 1])
    _note(claim.message, claim.attempt, not_before=later, problem=reason)


def _note(message: Posted, attempt: int, **changes: Any) -> None:
    """Write about a message unless it moved on meanwhile: the number of the attempt is the fence."""
    _rows(message).filter(attempts=attempt).update(**changes)


def _rows(message: Posted) -> QuerySet[Any]:
    """The message as long as it waits."""
    return type(message)._default_manager.filter(pk=message.pk, state=Posted.State.WAITING)  # noqa: SLF001 - Django's documented name
