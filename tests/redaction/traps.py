"""Places in a PDF where a second copy of a secret may lie, besides the line under the box."""

from __future__ import annotations

import random

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.redaction.generated import LEFT, SIZE, TALL, TRAP_AT, WIDE, Trap, Words, say

SPOT = Array([30, TALL - TRAP_AT - 8, 290, TALL - TRAP_AT + 20])


def _font(pdf: pikepdf.Pdf) -> str:
    """Helvetica under the name of /Z, so that a trap works in every face."""
    resources = pdf.pages[0].obj.Resources
    fonts = resources.get("/Font", Dictionary())
    fonts.Z = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    resources.Font = fonts
    return "Z"


def _spoken(pdf: pikepdf.Pdf, words: Words, mode: int = 0) -> bytes:
    """The secret in Latin letters, where a trap may stand. A Chinese one is told by its figures."""
    text = words.secret if words.secret.isascii() else "QZXJ-7394"
    return say(_font(pdf), text, TRAP_AT, mode=mode)


def white(pdf: pikepdf.Pdf, words: Words) -> bytes:
    return b"1 g\n" + _spoken(pdf, words) + b"0 g\n"


def nearly_white(pdf: pikepdf.Pdf, words: Words) -> bytes:
    return b"0.98 g\n" + _spoken(pdf, words) + b"0 g\n"


def transparent(pdf: pikepdf.Pdf, words: Words) -> bytes:
    states = Dictionary(T0=Dictionary(Type=Name.ExtGState, ca=0, CA=0))
    pdf.pages[0].obj.Resources.ExtGState = states
    return b"q /T0 gs\n" + _spoken(pdf, words) + b"Q\n"


def unpainted(pdf: pikepdf.Pdf, words: Words) -> bytes:
    return _spoken(pdf, words, mode=3) + b"BT 0 Tr ET\n"


def under_block(pdf: pikepdf.Pdf, words: Words) -> bytes:
    return _spoken(pdf, words) + b"q 0.3 g 30 %d 260 28 re f Q\n" % (TALL - TRAP_AT - 8)


def under_photograph(pdf: pikepdf.Pdf, words: Words) -> bytes:
    photo = pdf.make_stream(random.Random(3).randbytes(260 * 28))
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 260, 28
    photo.ColorSpace, photo.BitsPerComponent = Name.DeviceGray, 8
    resources = pdf.pages[0].obj.Resources
    pictures = resources.get("/XObject", Dictionary())
    pictures.Photo = photo
    resources.XObject = pictures
    return _spoken(pdf, words) + b"q 260 0 0 28 30 %d cm /Photo Do Q\n" % (TALL - TRAP_AT - 8)


def layer_off(pdf: pikepdf.Pdf, words: Words) -> bytes:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("底稿")))
    settings = Dictionary(OFF=Array([group]), Order=Array([group]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=settings)
    pdf.pages[0].obj.Resources.Properties = Dictionary(Off=group)
    return b"/OC /Off BDC\n" + _spoken(pdf, words) + b"EMC\n"


def clipped(pdf: pikepdf.Pdf, words: Words) -> bytes:
    return b"q 0 0 5 5 re W n\n" + _spoken(pdf, words) + b"Q\n"


def beyond_the_page(pdf: pikepdf.Pdf, words: Words) -> bytes:
    text = words.secret if words.secret.isascii() else "QZXJ-7394"
    return say(_font(pdf), text, TRAP_AT, left=WIDE + 5)


def claimed(pdf: pikepdf.Pdf, words: Words) -> bytes:
    """A harmless line that claims to say the secret."""
    hidden = ("\ufeff" + words.secret).encode("utf-16-be").hex().encode()
    return b"/Span << /ActualText <%s> >> BDC\n" % hidden + say(_font(pdf), "iiiiiiiiii", TRAP_AT) + b"EMC\n"


def claimed_elsewhere(pdf: pikepdf.Pdf, words: Words) -> bytes:
    """The secret again, claimed at a harmless line for two pieces of text of which one lies under the box."""
    hidden = ("\ufeff" + words.secret).encode("utf-16-be").hex().encode()
    font = _font(pdf)
    pieces = say(font, "iiiiiiiiii", TRAP_AT) + say(font, "i", 190)
    return b"/Span << /ActualText <%s> >> BDC\n" % hidden + pieces + b"EMC\n"


def _annotation(subtype: str, **more: object) -> Trap:
    def trap(pdf: pikepdf.Pdf, words: Words) -> bytes:
        known = {"Contents": String(words.secret), "T": String(words.secret), "Rect": SPOT}
        appearance = pdf.make_stream(b"1 0 0 rg 0 0 260 28 re f 0 g " + say(_font(pdf), "QZXJ-7394", TALL - 8, left=4))
        appearance.Type, appearance.Subtype, appearance.BBox = Name.XObject, Name.Form, Array([0, 0, 260, 28])
        appearance.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
        made = Dictionary(
            Type=Name.Annot, Subtype=Name("/" + subtype), F=4, AP=Dictionary(N=appearance), **known, **more
        )
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(made)])
        return b""

    return trap


