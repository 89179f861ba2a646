"""The officer's list and today's page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.casework import handling
from gongkai.casework.intake import Wanted
from gongkai.casework.models import Case, Channel
from gongkai.casework.subjects import Person
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, decide, finish, letter, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 20, 10)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def many(world: World, count: int) -> None:
    """Copies of one case: enough of them for a second page."""
    first = letter(world).case
    rows = []
    for serial in range(2, count + 1):
        copy = Case.objects.get(pk=first.pk)
        copy.pk, copy.serial, copy.number = None, serial, f"COPY-2023-{serial:05d}"
        copy.next_on = first.next_on + timedelta(days=serial // 7)
        copy.sealed_request = first.sealed_request
        rows.append(copy)
    Case.objects.bulk_create(rows)


def numbers(response: object) -> list[str]:
    return [row.case.number for row in response.context["page"].rows]  # type: ignore[attr-defined]


def test_the_list_of_fifty_costs_six_queries(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # copies share one sealed request, which opens only under its own number
    monkeypatch.setattr(
        "gongkai.casework.subjects.open_for", lambda *_: {"title": "一件申请", "description": "一件申请"}
    )
    many(world, 60)
    client = desk(world.officer)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        response = client.get("/office/requests/?status=open&colour=amber&channel=signed_mail")
    assert response.status_code == 200
    assert len(spent) <= 6, [query["sql"][:90] for query in spent]
    with CaptureQueriesContext(connection) as spent:
        response = client.get("/office/requests/")
    assert len(response.context["page"].rows) == 50
    assert len(spent) <= 6


def test_the_next_page_goes_on_where_the_first_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "gongkai.casework.subjects.open_for", lambda *_: {"title": "一件申请", "description": "一件申请"}
    )
    many(world, 60)
    client = desk(world.officer)
    first = client.get("/office/requests/?channel=signed_mail")
    onward = re.search(r'href="(\?[^"]+)">下一页', first.content.decode())
    assert onward is not None
    second = client.get("/office/requests/" + onward[1].replace("&amp;", "&"))
    assert len(numbers(first)) == 50
    assert len(numbers(second)) == 10
    assert not set(numbers(first)) & set(numbers(second))
    assert "下一页" not in second.content.decode()


def test_urgency_is_said_in_words_and_shape_not_only_in_colour(world: World) -> None:
    late = letter(world, on=at(2023, 2, 6)).case
    page = desk(world.officer).get("/office/requests/")
    assert re.search(rf'<span class="mark red">逾期\d+个工作日</span>.*{late.number}', page.content.decode(), re.DOTALL)
    assert "甄＊＊" in words(page)
    assert "甄不存" not in words(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("colour=red", {"late"}),
        ("colour=green", {"fresh", "other"}),
        ("channel=web", {"fresh"}),
        ("words=00099999999", {"other"}),
        ("words=990101199001010019", {"late", "fresh"}),
        ("status=closed", {"done"}),
        ("status=all", {"late", "fresh", "other", "done"}),
        ("colour=purple&channel=pigeon&status=junk&after=junk", {"late", "fresh", "other"}),
    ],
)
def test_filters(world: World, query: str, found: set[str]) -> None:
    somebody = Person("某公司", "other", "X-77", telephone="000-9999-9999")
    cases = {
        "late": letter(world, on=at(2023, 2, 6)).case,
        "fresh": online(world, on=at(2023, 3, 17)).case,
        "other": letter(world, on=at(2023, 3, 17), person=somebody, wanted=Wanted("公开目录")).case,
        "done": letter(world, on=at(2023, 2, 7), person=somebody).case,
    }
    finish(world, cases["done"], on=at(2023, 2, 20))
    sent = dict(part.split("=") for part in query.split("&"))
    response = desk(world.officer).post("/office/requests/", sent, follow=True)
    expected = {cases[name].number for name in found}
    if query == "words=00099999999":
        expected = {cases["other"].number}
    assert set(numbers(response)) == expected
    assert f"共{len(expected)}件" in words(response)


def test_each_sees_their_own(world: World) -> None:
    case = letter(world).case
    assert numbers(desk(world.officer).get("/office/requests/")) == [case.number]
    assert numbers(desk(world.leader).get("/office/requests/")) == [case.number]
    assert numbers(desk(world.auditor).get("/office/requests/")) == [case.number]
    assert numbers(desk(world.stranger).get("/office/requests/")) == []
    assert numbers(desk(world.handler).get("/office/requests/")) == []
    handling.assign(case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=NOW)
    assert numbers(desk(world.handler).get("/office/requests/")) == [case.number]


def test_today_says_whose_turn_it_is(world: World) -> None:
    plain = letter(world, on=at(2023, 3, 2), channel=Channel.ORDINARY_MAIL).case
    drafted = letter(world, on=at(2023, 3, 3)).case
    decided = letter(world, on=at(2023, 3, 6)).case
    from tests.factories import DISCLOSED, deciding

    deciding.propose(case_id=drafted.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    decide(world, decided, on=NOW)
    handling.request_extension(case_id=plain.pk, reason="检索量大", by=world.officer, at=NOW)
    leader = words(desk(world.leader).get("/office/"))
    assert f"拟办意见待您审批（1件） {drafted.number}" in leader
    assert f"延期申请待您审批（1件） {plain.number}" in leader
    officer = words(desk(world.officer).get("/office/"))
    assert f"待确认收到（1件） {plain.number}" in officer
    assert f"已批准，待制发告知书并送达（1件） {decided.number}" in officer
    assert "待您审批" not in officer
    handling.approve_extension(case_id=plain.pk, by=world.leader, at=NOW)
    assert "延期申请待您审批" not in words(desk(world.leader).get("/office/"))
    assert "2023年度报告 2024-01-31（周三）前发布" in officer


def test_today_costs_at_most_25_queries_and_loses_no_line(world: World, settings: Any) -> None:
    settings.GONGKAI_IDENTITY_SECOND_PERSON = True
    first = [letter(world, on=at(2023, 3, 2), channel=Channel.ORDINARY_MAIL).case for _ in range(10)]
    decided = letter(world, on=at(2023, 3, 6)).case
    decide(world, decided, on=NOW)
    client = desk(world.officer)
    with CaptureQueriesContext(connection) as spent:
        shown = words(client.get("/office/"))
    # session, person, posts, calendar; then one question for each kind of thing that waits, and one for long heaps
    assert len(spent) <= 25, [query["sql"][:90] for query in spent]
    assert "待确认收到（10件）" in shown
    assert f"已批准，待制发告知书并送达（1件） {decided.number}" in shown
    assert sum(case.number in shown.split("待确认收到")[1] for case in first) == 8, "the first eight of the heap"
    assert shown.split("等您处理")[0].count("MHB") == 8, "the eight that are due next"


def test_an_open_consultation_is_watched_by_its_own_limit(world: World) -> None:
    """The reply's day moves on while an opinion is awaited, so the list must not turn red in between."""
    case = letter(world, on=at(2023, 2, 20)).case
    handling.open_consultation(
        case_id=case.pk, key="征1", party="third_party", on=date(2023, 3, 13), whom="某公司", by=world.officer, at=NOW
    )
    case.refresh_from_db()
    assert case.next_on == date(2023, 4, 3)  # 15 working days after 13 March
    assert "还有10个工作日" in words(desk(world.officer).get("/office/requests/"))


def test_who_is_not_signed_in_is_asked_to(world: World, client: object) -> None:
    response = client.get("/office/requests/")  # type: ignore[attr-defined]
    assert response.status_code == 302
    assert response.url == "/office/sign-in/?next=/office/requests/"
    assert CITIZEN.name
