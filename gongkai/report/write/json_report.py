"""A report as JSON for programs: a stable schema, read back by `gongkai.report.read`.

``gongkai.report/1``: figures are numbers (fees with a fraction too), a cell without a figure is null;
row, column and group keys are those of `gongkai.statute.report_tables`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gongkai.report.model import Cell, Report
from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C

SCHEMA = "gongkai.report/1"


def as_json(report: Report, provenance: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The report as plain data. ``provenance`` (cell name to the records behind it) is added where given."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "agency": report.agency,
        "year": report.year,
        "title": report.title,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "format": report.format.value,
        "tables": {"A": _table_a(report), "B": _table_b(report), "C": _table_c(report)},
        "sections": [
            {"number": section.number, "heading": section.heading, "text": section.text} for section in report.sections
        ],
    }
    if provenance is not None:
        data["provenance"] = dict(provenance)
    return data


def write_json(report: Report, provenance: Mapping[str, Any] | None = None) -> str:
    """The same as text."""
    return json.dumps(as_json(report, provenance), ensure_ascii=False, indent=1) + "\n"


def _table_a(report: Report) -> dict[str, int | float | None] | None:
    if not report.table_a.present:
        return None
    return {key: _plain(cell) for key, cell in report.table_a.cells.items()}


def _table_b(report: Report) -> dict[str, dict[str, int | float | None]] | None:
    if not report.table_b.present:
        return None
    return {
        key: {column: _plain(cell) for (column, _), cell in zip(COLUMNS_B, row, strict=True)}
        for key, row in report.table_b.rows.items()
    }


def _table_c(report: Report) -> dict[str, dict[str, int | float | None]] | None:
    if not report.table_c.present:
        return None
    return {
        group: {column: _plain(cell) for (column, _), cell in zip(COLUMNS_C, row, strict=True)}
        for (group, _), row in zip(GROUPS_C, report.table_c.groups, strict=True)
    }


def _plain(cell: Cell) -> int | float | None:
    """Fees of up to 15 digits survive the way through a float and back by their shortest spelling."""
    return float(cell.value) if isinstance(cell.value, Decimal) else cell.value
