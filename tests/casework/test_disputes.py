"""Disputes in the office: their clocks on the case page, in the list and in the projection."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.agencies import calendar
from gongkai.casework import deciding, disputes, projection, queries
from gongkai.casework.deciding import Service
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.models import NO_LIMIT, Case, Dispute
from gongkai.casework.queries import Colour, Filter
from gongkai.statute.disputes import Procedure
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, confirm, decide, finish, make_district, online

pytestmark = pytest.mark.django_db
KEY = "明政复〔2026〕1号"


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def filed(world: World) -> Case:
    """A case that was answered, served and put into the archive."""
    case = confirm(world, online(world, on=at(2026, 1, 5, 10)).case, on=at(2026, 1, 5, 15))
    return finish(world, case, on=at(2026, 1, 20))


def accept(world: World, case: Case, **changes: object) -> Case:
    given = {
        "key": KEY,
        "kind": Dispute.Kind.RECONSIDERATION,
        "on": date(2026, 2, 10),
        "procedure": Procedure.ORDINARY,
        "copy_received_on": date(2026, 2, 12),
        "at": at(2026, 2, 12),
    }
    return disputes.file(case_id=case.pk, by=world.officer, **given | changes)  # type: ignore[arg-type]


def test_an_archived_case_returns_to_the_open_list_until_the_dispute_ends(world: World, filed: Case) -> None:
    today = date(2026, 2, 26)
    assert not queries.page(world.officer, Filter(), today=today).rows
    case = accept(world, filed)
    assert case.closed_on is None
    assert case.next_on == date(2026, 3, 4)
    (row,) = queries.page(world.officer, Filter(), today=today).rows
    assert row.colour is Colour.AMBER
    assert row.days_left == 5
    case = disputes.answer(
        case_id=case.pk, key=KEY, on=date(2026, 3, 4), words="证据目录", by=world.officer, at=at(2026, 3, 4)
    )
    assert case.next_on == NO_LIMIT
    assert queries.page(world.officer, Filter(), today=today).total == 1
    case = disputes.decide(
        case_id=case.pk,
        key=KEY,
        result=Dispute.Result.UPHELD,
        on=date(2026, 4, 8),
        by=world.officer,
        at=at(2026, 4, 8),
    )
    assert case.closed_on == date(2026, 1, 20)
    assert not queries.page(world.officer, Filter(), today=today).rows
    assert not list(projection.compare(Case.objects.all(), calendar.current()))


def test_the_new_reply_after_an_overturned_one_has_its_own_limit_until_it_is_served(world: World, filed: Case) -> None:
    accept(world, filed)
    case = disputes.decide(
        case_id=filed.pk,
        key=KEY,
        result=Dispute.Result.OVERTURNED,
        on=date(2026, 3, 9),
        received_on=date(2026, 3, 10),
        redecide_by=date(2026, 3, 25),
        by=world.officer,
        at=at(2026, 3, 10),
    )
    assert case.next_on == date(2026, 3, 25)
    assert case.closed_on is None
    case = decide(world, case, on=at(2026, 3, 20))
    assert case.next_on == date(2026, 3, 25)
    letter = deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2026, 3, 20))
    service = Service("counter", date(2026, 3, 20), "签收单", letter.number)
    case = deciding.serve(case_id=case.pk, service=service, by=world.officer, at=at(2026, 3, 20))
    assert case.next_on == NO_LIMIT
    assert case.closed_on == date(2026, 1, 20)
    assert case.served_on == date(2026, 1, 20)


def test_no_new_reply_is_owed_where_the_old_one_was_only_found_unlawful(world: World, filed: Case) -> None:
    accept(world, filed)
    case = disputes.decide(
        case_id=filed.pk,
        key=KEY,
        result=Dispute.Result.OVERTURNED,
        on=date(2026, 3, 9),
        new_reply=False,
        by=world.officer,
        at=at(2026, 3, 9),
    )
    assert case.next_on == NO_LIMIT
    assert case.closed_on == date(2026, 1, 20)


def test_what_cannot_be_is_refused(world: World, filed: Case) -> None:
    with pytest.raises(Incomplete, match="审理程序与类别不符"):
        accept(world, filed, kind=Dispute.Kind.DIRECT)
    with pytest.raises(BadDate, match="收到副本的日期"):
        accept(world, filed, copy_received_on=date(2026, 2, 9))
    with pytest.raises(BadDate, match="收到副本的日期"):
        accept(world, filed, copy_received_on=date(2026, 2, 13))
    accept(world, filed)
    with pytest.raises(Incomplete, match="证据"):
        disputes.answer(
            case_id=filed.pk, key=KEY, on=date(2026, 2, 13), words=" ", by=world.officer, at=at(2026, 2, 13)
        )
    with pytest.raises(BadDate, match="重新答复的期限"):
        disputes.decide(
            case_id=filed.pk,
            key=KEY,
            result=Dispute.Result.OVERTURNED,
            on=date(2026, 3, 9),
            redecide_by=date(2026, 3, 1),
            by=world.officer,
            at=at(2026, 3, 9),
        )
    assert filed.disputes.get().result == ""


def test_an_answer_that_nobody_awaits_is_refused(world: World, filed: Case) -> None:
    with pytest.raises(NotPermitted, match="没有等待答复"):
        disputes.answer(
            case_id=filed.pk, key=KEY, on=date(2026, 2, 13), words="x", by=world.officer, at=at(2026, 2, 13)
        )


def test_the_case_page_explains_the_clocks_and_costs_at_most_15_queries(
    world: World, filed: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(world, filed)
    browser = desk(world.officer)
    stop_clock(monkeypatch, at(2026, 3, 5))
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(f"/office/requests/{filed.number}/")
    assert len(seen) <= 15, [query["sql"][:90] for query in seen.captured_queries]
    said = words(answer)
    assert "2026-02-12收到副本，应当在10个工作日内提出书面答复，提交证据、依据和有关材料，至2026-03-04" in said
    assert "答复、答辩已经逾期" in said
    assert "视为没有证据、依据" in said
    assert "已归档</span>" not in answer.content.decode()
    assert "登记提交复议答复或者答辩" in said
