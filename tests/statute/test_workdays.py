"""The calendar against an oracle, against day-by-day counting, and without its notices."""

from __future__ import annotations

import json
from datetime import date, timedelta

import chinese_calendar
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.statute.errors import BadInput, CalendarUnknown
from gongkai.statute.notices import parse_notice
from gongkai.statute.workdays import Calendar, calendar, missing_notice

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
LIMITS = (7, 15, 20, 40)
NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。
　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。
　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日"""


def all_days(first=FIRST, last=LAST):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def test_every_day_agrees_with_the_oracle():
    wrong = [day for day in all_days() if calendar().is_workday(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year, count):
    assert calendar().workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_every_start_equals_counting_day_by_day():
    """Brute force over the notices' own days: each start 2019–2026 with 7, 15, 20 and 20+20."""
    notices = calendar().notices.values()
    off = set().union(*(notice.off for notice in notices))
    work = set().union(*(notice.work for notice in notices))
    days = all_days()
    worked = [day in work or (day.weekday() < 5 and day not in off) for day in days]
    compared = 0
    for place, start in enumerate(days):
        counted = 0
        for later in range(place + 1, len(days)):
            counted += worked[later]
            if worked[later] and counted in LIMITS:
                assert calendar().add(start, counted) == days[later]
                compared += 1
            if counted == LIMITS[-1]:
                break
    assert compared > 2_800 * len(LIMITS)


@given(st.dates(FIRST, LAST), st.integers(1, 300))
def test_adding_and_counting_agree(start, count):
    """Also beyond the last notice: exactly `count` days lie up to the day that `add` gives."""
    end = calendar().add(start, count)
    assert calendar().workdays_between(start, end) == count
    assert calendar().workdays_between(start, end - timedelta(days=1)) == count - 1
    assert calendar().is_workday(end)


@pytest.mark.parametrize("year", range(2019, 2027))
def test_a_provisional_day_is_never_later_than_the_real_one(year):
    """Pretend that a year's notice has not come: whatever it says, the day shown was not too late."""
    known, blind = calendar(), calendar().without_year(year)
    if year == 2019:
        blind = Calendar(
            [*blind.notices.values(), parse_notice("{year: 2018, 'off': [2018-12-30], work: [2018-12-29]}")]
        )
    for start in all_days(date(max(year - 1, 2018 + (year == 2019)), 10, 1), date(year, 12, 31)):
        if start < known.known_from:
            continue
        for limit in LIMITS:
            real = known.add(start, limit)
            if real > LAST:
                continue
            shown = blind.add(start, limit)
            assert shown <= real, (start, limit)
            if shown != real:
                assert blind.missing_years(start, shown) == (year,)


@settings(deadline=None)
@given(st.data())
def test_a_provisional_day_with_pauses_is_never_later(data):
    year = data.draw(st.integers(2020, 2025))
    start = data.draw(st.dates(date(year - 1, 11, 1), date(year, 10, 31)))
    pauses = [
        (start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in data.draw(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 25)), max_size=3))
    ]
    limit = data.draw(st.sampled_from(LIMITS))
    assert calendar().without_year(year).add(start, limit, pauses) <= calendar().add(start, limit, pauses)


@given(
    st.dates(FIRST, date(2026, 3, 1)),
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4),
)
def test_pauses_are_a_union_of_days(start, limit, spans):
    pauses = [(start + timedelta(days=first), start + timedelta(days=first + length)) for first, length in spans]
    paused = {day for after, until in pauses for day in all_days(after + timedelta(days=1), until)}
    counted, day = 0, start
    while counted < limit:
        day += timedelta(days=1)
        counted += chinese_calendar.is_workday(day) and day not in paused
    assert calendar().add(start, limit, pauses) == day


def test_expected_provisional_day():
    assert calendar().add(date(2026, 12, 10), 20) == date(2027, 1, 7)
    assert calendar().missing_years(date(2026, 12, 10), date(2027, 1, 7)) == (2027,)
    assert calendar().missing_years(date(2026, 12, 1), date(2026, 12, 31)) == ()
    with pytest.raises(CalendarUnknown) as raised:
        calendar().add(date(2026, 12, 10), 20, strict=True)
    assert raised.value.year == 2027


