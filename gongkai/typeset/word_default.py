"""The Word template that comes with gongkai, made in code: the 信函格式 of GB/T 9704—2012 with placeholders.

An office downloads it, changes what it likes in Word and uploads it as its own.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import cast

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph
from docx.text.run import Run

RED = RGBColor(0xE6, 0x00, 0x12)
THIRD, FOURTH, SECOND = Pt(16), Pt(14), Pt(22)
PITCH = Twips(579)
"""225 mm by 22 lines, rounded down: a twip more and Word sets 21 lines."""
CLOSER = Pt(-0.25)
"""28 characters of 16 pt are wider than 156 mm; a quarter of a point less between them, and they fit.

Word's own grid of characters would do the same, but LibreOffice then gives each character two cells.
"""
BODY, TITLE, SONG, HEADING, KAI = "仿宋", "方正小标宋简体", "宋体", "黑体", "楷体"

_EPOCH = (1980, 1, 1, 0, 0, 0)


@cache
def default_template() -> bytes:
    """The template as a file; the same bytes in every process."""
    document = docx.Document()
    _normal(document)
    _sheet(document)
    _first_page(document.sections[0])
    _number(document.sections[0].footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(document.sections[0].even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    _top(document)
    _text(document)
    _signature(document)
    _foot(document)
    _properties(document)
    return timeless(saved(document))


def blank() -> Document:
    """An empty document on the same page, in the same face."""
    document = docx.Document()
    _normal(document)
    _sheet(document)
    document.sections[0].different_first_page_header_footer = False
    _number(document.sections[0].footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(document.sections[0].even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    return document


def write(paragraph: Paragraph, words: str, face: str, size: Length) -> Run:
    """Add words to a paragraph in a face, the East Asian one too, which python-docx does not set by itself."""
    run = _run(paragraph, words, face, size)
    run.font.color.rgb = RGBColor(0, 0, 0)
    return run


def saved(document: Document) -> bytes:
    """A document as the bytes of its file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def timeless(data: bytes) -> bytes:
    """The same package without the hour at which each part was written."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = zipfile.ZipInfo(entry.filename, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(entry))
    return file.getvalue()


def _normal(document: Document) -> None:
    """三号仿宋, a fixed pitch, nothing before or after a paragraph."""
    style = document.styles["Normal"]
    style.font.size = THIRD
    properties = style.element.get_or_add_rPr()
    _faces(properties, BODY)
    properties.insert_element_before(_element("spacing", val=str(CLOSER.twips)), "w:kern", "w:sz", "w:szCs", "w:lang")
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False


def _faces(properties: CT_RPr, face: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), face)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), "")


def _sheet(document: Document) -> None:
    """5.1 and 5.2: A4, the margins, 22 lines of 28 characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 - python-docx has no name for the grid
        section._sectPr.remove(old)  # noqa: SLF001
    grid = _element("docGrid", type="lines", linePitch=str(PITCH.twips))
    section._sectPr.append(grid)  # noqa: SLF001


def _first_page(section: Section) -> None:
    """10.1: the agency in red 30 mm below the edge, a double line under it and one 20 mm above the lower edge."""
    head = section.first_page_header.paragraphs[0]
    _plain(head, WD_ALIGN_PARAGRAPH.CENTER, Pt(44))
    _run(head, "{{ head }}", TITLE, Pt(38), RED)
    _double_line(head, "bottom", "thickThinSmallGap", 11)
    last = section.first_page_footer.paragraphs[0]
    _plain(last, WD_ALIGN_PARAGRAPH.CENTER, Pt(2))
    _double_line(last, "bottom", "thinThickSmallGap", 1)


def _double_line(paragraph: Paragraph, side: str, kind: str, space: int) -> None:
    """170 mm of red, centred on the sheet: 8 mm beyond the text on the left, 6 mm on the right."""
    layout = paragraph.paragraph_format
    layout.left_indent, layout.right_indent = Mm(-8), Mm(-6)
    borders = _element("pBdr")
    borders.append(_element(side, val=kind, sz="24", space=str(space), color=str(RED)))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for borders
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """7.5: 四号宋体 between 一字线, 7 mm below the text, one character from the outer edge."""
    _plain(paragraph, side, Pt(15))
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = FOURTH
    layout.space_after = Mm(3)
    _run(paragraph, "— ", SONG, FOURTH)
    instruction = _element("instrText")
    instruction.text = " PAGE "
    for part in (_element("fldChar", fldCharType="begin"), instruction, _element("fldChar", fldCharType="end")):
        _run(paragraph, "", SONG, FOURTH)._r.append(part)  # noqa: SLF001 - python-docx has no name for fields
    _run(paragraph, " —", SONG, FOURTH)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return cast("BaseOxmlElement", made)


