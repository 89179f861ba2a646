"""All steps that were ever taken on the letters of a case, in their order: what a court reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongkai.casework import chain
from gongkai.casework.chain import DRAFTED, FACT, PASSED, Letter, facts
from gongkai.casework.models import CaseEvent
from gongkai.casework.queries import Sheet
from gongkai.editorial import procedures
from gongkai.editorial.letter_procedures import SIGN
from gongkai.statute.events import EventKind as K


@dataclass(frozen=True, slots=True)
class Taken:
    """One act on a draft: drafting it, passing a step, sending it back."""

    seq: int
    at: datetime
    label: str
    who: str
    verdict: str
    words: str
    digest: str


def of_sheet(sheet: Sheet) -> Iterator[tuple[str, list[Taken]]]:
    """Each letter that owed more than a signature, with what was done with its drafts. No query."""
    for letter in Letter:
        acts = [(event, *_act(event, letter)) for event in sheet.events]
        taken = [_taken(sheet, event, label, verdict) for event, label, verdict in acts if label]
        if any(_owed_more(event, letter) for event in sheet.events):
            yield Letter(letter).label, taken


def _owed_more(event: CaseEvent, letter: str) -> bool:
    drafted = event.kind == K.DECISION_PROPOSED if letter == Letter.REPLY else facts(event.data).get(FACT) == DRAFTED
    return drafted and (letter == Letter.FEE_NOTICE or len(chain.stages_of(event)) > 1)


def _act(event: CaseEvent, letter: str) -> tuple[str, str]:
    """Which step an event is, and what was said; empty when it is none of this letter."""
    told = facts(event.data)
    if letter == Letter.REPLY and event.kind in _OWN:
        key, verdict = _OWN[K(event.kind)]
        return _label(str(told.get("stage", key))) if verdict == "退回" else key, verdict
    if event.kind != K.NOTE or told.get("letter") != letter:
        return "", ""
    if told[FACT] == DRAFTED:
        return "拟定", "报批"
    return _label(str(told["stage"])), "通过" if told[FACT] == PASSED else "退回"


def _label(key: str) -> str:
    return procedures.letter_stages()[key].label


_OWN = {K.DECISION_PROPOSED: ("拟定", "报批"), K.DECISION_RETURNED: (SIGN, "退回"), K.DECIDED: ("签发", "批准")}


def _taken(sheet: Sheet, event: CaseEvent, label: str, verdict: str) -> Taken:
    told, words = facts(event.data), sheet.texts.get(event.seq, {})
    absent = str(event.data.get("on_behalf_of", ""))
    who = sheet.actors.get(event.actor, event.actor) + (
        f"（代{sheet.actors.get(absent, '离岗人员')}）" if absent else ""
    )
    said = "：".join(str(words[key]) for key in ("place", "why", "words") if words.get(key))
    digest = str(told.get("draft", "")) or next(iter(event.data.get("evidence", ())), "")
    return Taken(event.seq, event.recorded_at, label, who, verdict, said, digest)
