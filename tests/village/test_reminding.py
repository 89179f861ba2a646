"""Who writes for a village is reminded by e-mail: once for each item and period, and never twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from gongkai.agencies.actions import give_post
from gongkai.agencies.roles import Role
from gongkai.village import reminding
from gongkai.village.models import DutyReminder
from tests.factories import at
from tests.village.conftest import Hamlet

pytestmark = pytest.mark.django_db
MONDAY = at(2026, 10, 12, 9)


@pytest.fixture
def reached(hamlet: Hamlet) -> Hamlet:
    """A village that owes nothing before July, whose clerk has an address."""
    hamlet.village.counted_from = date(2026, 7, 1)
    hamlet.village.save()
    hamlet.clerk.email = "wenshu@village.example"
    hamlet.clerk.save()
    return hamlet


def looked(on: datetime) -> int:
    """A look and the letters that it asks for."""
    told: list[int] = []
    count = reminding.look(at=on, tell=told.append)
    for user in told:
        reminding.send(user, made_at=on, at=on)
    return count


def test_each_item_and_period_is_told_once_to_who_writes_and_has_an_address(reached: Hamlet) -> None:
    reached.public(on=at(2026, 10, 9))
    for early in (at(2026, 10, 12, 8), at(2026, 10, 11, 9)):
        assert looked(early) == 0, "not at night and not on a Sunday"
    first = looked(MONDAY)
    (letter,) = mail.outbox
    assert letter.to == ["wenshu@village.example"]
    assert first == DutyReminder.objects.count() == letter.body.count("· ")
    assert f"{first}项要公开" in letter.subject
    assert "2026年第三季度）　应在2026-10-15以前公开，剩3天" in letter.body
    assert "各项收入" not in letter.body, "what is posted is not owed"
    assert looked(MONDAY + timedelta(hours=1)) == 0
    happened = reached.draft(reached.affairs(duty="major_matters", day=date(2026, 10, 12), title="征收"), on=MONDAY)
    assert looked(MONDAY + timedelta(days=1)) == 1
    assert "2026-10-12　征收" in mail.outbox[1].body
    row = DutyReminder.objects.get(posting=happened)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyReminder.objects.create(
            user=row.user, village=row.village, duty="x", day=row.day, posting=happened, made_at=MONDAY
        )
    # another person who writes hears of it too; who has no address does not
    give_post(
        user=reached.world.officer,
        agency=reached.agency,
        role=Role.VILLAGE_CLERK,
        held_from=date(2026, 1, 1),
        at=MONDAY,
    )
    assert looked(MONDAY + timedelta(days=2)) == 0
    reached.world.officer.email = "second@village.example"
    reached.world.officer.save()
    assert looked(MONDAY + timedelta(days=2)) == first + 1
    assert mail.outbox[2].to == ["second@village.example"]


def test_a_crash_sends_nothing_twice_and_a_refusal_is_tried_again(reached: Hamlet, monkeypatch: Any) -> None:
    def cut(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reminding.look(at=MONDAY, tell=cut)
    assert not DutyReminder.objects.exists(), "who is told of nothing is written down for nothing"
    reminding.look(at=MONDAY)
    user = reached.clerk.pk
    with monkeypatch.context() as away:
        away.setattr(reminding.EmailMessage, "send", lambda _: (_ for _ in ()).throw(OSError("no server")))
        with pytest.raises(OSError, match="no server"):
            reminding.send(user, made_at=MONDAY, at=MONDAY)
    with monkeypatch.context() as dying:
        dying.setattr(reminding.EmailMessage, "send", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            reminding.send(user, made_at=MONDAY, at=MONDAY)
    assert reminding.send(user, made_at=MONDAY, at=MONDAY) is False, "it may have left: the list says it too"
    assert mail.outbox == []


def test_what_was_posted_meanwhile_is_not_asked_for(reached: Hamlet) -> None:
    reminding.look(at=MONDAY)
    reached.public(on=MONDAY)
    assert reminding.send(reached.clerk.pk, made_at=MONDAY, at=MONDAY)
    assert "各项收入" not in mail.outbox[0].body
    assert "逾期" in mail.outbox[0].subject
