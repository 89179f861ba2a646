"""Reading registers as offices keep them, and refusing what is none with a sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest

from gongkai.casework.register_dates import Unreadable, read_amount, read_day, read_period
from gongkai.casework.register_fields import COLUMNS, LABELS, column_of
from gongkai.casework.register_file import read_register
from gongkai.casework.register_sheets import MOST_ROWS, UnreadableRegister
from gongkai.casework.register_words import OUTCOMES, VOCABULARIES, BadMapping, Unknown, read_mapping
from gongkai.statute.report_tables import RESULT_KEYS, TABLE_B
from tests.casework.register_files import as_csv, as_xlsx, table, usual

DAY = date(2023, 5, 6)


# ------------------------------------------------------------------------------- days and amounts


@pytest.mark.parametrize(
    "written",
    [
        "2023-05-06",
        "2023-5-6",
        "2023/5/6",
        "2023.5.6",
        "2023.05.06.",
        "2023年5月6日",
        "2023年05月06号",
        " 2023 年 5 月 6 日 ",
        "２０２３年５月６日",
        "２０２３．５．６",
        "二〇二三年五月六日",
        "二○二三年五月六日",
        "20230506",
        20230506,
        45052,
        45052.75,
        "45052",
        "2023-05-06 10:20:30",
        "2023-05-06T10:20:30",
        "2023年5月6日上午9时",
        "2023/5/6（周六）",
        "2023-05-06 星期六",
        date(2023, 5, 6),
        datetime(2023, 5, 6, 10),  # noqa: DTZ001 (as a spreadsheet gives it)
    ],
)
def test_a_day_in_any_usual_spelling(written: Any) -> None:
    assert read_day(written) == DAY


@pytest.mark.parametrize("day", [(10, 31), (11, 1), (12, 20), (1, 10)])
def test_chinese_numerals_above_ten(day: tuple[int, int]) -> None:
    han = {1: "一", 10: "十", 11: "十一", 12: "十二", 20: "二十", 31: "三十一"}
    assert read_day(f"二〇二三年{han[day[0]]}月{han[day[1]]}日") == date(2023, *day)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("5月6日", "没有年份"),
        ("5.6", "没有年份"),
        ("23.5.6", "只有两位"),
        ("2023.5", "认不出"),
        ("2023-02-29", "没有这一天"),
        ("2023-13-01", "没有这一天"),
        ("二〇二三年十十月六日", "没有这一天"),
        ("去年五月", "认不出"),
        ("2023-05-06或者2023-05-07", "认不出"),
        (3, "不是日期"),
        (123456, "不是日期"),
        (True, "不是日期"),
        (None, "不是日期"),
    ],
)
def test_half_a_day_is_no_day(written: Any, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_day(written)


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("2023.5.6-2023.5.20", date(2023, 5, 20)),
        ("2023-05-06至2023-05-20", date(2023, 5, 20)),
        ("2023年5月6日至5月20日", date(2023, 5, 20)),
        ("2023年5月6日起至2023年5月20日止", date(2023, 5, 20)),
        ("2023.5.6—5.20", date(2023, 5, 20)),
        ("20230506～20230520", date(2023, 5, 20)),
        ("2023-05-06", None),
        (45052, None),
    ],
)
def test_a_period(written: Any, until: date | None) -> None:
    assert read_period(written) == (DAY, until)


def test_an_amount_is_whole_yuan() -> None:
    assert [read_amount(each) for each in (100, 100.0, "100元", "￥1,200.00", "１００")] == [100, 100, 100, 1200, 100]
    for wrong in ("免收", "12.5", -3, 1.5, ""):
        with pytest.raises(Unreadable):
            read_amount(wrong)


# ------------------------------------------------------------------------------- words


@pytest.mark.parametrize("row", [row for row in TABLE_B if row.key in RESULT_KEYS], ids=lambda row: row.key)
def test_every_outcome_in_full_with_and_without_its_number(row: Any) -> None:
    bare = row.label.lstrip("0123456789.")
    for words in (row.full_label, row.label, bare, row.group[3:] + bare, OUTCOMES.official[row.key]):
        assert OUTCOMES.read(words) == row.key, words


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("予以公开", "open"),
        ("已主动公开", "open"),
        ("部分公开", "partial"),
        ("信息不存在", "na_none"),
        ("非本机关", "na_none"),
        ("商业秘密", "no_third"),
        ("过程性信息", "no_process"),
        ("逾期不补正", "ot_nocorrect"),
        ("申请人撤回", "withdrawn"),
        ("办理中", "undecided"),
    ],
)
def test_usual_short_wordings(words: str, key: str) -> None:
    assert OUTCOMES.read(words) == key


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("部分公开了", "（二）部分公开"),
        ("信访类申请", "信访举报投诉类申请"),
        ("告知不属于本机关", "本机关不掌握相关政府信息"),
        ("不予公开", "属于国家秘密"),
        ("不予公开（国家秘密）", "属于国家秘密"),
        ("无法提供", "没有现成信息需要另行制作"),
        ("已答复", "予以公开"),
    ],
)
def test_a_near_miss_is_suggested_and_never_taken(words: str, near: str) -> None:
    found = OUTCOMES.read(words)
    assert isinstance(found, Unknown)
    assert near in str(found)


def test_no_wording_means_two_things() -> None:
    for key, vocabulary in VOCABULARIES.items():
        assert not vocabulary.known.keys() & vocabulary.vague.keys(), key
        for meaning, words in vocabulary.official.items():
            assert vocabulary.read(words) == meaning


def test_every_column_is_found_by_each_of_its_names() -> None:
    for column in COLUMNS:
        for name in (column.label, *column.also):
            assert column_of(name) is not None
            assert column_of(name)[0] == column.key, name  # type: ignore[index]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("收到日期/受理日期", "received_on"),
        ("申请人/姓名", "name"),
        ("所需信息\n内容描述", "wanted"),
        ("收费金额（元）", "fee_amount"),
        ("复议/诉讼结果", "dispute"),
        ("申请内容（摘要）", "wanted"),
        ("证件号码 ", "identity_number"),
        ("＊申请人类型", "kind"),
    ],
)
def test_usual_headings(heading: str, key: str) -> None:
    assert column_of(heading) is not None
    assert column_of(heading)[0] == key  # type: ignore[index]


def test_an_office_declares_its_own_words() -> None:
    words = "对照:\n  办理结果:\n    给了: 予以公开\n  申请人类型: {法人: 商业企业}\n"
    text = f"列名:\n  信息名称: 所需信息\n{words}空白: {{申请方式: 当面}}"
    found = read_mapping(text)
    assert column_of("信息名称", found.columns) == ("wanted", -1)
    assert OUTCOMES.read("给了", found.words["outcome"]) == "open"
    assert VOCABULARIES["kind"].read("法人", found.words["kind"]) == "business"
    assert found.blanks == {"channel": "counter"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("对照: [", "不是正确的YAML"),
        ("对照表: {}", "只有“列名”“对照”“空白”三部分"),
        ("对照: {办理结果: {给了: 好的}}", "没有“好的”这一写法"),
        ("对照: {备注: {一: 二}}", "不是有固定写法的列"),
        ("空白: {办理结果: 予以公开}", "不能指定“办理结果”"),
        ("列名: {信息: 没有这列}", "不是本系统的列"),
        ("对照: 给了", "逐行写作"),
        ("a" * 20_001, "超过20000字"),
        ("!!python/object/apply:os.system [ls]", "不是正确的YAML"),
    ],
)
def test_a_wrong_declaration_says_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(BadMapping, match=why):
        read_mapping(text)


# ------------------------------------------------------------------------------- whole files


def cells_of(data: bytes) -> list[dict[str, Any]]:
    return [dict(row.cells) for row in read_register(data).rows]


@pytest.mark.parametrize(
    "data",
    [
        as_csv(table(usual())),
        as_csv(table(usual()), "utf-8"),
        as_csv(table(usual()), "gb18030"),
        as_csv(table(usual()), "utf-16"),
        as_csv(table(usual()), delimiter="\t"),
        as_csv(table(usual()), delimiter=";"),
        as_xlsx(table(usual())),
    ],
    ids=["csv with mark", "csv", "GB18030", "UTF-16", "tabs", "semicolons", "xlsx"],
)
def test_the_same_rows_from_every_format(data: bytes) -> None:
    assert cells_of(data) == [usual()]


def test_columns_in_any_order_under_a_title_with_strangers_between() -> None:
    keys = sorted(usual(), reverse=True)
    rows = [["明湖区2022年依申请公开台账"], [], [*(LABELS[key] for key in keys), "心情"]]
    rows += [[*(usual()[key] for key in keys), "好"], ["合计", "1件"], ["填表人：某某"]]
    found = read_register(as_xlsx(rows))
    assert dict(found.rows[0].cells) == usual()
    assert found.rows[0].place == "“台账”第4行"
    assert any("“心情”" in note for note in found.notes)
    assert sum("合计或者说明" in note for note in found.notes) == 2


def test_a_header_of_two_rows_with_merged_groups() -> None:
    top = ["编号", "收到日期", "申请方式", "申请人", "", "所需信息", "补正", "", "办理结果", "答复日期"]
    below = ["", "", "", "姓名", "类型", "", "告知日期", "收到日期", "", ""]
    row = [
        "明公开1号",
        "2022-03-07",
        "当面",
        "甄不存",
        "自然人",
        "甲",
        "2022-03-10",
        "2022-03-18",
        "予以公开",
        "2022-04-01",
    ]

    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 3, 0, 4, "申请人")
        sheet.merge_range(0, 6, 0, 7, "补正")
        sheet.merge_range(0, 0, 1, 0, "编号")

    (found,) = cells_of(as_xlsx([top, below, row], more=merge))
    assert found["kind"] == "自然人"
    assert found["name"] == "甄不存"
    assert (found["correction_asked_on"], found["corrected_on"]) == ("2022-03-10", "2022-03-18")
    assert found["received_on"] == "2022-03-07"


def test_the_better_name_wins_when_two_columns_could_be_meant() -> None:
    rows = table(usual())
    rows[0].append("登记日期")
    rows[1].append("2022-03-08")
    found = read_register(as_csv(rows))
    assert found.rows[0].cells["received_on"] == "2022-03-07"
    assert any("登记日期" in note for note in found.notes)


def test_a_sheet_for_each_year_and_the_hidden_and_the_explaining_left_aside() -> None:
    def more(book: Any, _: Any) -> None:
        for name in ("2023年", "示例（不导入）", "旧稿", "说明页"):
            sheet = book.add_worksheet(name)
            rows = table(usual(number=f"{name}001号")) if name != "说明页" else [["请看这里"]]
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == "旧稿":
                sheet.hide()

    found = read_register(as_xlsx(table(usual()), more=more))
    assert [row.cells["number"] for row in found.rows] == ["明公开〔2022〕001号", "2023年001号"]
    assert any("隐藏的工作表“旧稿”" in note for note in found.notes)
    assert any("“说明页”没有台账的表头" in note for note in found.notes)


def test_days_and_numbers_as_a_spreadsheet_stores_them() -> None:
    (found,) = cells_of(as_xlsx(table(usual(received_on=date(2022, 3, 7), telephone=13800000000))))
    assert read_day(found["received_on"]) == date(2022, 3, 7)
    assert found["telephone"] == 13800000000


def test_a_computed_cell_is_known_as_one() -> None:
    rows = table(usual(ordinal=1))
    places = {heading: place for place, heading in enumerate(rows[0])}

    def more(_: Any, sheet: Any) -> None:
        sheet.write_formula(1, places["收到日期"], "=TODAY()", None, 45000)
        sheet.write_formula(1, places["序号"], "=ROW()-1", None, 1)

    (row,) = read_register(as_xlsx(rows, more=more)).rows
    assert row.computed == {"received_on", "ordinal"}


# ------------------------------------------------------------------------------- what is no register


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WITHOUT_TWO = [[heading for heading in table(usual())[0] if heading not in {"申请方式", "所需信息"}], ["1"] * 9]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (b" \n ", "文件是空的"),
        (b"%PDF-1.7 ...", "这是PDF文件"),
        (b"\x89PNG\r\n\x1a\n", "这是图片"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "设有打开密码"),
        (OLE, "旧版的.xls"),
        (b"PK\x03\x04 broken", "已经损坏"),
        (zipped(word__document=b"<a/>"), "不是XLSX表格"),
        (as_xlsx(table(usual()))[:-400], "已经损坏"),
        (bytes(range(256)) * 20, "不是表格|认不出文件的文字编码"),
        ("今天天气很好。\n明天也很好。".encode(), "没有找到台账的表头"),
        (as_xlsx([[]]), "没有找到台账的表头"),
        (as_csv(table()), "没有任何一行申请"),
        (as_csv(WITHOUT_TWO), "缺少：申请方式、所需信息（找到了编号、"),
        (b'a,b,c\n"' + b"x" * 200_000, "引号或者换行不对"),
        (as_csv([["a", "b"]] * (MOST_ROWS + 1)), f"最多{MOST_ROWS}行"),
    ],
)
def test_what_is_no_register_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableRegister, match=sentence) as refused:
        read_register(data)
    assert refused.value.code == "REGISTER_UNREADABLE"


def test_a_million_rows_are_refused_before_they_are_laid_out() -> None:
    row = "<row r='%d'><c r='A%d'><v>1</v></c></row>"
    sheet = "".join(row % (number, number) for number in range(1, 1_000_001))
    whole = zipfile.ZipFile(io.BytesIO(as_xlsx(table(usual()))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in whole.infolist():
            content = whole.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                content = content[: content.index(b"<sheetData>") + 11] + sheet.encode() + b"</sheetData></worksheet>"
            archive.writestr(member.filename, content)
    with pytest.raises(UnreadableRegister, match=f"最多{MOST_ROWS}行"):
        read_register(out.getvalue())


def test_merged_cells_among_the_rows_are_named() -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range(1, 1, 2, 1, "2022-03-07")

    with pytest.raises(UnreadableRegister, match="第2至3行的“收到日期”是合并的单元格"):
        read_register(as_xlsx(table(usual(), usual(number="明公开〔2022〕002号")), more=merge))


def test_a_register_that_is_only_on_a_hidden_sheet_says_so() -> None:
    def more(book: Any, sheet: Any) -> None:
        book.add_worksheet("封面").activate()
        sheet.hide()

    with pytest.raises(UnreadableRegister, match="工作表“台账”是隐藏的，请取消隐藏"):
        read_register(as_xlsx(table(usual()), more=more))
