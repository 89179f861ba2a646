"""Officers are reminded of limits: at five, three, one and no working days, once each, and when one has passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.agencies import calendar
from gongkai.agencies.models import Absence, User
from gongkai.casework import disputes, handling, limits, reminders, tasks
from gongkai.casework.limits import Kind
from gongkai.casework.models import Alarm, Case, Dispute
from gongkai.jobs.models import Job
from tests.casework.desk import desk, words
from tests.factories import CITIZEN, WANTED, World, at, confirm, decide, finish, make_district, online
from tests.jobs.conftest import queue

__all__ = ["queue"]
pytestmark = pytest.mark.django_db
DUE = date(2023, 3, 29)
"""The limit of a request of 1 March."""


@pytest.fixture
def world() -> World:
    found = make_district()
    for name in ("officer", "colleague", "leader", "handler", "auditor", "stranger"):
        user = getattr(found, name)
        user.email = f"{name}@example.invalid"
        user.save()
    return found


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


def look(moment: datetime) -> dict[str, str]:
    """One look and its digests: the text of each, by mailbox without its host."""
    mail.outbox.clear()
    made = reminders.look(at=moment)
    for user_id in made.users:
        assert reminders.send_digest(user_id, made_at=moment, at=moment)
    letters = {letter.to[0].partition("@")[0]: f"{letter.subject}\n{letter.body}" for letter in mail.outbox}
    assert len(letters) == len(mail.outbox), "one digest each"
    return letters


def test_the_days_on_which_somebody_is_reminded(case: Case) -> None:
    reminded, day = [], date(2023, 3, 15)
    while day < date(2023, 4, 10):
        for hour in (9, 10, 16):
            if letters := look(at(day.year, day.month, day.day, hour)):
                line = next(line for line in letters["officer"].splitlines() if line.startswith("·"))
                reminded.append((day.isoformat(), line))
        day += timedelta(days=1)
    start = f"· {case.number}　答复期限2023-03-29，"
    assert reminded == [
        ("2023-03-22", f"{start}剩余5个工作日"),
        ("2023-03-24", f"{start}剩余3个工作日"),
        ("2023-03-28", f"{start}剩余1个工作日"),
        ("2023-03-29", f"{start}今天到期"),
        ("2023-03-30", f"{start}已超过1个工作日"),
    ]


def test_a_week_without_a_look_is_made_up_by_one_digest(case: Case) -> None:
    letters = look(at(2023, 3, 28, 9))
    assert set(letters) == {"officer", "colleague"}
    assert letters["officer"].count(case.number) == 1
    assert look(at(2023, 3, 28, 10)) == {}
    assert "今天到期" in look(at(2023, 3, 29, 9))["officer"]
    assert Alarm.objects.count() == 2


def test_nobody_is_reminded_at_night_or_on_a_day_of_rest(case: Case) -> None:
    assert look(at(2023, 3, 29, 0, 5)) == {}
    assert look(at(2023, 3, 29, 8, 29)) == {}
    assert look(at(2023, 3, 25, 9)) == {}
    assert look(at(2023, 3, 29, 8, 30)) != {}


def test_of_a_passed_limit_the_leader_hears_too(case: Case) -> None:
    assert set(look(at(2023, 3, 29))) == {"officer", "colleague"}
    letters = look(at(2023, 4, 3))
    assert set(letters) == {"officer", "colleague", "leader"}
    assert "【督办】1项已超过期限，共1项需要办理" in letters["leader"]
    assert "已超过3个工作日" in letters["leader"]


def test_who_holds_the_case_is_reminded_in_place_of_the_office(world: World, case: Case) -> None:
    handling.assign(
        case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=at(2023, 3, 2)
    )
    assert set(look(at(2023, 3, 28))) == {"handler"}
    assert set(look(at(2023, 3, 30))) == {"handler", "officer", "colleague", "leader"}


def test_a_department_without_a_named_person_is_reminded_as_a_whole(world: World, case: Case) -> None:
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=at(2023, 3, 2))
    assert set(look(at(2023, 3, 28))) == {"handler"}


def test_who_stands_in_is_reminded_too(world: World, case: Case) -> None:
    handling.assign(
        case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=at(2023, 3, 2)
    )
    days = {"away_from": date(2023, 3, 27), "away_until": date(2023, 3, 28), "recorded_by": "system"}
    Absence.objects.create(user=world.handler, substitute=world.colleague, **days)
    assert set(look(at(2023, 3, 28))) == {"handler", "colleague"}
    assert set(look(at(2023, 3, 29))) == {"handler"}


def test_who_left_the_office_is_not_reminded(world: World, case: Case) -> None:
    User.objects.filter(pk=world.officer.pk).update(is_active=False)
    User.objects.filter(pk=world.colleague.pk).update(email="")
    assert look(at(2023, 3, 28)) == {}
    assert Alarm.objects.count() == 1


def test_what_was_done_meanwhile_is_not_in_the_digest(world: World, case: Case) -> None:
    mail.outbox.clear()
    made = reminders.look(at=at(2023, 3, 28))
    finish(world, case, on=at(2023, 3, 28))
    assert not reminders.send_digest(made.users[0], made_at=at(2023, 3, 28), at=at(2023, 3, 28, 10))
    assert mail.outbox == []


def test_a_decision_that_was_not_served_is_still_due(world: World, case: Case) -> None:
    decide(world, case)
    assert "送达答复的期限2023-03-29，剩余1个工作日" in look(at(2023, 3, 28))["officer"]


def test_an_online_request_unconfirmed_on_the_next_working_day(world: World) -> None:
    case = online(world, on=at(2023, 3, 3, 10)).case  # a Friday
    assert look(at(2023, 3, 3, 16)) == {}
    assert f"{case.number}　与申请人确认收到的期限2023-03-06，今天到期" in look(at(2023, 3, 6))["officer"]
    assert "已超过1个工作日" in look(at(2023, 3, 7))["leader"]
    confirm(world, case, on=at(2023, 3, 7, 15))
    assert look(at(2023, 3, 8)) == {}


def test_an_extension_that_was_approved_and_not_told(world: World, case: Case) -> None:
    handling.request_extension(case_id=case.pk, reason="检索量大", by=world.officer, at=at(2023, 3, 20))
    handling.approve_extension(case_id=case.pk, by=world.leader, at=at(2023, 3, 20))
    assert "告知申请人延期的期限2023-03-29，剩余1个工作日" in look(at(2023, 3, 28))["officer"]
    handling.notify_extension(case_id=case.pk, on=date(2023, 3, 28), by=world.officer, at=at(2023, 3, 28))
    assert look(at(2023, 3, 30)) == {}


def test_a_party_that_is_silent_at_its_limit_is_no_fault_of_the_office(world: World, case: Case) -> None:
    handling.open_consultation(
        case_id=case.pk, key="甲", party="third_party", on=date(2023, 3, 2), whom="某公司", by=world.officer,
        at=at(2023, 3, 2),
    )  # fmt: skip
    limit = Case.objects.get(pk=case.pk).next_on
    over = limit + timedelta(days=1)
    letters = look(at(over.year, over.month, over.day))
    assert set(letters) == {"officer", "colleague"}
    assert "被征求意见人答复的期限" in letters["officer"]
    assert "督办" not in letters["officer"]


@pytest.fixture
def disputed(world: World, case: Case) -> Case:
    """A finished case over which reconsideration was accepted on 1 March 2024, its papers not yet on record."""
    finish(world, case)
    kind, on = Dispute.Kind.RECONSIDERATION, date(2024, 3, 1)
    return disputes.file(case_id=case.pk, key="复0号", kind=kind, on=on, by=world.officer, at=at(2024, 3, 1))


def test_the_answer_in_a_dispute_counts_from_the_day_of_the_papers(world: World, case: Case) -> None:
    finish(world, case)
    kind, on, copy = Dispute.Kind.RECONSIDERATION, date(2024, 3, 1), date(2024, 3, 4)
    key = {"case_id": case.pk, "key": "复0号", "by": world.officer}
    disputes.file(kind=kind, on=on, at=at(2024, 3, 4), procedure="ordinary", copy_received_on=copy, **key)
    assert look(at(2024, 3, 8)) == {}
    assert "行政复议书面答复的期限2024-03-18，剩余5个工作日" in look(at(2024, 3, 11))["officer"]
    assert "【督办】" in look(at(2024, 3, 19))["leader"]
    disputes.answer(on=date(2024, 3, 19), words="证据清单", at=at(2024, 3, 19), **key)
    assert not [entry for entry in limits.near(date(2024, 3, 20), calendar.current()) if entry.kind is Kind.ANSWER]


def test_without_the_day_of_the_papers_the_earliest_is_reminded_and_never_called_overdue(disputed: Case) -> None:
    assert "（没有登记收到副本的日期，按受理日推算）2024-03-08，剩余5个工作日" in look(at(2024, 3, 1))["officer"]
    assert look(at(2024, 3, 11)) == {}


def test_a_new_reply_is_due_after_the_old_one_was_overturned(world: World, disputed: Case) -> None:
    result, on = Dispute.Result.OVERTURNED, date(2024, 3, 20)
    disputes.decide(case_id=disputed.pk, key="复0号", result=result, on=on, by=world.officer, at=at(2024, 3, 20))
    until = Case.objects.get(pk=disputed.pk).next_on
    lines = look(at(until.year, until.month, until.day))["officer"]
    assert f"{disputed.number}　重新作出答复并送达的期限{until}，今天到期" in lines


def test_two_limits_of_one_case_on_one_day_are_two_reminders(world: World) -> None:
    assert {limits.kind_of(kind + step) for kind in Kind for step in (*limits.AHEAD, limits.PASSED)} == set(Kind)
    assert len({kind + step for kind in Kind for step in (*limits.AHEAD, limits.PASSED)}) == 5 * len(Kind)
    for kind in Kind:
        assert {limits.kind_of(kind + step) for step in (*limits.AHEAD, limits.PASSED)} == {kind}


def test_a_limit_in_a_year_without_notice_is_called_provisional(world: World) -> None:
    case = confirm(world, online(world, on=at(2026, 12, 24)).case, on=at(2026, 12, 24, 15))
    due = Case.objects.get(pk=case.pk).due_on
    assert due is not None
    assert f"答复期限{due}（暂定），今天到期" in look(at(due.year, due.month, due.day))["officer"]


def test_nothing_personal_is_in_a_digest(case: Case) -> None:
    text = "".join(look(at(2023, 3, 28)).values())
    assert case.number in text
    assert not [word for word in (CITIZEN.name, WANTED.description[:4], CITIZEN.email, "立项") if word in text]


# ------------------------------------------------------------------------------- the jobs


def test_reminders_and_the_jobs_for_their_digests_are_one_transaction(
    monkeypatch: pytest.MonkeyPatch, queue: None, world: World, case: Case
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at(2023, 3, 28))
    with transaction.atomic():
        assert tasks.remind.func() == 1
        transaction.set_rollback(True)
    assert Alarm.objects.count() == Job.objects.filter(task__contains="digest").count() == 0
    assert [tasks.remind.func(), tasks.remind_in_the_morning.func(), tasks.remind.func()] == [1, 0, 0]
    jobs = Job.objects.filter(task="gongkai.casework.message_tasks.send_digest")
    assert {job.arguments["args"][0] for job in jobs} == {world.officer.pk, world.colleague.pk}
    (first, *_) = jobs
    assert tasks.send_digest.func(*first.arguments["args"])
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_looking_holds_no_lock_and_writing_comes_in_small_transactions(
    monkeypatch: pytest.MonkeyPatch, queue: None, world: World
) -> None:
    for _ in range(2):
        confirm(world, online(world).case)
    near, locked = limits.near, []

    def watched(*asked: Any, **more: Any) -> Any:
        locked.append(connection.in_atomic_block)
        return near(*asked, **more)

    monkeypatch.setattr(limits, "near", watched)
    monkeypatch.setattr(reminders, "AT_ONCE", 1)
    monkeypatch.setattr(timezone, "now", lambda: at(2023, 3, 28))
    with CaptureQueriesContext(connection) as spent:
        assert tasks.remind.func() == 2
    assert locked == [False]
    assert sum(query["sql"].startswith("BEGIN") for query in spent.captured_queries) == 2
    # Two reminders in two transactions are one digest each for the officer and the colleague.
    assert Job.objects.filter(task__contains="send_digest").count() == 2


def test_a_digest_that_is_repeated_after_a_crash_is_the_same_mail(case: Case) -> None:
    moment = at(2023, 3, 28)
    user = reminders.look(at=moment).users[0]
    mail.outbox.clear()
    for hour in (9, 10):
        assert reminders.send_digest(user, made_at=moment, at=at(2023, 3, 28, hour))
    first, again = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == again
    # What says more is another mail: a client that shows each once must not swallow it.
    Alarm.objects.all().delete()
    reminders.look(at=at(2023, 3, 29))
    Alarm.objects.update(made_at=moment)
    assert reminders.send_digest(user, made_at=moment, at=at(2023, 3, 29))
    assert mail.outbox[-1].extra_headers["Message-ID"] != first


def test_a_look_costs_the_same_for_one_case_as_for_twenty(world: World) -> None:
    counts = []
    for many in (1, 19):
        for _ in range(many):
            confirm(world, online(world).case)
        Alarm.objects.all().delete()
        with CaptureQueriesContext(connection) as spent:
            reminders.look(at=at(2023, 3, 28))
        counts.append(len(spent))
    assert counts[0] == counts[1] <= 16


# ------------------------------------------------------------------------------- whose mailbox


def test_an_officer_says_where_reminders_go(world: World) -> None:
    client = desk(world.officer)
    assert "提醒邮箱已保存" in words(client.post("/office/mailbox/", {"email": "lin@example.invalid"}, follow=True))
    assert User.objects.get(pk=world.officer.pk).email == "lin@example.invalid"
    refused = client.post("/office/mailbox/", {"email": "lin"})
    assert refused.status_code == 422
    assert "请填写完整的邮箱地址" in words(refused)
    assert "已取消邮件提醒" in words(client.post("/office/mailbox/", {"email": ""}, follow=True))
