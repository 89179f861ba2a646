"""Where words stand, and what looks like personal data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as some

from gongkai.redaction import Kind, find, redact, suggest, words_at
from gongkai.redaction.suggesting import CHECKS, WEIGHTS, is_bank_card, is_resident_id
from tests.conftest import CORPUS
from tests.redaction.generated import TURN_LINES, sample

ID = "110101199003078515"
CARD = "6222021234567890128"


@cache
def typeset(body: str, *, width: int = 240) -> bytes:
    """A page of Chinese text so many points wide."""
    source = (
        f"#set page(width: {width}pt, height: 320pt, margin: 20pt)\n"
        f'#set text(font: "Noto Sans SC", size: 12pt, lang: "zh")\n{body}'
    )
    folder = str(files("pylopdf_fonts_zh_cn"))
    return bytes(typst.compile(source.encode(), format="pdf", font_paths=[folder]))


def text_after(pdf: bytes, terms: Sequence[str]) -> str:
    """What is left to read once the terms are covered."""
    result = redact(pdf, find(pdf, terms), dpi=100)
    with pdfium.PdfDocument(result.data) as made:
        return "".join(made[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    ("body", "term"),
    [
        ("申请人张翼德要求公开", "张翼德"),
        ("申请人张 翼 德要求公开", "张翼德"),
        ("申请人张翼德要求公开", "张　翼德"),
        ("编号ＡＢ１２要求公开", "ab12"),
        ("编号AB12要求公开", "ＡＢ１２"),
        ("申请人 Zhang Yide 要求公开", "zhangyide"),
    ],
)
def test_a_term_is_found_in_every_form(body: str, term: str) -> None:
    pdf = typeset(body)
    (box,) = find(pdf, [term])
    assert box.page == 1
    assert text_after(pdf, [term]) == body[: 2 if body[0] == "编" else 3] + "要求公开"


def test_a_term_that_a_line_end_divides_has_two_boxes() -> None:
    pdf = typeset("一二三四五六七八九十一二三四五六七八九十张翼德申请公开", width=40 + 12 * 12)
    first, second = find(pdf, ["德申请公"])
    assert first.top < second.top
    assert first.left > second.left
    assert text_after(pdf, ["德申请公"]).endswith("九十张翼开")


def test_every_place_is_found_and_none_besides() -> None:
    pdf = typeset("甲乙甲乙\n\n丙丁\n\n甲 乙")
    assert len(find(pdf, ["甲乙"])) == 3
    assert find(pdf, ["戊", "", "  "]) == []
    assert text_after(pdf, ["甲乙"]) == "丙丁"


def test_a_file_in_another_order_than_that_of_reading_is_searched_by_lines() -> None:
    from io import BytesIO

    import pikepdf

    with pikepdf.open(BytesIO(sample("helvetica").pdf)) as pdf:
        orders = b"BT /T 16 Tf 1 0 0 1 90 210 Tm (7394) Tj ET BT /T 16 Tf 1 0 0 1 40 210 Tm (QZXJ) Tj ET"
        pdf.pages[0].obj.Contents = pdf.make_stream(orders)
        made = BytesIO()
        pdf.save(made)
    assert find(made.getvalue(), ["qzxj7394"])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_box_covers_exactly_its_word_however_the_page_is_turned(turn: int) -> None:
    found = sample("helvetica", turn=turn)
    boxes = find(found.pdf, [found.words.secret])
    assert boxes
    assert all(found.line(TURN_LINES["secret"]).holds(box.area.centre) for box in boxes)
    with pdfium.PdfDocument(redact(found.pdf, boxes, dpi=100).data) as pdf:
        left = "".join(pdf[0].get_textpage().get_text_range().split())
    assert sorted(left) == sorted((found.words.above + found.words.below).replace(" ", ""))


def test_words_have_their_text_and_their_boxes() -> None:
    words = words_at(sample("helvetica").pdf)
    assert [word.text for word in words] == ["PUBLIC", "above", "QZXJ-7394", "open", "below"]
    lefts = [word.box.left for word in words]
    assert lefts[1] > lefts[0]
    assert lefts[0] == pytest.approx(lefts[2], abs=0.02)


# ----------------------------------------------------------------------------------- personal data


def numbers(text: str) -> list[tuple[Kind, str]]:
    return [(item.kind, item.text) for item in suggest(typeset(text, width=460))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"身份证号{ID}。", (Kind.RESIDENT_ID, ID)),
        (f"身份证号{ID[:6]} {ID[6:14]} {ID[14:]}。", (Kind.RESIDENT_ID, ID)),
        ("身份证号11010519491231002x。", (Kind.RESIDENT_ID, "11010519491231002x")),
        ("手机13812345678，", (Kind.MOBILE, "13812345678")),
        ("手机138-1234-5678，", (Kind.MOBILE, "13812345678")),
        ("手机１３８１２３４５６７８，", (Kind.MOBILE, "13812345678")),
        ("电话0517-87222589，", (Kind.LANDLINE, "051787222589")),
        ("电话（010）66012399，", (Kind.LANDLINE, "(010)66012399")),
        (f"账号{CARD}，", (Kind.BANK_CARD, CARD)),
        ("账号6222 0212 3456 7890 128，", (Kind.BANK_CARD, CARD)),
        (r"邮箱zhang.san\@example.com，", (Kind.EMAIL, "zhang.san@example.com")),
    ],
)
def test_personal_data_is_proposed(text: str, expected: tuple[Kind, str]) -> None:
    assert numbers(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        f"编号{ID[:-1]}4。",
        "编号110101199013078515。",
        "账号6222021234567890129，",
        "文号12345678901，",
        "金额12812345678.00元，序号9138123456789，",
        "明政办发〔2023〕12号，2023年12月31日，223100",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert numbers(text) == []


def test_a_number_that_a_line_end_divides_is_proposed_with_both_boxes() -> None:
    (item,) = suggest(typeset(f"一二三四五六#box[{ID[:10]}]\\ {ID[10:]}。"))
    assert (item.kind, len(item.boxes)) == (Kind.RESIDENT_ID, 2)


def test_each_kind_has_a_name_that_officers_know() -> None:
    assert len({kind.label for kind in Kind}) == len(Kind)


@given(some.text("0123456789", min_size=3, max_size=3), some.dates())
def test_exactly_one_check_character_of_eleven_is_right(serial: str, born: object) -> None:
    body = "320829" + f"{born:%Y%m%d}".rjust(8, "0") + serial
    right = [check for check in CHECKS if is_resident_id(body + check)]
    assert len(right) == (1 if int(body[6:10]) >= 1850 else 0)
    assert all(
        (sum(int(a) * b for a, b in zip(body, WEIGHTS, strict=True)) + (10 if c == "X" else int(c))) % 11 == 1
        for c in right
    )


@given(some.text("0123456789", min_size=14, max_size=17), some.integers(0, 9))
def test_a_wrong_digit_is_noticed_by_the_check_of_cards(rest: str, other: int) -> None:
    right = [digit for digit in "0123456789" if is_bank_card("6" + rest + digit)]
    assert len(right) == 1
    if str(other) != rest[0]:
        assert not is_bank_card("6" + str(other) + rest[1:] + right[0])


@pytest.mark.parametrize("name", ["hongze-2023.pdf", "hongze-2024.pdf"])
def test_a_real_report_loses_what_is_asked_and_nothing_else(name: str) -> None:
    path = Path(CORPUS) / name
    if not path.exists():
        pytest.skip(f"the corpus of real reports is not beside this checkout: {path.name}")
    pdf = path.read_bytes()
    boxes = [box for item in suggest(pdf) for box in item.boxes]
    assert boxes
    with pdfium.PdfDocument(pdf) as before, pdfium.PdfDocument(redact(pdf, boxes, dpi=100).data) as after:
        old, new = ("".join("".join(p.get_textpage().get_text_range().split()) for p in f) for f in (before, after))
    assert "0517-" in old
    assert "0517-" not in new
    assert len(old) * 0.98 - 40 < len(new) < len(old)
