"""What must be published, by whom, until when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.catalogue import (
    Level,
    carriers,
    channels,
    entry_requirements,
    extras_of_article_21,
    guide_elements,
    guide_requirements,
    items_of_article_20,
    matters,
    must_publish,
    pilot_fields,
    publication_due,
    reading_places,
    standard_columns,
)
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import calendar


def test_article_20_and_21():
    items = items_of_article_20()
    assert [item.number for item in items] == list(range(1, 16))
    assert items[7].label == "行政事业性收费项目及其依据、标准"
    assert str(items[7].citation) == "条例第二十条第（八）项"
    assert len(extras_of_article_21(Level.COUNTY)) == 7
    assert len(extras_of_article_21(Level.TOWNSHIP)) == 8
    assert extras_of_article_21(Level.OTHER) == ()
    assert len(must_publish(Level.TOWNSHIP)) == 23


def test_the_standard_catalogue():
    assert len({field.name for field in pilot_fields()}) == 26
    assert [field.name for field in pilot_fields() if field.verified == "UNVERIFIED"] == ["生态环境"]
    assert len(standard_columns()) == 10
    assert standard_columns()[1] == ("公开事项", ("一级事项", "二级事项"))
    assert "政府网站" in carriers()
    assert "政府公报" in channels()
    assert reading_places() == ("国家档案馆", "公共图书馆", "政务服务场所")


@given(st.sampled_from(sorted(matters())), st.dates(date(2021, 8, 1), date(2026, 6, 1)))
def test_every_matter_has_a_day(matter, formed):
    found = publication_due(matter, formed, rules(), calendar())
    assert found.on > formed
    assert not found.due.provisional
    assert found.start


def test_a_day_in_a_year_without_a_notice_is_provisional():
    year = calendar().known_until.year
    assert publication_due("general", date(year, 12, 20), rules(), calendar()).due.provisional
    with pytest.raises(BadInput, match="budget"):
        publication_due("weather", date(2026, 1, 1), rules(), calendar())


def test_guide_and_catalogue_name_what_they_lack():
    complete = dict.fromkeys(guide_elements(), "有")
    assert guide_requirements(complete) == ()
    assert [r.text for r in guide_requirements({**complete, "传真号码": ""})] == ["政府信息公开指南缺少：传真号码。"]
    assert len(guide_requirements({})) == 9
    assert len(entry_requirements({"索引": "1"})) == 3