def test_a_bridge_over_new_year_makes_december_provisional():
    """New Year 2030 is a Tuesday: the Saturday before may be worked, in a year whose notice is known."""
    plain = "{{year: {}, 'off': [{}-01-01], work: []}}"
    days = calendar()
    for year in (2027, 2028, 2029):
        days = days.with_notice(parse_notice(plain.format(year, year)))
    assert days.known_until == date(2029, 12, 28)
    assert days.missing_years(date(2029, 12, 27), date(2029, 12, 31)) == (2030,)
    assert days.add(date(2029, 12, 28), 1) == date(2029, 12, 29)


def test_far_years_are_counted_and_the_range_ends():
    assert calendar().add(date(2090, 1, 3), 20) > date(2090, 1, 20)
    with pytest.raises(BadInput, match="2100"):
        calendar().add(date(2100, 12, 20), 20)
    with pytest.raises(CalendarUnknown) as raised:
        calendar().add(date(2018, 12, 20), 1)
    assert raised.value.year == 2018
    with pytest.raises(BadInput, match="正整数"):
        calendar().add(date(2026, 1, 5), 0)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-10-01", "国庆节放假"),
        ("2026-02-14", "调休上班"),
        ("2026-01-10", "周末"),
        ("2026-01-05", "工作日"),
        ("2027-03-01", "工作日，暂定"),
        ("2027-02-06", "周末，暂定，可能调休上班"),
        ("2027-03-06", "周末，暂定"),
        ("2020-10-01", "国庆节、中秋节放假"),
    ],
)
def test_reasons(day, why):
    assert calendar().reason(date.fromisoformat(day)) == why


def test_the_version_names_the_content():
    notice = parse_notice(NOTICE_2026)
    assert calendar().with_notice(notice).version == calendar().version
    assert calendar().without_year(2026).version != calendar().version


def test_reading_the_words_of_a_notice():
    notice = parse_notice(NOTICE_2026)
    shipped = calendar().notices[2026]
    assert (notice.off, notice.work) == (shipped.off, shipped.work)
    assert notice.source == missing_notice(2026)
    assert notice.names[date(2026, 2, 20)] == "春节"


def test_reading_a_notice_that_begins_in_the_year_before():
    notice = parse_notice(
        "国务院办公厅关于2023年部分节假日安排的通知\n一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n"
        "二、清明节：4月5日放假，共1天。"
    )
    assert sorted(notice.off) == [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2), date(2023, 4, 5)]


@pytest.mark.parametrize("dump", [json.dumps, lambda data: yaml.safe_dump(data, allow_unicode=True)])
def test_reading_yaml_and_json(dump):
    block = {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}
    notice = parse_notice(dump({"year": 2027, "off": [block, "2027-05-01", ["2027-10-01", "2027-10-03"]], "work": []}))
    assert len(notice.off) == 7
    unquoted = parse_notice("year: 2027\noff:\n  - {from: 2027-01-01, to: 2027-01-03}\nwork:\n  - 2027-01-09\n")
    assert unquoted.work == {date(2027, 1, 9)}


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("", "通知原文"),
        ("你好", "year"),
        ("{year: 二〇二七}", "年份"),
        ("{year: 2027, work: []}", "列表"),
        ("{year: 2027, 'off': [], work: []}", "没有任何放假日期"),
        ("{year: 2027, 'off': [2027-01-01], work: [2027-01-04]}", "不是周六或周日"),
        ("{year: 2027, 'off': [2027-01-02], work: [2027-01-02]}", "既写为放假又写为上班"),
        ("{year: 2027, 'off': [2025-01-01], work: []}", "前后一年"),
        ("{year: 2027, 'off': [2026-12-31], work: []}", "核对年份"),
        ("{year: 2027, 'off': [{from: 2027-01-03, to: 2027-01-01}], work: []}", "起止日期"),
        ("{year: 2027, 'off': [abc], work: []}", "写法不对"),
        ("{year: 1990, 'off': [1990-01-01], work: []}", "1990"),
        ("a: [", "YAML或JSON"),
        ("&a [*a, *a", "YAML或JSON"),
        ("一、元旦：1月1日放假，共1天。", "哪一年"),
        ("关于2027年部分节假日安排的通知\n一、元旦：1月1日至3日放假，共4天。", "共4天"),
        ("关于2027年部分节假日安排的通知\n一、元旦：2月30日放假，共1天。", "不存在"),
        ("关于2027年部分节假日安排的通知\n一、元旦：1日放假，共1天。", "月份"),
        ("x" * 300_000, "过大"),
    ],
)
def test_a_wrong_notice_is_refused(written, word):
    with pytest.raises(BadInput, match=word):
        parse_notice(written)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(written):
    try:
        parse_notice(written)
    except BadInput:
        return
