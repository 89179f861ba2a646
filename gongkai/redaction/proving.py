"""Whether a redacted file may be handed out: an independent look at it, after it was made.

It shares no decision with the making. Three programs read the text (PDFium, pdfminer, and our own reading of
the drawing orders through pikepdf), the structure is held against a list of what may be there, not of what
may not, and the pixels under every box are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gongkai.redaction.boxes import Area, Box, on_page
from gongkai.redaction.errors import BadFile
from gongkai.redaction.proof_pixels import stained
from gongkai.redaction.proof_structure import leftovers
from gongkai.redaction.proof_text import READERS, Char, Reader
from gongkai.redaction.source import opened

SHARE = 0.3
"""Which part of a character of the original must lie under a box to call it covered."""
HEART = 0.25
"""How much of a cell is empty above and below the shape."""
NEAR = 0.4
"""How far from its old place, in its own widths and heights, a covered character may not turn up."""


def prove(redacted: bytes, original: bytes, boxes: Sequence[Box]) -> list[str]:
    """What stands against handing out a redacted file; nothing when it is proven.

    Raises BadFile when the original cannot be opened; a result that cannot be opened is a finding.
    """
    with opened(original) as source:
        sizes = [source.size(number) for number in range(1, source.count + 1)]
    try:
        with opened(redacted) as result:
            count = result.count
            shown = [result.size(number) for number in range(1, count + 1)]
    except BadFile as error:
        return [f"遮盖后的文件无法打开：{error}"]
    if count != len(sizes):
        return [f"遮盖后的文件有 {count} 页，原件有 {len(sizes)} 页。"]
    found = [
        f"第 {old.page} 页的尺寸与原件不同。"
        for old, new in zip(sizes, shown, strict=True)
        if abs(old.width - new.width) > 1 or abs(old.height - new.height) > 1
    ]
    return [*found, *leftovers(redacted), *_readable(redacted, original, boxes), *stained(redacted, boxes)]


def _readable(redacted: bytes, original: bytes, boxes: Sequence[Box]) -> list[str]:
    numbers = sorted({box.page for box in boxes})
    covered = _covered(original, boxes, numbers)
    read = [(reader, _read_by(reader, redacted, numbers)) for reader in READERS]
    found = [f"遮盖后的文件不能用 {reader.name} 读取，无法核对文字。" for reader, chars in read if chars is None]
    for number in numbers:
        on_it = [(reader, chars[number]) for reader, chars in read if chars is not None]
        found += _unread(number, on_it)
        for reader, chars_there in on_it:
            found += _of_page(reader, number, chars_there, on_page(boxes, number), covered[number])
    return found


def _read_by(reader: Reader, data: bytes, numbers: Sequence[int]) -> dict[int, list[Char]] | None:
    """What a reader finds; nothing when it stumbles, over whatever it may be."""
    try:
        return reader.read(data, numbers)
    except Exception:  # noqa: BLE001
        return None


def _unread(number: int, read: Sequence[tuple[Reader, Sequence[Char]]]) -> list[str]:
    """A reader that finds no text where another does has proven nothing by its silence."""
    if not any(chars for _, chars in read):
        return []
    return [f"第 {number} 页的文字 {reader.name} 读不出来，无法核对。" for reader, chars in read if not chars]


def _of_page(
    reader: Reader, number: int, chars: Sequence[Char], boxes: Sequence[Box], covered: Sequence[Char]
) -> list[str]:
    under = [char.text for char in chars if any(box.area.meets(char.place) for box in boxes)]
    if under:
        return [f"第 {number} 页的遮盖框下仍能用 {reader.name} 读出 {len(under)} 个字符。"]
    by_text: dict[str, list[Char]] = defaultdict(list)
    for old in covered:
        by_text[old.text].append(old)
    near = [char for char in chars if any(_close(char, old) for old in by_text.get(char.text, ()))]
    return [f"第 {number} 页有 {len(near)} 个应当遮盖的字符在框边仍能用 {reader.name} 读出。"] if near else []


def _close(char: Char, old: Char) -> bool:
    heart = old.place.grown(old.place.width * (NEAR - 0.5), old.place.height * (NEAR - 0.5))
    return heart.holds(char.place.centre)


def _covered(original: bytes, boxes: Sequence[Box], numbers: Sequence[int]) -> dict[int, list[Char]]:
    """The characters of the original that lay under a box, by every reader that can read the original."""
    found: dict[int, list[Char]] = {number: [] for number in numbers}
    for reader in READERS:
        # an original may be beyond one of the readers; then the other stands in for it
        chars = _read_by(reader, original, numbers) if reader.reads_originals else None
        for number, on_it in (chars or {}).items():
            areas = [box.area for box in on_page(boxes, number)]
            found[number] += [char for char in on_it if any(_lies_under(char.place, area) for area in areas)]
    return found


def _lies_under(place: Area, box: Area) -> bool:
    shape = place.grown(0, -place.height * HEART)
    across = min(shape.right, box.right) - max(shape.left, box.left)
    down = min(shape.bottom, box.bottom) - max(shape.top, box.top)
    return across > 0 and down > 0 and across * down >= SHARE * shape.width * shape.height
