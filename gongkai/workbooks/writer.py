"""Workbooks that go out, written in constant memory, every cell safe."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

from gongkai.workbooks.safe_cells import safe

DAY = "yyyy-mm-dd"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Writer:
    """One workbook. Rows are written from the top down and are gone from memory when the next one comes."""

    def __init__(self) -> None:
        import xlsxwriter  # not at every start: few processes ever write a workbook

        self._out = io.BytesIO()
        # Rows wait here until the workbook is put together: a folder that nobody else can enter, gone at the end.
        self._folder = TemporaryDirectory(prefix="gongkai-")
        options = {
            "constant_memory": True,
            "tmpdir": self._folder.name,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(self._out, options)
        self._styles: dict[str, dict[str, Any]] = {
            "heading": {"bold": True, "bg_color": "#DCE6F2", "border": 1, "text_wrap": True, "valign": "vcenter"},
            "must": {"bold": True, "bg_color": "#F8E0C8", "border": 1, "text_wrap": True, "valign": "vcenter"},
            "day": {"num_format": DAY},
            "words": {"num_format": "@"},
            "title": {"bold": True, "font_size": 14},
            "note": {"text_wrap": True, "valign": "top"},
        }
        self._made: dict[str, Any] = {}

    def style(self, name: str) -> Any:
        """A format by its name; made when first used."""
        if name not in self._made:
            self._made[name] = self.book.add_format({"font_name": "宋体", "font_size": 11, **self._styles[name]})
        return self._made[name]

    def row(self, sheet: Any, number: int, values: Sequence[Any], style: str | None = None) -> None:
        """A row of values; days and numbers stay what they are, all else becomes safe words."""
        for place, value in enumerate(values):
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, self.style("day"))
            elif isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, place, value, self.style(style) if style else None)
            elif value not in (None, ""):
                sheet.write_string(number, place, safe(value), self.style(style) if style else None)

    def table(self, sheet: Any, rows: Iterable[Sequence[Any]], *, start: int = 0, heading: bool = True) -> int:
        """Rows from a line on, the first of them the heading; returns the line after the last."""
        number = start
        for number, values in enumerate(rows, start=start):
            self.row(sheet, number, values, "heading" if heading and number == start else None)
        return number + 1

    def close(self) -> bytes:
        """The finished file."""
        try:
            self.book.close()
        finally:
            self._folder.cleanup()
        return self._out.getvalue()
