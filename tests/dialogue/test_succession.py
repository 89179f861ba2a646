"""An agency ends: letters and reports that nobody has answered go to its successor with their clocks, and come back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.agencies import actions
from gongkai.agencies.models import User
from gongkai.agencies.roles import Role
from gongkai.casework import succession
from gongkai.dialogue import answering, corrections, letters, queries
from gongkai.dialogue.corrections import Found
from gongkai.dialogue.models import CitizenLetter, SiteError
from tests.dialogue.conftest import MARCH, Write
from tests.factories import START, World, at

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 15)


@pytest.fixture
def keeper(world: World) -> User:
    user = User.objects.create_user("keeper", name="管编制")
    given: dict[str, Any] = {"role": Role.DISCLOSURE_OFFICER, "held_from": START.date(), "at": START}
    actions.give_post(user=user, agency=world.government, **given)
    return user


def test_open_letters_go_along_with_their_clocks_and_come_back(letter: Write, world: World, keeper: User) -> None:
    told, receipt = letter()
    answered, _ = letter()
    answering.draft(letter_id=answered.pk, words="二十二时关门。", by=world.officer, at=MARCH)
    answering.approve(letter_id=answered.pk, by=world.leader, at=MARCH)
    elsewhere, _ = letter(agency=world.other)
    CitizenLetter.objects.filter(pk=elsewhere.pk).update(department=world.office)
    corrections.report(place="/", kind="broken", found=Found("打不开"), at=MARCH)
    SiteError.objects.update(agency=world.office)
    plan: dict[str, Any] = {"agency": world.office, "successor": world.other, "by": keeper, "at": NOW}
    seen = succession.plan(**plan)
    assert {("没有答复的来信", 1), ("交来拟定答复的来信", 1), ("没有办理的网站找错", 1)} <= set(seen.counts)
    row = succession.end(**plan, on=date(2023, 3, 14), basis="明编〔2023〕3号", seen=seen.digest)

    moved = CitizenLetter.objects.get(pk=told.pk)
    assert (moved.agency, moved.number, moved.due_on) == (world.other, told.number, told.due_on)
    assert CitizenLetter.objects.get(pk=elsewhere.pk).department == world.other
    assert CitizenLetter.objects.get(pk=answered.pk).agency == world.office, "what was answered stays"
    assert SiteError.objects.get().agency == world.other
    officer = User.objects.get(pk=world.officer.pk)
    waiting = queries.waiting(officer, today=NOW.date())
    assert {one.row.pk for one in waiting.letters} == {told.pk, elsewhere.pk}
    assert [one.row for one in waiting.errors] == [SiteError.objects.get()]
    read = {one.row.pk for one in queries.letters(officer, today=NOW.date(), closed=True)}
    assert answered.pk in read, "the successor reads the history"
    assert letters.for_writer(receipt.number, receipt.query_code).agency == world.other

    answering.draft(letter_id=told.pk, words="二十二时关门。", by=officer, at=NOW)
    answering.approve(letter_id=told.pk, by=User.objects.get(pk=world.leader.pk), at=NOW)
    succession.undo(succession_id=row.pk, why="误办", by=User.objects.get(pk=keeper.pk), at=NOW)
    assert CitizenLetter.objects.get(pk=told.pk).agency == world.other, "answered there, so it stays there"
    assert CitizenLetter.objects.get(pk=elsewhere.pk).department == world.office
    assert SiteError.objects.get().agency == world.office
