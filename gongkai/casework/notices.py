"""The letters on the way to the reply (条例第三十条、第三十二条至第三十五条、第四十一条、第四十二条).

A notice is composed from what the case knows, what the officer adds and what the law makes of the step; it is
numbered, sealed and recorded together with the step itself, in one transaction. A notice that lacks a required
element is not issued, and then nothing is recorded and no number is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import chain, correspondence, fee_chain, handling, issuing, log, numbers, signing
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Case, Letter, Party
from gongkai.statute import letters, procedure
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import Event, EventKind
from gongkai.statute.fees import METHOD_LABELS, PER_ITEM

Facts = Mapping[str, Any]
Told = Callable[[Facts], tuple[dict[str, Any], dict[str, Any]]]

APPLICANT, PARTY = "applicant", "party"
FEE = "notice-fee"
PARTY_LETTERS = {
    "third_party": "third_party_consultation",
    "joint_maker": "joint_maker_consultation",
    "other_agency": "assistance_letter",
}
_PRINTS_LIMIT = frozenset({EventKind.CORRECTION_ASKED, EventKind.FEE_NOTICED})
"""Notices that name a day until which the applicant has to act."""
AMENDMENT_LETTERS = {
    "amended": "amendment_reply",
    "refused": "amendment_reply",
    "transferred": "amendment_directed",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of notice: the step it belongs to, what the officer writes (``asked``, in the order of the form),
    how the step's data and words follow from that, and to whom it goes."""

    slug: str
    kind: EventKind
    letter: str
    asked: tuple[str, ...]
    told: Told
    to: str = APPLICANT
    choices: Mapping[str, str] = field(default_factory=dict)
    """Where the officer's choice decides the letter: the value of the field `chooser` to the letter's kind."""
    chooser: str = ""
    optional: frozenset[str] = frozenset()

    def letter_for(self, facts: Facts) -> str:
        return self.choices.get(str(facts.get(self.chooser, "")), self.letter)


def _iso(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None


def _some(**data: Any) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "")}


def _fee_data(facts: Facts) -> tuple[dict[str, Any], dict[str, Any]]:
    method, quantity = facts["method"], facts["quantity"]
    amount = handling.fee_of(method, quantity, on=facts["on"]).amount
    data = {"method": method, "ordinal" if method == PER_ITEM else "pages": quantity, "amount": amount}
    return data | _some(limit_on=_iso(facts.get("limit_on"))), {}


NOTICES: Mapping[str, Notice] = {
    notice.slug: notice
    for notice in (
        Notice(
            "ask-correction",
            EventKind.CORRECTION_ASKED,
            "correction_notice",
            ("unclear", "how_to_correct", "limit_on"),
            lambda f: (
                _some(limit_on=_iso(f.get("limit_on"))),
                {"unclear": f["unclear"], "what": f["how_to_correct"]},
            ),
            optional=frozenset({"limit_on"}),
        ),
        Notice(
            "open-consultation",
            EventKind.CONSULTATION_OPENED,
            "third_party_consultation",
            ("party", "whom", "requested_information", "consultation_reason"),
            lambda f: ({"key": f["key"], "party": f["party"]}, {"whom": f["whom"]}),
            to=PARTY,
            choices=PARTY_LETTERS,
            chooser="party",
        ),
        Notice(
            "ask-reasons",
            EventKind.REASONS_ASKED,
            "reasons_notice",
            ("excess", "limit_on"),
            lambda f: (_some(limit_on=_iso(f.get("limit_on"))), {"why": f["excess"]}),
        ),
        Notice(
            "set-delay",
            EventKind.DELAY_SET,
            "delay_notice",
            ("reason", "new_due_on"),
            lambda f: (_some(limit_on=_iso(f.get("new_due_on"))), {"reason": f["reason"]}),
        ),
        Notice(
            "notify-extension",
            EventKind.EXTENSION_NOTIFIED,
            "extension_notice",
            ("extension_reason",),
            lambda f: ({}, {"reason": f["extension_reason"]}),
        ),
        Notice(
            FEE,
            EventKind.FEE_NOTICED,
            "fee_notice",
            ("method", "quantity", "how_to_pay", "limit_on"),
            _fee_data,
            optional=frozenset({"limit_on"}),
        ),
        Notice(
            "inform-third-party",
            EventKind.THIRD_PARTY_INFORMED,
            "third_party_informed",
            ("key", "disclosed_content", "third_party_reason"),
            lambda f: ({"key": f["key"]}, {"reason": f["third_party_reason"]}),
            to=PARTY,
        ),
        Notice(
            "answer-amendment",
            EventKind.AMENDMENT_ANSWERED,
            "amendment_reply",
            ("result", "record", "amendment_result", "reason", "transferred_to"),
            lambda f: ({"result": f["result"]}, {"words": f.get("amendment_result") or f.get("transferred_to", "")}),
            choices=AMENDMENT_LETTERS,
            chooser="result",
            optional=frozenset({"amendment_result", "reason", "transferred_to"}),
        ),
    )
}


