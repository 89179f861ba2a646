"""A new PDF out of pictures and unseen text. Nothing of the original is copied into it, so nothing hides in it."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from gongkai.redaction import glyphless
from gongkai.redaction.layer import Codes

QUALITY = 85
PLAIN = 0.5
"""A page of which half has exactly one tone was set by a machine: kept to the pixel, and smaller so."""
GREY = 12
"""Of 255: how far the colours of a pixel may lie apart in a picture that is kept in grey."""


class Building:
    """A PDF in the making, page by page; only the compressed pictures are kept in memory."""

    def __init__(self) -> None:
        self._pdf = pikepdf.new()
        self._pdf.Root.Lang = pikepdf.String("zh-CN")
        self._font: pikepdf.Object | None = None
        self.codes = Codes()

    def add(self, picture: Image.Image, text: bytes, width: float, height: float) -> None:
        """Add a page of so many points: its picture, and the orders of its text layer."""
        resources = Dictionary(XObject=Dictionary(P=self._image(picture)))
        if text:
            if self._font is None:
                self._font = self._pdf.make_indirect(Dictionary())
            resources.Font = Dictionary(F=self._font)
        drawing = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /P Do Q\n".encode("ascii")
        page = self._pdf.add_blank_page(page_size=(round(width, 3), round(height, 3)))
        page.obj.Resources = resources
        page.obj.Contents = self._pdf.make_stream(drawing + text)

    def finished(self) -> bytes:
        """The file. The same pages give the same bytes."""
        if self._font is not None:
            self._fill_font(self._font)
        return settled(self._pdf)

    def _image(self, picture: Image.Image) -> pikepdf.Object:
        image = _plainest(picture)
        if _is_plain(image):
            stream = self._pdf.make_stream(zlib.compress(image.tobytes(), 6))
            stream.Filter = Name.FlateDecode
        else:
            coded = BytesIO()
            image.save(coded, "JPEG", quality=QUALITY, subsampling=0)
            stream = self._pdf.make_stream(coded.getvalue())
            stream.Filter = Name.DCTDecode
        stream.Type, stream.Subtype = Name.XObject, Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
        stream.ColorSpace = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
        return stream

    def _fill_font(self, font: pikepdf.Object) -> None:
        pdf, codes = self._pdf, self.codes.numbers
        file = pdf.make_stream(glyphless.font_file())
        file.Length1 = len(glyphless.font_file())
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + glyphless.NAME), Flags=4, ItalicAngle=0, StemV=80,
            Ascent=glyphless.ASCENT, Descent=glyphless.DESCENT, CapHeight=glyphless.ASCENT,
            FontBBox=Array([0, glyphless.DESCENT, glyphless.EM, glyphless.ASCENT]), FontFile2=file,
        )  # fmt: skip
        system = Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0)
        face = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/" + glyphless.NAME), CIDSystemInfo=system,
            FontDescriptor=pdf.make_indirect(descriptor), DW=glyphless.EM,
            CIDToGIDMap=pdf.make_stream(glyphless.glyph_map(len(codes))),
        )  # fmt: skip
        font.Type, font.Subtype, font.BaseFont = Name.Font, Name.Type0, Name("/" + glyphless.NAME)
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts = Array([pdf.make_indirect(face)])
        font.ToUnicode = pdf.make_stream(glyphless.character_map(codes))


def written(pdf: pikepdf.Pdf) -> bytes:
    """A file written down plainly, so that the proof can look at everything in it."""
    found = BytesIO()
    pdf.save(
        found,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return found.getvalue()


def settled(pdf: pikepdf.Pdf) -> bytes:
    """A file that comes out the same when it is opened and written once more, which is how the proof sees that
    nothing stands between its objects."""
    with pikepdf.open(BytesIO(written(pdf))) as again:
        return written(again)


def _plainest(picture: Image.Image) -> Image.Image:
    """The picture in grey when its colours are nothing but grey."""
    red, green, blue = picture.split()
    apart = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    colourless = all(image.getextrema()[1] <= GREY for image in apart)  # type: ignore[operator]
    return picture.convert("L") if colourless else picture


def _is_plain(image: Image.Image) -> bool:
    tones = image.convert("L").histogram()
    return max(tones) >= PLAIN * image.width * image.height
