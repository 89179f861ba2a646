"""The pages that say row by row what a request system and a portal must do name tests that exist, and every journey of
a row."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/developers/requests-rows.md"
PORTAL = ROOT / "docs/developers/portal-rows.md"
ROWS, ASKS = 34, 45
PORTAL_ROWS = 50
"""How many rows and wishes the comparison of request systems has."""
NONE = "—"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
WITHOUT_JOURNEY: set[str] = set()
"""Rows of which nothing is built that a person could see."""


@cache
def table(heading: str, page: Path = PAGE) -> tuple[tuple[str, ...], ...]:
    """The lines of the table under a heading."""
    part = page.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


@cache
def defined_in(path: str) -> frozenset[str]:
    """The tests that a file defines."""
    if not (ROOT / path).exists():
        return frozenset()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(item.name for item in tree.body if isinstance(item, ast.FunctionDef))


def missing(cell: str) -> list[str]:
    """The tests that a cell names and nobody wrote; the cell itself when it names none."""
    named = NAMED.findall(cell)
    return [f"{path}::{name}" for path, name in named if name not in defined_in(path)] if named else [cell]


def test_every_row_and_every_wish_has_its_line() -> None:
    assert len(table("Rows")) == ROWS
    assert [line[0] for line in table("What users ask for")] == [str(number) for number in range(1, ASKS + 1)]


@pytest.mark.parametrize("line", table("Rows"), ids=lambda line: line[0])
def test_a_row_names_its_journey_its_tests_and_what_is_missing(line: tuple[str, ...]) -> None:
    row, does, journeys, others, lacking = line
    assert does
    assert lacking
    assert missing(others) == []
    if row in WITHOUT_JOURNEY:
        assert journeys == NONE
        assert lacking != "nothing"
        return
    assert missing(journeys) == []
    for path, name in NAMED.findall(journeys):
        assert path.startswith("tests/journeys/"), "a real browser is where a row is shown"
        assert name.startswith("test_row_")


def test_every_answer_to_a_wish_names_its_test() -> None:
    assert [fault for _, answer, test in table("What users ask for") for fault in missing(test) if answer] == []


def test_every_journey_of_a_row_stands_on_the_page() -> None:
    found = {
        name
        for path in (ROOT / "tests/journeys").glob("test_*.py")
        for name in defined_in(f"tests/journeys/{path.name}")
    }
    written = {name for line in table("Rows") for _, name in NAMED.findall(line[2])}
    assert {name for name in found if name.startswith("test_row_")} == written


@pytest.mark.parametrize("line", table("Rows", PORTAL), ids=lambda line: line[0])
def test_a_row_of_the_portal_names_what_shows_it_and_what_is_missing(line: tuple[str, ...]) -> None:
    _, row, does, journeys, others, lacking = line
    assert row
    assert lacking
    assert [fault for cell in (journeys, others) if cell != NONE for fault in missing(cell)] == []
    assert does != NONE or lacking.startswith("not begun")


def test_every_journey_of_a_row_of_the_portal_stands_on_its_page() -> None:
    lines = table("Rows", PORTAL)
    assert [int(line[0]) for line in lines] == list(range(1, PORTAL_ROWS + 1))
    written = {name for line in lines for _, name in NAMED.findall(line[3])}
    found = {
        name
        for path in (ROOT / "tests/journeys").glob("test_*.py")
        for name in defined_in(f"tests/journeys/{path.name}")
        if name.startswith("test_portal_row")
    }
    assert found <= written
