"""Whether a letter that comes back from a seal system is the letter that was sent, with a seal on it and nothing else.

The seal system is somebody else's program. Whatever it returns becomes the file that leaves, so it is looked at first:
the file that was sent must be the beginning of what came back (an incremental update, ISO 32000-1, 7.5.6), a signature
must cover all of it, and pages, words and pixels outside the seal's box must be the same, on the screen and in print.
That the signature itself holds (GM/T 0031, GB/T 38540) is the seal system's to say; no certificate is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

SIDE = 150.0
"""Points, 53 mm: the box in which a seal may stand, around the place where the letter says 印章. A district
government's seal has 45 mm; the rest is for a seal that is set by its corner or not quite straight."""
SCALE = 1.5
"""Pixels a point, 108 to the inch: a full stop is two of them wide."""
MOST_PAGES = 200
_SEALS = {"/Widget", "/Stamp"}
_ACTIVE = ("/OpenAction", "/AA", "/Collection", "/URI")
_NAMES = ("/JavaScript", "/EmbeddedFiles")


@dataclass(frozen=True, slots=True)
class Box:
    """Where the seal goes: a page, counted from 1, and a rectangle in points from the lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, rectangle: Sequence[float]) -> bool:
        """Whether a rectangle lies inside, give or take a point."""
        left, bottom, right, top = rectangle
        return (
            min(left, right) >= self.left - 1
            and max(left, right) <= self.right + 1
            and min(bottom, top) >= self.bottom - 1
            and max(bottom, top) <= self.top + 1
        )


def box_around(pdf: bytes, words: str) -> Box | None:
    """The seal's box around the last place of a letter's first paper that says where the seal goes; None when no page
    says so."""
    with _opened(pdf) as document:
        for number in reversed(range(len(document))):
            page = document[number]
            found = _centre(page, words)
            if found is not None:
                across, up = found
                width, height = page.get_size()
                half = SIDE / 2
                return Box(
                    number + 1,
                    round(max(0.0, across - half), 1),
                    round(max(0.0, up - half), 1),
                    round(min(width, across + half), 1),
                    round(min(height, up + half), 1),
                )
    return None


def faults(sealed: bytes, length: int, box: Box) -> list[str]:
    """What stands against taking a sealed file for the letter whose bytes are its first ``length``; nothing when it is
    that letter with a seal. Whatever the file is, this answers in sentences."""
    original = sealed[:length]
    try:
        found = list(_structure(sealed, length, box))
        return found or list(_looks(original, sealed, box))
    except (pypdfium2.PdfiumError, pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return ["盖章后的文件不能完整读取，无法核对。"]


def _structure(sealed: bytes, length: int, box: Box) -> Iterator[str]:
    with pikepdf.open(BytesIO(sealed[:length])) as before, pikepdf.open(BytesIO(sealed)) as after:
        if len(after.pages) != len(before.pages):
            yield f"盖章后有{len(after.pages)}页，原件有{len(before.pages)}页。"
            return
        if len(after.pages) > MOST_PAGES:
            yield f"文书超过{MOST_PAGES}页，无法核对。"
            return
        yield from _added_actions(before.Root, after.Root)
        for number, (old, new) in enumerate(zip(before.pages, after.pages, strict=True), start=1):
            yield from _annotations(number, old, new, box)
            if "/AA" in new.obj:
                yield f"盖章后的第{number}页带有自动执行的动作。"
        if not any(_covers(sealed, length, one) for one in _signatures(after)):
            yield "盖章后的文件没有覆盖全文的签名，不能认定为电子签章。"


def _added_actions(before: Any, after: Any) -> Iterator[str]:
    names = after.get("/Names", {})
    added = [key for key in _ACTIVE if key in after and key not in before]
    added += [key for key in _NAMES if key in names and key not in before.get("/Names", {})]
    if added:
        yield f"盖章后的文件多出了{'、'.join(key.strip('/') for key in added)}，文书里不应当有动作和附带的文件。"


def _annotations(number: int, old: Any, new: Any, box: Box) -> Iterator[str]:
    known = {repr(entry.objgen) for entry in old.obj.get("/Annots", [])}
    for entry in new.obj.get("/Annots", []):
        if repr(entry.objgen) in known and entry.is_indirect:
            continue
        rectangle = [float(value) for value in entry.get("/Rect", [0, 0, 0, 0])]
        unseen = rectangle[0] == rectangle[2] or rectangle[1] == rectangle[3]
        if str(entry.get("/Subtype", "")) not in _SEALS or "/A" in entry or "/AA" in entry:
            yield f"盖章后的第{number}页多出了不是印章的批注。"
        elif not unseen and not (number == box.page and box.holds(rectangle)):
            yield f"第{number}页的印章不在规定的位置。"


def _signatures(document: pikepdf.Pdf) -> Iterator[Any]:
    form: Any = document.Root.get("/AcroForm", {})
    waiting = list(form.get("/Fields", []))
    for _ in range(1000):
        if not waiting:
            return
        field = waiting.pop()
        waiting += list(field.get("/Kids", []))
        if "/V" in field and isinstance(field["/V"], pikepdf.Dictionary) and "/ByteRange" in field["/V"]:
            yield field["/V"]


def _covers(sealed: bytes, length: int, signature: Any) -> bool:
    """Whether a signature covers the original and what was added, but for the signature's own bytes."""
    first, before, second, after = (int(value) for value in signature["/ByteRange"])
    gap = sealed[before:second]
    own = gap.startswith(b"<") and gap.rstrip().endswith(b">") and bool(bytes(signature.get("/Contents", b"")))
    return first == 0 and length <= before <= second and second + after <= len(sealed) and own


