"""Cells that go out: what a spreadsheet would take for a formula is shown as the words it is.

An applicant may write =HYPERLINK(…) into a request, and an officer opens the export (CWE-1236). In front of such a
cell stands an apostrophe, which the import takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What begins a formula; a Chinese spreadsheet takes the full-width signs too."""
LONGEST = 32_000
"""A cell holds 32,767 characters."""


def safe(value: Any) -> str:
    """A value as the words of a cell."""
    text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    # control characters are not XML, and a spreadsheet calls the whole file damaged
    text = "".join(letter for letter in text if letter >= " " or letter in "\t\r\n")[:LONGEST]
    return f"'{text}" if text[:1] in FORMULA and text else text


def safe_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV in UTF-8 with its mark, so that a spreadsheet shows Chinese at once."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([value if isinstance(value, int | float) else safe(value) for value in row])
    return out.getvalue().encode("utf-8-sig")
