"""Number plates of vehicles (GA 36—2018), those of new energy vehicles too. Whose a car is stands in its sentence, in
its row, or over the list in which it stands, so the whole text is read."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.placed import Placed, in_block
from gongkai.proofing.shadow import plain_form, shadow_of
from gongkai.proofing.text import Block, BlockKind, Text

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"(?<![0-9A-Za-z])[{_PROVINCES}][A-HJ-NP-Z][ ·•.\-]?"
    r"(?P<rest>[DABCEFGHJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DABCEFGHJK]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])"
    r"(?![0-9A-Za-z(\-])(?!\.[0-9])"
)
_MAY_HOLD = re.compile(rf"[{_PROVINCES}]\W{{0,3}}[A-ZＡ-Ｚ]")
"""Most blocks hold none, and are not looked at again."""
_OVER_A_LIST, _LONGEST_HEAD, _SHORTEST_TITLE = 3, 120, 8


def plates(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """A plate with three digits or more. It is a warning where something points to a person: who drives or owns the
    car, or what was done with it. All others are hints, for registers, certificates and lots are full of plates."""
    del day
    if not any(_MAY_HOLD.search(block.text) for block in text.blocks):
        return
    rows = _rows(text)
    over: deque[str] = deque(maxlen=_OVER_A_LIST)
    for block in text.blocks:
        found = list(_in(block)) if _MAY_HOLD.search(block.text) else []
        head = "\n".join((text.title, *over, plain_form(block.text[: 2 * _LONGEST_HEAD]) if found else ""))
        for passage, match in found:
            if not rule.words["permit"].search(passage.before(match.start(), 16)):
                around = passage.sentence(match.start()) + rows.get((block.table, block.row), "")
                yield _placed(block, match.span(), hint=not _of_a_person(around, head, rule))
        if block.kind is not BlockKind.CELL and not _is_entry(found):
            over.append(plain_form(block.text[:_LONGEST_HEAD] + block.text[_LONGEST_HEAD:][-_LONGEST_HEAD:]))


def _is_entry(found: Sequence[tuple[Passage, re.Match[str]]]) -> bool:
    """Whether a plate opens a block, behind an order number at most: an entry of a list, and no title over one."""
    return bool(found) and found[0][1].start() < _SHORTEST_TITLE


def _rows(text: Text) -> dict[tuple[int, int], str]:
    """What the cells of each row say, with the heads of their columns."""
    rows: dict[tuple[int, int], str] = {}
    for block in text.blocks:
        if block.kind is BlockKind.CELL:
            key = (block.table, block.row)
            rows[key] = f"{rows.get(key, '')} {block.label}:{block.text[:_LONGEST_HEAD]}"
    return rows


def _in(block: Block) -> Iterator[tuple[Passage, re.Match[str]]]:
    shadow = shadow_of(block.text)
    passage = Passage(shadow.text, block.kind, block.label, block.beside)
    for match in _PLATE.finditer(passage.text):
        rest = match["rest"]
        if sum(char.isdigit() for char in rest) >= 3 and not rest.endswith("警"):
            yield passage, match


def _of_a_person(around: str, head: str, rule: Rule) -> bool:
    """Whose a car is says its sentence or row before its list does. Who drives an office's car points to nobody's own;
    what was done with a car that is sold (a lot with its unpaid fines) or has a permit does not either."""
    words = rule.words
    if words["personal"].search(around):
        return True
    if words["vehicle_of_office"].search(around):
        return False
    if words["keeper"].search(around):
        return True
    if words["vehicle_in_trade"].search(around) or words["vehicles_of_office"].search(head):
        return False
    return bool(words["conduct"].search(around) or words["conduct"].search(head))


def _placed(block: Block, span: tuple[int, int], *, hint: bool) -> Placed:
    start, end = shadow_of(block.text).span(*span)
    return in_block(block, Hit(start, end, Severity.HINT, 0.3) if hint else Hit(start, end))
