"""What a letter needs to know of a case: its facts, the remedy, and the letter composed from them."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, Kind
from gongkai.casework import attachments, intake, subjects
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.log import Dossier
from gongkai.casework.models import ApplicantKind, Case, Channel
from gongkai.casework.opinions import Opinion
from gongkai.statute import letters
from gongkai.statute.errors import StatuteError
from gongkai.statute.letters import Letter
from gongkai.statute.outcomes import OutcomeClass, outcome_rule
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import CaseState
from gongkai.statute.remedies import Decider, Remedy, Standing, remedy, remedy_for_third_party
from gongkai.statute.workdays import Calendar

_STANDING: dict[str, Standing] = {
    Kind.GOVERNMENT: Standing.GOVERNMENT,
    Kind.OFFICE: Standing.DEPARTMENT,
    Kind.DEPARTMENT: Standing.DEPARTMENT,
    Kind.TOWNSHIP: Standing.TOWNSHIP,
    Kind.SUBDISTRICT: Standing.FIELD_OFFICE,
    Kind.FIELD_OFFICE: Standing.FIELD_OFFICE,
    Kind.VILLAGE: Standing.AUTHORISED,
}

_GIVES = frozenset({OutcomeClass.DISCLOSED, OutcomeClass.PARTLY_DISCLOSED})
_THROUGH: dict[str, str] = {
    Channel.COUNTER: "当面方式",
    Channel.SIGNED_MAIL: "邮寄",
    Channel.ORDINARY_MAIL: "信函",
    Channel.WEB: "互联网",
    Channel.FAX: "传真",
    Channel.OTHER: "本机关公布的其他渠道",
}
"""How a letter says it: “收到您通过……提交的政府信息公开申请”."""


def decision_letter(dossier: Dossier, opinion: Opinion | None, *, number: str, on: date) -> Letter:
    """The letter of an approved opinion. Raises NotPermitted without one, Incomplete naming what it lacks."""
    if opinion is None:
        raise NotPermitted("没有拟办意见，不能制发告知书。")
    known = facts(dossier.case, dossier.state, number=number, on=on)
    known |= opinion.facts | {"remedy": remedy_of(dossier.case, opinion.outcomes, on)}
    known |= _provided(dossier.case, opinion)
    try:
        if opinion.items:
            return letters.compose_several(_items(opinion), known)
        return letters.compose_decision(opinion.outcome, known, variant=opinion.variant)
    except StatuteError as error:
        raise Incomplete(str(error)) from error


def preview(case: Case, state: CaseState, opinion: Opinion, *, on: date, days: Calendar | None = None) -> Letter:
    """The letter as it would be, with blanks for what is missing; nothing is numbered. ``days`` is today's calendar
    where it was read already."""
    known = facts(case, state, number="", on=on) | opinion.facts
    known |= {"remedy": remedy_of(case, opinion.outcomes, on, days=days)} | _provided(case, opinion)
    if opinion.items:
        return letters.draft_several(_items(opinion), known)
    known |= {"outcome": opinion.outcome, "variant": opinion.variant}
    kind = outcome_rule(opinion.outcome).variant(opinion.variant).letter
    return letters.draft(kind, known)


def _provided(case: Case, opinion: Opinion) -> dict[str, Any]:
    """The files that go out with a reply that gives something (条例第三十六条第（二）项、第三十七条)."""
    gives = any(outcome_rule(outcome).outcome_class in _GIVES for outcome in opinion.outcomes)
    return {"attachments": attachments.provided(case)} if gives else {}


def facts(case: Case, state: CaseState, *, number: str, on: date) -> dict[str, Any]:
    """What every letter about a case may say, by the names of statute/data/letters/fields.yaml."""
    person = subjects.person(case.subject)
    wanted = intake.wanted_of(case)
    known: dict[str, Any] = {
        "agency": case.agency.name,
        "addressee": person.name,
        "applicant": person.name,
        "organisation": case.applicant_kind != ApplicantKind.NATURAL_PERSON,
        "number": number,
        "dated_on": on,
        "receipt_number": case.number,
        "received_on": state.received_on,
        "channel": _THROUGH[case.channel],
        "request": wanted.description if wanted else subjects.ERASED,
        "due_on": state.due_on,
        "contact": f"{case.agency.disclosure_office or case.agency.name}，电话{case.agency.telephone}",
    }
    if state.receipt is not None:
        known["receipt_why"] = f"{state.receipt.why.removesuffix('。')}（{state.receipt.citation}）。"
    if state.correction is not None:
        known |= {
            "correction_asked_on": state.correction.asked_on,
            "correction_limit_on": state.correction.limit_on,
            "corrected_on": state.correction.corrected_on,
        }
    if state.fee is not None:
        known |= {
            "fee_noticed_on": state.fee.noticed_on,
            "fee_limit_on": state.fee.limit_on,
            "amount": state.fee.amount,
        }
    return {name: value for name, value in known.items() if value is not None}


def _items(opinion: Opinion) -> list[dict[str, Any]]:
    return [
        item.facts | {"request": item.request, "outcome": item.outcome, "variant": item.variant}
        for item in opinion.items
    ]


def remedy_of(case: Case, outcome: str | tuple[str, ...], on: date, *, days: Calendar | None = None) -> Remedy:
    """The remedies against a decision of a day (行政复议法第二十三条、第二十四条)."""
    return remedy(outcome, **_told(case, on, days))


def remedy_of_amendment(case: Case, on: date) -> Remedy:
    """The remedies against the answer to a wish for correction: the applicant has the choice (条例第四十一条、
    第五十一条)."""
    return remedy_of(case, "open", on)


def remedy_of_party(case: Case, on: date) -> Remedy:
    """The remedies of a third party against the disclosure of what it objected to: it has the choice, whatever way
    the applicant has (条例第三十二条、第五十一条)."""
    # How a notice reaches a third party is not known when it is written.
    return remedy_for_third_party(**_told_by(case.agency, "", on))


def remedy_for_sample(agency: Agency, on: date, outcome: str | None) -> Remedy:
    """The remedies in a letter that tries a template; without an outcome those of a third party."""
    told = _told_by(agency, "", on)
    return remedy_for_third_party(**told) if outcome is None else remedy(outcome, **told)


def _told(case: Case, on: date, days: Calendar | None = None) -> dict[str, Any]:
    wanted = intake.wanted_of(case)
    return _told_by(case.agency, wanted.delivery if wanted else "", on, days)


def _told_by(agency: Agency, served_through: str, on: date, days: Calendar | None = None) -> dict[str, Any]:
    """What every remedy is derived from: who decided, on which day, and by which way it is told."""
    return {
        "decided_on": on,
        "served_on": None,
        "served_through": served_through,
        "agency": decider(agency),
        "rules": rules(),
        "calendar": days or calendar.current(),
    }


def decider(agency: Agency) -> Decider:
    """Who decides for an agency, as far as remedies need it."""
    return Decider(
        name=agency.name,
        standing=_STANDING[agency.kind],
        body=agency.reconsideration_body,
        court=agency.court,
        online_channel=agency.reconsideration_website,
    )
