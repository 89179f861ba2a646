"""Where a request stands: its stage, days, clocks and row, and what is wrong with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from gongkai.statute.citation import Citation
from gongkai.statute.deadlines import Consultation, Limits
from gongkai.statute.events import EventKind
from gongkai.statute.receipt import ReceiptDay, receipt_day


class Stage(StrEnum):
    """What a request is waiting for. ``label`` is the Chinese name."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Stage:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    __hash__ = str.__hash__

    NOT_RECEIVED = "not_received", "尚未收到"
    """In this state, nothing has arrived: no clock runs and nothing can be decided."""
    AWAITING_CONFIRMATION = "awaiting_confirmation", "待确认收到"
    """In this state, the request has arrived and both sides have yet to confirm it; the reply clock
    already runs from the earliest day that can be defended."""
    OPEN = "open", "办理中"
    """In this state, the reply clock runs."""
    AWAITING_CORRECTION = "awaiting_correction", "待申请人补正"
    """In this state, the applicant has to correct the request; the reply clock does not run."""
    IN_CONSULTATION = "in_consultation", "征求意见中"
    """In this state, somebody's opinion is awaited; the days do not count."""
    AWAITING_FEE = "awaiting_fee", "待缴费"
    """In this state, the applicant has to pay; the reply clock does not run."""
    DECISION_PROPOSED = "decision_proposed", "待审批"
    """In this state, a decision lies before the approver; the reply clock runs."""
    DECIDED = "decided", "已决定待送达"
    """In this state, the decision is made and its letter has to be served."""
    SERVED = "served", "已送达"
    """In this state, the reply has been served and the case can be closed."""
    LAPSED = "lapsed", "不再处理"
    """In this state, the applicant let the limit for correction or payment pass."""
    WITHDRAWN = "withdrawn", "已撤回"
    """In this state, the applicant has taken the request back."""
    CLOSED = "closed", "已办结"
    """In this state, everything is done but the filing."""
    FILED = "filed", "已归档"
    """In this state, the papers are in the archive."""


OPEN_STAGES = frozenset(
    {
        Stage.AWAITING_CONFIRMATION,
        Stage.OPEN,
        Stage.AWAITING_CORRECTION,
        Stage.IN_CONSULTATION,
        Stage.AWAITING_FEE,
        Stage.DECISION_PROPOSED,
    }
)
"""The stages in which a case has not ended and is carried over at the end of a year."""


