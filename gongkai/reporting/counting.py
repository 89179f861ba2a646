"""Tables B and C counted from the cases, as they stood at 31 December 24:00.

Which cases stand in which row is said once, in `ROWS`, in SQL over the projected columns of a case; counting
and listing the cases behind a cell read the same words. A case that was received in the year or carried in,
and not carried out, was decided in the year, so the cross-footing B1–B3 holds by construction.
"""
# ruff: noqa: S608 (the statements are put together from constants of this file; values are parameters)

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C, KEYS_B, RESULT_KEYS

TableB = dict[str, list[int]]
"""Row key to seven figures."""
TableC = list[list[int]]
"""Three groups of five figures."""

# received_on is the day of receipt of 条例第三十一条; decided_on the day from which a case has an outcome.
ROWS = (
    ("'new'", "received_on >= %(start)s AND received_on < %(end)s"),
    ("'carry_in'", "received_on < %(start)s AND (decided_on IS NULL OR decided_on >= %(start)s)"),
    ("outcome", "decided_on >= %(start)s AND decided_on < %(end)s"),
    ("'carry_out'", "received_on < %(end)s AND (decided_on IS NULL OR decided_on >= %(end)s)"),
)
# A dispute counts in the year it was filed, and in later ones while it was undecided at their start.
_ALIVE = "filed_on < %(end)s AND (decided_on IS NULL OR decided_on >= %(start)s)"
_RESULT = "CASE WHEN decided_on < %(end)s THEN result ELSE 'pending' END"

COLUMN_OF = {key: place for place, (key, _) in enumerate(COLUMNS_B)}
_RESULT_OF = {key: place for place, (key, _) in enumerate(COLUMNS_C)}
_GROUP_OF = {key: place for place, (key, _) in enumerate(GROUPS_C)}
_TOTAL = COLUMN_OF["total"]
_RESULTS = frozenset(RESULT_KEYS)
_ZEROS = [0] * len(COLUMNS_B)
MANY = 400
"""More agencies than this are counted with all others and picked out afterwards."""


def tables_b(year: int, agency_ids: Collection[int] | None = None) -> dict[int, TableB]:
    """Table B of each agency that has cases, in one query; of all agencies without ``agency_ids``."""
    found: dict[int, TableB] = {}
    column_of = COLUMN_OF
    for agency, row, kind, count in _rows(_SQL_B, year, agency_ids):
        table = found.get(agency)
        if table is None:
            table = found[agency] = empty_b()
        # the statement gives each (agency, row, kind) once
        table[row][column_of[kind]] = count
    for table in found.values():
        _add_totals(table)
    return found


def table_b(agency_ids: Collection[int], year: int) -> TableB:
    """Table B of a set of agencies taken together."""
    whole = empty_b()
    for table in tables_b(year, agency_ids).values():
        for key, cells in table.items():
            whole[key] = [mine + theirs for mine, theirs in zip(whole[key], cells, strict=True)]
    return whole


def tables_c(year: int, agency_ids: Collection[int] | None = None) -> dict[int, TableC]:
    """Table C of each agency that has disputes, in one query."""
    found: dict[int, TableC] = {}
    for agency, kind, result, count in _rows(_SQL_C, year, agency_ids):
        cells = found.setdefault(agency, empty_c())[_GROUP_OF[kind]]
        cells[_RESULT_OF[result]] += count
        cells[-1] += count
    return found


def table_c(agency_ids: Collection[int], year: int) -> TableC:
    """Table C of a set of agencies taken together."""
    whole = empty_c()
    for table in tables_c(year, agency_ids).values():
        for mine, theirs in zip(whole, table, strict=True):
            mine[:] = [a + b for a, b in zip(mine, theirs, strict=True)]
    return whole


def empty_b() -> TableB:
    """A table B of zeros."""
    return {key: _ZEROS.copy() for key in KEYS_B}


def empty_c() -> TableC:
    """A table C of zeros."""
    return [[0] * len(COLUMNS_C) for _ in GROUPS_C]


def channels(agency_ids: Collection[int], year: int) -> dict[str, int]:
    """How many of the year's new requests came by each channel."""
    counts: dict[str, int] = {}
    for _, channel, count in _rows(_SQL_CHANNELS, year, agency_ids):
        counts[channel] = counts.get(channel, 0) + count
    return counts


def punctuality(agency_ids: Collection[int], year: int) -> tuple[int, int]:
    """How many requests were decided in the year with a clock to keep, and how many of them in time."""
    answered = in_time = 0
    for _, on_time, count in _rows(_SQL_PUNCTUALITY, year, agency_ids):
        answered += count
        in_time += count if on_time else 0
    return answered, in_time


def cases_behind(agency_ids: Collection[int], year: int) -> dict[str, list[str]]:
    """The case numbers behind each elementary cell of table B: ``open.natural_person`` to its numbers.

    Totals are not repeated; `numbers_of` puts them together.
    """
    found: dict[str, list[str]] = {}
    for _, row, kind, number in _rows(_SQL_B_CASES, year, agency_ids):
        found.setdefault(f"{row}.{kind}", []).append(number)
    return {cell: sorted(numbers) for cell, numbers in sorted(found.items())}


def disputes_behind(agency_ids: Collection[int], year: int) -> dict[str, list[str]]:
    """The disputes behind each elementary cell of table C, as case number and 案号."""
    found: dict[str, list[str]] = {}
    for _, kind, result, number, key in _rows(_SQL_C_CASES, year, agency_ids):
        found.setdefault(f"{kind}.{result}", []).append(f"{number} {key}")
    return {cell: sorted(entries) for cell, entries in sorted(found.items())}


