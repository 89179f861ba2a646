"""Messages to subscribers leave as those of casework do (decision 0014): claimed, handed over, noted, without a lock.

A claim that finds the mark of one who died repeats the message once under the same identification; a second death
fails it. So nobody gets a third copy, and a mailbox that knows its messages shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime

from gongkai.casework import gateways
from gongkai.casework.gateways import Gateway
from gongkai.casework.models import Message
from gongkai.casework.outgoing import NotSent, Outgoing, Refused, Unreachable
from gongkai.portal.site import site
from gongkai.portal.subscribing import asking, news
from gongkai.portal.subscribing.models import Letter, Rhythm, Subscription
from gongkai.privacy.sealing import Unsealable

ATTEMPTS = 6
DELAYS = (5, 15, 60, 180, 360)
"""Minutes to wait after the first, the second … attempt that failed."""
HELD = timedelta(minutes=3)
"""How long a claim keeps others away."""
KEPT = timedelta(days=30)
AT_ONCE = 500
Clock = Callable[[], datetime]


def write_due(*, at: datetime) -> int:
    """Write the messages whose hour has come; how many. A subscription is moved on by a compare-and-set in the same
    transaction, so two looks at once write one; a week without a look is one message."""
    count = 0
    for rhythm in Rhythm:
        hour = boundary(rhythm, at)
        rows = Subscription.objects.filter(confirmed_at__isnull=False, rhythm=rhythm, told_until__lt=hour)
        for row in rows.order_by("pk").iterator(chunk_size=500):
            count += _write(row, hour)
    return count


@transaction.atomic
def _write(row: Subscription, hour: datetime) -> bool:
    if not Subscription.objects.filter(pk=row.pk, told_until=row.told_until).update(told_until=hour):
        return False
    kind = Letter.Kind.NEWS
    Letter.objects.create(
        subscription=row, kind=kind, rhythm=row.rhythm, since=row.told_until, until=hour, not_before=hour
    )
    return True


def boundary(rhythm: str, at: datetime) -> datetime:
    """The last moment at which messages of a rhythm were due: the set hour of a day, or of a Monday."""
    hour = time(settings.GONGKAI_DIGEST_HOUR)
    found = localtime(at).replace(hour=hour.hour, minute=0, second=0, microsecond=0)
    found -= timedelta(days=found > at)
    return found - timedelta(days=found.weekday() if rhythm == Rhythm.WEEKLY else 0)


def send_waiting(*, clock: Clock, gateway: Gateway | None = None) -> int:
    """Send what is due; how many messages a mail server took. Two at a time do no harm."""
    port, taken = gateway or gateways.gateways()[Message.Means.EMAIL], 0
    due = Letter.objects.filter(state=Letter.State.WAITING, not_before__lte=clock()).order_by("not_before", "id")
    for letter in due.select_related("subscription__section")[:AT_ONCE]:
        if not _claim(letter, clock()):
            continue
        try:
            taken += _send(letter, port, clock())
        except Unreachable:
            break
    return taken


def _claim(letter: Letter, at: datetime) -> bool:
    """Take a message for this process; False when another was faster, or when two who had it died."""
    if letter.sending >= 2:
        _note(letter, state=Letter.State.FAILED, problem="两次发送都中途中断。")
        return False
    still = Letter.objects.filter(
        pk=letter.pk, state=Letter.State.WAITING, attempts=letter.attempts, not_before=letter.not_before
    )
    claimed = still.update(attempts=F("attempts") + 1, sending=F("sending") + 1, not_before=at + HELD)
    letter.attempts += 1
    return bool(claimed)


def _send(letter: Letter, gateway: Gateway, at: datetime) -> bool:
    """Hand a claimed message over and note what came of it. Raises Unreachable after noting it."""
    try:
        outgoing = written(letter)
        if outgoing is None:
            letter.delete()
            return False
        gateway.send(outgoing, at=at)
    except NotSent as error:
        _note_failure(letter, error, at)
        if isinstance(error, Unreachable):
            raise
        return False
    _note(letter, state=Letter.State.SENT, sending=0, problem="")
    return True


def _note_failure(letter: Letter, error: NotSent, at: datetime) -> None:
    if isinstance(error, Refused) or letter.attempts >= ATTEMPTS:
        _note(letter, state=Letter.State.FAILED, problem=str(error)[:200])
        return
    later = at + timedelta(minutes=DELAYS[letter.attempts - 1])
    _note(letter, sending=0, not_before=later, problem=str(error)[:200])


def _note(letter: Letter, **changes: object) -> None:
    """Write about a message unless it moved on meanwhile: the number of the attempt is the fence."""
    Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, attempts=letter.attempts).update(**changes)


def written(letter: Letter) -> Outgoing | None:
    """A message as it leaves; None when there is nothing new. Raises Refused when it cannot be opened."""
    row = letter.subscription
    try:
        to, subject = asking.contents(row)["to"], asking.subject_of(row)
    except Unsealable as error:
        raise Refused("内容不能解密，没有发送。") from error
    context = {"site": site(), "subject": subject, "root": root(), "rhythm": Rhythm(letter.rhythm).label}
    if letter.kind == Letter.Kind.CONFIRM:
        context["link"] = root() + reverse("portal:subscribe_confirm", args=[asking.confirm_token(letter)])
        text = render_to_string("portal/subscribing/confirm.txt", context)
        return Outgoing(letter.key, to, text, f"请确认订阅：{subject.label}", Message.Means.EMAIL.label)
    found = news.between(subject, letter.since, letter.until)
    if not found:
        return None
    link = root() + reverse("portal:subscribe_leave", args=[asking.leave_token(row)])
    text = render_to_string(
        "portal/subscribing/news.txt",
        context | {"link": link, "rows": found[: news.MOST], "more": len(found) - news.MOST},
    )
    return Outgoing(letter.key, to, text, _title(found), Message.Means.EMAIL.label, _one_click(link))


def _title(found: Sequence[news.Item]) -> str:
    more = f"等{len(found)}条" if len(found) > 1 else ""
    return f"{site().name}：{found[0].label[:40]}{more}"


def _one_click(link: str) -> dict[str, str]:
    """What a mail program needs to offer leaving by one press (RFC 8058)."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def root() -> str:
    """The address of the site, as messages name it."""
    return f"{'https' if settings.HTTPS else 'http'}://{settings.GONGKAI_SITE_DOMAIN}"


def forget(*, at: datetime) -> int:
    """Delete messages that left long ago; how many."""
    done = Letter.objects.exclude(state=Letter.State.WAITING)
    return done.filter(until__lt=at - KEPT).delete()[0]
