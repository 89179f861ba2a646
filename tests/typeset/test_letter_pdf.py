"""A letter as PDF: its measures are those of GB/T 9704—2012, its text is what was given, its file is to be kept."""

import io
import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.typeset import press
from gongkai.typeset.errors import GlyphMissing, TypesettingFailed
from gongkai.typeset.letter_pdf import letter_pdf, level_of
from tests.typeset.papers import (
    AT,
    MM,
    PARAGRAPHS,
    drawn,
    glyphs,
    letter,
    lines,
    long_letter,
    page_text,
    squeezed,
    text_of,
    written,
)

TOP, LEFT, RIGHT, LOWER = 37, 28, 210 - 26, 297 - 35


def pdf_of(**more) -> bytes:
    return letter_pdf(letter(**more), made_at=AT)


def line_with(pdf: bytes, page: int, words: str):
    return next(line for line in lines(pdf, page) if words in written(line))


# ------------------------------------------------------------------------------- the page


def test_a_full_page_has_22_lines_of_28_characters_in_156_by_225_millimetres():
    page = lines(letter_pdf(long_letter(), made_at=AT), 1)
    text, number = page[:-1], page[-1]
    assert [len(line) for line in text] == [28] * 22
    assert written(number) == "—2—"
    for line in text:
        assert line[0].left == pytest.approx(LEFT, abs=0.1)
        assert line[-1].right == pytest.approx(RIGHT, abs=0.5)
    # The box of a line is the character's, 15.75 pt high.
    assert text[0][0].base - 15.75 / MM == pytest.approx(TOP, abs=0.2)
    assert LOWER - 2 < text[-1][0].base <= LOWER + 0.2


def test_page_numbers_stand_outside_left_and_right_and_not_on_the_first_page():
    pdf = letter_pdf(long_letter(), made_at=AT)
    one = 14 / MM
    even, odd = line_with(pdf, 1, "—2—"), line_with(pdf, 2, "—3—")
    assert even[0].left == pytest.approx(LEFT + one, abs=0.1)
    assert odd[-1].right == pytest.approx(RIGHT - one, abs=0.1)
    assert even[0].base - one == pytest.approx(LOWER + 7, abs=0.5)
    assert "—1—" not in page_text(pdf, 0)
    assert text_of(pdf_of()).count("—") == 0


def test_the_red_head_stands_30_millimetres_down_between_double_lines_of_170():
    picture = drawn(pdf_of(), 0)
    red = [(x, y) for y in range(picture.height) for x in range(picture.width) if is_red(picture.getpixel((x, y)))]
    upper = [y for x, y in red if x < 21 * MM]
    assert min(y for _, y in red) / MM == pytest.approx(30, abs=1)
    assert max(upper) / MM == pytest.approx(297 - 20, abs=1.2)
    assert min(x for x, _ in red) / MM == pytest.approx(20, abs=0.5)
    assert max(x for x, _ in red) / MM == pytest.approx(190, abs=0.5)


def is_red(colour) -> bool:
    return colour[0] > 180 and colour[1] < 120 and colour[2] < 120


def test_the_second_page_has_no_red():
    picture = drawn(letter_pdf(long_letter(seal=""), made_at=AT), 1)
    assert not any(is_red(colour) for _, colour in picture.getcolors(1 << 20))


