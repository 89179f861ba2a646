"""The board and the calendar of limits: what they count, for whom, and what they cost."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.casework import board as board_module
from gongkai.casework import handling, queries
from gongkai.casework.board import Choice, Load, board
from gongkai.casework.models import Case
from gongkai.casework.queries import Colour, Filter
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, finish, letter, make_district, online

pytestmark = pytest.mark.django_db
TODAY = date(2023, 3, 30)


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def cases(world: World) -> list[Case]:
    """One due today, one in three working days, one much later; the archive holds a fourth."""
    made = [letter(world, on=at(2023, 3, day)).case for day in (2, 7, 29)]
    handling.assign(
        case_id=made[0].pk, agency=world.department, handler=world.handler, by=world.officer, at=at(2023, 3, 8)
    )
    handling.assign(case_id=made[1].pk, agency=world.department, by=world.officer, at=at(2023, 3, 8))
    finish(world, letter(world).case)
    return made


def counts(load: Load) -> list[int]:
    return [number.count for number in load.numbers]


def test_each_open_case_is_counted_once_in_its_colour(world: World, cases: list[Case]) -> None:
    found = board(world.officer, Choice(), today=TODAY)
    assert [number.colour for number in found.total.numbers] == [*Colour, None]
    assert counts(found.total) == [1, 1, 1, 0, 3]
    assert found.total.oldest == date(2023, 3, 2)
    department, office = found.groups
    assert counts(department.load) == [1, 1, 0, 0, 2]
    assert [(person.label, counts(person)[-1], person.unclaimed) for person in department.people] == [
        ("吴办", 1, False),
        ("尚无承办人", 1, True),
    ]
    assert counts(office.load) == [0, 0, 1, 0, 1]


def test_every_number_opens_the_list_of_exactly_those_cases(world: World, cases: list[Case]) -> None:
    found = board(world.officer, Choice(), today=TODAY)
    loads = [found.total, *(load for group in found.groups for load in (group.load, *group.people))]
    for load in loads:
        for number in load.numbers:
            wanted = {key: values[0] for key, values in parse_qs(number.link).items()}
            assert queries.page(world.officer, Filter(**wanted), today=TODAY).total == number.count, (load, number)


def test_the_board_is_narrowed_by_agency_handler_and_stage(world: World, cases: list[Case]) -> None:
    handler = board(world.officer, Choice(handler=str(world.handler.pk)), today=TODAY)
    assert counts(handler.total)[-1] == 1
    assert [name for _, name in handler.handlers] == ["吴办"]
    assert counts(board(world.officer, Choice(handler="none"), today=TODAY).total)[-1] == 2
    assert counts(board(world.officer, Choice(stage="decided"), today=TODAY).total)[-1] == 0
    assert counts(board(world.officer, Choice(agency=str(world.other.pk)), today=TODAY).total)[-1] == 0


def test_an_auditor_sees_all_agencies_below_a_handler_what_was_given_a_stranger_nothing(
    world: World, cases: list[Case]
) -> None:
    letter(world, agency=world.other, by=world.stranger)
    assert counts(board(world.auditor, Choice(), today=TODAY).total)[-1] == 4
    assert counts(board(world.handler, Choice(), today=TODAY).total)[-1] == 2
    assert counts(board(make_district().officer, Choice(), today=TODAY).total)[-1] == 0


@pytest.mark.parametrize("who", ["officer", "auditor", "handler"])
def test_the_board_costs_at_most_8_queries_whatever_the_number_of_cases(
    world: World, cases: list[Case], who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = desk(getattr(world, who))
    stop_clock(monkeypatch, at(2023, 3, 30))
    browser.get("/office/board/")
    with CaptureQueriesContext(connection) as few:
        answer = browser.get("/office/board/")
    asked = [query["sql"] for query in few.captured_queries if "django_session" not in query["sql"]]
    assert len(asked) <= 8, asked
    assert "未认领" in words(answer)
    for day in range(9, 15):
        letter(world, on=at(2023, 3, day))
    with CaptureQueriesContext(connection) as many:
        browser.get("/office/board/")
    assert len(many) == len(few)


def test_colour_is_never_the_only_cue(world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk(world.officer)
    stop_clock(monkeypatch, at(2023, 3, 30))
    page = words(browser.get("/office/board/"))
    for colour in Colour:
        assert colour.label in page
    assert f"件{Colour.RED.label}，合计" in page


def test_the_list_keeps_what_was_chosen_on_the_board(
    world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = desk(world.officer)
    stop_clock(monkeypatch, at(2023, 3, 30))
    page = browser.get("/office/requests/", {"status": "open", "unit": world.department.pk, "handler": "none"})
    assert cases[1].number in words(page)
    assert cases[0].number not in words(page)
    assert "只列出从督办看板选中的" in words(page)
    assert not queries.page(world.officer, Filter(unit="x", handler="²"), today=TODAY).rows


def test_the_calendar_shows_limits_on_their_days_and_what_was_shifted(
    world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = desk(world.officer)
    stop_clock(monkeypatch, at(2023, 3, 30))
    with CaptureQueriesContext(connection) as seen:
        april = browser.get("/office/board/calendar/2023/4/")
    assert len(seen) <= 8
    html = april.content.decode()
    day = html.partition("<b>4</b>")[2].partition("<b>5</b>")[0]
    assert Case.objects.get(pk=cases[1].pk).next_on == date(2023, 4, 4)
    assert cases[1].number in day
    assert "调休上班" in html.partition("<b>23</b>")[2].partition("<b>24</b>")[0]
    assert "放假" in html.partition("<b>5</b>")[2].partition("<b>6</b>")[0]
    assert cases[0].number in words(browser.get("/office/board/calendar/2023/3/"))


@pytest.mark.parametrize("place", ["2023/13", "2023/0", "1990/1", "2101/1"])
def test_there_is_no_calendar_of_other_months(world: World, place: str) -> None:
    assert desk(world.officer).get(f"/office/board/calendar/{place}/").status_code == 404


def test_another_agencys_limits_are_not_shown(world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk(world.stranger)
    stop_clock(monkeypatch, at(2023, 3, 30))
    assert cases[1].number not in words(browser.get("/office/board/calendar/2023/4/"))


def test_a_province_sees_its_most_urgent_places_and_how_many_are_not_shown(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "MOST_GROUPS", 1)
    online(world, on=at(2023, 3, 14))
    late = online(world, agency=world.other, on=at(2023, 2, 1)).case
    found = board(world.auditor, Choice(), today=TODAY)
    assert [group.load.label for group in found.groups] == [f"{late.agency.short_name}（未交办）"]
    assert (found.hidden, found.total.open) == (1, 2)
    client.force_login(world.auditor)
    assert "另有1个没有列出" in client.get("/office/board/").content.decode()
