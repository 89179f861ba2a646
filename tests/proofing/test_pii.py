"""Personal data: found however it is written, and nothing found in official text that is full of other numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.proofing import Block, BlockKind, Finding, Severity, Text, check, plain, read_html
from tests.proofing import generated

ON = date(2026, 11, 26)
AROUND = ("{}", "张三，身份证号：{}，本人签字。", "1.{}", "（{}）", "证件{}号", "李四 {} 男", "https://a.cn/?id=1 {}")


def of(text: str, code: str) -> list[Finding]:
    return [found for found in check(plain(text), on=ON) if found.code == code]


def covers(content: str, found: list[Finding], written: str) -> bool:
    """Whether a finding stands exactly on the number."""
    return any(content[item.start : item.end] == written for item in found)


@given(st.data(), generated.resident_ids, st.sampled_from(AROUND))
def test_an_identity_number_is_found_in_any_width_and_spacing(data: st.DataObject, number: str, around: str) -> None:
    written = data.draw(generated.spaced(number, (6, 8, 4)))
    text = around.format(written)
    found = [item for item in of(text, "PII001") if item.severity is Severity.ERROR]
    assert covers(text, found, written)


@given(generated.resident_ids, st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_needs_the_word(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert of(wrong, "PII001") == []
    shaped = number[:17] + ("0" if number[17] != "0" else "1")
    assert [item.severity for item in of(f"身份证号码：{shaped}", "PII002")] == [Severity.WARNING]
    assert of(f"受理编号：{shaped}", "PII002") == []


@given(
    generated.mobiles,
    st.sampled_from(("", " ", "-", ".", "　", "－")),
    st.sampled_from(("", "+86", "0086", "86-", "（+86）")),
)
def test_a_mobile_number_is_found_with_separators_and_prefix(number: str, gap: str, prefix: str) -> None:
    written = gap.join((number[:3], number[3:7], number[7:]))
    for text in (f"申请人电话：{prefix}{written}。", f"王五 {prefix}{written}"):
        found = [item for item in of(text, "PII004") if item.severity is Severity.WARNING]
        assert covers(text, found, written), text


@given(generated.cards, st.sampled_from(("", " ", "-", "　")))
def test_a_card_is_found_by_its_issuer_or_its_name(number: str, gap: str) -> None:
    written = gap.join(number[at : at + 4] for at in range(0, len(number), 4))
    for text in (f"银行卡号：{written}", f"张三 {written}", f"一卡通账号{written}（农行）"):
        assert covers(text, of(text, "PII006"), written), text
    assert of(f"户名：明湖区财政局，账号：{written}", "PII006") == []


@pytest.mark.parametrize("make", [generated.directory, generated.budget, generated.numbers], ids=lambda f: f.__name__)
@pytest.mark.parametrize("seed", range(4))
def test_official_text_full_of_numbers_is_clean(make: object, seed: int) -> None:
    text = make(seed)  # type: ignore[operator]
    loud = [
        (item.code, text[max(item.start - 20, 0) : item.end + 5])
        for item in check(plain(text), on=ON)
        if item.severity is not Severity.HINT
    ]
    assert loud == []


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("申请人可拨打咨询电话13812345678", Severity.HINT),
        ("学生报名须携带本人身份证，报名电话：13812345678", Severity.HINT),
        ("请考生携带本人身份证，联系电话：13812345678", Severity.HINT),
        ("柳林镇河长：李建国，13812345678", Severity.HINT),
        ("申请人：王五，联系电话：13812345678", Severity.WARNING),
        ("王五，男，联系电话13812345678", Severity.WARNING),
        ("患者家属电话：13812345678", Severity.WARNING),
        ("王五13812345678", Severity.WARNING),
        ("咨询电话：12345、0351-7654321、400-812-3456", None),
    ],
)
def test_whose_a_mobile_number_is(text: str, weight: Severity | None) -> None:
    found = of(text, "PII004")
    assert [item.severity for item in found] == ([weight] if weight else [])
    assert all(("单位公开的号码" in item.message) == (weight is Severity.HINT) for item in found)


NUMBER = generated.resident_id("140105", date(1985, 11, 12), 43)


CARD = "6222021234567894"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"学籍号G{NUMBER}", "PII001"),
        ("联系电话\n13812\n345678\n家庭住址", "PII004"),
        ("乙方吕静 138\n12345678 另有两人", "PII004"),
        (f"4. 许华明 {NUMBER}/13812345678", "PII004"),
        (f"1,许华明,{NUMBER},13812345678,播种机", "PII004"),
        (f"1,许华明,{NUMBER},45791,{CARD}", "PII006"),
        ("村务监督委员会主任周涛，电话13812345678。", "PII004"),
        ("公示期间咨询萧霞波：008613812345678", "PII004"),
        (f"由财政局直接划入城关支行卡{CARD}内", "PII006"),
        ("补偿款汇入5240946833324513。", "PII006"),
        ("银行账号\n5187106350666573\n经办人签字", "PII006"),
        (f"郑莲远 中国银行青山路支行 {CARD}\n单位基本户账号：见下", "PII006"),
        ('{"name":"郑某","bank":"5522451248708813","area":1}', "PII006"),
        (f"已更正：林霞 {CARD[:7]}\n{CARD[7:]} 农村商业银行", "PII006"),
    ],
)
def test_ways_of_writing_that_others_came_upon(text: str, code: str) -> None:
    assert [item.code for item in check(plain(text), on=ON) if item.code == code] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "IC卡卡号段6402052135241763至6400367541917384停用换发。",
        "1,234,13812345678元",
        "气温 9051408 93.751 116.18 73\n53658 2019071508 46.7 385.92 15",
        "户名：明湖区财政局 开户行：建设银行 账号：5240946833324513",
        "设备序列号AB14010519851112433X",
    ],
)
def test_and_what_only_looks_like_them(text: str) -> None:
    assert [item for item in check(plain(text), on=ON) if item.code in {"PII001", "PII004", "PII006"}] == []


def test_a_roster_is_one_finding_wherever_its_cells_stand() -> None:
    rows = [("姓名", "身份证号", "联系电话"), ("张三", NUMBER, "13812345678"), ("李四", NUMBER, "13912345678")]
    barred = "\n".join("|" + "|".join(row) + "|" for row in rows)
    page = "<table>" + "".join("<tr><td>" + "</td><td>".join(row) + "</td></tr>" for row in rows) + "</table>"
    for text in (plain(barred), plain("\n".join(",".join(row) for row in rows)), read_html(page)):
        found = check(text, on=ON)
        assert [item.code for item in found] == ["PII012"]
        assert "身份证号、联系电话" in found[0].message
    hidden = [(*row[:1], row[1][:6] + "********" + row[1][14:], "") if at else row for at, row in enumerate(rows)]
    assert check(plain("\n".join("|" + "|".join(row) + "|" for row in hidden)), on=ON) == []


def test_a_cell_is_read_with_the_head_of_its_column() -> None:
    def table(head: str, word: str) -> Text:
        cells = (Block(head, 0, BlockKind.CELL, 1, 1, 1), Block(word, 20, BlockKind.CELL, 1, 2, 1, label=head))
        return Text(cells)

    assert [item.code for item in check(table("家庭住址", "柳林镇东村三组12号"), on=ON)] == ["PII009"]
    assert check(table("单位地址", "柳林镇东村三组12号"), on=ON) == []
    assert [item.severity for item in check(table("咨询电话", "13812345678"), on=ON)] == [Severity.HINT]
    assert check(table("索引号", NUMBER), on=ON)[0].severity is Severity.HINT


def test_hidden_text_and_markup_within_a_number_do_not_hide_it() -> None:
    page = f'<p>身份证<b>{NUMBER[:6]}</b>&nbsp;<span style="display:none">{NUMBER[6:]}</span>。</p><!-- {NUMBER} -->'
    found = check(read_html(page), on=ON)
    assert [item.code for item in found] == ["PII001"]
    assert page[found[0].start :].startswith(NUMBER[:6])
    assert page[: found[0].end].endswith(NUMBER[6:])
