"""Annual reports read and checked per second and core, from HTML as published and from JSON."""

from __future__ import annotations

from pathlib import Path

from bench._measure import line, machine, median_seconds
from gongkai.report.check import check
from gongkai.report.read import read_bytes

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
TIMES = 10


def main() -> None:
    print(f"reports read and checked on one core — {machine()}")
    report = read_bytes("made.html", _page().encode())
    from gongkai.report.write import write_html, write_json

    _rate("HTML as gongkai writes it", "made.html", write_html(report).encode())
    _rate("JSON as gongkai writes it", "made.json", write_json(report).encode())
    for path in sorted(CORPUS.glob("*")) if CORPUS.is_dir() else ():
        if path.suffix in {".html", ".pdf", ".txt", ".md"} and path.name != "README.md":
            _rate(path.name, path.name, path.read_bytes())


def _rate(label: str, name: str, data: bytes) -> None:
    seconds = median_seconds(lambda: [check(read_bytes(name, data)) for _ in range(TIMES)], 5, cpu=True) / TIMES
    line(label, f"{1 / seconds:,.0f}/s", f"{seconds * 1000:.1f} ms")


def _page() -> str:
    """A report of a quiet year: all figures 0, prose of an ordinary length."""
    from gongkai.report.model import Format, Report, Section
    from gongkai.report.write import write_html
    from gongkai.report.write.cells import of_number
    from gongkai.statute.report_tables import HEADINGS

    prose = "（一）主动公开。全年公开文件57件，发布图文解读16篇。\n（二）依申请公开。全年未收到政府信息公开申请。\n" * 6
    report = Report(
        file="made",
        title="明湖区教育局2023年政府信息公开工作年度报告",
        agency="明湖区教育局",
        year=2023,
        sections=[Section(n, HEADINGS[n - 1] if n else "", prose if n in {1, 5, 6} else "") for n in range(7)],
        format=Format.FORMAT_2021,
    )
    zero = of_number(0)
    for table in (report.table_a, report.table_b, report.table_c):
        table.present = True
    report.table_a.cells = dict.fromkeys(report.table_a.cells, zero)
    report.table_b.rows = {key: [zero] * len(row) for key, row in report.table_b.rows.items()}
    report.table_c.groups = [[zero] * len(row) for row in report.table_c.groups]
    return write_html(report)


if __name__ == "__main__":
    main()
