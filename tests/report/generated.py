"""Made-up reports written the ways real ones are published: clean, pasted, scraped, run together.

Every writer takes figures and a random source and returns the bytes of a file. Readers must give back the
same figures, or say that they could not decide; never another figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from gongkai.statute.report_tables import CROSSFOOTING_NOTE, KEYS_A, RESULT_KEYS, TABLE_A, TABLE_B

Row = tuple[int, ...]
FIRST = "2023年，我局主动公开政府信息128条，其中政策文件9条。工作运转正常。"
INTRO = (
    "本报告根据《中华人民共和国政府信息公开条例》和国办公开办函〔2021〕30号要求编制，统计期限为2023年1月1日至"
    "2023年12月31日。如有疑问，请与办公室联系（电话：0517-87222589，邮编：223100）。"
)
FIFTH = "一是解读形式单一。二是培训不足。2024年我们将开展3次培训。"
SIXTH = "本年度未收取信息处理费。"
TITLE = "清河县水务局2023年政府信息公开工作年度报告"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
COLUMNS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
RESULTS_C = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
PARTS_A = (
    ("第二十条第（一）项", ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "行政规范性文件")),
    ("第二十条第（五）项", ("信息内容", "本年处理决定数量"), ("行政许可",)),
    ("第二十条第（六）项", ("信息内容", "本年处理决定数量"), ("行政处罚", "行政强制")),
    ("第二十条第（八）项", ("信息内容", "本年收费金额（单位：万元）"), ("行政事业性收费",)),
)


@dataclass(frozen=True)
class Figures:
    """The figures of one report."""

    a: dict[str, int | Decimal]
    b: dict[str, Row]
    c: tuple[Row, Row, Row]
    blank_zeros: bool = False
    empties: dict[str, str] = field(default_factory=dict)

    def text(self, value: int | Decimal) -> str:
        """The figure as printed."""
        return "" if self.blank_zeros and value == 0 else str(value)

    def row_a(self, name: str) -> list[str]:
        """The printed figures of one row of table A."""
        return [self.text(self.a[figure.key]) for figure in TABLE_A if figure.row == name]

    def row_b(self, key: str) -> list[str]:
        """The printed figures of one row of table B."""
        return [self.text(value) for value in self.b[key]]

    def flat_c(self) -> list[str]:
        """The fifteen printed figures of table C."""
        return [self.text(value) for group in self.c for value in group]


def figures(rng: Random, scale: int = 12, *, blank_zeros: bool = False) -> Figures:
    """Figures of which every equation holds; most cells are 0 as in real reports."""
    results = {key: _row(rng, scale) for key in RESULT_KEYS}
    total = _sum(results.values())
    carry_out = _row(rng, scale)
    handled = tuple(a + b for a, b in zip(total, carry_out, strict=True))
    carry_in = tuple(rng.randint(0, value) if rng.random() < 0.4 else 0 for value in handled[:6])
    carry_in = (*carry_in, sum(carry_in))
    new = tuple(a - b for a, b in zip(handled, carry_in, strict=True))
    b = {"new": new, "carry_in": carry_in, **results, "total": total, "carry_out": carry_out}
    a: dict[str, int | Decimal] = {key: _few(rng, scale * 20) for key in KEYS_A}
    if rng.random() < 0.5:
        a["fees"] = Decimal(rng.randint(1, 10**7)) / 100
    return Figures(a, b, (_group(rng), _group(rng), _group(rng)), blank_zeros)


def _few(rng: Random, scale: int) -> int:
    return rng.randint(1, scale) if rng.random() < 0.5 else 0


def _row(rng: Random, scale: int) -> Row:
    if rng.random() < 0.4:
        return (0,) * 7
    parts = [rng.randint(0, scale)] + [rng.randint(0, 3) if rng.random() < 0.2 else 0 for _ in range(5)]
    return (*parts, sum(parts))


def _group(rng: Random) -> Row:
    parts = [_few(rng, 6) if rng.random() < 0.5 else 0 for _ in range(4)]
    return (*parts, sum(parts))


def _sum(rows: object) -> Row:
    return tuple(sum(column) for column in zip(*rows, strict=True))  # type: ignore[call-overload]


def _page(parts: list[str], between: str = "\n") -> str:
    """Title, opening and six parts; ``parts`` are the three tables."""
    bodies = [FIRST, *parts, FIFTH, SIXTH]
    whole = [TITLE, INTRO]
    for heading, body in zip(HEADINGS, bodies, strict=True):
        whole += [heading, body]
    return between.join(whole)


def _label(index: int) -> str:
    row = TABLE_B[index]
    first = index == 0 or TABLE_B[index - 1].group != row.group
    return (row.group if row.group and first else "") + row.label


# --- pipe tables and plain text -------------------------------------------------------------------------


def _pipe(cells: list[str], *, lead: bool) -> str:
    return ("| " if lead else "") + " | ".join(cells) + " |"


def _pipe_lines(f: Figures, *, lead: bool, tail: int) -> list[str]:
    lines_a = []
    for title, header, names in PARTS_A:
        lines_a += [_pipe([title], lead=lead) + "||" * (tail > 0), _pipe(list(header), lead=lead)]
        lines_a += [_pipe([name, *f.row_a(name)], lead=lead) + " |" * tail for name in names]
    lines_b = [
        _pipe([CROSSFOOTING_NOTE, "申请人情况"], lead=lead) + "|" * tail,
        _pipe(["自然人", "法人或其他组织", "总计"], lead=lead) + "|" * tail,
        _pipe(list(COLUMNS), lead=lead),
    ]
    for index, row in enumerate(TABLE_B):
        cells = [row.label, *f.row_b(row.key)]
        if row.group and (index == 0 or TABLE_B[index - 1].group != row.group):
            cells = [row.group, *cells]
        if row.key == "open":
            cells = ["三、本年度办理结果", *cells]
        lines_b.append(_pipe(cells, lead=lead) + " |" * tail)
    lines_c = [
        _pipe(["行政复议", "行政诉讼"], lead=lead) + "|" * tail * 6,
        _pipe([*RESULTS_C, "未经复议直接起诉", "复议后起诉"], lead=lead),
        _pipe([*RESULTS_C, *RESULTS_C], lead=lead),
        _pipe(f.flat_c(), lead=lead),
    ]
    return ["\n".join(lines) for lines in (lines_a, lines_b, lines_c)]


def markdown(f: Figures, rng: Random) -> bytes:
    """Pipe tables with a leading bar."""
    return _page(_pipe_lines(f, lead=True, tail=0)).encode()


def scraped_pipes(f: Figures, rng: Random) -> bytes:
    """Pipe tables without a leading bar and with empty cells left behind by merged ones."""
    return _page(_pipe_lines(f, lead=False, tail=2)).encode()


def cell_per_line(f: Figures, rng: Random) -> bytes:
    """Every cell on its own line behind a bar; empty cells are bars alone."""
    parts = []
    for part in _pipe_lines(f, lead=False, tail=0):
        cells = [cell.strip() for line in part.split("\n") for cell in line.removesuffix("|").split("|")]
        style = rng.choice(["{} |", "{}\n|"])
        parts.append("\n".join(style.format(cell) if cell else "|" for cell in cells))
    return _page(parts).encode()


def value_per_line(f: Figures, rng: Random) -> bytes:
    """Every cell on its own line, no bars; needs figures in every cell."""
    parts = []
    for part in _pipe_lines(f, lead=False, tail=0):
        cells = [cell.strip() for line in part.split("\n") for cell in line.removesuffix("|").split("|")]
        parts.append("\n".join(cell for cell in cells if cell))
    return _page(parts).encode()


def spaced_text(f: Figures, rng: Random) -> bytes:
    """Columns kept apart by spaces, as layout-keeping converters print them; some labels wrap."""
    tables = _run_together(f, rng, "     ")
    return _page(tables).encode()


def _run_together(f: Figures, rng: Random, gap: str, *, rows: str = "\n") -> list[str]:
    part_a = "".join(
        title + "".join(header) + "".join(name + gap + gap.join(f.row_a(name)) + rows for name in names)
        for title, header, names in PARTS_A
    )
    lines = [f"{CROSSFOOTING_NOTE}申请人情况自然人法人或其他组织总计{''.join(COLUMNS)}"]
    for index, row in enumerate(TABLE_B):
        label = ("三、本年度办理结果" if row.key == "open" else "") + _label(index)
        lines.append(label + gap + gap.join(f.row_b(row.key)))
    header = "行政复议行政诉讼" + "".join(RESULTS_C) + "未经复议直接起诉复议后起诉" + "".join(RESULTS_C * 2)
    return [part_a, rows.join(lines), header + gap.replace("     ", "\n") + gap.join(f.flat_c())]


def run_together_lines(f: Figures, rng: Random) -> bytes:
    """A line per row, its cells stuck together."""
    return _page(_run_together(f, rng, "")).encode()


def run_together(f: Figures, rng: Random) -> bytes:
    """The whole report in one line, cells stuck together, indexes stuck to the figures before."""
    return _page(_run_together(f, rng, "", rows=""), between=" ").encode()


def partly_spaced(f: Figures, rng: Random) -> bytes:
    """Cells stuck together but for a few spaces."""
    text = []
    for index, row in enumerate(TABLE_B):
        cells = "".join(cell + (" " if rng.random() < 0.3 else "") for cell in f.row_b(row.key))
        text.append(("三、本年度办理结果" if row.key == "open" else "") + _label(index) + cells)
    parts = _run_together(f, rng, "")
    parts[1] = parts[1].split("一、本年新收")[0] + "".join(text)
    parts[2] = parts[2].rstrip("0123456789") + " ".join(f.flat_c())
    return _page(parts, between=" ").encode()


def small_tables(f: Figures, rng: Random) -> bytes:
    """One small markdown table per row, with column names that mean nothing."""
    header = _pipe(["类别", *(f"数据{n}" for n in range(1, 7)), "总计"], lead=True)
    rule = "|---|---|---|---|---|---|---|---|"
    parts = _pipe_lines(f, lead=True, tail=0)
    blocks = [
        f"### {row.group or row.label}\n{header}\n{rule}\n" + _pipe([row.label, *f.row_b(row.key)], lead=True)
        for row in TABLE_B
    ]
    parts[1] = "\n\n".join(blocks)
    parts[2] = "\n\n".join(
        f"### {name}\n{_pipe(list(RESULTS_C), lead=True)}\n|---|---|---|---|---|\n"
        + _pipe([str(v) for v in group], lead=True)
        for name, group in zip(("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"), f.c, strict=True)
    )
    return _page(parts).encode()


def labels_apart(f: Figures, rng: Random) -> bytes:
    """Row names in one block, figures in another, as some PDF converters leave them."""
    parts = _pipe_lines(f, lead=False, tail=0)
    names = "\n".join(row.label for row in TABLE_B)
    values = "\n".join(" ".join(f.row_b(row.key)) for row in TABLE_B)
    parts[1] = f"{names}\n\n{values}"
    return _page(parts).encode()


# --- HTML -------------------------------------------------------------------------------------------------


def _words(rng: Random, text: str, *, pasted: bool) -> str:
    if not pasted or not text:
        return text
    pieces, at = [], 0
    while at < len(text):
        size = rng.randint(1, 5)
        pieces.append(f'<span style="font-size:14px"><font face="仿宋_GB2312">{text[at : at + size]}</font></span>')
        at += size
    return f'<p class="MsoNormal">{"".join(pieces)}<o:p></o:p></p>'


def _td(rng: Random, text: str, *, pasted: bool, more: str = "") -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    body = _words(rng, escaped, pasted=pasted) if text else ("<p><span><o:p>&nbsp;</o:p></span></p>" if pasted else "")
    return f"<td{more}>{body}</td>"


def _html_tables(f: Figures, rng: Random, *, pasted: bool) -> list[str]:
    def td(text: str, more: str = "") -> str:
        return _td(rng, text, pasted=pasted, more=more)

    rows_a = ""
    for title, header, names in PARTS_A:
        wide = "" if len(header) == 4 else ' colspan="3"'
        rows_a += f"<tr>{td(title, chr(32) + 'colspan=4')}</tr>"
        rows_a += "<tr>" + td(header[0]) + "".join(td(text, wide) for text in header[1:]) + "</tr>"
        for name in names:
            rows_a += "<tr>" + td(name) + "".join(td(text, wide) for text in f.row_a(name)) + "</tr>"
    rows_b = f"<tr>{td(CROSSFOOTING_NOTE, ' colspan=3 rowspan=3')}{td('申请人情况', ' colspan=7')}</tr>"
    rows_b += f"<tr>{td('自然人', ' rowspan=2')}{td('法人或其他组织', ' colspan=5')}{td('总计', ' rowspan=2')}</tr>"
    rows_b += "<tr>" + "".join(td(text) for text in COLUMNS) + "</tr>"
    for index, row in enumerate(TABLE_B):
        cells = "".join(td(text) for text in f.row_b(row.key))
        first = td("三、本年度办理结果", " rowspan=22") if row.key == "open" else ""
        if row.group:
            size = sum(1 for other in TABLE_B if other.group == row.group)
            if TABLE_B[index - 1].group != row.group:
                first += td(row.group, f" rowspan={size}")
            label = td(row.label)
        else:
            label = td(row.label, f" colspan={3 if row.key in {'new', 'carry_in', 'carry_out'} else 2}")
        rows_b += f"<tr>{first}{label}{cells}</tr>"
    rows_c = f"<tr>{td('行政复议', ' colspan=5')}{td('行政诉讼', ' colspan=10')}</tr><tr>"
    rows_c += "".join(td(text, " rowspan=2") for text in RESULTS_C)
    rows_c += td("未经复议直接起诉", " colspan=5") + td("复议后起诉", " colspan=5") + "</tr>"
    rows_c += "<tr>" + "".join(td(text) for text in RESULTS_C * 2) + "</tr>"
    rows_c += "<tr>" + "".join(td(text) for text in f.flat_c()) + "</tr>"
    return [f"<table border=1><tbody>{rows}</tbody></table>" for rows in (rows_a, rows_b, rows_c)]


def _html_page(tables: list[str], *, layout: bool = False, charset: str = "utf-8") -> str:
    index = "<table><tr><td>索引号</td><td>001-2023-7</td></tr><tr><td>发布日期</td><td>2024-01-18</td></tr></table>"
    body = f"<h1>{TITLE}</h1>{index}<p>{INTRO}</p>"
    for heading, text in zip(HEADINGS, [FIRST, *tables, FIFTH, SIXTH], strict=True):
        body += f"<p><b>{heading}</b></p>" + (text if text.startswith("<") else f"<p>{text}</p>")
    if layout:
        body = f"<table width=100%><tr><td><ul><li><a href=/>首页</a></li></ul></td><td>{body}</td></tr></table>"
    hidden = '<div style="display:none">行政许可 999 规章 7 7 7</div><script>var x = "一、本年新收 5";</script>'
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{TITLE}-清河县人民政府</title></head>'
        f"<body>{hidden}{body}<p>- 4 -</p><p>版权所有：清河县人民政府 京ICP备12345678号</p></body></html>"
    )


def html(f: Figures, rng: Random) -> bytes:
    """A clean page."""
    return _html_page(_html_tables(f, rng, pasted=False)).encode()


def html_pasted(f: Figures, rng: Random) -> bytes:
    """Pasted from a word processor: layers of spans, labels in pieces."""
    return _html_page(_html_tables(f, rng, pasted=True)).encode()


def html_layout(f: Figures, rng: Random) -> bytes:
    """Everything inside a layout table, in GBK."""
    return _html_page(_html_tables(f, rng, pasted=True), layout=True, charset="gb2312").encode("gb18030")


Writer = Callable[[Figures, Random], bytes]
EXACT: dict[str, Writer] = {
    "markdown": markdown,
    "scraped_pipes": scraped_pipes,
    "cell_per_line": cell_per_line,
    "value_per_line": value_per_line,
    "spaced_text": spaced_text,
    "small_tables": small_tables,
    "labels_apart": labels_apart,
    "html": html,
    "html_pasted": html_pasted,
    "html_layout": html_layout,
}
"""Formats that keep cells apart: every figure must come back."""
RUN_TOGETHER: dict[str, Writer] = {
    "run_together_lines": run_together_lines,
    "run_together": run_together,
    "partly_spaced": partly_spaced,
}
"""Formats that lose the edges of cells: a figure comes back or is undecided, never wrong."""
