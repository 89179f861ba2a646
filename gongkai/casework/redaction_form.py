"""What was sent from the drawing screen, read: by the script as one list, or field by field without it.

Nothing typed is lost: what cannot be read comes back as it was typed, with the reason beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from gongkai.casework import redaction_grounds
from gongkai.redaction import Area, Box, RedactionError

EDGES = ("left", "top", "right", "bottom")
EMPTY_ROWS = 3
_LONGEST = 400_000


@dataclass(frozen=True, slots=True)
class Line:
    """A saved box in the list: its number, and what was chosen about it on the screen."""

    number: int
    box: Box
    ground: str
    removed: bool = False

    @property
    def percent(self) -> str:
        """Where it lies, for those who cannot see the picture."""
        left, top, right, bottom = (f"{value * 100:.1f}" for value in self.box.area.edges)
        return f"左{left}% 上{top}% 右{right}% 下{bottom}%"

    @property
    def place(self) -> str:
        """The same for the script: page, left, top, right, bottom."""
        return tick_of([self.box])

    @property
    def drawn(self) -> dict[str, float]:
        """The same in thousandths of the page, for the drawing over it."""
        area = self.box.area
        thousandths = {"x": area.left, "y": area.top, "width": area.width, "height": area.height}
        return {name: round(value * 1000, 2) for name, value in thousandths.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A box typed as numbers: not saved yet, perhaps not readable."""

    values: dict[str, str] = field(default_factory=dict)
    ground: str = ""
    error: str = ""


@dataclass(slots=True)
class Sent:
    """What was sent: the boxes as they should be, and the rows that could not be read."""

    boxes: list[Box] = field(default_factory=list)
    faulty: list[Row] = field(default_factory=list)

    def beyond(self, saved: Sequence[Box]) -> list[Box]:
        """The boxes that are not among those saved, wherever their ground may have been changed."""
        places = {spot(box) for box in saved}
        return [box for box in self.boxes if spot(box) not in places]


def spot(box: Box) -> tuple[int, Area]:
    """Where a box is, whatever its ground."""
    return box.page, box.area


def lines_of(saved: Sequence[Box], sent: Sent | None = None) -> list[Line]:
    """The list of saved boxes, with what was chosen about them on the screen and is not saved."""
    wanted = None if sent is None else {spot(box): box.ground for box in sent.boxes}
    if wanted is None:
        return [Line(number, box, box.ground) for number, box in enumerate(saved)]
    return [
        Line(number, box, wanted.get(spot(box), box.ground), spot(box) not in wanted)
        for number, box in enumerate(saved)
    ]


def rounded(box: Box, ground: str) -> Box:
    """A box as forms carry it, to a millionth of the page, with a ground. Raises BadBox."""
    left, top, right, bottom = (round(edge, 6) for edge in box.area.edges)
    return Box(box.page, left, top, right, bottom, ground)


def rows_of(boxes: Iterable[Box]) -> list[Row]:
    """Boxes that are not saved yet, as rows of numbers."""
    return [
        Row(
            {"page": str(box.page)}
            | {name: f"{value * 100:.4f}" for name, value in zip(EDGES, box.area.edges, strict=True)},
            box.ground,
        )
        for box in boxes
    ]


def read(sent: QueryDict, saved: Sequence[Box], *, pages: int) -> Sent:
    """The boxes that a person wants, from what was sent; ``saved`` are those that the screen showed."""
    found = Sent()
    if drawn := sent.get("boxes", ""):
        _read_list(drawn, found)
    else:
        _read_lines(sent, saved, found)
        _read_rows(sent, found)
    ground = sent.get("ground", "")
    found.boxes += [replace(box, ground=ground) for tick in sent.getlist("tick") for box in _untick(tick)]
    beyond = [box for box in found.boxes if box.page > pages]
    found.boxes = list(dict.fromkeys(box for box in found.boxes if box.page <= pages))
    found.faulty += [replace(row, error=f"文件共{pages}页，没有这一页。") for row in rows_of(beyond)]
    return found


def tick_of(boxes: Sequence[Box]) -> str:
    """Boxes as the value of a tick."""
    return "|".join(",".join([str(box.page), *(f"{value:.6f}" for value in box.area.edges)]) for box in boxes)


def _untick(tick: str) -> list[Box]:
    try:
        return [_box(part.split(","), "") for part in tick[:20_000].split("|")]
    except ValueError:
        return []  # nobody types a tick; what is not one of ours is left alone


def _read_list(drawn: str, found: Sent) -> None:
    try:
        for *place, ground in json.loads(drawn[:_LONGEST]):
            found.boxes.append(_box(place, str(ground)))
    except (ValueError, TypeError):
        found.faulty.append(Row(error="遮盖框的数据不完整，没有保存；请刷新页面后重新框选。"))


def _read_lines(sent: QueryDict, saved: Sequence[Box], found: Sent) -> None:
    removed = set(sent.getlist("remove"))
    for line in lines_of(saved):
        ground = sent.get(f"ground-{line.number}", line.ground)
        if str(line.number) not in removed:
            found.boxes.append(replace(line.box, ground=ground if redaction_grounds.known(ground) else ""))


def _read_rows(sent: QueryDict, found: Sent) -> None:
    rows = sent.get("rows", "")
    count = int(rows) if rows.isdecimal() and len(rows) < 4 else 0
    for number in range(count):
        values = {name: sent.get(f"new-{number}-{name}", "").strip()[:12] for name in ("page", *EDGES)}
        if not any(values[name] for name in EDGES):
            continue
        ground = sent.get(f"new-{number}-ground") or sent.get("ground", "")
        try:
            places = [float(values[name].removesuffix("%")) / 100 for name in EDGES]
            found.boxes.append(_box([values["page"], *places], ground))
        except RedactionError as error:
            found.faulty.append(Row(values, ground, str(error)))
        except ValueError:
            found.faulty.append(
                Row(values, ground, "页码应为整数，左、上、右、下应为0到100之间的百分数，五项都要填写。")
            )


def _box(place: Sequence[object], ground: str) -> Box:
    """Raises ValueError, of which BadBox is one."""
    page, *typed = map(str, place)
    left, top, right, bottom = (round(float(edge), 6) for edge in typed)
    return Box(int(page), left, top, right, bottom, ground)
