"""What applicants are told: for which events, by which ways, in which words, and what never goes out."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.conf import LazySettings
from django.db import transaction

from gongkai.casework import deciding, handling, messages, notices, quiet, sending, subjects, triage, wording
from gongkai.casework.deciding import Service
from gongkai.casework.models import Case, Message
from tests.factories import CITIZEN, WANTED, World, at, confirm, decide, finish, letter, make_district, online

pytestmark = pytest.mark.django_db
REACHED = replace(CITIZEN, telephone="100 0000 0000")
"""Somebody with a mailbox and a number that no network gives out."""


@pytest.fixture
def world() -> World:
    return make_district()


def told(case: Case) -> list[str]:
    """The topics a case's applicant was told of, oldest first."""
    return [row.key.split(":")[2] for row in case.messages.order_by("id")]


def words(row: Message) -> dict[str, str]:
    found = sending.contents(row)
    assert found is not None
    return found


def test_a_receipt_names_number_and_day_by_both_ways(world: World) -> None:
    receipt = online(world, person=REACHED)
    mail, sms = receipt.case.messages.order_by("means")
    assert (mail.means, sms.means) == ("email", "sms")
    for row in (mail, sms):
        assert receipt.number in words(row)["text"]
        assert "答复期限为2023年3月29日。" in words(row)["text"]
        assert "查询" in words(row)["text"]
        assert receipt.query_code not in str(words(row))
    assert words(mail)["to"] == CITIZEN.email
    assert words(sms)["to"] == "10000000000"
    assert words(sms)["text"].startswith(f"【{world.office.short_name}】")
    assert (mail.state, mail.attempts, mail.seq) == ("waiting", 0, 2)


def test_a_day_beyond_the_known_notices_is_called_provisional(world: World) -> None:
    case = online(world, person=REACHED, on=at(2026, 12, 24)).case
    assert "（暂定）" in words(case.messages.get(means="sms"))["text"]


@pytest.mark.parametrize(
    ("changes", "ways"),
    [
        ({"telephone": "0999-1234567"}, ["email"]),
        ({"telephone": "+86 100-0000-0000", "email": ""}, ["sms"]),
        ({"telephone": "", "email": "not a mailbox"}, []),
        ({"telephone": "", "email": "", "address": "无名路0号"}, []),
    ],
)
def test_only_what_was_given_and_can_be_reached_is_used(world: World, changes: dict[str, str], ways: list[str]) -> None:
    case = online(world, person=replace(CITIZEN, **changes)).case
    assert [row.means for row in case.messages.order_by("means")] == ways


def test_a_way_that_is_turned_off_gets_no_message(world: World, settings: LazySettings) -> None:
    settings.GONGKAI_SMS = "none"
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert not online(world, person=REACHED).case.messages.exists()


def test_each_stage_is_told_once(world: World) -> None:
    case = confirm(world, online(world).case)
    key = {"case_id": case.pk, "by": world.officer}
    facts = {"unclear": "哪一段", "how_to_correct": "写明起止地点", "limit_on": date(2023, 3, 20)}
    notices.issue(slug="ask-correction", facts=facts, at=at(2023, 3, 2), **key)
    handling.receive_correction(on=date(2023, 3, 3), what="南段", at=at(2023, 3, 3), **key)
    handling.request_extension(reason="检索量大", at=at(2023, 3, 6), **key)
    handling.approve_extension(case_id=case.pk, by=world.leader, at=at(2023, 3, 6))
    notices.issue(slug="notify-extension", facts={"extension_reason": "检索量大"}, at=at(2023, 3, 7), **key)
    decide(world, case, on=at(2023, 3, 10))
    row = deciding.issue_letter(at=at(2023, 3, 10), **key)
    deciding.serve(service=Service("mail", date(2023, 3, 10), "挂号信0号", row.number), at=at(2023, 3, 10), **key)
    deciding.file_away(at=at(2023, 3, 13), **key)
    assert told(case) == ["receipt", "correction", "extension", "reply", "served_mail", "closed"]
    said = {row.key.split(":")[2]: words(row)["text"] for row in case.messages.all()}
    assert "请在2023年3月20日以前补正" in said["correction"]
    assert "延长至2023年4月28日" in said["extension"]
    assert case.messages.count() == len(set(case.messages.values_list("key", flat=True)))


