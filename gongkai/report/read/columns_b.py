"""Where the seven columns of table B stand, so that a row with empty cells can be read by place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gongkai.report.read.glyphs import han
from gongkai.report.read.rows_b import WIDTH, Candidate
from gongkai.report.read.tokens import Token

Columns = tuple[float, ...]
MAX_COLUMN_NUMBER = 80
NEAR_NUMBERS = 0.5
NEAR_POINTS = 9.0
"""Figures of one column lie closer than this: counted columns hardly differ, points on a page waver."""
_HEADINGS = (("自然人",), ("商业", "企业"), ("科研",), ("社会", "公益"), ("法律",), ("其他",), ("总计", "合计"))
_LONGEST_HEADING = 8


def reference_columns(rows: Sequence[Candidate]) -> dict[int, Columns]:
    """Where the seven columns stand in each table: by the rows that are complete, else by where figures stand
    at all, if that is in exactly seven places."""
    places: dict[int, list[Columns]] = {}
    anywhere: dict[int, list[float]] = {}
    for row in rows:
        firm = [token for token in row.values if token.firm and not token.blank]
        columns = tuple(token.column for token in firm)
        for token in firm:
            anywhere.setdefault(token.table, []).append(token.column)
        if len(firm) == WIDTH and all(a < b for a, b in pairwise(columns)):
            places.setdefault(firm[0].table, []).append(columns)
    found = {table: tuple(median(column) for column in zip(*rows, strict=True)) for table, rows in places.items()}
    for table, all_columns in anywhere.items():
        clusters = _clusters(all_columns)
        if table not in found and len(clusters) == WIDTH:
            found[table] = clusters
    return found


def _clusters(columns: list[float]) -> Columns:
    """The middles of places that lie close together."""
    near = NEAR_NUMBERS if max(columns) < MAX_COLUMN_NUMBER else NEAR_POINTS
    groups: list[list[float]] = []
    for column in sorted(columns):
        if groups and column - groups[-1][-1] <= near:
            groups[-1].append(column)
        else:
            groups.append([column])
    return tuple(median(group) for group in groups)


def heading_columns(stream: Sequence[Token]) -> dict[int, Columns]:
    """Where the headings of the columns stand on a page of a PDF, which prints empty cells as nothing at all;
    for the table of the first row of figures below them."""
    first = next((at for at, token in enumerate(stream) if not token.is_label and not token.blank), len(stream))
    found: list[float] = []
    for words in _HEADINGS:
        after = found[-1] if found else 0.0
        places = [
            token.column
            for token in stream[:first]
            if token.column > after and len(han(token.label)) <= _LONGEST_HEADING and _is_heading(token.label, words)
        ]
        if not places:
            return {}
        found.append(places[0])
    tables = {token.table for token in stream[first:] if token.firm and token.table}
    if found[-1] <= MAX_COLUMN_NUMBER or len(tables) != 1 or min(b - a for a, b in pairwise(found)) < NEAR_POINTS:
        return {}
    return {tables.pop(): tuple(found)}


def _is_heading(label: str, words: Sequence[str]) -> bool:
    return any(han(label).startswith(word) for word in words)
