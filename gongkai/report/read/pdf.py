"""PDF reports that hold text.

Two readers see every doubtful file: first the characters by their boxes (fast), then the ruled tables.
The equations of the form decide between them, not the reader that spoke first.
"""

from __future__ import annotations

from gongkai.report.model import CellState, Report
from gongkai.report.read import apart
from gongkai.report.read.assemble import assemble
from gongkai.report.read.document import Document, Line
from gongkai.report.read.ruled import merged
from gongkai.report.read.table_b import faults_of

_UNKNOWN = frozenset({CellState.MISSING, CellState.UNDECIDED, CellState.UNREADABLE})


def read_pdf(name: str, data: bytes) -> Report:
    """The report in a PDF.

    :raises ReadError: when it is encrypted, damaged, takes too much time or memory, or holds pictures only.
    """
    placed, pictures = apart.pages_of(data)
    report = assemble(name, _document([item.line for item in placed], pictures))
    if not _doubtful(report):
        return report
    ruled = apart.tables_of(data)
    if not ruled:
        return report
    second = assemble(name, _document(merged(placed, ruled), pictures))
    return second if _demerit(second) < _demerit(report) else report


def _document(lines: list[Line], pictures: int) -> Document:
    return Document(lines, kind="pdf", wrapped=True, pictures=pictures)


def _doubtful(report: Report) -> bool:
    return _demerit(report) > 0


def _demerit(report: Report) -> int:
    """What speaks against a reading: cells it could not tell, equations that do not hold."""
    unknown = sum(1 for _, cell in report.cells() if cell.state in _UNKNOWN)
    return unknown + 3 * faults_of(report.table_b)
