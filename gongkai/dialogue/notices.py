"""Who wrote a letter or reported an error and left an e-mail address is told of its receipt, of another agency or
another limit, and that an answer is there: never what was written or answered.

Written in the transaction of what is told, sealed with the key of the letter, and sent as messages to applicants are
(decision 0031): at least once and, after a crash, at most once more. Erased with the letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import gateways, messages, sending, wording
from gongkai.casework.posted import Posted
from gongkai.dialogue import message_tasks, sealing
from gongkai.dialogue.errors import NotNow, Unknown
from gongkai.dialogue.mailing import WRITERS, About, contents, field_of
from gongkai.dialogue.models import CitizenLetter, CitizenMessage
from gongkai.privacy import sealing as sealed_words
from gongkai.privacy.sealing import Unsealable
from gongkai.statute.letters import chinese_date

OF = "dialogue"
State = Posted.State


def tell(about: About, topic: str, *, at: datetime, department: str = "") -> CitizenMessage | None:
    """Write what is to be told, sealed, and have it sent after the commit; None when no address was left or no mail
    leaves this house. Must run inside the transaction of what is told."""
    to = address_of(about)
    if not to:
        return None
    # The same topic may be told again: a letter that was handed on comes back and is handed to another.
    key = f"{about.number}:{at.astimezone(UTC):%Y%m%d%H%M%S%f}:{topic}"
    words = wording.wording(topic, Posted.Means.EMAIL, _facts(about, department), of=OF)
    content = {"to": to, "subject": words.subject, "text": words.text}
    row = CitizenMessage(
        **{field_of(about): about}, key=key, means=Posted.Means.EMAIL, not_before=at, made_at=at,
        sealed=sealed_words.seal(sealing.key_of(about), content, sending.place(key)),
    )  # fmt: skip
    row.save(force_insert=True)
    message_tasks.deliver.enqueue(row.pk)
    return row


def address_of(about: About) -> str:
    """The e-mail address that somebody left; empty when there is none that could be one, or no way to write to it."""
    if Posted.Means.EMAIL not in gateways.offered() or not bytes(about.key):
        return ""
    written = sealing.opened(about)
    left = str(written.get("email" if isinstance(about, CitizenLetter) else "contact", "")).strip()
    try:
        validate_email(left)
    except ValidationError:
        return ""
    return left


def _facts(about: About, department: str) -> dict[str, str]:
    """All that a message may name."""
    agency = about.agency
    return {
        "what": "来信" if isinstance(about, CitizenLetter) else "网站找错",
        "number": about.number,
        "agency": agency.short_name,
        "agency_name": agency.name,
        "department": department,
        "telephone": agency.telephone or "见公开指南",
        "site": settings.GONGKAI_SITE_DOMAIN,
        "limit": chinese_date(about.due_on),
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the letter's page shows it to officers, with a masked address."""

    message: CitizenMessage
    label: str
    to: str

    @property
    def failed(self) -> bool:
        """Whether it did not leave and will not by itself."""
        return self.message.state == State.FAILED


def listed(about: About) -> list[Listed]:
    """What somebody was told, the newest first. One query."""
    rows = list(WRITERS.rows().filter(**{field_of(about): about}).order_by("-id"))
    return [Listed(row, wording.label(row.key.rpartition(":")[2], of=OF), _masked(row)) for row in rows]


def _masked(message: CitizenMessage) -> str:
    try:
        content = contents(message)
    except Unsealable:
        content = None
    return messages.masked(content["to"]) if content else "地址已销毁"


@transaction.atomic
def resend(*, about: About, message_id: int, by: User, at: datetime) -> None:
    """Have a message that did not leave sent again. Raises Unknown, NotAllowed, NotNow when it is not failed any more
    or the letter was erased."""
    require(by, Permission.DIALOGUE_HANDLE, about.agency, on=localdate(at))
    rows = CitizenMessage.objects.filter(pk=message_id, **{field_of(about): about})
    if not rows.exists():
        raise Unknown
    if not bytes(about.key):
        raise NotNow("内容已经销毁，通知不能再发送。")
    waiting = {"state": State.WAITING, "attempts": 0, "problem": "", "not_before": at}
    if not rows.filter(state=State.FAILED).update(**waiting):
        raise NotNow("这条通知不是“未能发送”状态，可能已经有人再次发送。")
    subject = f"{'letter' if isinstance(about, CitizenLetter) else 'site-error'}:{about.number}"
    ledger.record(about.agency.stream, [ledger.Act(by.actor, Action.JOB_RETRIED, subject)], at=at)
    message_tasks.deliver.enqueue(message_id)
