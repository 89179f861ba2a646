"""Reading cases: the officer's list by urgency, the case page, what an applicant may see.

Colours are computed from the next limit at query time, never stored. Lists are paged by keyset, so page
2,000 costs what page 1 costs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import scope
from gongkai.agencies.roles import Permission
from gongkai.casework import finding_cases, intake, internal_limits, log, numbers, reviews, subjects, turns
from gongkai.casework.errors import Unknown
from gongkai.casework.models import NO_LIMIT, Attachment, Case, CaseEvent, Letter, MovedDate, Turn
from gongkai.statute import case_state, procedure
from gongkai.statute.events import Event
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import CaseState
from gongkai.statute.workdays import Calendar

PAGE = 50
MOST_COUNTED = 10_000
"""Beyond this many a list says “以上”: nobody reads further, and counting a million costs more than the page."""
AMBER_WORKING_DAYS = 5


class Colour(StrEnum):
    """How near the next limit is."""

    RED = "red"
    """The limit is past or is today."""
    AMBER = "amber"
    """At most five working days are left."""
    GREEN = "green"
    """More than five working days are left."""
    GREY = "grey"
    """No clock is running."""

    @property
    def label(self) -> str:
        return {"red": "已到期或逾期", "amber": "临近期限", "green": "期限充裕", "grey": "无期限在走"}[self.value]


@dataclass(frozen=True, slots=True)
class Filter:
    """What an officer chose above the list. ``status`` is open, closed, all or assigned (to a department where
    the user drafts); ``after`` is the key of the last row of the page before. The last four come from the board:
    keys of agencies and people, ``none`` for nobody."""

    status: str = "open"
    colour: str = ""
    channel: str = ""
    words: str = ""
    after: str = ""
    agency: str = ""
    unit: str = ""
    handler: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: Case
    applicant: str
    summary: str
    colour: Colour
    days_left: int | None
    internal: internal_limits.Internal | None = None
    turn: str = ""
    """Which step of the reply waits and for how long; empty when none does."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: its rows, how many there are in all, and the key of the next page. Counting stops at
    `MOST_COUNTED`: then ``total`` is that number and ``more`` is true."""

    rows: list[Row]
    total: int
    more: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    next_key: str = ""

    @property
    def total_text(self) -> str:
        """How many there are, in words: “60件”, “10000件以上”."""
        return f"{self.total}件以上" if self.more else f"{self.total}件"


def visible(user: User, *, on: date) -> QuerySet[Case]:
    """The cases a user may see: of the agencies where they may see cases, those assigned to a department where they
    draft, and those in which a step waits for them."""
    seen = scope(user, Permission.CASE_SEE, on=on) | scope(user, Permission.CASE_DRAFT, on=on, field="assigned_agency")
    waits = turns.shown(user, on=on)
    if waits is not None:
        seen |= Q(pk__in=Turn.objects.filter(waits).values("case"))
    return Case.objects.filter(seen)


def page(user: User, wanted: Filter, *, today: date) -> Page:
    """One page of the officer's list, most urgent first. At most six queries, and one where a draft is to be
    signed."""
    days = calendar.current()
    cases = _listed(user, wanted, today, days)
    way = finding_cases.way_of(cases, wanted.words) if wanted.words else ""
    if way:
        cases = finding_cases.matching(cases, wanted.words, way)
    thin = way in {finding_cases.PART, finding_cases.WORDS} or connection.vendor == "postgresql"
    rows = _rows(cases, wanted.after, thin=thin)
    more = len(rows) > PAGE
    total = _count(cases) if more or wanted.after else len(rows)
    rows = rows[:PAGE]
    waits = _turns(rows, today, days)
    return Page(
        rows=[_row(case, today, days, waits.get(case.pk, "")) for case in rows],
        total=min(total, MOST_COUNTED),
        more=total > MOST_COUNTED,
        next_key=_key(rows[-1]) if more else "",
    )


def nearest(user: User, status: str, most: int, *, today: date) -> list[Row]:
    """The first lines of the list, without what waits in them: for today's page. One query, and only these lines'
    words are opened."""
    days = calendar.current()
    cases = _listed(user, Filter(status=status), today, days)
    rows = _rows(cases, "", thin=connection.vendor == "postgresql", most=most)
    return [_row(case, today, days, "") for case in rows]


def _listed(user: User, wanted: Filter, today: date, days: Calendar) -> QuerySet[Case]:
    """What the list is about. The two scopes are two lists: one OR over both would cost every page a sort of all
    cases."""
    assigned = wanted.status == "assigned"
    permission, field = (Permission.CASE_DRAFT, "assigned_agency") if assigned else (Permission.CASE_SEE, "agency")
    return _filtered(Case.objects.filter(scope(user, permission, on=today, field=field)), wanted, today, days)


def _rows(cases: QuerySet[Case], after: str, *, thin: bool, most: int = PAGE + 1) -> list[Case]:
    """The first cases behind a key: a page of them and one more. ``thin``: their keys are found first, for which an
    index alone is read, and only they are joined to their people and agencies; PostgreSQL would join thousands before
    it sorts."""
    joined = ("subject", "agency", "assigned_agency")
    found = _after(cases.select_related(*joined), after)
    if thin and not found.query.combinator:
        keys = found.select_related(None).values("pk")[:most]
        found = Case.objects.select_related(*joined).filter(pk__in=keys).order_by(*found.query.order_by)
    return list(found[:most])


def _turns(cases: list[Case], today: date, days: Calendar) -> dict[int, str]:
    """What is said of the steps that wait, by case. No query where no reply lies before anybody."""
    drafted = [case.pk for case in cases if case.stage == case_state.Stage.DECISION_PROPOSED]
    rows = Turn.objects.filter(case__in=drafted, letter=Turn.Letter.REPLY) if drafted else ()
    return {row.case_id: turns.said(row, today, days) for row in rows}


def _count(cases: QuerySet[Case]) -> int:
    """How many cases there are, counted no further than one beyond `MOST_COUNTED`."""
    return cases.order_by()[: MOST_COUNTED + 1].count()


def colour_of(case: Case, today: date, days: Calendar) -> Colour:
    """The colour of a case on a day."""
    if case.next_on == NO_LIMIT or case.closed_on is not None:
        return Colour.GREY
    if case.next_on <= today:
        return Colour.RED
    return Colour.AMBER if case.next_on <= days.add(today, AMBER_WORKING_DAYS) else Colour.GREEN


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the case page shows."""

    case: Case
    state: CaseState
    events: list[CaseEvent]
    law_events: tuple[Event, ...]
    texts: dict[int, dict[str, object]]
    letters: list[Letter]
    person: subjects.Person
    calendar: Calendar
    permitted: dict[str, case_state.Permission]
    actors: dict[str, str]
    on: date
    moved: bool
    """Whether a limit moved that the applicant was told (`moved_dates` says whether it still matters)."""


