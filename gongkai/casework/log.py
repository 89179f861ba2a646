"""The one way into a case's log.

`append` runs one command: lock the case, derive what the law says, ask whether it allows each step,
write the events, the projection and the ledger, all in one transaction. Every verb of casework goes
through it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, may, represented
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import listening, messages, projection, subjects
from gongkai.casework.errors import BadDate, Conflict, NotPermitted, Unknown
from gongkai.casework.models import Case, CaseEvent, EventText
from gongkai.statute import procedure
from gongkai.statute.event_schemas import SCHEMAS
from gongkai.statute.events import Event, EventKind, as_json, read_event, validate
from gongkai.statute.parameters import rules


@dataclass(frozen=True, slots=True)
class Happening:
    """An event about to be written: its kind, its legal date, its data, and words that may name people."""

    kind: EventKind
    on: date
    data: dict[str, Any] = field(default_factory=dict)
    text: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        if self.text is not None:
            object.__setattr__(self, "text", subjects.salted(self.text))


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case under its lock: the row, its events so far and what the law derives from them."""

    case: Case
    events: tuple[Event, ...]
    state: procedure.CaseState
    on_behalf_of: str = ""
    """The absent person in whose post the command is given, as the log calls them; empty when it is one's own."""


@transaction.atomic
def append(
    case_id: int,
    happenings: Sequence[Happening],
    *,
    by: User | None,
    at: datetime,
    permission: Permission,
    expected_seq: int | None = None,
) -> Case:
    """Write events into a case.

    ``by`` is None for the applicant acting through the portal. ``expected_seq`` is the last event the
    person saw; another means Conflict. Raises Unknown, NotPermitted, BadDate, Conflict.
    """
    dossier = lock(case_id, by=by, at=at, permission=permission, expected_seq=expected_seq)
    return write(dossier, happenings, by=by, at=at)


def lock(
    case_id: int, *, by: User | None, at: datetime, permission: Permission, expected_seq: int | None = None
) -> Dossier:
    """Lock a case for this transaction and derive its state. Raises Unknown (for a person who may not see
    it, too), NotAllowed, Conflict."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("agency", "assigned_agency", "subject")
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise Unknown
    if by is not None and not allowed(by, permission, case, on=localdate(at)):
        if allowed(by, Permission.CASE_SEE, case, on=localdate(at)):
            raise NotAllowed(permission, case.agency)
        raise Unknown
    if expected_seq is not None and expected_seq != case.seq:
        raise Conflict
    events = load(case)
    behalf = on_behalf_of(by, permission, case, on=localdate(at)) if by is not None else ""
    return Dossier(case, events, state_of(events), behalf)


def state_of(events: Sequence[Event]) -> procedure.CaseState:
    """What the law derives from a log today."""
    return procedure.derive(events, rules=rules(), calendar=calendar.current(), today=None)


def foresee(dossier: Dossier, happening: Happening, *, at: datetime | None) -> procedure.CaseState:
    """The state a case would have after one more event: the dates that a letter about it must name. Nothing is
    checked or written. Raises BadInput for unusable data."""
    return state_of([*dossier.events, event_of(happening, len(dossier.events) + 1, at)])


def write(dossier: Dossier, happenings: Sequence[Happening], *, by: User | None, at: datetime, voice: str = "") -> Case:
    """Check each happening against the law and write all of them. ``voice`` names who speaks when it is neither an
    officer nor the applicant. Raises NotPermitted, BadDate."""
    case, known, state = dossier.case, list(dossier.events), dossier.state
    today = localdate(at)
    if dossier.on_behalf_of:
        who = {"on_behalf_of": dossier.on_behalf_of}
        happenings = [replace(happening, data=happening.data | who) for happening in happenings]
    for happening in happenings:
        _check(happening, state, known, today)
        known.append(event_of(happening, len(known) + 1, at))
        state = state_of(known)
    return store(case, known[len(dossier.events) :], happenings, state=state, by=by, at=at, voice=voice)


def store(
    case: Case,
    new: Sequence[Event],
    happenings: Sequence[Happening],
    *,
    state: procedure.CaseState,
    by: User | None,
    at: datetime,
    voice: str = "",
) -> Case:
    """Insert events, their words, the projection (a new case with it) and the ledger entries."""
    actor = by.actor if by else voice or f"applicant:{case.number}"
    projection.apply(case, state, new)
    case.save(update_fields=None if case.pk is None else [*projection.FIELDS, "seq"])
    rows = [row_of(case, event, actor) for event in new]
    CaseEvent.objects.bulk_create(rows)
    texts = [
        EventText(
            case=case, seq=event.seq, sealed=subjects.seal_for(case.subject, happening.text, place(case, event.seq))
        )
        for event, happening in zip(new, happenings, strict=True)
        if happening.text is not None
    ]
    if texts:
        EventText.objects.bulk_create(texts)
    projection.save_disputes(case, state, new)
    acts = [
        ledger.Act(actor, Action.CASE_EVENT, f"case:{case.number}", row.digest, {"seq": row.seq, "kind": row.kind})
        for row in rows
    ]
    ledger.record(case.agency.stream, acts, at=at)
    messages.tell(case, new, state=state, at=at)
    listening.tell(case, new, at=at)
    return case


def load(case: Case) -> tuple[Event, ...]:
    """The events of a case, oldest first."""
    rows = case.events.order_by("seq").values_list("kind", "occurred_on", "seq", "recorded_at", "data", "version")
    return tuple(from_row(*row) for row in rows)


def from_row(
    kind: str, occurred_on: date, seq: int, recorded_at: datetime, data: dict[str, Any], version: int
) -> Event:
    """An event as the kernel takes it, brought up to the present version."""
    return read_event(kind, occurred_on, data, seq=seq, recorded_at=recorded_at, version=version)


def text(case: Case, seq: int) -> dict[str, Any] | None:
    """The words of an event, opened; None when there are none or the subject was erased."""
    row = case.texts.filter(seq=seq).first()
    return None if row is None else subjects.unsalted(subjects.open_for(case.subject, row.sealed, place(case, seq)))


def texts(case: Case) -> dict[int, dict[str, Any]]:
    """The words of all events by their numbers."""
    opened = {row.seq: subjects.open_for(case.subject, row.sealed, place(case, row.seq)) for row in case.texts.all()}
    return {seq: words for seq, sealed in opened.items() if (words := subjects.unsalted(sealed)) is not None}


def place(case: Case, seq: int) -> str:
    """Where an event's words are sealed for."""
    return f"text:{case.number}:{seq}"


