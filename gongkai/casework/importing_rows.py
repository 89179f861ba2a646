"""Writing the cases of a register: the same rows in the same tables as one request makes, many at a time.

A register of some thousand rows written case by case would hold the one writer of SQLite for half a minute while
citizens wait; together they take seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import likeness, log, numbers, projection, subjects
from gongkai.casework.intake import Wanted, naming_request
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, CaseEvent, EventText, Subject
from gongkai.casework.register_entries import Entry, identity_kind
from gongkai.casework.register_history import history
from gongkai.casework.register_numbers import serial_of
from gongkai.casework.subjects import Person
from gongkai.privacy import sealing
from gongkai.statute import procedure
from gongkai.statute.events import Event, EventKind
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import Calendar

TOGETHER = 500
_DISPUTES = {EventKind.DISPUTE_FILED, EventKind.DISPUTE_DECIDED}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row that was understood, about to come in. ``keeps`` is whether its own number stays, ``lapses`` whether it
    ended by a lapse of the limit that the register knows."""

    entry: Entry
    fingerprint: str
    keeps: bool = False
    lapses: bool = True


@dataclass(frozen=True, slots=True)
class _Made:
    """A case about to be stored, with everything that goes with it."""

    case: Case
    key: bytes
    words: str
    events: list[Event]
    happenings: list[Happening]
    state: procedure.CaseState


def store(agency: Agency, arrivals: Sequence[Arrival], *, by: User, at: datetime) -> list[Case]:
    """Store the cases of some rows with their events, words and ledger entries. Must run in a transaction."""
    days = calendar.current()
    numbered = _numbered(agency, arrivals)
    cases: list[Case] = []
    for start in range(0, len(arrivals), TOGETHER):
        part = zip(arrivals[start : start + TOGETHER], numbered[start : start + TOGETHER], strict=True)
        made = [_made(agency, arrival, *number, days=days, at=at) for arrival, number in part]
        _write(agency, made, by=by, at=at)
        cases += [each.case for each in made]
    return cases


def _numbered(agency: Agency, arrivals: Sequence[Arrival]) -> list[tuple[int, int, str]]:
    """Year, serial and number of each row. Numbers of the agency's own kind keep their serial; all others get the
    next ones of their year, so that no number to come is taken twice."""
    own: dict[int, tuple[int, int]] = {}
    others: dict[int, list[int]] = defaultdict(list)
    for place, arrival in enumerate(arrivals):
        kept = serial_of(agency, arrival.entry.number.upper()) if arrival.keeps else None
        if kept:
            own[place] = kept
        others[kept[0] if kept else arrival.entry.received_on.year] += [] if kept else [place]
    serials = dict(own)
    for year, places in sorted(others.items()):
        above = max((serial for of_year, serial in own.values() if of_year == year), default=0)
        taken = numbers.take_many(agency, "case", year, len(places), above=above)
        serials |= {place: (year, serial) for place, serial in zip(places, taken, strict=True)}
    return [(*serials[place], _number(agency, arrival, *serials[place])) for place, arrival in enumerate(arrivals)]


def _number(agency: Agency, arrival: Arrival, year: int, serial: int) -> str:
    return arrival.entry.number.upper() if arrival.keeps else f"{agency.code.upper()}-{year}-{serial:05d}"


def _made(
    agency: Agency, arrival: Arrival, year: int, serial: int, number: str, *, days: Calendar, at: datetime
) -> _Made:
    entry = arrival.entry
    plain = subjects.salted(asdict(Wanted(entry.wanted, form="", delivery="")))
    told = history(entry, arrival.fingerprint, lapses=arrival.lapses)
    happenings = naming_request(told, ledger.digest_of(plain))
    events = [log.event_of(happening, seq, at) for seq, happening in enumerate(happenings, start=1)]
    state = procedure.derive(events, rules=rules(), calendar=days, today=None)
    subject, key = subjects.sealed(_person(entry))
    case = Case(
        agency=agency,
        subject=subject,
        year=year,
        serial=serial,
        number=number,
        # Nobody was given a code: what is stored fits none.
        code_hash=numbers.code_hash(number, numbers.new_query_code()),
        channel=entry.channel,
        applicant_kind=entry.kind,
        request_digest=ledger.digest_of(plain),
        sealed_request=sealing.seal(key, plain, f"request:{number}"),
    )
    projection.apply(case, state, events)
    return _Made(case, key, entry.wanted, events, happenings, state)


def _person(entry: Entry) -> Person:
    words = entry.words
    number = words.get("identity_number", "")
    return Person(
        name=entry.name,
        identity_kind=identity_kind(number) if number else "",
        identity_number=number,
        telephone=words.get("telephone", ""),
        email=words.get("email", ""),
        address=words.get("address", ""),
    )


def _write(agency: Agency, made: Sequence[_Made], *, by: User, at: datetime) -> None:
    Subject.objects.bulk_create([each.case.subject for each in made])
    Case.objects.bulk_create([each.case for each in made])
    likeness.remember_all((each.case, each.words) for each in made)
    rows = [log.row_of(each.case, event, by.actor) for each in made for event in each.events]
    CaseEvent.objects.bulk_create(rows)
    EventText.objects.bulk_create([text for each in made for text in _texts(each)])
    for each in made:
        if any(event.kind in _DISPUTES for event in each.events):
            projection.save_disputes(each.case, each.state, each.events)
    acts = [
        ledger.Act(
            by.actor, Action.CASE_EVENT, f"case:{row.case.number}", row.digest, {"seq": row.seq, "kind": row.kind}
        )
        for row in rows
    ]
    ledger.record(agency.stream, acts, at=at)


def _texts(made: _Made) -> Iterator[EventText]:
    for event, happening in zip(made.events, made.happenings, strict=True):
        if happening.text is not None:
            sealed = sealing.seal(made.key, happening.text, log.place(made.case, event.seq))
            yield EventText(case=made.case, seq=event.seq, sealed=sealed)