def test_fees_lapses_and_withdrawal_are_told(world: World) -> None:
    case = confirm(world, online(world).case)
    key = {"case_id": case.pk, "by": world.officer}
    handling.notice_fee(method="per_page", quantity=300, on=date(2023, 3, 2), at=at(2023, 3, 2), **key)
    limit = words(case.messages.get(key__contains=":fee:"))["text"]
    assert "以前按收费通知书缴清" in limit
    assert "元" not in limit
    handling.lapse_fee(on=date(2023, 5, 8), at=at(2023, 5, 8), **key)
    other = confirm(world, online(world).case)
    handling.withdraw(case_id=other.pk, on=date(2023, 3, 3), by=None, at=at(2023, 3, 3))
    assert told(case) == ["receipt", "fee", "lapsed_fee"]
    assert told(other) == ["receipt", "withdrawn"]


def test_who_signed_at_the_counter_is_not_told_so(world: World) -> None:
    case = confirm(world, online(world).case)
    finish(world, case)
    assert told(case) == ["receipt", "reply", "closed"]


def test_third_parties_get_no_message_and_the_applicant_learns_no_name(world: World) -> None:
    case = confirm(world, online(world, person=REACHED).case)
    facts = {"party": "third_party", "whom": "乌有置业公司", "requested_information": "合同"}
    facts["consultation_reason"] = "涉及商业秘密"
    notices.issue(case_id=case.pk, slug="open-consultation", facts=facts, by=world.officer, at=at(2023, 3, 2))
    assert told(case)[2:] == ["consultation", "consultation"]
    assert {words(row)["to"] for row in case.messages.all()} == {CITIZEN.email, "10000000000"}
    assert not any("乌有" in str(words(row)) for row in case.messages.all())


def test_the_service_of_a_notice_is_not_the_service_of_the_reply(world: World) -> None:
    case = confirm(world, online(world).case)
    facts = {"unclear": "哪一段", "how_to_correct": "写明起止地点", "limit_on": date(2023, 3, 20)}
    row = notices.issue(case_id=case.pk, slug="ask-correction", facts=facts, by=world.officer, at=at(2023, 3, 2))
    service = Service("mail", date(2023, 3, 2), "挂号信0号", row.number)
    deciding.serve(case_id=case.pk, service=service, by=world.officer, at=at(2023, 3, 2))
    assert told(case) == ["receipt", "correction"]


def test_parts_of_a_split_request_are_told_under_their_own_numbers(world: World) -> None:
    case = confirm(world, online(world).case)
    _, (part,) = triage.split(case_id=case.pk, parts=["甲", "乙"], by=world.officer, at=at(2023, 3, 2))
    text = words(part.case.messages.get())["text"]
    assert part.number in text
    assert case.number in text
    assert told(part.case) == ["split"]
    assert told(case) == ["receipt"]


def test_what_was_undone_is_not_told(world: World) -> None:
    case = online(world).case
    with transaction.atomic():
        handling.withdraw(case_id=case.pk, on=date(2023, 3, 1), by=None, at=at(2023, 3, 1))
        assert told(case) == ["receipt", "withdrawn"]
        transaction.set_rollback(True)
    assert told(case) == ["receipt"]


def test_an_erased_applicant_is_told_nothing_more(world: World) -> None:
    case = confirm(world, online(world).case)
    subjects.erase(subject=case.subject, stream=world.office.stream, by=world.officer, at=at(2023, 3, 2), reason="演示")
    handling.withdraw(case_id=case.pk, on=date(2023, 3, 3), by=world.officer, at=at(2023, 3, 3))
    assert told(case) == ["receipt"]
    (row,) = messages.listed(Case.objects.get(pk=case.pk))
    assert (row.to, row.label) == ("地址已销毁", "已收到申请")


# ------------------------------------------------------------------------------- the words


