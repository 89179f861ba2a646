"""Histories of requests for property tests: lawful ones by the grammar of the regulation, and any at all.

The grammar does not ask the code under test what is allowed: it keeps well inside the limits by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from gongkai.statute.event_schemas import RETURNED
from gongkai.statute.events import Event, EventKind, read_event
from gongkai.statute.report_tables import RESULT_KEYS
from gongkai.statute.workdays import calendar

K = EventKind
LAWFUL_FROM, LAWFUL_UNTIL = date(2021, 1, 4), date(2026, 6, 30)
OUTCOMES = tuple(key for key in RESULT_KEYS if not key.startswith("ot_"))
SAMPLES: dict[EventKind, dict[str, Any]] = {
    K.SUBMITTED: {"channel": "counter"},
    K.RECEIPT_CONFIRMED: {"means": "phone"},
    K.ASSIGNED: {"to": "综合科"},
    K.RETURNED: {"reason": "不属于本科"},
    K.CONSULTATION_OPENED: {"key": "甲", "party": "third_party"},
    K.CONSULTATION_CLOSED: {"key": "甲", "opinion": "silent"},
    K.DELAY_SET: {"limit_on": "2026-12-01"},
    K.EXTENDED: {"approved_by": "主任"},
    K.FEE_NOTICED: {"method": "per_item", "amount": 100},
    K.SEARCHED: {"places": "档案室"},
    K.DECISION_PROPOSED: {"outcome": "open"},
    K.DECISION_RETURNED: {"reason": "依据不足"},
    K.DECIDED: {"outcome": "open"},
    K.LETTER_ISSUED: {"letter": "open"},
    K.LETTER_SEALED: {"number": "1号", "means": "electronic"},
    K.SERVED: {"channel": "web"},
    K.DELIVERED: {"served": 1},
    K.MAIL_RETURNED: {"served": 1, "why": "moved"},
    K.DISPUTE_FILED: {"key": "复1", "kind": "reconsideration"},
    K.DISPUTE_ANSWERED: {"key": "复1"},
    K.DISPUTE_DECIDED: {"key": "复1", "result": "overturned"},
    K.TRANSFERRED_INTERNALLY: {"to": "信访科"},
    K.SUCCEEDED: {"agency": "agency:1", "to": "agency:2"},
    K.NOTE: {"text": "备注"},
    K.AMENDED: {"amends": 1, "reason": "笔误"},
    K.SUBJECT_ERASED: {"subject": "s1"},
}
"""Valid data for each kind; kinds that need none are left out."""


@dataclass
class Writer:
    """Writes a history day by day; `draw` chooses how many days pass."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    day: date
    events: list[Event] = field(default_factory=list)

    def add(self, kind: EventKind, **data: Any) -> None:
        self.events.append(read_event(kind, self.day, data or SAMPLES.get(kind, {}), seq=len(self.events) + 1))

    def wait(self, most: int, least: int = 0) -> None:
        """Let some working days pass."""
        days = self.draw(st.integers(least, most))
        if days:
            self.day = calendar().add(self.day, days)

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))


@st.composite
def lawful(draw: Any) -> list[Event]:
    """A history in which the law was kept; some end with a decision, some are still open."""
    day = draw(st.dates(LAWFUL_FROM, LAWFUL_UNTIL))
    writer = Writer(draw, calendar().add(day, 1))
    writer.add(K.SUBMITTED, channel=draw(st.sampled_from(("counter", "signed_mail", "web", "fax", "ordinary_mail"))))
    writer.add(K.RECEIPT_CONFIRMED)
    if writer.maybe():
        writer.add(K.REGISTERED)
        writer.add(K.ASSIGNED)
    ended = (writer.maybe() and _correction(writer)) or (writer.maybe() and _withdrawal(writer))
    # Days used of the running clock from here on: at most 2 + 5 + 4 + 4 + 2 = 17 of 20.
    if not ended and writer.maybe():
        _consultations(writer)
    if not ended and writer.maybe():
        ended = _fee(writer)
    if not ended and writer.maybe():
        writer.wait(4)
        writer.add(K.EXTENSION_REQUESTED)
        writer.add(K.EXTENDED, approved_by="主任", days=draw(st.integers(1, 20)))
        writer.add(K.EXTENSION_NOTIFIED)
    if not ended and writer.maybe():
        # A decision that was not served cannot be put away: the reply is still owed.
        ended = _decision(writer)
    if ended and writer.maybe():
        writer.wait(30)
        writer.add(K.CLOSED)
        writer.add(K.FILED)
    return writer.events