class Severity(StrEnum):
    """How a finding about a case weighs."""

    ERROR = "error"
    """The law was not kept."""
    WARNING = "warning"
    """Something should be looked at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unlawful or doubtful in a history: a stable code, a Chinese sentence, the article."""

    code: str
    severity: Severity
    message: str
    citation: Citation
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a next step is allowed. ``until`` is its last lawful day; ``warning`` does not block."""

    allowed: bool
    reason: str = ""
    citation: Citation | None = None
    until: date | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """The one correction (art 30)."""

    asked_on: date
    limit_on: date
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """The one extension (art 33), in working days."""

    approved_on: date
    days: int
    notified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee notice of a case (art 42); the amount is in yuan. ``letter`` is its number when it is a letter of ours,
    ``served_on`` the day from which the clock stands: by default that on which the applicant had it."""

    noticed_on: date
    limit_on: date
    method: str
    amount: int
    paid_on: date | None = None
    letter: str | None = None
    served_on: date | None = None

    @property
    def unserved(self) -> bool:
        """Whether nobody recorded yet that the applicant has the notice: the clock runs on."""
        return self.served_on is None and self.paid_on is None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The exchange about too many requests (art 35). ``accepted`` is None until the agency has judged."""

    asked_on: date
    given_on: date | None = None
    delayed_until: date | None = None
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A reconsideration or lawsuit about the case. ``answer_until`` is the agency's own limit: an answer after it
    counts as no evidence (行政复议法第七十条). It is None until the day on which the papers came is recorded."""

    key: str
    kind: str
    filed_on: date
    result: str | None = None
    decided_on: date | None = None
    procedure: str | None = None
    copy_received_on: date | None = None
    answer_until: date | None = None
    decision_until: date | None = None
    extended_until: date | None = None
    answered_on: date | None = None

    @property
    def awaits_answer(self) -> bool:
        """Whether the agency's answer or defence is still to be handed in."""
        return self.answered_on is None and self.result is None

    def cell_on(self, cutoff: date) -> str | None:
        """Its cell of table C at the end of a day, as ``group.result``; None before it was filed."""
        if self.filed_on > cutoff:
            return None
        ended = self.decided_on is not None and self.decided_on <= cutoff
        return f"{self.kind}.{self.result if ended else 'pending'}"


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter handed to the post: ``seq`` is the event of its service, ``letter`` its number. It was signed for, or it
    came back, or neither is known yet. ``again``: the letter was served once more later."""

    seq: int
    letter: str
    on: date
    signed_on: date | None = None
    returned_on: date | None = None
    why: str = ""
    again: bool = False

    @property
    def awaits_proof(self) -> bool:
        """Whether it is not known yet what became of the letter."""
        return self.signed_on is None and self.returned_on is None and not self.again

    @property
    def to_serve_again(self) -> bool:
        """Whether the letter came back and nobody has served it since."""
        return self.returned_on is not None and not self.again


class CaseState(NamedTuple):
    """Everything that follows from the events of a case, the law and the calendar. A named tuple: with
    this many fields it is made six times as fast as a frozen dataclass, and a province folds millions.

    ``due_on`` is the last day for the reply; None while the clock does not run (correction or payment
    awaited) and where it cannot be computed. ``row`` is the row of table B since ``decided_on``.
    ``served_on`` is the day that counts under 235号: the day signed, handed to the post, or sent.
    ``in_hand_on`` is the day on which the applicant had the reply; None while a posted one is not known to be signed
    for. ``posted`` are the letters that went by post and what became of each.
    ``redecide_until`` is the last day for a new reply after the old one was overturned, ``reserved_on`` the day on
    which that new reply was served.
    """

    stage: Stage
    channel: str | None
    arrived_on: date | None
    confirmed_on: date | None
    unreachable: bool
    received_on: date | None
    clock_started_on: date | None
    limits: Limits | None
    due_on: date | None
    original_due_on: date | None
    missing_years: tuple[int, ...]
    waiting_for: str | None
    correction: Correction | None
    consultations: tuple[Consultation, ...]
    reasons: Reasons | None
    extension: Extension | None
    fee: Fee | None
    proposed_outcome: str | None
    decided_on: date | None
    ended_by: EventKind | None
    row: str | None
    letters_issued: int
    served_on: date | None
    served_through: str | None
    in_hand_on: date | None
    posted: tuple[Posted, ...]
    on_time: bool | None
    closed_on: date | None
    filed_on: date | None
    disputes: tuple[Dispute, ...]
    overturned_on: date | None
    redecided_on: date | None
    amendment_asked_on: date | None
    redecide_until: date | None
    reserved_on: date | None
    findings: tuple[Finding, ...]

    @property
    def provisional(self) -> bool:
        """Whether the due day reaches into a year without a holiday notice (暂定)."""
        return bool(self.missing_years)

    @property
    def outcome(self) -> str | None:
        """The outcome of the agency's own decision; None when the case ended otherwise."""
        return self.row if self.ended_by is EventKind.DECIDED else None

    @property
    def extended(self) -> bool:
        return self.extension is not None

    @property
    def correction_limit_on(self) -> date | None:
        """The applicant's last day for the correction, while it is awaited."""
        return self.correction.limit_on if self.correction and self.waiting_for == "correction" else None

    @property
    def fee_limit_on(self) -> date | None:
        """The applicant's last day for the payment, while it is awaited."""
        return self.fee.limit_on if self.fee and self.waiting_for == "fee" else None

    @property
    def fee_owed(self) -> Fee | None:
        """The fee that the applicant was told of, or is about to be, and has not paid; None once the case ended."""
        return self.fee if self.fee and self.fee.paid_on is None and self.ended_by is None else None

    @property
    def next_limit_on(self) -> date | None:
        """The day to watch: the reply's until it is served (235号), while the clock stands the other side's; that of
        a dispute or of a new reply when it comes first. None once nothing is owed."""
        if self.decided_on is None:
            own = self.due_on or self.correction_limit_on or self.fee_limit_on
        else:
            own = self.due_on if self.outcome is not None and self.served_on is None else None
        return self.soonest(own) if self.disputes else own

    def soonest(self, own: date | None) -> date | None:
        """The first of a limit and those that disputes bring."""
        return min((on for on in (own, self.answer_limit_on, self.redecision_limit_on) if on is not None), default=None)

    @property
    def to_serve_again(self) -> tuple[Posted, ...]:
        """The letters that came back and have to be served in another way."""
        return tuple(entry for entry in self.posted if entry.to_serve_again)

    @property
    def answer_limit_on(self) -> date | None:
        """The last day for the first of the answers that disputes still wait for."""
        awaited = (entry.answer_until for entry in self.disputes if entry.awaits_answer)
        return min((on for on in awaited if on is not None), default=None)

    @property
    def redecision_limit_on(self) -> date | None:
        """The last day for the new reply, until it is served."""
        return self.redecide_until if self.reserved_on is None else None

    @property
    def disputed(self) -> bool:
        """Whether a dispute runs, or a new reply is owed: such a case is not at rest, even in the archive."""
        return self.redecision_limit_on is not None or any(entry.result is None for entry in self.disputes)

    @property
    def receipt(self) -> ReceiptDay | None:
        """The day of receipt with its ground and alternatives (art 31)."""
        if self.channel is None or self.arrived_on is None:
            return None
        basis = self.limits.receipt_day if self.limits else "earliest"
        return receipt_day(self.channel, self.arrived_on, self.confirmed_on, unreachable=self.unreachable, basis=basis)

    def row_on(self, cutoff: date) -> str | None:
        """The one row of table B at the end of a day: an outcome, ``carry_out``, or None when the
        request had not been received yet."""
        if self.received_on is None or self.received_on > cutoff:
            return None
        return self.row if self.decided_on is not None and self.decided_on <= cutoff else "carry_out"
