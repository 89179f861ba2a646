"""Officers are reminded of letters and reports of errors as they are of requests: once each at five, three, one and no
working days before the limit, and when it has passed.

A look writes the `DialogueAlarm` rows that are missing and one digest for each person; a week without a look is made up
for by one digest. Numbers and days go out, nothing personal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from gongkai.agencies import absences, calendar
from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import who_may
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.casework import limits
from gongkai.casework.gateways import gateways
from gongkai.casework.limits import AHEAD, PASSED
from gongkai.casework.outgoing import Outgoing
from gongkai.casework.posted import Posted
from gongkai.casework.reminders import MORNING, MOST_LINES
from gongkai.dialogue.mailing import About, field_of
from gongkai.dialogue.models import CitizenLetter, DialogueAlarm, SiteError

P = Permission
Key = tuple[str, object, date, int]


@dataclass(frozen=True, slots=True)
class Near:
    """A letter or report whose limit is near or passed; ``left`` counts working days, below zero when it is over."""

    row: About
    left: int

    @property
    def key(self) -> Key:
        """What a reminder is known by: of what, of which day, and the narrowest step that is reached."""
        step = PASSED if self.left < 0 else min(ahead for ahead in AHEAD if ahead >= self.left)
        return field_of(self.row), self.row.pk, self.row.due_on, step

    @property
    def asked(self) -> dict[Permission, list[Agency]]:
        """Whose it is to act, by permission: the department that was given a letter, otherwise the agency; whoever
        approves, while a draft waits; both, and those who handed it on, once the limit has passed (督办)."""
        row = self.row
        department = row.department if isinstance(row, CitizenLetter) else None
        found = {P.DIALOGUE_DRAFT: [department]} if department is not None else {P.DIALOGUE_HANDLE: [row.agency]}
        if self.left < 0:
            found[P.DIALOGUE_HANDLE] = [row.agency]
        if isinstance(row, CitizenLetter) and (row.stage == CitizenLetter.Stage.DRAFTED or self.left < 0):
            found[P.DIALOGUE_APPROVE] = [row.agency]
        return found


@dataclass(frozen=True, slots=True)
class Made:
    """What a look brought: how many reminders, and whom to write to."""

    count: int
    users: tuple[int, ...]


def look(*, at: datetime, tell: Callable[[int], object] = lambda _: None) -> Made:
    """Write the reminders that are due. ``tell`` is called with each person who hears of them, inside the transaction
    that writes them. Of two looks at once the second finds nothing left."""
    today = localdate(at)
    if localtime(at).time() < MORNING or not calendar.current().is_workday(today):
        return Made(0, ())
    found = _not_yet_given(list(near(today)))
    people = _People.of(found, today)
    with transaction.atomic():
        new = _not_yet_given(found)
        DialogueAlarm.objects.bulk_create(
            DialogueAlarm(**{near.key[0]: near.row}, limit_on=near.row.due_on, ahead=near.key[3], made_at=at)
            for near in new
        )
        users = sorted({user.pk for near in new for user in people.told(near) if user.email})
        for user_id in users:
            tell(user_id)
    return Made(len(new), tuple(users))


def near(today: date) -> Iterator[Near]:
    """Everything unanswered whose limit is at most five working days away, or passed. Two queries."""
    days = calendar.current()
    until = days.add(today, AHEAD[0] + 1)
    letters = CitizenLetter.objects.filter(answered_on=None, erased_at=None, due_on__lt=until)
    errors = SiteError.objects.filter(answered_on=None, erased_at=None, due_on__lt=until)
    for row in letters.select_related("agency", "department").order_by("due_on", "number"):
        yield Near(row, limits.left(today, row.due_on, days))
    for error in errors.select_related("agency").order_by("due_on", "number"):
        yield Near(error, limits.left(today, error.due_on, days))


def _not_yet_given(found: Sequence[Near]) -> list[Near]:
    keys: dict[str, list[object]] = {"letter": [], "error": []}
    for one in found:
        keys[one.key[0]].append(one.row.pk)
    rows = DialogueAlarm.objects.filter(Q(letter__in=keys["letter"]) | Q(error__in=keys["error"]))
    given = _keys(rows.values_list("letter", "error", "limit_on", "ahead"))
    return [one for one in found if one.key not in given]


def _keys(rows: Iterable[tuple[object, object, date, int]]) -> set[Key]:
    return {("letter" if letter else "error", letter or error, on, ahead) for letter, error, on, ahead in rows}


@dataclass(frozen=True, slots=True)
class _People:
    """Who holds which post today, and who stands in for whom."""

    posts: Sequence[Post]
    substitutes: Mapping[int, User]

    @classmethod
    def of(cls, found: Sequence[Near], today: date) -> _People:
        agencies = {agency.pk: agency for one in found for some in one.asked.values() for agency in some}
        wanted = {permission for one in found for permission in one.asked}
        return cls(who_may(wanted, agencies.values(), above=False, on=today), absences.stand_ins(today))

    def told(self, one: Near) -> set[User]:
        found = {
            post.user
            for permission, agencies in one.asked.items()
            for post in self.posts
            if permission in GRANTS[post.role] and post.agency in agencies
        }
        return found | {self.substitutes[user.pk] for user in found if user.pk in self.substitutes}


def send_digest(user_id: int, *, made_at: datetime, at: datetime) -> bool:
    """Write to an officer about the reminders of one look that still stand; False when there are none or no mailbox.
    After a crash the digest goes out again under the same Message-ID. Raises NotSent."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    lines = _lines(user, made_at, localdate(at)) if user is not None else []
    if user is None or not lines:
        return False
    overdue = sum(one.left < 0 for one in lines)
    subject = f"互动交流：{len(lines)}件期限临近，请办理"
    if overdue:
        subject = f"互动交流：【督办】{overdue}件已超过期限，共{len(lines)}件需要办理"
    said = hashlib.sha256(repr([one.key for one in lines]).encode()).hexdigest()[:16]
    key = f"dialogue:{user_id}:{made_at.isoformat()}:{said}"
    mail = Outgoing(key, user.email, _text(lines), subject, Posted.Means.EMAIL.label)
    gateways()[Posted.Means.EMAIL].send(mail, at=at)
    return True


