"""A drawing of places from their coordinates alone: no tiles, nobody else's map, the same told in words beside it.

The earth is flat over a district: a degree of longitude is as long as it is in the middle of the places. North is up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians

NORTH_METRES, EAST_METRES = 110_574.0, 111_320.0
"""A degree of latitude, and one of longitude at the equator."""
WIDTH, LEAST, MOST = 640, 260, 480
"""The drawing's width, and between which heights it stays."""
MARGIN, LINE, LETTER = 48, 24, 17
"""Free space around the places, the height of a label, the width of one of its letters."""
WAYS = ("正北", "东北", "正东", "东南", "正南", "西南", "正西", "西北")
Place = tuple[str, float, float]
"""A name, degrees east, degrees north."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the drawing: where it is, where its label stands, and its way to the nearest other place."""

    number: int
    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    before: bool
    nearest: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """The drawing: its spots, its height, and the bar that says how long a distance is."""

    spots: tuple[Spot, ...]
    height: int
    bar: float
    length: str
    width: int = WIDTH


def read(name: str, coordinates: str) -> Place | None:
    """A place from “经度,纬度”; None without coordinates."""
    east, comma, north = coordinates.partition(",")
    return (name, float(east), float(north)) if comma else None


def drawn(places: Sequence[Place]) -> Sketch | None:
    """The drawing of places; None for fewer than two, which a drawing tells nothing about."""
    if len(places) < 2:
        return None
    metres = _flat(places)
    wide, high = (max(one[axis] for one in metres) - min(one[axis] for one in metres) for axis in (0, 1))
    scale = min((WIDTH - 2 * MARGIN) / max(wide, 1), (MOST - 2 * MARGIN) / max(high, 1))
    height = round(min(max(high * scale + 2 * MARGIN, LEAST), MOST))
    points = [(WIDTH / 2 + x * scale, height / 2 - y * scale) for x, y in metres]
    bar = _bar(WIDTH / 4 / scale)
    return Sketch(tuple(_spots(places, points, metres)), height, round(bar * scale, 1), _length(bar, about=""))


def _flat(places: Sequence[Place]) -> list[tuple[float, float]]:
    """Metres east and north of the middle of all places."""
    easts, norths = [east for _, east, _ in places], [north for _, _, north in places]
    middle, level = (max(easts) + min(easts)) / 2, (max(norths) + min(norths)) / 2
    metre = EAST_METRES * cos(radians(level))
    return [((east - middle) * metre, (north - level) * NORTH_METRES) for _, east, north in places]


def _spots(
    places: Sequence[Place], points: Sequence[tuple[float, float]], metres: Sequence[tuple[float, float]]
) -> list[Spot]:
    """Every place with a label that stands on no other one: labels of places side by side go one below the other."""
    found: list[Spot] = []
    taken: list[tuple[float, float, float]] = []
    for place, ((name, *_), (x, y)) in enumerate(zip(places, points, strict=True)):
        length = (len(name) + 2) * LETTER
        before = x + length > WIDTH - 8
        left, level = (x - 12 - length if before else x + 12), y
        while any(left < end and begin < left + length and abs(level - at) < LINE for begin, end, at in taken):
            level += LINE
        taken.append((left, left + length, level))
        label_x = x - 12 if before else x + 12
        numbers = (round(x, 1), round(y, 1), round(label_x, 1), round(level, 1))
        found.append(Spot(place + 1, name, *numbers, before, _nearest(places, metres, place)))
    return found


def _nearest(places: Sequence[Place], metres: Sequence[tuple[float, float]], place: int) -> str:
    """The way to the nearest other place, in words."""
    x, y = metres[place]
    ways = [(hypot(to[0] - x, to[1] - y), number) for number, to in enumerate(metres) if number != place]
    far, number = min(ways)
    if far < 5:
        return f"与{places[number][0]}在同一处"
    turn = degrees(atan2(metres[number][0] - x, metres[number][1] - y)) % 360
    return f"离{places[number][0]}最近，在本处{WAYS[round(turn / 45) % 8]}方向，直线{_length(far)}"


def _length(metres: float, *, about: str = "约") -> str:
    """Metres to the ten, kilometres to the hundred metres."""
    if metres < 950:
        return f"{about}{max(10, round(metres, -1)):.0f}米"
    return f"{about}{metres / 1000:.1f}".removesuffix(".0") + "公里"


def _bar(most: float) -> float:
    """The longest round distance of at most so many metres: one, two or five with noughts."""
    power = 10.0 ** (len(str(int(max(most, 10)))) - 1)
    return max(step * power for step in (1, 2, 5) if step * power <= max(most, 10))
