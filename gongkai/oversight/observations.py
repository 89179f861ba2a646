"""What the system found, told once; and what a person decides about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from gongkai.agencies.models import Agency, User
from gongkai.audit.models import Action
from gongkai.oversight import evidence
from gongkai.oversight.errors import Incomplete, NotNow, Unknown
from gongkai.oversight.models import Medium, Observation
from gongkai.oversight.noting import note
from gongkai.oversight.offices import require_manager

LONGEST_REASON = 300
State = Observation.State


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that the system saw on a page: the rule, what it says, the words, and what tells it from others."""

    code: str
    weight: str
    what: str
    address: str
    quote: str = ""
    mark: str = ""
    """What tells it from others all over a site: the paragraph and what is wrong in it, the target of a link. Without
    one, the page and the words do."""


def key_of(seen: Seen) -> str:
    """By what a thing is known again, wherever it has moved on its page."""
    told = [seen.code, seen.mark] if seen.mark else [seen.code, seen.address, seen.quote]
    return sha256("\n".join(told).encode()).hexdigest()


@transaction.atomic
def observe(
    *, medium: Medium, seen: list[Seen], source: str, at: datetime, agency: Callable[[], Agency] | None = None
) -> list[Observation]:
    """Write down what is new of what was seen on one page. What is known, ignored or being mended is not told again;
    what was mended and is there again is new. ``agency`` says whose page it is, where that is not whose site it is;
    it is asked only for what is new. Returns what is new."""
    keys = {key_of(one): one for one in seen}
    known = {row.key: row for row in Observation.objects.filter(medium=medium, key__in=keys)}
    _seen_again(known, at)
    new = [key for key in keys if key not in known]
    kept = evidence.keep_page(medium, keys[new[0]].address, source, at=at) if new and source else None
    made, answers = [], agency() if new and agency else medium.agency
    for key in new:
        one = keys[key]
        row = Observation.objects.create(
            office=medium.office, agency=answers, medium=medium, key=key, code=one.code, weight=one.weight,
            what=one.what[:500], quote=one.quote[:300], address=one.address[:500], found_at=at, seen_at=at,
            snapshot=kept,
        )  # fmt: skip
        note(medium.office, Action.OBSERVED, f"observation:{row.pk}", None, at, code=one.code)
        made.append(row)
    return made


def _seen_again(known: dict[str, Observation], at: datetime) -> None:
    """Remember when the known were last seen. One that was mended and came back leaves its key to a new row."""
    back = [key for key, row in known.items() if row.state == State.MENDED]
    for key in back:
        row = known.pop(key)
        row.key = sha256(f"{key}\n{row.pk}".encode()).hexdigest()
        row.save(update_fields=["key"])
    Observation.objects.filter(pk__in=[row.pk for row in known.values()]).update(seen_at=at)


@transaction.atomic
def ignore(*, observation_id: int, reason: str, by: User, at: datetime) -> Observation:
    """It is no fault: a person says why, and it is never told again. Raises NotAllowed, Unknown, NotNow, Incomplete."""
    row = held(observation_id)
    require_manager(by, row.office, at)
    require_open(row)
    if len(reason.strip()) < 2 or len(reason) > LONGEST_REASON:
        raise Incomplete(f"请写明不作处理的理由，不超过{LONGEST_REASON}字。", "reason")
    row.state, row.reason, row.judged_by, row.judged_at = State.IGNORED, reason.strip(), by, at
    row.save(update_fields=["state", "reason", "judged_by", "judged_at"])
    note(row.office, Action.OBSERVATION_IGNORED, f"observation:{row.pk}", by, at)
    return row


def require_open(row: Observation) -> None:
    """Raises NotNow when it was decided already."""
    if row.state != State.OPEN:
        raise NotNow(f"此件{row.get_state_display()}，不能再处理。")


def held(observation_id: int) -> Observation:
    """An observation under its lock. Raises Unknown."""
    rows = Observation.objects.select_for_update(of=("self",)).select_related("office", "agency", "medium")
    found = rows.filter(pk=observation_id).first()
    if found is None:
        raise Unknown
    return found