def row_of(case: Case, event: Event, actor: str) -> CaseEvent:
    """The row of an event, with the digest that the ledger repeats."""
    assert event.recorded_at is not None, "only events that were just recorded are written"
    row = CaseEvent(
        case=case,
        seq=event.seq,
        kind=event.kind.value,
        version=event.version,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
        actor=actor,
        data=as_json(event.data),
    )
    row.digest = digest(case.number, row)
    return row


def digest(number: str, row: CaseEvent) -> str:
    """The digest an event row must carry."""
    return ledger.digest_of(
        [
            number,
            row.seq,
            row.kind,
            row.version,
            row.occurred_on.isoformat(),
            ledger.instant(row.recorded_at),
            row.actor,
            row.data,
        ]
    )


def allowed(user: User, permission: Permission, case: Case, *, on: date) -> bool:
    """Whether a user may do something in a case: in the agency that answers for it, or, for seeing and
    drafting, in the department it was assigned to."""
    if may(user, permission, case.agency, on=on):
        return True
    if case.assigned_agency is None or permission not in {Permission.CASE_SEE, Permission.CASE_DRAFT}:
        return False
    return may(user, Permission.CASE_DRAFT, case.assigned_agency, on=on)


def on_behalf_of(user: User, permission: Permission, case: Case, *, on: date) -> str:
    """For whom a user acts in a case, as the log calls them: empty for themselves."""
    agencies = [case.agency]
    if case.assigned_agency is not None and permission in {Permission.CASE_SEE, Permission.CASE_DRAFT}:
        agencies.append(case.assigned_agency)
    absent = [
        represented(user, permission, agency, on=on) for agency in agencies if may(user, permission, agency, on=on)
    ]
    found = [person.actor for person in absent if person is not None]
    return found[0] if found and len(found) == len(absent) else ""


def behind(actor: str, data: Mapping[str, Any]) -> frozenset[str]:
    """Everybody who answers for an event: who acted, and in whose stead. Nobody among them approves it."""
    return frozenset({actor, str(data.get("on_behalf_of") or actor)})


def _check(happening: Happening, state: procedure.CaseState, known: Sequence[Event], today: date) -> None:
    if happening.on > today:
        raise BadDate(f"“{happening.kind.label}”的日期{happening.on:%Y-%m-%d}晚于今天，不能登记尚未发生的事项。")
    if known and state.received_on is not None and happening.on < state.received_on:
        raise BadDate(
            f"“{happening.kind.label}”的日期{happening.on:%Y-%m-%d}早于收到申请之日{state.received_on:%Y-%m-%d}。"
        )
    permission = procedure.permitted(state, calendar.current(), happening.on).get(happening.kind)
    if permission is not None and not permission.allowed:
        raise NotPermitted(permission.reason, str(permission.citation) if permission.citation else "")


def event_of(happening: Happening, seq: int, at: datetime | None) -> Event:
    """A checked event from a happening; words are represented by their digest. Raises BadInput."""
    data = dict(happening.data)
    if happening.text is not None:
        data["text_digest"] = ledger.digest_of(happening.text)
    return Event(happening.kind, happening.on, seq, at, validate(happening.kind, data), SCHEMAS[happening.kind].version)
