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
class Move:
    """Rows that went from one agency to another, by their keys: what an app notes and tells of it."""

    keys: list[Any]
    of: Agency
    to: Agency
    actor: str
    at: datetime


def nothing(_: Move) -> None:
    """Nothing is told beyond the entry of the succession itself."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Rows, and the foreign key by which they are the agency's; without one nothing is written, because whose they are
    follows from the succession (`heirs`). ``told`` is called with what moved, in the same transaction."""

    rows: Rows
    field: str = "agency"
    told: Callable[[Move], None] = nothing


_FOLLOWERS: dict[str, Follower] = {
    "待处理的电子邮件": Follower(
        lambda agency: IncomingMail.objects.filter(agency=agency, state=IncomingMail.State.WAITING)
    ),
    "正在审核的公开内容": Follower(lambda agency: Round.objects.filter(agency=agency, state=Round.State.OPEN)),
}


def follow(label: str, rows: Rows, *, field: str = "agency", told: Callable[[Move], None] = nothing) -> None:
    """Have rows go along from now on; called in ``AppConfig.ready``."""
    _FOLLOWERS[label] = Follower(rows, field, told)


def counts(agency: Agency) -> Iterator[tuple[str, int]]:
    """How many rows of each kind would go along."""
    for label, follower in _FOLLOWERS.items():
        yield label, follower.rows(agency).count()


def move(agency: Agency, to: Agency, *, actor: str, at: datetime) -> dict[str, list[Any]]:
    """Move them all; the keys of what moved, by kind."""
    moved = {}
    for label, follower in _FOLLOWERS.items():
        keys = list(follower.rows(agency).values_list("pk", flat=True))
        _hand(follower, Move(keys, agency, to, actor, at))
        moved[label] = [key if isinstance(key, int) else str(key) for key in keys]
    return moved


def move_back(moved: dict[str, list[Any]], now_with: Agency, to: Agency, *, actor: str, at: datetime) -> None:
    """Give back what moved and is still with the successor."""
    for label, follower in _FOLLOWERS.items():
        found = follower.rows(now_with if follower.field else to).filter(pk__in=moved.get(label, []))
        _hand(follower, Move(list(found.values_list("pk", flat=True)), now_with, to, actor, at))


def _hand(follower: Follower, moved: Move) -> None:
    if not moved.keys:
        return
    if follower.field:
        follower.rows(moved.of).filter(pk__in=moved.keys).update(**{follower.field: moved.to})
    follower.told(moved)


def counted(moved: dict[str, list[Any]]) -> list[tuple[str, int]]:
    """What went along, as the list of endings shows it."""
    return [(label, len(moved[label])) for label in _FOLLOWERS if moved.get(label)]


def templates(agency: Agency, to: Agency, *, at: datetime) -> list[int]:
    """Templates go along where the successor has none of its own for that kind of letter; the others are retired."""
    own = set(LetterTemplate.objects.filter(agency=to, retired_at=None).values_list("kind", flat=True))
    rows = LetterTemplate.objects.filter(agency=agency, retired_at=None)
    moved = list(rows.exclude(kind__in=own).values_list("pk", flat=True))
    rows.filter(kind__in=own).update(retired_at=at)
    LetterTemplate.objects.filter(pk__in=moved).update(agency=to)
    return moved
