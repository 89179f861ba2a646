"""A bound file: nothing is left out, every page has its number, and the index tells the truth."""

import hashlib
import io
import re
import zlib

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from gongkai.typeset.binder import Part, bind
from gongkai.typeset.errors import GlyphMissing, TextMissing, TypesettingFailed, UnprintableText
from gongkai.typeset.letter_pdf import letter_pdf
from tests.typeset.papers import AT, MM, drawn, glyphs, letter, lines, long_letter, page_text, saved, squeezed, written

SHORT = letter_pdf(letter(), made_at=AT)
LONG = letter_pdf(long_letter(), made_at=AT)
OPEN = saved(
    pikepdf.open(io.BytesIO(SHORT)), object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
)


def bound(*contents, **more) -> bytes:
    """A file of papers called 材料甲, 材料乙 …"""
    parts = [Part(f"材料{'甲乙丙丁戊己庚辛壬癸'[place]}", "2023年5月6日", one) for place, one in enumerate(contents)]
    return bind(
        more.pop("parts", parts), **{"title": "行政复议答复案卷", "lines": ("案号：12",), "made_at": AT, **more}
    )


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def bookmarks(pdf: bytes) -> dict[str, int]:
    document = pypdfium2.PdfDocument(pdf)
    return {mark.get_title(): mark.get_dest().get_index() + 1 for mark in document.get_toc()}


