"""What we typeset, seen by a program that is not the typesetter's: PDF/UA-1 and PDF/A-2a, rule by rule."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from hashlib import sha256

import page as validator
import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.misc.psCharStrings import T2WidthExtractor
from PIL import Image

from gongkai.typeset.document_pdf import DocumentSheet, document_pdf
from gongkai.typeset.gazette_pdf import GazetteArticle, GazetteSheet, gazette_pdf
from gongkai.typeset.letter_pdf import letter_pdf
from gongkai.typeset.running import Cell, Figure, Grid, Heading, Listing, Paragraph, Run
from gongkai.typeset.table import table_pdf
from tests.typeset.papers import AT, PARAGRAPHS, letter, long_letter

PROFILES = ("ua1", "2a")
# The validator reads the widths of a font that is made of several parts (as Chinese ones are) from the first of them,
# and takes a last byte of data that happens to be a carriage return for the end of a line. Both are judged here
# instead, by another reader of fonts and by the lengths themselves.
MISREAD = {"PDFUA1-FONT-GLYPH-WIDTH-001", "PDFA2A-TRUETYPE-GLYPH-WIDTH-001", "PDFA2A-STREAM-LENGTH-001"}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "#12417f").save(out, "PNG")
    return out.getvalue()


def document(number: int = 1, paragraphs: int = 6) -> DocumentSheet:
    """A document with everything that a text may hold."""
    said = tuple(Paragraph((Run(f"（{n}）{PARAGRAPHS[n % 3]}"),)) for n in range(paragraphs))
    head = (Cell("项目", across=2), Cell("金额"))
    rows = ((Cell("培训", down=2), Cell("场地"), Cell("1,234.50")), (Cell("资料"), Cell("85.00")))
    grid = Grid((head, *rows), "收费标准", headers=1)
    drawn = picture()
    figure = Figure("办事流程：申请、登记、答复", "流程图", drawn, "png", sha256(drawn).hexdigest())
    items = (
        (Run("公开为常态"),),
        (Run("不公开为例外", bold=True), Run("详见指南", href="https://www.minghu.example/guide/")),
    )
    return DocumentSheet(
        title=f"明湖区人民政府关于印发《明湖区政务公开办法》的通知（{number}）",
        below=(f"明湖政发〔2023〕{number}号",),
        blocks=(
            Heading("第一章　总则"),
            *said,
            Heading("第一节　范围", 3),
            Listing(items, ordered=True),
            grid,
            figure,
            Listing(((Run("注：金额单位为元。"),),), notes=True),
        ),
        attachments=("收费标准",),
        agency="明湖区人民政府",
        dated_on="2023年5月6日",
        foot=("来源：明湖区政府信息公开平台",),
    )


def gazette() -> bytes:
    articles = tuple(GazetteArticle(f"栏目{n % 3}", document(n, 60)) for n in range(20))
    sheet = GazetteSheet(masthead="明湖区人民政府公报", year=2023, number=1, articles=articles, imprint=("免费赠阅",))
    return gazette_pdf(sheet, made_at=AT).pdf


def files() -> Iterator[tuple[str, bytes]]:
    yield "letter", letter_pdf(letter(), made_at=AT)
    yield "long letter", letter_pdf(long_letter(), made_at=AT)
    yield "document", document_pdf(document(), made_at=AT, mark="已废止")
    yield (
        "table",
        table_pdf("办理记录", ("日期", "事项"), [("5月6日", "收到"), ("5月8日", "登记")], widths=(3, 7), made_at=AT),
    )
    yield "gazette", gazette()


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return dict(files())


def test_every_paper_conforms_for_readers_and_for_archives(made: dict[str, bytes]) -> None:
    assert pikepdf.open(io.BytesIO(made["gazette"])).pages[63:], "the gazette has 64 pages and more"
    for name, pdf in made.items():
        for profile in PROFILES:
            report = validator.validate_pdf_bytes(pdf, profile=profile)
            failed = {f"{one.rule_id}: {one.message}" for one in report.failures if one.rule_id not in MISREAD}
            assert not failed, f"{name} as {profile}: {failed}"
            assert report.rules.total > 100, profile


def test_the_validator_would_see_a_fault(made: dict[str, bytes]) -> None:
    """A letter without its language and title is refused by the same eyes."""
    with pikepdf.open(io.BytesIO(made["letter"])) as pdf:
        del pdf.Root.Lang
        del pdf.Root.Metadata
        out = io.BytesIO()
        pdf.save(out)
    for profile in PROFILES:
        report = validator.validate_pdf_bytes(out.getvalue(), profile=profile)
        assert {one.rule_id for one in report.failures} - MISREAD, profile


def test_each_glyph_is_as_wide_as_the_file_says(made: dict[str, bytes]) -> None:
    for name, pdf in made.items():
        with pikepdf.open(io.BytesIO(pdf)) as file:
            fonts = [font for font in file.objects if _is_cff(font)]
            assert fonts, name
            for font in fonts:
                said, drawn = _said(font), _drawn(bytes(font.FontDescriptor.FontFile3.read_bytes()))
                wrong = {cid: width for cid, width in drawn.items() if abs(said.get(cid, 0) - width) > 1}
                assert not wrong, f"{name} {font.BaseFont}: {wrong}"


def test_each_stream_is_as_long_as_the_file_says(made: dict[str, bytes]) -> None:
    for name, pdf in made.items():
        seen = 0
        for found in re.finditer(rb"/Length (\d+)\b[^>]*(?:<<[^>]*>>[^>]*)*>>\s*?\nstream\r?\n", pdf):
            end = found.end() + int(found[1])
            assert pdf[end : end + 11].lstrip(b"\r\n").startswith(b"endstream"), f"{name} at {found.start()}"
            seen += 1
        assert seen > 3, name


def _is_cff(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == pikepdf.Name.CIDFontType0


def _said(font: pikepdf.Object) -> dict[int, float]:
    """The widths of a font's /W, written as runs: first and last glyph with one width, or first with a list."""
    found: dict[int, float] = {}
    row = list(font.get("/W", []))
    while row:
        first, second = int(row[0]), row[1]
        if isinstance(second, pikepdf.Array):
            found.update({first + n: float(width) for n, width in enumerate(second)})
            row = row[2:]
        else:
            found.update(dict.fromkeys(range(first, int(second) + 1), float(row[2])))
            row = row[3:]
    return found


def _drawn(program: bytes) -> dict[int, float]:
    """The widths of the glyphs as the font itself has them."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    top = fonts.topDictIndex[0]
    widths = {}
    for place, glyph in enumerate(top.charset):
        drawing, _ = top.CharStrings.getItemAndSelector(glyph)
        its = drawing.private
        reader = T2WidthExtractor(getattr(its, "Subrs", []), drawing.globalSubrs, its.nominalWidthX, its.defaultWidthX)
        reader.execute(drawing)
        widths[place] = reader.width
    return widths
