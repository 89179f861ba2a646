"""What becomes of reprints when their original is corrected or taken down.

Told by the gate in its own transaction: what was taken down everywhere takes its reprints with it; of everything else
their editors are told at once, and decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils.timezone import localdate, now

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import agencies_where, may_anywhere
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.disclosure.models import Offer, Reprint
from gongkai.disclosure.standing import standing
from gongkai.editorial import gate, pages, queue
from gongkai.editorial.items import Item
from gongkai.editorial.models import Release
from gongkai.editorial.pages import key_of

WITH_IT = "原文已经撤下，转载一并撤下：{why}"


@dataclass(frozen=True, slots=True)
class Behind:
    """A public reprint whose original is not what it was: ``corrected`` or else taken down, with the reason."""

    reprint: Reprint
    corrected: bool
    why: str
    since: datetime | None

    @property
    def sentence(self) -> str:
        """What its editor is told."""
        if self.corrected:
            return f"《{self.reprint.title}》的原文已经更正，转载的仍是原来的内容，请更新后送审。"
        return f"《{self.reprint.title}》的原文已经撤下（{self.why or '没有写明原因'}），请决定是否撤下转载。"


def note(key: str, item: Item | None, release: Release | None) -> None:  # noqa: ARG001 - as the gate tells it
    """Told by the gate: something became public, or left it."""
    kind, _, number = key.partition(":")
    if kind != pages.KIND or not number.isdecimal():
        return
    rows = list(standing(Reprint).filter(original=int(number)))
    if release is not None:
        rows = [row for row in rows if row.digest != release.digest]
    elif rows:
        rows = [row for row in rows if not _taken_along(row, _last(key))]
    if rows:
        _tell([row.pk for row in rows])


def _last(key: str) -> Release:
    return Release.objects.filter(key=key).order_by("-pk")[0]


def _taken_along(row: Reprint, of: Release) -> bool:
    """Take a reprint down with its original, when that was taken down everywhere; whether it was."""
    found = gate.standing(row.gate_key)
    if not of.everywhere or found is None:
        return False
    at = of.withdrawn_at or now()
    gate.end(found, WITH_IT.format(why=of.withdrawn_because)[:300], at=at)
    actor = of.withdrawn_by.actor if of.withdrawn_by else ledger.SYSTEM
    act = ledger.Act(actor, Action.WITHDRAWN, row.gate_key, found.digest, {"release": found.pk, "with": of.pk})
    ledger.record(found.agency.stream, [act], at=at)
    return True


def _tell(numbers: Iterable[int]) -> None:
    from gongkai.disclosure.tasks import tell_of_reprint  # a task of this app's, which calls back

    for number in numbers:
        tell_of_reprint.enqueue(number)


def tell(number: int, *, at: datetime) -> int:
    """Write to those who write for a reprint's agency, if it still is behind; how many letters went out.

    Whatever the mail server raises goes on to the caller, which is a job and tries again.
    """
    row = standing(Reprint).filter(pk=number).first()
    found = next(_behind([row]), None) if row is not None else None
    if row is None or found is None or row.agency is None:
        return 0
    posts = [post for post in queue.posts_of([row.agency], localdate(at)) if post.agency_id == row.agency_id]
    mail = sorted(
        {post.user.email for post in posts if Permission.CONTENT_DRAFT in GRANTS[post.role] and post.user.email}
    )
    where = f"请登录办公平台处理：{settings.GONGKAI_SITE_DOMAIN}/office/content/offers/"
    text = f"{found.sentence}\n\n{where}\n这封邮件由系统发出，请不要直接回复。\n"
    headers = {"Auto-Submitted": "auto-generated"}
    for one in mail:
        EmailMessage("转载的原文有变动", text, settings.DEFAULT_FROM_EMAIL, [one], headers=headers).send()
    return len(mail)


def behind(agencies: Collection[int] | QuerySet[Agency, Any]) -> list[Behind]:
    """The public reprints of agencies whose original is not what it was, the longest first. Two queries."""
    rows = list(standing(Reprint).filter(agency__in=agencies))
    return sorted(_behind(rows), key=lambda one: (one.since is None, one.since, one.reprint.pk))


def _behind(rows: list[Reprint]) -> Iterator[Behind]:
    keys = {key_of(row.original_id) for row in rows}
    releases = Release.objects.filter(key__in=keys).order_by("pk") if keys else []
    last = {release.key: release for release in releases}
    for row in rows:
        found = last.get(key_of(row.original_id))
        if found is None or (found.withdrawn_at is None and found.digest == row.digest):
            continue
        corrected = found.withdrawn_at is None
        since = found.at if corrected else found.withdrawn_at
        yield Behind(row, corrected, "" if corrected else found.withdrawn_because, since)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What reprints and offers ask of somebody today."""

    offers: list[Offer]
    behind: list[Behind]

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(self.offers or self.behind)


def waiting(user: User, *, at: datetime) -> Waiting:
    """The offers that wait for the agencies for which somebody writes, the oldest first, and what is behind."""
    if not may_anywhere(user, Permission.CONTENT_DRAFT, on=localdate(at)):
        return Waiting([], [])
    own = agencies_where(user, Permission.CONTENT_DRAFT, on=localdate(at)).values("pk")
    rows = Offer.objects.filter(to__in=own, answer=Offer.Answer.WAITING).select_related("agency", "to")
    return Waiting(list(rows.order_by("offered_at", "pk")), behind(own))
