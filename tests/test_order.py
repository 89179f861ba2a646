"""In which order workers get the tests: the slow ones first, and together what is made once for a file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from tests.conftest import _slow_first


class _Item(SimpleNamespace):
    __hash__ = object.__hash__  # type: ignore[assignment]


def _test(number: int, file: str, *, slow: bool, once: bool) -> Any:
    scope = SimpleNamespace(scope="module" if once else "function")
    return _Item(
        nodeid=f"{file}::{number}",
        path=file,
        get_closest_marker=lambda name: slow and name == "sweep",
        _fixtureinfo=SimpleNamespace(name2fixturedefs={"made": [scope]}),
    )


@given(
    together=some.lists(some.integers(1, 9), max_size=3), slow=some.integers(0, 30), quick=some.integers(0, 60),
    workers=some.integers(1, 5),
)  # fmt: skip
def test_each_is_given_out_once_and_what_is_made_once_to_one_worker(
    together: list[int], slow: int, quick: int, workers: int
) -> None:
    files = [f"together{place}" for place, count in enumerate(together) for _ in range(count)]
    items = [_test(number, file, slow=True, once=True) for number, file in enumerate(files)]
    items += [_test(number, "slow", slow=True, once=False) for number in range(slow)]
    items += [_test(number, "quick", slow=False, once=True) for number in range(quick)]
    found = _slow_first(items, workers)
    assert sorted(each.nodeid for each in found) == sorted(each.nodeid for each in items)
    left, parts = list(found), []
    for worker in range(workers):
        size = len(left) // (workers - worker)  # as xdist gives them out
        parts.append([each.path for each in left[:size]])
        left = left[size:]
    for part in parts:
        assert part == sorted(part, key=lambda file: file == "quick"), "the slow ones first"
    if sum(together) <= len(items) // workers:
        assert all(sum(file in part for part in parts) == 1 for file in set(files)), "each in one part"
