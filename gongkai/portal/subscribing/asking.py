"""Subscribing, confirming and leaving: no account, no password, only links that we signed.

Asking says nothing about who is subscribed: the answer is the same for everybody. Nothing is sent but a question until
somebody who reads the mailbox says yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from wagtail.models import Page

from gongkai.portal.subscribing.models import Letter, Rhythm, Subscription
from gongkai.privacy import sealing
from gongkai.privacy.sealing import Unsealable, blind_index

CONFIRM, LEAVE = "subscription-confirm", "subscription-leave"
UNCONFIRMED = timedelta(days=2)
"""How long a question waits for its answer; then it is forgotten."""
MOST = 20
"""Subscriptions of one mailbox."""
AGAIN = timedelta(hours=1)
"""One mailbox is asked about one subject at most so often."""
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody wants to hear of: everything, a section, or what a search finds."""

    section: Page | None = None
    words: str = ""

    @property
    def topic(self) -> str:
        """A name for it that does not say the words of a search."""
        if self.section is not None:
            return f"section:{self.section.pk}"
        return f"search:{blind_index('search-words', self.words)}" if self.words else "site"

    @property
    def label(self) -> str:
        """What people call it."""
        if self.section is not None:
            return f"栏目“{self.section.title}”"
        return f"搜索“{self.words}”的新结果" if self.words else "全站最新公开的信息"


def ask(*, address: str, subject: Subject, rhythm: Rhythm, at: datetime) -> bool:
    """Write the question whether the mailbox wants to hear; whether one was written. Who asks is not told."""
    try:
        with transaction.atomic():
            return _ask(address, subject, rhythm, at)
    except IntegrityError:
        # somebody asked for the same at this very moment, and the question is on its way
        return False


def _ask(address: str, subject: Subject, rhythm: Rhythm, at: datetime) -> bool:
    index = blind_index("mailbox", address.lower())
    theirs = Subscription.objects.select_for_update().filter(address_index=index)
    row = theirs.filter(topic=subject.topic).first()
    if row is None:
        if theirs.count() >= MOST:
            return False
        row = _new(index, address, subject, rhythm, at)
    elif row.letters.filter(kind=Letter.Kind.CONFIRM, until__gt=at - AGAIN).exists():
        return False
    Letter.objects.create(subscription=row, kind=Letter.Kind.CONFIRM, rhythm=rhythm, since=at, until=at, not_before=at)
    return True


def _new(index: str, address: str, subject: Subject, rhythm: Rhythm, at: datetime) -> Subscription:
    key = sealing.new_key()
    place = f"{index}:{subject.topic}"
    return Subscription.objects.create(
        address_index=index,
        topic=subject.topic,
        section=subject.section,
        rhythm=rhythm,
        wrapped_key=sealing.wrap(key, place),
        sealed=sealing.seal(key, {"to": address, "words": subject.words}, place),
        made_at=at,
        told_until=at,
    )


def contents(row: Subscription) -> dict[str, str]:
    """Mailbox and words of a subscription. Raises Unsealable."""
    place = f"{row.address_index}:{row.topic}"
    found: dict[str, str] = sealing.unseal(sealing.unwrap(row.wrapped_key, place), row.sealed, place)
    return found


def subject_of(row: Subscription) -> Subject:
    """What somebody wants to hear of. Raises Unsealable."""
    return Subject(row.section, contents(row)["words"])


def confirm_token(letter: Letter) -> str:
    """What the link of a question carries."""
    return signing.dumps([letter.subscription_id, letter.rhythm, _seal_of(letter.subscription)], salt=CONFIRM)


def leave_token(row: Subscription) -> str:
    """What the link for leaving carries; it holds as long as the subscription."""
    return signing.dumps([row.pk, _seal_of(row)], salt=LEAVE)


def asked_by(token: str) -> tuple[Subscription, Rhythm] | None:
    """The subscription that a question is about, and how often; None when the link is not ours or too old."""
    found = _read(token, CONFIRM, UNCONFIRMED, 3)
    row = _row(found[0], found[2]) if found else None
    return (row, Rhythm(found[1])) if found and row else None


def left_by(token: str) -> Subscription | None:
    """The subscription that somebody wants to leave; None when the link is not ours or it is left already."""
    found = _read(token, LEAVE, None, 2)
    return _row(found[0], found[1]) if found else None


def confirm(*, token: str, at: datetime) -> Subscription | None:
    """Say yes. What is new counts from now; done twice it changes nothing but how often."""
    found = asked_by(token)
    if found is None:
        return None
    row, rhythm = found
    Subscription.objects.filter(pk=row.pk).update(rhythm=rhythm)
    Subscription.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=at, told_until=at)
    return row


def leave(*, token: str) -> bool:
    """Leave: the row, its key and every message are deleted; whether there was one."""
    row = left_by(token)
    return bool(row and row.delete()[0])


def forget(*, at: datetime) -> int:
    """Delete questions that nobody answered; how many."""
    return Subscription.objects.filter(confirmed_at=None, made_at__lt=at - UNCONFIRMED).delete()[0]


def _seal_of(row: Subscription) -> str:
    """A few letters of the row's own key: a number that is given again opens nothing."""
    return blind_index("subscription", bytes(row.wrapped_key).hex())[:12]


def _row(number: Any, seal: Any) -> Subscription | None:
    row = Subscription.objects.select_related("section").filter(pk=number).first()
    return row if row is not None and _seal_of(row) == seal else None


def _read(token: str, salt: str, age: timedelta | None, size: int) -> list[Any] | None:
    try:
        found = signing.loads(token, salt=salt, max_age=age)
    except signing.BadSignature:
        return None
    return found if isinstance(found, list) and len(found) == size else None


__all__ = ["Subject", "Unsealable", "ask", "confirm", "leave"]
