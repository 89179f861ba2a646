"""The clocks of a dispute once it is filed: the agency's answer, the decision, its extension.

行政复议法 counts 三日、五日、七日、十日 in working days (第八十八条第二款); longer periods are calendar days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.statute.citation import Citation
from gongkai.statute.errors import BadInput
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
