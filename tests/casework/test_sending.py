"""Messages leave once: claimed, handed over, noted; tried again with growing delay, and failed with a reason."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.casework import messages, resending, sending, subjects, tasks
from gongkai.casework.errors import NotPermitted, Unknown
from gongkai.casework.models import Case, Message
from gongkai.casework.outgoing import NotSent, Outgoing, Refused, Unreachable
from gongkai.jobs.models import Job
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, WANTED, World, at, confirm, make_district, online
from tests.jobs.conftest import Clock, queue

__all__ = ["queue"]
pytestmark = pytest.mark.django_db
REACHED = replace(CITIZEN, telephone="10000000000")
NOW = at(2023, 3, 1, 10)


class Died(BaseException):
    """The process was killed."""


@dataclass
class Fake:
    """A gateway that counts what it took; ``says`` are the answers to come, None for "taken"."""

    says: list[BaseException | None] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    asked: list[Outgoing] = field(default_factory=list)

    def send(self, message: Outgoing, *, at: datetime) -> None:
        self.asked.append(message)
        said = self.says.pop(0) if self.says else None
        if said is None or isinstance(said, Died):
            self.taken[message.key] += 1
        if said is not None:
            raise said


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def case(world: World) -> Case:
    return online(world, person=replace(REACHED, email="")).case


def send(clock: Clock, port: Fake) -> int:
    return sending.send_waiting(clock=clock, ports={"sms": port, "email": port})


def only(case: Case) -> Message:
    return case.messages.select_related("case__subject").get()


def test_a_message_is_sent_once_and_noted(case: Case, clock: Clock) -> None:
    port = Fake()
    assert [send(clock, port) for _ in range(3)] == [1, 0, 0]
    row = only(case)
    assert (row.state, row.sent_at, row.attempts, row.problem) == ("sent", NOW, 1, "")
    assert (port.asked[0].to, port.asked[0].label) == ("10000000000", "短信")


def test_a_message_waits_for_its_time(case: Case, clock: Clock) -> None:
    Message.objects.update(not_before=NOW + timedelta(hours=1))
    assert send(clock, Fake()) == 0
    clock.go(hours=1)
    assert send(clock, Fake()) == 1


def test_it_is_tried_six_times_with_growing_delay_and_then_failed(case: Case, clock: Clock) -> None:
    port, waits = Fake([NotSent("短信网关出错（500）。")] * 9), []
    for attempt in range(1, 7):
        assert send(clock, port) == 0
        row = only(case)
        assert (row.attempts, row.problem) == (attempt, "短信网关出错（500）。")
        if row.state == Message.State.WAITING:
            waits.append((row.not_before - clock()).total_seconds() / 60)
            clock.now = row.not_before - timedelta(seconds=1)
            assert send(clock, port) == 0
            clock.now = row.not_before
    assert waits == [5, 15, 60, 180, 360]
    assert (only(case).state, len(port.asked)) == ("failed", 6)
    clock.go(days=2)
    assert send(clock, port) == 0
    assert len(port.asked) == 6


def test_a_refusal_for_good_is_not_repeated(case: Case, clock: Clock) -> None:
    assert send(clock, Fake([Refused("短信网关没有接受这条短信。")])) == 0
    assert (only(case).state, only(case).attempts) == ("failed", 1)


def test_a_gateway_that_is_away_costs_one_message_an_attempt_and_not_all(world: World, clock: Clock) -> None:
    for _ in range(3):
        online(world, person=REACHED)
    texts, letters = Fake([Unreachable("连接不上短信网关。")]), Fake()
    assert sending.send_waiting(clock=clock, ports={"sms": texts, "email": letters}) == 3
    assert len(texts.asked) == 1
    assert sorted(Message.objects.filter(means="sms").values_list("attempts", flat=True)) == [0, 0, 1]


# ------------------------------------------------------------------------------- deaths and doubles


def test_who_dies_after_the_gateway_took_it_repeats_once_and_says_so(case: Case, clock: Clock) -> None:
    port = Fake([Died()])
    with pytest.raises(Died):
        send(clock, port)
    assert (only(case).state, only(case).problem) == ("waiting", sending.SENDING)
    clock.go(minutes=2)
    assert send(clock, port) == 0, "while the claim holds nobody else sends"
    clock.go(minutes=1)
    assert send(clock, port) == 1
    assert (only(case).state, only(case).problem) == ("sent", sending.REPEATED)
    assert port.taken == {only(case).key: 2}
    assert len({message.key for message in port.asked}) == 1


def test_a_second_death_leaves_it_to_an_officer(case: Case, clock: Clock) -> None:
    port = Fake([Died(), Died()])
    for _ in range(2):
        with pytest.raises(Died):
            send(clock, port)
        clock.go(minutes=3)
    assert send(clock, port) == 0
    assert (only(case).state, only(case).problem) == ("failed", sending.INTERRUPTED)
    assert port.taken == {only(case).key: 2}


def test_a_doubt_is_not_forgotten_over_a_later_failure(case: Case, clock: Clock) -> None:
    port = Fake([Died(), NotSent("短信网关出错（503）。"), Died()])
    with pytest.raises(Died):
        send(clock, port)
    clock.go(minutes=3)
    send(clock, port)
    assert only(case).problem == f"{sending.REPEATED}短信网关出错（503）。"
    clock.go(hours=1)
    with pytest.raises(Died):
        send(clock, port)
    clock.go(hours=1)
    send(clock, port)
    assert only(case).state == "failed"
    assert port.taken == {only(case).key: 2}


def test_of_two_who_read_the_same_row_one_sends(case: Case) -> None:
    first, second = only(case), only(case)
    assert sending.claim_of(first, at=NOW) is not None
    assert sending.claim_of(second, at=NOW) is None


def test_who_comes_back_too_late_does_not_overwrite_what_another_noted(case: Case, clock: Clock) -> None:
    late = sending.claim_of(only(case), at=NOW)
    assert late is not None
    clock.go(minutes=3)
    send(clock, Fake())
    sending._note_failure(late, NotSent("短信网关出错（500）。"), clock())
    assert (only(case).state, only(case).problem) == ("sent", sending.REPEATED)


# ------------------------------------------------------------------------------- what is not sent


def test_an_erased_applicant_gets_nothing_and_the_reason_is_kept(world: World, case: Case, clock: Clock) -> None:
    subjects.erase(subject=case.subject, stream=world.office.stream, by=world.officer, at=NOW, reason="演示")
    port = Fake()
    assert send(clock, port) == 0
    assert port.asked == []
    assert (only(case).state, only(case).problem) == ("failed", sending.ERASED)
    with pytest.raises(NotPermitted, match="销毁"):
        resending.resend(message_id=only(case).pk, by=world.officer, at=NOW)


def test_a_message_that_waited_three_days_is_over(case: Case, clock: Clock) -> None:
    clock.go(days=3, seconds=1)
    assert send(clock, Fake()) == 0
    assert (only(case).state, only(case).problem) == ("failed", sending.OVER)


def test_a_message_that_cannot_be_opened_says_so(case: Case, clock: Clock) -> None:
    Message.objects.update(sealed=b"\x01" * 60)
    assert send(clock, Fake()) == 0
    assert (only(case).state, only(case).problem) == ("failed", sending.UNREADABLE)


def test_a_job_done_inside_the_events_transaction_sends_nothing(case: Case) -> None:
    assert tasks.deliver.func(case.pk) == 0
    assert only(case).attempts == 0
    assert mail.outbox == []


def test_the_job_is_placed_with_the_event_and_knows_an_id_only(queue: None, world: World) -> None:
    case = online(world, person=REACHED).case
    job = Job.objects.get()
    assert (job.task, job.arguments) == ("gongkai.casework.message_tasks.deliver", {"args": [case.pk], "kwargs": {}})


# ------------------------------------------------------------------------------- privacy


def test_no_word_of_a_person_reaches_logs_jobs_the_ledger_or_the_reason(
    queue: None, world: World, clock: Clock, caplog: pytest.LogCaptureFixture, settings: LazySettings
) -> None:
    caplog.set_level(logging.DEBUG)
    case = confirm(world, online(world, person=REACHED).case)
    send(clock, Fake([NotSent("短信网关出错（500）。")] * 9))
    row = case.messages.get(means="sms")
    Message.objects.filter(pk=row.pk).update(state="failed")
    resending.resend(message_id=row.pk, by=world.officer, at=NOW)
    secret = [CITIZEN.name, CITIZEN.email, "10000000000", CITIZEN.identity_number, WANTED.description, "立项"]
    seen = [record.getMessage() for record in caplog.records if record.name.startswith("gongkai")]
    seen += [f"{job.arguments}{job.error_text}{job.key}" for job in Job.objects.all()]
    seen += [f"{entry.actor}{entry.subject}{entry.detail}" for entry in Entry.objects.all()]
    seen += [f"{each.key}{each.problem}" for each in Message.objects.all()]
    assert len(seen) > 8
    assert not [(word, text) for word in secret for text in seen if word in text]


# ------------------------------------------------------------------------------- the officer's screens


@pytest.fixture
def failed(case: Case, clock: Clock) -> Message:
    send(clock, Fake([Refused("短信网关没有接受这条短信。")]))
    return only(case)


def test_the_case_page_shows_what_was_sent_and_sends_again(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case, failed: Message, clock: Clock
) -> None:
    stop_clock(monkeypatch, at(2023, 3, 1, 11))
    client = desk(world.officer)
    page = words(client.get(f"/office/requests/{case.number}/"))
    assert "已收到申请 短信 100＊＊＊＊0000 未能发送 短信网关没有接受这条短信。 再次发送" in page
    assert "10000000000" not in page
    again = client.post(f"/office/requests/{case.number}/messages/{failed.pk}/", follow=True)
    assert "通知已重新排队" in words(again)
    assert (only(case).state, only(case).attempts) == ("waiting", 0)
    entry = Entry.objects.latest("id")
    assert (entry.actor, entry.detail) == (world.officer.actor, {"message": failed.pk, "seq": 2})
    clock.now = at(2023, 3, 1, 11)
    assert send(clock, Fake()) == 1
    assert "2023-03-01 11:00已发送" in words(client.get(f"/office/requests/{case.number}/"))


def test_sent_again_at_night_it_goes_in_the_morning(world: World, case: Case, failed: Message) -> None:
    resending.resend(message_id=failed.pk, by=world.officer, at=at(2023, 3, 1, 22))
    assert only(case).not_before == at(2023, 3, 2, 8)


def test_twice_pressed_is_once_sent_again(world: World, case: Case, failed: Message) -> None:
    resending.resend(message_id=failed.pk, by=world.officer, at=NOW)
    with pytest.raises(NotPermitted, match="可能已经有人再次发送"):
        resending.resend(message_id=failed.pk, by=world.officer, at=NOW)


def test_who_may_not_handle_the_case_may_not_send_again(world: World, failed: Message) -> None:
    with pytest.raises(NotAllowed):
        resending.resend(message_id=failed.pk, by=world.auditor, at=NOW)
    with pytest.raises(Unknown):
        resending.resend(message_id=failed.pk, by=world.stranger, at=NOW)
    with pytest.raises(Unknown):
        resending.resend(message_id=failed.pk + 1, by=world.officer, at=NOW)


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("stranger", 404), ("officer", 404)])
def test_the_address_of_another_cases_message_is_none(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case, failed: Message, who: str, status: int
) -> None:
    stop_clock(monkeypatch, NOW)
    number = online(world).case.number if who == "officer" else case.number
    client: Client = desk(getattr(world, who))
    assert client.post(f"/office/requests/{number}/messages/{failed.pk}/").status_code == status
    assert only(case).state == "failed"


def test_a_department_that_drafts_learns_no_address(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case, failed: Message
) -> None:
    from gongkai.casework import handling

    handling.assign(case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=NOW)
    stop_clock(monkeypatch, NOW)
    page = words(desk(world.handler).get(f"/office/requests/{case.number}/"))
    assert "给申请人的通知" not in page


def test_today_names_the_cases_whose_applicants_were_not_reached(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case, failed: Message
) -> None:
    stop_clock(monkeypatch, NOW)
    assert f"未能送达申请人的通知（1件） {case.number}" in words(desk(world.officer).get("/office/"))
    subjects.erase(subject=case.subject, stream=world.office.stream, by=world.officer, at=NOW, reason="演示")
    assert "未能送达申请人的通知" not in words(desk(world.officer).get("/office/"))


def test_a_listed_message_knows_whether_it_is_tried_again(case: Case, clock: Clock) -> None:
    assert [(entry.failed, entry.retried) for entry in messages.listed(case)] == [(False, False)]
    send(clock, Fake([NotSent("短信网关出错（500）。")]))
    assert [(entry.failed, entry.retried) for entry in messages.listed(case)] == [(False, True)]
