"""A short run of every fuzz target; the long runs are started by hand."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.targets import TARGETS, attempt


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_files_are_read_or_refused(name: str) -> None:
    rng = Random(20)
    seeds = TARGETS[name].seeds()
    ends = [attempt(TARGETS[name].damage(rng.choice(seeds), rng, seeds), TARGETS[name].use) for _ in range(12)]
    assert len(ends) == 12