def link(pdf: pikepdf.Pdf, words: Words) -> bytes:
    target = Dictionary(S=Name.URI, URI=String(f"https://example.org/?{words.secret}"))
    made = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=SPOT, A=target)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(made)])
    return b""


def form_field(pdf: pikepdf.Pdf, words: Words) -> bytes:
    _annotation("Widget", FT=Name.Tx, V=String(words.secret), DV=String(words.secret))(pdf, words)
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots, DA=String("/Helv 12 Tf"), NeedAppearances=True)
    return b""


def attachment(pdf: pikepdf.Pdf, words: Words) -> bytes:
    pdf.attachments[f"{words.secret}.txt"] = words.secret.encode()
    return b""


def xmp(pdf: pikepdf.Pdf, words: Words) -> bytes:
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = words.secret
    return b""


def properties(pdf: pikepdf.Pdf, words: Words) -> bytes:
    pdf.docinfo["/Title"] = String(words.secret)
    pdf.docinfo["/Keywords"] = String(words.secret)
    return b""


def script(pdf: pikepdf.Pdf, words: Words) -> bytes:
    action = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{words.secret}')"))
    pdf.Root.OpenAction = action
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))
    pdf.pages[0].obj.AA = Dictionary(O=action)
    return b""


def outline(pdf: pikepdf.Pdf, words: Words) -> bytes:
    with pdf.open_outline() as tree:
        tree.root.append(pikepdf.OutlineItem(words.secret, 0))
    return b""


def tags(pdf: pikepdf.Pdf, words: Words) -> bytes:
    pdf.Root.StructTreeRoot = Dictionary(
        Type=Name.StructTreeRoot,
        K=pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.P, Alt=String(words.secret), E=String(words.secret))
        ),
    )
    return b""


def private_data(pdf: pikepdf.Pdf, words: Words) -> bytes:
    page = pdf.pages[0].obj
    page.PieceInfo = Dictionary(Maker=Dictionary(Private=pdf.make_stream(words.secret.encode("gb18030"))))
    page.Thumb = pdf.make_stream(words.secret.encode("utf-16-le"))
    page.Metadata = pdf.make_stream(words.secret.encode())
    return b""


def comment(pdf: pikepdf.Pdf, words: Words) -> bytes:
    return b"% " + words.secret.encode("gb18030") + b"\n"


def cut_in_two(pdf: pikepdf.Pdf, words: Words) -> bytes:
    """The secret again, half of it below the box: what the box only touches goes with it."""
    text = words.secret if words.secret.isascii() else "QZXJ-7394"
    return say(_font(pdf), text, 190 + SIZE * 0.75 + 4, left=LEFT + 60)


TRAPS: dict[str, Trap] = {
    "white": white,
    "nearly-white": nearly_white,
    "transparent": transparent,
    "unpainted": unpainted,
    "under-block": under_block,
    "under-photograph": under_photograph,
    "layer-off": layer_off,
    "clipped": clipped,
    "beyond-the-page": beyond_the_page,
    "claimed": claimed,
    "claimed-elsewhere": claimed_elsewhere,
    "note": _annotation("Text"),
    "free-text": _annotation("FreeText", DA=String("/Helv 12 Tf")),
    "redact-annotation": _annotation("Redact", OverlayText=String("QZXJ-7394")),
    "stamp": _annotation("Stamp"),
    "link": link,
    "form-field": form_field,
    "attachment": attachment,
    "xmp": xmp,
    "properties": properties,
    "script": script,
    "outline": outline,
    "tags": tags,
    "private-data": private_data,
    "comment": comment,
}
SHOWN = {"under-block", "under-photograph", "claimed", "claimed-elsewhere"}
"""Traps that show something harmless at their place."""
