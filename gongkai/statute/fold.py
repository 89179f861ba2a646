"""A case being folded: what the events so far have made of it, and the clocks that follow.

A step the law does not allow (see `objections`) stays in the log and moves no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gongkai.statute.case_state import (
    CaseState,
    Correction,
    Dispute,
    Extension,
    Fee,
    Finding,
    Posted,
    Reasons,
    Severity,
    Stage,
)
from gongkai.statute.citation import Citation, cite
from gongkai.statute.deadlines import Consultation, Limits, pauses
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import EventKind
from gongkai.statute.parameters import Rules
from gongkai.statute.receipt import NEEDS_CONFIRMATION
from gongkai.statute.workdays import Calendar, Pause

K = EventKind
_ART_31, _ART_33 = cite("regulation:31"), cite("regulation:33¶2")
_SERVICE, OWN = cite("service_paper:"), cite("gongkai:")
_ART_51 = cite("regulation:51")
ANSWERS = (("书面答复", cite("reconsideration_law:70")), ("答辩", cite("litigation_law:34¶2")))
"""What an agency hands in when it is asked to reconsider, and when it is sued; what follows when it is late."""
NO_EVIDENCE = "逾期提交且没有正当理由的，视为没有证据、依据。"


class Fold:
    """A case being folded. Class attributes are the values before the first event."""

    arrived_on: date | None = None
    channel: str | None = None
    confirmed_on: date | None = None
    unreachable = False
    received_on: date | None = None
    day0: date | None = None
    limits: Limits | None = None
    waiting_for: str | None = None
    correction: Correction | None = None
    consultations: tuple[Consultation, ...] = ()
    reasons: Reasons | None = None
    extension: Extension | None = None
    extra = 0
    """Working days by which the clock that runs now is extended."""
    promised_on: date | None = None
    """A due day told before the clock started anew; the new one is never earlier."""
    fee: Fee | None = None
    proposed_outcome: str | None = None
    decided_on: date | None = None
    ended_by: EventKind | None = None
    row: str | None = None
    letters_issued = 0
    letter_dates: Mapping[str, date] = {}
    served_on: date | None = None
    served_through: str | None = None
    in_hand_on: date | None = None
    posted: tuple[Posted, ...] = ()
    reply_letter = ""
    """The number of the last reply that was issued: a service that names no letter is of this one."""
    served_seq: int | None = None
    """The event by which the reply was served, as far as that still stands."""
    reserved_seq: int | None = None
    reply_back = False
    """Whether the reply came back and nobody has served it since: such a case is not at rest, even when it was filed
    on a day between the return and the record of it."""
    kept_on: date | None = None
    """The day on which a reply that came back was first handed to the post, where that still counts (235号)."""
    closed_on: date | None = None
    filed_on: date | None = None
    disputes: tuple[Dispute, ...] = ()
    overturned_on: date | None = None
    redecided_on: date | None = None
    redecide_until: date | None = None
    redecide_told = False
    """Whether the judgment itself names ``redecide_until``; otherwise it is the agency's own rule, which warns."""
    reserved_on: date | None = None
    amendment_asked_on: date | None = None
    third_party_informed_on: date | None = None
    as_of: date | None = None
    """The day up to which an open consultation has paused the clock."""
    seen_on: date | None = None
    """The day the answer is for, also after the case has ended."""
    findings: tuple[Finding, ...] = ()
    _counted_for: tuple[date | None, int, tuple[Consultation, ...], date | None] | None = None
    _counted_due = date.min

    def __init__(self, rules: Rules, calendar: Calendar) -> None:
        self.rules = rules
        self.calendar = calendar

    # -- findings ----------------------------------------------------------------------------------

    def note(self, code: str, message: str, citation: Citation, severity: Severity, on: date | None) -> None:
        self.findings = (*self.findings, Finding(code, severity, message, citation, on))

    def warn(self, code: str, message: str, citation: Citation, on: date) -> None:
        self.note(code, message, citation, Severity.WARNING, on)

    # -- the clock ---------------------------------------------------------------------------------

    @property
    def pauses(self) -> list[Pause]:
        """The days taken out by consultations, as known now."""
        if not self.consultations or self.as_of is None or self.limits is None:
            return []
        return pauses(self.consultations, self.as_of, self.limits.pause_boundary)

    @property
    def due_on(self) -> date | None:
        """The last day for the reply; None while the clock does not run."""
        return self._due(self.extra)

    @property
    def original_due_on(self) -> date | None:
        """The due day as it would be without the extension."""
        return self._due(0)

    def _due(self, extra: int) -> date | None:
        if self.day0 is None or self.waiting_for is not None or self.limits is None:
            return None
        due = self._counted_due_day(self.limits.reply + extra)
        if self.promised_on is not None and self.promised_on > due:
            due = self.promised_on
        if self.reasons is not None and self.reasons.delayed_until is not None:
            due = max(due, self.reasons.delayed_until)
        return due

    def _counted_due_day(self, limit: int) -> date:
        """The day on which the clock that runs now reaches a limit: it is asked for more than once."""
        key = (self.day0, limit, self.consultations, self.as_of if self.consultations else None)
        if key != self._counted_for:
            assert self.day0 is not None
            self._counted_due = self.calendar.add(self.day0, limit, self.pauses if self.consultations else ())
            self._counted_for = key
        return self._counted_due

    def restart(self, day: date) -> None:
        """Start the reply clock anew. What was promised before the restart stays promised."""
        self.waiting_for = None
        if self.extension is not None and self.extra:
            self.promised_on = self.due_on
            self.extra = 0
        self.day0 = day

    def end(self, kind: EventKind, on: date, row: str) -> None:
        self.ended_by, self.decided_on, self.row, self.as_of = kind, on, row, on

    # -- the result --------------------------------------------------------------------------------

    def state(self) -> CaseState:
        """The state after all events taken."""
        if self.reply_back:
            self.closed_on = self.filed_on = None
        due, original, missing = self._days()
        on_time = self._punctuality(due)
        self._check_extension(original)
        if self.disputes:
            self._check_disputes()
        if self.posted:
            self._check_returned()
        return CaseState(
            _stage(self),
            self.channel,
            self.arrived_on,
            self.confirmed_on,
            self.unreachable,
            self.received_on,
            self.day0,
            self.limits,
            due,
            original,
            missing,
            self.waiting_for,
            self.correction,
            self.consultations,
            self.reasons,
            self.extension,
            self.fee,
            self.proposed_outcome,
            self.decided_on,
            self.ended_by,
            self.row,
            self.letters_issued,
            self.served_on,
            self.served_through,
            self.in_hand_on,
            self.posted,
            on_time,
            self.closed_on,
            self.filed_on,
            self.disputes,
            self.overturned_on,
            self.redecided_on,
            self.amendment_asked_on,
            self.redecide_until,
            self.reserved_on,
            self.findings,
        )

    def _days(self) -> tuple[date | None, date | None, tuple[int, ...]]:
        try:
            due = self.due_on
            if due is None:
                return None, None, ()
            original = self.original_due_on if self.extra else due
        except StatuteError as error:
            self.note(error.code, str(error), OWN, Severity.ERROR, self.received_on)
            return None, None, ()
        if due <= self.calendar.known_until:
            return due, original, ()
        return due, original, self.calendar.missing_years(self.day0 or due, due)

    def _punctuality(self, due: date | None) -> bool | None:
        """Whether the reply was on time (235号); None while it is open or when none was needed."""
        if self.ended_by is None:
            self._remind(due)
            return None
        if self.ended_by is not K.DECIDED:
            self._remind_of_reply(due)
            return None
        if self.served_on is None:
            self._remind_of_service(due)
            return None
        if due is None:
            return self.waiting_for is not None or None
        if self.served_on > due >= (self.decided_on or due):
            message = f"答复期限为{due:%Y-%m-%d}，答复于{self.served_on:%Y-%m-%d}送达，已经逾期。"
            # Which day counts after a letter came back, no text that was checked says: that may only warn.
            returned = any(entry.returned_on is not None for entry in self.posted)
            severity = Severity.WARNING if returned else Severity.ERROR
            self.note("REPLY_LATE", message, _SERVICE, severity, self.served_on)
        return self.served_on <= due

    def _check_extension(self, original: date | None) -> None:
        """An extension has to be told to the applicant (art 33). That nobody was told by the original due day is noted;
        the due day stays, since no paper says that the extension falls."""
        if not self.extra or self.extension is None or self.extension.notified_on is not None:
            return
        if original is not None and self.as_of is not None and self.as_of > original:
            message = f"延期已经批准，至原答复期限（{original:%Y-%m-%d}）届满仍没有告知申请人的记录。"
            self.warn("EXTENSION_NOT_NOTIFIED", message, _ART_33, self.as_of)

    def _check_disputes(self) -> None:
        """What disputes have missed: the agency's answer, and the new reply after the old one fell."""
        for entry in self.disputes:
            seen = entry.decided_on or self.seen_on
            if entry.answered_on is None and entry.answer_until is not None and seen and seen > entry.answer_until:
                what, citation = ANSWERS[entry.kind != "reconsideration"]
                message = f"“{entry.key}”的{what}期限{entry.answer_until:%Y-%m-%d}已过，没有提交的记录；"
                self.note("DISPUTE_UNANSWERED", f"{message}{NO_EVIDENCE}", citation, Severity.ERROR, seen)
        until, done = self.redecide_until, self.reserved_on or self.seen_on
        if until is not None and done is not None and done > until:
            state = f"于{done:%Y-%m-%d}送达，已经逾期" if self.reserved_on else "已过，尚未送达重新作出的答复"
            message = f"原答复被纠正后，重新答复的期限{until:%Y-%m-%d}{'' if not self.reserved_on else '，'}{state}。"
            severity = Severity.ERROR if self.redecide_told else Severity.WARNING
            self.note("REDECISION_LATE", message, _ART_51, severity, done)

    def _remind_of_reply(self, due: date | None) -> None:
        """A reply that was due by the day the answer is for, or when the applicant gave up waiting."""
        if due is not None and self.as_of is not None and self.as_of > due:
            message = f"答复期限{due:%Y-%m-%d}已过，尚未作出答复。"
            self.note("REPLY_OVERDUE", message, _ART_33, Severity.ERROR, self.as_of)

    def _remind_of_service(self, due: date | None) -> None:
        """A decision in the drawer is no reply: the day of service decides (235号)."""
        if self.kept_on is not None and (due is None or self.kept_on <= due):
            return
        if due is not None and self.seen_on is not None and self.seen_on > due >= (self.decided_on or due):
            message = f"答复期限{due:%Y-%m-%d}已过，决定已经作出，尚未送达申请人。"
            self.note("REPLY_UNSERVED", message, _SERVICE, Severity.ERROR, self.seen_on)

    def _check_returned(self) -> None:
        """A letter that came back has told nobody anything."""
        for entry in self.posted:
            if entry.to_serve_again:
                what = f"文书{entry.letter}" if entry.letter else "答复"
                message = f"邮寄的{what}于{entry.returned_on:%Y-%m-%d}退回，尚未再次送达。"
                self.warn("MAIL_NOT_SERVED_AGAIN", message, _SERVICE, entry.returned_on or entry.on)

    def _remind(self, due: date | None) -> None:
        """What an open case has missed as of the day the answer is for."""
        if self.as_of is None:
            return
        self._remind_of_reply(due)
        if self.arrived_on is None or self.confirmed_on is not None or self.channel not in NEEDS_CONFIRMATION:
            return
        if self.limits is None:
            return
        try:
            overdue = self.as_of > self.calendar.add(self.arrived_on, self.limits.receipt_confirmation)
        except StatuteError:
            return
        if overdue:
            self.warn("RECEIPT_UNCONFIRMED", "申请到达后至次一工作日仍未与申请人确认收到。", _ART_31, self.as_of)


def _stage(case: Fold) -> Stage:
    if case.filed_on is not None:
        return Stage.FILED
    if case.closed_on is not None:
        return Stage.CLOSED
    if case.ended_by is None:
        return _open_stage(case)
    if case.ended_by is K.WITHDRAWN:
        return Stage.WITHDRAWN
    if case.ended_by is not K.DECIDED:
        return Stage.LAPSED
    return Stage.SERVED if case.served_on is not None else Stage.DECIDED


def _open_stage(case: Fold) -> Stage:
    if case.received_on is None or case.as_of is None:
        return Stage.NOT_RECEIVED
    if case.waiting_for is not None:
        return Stage.AWAITING_CORRECTION if case.waiting_for == "correction" else Stage.AWAITING_FEE
    if case.consultations and any(entry.pauses_on(case.as_of) for entry in case.consultations):
        return Stage.IN_CONSULTATION
    if case.proposed_outcome is not None:
        return Stage.DECISION_PROPOSED
    if case.confirmed_on is None and case.channel in NEEDS_CONFIRMATION:
        return Stage.AWAITING_CONFIRMATION
    return Stage.OPEN
