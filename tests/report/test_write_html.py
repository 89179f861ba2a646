"""What we write, we read back with every cell equal: HTML, and JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.model import Cell, CellState, Format, Report, Section, TableA, TableB, TableC
from gongkai.report.read import ReadError, read_bytes
from gongkai.report.write import article, as_json, write_html, write_json
from gongkai.report.write.cells import figure, of_number, printed
from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, CROSSFOOTING_NOTE, GROUPS_C, HEADINGS, KEYS_A, KEYS_B

counts = st.integers(0, 10**6)
people = st.lists(counts, min_size=6, max_size=6).map(lambda row: [*row, sum(row)])
disputes = st.lists(counts, min_size=4, max_size=4).map(lambda row: [*row, sum(row)])
money = st.decimals(0, 10**7, places=4, allow_nan=False)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any report whose rows add up to their totals (what any table of ours does)."""
    figures = {key: draw(counts) for key in KEYS_A}
    return report_of(
        {**figures, "fees": draw(money)},
        {key: draw(people) for key in KEYS_B},
        [draw(disputes) for _ in GROUPS_C],
    )


def report_of(a: dict[str, int | Decimal], b: dict[str, list[int]], c: list[list[int]], **more: object) -> Report:
    texts = {
        0: "根据条例的规定，编制本报告。",
        1: "（一）主动公开。\n全年公开文件57件。",
        5: "解读不够直观。",
        6: "没有收取费用。",
    }
    sections = [Section(number, HEADINGS[number - 1] if number else "", texts.get(number, "")) for number in range(7)]
    report = Report(
        file="made.html",
        title="明湖区人民政府办公室2023年政府信息公开工作年度报告",
        agency="明湖区人民政府办公室",
        year=2023,
        published_on=date(2024, 1, 29),
        sections=sections,
        table_a=TableA({key: of_number(value) for key, value in a.items()}, present=True),
        table_b=TableB({key: [of_number(value) for value in row] for key, row in b.items()}, present=True),
        table_c=TableC([[of_number(value) for value in row] for row in c], present=True),
        format=Format.FORMAT_2021,
    )
    for name, value in more.items():
        setattr(report, name, value)
    return report


def zeros(**more: object) -> Report:
    return report_of(
        dict.fromkeys(KEYS_A, 0),
        {key: [0] * len(COLUMNS_B) for key in KEYS_B},
        [[0] * len(COLUMNS_C) for _ in GROUPS_C],
        **more,
    )


def cells_of(report: Report) -> dict[str, object]:
    return {name: cell.value for name, cell in report.cells()}


@settings(max_examples=12, deadline=None)
@given(reports())
def test_html_is_read_back_with_every_cell_equal(report: Report) -> None:
    back = read_bytes("made.html", write_html(report).encode())
    assert cells_of(back) == cells_of(report)
    assert (back.title, back.agency, back.year) == (report.title, report.agency, report.year)
    assert back.published_on == report.published_on
    assert back.format is Format.FORMAT_2021
    assert back.reading == []


@settings(max_examples=12, deadline=None)
@given(reports())
def test_json_is_read_back_with_everything_equal(report: Report) -> None:
    back = read_bytes("made.json", write_json(report).encode())
    assert cells_of(back) == cells_of(report)
    assert [(part.number, part.heading, part.text) for part in back.sections] == [
        (part.number, part.heading, part.text) for part in report.sections
    ]
    assert (back.title, back.agency, back.year, back.published_on, back.format) == (
        report.title,
        report.agency,
        report.year,
        report.published_on,
        report.format,
    )
    assert as_json(back) == as_json(report)


def test_the_six_headings_and_texts_come_back() -> None:
    report = zeros()
    back = read_bytes("made.html", write_html(report).encode())
    assert [part.heading for part in back.sections if part.number] == list(HEADINGS)
    assert {part.number: part.text for part in back.sections if part.number in {5, 6}} == {
        5: "解读不够直观。",
        6: "没有收取费用。",
    }
    assert "全年公开文件57件" in back.text


