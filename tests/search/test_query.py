"""What people type and how texts are cut: nothing of it is an error, and signs, scripts and brackets do not matter."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.search import marking, query, suggest, synonyms, text
from gongkai.search.query import LONGEST, MOST, parse

NAMES = synonyms.names([["低保", "最低生活保障"], ["区政府", "区人民政府"]])


@pytest.mark.parametrize(
    ("words", "tokens"),
    [
        ("政府，信息", ["政府", "府", "信息", "息"]),
        ("2023年GB/T9704", ["2023", "年", "gb", "t", "9704"]),
        ("臺灣ＡＢ①", ["台湾", "湾", "ab", "1"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_pairs(words: str, tokens: list[str]) -> None:
    assert text.tokens(words) == tokens


@pytest.mark.parametrize(
    "typed",
    ["国办发〔2020〕109号", "国办发[2020]109号", "國辦發（２０２０）第109號", "国办发2020年109号", "国办发 2020 109号"],
)
def test_a_document_number_is_one_in_any_brackets(typed: str) -> None:
    assert parse(typed).number == "国办发〔2020〕109号"


def test_words_quotes_minus_and_other_names_are_understood() -> None:
    asked = parse("低保申请 “一件，事” -暂停  2023年", names=NAMES)
    assert [clause.phrase.tokens for clause in asked.wanted] == [
        ("低保", "保申", "申请"), ("一件", "件", "事"), ("2023", "年")
    ]  # fmt: skip
    assert [phrase.tokens for phrase in asked.unwanted] == [("暂停",)]
    assert asked.other_names == ("最低生活保障申请",)
    assert parse("“低保”", names=NAMES).other_names == ()  # what stands in quotes is meant as it stands
    assert parse("区政府", names=NAMES).other_names == ("区人民政府",)
    assert parse("2026-01-05").wanted[0].phrase.tokens == ("2026",)


@pytest.mark.parametrize("typed", ["", "  ", "“”", "-", "，。！", "\x00", "😀🎉", "--- --", '"""'])
def test_signs_alone_are_no_question(typed: str) -> None:
    assert parse(typed).is_empty


def test_what_is_too_long_is_cut_and_says_so() -> None:
    asked = parse("政务公开" * 2500)
    assert asked.cut
    assert len(asked.words) == LONGEST
    assert parse(" ".join(chr(0x4E00 + n) * 2 for n in range(40))).cut
    assert len(parse(" ".join(chr(0x4E00 + n) * 2 for n in range(40))).wanted) == MOST
    assert not parse("政务公开").cut


@given(st.text(max_size=300))
@example('AND OR NOT "unclosed (a:b)^2~ [x TO y] \\ * ?')
@example("\ud800“-")
@example("ﷺ" * 300)
def test_whatever_is_typed_is_read(typed: str) -> None:
    asked = parse(typed)
    assert len(asked.wanted) <= MOST
    assert all(all(clause.phrase.tokens) for clause in asked.wanted)
    passage = marking.passage(typed, asked)
    assert len("".join(segment.words for segment in passage)) <= marking.PASSAGE + 2
    assert "".join(segment.words for segment in marking.marked(typed, asked)) == typed
    suggest.parts(asked)


@given(st.text(alphabet="政府信息公开，。 2a臺灣", min_size=1, max_size=40), st.data())
def test_a_part_of_a_text_is_cut_as_it_stands_in_the_text(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    assert text.normalise(words[start:]) == text.normalise(words)[start:]


def test_found_words_are_marked_in_the_original() -> None:
    asked = parse("台湾 国办发[2020]109号 g 9704", names=NAMES)
    words = "臺灣：根据国办发（2020）109号和GB/T 9704、19704。"
    found = [segment.words for segment in marking.marked(words, asked) if segment.found]
    assert found == ["臺灣", "国办发（2020）109号", "9704"]


def test_a_passage_shows_the_place_with_the_most_of_it() -> None:
    words = "低保。" + "前" * 400 + "。申请低保，按最低生活保障申请办理。" + "后" * 400
    segments = marking.passage(words, parse("低保 办理", names=NAMES))
    shown = "".join(segment.words for segment in segments)
    assert shown.startswith("…申请低保，按最低生活保障申请办理")
    assert shown.endswith("…")
    assert [segment.words for segment in segments if segment.found] == ["低保", "最低生活保障", "办理"]
    assert "".join(segment.words for segment in marking.passage("甲" * 20, parse("乙"))) == "甲" * 20


def test_the_shipped_names_are_sound() -> None:
    groups = synonyms.shipped_groups()
    assert len(groups) >= 150
    assert synonyms.faults(groups) == []
    assert {"最低生活保障"} <= set(parse("低保").other_names)
    assert {"低保"} <= set(parse("最低生活保障").other_names)
    said = synonyms.faults([["低保"], ["低", "最低生活保障"], ["甲乙", "丙丁"], ["甲乙", "丙丁"]])
    assert len(said) == 3


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("养老服务", "养劳服务", 1), ("养老服务", "养服老务", 1), ("养老", "养老服务", 2), ("甲乙丙", "丁戊己", 3)],
)
def test_the_distance_of_two_words(one: str, other: str, count: int) -> None:
    assert suggest.distance(one, other, 2) == count


def test_the_words_of_a_phrase_can_be_typed_again() -> None:
    for typed in ("低保申请", "2023年", "一 二"):
        for phrase in query.parse(typed, names=synonyms.names([])).phrases():
            assert query.phrase(phrase.words) == phrase
