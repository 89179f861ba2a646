"""Reconsideration and litigation over a case (条例第五十一条); table C of the report is counted from here."""

from __future__ import annotations

from datetime import date, datetime

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import log
from gongkai.casework.errors import Incomplete
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Dispute
from gongkai.statute.events import EventKind


def file(*, case_id: int, key: str, kind: Dispute.Kind, on: date, by: User, at: datetime) -> Case:
    """A reconsideration or a lawsuit was accepted; ``key`` is its number at the body that hears it."""
    if not key.strip():
        raise Incomplete("请填写复议或者诉讼的案号。", ("key",))
    happening = Happening(EventKind.DISPUTE_FILED, on, {"key": key.strip(), "kind": kind.value})
    return log.append(case_id, [happening], by=by, at=at, permission=Permission.CASE_HANDLE)


def decide(*, case_id: int, key: str, result: Dispute.Result, on: date, by: User, at: datetime) -> Case:
    """The dispute ended: upheld, overturned, or another result."""
    happening = Happening(EventKind.DISPUTE_DECIDED, on, {"key": key.strip(), "result": result.value})
    return log.append(case_id, [happening], by=by, at=at, permission=Permission.CASE_HANDLE)
