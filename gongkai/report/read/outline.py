"""The six parts of a report: where each heading stands, however it is worded or glued into the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.report.read.document import Line, Slot
from gongkai.report.read.glyphs import han


def _spaced(pattern: str) -> str:
    """The pattern with spaces allowed after every Chinese character."""
    return re.sub(r"([\u3400-\u9fff]\??)", r"\1\\s*", pattern)


_GLUE = r"[、，,及和与暨\s]*"
_WORDINGS: dict[int, str] = {
    1: r"(?:总体情况|总体概况|总体工作情况|基本情况|概述|总述)",
    2: r"(?:主动公开政府信息的?(?:总体)?情况|主动公开(?:工作)?情况|政府信息主动公开(?:工作)?情况)",
    3: r"(?:收到和处理(?:政府)?信息公开申请的?情况|收到(?:和|及|与)?(?:办理|处理)(?:政府)?信息公开申请的?情况"
    r"|政府信息公开申请(?:的)?(?:收到|接收)?(?:和|及)?(?:处理|办理)的?情况)",
    4: rf"(?:因?(?:政府信息公开|信息公开)?(?:工作)?(?:被)?(?:申请)?行政法?复议{_GLUE}(?:被)?(?:提起)?(?:行政)?诉讼"
    r"的?(?:总体)?(?:情况)?)",
    5: r"(?:(?:政府信息公开(?:工作)?)?(?:中)?存在的?(?:主要)?问题(?:(?:及|和|与|、)?(?:其)?(?:改进|整改|解决)"
    r"(?:的?(?:情况|措施|意见|方向|办法))?)?|整改措施|主要问题(?:及|和)改进(?:情况|措施))",
    6: r"(?:其[他它](?:需要?)?(?:要)?报告的?(?:其他)?事项|其[他它](?:有关)?事项|需要报告的其[他它]事项)",
}
MAX_HEADING = 48
_NUMERALS = "〇一二三四五六"
_NUMERAL = r"[一二三四五六七八]\s*(?:[、.．，,：:﹑]|\s)\s*"
_EXTRA = r"[\u3400-\u9fff\s]{0,16}?"
_NUMBERED = {
    number: re.compile(rf"(?<![第（(十]){_NUMERAL}{_EXTRA}{_spaced(words)}") for number, words in _WORDINGS.items()
}
_BEFORE = r"(?:(?:第?[一二三四五六七八](?:部分)?|[（(][一二三四五六]?[)）]|\d)\s*[、.．，,：:]?\s*)"
_ALONE = {number: re.compile(rf"^[#*\s]*{_BEFORE}?{_spaced(words)}[。：:\s*]*$") for number, words in _WORDINGS.items()}
_ALONE[4] = re.compile(
    rf"^[#*\s]*(?:{_BEFORE}{_spaced(_WORDINGS[4])}|(?:{_BEFORE})?{_spaced(_WORDINGS[4])}(?<=情况))[。：:\s*]*$"
)
_START_OF_LINE = re.compile(r"^[#*\s]*$")
_LIST_AFTER = re.compile(r"^\s*[，,、；;]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A place that may be a heading: which line, from where to where in it, and how sure."""

    line: int
    start: int
    end: int
    number: int
    weight: float


@dataclass(slots=True)
class Part:
    """One part with its lines; number 0 stands before part 一."""

    number: int
    heading: str = ""
    lines: list[Line] = field(default_factory=list)


def holds_parts(text: str) -> bool:
    """Whether several parts of a report stand in one line, as when a page lost its line breaks."""
    return sum(1 for pattern in _NUMBERED.values() if pattern.search(text)) >= 2


def parts(lines: Sequence[Line]) -> list[Part]:
    """The document cut at its headings, in order."""
    chosen = _chain(_possible(lines))
    found = [Part(0)]
    at, offset = 0, 0
    for heading in chosen:
        found[-1].lines.extend(_between(lines, at, offset, heading.line, heading.start))
        found.append(Part(heading.number, _heading_text(lines[heading.line], heading)))
        at, offset = heading.line, heading.end
    found[-1].lines.extend(_between(lines, at, offset, len(lines), 0))
    return found


def _heading_text(line: Line, heading: Heading) -> str:
    return re.sub(r"\s+", "", line.text[heading.start : heading.end]).strip("#*")


def _between(lines: Sequence[Line], at: int, offset: int, end: int, end_offset: int) -> list[Line]:
    """The lines from one place to another; a line that a heading cuts is cut."""
    if at >= len(lines):
        return []
    if at == end:
        return _piece(lines[at], offset, end_offset)
    found = _piece(lines[at], offset, None)
    found.extend(lines[at + 1 : end])
    if end < len(lines):
        found.extend(_piece(lines[end], 0, end_offset))
    return found


def _piece(line: Line, start: int, end: int | None) -> list[Line]:
    text = line.text
    if start == 0 and (end is None or end >= len(text)):
        return [line]
    rest = text[start:end].strip(" 　#*")
    return [Line((Slot(rest),), line.origin)] if rest else []


def _possible(lines: Sequence[Line]) -> list[Heading]:
    found: list[Heading] = []
    for at, line in enumerate(lines):
        text = line.text
        if len(text) > 200_000 or not han(text[:400]):
            continue
        if line.table and sum(1 for slot in line.slots if slot.text.strip()) != 1:
            continue
        found.extend(_in_line(at, text, table=bool(line.table)))
    return found


def _in_line(at: int, text: str, *, table: bool) -> list[Heading]:
    found = [
        Heading(at, 0, len(text), number, _weight(text, number))
        for number, pattern in _ALONE.items()
        if len(text) <= MAX_HEADING and pattern.match(text)
    ]
    if found or table:
        return found
    for number, pattern in _NUMBERED.items():
        for match in pattern.finditer(text):
            before, after = text[: match.start()].rstrip(), text[match.end() :]
            if before[-1:] in {"“", "《", '"'}:
                continue
            weight = _weight(match.group(0), number) - (0 if _START_OF_LINE.match(before) else 0.1)
            found.append(
                Heading(at, match.start(), match.end(), number, weight - (0.6 if _LIST_AFTER.match(after) else 0))
            )
    return sorted(found, key=lambda heading: heading.start)


def _weight(text: str, number: int) -> float:
    """How much a heading looks like that of a part: its own numeral, another one, none, or a bracketed one as
    the headings inside a part have."""
    start = text.lstrip("#* 　")[:1]
    if start == _NUMERALS[number]:
        return 1.2
    if start in {"（", "("}:
        return 0.5
    return 1.0 if start in _NUMERALS else 0.8


def _chain(found: Sequence[Heading]) -> list[Heading]:
    """The heaviest sequence of headings with rising numbers; among equals the later one, so that a table
    of contents loses to the text."""
    found = sorted(found, key=lambda heading: (heading.line, heading.start))[:2000]
    best: dict[int, tuple[float, list[Heading]]] = {0: (0.0, [])}
    for heading in found:
        before = [best[number] for number in best if number < heading.number]
        before = [(weight, chain) for weight, chain in before if not chain or _after(heading, chain[-1])]
        weight, chain = max(before, key=lambda pair: pair[0])
        mine = (weight + heading.weight, [*chain, heading])
        if heading.number not in best or mine[0] >= best[heading.number][0]:
            best[heading.number] = mine
    return max(best.values(), key=lambda pair: (pair[0], len(pair[1])))[1]


def _after(heading: Heading, last: Heading) -> bool:
    return (heading.line, heading.start) >= (last.line, last.end)
