"""A number of somebody is found however it is written, at its place, and figures that are nobody's are left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.proofing import Finding, Severity, check, plain, read_html
from tests.proofing import generated, writings

ON = date(2026, 11, 26)
NUMBER = generated.resident_id("140105", date(1985, 11, 12), 43)
MOBILE, CARD = "13812345678", "6222021234567894"
NUMBERS = {"PII001", "PII002", "PII003", "PII004", "PII006"}
NEED_SOMEBODY = writings.GROUPING + writings.HIDDEN + writings.PARTING


def of(text: str, code: str) -> list[Finding]:
    return [found for found in check(plain(text), on=ON) if found.code == code]


def stands_on(text: str, code: str, number: str) -> bool:
    """Whether a finding begins and ends where the number does."""
    start = text.index(number)
    return any((found.start, found.end) == (start, start + len(number)) for found in of(text, code))


@settings(max_examples=150)
@given(
    st.data(),
    generated.resident_ids,
    st.sampled_from(("王五（{}）：", "1,王五,{},东村", "居民王五 {} 于当日", "身份证号：{}。")),
)
def test_an_identity_number_in_every_writing(data: st.DataObject, number: str, around: str) -> None:
    written = data.draw(writings.written(number, writings.IDENTITY_GROUPS, NEED_SOMEBODY))
    text = f"经查：\n{around.format(written)}\n特此公示。"
    assert stands_on(text, "PII001", written), text


@settings(max_examples=150)
@given(st.data(), generated.mobiles, st.sampled_from(("家长电话{}，", "王五手机号码：{}。", "用短信通知{}说明")))
def test_a_mobile_number_that_is_called_one_in_every_writing(data: st.DataObject, number: str, around: str) -> None:
    written = data.draw(writings.written(number, writings.MOBILE_GROUPS, NEED_SOMEBODY))
    text = f"经查：\n{around.format(written)}\n特此公示。"
    assert stands_on(text, "PII004", written), text


@settings(max_examples=100)
@given(
    st.data(),
    generated.cards,
    st.sampled_from(("王五的银行卡号：{}，", f"王五 {NUMBER} 农行 {{}}。", "打入本人卡{}账户")),
)
def test_a_card_in_every_writing(data: st.DataObject, number: str, around: str) -> None:
    gaps = writings.GROUPING + writings.HIDDEN
    written = data.draw(writings.written(number, writings.CARD_GROUPS[len(number)], gaps))
    text = f"经查：\n{around.format(written)}\n特此公示。"
    assert stands_on(text, "PII006", written), text


@pytest.mark.parametrize("box", writings.BOXES, ids=lambda box: box[0])
@pytest.mark.parametrize(("code", "number"), [("PII001", NUMBER), ("PII004", MOBILE), ("PII006", CARD)])
def test_a_number_in_boxes(box: tuple[str, str, str], code: str, number: str) -> None:
    text = f"王五的证件、手机、银行卡：{box[0]}{box[1].join(number)}{box[2]}，已核。"
    assert stands_on(text, code, box[1].join(number)), text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"证号{int(NUMBER[:17]):,}{NUMBER[17]}", "PII001"),
        ("有事打①③⑧①②③④⑤⑥⑦⑧", "PII004"),
        ("电话1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "PII004"),
        ("本人电话一三八一二三四五六七八", "PII004"),
        ("监护人孙立 幺三八幺二三四五六七八 已登记", "PII004"),
        (f"身份证号码{NUMBER[:3]}l{NUMBER[4:8].replace('8', 'B')}{NUMBER[8:]}".replace("140l", "14O1"), "PII001"),
        ("本人电话13812345678.0", "PII004"),
        ("本人电话4.13812345678", "PII004"),
        ("家属电话：(138)12345678", "PII004"),
        ("加wx13812345678", "PII004"),
        ("本人电话13812345678vx同号", "PII004"),
        ("用短信通知013812345678", "PII004"),
        ("https://a.cn/cx?mobile=13812345678&code=1", "PII004"),
        (f"第1组：王五，{NUMBER}{MOBILE}，任期两年", "PII001"),
        (f"王五，残疾人证{NUMBER}43", "PII001"),
        ("旧证号140105851112043，新证号见下", "PII003"),
    ],
)
def test_writings_of_their_own(text: str, code: str) -> None:
    assert len(of(text, code)) == 1, check(plain(text), on=ON)


def test_two_telephones_by_a_slash_are_two_and_nothing_is_said_twice() -> None:
    text = f"第1组：王五，电话{MOBILE}/13912345678，证件{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}。"
    found = check(plain(text), on=ON)
    assert [text[item.start : item.end] for item in found if item.code == "PII004"] == [MOBILE, "13912345678"]
    assert len([item for item in found if item.code == "PII001"]) == 1
    assert len(of(f"王五 {NUMBER} {MOBILE}", "PII001")) == 1


def test_a_number_over_cells_and_paragraphs_of_a_page_stands_at_its_place() -> None:
    page = f"<p>身份证号</p><p>{NUMBER[:9]}</p><p>{NUMBER[9:]}</p>"
    found = [item for item in check(read_html(page), on=ON) if item.code == "PII001"]
    assert [page[item.start : item.end] for item in found] == [f"{NUMBER[:9]}</p><p>{NUMBER[9:]}"]


@pytest.mark.parametrize(
    "text",
    [
        "东经133.58991537，北纬47.29547412",
        "2 王五 3602 20140207 4101 319 75466",
        "王五|1500|3000|400|2023",
        "王五，629,422,250，2021/08/19，1327",
        "6228****6245\t2630\t8480\t2020年",
        "全年支出13,952,803,392元，其中教育13,512,803,392元",
        "V1.17.199（2023-07-07）：修复接口",
        "二〇二三年一月一日，第一二三四五六七八九十期",
        "①②③④⑤⑥⑦⑧⑨",
        "银行卡66610616216414371（位数不足）",
        f"错误一：{NUMBER[:17]}{'1' if NUMBER[17] != '1' else '2'}",
    ],
)
def test_what_only_looks_like_a_number(text: str) -> None:
    assert [item for item in check(plain(text), on=ON) if item.code in NUMBERS] == []


def test_five_hundred_texts_full_of_figures_say_nothing() -> None:
    for seed in range(500):
        text = writings.figures(seed)
        loud = [item for item in check(plain(text), on=ON) if item.severity is not Severity.HINT]
        assert [(item.code, text[item.start : item.end]) for item in loud if item.code in NUMBERS] == [], (seed, text)
