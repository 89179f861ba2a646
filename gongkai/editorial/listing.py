"""The reviewer's list: a page of what waits for them, with what each thing is, how pressing, and what was found in it.

Paged by keyset; at most five queries for a page, however long the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.editorial import access, items, procedures, queue, reading
from gongkai.editorial.models import Round, Ruling, Scan
from gongkai.editorial.procedures import Stage
from gongkai.editorial.scanning import ERROR

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen above the list, as an address writes it; empty for all."""

    stage: str = ""
    kind: str = ""
    agency: str = ""
    late: str = ""
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the checks say of an item and its files: errors nobody answered for, those of them that only a secrecy
    reviewer may answer for, and everything else."""

    errors: int
    others: int
    protected: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits."""

    row: Round
    stage: Stage
    kind: str
    left: int
    age: int
    found: Found | None

    @property
    def colour(self) -> str:
        """Red when the limit is past, amber on its day."""
        return "red" if self.left < 0 else "green" if self.left else "amber"

    @property
    def left_words(self) -> str:
        """The days left, in words."""
        return left_in_words(self.left)


@dataclass(frozen=True, slots=True)
class Summary:
    """How much waits for a person, how much of it is late or urgent, and in which agencies."""

    total: int
    late: int
    urgent: int
    agencies: tuple[tuple[str, str], ...]


NONE = Summary(0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list."""

    lines: list[Line]
    summary: Summary
    next_key: str


def listing(user: User, wanted: Wanted, *, at: datetime) -> Listing:
    """One page of what waits for a person."""
    today = localdate(at)
    rows = _filtered(queue.waiting(user, at=at), wanted, today)
    page = list(_after(rows, wanted.after)[: PAGE + 1])
    more, page = len(page) > PAGE, page[:PAGE]
    found = found_in(page)
    return Listing(
        [_line(row, found[row.pk], today) for row in page], summary(user, at=at), key_of(page[-1]) if more else ""
    )


def nearest(user: User, most: int, *, at: datetime) -> tuple[list[Round], Summary]:
    """The first of what waits for a person, and how much waits in all, without its agencies. One query."""
    rows = queue.waiting(user, at=at).annotate(
        total=Window(Count("pk")),
        late=Window(Count("pk", filter=Q(due_on__lt=localdate(at)))),
        hasty=Window(Count("pk", filter=Q(urgent=True))),
    )
    found = list(rows[:most])
    return [*found], Summary(found[0].total, found[0].late, found[0].hasty, ()) if found else NONE


def summary(user: User, *, at: datetime) -> Summary:
    """What waits for a person, counted. One query."""
    today = localdate(at)
    rows = list(
        queue.waiting(user, at=at)
        .select_related(None)
        .order_by()
        .values("agency", "agency__short_name")
        .annotate(
            total=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), hasty=Count("pk", filter=Q(urgent=True))
        )
    )
    return Summary(
        sum(row["total"] for row in rows),
        sum(row["late"] for row in rows),
        sum(row["hasty"] for row in rows),
        tuple(sorted(((str(row["agency"]), row["agency__short_name"]) for row in rows), key=lambda pair: pair[1])),
    )


def following(user: User, row: Round | None, *, at: datetime) -> Round | None:
    """What a person opens next: the first thing after the one just decided, or else the first of all."""
    waiting = queue.waiting(user, at=at)
    if row is None:
        return waiting.first()
    others = waiting.exclude(pk=row.pk)
    return _after(others, key_of(row)).first() or others.first()


def to_answer(user: User, *, at: datetime) -> list[Round]:
    """The rounds in which another stage waits for a secrecy reviewer's word on a finding, such as a mark that is
    spoken of and not borne. Empty, without a query, for who is none."""
    if not may_anywhere(user, Permission.SECRECY_OVERRULE, on=localdate(at)):
        return []
    agencies = access.agencies(user, Permission.SECRECY_REVIEW, at=at)
    open_ = Round.objects.filter(state=Round.State.OPEN, agency__in=agencies).exclude(stage="secrecy")
    rows = list(open_.select_related("agency").order_by("-urgent", "due_on", "pk")[: 4 * PAGE])
    waiting = {pk for pk, found in found_in(rows).items() if found is not None and found.protected}
    return [row for row in rows if row.pk in waiting][:PAGE]


def key_of(row: Round) -> str:
    """The place of a row in the list, for the address of the next page. An ended row lies where it lay before."""
    return f"{int(row.urgent)}:{row.due_on or localdate(row.since or row.submitted_at):%Y-%m-%d}:{row.pk}"


def left_in_words(days: int) -> str:
    """今天到期、还有1天、已超2天."""
    if days < 0:
        return f"已超{-days}天"
    return f"还有{days}天" if days else "今天到期"


def found_in(rows: Sequence[Round]) -> Mapping[int, Found | None]:
    """What the checks found in the contents of rounds, by round; None for one that is still being read. Two queries."""
    digests = {digest for row in rows for digest in _digests(row).values()}
    kept = Scan.objects.filter(digest__in=digests, rules=reading.rules())
    scans = dict(kept.values_list("digest", "findings"))
    ruled = set(Ruling.objects.filter(key__in=[row.key for row in rows]).values_list("key", "part", "finding"))
    return {row.pk: _found(row, scans, ruled) for row in rows}


def _found(row: Round, scans: Mapping[str, list[dict[str, Any]]], ruled: set[tuple[str, str, str]]) -> Found | None:
    errors = others = protected = 0
    for part, digest in _digests(row).items():
        if digest not in scans:
            return None
        for entry in scans[digest]:
            open_ = entry["severity"] == ERROR and (row.key, part, entry["fingerprint"]) not in ruled
            errors, others = errors + open_, others + (not open_)
            protected += open_ and entry["protected"]
    return Found(errors, others, protected)


def _digests(row: Round) -> dict[str, str]:
    return {items.BODY: row.digest, **row.parts}


def _line(row: Round, found: Found | None, today: date) -> Line:
    begun = localdate(row.since) if row.since else today
    stage = procedures.stages()[row.stage]
    left = queue.days_left(row, today=today)
    return Line(row, stage, items.sorts().get(row.kind, row.kind), left, (today - begun).days, found)


def _filtered(rows: QuerySet[Round], wanted: Wanted, today: date) -> QuerySet[Round]:
    if wanted.stage in procedures.stages():
        rows = rows.filter(stage=wanted.stage)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind[:24])
    if wanted.agency.isascii() and wanted.agency.isdigit() and len(wanted.agency) < 16:
        rows = rows.filter(agency=int(wanted.agency))
    if wanted.late:
        rows = rows.filter(due_on__lt=today)
    return rows.filter(title__icontains=wanted.words.strip()[:50]) if wanted.words.strip() else rows


def _after(rows: QuerySet[Round], key: str) -> QuerySet[Round]:
    """The rows behind a place. A place that cannot be read is the beginning."""
    try:
        urgent, due, pk = _place(key.split(":"))
    except ValueError:
        return rows
    behind = Q(urgent=urgent, due_on__gt=due) | Q(urgent=urgent, due_on=due, pk__gt=pk)
    return rows.filter(behind | Q(urgent=False) if urgent else behind)


def _place(words: Iterable[str]) -> tuple[bool, date, int]:
    urgent, due, pk = words
    if urgent not in {"0", "1"} or not (pk.isascii() and pk.isdigit() and len(pk) < 16):
        raise ValueError(pk)
    return urgent == "1", date.fromisoformat(due), int(pk)
