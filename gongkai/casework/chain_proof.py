"""Proving from the logs alone that no letter left without the steps that it owed on its day.

What a draft owes stands in the draft; that the draft did not owe too little is proved by the ledger's entries of the
agency's rules, which nobody can write afterwards. Nothing here reads the tables that lists are made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gongkai.audit.models import Action, Entry
from gongkai.casework import chain
from gongkai.casework.chain import FACT, PASSED, Letter, facts
from gongkai.casework.log import behind
from gongkai.casework.models import CaseEvent
from gongkai.editorial import letter_procedures, procedures
from gongkai.editorial.letter_procedures import FEE_NOTICE, SIGN
from gongkai.statute.events import EventKind as K
from gongkai.statute.letters import DECISION_LETTERS


class Rules:
    """What agencies demanded of their letters, and since when, as the ledger has it. One query."""

    def __init__(self) -> None:
        self._set: dict[tuple[str, str], list[tuple[datetime, list[str]]]] = defaultdict(list)
        rows = Entry.objects.filter(action=Action.PROCEDURE_SET, detail__kind__in=list(letter_procedures.kinds()))
        for stream, moment, detail in rows.order_by("id").values_list("stream", "recorded_at", "detail"):
            self._set[stream, detail["kind"]].append((moment, list(detail["stages"])))

    def steps(self, kinds: Sequence[str], line: Sequence[int], at: datetime) -> frozenset[str]:
        """The steps that an agency, or one above it, had demanded of letters of some kinds at a moment."""
        return frozenset(key for kind in kinds for key in self._of(kind, line, at))

    def _of(self, kind: str, line: Sequence[int], at: datetime) -> Sequence[str]:
        for key in reversed(line):
            known = [stages for moment, stages in self._set.get((f"agency:{key}", kind), ()) if moment <= at]
            if known:
                return known[-1]
        return ()


@dataclass(slots=True)
class _Draft:
    """A draft while a log is walked: what it owes, who made it, and which steps were passed for which digest."""

    owed: frozenset[str]
    people: frozenset[str]
    passed: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def sign(self, stage: str, digest: str, people: frozenset[str]) -> str:
        """Note a step. Returns what is wrong with who took it; empty when nothing is."""
        wrong = "由拟定人自己办理" if people & self.people else ""
        others = [key for key, (_, signed) in self.passed.items() if key != stage and signed & people]
        self.passed[stage] = (digest, people)
        return wrong or (f"与{label(others[0])}为同一人办理" if others else "")

    def lacks(self, digest: str, *, but: str = "") -> list[str]:
        """The labels of the steps that were not passed for a digest."""
        return [label(key) for key in _ordered(self.owed) if key != but and self.passed.get(key, ("",))[0] != digest]


def faults(events: Sequence[CaseEvent], line: Sequence[int], rules: Rules) -> Iterator[tuple[int, str]]:
    """What does not hold in one case's log, oldest event first: the event's number and what about it."""
    reply: _Draft | None = None
    fee: _Draft | None = None
    for event in events:
        told = facts(event.data)
        if event.kind == K.DECISION_PROPOSED:
            reply = _draft(event, _kinds(event.data), line, rules)
        elif event.kind == K.NOTE and told.get(FACT) == chain.DRAFTED:
            fee = _draft(event, [FEE_NOTICE], line, rules)
        elif event.kind == K.NOTE and told.get(FACT) == PASSED:
            yield from _signed(event, reply if told.get("letter") == Letter.REPLY else fee)
        elif event.kind == K.DECIDED and reply is not None:
            yield from _decided(event, reply)
        elif event.kind == K.LETTER_ISSUED and event.data["letter"] in DECISION_LETTERS and reply is not None:
            yield from _issued(event, reply, str(event.data.get("number", "")))
        elif event.kind == K.FEE_NOTICED:
            owed = rules.steps([FEE_NOTICE], line, event.recorded_at)
            yield from _issued(event, fee or _Draft(owed, frozenset()), "收费通知书")
            fee = None


def label(key: str) -> str:
    """A step in words."""
    return procedures.letter_stages()[key].label


def _draft(event: CaseEvent, kinds: Sequence[str], line: Sequence[int], rules: Rules) -> _Draft:
    """A draft with what it says it owes and what the rules of its moment asked of it."""
    owed = frozenset(facts(event.data).get("steps", ())) | rules.steps(kinds, line, event.recorded_at)
    return _Draft(owed, behind(event.actor, event.data))


def _kinds(data: dict[str, Any]) -> list[str]:
    outcomes = [item["outcome"] for item in data.get("items", ())] or [data["outcome"]]
    return letter_procedures.kinds_of(outcomes)


def _signed(event: CaseEvent, draft: _Draft | None) -> Iterator[tuple[int, str]]:
    stage = str(facts(event.data)["stage"])
    if draft is None:
        yield event.seq, f"没有拟定的文书，却记有{label(stage)}"
        return
    if wrong := draft.sign(stage, str(event.data["evidence"][0]), behind(event.actor, event.data)):
        yield event.seq, f"{label(stage)}{wrong}"


def _decided(event: CaseEvent, draft: _Draft) -> Iterator[tuple[int, str]]:
    """The signature of a reply: the last step, for the same digest as those before it."""
    digest = str(facts(event.data).get("draft", ""))
    if missing := draft.lacks(digest, but=SIGN):
        yield event.seq, f"作出决定时没有完成{'、'.join(missing)}"
    if wrong := draft.sign(SIGN, digest, behind(event.actor, event.data)):
        yield event.seq, f"{label(SIGN)}{wrong}"


def _issued(event: CaseEvent, draft: _Draft, name: str) -> Iterator[tuple[int, str]]:
    """A letter as it left. One that owes the signature alone may carry files that came after it."""
    if draft.owed <= {SIGN} and SIGN in draft.passed:
        return
    if missing := draft.lacks(str(facts(event.data).get("draft", ""))):
        yield event.seq, f"文书{name}制发时没有完成{'、'.join(missing)}"


def _ordered(keys: frozenset[str]) -> list[str]:
    return [key for key in procedures.letter_stages() if key in keys]
