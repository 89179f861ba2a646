"""The day of receipt (art 31): a derivation with alternatives.

The clock works with the earliest day that can be defended; the other days and why they might count
are kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.statute.citation import Citation, cite

COUNTER, SIGNED_MAIL, ORDINARY_MAIL, WEB, FAX, OTHER = (
    "counter",
    "signed_mail",
    "ordinary_mail",
    "web",
    "fax",
    "other",
)
CHANNEL_LABELS = {
    COUNTER: "当面提交",
    SIGNED_MAIL: "需要签收的邮寄",
    ORDINARY_MAIL: "平常信函等无需签收的邮寄",
    WEB: "互联网渠道",
    FAX: "传真",
    OTHER: "其他渠道",
}
NEEDS_CONFIRMATION = frozenset({ORDINARY_MAIL, WEB, FAX, OTHER})
"""Channels on which receipt is something that both sides confirm."""

_COUNTER = cite("regulation:31(1)")
_MAIL = cite("regulation:31(2)")
_WEB = cite("regulation:31(3)")
_OLD = cite("regulation_2007:24")
_PAPER = cite("receipt_paper:")
_CASE = cite("guiding_case_26:")
_RULE = {COUNTER: _COUNTER, SIGNED_MAIL: _MAIL, ORDINARY_MAIL: _MAIL, WEB: _WEB, FAX: _WEB, OTHER: _PAPER}
_NEW_LAW = date(2019, 5, 15)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another day that might be held to be the day of receipt, and why."""

    on: date
    why: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class ReceiptDay:
    """Day 0 of the reply clock: the day, its ground, and the other days that might count."""

    on: date
    why: str
    citation: Citation
    confirmed: bool
    alternatives: tuple[Alternative, ...] = ()


def received_on(
    channel: str, arrived_on: date, confirmed_on: date | None, *, unreachable: bool = False, basis: str = "earliest"
) -> date:
    """Just the day of `receipt_day`, for folding many cases."""
    if confirmed_on is None or confirmed_on <= arrived_on or channel not in NEEDS_CONFIRMATION:
        return arrived_on
    return confirmed_on if unreachable or basis == "confirmed" else arrived_on


def receipt_day(
    channel: str, arrived_on: date, confirmed_on: date | None, *, unreachable: bool = False, basis: str = "earliest"
) -> ReceiptDay:
    """The day a request counts as received (art 31), with its ground and alternatives.

    ``arrived_on`` is the day it was handed over, signed for, or came in; ``confirmed_on`` the day both
    sides confirmed it. ``unreachable``: the applicant could not be reached before (207号 一.2).
    ``basis`` is the parameter receipt_day.
    """
    on = received_on(channel, arrived_on, confirmed_on, unreachable=unreachable, basis=basis)
    if channel not in NEEDS_CONFIRMATION:
        why = (
            "当面提交的，以提交之日为收到日。" if channel == COUNTER else "需要签收的邮寄，以行政机关签收之日为收到日。"
        )
        return ReceiptDay(on, why, _ground(channel, on), True)
    if on != arrived_on:
        why = (
            "此前无法与申请人取得联系，以恢复联系、双方确认之日为收到日。"
            if unreachable
            else "以双方确认之日为收到日。"
        )
        other = Alternative(arrived_on, _arrival(channel), _earliest_ground(channel, on))
        return ReceiptDay(on, why, _PAPER if unreachable else _ground(channel, on), True, (other,))
    alternatives: tuple[Alternative, ...] = ()
    if confirmed_on is not None and confirmed_on != arrived_on:
        why = "条例文字以双方确认之日为收到日；本机关按更早的到达日起算，较为稳妥。"
        alternatives = (Alternative(confirmed_on, why, _ground(channel, on)),)
    return ReceiptDay(on, _arrival(channel), _earliest_ground(channel, on), confirmed_on is not None, alternatives)


def _ground(channel: str, on: date) -> Citation:
    return _RULE[channel] if on >= _NEW_LAW else _OLD


def _earliest_ground(channel: str, on: date) -> Citation:
    return _CASE if channel == WEB else _ground(channel, on)


def _arrival(channel: str) -> str:
    if channel == WEB:
        return "系统提示提交成功即视为双方确认，电子邮件到达信箱即可确认，最早应以提交、到达之日为收到日。"
    if channel == ORDINARY_MAIL:
        return "行政机关应当于收到申请的当日与申请人确认，最早应以信件到达之日为收到日。"
    if channel == FAX:
        return "传真到达即可当日确认，最早应以传真到达之日为收到日。"
    return "申请实际到达之日即可确认，最早应以到达之日为收到日。"
