"""Made-up reports the way copying, scraping and printing leave them; empty cells may leave no trace."""

from __future__ import annotations

from random import Random

from gongkai.statute.report_tables import COLUMNS_B, TABLE_B
from tests.report import generated
from tests.report.generated import COLUMNS, HEADINGS, PARTS_A, RESULTS_C, Figures, Writer, _page, _pipe_lines
from tests.report.generated_files import Pdf

SPACES = "　　"


def _cells(part: str) -> list[str]:
    return [cell.strip() for line in part.split("\n") for cell in line.removesuffix("|").split("|")]


def empty_lines_between_cells(f: Figures, rng: Random) -> bytes:
    """What readers of web pages leave: every cell a paragraph, empty cells gone, strokes for some rows."""
    parts = ["\n\n".join(cell for cell in _cells(part) if cell) for part in _pipe_lines(f, lead=False, tail=0)]
    return _page(parts, between="\n\n").encode()


def bars_between_cells(f: Figures, rng: Random) -> bytes:
    """A bar alone on a line between two cells, none behind the last."""
    return _page(["\n|\n".join(_cells(part)) for part in _pipe_lines(f, lead=False, tail=0)]).encode()


def copied_from_a_browser(f: Figures, rng: Random) -> bytes:
    """Cells with tabs between, rows with line ends; merged cells leave nothing."""
    parts = _pipe_lines(f, lead=False, tail=0)
    return _page([part.replace(" |\n", "\n").removesuffix(" |").replace(" | ", "\t") for part in parts]).encode()


def converted_by_html2text(f: Figures, rng: Random) -> bytes:
    """Bars only between cells, a rule below the first row of each table."""
    parts = []
    for part in _pipe_lines(f, lead=False, tail=0):
        first, *rest = [line.removesuffix(" |").rstrip() for line in part.split("\n")]
        parts.append("\n".join([first, "---|" * 9 + "---", *rest]))
    return _page(parts, between="\n\n").encode()


def converted_by_markdownify(f: Figures, rng: Random) -> bytes:
    """Every row padded to the widest, an empty heading row, bold words, stars and escapes."""
    parts = []
    for part in _pipe_lines(f, lead=True, tail=0):
        lines = part.split("\n")
        width = max(line.count("|") for line in lines)
        lines = [line + "  |" * (width - line.count("|")) for line in lines]
        parts.append("\n".join(["| " * width + "|", "| --- " * width + "|", *lines]))
    return _page(parts, between="\n\n").replace("总计", "**总计**").replace("1.属", "1\\.属").encode()


def full_width_spaces(f: Figures, rng: Random) -> bytes:
    """Columns set with full-width spaces."""
    return _page(generated._run_together(f, rng, SPACES)).encode()


def figures_with_their_columns(f: Figures, rng: Random) -> bytes:
    """The reading aloud of an accessible page: every figure behind the name of its column."""
    rows = []
    for row in TABLE_B:
        named = [f"{name}{value}" for (_, name), value in zip(COLUMNS_B, f.row_b(row.key), strict=True)]
        rows.append(f"{row.full_label}：{'，'.join(named)}")
    parts = _pipe_lines(f, lead=True, tail=0)
    return _page([parts[0], "\n".join(rows), parts[2]]).encode()


def spacer_columns(f: Figures, rng: Random) -> bytes:
    """A sheet saved as a page: an empty column on the left, two on the right, fixed widths, spaces in cells."""
    page = generated._html_page(generated._html_tables(f, rng, pasted=False))
    page = page.replace("<tr>", "<tr height=19><td width=8></td>").replace("</tr>", "<td></td><td>&nbsp;</td></tr>")
    return page.replace("</td>", "&nbsp;</td>").encode()


def rows_in_their_own_tables(f: Figures, rng: Random) -> bytes:
    """A table for every row, all of the same shape."""
    page = generated._html_page(generated._html_tables(f, rng, pasted=True))
    at = page.index("一、本年") if "一、本年" in page else page.index(HEADINGS[2])
    head, body = page[:at], page[at:]
    return (head + body.replace("</tr><tr>", "</tr></tbody></table><table border=1><tbody><tr>")).encode()


def printed_by_a_browser(f: Figures, rng: Random) -> bytes:
    """Date and title above, address and page number below every page; pages end inside tables."""
    return _Printed().report(f)


class _Printed(Pdf):
    """Pages as a browser prints them."""

    def need(self, height: float) -> None:
        """Start a page where needed, with the margins of the one before."""
        if self.y - height < 60:
            self._margins()
        super().need(height)

    def _margins(self) -> None:
        self.text(24, 820, "2024/1/18 10:23", 7)
        self.text(240, 820, generated.TITLE, 7)
        self.text(24, 18, "http://www.qinghe.gov.cn/zwgk/2024/210/t20240118_3381.html", 7)
        self.text(560, 18, f"{len(self.pages)}/4", 7)

    def report(self, f: Figures) -> bytes:
        """The whole report."""
        self.text(150, self.y, generated.TITLE, 14)
        self.y -= 250
        self.paragraph(HEADINGS[0])
        self.paragraph(generated.FIRST)
        self.paragraph(HEADINGS[1])
        self.y = 60 + 19 * 7
        for title, header, names in PARTS_A:
            widths = [130.0] * 4 if len(header) == 4 else [260.0, 260.0]
            self.row([520.0], [title])
            for cells in [list(header), *([name, *f.row_a(name)] for name in names)]:
                self.row(widths, cells)
        self.paragraph(HEADINGS[2])
        self.row([300.0, *[31.0] * 7], ["", "自然人", *(name[:2] for name in COLUMNS), "总计"])
        for row in TABLE_B:
            self.row([300.0, *[31.0] * 7], [row.full_label, *f.row_b(row.key)])
        self.paragraph(HEADINGS[3])
        self.row([34.0] * 15, [*RESULTS_C * 3])
        self.row([34.0] * 15, f.flat_c())
        self.paragraph(HEADINGS[4])
        self.paragraph(generated.FIFTH)
        self.paragraph(HEADINGS[5])
        self.paragraph(generated.SIXTH)
        self._margins()
        return self.bytes()


COPIES: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        empty_lines_between_cells,
        bars_between_cells,
        copied_from_a_browser,
        converted_by_html2text,
        converted_by_markdownify,
        full_width_spaces,
        figures_with_their_columns,
        spacer_columns,
        rows_in_their_own_tables,
        printed_by_a_browser,
    )
}
LOSE_EMPTY_CELLS = frozenset({"empty_lines_between_cells", "full_width_spaces"})
"""Copies in which an empty cell leaves no trace: what cannot be told then must stay undecided."""
