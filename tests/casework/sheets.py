"""What files say: the words of a PDF and of a Word file, without the breaks that the layout makes."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pypdfium2


def pdf_pages(data: bytes) -> list[str]:
    """The words of each page, without white space."""
    with pypdfium2.PdfDocument(data) as document:
        found = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            found.append(squeezed(text.get_text_bounded()))
            text.close()
            page.close()
        return found


def pdf_words(data: bytes) -> str:
    return "".join(pdf_pages(data))


def docx_words(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return squeezed("".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def edited(template: bytes, old: str, new: str) -> bytes:
    """A Word template with some of its text changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "word/document.xml":
                assert old in content.decode()
                content = content.decode().replace(old, new).encode()
            after.writestr(entry, content)
    return out.getvalue()
