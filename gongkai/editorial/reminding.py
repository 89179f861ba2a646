"""Reviewers are told of stage limits, once when one is near, once when it is past; offices of emergencies whose reviews
are not made good (`emergencies`), in the same digest.

A `Nudge` row says that it was done; a look writes the rows that are missing and one digest goes to each person. A week
without a look is made up for by one digest. Titles and days go out, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime

from gongkai.agencies import absences, calendar
from gongkai.agencies.models import Post, User
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.editorial import emergencies, listing, procedures, queue
from gongkai.editorial.models import Nudge, Release, Round

MORNING = time(8, 30)
"""Before this time nobody is told: otherwise the day's digest would come at midnight."""
MOST_LINES = 100
Kind = Nudge.Kind


@dataclass(frozen=True, slots=True)
class Near:
    """A stage whose limit is today, or past, and what people are told of it."""

    row: Round
    kind: str

    @property
    def key(self) -> tuple[int, str, str]:
        """What is told once."""
        return self.row.pk, self.row.stage, self.kind


@dataclass(frozen=True, slots=True)
class Made:
    """What a look brought: how many were told of, and whom to write to."""

    count: int
    users: tuple[int, ...]


def due(*, at: datetime) -> list[Near]:
    """What is near or past its limit and was not told yet. Two queries, however many rounds there are."""
    found = _near(localdate(at))
    told = set(Nudge.objects.filter(round__in=[near.row.pk for near in found]).values_list("round", "stage", "kind"))
    return [near for near in found if near.key not in told]


def look(*, at: datetime) -> Made:
    """Write down what is told now. Of two looks at once one is undone by the constraint, so it runs in a transaction
    and, done again, finds nothing left."""
    if localtime(at).time() < MORNING or not calendar.current().is_workday(localdate(at)):
        return Made(0, ())
    new = due(at=at)
    Nudge.objects.bulk_create(Nudge(round=near.row, stage=near.row.stage, kind=near.kind, made_at=at) for near in new)
    people = _People.of(localdate(at), new)
    users = {user.pk for near in new for user in people.told(near.row) if user.email}
    alarmed = emergencies.note(at=at)
    users |= {user.pk for _, told in alarmed for user in told if user.email}
    return Made(len(new) + len(alarmed), tuple(sorted(users)))


def send_digest(user_id: int, *, made_at: datetime, at: datetime) -> bool:
    """Write to a person about what one look found and still stands; False when there is nothing, or no mailbox.

    Whatever the mail server raises goes on to the caller, which is a job and tries again.
    """
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return False
    today = localdate(at)
    lines, debts = _lines(user, made_at, today), emergencies.told(user, made_at, today)
    if not lines and not debts:
        return False
    said = [emergencies.sentence(row, today) for row in debts] + [sentence(near.row, today) for near in lines]
    headers = {"Auto-Submitted": "auto-generated"}
    title = f"审核发布：{_subject(lines, debts)}"
    EmailMessage(title, _text(said), settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers).send()
    return True


def _subject(lines: Sequence[Near], debts: Sequence[Release]) -> str:
    late = sum(near.kind == Kind.LATE for near in lines)
    waiting = f"待审核{len(lines)}件" + (f"，其中{late}件已超时限" if late else "，今天到期") if lines else ""
    return "；".join(part for part in (f"先发后审待补审{len(debts)}件" if debts else "", waiting) if part)


@dataclass(frozen=True, slots=True)
class _People:
    """Who holds which post today, and who stands in for whom."""

    posts: Sequence[Post]
    substitutes: dict[int, User]

    @classmethod
    def of(cls, today: date, found: Iterable[Near]) -> _People:
        return cls(queue.posts_of((near.row.agency for near in found), today), absences.stand_ins(today))

    def told(self, row: Round) -> set[User]:
        """Who is told of a round: those who may do its stage but handed nothing in, and who stands in for them; when
        nobody in the agency may, those above it who may."""
        stage = procedures.stages()[row.stage]
        here = self._with(stage.permission, lambda post: post.agency_id == row.agency_id)
        found = here or (
            self._with(stage.permission, lambda post: post.agency.holds(row.agency)) if stage.above else set()
        )
        found |= {self.substitutes[user.pk] for user in found if user.pk in self.substitutes}
        return {user for user in found if user.pk != row.submitted_by_id}

    def _with(self, permission: Permission, reaches: object) -> set[User]:
        assert callable(reaches)
        return {post.user for post in self.posts if permission in GRANTS[post.role] and reaches(post)}


def _near(today: date) -> list[Near]:
    rows: QuerySet[Round] = Round.objects.filter(state=Round.State.OPEN, due_on__lte=today).select_related("agency")
    return [
        Near(row, Kind.LATE if row.due_on and row.due_on < today else Kind.NEAR)
        for row in rows.order_by("due_on", "pk")
    ]


def _lines(user: User, made_at: datetime, today: date) -> list[Near]:
    """What one look found, of which this person is told and which still waits at that stage."""
    told = set(Nudge.objects.filter(made_at=made_at).values_list("round", "stage"))
    found = [near for near in _near(today) if (near.row.pk, near.row.stage) in told]
    people = _People.of(today, found)
    return [near for near in found if user in people.told(near.row)]


def _text(said: Sequence[str]) -> str:
    shown = "\n".join(f"· {line}" for line in said[:MOST_LINES])
    more = f"\n……另有{len(said) - MOST_LINES}件。" if len(said) > MOST_LINES else ""
    where = f"请登录办公平台审核：{settings.GONGKAI_SITE_DOMAIN}/office/reviews/"
    return f"{shown}{more}\n\n{where}\n这封邮件由系统发出，请不要直接回复。\n"


def sentence(row: Round, today: date) -> str:
    """One line of a digest: title, stage, how many days."""
    left = (row.due_on - today).days if row.due_on else 0
    return f"《{row.title}》　{procedures.stages()[row.stage].label}，{listing.left_in_words(left)}"
