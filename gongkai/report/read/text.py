"""Plain text and markdown: pipe tables, one cell per line, or everything run together."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read.document import Document, Line, Slot
from gongkai.report.read.figures import figure
from gongkai.report.read.outline import holds_parts

MAX_LINES = 400_000
MAX_BARS = 400_000
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－―]\s*\d{1,3}\s*[-—–－―]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*$"
)
_CSV_CELL = re.compile(r"^\s*\"?\s*(?:\d+(?:\.\d+)?|[/—-])?\s*\"?\s*$")
_TABBED = 1 << 20
"""Rows kept apart by tabs are one table."""
_STACKED = _TABBED + 1
"""Cells that stand one to a line, without bars."""
_LONGEST_ROW = 800
"""A longer line with bars may be a report that lost its line breaks."""
_LONGEST_STACKED = 6
"""A longer run of digits alone on a line may be a row stuck together."""
_MARKUP = re.compile(r"\*\*|__|</?(?:br|b|strong|sup|sub|u|font|span|center)\b[^<>]{0,80}>", re.IGNORECASE)


def is_page_number(text: str) -> bool:
    """Whether a line holds nothing but the number of the page."""
    return bool(_PAGE_NUMBER.match(text))


def read_text(text: str) -> Document:
    """The text as lines; rows of a pipe table keep their cells, the empty ones too."""
    document = Document(kind="text")
    raw = re.split(r"\r\n|\r|\n|\u2028|\u2029", text)
    if len(raw) > MAX_LINES or text.count("|") + text.count("\t") > MAX_BARS:
        raise ReadError(ReadCode.TOO_COMPLEX)
    lines = _closed([line.replace("｜", "|").rstrip() for line in raw])
    led = _led_lines(lines)
    bare = _bare_figures(lines)
    tables = 0
    inside = False
    for number, line in enumerate(lines, start=1):
        plain = line.strip()
        if not plain or is_page_number(plain):
            continue
        if len(plain) > _LONGEST_ROW and "|" in plain and holds_parts(plain):
            # Not a row but a whole report on one line: the bars part figures and nothing more.
            plain = plain.replace("|", " ")
        if "|" in plain:
            if _RULE.match(plain):
                continue
            tables += 0 if inside else 1
            inside = True
            document.lines.append(Line(_cells(plain, led=number - 1 in led), f"第{number}行", tables, number))
        elif number - 1 in bare:
            inside = False
            document.lines.append(Line((Slot(plain),), f"第{number}行", _STACKED, number))
        elif "\t" in plain or _is_csv(plain):
            inside = False
            parts = line.strip(" ").split("\t" if "\t" in plain else ",")
            slots = tuple(Slot(cell.strip().strip('"').strip(), -1.0) for cell in parts)
            document.lines.append(Line(slots, f"第{number}行", _TABBED, number))
        else:
            inside = False
            indented = line[:1] in " \u3000#"
            document.lines.append(Line((Slot(_plain(plain)),), f"第{number}行", opens=indented))
    document.wrapped = _hard_wrapped(document.lines)
    return document


def _is_csv(line: str) -> bool:
    """Whether commas part cells here: most of what they part are figures, or nothing."""
    cells = line.split(",")
    return len(cells) >= 4 and sum(1 for cell in cells if _CSV_CELL.match(cell)) * 2 > len(cells)


def _closed(lines: list[str]) -> list[str]:
    """A bar on a line of its own closes the cell on the line before, when that line has none."""
    closed: list[str] = []
    for line in lines:
        before = closed[-1] if closed else ""
        if line.strip() == "|" and before.strip() and "|" not in before and len(before) < 80:
            closed[-1] = before + " |"
            closed.append("")
        else:
            closed.append(line)
    return closed


def _led_lines(lines: list[str]) -> set[int]:
    """The lines of the tables whose rows open with a bar that is no cell: most of their rows with words do. A
    table without words is like the others."""
    blocks = [block for barred, block in _blocks(lines) if barred]
    whole = _led([lines[at] for block in blocks for at in block])
    return {at for block in blocks if _led([lines[at] for at in block], otherwise=whole) for at in block}


def _blocks(lines: list[str]) -> Iterator[tuple[bool, list[int]]]:
    """Neighbouring lines with bars, and without; empty lines part nothing."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    for barred, block in groupby(filled, key=lambda at: "|" in lines[at]):
        yield barred, list(block)


def _led(lines: list[str], *, otherwise: bool = False) -> bool:
    worded = [line.strip() for line in lines if "|" in line and re.search(r"[\u3400-\u9fff]", line)]
    return sum(1 for line in worded if line.startswith("|")) * 2 > len(worded) if worded else otherwise


def _bare_figures(lines: list[str]) -> set[int]:
    """Lines that are exactly one figure beside another such line or behind a cell closed by a bar: the cells of
    a table, one to a line. A figure alone among words may be a page number, or a row stuck together."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    bare = {at for at in filled if _is_bare(lines[at].strip())}
    pairs = [(a, b) for a, b in pairwise(filled) if b in bare and (a in bare or _is_cell(lines[a].strip()))]
    return {at for pair in pairs for at in pair if at in bare}


def _is_bare(text: str) -> bool:
    digits = sum(1 for char in text if char.isdigit())
    return len(text) <= 20 and digits <= _LONGEST_STACKED and "|" not in text and figure(text) is not None


def _is_cell(text: str) -> bool:
    """Whether the line is one cell with its bar, a figure or nothing."""
    return text.endswith("|") and text.count("|") == 1 and figure(text) is not None


def _cells(line: str, *, led: bool) -> tuple[Slot, ...]:
    parts = [_plain(part.strip()) for part in line.split("|")]
    if led and line.startswith("|") and len(parts) > 2:
        parts = parts[1:]
    if parts and not parts[-1]:
        parts = parts[:-1]
    return tuple(Slot(part, -1.0) for part in parts or [""])


def _plain(text: str) -> str:
    text = _MARKUP.sub("", text)
    return (html.unescape(text) if "&" in text else text).strip()


def _hard_wrapped(lines: list[Line]) -> bool:
    """Whether prose lines end at one width in the middle of sentences."""
    lengths = [len(line.text) for line in lines if not line.table and len(line.text) > 15]
    if len(lengths) < 8:
        return False
    full = sum(1 for line in lines if not line.table and len(line.text) > 15 and line.text[-1] not in "。；！？：:;.!?")
    return full > len(lengths) * 0.5 and max(lengths) < 80