class Grid(HTMLParser):
    """The tables of a page as rows of (tag, text, colspan, rowspan)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[tuple[str, str, int, int]]]] = []
        self._cell: dict[str, str | None] | None = None
        self._tag = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self._cell, self._tag = dict(attrs), tag
            spans = (int(self._cell.get(name) or 1) for name in ("colspan", "rowspan"))
            self.tables[-1][-1].append((tag, "", *spans))

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            tag, text, wide, high = self.tables[-1][-1][-1]
            self.tables[-1][-1][-1] = (tag, text + data, wide, high)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._cell = None

    def widths(self, table: int) -> list[int]:
        """How many columns each row covers, cells from above included."""
        rows = self.tables[table]
        covered = [0] * len(rows)
        for at, row in enumerate(rows):
            for _, _, wide, high in row:
                for below in range(at, at + high):
                    covered[below] += wide
        return covered


def test_the_merged_cells_are_those_of_the_official_form() -> None:
    grid = Grid(write_html(zeros()))
    assert len(grid.tables) == 3
    assert grid.widths(0) == [4] * 14
    assert grid.widths(1) == [10] * 28
    assert grid.widths(2) == [15] * 4
    corner = grid.tables[1][0][0]
    assert corner == ("td", CROSSFOOTING_NOTE, 3, 3)
    results = next(cell for row in grid.tables[1] for cell in row if cell[1] == "三、本年度办理结果")
    assert results == ("th", "三、本年度办理结果", 1, 22)
    groups = {cell[1]: cell[3] for row in grid.tables[1] for cell in row if cell[1].startswith("（") and cell[3] > 1}
    assert groups == {
        CROSSFOOTING_NOTE: 3,
        "（三）不予公开": 8,
        "（四）无法提供": 3,
        "（五）不予处理": 5,
        "（六）其他处理": 3,
    }


def test_a_cell_without_a_figure_is_a_stroke_and_never_zero() -> None:
    report = zeros()
    report.table_a.cells["licences"] = Cell(state=CellState.MISSING)
    report.table_a.cells["penalties"] = Cell(None, "/", CellState.NOT_APPLICABLE)
    back = read_bytes("made.html", write_html(report).encode())
    assert back.table_a.value("licences") is None
    assert back.table_a.value("penalties") is None
    assert back.table_a.value("coercions") == 0
    assert json.loads(write_json(report))["tables"]["A"]["licences"] is None


def test_what_people_typed_cannot_become_markup() -> None:
    report = zeros(title='<script>x</script>"', agency='"><b>', sections=[Section(1, HEADINGS[0], "a <img src=x> & b")])
    page = write_html(report)
    assert "<script>" not in page
    assert "<b>" not in page
    assert "a &lt;img src=x&gt; &amp; b" in page


def test_a_draft_has_no_line_of_publication() -> None:
    assert "发布日期" not in write_html(zeros(published_on=None))
    assert "发布日期：" in write_html(zeros())


def test_cells_open_their_records_where_a_screen_gives_an_address() -> None:
    text = article(zeros(), link=lambda name: f"/cells/{name}" if name == "B.new.total" else None)
    assert text.count("<a href=") == 1
    assert '<td data-cell="B.new.total"><a href="/cells/B.new.total">0</a></td>' in text


def test_a_table_that_was_not_found_is_not_written() -> None:
    report = zeros()
    report.table_c.present = False
    assert write_html(report).count("<table") == 2
    assert json.loads(write_json(report))["tables"]["C"] is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1200, "1200"),
        (Decimal("5933.5000"), "5933.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.0001"), "0.0001"),
    ],
)
def test_figures_are_printed_plainly(value: int | Decimal, text: str) -> None:
    assert figure(value) == text


def test_a_blank_stays_blank() -> None:
    assert printed(Cell(0, "", CellState.BLANK)) == ""


@pytest.mark.parametrize(
    "text",
    [
        '{"schema": "gongkai.report/1", "tables": {"A": {"licences": "many"}}}',
        '{"schema": "gongkai.report/1", "tables": {"B": {"new": {"total": true}}}}',
        '{"schema": "gongkai.report/1", "published_on": "yesterday"}',
        '{"schema": "gongkai.report/1", "format": "9999"}',
        '{"schema": "gongkai.report/1", "tables": {"A": {"fees": NaN}}}',
        '{"schema": "gongkai.report/1", ',
        '{"schema": "gongkai.report/1", "x": ' + "[" * 100_000,
    ],
)
def test_damaged_json_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ReadError):
        read_bytes("made.json", text.encode())


def test_json_that_leaves_tables_out_has_them_missing_not_zero() -> None:
    report = read_bytes("made.json", b'{"schema": "gongkai.report/1", "tables": {"B": {"new": {"total": 3}}}}')
    assert not report.table_a.present
    assert report.table_b.value("new") == 3
    assert report.table_b.value("total") is None
