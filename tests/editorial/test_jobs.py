"""What the reviews do by themselves: timed release, reminders, and the nightly comparison."""

from __future__ import annotations

from datetime import datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from gongkai.agencies.models import Absence, User
from gongkai.editorial import differences, emergencies, gate, reminding, reviewing, tasks, verifying
from gongkai.editorial.models import Nudge, Release, Round
from gongkai.editorial.reviewing import Wish
from gongkai.jobs.errors import JobFailed
from tests.editorial.papers import MONDAY, Desk, Staff, part, sign, sign_all
from tests.factories import World, at


@pytest.fixture
def row(world: World, staff: Staff, desk: Desk) -> Round:
    for name, person in (("first", staff.first), ("second", staff.second), ("author", staff.author)):
        person.email = f"{name}@example.invalid"
        person.save()
    desk.write(world.office, staff.author)
    return reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]


def look(moment: datetime) -> dict[str, str]:
    """One look and its digests, by mailbox."""
    mail.outbox.clear()
    for user_id in reminding.look(at=moment).users:
        assert reminding.send_digest(user_id, made_at=moment, at=moment)
    return {letter.to[0].partition("@")[0]: f"{letter.subject}\n{letter.body}" for letter in mail.outbox}


def test_once_on_the_day_and_once_when_it_is_past(row: Round, staff: Staff) -> None:
    assert look(at(2023, 3, 6, 17)) == {}, "the limit is tomorrow"
    assert look(at(2023, 3, 7, 8, 0)) == {}, "too early in the day"
    letters = look(at(2023, 3, 7, 8, 30))
    assert set(letters) == {"first"}
    assert f"《{row.title}》　初审，今天到期" in letters["first"]
    assert look(at(2023, 3, 7, 15)) == {}
    assert "其中1件已超时限" in look(at(2023, 3, 9, 9))["first"]
    assert look(at(2023, 3, 10, 9)) == {}
    assert look(at(2023, 3, 11, 9)) == {}, "a Saturday"
    # the next stage is another limit, and another person's
    sign(row, staff, on=at(2023, 3, 10, 9))
    assert set(look(at(2023, 3, 13, 9))) == {"second"}
    assert Nudge.objects.count() == 3


def test_the_substitute_is_told_and_what_was_done_meanwhile_is_left_out(row: Round, staff: Staff, world: World) -> None:
    world.stranger.email = "stand-in@example.invalid"
    world.stranger.save()
    day = at(2023, 3, 7).date()
    Absence.objects.create(user=staff.first, substitute=world.stranger, away_from=day, away_until=day, recorded_by="x")
    moment = at(2023, 3, 7, 9)
    made = reminding.look(at=moment)
    assert set(made.users) == {staff.first.pk, world.stranger.pk}
    sign(row, staff, on=moment)
    assert not reminding.send_digest(staff.first.pk, made_at=moment, at=moment)
    User.objects.filter(pk=staff.first.pk).update(email="")
    assert not reminding.send_digest(staff.first.pk, made_at=moment, at=moment)


def test_two_looks_at_once_tell_once(row: Round) -> None:
    moment = at(2023, 3, 7, 9)
    assert [near.kind for near in reminding.due(at=moment)] == ["near"]
    assert reminding.look(at=moment).count == 1
    assert reminding.look(at=moment).count == 0


def test_what_cannot_be_put_out_holds_up_no_other(world: World, staff: Staff, desk: Desk, caplog) -> None:  # type: ignore[no-untyped-def]
    for key in ("paper:1", "paper:2"):
        desk.write(world.office, staff.author, key)
        wish = Wish(release_at=at(2023, 3, 8))
        sign_all(reviewing.submit(keys=[key], by=staff.author, at=MONDAY, wish=wish)[0], staff)
    put_out = desk.put_out
    kind = reviewing.items.kind_of("paper:1")

    def broken(key: str, moment: datetime) -> None:
        if key == "paper:1":
            raise RuntimeError("the disk is full")
        put_out(key, moment)

    reviewing.items.declare(type(kind)(**{name: getattr(kind, name) for name in kind.__slots__} | {"put_out": broken}))
    assert tasks.release_due.func() == 2
    assert set(desk.out) == {"paper:2"}
    reviewing.items.declare(kind)
    assert tasks.release_due.func() == 1
    assert set(desk.out) == {"paper:1", "paper:2"}
    assert tasks.release_due.func() == 0
    assert Release.objects.count() == 2
    desk.papers.pop("paper:1")
    assert tasks.release_round.func(1) == 0


def test_what_is_public_is_compared_with_what_was_released(row: Round, staff: Staff, desk: Desk) -> None:
    sign_all(row, staff)
    said = StringIO()
    call_command("verify_releases", stdout=said)
    assert "不一致的0项" in said.getvalue()
    assert tasks.compare_with_releases.func() == 0
    desk.out["paper:9"] = "x"
    del desk.out["paper:1"]
    found = [(one.key, one.why) for one in differences.strays()]
    assert found == [("paper:9", differences.UNRELEASED), ("paper:1", differences.MISSING)]
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_releases", stdout=said, stderr=StringIO())
    assert ended.value.code == 1
    assert "paper:9\t没有经过发布就公开了" in said.getvalue()
    assert "paper:1\t发布了，但是公众看不到" in said.getvalue()
    with pytest.raises(JobFailed, match="paper:9"):
        tasks.compare_with_releases.func()


def test_an_office_is_told_of_an_emergency_while_there_is_time_and_sees_it(
    row: Round, staff: Staff, world: World, client: Client
) -> None:
    for _ in range(3):
        row = sign(row, staff)
    gate.release_first(key="paper:1", why="汛情预警", by=staff.final, at=MONDAY)
    letters = look(at(2023, 3, 7, 9))
    assert "先发后审待补审1件" in letters["author"]
    assert "《关于印发工作方案的通知paper:1》　先发后审，审核还没有补齐，还有1天" in letters["author"]
    assert "author" not in look(at(2023, 3, 7, 10))
    assert "已超1天" in look(at(2023, 3, 9, 9))["author"]
    assert look(at(2023, 3, 10, 9)) == {}
    assert [release.key for release in emergencies.standing(world.officer, at=MONDAY)] == ["paper:1"]
    assert emergencies.standing(world.stranger, at=MONDAY) == []
    client.force_login(world.officer)
    assert "先发后审，还没有补齐审核的1项" in client.get("/office/board/").content.decode()
    # made good after a look and before its letter: nobody is written to
    release = Release.objects.get()
    release.round = row
    release.save(update_fields=["round"])
    assert emergencies.told(staff.author, at(2023, 3, 9, 9), at(2023, 3, 9).date()) == []


def test_files_of_an_earlier_release_are_written_down_by_name_or_named_to_people(
    world: World, staff: Staff, desk: Desk
) -> None:
    desk.write(world.office, staff.author, parts=(part("名单.txt", b"1"), part("图.txt", b"2")))
    row = sign_all(reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0], staff)
    release = row.releases.get()
    release.released_parts.all().delete()  # as it was before they were written down
    assert verifying.without_parts() == [release]
    desk.edit("paper:1", parts=(part("名单.txt", b"1"),))  # the other name is in what the round kept
    assert tasks.verify_releases.func() == 0
    assert sorted(release.released_parts.values_list("name", flat=True)) == ["名单.txt", "图.txt"]
    assert gate.is_public_part(release.parts["图.txt"], "图.txt")
    release.released_parts.all().delete()
    row.snapshot.delete()
    with pytest.raises(JobFailed, match="附件名称查不到"):
        tasks.verify_releases.func()
