"""Nothing passes in silence: a page without tables says so, and a report on one line is still read."""

from __future__ import annotations

import json
from random import Random

import pytest

from gongkai.report.check import check
from gongkai.report.model import Severity
from gongkai.report.read import read_bytes
from gongkai.report.read.tokens import Token
from tests.report.generated import figures, scraped_pipes

TITLE = "明湖区财政局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        f"<html><body><h1>{TITLE}</h1><a href='nb.pdf'>附件下载</a></body></html>",
        f"{TITLE}\n一、总体情况\n全年收到申请3件。",
    ],
)
def test_a_page_without_any_table_is_an_error(text: str) -> None:
    report = read_bytes("page.txt", text.encode())
    assert [(found.code, found.severity) for found in report.reading] == [("R-MISSING-TABLE", Severity.ERROR)]
    assert all(cell.value is None for _, cell in report.cells())


def test_an_excerpt_without_tables_is_only_noted() -> None:
    report = read_bytes("page.txt", f"{TITLE}\n一、总体情况\n全年收到申请3件。\n[来源摘录到此为止]".encode())
    assert {found.severity for found in report.reading} == {Severity.NOTE}


@pytest.mark.parametrize("seed", range(5))
def test_a_report_that_lost_its_line_breaks_is_read_or_undecided_never_wrong(seed: int) -> None:
    rng = Random(seed)
    wanted = figures(rng)
    report = read_bytes("page.txt", scraped_pipes(wanted, rng).decode().replace("\n", "").encode())
    assert len([section for section in report.sections if section.number]) == 6
    assert report.table_b.present
    for key, row in wanted.b.items():
        for cell, value in zip(report.table_b.rows[key], row, strict=True):
            assert cell.value in {None, value}, (key, row)
    read = [cell.value for row in report.table_b.rows.values() for cell in row]
    assert read.count(None) < len(read) / 10


@pytest.mark.parametrize(("digits", "value"), [("12", 12), ("0.0", None), ("-3", None), ("１２", 12), ("", None)])
def test_a_loose_run_is_a_count_or_unreadable_never_a_crash(digits: str, value: int | None) -> None:
    assert Token(digits=digits, raw=digits).whole.value == value


@pytest.mark.parametrize("number", [7, -1, 10**30, True, "三"])
def test_a_part_with_an_impossible_number_stands_before_the_first(number: object) -> None:
    plain = {
        "schema": "gongkai.report/1",
        "title": TITLE,
        "sections": [{"number": number, "heading": "", "text": "正文"}],
    }
    report = read_bytes("report.json", json.dumps(plain).encode())
    assert [section.number for section in report.sections] == [0]
    check(report)
