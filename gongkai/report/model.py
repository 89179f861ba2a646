"""A report as gongkai holds it: three tables, six parts, and where each cell came from.

Readers produce it, the checker reads it, the writers print it. It knows nothing of files or of the
database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C, KEYS_A, KEYS_B

Number = int | Decimal


class CellState(StrEnum):
    """How a cell was read."""

    READ = "read"
    """A figure stood there."""
    BLANK = "blank"
    """Nothing stood there. It counts as 0 and is remembered (finding A2); only where the rest of its row
    contradicts a 0 (figures without their total, a total without its parts) is its value None."""
    NOT_APPLICABLE = "not_applicable"
    """A stroke, a dash or 无 stood there; its value is None."""
    UNDECIDED = "undecided"
    """Figures stood there that can be read in more than one way; its value is None."""
    UNREADABLE = "unreadable"
    """Something stood there that is no figure; its value is None."""
    MISSING = "missing"
    """The table or the row was not found; its value is None."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table: its value, the text it was read from, and where that stood."""

    value: Number | None = None
    raw: str = ""
    state: CellState = CellState.MISSING
    origin: str = ""
    confidence: float = 1.0

    @property
    def known(self) -> bool:
        return self.value is not None


MISSING = Cell()


@dataclass(slots=True)
class TableA:
    """Part 二: ten figures by the keys of `report_tables.KEYS_A`."""

    cells: dict[str, Cell] = field(default_factory=lambda: dict.fromkeys(KEYS_A, MISSING))
    present: bool = False

    def value(self, key: str) -> Number | None:
        return self.cells[key].value


@dataclass(slots=True)
class TableB:
    """Part 三: 25 rows of seven by the keys of `report_tables.KEYS_B`."""

    rows: dict[str, list[Cell]] = field(default_factory=lambda: {key: [MISSING] * len(COLUMNS_B) for key in KEYS_B})
    present: bool = False

    def value(self, key: str, column: int = -1) -> int | None:
        """A figure as a whole number; the last column is the total."""
        found = self.rows[key][column].value
        return None if found is None else int(found)

    def values(self, key: str) -> list[int | None]:
        return [self.value(key, column) for column in range(len(COLUMNS_B))]


@dataclass(slots=True)
class TableC:
    """Part 四: three groups (复议, 直接起诉, 复议后起诉) of five."""

    groups: list[list[Cell]] = field(default_factory=lambda: [[MISSING] * len(COLUMNS_C) for _ in GROUPS_C])
    present: bool = False

    def value(self, group: int, column: int = -1) -> int | None:
        found = self.groups[group][column].value
        return None if found is None else int(found)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: its number (0 for what stands before part 一), its heading as printed, its
    text without the tables."""

    number: int
    heading: str
    text: str


class Severity(StrEnum):
    """How a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check has to say: a stable code, both sides, the quoted evidence, and, where the
    difference may be lawful, why."""

    code: str
    severity: Severity
    message: str
    expected: str | None = None
    found: str | None = None
    where: str = ""
    evidence: str = ""
    explanation: str = ""


class Format(StrEnum):
    """Which national format the tables follow."""

    FORMAT_2021 = "2021"
    FORMAT_2019 = "2019"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Report:
    """An annual report, read."""

    file: str
    title: str = ""
    agency: str = ""
    year: int | None = None
    published_on: date | None = None
    sections: list[Section] = field(default_factory=list)
    table_a: TableA = field(default_factory=TableA)
    table_b: TableB = field(default_factory=TableB)
    table_c: TableC = field(default_factory=TableC)
    format: Format = Format.UNKNOWN
    truncated: bool = False
    """The file itself says that it is only an excerpt."""
    readable: bool = True
    reading: list[Finding] = field(default_factory=list)
    """What the reader has to say: undecided cells, missing tables, damaged text."""

    @property
    def text(self) -> str:
        """All prose, without the tables."""
        return "\n".join(section.text for section in self.sections)

    def section(self, number: int) -> Section | None:
        return next((section for section in self.sections if section.number == number), None)

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Every cell with its name: ``A.licences``, ``B.new.natural_person``, ``C.direct.upheld``."""
        for key, cell in self.table_a.cells.items():
            yield f"A.{key}", cell
        for key, row in self.table_b.rows.items():
            for (column, _), cell in zip(COLUMNS_B, row, strict=True):
                yield f"B.{key}.{column}", cell
        for (group, _), cells in zip(GROUPS_C, self.table_c.groups, strict=True):
            for (column, _), cell in zip(COLUMNS_C, cells, strict=True):
                yield f"C.{group}.{column}", cell
