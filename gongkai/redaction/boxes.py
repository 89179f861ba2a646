"""A box on a page, and the page it lies on.

Places are fractions of the page as a reader sees it, turned and cropped, from its upper left corner: the
screen on which an officer draws needs no knowledge of PDF, and a box means the same at every resolution.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.redaction.errors import BadBox, RedactionCode

MAX_GROUND = 40


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page, by fractions of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, across: float, down: float) -> Area:
        """This area, larger on every side (smaller for negative values)."""
        return Area(self.left - across, self.top - down, self.right + across, self.bottom + down)

    def within(self) -> Area:
        """What of this area lies on the page."""
        left, top, right, bottom = (min(max(value, 0.0), 1.0) for value in self.edges)
        return Area(left, top, right, bottom)

    def meets(self, other: Area) -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies in this area."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    @property
    def edges(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """All pixels that this area touches, as left, top, right, bottom; the last two are not included."""
        return (
            max(0, math.floor(self.left * width)),
            max(0, math.floor(self.top * height)),
            min(width, math.ceil(self.right * width)),
            min(height, math.ceil(self.bottom * height)),
        )


def around(areas: Iterable[Area]) -> Area:
    """The smallest area that holds all of them; at least one is needed."""
    lefts, tops, rights, bottoms = zip(*(area.edges for area in areas), strict=True)
    return Area(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True)
class Box:
    """What is to be blacked out: a part of a page (the first is 1), and the article it rests on, if it is to be shown.

    Raises BadBox.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    ground: str = ""

    def __post_init__(self) -> None:
        edges = ", ".join(f"{value:g}" for value in self.area.edges)
        if not all(math.isfinite(value) and 0 <= value <= 1 for value in self.area.edges):
            raise BadBox(RedactionCode.BOX_OUTSIDE, edges)
        if self.left >= self.right or self.top >= self.bottom:
            raise BadBox(RedactionCode.BOX_EMPTY, edges)
        if self.page < 1:
            raise BadBox(RedactionCode.BOX_PAGE, "若干", self.page)
        if len(self.ground) > MAX_GROUND or not self.ground.isprintable():
            raise BadBox(RedactionCode.BOX_GROUND, MAX_GROUND)

    @property
    def area(self) -> Area:
        """Where it lies on its page."""
        return Area(self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as it is shown, in points (72 to an inch).

    ``annotations`` counts comments, stamps and form fields: they are neither shown nor carried over, and the
    officer should know that there were some.
    """

    page: int
    width: float
    height: float
    annotations: int = 0


def on_page(boxes: Sequence[Box], page: int) -> list[Box]:
    """The boxes of one page."""
    return [box for box in boxes if box.page == page]


def check_pages(boxes: Sequence[Box], count: int) -> None:
    """Raise BadBox for a box on a page that the file does not have."""
    for box in boxes:
        if box.page > count:
            raise BadBox(RedactionCode.BOX_PAGE, count, box.page)