def _correction(writer: Writer) -> bool:
    writer.wait(7)
    writer.add(K.CORRECTION_ASKED)
    if writer.maybe():
        writer.wait(15)
        writer.add(K.CORRECTED)
        return False
    writer.wait(25, least=16)
    writer.add(K.CORRECTION_LAPSED)
    return True


def _withdrawal(writer: Writer) -> bool:
    if not writer.draw(st.integers(0, 4)):
        writer.wait(2)
        writer.add(K.WITHDRAWN)
        return True
    return False


def _consultations(writer: Writer) -> None:
    writer.wait(2)
    keys = writer.draw(st.lists(st.sampled_from("甲乙丙"), min_size=1, unique=True))
    for key in keys:
        party = writer.draw(st.sampled_from(("third_party", "joint_maker", "other_agency")))
        writer.add(K.CONSULTATION_OPENED, key=key, party=party)
    for key in keys:
        writer.wait(5)
        writer.add(K.CONSULTATION_CLOSED, key=key, opinion=writer.draw(st.sampled_from(("consents", "objects"))))


def _fee(writer: Writer) -> bool:
    writer.wait(4)
    writer.add(K.FEE_NOTICED)
    if writer.maybe():
        writer.wait(20)
        writer.add(K.FEE_PAID)
        return False
    writer.wait(30, least=21)
    writer.add(K.FEE_LAPSED)
    return True


def _open_outcomes(events: list[Event]) -> tuple[str, ...]:
    """The outcomes that the steps before allow: unclear only after a correction (art 30), excessive only after the
    question for reasons (art 35), and no full disclosure against an objection that is not answered (art 32)."""
    done = {event.kind for event in events}
    barred = set() if K.CORRECTED in done else {"na_unclear"}
    barred |= set() if K.REASONS_ASKED in done else {"np_mass"}
    barred |= {"open"} if any(event.data.get("opinion") == "objects" for event in events) else set()
    return tuple(outcome for outcome in OUTCOMES if outcome not in barred)


def _decision(writer: Writer) -> bool:
    """Whether the decision was served as well."""
    writer.wait(2)
    writer.add(K.DECISION_PROPOSED)
    writer.add(K.DECIDED, outcome=writer.draw(st.sampled_from(_open_outcomes(writer.events))))
    writer.add(K.LETTER_ISSUED)
    if writer.maybe():
        if writer.maybe():
            _posted(writer)
        else:
            writer.add(K.SERVED)
        return True
    return False


def _posted(writer: Writer) -> None:
    """By post in time; signed for, or back and handed over at the counter, or nothing is heard of it."""
    writer.add(K.SERVED, channel="mail")
    sent = len(writer.events)
    if writer.maybe():
        writer.wait(9)
        writer.add(K.DELIVERED, served=sent)
    elif writer.maybe():
        writer.wait(9)
        writer.add(K.MAIL_RETURNED, served=sent, why=writer.draw(st.sampled_from(RETURNED[:4])))
        writer.wait(9)
        writer.add(K.SERVED, channel="counter")


@st.composite
def anything(draw: Any, most: int = 12) -> list[Event]:
    """Any events in any order on any days, each with valid data, some numbered twice."""
    kinds = draw(st.lists(st.sampled_from(tuple(EventKind)), max_size=most))
    start = draw(st.dates(date(2018, 11, 1), date(2028, 3, 1)))
    found = []
    for kind in kinds:
        day = start + timedelta(days=draw(st.integers(-5, 60)))
        seq = draw(st.integers(0, most))
        found.append(read_event(kind, day, _data(draw, kind), seq=seq))
    return found


def _data(draw: Any, kind: EventKind) -> dict[str, Any]:
    data = dict(SAMPLES.get(kind, {}))
    if "key" in data:
        data["key"] = draw(st.sampled_from("甲乙"))
    if kind is K.SUBMITTED:
        data["channel"] = draw(st.sampled_from(("counter", "web", "ordinary_mail", "other")))
    if kind is K.DISPUTE_FILED and draw(st.booleans()):
        data["copy_received_on"] = draw(st.dates(date(2018, 11, 1), date(2028, 3, 1)))
    if kind is K.SERVED:
        data["channel"] = draw(st.sampled_from(("web", "mail", "mail", "announcement")))
    if "served" in data:
        data["served"] = draw(st.integers(0, 12))
        data |= {"why": draw(st.sampled_from(RETURNED))} if kind is K.MAIL_RETURNED else {}
    if kind is K.AMENDED:
        data["amends"] = draw(st.integers(0, 12))
        if draw(st.booleans()):
            data["occurred_on"] = draw(st.dates(date(2018, 11, 1), date(2028, 3, 1)))
    return data
