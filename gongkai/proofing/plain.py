"""Any string as a text: lines that belong together become one paragraph, rows with bars or tabs become cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gongkai.proofing.text import Block, BlockKind, SourceKind, Text

LONGEST = 2_000
"""A paragraph that grows beyond this is closed, so that an edit checks little again."""
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"\n\s*\n|\r[^\S\n]*\r")
_ENDS = "。！？；：.!?;:”’》）)…"
_OPENS = re.compile(
    r"[\s\u3000#>|*+-]|\d{1,3}[.、．)）](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[、)）.]|第[一二三四五六七八九十百]{1,4}[章节条]"
    r"|[\u4e00-\u9fff]{2,8}[：:]"
)
_HEADED = re.compile(r"姓名|户主|申请人|身份证|联系人|单位|部门|电话")
_ACCOUNT = re.compile(r"户\s{0,4}名|开户|账\s{0,4}号|帐\s{0,4}号|账户|收款")
_HOLDER = re.compile(rf"{_ACCOUNT.pattern}|^\s*(?:[甲乙丙]\s?方|(?:单位|账户|公司)?名\s?称|供应商|中标人|成交人|单位)")
_NUMBER_LABEL = re.compile(r"(?:电话|手机|号码|账号|帐号|卡号|证号|证件号)[)）]?$")
_SHORT_WORDS = re.compile(r"[^\W\d_][^\d\t\n]{1,19}")
_FIGURES = re.compile(r"\d(?:\W?\d){10}")
_MOST_BESIDE = 4
_RULE = re.compile(r"[\s|:+=-]+")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    apart: bool = False
    """Whether a blank line stands before it."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def plain(
    content: str,
    *,
    source: SourceKind = SourceKind.EDITOR,
    dated_on: date | None = None,
    published_on: date | None = None,
) -> Text:
    """A string as a text; offsets are those of the string."""
    blocks = tuple(_blocks(content, _lines(content)))
    return Text(headed(blocks), source, dated_on, published_on)


def headed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with the words of each column's first cell written into the cells below it."""
    heads: dict[tuple[int, int], str] = {}
    found = []
    for block in blocks:
        if block.kind is BlockKind.CELL:
            key = (block.table, block.column)
            if key in heads:
                block = replace(block, label=heads[key])  # noqa: PLW2901
            else:
                heads[key] = re.sub(r"\s", "", block.text)[:20]
        found.append(block)
    rows: dict[tuple[int, int], list[Block]] = defaultdict(list)
    for block in found:
        if block.kind is BlockKind.CELL and _SHORT_WORDS.fullmatch(block.text.strip()):
            rows[block.table, block.row].append(block)
    return tuple(_with_its_row(block, rows) if block.kind is BlockKind.CELL else block for block in found)


def _with_its_row(block: Block, rows: Mapping[tuple[int, int], Sequence[Block]]) -> Block:
    """A cell with figures, and what the other cells of its row say."""
    if not _FIGURES.search(block.text):
        return block
    others = [other for other in rows.get((block.table, block.row), ()) if other is not block][:_MOST_BESIDE]
    return replace(block, beside="\t".join(f"{other.label}:{other.text.strip()}" for other in others))


def _lines(content: str) -> list[_Line]:
    found: list[_Line] = []
    for match in _LINE.finditer(content):
        if not match[0].isspace():
            apart = bool(found) and _BLANK_LINE.search(content, found[-1].end, match.start()) is not None
            found.append(_Line(match[0], match.start(), apart))
    return found


def _blocks(content: str, lines: Sequence[_Line]) -> Iterator[Block]:
    table, row, at = 0, 0, 0
    while at < len(lines):
        rows = _rows(lines, at)
        if rows:
            table += 1
            for row, cells in enumerate(rows, start=1):
                yield from _cells(cells, table, row)
            at += len(rows)
            continue
        last = at
        while last + 1 < len(lines) and _goes_on(content, lines[at], lines[last], lines[last + 1]):
            last += 1
        yield _block(content, lines[at], lines[last])
        at = last + 1


def _block(content: str, first: _Line, last: _Line) -> Block:
    words = content[first.start : last.end]
    if first is last and words.startswith("#"):
        return Block(words, first.start, BlockKind.HEADING)
    return Block(words, first.start)


def _goes_on(content: str, first: _Line, line: _Line, after: _Line) -> bool:
    """Whether a paragraph goes on in the next line: the line was full, or breaks off within a number."""
    between = content[line.end : after.start]
    if between not in ("\n", "\r\n", "\r") or after.end - first.start > LONGEST or _parts(after.text):
        return False
    if _HOLDER.search(line.text[:12]) and _ACCOUNT.search(after.text[:12]):
        return True
    end, begin = line.text.rstrip()[-1], after.text.lstrip()[:1]
    if end.isdigit() or end in "-－—":
        return begin.isdigit() or begin in "xXｘＸ"
    if len(line.text) < 20 and (end in "：:" or _NUMBER_LABEL.search(line.text.rstrip())):
        return begin.isdigit() or begin in "+＋"
    return len(line.text) >= 20 and end not in _ENDS and _OPENS.match(after.text) is None


# -- tables ------------------------------------------------------------------------------------------


def _parts(line: str) -> str:
    """What parts the cells of a line, if it is a row."""
    if line.count("|") + line.count("｜") >= 2 or line.strip().startswith("|"):
        return "|"
    return "\t" if "\t" in line.strip() else ""


def _rows(lines: Sequence[_Line], at: int) -> list[list[tuple[str, int]]]:
    """The rows of the table that begins in a line, each with its cells and their places; none when it is no table."""
    mark = _parts(lines[at].text)
    if mark:
        found: list[list[tuple[str, int]]] = []
        for line in lines[at:]:
            if _parts(line.text) != mark or (found and _is_head_of_another(line)):
                break
            found.append(_split(line, r"[|｜]" if mark == "|" else r"\t"))
        return found
    if _HEADED.search(lines[at].text) and len(lines[at].text) <= 80:
        return _loose_rows(lines, at)
    return []


def _is_head_of_another(line: _Line) -> bool:
    """Whether words without figures follow a blank line: another table begins there."""
    return line.apart and re.search(r"\d", line.text) is None and "-" not in line.text


def _loose_rows(lines: Sequence[_Line], at: int) -> list[list[tuple[str, int]]]:
    """A list under a head of names, parted by blanks or commas: every row has as many words as the head."""
    for parting in (r"[,，]", r"[ \u3000\xa0]+"):
        head = _split(lines[at], parting)
        if len(head) < 2 or any(len(cell) > 10 for cell, _ in head):
            continue
        rows = [head]
        for line in lines[at + 1 :]:
            cells = _split(line, parting)
            if len(cells) != len(head):
                break
            rows.append(cells)
        if len(rows) > 1:
            return rows
    return []


def _split(line: _Line, parting: str) -> list[tuple[str, int]]:
    """Cells with their places; a bar that opens or closes the row is no cell."""
    cells, at = [], 0
    for match in re.finditer(parting, line.text):
        cells.append((line.text[at : match.start()], line.start + at))
        at = match.end()
    cells.append((line.text[at:], line.start + at))
    if "|" in parting and not cells[0][0].strip():
        cells = cells[1:]
    return cells


def _cells(cells: Sequence[tuple[str, int]], table: int, row: int) -> Iterator[Block]:
    for column, (words, start) in enumerate(cells, start=1):
        bare = words.strip()
        if bare and not _RULE.fullmatch(bare):
            lead = len(words) - len(words.lstrip())
            yield Block(bare, start + lead, BlockKind.CELL, table, row, column)
