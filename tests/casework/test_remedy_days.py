"""Until when one may object: after service, after silence, by post, and where reconsideration comes first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from gongkai.agencies import calendar
from gongkai.casework import deciding, log, remedy_days
from gongkai.casework.deciding import Service
from gongkai.casework.models import Case
from gongkai.casework.opinions import Opinion
from tests.casework.desk import desk, stop_clock, words
from tests.factories import DISCLOSED, World, at, decide, letter, make_district, online

pytestmark = pytest.mark.django_db
REFUSED = Opinion("no_internal", None, {"internal_kind": "人事管理", "reason": "只在本机关内部使用"})


@pytest.fixture
def world() -> World:
    return make_district()


def replied(world: World, opinion: Opinion, channel: str, **told: Any) -> Case:
    """Received on 2 March 2026, served on 10 March."""
    case = letter(world, on=at(2026, 3, 2)).case
    moment = at(2026, 3, 10)
    decide(world, case, on=moment, opinion=opinion)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=moment)
    service = Service(channel, date(2026, 3, 10), "回执", **told)
    return deciding.serve(case_id=case.pk, service=service, by=world.officer, at=moment)


def found(case: Case, today: date) -> remedy_days.Objection | None:
    events = log.load(case)
    opinion = deciding.opinion_of(case)
    outcomes = opinion.outcomes if opinion else ()
    days = calendar.current()
    return remedy_days.objection(case, log.state_of(events), outcomes, today=today, days=days)


def test_disclosure_leaves_the_choice_and_each_last_day_passes_by_itself(world: World) -> None:
    case = replied(world, DISCLOSED, "counter")
    now = found(case, date(2026, 3, 11))
    assert now is not None
    # 60 days from 10 March are over on 9 May, a Saturday that is worked in 2026; six months end on 10 September.
    assert (now.remedy.reconsideration_until, now.remedy.litigation_until) == (date(2026, 5, 9), date(2026, 9, 10))
    assert (now.reconsideration_passed, now.litigation_passed, now.posted) == (False, False, False)
    later = found(case, date(2026, 5, 10))
    assert later is not None
    assert (later.reconsideration_passed, later.litigation_passed) == (True, False)


def test_of_a_posted_letter_nothing_is_said_to_be_over(world: World) -> None:
    case = replied(world, DISCLOSED, "mail", tracking="XA12345678901", carrier="中国邮政")
    late = found(case, date(2027, 1, 4))
    assert late is not None
    assert late.posted
    assert (late.reconsideration_passed, late.litigation_passed) == (False, False)


def test_a_refusal_goes_to_reconsideration_first(world: World) -> None:
    refused = found(replied(world, REFUSED, "counter"), date(2026, 3, 11))
    assert refused is not None
    assert refused.reconsideration_first
    assert refused.remedy.litigation_until is None


def test_silence_counts_from_the_limit_and_there_is_nothing_before(world: World) -> None:
    case = letter(world, on=at(2026, 3, 2)).case
    assert case.due_on == date(2026, 3, 30)
    assert found(case, date(2026, 3, 30)) is None
    silent = found(case, date(2026, 3, 31))
    assert silent is not None
    assert silent.silence
    assert silent.remedy.reconsideration_until == date(2026, 5, 29)


def test_both_screens_say_the_days(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, at(2026, 4, 20))
    monkeypatch.setattr("gongkai.portal.views.progress.now", lambda: at(2026, 4, 20))
    receipt = online(world, on=at(2026, 3, 2))
    case = receipt.case
    page = words(desk(world.officer).get(f"/office/requests/{case.number}/"))
    assert "逾期未答复的救济期限" in page
    assert "复议至2026-05-29" in page
    key = {"number": receipt.number, "code": receipt.query_code}
    said = words(client.post("/progress/", key, follow=True))
    assert "逾期没有答复怎么办" in said
    assert "最晚在 2026年5月29日 向明湖区人民政府申请" in said
