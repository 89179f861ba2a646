"""The arithmetic of the clocks: limits by day of receipt, days that do not count, due days.

Days are counted as sets: the due day is the first on which the working days after day 0, without the
union of all pauses, reach the limit. No due day is ever moved.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from gongkai.statute.errors import UnknownParameter
from gongkai.statute.parameters import Rules
from gongkai.statute.workdays import Calendar, Pause

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that govern a request received on a given day, in working days.

    A number that the rules of that day did not have is None.
    """

    reply: int
    extension: int
    correction_notice: int | None
    correction_reply: int
    third_party: int
    joint_maker: int
    other_agency: int
    fee_payment: int | None
    fee_pause: str | None
    fee_restart: str | None
    pause_boundary: str
    receipt_day: str
    receipt_confirmation: int

    def consultation(self, party: str) -> int:
        """How long a consulted party has (arts 32, 34)."""
        return int(getattr(self, party))


NAMES: dict[str, str] = {
    "reply": "reply_limit",
    "extension": "extension_limit",
    "correction_notice": "correction_notice_limit",
    "correction_reply": "correction_reply_limit",
    "third_party": "consultation_limit_third_party",
    "joint_maker": "consultation_limit_joint_maker",
    "other_agency": "consultation_limit_other_agency",
    "fee_payment": "fee_payment_limit",
    "fee_pause": "fee_pause_start",
    "fee_restart": "fee_restart",
    "pause_boundary": "pause_boundary",
    "receipt_day": "receipt_day",
    "receipt_confirmation": "receipt_confirmation_limit",
}
"""Which parameter of the rules each limit is."""
_MAY_LACK = {"correction_notice", "fee_payment", "fee_pause", "fee_restart"}


def limits_on(rules: Rules, received_on: date) -> Limits | None:
    """The limits for a request received on a day; None before the first regulation (2008-05-01).

    A case keeps these for its whole life, whatever the law says later.
    """
    starts, spans = _timetable(rules)
    place = bisect_right(starts, received_on) - 1
    return spans[place] if place >= 0 else None


@lru_cache(maxsize=16)
def _timetable(rules: Rules) -> tuple[list[date], list[Limits | None]]:
    starts: set[date] = set()
    for name in NAMES.values():
        for version in rules.versions(name):
            starts.add(version.effective_from)
            if version.effective_to is not None:
                starts.add(version.effective_to + _ONE_DAY)
    ordered = sorted(starts)
    return ordered, [_limits(rules, start) for start in ordered]


def _limits(rules: Rules, day: date) -> Limits | None:
    values: dict[str, Any] = {}
    for key, name in NAMES.items():
        try:
            values[key] = rules.value(name, day)
        except UnknownParameter:
            if key not in _MAY_LACK:
                return None
            values[key] = None
    return Limits(**values)


@dataclass(frozen=True, slots=True)
class Consultation:
    """Somebody's opinion was asked: a third party, a joint maker or another agency.

    Silence of a third party leaves the decision to the agency (art 32); silence of a joint maker is
    consent (art 34).
    """

    key: str
    party: str
    opened_on: date
    limit_on: date
    closed_on: date | None = None
    opinion: str | None = None

    def close(self, on: date, opinion: str) -> Consultation:
        """The same consultation with its opinion."""
        return Consultation(self.key, self.party, self.opened_on, self.limit_on, on, opinion)

    @property
    def consented(self) -> bool | None:
        """Whether it agrees to disclosure. None while it has not answered, and where silence leaves the
        decision to the agency: a joint maker's silence is consent (art 34), a third party's is not (art 32)."""
        if self.opinion == "silent" and self.closed_on is not None:
            return True if self.party == "joint_maker" and self.closed_on > self.limit_on else None
        return None if self.opinion is None else self.opinion == "consents"

    def pauses_on(self, day: date) -> bool:
        """Whether the reply clock stands still on a day."""
        return self.closed_on is None and self.opened_on <= day <= self.limit_on


def pauses(consultations: Iterable[Consultation], as_of: date, boundary: str = "(]") -> list[Pause]:
    """The days that consultations take out of the reply period, as known at the end of a day.

    A consultation that is still open has paused the clock up to that day and no further, so that the
    date shown is never later than it will prove to be. ``boundary`` is the parameter pause_boundary.
    """
    found = []
    for consultation in consultations:
        after = consultation.opened_on
        until = min(consultation.closed_on or as_of, as_of, consultation.limit_on)
        if boundary != "(]":
            after -= _ONE_DAY if boundary[0] == "[" else timedelta()
            until -= _ONE_DAY if boundary[1] == ")" and consultation.closed_on else timedelta()
        if after < until:
            found.append((after, until))
    return found


def lapse_day(calendar: Calendar, asked_on: date, limit: int, told: date | None) -> date:
    """The last day for the other side: the day it was told, else ``limit`` working days."""
    return told if told is not None else calendar.add(asked_on, limit)
