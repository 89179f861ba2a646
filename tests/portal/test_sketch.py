"""A drawing of places: right distances and ways, north above, labels apart, nothing for one place alone."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gongkai.portal import sketch

HALL = sketch.read("大厅", "112.5670,37.8730")
LIBRARY = sketch.read("图书馆", "112.5712,37.8695")
ARCHIVE = sketch.read("档案馆", "112.5718,37.8688")


def test_distances_and_ways_are_those_of_the_earth() -> None:
    made = sketch.drawn([HALL, LIBRARY, ARCHIVE])
    hall, library, archive = made.spots
    # 0.0042° east at 37.87° north is 369 m, 0.0035° south is 387 m: 535 m to the south-east
    assert hall.nearest == "离图书馆最近，在本处东南方向，直线约530米"
    assert (library.nearest, archive.nearest) == (
        "离档案馆最近，在本处东南方向，直线约90米",
        "离图书馆最近，在本处西北方向，直线约90米",
    )
    assert hall.x < library.x < archive.x
    assert hall.y < library.y < archive.y
    assert (made.length, made.spots[0].number) == ("100米", 1)
    pixels = ((library.x - hall.x) ** 2 + (library.y - hall.y) ** 2) ** 0.5
    assert pixels / made.bar * 100 == pytest.approx(535, abs=10)


def test_labels_stand_on_no_other_and_within_the_drawing() -> None:
    rows = [(f"查阅场所第{number}处", 112.5 + number * 1e-6, 37.8) for number in range(6)]
    made = sketch.drawn([*rows, ("远处的场所", 112.6, 37.81)])
    near = made.spots[:6]
    assert len({(spot.label_x, spot.label_y) for spot in near}) == 6
    assert min(b.label_y - a.label_y for a, b in pairwise(near)) >= sketch.LINE
    assert made.spots[6].before
    assert all(0 < spot.x < made.width and 0 < spot.y < made.height for spot in made.spots)
    assert near[0].nearest == "与查阅场所第1处在同一处"
    assert made.spots[6].nearest.endswith("直线约8.9公里")


def test_nothing_is_drawn_of_fewer_than_two() -> None:
    assert sketch.read("没有坐标", "") is None
    assert sketch.drawn([HALL]) is None
