"""Limits that moved after the applicant was told them: proposed to the officer, told once, with the old day and why."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings

from gongkai.casework import calendar_change, handling, moved_dates, sending, subjects
from gongkai.casework.errors import NotPermitted
from gongkai.casework.models import Case, CaseEvent, Message, MovedDate
from gongkai.casework.moved_date_tasks import tell_moved_dates
from gongkai.statute.events import EventKind
from gongkai.statute.notices import parse_notice
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, confirm, finish, letter, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2026, 12, 11, 10)
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。
"""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def told(case: Case) -> dict[str, str]:
    """The words of each message about a moved limit, by the way it goes."""
    rows = Message.objects.filter(case=case, key__contains=":moved:").select_related("case__subject")
    return {row.means: str((sending.contents(row) or {})["text"]) for row in rows}


def import_notice(world: World) -> None:
    notice = parse_notice(NOTICE)
    calendar_change.import_notice(notice, by=world.officer, agency=world.office, at=NOW)


def amend_receipt(world: World, case: Case, to: date) -> Case:
    seq = case.events.get(kind=EventKind.SUBMITTED.value).seq
    return handling.amend(
        case_id=case.pk, amends=seq, occurred_on=to, reason="签收单日期录入有误", by=world.officer, at=NOW
    )


def test_a_holiday_notice_that_moves_a_told_limit_is_told_after_confirmation_and_once(world: World) -> None:
    case = online(world, on=at(2026, 12, 10)).case
    resting = finish(world, confirm(world, online(world, on=at(2026, 3, 2)).case, on=at(2026, 3, 2)), on=at(2026, 3, 3))
    old = case.due_on
    import_notice(world)
    (row,) = MovedDate.objects.all()
    assert (row.case, row.old, row.told_at) == (case, old, None)
    new = Case.objects.get(pk=case.pk).due_on
    assert row.new == new != old
    assert not told(case), "nobody hears of it before the officer confirms"
    assert not MovedDate.objects.filter(case=resting)

    client, page = desk(world.officer), f"/office/requests/{case.number}/"
    assert "因国务院办公厅公布2027年放假安排，现在是" in words(client.get(page))
    assert case.number in words(client.get("/office/board/"))
    client.post(f"{page}moved-date/", {"seq": case.seq})
    assert set(told(case)) == {"email"}
    for said in told(case).values():
        for part in (
            f"{old.year}年{old.month}月{old.day}日",
            f"{new.year}年{new.month}月{new.day}日",
            "国务院办公厅公布2027年放假安排",
        ):
            assert part in said
    event = CaseEvent.objects.filter(case=case).last()
    assert event.data["told_due_on"] == new.isoformat()
    # Once: a second click, or the same notice imported again, tells nobody anything.
    assert "没有尚待告知申请人的变动" in words(client.post(f"{page}moved-date/", follow=True))
    import_notice(world)
    assert len(told(case)) == 1
    assert MovedDate.objects.filter(told_at__isnull=True).count() == 0


@pytest.mark.parametrize("to", [date(2026, 12, 1), date(2026, 12, 4)], ids=["earlier", "later"])
def test_an_amended_receipt_day_is_proposed_with_the_day_that_was_told(world: World, to: date) -> None:
    case = letter(world, on=at(2026, 12, 2)).case
    old = case.due_on
    new = amend_receipt(world, case, to).due_on
    row = moved_dates.of_case(Case.objects.get(pk=case.pk))
    assert row is not None
    assert (row.old, row.new) == (old, new)
    assert (new < old) is (to < date(2026, 12, 2))
    page = words(desk(world.officer).get(f"/office/requests/{case.number}/"))
    assert ("提前了，请按新的期限办理" in page) is (new < old)
    moved_dates.tell(case_id=case.pk, by=world.officer, at=NOW)
    assert all("因本机关更正了办理记录" in said for said in told(case).values())


def test_a_second_move_keeps_the_told_day_and_one_back_ends_the_proposal(world: World) -> None:
    case = letter(world, on=at(2026, 12, 2)).case
    old = case.due_on
    amend_receipt(world, case, date(2026, 12, 1))
    amend_receipt(world, case, date(2026, 12, 4))
    (row,) = MovedDate.objects.all()
    assert row.old == old
    amend_receipt(world, case, date(2026, 12, 2))
    assert not MovedDate.objects.exists()
    with pytest.raises(NotPermitted):
        moved_dates.tell(case_id=case.pk, by=world.officer, at=NOW)


def test_what_another_letter_told_since_or_a_decision_is_not_told_again(world: World) -> None:
    case = letter(world, on=at(2026, 12, 2)).case
    amend_receipt(world, case, date(2026, 12, 1))
    key = {"case_id": case.pk, "at": at(2026, 12, 12)}
    handling.request_extension(reason="逐份核对", by=world.officer, **key)
    handling.approve_extension(by=world.leader, **key)
    assert moved_dates.of_case(case) is not None
    handling.notify_extension(on=date(2026, 12, 12), by=world.officer, **key)
    assert moved_dates.of_case(case) is None
    assert not moved_dates.waiting_for(world.officer, on=NOW.date()).exists()


def test_by_setting_they_are_told_at_once_and_who_cannot_be_reached_waits_for_the_officer(
    world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = online(world, on=at(2026, 12, 10)).case
    import_notice(world)
    assert tell_moved_dates.func() == 0, "the default asks the officer"
    settings.GONGKAI_MOVED_DATES = "at_once"
    with monkeypatch.context() as patched:
        patched.setattr(moved_dates, "reachable", lambda _: False)
        assert tell_moved_dates.func() == 0
    assert [tell_moved_dates.func(), tell_moved_dates.func()] == [1, 0]
    assert len(told(case)) == 1
    assert CaseEvent.objects.filter(case=case).last().actor == "system"


def test_who_left_no_address_is_told_by_the_officer_who_records_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = letter(world, on=at(2026, 12, 2)).case
    amend_receipt(world, case, date(2026, 12, 1))
    monkeypatch.setattr(moved_dates, "reachable", lambda _: False)
    assert "已经另行告知，登记" in words(desk(world.officer).get(f"/office/requests/{case.number}/"))
    monkeypatch.setattr("gongkai.casework.messages.contacts", lambda _: {})
    moved_dates.tell(case_id=case.pk, by=world.officer, at=NOW)
    assert not told(case)
    assert MovedDate.objects.get().told_at == NOW


def test_an_erased_applicant_has_nothing_to_be_told(world: World) -> None:
    case = letter(world, on=at(2026, 12, 2)).case
    subjects.erase(subject=case.subject, stream=world.office.stream, by=world.officer, at=NOW, reason="到期")
    import_notice(world)
    assert not MovedDate.objects.exists()
