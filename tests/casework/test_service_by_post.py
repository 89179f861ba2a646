"""What became of a posted letter: signed for, come back, tried again, announced as the last way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.casework import deciding, log, messages, service_by_post, today
from gongkai.casework.attachments import Role, upload
from gongkai.casework.errors import BadDate, CaseworkError, Incomplete, NotPermitted
from gongkai.casework.models import Case
from gongkai.casework.service import Service
from gongkai.statute.case_state import CaseState, Stage
from tests.casework.test_remedy_days import found
from tests.factories import World, at, decide, letter, make_district

pytestmark = pytest.mark.django_db
SENT = at(2026, 3, 10)
NUMBER = "EA123456785CN"


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    """Received on 2 March 2026, due on 30 March, posted on 10 March."""
    opened = letter(world, on=at(2026, 3, 2)).case
    decide(world, opened, on=SENT)
    deciding.issue_letter(case_id=opened.pk, by=world.officer, at=SENT)
    serve(world, opened, SENT, "mail", tracking="XA12345678901")
    return Case.objects.get(pk=opened.pk)


def serve(world: World, case: Case, when: Any, channel: str, **told: Any) -> Case:
    told = {"on": when.date(), "proof": "回执", "number": case.letters.get().number} | told
    return deciding.serve(case_id=case.pk, service=Service(channel, **told), by=world.officer, at=when)


def posting(case: Case) -> int:
    return case.events.filter(kind="served").last().seq  # type: ignore[union-attr]


def signed(world: World, case: Case, on: date = date(2026, 3, 13), **told: Any) -> Case:
    told = {"served": posting(case), "tracking": NUMBER} | told
    return service_by_post.record_delivery(case_id=case.pk, on=on, by=world.officer, at=at(2026, 6, 1), **told)


def came_back(world: World, case: Case, why: str = "moved", when: Any = None, **told: Any) -> Case:
    when = when or at(2026, 3, 20)
    told = {"served": posting(case), "on": when.date(), "why": why} | told
    return service_by_post.record_return(case_id=case.pk, by=world.officer, at=when, **told)


def state(case: Case) -> CaseState:
    return log.state_of(log.load(case))


def heap(world: World) -> list[str]:
    waiting = today._waiting(world.officer, date(2026, 3, 20))
    return [row.number for entry in waiting if "退回" in entry.label for row in entry.cases]


def test_the_days_for_objecting_count_from_the_signature_and_the_posting_stays_the_day_of_service(
    world: World, case: Case
) -> None:
    scan = upload("回执".encode(), "回执.txt", Role.PROOF)
    case = signed(world, case, proof="本人", tracking="", uploads=[scan])
    assert (case.served_on, case.on_time) == (date(2026, 3, 10), True)
    now = found(case, date(2026, 9, 20))
    assert now is not None
    assert not now.posted
    # 60 days from 13 March end on 12 May; six months on Sunday 13 September, so on Monday.
    assert (now.remedy.reconsideration_until, now.remedy.litigation_until) == (date(2026, 5, 12), date(2026, 9, 14))
    assert now.litigation_passed
    event = case.events.get(kind="delivered")
    assert event.data["evidence"] == [case.attachments.get(seq=event.seq).file.digest]
    assert (log.text(case, event.seq) or {})["proof"] == "本人"


def test_a_filed_case_takes_the_receipt_that_comes_later(world: World, case: Case) -> None:
    deciding.file_away(case_id=case.pk, by=world.officer, at=at(2026, 3, 11))
    case = signed(world, case)
    assert case.closed_on is not None
    assert state(case).in_hand_on == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("told", "error", "field"),
    [
        ({"tracking": ""}, Incomplete, "tracking"),
        ({"tracking": "", "proof": "本人签的"}, Incomplete, "tracking"),
        ({"tracking": "EA123456784CN"}, Incomplete, "tracking"),
        ({"on": date(2026, 3, 9)}, BadDate, ""),
        ({"on": date(2026, 7, 9)}, BadDate, ""),
        ({"served": 1}, NotPermitted, ""),
    ],
    ids=["no proof", "words alone", "check digit", "before posting", "in the future", "not posted"],
)
def test_without_proof_and_on_impossible_days_nothing_is_recorded(
    world: World, case: Case, told: dict[str, Any], error: type[CaseworkError], field: str
) -> None:
    with pytest.raises(error) as caught:
        signed(world, case, **told)
    assert not field or caught.value.fields == (field,)  # type: ignore[attr-defined]
    assert not case.events.filter(kind="delivered").exists()


def test_a_letter_that_came_back_is_work_again_though_the_case_was_filed_and_the_applicant_is_told(
    world: World, case: Case
) -> None:
    number = deciding.file_away(case_id=case.pk, by=world.officer, at=at(2026, 3, 11)).events.last().data["number"]  # type: ignore[union-attr]
    case = came_back(world, case)
    assert (case.stage, case.closed_on, case.served_on) == (Stage.DECIDED.value, None, None)
    assert heap(world) == [case.number]
    assert {row.key.split(":")[2] for row in case.messages.all()} >= {"returned"}
    assert "退回" in messages.listed(case)[0].label
    with pytest.raises(NotPermitted):
        signed(world, case)
    case = serve(world, case, at(2026, 4, 7), "counter")
    assert heap(world) == []
    assert (case.served_on, case.on_time) == (date(2026, 3, 10), True), "posted in time, by the address that was given"
    assert state(case).in_hand_on == date(2026, 4, 7)
    filed = deciding.file_away(case_id=case.pk, by=world.officer, at=at(2026, 4, 7))
    assert filed.events.last().data["number"] == number  # type: ignore[union-attr]


def test_our_own_mistake_in_the_address_makes_the_posting_no_service(world: World, case: Case) -> None:
    case = serve(world, came_back(world, case, "our_error"), at(2026, 4, 7), "counter")
    assert (case.served_on, case.on_time) == (date(2026, 4, 7), False)


def test_an_unknown_reason_asks_for_words(world: World, case: Case) -> None:
    with pytest.raises(Incomplete) as caught:
        came_back(world, case, "other")
    assert caught.value.fields == ("words",)


def test_announcing_is_the_last_way_and_counts_when_it_has_run(world: World, case: Case) -> None:
    told = {"announced_on": date(2026, 3, 20), "on": date(2026, 4, 19)}
    with pytest.raises(NotPermitted, match="最后的送达方式"):
        serve(world, case, at(2026, 4, 20), "announcement", **told)
    came_back(world, case)
    with pytest.raises(Incomplete):
        serve(world, case, at(2026, 4, 20), "announcement", on=date(2026, 4, 19))
    with pytest.raises(BadDate, match="2026-04-19"):
        serve(world, case, at(2026, 4, 20), "announcement", announced_on=date(2026, 3, 20), on=date(2026, 4, 18))
    case = serve(world, case, at(2026, 4, 20), "announcement", **told)
    assert state(case).in_hand_on == date(2026, 4, 19)
    assert case.on_time is True
    assert heap(world) == []