def test_number_title_addressee_and_paragraphs_have_their_places():
    pdf = pdf_of()
    number, title = line_with(pdf, 0, "明教公开"), line_with(pdf, 0, "政府信息公开申请答复书")
    assert number[-1].right == pytest.approx(RIGHT, abs=0.3)
    assert (title[0].left + title[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    assert title[0].right - title[0].left == pytest.approx(22 / MM, abs=0.1)
    pitch = 15.75 * 15 / 8 / MM
    assert title[0].base - number[0].base > 3 * pitch
    addressee = line_with(pdf, 0, "张三：")
    assert addressee[0].left == pytest.approx(LEFT, abs=0.1)
    assert addressee[0].base - title[0].base == pytest.approx(2 * pitch, abs=1)
    first = line_with(pdf, 0, "本机关于")
    assert first[0].left == pytest.approx(LEFT + 2 * 15.75 / MM, abs=0.1)
    assert first[0].base - addressee[0].base == pytest.approx(pitch, abs=0.1)


def test_a_sealed_letter_ends_its_date_four_characters_from_the_edge_under_the_agency():
    pdf = pdf_of(paragraphs=("好。",))
    agency = [line for line in lines(pdf, 0) if written(line) == "明湖区教育局"][-1]
    date = line_with(pdf, 0, "2023年5月6日")
    seal = line_with(pdf, 0, "（印章）")
    assert date[-1].right == pytest.approx(RIGHT - 4 * 15.75 / MM, abs=0.2)
    assert middle(agency) == pytest.approx(middle(date), abs=0.2)
    assert middle(seal) == pytest.approx(middle(date), abs=0.3)
    assert agency[0].base < seal[0].base < date[0].base


def middle(line) -> float:
    return (line[0].left + line[-1].right) / 2


def test_a_letter_without_seal_begins_its_date_two_characters_after_the_agency():
    pdf = pdf_of(paragraphs=("好。",), seal="")
    agency = [line for line in lines(pdf, 0) if written(line) == "明湖区教育局"][-1]
    date = line_with(pdf, 0, "2023年5月6日")
    assert date[0].left - agency[0].left == pytest.approx(2 * 15.75 / MM, abs=0.2)
    assert date[-1].right <= RIGHT - 2 * 15.75 / MM + 0.2


@pytest.mark.parametrize("seal", ["（印章）", ""])
@pytest.mark.parametrize("length", [2, 14, 15, 22, 28, 45])
def test_no_agency_is_too_long_for_the_page(length, seal):
    name = "明湖区" * 20
    pdf = pdf_of(agency=name[:length], head=name[:length], paragraphs=("好。",), seal=seal)
    for line in lines(pdf, 0):
        assert line[0].left >= 20 - 0.1
        assert line[-1].right <= 190 + 0.1
    assert text_of(pdf).count(name[:length]) == 2


RUNS = {"letters": "a" * 150, "address": "https://example.invalid/" + "x" * 99, "brackets": "(" * 60}
LONG_ONES = (
    "head",
    "number",
    "title",
    "addressee",
    "paragraphs",
    "attachments",
    "agency",
    "dated_on",
    "notes",
    "footer",
)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize(
    ("field", "seal"), [*((field, "（印章）") for field in LONG_ONES), ("agency", ""), ("dated_on", "")]
)
def test_nothing_leaves_the_page(field, seal, run):
    several = field in {"paragraphs", "attachments", "footer"}
    pdf = pdf_of(**{"seal": seal, field: (RUNS[run],) if several else RUNS[run]})
    assert RUNS[run] in text_of(pdf)
    for page in range(len(pypdfium2.PdfDocument(pdf))):
        for glyph in glyphs(pdf, page):
            assert glyph.left > 19
            assert glyph.right < 191


@pytest.mark.parametrize("length", [5, 60, 120, 200])
def test_the_signature_never_stands_alone_on_a_page(length):
    for filled in range(28, 448, 28):
        pdf = pdf_of(paragraphs=("中" * filled, "如" * length + "。"))
        last = len(pypdfium2.PdfDocument(pdf)) - 1
        assert "如" in page_text(pdf, last) or last == 0


def test_attachments_are_numbered_when_there_are_several_and_hang_under_their_first_character():
    name = "明湖区义务教育阶段学校招生工作的会议纪要（已作区分处理）及其附表和说明材料"
    pdf = pdf_of(paragraphs=("好。",), attachments=(name, "清单"))
    first, second = line_with(pdf, 0, "附件：1."), line_with(pdf, 0, "2.清单")
    following = line_with(pdf, 0, "说明材料")
    start = next(glyph for glyph in first if glyph.text == "明").left
    assert first[0].left == pytest.approx(LEFT + 2 * 15.75 / MM, abs=0.1)
    assert following[0].left == pytest.approx(start, abs=0.2)
    assert next(glyph for glyph in second if glyph.text == "清").left == pytest.approx(start, abs=0.2)
    assert "附件：清单" in text_of(pdf_of(attachments=("清单",)))


def test_notes_copies_and_footer_follow_the_date_and_stand_at_the_foot():
    pdf = pdf_of(
        paragraphs=PARAGRAPHS[:2],
        notes="此件依申请公开",
        copies_to=("区政府办公室", "区司法局"),
        footer=("联系人：李四",),
    )
    assert "2023年5月6日（此件依申请公开）抄送：区政府办公室、区司法局。联系人：李四" in text_of(pdf)
    assert lines(pdf, 0)[-1][0].base == pytest.approx(LOWER, abs=1.5)


def test_headings_are_known_by_their_ordinals():
    assert level_of("一、关于“会议纪要”：") == 2
    assert level_of("（二）区分处理的情况") == 3
    assert level_of("一、您申请的信息不存在。") == 0
    assert level_of("一、" + "长" * 90) == 0
    assert level_of("一切正常") == 0


# ------------------------------------------------------------------------------- the text


def test_the_text_is_what_was_given():
    page = letter(addressee="张䶮、李㛃、王𬱖", attachments=("清单",))
    found = text_of(letter_pdf(page, made_at=AT))
    for part in (page.head, page.number, page.title, "张䶮、李㛃、王𬱖：", *PARAGRAPHS, "附件：清单", page.dated_on):
        assert squeezed(part) in found


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        "#let x = 1; #panic()",
        "$ x^2 $",
        "\\ \\u{41} \\#",
        "*粗* _斜_ = 题 - 项 + 项 / 项",
        "@引 <标> [内] {码} `代码`",
        "'单' \"双\" -- --- ... ~",
        "https://example.invalid // 注 /* 注 */",
    ],
)
def test_what_an_applicant_writes_is_never_an_instruction(words):
    page = letter(addressee=words, title=words, paragraphs=(words,), agency=words, attachments=(words,))
    assert text_of(letter_pdf(page, made_at=AT)).count(squeezed(words)) == 5


