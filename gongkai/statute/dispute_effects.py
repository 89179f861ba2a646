"""What the events of a reconsideration or lawsuit do to a case (条例第五十一条)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gongkai.statute.case_state import Dispute, Severity
from gongkai.statute.disputes import clock_of, redecision_day
from gongkai.statute.events import Event
from gongkai.statute.fold import ANSWERS, NO_EVIDENCE, OWN, Fold


def filed(case: Fold, event: Event) -> None:
    """A dispute was accepted. Its clock runs once the day is known on which the papers came."""
    key = event.data["key"]
    if any(entry.key == key for entry in case.disputes):
        case.warn("DISPUTE_KEY_REUSED", f"争议编号“{key}”已经登记过。", OWN, event.occurred_on)
        return
    procedure, copy = event.data.get("procedure"), event.data.get("copy_received_on")
    found = Dispute(key, event.data["kind"], event.occurred_on, procedure=procedure, copy_received_on=copy)
    # The dispute stands even when its clock cannot be computed, which `take` then says.
    case.disputes = (*case.disputes, found)
    clock = clock_of(found, rules=case.rules, calendar=case.calendar)
    if clock is not None:
        case.disputes = (
            *case.disputes[:-1],
            replace(
                found,
                answer_until=clock.answer_until.on,
                decision_until=clock.decision_until.on,
                extended_until=clock.extended_until.on if clock.extended_until else None,
            ),
        )


def answered(case: Fold, event: Event) -> None:
    """The agency handed in its answer or defence; late, it is no evidence (行政复议法第七十条)."""
    key, on = event.data["key"], event.occurred_on
    found = next((entry for entry in case.disputes if entry.key == key and entry.awaits_answer), None)
    if found is None:
        case.warn("DISPUTE_UNKNOWN", f"没有编号为“{key}”的待答复、答辩的争议。", OWN, on)
        return
    case.disputes = tuple(replace(entry, answered_on=on) if entry is found else entry for entry in case.disputes)
    if found.answer_until is not None and on > found.answer_until:
        what, citation = ANSWERS[found.kind != "reconsideration"]
        message = f"“{key}”的{what}期限为{found.answer_until:%Y-%m-%d}，于{on:%Y-%m-%d}提交；{NO_EVIDENCE}"
        case.note("DISPUTE_ANSWER_LATE", message, citation, Severity.ERROR, on)


def decided(case: Fold, event: Event) -> None:
    """The dispute ended; an overturned reply has to be made anew within a limit of its own."""
    key, result, on = event.data["key"], event.data["result"], event.occurred_on
    found = next((entry for entry in case.disputes if entry.key == key and entry.result is None), None)
    if found is None:
        case.warn("DISPUTE_UNKNOWN", f"没有编号为“{key}”的未审结争议。", OWN, on)
        return
    ended = replace(found, result=result, decided_on=on)
    case.disputes = tuple(ended if entry is found else entry for entry in case.disputes)
    if result == "overturned" and case.ended_by is not None:
        case.overturned_on, case.reserved_on = on, None
        case.redecide_until = None
        # 结果纠正 is also said of a judgment that only finds the reply unlawful; unless that is recorded, a new
        # reply is owed.
        if event.data.get("new_reply", True):
            _set_new_limit(case, event)


def _set_new_limit(case: Fold, event: Event) -> None:
    """Until when the new reply is due: the day that the judgment names, or so many days from its receipt."""
    told = event.data.get("redecide_by")
    case.redecide_told, case.redecide_until = told is not None, told
    if told is None:
        received = event.data.get("received_on", event.occurred_on)
        case.redecide_until = redecision_day(received, rules=case.rules, calendar=case.calendar).on


def serves_new_reply(case: Fold, issued: date | None) -> bool:
    """Whether a service brings the new reply after the old one was overturned. A notice counts as issued before all
    replies."""
    if case.redecide_until is None or case.redecided_on is None or case.overturned_on is not None:
        return False
    return case.reserved_on is None and (issued is None or issued >= case.redecided_on)
