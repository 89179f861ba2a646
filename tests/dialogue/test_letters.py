"""Letters: sealed, on a clock, answered by two people, chosen for everybody without who wrote them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit import ledger
from gongkai.audit.models import Entry
from gongkai.casework import numbers
from gongkai.casework.errors import Incomplete as CaseIncomplete
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind
from gongkai.dialogue import answering, clocks, figures, keeping, letters, queries, sealing
from gongkai.dialogue.answering import ForEverybody
from gongkai.dialogue.errors import Incomplete, NotNow, OwnWork, Unknown
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure.models import PublicAnswer, Section
from gongkai.editorial import gate
from gongkai.privacy.sealing import Unsealable
from tests.dialogue.conftest import MARCH, WRITTEN, Write
from tests.editorial.papers import Staff
from tests.editorial.site import reviewed
from tests.factories import CITIZEN, World, at

pytestmark = pytest.mark.django_db
ANSWER = "湖滨公园夏季二十二时、冬季二十一时关门。"
FOR_ALL = ForEverybody("湖滨公园的开放时间", "湖滨公园夜里几点关门？", ANSWER, "文化、广电、新闻出版")


def answered(row: CitizenLetter, world: World) -> CitizenLetter:
    answering.draft(letter_id=row.pk, words=ANSWER, by=world.officer, at=at(2023, 3, 8))
    return answering.approve(letter_id=row.pk, by=world.leader, at=at(2023, 3, 9))


def test_a_letter_is_sealed_numbered_and_found_by_its_code_alone(letter: Write, world: World) -> None:
    row, receipt = letter()
    assert receipt.number == f"{world.office.code.upper()}-XJ2023-0001"
    assert numbers.take(world.office, "letter", 2023) == 1, "the numbers of official letters have no gap"
    assert letters.for_writer(receipt.number.lower(), receipt.query_code.lower()) == row
    for number, code in ((receipt.number, "AAAA-AAAA-AAAA-AAAA"), ("NONE", receipt.query_code)):
        with pytest.raises(Unknown):
            letters.for_writer(number, code)
    with connection.cursor() as cursor:
        for table in ("dialogue_citizenletter", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = b"".join(
                bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode()
                for line in cursor.fetchall()
                for cell in line
            )
            assert not any(
                word.encode() in stored for word in ("甄不存", "湖滨公园", "00012345678", receipt.query_code)
            )
    assert letters.written_of(row) == WRITTEN
    row.pk, other = CitizenLetter().pk, row.pk
    with pytest.raises(Unsealable):
        letters.written_of(row)
    assert row.pk != other


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "petition"}, "kind"),
        ({"written": replace(WRITTEN, title=" ")}, "title"),
        ({"written": replace(WRITTEN, words="")}, "words"),
        ({"written": replace(WRITTEN, words="字" * 3001)}, "words"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(letter: Write, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Incomplete) as told:
        letter(**changes)
    assert told.value.fields == (field,)
    assert not CitizenLetter.objects.exists()
    assert not Entry.objects.filter(action="letter:received").exists()


def test_its_clock_counts_working_days_and_three_months_are_a_veto(letter: Write, settings: object) -> None:
    row, _ = letter(on=at(2023, 4, 28, 23, 30))
    # 29 April to 3 May off, 6 May worked: the 15th working day after 28 April 2023
    assert row.due_on == date(2023, 5, 23)
    fresh = clocks.standing(row.due_on, date(2023, 5, 23), received_on=row.received_on)
    assert (fresh.words, fresh.colour, fresh.veto_on, fresh.vetoed) == ("今天到期", "red", date(2023, 7, 28), False)
    assert clocks.standing(row.due_on, date(2023, 5, 18)).colour == "amber"
    assert clocks.standing(row.due_on, date(2023, 5, 5)).colour == "green"
    late = clocks.standing(row.due_on, date(2023, 7, 29), received_on=row.received_on)
    assert (late.veto_left, late.vetoed) == (-1, True)
    assert late.words.startswith("超期")
    assert clocks.veto_on(date(2023, 11, 30)) == date(2024, 2, 29)


def test_an_answer_takes_two_people_and_is_for_its_agency(letter: Write, world: World) -> None:
    row, receipt = letter()
    for by in (world.stranger, world.handler, world.auditor, world.secrecy):
        with pytest.raises(NotAllowed):
            answering.draft(letter_id=row.pk, words=ANSWER, by=by, at=MARCH)
    with pytest.raises(NotNow):
        answering.approve(letter_id=row.pk, by=world.leader, at=MARCH)
    with pytest.raises(Incomplete):
        answering.draft(letter_id=row.pk, words=" ", by=world.officer, at=MARCH)
    # handed to the department, whose people see it from then on
    assert queries.letters(world.handler, today=MARCH.date()) == []
    answering.assign(letter_id=row.pk, department=world.department, by=world.officer, at=MARCH)
    assert [one.row for one in queries.letters(world.handler, today=MARCH.date())] == [row]
    answering.draft(letter_id=row.pk, words=ANSWER, by=world.handler, at=MARCH)
    for by in (world.officer, world.handler, world.stranger):
        with pytest.raises(NotAllowed):
            answering.approve(letter_id=row.pk, by=by, at=MARCH)
    assert queries.waiting(world.leader, today=MARCH.date()).to_approve == 1
    assert answering.send_back(letter_id=row.pk, by=world.leader, at=MARCH).stage == "assigned"
    answering.draft(letter_id=row.pk, words=ANSWER, by=world.handler, at=MARCH)
    done = answering.approve(letter_id=row.pk, by=world.leader, at=at(2023, 3, 9))
    assert (done.stage, done.answered_on) == ("answered", date(2023, 3, 9))
    assert letters.answer_of(letters.for_writer(receipt.number, receipt.query_code)) == ANSWER
    for act in (lambda: answering.draft(letter_id=row.pk, words="另说", by=world.officer, at=MARCH),
                lambda: answering.assign(letter_id=row.pk, department=None, by=world.officer, at=MARCH),
                lambda: answering.approve(letter_id=row.pk, by=world.leader, at=MARCH)):  # fmt: skip
        with pytest.raises(NotNow):
            act()
    assert list(ledger.verify()) == []
    assert not Entry.objects.filter(detail__icontains="公园").exists()


def test_nobody_approves_their_own_draft(letter: Write, world: World) -> None:
    from gongkai.agencies import actions

    row, _ = letter()
    actions.give_post(
        user=world.leader, agency=world.office, role="disclosure_officer", held_from=date(2023, 1, 1), at=MARCH
    )
    leader = type(world.leader).objects.get(pk=world.leader.pk)
    answering.draft(letter_id=row.pk, words=ANSWER, by=leader, at=MARCH)
    with pytest.raises(OwnWork):
        answering.approve(letter_id=row.pk, by=leader, at=MARCH)


def test_chosen_for_everybody_only_by_consent_through_the_reviews(
    letter: Write, world: World, staff: Staff, section: Section, client: object
) -> None:
    row, _ = letter(may_publish=False)
    choose = lambda which: answering.select(  # noqa: E731
        letter_id=which.pk, section=section, words=FOR_ALL, by=staff.author, at=at(2023, 3, 10)
    )
    with pytest.raises(NotNow, match="答复以后"):
        choose(row)
    with pytest.raises(NotNow, match="没有同意"):
        choose(answered(row, world))
    row, _ = letter()
    page = choose(answered(row, world))
    assert isinstance(page, PublicAnswer)
    assert not page.live
    with pytest.raises(NotNow, match="已经选登"):
        choose(row)
    assert page.as_item().authors == {staff.author.actor}
    assert "甄不存" not in repr(page.as_item())
    assert letters.written_of(CitizenLetter.objects.get(pk=row.pk)) == WRITTEN, "the original stays as it was written"
    reviewed(staff, page)
    assert gate.standing(page.gate_key) is not None
    found = figures.year([world.office.pk], 2023)
    assert (found.received, found.answered, found.published, found.average_days, found.on_time) == (2, 2, 1, 3.0, 2)


def test_a_request_in_disguise_becomes_a_request_of_its_own_day(letter: Write, world: World) -> None:
    row, receipt = letter()
    wanted, day = Wanted("2022年湖滨公园改造工程的招标文件"), at(2023, 3, 7)
    turn = lambda person: answering.turn_into_request(  # noqa: E731
        letter_id=row.pk, person=person, wanted=wanted, kind=ApplicantKind.NATURAL_PERSON, by=world.officer, at=day
    )
    with pytest.raises(CaseIncomplete):
        turn(replace(CITIZEN, identity_number=""))
    assert CitizenLetter.objects.get(pk=row.pk).stage == "received"
    made = turn(CITIZEN)
    row.refresh_from_db()
    assert (row.stage, row.case, row.case.received_on) == ("turned", made.case, MARCH.date())
    assert made.number in letters.answer_of(letters.for_writer(receipt.number, receipt.query_code))


def test_the_writer_rates_the_answer_once_there_is_one(letter: Write, world: World) -> None:
    row, _ = letter()
    with pytest.raises(NotNow):
        letters.rate(letter=row, score=5, words="", at=MARCH)
    answered(row, world)
    with pytest.raises(Incomplete):
        letters.rate(letter=row, score=6, words="", at=MARCH)
    letters.rate(letter=row, score=2, words="慢", at=MARCH)
    done = letters.rate(letter=row, score=4, words="清楚", at=MARCH)
    assert (done.score, sealing.opened_more(done, "sealed_rating")) == (4, "清楚")
    assert figures.year([world.office.pk], 2023).satisfied == 4.0


def test_after_its_years_the_words_go_and_the_days_stay(letter: Write, world: World, settings: object) -> None:
    row, receipt = letter()
    answered(row, world)
    open_one, _ = letter()
    agency, before = world.office, figures.year([world.office.pk], 2023)
    assert keeping.counts(agency, today=date(2026, 12, 31)) == 0
    assert keeping.counts(agency, today=date(2027, 1, 1)) == 1
    with pytest.raises(NotAllowed):
        keeping.confirm(agency=agency, reason="鉴定", by=world.stranger, at=at(2027, 1, 4))
    assert keeping.look(agencies=[agency], at=at(2027, 1, 4)) == 1
    assert letters.answer_of(CitizenLetter.objects.get(pk=row.pk)) == ANSWER, "told, not destroyed"
    assert keeping.confirm(agency=agency, reason="鉴定意见1号", by=world.officer, at=at(2027, 1, 4)) == 1
    row = letters.for_writer(receipt.number, receipt.query_code)
    assert (letters.written_of(row).words, letters.answer_of(row)) == (sealing.ERASED, sealing.ERASED)
    assert letters.written_of(open_one) == WRITTEN
    assert figures.year([world.office.pk], 2023) == before
    with pytest.raises(NotNow):
        letters.rate(letter=row, score=5, words="好", at=at(2027, 1, 5))