def _top(document: Document) -> None:
    """The number at the right edge, the title two lines below it, the addressee one line below that."""
    _run(_added(document, WD_ALIGN_PARAGRAPH.RIGHT), "{{ number }}")
    _blank(document, 2)
    title = _added(document, WD_ALIGN_PARAGRAPH.CENTER, Pt(33))
    _run(title, "{{ title }}", TITLE, SECOND)
    _blank(document, 1)
    _run(_added(document, WD_ALIGN_PARAGRAPH.LEFT), "{{ addressee }}：")


def _text(document: Document) -> None:
    _tag(document, "for paragraph in paragraphs")
    _indented(document, "{{ paragraph }}")
    _tag(document, "endfor")
    _tag(document, "if attachments")
    _blank(document, 1)
    _tag(document, "for attachment in attachments")
    # A hanging indent, so that the second line of a name stands below its first (7.3.4).
    name = _added(document, WD_ALIGN_PARAGRAPH.LEFT)
    name.paragraph_format.left_indent, name.paragraph_format.first_line_indent = 6 * THIRD, -4 * THIRD
    _run(name, "{% if loop.first %}附件：{% else %}　　　{% endif %}")
    _run(name, "{% if attachments|length > 1 %}{{ loop.index }}.{% endif %}{{ attachment }}")
    _tag(document, "endfor")
    _tag(document, "endif")


def _signature(document: Document) -> None:
    """7.3.5.1: the agency centred above the date, whose end is four characters from the right edge."""
    _blank(document, 2)
    _run(_signed(document, PITCH), "{{ agency }}")
    _tag(document, "if seal")
    _run(_signed(document, Pt(12)), "{{ seal }}", BODY, Pt(10.5), RED)
    _tag(document, "endif")
    date = _signed(document, PITCH)
    date.paragraph_format.keep_with_next = False
    _run(date, "{{ dated_on }}")
    _tag(document, "if notes")
    _indented(document, "（{{ notes }}）")
    _tag(document, "endif")


def _signed(document: Document, pitch: Length) -> Paragraph:
    # A date is about six and a half characters wide, so its middle is 7¼ from the edge.
    line = _added(document, WD_ALIGN_PARAGRAPH.CENTER, pitch)
    line.paragraph_format.left_indent = Length(round(13.5 * THIRD))
    line.paragraph_format.keep_with_next = True
    return line


def _foot(document: Document) -> None:
    """四号, one character in from both sides."""
    _tag(document, "if copies_to")
    _small(document, "抄送：{{ copies_to|join('、') }}。")
    _tag(document, "endif")
    _tag(document, "for line in footer")
    _small(document, "{{ line }}")
    _tag(document, "endfor")


def _properties(document: Document) -> None:
    known = document.core_properties
    known.author = known.comments = known.title = ""
    known.language = "zh-CN"


def _added(document: Document, side: WD_ALIGN_PARAGRAPH, pitch: Length = PITCH) -> Paragraph:
    paragraph = document.add_paragraph()
    _plain(paragraph, side, pitch)
    return paragraph


def _plain(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH, pitch: Length) -> None:
    paragraph.alignment = side
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = pitch
    if pitch != PITCH:
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        properties.insert_element_before(_element("snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc", "w:rPr")


def _indented(document: Document, words: str) -> None:
    paragraph = _added(document, WD_ALIGN_PARAGRAPH.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = 2 * THIRD
    _run(paragraph, words)


def _small(document: Document, words: str) -> None:
    paragraph = _added(document, WD_ALIGN_PARAGRAPH.LEFT, Pt(22))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = FOURTH
    _run(paragraph, words, BODY, FOURTH)


def _blank(document: Document, lines: int) -> None:
    for _ in range(lines):
        _added(document, WD_ALIGN_PARAGRAPH.LEFT)


def _tag(document: Document, words: str) -> None:
    """A paragraph that holds a tag and leaves nothing behind."""
    _run(document.add_paragraph(), f"{{%p {words} %}}")


def _run(
    paragraph: Paragraph, words: str, face: str = BODY, size: Length = THIRD, colour: RGBColor | None = None
) -> Run:
    run = paragraph.add_run(words)
    run.font.size = size
    _faces(run._r.get_or_add_rPr(), face)  # noqa: SLF001 - python-docx sets no East Asian face
    if colour is not None:
        run.font.color.rgb = colour
    return run
