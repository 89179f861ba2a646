"""Citations: read, written in Chinese, and never of a law nobody entered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.citation import Citation, chinese_number, cite, laws
from gongkai.statute.errors import BadInput, UnknownLaw

DIGITS = "零一二三四五六七八九"
SOME = st.none() | st.integers(1, 120)


@pytest.mark.parametrize(
    ("written", "short", "full"),
    [
        ("regulation:33¶2", "条例第三十三条第二款", "《中华人民共和国政府信息公开条例》第三十三条第二款"),
        ("regulation:36(3)", "条例第三十六条第（三）项", "《中华人民共和国政府信息公开条例》第三十六条第（三）项"),
        (
            "reconsideration_law:23¶1(4)",
            "行政复议法第二十三条第一款第（四）项",
            "《中华人民共和国行政复议法》第二十三条第一款第（四）项",
        ),
        ("fee_rules:", "信息处理费办法", "《政府信息公开信息处理费管理办法》"),
    ],
)
def test_forms(written, short, full):
    citation = cite(written)
    assert (str(citation), citation.full, citation.key) == (short, full, written)


@given(SOME, SOME, SOME)
def test_what_is_written_is_read_back(article, paragraph, item):
    citation = Citation("regulation", article, paragraph, item)
    assert cite(citation.key) == citation


@pytest.mark.parametrize("written", ["regulation", "regulation:33.2", "", "regulation:三", "regulation:33¶", "条例:3"])
def test_other_forms_are_refused(written):
    with pytest.raises(BadInput):
        cite(written)


def test_a_law_nobody_entered_is_refused():
    with pytest.raises(UnknownLaw) as caught:
        cite("no_such_law:1")
    assert caught.value.code == "LAW_UNKNOWN"


@given(st.integers(1, 999))
def test_chinese_numbers_can_be_read_back(number):
    text = chinese_number(number)
    hundreds, _, rest = text.partition("百") if "百" in text else ("", "", text)
    tens, _, ones = rest.removeprefix("零").partition("十") if "十" in rest else ("零", "", rest.removeprefix("零"))
    value = 100 * DIGITS.index(hundreds or "零") + 10 * DIGITS.index(tens or "一") + DIGITS.index(ones or "零")
    assert value == number
    assert not text.endswith("零")


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_numbers_out_of_range(number):
    with pytest.raises(BadInput):
        chinese_number(number)


@pytest.mark.parametrize("law", laws().values(), ids=lambda law: law.key)
def test_laws_are_complete(law):
    assert law.short
    assert law.full
    assert law.verified in {"V2", "V1", "DERIVED", "UNVERIFIED"}
    assert law.effective_to is None or law.effective_from < law.effective_to
