"""Tables that list persons with what must not be listed: one finding for the table, by its heads and its cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.pii.identity import is_clear
from gongkai.proofing.placed import Placed
from gongkai.proofing.shadow import shadow_of
from gongkai.proofing.text import Block, BlockKind, Text

_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
_MASKED_NAME = re.compile(r"[某*×○●〇Xx]|^$")
_NOTHING = re.compile(r"(?:无|否|/|-|—|–|\s)*")


def roster(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """Tables with a column of full names beside identity numbers, cards or illnesses; beside mobile numbers when
    the table is no directory of officers."""
    del day
    tables: dict[int, list[Block]] = defaultdict(list)
    for block in text.blocks:
        if block.kind is BlockKind.CELL:
            tables[block.table].append(block)
    for cells in tables.values():
        found = _columns(cells, rule)
        if found:
            yield _placed(cells, found)


def _placed(cells: Sequence[Block], found: dict[str, Severity]) -> Placed:
    start = min(cell.span(0, len(cell.text))[0] for cell in cells)
    end = max(cell.span(0, len(cell.text))[1] for cell in cells)
    severity = min(found.values(), key=lambda entry: entry.rank)
    return Placed(start, end, cells[0], Hit(start, end, severity, words={"columns": "、".join(found)}))


def _columns(cells: Sequence[Block], rule: Rule) -> dict[str, Severity]:
    """The columns that make a table a roster, by their heads."""
    head_row, heads = _heads(cells, rule)
    names = [column for column, head in heads.items() if rule.words["name_head"].fullmatch(head)]
    if not names:
        return {}
    body = [cell for cell in cells if cell.row > head_row]
    named = {cell.row for cell in body if cell.column == names[0] and not _MASKED_NAME.search(cell.text.strip())}
    directory = any(rule.words["directory_head"].search(head) for head in heads.values())
    found: dict[str, Severity] = {}
    for column, head in heads.items():
        words = [shadow_of(cell.text).text for cell in body if cell.column == column and cell.row in named]
        severity = _severity(head, words, rule, directory=directory)
        if severity is not None:
            found[head] = severity
    return found


def _heads(cells: Sequence[Block], rule: Rule) -> tuple[int, dict[int, str]]:
    """The row of heads among the first four, and the heads by column."""
    for row in sorted({cell.row for cell in cells})[:4]:
        heads = {cell.column: re.sub(r"\s", "", cell.text) for cell in cells if cell.row == row}
        if any(rule.words["name_head"].fullmatch(head) for head in heads.values()):
            return row, heads
    return 0, {}


def _severity(head: str, words: Sequence[str], rule: Rule, *, directory: bool) -> Severity | None:
    if rule.words["identity_head"].search(head):
        return Severity.ERROR if any(is_clear(word) for word in words) else None
    if rule.words["card_head"].search(head):
        clear = [word for word in words if re.fullmatch(r"[0-9 \-]{12,27}", word.strip())]
        return Severity.ERROR if clear else None
    if rule.words["illness_head"].search(head):
        return Severity.ERROR if any(_NOTHING.fullmatch(word) is None for word in words) else None
    if rule.words["telephone_head"].search(head) and not directory:
        return Severity.WARNING if any(_MOBILE.search(word) for word in words) else None
    return None
