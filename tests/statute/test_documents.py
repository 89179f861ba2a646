"""Documents: numbers, index numbers, genres, attribute, validity, metadata."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.documents import (
    Attribute,
    DocumentNumber,
    Genre,
    OrderNumber,
    Validity,
    attribute_requirements,
    corrected_number,
    evaluation_from,
    genre_of,
    index_number,
    latest_validity,
    metadata_requirements,
    number_problems,
    parse_number,
    parse_order,
    validity,
)
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import rules

CODES = st.text(alphabet="明湖政办发规函公开教农字", min_size=1, max_size=8)


@given(CODES, st.integers(1949, 2099), st.integers(1, 9999))
def test_a_number_is_read_back(code, year, serial):
    number = DocumentNumber(code, year, serial)
    assert parse_number(str(number)) == number
    assert number_problems(str(number)) == ()


@given(CODES, st.integers(1949, 2099), st.integers(1, 999), st.sampled_from(["[]", "()", "（）", "【】", "［］"]))
def test_wrong_brackets_are_named_and_corrected(code, year, serial, pair):
    written = f"{code}{pair[0]}{year}{pair[1]}第0{serial}号"
    assert len(number_problems(written)) == 3
    assert corrected_number(written) == DocumentNumber(code, year, serial)
    with pytest.raises(BadInput, match="六角括号") as caught:
        parse_number(written)
    assert caught.value.code == "DOCUMENT_NUMBER"


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text):
    problems = number_problems(text)
    if problems:
        with pytest.raises(BadInput):
            parse_number(text)
    else:
        assert str(parse_number(text)) == text


def test_orders():
    assert parse_order("明湖市人民政府令第12号") == OrderNumber("明湖市人民政府", 12)
    assert str(parse_order("明湖市人民政府令第12号")) == "明湖市人民政府令第12号"
    for wrong in ("明湖市人民政府令12号", "令第1号", "明湖市人民政府令第012号"):
        with pytest.raises(BadInput):
            parse_order(wrong)


def test_index_numbers():
    pattern = rules().value("index_number_pattern", date(2026, 1, 1))
    assert index_number(pattern, organisation="12620600MB0523338C", year=2025, serial=4735) == (
        "12620600MB0523338C/2025-04735"
    )
    for wrong, parts in ((("{organisation}/{year}"), {"organisation": "x", "year": 2025}), ("{agency}-{serial}", {})):
        with pytest.raises(BadInput):
            index_number(wrong, serial=1, **parts)
    with pytest.raises(BadInput):
        index_number(pattern, organisation="x", year=2025, serial=0)


def test_genres():
    assert len(Genre) == 15
    assert genre_of("明湖区人民政府关于做好防汛工作的通知") is Genre.NOTICE
    assert genre_of("关于加强管理的意见（试行）") is Genre.OPINION
    assert genre_of("明湖市人民政府令") is Genre.ORDER
    assert genre_of("区政府常务会议纪要") is Genre.MINUTES
    assert genre_of("明湖区养犬管理办法") is None


def test_attribute_set_when_drafted():
    codes = [r.code for r in attribute_requirements(None, "", policy=False)]
    assert codes == ["ATTRIBUTE_MISSING"]
    assert attribute_requirements(Attribute.PROACTIVE, "", policy=True) == ()
    assert [r.code for r in attribute_requirements(Attribute.ON_REQUEST, " ", policy=True)] == ["ATTRIBUTE_REASON"]
    withheld = attribute_requirements(Attribute.WITHHELD, "涉及国家秘密", policy=True)
    assert [r.code for r in withheld] == ["ATTRIBUTE_REVIEW"]
    assert attribute_requirements(Attribute.WITHHELD, "理由", policy=True, reviewed_by_disclosure_office=True) == ()
    assert attribute_requirements(Attribute.WITHHELD, "理由", policy=False) == ()
    assert [a.label for a in Attribute] == ["主动公开", "依申请公开", "不予公开"]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2023, 12, 31), Validity.NOT_YET),
        (date(2024, 1, 1), Validity.IN_FORCE),
        (date(2025, 6, 1), Validity.AMENDED),
        (date(2026, 12, 31), Validity.AMENDED),
        (date(2027, 1, 1), Validity.LAPSED),
        (date(2027, 6, 1), Validity.REPEALED),
    ],
)
def test_validity_by_day(day, state):
    found = validity(
        day,
        effective_on=date(2024, 1, 1),
        valid_until=date(2026, 12, 31),
        amended_on=date(2025, 6, 1),
        repealed_on=date(2027, 6, 1),
    )
    assert found is state
    assert found.label
    assert found.counts_as_in_force == (state in {Validity.IN_FORCE, Validity.AMENDED})


def test_limits_of_normative_documents_are_local():
    law = rules().with_values({"normative_validity_years": 3})
    assert latest_validity("办法", date(2024, 3, 1), law) == date(2027, 2, 28)
    assert evaluation_from(date(2029, 2, 28), rules()) == date(2028, 8, 28)


def test_metadata_of_a_catalogue_entry():
    known = {"index_number": "1", "title": "办法", "issued_by": "区政府", "dated_on": 1, "published_on": 1}
    assert [r.text for r in metadata_requirements(known)] == ["缺少内容概述。"]
    full = {**known, "summary": "概述"}
    assert metadata_requirements(full) == ()
    assert [r.text for r in metadata_requirements(full, normative=True)] == ["缺少发文字号。", "缺少有效性。"]
