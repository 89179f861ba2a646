"""Before a report is approved: opinions that wait, drafted in an absent officer's stead or by one who is away."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.agencies.models import Absence, User
from gongkai.casework import deciding, handling
from gongkai.casework.models import Case
from gongkai.reporting import actions, stead
from gongkai.reporting.models import AnnualReport, Stage
from tests.factories import DISCLOSED, World, at, confirm, online, sign_secrecy


def drafted(world: World, by: User, *, on: int, month: int = 12, year: int = 2023) -> str:
    moment = at(year, month, on)
    case = confirm(world, online(world, on=moment).case, on=moment)
    handling.assign(case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=moment)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=by, at=moment)
    return case.number


def away(world: World, substitute: User, first: date, last: date) -> None:
    days = {"away_from": first, "away_until": last, "recorded_by": "system"}
    Absence.objects.create(user=world.handler, substitute=substitute, **days)


def test_who_approves_sees_which_opinions_wait_for_an_absent_officer_and_may_approve(
    world: World, draft: AnnualReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(world, world.leader, date(2023, 12, 4), date(2023, 12, 6))
    in_stead = drafted(world, world.leader, on=5)
    his_own = drafted(world, world.handler, on=11)
    settled = drafted(world, world.handler, on=12)
    later = drafted(world, world.handler, on=4, month=1, year=2024)
    deciding.approve(case_id=_case(settled), by=world.leader, at=at(2023, 12, 13))
    today = date(2024, 1, 23)
    assert [entry.number for entry in stead.open_drafts(draft, today=today)] == [in_stead]
    away(world, world.colleague, date(2024, 1, 22), date(2024, 1, 26))
    with CaptureQueriesContext(connection) as spent:
        found = {entry.number: entry.why for entry in stead.open_drafts(draft, today=today)}
    assert found == {in_stead: f"代{world.handler}拟办", his_own: f"拟办人{world.handler}离岗"}
    assert later not in found
    assert len(spent) <= 4

    actions.submit(report_id=draft.pk, by=world.officer, at=at(2024, 1, 22))
    sign_secrecy(world, draft.gate_key, on=at(2024, 1, 22, 15))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2024, 1, 23))
    client = Client()
    client.force_login(world.leader)
    page = client.get(f"/office/reports/{draft.pk}/").content.decode()
    assert "有2件申请的拟办意见与离岗人员有关" in page
    assert in_stead in page
    client.post(f"/office/reports/{draft.pk}/steps/approve/")
    assert AnnualReport.objects.get(pk=draft.pk).stage == Stage.APPROVED, "it warns and does not block"


def _case(number: str) -> int:
    return Case.objects.get(number=number).pk
