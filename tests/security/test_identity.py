"""Who an applicant is in full: with a reason, and where it is set with another person's consent, for a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test.utils import override_settings

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.casework import attachments, bundle, exporting, identity_asking, queries
from gongkai.casework.attachments import Role, upload
from gongkai.casework.bundle import Flavour
from gongkai.casework.errors import Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.exporting import Wish
from gongkai.casework.models import Case
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)
PROOF = "身份证复印件（虚构）。\n".encode()


@pytest.fixture(autouse=True)
def two_persons() -> object:
    with override_settings(GONGKAI_IDENTITY_SECOND_PERSON=True):
        yield


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return online(world, on=at(2023, 3, 3), uploads=[upload(PROOF, "证件.txt", Role.IDENTITY)]).case


def number_shown(response: object) -> bool:
    return CITIZEN.identity_number in response.content.decode()  # type: ignore[attr-defined]


def test_one_asks_another_agrees_and_only_the_asker_sees_it_for_a_day(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, leader, colleague = desk(world.officer), desk(world.leader), desk(world.colleague)
    place = f"/office/requests/{case.number}/person/"
    proof = f"/office/requests/{case.number}/files/{case.attachments.get().pk}/"
    assert "须经同一机关另一人同意" in words(officer.get(place))
    asked = officer.post(place, {"why": "寄送前核对"}, follow=True)
    assert not number_shown(asked)
    assert "已请求查看" in words(asked)
    assert officer.post(proof, {"why": "核对"}).status_code == 302, "the paper itself needs the same consent"
    assert case.identity_askings.count() == 1
    assert "1项查看申请人身份信息的请求等您同意" in words(leader.get("/office/"))
    assert "请求等您同意" not in words(officer.get("/office/"))
    page = leader.get("/office/identity/")
    assert "寄送前核对" in words(page)
    (row,) = page.context["waiting"]
    leader.post("/office/identity/", {"asking": row.pk, "do": "agree"})
    assert "周审已同意" in words(officer.get("/office/identity/"))
    assert number_shown(officer.post(place))
    assert officer.post(proof).content == PROOF
    assert not number_shown(colleague.post(place, {"why": "也想看"}, follow=True))
    assert not number_shown(leader.post(place, {"why": "同意的人自己也要请求"}, follow=True))
    last = NOW + identity_asking.LASTS
    stop_clock(monkeypatch, last - timedelta(seconds=1))
    assert number_shown(desk(world.officer).post(place))
    stop_clock(monkeypatch, last)
    assert not number_shown(desk(world.officer).post(place, {"why": "再看"}, follow=True))
    kept = Entry.objects.filter(subject=f"case:{case.number}").exclude(action=Action.CASE_EVENT)
    asked_first, agreed, opened = list(kept)[:3]
    assert (asked_first.action, asked_first.detail) == (Action.IDENTITY_ASKED, {"why": "寄送前核对"})
    assert (agreed.action, agreed.actor) == (Action.IDENTITY_AGREED, world.leader.actor)
    assert opened.detail == {"what": "identity", "why": "寄送前核对", "asking": row.pk}
    assert not list(ledger.verify())


def test_nobody_agrees_with_themselves_or_twice_or_from_elsewhere(world: World, case: Case) -> None:
    what = {"words": "", "at": NOW}
    asking = identity_asking.ask(case_id=case.pk, why="核对", by=world.officer, at=NOW)
    with pytest.raises(OwnWork):
        identity_asking.answer(asking_id=asking.pk, agrees=True, by=world.officer, **what)
    for person in (world.stranger, world.handler, world.auditor):
        with pytest.raises(Unknown):
            identity_asking.answer(asking_id=asking.pk, agrees=True, by=person, **what)
    with pytest.raises(Incomplete):
        identity_asking.answer(asking_id=asking.pk, agrees=False, by=world.colleague, **what)
    identity_asking.answer(asking_id=asking.pk, agrees=False, words="无需核对", by=world.colleague, at=NOW)
    with pytest.raises(NotPermitted):
        identity_asking.answer(asking_id=asking.pk, agrees=True, by=world.leader, **what)
    assert identity_asking.consent(case, world.officer, at=NOW) is None
    assert "何其未同意：无需核对" in words(desk(world.officer).get("/office/identity/"))
    with pytest.raises(NotAllowed):
        identity_asking.ask(case_id=_assigned(world, case).pk, why="想看", by=world.handler, at=NOW)


def _assigned(world: World, case: Case) -> Case:
    from gongkai.casework import handling

    return handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)


def test_who_stands_in_for_the_asker_does_not_agree(world: World, case: Case) -> None:
    from gongkai.agencies import absences

    asking = identity_asking.ask(case_id=case.pk, why="核对", by=world.leader, at=NOW)
    absences.record(
        user=world.leader,
        substitute=world.auditor,
        away_from=NOW.date(),
        away_until=NOW.date(),
        by=world.leader,
        at=NOW,
    )
    with pytest.raises(OwnWork):
        identity_asking.answer(asking_id=asking.pk, agrees=True, words="", by=world.auditor, at=NOW)


def test_lists_and_bundles_are_no_way_around_it(world: World, case: Case) -> None:
    wish = Wish(world.office, at(2023, 1, 1).date(), NOW.date(), names=True, why="移交档案")
    rows = [str(cell) for row in exporting.rows(Case.objects.filter(pk=case.pk), names=True) for cell in row]
    assert CITIZEN.identity_number not in rows
    assert "990***********0019" in rows
    assert exporting.export(wish, by=world.officer, at=NOW)
    sheet = queries.sheet(world.officer, case.number, today=NOW.date())
    papers = bundle.assemble(sheet, Flavour.FULL, at=NOW).papers
    withheld = [paper for paper in papers if paper.content == identity_asking.WITHHELD]
    assert len(withheld) == 1
    assert not any(paper.content in {PROOF, PROOF.decode()} for paper in papers)
    with override_settings(GONGKAI_IDENTITY_SECOND_PERSON=False):
        assert not any(
            paper.content == identity_asking.WITHHELD for paper in bundle.assemble(sheet, Flavour.FULL, at=NOW).papers
        )


def test_without_the_setting_a_reason_is_enough_and_without_one_nothing_opens(world: World, case: Case) -> None:
    with override_settings(GONGKAI_IDENTITY_SECOND_PERSON=False):
        client = desk(world.officer)
        place = f"/office/requests/{case.number}/person/"
        assert client.post(place, {"why": "  "}).status_code == 422
        assert number_shown(client.post(place, {"why": "电话核对"}))
        with pytest.raises(Incomplete):
            attachments.read(attachment_id=case.attachments.get().pk, by=world.officer, at=NOW)