def plain(width: float = 595, height: float = 842, content: bytes = b"", **keys) -> pikepdf.Pdf:
    """A PDF of one page."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(width, height))
    page.Contents = pdf.make_stream(content)
    for key, value in keys.items():
        page.obj[f"/{key}"] = value
    return pdf


def picture(kind: str, size=(400, 300), turn: int = 1, mode: str = "RGB") -> bytes:
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="black")
    exif = Image.Exif()
    exif[0x0112] = turn
    file = io.BytesIO()
    image.save(file, kind, exif=exif)
    return file.getvalue()


# ------------------------------------------------------------------------------- the whole


def test_a_file_has_cover_index_and_every_page_of_every_part():
    pdf = bound(SHORT, LONG, "申请人：张䶮")
    count = pages(LONG)
    assert pages(pdf) == 2 + 1 + count + 1
    assert "行政复议答复案卷案号：12本卷共3件材料" in page_text(pdf, 0)
    assert bookmarks(pdf) == {"封面": 1, "卷内目录": 2, "1. 材料甲": 3, "2. 材料乙": 4, "3. 材料丙": 4 + count}
    assert page_text(SHORT, 0) in page_text(pdf, 2)
    assert page_text(LONG, 1) in page_text(pdf, 4)
    assert "材料丙申请人：张䶮" in page_text(pdf, 3 + count)


def test_the_index_tells_pages_and_hashes_of_what_was_delivered():
    pdf = bound(SHORT, LONG, "张三\n李四")
    index = page_text(pdf, 1)
    end = 3 + pages(LONG)
    for number, name, where, content in (
        (1, "甲", "3", SHORT),
        (2, "乙", f"4—{end}", LONG),
        (3, "丙", str(end + 1), "张三\n李四".encode()),
    ):
        digest = hashlib.sha256(content).hexdigest()
        assert f"材料{name}2023年5月6日{where}SHA-256{digest}" in index.replace(f"{number}SHA", "SHA")


def test_every_page_has_its_running_number_in_the_middle_of_its_foot():
    pdf = bound(SHORT, LONG, picture("JPEG"))
    total = pages(pdf)
    for place in range(total):
        foot = lines(pdf, place)[-1]
        assert written(foot) == f"第{place + 1}页共{total}页"
        width = drawn(pdf, place).width / MM
        assert (foot[0].left + foot[-1].right) / 2 == pytest.approx(width / 2, abs=0.5)


def test_an_index_of_several_pages_moves_the_papers_it_counts():
    parts = [Part(f"第{number}号材料", "2023年5月6日", f"内容{number}") for number in range(1, 61)]
    pdf = bound(parts=parts)
    ahead = pages(pdf) - 60
    assert ahead > 3
    index = "".join(page_text(pdf, place) for place in range(1, ahead))
    for number in (1, 37, 60):
        assert f"第{number}号材料2023年5月6日{ahead + number}" in index
        assert f"内容{number}" in page_text(pdf, ahead + number - 1)
        assert bookmarks(pdf)[f"{number}. 第{number}号材料"] == ahead + number


def test_the_same_papers_give_the_same_bytes():
    papers = (SHORT, picture("PNG"), "文", b"?")
    assert bound(*papers) == bound(*papers)


def test_the_file_says_its_title_and_claims_no_standard_that_its_parts_may_not_keep():
    with pikepdf.open(io.BytesIO(bound(SHORT))) as pdf:
        assert pdf.Root.Lang == "zh-CN" or str(pdf.Root.Lang).startswith("zh")
        assert pdf.check_pdf_syntax() == []
        with pdf.open_metadata() as known:
            assert known["dc:title"] == "行政复议答复案卷"
            assert [known.get(claim) for claim in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")] == [None] * 3


def test_nothing_to_bind_and_titles_that_cannot_be_set_are_errors():
    with pytest.raises(TypesettingFailed, match="没有任何材料"):
        bound()
    with pytest.raises(GlyphMissing, match="👍"):
        bound(SHORT, title="案卷👍")
    with pytest.raises(UnprintableText, match="封面"):
        bound(SHORT, lines=("甲\n乙",))
    with pytest.raises(UnprintableText, match="材料名称"):
        Part("甲\x00", "", b"")
    with pytest.raises(TextMissing, match="材料名称"):
        Part(" ", "", SHORT)
    with pytest.raises(TextMissing, match="案卷标题"):
        bound(SHORT, title="")


def test_what_stands_in_titles_is_never_an_instruction():
    words = '#read("/etc/passwd") $x$ *b* \\ [a] <c> @d'
    pdf = bound(parts=[Part(words, words, words)], title=words, lines=(words,))
    assert squeezed(words) in page_text(pdf, 0)
    assert page_text(pdf, 1).count(squeezed(words)) == 2
    assert page_text(pdf, 2).count(squeezed(words)) == 2


# ------------------------------------------------------------------------------- parts that are in order


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_numbered_at_the_foot_that_a_reader_sees(turn):
    document = pikepdf.open(io.BytesIO(SHORT))
    document.pages[0].rotate(turn, relative=False)
    data = saved(document)
    pdf = bound(data)
    before, after = drawn(data, 0), drawn(pdf, 2)
    foot = [glyph for glyph in glyphs(pdf, 2) if glyph.base > after.height / MM - 10]
    assert written(sorted(foot, key=lambda glyph: glyph.left)) == "第3页共3页"
    assert after.size == before.size
    body = (0, 0, before.width, before.height - 40)
    assert same(before.crop(body), after.crop(body))


def same(one: Image.Image, other: Image.Image) -> bool:
    """Alike but for the grey of edges."""
    pairs = zip(one.convert("L").resize((60, 80)).tobytes(), other.convert("L").resize((60, 80)).tobytes(), strict=True)
    return max(abs(a - b) for a, b in pairs) < 12


@pytest.mark.parametrize(
    "content",
    [b"q q 3 0 0 3 50 50 cm", b"5 0 0 -5 0 842 cm", b"Q Q 2 0 0 2 0 0 cm", b"0 0 1 1 re W n", b"BT 3 Tr"],
)
def test_what_a_page_does_to_its_axes_does_not_move_the_number(content):
    pdf = bound(saved(plain(content=content)))
    foot = lines(pdf, 2)[-1]
    assert written(foot) == "第3页共3页"
    assert foot[0].base == pytest.approx(297 - 8, abs=2)
    assert foot[0].right - foot[0].left == pytest.approx(10.5 / MM, abs=0.1)
    dark = drawn(pdf, 2).convert("L").crop((200, 780, 400, 842))
    assert dark.getextrema()[0] < 150


@pytest.mark.parametrize(("width", "height"), [(60, 60), (100, 2000), (3000, 40)])
def test_a_number_fits_a_page_of_any_size(width, height):
    pdf = bound(saved(plain(width, height)))
    for glyph in glyphs(pdf, 2):
        assert 0 <= glyph.left <= glyph.right <= width / MM
        assert 0 <= glyph.base <= height / MM


def test_a_page_whose_visible_part_begins_elsewhere_is_numbered_inside_it():
    crop = pikepdf.Array([100, 200, 500, 700])
    data = saved(plain(content=b"0 0 1 rg 100 200 400 500 re f", CropBox=crop))
    pdf = bound(data)
    assert drawn(pdf, 2).size == (400, 500)
    assert drawn(pdf, 2).getpixel((200, 100)) == (0, 0, 255)
    assert written(lines(pdf, 2)[-1]) == "第3页共3页"


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_stands_upright_however_the_camera_was_held(turn):
    data = picture("JPEG", turn=turn)
    pdf = bound(data)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("L")
    page = drawn(pdf, 2).convert("L")
    assert (page.width > page.height) == (upright.width > upright.height)
    width, height = (round(side * 0.75) for side in upright.size)
    left, top = (page.width - width) // 2, (page.height - height) // 2
    shown = page.crop((left, top, left + width, top + height)).resize((40, 40))
    assert (
        sum(abs(a - b) for a, b in zip(shown.tobytes(), upright.resize((40, 40)).tobytes(), strict=True)) < 40 * 40 * 8
    )


def test_a_photograph_is_carried_over_as_it_was_delivered():
    data = picture("JPEG")
    with pikepdf.open(io.BytesIO(bound(data))) as pdf:
        streams = [thing.read_raw_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
    assert data in streams


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_shown(mode):
    image = Image.new("L", (300, 200), 255)
    image.paste(0, (0, 0, 150, 200))
    if mode == "I;16":
        image = Image.frombytes("I;16", (300, 200), b"".join(bytes([0, one]) for one in image.tobytes()))
    else:
        image = image.convert(mode)
    file = io.BytesIO()
    image.save(file, "PNG")
    page = drawn(bound(file.getvalue()), 2).convert("L")
    middle = page.height // 2
    assert page.getpixel((page.width // 2 - 50, middle)) < 10
    assert page.getpixel((page.width // 2 + 50, middle)) > 245


def test_what_is_clear_is_paper_and_fine_greys_stay_grey():
    clear, grey = io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (90, 90), (0, 0, 0, 0)).save(clear, "PNG")
    Image.frombytes("I;16", (90, 90), b"\x00\x80" * 8100).save(grey, "PNG")
    shown = [drawn(bound(file.getvalue()), 2) for file in (clear, grey)]
    centre = [page.getpixel((page.width // 2, page.height // 2))[0] for page in shown]
    assert centre == [255, pytest.approx(128, abs=2)]


def test_what_a_form_was_filled_with_becomes_part_of_the_page():
    pdf = plain()
    look = pdf.make_stream(b"1 0 0 rg 0 0 100 50 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    look.BBox = pikepdf.Array([0, 0, 100, 50])
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", F=4, V="张三"
    )
    field.Rect = pikepdf.Array([100, 600, 200, 650])
    field.AP = pikepdf.Dictionary(N=look)
    widget = pdf.make_indirect(field)
    pdf.pages[0].obj.Annots = pikepdf.Array([widget])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([widget]))
    filled = bound(saved(pdf))
    assert drawn(filled, 2).getpixel((150, 842 - 625)) == (255, 0, 0)
    pdf.Root.AcroForm.NeedAppearances = True
    told = bound(saved(pdf))
    assert "表单" in page_text(told, 2)
    assert "本件未能完整并入本卷" in page_text(told, 2)
    assert pages(told) == 4


def test_nothing_in_a_part_starts_by_itself():
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf = plain(AA=pikepdf.Dictionary(O=script))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=script)
    link.Rect = pikepdf.Array([0, 0, 9, 9])
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
    pdf.Root.OpenAction = script
    assert b"app.alert" in saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(bound(saved(pdf)))) as book:
        assert b"app.alert" not in saved(book, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def test_a_file_locked_against_changes_only_is_bound():
    locked = saved(pikepdf.open(io.BytesIO(SHORT)), encryption=pikepdf.Encryption(user="", owner="x"))
    pdf = bound(locked)
    assert page_text(SHORT, 0) in page_text(pdf, 2)
    with pikepdf.open(io.BytesIO(pdf)) as book:
        assert not book.is_encrypted


# ------------------------------------------------------------------------------- parts that are not


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "文件是空的"),
        ("  \n", "文件是空的"),
        (b"%PDF-1.4 nothing else", "已损坏"),
        (SHORT[: len(SHORT) // 2], "已损坏"),
        (saved(pikepdf.open(io.BytesIO(SHORT)), encryption=pikepdf.Encryption(user="x", owner="y")), "打开密码"),
        (saved(pikepdf.new()), "没有任何一页"),
        (picture("JPEG")[:900], "图片已损坏"),
        (picture("PNG")[:100], "图片已损坏"),
        (b"PK\x03\x04 a spreadsheet", "不是PDF、PNG、JPEG"),
        ("".join(chr(0x1F300 + place) for place in range(120)), "字符过多"),
    ],
    ids=["empty", "blank", "garbage", "cut", "encrypted", "no page", "jpeg", "png", "other", "signs"],
)
def test_a_part_that_cannot_be_bound_is_represented_with_its_hash(content, why):
    pdf = bound(SHORT, content, SHORT)
    assert pages(pdf) == 5
    notice, raw = page_text(pdf, 3), content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
    assert "关于第2件材料的说明本件未能并入本卷，以本页代替" in notice
    assert why in notice
    assert f"{len(raw)}字节" in notice
    assert hashlib.sha256(raw).hexdigest() in notice
    assert why in page_text(pdf, 1)
    assert hashlib.sha256(raw).hexdigest() in page_text(pdf, 1)
    assert bookmarks(pdf)["2. 材料乙"] == 4


@pytest.mark.parametrize(("character", "code"), [("👍", "U+1F44D"), ("\x07", "U+0007"), ("\ud800", "U+D800")])
def test_a_text_with_a_character_that_no_font_has_shows_its_code_and_says_so(character, code):
    text = f"张{character}三\n李{character}四"
    pdf = bound(text)
    assert "本件未能完整并入本卷" in page_text(pdf, 2)
    assert "以〔U+编码〕代替" in page_text(pdf, 2)
    assert f"张〔{code}〕三李〔{code}〕四" in page_text(pdf, 3)
    assert hashlib.sha256(f"张{character}三\n李{character}四".encode(errors="surrogatepass")).hexdigest() in page_text(
        pdf, 1
    )


def test_a_part_that_could_be_mended_is_bound_behind_a_page_that_says_so():
    sound = saved(pikepdf.open(io.BytesIO(LONG)), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    pdf = bound(re.sub(rb"startxref\s+\d+", b"startxref\n1", sound))
    assert "结构有损坏" in page_text(pdf, 2)
    assert "本件未能完整并入本卷" in page_text(pdf, 2)
    assert page_text(LONG, 0) in page_text(pdf, 3)
    assert pages(pdf) == 3 + pages(LONG)


@pytest.mark.parametrize("end", [b"", b"\x00" * 60], ids=["cut", "overwritten"])
def test_a_page_whose_content_is_damaged_stays_and_the_part_says_so(end):
    document = pikepdf.open(io.BytesIO(SHORT))
    packed = zlib.compress(b"0 0 1 rg 100 400 200 200 re f\n" + bytes(range(256)) * 40)
    broken = packed[: len(packed) - 60] + end
    document.pages[0].Contents = pikepdf.Stream(document, broken, Filter=pikepdf.Name.FlateDecode)
    pdf = bound(saved(document))
    assert "结构有损坏" in page_text(pdf, 2)
    assert "第4页共4页" in page_text(pdf, 3)
    assert drawn(pdf, 3).getpixel((150, 842 - 500)) == (0, 0, 255)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=12))
def test_no_damage_to_a_part_keeps_the_file_from_being_bound(changes):
    data = bytearray(OPEN)
    for place, new in changes:
        start = place % len(data)
        data[start : start + len(new)] = new
    pdf = bound(bytes(data))
    assert hashlib.sha256(bytes(data)).hexdigest() in page_text(pdf, 1)
    assert all(f"第{place + 1}页共{pages(pdf)}页" in page_text(pdf, place) for place in range(2))


def test_a_picture_with_further_pictures_says_that_only_one_is_bound():
    file = io.BytesIO()
    first, second = (Image.new("RGB", (50, 50), colour) for colour in ("red", "blue"))
    first.save(file, "PNG", save_all=True, append_images=[second])
    pdf = bound(file.getvalue())
    assert "多幅画面" in page_text(pdf, 2)
    assert pages(pdf) == 4


def test_a_picture_of_too_many_pixels_is_not_opened():
    file = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(file, "PNG")
    assert "像素过多" in page_text(bound(file.getvalue()), 2)
