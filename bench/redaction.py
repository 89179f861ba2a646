"""How long a scan of twenty pages takes to redact, its proof included. The bar is twenty seconds."""

from __future__ import annotations

import random
import resource
from importlib.resources import files
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from bench._measure import line, machine, median_seconds
from gongkai.redaction import Box, find, redact

PAGES = 20
DPI = 200
A4 = (595, 842)
LINES, CHARS = 28, 28
RUNS = 3


def main() -> None:
    scan = _scan()
    boxes = [
        Box(page, 0.2, 0.1 + 0.02 * row, 0.5, 0.115 + 0.02 * row, "条例第十五条")
        for page in range(1, PAGES + 1)
        for row in (0, 8, 20)
    ]
    print(f"redaction — {machine()}")
    taken = median_seconds(lambda: redact(scan, boxes), RUNS)
    line(f"scan, {PAGES} pages A4 with text, {DPI} dpi", f"{taken:.1f} s", "bar 20 s")
    line("the same, processor", f"{median_seconds(lambda: redact(scan, boxes), RUNS, cpu=True):.1f} s")
    line("a name looked for in it", f"{median_seconds(lambda: find(scan, ['公开']), RUNS) * 1000:.0f} ms")
    line("size before and after", f"{len(scan) / 1e6:.1f}, {len(redact(scan, boxes).data) / 1e6:.1f} MB")
    line("most memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _scan() -> bytes:
    """Pages as a scanner makes them: a grey picture with noise, and the text that was recognised, unseen."""
    pdf, chance = pikepdf.new(), random.Random(5)
    face = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=2),
        DW=1000,
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/STSong-Light"),
        Encoding=Name("/UniGB-UCS2-H"),
        DescendantFonts=Array([pdf.make_indirect(face)]),
    )
    for _ in range(PAGES):
        text = ["".join(chance.choice("政府信息公开条例申请答复依法") for _ in range(CHARS)) for _ in range(LINES)]
        page = pdf.add_blank_page(page_size=A4)
        picture = pdf.make_stream(_picture(text, chance))
        picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, Name.DCTDecode
        picture.Width, picture.Height = (side * DPI // 72 for side in A4)
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
        page.obj.Resources = Dictionary(XObject=Dictionary(S=picture), Font=Dictionary(T=font))
        unseen = "".join(
            f"1 0 0 1 60 {A4[1] - _base(row)} Tm <{words.encode('utf-16-be').hex()}> Tj\n"
            for row, words in enumerate(text)
        )
        orders = f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /S Do Q\nBT /T 16 Tf 3 Tr\n{unseen}ET"
        page.obj.Contents = pdf.make_stream(orders.encode("ascii"))
    found = BytesIO()
    pdf.save(found)
    return found.getvalue()


def _base(row: int) -> int:
    return 90 + row * 26


def _picture(text: list[str], chance: random.Random) -> bytes:
    image = Image.new("L", tuple(side * DPI // 72 for side in A4), 246)
    brush = ImageDraw.Draw(image)
    path = files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf")
    font = ImageFont.truetype(str(path), 16 * DPI // 72)
    for row, words in enumerate(text):
        brush.text((60 * DPI / 72, _base(row) * DPI / 72), words, fill=30, font=font, anchor="ls")
    noise = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
    found = BytesIO()
    Image.blend(image, noise, 0.08).save(found, "JPEG", quality=80)
    return found.getvalue()


if __name__ == "__main__":
    main()
