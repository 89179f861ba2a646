"""Opinions on a draft: taken while it is open, judged one by one, told in a result before the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongkai.agencies.permissions import NotAllowed
from gongkai.dialogue import ballots, figures, keeping, opinions, queries
from gongkai.dialogue.errors import Incomplete, NotNow, TooMany
from gongkai.dialogue.models import BallotMark, DaySalt, Opinion, OpinionGroup
from gongkai.dialogue.opinions import Said
from gongkai.disclosure.models import Consultation, ConsultationResult, Section, Survey, SurveyQuestion
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import Incomplete as NotFilled
from tests.dialogue.conftest import Consult
from tests.editorial.papers import Staff
from tests.editorial.site import body, reviewed, write
from tests.factories import World, at

pytestmark = pytest.mark.django_db
IN_TIME, AFTER = at(2023, 4, 7, 23, 59), at(2023, 4, 10)
SAID = Said("我是甄不存，夜间也应当收费。", "甄不存", "00012345678", 2)


def test_taken_to_the_last_minute_of_the_last_day_and_not_beyond(consult: Consult, world: World) -> None:
    page = consult()
    number = opinions.give(consultation=page, said=SAID, at=IN_TIME)
    row = Opinion.objects.get(number=number)
    assert opinions.said_of(row) == SAID
    assert "甄不存".encode() not in bytes(row.sealed)
    for moment in (at(2023, 3, 6, 23, 59), at(2023, 4, 8)):
        with pytest.raises(NotNow):
            opinions.give(consultation=page, said=SAID, at=moment)
    with pytest.raises(Incomplete):
        opinions.give(consultation=page, said=Said(" "), at=IN_TIME)
    gate.withdraw(key=page.gate_key, why="重新征求", by=world.officer, at=IN_TIME)
    with pytest.raises(NotNow):
        opinions.give(consultation=page, said=SAID, at=IN_TIME)
    assert Opinion.objects.count() == 1


def test_paper_is_written_down_by_an_officer_of_the_agency(consult: Consult, world: World) -> None:
    page = consult()
    asked: dict[str, Any] = {"consultation": page, "said": Said("太贵。"), "channel": "letter", "at": AFTER}
    with pytest.raises(NotAllowed):
        opinions.record(**asked, on=date(2023, 4, 6), by=world.stranger)
    for on in (date(2023, 3, 6), date(2023, 4, 11)):
        with pytest.raises(Incomplete):
            opinions.record(**asked, on=on, by=world.officer)
    with pytest.raises(Incomplete):
        opinions.record(**(asked | {"channel": "web"}), on=date(2023, 4, 6), by=world.officer)
    row = opinions.record(**asked, on=date(2023, 4, 6), by=world.officer)
    assert (row.recorded_by, row.received_on) == (world.officer.actor, date(2023, 4, 6))


def test_no_end_without_a_result_that_answers_for_every_opinion(
    consult: Consult, world: World, staff: Staff, section: Section, settings: Any
) -> None:
    page, settings.GONGKAI_RESULT_DAYS = consult(), 30
    for words in ("夜间也应当收费。", "夜里要收费", "前三十分钟太短"):
        opinions.give(consultation=page, said=Said(words), at=IN_TIME)
    opinions.record(
        consultation=page, said=Said("赞成"), channel="meeting", on=date(2023, 4, 3), by=world.officer, at=AFTER
    )
    draft = lambda: opinions.draft_result(consultation=page, section=section, by=staff.author, at=AFTER)  # noqa: E731
    with pytest.raises(NotNow, match="截止以后"):
        opinions.draft_result(consultation=page, section=section, by=world.officer, at=IN_TIME)
    with pytest.raises(NotNow, match="还有4条"):
        draft()
    with pytest.raises(NotAllowed):
        opinions.draft_result(consultation=page, section=section, by=world.leader, at=AFTER)
    keys = list(Opinion.objects.order_by("number").values_list("pk", flat=True))
    group = lambda some, gist, into=0: opinions.group(  # noqa: E731
        consultation=page, opinions=some, gist=gist, by=world.officer, at=AFTER, into=into
    )
    night, short, good = group(keys[:1], "夜间收费"), group(keys[2:3], "延长免费时间"), group(keys[3:], "赞成")
    group(keys[1:2], "", night.pk)
    with pytest.raises(NotAllowed):
        opinions.judge(group_id=night.pk, verdict="declined", reason="无", by=world.stranger, at=AFTER)
    with pytest.raises(Incomplete, match="理由"):
        opinions.judge(group_id=night.pk, verdict="declined", reason=" ", by=world.officer, at=AFTER)
    for row, verdict, reason in (
        (night, "declined", "夜间车位空置。"),
        (short, "partly", "改为四十五分钟。"),
        (good, "adopted", ""),
    ):
        opinions.judge(group_id=row.pk, verdict=verdict, reason=reason, by=world.officer, at=AFTER)
    waiting = queries.waiting(world.officer, today=date(2023, 5, 7)).results
    assert [(one.consultation, one.late) for one in waiting] == [(page, False)]
    assert queries.waiting(world.officer, today=date(2023, 5, 8)).results[0].late
    assert queries.waiting(world.stranger, today=date(2023, 5, 8)).results == []
    result = draft()
    assert (result.by_web, result.at_meeting, result.adopted, result.partly, result.declined) == (3, 1, 1, 1, 2)
    said = "".join(str(block.value) for block in result.body)
    assert "夜间收费（2条）" in said
    assert "改为四十五分钟" in said
    assert not result.live
    assert queries.waiting(world.officer, today=date(2023, 5, 8)).results, "a draft closes nothing"
    result.declined = 1
    result.save_revision(user=staff.author)
    with pytest.raises(NotFilled, match="收到4条意见，写明采纳情况的有3条"):
        pages.require_filled(result.gate_key)
    result.declined = 2
    result.save_revision(user=staff.author)
    reviewed(staff, result)
    assert ConsultationResult.objects.get(pk=result.pk).live
    assert queries.waiting(world.officer, today=date(2023, 5, 8)).results == []
    for act in (draft, lambda: group(keys[:1], "改"), lambda: opinions.judge(
        group_id=night.pk, verdict="adopted", reason="", by=world.officer, at=AFTER)):  # fmt: skip
        with pytest.raises(NotNow, match="已经公开"):
            act()
    found = figures.year([world.office.pk], 2023)
    assert (found.consultations, found.opinions, found.results) == (1, 4, 1)
    assert keeping.counts(world.office, today=date(2027, 1, 1)) == 4


def test_a_short_period_warns_and_for_a_major_decision_needs_its_reason(section: Section, staff: Staff) -> None:
    fields: dict[str, Any] = {
        "opens_on": date(2023, 3, 7),
        "closes_on": date(2023, 4, 4),
        "background": "。",
        "body": body("。"),
    }
    page = write(Consultation, section, staff.author, "决策草案", matter="decision", **fields)
    assert isinstance(page, Consultation)
    assert page.days == 29
    assert "一般不少于30日" in page.too_short()
    with pytest.raises(NotFilled, match="应当写明理由"):
        pages.require_filled(page.gate_key)
    page.short_because = "防汛需要"
    assert page.lacking() == []
    page.closes_on += timedelta(days=1)
    assert page.too_short() == ""
    page.matter, page.closes_on, page.short_because = "normative", date(2023, 3, 10), ""
    assert "未核对出处" in page.too_short()
    assert page.lacking() == [], "what no law says at most warns"
    page.online = False
    assert page.lacking() == ["至少一种提出意见的方式"]


def test_ballots_are_counted_and_no_address_is_left(
    section: Section, staff: Staff, world: World, settings: Any
) -> None:
    settings.GONGKAI_BALLOTS_PER_ADDRESS = 1
    page = Survey(title="调查", owner=staff.author, attribute="proactive", introduction="。", opens_on=date(2023, 3, 7),
                  closes_on=date(2023, 3, 9))  # fmt: skip
    page.questions = [
        SurveyQuestion(words="几次", choices="一\n二", required=True),
        SurveyQuestion(words="话", form="text"),
    ]
    section.add_child(instance=page)
    page.save_revision(user=staff.author)
    reviewed(staff, page)
    page = Survey.objects.get(pk=page.pk)
    cast = lambda address, day, **more: ballots.cast(  # noqa: E731
        survey=page, answers={0: ["1"], **more.get("answers", {})}, address=address, at=at(2023, 3, day)
    )
    cast("10.0.0.1", 7, answers={1: ["我是甄不存"]})
    with pytest.raises(TooMany):
        cast("10.0.0.1", 7)
    cast("10.0.0.2", 7)
    first = set(BallotMark.objects.values_list("mark", flat=True))
    cast("10.0.0.1", 8)
    assert BallotMark.objects.count() == 1
    assert not first & set(BallotMark.objects.values_list("mark", flat=True)), "another day, another salt"
    assert ballots.forget(today=date(2023, 3, 9)) == 1
    assert not DaySalt.objects.exists()
    for day, answers in ((6, {0: ["1"]}), (10, {0: ["1"]}), (9, {})):
        with pytest.raises((NotNow, Incomplete)):
            ballots.cast(survey=page, answers=answers, address="10.0.0.9", at=at(2023, 3, day))
    total, (times, words) = ballots.tally(page)
    assert (total, times.counts, words.answered) == (3, [("一", 0), ("二", 3)], 0)
    assert list(ballots.typed(page)) == [(1, "我是甄不存")]
    with pytest.raises(NotNow):
        ballots.draft_result(survey=page, section=section, by=world.officer, at=at(2023, 3, 9, 23))
    result = ballots.draft_result(survey=page, section=section, by=world.officer, at=at(2023, 3, 10))
    assert (result.taken_part, result.live) == (3, False)
    assert "二：3人次（100.0%）" in "".join(str(block.value) for block in result.body)
    assert "甄不存" not in repr(result.as_item())
    assert not OpinionGroup.objects.exists()
