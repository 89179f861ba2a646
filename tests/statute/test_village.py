"""Village boards: what, how often, how long, before and after 2026-01-01."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import rules
from gongkai.statute.village import (
    BoardKind,
    Frequency,
    board_items,
    frequency,
    next_posting,
    posted_until,
    posting_long_enough,
    statutory_items,
)
from gongkai.statute.village_duties import duties, finance_classes, label_of, period_of, periods


def test_four_boards():
    assert [kind.label for kind in BoardKind] == ["党务", "村务", "财务", "便民服务"]
    assert all(board_items(kind) for kind in BoardKind)
    assert len(board_items(BoardKind.FINANCE)) == 8


def test_the_article_moved_and_the_items_changed():
    old, new = statutory_items(date(2025, 12, 31)), statutory_items(date(2026, 1, 1))
    assert (old.citation.article, new.citation.article) == (30, 35)
    assert any("计划生育" in item for item in old.items)
    assert not any("计划生育" in item for item in new.items)
    assert any("协商" in item for item in new.items)
    with pytest.raises(BadInput):
        statutory_items(date(2000, 1, 1))


def test_how_often():
    assert frequency(BoardKind.AFFAIRS) is Frequency.QUARTERLY
    assert frequency(BoardKind.FINANCE, busy_finance=True) is Frequency.MONTHLY
    assert frequency(BoardKind.AFFAIRS, busy_finance=True) is Frequency.QUARTERLY
    assert frequency(BoardKind.SERVICES, major=True) is Frequency.AT_ONCE
    assert frequency(BoardKind.PARTY).label == "每半年至少公布一次"
    assert next_posting(BoardKind.SERVICES, date(2026, 1, 1), rules()).due_on is None
    at_once = next_posting(BoardKind.AFFAIRS, date(2026, 1, 1), rules(), major=True)
    assert (at_once.due_on, at_once.parameter.verified) == (date(2026, 1, 8), "UNVERIFIED")
    assert next_posting(BoardKind.PARTY, date(2026, 1, 31), rules()).due_on == date(2026, 7, 31)


def test_fifteen_days_since_2026():
    assert not posting_long_enough(date(2026, 1, 1), date(2026, 1, 15), rules())
    assert posting_long_enough(date(2026, 1, 1), date(2026, 1, 16), rules())
    assert posting_long_enough(date(2025, 12, 31), date(2026, 1, 1), rules())


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_posting_always_stands_fifteen_days(day):
    assert (posted_until(day, rules())[0] - day).days == 15


def test_every_day_lies_in_one_period_of_each_cycle():
    for cycle in (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY, Frequency.YEARLY):
        found = list(periods(cycle, date(2026, 1, 1), date(2026, 12, 31)))
        days = [
            period.start + timedelta(days=n) for period in found for n in range((period.end - period.start).days + 1)
        ]
        assert days == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
        assert all(period_of(cycle, period.end) == period for period in found)
        assert next(periods(cycle, date(2026, 1, 2), date(2027, 12, 31))).start > date(2026, 1, 2)
    assert list(periods(Frequency.AT_ONCE, date(2026, 1, 1), date(2026, 12, 31))) == []
    labels = [period_of(cycle, date(2026, 9, 30)).label for cycle in (Frequency.QUARTERLY, Frequency.HALF_YEARLY)]
    assert labels == ["2026年第三季度", "2026年下半年"]
    with pytest.raises(BadInput):
        period_of(Frequency.LONG_TERM, date(2026, 1, 1))


def test_each_item_has_its_board_article_and_mark():
    found = duties(date(2026, 6, 1))
    assert len({one.code for one in found}) == len(found)
    assert all(one.verified in {"V2", "V1", "UNVERIFIED"} and one.citation.law for one in found)
    assert set(finance_classes()) == {one.code for one in found if one.table and not one.special}
    assert [one.sign for one in finance_classes().values()].count(1) == 1
    assert label_of("income") == "各项收入"
