"""Writers who left an address are told by e-mail, officers are reminded: once each, and never what was written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from gongkai.casework.gateways import NO_BACKEND
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind
from gongkai.casework.outgoing import Outgoing, Unreachable
from gongkai.casework.sending import HELD, REPEATED, send_box
from gongkai.dialogue import answering, corrections, keeping, letters, mailing, notices, reminders, sealing, tasks
from gongkai.dialogue.corrections import Found
from gongkai.dialogue.errors import Incomplete, NotNow
from gongkai.dialogue.models import CitizenLetter, CitizenMessage, DialogueAlarm, SiteError
from tests.dialogue.conftest import MARCH, WRITTEN, Write
from tests.factories import CITIZEN, World, at

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 11)


class Died(BaseException):
    """The process was killed."""


@dataclass
class Port:
    """A gateway that counts what it took; ``says`` are the answers to come, None for "taken"."""

    says: list[BaseException | None] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)

    def send(self, message: Outgoing, *, at: datetime) -> None:
        self.texts.append(f"{message.to}\n{message.subject}\n{message.text}")
        said = self.says.pop(0) if self.says else None
        if said is None or isinstance(said, Died):
            self.taken[message.key] += 1
        if said is not None:
            raise said


def send(port: Port, moment: datetime = NOW) -> int:
    return send_box(mailing.WRITERS, clock=lambda: moment, ports={"email": port})


def topics(row: CitizenLetter) -> list[str]:
    return [one.message.key.rpartition(":")[2] for one in notices.listed(row)][::-1]


def test_a_writer_is_told_of_every_turn_and_of_nothing_that_was_written(letter: Write, world: World) -> None:
    row, receipt = letter()
    answering.assign(letter_id=row.pk, department=world.department, by=world.officer, at=MARCH)
    answering.assign(letter_id=row.pk, department=None, by=world.officer, at=MARCH + timedelta(hours=1))
    extend = {"letter_id": row.pk, "reason": "需要实地测量。", "by": world.leader, "at": at(2023, 3, 20)}
    for until in (row.due_on, date(2023, 6, 6)):
        with pytest.raises(Incomplete, match="三个月"):
            answering.extend(until=until, **extend)
    with pytest.raises(NotNow, match="已过"):
        answering.extend(until=date(2023, 4, 10), **(extend | {"at": at(2023, 3, 28)}))
    longer = answering.extend(until=date(2023, 4, 10), **extend)
    assert (longer.first_due_on, longer.due_on) == (row.due_on, date(2023, 4, 10))
    with pytest.raises(NotNow, match="一次"):
        answering.extend(until=date(2023, 4, 20), **extend)
    answering.draft(letter_id=row.pk, words="夏季二十二时。", by=world.officer, at=at(2023, 3, 21))
    answering.approve(letter_id=row.pk, by=world.leader, at=at(2023, 3, 21))
    assert topics(row) == ["receipt", "handed", "extended", "answered"]
    assert notices.listed(row)[0].to == "a＊＊＊@example.invalid"
    port = Port()
    assert send(port, at(2023, 3, 21, 12)) == 2, "what could not leave for three days is over"
    assert send(port, at(2023, 3, 21, 13)) == 0
    told = "\n".join(port.texts)
    assert port.texts[0].startswith("a@example.invalid\n")
    assert "已有答复" in told
    for word in ("公园", "二十二时", "甄不存", "测量", receipt.query_code):
        assert word not in told
    stored = b"".join(bytes(one.sealed) for one in CitizenMessage.objects.all())
    assert b"example.invalid" not in stored


def test_no_address_no_message_and_none_where_no_mail_leaves(
    letter: Write, world: World, settings: LazySettings
) -> None:
    for email in ("", "not an address"):
        letter(written=replace(WRITTEN, email=email))
    settings.EMAIL_BACKEND = NO_BACKEND
    letter()
    assert not CitizenMessage.objects.exists()


def test_a_killed_sender_repeats_once_and_a_failure_is_sent_again_by_an_officer(
    letter: Write, world: World, client: Client
) -> None:
    row, _ = letter()
    port = Port([Died()])
    with pytest.raises(Died):
        send(port)
    assert send(port, NOW + timedelta(minutes=1)) == 0, "claimed"
    assert send(port, NOW + HELD) == 1
    sent = CitizenMessage.objects.get()
    assert (sent.state, sent.problem, set(port.taken.values())) == ("sent", REPEATED, {2})
    with pytest.raises(NotNow):
        notices.resend(about=row, message_id=sent.pk, by=world.officer, at=NOW)
    row, _ = letter()
    dead, moment = Port([Unreachable("没有应答")] * 6), NOW
    for _ in range(6):
        moment = CitizenMessage.objects.latest("pk").not_before
        assert send(dead, moment) == 0
    failed = CitizenMessage.objects.latest("pk")
    assert (failed.state, failed.problem) == ("failed", "没有应答")
    client.force_login(world.officer)
    where = f"/office/dialogue/letters/{row.number}/"
    assert "再次发送" in client.get(where).content.decode()
    again = f"/office/dialogue/messages/{failed.pk}/"
    assert client.post(again)["Location"] == where
    assert CitizenMessage.objects.get(pk=failed.pk).state == "waiting"
    client.force_login(world.stranger)
    assert client.post(again).status_code == 404


def test_a_request_in_disguise_and_a_report_of_an_error_tell_too(letter: Write, world: World) -> None:
    row, _ = letter()
    answering.turn_into_request(
        letter_id=row.pk, person=CITIZEN, wanted=Wanted("2022年招标文件"), kind=ApplicantKind.NATURAL_PERSON,
        by=world.officer, at=NOW,
    )  # fmt: skip
    assert topics(row) == ["receipt", "turned"]
    CitizenMessage.objects.all().delete()
    for contact, count in (("00012345678", 0), ("b@example.invalid", 2)):
        made = corrections.report(kind="words", place="/", found=Found("“以经”应为“已经”。", contact), at=MARCH)
        SiteError.objects.update(agency=world.office)
        found = SiteError.objects.get(number=made.number)
        corrections.answer(row_id=found.pk, result="corrected", words="已改。", by=world.officer, at=MARCH)
        assert found.messages.count() == count
    port = Port()
    assert send(port, MARCH) == 2
    assert "网站找错" in port.texts[0]
    assert "以经" not in "\n".join(port.texts)


def test_an_erased_letter_takes_its_messages_along(letter: Write, world: World) -> None:
    row, _ = letter()
    answering.draft(letter_id=row.pk, words="二十二时。", by=world.officer, at=MARCH)
    answering.approve(letter_id=row.pk, by=world.leader, at=MARCH)
    keeping.confirm(agency=world.office, reason="鉴定", by=world.officer, at=at(2027, 1, 4))
    port = Port()
    assert (send(port, MARCH), port.texts) == (0, [])
    assert {one.state for one in CitizenMessage.objects.all()} == {"failed"}
    assert {one.to for one in notices.listed(CitizenLetter.objects.get())} == {"地址已销毁"}
    assert notices.address_of(CitizenLetter.objects.get()) == ""


def test_the_job_sends_after_the_commit_and_the_round_what_is_left(letter: Write) -> None:
    letter(on=at(2023, 3, 6))
    assert tasks.deliver.func(CitizenMessage.objects.get().pk) == 0, "inside the transaction"
    assert not mail.outbox


@pytest.fixture
def reachable(world: World) -> World:
    for name in ("officer", "leader", "handler", "stranger"):
        user = getattr(world, name)
        user.email = f"{name}@example.invalid"
        user.save()
    return world


def look(moment: datetime) -> dict[str, str]:
    """One look and its digests: the text of each, by mailbox without its host."""
    mail.outbox.clear()
    for user_id in reminders.look(at=moment).users:
        assert reminders.send_digest(user_id, made_at=moment, at=moment)
    return {one.to[0].partition("@")[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}


def test_officers_are_reminded_before_on_and_after_the_day_once_each(letter: Write, reachable: World) -> None:
    world = reachable
    row, _ = letter()
    assert row.due_on == date(2023, 3, 27)
    reminded, day = [], date(2023, 3, 15)
    while day < date(2023, 4, 1):
        looks = {hour: look(at(day.year, day.month, day.day, hour)) for hour in (8, 9, 16)}
        reminded += [(day.day, hour, sorted(found)) for hour, found in looks.items() if found]
        day += timedelta(days=1)
    own = ["officer"]
    assert reminded == [(20, 9, own), (22, 9, own), (24, 9, own), (27, 9, own), (28, 9, ["leader", "officer"])]
    assert DialogueAlarm.objects.count() == 5
    answering.draft(letter_id=row.pk, words="二十二时。", by=world.officer, at=at(2023, 3, 29))
    answering.approve(letter_id=row.pk, by=world.leader, at=at(2023, 3, 29))
    assert look(at(2023, 3, 30, 9)) == {}


def test_a_department_and_who_approves_are_reminded_of_what_is_theirs(letter: Write, reachable: World) -> None:
    world = reachable
    row, _ = letter()
    answering.assign(letter_id=row.pk, department=world.department, by=world.officer, at=MARCH)
    found = look(at(2023, 3, 20, 9))
    assert set(found) == {"handler"}
    assert f"{row.number}　来信答复期限2023-03-27，剩余5个工作日" in found["handler"]
    assert "公园" not in found["handler"]
    answering.draft(letter_id=row.pk, words="二十二时。", by=world.handler, at=at(2023, 3, 21))
    corrections.report(kind="words", place="/", found=Found("错字"), at=at(2023, 3, 21))
    SiteError.objects.update(agency=world.office)
    found = look(at(2023, 3, 22, 9))
    assert set(found) == {"handler", "leader", "officer"}
    assert "网站找错答复期限2023-03-24" in found["officer"]
    assert row.number not in found["officer"]
    assert sealing.opened(row)["email"], "what was sealed stays so"
    assert letters.written_of(row) == WRITTEN
