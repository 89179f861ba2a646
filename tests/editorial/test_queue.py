"""Who sees what waits, in which order, and what the figures count."""

from __future__ import annotations

from datetime import date

from gongkai.editorial import figures, queue, reviewing
from gongkai.editorial.figures import Period
from gongkai.editorial.reviewing import Return, Wish
from gongkai.statute.documents import Attribute
from tests.editorial.papers import MONDAY, Desk, Staff, seen, sign, sign_all
from tests.factories import World, at


def keys(rows: object) -> list[str]:
    return [row.key for row in rows]  # type: ignore[attr-defined]


def test_each_sees_what_is_theirs_to_do(world: World, staff: Staff, desk: Desk, django_assert_num_queries) -> None:
    for number in range(3):
        desk.write(world.office, staff.author, f"paper:{number}")
    desk.write(world.department, staff.author, "paper:9")
    one, _ = (
        reviewing.submit(keys=[f"paper:{n}"], by=staff.author, at=at(2023, 3, day), wish=Wish(urgent=haste))[0]
        for n, day, haste in ((0, 6, False), (1, 7, True))
    )
    assert keys(queue.waiting(staff.first, at=MONDAY)) == ["paper:1", "paper:0"]
    for other in (staff.author, staff.second, staff.secrecy, staff.final, world.stranger, world.auditor):
        assert keys(queue.waiting(other, at=MONDAY)) == []
    sign(one, staff)
    assert keys(queue.waiting(staff.second, at=MONDAY)) == ["paper:0"]
    assert keys(queue.waiting(staff.first, at=MONDAY)) == ["paper:1"]
    with django_assert_num_queries(1):
        list(queue.waiting(staff.first, at=MONDAY))
    assert keys(queue.handed_in(staff.author)) == ["paper:1", "paper:0"]


def test_what_one_handed_in_is_for_others(world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.first)
    reviewing.submit(keys=["paper:1"], by=staff.first, at=MONDAY)
    assert keys(queue.waiting(staff.first, at=MONDAY)) == []


def test_figures_count_what_happened(world: World, staff: Staff, desk: Desk) -> None:
    for number in range(4):
        desk.write(world.office, staff.author, f"paper:{number}")
    rows = [reviewing.submit(keys=[f"paper:{n}"], by=staff.author, at=MONDAY)[0] for n in range(3)]
    sign_all(rows[0], staff, on=at(2023, 3, 9))
    back = Return("facts", "数字不对")
    reviewing.send_back(
        round_id=rows[1].pk, stage="first_review", seen=seen(rows[1]), reason=back, by=staff.first, at=at(2023, 3, 7)
    )
    desk.write(world.office, staff.author, "paper:8", attribute=None)
    desk.write(world.office, staff.author, "paper:7", attribute=Attribute.ON_REQUEST, attribute_reason="内部")
    found = figures.gather(world.government, Period(date(2023, 3, 1), date(2023, 3, 31)), at=at(2023, 3, 10))
    assert (found.submitted, found.cleared, found.released, found.withdrawn) == (3, 1, 1, 0)
    first = found.times[0]
    assert (first.stage, first.count, first.median, first.longest, first.in_time) == ("初审", 2, 2.0, 3, 1)
    assert [(one.stage, one.why, one.count) for one in found.returns] == [("初审", "事实、数据有误", 1)]
    assert [(one.total, one.marked) for one in found.coverage] == [(6, 5)]
    (debt,) = found.debts
    assert (debt.stage.key, debt.count, debt.late, debt.people) == ("first_review", 1, 1, ("初一",))
    empty = figures.gather(world.government, Period(date(2022, 3, 1), date(2022, 3, 31)), at=MONDAY)
    assert (empty.submitted, empty.times, empty.returns) == (0, (), ())
