"""Play a history that the kernel knows as events through the verbs that officers use, day by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from gongkai.casework import deciding, handling, intake, service_by_post
from gongkai.casework.deciding import Opinion, Service
from gongkai.casework.models import ApplicantKind, Case, Channel
from gongkai.statute.case_state import Stage
from gongkai.statute.events import Event, EventKind
from gongkai.statute.outcomes import outcome_rule
from tests.factories import CITIZEN, SHANGHAI, WANTED, World

K = EventKind
Verb = Callable[..., Any]
BY_THEMSELVES = frozenset({K.SUBMITTED, K.REGISTERED, K.DECISION_PROPOSED, K.FILED})
"""Events that another verb writes along with its own."""


def moment(day: date) -> datetime:
    """An office hour of a day."""
    return datetime.combine(day, time(10), SHANGHAI)


def replay(world: World, events: Sequence[Event]) -> Case:
    """The case of a history. Raises whatever the verbs refuse: a lawful history is refused nothing."""
    case = _open(world, events)
    later = [event for event in events if event.kind not in BY_THEMSELVES]
    if case.events.filter(kind=K.RECEIPT_CONFIRMED.value).exists():
        later = [event for event in later if event.kind is not K.RECEIPT_CONFIRMED]
    for event in later:
        _STEPS[event.kind](world, case, event)
    return Case.objects.get(pk=case.pk)


def opinion(outcome: str) -> Opinion:
    """An opinion with everything that its first variant asks for."""
    variant = outcome_rule(outcome).variants[0]
    return Opinion(outcome, variant.key, {name: _fact(name) for name in variant.facts})


def _fact(name: str) -> str:
    return "nd_secret" if name == "ground" else "某事实"


def _open(world: World, events: Sequence[Event]) -> Case:
    first = events[0]
    channel, at = Channel(first.data["channel"]), moment(first.occurred_on)
    kind = ApplicantKind.NATURAL_PERSON
    if channel is Channel.WEB:
        return intake.submit_online(agency=world.office, kind=kind, person=CITIZEN, wanted=WANTED, at=at).case
    confirmed = (first.occurred_on, "phone") if channel in {Channel.FAX, Channel.ORDINARY_MAIL} else None
    return intake.register(
        agency=world.office, channel=channel, arrived_on=first.occurred_on, kind=kind, person=CITIZEN, wanted=WANTED,
        by=world.officer, at=at, confirmed=confirmed,
    ).case  # fmt: skip


def _step(verb: Verb, **fixed: Any) -> Callable[[World, Case, Event], None]:
    def take(world: World, case: Case, event: Event) -> None:
        verb(case_id=case.pk, on=event.occurred_on, by=world.officer, at=moment(event.occurred_on), **fixed)

    return take


def _undated(verb: Verb, who: str = "officer", **fixed: Any) -> Callable[[World, Case, Event], None]:
    def take(world: World, case: Case, event: Event) -> None:
        verb(case_id=case.pk, by=getattr(world, who), at=moment(event.occurred_on), **fixed)

    return take


def _assign(world: World, case: Case, event: Event) -> None:
    _undated(handling.assign, agency=world.department)(world, case, event)


def _open_consultation(world: World, case: Case, event: Event) -> None:
    data = {name: event.data[name] for name in ("key", "party")}
    _step(handling.open_consultation, whom="某公司", **data)(world, case, event)


def _close_consultation(world: World, case: Case, event: Event) -> None:
    data = {name: event.data[name] for name in ("key", "opinion")}
    _step(handling.close_consultation, **data)(world, case, event)


def _confirm(world: World, case: Case, event: Event) -> None:
    if case.channel in {Channel.WEB, Channel.FAX, Channel.ORDINARY_MAIL}:
        _step(handling.confirm_receipt, means="phone")(world, case, event)


def _decide(world: World, case: Case, event: Event) -> None:
    _undated(deciding.propose, opinion=opinion(event.data["outcome"]))(world, case, event)
    _undated(deciding.approve, "leader")(world, case, event)


def _file(world: World, case: Case, event: Event) -> None:
    if Case.objects.get(pk=case.pk).stage == Stage.DECIDED.value:  # the office files nothing that it has not sent
        _serve(world, case, event)
    _undated(deciding.file_away)(world, case, event)


def _serve(world: World, case: Case, event: Event) -> None:
    channel = event.data.get("channel", "counter")
    told = Service("mail" if channel == "mail" else "counter", event.occurred_on, "签收单")
    _undated(deciding.serve, service=told)(world, case, event)


def _came_of_mail(world: World, case: Case, event: Event) -> None:
    """Signed for, or come back: of the last letter that was handed to the post."""
    told: dict[str, Any] = {"served": case.events.filter(kind=K.SERVED.value, data__channel="mail").last().seq}
    if event.kind is K.DELIVERED:
        _step(service_by_post.record_delivery, tracking="XA12345678901", **told)(world, case, event)
    else:
        _step(service_by_post.record_return, why=event.data["why"], words="见封面", **told)(world, case, event)


_STEPS: dict[EventKind, Callable[[World, Case, Event], None]] = {
    K.RECEIPT_CONFIRMED: _confirm,
    K.ASSIGNED: _assign,
    K.CORRECTION_ASKED: _step(handling.ask_correction, what="请写明年份"),
    K.CORRECTED: _step(handling.receive_correction),
    K.CORRECTION_LAPSED: _step(handling.lapse_correction),
    K.WITHDRAWN: _step(handling.withdraw),
    K.CONSULTATION_OPENED: _open_consultation,
    K.CONSULTATION_CLOSED: _close_consultation,
    K.FEE_NOTICED: _step(handling.notice_fee, method="per_item", quantity=11),
    K.FEE_PAID: _step(handling.receive_fee),
    K.FEE_LAPSED: _step(handling.lapse_fee),
    K.EXTENSION_REQUESTED: _undated(handling.request_extension, reason="需要调取档案"),
    K.EXTENDED: _undated(handling.approve_extension, "leader"),
    K.EXTENSION_NOTIFIED: _step(handling.notify_extension),
    K.DECIDED: _decide,
    K.LETTER_ISSUED: _undated(deciding.issue_letter),
    K.SERVED: _serve,
    K.DELIVERED: _came_of_mail,
    K.MAIL_RETURNED: _came_of_mail,
    K.CLOSED: _file,
}
