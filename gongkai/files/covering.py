"""Pages looked at, and files made without what boxes cover. Runs in the process apart: see `apart` and `redacting`.

A picture is a file of one page (a TIFF of several); what is shown of it is upright, as it will be handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from io import BytesIO
from typing import Any

from PIL import Image

from gongkai import redaction
from gongkai.files.kinds import Kind
from gongkai.redaction import Box, PageSize, RedactionError
from gongkai.redaction.proof_text import READERS

Said = tuple[dict[str, Any], bytes]


def questions() -> dict[str, Callable[[dict[str, Any], bytes], Said]]:
    """What may be asked, by name; each answer is JSON and bytes. What the engine refuses is an answer too."""
    return {name: _spoken(answer) for name, answer in _ANSWERS.items()}


def _spoken(answer: Callable[[dict[str, Any], bytes], Said]) -> Callable[[dict[str, Any], bytes], Said]:
    def speak(question: dict[str, Any], data: bytes) -> Said:
        try:
            return answer(question, data)
        except RedactionError as error:
            return {"code": error.code, "sentence": str(error)}, b""

    return speak


def _pages(question: dict[str, Any], data: bytes) -> Said:
    if Kind(question["kind"]) is Kind.PDF:
        return {"pages": [asdict(page) for page in redaction.pages(data)]}, b""
    sizes = [frame.size for frame in _frames(data)]
    return {"pages": [asdict(PageSize(page, *size)) for page, size in enumerate(sizes, start=1)]}, b""


def _picture(question: dict[str, Any], data: bytes) -> Said:
    page, width = question["page"], question["width"]
    if Kind(question["kind"]) is Kind.PDF:
        return {}, redaction.picture(data, page, width=width)
    frames = _frames(data)
    if not 1 <= page <= len(frames):
        raise redaction.BadFile(redaction.RedactionCode.NO_SUCH_PAGE, len(frames), page)
    frame, found = frames[page - 1], BytesIO()
    frame.resize((width, max(1, round(frame.height * width / frame.width)))).save(found, "PNG")
    return {}, found.getvalue()


def _find(question: dict[str, Any], data: bytes) -> Said:
    return {"boxes": [asdict(box) for box in redaction.find(data, question["terms"])]}, b""


def _suggest(_: dict[str, Any], data: bytes) -> Said:
    return {"found": [asdict(item) | {"kind": item.kind.value} for item in redaction.suggest(data)]}, b""


def _redact(question: dict[str, Any], data: bytes) -> Said:
    """The file without what is covered. Both ways of the engine prove their result before they return it."""
    boxes = [Box(**box) for box in question["boxes"]]
    if Kind(question["kind"]) is not Kind.PDF:
        return {"dropped": 0, "readers": []}, redaction.redact_picture(data, boxes)
    made = redaction.redact(data, boxes)
    # The engine has proven it; what its readers found is counted once more, for the protocol that people see.
    readers = _readers(made.data, boxes, made.pages)
    if any(under for _, _, under in readers):
        raise redaction.NotProven(["遮盖框下仍能读出文字。"])
    return {"dropped": made.dropped, "readers": readers}, made.data


def _readers(data: bytes, boxes: Sequence[Box], pages: int) -> list[list[Any]]:
    """Each reader's name, how many characters it reads in the result, and how many of them under a box."""
    found = []
    for reader in READERS:
        chars = reader.read(data, range(1, pages + 1))
        under = [char for box in boxes for char in chars.get(box.page, ()) if box.area.meets(char.place)]
        found.append([reader.name, sum(map(len, chars.values())), len(under)])
    return found


def _frames(data: bytes) -> list[Image.Image]:
    """The pictures of a file, upright, as the engine writes them when nothing is covered."""
    with Image.open(BytesIO(redaction.redact_picture(data, []))) as opened:
        found = []
        for place in range(getattr(opened, "n_frames", 1)):
            opened.seek(place)
            found.append(opened.convert("RGB"))
    return found


_ANSWERS: dict[str, Callable[[dict[str, Any], bytes], Said]] = {
    "pages": _pages,
    "picture": _picture,
    "find": _find,
    "suggest": _suggest,
    "redact": _redact,
}