@pytest.mark.parametrize("character", ["👍", "𠮷", "\ue000", "ก", "\u0378"])
def test_a_character_without_a_glyph_is_named_and_nothing_is_made(character):
    with pytest.raises(GlyphMissing, match=f"U[+]{ord(character):04X}") as caught:
        pdf_of(addressee=f"张{character}")
    assert caught.value.code == "GLYPH_MISSING"
    assert caught.value.characters == (character,)
    assert f"“{character}”" in str(caught.value)


def test_all_characters_without_a_glyph_are_named_at_once():
    with pytest.raises(GlyphMissing, match=r"“👍”（U[+]1F44D）、“𠮷”（U[+]20BB7）字") as caught:
        pdf_of(addressee="张👍", agency="𠮷👍局")
    assert caught.value.characters == ("👍", "𠮷")


def written_words() -> st.SearchStrategy[str]:
    """Any text that could be printed: letters of every script, marks, figures, signs."""
    kinds = st.characters(exclude_categories=("C", "Zl", "Zp"))
    return st.text(kinds | st.sampled_from("政府信息公开（）《》“”0123 #$\\*_"), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60)
@given(written_words())
def test_any_text_is_set_or_refused_by_name(words):
    try:
        pdf = pdf_of(paragraphs=(f"始{words}终",))
    except GlyphMissing as refused:
        named = refused.characters
        pdf = b""
    if pdf:
        assert plain(f"始{words}终") in plain(text_of(pdf))
    else:
        # A sign that joins the letter before it, such as a skin tone, is named together with that letter.
        assert all(one in f"始{words}终" and one not in "始终" for one in named)


def plain(text: str) -> str:
    """Text for comparing: compatible forms alike, marks that join and spaces aside."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(one for one in folded if unicodedata.category(one)[0] not in "CMZ")


def test_anything_else_the_engine_says_is_an_error_without_a_word_of_the_letter(tmp_path, monkeypatch):
    (tmp_path / "letter.typ").write_text("#panic(sys.inputs.data)", "utf-8")
    monkeypatch.setattr(press, "TEMPLATES", tmp_path)
    with pytest.raises(TypesettingFailed) as caught:
        pdf_of(addressee="张三丰")
    assert caught.value.code == "TYPESETTING_FAILED"
    assert "张三丰" not in str(caught.value) + caught.value.detail
    assert caught.value.__suppress_context__


# ------------------------------------------------------------------------------- the file


def test_the_same_letter_gives_the_same_bytes_and_another_time_others():
    assert pdf_of() == pdf_of()
    assert letter_pdf(letter(), made_at=datetime(2024, 1, 1, tzinfo=UTC)) != pdf_of()


def test_a_time_may_come_in_any_zone():
    assert letter_pdf(letter(), made_at=AT.astimezone(ZoneInfo("Asia/Shanghai"))) == pdf_of()


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="时区"):
        letter_pdf(letter(), made_at=datetime(2023, 5, 6))  # noqa: DTZ001


def test_the_file_is_tagged_pdf_a_and_says_its_title_and_language():
    with pikepdf.open(io.BytesIO(pdf_of())) as pdf:
        assert str(pdf.Root.Lang).lower().startswith("zh")
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        kinds = {str(thing["/S"]) for thing in pdf.objects if has(thing, "/S", "/P")}
        assert {"/H1", "/P"} <= kinds
        with pdf.open_metadata() as known:
            assert (known["pdfaid:part"], known["pdfaid:conformance"]) == ("2", "A")
            assert known["pdfuaid:part"] == "1"
            assert known["dc:title"] == "政府信息公开申请答复书"
            assert datetime.fromisoformat(known["xmp:CreateDate"]) == AT


def has(thing, *keys: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and all(key in thing for key in keys)


def test_every_font_is_embedded_as_a_subset():
    pdf = pdf_of()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        described = [thing for thing in document.objects if has(thing, "/FontName", "/Flags")]
        assert described
        for font in described:
            assert any(key in font for key in ("/FontFile2", "/FontFile3"))
            assert str(font.FontName)[7] == "+"
    assert len(pdf) < 80_000