def sheet(user: User, number: str, *, today: date) -> Sheet:
    """The case page. Raises Unknown for a case that is not there or not for this user. At most 15 queries."""
    rows = visible(user, on=today).select_related("agency", "assigned_agency", "subject", "handler")
    untold = Exists(MovedDate.objects.filter(case=OuterRef("pk"), told_at__isnull=True))
    since = Turn.objects.filter(case=OuterRef("pk")).values("since")
    turns_since = {f"since_{letter}": Subquery(since.filter(letter=letter)[:1]) for letter in Turn.Letter.values}
    files = Prefetch("attachments", reviews.ordered(Attachment.objects.all()), to_attr="files_read")
    case = rows.annotate(moved=untold, **turns_since).prefetch_related(files).filter(number=number).first()
    if case is None:
        raise Unknown
    days = calendar.current()
    events = list(case.events.order_by("seq"))
    known = tuple(
        log.from_row(row.kind, row.occurred_on, row.seq, row.recorded_at, row.data, row.version) for row in events
    )
    state = procedure.derive(known, rules=rules(), calendar=days, today=today)
    return Sheet(
        case=case,
        state=state,
        events=events,
        law_events=known,
        texts=log.texts(case),
        letters=list(case.letters.select_related("seal").order_by("pk")),
        person=subjects.person(case.subject),
        calendar=days,
        permitted={kind.value: permission for kind, permission in procedure.permitted(state, days, today).items()},
        actors=_actors(events),
        on=today,
        moved=case.moved,
    )


def for_applicant(number: str, code: str) -> tuple[Case, tuple[Event, ...], CaseState]:
    """A case by its receipt number and query code. Raises Unknown, the same for a wrong number and a wrong
    code."""
    rows = Case.objects.select_related("agency", "subject")
    case = rows.filter(number=number.strip().upper()).first()
    if case is None:
        numbers.code_fits(number, code, "")
        raise Unknown
    if not numbers.code_fits(case.number, code, case.code_hash):
        raise Unknown
    events = log.load(case)
    return case, events, procedure.derive(events, rules=rules(), calendar=calendar.current(), today=None)


def letters_for_applicant(case: Case) -> list[Letter]:
    """The letters of an applicant: their own. One to a third party names it and is not among them; one that waits for
    its seal keeps its place and is not to be read yet (`Letter.awaits_seal`)."""
    return list(case.letters.filter(to=Letter.To.APPLICANT).select_related("seal").order_by("pk"))


