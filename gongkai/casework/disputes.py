"""Reconsideration and litigation over a case (条例第五十一条); table C of the report is counted from here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import log
from gongkai.casework.errors import BadDate, Incomplete
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Dispute
from gongkai.statute.disputes import Procedure
from gongkai.statute.events import EventKind

HANDLE = Permission.CASE_HANDLE


def file(
    *,
    case_id: int,
    key: str,
    kind: Dispute.Kind,
    on: date,
    by: User,
    at: datetime,
    procedure: Procedure | str | None = None,
    copy_received_on: date | None = None,
) -> Case:
    """A reconsideration or a lawsuit was accepted; ``key`` is its number at the body that hears it.

    From the day on which the papers came runs the limit for the agency's answer; without it there is no clock.
    Raises Incomplete, BadDate.
    """
    if not key.strip():
        raise Incomplete("请填写复议或者诉讼的案号。", ("key",))
    if procedure and (Procedure(procedure) is Procedure.LITIGATION) is (kind == Dispute.Kind.RECONSIDERATION):
        raise Incomplete("审理程序与类别不符：行政复议适用简易程序或者普通程序，行政诉讼适用一审程序。", ("procedure",))
    if copy_received_on is not None and not on <= copy_received_on <= max(on, localdate(at)):
        raise BadDate(f"收到副本的日期{copy_received_on:%Y-%m-%d}应当在受理日期{on:%Y-%m-%d}以后、今天以前。")
    data: dict[str, Any] = {"key": key.strip(), "kind": kind.value}
    data |= {"procedure": Procedure(procedure).value} if procedure else {}
    data |= {"copy_received_on": copy_received_on.isoformat()} if copy_received_on else {}
    return log.append(case_id, [Happening(EventKind.DISPUTE_FILED, on, data)], by=by, at=at, permission=HANDLE)


def answer(*, case_id: int, key: str, on: date, by: User, at: datetime, letter: str = "", words: str = "") -> Case:
    """The answer or defence was handed in with its evidence (行政复议法第四十八条、第五十四条；行政诉讼法第六十七条).
    Raises NotPermitted when none is awaited, Incomplete."""
    if not words.strip():
        raise Incomplete("请写明提交了哪些证据、依据；没有提交证据的，视为没有证据。", ("words",))
    data = {"key": key.strip()} | ({"letter": letter.strip()} if letter.strip() else {})
    happening = Happening(EventKind.DISPUTE_ANSWERED, on, data, {"words": words.strip()})
    return log.append(case_id, [happening], by=by, at=at, permission=HANDLE)


def decide(
    *,
    case_id: int,
    key: str,
    result: Dispute.Result,
    on: date,
    by: User,
    at: datetime,
    received_on: date | None = None,
    new_reply: bool = True,
    redecide_by: date | None = None,
) -> Case:
    """The dispute ended: upheld, overturned, or another result. ``redecide_by`` is the day by which the judgment
    wants the new reply; ``new_reply`` is False where an overturned reply need not be made anew (确认违法).
    Raises BadDate."""
    if received_on is not None and not on <= received_on <= max(on, localdate(at)):
        raise BadDate(f"收到文书的日期{received_on:%Y-%m-%d}应当在审结日期{on:%Y-%m-%d}以后、今天以前。")
    if redecide_by is not None and redecide_by < (received_on or on):
        raise BadDate(f"重新答复的期限{redecide_by:%Y-%m-%d}早于收到文书的日期。")
    data: dict[str, Any] = {"key": key.strip(), "result": result.value}
    data |= {"new_reply": new_reply} if result == Dispute.Result.OVERTURNED else {}
    data |= {"received_on": received_on.isoformat()} if received_on else {}
    data |= {"redecide_by": redecide_by.isoformat()} if redecide_by else {}
    return log.append(case_id, [Happening(EventKind.DISPUTE_DECIDED, on, data)], by=by, at=at, permission=HANDLE)