@transaction.atomic
def issue(*, case_id: int, slug: str, facts: Facts, by: User, at: datetime, seq: int | None = None) -> Letter:
    """Write a notice, number it, and record it with its step; the notice is dated, and the step happens, today.

    Raises Incomplete naming what the letter lacks, NotPermitted when the law does not allow the step today,
    Conflict, GlyphMissing's sentence when a character cannot be printed.
    """
    notice = NOTICES[slug]
    on = localdate(at)
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    happening, known = _step(notice, dossier, facts, on)
    # A fee notice leaves as what was signed; whatever else it says follows from that and from the day.
    signed = fee_chain.approved(dossier.case, facts, on=on) if slug == FEE else {}
    state = log.foresee(dossier, happening, at=at)
    kind = notice.letter_for(known)
    found = _facts(notice, dossier.case, state, known, on)
    code = numbers.new_query_code() if notice.kind is EventKind.CONSULTATION_OPENED else ""
    found |= {"answer_code": code} if code else {}
    issued = issuing.issue(dossier.case, kind, found, at=at, to=notice.to, key=str(known.get("key", "")))
    # The step's own event names its letter, so that a court finds one by the other.
    # A day that it prints is an act: no later calendar or rule makes another of it.
    printed = {"limit_on": found["limit_on"].isoformat()} if notice.kind in _PRINTS_LIMIT else {}
    data = happening.data | printed | {"letter": issued.number} | signed
    happenings = [Happening(happening.kind, on, data, happening.text)]
    happenings.append(issuing.happening(issued))
    if code:
        Party.objects.create(letter=issued, code_hash=numbers.code_hash(issued.number, code))
        happenings.append(issuing.happening(_tell_applicant(dossier.case, state, known, at)))
    case = log.write(dossier, happenings, by=by, at=at)
    if slug == FEE:
        signing.refresh(case, chain.Letter.FEE_NOTICE, at=at)
    return issued


@transaction.atomic
def hand_in(*, case_id: int, facts: Facts, by: User, at: datetime, seq: int | None = None) -> Case:
    """Hand a fee notice in for the steps that the agency demands; nothing is numbered, and no clock moves.

    Raises Incomplete naming what the notice lacks, NotPermitted where no step is demanded, or the law allows no fee
    today, Conflict.
    """
    on = localdate(at)
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    steps = fee_chain.owed(dossier.case, on=on)
    if not steps:
        raise NotPermitted("本机关的收费通知书不需要审签，请直接制发。")
    allowed = procedure.permitted(dossier.state, calendar.current(), on)[EventKind.FEE_NOTICED]
    if not allowed.allowed:
        raise NotPermitted(allowed.reason, str(allowed.citation) if allowed.citation else "")
    step, _ = _step(NOTICES[FEE], dossier, facts, on)
    said = fee_chain.plain(facts) | {"amount": str(step.data["amount"])}
    data = chain.note(chain.Letter.FEE_NOTICE, chain.DRAFTED, "", steps=[stage.key for stage in steps])
    words = {"words": _fee_words(said), fee_chain.KEY: said}
    case = log.write(dossier, [Happening(EventKind.NOTE, on, data, words)], by=by, at=at)
    signing.refresh(case, chain.Letter.FEE_NOTICE, at=at)
    return case


def _fee_words(said: Facts) -> str:
    """A fee notice in a sentence, for who reads the log."""
    item = said["method"] == PER_ITEM
    counted = f"当月第{said['quantity']}件" if item else f"{said['quantity']}页"
    until = f"；缴费期限{said['limit_on']}" if said.get("limit_on") else ""
    return f"{METHOD_LABELS[said['method']]}，{counted}，{said['amount']}元；{said['how_to_pay']}{until}"


def preview(case: Case, events: tuple[Event, ...], slug: str, facts: Facts, *, on: date) -> letters.Letter:
    """The notice as it would be, with blanks for what is missing; nothing is recorded or numbered."""
    notice = NOTICES[slug]
    dossier = Dossier(case, events, log.state_of(events))
    known = {name: value for name, value in facts.items() if value}
    try:
        # Half-filled forms are looked at, too: the dates of the step do not wait for its words.
        happening, full = _step(notice, dossier, dict.fromkeys(notice.asked, letters.BLANK) | known, on)
        state = log.foresee(dossier, happening, at=None)
        known |= {name: full[name] for name in ("on", "key") if name in full}
    except (KeyError, TypeError, ValueError, Incomplete):
        # A choice or a number is missing on which the dates depend.
        state = dossier.state
    kind = notice.letter_for(known)
    return letters.draft(kind, _facts(notice, case, state, known, on) | {"number": ""})


