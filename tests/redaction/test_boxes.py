"""Boxes: what they may be, and that they mean the same at every size."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gongkai.redaction import Area, BadBox, Box, RedactionError
from gongkai.redaction.boxes import MAX_GROUND, around

fractions = some.floats(0, 1)


@some.composite
def areas(draw: some.DrawFn) -> Area:
    left, right = sorted((draw(fractions), draw(fractions)))
    top, bottom = sorted((draw(fractions), draw(fractions)))
    return Area(left, top, right, bottom)


@given(areas())
def test_a_box_is_either_an_area_of_the_page_or_an_error(area: Area) -> None:
    if area.width > 0 and area.height > 0:
        assert Box(1, *area.edges).area == area
    else:
        with pytest.raises(BadBox):
            Box(1, *area.edges)


@pytest.mark.parametrize("value", [-0.001, 1.001, math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("side", range(4))
def test_a_box_outside_the_page_is_an_error(side: int, value: float) -> None:
    edges = [0.1, 0.1, 0.9, 0.9]
    edges[side] = value
    with pytest.raises(BadBox) as error:
        Box(1, *edges)
    assert error.value.code == "BOX_OUTSIDE"
    assert "0 到 1" in str(error.value)


@pytest.mark.parametrize(
    ("page", "ground", "code"),
    [
        (0, "", "BOX_PAGE"),
        (-3, "", "BOX_PAGE"),
        (1, "条" * (MAX_GROUND + 1), "BOX_GROUND"),
        (1, "一\n二", "BOX_GROUND"),
    ],
)
def test_other_errors_of_a_box_have_their_codes(page: int, ground: str, code: str) -> None:
    with pytest.raises(RedactionError) as error:
        Box(page, 0, 0, 1, 1, ground)
    assert error.value.code == code


@given(areas(), some.integers(1, 5000), some.integers(1, 5000))
def test_the_pixels_of_an_area_hold_all_of_it(area: Area, width: int, height: int) -> None:
    left, top, right, bottom = area.pixels(width, height)
    assert 0 <= left <= area.left * width
    assert 0 <= top <= area.top * height
    assert area.right * width <= right <= width
    assert area.bottom * height <= bottom <= height


@given(areas(), areas())
def test_meeting_is_mutual_and_growing_keeps_it(one: Area, other: Area) -> None:
    assert one.meets(other) == other.meets(one)
    if one.meets(other):
        assert one.grown(0.01, 0.01).meets(other)
        shared = Area(
            max(one.left, other.left),
            max(one.top, other.top),
            min(one.right, other.right),
            min(one.bottom, other.bottom),
        )
        assert shared.width >= 0
        assert shared.height >= 0


@given(some.lists(areas(), min_size=1, max_size=5))
def test_the_area_around_others_holds_each_of_them(found: list[Area]) -> None:
    whole = around(found)
    assert all(whole.holds(area.centre) for area in found)
    assert all(area.left >= whole.left and area.bottom <= whole.bottom for area in found)


@given(areas())
def test_what_is_cut_to_the_page_lies_on_it(area: Area) -> None:
    assert area.grown(0.5, 0.5).within().edges == tuple(
        min(max(value, 0.0), 1.0) for value in area.grown(0.5, 0.5).edges
    )
