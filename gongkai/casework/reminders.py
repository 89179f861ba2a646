"""Officers are reminded of limits: once each at five, three, one and no working days, and when one has passed.

An `Alarm` row says that a reminder was given. A look writes the rows that are missing and one digest for each person;
after a week without a look there is one digest with all of it. Numbers, days and stages go out, nothing personal.

Looking takes no lock: on SQLite everybody else's writing would wait for it. Only what is missing is written, a few
hundred rows a transaction, each with the jobs for its digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from gongkai.agencies import absences, calendar
from gongkai.agencies.models import Post, User
from gongkai.agencies.roles import GRANTS, Role
from gongkai.casework import limits, turns
from gongkai.casework.chain_records import Turn
from gongkai.casework.gateways import gateways
from gongkai.casework.limits import Kind, Limit
from gongkai.casework.models import Case
from gongkai.casework.outgoing import Outgoing
from gongkai.casework.records import Alarm, JointRequest, Message
from gongkai.editorial import procedures
from gongkai.editorial.letter_procedures import SIGN

MORNING = time(8, 30)
"""Before this time nobody is reminded: otherwise the day's digest would come at midnight."""
AT_ONCE = 500
"""Reminders written in one transaction."""
MOST_LINES = 200
"""Lines of one digest; the list of cases shows the rest."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a look brought: how many reminders, and whom to write to."""

    count: int
    users: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _People:
    """Who holds which post today, and who stands in for whom."""

    posts: Sequence[Post]
    substitutes: dict[int, User]
    turns: Mapping[int, Turn]
    """Whose step of the reply is waited for, by case."""

    def of(self, limit: Limit) -> set[User]:
        """Who is reminded of a limit: who holds the case, else the disclosure officers; of a limit that the office
        let pass, the officers and the leaders too (督办)."""
        if limit.part is not None:
            return self._with_substitutes(self._of_part(limit, limit.part))
        case = limit.case
        officers = self._with(Role.DISCLOSURE_OFFICER, case.agency_id)
        found = {case.handler} if case.handler is not None and case.handler.is_active else set()
        if not found and case.assigned_agency_id is not None:
            found = self._with(Role.HANDLER, case.assigned_agency_id)
        found = (found or officers) | self._of_turn(case)
        if limit.overdue:
            found = found | officers | self._with(Role.APPROVING_LEADER, case.agency_id)
        elif limit.kind is Kind.INTERNAL and limit.left < 0:
            # The department let its day pass: those who gave it the case still have days to act.
            found = found | officers
        return self._with_substitutes(found)

    def _of_part(self, limit: Limit, part: JointRequest) -> set[User]:
        """Who is reminded of a department's part: who signed for it, else all who work there; when its day has passed,
        those who wait for it too."""
        there = self._with(Role.HANDLER, part.agency_id) | self._with(Role.DISCLOSURE_OFFICER, part.agency_id)
        # Who signed and has left since is not there any more.
        found = {user for user in there if user == part.handler} or there
        if limit.left >= 0:
            return found
        case = limit.case
        waits = {case.handler} if case.handler is not None and case.handler.is_active else set()
        return found | waits | self._with(Role.DISCLOSURE_OFFICER, case.agency_id)

    def _of_turn(self, case: Case) -> set[User]:
        """Who can take the step for which a case's reply waits before it is signed: the limit is theirs to keep."""
        row = self.turns.get(case.pk)
        stage = procedures.letter_stages().get(row.stage) if row is not None else None
        if stage is None or stage.key == SIGN:
            return set()
        there = {agency.pk for agency in turns.agencies(stage, case)}
        return {
            post.user
            for post in self.posts
            if stage.permission in GRANTS[post.role]
            and (post.agency_id in there or (stage.above and post.agency_id in case.agency.line))
        }

    def _with_substitutes(self, found: set[User]) -> set[User]:
        return found | {self.substitutes[user.pk] for user in found if user.pk in self.substitutes}

    def _with(self, role: Role, agency_id: int) -> set[User]:
        return {post.user for post in self.posts if post.role == role and post.agency_id == agency_id}


def look(*, at: datetime, tell: Callable[[int], object] = lambda _: None) -> Made:
    """Write the reminders that are due. ``tell`` is called with each person who hears of them, inside the transaction
    that writes them, and may be called for one person again. Of two looks at once the second finds nothing left."""
    today, days = localdate(at), calendar.current()
    if localtime(at).time() < MORNING or not days.is_workday(today):
        return Made(0, ())
    new = _not_yet_given(list(limits.near(today, days)))
    people = _people(new, today)
    count, users = 0, set()
    for first in range(0, len(new), AT_ONCE):
        written = _write(new[first : first + AT_ONCE], people, at, tell)
        count += len(written)
        users |= _to_tell(written, people)
    return Made(count, tuple(sorted(users)))


