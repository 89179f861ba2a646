"""Titles are parted where their meaning allows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.typeset.lines import broken, measure

MARKS = "，。、；：？！）》”的"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("政府信息公开申请答复书", 19.5, ("政府信息公开申请答复书",)),
        (
            "明湖经济技术开发区管理委员会社会事业和人力资源保障局",
            20,
            ("明湖经济技术开发区管理委员会", "社会事业和人力资源保障局"),
        ),
        (
            "关于不予公开《明湖区2022年招生方案》的政府信息公开告知书",
            19.5,
            ("关于不予公开《明湖区2022年招生方案》的", "政府信息公开告知书"),
        ),
    ],
)
def test_titles_that_offices_write(text, width, lines):
    assert broken(text, width) == lines


def test_a_title_longer_than_four_lines_is_left_to_the_page():
    assert broken("中" * 100, 19.5) == ("中" * 100,)


@given(st.text(alphabet="政府信息公开的，。《》“”（）2023a关于、", max_size=78))
def test_nothing_is_lost_no_line_is_too_wide_and_no_mark_begins_one(text):
    lines = broken(text, 19.5)
    assert "".join(lines) == text
    if len(lines) > 1:
        assert all(measure(line) <= 19.5 for line in lines)
        assert not any(line.startswith(tuple(MARKS)) for line in lines[1:])
        assert not any(line.endswith(("《", "“", "（")) for line in lines[:-1])
