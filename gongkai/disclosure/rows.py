"""The cells of a table with merged cells in a form: a grid to type into, kept as rows of cells.

Whoever edits changes words and rows; how cells are merged stays as it came from the Word file.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

MOST_ROWS, WIDEST, LONGEST = 3000, 63, 20_000
_PARTS = ("text", "across", "down")
_SHAPE = "表格的内容不完整，请撤销最近的修改，或者重新导入。"


class RowsInput(forms.Textarea):
    """The grid; a script shows it in place of the text that it is sent as."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-controller": "gongkai-rows", "rows": 3} | (attrs or {}))

    class Media:
        js = ["disclosure/rows.js"]
        css = {"all": ["disclosure/rows.css"]}


class RowsField(forms.JSONField):
    """Rows of cells: ``text``, over how many columns ``across`` and rows ``down``."""

    widget = RowsInput

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for what is no table."""
        rows = super().clean(value)
        if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, list) for row in rows):
            raise ValidationError(_SHAPE, code="table_shape")
        return [[_cell(cell) for cell in row] for row in rows]

    def prepare_value(self, value: Any) -> Any:
        """What stands in the form; what somebody sent and was refused stands there as it came."""
        return value if isinstance(value, InvalidJSONInput) else super().prepare_value(value)


def in_order(rows: Any) -> Any:
    """The same rows, each cell with its parts in one order; what is no table stays what it is."""
    if not isinstance(rows, list):
        return rows
    return [[{part: cell[part] for part in _PARTS if part in cell} for cell in row] for row in rows]


def _cell(cell: Any) -> dict[str, Any]:
    """A cell and nothing beside it. Raises ValidationError."""
    if not isinstance(cell, dict) or not isinstance(cell.get("text"), str) or len(cell["text"]) > LONGEST:
        raise ValidationError(_SHAPE, code="table_shape")
    sizes = {name: cell.get(name, 1) for name in ("across", "down")}
    if any(type(size) is not int or not 1 <= size <= MOST_ROWS for size in sizes.values()):
        raise ValidationError(_SHAPE, code="table_shape")
    return {"text": cell["text"], **sizes}
