"""The steps between a draft and its letter, read from the case's log: 审核, 保密审查, 合法性审核, 签发.

The draft says which steps it owes; a change of the rules does not touch it. Each step is a note with facts that names
the digest of what was read (docs/decisions/0018, 0022); no clock of the law reads any of them. The digest covers the
draft's own words and every file that goes out with the letter, so a step counts only for exactly that: when a file is
added, taken back or let out, all steps are asked again, and when the draft is written anew, it is another draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongkai.audit import ledger
from gongkai.casework import log
from gongkai.casework.chain_records import Turn
from gongkai.casework.models import CaseEvent
from gongkai.editorial import procedures
from gongkai.editorial.letter_procedures import SIGN
from gongkai.editorial.procedures import Stage
from gongkai.statute.events import EventKind as K
from gongkai.statute.letters import DECISION_LETTERS

Letter = Turn.Letter
FACT = "chain"
"""The key in an event's facts that names the step."""
PASSED, DRAFTED, RETURNED = "passed", "drafted", "returned"
"""What a note of the chain says: a step was passed; a fee notice was drafted, or sent back to its drafter."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One step that somebody passed: who, in whose stead, when, and the digest of what they had read."""

    stage: str
    actor: str
    on_behalf_of: str
    at: datetime
    seq: int
    digest: str

    @property
    def people(self) -> frozenset[str]:
        """All who answer for the step."""
        return frozenset({self.actor, self.on_behalf_of or self.actor})


@dataclass(frozen=True, slots=True)
class Chain:
    """A draft with the steps it owes and those that were passed. ``draft`` is the digest of what lies before the
    reviewers now; ``earlier`` are steps passed for a draft that was written anew since. ``decided`` and ``issued`` say
    how far the draft has come."""

    letter: str
    stages: tuple[Stage, ...]
    drafted: CaseEvent
    draft: str
    authors: frozenset[str]
    passed: tuple[Passed, ...] = ()
    earlier: tuple[Passed, ...] = ()
    returned: CaseEvent | None = None
    decided: bool = False
    issued: bool = False

    def of(self, stage: str) -> Passed | None:
        """The step as it was passed for the present draft, or None."""
        return next((one for one in reversed(self.passed) if one.stage == stage and one.digest == self.draft), None)

    @property
    def due(self) -> Stage | None:
        """The step whose turn it is; None when all are done, or the draft went back."""
        if self.returned is not None:
            return None
        return next((stage for stage in self.stages if self.of(stage.key) is None), None)

    @property
    def missing(self) -> tuple[Stage, ...]:
        """The steps that are not passed for the present draft."""
        return tuple(stage for stage in self.stages if self.of(stage.key) is None)

    @property
    def asked_again(self) -> tuple[Passed, ...]:
        """Steps that were passed for the same words with other files, and are due again."""
        last = {one.stage: one for one in self.passed}
        return tuple(one for stage, one in last.items() if self.of(stage) is None)

    @property
    def settled(self) -> bool:
        """Whether nothing is asked any more: the letter has left, or it was decided and owes the signature alone."""
        return self.issued or (self.decided and len(self.stages) == 1)

    def own_work(self, people: frozenset[str], stage: Stage) -> str:
        """Why some people may not take a step though they hold the post; empty when they may. Whoever had a hand in
        the draft or in its files takes none, and whoever took one takes no other."""
        if people & self.authors:
            return "自己拟定的意见、自己添加的文件，应当由他人审签。"
        signed = [one for one in self.passed if one.stage != stage.key and one.people & people]
        return f"{stage.label}应当由没有参加其他环节的人员办理，同一个人不能审签同一稿的两个环节。" if signed else ""


