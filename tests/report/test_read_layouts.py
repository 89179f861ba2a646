"""Arrangements of tables and prose that are not damage but not the form either."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from gongkai.report.model import Report
from gongkai.report.read import read_bytes
from gongkai.statute.report_tables import KEYS_A, KEYS_B, TABLE_B
from tests.report import generated
from tests.report.generated import FIFTH, FIRST, HEADINGS, INTRO, SIXTH, TITLE, Figures, figures

Layout = Callable[[Figures], str]


def _pages(f: Figures) -> list[str]:
    """The three tables as clean markdown."""
    text = generated.markdown(f, Random(1)).decode()
    return [text.split(f"{HEADINGS[n]}\n")[1].split(f"\n{HEADINGS[n + 1]}")[0] for n in (1, 2, 3)]


def _page(parts: list[str], first: str = FIRST, fifth: str = FIFTH) -> str:
    bodies = [first, *parts, fifth, SIXTH]
    return "\n".join([TITLE, INTRO, *(f"{h}\n{b}" for h, b in zip(HEADINGS, bodies, strict=True))])


def _with_b(f: Figures, table: str) -> str:
    first, _, third = _pages(f)
    return _page([first, table, third])


def figures_above_their_labels(f: Figures) -> str:
    return _with_b(f, "\n".join("  ".join(f.row_b(row.key)) + "\n" + row.label for row in TABLE_B))


def no_labels_at_all(f: Figures) -> str:
    return _with_b(f, "\n".join(" ".join(f.row_b(row.key)) for row in TABLE_B))


def every_third_label_lost(f: Figures) -> str:
    rows = [[row.label if n % 3 else "", *f.row_b(row.key)] for n, row in enumerate(TABLE_B)]
    return _with_b(f, "\n".join("| " + " | ".join(row) + " |" for row in rows))


def numbered_rows(f: Figures) -> str:
    rows = [[str(n), row.label, *f.row_b(row.key)] for n, row in enumerate(TABLE_B, start=1)]
    return _with_b(f, "\n".join("| " + " | ".join(row) + " |" for row in rows))


def comma_separated(f: Figures) -> str:
    return "\n".join(
        line.strip("| ").replace(" | ", ",") for line in generated.markdown(f, Random(1)).decode().split("\n")
    )


def tables_in_html_inside_markdown(f: Figures) -> str:
    tables = generated._html_tables(f, Random(1), pasted=False)
    return _page(tables).replace("\n一、", "\n\n## 一、").replace("\n二、", "\n\n## 二、")


def breaks_inside_markdown_cells(f: Figures) -> str:
    text = _page(_pages(f)).replace("商业企业", "商业<br>企业").replace("属于国家秘密", "属于<br/>国家秘密")
    return text.replace("| 0 |", "| 0&nbsp; |")


def a_table_of_contents(f: Figures) -> str:
    listed = "\n".join(f"{heading} ... {n}" for n, heading in enumerate(HEADINGS))
    return _page(_pages(f)).replace(INTRO, f"{INTRO}\n目录\n{listed}\n" + "\n".join(HEADINGS))


def headings_inside_the_parts(f: Figures) -> str:
    first = (
        f"（一）主动公开政府信息情况\n{FIRST}\n（二）收到和处理政府信息公开申请情况\n收到3件。\n"
        "（三）政府信息公开行政复议、行政诉讼情况\n无。"
    )
    return _page(_pages(f), first, f"（一）存在的主要问题\n{FIFTH}\n（二）改进情况\n加强培训。")


def prose_beside_the_tables(f: Figures) -> str:
    first, second, third = _pages(f)
    said = "2023年共收到政府信息公开申请5件，其中予以公开3件，部分公开1件，结转下年度继续办理1件。"
    return _page(
        [
            f"本年制发行政规范性文件7件，办理行政许可12件。\n{first}",
            f"{said}\n{second}\n注：以上数据含上年结转2件。",
            f"{third}\n本年发生行政复议3件，行政诉讼1件，尚未审结1件。",
        ]
    )


def tables_behind_the_text(f: Figures) -> str:
    return _page(["", "", ""]) + "\n附件\n" + "\n".join(_pages(f))


def no_headings(f: Figures) -> str:
    text = _page(_pages(f))
    for heading in HEADINGS:
        text = text.replace(heading, "")
    return text


def tables_of_divisions(f: Figures) -> str:
    body = f"<h1>{TITLE}</h1>"
    for heading, text in zip(HEADINGS, [FIRST, *_pages(f), FIFTH, SIXTH], strict=True):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.split("\n")]
        body += f"<div>{heading}</div>"
        body += "".join("<div>" + "".join(f"<div>{cell}</div>" for cell in row) + "</div>" for row in rows)
    return f"<html><body>{body}</body></html>"


def one_table_around_everything(f: Figures) -> str:
    tables = generated._html_tables(f, Random(1), pasted=True)
    pairs = zip(HEADINGS, [FIRST, *tables, FIFTH, SIXTH], strict=True)
    rows = "".join(f"<tr><td>{heading}</td></tr><tr><td>{text}</td></tr>" for heading, text in pairs)
    return f"<html><body><h1>{TITLE}</h1><table>{rows}</table></body></html>"


LAYOUTS: tuple[Layout, ...] = (
    figures_above_their_labels,
    no_labels_at_all,
    every_third_label_lost,
    comma_separated,
    tables_in_html_inside_markdown,
    breaks_inside_markdown_cells,
    a_table_of_contents,
    headings_inside_the_parts,
    prose_beside_the_tables,
    tables_behind_the_text,
    no_headings,
    tables_of_divisions,
    one_table_around_everything,
)


def _wrong(report: Report, f: Figures) -> list[str]:
    wrong = [key for key in KEYS_A if report.table_a.value(key) != f.a[key]]
    wrong += [key for key in KEYS_B if report.table_b.values(key) != list(f.b[key])]
    return wrong + [str(n) for n, group in enumerate(report.table_c.groups) if [c.value for c in group] != list(f.c[n])]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("seed", range(2))
def test_the_figures_come_back_from_every_arrangement(layout: Layout, seed: int) -> None:
    f = figures(Random(seed + 4), (12, 700)[seed])
    report = read_bytes("a", layout(f).encode())
    assert _wrong(report, f) == []


def test_numbers_of_rows_are_no_figures_of_the_rows() -> None:
    f = figures(Random(4), 12)
    report = read_bytes("a", numbered_rows(f).encode())
    for key in KEYS_B:
        assert all(found in (true, None) for found, true in zip(report.table_b.values(key), f.b[key], strict=True))
    assert sum(None in report.table_b.values(key) for key in KEYS_B) <= 2


@pytest.mark.parametrize("layout", [a_table_of_contents, headings_inside_the_parts, prose_beside_the_tables])
def test_the_parts_keep_their_prose(layout: Layout) -> None:
    report = read_bytes("a", layout(figures(Random(4), 12)).encode())
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    for number, text in ((1, FIRST), (5, FIFTH), (6, SIXTH)):
        section = report.section(number)
        assert section is not None
        assert text in section.text
    if layout is prose_beside_the_tables:
        assert "其中予以公开3件" in report.section(3).text  # type: ignore[union-attr]
        assert "行政复议3件" in report.section(4).text  # type: ignore[union-attr]


def test_bracketed_headings_inside_a_part_do_not_open_a_part() -> None:
    report = read_bytes("a", headings_inside_the_parts(figures(Random(4), 12)).encode())
    assert [section.heading for section in report.sections[1:]] == list(HEADINGS)


def test_what_the_page_hides_is_not_read() -> None:
    f = figures(Random(4), 12)
    page = generated.html(f, Random(1)).decode()
    page = page.replace(
        "<tr><td>行政许可", '<tr style="display: none"><td>行政许可</td><td>99999</td></tr><tr><td>行政许可'
    )
    page = page.replace(f"<p>{SIXTH}</p>", f"<p>{SIXTH}</p><p hidden>收取信息处理费9元。</p>")
    report = read_bytes(
        "a.html",
        page.replace("<tr><td>行政处罚", "<tr hidden><td>行政处罚</td><td>8</td></tr><tr><td>行政处罚").encode(),
    )
    assert _wrong(report, f) == []
    assert report.section(6).text == SIXTH  # type: ignore[union-attr]


def test_a_hidden_row_behind_the_shown_one_is_not_read() -> None:
    f = figures(Random(4), 12)
    row = '<tr style="display:none"><td>行政许可</td><td>99999</td></tr><tr><td>第二十条第（六）项'
    page = generated.html(f, Random(1)).decode()
    hidden = page.replace("<tr><td colspan=4>第二十条第（六）项", row)
    assert hidden != page
    assert _wrong(read_bytes("a.html", hidden.encode()), f) == []