def test_nothing_of_the_request_or_of_the_person_is_in_any_message(world: World) -> None:
    case = letter(world, person=REACHED).case
    key = {"case_id": case.pk, "by": world.officer}
    handling.ask_correction(on=date(2023, 3, 3), what="写明工程的起止地点", at=at(2023, 3, 3), **key)
    handling.receive_correction(on=date(2023, 3, 3), what="南段", at=at(2023, 3, 3), **key)
    finish(world, case)
    secret = [
        CITIZEN.name,
        CITIZEN.identity_number,
        CITIZEN.address,
        WANTED.description,
        "立项",
        "起止",
        "批复",
        "南段",
    ]
    said = [f"{words(row)['subject']}{words(row)['text']}" for row in case.messages.all()]
    assert len(said) == 8
    assert not [(word, text) for word in secret for text in said if word in text]


def test_the_file_of_words_names_only_what_it_may() -> None:
    used = set()
    for topic in wording.topics().values():
        assert set(topic) == {"label", "say"}
        used |= {name for _, name, _, _ in string.Formatter().parse(topic["say"]) if name}
    assert used <= wording.FIELDS
    assert set(wording.topics()) == {
        *messages._BY_KIND.values(), *messages._BY_SERVICE.values(), "split", "reply", "consultation", "moved",
        "returned"
    }  # fmt: skip


@pytest.mark.parametrize("topic", sorted(wording.topics()))
def test_a_text_message_fits_into_three_parts(topic: str) -> None:
    facts = dict.fromkeys(wording.FIELDS, "") | {
        "number": "MHB-2023-00001",
        "agency": "明湖区政府办公室",
        "agency_name": "明湖区人民政府办公室",
        "telephone": "0000-12345",
        "site": "www.minghu.example",
        "limit": "2023年12月29日（暂定）",
    }
    assert len(wording.wording(topic, Message.Means.SMS, facts).text) <= 3 * 67
    assert wording.wording(topic, Message.Means.EMAIL, facts).subject


def test_addresses_are_masked() -> None:
    assert messages.masked("zhen@example.invalid") == "z＊＊＊@example.invalid"
    assert messages.masked("10000001234") == "100＊＊＊＊1234"


# ------------------------------------------------------------------------------- quiet hours


@pytest.mark.parametrize(
    ("now", "limit", "expected"),
    [
        (at(2023, 3, 1, 20, 59), None, at(2023, 3, 1, 20, 59)),
        (at(2023, 3, 1, 21), None, at(2023, 3, 2, 8)),
        (at(2023, 3, 2, 7, 59), None, at(2023, 3, 2, 8)),
        (at(2023, 3, 2, 8), None, at(2023, 3, 2, 8)),
        # the eve of a long holiday: its first morning, not the next working day
        (at(2023, 9, 28, 22), date(2023, 10, 16), at(2023, 9, 29, 8)),
        # the last day itself: who has to act today is woken
        (at(2023, 3, 1, 21, 30), date(2023, 3, 1), at(2023, 3, 1, 21, 30)),
        (at(2023, 3, 1, 1), date(2023, 3, 1), at(2023, 3, 1, 8)),
        (at(2023, 12, 31, 23), date(2024, 1, 1), at(2024, 1, 1, 8)),
    ],
)
def test_text_messages_wait_for_the_morning(now: datetime, limit: date | None, expected: datetime) -> None:
    assert quiet.earliest(now, limit_on=limit) == expected


def test_only_text_messages_wait(world: World) -> None:
    case = online(world, person=REACHED, on=at(2023, 3, 1, 22)).case
    assert case.messages.get(means="email").not_before == at(2023, 3, 1, 22)
    assert case.messages.get(means="sms").not_before == at(2023, 3, 2, 8)


@pytest.mark.parametrize(("written", "hour"), [("", 3), ("08:00-08:00", 3), ("00:00-06:00", 6), ("miswritten", 8)])
def test_other_quiet_hours(settings: LazySettings, written: str, hour: int) -> None:
    settings.GONGKAI_QUIET = written
    assert quiet.earliest(at(2023, 3, 1, 3), limit_on=None) == at(2023, 3, 1, hour)
