"""Letters and papers that the tests set, and eyes to read them with."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pikepdf
import pypdfium2
from PIL import Image

from gongkai.typeset.page import LetterPage

AT = datetime(2023, 5, 6, 10, tzinfo=timezone(timedelta(hours=8)))
MM = 72 / 25.4
PARAGRAPHS = (
    "本机关于2023年4月10日收到您通过信函提交的政府信息公开申请（收件编号：明教收〔2023〕12号），申请公开：“招生工作的会议纪要”。",
    "根据《中华人民共和国政府信息公开条例》第三十六条第（一）项的规定，您申请的信息本机关已经主动公开。",
    "如对本答复不服，可以自收到本答复之日起六十日内向明湖区人民政府申请行政复议，或者自收到本答复之日起六个月内依法向明湖区人民法院提起行政诉讼。",
)


def letter(**more) -> LetterPage:
    """A letter of one page, with what a test wants to be different."""
    usual = {
        "head": "明湖区教育局",
        "number": "明教公开〔2023〕5号",
        "title": "政府信息公开申请答复书",
        "addressee": "张三",
        "paragraphs": PARAGRAPHS,
        "agency": "明湖区教育局",
        "seal": "（印章）",
        "dated_on": "2023年5月6日",
    }
    return LetterPage(**{**usual, **more})


def long_letter(**more) -> LetterPage:
    """A letter of three pages and more, whose second page is one paragraph."""
    return letter(paragraphs=(*PARAGRAPHS, "中" * 28 * 40, *PARAGRAPHS), **more)


@dataclass(frozen=True)
class Glyph:
    """A character on the page; the measures are millimetres from the page's left and upper edge."""

    text: str
    left: float
    right: float
    base: float


def glyphs(pdf: bytes, page: int) -> list[Glyph]:
    """The characters of a page with their advance boxes, in the order of the file."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    height = sheet.get_height()
    text = sheet.get_textpage()
    found = []
    for place in range(text.count_chars()):
        character = text.get_text_range(place, 1)
        if character.strip():
            left, bottom, right, _ = text.get_charbox(place, loose=True)
            found.append(Glyph(character, left / MM, right / MM, (height - bottom) / MM))
    document.close()
    return found


def lines(pdf: bytes, page: int) -> list[list[Glyph]]:
    """The characters of a page by lines, from top to bottom."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs(pdf, page), key=lambda glyph: glyph.base):
        if found and glyph.base - found[-1][0].base < 2:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [sorted(line, key=lambda glyph: glyph.left) for line in found]


def written(line: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in line)


def text_of(pdf: bytes) -> str:
    """All text without its white space."""
    document = pypdfium2.PdfDocument(pdf)
    whole = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return squeezed(whole)


def page_text(pdf: bytes, page: int) -> str:
    document = pypdfium2.PdfDocument(pdf)
    whole = document[page].get_textpage().get_text_range()
    document.close()
    return squeezed(whole)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def drawn(pdf: bytes, page: int) -> Image.Image:
    """A page as a picture, a dot for each point."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=1).to_pil().convert("RGB")
    document.close()
    return picture


def saved(pdf: pikepdf.Pdf, **how) -> bytes:
    file = io.BytesIO()
    pdf.save(file, **how)
    return file.getvalue()
