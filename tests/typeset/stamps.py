"""A seal system for the tests: appends a seal and a signature to a PDF, as the bought ones do, and lies on demand.

The update is written by hand, so that a test decides each byte of it. The signature's bytes are no signature: what is
tested is what our side can see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

from gongkai.typeset.sealed import Box


@dataclass
class Update:
    """Objects appended to a file: the number of each and what it says."""

    original: bytes
    objects: dict[int, bytes] = field(default_factory=dict)

    def written(self) -> bytes:
        with pikepdf.open(BytesIO(self.original)) as document:
            root, size = document.Root.objgen[0], int(document.trailer["/Size"])
        before = int(self.original.rsplit(b"startxref", 1)[1].split()[0])
        out, places = bytearray(self.original + b"\n"), {}
        for number, body in sorted(self.objects.items()):
            places[number] = len(out)
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        table = len(out)
        out += b"xref\n"
        for number, place in places.items():
            out += b"%d 1\n%010d 00000 n \n" % (number, place)
        size = max(size, max(self.objects) + 1)
        out += b"trailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, before, table)
        return bytes(out)


def stamped(
    original: bytes,
    box: Box,
    *,
    inset: float = 20,
    page: int = 0,
    root_more: bytes = b"",
    extra: bytes = b"",
    signed: bool = True,
    ink: bool = True,
) -> bytes:
    """A file with a red seal in a box. ``inset`` moves its edges inwards, ``extra`` is drawn over the whole page,
    ``root_more`` goes into the catalogue."""
    where = page or box.page
    with pikepdf.open(BytesIO(original)) as document:
        size, catalogue, sheet = int(document.trailer["/Size"]), document.Root, document.pages[where - 1].obj
        free = iter(range(size, size + 10))
        form, appearance, signature, content = (next(free) for _ in range(4))
        left, bottom, right, top = box.left + inset, box.bottom + inset, box.right - inset, box.top - inset
        wide, high = right - left, top - bottom
        drawn = b"1 0 0 RG 3 w 2 2 %.1f %.1f re S" % (wide - 4, high - 4) if ink else b""
        objects = {
            appearance: b"<</Type /XObject /Subtype /Form /BBox [0 0 %.1f %.1f] /Length %d>>\nstream\n%s\nendstream"
            % (wide, high, len(drawn), drawn),
            form: b"<</Type /Annot /Subtype /Widget /FT /Sig /T (seal) /F 4 /Rect [%.1f %.1f %.1f %.1f] "
            b"/AP <</N %d 0 R>> /V %d 0 R>>" % (left, bottom, right, top, appearance, signature),
            signature: b"<</Type /Sig /Filter /GM.PKILite /SubFilter /GM.sm2seal /Contents <" + b"3082" * 64 + b">"
            b" /ByteRange [0 0000000000 0000000000 0000000000]>>",
            sheet.objgen[0]: _with(sheet, b"/Annots [%d 0 R]" % form),
            catalogue.objgen[0]: _with(catalogue, b"/AcroForm <</Fields [%d 0 R] /SigFlags 3>> %s" % (form, root_more)),
        }
        if extra:
            objects[content] = b"<</Length %d>>\nstream\n%s\nendstream" % (len(extra), extra)
            held = sheet["/Contents"]
            kept = held.unparse() if held.is_indirect else b"".join(one.unparse() + b" " for one in held)
            both = b"/Annots [%d 0 R] /Contents [%s %d 0 R]" % (form, kept, content)
            objects[sheet.objgen[0]] = _with(sheet, both, without=("/Contents",))
    data = Update(original, objects).written()
    return _signed(data, len(original)) if signed else data


def _with(entry: pikepdf.Object, more: bytes, *, without: tuple[str, ...] = ()) -> bytes:
    kept = {key: value for key, value in entry.items() if key not in without}  # type: ignore[operator]
    said = b" ".join(
        key.encode() + b" " + (value.unparse() if isinstance(value, pikepdf.Object) else repr(value).lower().encode())
        for key, value in kept.items()
    )
    return b"<<" + said + b" " + more + b">>"


def _signed(data: bytes, length: int) -> bytes:
    begin = data.index(b"/Contents <3082", length) + len(b"/Contents ")
    end = data.index(b">", begin) + 1
    blank = b"[0 0000000000 0000000000 0000000000]"
    return data.replace(blank, b"[0 %010d %010d %010d]" % (begin, end, len(data) - end))
