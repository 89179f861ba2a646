"""Real reports, cell by cell against what a person reads in them (`expected/*.yaml`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai.report.model import Cell, CellState
from gongkai.report.read import read

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
CASES = sorted((Path(__file__).parent / "expected").glob("*.yaml"))
STATES = {CellState.UNDECIDED: "?", CellState.NOT_APPLICABLE: "/", CellState.MISSING: "missing"}


def _printed(cell: Cell) -> object:
    if cell.value is None:
        return STATES.get(cell.state, cell.state.value)
    return float(cell.value) if isinstance(cell.value, Decimal) else cell.value


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real reports is not beside this checkout")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_real_report_is_read_as_a_person_reads_it(case: Path) -> None:
    facts: dict[str, Any] = yaml.safe_load(case.read_text(encoding="utf-8"))
    report = read(CORPUS / facts["file"])
    assert (report.title, report.agency, report.year) == (facts["title"], facts["agency"], facts["year"])
    assert report.published_on == (facts["published_on"] if isinstance(facts["published_on"], date) else None)
    assert (report.format.value, report.truncated) == (facts["format"], facts["truncated"])
    assert [section.number for section in report.sections] == facts["sections"]
    table_a = {key: _printed(cell) for key, cell in report.table_a.cells.items() if cell.state is not CellState.MISSING}
    assert table_a == facts["A"]
    table_b = {key: [_printed(cell) for cell in row] for key, row in report.table_b.rows.items()}
    assert {key: row for key, row in table_b.items() if row[0] != "missing"} == facts["B"]
    assert (
        [[_printed(cell) for cell in group] for group in report.table_c.groups] if report.table_c.present else []
    ) == facts["C"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real reports is not beside this checkout")
def test_prose_of_a_pdf_has_whole_paragraphs_and_no_page_numbers() -> None:
    text = read(CORPUS / "hongze-2024.pdf").text
    assert "2024年，区政府办代表区政府受理政府信息公开申请17件，均已在法定期限内予以答复。" in text
    assert "-1-" not in text
    assert "本年新收" not in text
