"""Numbers without gaps, and the applicant's query code."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework import numbers
from gongkai.casework.models import Series
from tests.factories import World, make_district

pytestmark = pytest.mark.dialect


@pytest.fixture
def world(db: None) -> World:
    return make_district()


def test_a_number_taken_by_a_command_that_failed_is_given_again(world: World) -> None:
    assert numbers.take(world.office, "case", 2023) == 1
    for _ in range(3):
        with transaction.atomic():
            assert numbers.take(world.office, "case", 2023) == 2
            transaction.set_rollback(True)
    assert numbers.take(world.office, "case", 2023) == 2


def test_agencies_years_and_kinds_count_each_for_itself(world: World) -> None:
    for agency, name, year in (
        (world.office, "case", 2023),
        (world.office, "case", 2024),
        (world.office, "letter", 2023),
        (world.other, "case", 2023),
    ):
        assert [numbers.take(agency, name, year) for _ in range(2)] == [1, 2]
    assert Series.objects.count() == 4


def test_a_code_has_80_random_bits_in_four_groups() -> None:
    codes = {numbers.new_query_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code) for code in codes)


@given(st.text(max_size=30))
def test_a_code_fits_only_itself_and_only_its_number(typed: str) -> None:
    code = "ABCD-EFGH-IJKL-MNOP"
    stored = numbers.code_hash("MHB-2023-00001", code)
    same = re.sub(r"[\s-]", "", typed).upper().translate(str.maketrans("018", "OIB")) == "ABCDEFGHIJKLMNOP"
    assert numbers.code_fits("MHB-2023-00001", typed, stored) is same
    assert not numbers.code_fits("MHB-2023-00002", code, stored)


@pytest.mark.parametrize(
    "typed", ["abcd efgh ijkl mnop", "ABCDEFGHIJKLMNOP", "A8CD-EFGH-1JKL-MN0P", " abcd-efgh-ijkl-mnop "]
)
def test_what_is_commonly_misread_is_put_right(typed: str) -> None:
    assert numbers.code_fits("N", typed, numbers.code_hash("N", "ABCD-EFGH-IJKL-MNOP"))
