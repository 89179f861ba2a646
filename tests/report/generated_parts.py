"""Pieces of made-up reports for tests that damage one thing at a time."""

from __future__ import annotations

from random import Random

from gongkai.report.model import Report
from gongkai.report.read import read_bytes
from gongkai.statute.report_tables import KEYS_B, TABLE_B
from tests.report import generated
from tests.report.generated import HEADINGS, Figures, figures

SAMPLE = figures(Random(5), 40)


def read_page(text: str) -> Report:
    """The report in a text."""
    return read_bytes("年报.txt", text.encode())


def page(a: str = "", b: str = "", c: str = "", *, title: str = generated.TITLE, sixth: str = generated.SIXTH) -> str:
    """A whole report around up to three tables."""
    bodies = [generated.FIRST, a, b, c, generated.FIFTH, sixth]
    return "\n".join([title, *(f"{heading}\n{body}" for heading, body in zip(HEADINGS, bodies, strict=True))])


def run(key: str, digits: str) -> str:
    """A row with its figures stuck to its label."""
    row = TABLE_B[KEYS_B.index(key)]
    return row.label + digits


def together(f: Figures, **replaced: str) -> str:
    """Table B with its cells stuck together; some rows given as written."""
    return "".join(run(key, replaced.get(key, "".join(f.row_b(key)))) for key in KEYS_B)


ZEROS = Figures(dict.fromkeys(SAMPLE.a, 0), dict.fromkeys(KEYS_B, (0,) * 7), ((0,) * 5,) * 3)


def with_rows(**rows: tuple[int, ...]) -> Figures:
    """Figures that are all 0 but for these rows."""
    return Figures(ZEROS.a, {**ZEROS.b, **rows}, ZEROS.c)
