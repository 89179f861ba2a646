"""The officer's list: what stands in it, in which order and colour, and that paging loses and repeats nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gongkai.agencies import calendar
from gongkai.casework import handling, queries
from gongkai.casework.errors import Unknown
from gongkai.casework.intake import Wanted
from gongkai.casework.models import NO_LIMIT, Case, Subject
from gongkai.casework.queries import Colour, Filter
from tests.casework.many import copy_cases
from tests.factories import CITIZEN, World, at, confirm, finish, letter, make_district, online

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]
TODAY = date(2023, 3, 15)


@pytest.fixture
def world() -> World:
    return make_district()


def numbers(world: World, user: str = "officer", **wanted: str) -> list[str]:
    found = queries.page(getattr(world, user), Filter(**wanted), today=TODAY)
    assert found.total == len(found.rows)
    return [row.case.number for row in found.rows]


@pytest.mark.parametrize("status", ["open", "all"])
def test_paging_loses_nothing_and_repeats_nothing(world: World, monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    monkeypatch.setattr(queries, "PAGE", 7)
    copy_cases(world, 60)
    order = ("next_on", "id") if status == "open" else ("-id",)
    expected = list(Case.objects.order_by(*order).values_list("number", flat=True))
    seen: list[str] = []
    after = ""
    for _ in range(60):
        page = queries.page(world.officer, Filter(status=status, after=after), today=TODAY)
        assert page.total == 60
        seen += [row.case.number for row in page.rows]
        after = page.next_key
        if not after:
            break
    assert seen == expected


def test_a_page_that_is_just_full_has_no_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    for _ in range(3):
        online(world)
    assert queries.page(world.officer, Filter(), today=TODAY).next_key == ""


@pytest.mark.parametrize("key", ["junk", "2023-13-45:1", "2023-03-05", "2023-03-05:", ":7", "2023-03-05:x", "'; --"])
def test_an_unreadable_key_is_the_first_page(world: World, key: str) -> None:
    number = online(world).case.number
    assert numbers(world, after=key) == [number]


@pytest.mark.parametrize(
    ("today", "colour", "left"),
    [
        (date(2023, 3, 1), Colour.GREEN, 20),
        (date(2023, 3, 21), Colour.GREEN, 6),
        (date(2023, 3, 22), Colour.AMBER, 5),
        (date(2023, 3, 28), Colour.AMBER, 1),
        (date(2023, 3, 29), Colour.RED, 0),
        (date(2023, 3, 30), Colour.RED, -1),
    ],
)
def test_colours_count_working_days_to_the_limit(world: World, today: date, colour: Colour, left: int) -> None:
    case = confirm(world, online(world).case)
    assert case.due_on == date(2023, 3, 29)
    (row,) = queries.page(world.officer, Filter(), today=today).rows
    assert (row.colour, row.days_left) == (colour, left)
    for other in Colour:
        listed = queries.page(world.officer, Filter(colour=other.value), today=today)
        assert listed.total == (1 if other is colour else 0), other


def test_a_filed_case_is_grey_and_leaves_the_open_list(world: World) -> None:
    case = finish(world, confirm(world, online(world).case))
    assert numbers(world) == []
    assert numbers(world, status="closed") == numbers(world, status="all") == [case.number]
    (row,) = queries.page(world.officer, Filter(status="closed"), today=TODAY).rows
    assert (row.colour, row.days_left) == (Colour.GREY, None)


def test_the_most_urgent_stands_first_and_what_waits_for_others_last(world: World) -> None:
    late = online(world, on=at(2023, 3, 6)).case
    soon = online(world, on=at(2023, 3, 1)).case
    waiting = letter(world, on=at(2023, 3, 2)).case
    handling.open_consultation(
        case_id=waiting.pk, key="1", party="third_party", on=date(2023, 3, 3), whom="某公司", by=world.officer,
        at=at(2023, 3, 3),
    )  # fmt: skip
    opinion_due = Case.objects.get(pk=waiting.pk).next_on
    expected = sorted([(late.next_on, late), (soon.next_on, soon), (opinion_due, waiting)], key=lambda pair: pair[0])
    assert numbers(world) == [case.number for _, case in expected]
    assert NO_LIMIT not in {on for on, _ in expected}


def test_filters_by_channel_number_and_identity(world: World) -> None:
    by_web, by_mail = online(world).case, letter(world).case
    assert numbers(world, channel="signed_mail") == [by_mail.number]
    assert numbers(world, words=by_web.number[-5:].lower()) == [by_web.number]
    assert set(numbers(world, words=CITIZEN.identity_number)) == {by_web.number, by_mail.number}
    assert set(numbers(world, words=CITIZEN.telephone)) == {by_web.number, by_mail.number}
    assert numbers(world, words="990101199001010027") == []
    assert numbers(world, words="%") == []


def test_who_sees_what(world: World) -> None:
    ours, theirs = online(world).case, online(world, agency=world.other).case
    handling.assign(case_id=ours.pk, agency=world.department, by=world.officer, at=at(2023, 3, 2))
    both = {ours.number, theirs.number}
    assert numbers(world, "officer") == numbers(world, "leader") == [ours.number]
    assert numbers(world, "stranger") == [theirs.number]
    assert set(numbers(world, "auditor")) == both
    assert numbers(world, "handler") == []
    assert numbers(world, "handler", status="assigned") == [ours.number]
    for user, number in (("stranger", ours.number), ("officer", theirs.number), ("handler", theirs.number)):
        with pytest.raises(Unknown):
            queries.sheet(getattr(world, user), number, today=TODAY)
    assert queries.sheet(world.handler, ours.number, today=TODAY).case == ours


def test_an_applicant_needs_number_and_code(world: World) -> None:
    receipt, other = online(world), online(world)
    assert queries.for_applicant(receipt.number, receipt.query_code)[0] == receipt.case
    spelled = receipt.query_code.lower().replace("-", " ").replace("O", "0")
    assert queries.for_applicant(f" {receipt.number.lower()} ", spelled)[0] == receipt.case
    for number, code in (
        (receipt.number, other.query_code),
        (receipt.number, ""),
        ("", receipt.query_code),
        (receipt.number + "0", receipt.query_code),
    ):
        with pytest.raises(Unknown):
            queries.for_applicant(number, code)


def test_the_list_agrees_with_the_calendar_of_the_law(world: World) -> None:
    case = online(world).case
    days = calendar.current()
    assert queries.colour_of(case, date(2023, 3, 14), days) is Colour.GREEN


def test_counting_stops_where_nobody_reads_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    for count, words in ((3, "3件"), (4, "3件以上")):
        while Case.objects.count() < count:
            online(world)
        page = queries.page(world.officer, Filter(), today=TODAY)
        assert (page.total_text, page.total, len(page.rows)) == (words, 3, 2)


def test_a_whole_number_finds_that_case_only_and_a_part_finds_all_that_hold_it(world: World) -> None:
    first = online(world).case
    beyond, theirs = online(world).case, online(world, agency=world.other).case
    Subject.objects.update(key=b"")  # words are sealed for their case's number, which changes here
    Case.objects.filter(pk=beyond.pk).update(number=f"{first.number}7")
    assert numbers(world, words=f" {first.number.lower()} ") == [first.number]
    assert set(numbers(world, words=first.number[1:])) == {first.number, f"{first.number}7"}
    # What another agency has does not change what one's own list shows.
    Case.objects.filter(pk=theirs.pk).update(number=first.number[1:])
    assert set(numbers(world, words=first.number[1:])) == {first.number, f"{first.number}7"}


def test_words_are_found_in_requests_and_whole_names_and_only_in_ones_own_list(world: World) -> None:
    road = online(world).case
    bridge = online(world, wanted=Wanted("青石桥加固工程的竣工验收报告"), person=replace(CITIZEN, name="阮无")).case
    theirs = online(world, wanted=Wanted("青石桥加固工程的预算"), agency=world.other).case
    assert numbers(world, words="请公开青石桥的加固工程") == [bridge.number]  # courtesies and order count little
    assert numbers(world, words="立项批复") == [road.number]
    assert numbers(world, words="阮无") == [bridge.number]
    assert numbers(world, words="阮某") == []  # no guessing at names
    assert theirs.number not in numbers(world, words="加固工程的预算")
    Subject.objects.filter(pk=bridge.subject_id).update(key=b"")
    assert numbers(world, words="青石桥加固") == []
