"""Who writes for a village is told by e-mail of what it owes: once for each item and period, a week before it is due.

A row says that a person was told; a look writes the rows that are missing and one letter goes to each person. A row is
marked before the letter is handed over, so that a crash at that moment sends nothing twice; the lists of the office
show what is owed in any case. Items and days go out, nothing else.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.timezone import localdate, localtime

from gongkai.agencies import absences, calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import who_may
from gongkai.agencies.roles import Permission
from gongkai.statute.village_duties import Standing
from gongkai.village import clock, listing, queries
from gongkai.village.clock import Owed
from gongkai.village.models import DutyReminder, Village

MORNING = time(8, 30)
"""Before this time nobody is told: otherwise the letter would come at midnight."""
MOST_LINES = 50
Key = tuple[int, str, date, int | None]
NOT_TAKEN = (OSError, smtplib.SMTPException)
"""What a mail server that took nothing raises."""


def look(*, at: datetime, tell: Callable[[int], object] = lambda _: None) -> int:
    """Write down who is told of what; how much. ``tell`` is called with each person, inside the transaction that writes
    it: a look that is cut short tells nobody, and the next one finds the same."""
    today = localdate(at)
    if localtime(at).time() < MORNING or not calendar.current().is_workday(today):
        return 0
    with transaction.atomic():
        lines = near(queries.existing(today), today)
        people = _people({line.village for line in lines}, today)
        wanted = {(user.pk, _key(line)): line for line in lines for user in people.get(line.village.agency_id, ())}
        rows = DutyReminder.objects.filter(village__in={line.village.pk for line in lines})
        given = set(rows.values_list("user", "village", "duty", "day", "posting"))
        new = {one: line for one, line in wanted.items() if (one[0], *one[1]) not in given}
        DutyReminder.objects.bulk_create(_row(user, line, at) for (user, _), line in new.items())
        for user in sorted({user for user, _ in new}):
            tell(user)
    return len(new)


def near(villages: Iterable[Village], today: date) -> list[Owed]:
    """What villages owe that is missing, or whose last day is a week away or less before anybody looks again."""
    until = calendar.current().add(today, 1) + timedelta(days=clock.SOON - 1)
    lines = clock.owed(villages, since=listing.since(today), today=today)
    return [line for line in lines if line.standing in clock.OPEN and line.due_on <= until]


def send(user_id: int, *, made_at: datetime, at: datetime) -> bool:
    """Write to a person about what one look found and is still owed; False when there is nothing, no mailbox, or the
    letter was handed over before. Raises what the mail server raises; then it may be tried again."""
    rows = DutyReminder.objects.filter(user=user_id, made_at=made_at)
    if not rows.filter(taken_at=None).update(taken_at=at):
        return False
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    lines = _lines(user, rows.values_list("village", "duty", "day", "posting"), localdate(at)) if user else []
    if user is None or not lines:
        return False
    try:
        _letter(user, lines, made_at).send()
    except NOT_TAKEN:
        rows.filter(taken_at=at).update(taken_at=None)
        raise
    return True


def _lines(user: User, keys: Iterable[Key], today: date) -> list[Owed]:
    """What of a look is still owed by villages for which this person still writes."""
    wanted = set(keys)
    villages = queries.existing(today).filter(pk__in={village for village, *_ in wanted})
    lines = [line for line in near(villages, today) if _key(line) in wanted]
    people = _people({line.village for line in lines}, today)
    return [line for line in lines if user in people.get(line.village.agency_id, ())]


def _people(villages: Iterable[Village], today: date) -> dict[int, set[User]]:
    """Who writes for each of some agencies and has an address, with who stands in for whom."""
    found: dict[int, set[User]] = {}
    agencies = [village.agency for village in villages]
    instead = absences.stand_ins(today)
    for post in who_may([Permission.VILLAGE_DRAFT], agencies, above=False, on=today):
        told = {post.user, instead.get(post.user_id, post.user)}
        found.setdefault(post.agency_id, set()).update(user for user in told if user.email)
    return found


def _draft(line: Owed) -> int | None:
    """The draft that tells of what happened: several things may happen on one day."""
    return line.posting.pk if line.posting and line.posting.happened_on else None


def _key(line: Owed) -> Key:
    return line.village.pk, line.duty.code, line.day, _draft(line)


def _row(user_id: int, line: Owed, at: datetime) -> DutyReminder:
    return DutyReminder(
        user_id=user_id, village=line.village, duty=line.duty.code, day=line.day, posting_id=_draft(line), made_at=at
    )


def _letter(user: User, lines: Sequence[Owed], made_at: datetime) -> EmailMessage:
    late = sum(line.standing is Standing.MISSING for line in lines)
    title = f"村务公开：{len(lines)}项要公开" + (f"，其中{late}项已经逾期" if late else "")
    shown = "\n".join(f"· {sentence(line)}" for line in lines[:MOST_LINES])
    more = f"\n……另有{len(lines) - MOST_LINES}项。" if len(lines) > MOST_LINES else ""
    where = f"请登录办公平台起草：{settings.GONGKAI_SITE_DOMAIN}/office/villages/"
    text = f"{shown}{more}\n\n{where}\n每一项只提醒一次。这封邮件由系统发出，请不要直接回复。\n"
    mark = sha256(f"{user.pk} {made_at.isoformat()}".encode()).hexdigest()[:32]
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<village-{mark}@{settings.GONGKAI_SITE_DOMAIN}>"}
    return EmailMessage(title, text, settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers)


def sentence(line: Owed) -> str:
    """One line of a letter: whose, what, of which period, until when."""
    told = f"{line.village.agency.short_name}　{line.duty.board.label}“{line.duty.label}”（{line.told}）"
    return f"{told}　应在{line.due_on:%Y-%m-%d}以前公开，{line.words}"
