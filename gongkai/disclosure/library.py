"""The policy library: each public document with the days that decide whether it applies.

The days are folded from the documents themselves: from a document's own record, and from what other public
documents say that they do to it. Which state follows on some day is asked of the law (`statute.documents`), in
Python for one document and in SQL for a list, so nothing has to be marked by a job at midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.db.models import Q, QuerySet

from gongkai.agencies.models import Agency
from gongkai.disclosure.record import GENRES, DocumentEffect, Effect
from gongkai.editorial import announcing
from gongkai.editorial.pages import key_of
from gongkai.search.text import document_number
from gongkai.statute.documents import Validity, validity


class LibraryEntry(models.Model):
    """A public policy document as lists need it. Written in the gate's transaction; `refresh` makes it anew."""

    page = models.OneToOneField("disclosure.PolicyDocument", models.CASCADE, related_name="entry")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    index_number = models.CharField("索引号", max_length=60, blank=True, default="")
    document_number = models.CharField("发文字号", max_length=60, blank=True, default="")
    genre = models.CharField("体裁", max_length=8, choices=GENRES, blank=True, default="")
    subject = models.CharField("主题分类", max_length=40, blank=True, default="")
    normative = models.BooleanField("行政规范性文件", default=False)
    dated_on = models.DateField("成文日期", null=True)
    effective_on = models.DateField("施行日期", null=True)
    valid_until = models.DateField("有效期至", null=True)
    lapsed_on = models.DateField("宣布失效", null=True)
    repealed_on = models.DateField("废止", null=True)
    amended_on = models.DateField("修改", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-dated_on", "-page"], name="library_newest"),
            models.Index(fields=["agency", "-dated_on", "-page"], name="library_by_agency"),
            models.Index(fields=["document_number"], name="library_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.document_number or self.index_number}"

    def state(self, on: date) -> Validity:
        """Whether the document applies on a day."""
        return validity(
            on,
            effective_on=self.effective_on,
            valid_until=self.last_day(),
            repealed_on=self.repealed_on,
            amended_on=self.amended_on,
        )

    def last_day(self) -> date | None:
        """The last day on which it applies, when time or a declaration ends it."""
        days = [self.valid_until, self.lapsed_on - timedelta(days=1) if self.lapsed_on else None]
        return min((day for day in days if day), default=None)


def in_state(wanted: Validity, on: date) -> Q:
    """The entries in a state on a day: the same question as `LibraryEntry.state`, for a list."""
    repealed = Q(repealed_on__isnull=False, repealed_on__lte=on)
    lapsed = Q(valid_until__isnull=False, valid_until__lt=on) | Q(lapsed_on__isnull=False, lapsed_on__lte=on)
    waiting = Q(effective_on__isnull=False, effective_on__gt=on)
    amended = Q(amended_on__isnull=False, amended_on__lte=on)
    return {
        Validity.REPEALED: repealed,
        Validity.LAPSED: ~repealed & lapsed,
        Validity.NOT_YET: ~repealed & ~lapsed & waiting,
        Validity.AMENDED: ~repealed & ~lapsed & ~waiting & amended,
        Validity.IN_FORCE: ~repealed & ~lapsed & ~waiting & ~amended,
    }[wanted]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that another document does to this one."""

    kind: Effect
    on: date | None
    until: date | None
    by: int
    note: str
    late: bool = False
    """A prolongation that came when there was nothing left to prolong."""


def changes(page: int) -> list[Change]:
    """What public documents do to a document, the earliest first."""
    rows = DocumentEffect.objects.filter(target=page, page__live=True).select_related("page")
    found = [Change(Effect(row.kind), row.begins_on(), row.until, row.page_id, row.note) for row in rows]
    return sorted(found, key=lambda change: (change.on or date.max, change.by))


def targets(pages: Iterable[int]) -> set[int]:
    """The documents that these say something about."""
    rows = DocumentEffect.objects.filter(page__in=list(pages), target__isnull=False)
    return set(rows.values_list("target_id", flat=True))


def refresh(numbers: Iterable[int], *, tell: bool = True) -> None:
    """Make the entries of documents anew from what is public now; what is not public has none. With ``tell`` who
    lists them elsewhere hears of it."""
    from gongkai.disclosure.models import PolicyDocument

    wanted = set(numbers)
    rows = PolicyDocument.objects.filter(pk__in=wanted, live=True, public__release__withdrawn_at=None)
    shown = {row.pk: row for row in rows.exclude(public__release=None)}
    LibraryEntry.objects.filter(page__in=wanted - set(shown)).delete()
    for number, page in shown.items():
        LibraryEntry.objects.update_or_create(page_id=number, defaults=_folded(page, changes(number)))
        if tell:
            announcing.otherwise(key_of(number))


def _folded(page: models.Model, found: Sequence[Change]) -> dict[str, object]:
    copied = ("agency_id", "document_number", "genre", "subject", "normative", "dated_on", "effective_on")
    until: date | None = getattr(page, "valid_until")  # noqa: B009 - the class stands above this module
    for change in found:
        if change.kind is Effect.PROLONGS and until and change.until and change.on and change.on <= until:
            until = max(until, change.until)
    return {
        **{name: getattr(page, name) for name in copied},
        "index_number": getattr(page, "index_number", None) or "",
        "valid_until": until,
        "lapsed_on": _first(found, Effect.DECLARES_LAPSED),
        "repealed_on": _first(found, Effect.REPEALS),
        "amended_on": _first(found, Effect.AMENDS),
    }


def _first(found: Sequence[Change], kind: Effect) -> date | None:
    return min((change.on for change in found if change.kind is kind and change.on), default=None)


def turning(on: date) -> list[int]:
    """Documents whose state is another on a day than on the day before."""
    before = on - timedelta(days=1)
    days = Q(effective_on=on) | Q(valid_until=before) | Q(lapsed_on=on) | Q(repealed_on=on) | Q(amended_on=on)
    rows = LibraryEntry.objects.filter(days)
    return [entry.page_id for entry in rows if entry.state(on) is not entry.state(before)]


def differing() -> list[int]:
    """Documents whose entry is not what their records say: none, unless somebody wrote to the table by hand."""
    from gongkai.disclosure.models import PolicyDocument

    entries = {entry.page_id: entry for entry in LibraryEntry.objects.all()}
    shown = PolicyDocument.objects.filter(live=True).exclude(public__release=None)
    wrong = []
    for page in shown.iterator(chunk_size=500):
        entry = entries.pop(page.pk, None)
        folded = _folded(page, changes(page.pk))
        if entry is None or any(getattr(entry, name) != value for name, value in folded.items()):
            wrong.append(page.pk)
    return sorted([*wrong, *entries])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the library; empty means all."""

    agency: str = ""
    year: int | None = None
    genre: str = ""
    subject: str = ""
    state: Validity | None = None
    normative: bool = False
    words: str = ""


def entries(wanted: Wanted, on: date) -> QuerySet[LibraryEntry]:
    """The entries that are wanted, by their date, the newest first."""
    rows = LibraryEntry.objects.filter(page__public__release__isnull=False, page__public__release__withdrawn_at=None)
    rows = rows.select_related("page__public__release", "agency").order_by("-dated_on", "-page")
    if wanted.agency:
        rows = rows.filter(agency__code=wanted.agency)
    if wanted.year:
        rows = rows.filter(dated_on__year=wanted.year)
    if wanted.genre:
        rows = rows.filter(genre=wanted.genre)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.normative:
        rows = rows.filter(normative=True)
    if wanted.state:
        rows = rows.filter(in_state(wanted.state, on))
    return rows.filter(named(wanted.words, title="page__public__title")) if wanted.words else rows


def named(asked: str, *, title: str = "title", number: str = "document_number") -> Q:
    """What has all the words that are asked for in its title or number. A document number is one however its brackets
    were typed: 明政发[2023]7号 is 明政发〔2023〕7号."""
    every = Q()
    for word in asked.split()[:8]:
        every &= Q(**{f"{title}__icontains": word}) | Q(**{f"{number}__icontains": word})
    written = document_number(asked)
    return every | Q(**{f"{number}__icontains": written}) if written else every


@dataclass(frozen=True, slots=True)
class Choices:
    """What the library holds, to choose from."""

    agencies: list[tuple[str, str]]
    years: list[int]
    genres: list[str]
    subjects: list[str]


def choices() -> Choices:
    """The agencies, years, genres and subjects of the documents there are."""
    rows = LibraryEntry.objects.order_by()
    return Choices(
        list(rows.order_by("agency__path").values_list("agency__code", "agency__name").distinct()),
        [day.year for day in rows.exclude(dated_on=None).dates("dated_on", "year", order="DESC")],
        sorted(rows.exclude(genre="").values_list("genre", flat=True).distinct()),
        sorted(rows.exclude(subject="").values_list("subject", flat=True).distinct()),
    )


@dataclass(slots=True)
class Counted:
    """The normative documents of an agency in a year: each figure of table A as the documents behind it
    (条例第二十条第（一）项)."""

    issued: list[str] = field(default_factory=list)
    repealed: list[str] = field(default_factory=list)
    in_force: list[str] = field(default_factory=list)


def normative(agencies: Iterable[int], year: int) -> dict[int, Counted]:
    """What table A says of the normative documents of agencies that keep them here, by their numbers: made in the
    year, ended by an act in the year, in force at its end. Two queries, however many agencies there are.

    A document whose time ran out is no longer in force and was not repealed. A document that is older than the
    library counts as repealed by the agency whose document ends it.
    """
    wanted = list(agencies)
    found: dict[int, Counted] = {}
    rows = LibraryEntry.objects.filter(agency__in=wanted, normative=True)
    for entry in rows.order_by("dated_on", "page"):
        _count(found.setdefault(entry.agency_id, Counted()), entry, year)
    acts = DocumentEffect.objects.filter(
        page__live=True, page__agency__in=wanted, other_normative=True, kind__in=[e for e in Effect if e.ends]
    )
    for act in acts.select_related("page").order_by("pk"):
        day = act.begins_on()
        if day and day.year == year:
            found.setdefault(act.page.agency_id, Counted()).repealed.append(act.other)
    return found


def _count(counted: Counted, entry: LibraryEntry, year: int) -> None:
    last, name = date(year, 12, 31), entry.document_number or entry.index_number
    if entry.dated_on is None or entry.dated_on > last:
        return
    ended = min((day for day in (entry.repealed_on, entry.lapsed_on) if day), default=None)
    if entry.dated_on.year == year:
        counted.issued.append(name)
    if ended and ended.year == year:
        counted.repealed.append(name)
    if entry.state(last).counts_as_in_force:
        counted.in_force.append(name)
