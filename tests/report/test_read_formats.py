"""Made-up reports written in every format come back figure by figure, or undecided, never wrong."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.report.model import Report
from gongkai.report.read import read_bytes
from gongkai.report.read.solve import cuts, groups_that_add_up, rows_that_add_up
from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C
from tests.report import generated
from tests.report.generated import EXACT, FIFTH, FIRST, RUN_TOGETHER, SIXTH, Figures, figures
from tests.report.generated_files import OFFICE, pdf

SCALES = (2, 12, 60, 900)
KEEPS_EMPTY = [
    name for name in [*EXACT, *OFFICE] if name not in {"value_per_line", "spaced_text", "labels_apart", "pdf_plain"}
]
"""Formats in which an empty cell can be told from no cell."""


def expected(f: Figures) -> dict[str, object]:
    """Every figure by the name that `Report.cells` gives it."""
    found: dict[str, object] = {f"A.{key}": value for key, value in f.a.items()}
    for key, row in f.b.items():
        found.update({f"B.{key}.{name}": value for (name, _), value in zip(COLUMNS_B, row, strict=True)})
    for (group, _), row in zip(GROUPS_C, f.c, strict=True):
        found.update({f"C.{group}.{name}": value for (name, _), value in zip(COLUMNS_C, row, strict=True)})
    return found


def differences(report: Report, f: Figures) -> tuple[list[str], list[str]]:
    """The names of the cells that are wrong, and of those that are unknown."""
    true = expected(f)
    cells = dict(report.cells())
    wrong = [name for name, cell in cells.items() if cell.value is not None and cell.value != true[name]]
    return wrong, [name for name, cell in cells.items() if cell.value is None]


@pytest.mark.parametrize("name", [*EXACT, *OFFICE])
@pytest.mark.parametrize("seed", [1, 3])
def test_formats_that_keep_cells_apart_come_back_whole(name: str, seed: int) -> None:
    rng = Random(seed)
    f = figures(rng, SCALES[seed])
    report = read_bytes(name, {**EXACT, **OFFICE}[name](f, rng))
    assert differences(report, f) == ([], [])
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert [report.section(number).text for number in (1, 5, 6)] == [FIRST, FIFTH, SIXTH]  # type: ignore[union-attr]
    assert (report.agency, report.year) == ("清河县水务局", 2023)


@pytest.mark.parametrize("name", KEEPS_EMPTY)
@pytest.mark.parametrize("seed", range(2))
def test_empty_cells_in_place_of_zeros_come_back_as_zeros(name: str, seed: int) -> None:
    rng = Random(seed)
    f = figures(rng, SCALES[seed], blank_zeros=True)
    report = read_bytes(name, {**EXACT, **OFFICE}[name](f, rng))
    assert differences(report, f) == ([], [])


@given(seed=st.integers(0, 10**6), scale=st.sampled_from(SCALES), name=st.sampled_from(sorted(RUN_TOGETHER)))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_cells_stuck_together_are_never_read_wrong(seed: int, scale: int, name: str) -> None:
    rng = Random(seed)
    f = figures(rng, scale)
    report = read_bytes(name, RUN_TOGETHER[name](f, rng))
    wrong, unknown = differences(report, f)
    assert wrong == []
    assert len([cell for cell in unknown if not cell.startswith("A.")]) <= 40


@given(seed=st.integers(0, 10**6), name=st.sampled_from(sorted(RUN_TOGETHER)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_reports_that_contradict_themselves_are_not_mended(seed: int, name: str) -> None:
    rng = Random(seed)
    f = figures(rng, 60)
    key = rng.choice([key for key in f.b if key not in {"new", "carry_in"}])
    row = list(f.b[key])
    row[0] += 7
    row[6] += 7
    broken = Figures(f.a, {**f.b, key: tuple(row)}, f.c)
    wrong, _ = differences(read_bytes(name, RUN_TOGETHER[name](broken, rng)), broken)
    assert wrong == []


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotated_pages(rotation: int) -> None:
    f = figures(Random(3), 12)
    report = read_bytes("a.pdf", _turned(pdf(f, Random(3)), rotation))
    assert differences(report, f) == ([], [])


def _turned(data: bytes, rotation: int) -> bytes:
    """The same page drawn sideways and shown upright again by its rotation."""
    width, height = 595, 842
    matrix = {90: f"0 1 -1 0 {height} 0", 180: f"-1 0 0 -1 {width} {height}", 270: f"0 -1 1 0 0 {width}"}[rotation]
    size = f"[0 0 {height} {width}]" if rotation != 180 else f"[0 0 {width} {height}]"
    text = data.decode("latin-1").replace("/Rotate 0", f"/Rotate {rotation}").replace(f"[0 0 {width} {height}]", size)
    return text.replace("stream\nBT", f"stream\n{matrix} cm\nBT").encode("latin-1")


@pytest.mark.parametrize("name", sorted(RUN_TOGETHER))
def test_the_work_is_bounded_for_long_runs_of_digits(name: str) -> None:
    import time

    f = figures(Random(1), 9_999_999)
    start = time.process_time()
    read_bytes(name, RUN_TOGETHER[name](f, Random(1)))
    assert time.process_time() - start < 2.0


@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_the_true_row_is_among_the_cuts(parts: list[int]) -> None:
    row = (*parts, sum(parts))
    assert row in rows_that_add_up("".join(map(str, row)), 7)


def test_no_figure_starts_with_a_zero_but_zero_itself() -> None:
    assert list(cuts("100", 2)) == [(10, 0)]
    assert list(cuts("000", 2)) == []


def test_groups_of_table_c_are_cut_together() -> None:
    assert groups_that_add_up("011021000100000", 3, 5) == [((0, 1, 1, 0, 2), (1, 0, 0, 0, 1), (0, 0, 0, 0, 0))]


def test_generated_figures_obey_the_form() -> None:
    for seed in range(20):
        f = figures(Random(seed), 30)
        for column in range(7):
            assert f.b["new"][column] + f.b["carry_in"][column] == f.b["total"][column] + f.b["carry_out"][column]
        assert all(value >= 0 for row in f.b.values() for value in row)
    assert generated.TITLE
