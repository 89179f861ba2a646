"""The clocks of a dispute once it is filed: the agency's answer, the decision, its extension.

行政复议法 counts 三日、五日、七日、十日 in working days (第八十八条第二款); longer periods are calendar days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.statute.case_state import CaseState, Dispute
from gongkai.statute.citation import Citation, cite
from gongkai.statute.errors import BadInput, StatuteError, UnknownParameter
from gongkai.statute.parameters import Rules
from gongkai.statute.periods import LastDay, days_after, months_after, workdays_after
from gongkai.statute.workdays import Calendar


class Procedure(StrEnum):
    """How the dispute is heard."""

    SIMPLE = "simple"
    ORDINARY = "ordinary"
    LITIGATION = "litigation"

    @property
    def label(self) -> str:
        return {"simple": "行政复议简易程序", "ordinary": "行政复议普通程序", "litigation": "行政诉讼一审"}[self.value]


_PARAMETERS = {
    Procedure.SIMPLE: ("reconsideration_answer_simple", "reconsideration_decision_simple"),
    Procedure.ORDINARY: ("reconsideration_answer_ordinary", "reconsideration_decision_ordinary"),
    Procedure.LITIGATION: ("litigation_answer", "litigation_judgment"),
}


@dataclass(frozen=True, slots=True)
class DisputeClock:
    """Until when the agency must answer and the case must be decided. An answer that is late is no evidence."""

    procedure: Procedure
    answer_until: LastDay
    decision_until: LastDay
    extended_until: LastDay | None
    citations: tuple[Citation, ...]


def dispute_clock(
    procedure: Procedure, *, accepted_on: date, copy_received_on: date, rules: Rules, calendar: Calendar
) -> DisputeClock:
    """The clocks of a dispute accepted on one day whose papers reached the agency on another.

    Raises BadInput when the papers came before the acceptance; UnknownParameter for 简易程序 before 2024.
    """
    if copy_received_on < accepted_on:
        raise BadInput(f"收到副本的日期{copy_received_on:%Y-%m-%d}早于受理日期{accepted_on:%Y-%m-%d}。")
    answer, decision = (rules.get(name, accepted_on) for name in _PARAMETERS[procedure])
    court = procedure is Procedure.LITIGATION
    answer_until = (days_after if court else workdays_after)(copy_received_on, answer.value, calendar)
    decision_until = (months_after if court else days_after)(accepted_on, decision.value, calendar)
    citations, extended = [answer.citation, decision.citation], None
    if procedure is Procedure.ORDINARY:
        extension = rules.get("reconsideration_decision_extension", accepted_on)
        extended = days_after(accepted_on, decision.value + extension.value, calendar)
        citations.append(extension.citation)
    return DisputeClock(procedure, answer_until, decision_until, extended, tuple(dict.fromkeys(citations)))


def clock_of(dispute: Dispute, *, rules: Rules, calendar: Calendar) -> DisputeClock | None:
    """The clock of a dispute as it was recorded; None until the day is known on which the papers came.

    Where the procedure is not recorded the shorter one is taken, so that no day is missed. Raises BadInput for a
    procedure that cannot be, and for papers that came before the acceptance; UnknownParameter.
    """
    if dispute.copy_received_on is None:
        return None

    def clock(procedure: Procedure) -> DisputeClock:
        copy = dispute.copy_received_on or dispute.filed_on
        return dispute_clock(
            procedure, accepted_on=dispute.filed_on, copy_received_on=copy, rules=rules, calendar=calendar
        )

    court = dispute.kind != "reconsideration"
    if dispute.procedure is not None:
        procedure = Procedure(dispute.procedure)
        if court is not (procedure is Procedure.LITIGATION):
            raise BadInput(f"“{dispute.key}”登记的审理程序（{procedure.label}）与争议种类不符。")
        return clock(procedure)
    if court:
        return clock(Procedure.LITIGATION)
    try:
        return clock(Procedure.SIMPLE)
    except UnknownParameter:
        return clock(Procedure.ORDINARY)


def redecision_day(received_on: date, *, rules: Rules, calendar: Calendar) -> LastDay:
    """The last day for a new reply when the judgment that overturned the old one names none. A configuration: no
    article fixes it for reconsideration, and 法释〔2025〕8号 is known at second hand."""
    return workdays_after(received_on, rules.value("redecision_limit", received_on), calendar)


Said = tuple[str, Citation | None, date]
"""A sentence about a dispute, its ground and its day."""


def sentences(state: CaseState, *, rules: Rules, calendar: Calendar) -> Iterator[Said]:
    """The clocks of a case's disputes in words: what the agency has to do by when, and why."""
    for dispute in state.disputes:
        yield from dispute_sentences(dispute, rules=rules, calendar=calendar)
    if state.redecide_until is not None:
        yield _new_reply(state)


def dispute_sentences(dispute: Dispute, *, rules: Rules, calendar: Calendar) -> Iterator[Said]:
    """The clocks of one dispute in words."""
    try:
        clock = clock_of(dispute, rules=rules, calendar=calendar)
    except StatuteError as error:
        yield f"“{dispute.key}”的期限无法计算：{error}", None, dispute.filed_on
        return
    if clock is None:
        text = f"“{dispute.key}”没有登记收到申请书或者起诉状副本的日期，答复、答辩的期限无法计算，请更正记录补登。"
        yield text, None, dispute.filed_on
        return
    yield _answer(dispute, clock, rules)
    text = (
        f"{clock.procedure.label}，审理期限自受理之日（{dispute.filed_on:%Y-%m-%d}）起至{_last(clock.decision_until)}"
    )
    text += f"，经批准可以延长至{_last(clock.extended_until)}" if clock.extended_until else ""
    yield f"{text}。", clock.citations[1], clock.decision_until.on


def _answer(dispute: Dispute, clock: DisputeClock, rules: Rules) -> Said:
    court, copy = clock.procedure is Procedure.LITIGATION, dispute.copy_received_on or dispute.filed_on
    days = rules.value(_PARAMETERS[clock.procedure][0], dispute.filed_on)
    what = f"{days}日内提交答辩状和证据" if court else f"{days}个工作日内提出书面答复，提交证据、依据和有关材料"
    assumed = dispute.procedure is None and not court
    text = "没有登记适用的程序，按较短的期限计算：" if assumed else ""
    text += f"{copy:%Y-%m-%d}收到副本，应当在{what}，至{_last(clock.answer_until)}。"
    if dispute.answered_on is not None:
        text += f"已于{dispute.answered_on:%Y-%m-%d}提交。"
    return f"“{dispute.key}”{text}", clock.citations[0], clock.answer_until.on


def _new_reply(state: CaseState) -> Said:
    until = state.redecide_until
    assert until is not None
    text = f"原答复被纠正，应当在{until:%Y-%m-%d}以前重新作出答复并送达；裁判文书载明期限的，以文书为准。"
    if state.reserved_on is not None:
        text += f"已于{state.reserved_on:%Y-%m-%d}送达。"
    return text, cite("regulation:51"), until


def _last(day: LastDay) -> str:
    moved = f"（原为{day.nominal:%Y-%m-%d}，遇休息日顺延）" if day.moved else ""
    return f"{day.on:%Y-%m-%d}{'（暂定）' if day.provisional else ''}{moved}"
