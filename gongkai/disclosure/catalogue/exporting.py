"""A catalogue as data and as a table: the columns of the standard catalogue, and what stands under each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gongkai.disclosure.catalogue import columns
from gongkai.disclosure.catalogue.coverage import Covered
from gongkai.workbooks.writer import Writer


def as_line(one: Covered, address: str) -> list[Any]:
    """A line as the table shows it."""
    agency = one.entry.catalogue.agency
    return [agency.name if agency else "", *columns.as_row(one.entry, address), one.count, one.newest]


def as_data(one: Covered, address: str) -> dict[str, Any]:
    """A line for programs, by its stable names."""
    entry, agency = one.entry, one.entry.catalogue.agency
    return {
        "agency": agency.name if agency else "",
        "item": entry.item,
        "field": entry.field,
        "matter": entry.matter,
        "submatter": entry.submatter,
        "elements": entry.elements,
        "basis": entry.basis,
        "time_limit": entry.time_limit,
        "refresh_days": entry.refresh_days,
        "responsible": entry.responsible or (agency.name if agency else ""),
        "carriers": entry.carriers,
        "audience": entry.audience or "全社会",
        "on_request": entry.on_request,
        "level": entry.level,
        "state": one.state.value,
        "published": one.count,
        "newest_on": one.newest.isoformat() if one.newest else None,
        "address": address,
    }


def workbook(rows: Iterable[Sequence[Any]], name: str = "主动公开目录") -> bytes:
    """Rows as a workbook, the first of them the heading."""
    writer = Writer()
    sheet = writer.book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    writer.table(sheet, rows)
    sheet.set_column(0, 40, 16)
    return writer.close()