def _filtered(cases: QuerySet[Case], wanted: Filter, today: date, days: Calendar) -> QuerySet[Case]:
    if wanted.status in {"open", "assigned"}:
        cases = cases.filter(closed_on__isnull=True)
    elif wanted.status == "closed":
        cases = cases.filter(closed_on__isnull=False)
    if wanted.channel:
        cases = cases.filter(channel=wanted.channel)
    cases = _placed(cases, wanted)
    if wanted.colour:
        cases = cases.filter(_coloured(wanted.colour, today, days.add(today, AMBER_WORKING_DAYS)))
    return cases.order_by("next_on", "id") if wanted.status in {"open", "assigned"} else cases.order_by("-id")


def _placed(cases: QuerySet[Case], wanted: Filter) -> QuerySet[Case]:
    """The cases of one agency, department, person or stage. What is no key finds nothing."""
    chosen = {"agency": wanted.agency, "assigned_agency": wanted.unit, "handler": wanted.handler}
    for name, key in chosen.items():
        if key == "none":
            cases = cases.filter(**{f"{name}__isnull": True})
        elif key:
            cases = cases.filter(**{name: int(key) if key.isascii() and key.isdigit() else 0})
    return cases.filter(stage=wanted.stage) if wanted.stage else cases


def _coloured(colour: str, today: date, amber_until: date) -> Q:
    # Each says only what it must: PostgreSQL takes every further condition for a further thinning and then sorts all.
    running = Q(closed_on__isnull=True)
    if colour == Colour.RED:
        return running & Q(next_on__lte=today)
    if colour == Colour.AMBER:
        return running & Q(next_on__gt=today, next_on__lte=amber_until)
    if colour == Colour.GREEN:
        return running & Q(next_on__gt=amber_until, next_on__lt=NO_LIMIT)
    return Q(next_on=NO_LIMIT) | Q(closed_on__isnull=False)


def _after(cases: QuerySet[Case], key: str) -> QuerySet[Case]:
    """Rows behind a key of the form ``2023-05-06:17``; an unreadable key is the first page."""
    day, _, last = key.partition(":")
    try:
        on, row = date.fromisoformat(day), int(last)
    except ValueError:
        return cases
    if "-id" in cases.query.order_by:
        return cases.filter(id__lt=row)
    return _behind(cases, on, row)


def _behind(cases: QuerySet[Case], on: date, row: int) -> QuerySet[Case]:
    """Cases after a row in the order of urgency, entering the index at that row: many cases share a day, and all
    that wait for filing share `NO_LIMIT`, so passing over a day's rows would cost later pages more and more.

    PostgreSQL does so when it compares pairs. SQLite looks at the first column of a pair only, but merges two
    walks without sorting, which PostgreSQL does not when tables are joined.
    """
    if connection.vendor == "sqlite":
        cases = cases.order_by()
        rest_of_day = cases.filter(next_on=on, id__gt=row)
        return rest_of_day.union(cases.filter(next_on__gt=on), all=True).order_by("next_on", "id")
    pair = Func(F("next_on"), F("id"), template="(%(expressions)s)", output_field=TextField())
    last = Func(Value(on), Value(row), template="(%(expressions)s)", output_field=TextField())
    return cases.filter(
        Func(pair, last, template="%(expressions)s", arg_joiner=" > ", output_field=BooleanField()), next_on__gte=on
    )


def _key(case: Case) -> str:
    return f"{case.next_on.isoformat()}:{case.pk}"


def _row(case: Case, today: date, days: Calendar, turn: str) -> Row:
    person = subjects.person(case.subject)
    wanted = intake.wanted_of(case)
    summary = (wanted.title or wanted.description) if wanted else subjects.ERASED
    return Row(
        case=case,
        applicant=person.masked_name,
        summary=summary[:60],
        colour=colour_of(case, today, days),
        days_left=_left(case.next_on, today, days) if case.closed_on is None else None,
        internal=internal_limits.of(case, case.due_on, today, days),
        turn=turn,
    )


def _left(until: date, today: date, days: Calendar) -> int | None:
    if until == NO_LIMIT:
        return None
    if until >= today:
        return days.workdays_between(today, until)
    return -days.workdays_between(until, today) or -(today - until > timedelta(0))


def _actors(events: list[CaseEvent]) -> dict[str, str]:
    """Names of those who acted, by how the log calls them."""
    called = {event.actor for event in events} | {str(event.data.get("on_behalf_of", "")) for event in events}
    called |= {str(event.data.get("to", "")).rpartition("/")[2] for event in events}
    ids = {int(key) for kind, _, key in (name.partition(":") for name in called) if kind == "user" and key.isdigit()}
    names = {user.actor: str(user) for user in User.objects.filter(pk__in=ids)}
    others = {"party": "被征求意见人"}
    return names | {
        event.actor: names.get(event.actor) or others.get(event.actor.partition(":")[0], "申请人") for event in events
    }
