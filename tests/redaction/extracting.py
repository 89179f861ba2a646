"""Ways to get text out of a PDF that know nothing of how gongkai reads or writes one."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2 as pdfium

Placed = tuple[str, float, float]
"""A character and its centre, by fractions of the page as shown."""


def pdfium_text(data: bytes) -> str:
    with pdfium.PdfDocument(data) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def pdfium_chars(data: bytes) -> list[Placed]:
    """Only for pages that are neither turned nor cropped, as redacted ones are."""
    with pdfium.PdfDocument(data) as pdf:
        page = pdf[0]
        wide, tall = page.get_size()
        text = page.get_textpage()
        found = []
        for place in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(place, loose=True)
            found.append((text.get_text_range(place, 1), (left + right) / 2 / wide, 1 - (top + bottom) / 2 / tall))
        return [char for char in found if char[0].strip()]


def pdfminer_chars(data: bytes) -> list[Placed]:
    with pdfplumber.open(BytesIO(data)) as pdf:
        page = pdf.pages[0]
        wide, tall = float(page.width), float(page.height)
        return [
            (char["text"], (char["x0"] + char["x1"]) / 2 / wide, (char["top"] + char["bottom"]) / 2 / tall)
            for char in page.chars
            if char["text"].strip()
        ]


def raw_texts(data: bytes) -> list[bytes]:
    """The file itself, every stream of it unpacked, every string, and its text by its own maps."""
    found = [data]
    with pikepdf.open(BytesIO(data)) as pdf:
        maps: dict[int, str] = {}
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                found.append(_unpacked(item))
                maps.update(_map(found[-1]))
            found += _strings(item)
        for page in pdf.pages:
            found.append(_by_map(page, maps).encode())
    return found


def _unpacked(item: Any) -> bytes:
    try:
        return bytes(item.read_bytes())
    except pikepdf.PdfError:
        return bytes(item.read_raw_bytes())


def _strings(item: Any) -> list[bytes]:
    if isinstance(item, pikepdf.String):
        return [bytes(item), str(item).encode()]
    if isinstance(item, pikepdf.Array):
        return [text for value in item.as_list() for text in _strings(value)]
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        values = [item[key] for key in item.keys() if key != "/Parent"]  # noqa: SIM118 - a stream is no mapping
        return [text for value in values if not getattr(value, "is_indirect", False) for text in _strings(value)]
    return []


def _map(stream: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{4,})>", stream)
    return {int(code, 16): bytes.fromhex(char.decode()).decode("utf-16-be", "replace") for code, char in pairs}


def _by_map(page: Any, maps: dict[int, str]) -> str:
    found = ""
    for order in pikepdf.parse_content_stream(page):
        if str(order.operator) in {"Tj", "TJ", "'", '"'}:
            text = b"".join(_strings_of(order.operands))
            found += "".join(maps.get(int.from_bytes(text[at : at + 2], "big"), "") for at in range(0, len(text), 2))
    return found


def _strings_of(operands: Any) -> list[bytes]:
    found = []
    for value in operands:
        if isinstance(value, pikepdf.String):
            found.append(bytes(value))
        elif isinstance(value, pikepdf.Array):
            found += [bytes(part) for part in value.as_list() if isinstance(part, pikepdf.String)]
    return found


def disguises(secret: str) -> list[bytes]:
    """The bytes in which a text may lie in a file."""
    coded = [secret.encode(code) for code in ("utf-8", "utf-16-be", "utf-16-le", "gb18030", "utf-32-be")]
    return [*coded, *(text.hex().encode() for text in coded), *(text.hex().upper().encode() for text in coded)]
