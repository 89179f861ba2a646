"""The office watches: the board, the calendar, a substitute, a dispute; every page can be used by everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.agencies import absences
from gongkai.casework import disputes
from gongkai.casework.models import Dispute
from gongkai.statute.disputes import Procedure
from tests.factories import World, finish, letter
from tests.journeys.looking import assert_accessible


@pytest.mark.django_db(transaction=True)
def test_what_has_to_be_watched_is_seen(world: World, office: Callable[..., Page]) -> None:
    moment, today = now(), localdate()
    case = finish(world, letter(world, on=moment - timedelta(days=40)).case, on=moment - timedelta(days=30))
    disputes.file(
        case_id=case.pk,
        key="明政复1号",
        kind=Dispute.Kind.RECONSIDERATION,
        on=today,
        procedure=Procedure.SIMPLE,
        copy_received_on=today,
        by=world.officer,
        at=moment,
    )
    absences.record(
        user=world.leader, substitute=world.colleague, away_from=today, away_until=today, by=world.leader, at=moment
    )
    page = office("officer")
    page.goto("/office/board/")
    expect(page.get_by_role("heading", name="督办看板")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("row", name="合计").get_by_role("link").first.click()
    page.get_by_role("link", name=case.number).click()
    expect(page.get_by_role("heading", name="复议诉讼")).to_be_visible()
    expect(page.locator("section", has=page.get_by_role("heading", name="复议诉讼"))).to_contain_text("5个工作日内")
    assert_accessible(page)
    for address in (f"/office/board/calendar/{today.year}/{today.month}/", "/office/absences/", "/office/handover/"):
        page.goto(address)
        assert_accessible(page)
