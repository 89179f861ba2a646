"""Valid files of every kind, made here, and ways to put into them what must not be there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import docx
import pikepdf
import xlsxwriter
from PIL import Image

from gongkai.files.kinds import Kind

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PROGRAM = b"MZ\x90\x00\x03" + bytes(70) + b"This program cannot be run in DOS mode.\r\r\n$" + bytes(40) + b"PE\x00\x00"
OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Change = Callable[[bytes], bytes]


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """A picture whose corners differ, so that turning it shows."""
    made = Image.radial_gradient("L").resize(size).convert(mode)
    made.paste(255 if mode in {"L", "1"} else (250, 10, 10), (0, 0, size[0] // 3, size[1] // 3))
    return made


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def jpeg(**options: Any) -> bytes:
    return saved(picture(), "JPEG", **options)


def png(**options: Any) -> bytes:
    return saved(picture(), "PNG", **options)


def tiff(frames: int = 2, **options: Any) -> bytes:
    more = [picture((30, 20)) for _ in range(frames - 1)]
    return saved(picture(), "TIFF", save_all=True, append_images=more, **options)


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, pages: int = 2, **options: Any) -> bytes:
    """A PDF with a few pages and whatever ``change`` puts into it."""
    buffer = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(595, 842))
        if change is not None:
            change(made)
        made.save(buffer, **options)
    return buffer.getvalue()


def docx_file() -> bytes:
    buffer = io.BytesIO()
    made = docx.Document()
    made.core_properties.author = "甄不存"
    made.add_paragraph("关于湖滨路改造工程的申请")
    made.save(buffer)
    return buffer.getvalue()


def xlsx_file() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.set_properties({"author": "甄不存"})
    sheet = book.add_worksheet("台账")
    sheet.write(0, 0, "收件编号")
    sheet.write_comment(0, 0, "内部意见", {"author": "甄不存"})
    book.close()
    return buffer.getvalue()


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(*entries: tuple[str, str, str], external: bool = False) -> str:
    """A part of relationships: id, type, target."""
    mode = ' TargetMode="External"' if external else ""
    lines = "".join(
        f'<Relationship Id="{number}" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
        for number, kind, target in entries
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def pptx_parts() -> dict[str, bytes | str]:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{OFFICE}presentationml.presentation.main+xml"/>'
        f'<Override PartName="/ppt/commentAuthors.xml" ContentType="{OFFICE}presentationml.commentAuthors+xml"/>'
        "</Types>"
    )
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{main}"/>',
        "ppt/_rels/presentation.xml.rels": relations(("rId1", "commentAuthors", "commentAuthors.xml")),
        "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{main}"><p:cmAuthor name="甄不存"/></p:cmAuthorLst>',
    }


def pptx_file() -> bytes:
    return zipped(pptx_parts())


def ofd_parts() -> dict[str, bytes | str]:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    info = (
        "<ofd:DocInfo><ofd:DocID>0123</ofd:DocID><ofd:Author>甄不存</ofd:Author>"
        "<ofd:Creator>某软件</ofd:Creator><ofd:CreationDate>2026-01-01</ofd:CreationDate></ofd:DocInfo>"
    )
    return {
        "OFD.xml": (
            f'<ofd:OFD {space} Version="1.1" DocType="OFD"><ofd:DocBody>{info}'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData/><ofd:Pages/></ofd:Document>",
    }


def ofd_file() -> bytes:
    return zipped(ofd_parts())


def text(encoding: str = "utf-8") -> bytes:
    return "申请公开2023年湖滨路改造工程的批复。\r\n共三项。\r\n".encode(encoding)


MADE: dict[Kind, Callable[[], bytes]] = {
    Kind.PDF: pdf,
    Kind.JPEG: jpeg,
    Kind.PNG: png,
    Kind.TIFF: tiff,
    Kind.DOCX: docx_file,
    Kind.XLSX: xlsx_file,
    Kind.PPTX: pptx_file,
    Kind.OFD: ofd_file,
    Kind.TXT: text,
}


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, changes: Mapping[str, bytes | str | Change]) -> bytes:
    """A package with parts added or changed."""
    parts: dict[str, bytes | str] = dict(parts_of(data))
    for name, change in changes.items():
        parts[name] = change(parts_of(data)[name]) if callable(change) else change
    return zipped(parts)
