"""What to look at before a request is handled: who asked before, what was asked before, whether it is one matter.

It informs and never blocks: whether a request is repeated or excessive is decided by people (条例第三十五条、
第三十六条第（六）项).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.casework import intake, likeness, log, subjects
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.intake import Receipt
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Likeness
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import Event, EventKind

MOST_PARTS = 50
FEW = 10
ALIKE = 0.5
"""From this share of common character pairs on, two requests are shown as alike; nothing else follows from it."""
MOST_OPENED = 60
OFTEN = 3
"""From this many requests of different people for one thing on, publishing it is proposed (条例第四十四条)."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case that asks for nearly the same, and how nearly: 1 for the same pairs of characters."""

    case: Case
    words: str
    share: float
    same_applicant: bool


@dataclass(frozen=True, slots=True)
class Background:
    """What is known around a case. ``ordinal`` is the case's place among the applicant's requests to this agency in
    the calendar month of its receipt, which is what the fee by item counts (信息处理费办法第四条)."""

    ordinal: int
    this_month: int
    this_year: int
    earlier: list[Case]
    alike: list[Alike]

    @property
    def repeated(self) -> list[Alike]:
        """Requests of the same applicant for nearly the same."""
        return [entry for entry in self.alike if entry.same_applicant]

    @property
    def asked_by_others(self) -> list[Alike]:
        """Requests of other applicants for nearly the same."""
        return [entry for entry in self.alike if not entry.same_applicant]

    @property
    def proposes_publication(self) -> bool:
        """Whether so many people asked for the same that publishing it should be thought about."""
        return len({entry.case.subject.identity_index for entry in self.asked_by_others}) + 1 >= OFTEN


def background(case: Case) -> Background:
    """Who asked before and what was asked before. At most five queries."""
    others = _of_applicant(case)
    month = [row for row in others if (row.received_on.year, row.received_on.month) == _month(case.received_on)]
    return Background(
        ordinal=1 + sum(1 for row in month if (row.received_on, row.pk) < (case.received_on, case.pk)),
        this_month=1 + len(month),
        this_year=1 + sum(1 for row in others if row.received_on.year == case.received_on.year),
        earlier=others[:FEW],
        alike=alike_to(case),
    )


def _month(on: date) -> tuple[int, int]:
    return on.year, on.month


def _of_applicant(case: Case) -> list[Case]:
    """The applicant's other requests to the same agency, the newest first; split parts count, each is a request."""
    index = case.subject.identity_index
    same = Q(subject=case.subject_id) | (Q(subject__identity_index=index) if index else Q(pk__in=[]))
    rows = Case.objects.filter(same, agency=case.agency_id).exclude(pk=case.pk)
    return list(rows.order_by("-received_on", "-pk")[:400])


def alike_to(case: Case) -> list[Alike]:
    """Cases of the same agency that ask for nearly the same, the nearest first. Cases whose applicant was erased
    are not among them."""
    wanted = intake.wanted_of(case)
    if wanted is None:
        return []
    own = likeness.pairs(wanted.description)
    found = (_compared(other, own, case) for other in _candidates(case, likeness.bands(wanted.description)))
    return sorted((entry for entry in found if entry.share >= ALIKE), key=lambda entry: -entry.share)


def _candidates(case: Case, own: list[str]) -> Iterable[Case]:
    sharing = Likeness.objects.filter(agency=case.agency, band__in=own).exclude(case=case)
    newest = sharing.values("case").distinct().order_by("-case")[:MOST_OPENED]
    return Case.objects.filter(pk__in=newest).select_related("subject", "agency")


def _compared(other: Case, own: frozenset[str], case: Case) -> Alike:
    wanted = intake.wanted_of(other)
    words = wanted.description if wanted else ""
    index = case.subject.identity_index
    return Alike(
        other, words, likeness.share(own, likeness.pairs(words)), bool(index) and other.subject.identity_index == index
    )


@transaction.atomic
def split(
    *, case_id: int, parts: Sequence[str], by: User, at: datetime, seq: int | None = None
) -> tuple[Case, list[Receipt]]:
    """Split a request that asks for several matters: the case goes on with the first part, each other part becomes
    a case of its own with the same receipt (一事一申请, 国办函〔2020〕109号第四条).

    Every part keeps the day of receipt and the confirmation, so no clock starts later for it. Raises Incomplete,
    NotPermitted when the case has moved on.
    """
    texts = [part.strip() for part in parts if part.strip()]
    if not 2 <= len(texts) <= MOST_PARTS:
        raise Incomplete(f"拆分应当写明每一件的内容，至少两件，至多{MOST_PARTS}件。", ("parts",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    _check_early(dossier)
    case, wanted = dossier.case, intake.wanted_of(dossier.case)
    if wanted is None:
        raise NotPermitted("申请人的个人信息已经销毁，不能拆分。")
    receipts = [intake.open_part(case, replace(wanted, description=text, title=""), by=by, at=at) for text in texts[1:]]
    first = replace(wanted, description=texts[0], title="")
    plain = subjects.salted(asdict(first))
    case.sealed_part = subjects.seal_for(case.subject, plain, f"part:{case.number}")
    others = "、".join(receipt.number for receipt in receipts)
    note = Happening(
        EventKind.NOTE,
        localdate(at),
        {"facts": {"part": ledger.digest_of(plain)}},
        {"words": f"按一事一申请拆分：本件办理“{texts[0]}”，其余内容另登记为{others}。"},
    )
    log.write(dossier, [note], by=by, at=at)
    case.save(update_fields=["sealed_part"])
    return case, receipts


_BEYOND = frozenset({EventKind.DECISION_PROPOSED, EventKind.FEE_NOTICED, EventKind.CONSULTATION_OPENED})


def _check_early(dossier: log.Dossier) -> None:
    """Only a request on which nobody outside has been asked anything yet can be split."""
    if splittable(dossier.case, dossier.events, dossier.state):
        return
    if dossier.case.split_from_id is not None or bytes(dossier.case.sealed_part):
        raise NotPermitted("此件已经拆分过。")
    raise NotPermitted("已经拟定答复、征求意见或者收费的申请不能再拆分，可以在一份答复书里分项答复。")


def splittable(case: Case, events: Iterable[Event], state: CaseState) -> bool:
    """Whether a request may still be split."""
    fresh = case.split_from_id is None and not bytes(case.sealed_part)
    return fresh and state.ended_by is None and not any(event.kind in _BEYOND for event in events)