def suggestions(slug: str, sheet: Any) -> dict[str, Any]:
    """What the case already says of a notice's fields, to be looked over by the officer."""
    found: dict[str, Any] = {}
    if slug == "open-consultation":
        wanted = correspondence.facts(sheet.case, sheet.state, number="", on=sheet.case.received_on)
        found["requested_information"] = wanted["request"]
    if slug == "notify-extension":
        found["extension_reason"] = next(
            (
                str(sheet.texts.get(event.seq, {}).get("reason", ""))
                for event in reversed(sheet.events)
                if event.kind == EventKind.EXTENSION_REQUESTED
            ),
            "",
        )
    return found


def objecting(state: CaseState) -> list[tuple[str, str]]:
    """The consultations in which somebody objected, as choices of a form."""
    return [(asked.key, asked.key) for asked in state.consultations if asked.opinion == "objects"]


def _step(notice: Notice, dossier: Dossier, facts: Facts, on: date) -> tuple[Happening, dict[str, Any]]:
    """The step's event and everything that is known for its letter. Raises Incomplete naming missing fields."""
    known = dict(facts) | {"on": on}
    lacking = tuple(
        name for name in notice.asked if name not in notice.optional and str(known.get(name) or "").strip() == ""
    )
    if lacking:
        labels = letters.field_labels()
        raise Incomplete(f"还需要写明：{'、'.join(labels.get(name, name) for name in lacking)}。", lacking)
    if notice.kind is EventKind.CONSULTATION_OPENED and not known.get("key"):
        known["key"] = f"征{len(dossier.state.consultations) + 1}"
    data, words = notice.told(known)
    return Happening(notice.kind, on, data, words or None), known


def _facts(notice: Notice, case: Case, state: CaseState, known: Facts, on: date) -> dict[str, Any]:
    """All that the letter may say: the case, what the officer wrote, and the dates that the step brings."""
    found = correspondence.facts(case, state, number="", on=on)
    found |= {name: value for name, value in known.items() if value not in (None, "") and name != "on"}
    found |= _brought(notice.kind, state, known)
    if notice.to == PARTY:
        found["addressee"] = known.get("whom") or _party_of(case, str(known.get("key", "")))
    if "remedy" in letters.letter_rule(notice.letter_for(known)).required:
        remedies = correspondence.remedy_of_party if notice.to == PARTY else correspondence.remedy_of_amendment
        found["remedy"] = remedies(case, on)
    return {name: value for name, value in found.items() if value not in (None, "")}


def _brought(kind: EventKind, state: CaseState, known: Facts) -> dict[str, Any]:
    """The dates and figures that follow from the step itself."""
    if kind is EventKind.CORRECTION_ASKED and state.correction is not None:
        return {"limit_on": state.correction.limit_on}
    if kind is EventKind.EXTENSION_NOTIFIED:
        return {"new_due_on": state.due_on}
    if kind is EventKind.CONSULTATION_OPENED:
        asked = next((entry for entry in state.consultations if entry.key == known.get("key")), None)
        return {"limit_on": asked.limit_on if asked else None}
    if kind is EventKind.FEE_NOTICED and state.fee is not None and known.get("quantity"):
        fee = handling.fee_of(str(known["method"]), int(known["quantity"]), on=known["on"])
        return {
            "limit_on": state.fee.limit_on,
            "amount": fee.amount,
            "fee_method": METHOD_LABELS[fee.method],
            "fee_calculation": "；".join(str(step) for step in fee.steps),
        }
    return {}


def _party_of(case: Case, key: str) -> str:
    """Whom a consultation asked, from its sealed words."""
    for row in case.events.filter(kind=EventKind.CONSULTATION_OPENED.value):
        if row.data.get("key") == key:
            return str((log.text(case, row.seq) or {}).get("whom", ""))
    return ""


_NAMED = {"third_party": "第三方", "joint_maker": "共同制作机关", "other_agency": "有关行政机关"}


def _tell_applicant(case: Case, state: CaseState, known: Facts, at: datetime) -> Letter:
    """The applicant hears that somebody is consulted and that this time is not counted; not who, for a third
    party's name is its own affair (条例第三十三条第三款)."""
    found = correspondence.facts(case, state, number="", on=localdate(at))
    return issuing.issue(case, "consultation_notice", found | {"consulted": _NAMED[str(known["party"])]}, at=at)
