"""The second pair of eyes on a redacted file (条例第三十七条): who made it does not let it out.

A review is a note in the log whose data say so. The last one on a file counts, and only when it is not by
whoever made the file: the rule is read from the log each time, so no screen can forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gongkai.casework.models import Attachment, Case
from gongkai.statute.events import EventKind

FACT = "redaction"
"""The key in an event's facts."""
CONFIRMED, REFUSED = "confirmed", "refused"


@dataclass(frozen=True, slots=True)
class Review:
    """A word on a file: whether it may go out, and who said so in which event."""

    verdict: str
    actor: str
    seq: int


def data_of(digest: str, verdict: str) -> dict[str, Any]:
    """The data of the event that is a review."""
    return {"evidence": [digest], "facts": {FACT: verdict}}


def of_case(case: Case) -> dict[str, Review]:
    """The last word on each file of a case, by the file's digest. One query."""
    rows = case.events.filter(kind=EventKind.NOTE.value).order_by("seq")
    return of(rows.values_list("data", "actor", "seq"))


def of(notes: Iterable[tuple[Mapping[str, Any], str, int]]) -> dict[str, Review]:
    """The same from notes that were read already, oldest first."""
    found: dict[str, Review] = {}
    for data, actor, seq in notes:
        if verdict := (data.get("facts") or {}).get(FACT):
            found |= {digest: Review(verdict, actor, seq) for digest in data.get("evidence", ())}
    return found


def may_leave(row: Attachment, known: Mapping[str, Review]) -> bool:
    """Whether a second person let a file out; one that was not made from another needs nobody."""
    if row.made_from_id is None:
        return True
    review = known.get(row.file.digest)
    return review is not None and review.verdict == CONFIRMED and review.actor != row.added_by


def held_back(rows: Iterable[Attachment], known: Mapping[str, Review]) -> set[int]:
    """Which of the files of a case do not reach the applicant: redacted ones that wait for a second person, and
    originals that are being redacted or were, though their role says that they are provided."""
    all_of_them = list(rows)
    originals = {row.made_from_id for row in all_of_them}
    drawn_on = (row.pk for row in all_of_them if (draft := getattr(row, "redaction", None)) and draft.count)
    waiting = (row.pk for row in all_of_them if not may_leave(row, known))
    return {*waiting, *drawn_on, *(row.pk for row in all_of_them if row.pk in originals)}


def ordered(rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """Files with what is asked of each, oldest first."""
    return rows.select_related("file", "redaction").defer("redaction__sealed").order_by("seq", "id")


def files_of(case: Case) -> list[Attachment]:
    """The files of a case, oldest first: those that it was read with, or one query."""
    read: list[Attachment] | None = getattr(case, "files_read", None)
    return list(ordered(case.attachments.all())) if read is None else list(read)


def going_out(case: Case) -> list[Attachment]:
    """The files that go out with the reply, oldest first. Two queries where one of them was redacted, otherwise one."""
    found = [row for row in files_of(case) if row.role == Attachment.Role.REPLY and not row.file.erased_at]
    held = held_back(found, of_case(case) if any(row.made_from_id for row in found) else {})
    return [row for row in found if row.pk not in held]


def waiting(case: Case) -> bool:
    """Whether a redacted file of a case has had no word of a second person yet. Two queries where there is one."""
    rows = case.attachments.filter(made_from__isnull=False, file__erased_at__isnull=True).select_related("file")
    made = [row.file.digest for row in rows]
    return bool(made) and not set(made) <= set(of_case(case))