@transaction.atomic
def _write(new: Sequence[Limit], people: _People, at: datetime, tell: Callable[[int], object]) -> Sequence[Limit]:
    """Write some reminders, asking again which are missing, and have their digests sent."""
    new = _not_yet_given(new)
    Alarm.objects.bulk_create(
        Alarm(case=limit.case, joint=limit.part, limit_on=limit.on, ahead=limit.kind + limit.step, made_at=at)
        for limit in new
    )
    for user_id in sorted(_to_tell(new, people)):
        tell(user_id)
    return new


def _to_tell(new: Sequence[Limit], people: _People) -> set[int]:
    return {user.pk for limit in new for user in people.of(limit) if user.email}


_KEY = ("case_id", "limit_on", "ahead", "joint_id")


def _not_yet_given(found: Sequence[Limit]) -> list[Limit]:
    rows = Alarm.objects.filter(case__in={limit.case.pk for limit in found})
    given = {(case, on, ahead, part or 0) for case, on, ahead, part in rows.values_list(*_KEY)}
    # Two disputes of one case may have the same day: that is one reminder.
    return list({limit.key: limit for limit in found if limit.key not in given}.values())


def _people(found: Iterable[Limit], today: date) -> _People:
    found = list(found)
    agencies = {key for limit in found for key in (limit.case.agency_id, limit.case.assigned_agency_id) if key}
    agencies |= {limit.part.agency_id for limit in found if limit.part is not None}
    waiting = Turn.objects.filter(case__in={limit.case.pk for limit in found}, letter=Turn.Letter.REPLY)
    waits = {row.case_id: row for row in waiting.filter(turns.waiting())}
    agencies |= {key for limit in found if limit.case.pk in waits for key in limit.case.agency.line}
    held = Q(held_until__isnull=True) | Q(held_until__gte=today)
    posts = Post.objects.filter(held, held_from__lte=today, agency__in=agencies, user__is_active=True)
    return _People(list(posts.select_related("user")), absences.stand_ins(today), waits)


def send_digest(user_id: int, *, made_at: datetime, at: datetime) -> bool:
    """Write to an officer about the reminders of one look that still stand; False when there are none or no mailbox.

    After a crash between the mail server's answer and our note of it, the digest goes out again. It has the same
    Message-ID as long as it says the same, and a mail client shows it once. Raises NotSent.
    """
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    lines = list(_lines(user, made_at, localdate(at))) if user is not None else []
    if user is None or not lines:
        return False
    overdue = sum(limit.overdue for limit in lines)
    subject = f"{len(lines)}项期限临近，请办理"
    if overdue:
        subject = f"【督办】{overdue}项已超过期限，共{len(lines)}项需要办理"
    said = hashlib.sha256(repr([limit.key for limit in lines]).encode()).hexdigest()[:16]
    key = f"digest:{user_id}:{made_at.isoformat()}:{said}"
    mail = Outgoing(key, user.email, _text(lines), f"政府信息公开申请：{subject}", Message.Means.EMAIL.label)
    gateways()[Message.Means.EMAIL].send(mail, at=at)
    return True


def _lines(user: User, made_at: datetime, today: date) -> Iterator[Limit]:
    """The limits of a look that are still to be kept and of which this person is reminded, the nearest first."""
    alarms = Alarm.objects.filter(made_at=made_at)
    given = {(case, on, limits.kind_of(ahead), part or 0) for case, on, ahead, part in alarms.values_list(*_KEY)}
    near = limits.near(today, calendar.current(), among=Case.objects.filter(pk__in=alarms.values("case")))
    found = [limit for limit in near if (limit.case.pk, limit.on, limit.kind, limit.key[-1]) in given]
    people = _people(found, today)
    return iter(sorted((limit for limit in found if user in people.of(limit)), key=lambda limit: (limit.on, limit.key)))


def _text(lines: Sequence[Limit]) -> str:
    shown = "\n".join(f"· {sentence(limit)}" for limit in lines[:MOST_LINES])
    more = f"\n……另有{len(lines) - MOST_LINES}项，请在“依申请公开”中查看。" if len(lines) > MOST_LINES else ""
    where = f"请登录办公平台办理：{settings.GONGKAI_SITE_DOMAIN}/office/"
    return f"{shown}{more}\n\n{where}\n这封邮件由系统发出，请不要直接回复。\n"


def sentence(limit: Limit) -> str:
    """One line of a digest: number, what for, until when, how many working days."""
    if limit.left < 0:
        rest = f"已超过{-limit.left}个工作日"
    else:
        rest = f"剩余{limit.left}个工作日" if limit.left else "今天到期"
    provisional = "（暂定）" if limit.provisional else ""
    return f"{limit.case.number}　{limit.what}{limit.on:%Y-%m-%d}{provisional}，{rest}"
