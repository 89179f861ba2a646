"""PDF files that hide a secret in every way we know of, made for the tests.

All have one layout on a page of 300 × 400 points: a public line above, a secret line in the middle, a public
line below, and room between them in which traps put a second copy of the secret. `Sample` says where things
are on the page as shown, whichever way it is turned or cropped.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw, ImageFont

from gongkai.redaction import Area, Box

WIDE, TALL = 300, 400
ABOVE, SECRET_AT, TRAP_AT, BELOW_AT = 70, 190, 275, 350
"""How far from the top the lines stand."""
LEFT = 40
SIZE = 16
TURN_LINES = {"above": ABOVE, "secret": SECRET_AT, "below": BELOW_AT}
FONT = str(files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf"))


@dataclass(frozen=True)
class Words:
    """The three lines of a page. The secret shares no character with the others."""

    above: str
    secret: str
    below: str


LATIN = Words("PUBLIC above", "QZXJ-7394", "open below")
HAN = Words("公开内容在上", "张翼德3701", "其余照常公布")


@dataclass(frozen=True)
class Sample:
    """A file with its secret, and where the three lines are on the page as shown."""

    pdf: bytes
    words: Words
    turn: int = 0
    readable: bool = True
    """Whether the public lines can be read by programs at all."""

    def box(self, ground: str = "") -> Box:
        """The box over the secret."""
        return Box(1, *self.line(SECRET_AT).edges, ground)

    def line(self, at: float) -> Area:
        """Where a line is on the page as shown."""
        return turned(Area(30 / WIDE, (at - 20) / TALL, 290 / WIDE, (at + 8) / TALL), self.turn)


def turned(area: Area, turn: int) -> Area:
    """An area of the page as it is after so many degrees clockwise."""
    left, top, right, bottom = area.edges
    return {
        0: area,
        90: Area(1 - bottom, left, 1 - top, right),
        180: Area(1 - right, 1 - bottom, 1 - left, 1 - top),
        270: Area(top, 1 - right, bottom, 1 - left),
    }[turn]


# ----------------------------------------------------------------------------------------- faces


def helvetica(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """One of the fourteen fonts that every reader has."""
    page = pdf.add_blank_page(page_size=(WIDE, TALL))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.obj.Resources = Dictionary(Font=Dictionary(T=font))
    return LATIN, b"".join(say("T", words, at) for words, at in lines(LATIN))


def lines(words: Words) -> list[tuple[str, int]]:
    return [(words.above, ABOVE), (words.secret, SECRET_AT), (words.below, BELOW_AT)]


def say(font: str, text: str, at: float, *, mode: int = 0, left: float = LEFT) -> bytes:
    """Orders that set a Latin line."""
    return f"BT /{font} {SIZE} Tf {mode} Tr 1 0 0 1 {left} {TALL - at} Tm ({text}) Tj ET\n".encode("ascii")


@cache
def _typeset(words: Words) -> bytes:
    placed = "\n".join(
        f'#place(top + left, dx: {LEFT}pt, dy: {at - SIZE}pt, text(top-edge: "ascender")[{text}])'
        for text, at in lines(words)
    )
    source = (
        f"#set page(width: {WIDE}pt, height: {TALL}pt, margin: 0pt)\n"
        f'#set text(font: "Noto Sans SC", size: {SIZE}pt)\n{placed}\n'
    )
    folder = str(files("pylopdf_fonts_zh_cn"))
    return bytes(typst.compile(source.encode(), format="pdf", font_paths=[folder]))


def cid(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """A subset of a Chinese font, as word processors embed it."""
    with pikepdf.open(BytesIO(_typeset(HAN))) as made:
        pdf.pages.append(made.pages[0])
    page = pdf.pages[0]
    for key in ("/StructParents", "/Tabs", "/Group"):
        if key in page.obj:
            del page.obj[key]
    page.contents_coalesce()
    return HAN, bytes(page.obj.Contents.read_bytes())


def _maps(pdf: pikepdf.Pdf) -> list[Any]:
    return [font for font in pdf.pages[0].obj.Resources.Font.values() if "/ToUnicode" in font]


def cid_without_map(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """The same without the map from codes to characters."""
    found = cid(pdf)
    for font in _maps(pdf):
        del font["/ToUnicode"]
    return found


def cid_with_odd_map(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """The same with a map that says something else: every character is moved by one."""
    found = cid(pdf)
    for font in _maps(pdf):
        text = font.ToUnicode.read_bytes().decode("latin-1")
        moved = re.sub(r"> <([0-9A-Fa-f]{4})>", lambda found: f"> <{(int(found[1], 16) + 1) & 0xFFFF:04X}>", text)
        font.ToUnicode = pdf.make_stream(moved.encode("latin-1"))
    return found


def gbk(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """A Chinese font that is not embedded, with its text in the bytes of GBK."""
    page = pdf.add_blank_page(page_size=(WIDE, TALL))
    face = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=2),
        DW=1000,
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/STSong-Light-GBK-EUC-H"),
        Encoding=Name("/GBK-EUC-H"),
        DescendantFonts=Array([pdf.make_indirect(face)]),
    )
    page.obj.Resources = Dictionary(Font=Dictionary(G=font))
    orders = [
        f"BT /G {SIZE} Tf 1 0 0 1 {LEFT} {TALL - at} Tm <{text.encode('gb18030').hex()}> Tj ET\n"
        for text, at in lines(HAN)
    ]
    return HAN, "".join(orders).encode("ascii")


def type3(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """A font whose letters are drawings, with a bounding box that says nothing."""
    page = pdf.add_blank_page(page_size=(WIDE, TALL))
    letters = sorted({char for text, _ in lines(LATIN) for char in text})
    drawing = pdf.make_stream(b"600 0 50 0 550 700 d1 50 0 500 100 re 50 0 100 700 re 450 0 100 700 re f")
    blank = pdf.make_stream(b"300 0 d0")
    names = {char: f"/c{ord(char)}" for char in letters}
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 0, 0]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        FirstChar=32,
        LastChar=126,
        Widths=Array([300 if code == 32 else 600 for code in range(32, 127)]),
        Encoding=Dictionary(
            Type=Name.Encoding,
            Differences=Array([item for char in letters for item in (ord(char), Name(names[char]))]),
        ),
        CharProcs=Dictionary({names[char]: blank if char == " " else drawing for char in letters}),
        Resources=Dictionary(),
        ToUnicode=pdf.make_stream(_plain_map(letters)),
    )
    page.obj.Resources = Dictionary(Font=Dictionary(T=font))
    return LATIN, b"".join(say("T", words, at) for words, at in lines(LATIN))


def _plain_map(letters: list[str]) -> bytes:
    pairs = "\n".join(f"<{ord(char):02X}> <{ord(char):04X}>" for char in letters)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    ).encode("ascii")


@cache
def scan_of(words: Words) -> bytes:
    """A picture of the page, as a scanner makes it: grey, a little noise, and a note of the machine."""
    factor = 2
    image = Image.new("L", (WIDE * factor, TALL * factor), 244)
    brush, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, SIZE * factor)
    for text, at in lines(words):
        brush.text((LEFT * factor, at * factor), text, fill=25, font=font, anchor="ls")
    chance = random.Random(7)
    noise = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height)).point(lambda v: v // 16)
    found = BytesIO()
    Image.blend(image, noise, 0.06).save(found, "JPEG", quality=85, comment=words.secret.encode())
    return found.getvalue()


def _with_scan(pdf: pikepdf.Pdf, words: Words) -> bytes:
    image = pdf.make_stream(scan_of(words))
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, WIDE * 2, TALL * 2
    image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceGray, 8, Name.DCTDecode
    pdf.pages[0].obj.Resources.XObject = Dictionary(S=image)
    return f"q {WIDE} 0 0 {TALL} 0 0 cm /S Do Q\n".encode("ascii")


def scan_under_text(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """A scan with the text that was recognised lying unseen over it."""
    words, _ = helvetica(pdf)
    unseen = b"".join(say("T", text, at, mode=3) for text, at in lines(words))
    return words, _with_scan(pdf, words) + unseen


def scan_over_text(pdf: pikepdf.Pdf) -> tuple[Words, bytes]:
    """A scan that lies over the text that was recognised."""
    words, orders = helvetica(pdf)
    return words, orders + _with_scan(pdf, words)


FACES: dict[str, tuple[Callable[[pikepdf.Pdf], tuple[Words, bytes]], bool]] = {
    "helvetica": (helvetica, True),
    "cid": (cid, True),
    "cid-without-map": (cid_without_map, False),
    "cid-with-odd-map": (cid_with_odd_map, False),
    "gbk": (gbk, False),
    "type3": (type3, True),
    "scan-under-text": (scan_under_text, True),
    "scan-over-text": (scan_over_text, True),
}
"""Each way of setting text, and whether programs can read the public lines in it."""

Trap = Callable[[pikepdf.Pdf, Words], bytes]
"""Hides a second copy of the secret in a file; returns orders for the page's end."""