def _lines(user: User, made_at: datetime, today: date) -> list[Near]:
    """What one look reminded of, of which this person is told and which is still unanswered, the nearest first."""
    alarms = DialogueAlarm.objects.filter(made_at=made_at).values_list("letter", "error", "limit_on", "ahead")
    given = {key[:3] for key in _keys(alarms)}
    found = [one for one in near(today) if one.key[:3] in given]
    people = _People.of(found, today)
    return sorted((one for one in found if user in people.told(one)), key=lambda one: (one.row.due_on, one.row.number))


def _text(lines: Sequence[Near]) -> str:
    shown = "\n".join(f"· {sentence(one)}" for one in lines[:MOST_LINES])
    more = f"\n……另有{len(lines) - MOST_LINES}件，请在“互动交流”中查看。" if len(lines) > MOST_LINES else ""
    where = f"请登录办公平台办理：{settings.GONGKAI_SITE_DOMAIN}/office/dialogue/"
    return f"{shown}{more}\n\n{where}\n这封邮件由系统发出，请不要直接回复。\n"


def sentence(one: Near) -> str:
    """One line of a digest: number, until when, how many working days."""
    rest = f"已超过{-one.left}个工作日" if one.left < 0 else f"剩余{one.left}个工作日" if one.left else "今天到期"
    what = "来信答复期限" if isinstance(one.row, CitizenLetter) else "网站找错答复期限"
    return f"{one.row.number}　{what}{one.row.due_on:%Y-%m-%d}，{rest}"
