"""What goes along when an agency ends: each app says which of its rows belong to an agency and are still in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gongkai.agencies.models import Agency
from gongkai.casework.models import IncomingMail, LetterTemplate
from gongkai.editorial.models import Round

Rows = Callable[[Agency], "QuerySet[Any]"]
"""The rows of an agency that go along."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Rows, and the foreign key by which they are the agency's."""

    rows: Rows
    field: str = "agency"


_FOLLOWERS: dict[str, Follower] = {
    "待处理的电子邮件": Follower(
        lambda agency: IncomingMail.objects.filter(agency=agency, state=IncomingMail.State.WAITING)
    ),
    "正在审核的公开内容": Follower(lambda agency: Round.objects.filter(agency=agency, state=Round.State.OPEN)),
}


def follow(label: str, rows: Rows, *, field: str = "agency") -> None:
    """Have rows go along from now on; called in ``AppConfig.ready``."""
    _FOLLOWERS[label] = Follower(rows, field)


def counts(agency: Agency) -> Iterator[tuple[str, int]]:
    """How many rows of each kind would go along."""
    for label, follower in _FOLLOWERS.items():
        yield label, follower.rows(agency).count()


def move(agency: Agency, to: Agency) -> dict[str, list[Any]]:
    """Move them all; the keys of what moved, by kind."""
    moved = {}
    for label, follower in _FOLLOWERS.items():
        found = follower.rows(agency)
        moved[label] = [key if isinstance(key, int) else str(key) for key in found.values_list("pk", flat=True)]
        found.update(**{follower.field: to})
    return moved


def move_back(moved: dict[str, list[Any]], now_with: Agency, to: Agency) -> None:
    """Give back what moved and is still with the successor."""
    for label, follower in _FOLLOWERS.items():
        follower.rows(now_with).filter(pk__in=moved.get(label, [])).update(**{follower.field: to})


def templates(agency: Agency, to: Agency, *, at: datetime) -> list[int]:
    """Templates go along where the successor has none of its own for that kind of letter; the others are retired."""
    own = set(LetterTemplate.objects.filter(agency=to, retired_at=None).values_list("kind", flat=True))
    rows = LetterTemplate.objects.filter(agency=agency, retired_at=None)
    moved = list(rows.exclude(kind__in=own).values_list("pk", flat=True))
    rows.filter(kind__in=own).update(retired_at=at)
    LetterTemplate.objects.filter(pk__in=moved).update(agency=to)
    return moved