def _looks(original: bytes, sealed: bytes, box: Box) -> Iterator[str]:
    with _opened(original) as before, _opened(sealed) as after:
        stamped = False
        for number in range(len(before)):
            old, new = before[number], after[number]
            if old.get_size() != new.get_size() or old.get_rotation() != new.get_rotation():
                yield f"盖章后的第{number + 1}页大小或者方向与原件不同。"
                return
            if _words(old) != _words(new):
                yield f"盖章后的第{number + 1}页文字与原件不同。"
                return
            for printed in (False, True):
                difference = _difference(old, new, printed=printed)
                if number + 1 == box.page:
                    stamped = stamped or _inside(difference, new, box)
                    _cover(difference, new, box)
                if difference.getbbox() is not None:
                    way = "打印" if printed else "显示"
                    yield f"盖章后的第{number + 1}页在印章以外的地方与原件不同（{way}时）。"
                    return
        if not stamped:
            yield "文书上应当盖章的地方没有印章。"


def _opened(pdf: bytes) -> Any:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document


def _words(page: Any) -> str:
    return str(page.get_textpage().get_text_range())


def _difference(old: Any, new: Any, *, printed: bool) -> Image.Image:
    flags = raw.FPDF_PRINTING if printed else 0
    pictures = [page.render(scale=SCALE, extra_flags=flags).to_pil().convert("RGB") for page in (old, new)]
    return ImageChops.difference(*pictures)


def _inside(difference: Image.Image, page: Any, box: Box) -> bool:
    return difference.crop(_pixels(difference, page, box)).getbbox() is not None


def _cover(difference: Image.Image, page: Any, box: Box) -> None:
    difference.paste((0, 0, 0), _pixels(difference, page, box))


def _pixels(picture: Image.Image, page: Any, box: Box) -> tuple[int, int, int, int]:
    """The box in pixels, which count from the upper left corner."""
    height = page.get_size()[1]
    left, right = int(box.left * SCALE), int(box.right * SCALE) + 1
    upper, lower = int((height - box.top) * SCALE), int((height - box.bottom) * SCALE) + 1
    return max(0, left), max(0, upper), min(picture.width, right), min(picture.height, lower)


def _centre(page: Any, words: str) -> tuple[float, float] | None:
    """The middle of the last place on a page that says some words."""
    text = page.get_textpage()
    found, at = text.search(words), None
    while place := found.get_next():
        at = place
    if at is None:
        return None
    boxes = [text.get_charbox(index) for index in range(at[0], at[0] + at[1])]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return (left + right) / 2, (bottom + top) / 2
