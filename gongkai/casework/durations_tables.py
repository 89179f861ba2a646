"""Durations as tables: the same figures for the screen, the workbook and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.casework.durations import Durations, Spread, UnitMonth
from gongkai.casework.statistics_tables import Table
from gongkai.workbooks.writer import Writer

SPREAD = ("件数", "中位数", "九成以内", "最长", "平均", "其间停止办公（件）", "停止办公（日）")


def tables(found: Durations) -> list[Table]:
    """What the screen shows: stages, units with their bands, units month by month."""
    stages = tuple((stage.label, *_spread(stage.spread)) for stage in found.stages)
    made = [
        Table("stages", "各环节用时（工作日）", ("环节", *SPREAD), stages),
        Table("units", "各单位按期率和用时（工作日）", ("单位", *_unit_heading(found)), tuple(map(_unit, found.units))),
        Table("months", "各单位逐月按期率（%，括号内为办结件数）", *_matrix(found)),
        Table("unit-stages", "各单位各环节用时（工作日）", ("单位", "环节", *SPREAD), _unit_stages(found)),
    ]
    if found.closed:
        made.append(Table("closed", "公告停止办公的工作日", ("机关", "日数"), found.closed))
    return made


def as_workbook(found: Durations, title: str, notes: Sequence[str]) -> bytes:
    """One sheet a table, and one that says how the figures are counted. Months have a row each, to be reckoned with."""
    writer = Writer()
    sheet = writer.book.add_worksheet("口径")
    sheet.set_column(0, 0, 110)
    writer.row(sheet, 0, [title], "title")
    for line, note in enumerate(notes, start=2):
        writer.row(sheet, line, [note], "note")
    long = Table("months", "各单位逐月", ("单位", "月份", *_unit_heading(found)), tuple(map(_month, found.months)))
    for table in [long if one.key == "months" else one for one in tables(found)]:
        sheet = writer.book.add_worksheet(table.title.partition("（")[0])
        sheet.set_column(0, 1, 22)
        sheet.freeze_panes(1, 1)
        writer.table(sheet, [table.heading, *table.rows])
    return writer.close()


def as_json(found: Durations, title: str, *, calendar: str, law: str) -> dict[str, Any]:
    """The same figures for programs; the versions of law and calendar say what they were counted with."""
    return {
        "title": title,
        "from": found.period.first.isoformat(),
        "until": found.period.last.isoformat(),
        "unit": "workdays",
        "percentile": "nearest-rank",
        "closure_days_counted": found.counted,
        "law_version": law,
        "calendar_version": calendar,
        "stages": [
            {
                "key": stage.key,
                "label": stage.label,
                **_told(stage.spread),
                "units": [{"unit": unit, **_told(one)} for unit, one in stage.by_unit],
            }
            for stage in found.stages
        ],
        "bands": [*found.edges, None],
        "units": [_json_unit(one) for one in found.units],
        "months": [{"month": one.month, **_json_unit(one)} for one in found.months],
        "closed": [{"agency": agency, "workdays": count} for agency, count in found.closed],
    }


def _told(one: Spread) -> dict[str, Any]:
    return {
        "count": one.count,
        "median": one.median,
        "ninetieth": one.ninetieth,
        "longest": one.longest,
        "average": _rounded(one.average),
        "closed_cases": one.closed_cases,
        "closed_days": one.closed_days,
    }


def _json_unit(one: UnitMonth) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "decided": one.decided,
        "on_time": one.on_time,
        "late": one.late,
        "unknown": one.unknown,
        "punctuality": _rounded(one.punctuality),
        "duration": _told(one.spread),
        "bands": list(one.bands),
    }


def _spread(one: Spread) -> tuple[Any, ...]:
    if not one.count:
        return (0, *[None] * 6)
    return (
        one.count,
        one.median,
        one.ninetieth,
        one.longest,
        _rounded(one.average),
        one.closed_cases,
        one.closed_days,
    )


def _unit_heading(found: Durations) -> tuple[str, ...]:
    lower = [0, *(edge + 1 for edge in found.edges)]
    spans = [f"{low}–{high}日" for low, high in zip(lower, found.edges, strict=False)]
    return ("办结", "按期", "逾期", "按期率（%）", "中位数", "九成以内", *spans, f"{found.edges[-1] + 1}日以上")


def _unit(one: UnitMonth) -> tuple[Any, ...]:
    return (
        one.unit,
        one.decided,
        one.on_time,
        one.late,
        _rounded(one.punctuality),
        one.spread.median,
        one.spread.ninetieth,
        *one.bands,
    )


def _month(one: UnitMonth) -> tuple[Any, ...]:
    return (one.unit, one.month, *_unit(one)[1:])


def _unit_stages(found: Durations) -> tuple[tuple[Any, ...], ...]:
    rows = [(unit, stage.label, *_spread(one)) for stage in found.stages for unit, one in stage.by_unit]
    return tuple(sorted(rows, key=lambda row: row[0]))


def _matrix(found: Durations) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Units down, months across."""
    months = [f"{year}-{month:02d}" for year, month in found.period.months]
    figures = {(one.unit, one.month): one for one in found.months}
    rows = tuple((unit.unit, *(_cell(figures.get((unit.unit, month))) for month in months)) for unit in found.units)
    return ("单位", *(f"{int(month[5:])}月" for month in months)), rows


def _cell(one: UnitMonth | None) -> str | None:
    if one is None:
        return None
    share = "—" if one.punctuality is None else f"{one.punctuality:.0f}"
    return f"{share}（{one.decided}）"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
