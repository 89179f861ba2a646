"""The seven figures of one row of table B, from whatever stands behind its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from gongkai.report.model import Cell, CellState
from gongkai.report.read.blanks import without_margin
from gongkai.report.read.columns_b import Columns
from gongkai.report.read.figures import Figure
from gongkai.report.read.rows_b import WIDTH, Candidate
from gongkai.report.read.solve import MAX_CUTS, MAX_RUN, Row, cuts, rows_that_add_up
from gongkai.report.read.tokens import Token


@dataclass(slots=True)
class Reading:
    """A row: either its cells, or the rows it may be read as."""

    cells: list[Cell] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    raw: str = ""
    origin: str = ""

    @property
    def decided(self) -> bool:
        return bool(self.cells)


def loses_empty_cells(rows: Sequence[Candidate], expected: int) -> bool:
    """Whether empty cells left no trace in running text: no 0 is printed anywhere, and rows have no figures or
    fewer than seven. Digits that stick together cannot be cut then: nobody knows into how many cells."""
    loose = [row for row in rows if any(not token.firm for token in row.values)]
    values = [token for row in rows for token in row.values]
    if not loose or any(_prints_zero(token) for token in values):
        return False
    return len(rows) < expected or any(not row.full for row in loose)


def _prints_zero(token: Token) -> bool:
    return token.digits[:1] == "0" or (token.firm and not token.blank and token.figure == Figure(0, CellState.READ))


def read_row(candidate: Candidate, columns: dict[int, Columns], next_index: str, *, whole: bool = False) -> Reading:
    """The cells of a row. ``next_index`` is the digit that opens the next label, which may cling to the last
    figure; ``whole`` says that digits must not be cut."""
    raw = " ".join(token.raw.strip() for token in candidate.values if token.raw.strip())
    origin = candidate.values[0].origin if candidate.values else ""
    reading = Reading(raw=raw, origin=origin)
    if all(token.firm for token in candidate.values):
        _firm(reading, candidate.values, columns)
    else:
        _loose(reading, candidate.values, next_index, whole=whole)
    return reading


def _cell(token: Token, confidence: float = 1.0) -> Cell:
    read = token.figure or Figure(None, CellState.UNREADABLE)
    return Cell(read.value, token.raw.strip(), read.state, token.origin, confidence)


def _firm(reading: Reading, values: Sequence[Token], columns: dict[int, Columns]) -> None:
    by_place = _by_place(values, columns)
    if by_place:
        reading.cells = by_place
        return
    filled = [token for token in values if not token.blank]
    kept = without_margin(values, WIDTH, _adds_up)
    if kept is not None and len(kept) == WIDTH:
        reading.cells = [_cell(token) for token in kept]
    elif len(filled) >= WIDTH:
        reading.cells = [_cell(token, 0.8) for token in _window(filled)]
    elif kept is not None:
        _few(reading, filled)


def _window(values: list[Token]) -> list[Token]:
    """Seven neighbours that add up, if exactly one such window exists."""
    if len(values) <= WIDTH:
        return values if len(values) == WIDTH else []
    windows = [values[at : at + WIDTH] for at in range(len(values) - WIDTH + 1)]
    good = [window for window in windows if _adds_up([_value(token) for token in window])]
    return good[0] if len(good) == 1 else []


def _value(token: Token) -> int:
    value = token.figure.value if token.figure else None
    return int(value) if value is not None else 0


def _adds_up(row: Sequence[int]) -> bool:
    return sum(row[:-1]) == row[-1]


def _by_place(values: Sequence[Token], columns: dict[int, Columns]) -> list[Cell]:
    """Cells by their printed column, where the table shows where its columns stand."""
    table = values[0].table
    reference = columns.get(table)
    if not reference or any(token.table != table or token.line != values[0].line for token in values):
        return []
    near = min(b - a for a, b in pairwise(reference)) * 0.45
    cells = [Cell(0, "", CellState.BLANK, values[0].origin)] * WIDTH
    taken: set[int] = set()
    for token in values:
        place = min(range(WIDTH), key=lambda index: abs(reference[index] - token.column))
        if abs(reference[place] - token.column) > near:
            if token.blank:
                continue
            return []
        if place in taken:
            return []
        taken.add(place)
        cells[place] = _cell(token)
    return cells


def _few(reading: Reading, values: list[Token]) -> None:
    """Fewer than seven cells: merged columns, or a total alone."""
    figures = [_value(token) for token in values]
    blank = Cell(0, "", CellState.BLANK, reading.origin, 0.7)
    open_cell = Cell(None, reading.raw, CellState.UNDECIDED, reading.origin, 0.0)
    if not values:
        reading.cells = [blank] * WIDTH
    elif all(token.figure is not None and token.figure.value is None for token in values):
        reading.cells = [_cell(values[0])] * WIDTH
    elif len(values) == 1 or not any(figures):
        reading.cells = [blank] * (WIDTH - 1) + [_cell(values[-1], 0.7)]
    elif _apart(values):
        reading.choices = _placements(figures) if _adds_up(figures) else []
    elif len(values) == 2 and figures[0] <= figures[1]:
        middle = blank if figures[0] == figures[1] else open_cell
        reading.cells = [_cell(values[0], 0.7), *[middle] * (WIDTH - 2), _cell(values[1], 0.7)]
    elif len(values) == 3 and figures[0] + figures[1] == figures[2]:
        middle = open_cell if figures[1] else blank
        reading.cells = [_cell(values[0], 0.7), *[middle] * (WIDTH - 2), _cell(values[2], 0.7)]
    elif _adds_up(figures):
        reading.choices = _placements(figures)
    elif len(values) == WIDTH - 1:
        reading.cells = [*(_cell(token, 0.8) for token in values), open_cell]


def _apart(values: Sequence[Token]) -> bool:
    """Whether cells may have stood between these that were empty: then the first need not be the first column."""
    return len({token.line for token in values}) > 1 or any(
        b.column - a.column > 1.01 for a, b in pairwise(values) if a.line == b.line
    )


def _placements(figures: list[int]) -> list[Row]:
    """Every way to put the figures before the total into the six columns, in order."""
    found = set()
    for places in combinations(range(WIDTH - 1), len(figures) - 1):
        row = [0] * WIDTH
        for place, value in zip(places, figures, strict=False):
            row[place] = value
        row[-1] = figures[-1]
        found.add(tuple(row))
    return sorted(found)


def _loose(reading: Reading, values: Sequence[Token], next_index: str, *, whole: bool) -> None:
    strokes = [token for token in values if token.firm and not token.blank]
    runs = [token.digits or token.raw.strip() for token in values if not token.blank]
    if strokes and len(runs) == WIDTH:
        reading.cells = [_loose_cell(token) for token in values if not token.blank]
        return
    if any(not run.isdigit() for run in runs):
        _signed(reading, [token for token in values if not token.blank])
        return
    if len(runs) == WIDTH and _adds_up([int(run) for run in runs]):
        next_index = ""
    if whole and len(runs) != WIDTH:
        reading.choices = _as_they_stand(runs)
        return
    variants = [runs]
    if next_index and runs and runs[-1].endswith(next_index):
        shorter = runs[-1][:-1]
        variants.append([*runs[:-1], shorter] if shorter else runs[:-1])
    rows = [row for variant in variants for row in _readings(variant)]
    sound = [row for row in rows if _adds_up(row)]
    reading.choices = list(dict.fromkeys([*(sound or rows), *_as_they_stand(runs)]))


def _as_they_stand(runs: list[str]) -> list[Row]:
    """The rows these runs are when each is one cell and the empty cells left no trace; none when they do not
    add up."""
    if not 2 <= len(runs) < WIDTH or any(len(run) > 1 and run[0] == "0" for run in runs):
        return []
    figures = [int(run) for run in runs]
    return _placements(figures) if _adds_up(figures) else []


def _loose_cell(token: Token) -> Cell:
    if token.firm:
        return _cell(token)
    return Cell(token.whole.value, token.raw, token.whole.state, token.origin)


def _signed(reading: Reading, values: Sequence[Token]) -> None:
    if len(values) != WIDTH:
        return
    cells = []
    for token in values:
        plain = token.digits.replace("−", "-")
        whole = plain.lstrip("-").isdigit()
        cells.append(
            Cell(int(plain), token.raw, CellState.READ, token.origin)
            if whole
            else (_cell(token) if token.firm else Cell(None, token.raw, CellState.UNREADABLE, token.origin))
        )
    reading.cells = cells


def _readings(runs: list[str]) -> list[Row]:
    """Every row these runs of digits may mean: as they stand, else cut so that the row adds up."""
    length = sum(len(run) for run in runs)
    if length > MAX_RUN or not runs:
        return []
    if len(runs) == WIDTH and all(run == "0" or run[0] != "0" for run in runs):
        return [tuple(int(run) for run in runs)]
    if len(runs) > WIDTH:
        windows = [runs[at : at + WIDTH] for at in range(len(runs) - WIDTH + 1)]
        rows = [tuple(int(run) for run in window) for window in windows]
        return [row for row in rows if _adds_up(row)]
    if len(runs) == 1:
        rows = rows_that_add_up(runs[0], WIDTH)
    else:
        rows = [row for row in _spread(runs, WIDTH) if _adds_up(row)]
    if not rows and len(runs) > 1:
        rows = rows_that_add_up("".join(runs), WIDTH)
    stuck = len(runs) == 1 or any(run[0] == "0" and len(run) > 1 for run in runs)
    if not rows and length == WIDTH and stuck:
        rows = [tuple(int(digit) for digit in "".join(runs))]
    if not rows and length < WIDTH:
        rows = _short(runs)
    return rows


def _short(runs: list[str]) -> list[Row]:
    """Fewer digits than cells: empty cells left no trace. Only zeros are safe to read."""
    if all(set(run) == {"0"} for run in runs):
        return [(0,) * WIDTH]
    return []


def _spread(runs: list[str], count: int) -> list[Row]:
    """Every cut of several runs into so many figures, each run giving at least one."""
    partial: list[Row] = [()]
    for index, run in enumerate(runs):
        left = len(runs) - index - 1
        grown: list[Row] = []
        for head in partial:
            room = count - len(head) - left
            sizes = (room,) if left == 0 else range(1, min(room, len(run)) + 1)
            grown.extend((*head, *cut) for size in sizes for cut in cuts(run, size))
            if len(grown) > MAX_CUTS:
                return []
        partial = grown
    return [row for row in partial if len(row) == count]
