"""A mistyped applicant is put right: with proof, sealed, found anew, never merged; letters stay as they left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.casework import deciding, finding_cases, log, person_correcting, subjects, triage, verification
from gongkai.casework.attachments import Role, upload
from gongkai.casework.errors import CaseworkError, Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.models import Case, EventText, PersonCorrection
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, decide, letter, make_district

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 14)
RIGHT = {"name": "甄不在", "identity_number": "990101199001010027"}


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return letter(world).case


def propose(world: World, case: Case, **told: Any) -> PersonCorrection:
    scan = upload("身份证".encode(), "身份证.txt", Role.IDENTITY)
    told = {"right": RIGHT, "why": "末两位抄颠倒", "uploads": [scan], "at": NOW, "by": world.officer} | told
    return person_correcting.propose(case_id=case.pk, **told)


def who(case: Case) -> subjects.Person:
    return subjects.person(Case.objects.select_related("subject").get(pk=case.pk).subject)


def finds(number: str) -> set[str]:
    found = finding_cases.matching(Case.objects.all(), number, finding_cases.PERSON)
    return set(found.values_list("number", flat=True))


def test_the_right_number_finds_the_case_the_old_one_stays_sealed_and_letters_as_they_left(
    world: World, case: Case
) -> None:
    decide(world, case, on=at(2023, 3, 10))
    issued = deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 10))
    (_, other), due = triage_parts(world), case.due_on
    assert propose(world, case).agreed is True
    assert who(case) == replace(CITIZEN, **RIGHT)
    assert finds(RIGHT["identity_number"]) == {case.number}
    assert case.number not in finds(CITIZEN.identity_number)
    assert other.number in finds(CITIZEN.identity_number), "the same person's other record is another record"
    event = case.events.get(kind="amended")
    assert event.data["facts"] == {"person": ["identity_number", "name"]}
    assert (log.text(case, event.seq) or {})["was"]["name"] == CITIZEN.name
    assert event.data["evidence"] == [case.attachments.get(seq=event.seq).file.digest]
    assert deciding.read_letter(issued)[0] == CITIZEN.name
    told = person_correcting.corrected(case)
    assert told is not None
    assert told.letters == (issued,)
    assert issued.number in told.draft
    assert not list(verification.verify_case(case))
    case.refresh_from_db()
    assert case.due_on == due
    subjects.erase(subject=case.subject, stream=case.agency.stream, by=world.officer, at=NOW, reason="试")
    case = Case.objects.get(pk=case.pk)
    assert log.text(case, event.seq) is None
    assert person_correcting.contents(case.person_corrections.get()) == {}


def triage_parts(world: World) -> tuple[Case, Case]:
    """Another request of the same person, split in two that share one record."""
    whole = letter(world).case
    triage.split(case_id=whole.pk, parts=["立项批复", "环评批复"], by=world.officer, at=at(2023, 3, 3))
    return whole, Case.objects.get(split_from=whole)


def test_all_parts_of_one_request_are_put_right_together(world: World) -> None:
    whole, part = triage_parts(world)
    propose(world, part)
    for row in (whole, part):
        assert who(row).name == RIGHT["name"]
        assert row.events.filter(kind="amended").count() == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"why": " "}, "why"),
        ({"uploads": []}, "why"),
        ({"right": {"name": CITIZEN.name}}, "name"),
        ({"right": {"name": " "}}, "name"),
        ({"right": {"identity_number": "990101199001010018"}}, "identity_number"),
    ],
    ids=["no reason", "no proof", "nothing new", "no name", "check digit"],
)
def test_what_is_lacking_is_said_and_nothing_changes(
    world: World, case: Case, told: dict[str, Any], field: str
) -> None:
    before = EventText.objects.count()
    with pytest.raises(Incomplete) as caught:
        propose(world, case, **told)
    assert caught.value.fields == (field,)
    assert (who(case), EventText.objects.count()) == (CITIZEN, before)
    assert not PersonCorrection.objects.exists()


def test_a_number_that_stands_under_another_name_is_asked_about_and_two_records_stay_two(
    world: World, case: Case
) -> None:
    other = letter(world, person=replace(CITIZEN, **RIGHT)).case
    right = {"identity_number": RIGHT["identity_number"]}
    with pytest.raises(Incomplete, match="另一姓名"):
        propose(world, case, right=right)
    propose(world, case, right=right, same_person=True)
    assert (who(case).name, who(other).name) == (CITIZEN.name, RIGHT["name"])
    assert Case.objects.get(pk=case.pk).subject_id != other.subject_id


def test_where_identities_take_two_this_does_too(world: World, case: Case, settings: Any) -> None:
    settings.GONGKAI_IDENTITY_SECOND_PERSON = True
    row = propose(world, case)
    assert (row.agreed, who(case)) == (None, CITIZEN)
    for person, error in ((world.officer, OwnWork), (world.stranger, Unknown), (world.handler, Unknown)):
        with pytest.raises(error):
            person_correcting.answer(correction_id=row.pk, agrees=True, words="", by=person, at=NOW)
    with pytest.raises(NotPermitted):
        propose(world, case, by=world.colleague)
    assert list(person_correcting.waiting(world.leader, on=NOW)) == [row]
    person_correcting.answer(correction_id=row.pk, agrees=False, words="证件看不清", by=world.leader, at=NOW)
    assert who(case) == CITIZEN
    again = propose(world, case)
    person_correcting.answer(correction_id=again.pk, agrees=True, words="", by=world.leader, at=NOW)
    assert who(case).name == RIGHT["name"]
    with pytest.raises(CaseworkError):
        person_correcting.answer(correction_id=again.pk, agrees=True, words="", by=world.leader, at=NOW)


def test_the_screens_take_it_and_say_what_stays(
    world: World, case: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, NOW)
    settings.GONGKAI_IDENTITY_SECOND_PERSON = True
    officer, leader, place = desk(world.officer), desk(world.leader), f"/office/requests/{case.number}/"
    assert "录错了，更正" in words(officer.get(place))
    assert desk(world.handler).get(f"{place}person/correct/").status_code in {403, 404}
    typed: dict[str, Any] = {"name": RIGHT["name"], "why": "抄错", "uploaded": SimpleUploadedFile("证.txt", b"id")}
    typed |= {"identity_number": "990101199001010018"}
    assert "校验位不对" in words(officer.post(f"{place}person/correct/", typed))
    typed |= {"identity_number": RIGHT["identity_number"], "uploaded": SimpleUploadedFile("证.txt", b"id")}
    assert "等同一机关另一人同意" in words(officer.post(f"{place}person/correct/", typed, follow=True))
    page = words(leader.get("/office/identity/corrections/"))
    assert f"{CITIZEN.name} → {RIGHT['name']}" in page
    row = PersonCorrection.objects.get()
    answer = leader.post("/office/identity/corrections/", {"correction": str(row.pk), "do": "agree"}, follow=True)
    assert "更正已经生效" in words(answer)
    page = words(officer.get(place))
    assert "申请人的登记信息录错，已更正" in page
    assert "登记回执保持原样" in page
