"""What applicants are told by e-mail and text message (条例第二十九条、第三十条、第三十三条、第四十条).

A message is written in the transaction of its event and sent by a job after it; each event tells each way once. It goes
only to what the applicant gave, and says nothing of what was asked. Third parties get letters, never messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from gongkai.casework import gateways, message_tasks, quiet, sending, subjects, wording
from gongkai.casework.models import Case
from gongkai.casework.records import Message
from gongkai.casework.subjects import Person
from gongkai.privacy.sealing import Unsealable
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import Event
from gongkai.statute.events import EventKind as K
from gongkai.statute.letters import DECISION_LETTERS, chinese_date

NO_DAY = "另行告知的日期"
_MOBILE = re.compile(r"(?:\+?86)?(1\d{10})")
_BY_KIND: Mapping[str, str] = {
    K.REGISTERED: "receipt",
    K.CORRECTION_ASKED: "correction",
    K.REASONS_ASKED: "reasons",
    K.DELAY_SET: "delay",
    K.EXTENSION_NOTIFIED: "extension",
    K.FEE_NOTICED: "fee",
    K.AMENDMENT_ANSWERED: "amendment",
    K.CORRECTION_LAPSED: "lapsed_correction",
    K.FEE_LAPSED: "lapsed_fee",
    K.WITHDRAWN: "withdrawn",
    K.CLOSED: "closed",
    K.SUCCEEDED: "succeeded",
}
_BY_SERVICE = {"mail": "served_mail", "web": "served_web"}
"""Who signed at the counter need not be told by telephone."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the case page shows it."""

    message: Message
    label: str
    to: str

    @property
    def failed(self) -> bool:
        return self.message.state == Message.State.FAILED

    @property
    def retried(self) -> bool:
        """Whether it waits after an attempt."""
        return self.message.state == Message.State.WAITING and self.message.attempts > 0


def tell(case: Case, new: Sequence[Event], *, state: CaseState, at: datetime) -> list[Message]:
    """Write what the applicant is to be told of new events, sealed, and have it sent. Must run inside the transaction
    of the events. Two statements at most, and none when there is nothing to tell or nobody can be reached."""
    told = [(event, topic) for event in new if (topic := topic_of(case, event))]
    reached = contacts(subjects.person(case.subject)) if told else {}
    rows = [
        _message(case, event, topic, means, to, state, at) for event, topic in told for means, to in reached.items()
    ]
    if rows:
        Message.objects.bulk_create(rows)
        message_tasks.deliver.enqueue(case.pk)
    return rows


def topic_of(case: Case, event: Event) -> str:
    """What an event is told as; empty when it is not told."""
    if event.kind is K.REGISTERED and case.split_from_id is not None:
        return "split"
    if event.kind in {K.LETTER_ISSUED, K.LETTER_SEALED}:
        # What still waits for its seal cannot be read yet: it is told once it bears it.
        letter = "" if event.data.get("to_be_sealed") else event.data.get("letter", "")
        return "consultation" if letter == "consultation_notice" else "reply" if letter in DECISION_LETTERS else ""
    if event.kind is K.SERVED:
        topic = _BY_SERVICE.get(event.data["channel"], "")
        return topic if topic and _serves_reply(case, str(event.data.get("number") or "")) else ""
    if event.kind is K.MAIL_RETURNED:
        return "returned" if _serves_reply(case, str(event.data.get("number") or "")) else ""
    if event.kind is K.NOTE:
        return "moved" if "told_due_on" in event.data else ""
    return _BY_KIND.get(event.kind, "")


def _serves_reply(case: Case, number: str) -> bool:
    """Whether what was served is the reply; without a number it is."""
    return not number or case.letters.filter(number=number, kind__in=DECISION_LETTERS).exists()


def contacts(person: Person) -> dict[Message.Means, str]:
    """By which ways a person can be reached: a mobile telephone and a mailbox, when given and possible."""
    found, offered = {}, gateways.offered()
    if Message.Means.EMAIL in offered and (email := person.email.strip()):
        try:
            validate_email(email)
        except ValidationError:
            pass
        else:
            found[Message.Means.EMAIL] = email
    mobile = _MOBILE.fullmatch(re.sub(r"[\s()（）-]", "", person.telephone))
    if Message.Means.SMS in offered and mobile:
        found[Message.Means.SMS] = mobile[1]
    return found


def _message(
    case: Case, event: Event, topic: str, means: Message.Means, to: str, state: CaseState, at: datetime
) -> Message:
    key = f"{case.number}:{event.seq}:{topic}:{means.value}"
    limit_on = limit_of(topic, event, state)
    words = wording.wording(topic, means, facts(case, limit_on, state) | _of_move(event))
    content = {"to": to, "subject": words.subject, "text": words.text}
    return Message(
        case=case,
        seq=event.seq,
        key=key,
        means=means,
        sealed=subjects.seal_for(case.subject, content, sending.place(key)),
        not_before=quiet.earliest(at, limit_on=limit_on) if means is Message.Means.SMS else at,
        made_at=at,
    )


def limit_of(topic: str, event: Event, state: CaseState) -> date | None:
    """The day that a topic is about."""
    if topic == "correction":
        return state.correction.limit_on if state.correction else None
    if topic == "fee":
        return state.fee.limit_on if state.fee else None
    if topic in {"reasons", "delay"}:
        limit: date | None = event.data.get("limit_on")
        return limit
    if topic == "moved":
        told: date | None = event.data["told_due_on"]
        return told
    return state.due_on if topic in {"receipt", "split", "extension"} else None


def facts(case: Case, limit_on: date | None, state: CaseState) -> dict[str, str]:
    """All that a message may name."""
    provisional = "（暂定）" if limit_on is not None and limit_on == state.due_on and state.provisional else ""
    agency = case.agency
    return {
        "number": case.number,
        "from": case.split_from.number if case.split_from else case.number,
        "agency": agency.short_name,
        "agency_name": agency.name,
        "telephone": agency.telephone or "见公开指南",
        "address": agency.address or "见公开指南",
        "site": settings.GONGKAI_SITE_DOMAIN,
        "limit": f"{chinese_date(limit_on)}{provisional}" if limit_on else NO_DAY,
        "old": "",
        "why": "",
    }


def _of_move(event: Event) -> dict[str, str]:
    """What moved a limit, and the day told before (`moved_dates`)."""
    told = event.data.get("facts", {}) if event.kind is K.NOTE else {}
    return {"old": chinese_date(date.fromisoformat(told["old"])), "why": told["why"]} if "old" in told else {}


def listed(case: Case) -> list[Listed]:
    """What an applicant was told, the newest first, with masked addresses. One query."""
    rows = list(case.messages.order_by("-id"))
    for row in rows:
        row.case = case
    return [Listed(row, wording.label(row.key.split(":")[2]), _masked_address(row)) for row in rows]


def _masked_address(message: Message) -> str:
    try:
        content = sending.contents(message)
    except Unsealable:
        content = None
    return masked(content["to"]) if content else "地址已销毁"


def masked(address: str) -> str:
    """Enough of an address to recognise it and too little to use it."""
    name, sign, host = address.rpartition("@")
    return f"{name[:1]}＊＊＊@{host}" if sign else f"{address[:3]}＊＊＊＊{address[-4:]}"
