"""Papers that an office would disclose in part, made for the tests."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import typst
from PIL import Image, ImageDraw

from tests.factories import CITIZEN

MOBILE = "13900005678"
OPEN, RIVAL = "同意湖滨路改造工程立项", "明湖石料有限公司"
SECRETS = (CITIZEN.name, CITIZEN.identity_number, MOBILE)


@cache
def paper() -> bytes:
    """Two pages: an approval, and a list with personal data of the applicant and of a company."""
    lines = "\n\n".join(f"第{number}条 道路红线内的房屋征收补偿由街道办事处负责。" for number in range(1, 9))
    source = f"""
#set page(width: 595pt, height: 842pt, margin: 72pt)
#set text(font: "Noto Sans SC", size: 14pt)
= 关于湖滨路改造工程立项的批复
{OPEN}，总投资一千二百万元。

{lines}

#pagebreak()
联系人：{CITIZEN.name}，身份证号码{CITIZEN.identity_number}，手机{MOBILE}。

供货单位：{RIVAL}，单价每吨八十六元。

{CITIZEN.name}已于三月一日签字。
"""
    folder = str(files("pylopdf_fonts_zh_cn"))
    return bytes(typst.compile(source.encode(), format="pdf", font_paths=[folder]))


def huge() -> bytes:
    """A page that can be shown small, and has too many points to be redacted."""
    pdf, found = pikepdf.new(), BytesIO()
    pdf.add_blank_page(page_size=(14_000, 14_000))
    pdf.save(found)
    return found.getvalue()


def photograph(kind: str = "JPEG") -> bytes:
    """A picture lying on its side, as a camera notes it, with the place where it was taken."""
    image = Image.new("RGB", (400, 300), (240, 240, 235))
    ImageDraw.Draw(image).rectangle((40, 40, 200, 90), fill=(200, 30, 30))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRET-CAMERA"
    found = BytesIO()
    image.save(found, kind, exif=exif)
    return found.getvalue()


def text_of(pdf: bytes) -> str:
    """Everything that a reader finds in a file."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    finally:
        document.close()
    return "".join("".join(pages).split())


def written(folder: Path) -> Path:
    """The paper as a file."""
    place = folder / "批复.pdf"
    place.write_bytes(paper())
    return place
