"""What the verbs do to a case, step by step, and what they refuse."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.agencies import calendar
from gongkai.audit import ledger
from gongkai.casework import deciding, disputes, handling, intake, log, projection, subjects
from gongkai.casework.deciding import Service
from gongkai.casework.errors import BadDate, Conflict, Incomplete, NotPermitted, OwnWork
from gongkai.casework.intake import Wanted
from gongkai.casework.models import Case, CaseEvent, Channel, Dispute, Series
from gongkai.casework.opinions import Opinion
from tests.factories import CITIZEN, DISCLOSED, World, at, confirm, decide, finish, letter, make_district, online

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


def everything_agrees() -> bool:
    """The projection says what the logs say, and the ledger holds."""
    return not list(projection.compare(Case.objects.all(), calendar.current())) and not list(ledger.verify())


def test_the_whole_way_from_the_portal_to_the_file(world: World) -> None:
    receipt = online(world, on=at(2023, 3, 1, 10))
    assert receipt.case.due_on == date(2023, 3, 29)
    case = finish(world, confirm(world, receipt.case), on=at(2023, 3, 10))
    assert (case.stage, case.outcome, case.on_time, case.faults) == ("filed", "open", True, 0)
    assert everything_agrees()
    kinds = list(case.events.order_by("seq").values_list("kind", flat=True))
    assert kinds == [
        "submitted",
        "registered",
        "receipt_confirmed",
        "decision_proposed",
        "decided",
        "letter_issued",
        "served",
        "closed",
        "filed",
    ]


def test_a_letter_counts_from_the_day_it_was_signed_for(world: World) -> None:
    receipt = letter(world, on=at(2023, 3, 6), arrived_on=date(2023, 3, 2))
    assert (receipt.case.received_on, receipt.case.due_on) == (date(2023, 3, 2), date(2023, 3, 30))


def test_a_correction_starts_the_clock_anew(world: World, case: Case) -> None:
    case = handling.ask_correction(
        case_id=case.pk, on=date(2023, 3, 6), what="请写明年份", by=world.officer, at=at(2023, 3, 6)
    )
    assert (case.due_on, case.stage) == (None, "awaiting_correction")
    assert case.next_on == date(2023, 3, 27)
    case = handling.receive_correction(case_id=case.pk, on=date(2023, 3, 10), by=world.officer, at=at(2023, 3, 10))
    assert case.due_on == date(2023, 4, 10)
    with pytest.raises(NotPermitted, match="一次"):
        handling.ask_correction(
            case_id=case.pk, on=date(2023, 3, 13), what="再补正", by=world.officer, at=at(2023, 3, 13)
        )
    assert everything_agrees()


def test_an_extension_is_approved_by_somebody_else_before_the_limit(world: World, case: Case) -> None:
    with pytest.raises(NotPermitted):
        handling.approve_extension(case_id=case.pk, by=world.leader, at=at(2023, 3, 20))
    handling.request_extension(case_id=case.pk, reason="需要调取档案", by=world.officer, at=at(2023, 3, 20))
    case = handling.approve_extension(case_id=case.pk, by=world.leader, at=at(2023, 3, 21))
    assert case.due_on == date(2023, 4, 26)  # Sunday 23 April is worked for 劳动节
    with pytest.raises(NotPermitted, match="只能一次"):
        handling.request_extension(case_id=case.pk, reason="还要延期", by=world.officer, at=at(2023, 3, 22))


def test_an_extension_after_the_limit_is_refused(world: World, case: Case) -> None:
    handling.request_extension(case_id=case.pk, reason="需要调取档案", by=world.officer, at=at(2023, 3, 29))
    with pytest.raises(NotPermitted):
        handling.approve_extension(case_id=case.pk, by=world.leader, at=at(2023, 3, 30))


def test_consultation_days_are_not_counted(world: World, case: Case) -> None:
    handling.open_consultation(
        case_id=case.pk,
        key="1",
        party="third_party",
        on=date(2023, 3, 6),
        whom="明湖建设有限公司",
        by=world.officer,
        at=at(2023, 3, 6),
    )
    case = handling.close_consultation(
        case_id=case.pk, key="1", opinion="objects", on=date(2023, 3, 13), by=world.officer, at=at(2023, 3, 13)
    )
    assert case.due_on == date(2023, 4, 6)  # five working days later, 清明 on 5 April
    assert everything_agrees()


def test_nobody_approves_their_own_draft(world: World, case: Case) -> None:
    both = world.leader
    from gongkai.agencies import actions
    from gongkai.agencies.roles import Role

    actions.give_post(
        user=both, agency=world.office, role=Role.DISCLOSURE_OFFICER, held_from=date(2020, 1, 1), at=at(2023, 3, 1)
    )
    both.__dict__.pop("_posts_held", None)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=both, at=at(2023, 3, 9))
    with pytest.raises(OwnWork):
        deciding.approve(case_id=case.pk, by=both, at=at(2023, 3, 9))


def test_a_draft_that_lacks_what_its_letter_needs_is_refused(world: World, case: Case) -> None:
    with pytest.raises(Incomplete, match="提供的政府信息") as refused:
        deciding.propose(case_id=case.pk, opinion=Opinion("open", "provided"), by=world.officer, at=at(2023, 3, 9))
    assert "provided_content" in refused.value.fields


def test_a_returned_draft_cannot_be_approved(world: World, case: Case) -> None:
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=at(2023, 3, 9))
    deciding.send_back(case_id=case.pk, why="请核对文号", by=world.leader, at=at(2023, 3, 9))
    with pytest.raises(NotPermitted):
        deciding.approve(case_id=case.pk, by=world.leader, at=at(2023, 3, 9))


def test_a_letter_before_the_decision_is_refused_and_takes_no_number(world: World, case: Case) -> None:
    with pytest.raises(NotPermitted):
        deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 9))
    assert not Series.objects.filter(name="letter").exists()


def test_letters_are_numbered_without_gaps(world: World) -> None:
    numbers = []
    for _ in range(3):
        case = decide(world, confirm(world, online(world).case))
        numbers.append(deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 10)).number)
    assert [number.partition("〕")[2] for number in numbers] == ["1号", "2号", "3号"]


def test_a_decision_has_one_letter_and_is_served_before_it_is_filed(world: World, case: Case) -> None:
    decide(world, case)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 10))
    with pytest.raises(NotPermitted, match="已经制发"):
        deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 10))
    with pytest.raises(NotPermitted, match="尚未送达"):
        deciding.file_away(case_id=case.pk, by=world.officer, at=at(2023, 3, 10))
    assert Series.objects.get(name="letter").last == 1


def test_the_letter_says_what_was_decided_and_how_to_object(world: World, case: Case) -> None:
    decide(world, case)
    issued = deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 10))
    addressee, paragraphs = deciding.read_letter(issued)
    whole = "".join(paragraphs)
    assert addressee == CITIZEN.name
    for words in ("2023年3月1日", case.number, "批复全文", "第三十六条第（二）项", "60日", "6个月", "明湖区人民法院"):
        assert words in whole


def test_service_in_time_is_the_day_it_was_posted(world: World, case: Case) -> None:
    decide(world, case, on=at(2023, 3, 29))
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 29))
    service = Service("mail", date(2023, 3, 30), "邮政挂号 XA00000000000")
    case = deciding.serve(case_id=case.pk, service=service, by=world.officer, at=at(2023, 3, 30))
    assert case.on_time is False
    assert case.faults == 1


def test_two_people_at_once_one_hears_of_it(world: World, case: Case) -> None:
    seen = case.seq
    handling.write_note(case_id=case.pk, words="先到", by=world.officer, at=at(2023, 3, 3))
    with pytest.raises(Conflict, match="刚刚"):
        handling.withdraw(case_id=case.pk, on=date(2023, 3, 3), by=world.colleague, at=at(2023, 3, 3), seq=seen)


def test_a_day_in_the_future_or_before_receipt_is_refused(world: World, case: Case) -> None:
    for day in (date(2023, 3, 4), date(2023, 2, 28)):
        with pytest.raises(BadDate):
            handling.withdraw(case_id=case.pk, on=day, by=world.officer, at=at(2023, 3, 3))


def test_a_wrong_day_is_amended_and_the_first_record_stays(world: World) -> None:
    receipt = letter(world, on=at(2023, 3, 6), arrived_on=date(2023, 3, 3))
    case = handling.amend(
        case_id=receipt.case.pk,
        amends=1,
        occurred_on=date(2023, 3, 2),
        reason="回执显示3月2日签收",
        by=world.officer,
        at=at(2023, 3, 7),
    )
    assert case.received_on == date(2023, 3, 2)
    assert case.events.get(seq=1).occurred_on == date(2023, 3, 3)
    assert everything_agrees()


def test_a_withdrawn_case_is_counted_as_other(world: World, case: Case) -> None:
    case = handling.withdraw(case_id=case.pk, on=date(2023, 3, 3), by=None, at=at(2023, 3, 3))
    assert (case.outcome, case.decided_on) == ("ot_other", date(2023, 3, 3))


def test_a_fee_stops_the_clock_and_its_payment_starts_it_anew(world: World, case: Case) -> None:
    case = handling.notice_fee(
        case_id=case.pk, method="per_page", quantity=68, on=date(2023, 3, 6), by=world.officer, at=at(2023, 3, 6)
    )
    assert case.events.last().data["amount"] == 380
    assert (case.stage, case.due_on) == ("awaiting_fee", None)
    case = handling.receive_fee(case_id=case.pk, on=date(2023, 3, 8), by=world.officer, at=at(2023, 3, 8))
    assert case.due_on == date(2023, 4, 6)


def test_disputes_are_projected_for_table_c(world: World, case: Case) -> None:
    finish(world, case)
    key = "明政复〔2023〕7号"
    disputes.file(
        case_id=case.pk,
        key=key,
        kind=Dispute.Kind.RECONSIDERATION,
        on=date(2023, 4, 3),
        by=world.officer,
        at=at(2023, 4, 3),
    )
    disputes.decide(
        case_id=case.pk,
        key=key,
        result=Dispute.Result.OVERTURNED,
        on=date(2023, 5, 4),
        by=world.officer,
        at=at(2023, 5, 4),
    )
    row = Dispute.objects.get(case=case)
    assert (row.kind, row.result, row.decided_on) == ("reconsideration", "overturned", date(2023, 5, 4))


def test_what_article_29_demands_is_asked_for_and_nothing_else() -> None:
    from dataclasses import replace

    assert intake.missing(CITIZEN, Wanted("某文件")) == {}
    nobody = replace(CITIZEN, name=" ", identity_number="", telephone="", email="", address="")
    assert set(intake.missing(nobody, Wanted(""))) == {"name", "identity_number", "telephone", "description"}
    assert set(intake.missing(replace(CITIZEN, address="", email=""), Wanted("某文件", delivery="mail"))) == {"address"}
    assert set(intake.missing(CITIZEN, Wanted("长" * 5001))) == {"description"}


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("resident_identity_card", "990101199001010019", True),
        ("resident_identity_card", "990101199001010018", False),
        ("resident_identity_card", "99010119901301001X", False),
        ("resident_identity_card", "9901011990", False),
        ("social_credit_code", "91350100M000100Y43", True),
        ("social_credit_code", "91350100M000100Y44", False),
        ("social_credit_code", "91350100I000100Y43", False),
        ("passport", "E00000000", True),
        ("passport", "", False),
    ],
)
def test_check_characters(kind: str, number: str, fits: bool) -> None:
    assert (subjects.identity_fault(kind, number) == "") is fits


def test_a_failed_registration_leaves_nothing_and_its_number_is_used_again(world: World) -> None:
    with pytest.raises(BadDate):
        letter(world, on=at(2023, 3, 2), arrived_on=date(2023, 3, 3))
    with pytest.raises(Incomplete):
        online(world, wanted=Wanted(""))
    assert not Case.objects.exists()
    assert online(world).case.serial == 1
    assert letter(world, channel=Channel.COUNTER).case.serial == 2


def test_an_erased_applicant_is_gone_and_the_ledger_still_holds(world: World, case: Case) -> None:
    finish(world, case)
    handling.write_note(case_id=case.pk, words="甄不存来电", by=world.officer, at=at(2023, 3, 20))
    subjects.erase(
        subject=case.subject, stream=world.office.stream, by=world.officer, at=at(2026, 1, 5), reason="保管期满"
    )
    case = Case.objects.get(pk=case.pk)
    assert subjects.person(case.subject).name == subjects.ERASED
    assert intake.wanted_of(case) is None
    assert log.texts(case) == {}
    assert deciding.read_letter(case.letters.get())[1] == [subjects.ERASED]
    assert everything_agrees()
    assert not subjects.same_person(CITIZEN.identity_number)


def test_an_applicant_is_found_by_number_without_storing_it(world: World, case: Case) -> None:
    assert subjects.same_person(" 99010119900101 0019") == [case.subject]


def test_every_event_row_carries_the_digest_that_the_ledger_repeats(world: World, case: Case) -> None:
    for row in CaseEvent.objects.filter(case=case):
        assert row.digest == log.digest(case.number, row)