def of_reply(events: Sequence[CaseEvent], files: Sequence[str], adders: frozenset[str]) -> Chain | None:
    """The chain of the last draft of a reply; None without one. ``files`` are the digests of what goes out with it,
    ``adders`` those who added them."""
    found = _last(events, lambda event: event.kind == K.DECISION_PROPOSED)
    if found is None:
        return None
    drafted, before, after = found
    draft = digest_of(drafted, files)
    return Chain(
        letter=Letter.REPLY,
        stages=stages_of(drafted),
        drafted=drafted,
        draft=draft,
        authors=log.behind(drafted.actor, drafted.data) | adders,
        passed=_passed(after, Letter.REPLY, draft),
        earlier=_of_the_draft_before(before),
        returned=next((event for event in reversed(after) if event.kind == K.DECISION_RETURNED), None),
        decided=any(event.kind == K.DECIDED for event in after),
        issued=any(event.kind == K.LETTER_ISSUED and event.data["letter"] in DECISION_LETTERS for event in after),
    )


def of_fee(events: Sequence[CaseEvent]) -> Chain | None:
    """The chain of the last fee notice that was handed in; None without one, or once it was issued."""
    found = _last(events, lambda event: _fact(event, Letter.FEE_NOTICE) == DRAFTED)
    if found is None:
        return None
    drafted, _, after = found
    if any(event.kind == K.FEE_NOTICED for event in after):
        return None
    draft = digest_of(drafted, ())
    return Chain(
        letter=Letter.FEE_NOTICE,
        stages=stages_of(drafted),
        drafted=drafted,
        draft=draft,
        authors=log.behind(drafted.actor, drafted.data),
        passed=_passed(after, Letter.FEE_NOTICE, draft),
        returned=next((event for event in after if _fact(event, Letter.FEE_NOTICE) == RETURNED), None),
    )


def digest_of(drafted: CaseEvent, files: Sequence[str]) -> str:
    """What a step is bound to: the event of the draft, whose digest covers its words, and the files that go out."""
    return ledger.digest_of([drafted.digest, sorted(files)])


def stages_of(drafted: CaseEvent) -> tuple[Stage, ...]:
    """The steps that a draft owes, as it was handed in; drafts from before there was a chain owe the signature."""
    names = facts(drafted.data).get("steps", [SIGN])
    return tuple(stage for key, stage in procedures.letter_stages().items() if key in names)


def facts(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of an event; empty where it has none."""
    found: Mapping[str, Any] = data.get("facts") or {}
    return found


def note(letter: str, verdict: str, draft: str, **more: Any) -> dict[str, Any]:
    """The data of a note by which somebody says something about a draft."""
    return {"evidence": [draft] if draft else [], "facts": {FACT: verdict, "letter": letter} | more}


def _fact(event: CaseEvent, letter: str) -> str:
    told = facts(event.data)
    return str(told.get(FACT, "")) if event.kind == K.NOTE and told.get("letter") == letter else ""


def _last(events: Sequence[CaseEvent], fits: Any) -> tuple[CaseEvent, Sequence[CaseEvent], Sequence[CaseEvent]] | None:
    """The last event that fits, with those before and those after it."""
    place = next((number for number in range(len(events) - 1, -1, -1) if fits(events[number])), None)
    return None if place is None else (events[place], events[:place], events[place + 1 :])


def _passed(events: Sequence[CaseEvent], letter: str, draft: str) -> tuple[Passed, ...]:
    """The steps passed in some events. A decision from before there was a chain is a signature on what lies there."""
    found = []
    for event in events:
        if letter == Letter.REPLY and event.kind == K.DECIDED:
            stage, digest = SIGN, str(facts(event.data).get("draft", draft))
        elif _fact(event, letter) == PASSED:
            stage, digest = str(facts(event.data)["stage"]), str(event.data["evidence"][0])
        else:
            continue
        behalf = str(event.data.get("on_behalf_of", ""))
        found.append(Passed(stage, event.actor, behalf, event.recorded_at, event.seq, digest))
    return tuple(found)


def _of_the_draft_before(before: Sequence[CaseEvent]) -> tuple[Passed, ...]:
    """The steps that were passed for the draft before the last, unless that one was decided."""
    found = _last(before, lambda event: event.kind == K.DECISION_PROPOSED)
    passed = _passed(found[2], Letter.REPLY, "") if found else ()
    return () if any(one.stage == SIGN for one in passed) else passed
