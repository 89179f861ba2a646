"""Numbers of somebody in every class of writing: other signs, signs between, breaks, prefixes, files and addresses, run
together, within longer numbers; and the classes of figures that only look like them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.proofing import Finding, Severity, check, plain
from tests.proofing import generated, signs, writings

ON = date(2026, 11, 26)
NUMBER = generated.resident_id("140105", date(1985, 11, 12), 40)
WITH_X = generated.resident_id("140105", date(1985, 11, 12), 43)
MOBILE, CARD = "13812345678", "6222021234567894"
PERSONAL = ("PII001", "PII004", "PII006", "PII012")


def of(text: str, *codes: str) -> list[Finding]:
    return [found for found in check(plain(text), on=ON) if found.code in codes]


def loud(text: str) -> list[tuple[str, str]]:
    found = (item for item in of(text, *PERSONAL) if item.severity is not Severity.HINT)
    return [(item.code, text[item.start : item.end]) for item in found]


@pytest.mark.parametrize("sort", signs.FIGURES)
def test_numbers_in_other_signs(sort: str) -> None:
    number, mobile, card = (signs.in_signs(plainly, sort) for plainly in (WITH_X, MOBILE, CARD))
    text = f"身份证号：{number}。王五 {mobile[:3]} {mobile[3:7]} {mobile[7:]}；本人电话：{mobile}，银行卡号{card}"
    places = {(item.code, text[item.start : item.end]) for item in of(text, *PERSONAL)}
    grouped = f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"
    assert places == {("PII001", number), ("PII004", grouped), ("PII004", mobile), ("PII006", card)}


CLASSES = [
    ("家长电话1③8１2三45⑥78", "PII004", "signs of several sorts"),
    ("一三八-一二三四-五六七八，代办证件", "PII004", "numerals in the groups of a telephone's number"),
    ("微❤：①⑤③⑤⑥⑥③⑨⑧⑥④，代办补贴", "PII004", "signs in which nobody counts hide a number"),
    *((f"王五{WITH_X[:17]}{letter}", "PII001", "printed for the X") for letter in "xХ×Χ✕Ⅹⅹ乂✗"),
    (f"王五{WITH_X[:17]}*", "PII013", "a masked check digit can be reckoned"),
    ("王五，1988年3月7日出生，33010619******2510", "PII013", "the day that a mask hides stands beside it"),
    ("王五 330106198*****2510", "PII013", "five digits are hidden"),
    (f"收款人____王五____卡号____{CARD}____", "PII006", "lines to write on"),
    (f"限期整改，由财政局督办。\n银 行 账 号\n{' '.join('62226264047217195')}", "PII006", "boxes, words spread"),
    (f"身 份 证 号\n{' '.join(NUMBER)}\n民 族 汉", "PII001", "boxes, words spread"),
    (f"手 机 号 码\n{' '.join(MOBILE)}\n住 址", "PII004", "boxes, words spread"),
    (f"身份证号：{NUMBER[:6]}\n　　{NUMBER[6:14]}\n　　{NUMBER[14:]}", "PII001", "lines with indents"),
    (f"参会回执 王五 电话 {MOBILE[:3]}\r\n\t{MOBILE[3:]}", "PII004", "a line's end with an indent"),
    *(
        (f"请联系家长王五{prefix}{MOBILE}。", "PII004", f"behind {prefix}")
        for prefix in (
            "0",
            "86",
            "+86-",
            "0086-",
            "（+86）",
            "+86(0)",
            "tel:+86-",
            "sms:",
            "TEL;CELL:",
            "17951",
            "12593",
        )
    ),
    (f"外地拨打请加0：0{MOBILE}（汪明）", "PII004", "a zero for calls from elsewhere"),
    (f"电话：0351-7690919，{MOBILE}", "PII004", "behind a telephone of a house"),
    (f"已上传：录音-{MOBILE}-20240\n612.amr", "PII004", "a recording's name"),
    (f"20240612_{MOBILE}.m4a", "PII004", "a recording's name"),
    (f"D:\\低保\\王五{NUMBER}\\户口本.jpg", "PII001", "a folder's name"),
    (f"https://a.cn/r.do?phone={MOBILE}&t=1", "PII004", "a question to a program"),
    (f"https://a.cn/u/{MOBILE}", "PII004", "a part of an address, as a hint"),
    (f'{{"name":"王五","mobile":"{MOBILE}"}}', "PII004", "JSON"),
    (f"请将电子版发至wang{MOBILE}@139.com", "PII004", "a mailbox"),
    (f"1王五{NUMBER}{MOBILE}247元", "PII004", "tabs that were lost"),
    (f"1王五{WITH_X}电话{MOBILE}247元", "PII004", "tabs that were lost"),
    (f"王五{NUMBER}2000元", "PII001", "tabs that were lost"),
    (f"王五{NUMBER}{CARD}", "PII006", "tabs that were lost"),
    (f"电话{MOBILE}13912345678", "PII004", "two numbers in one"),
    (f"纳税人识别号：{NUMBER}01", "PII001", "a sole trader's tax number, as a hint"),
    (f"残疾人证号{NUMBER}43", "PII001", "a disabled person's card"),
    (f"医师资格证书编码：200933110{NUMBER}", "PII001", "a doctor's certificate"),
    (f"特种设备作业人员证编号TS6{NUMBER}", "PII001", "an operator's certificate"),
    (f"姓名\t编号\t村\n王五\t{MOBILE}\t东村\n李四\t13912345678\t西村", "PII004", "编号 beside a name's column"),
    (f"姓名\t补助金额（元）\n王五\t{MOBILE}\n李四\t500", "PII004", "nobody is paid so much"),
    (f"拨打{MOBILE}元旦期间不休", "PII004", "元旦 is no unit"),
]


@pytest.mark.parametrize(("text", "code", "why"), CLASSES, ids=lambda value: str(value)[:30])
def test_a_class_of_writing(text: str, code: str, why: str) -> None:
    found = of(text, code)
    assert found, f"{why}: {text}"
    assert ("hint" in why) == all(item.severity is Severity.HINT for item in found), f"{why}: {text}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("路灯控制箱编号：13785847375、18349357460、15270453805，请按编号报修。", "a list behind one label"),
        ("设备编码：\n13785847375\n18349357460", "a list of lines behind one label"),
        ("项目\t金额（元）\n国有资产总额\t14780031553\n负债总额\t2301306790", "a column of amounts"),
        ("国有资产\t14780031553\n净资产\t13780031553", "a row that is named, without heads"),
        ("货币资金 13785847375 15296627112", "large figures of one row"),
        ("姓名\t学号\t成绩\n王五\t18012345678\t90.5\n李四\t18012345679\t80.5", "a code of persons, no telephone"),
        ("https://www.a.gov.cn/c/2023/t20230101_13812345678.html", "a page's name"),
        (f"受理编号：{NUMBER[:14]}000123", "a region, a day and an order"),
        ("第一二三四五六七八九十期，二〇二三年一月一日至二〇二四年十二月三十一日", "numerals that count"),
        ("1 邓** 37152219******8654 6712元", "six digits are hidden"),
        ("5 李× 3415231977******14 白塔子村 5906元", "six others"),
        ("ETC卡号 2884 6335 0150 2213 2966", "no prefix within a longer number"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_class_of_figures_that_is_nobodys(text: str, why: str) -> None:
    assert loud(text) == [], why


_PREFIXES = ("", "", "", "+86 ", "0086-", "86-", "tel:", "（86）")


@settings(max_examples=120)
@given(st.data(), generated.resident_ids, generated.mobiles, st.sampled_from(tuple(signs.FIGURES)))
def test_any_form_with_any_separator_in_any_context(data: st.DataObject, number: str, mobile: str, sort: str) -> None:
    gap = data.draw(st.sampled_from(("", *writings.GROUPING[:-1])))
    groups = data.draw(st.sampled_from(((6, 8, 4), (6, 4, 4, 4), (18,))))
    written = signs.in_signs(writings.cut(number, groups, gap), sort)
    called = signs.in_signs(writings.cut(mobile, data.draw(st.sampled_from(((3, 4, 4), (11,)))), gap), sort)
    around = data.draw(
        st.sampled_from(("居民王五身份证号：{}。手机：{}{}，特此公示", "张三\t身份证{}\t电话{}{}\t东村"))
    )
    text = around.format(written, data.draw(st.sampled_from(_PREFIXES)), called)
    for code, expected in (("PII001", written), ("PII004", called)):
        places = [(item.start, item.end) for item in of(text, code)]
        start = text.index(expected)
        assert any(first < start + len(expected) and last > start for first, last in places), (code, text)


@pytest.mark.parametrize("seed", range(12))
def test_balances_codes_and_lists_say_nothing(seed: int) -> None:
    text = signs.ledger(seed)
    assert loud(text) == [], text
