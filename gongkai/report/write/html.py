"""A report as one self-contained page: national headings, six parts, real tables, print layout inside."""

from __future__ import annotations

import re
from html import escape

from gongkai.report.model import Report, Section
from gongkai.report.write import tables
from gongkai.report.write.tables import Link, no_link

_SUBHEADING = re.compile(r"^（[一二三四五六七八九十]+）[^。；：]{1,24}。?$")
_TABLES = {2: tables.table_a, 3: tables.table_b, 4: tables.table_c}

# Sizes follow the printed form: A4, tables that never lose a column, black on white.
_STYLE = """
:root{color-scheme:light}
body{margin:0 auto;max-width:60rem;padding:1rem;color:#1a1a1a;background:#fff;
font:1.0625rem/1.8 "Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif}
h1{font-size:1.6rem;line-height:1.4;text-align:center;margin:1rem 0}
h2{font-size:1.25rem;margin:2rem 0 .5rem}
h3{font-size:1.0625rem;margin:1.25rem 0 .25rem}
p{margin:.4rem 0;text-indent:2em;overflow-wrap:anywhere}
.report-issued{text-align:center;text-indent:0;color:#444}
.report-scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.5}
caption{text-align:left;padding:.25rem 0;color:#444}
th,td{border:1px solid #555;padding:.3rem .4rem;text-align:center;font-weight:normal}
th[scope=row]{text-align:left}
thead th,th[scope=colgroup]{background:#f2f2f2}
@media print{@page{size:A4;margin:20mm 15mm}body{padding:0;max-width:none;font-size:11pt}
.report-scroll{overflow:visible}table{font-size:8.5pt}tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}}
"""


def write_html(report: Report) -> str:
    """The report as a complete HTML document that needs no other file."""
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n{_meta(report)}<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{article(report)}</main>\n</body>\n</html>\n"
    )


def article(report: Report, link: Link = no_link) -> str:
    """The report as an ``<article>`` for a page that brings its own frame; ``link`` gives cells an address."""
    parts = "".join(_part(section, report, link) for section in report.sections)
    return f'<article class="report">\n<h1>{escape(report.title)}</h1>\n{_issued(report)}{parts}</article>\n'


def _meta(report: Report) -> str:
    pairs = [("ContentSource", report.agency), ("ArticleTitle", report.title)]
    if report.published_on is not None:
        pairs.append(("PubDate", report.published_on.isoformat()))
    return "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in pairs if value)


def _issued(report: Report) -> str:
    """The line below the title; a draft has no date and says nothing."""
    if report.published_on is None:
        return ""
    day = report.published_on
    return (
        f'<p class="report-issued">发布日期：<time datetime="{day.isoformat()}">'
        f"{day.year}年{day.month}月{day.day}日</time>　来源：{escape(report.agency)}</p>\n"
    )


def _part(section: Section, report: Report, link: Link) -> str:
    heading = f"<h2>{escape(section.heading)}</h2>\n" if section.number else ""
    writer = _TABLES.get(section.number)
    table = writer(report, link) if writer is not None and _present(section.number, report) else ""
    return f'<section class="report-part">\n{heading}{_paragraphs(section.text)}{table}</section>\n'


def _present(number: int, report: Report) -> bool:
    return {2: report.table_a.present, 3: report.table_b.present, 4: report.table_c.present}[number]


def _paragraphs(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return "".join(_paragraph(line) for line in lines if line)


def _paragraph(line: str) -> str:
    if _SUBHEADING.match(line):
        return f"<h3>{escape(line)}</h3>\n"
    return f"<p>{escape(line)}</p>\n"