def sample(face: str, *, turn: int = 0, crop: bool = False, trap: Trap | None = None) -> Sample:
    """A file of a face, turned, cropped away from the origin, with a trap."""
    pdf = pikepdf.new()
    make, readable = FACES[face]
    words, orders = make(pdf)
    page = pdf.pages[0].obj
    if trap is not None:
        orders += b"\n" + trap(pdf, words)
    if crop:
        page.MediaBox, page.CropBox = Array([-50, 20, 450, 620]), Array([37, 111, 37 + WIDE, 111 + TALL])
        orders = b"q 1 0 0 1 37 111 cm\n" + orders + b"\nQ"
    page.Contents = pdf.make_stream(orders)
    if turn:
        page.Rotate = turn
    return Sample(saved(pdf), words, turn, readable)


def saved(pdf: pikepdf.Pdf) -> bytes:
    found = BytesIO()
    pdf.save(found, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return found.getvalue()


def revised(found: Sample) -> Sample:
    """A file in two states: the secret, and over it an update in which the line was taken out."""
    with pikepdf.open(BytesIO(found.pdf)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
        orders = b"".join(say("T", text, at) for text, at in lines(found.words) if text != found.words.secret)
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(orders), orders)
    start = int(re.findall(rb"startxref\s+(\d+)", found.pdf)[-1])
    place = len(found.pdf) + 1
    root = re.findall(rb"/Root (\d+ \d+ R)", found.pdf)[-1]
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    trailer = b"trailer << /Size 99 /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (root, start, place + len(body))
    return replace(found, pdf=found.pdf + b"\n" + body + table + trailer)
