"""Until when columns must be renewed, who is told of it, and the lines of the checklist about what is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from gongkai.disclosure.models import Section
from gongkai.portal.selfcheck import checking, judging, providers, reminding, rhythm, tasks
from gongkai.portal.selfcheck.models import ColumnNotice
from gongkai.portal.selfcheck.providers import Record
from gongkai.portal.selfcheck.rhythm import State
from gongkai.portal.selfcheck.verdicts import Result, Standing, Verdict
from gongkai.statute.parameters import rules
from gongkai.statute.website_checks import Part, indicators
from tests.editorial.papers import Staff
from tests.factories import World, at
from tests.portal.selfcheck.conftest import Opens

pytestmark = pytest.mark.django_db
MONDAY = date(2023, 3, 6)


def state(title: str, day: date) -> State:
    (found,) = [one for one in rhythm.columns(day) if one.title == title]
    return found.state(day)


def line(key: str, day: date) -> Verdict:
    return checking.judge(indicators()[key])(Standing(at(day.year, day.month, day.day, 10)))


@pytest.mark.parametrize(
    ("after", "expected"),
    [(0, State.FRESH), (10, State.FRESH), (11, State.SOON), (14, State.SOON), (15, State.STALE)],
)
def test_a_column_of_news_counts_as_renewed_for_fourteen_days(news: Section, after: int, expected: State) -> None:
    assert state("政务要闻", MONDAY + timedelta(days=after)) is expected


def test_each_column_counts_by_its_type_and_one_that_only_leads_on_does_not(news: Section, opens: Opens) -> None:
    above = opens("机构设置", "functions")
    opens("领导信息", "leaders", under=above)
    opens("各类信息", "")
    late = MONDAY + timedelta(days=15)
    found = {one.title: one.state(late) for one in rhythm.columns(late)}
    assert found == {"政务要闻": State.STALE, "领导信息": State.EMPTY, "各类信息": State.EMPTY}
    assert [one.title for one in Standing(at(2023, 3, 21)).columns if not one.typed] == ["各类信息"]
    assert line("typed", late).result is Result.FAILED
    assert line("leaders", late).result is Result.FAILED
    assert line("news", MONDAY).result is Result.PASSED
    assert line("news", late).result is Result.FAILED
    assert line("overview", MONDAY).evidence == "没有这一类型的公开栏目。"


def test_the_home_page_and_the_three_ways_in_which_columns_fail(
    news: Section, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, late = MONDAY + timedelta(days=14), MONDAY + timedelta(days=15)
    assert line("home", last).result is Result.PASSED
    assert line("home", late).result is Result.FAILED
    assert "区政府召开供水工作会议" in line("home", late).records[0].label
    opens("回应关切", "response")
    assert line("columns", late).result is Result.PASSED
    for name, counted in (("site_stale_timed", "政务要闻"), ("site_empty_columns", "回应关切")):
        monkeypatch.setattr(judging, "rules", lambda name=name: rules().with_values({name: 1}))
        found = line("columns", late)
        assert found.result is Result.FAILED
        assert any(counted in record.label for record in found.records)
        assert all(record.address for record in found.records)
    assert "动态、公告、文件类超期1个" in found.evidence


def test_letters_are_judged_where_there_is_a_channel_and_never_pass_without_one(news: Section) -> None:
    class Channel:
        """One letter of January, answered in February."""

        opened = True
        waiting: Sequence[Record] = ()

        def is_open(self, today: date) -> bool:
            return self.opened

        def unanswered(self, since: date, before: date) -> Sequence[Record]:
            asked = date(2023, 1, 10)
            return self.waiting if since <= asked < before else ()

        def last_reply_on(self) -> date | None:
            return date(2023, 2, 1)

    for key in ("answers", "letters", "replies", "surveys"):
        assert line(key, MONDAY).result is Result.UNTESTED
    channel = Channel()
    providers.offer_dialogue(channel)
    assert line("answers", MONDAY).result is Result.PASSED
    channel.waiting = [Record("MH-1 关于路灯的来信", "/office/letters/1/")]
    assert line("answers", date(2023, 4, 10)).result is Result.PASSED
    assert line("answers", date(2023, 4, 11)).result is Result.FAILED
    assert line("replies", date(2023, 4, 1)).result is Result.PASSED
    assert line("replies", date(2023, 4, 2)).result is Result.FAILED
    channel.opened = False
    assert line("answers", MONDAY).result is line("letters", MONDAY).result is Result.FAILED


def test_every_indicator_is_judged_and_what_fails_is_counted(news: Section) -> None:
    checked = checking.check(at=at(2023, 3, 21))
    assert [found.indicator.key for found in checked.lines] == list(indicators())
    assert checked.vetoes == checked.count(Part.VETO, Result.FAILED) == 1
    policy = next(found for found in checked.lines if found.indicator.key == "policy")
    assert checked.deducted == policy.indicator.score == 5
    assert {found.indicator.key for found in checked.of(Part.VETO)} >= {"security", "reachable", "home", "columns"}


def test_who_writes_is_told_once_before_the_day_and_once_after_it(
    news: Section, opens: Opens, world: World, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens("空栏目")
    for user in (staff.author, world.stranger):
        user.email = f"{user.username}@example.invalid"
        user.save()
    assert [one.title for one in rhythm.mine(staff.author, date(2023, 3, 17))] == ["空栏目", "政务要闻"]
    assert rhythm.mine(world.stranger, date(2023, 3, 17)) == rhythm.mine(world.handler, date(2023, 3, 17)) == []
    told = []
    for day in (9, 16, 17, 20, 21, 22):
        moment = at(2023, 3, day, 9)
        with transaction.atomic():
            made = reminding.look(at=moment)
        told += [(day, made.count)]
        if made.users:
            assert made.users == (staff.author.pk,)
            assert reminding.send_digest(staff.author.pk, made_at=moment, at=moment)
    # Friday the 17th is three days before the last day, the 20th; early in the morning and at weekends nobody is told
    assert told == [(9, 0), (16, 0), (17, 1), (20, 0), (21, 1), (22, 0)]
    assert reminding.look(at=at(2023, 3, 22, 7)).count == 0
    assert [letter.subject for letter in mail.outbox] == [
        "网站栏目：1个要更新",
        "网站栏目：1个要更新，其中1个已经超期",
    ]
    assert "应于2023-03-20前再更新，还有3天" in mail.outbox[0].body
    assert not reminding.send_digest(staff.author.pk, made_at=at(2023, 3, 22, 9), at=at(2023, 3, 22, 9))
    row = ColumnNotice.objects.order_by("pk")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        ColumnNotice.objects.create(section=row.section, due_on=row.due_on, kind=row.kind, made_at=row.made_at)
    ColumnNotice.objects.all().delete()
    monkeypatch.setattr(tasks.timezone, "now", lambda: at(2023, 3, 21, 9))
    assert tasks.look_at_columns.func() == 1
