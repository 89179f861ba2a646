"""The calculator's question, from a web form or the API, and its answer as data.

The answer has the keys of ``gongkai due --format json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.agencies import calendar
from gongkai.statute.errors import BadInput, CalendarUnknown
from gongkai.statute.events import Event, read_event
from gongkai.statute.explanation import explain
from gongkai.statute.parameters import rules
from gongkai.statute.permission import correction_notice_by
from gongkai.statute.receipt import NEEDS_CONFIRMATION
from gongkai.statute.workdays import LAST_YEAR, missing_notice

CHANNELS = {
    "web": ("web", "互联网（网站、电子邮件）"),
    "counter": ("counter", "当面提交"),
    "post": ("signed_mail", "邮寄，需要签收（挂号信、特快专递）"),
    "ordinary-mail": ("ordinary_mail", "平常信函，无需签收"),
    "fax": ("fax", "传真"),
}
"""Names of channels as on the command line, and what they are called on the page."""
PARAMETERS = frozenset({"received", "channel"})


@dataclass(frozen=True, slots=True)
class Question:
    """Received on this day in this way: until when must be replied?"""

    received_on: date
    channel: str

    def events(self) -> tuple[Event, ...]:
        """The history that the question describes. The day given is the day of receipt, so on channels where
        both sides confirm, both have."""
        kind = CHANNELS[self.channel][0]
        events = [read_event("submitted", self.received_on, {"channel": kind}, seq=1)]
        if kind in NEEDS_CONFIRMATION:
            events.append(read_event("receipt_confirmed", self.received_on, {"means": "other"}, seq=2))
        return tuple(events)


def read(parameters: Mapping[str, str]) -> Question:
    """Read ``received`` and ``channel``. Raises BadInput, CalendarUnknown with a sentence."""
    unknown = sorted(set(parameters) - PARAMETERS)
    if unknown:
        raise BadInput(f"不认识的参数：{unknown[0][:40]}。可用的参数是received和channel。", code="ARGUMENTS")
    written, channel = parameters.get("received", "").strip(), parameters.get("channel", "").strip()
    if not written:
        raise BadInput("请填写收到申请的日期。", code="ARGUMENTS")
    try:
        received_on = date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        received_on = None
    if received_on is None:
        raise BadInput("收到申请的日期应写作2026-01-05这样的形式，并且是日历上有的日子。", code="BAD_DATE")
    if channel not in CHANNELS:
        raise BadInput(f"请选择收到申请的方式（{'、'.join(CHANNELS)}之一）。", code="ARGUMENTS")
    known_from = calendar.current().known_from
    if received_on < known_from:
        raise CalendarUnknown(received_on.year)
    if received_on.year > LAST_YEAR - 2:
        raise BadInput(f"日期太晚，最晚可以计算到{LAST_YEAR - 2}年。", code="BAD_DATE")
    return Question(received_on, channel)


def answer(question: Question) -> dict[str, object]:
    """The due day and every step to it."""
    days = calendar.current()
    found = explain(question.events(), rules=rules(), calendar=days)
    state = found.state
    return {
        "received_on": _iso(state.received_on),
        "due_on": _iso(state.due_on),
        "provisional": state.provisional,
        "original_due_on": _iso(state.original_due_on),
        "correction_notice_by": _iso(correction_notice_by(state, days)),
        "clock_started_on": _iso(state.clock_started_on),
        "missing_notices": [missing_notice(year) for year in state.missing_years],
        "steps": [step.as_dict() for step in found.steps],
        "law_version": found.law_version,
        "calendar_version": found.calendar_version,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
