"""A published document as a Word file: real styles for headings, real tables, real links."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from gongkai.typeset import word_default
from gongkai.typeset.document_pdf import DocumentSheet
from gongkai.typeset.running import Block, Figure, Grid, Heading, Listing, Paragraph, Run
from gongkai.typeset.word_default import BODY, HEADING, KAI, THIRD, TITLE

SECOND, SMALL = Pt(22), Pt(10.5)
FACES = {2: HEADING, 3: KAI}
SIDES = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def document_docx(sheet: DocumentSheet, *, made_at: datetime) -> bytes:
    """A document as DOCX on the page of GB/T 9704; the same sheet gives the same bytes."""
    document = word_default.blank()
    properties = document.core_properties
    properties.title, properties.author = sheet.title, sheet.agency
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    _line(document, sheet.title, TITLE, SECOND, style="Title")
    for line in sheet.below:
        _line(document, line, KAI)
    for block in sheet.blocks:
        _block(document, block)
    for place, name in enumerate(sheet.attachments, start=1):
        number = f"{place}." if len(sheet.attachments) > 1 else ""
        _indented(document, (Run(f"{'附件：' if place == 1 else '　　　'}{number}{name}"),))
    for words in filter(None, (sheet.agency, sheet.dated_on)):
        _line(document, words, side=WD_ALIGN_PARAGRAPH.RIGHT)
    for words in sheet.foot:
        _line(document, words, size=SMALL, side=WD_ALIGN_PARAGRAPH.LEFT)
    return word_default.timeless(word_default.saved(document))


def _line(
    document: Document,
    words: str,
    face: str = BODY,
    size: Pt = THIRD,
    *,
    side: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER,
    style: str = "Normal",
) -> WordParagraph:
    paragraph = document.add_paragraph(style=style)
    paragraph.alignment = side
    word_default.write(paragraph, words, face, size)
    return paragraph


def _block(document: Document, block: Block) -> None:
    if isinstance(block, Heading):
        paragraph = document.add_paragraph(style=f"Heading {min(block.level, 9)}")
        paragraph.paragraph_format.first_line_indent = 2 * THIRD
        word_default.write(paragraph, block.text, FACES.get(block.level, BODY), THIRD)
    elif isinstance(block, Paragraph):
        _paragraph(document, block)
    elif isinstance(block, Listing):
        for place, item in enumerate(block.items, start=1):
            _indented(document, (Run(f"{place}．" if block.ordered else "• "), *item))
    elif isinstance(block, Grid):
        _grid(document, block)
    else:
        _figure(document, block)


def _paragraph(document: Document, block: Paragraph) -> None:
    paragraph = _indented(document, block.runs)
    if block.side in SIDES:
        paragraph.alignment = SIDES[block.side]
        paragraph.paragraph_format.first_line_indent = 0
    elif block.side == "indent":
        paragraph.paragraph_format.left_indent = 2 * THIRD


def _indented(document: Document, runs: Sequence[Run]) -> WordParagraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = 2 * THIRD
    for run in runs:
        _run(paragraph, run)
    return paragraph


def _run(paragraph: WordParagraph, run: Run) -> None:
    made = word_default.write(paragraph, run.text, BODY, THIRD)
    made.bold, made.italic, made.font.superscript = run.bold or None, run.italic or None, run.raised or None
    made.font.subscript, made.font.strike = run.lowered or None, run.struck or None
    if run.href:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        made._r.addprevious(link)  # noqa: SLF001 - python-docx writes no links
        link.append(made._r)  # noqa: SLF001


def _grid(document: Document, block: Grid) -> None:
    if block.caption:
        _line(document, block.caption, HEADING, Pt(12))
    table = document.add_table(len(block.rows), block.columns(), style="Table Grid")
    for line, (row, starts) in enumerate(zip(block.rows, block.places(), strict=True)):
        for cell, start in zip(row, starts, strict=True):
            last = table.cell(min(line + cell.down, len(block.rows)) - 1, start + cell.across - 1)
            paragraph = table.cell(line, start).merge(last).paragraphs[0]
            word_default.write(paragraph, cell.text, HEADING if line < block.headers else BODY, Pt(12))
        if line < block.headers:
            # read aloud as headings, and repeated on each page
            repeated = OxmlElement("w:tblHeader")
            table.rows[line]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001


def _figure(document: Document, block: Figure) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1.0
    shape = paragraph.add_run().add_picture(io.BytesIO(block.content))
    widest, highest = Mm(156), Mm(120)
    scale = min(1.0, widest / shape.width, highest / shape.height)
    shape.width, shape.height = Length(shape.width * scale), Length(shape.height * scale)
    shape._inline.docPr.set("descr", block.alt)  # noqa: SLF001 - for who cannot see it
    if block.caption:
        _line(document, block.caption, BODY, Pt(12))