def cell_cases(agency_ids: Collection[int], year: int, row: str, column: str) -> list[str]:
    """The case numbers behind one cell of table B, totals included."""
    return numbers_of(cases_behind(agency_ids, year), row, column)


def numbers_of(cells: dict[str, list[str]], row: str, column: str) -> list[str]:
    """The records behind a cell, put together from elementary cells where it is a total."""
    rows = RESULT_KEYS if row == "total" else (row,)
    found: list[str] = []
    for cell, numbers in cells.items():
        group, _, kind = cell.rpartition(".")
        if group in rows and column in {kind, "total"}:
            found.extend(numbers)
    return sorted(found)


def _add_totals(table: TableB) -> None:
    """The last column of every row, and the row （七）总计."""
    whole = table["total"]
    for key, cells in table.items():
        if cells is not whole and any(cells):
            cells[_TOTAL] = sum(cells)
            if key in _RESULTS:
                for place, count in enumerate(cells):
                    whole[place] += count


# A row without an agency comes with the others where cases have gone to a successor since: to ask for that by itself
# would take longer than the whole count of an agency of usual size.
_MOVED_SINCE = " UNION ALL SELECT NULL{nulls} WHERE EXISTS (SELECT 1 FROM casework_casemove WHERE day >= %(end)s)"


def _asking(columns: int, sql: str) -> str:
    """A statement of so many columns that says too whether cases moved since."""
    return sql + _MOVED_SINCE.format(nulls=", NULL" * (columns - 1))


def _group(row: str) -> str:
    return "" if row.startswith("'") else f", {row}"


# Four walks along the two covering indexes; one pass with conditional sums is two to five times slower.
_SQL_B = _asking(
    4,
    " UNION ALL ".join(
        f"SELECT agency_id, {row}, applicant_kind, COUNT(*) FROM casework_case "
        f"WHERE {{scope}}{membership} GROUP BY agency_id{_group(row)}, applicant_kind"
        for row, membership in ROWS
    ),
)
_SQL_B_CASES = _asking(
    4,
    " UNION ALL ".join(
        f"SELECT agency_id, {row}, applicant_kind, number FROM casework_case WHERE {{scope}}{membership}"
        for row, membership in ROWS
    ),
)
_SQL_C = _asking(
    4,
    f"SELECT agency_id, kind, {_RESULT}, COUNT(*) FROM casework_dispute WHERE {{scope}}{_ALIVE} GROUP BY 1, 2, 3",
)
_SQL_C_CASES = _asking(
    5,
    f"SELECT agency_id, kind, {_RESULT}, (SELECT number FROM casework_case c WHERE c.id = case_id), key "
    f"FROM casework_dispute WHERE {{scope}}{_ALIVE}",
)
_SQL_CHANNELS = _asking(
    3, f"SELECT agency_id, channel, COUNT(*) FROM casework_case WHERE {{scope}}{ROWS[0][1]} GROUP BY 1, 2"
)
_SQL_PUNCTUALITY = _asking(
    3,
    f"SELECT agency_id, on_time, COUNT(*) FROM casework_case "
    f"WHERE {{scope}}on_time IS NOT NULL AND {ROWS[2][1]} GROUP BY 1, 2",
)


_MOVED = (
    "COALESCE((SELECT m.from_agency_id FROM casework_casemove m WHERE m.case_id = {case} AND m.day >= %(end)s "
    "ORDER BY m.day, m.id LIMIT 1), {own})"
)
"""Who carried a case at the end of 31 December, where it went to a successor later (an agency ended)."""
_CASES = (
    f"FROM (SELECT {_MOVED.format(case='c.id', own='c.agency_id')} AS agency_id, c.received_on, c.decided_on, "
    "c.outcome, c.applicant_kind, c.number, c.channel, c.on_time FROM casework_case c) carried WHERE"
)
_DISPUTES = (
    f"FROM (SELECT {_MOVED.format(case='d.case_id', own='d.agency_id')} AS agency_id, d.case_id, d.kind, "
    "d.filed_on, d.decided_on, d.result, d.key FROM casework_dispute d) carried WHERE"
)


def _as_carried(sql: str) -> str:
    """A statement that counts each case where it was at the end of the year. Slower, so only where cases have gone to
    a successor since."""
    return sql.replace("FROM casework_case WHERE", _CASES).replace("FROM casework_dispute WHERE", _DISPUTES)


def _rows(sql: str, year: int, agency_ids: Collection[int] | None) -> list[tuple[Any, ...]]:
    """The rows of a statement for some agencies or for all. Column 0 is the agency."""
    if agency_ids is not None and not agency_ids:
        return []
    narrow = agency_ids is not None and len(agency_ids) <= MANY
    ids = {f"agency{place}": agency for place, agency in enumerate(sorted(agency_ids or ()))} if narrow else {}
    scope = f"agency_id IN ({', '.join(f'%({name})s' for name in ids)}) AND " if narrow else ""
    adapt = connection.ops.adapt_datefield_value
    days = {"start": adapt(date(year, 1, 1)), "end": adapt(date(year + 1, 1, 1))}
    rows = _fetched(sql, scope, {**days, **ids})
    if any(row[0] is None for row in rows):
        rows = [row for row in _fetched(_as_carried(sql), scope, {**days, **ids}) if row[0] is not None]
    if narrow or agency_ids is None:
        return rows
    wanted = set(agency_ids)
    return [row for row in rows if row[0] in wanted]


def _fetched(sql: str, scope: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    # str.replace, not format: the statement is full of %(name)s and may hold braces of its own one day.
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{scope}", scope), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
