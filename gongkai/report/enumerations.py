"""Enumerations in text: a stated total and the parts that follow it (其中, 包括, 分别为, brackets).

They are found here; `gongkai.report.check.sums` decides what must be equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gongkai.report import vocabulary as words
from gongkai.report.figures import CASES, MOST_FIGURES, Figure, figures
from gongkai.report.sentences import Sentence


class Manner(StrEnum):
    """How an enumeration is introduced, and so whether it must be complete."""

    AMONG = "其中"
    """In this manner parts may be left out."""
    WHOLE = "包括"
    """In this manner the parts make up the whole."""
    BRACKET = "括号"
    """In this manner the parts stand in brackets behind the total."""
    COLON = "冒号"
    """In this manner a colon stands between total and parts."""
    PLAIN = "并列"
    """In this manner nothing introduces the parts."""


class Aspect(StrEnum):
    """By what a part is told from the others; parts of different aspects overlap lawfully."""

    CHANNEL = "渠道"
    APPLICANT = "申请人"
    OUTCOME = "办理结果"
    MEDIUM = "载体"
    OTHER = "类别"


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of an enumeration with its label."""

    label: str
    figure: Figure
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A total and its parts, in the text they were found in."""

    text: Sentence
    total: Figure
    total_label: str
    parts: tuple[Part, ...]
    further: tuple[Decimal, ...]
    """Figures behind the parts that may or may not belong to them."""
    manner: Manner
    open_ended: bool
    """等 or 主要 says that parts were left out."""
    direct: bool
    """Nothing but a short noun stands between the total and what introduces the parts."""
    beside: tuple[Decimal, ...]
    """Figures of the same measure before the total, nearest first: 其中 may mean all of them together."""
    about_requests: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The total and every part."""
        return (self.total, *(part.figure for part in self.parts))

    @property
    def sum(self) -> Decimal:
        return sum((part.figure.value for part in self.parts), Decimal(0))

    @property
    def evidence(self) -> str:
        end = self.parts[-1].figure.end
        start = max((self.text.text.rfind(mark, 0, self.total.start) for mark in "，；。"), default=-1) + 1
        return self.text.quote(start, end, longest=220)


_MARKERS = re.compile(
    r"(?P<among>其中|在(?:主动|所)?公开的(?:政府)?(?:类)?信息(?:当)?中)|(?P<whole>分别为|分别是|包括|包含|由(?=[^，。；]{0,60}\d[^。；]{0,200}(?:组成|构成)))|(?P<colon>：)"
)
_STARTS_NEW = re.compile(
    r"^(?:同比|环比|较|比(?!例)|占|全年|累计|共(?!计|享|青|同|产)|年内|本年度|今年|全部|均|另|此外|同时|平均|涉及金额|总(?:浏览|访问|阅读)|阅读|点击|浏览|访问|关注|粉丝|较上)"
)
_PROCESS = re.compile(
    r"^(?:已|均|全部|并|共)?(?:按期|按时|及时|依法)?(?:办结|答复|结转|转结|回复|受理|收到|办理|引发|发生)|复议|诉讼|结转|转结|顺延"
)
_OPEN_END = re.compile(r"等(?!级|次|于|待|同|额)")
_GAP = 26
_DIRECT = re.compile(
    r"^[^，。；]{0,14}(?:（[^）]{0,40}）)?[，。；：（]*(?:其中|包括|包含|分别为|分别是|由|在[^，。]{2,12}中)?[，：]?$"
)
_COLON_GAP = 6
_MEDIUM = re.compile(
    r"网站|门户|微信|微博|公众号|新媒体|平台|抖音|客户端|公开栏|栏目|专栏|网页|报纸|电视|广播|显示屏|短信|APP|公报|专区|载体|头条|今日头条|视频号"
)
_RESIDUAL = re.compile(r"其他|其它|其余")


def enumerations(found: Sequence[Sentence]) -> Iterator[Enumeration]:
    """All enumerations of the prose. A sentence that begins with 其中 goes on from the one before it."""
    for index, sentence in enumerate(found):
        if words.NOT_PROSE.search(sentence.text):
            continue
        joined = _joined(sentence, found[index + 1] if index + 1 < len(found) else None)
        yield from _in_text(joined, len(sentence.text))


def _joined(sentence: Sentence, following: Sentence | None) -> Sentence:
    goes_on = (
        following is not None
        and following.paragraph - sentence.paragraph <= 1
        and re.match(r"其中|包括|分别|在(?:主动|所)?公开的(?:政府)?信息(?:当)?中", following.text)
    )
    if following is None or not goes_on:
        return sentence
    text = sentence.text + following.text
    return Sentence(text, sentence.section, sentence.paragraph, sentence.topic)


def _in_text(sentence: Sentence, own_length: int) -> Iterator[Enumeration]:
    """Enumerations whose total stands in the sentence itself."""
    spoken = [figure for figure in figures(sentence.text) if figure.unit not in ("%", "％", "个百分点", "小时")]
    if not 2 <= len(spoken) <= MOST_FIGURES:
        return
    taken: set[int] = set()
    for marker in _MARKERS.finditer(sentence.text):
        total = _total_before(sentence.text, marker.start(), spoken)
        if total is None or total.start >= own_length or total.start in taken:
            continue
        if marker["colon"] and (
            "，" in sentence.text[total.end : marker.start()] or marker.start() - total.end > _COLON_GAP
        ):
            continue
        manner = Manner.AMONG if marker["among"] else Manner.WHOLE if marker["whole"] else Manner.COLON
        found = _enumeration(sentence, total, marker.end(), manner, spoken)
        if found is not None:
            taken.add(total.start)
            yield found
    for total in spoken:
        if total.start in taken or total.start >= own_length:
            continue
        found = _bracketed(sentence, total, spoken) or _plain(sentence, total, spoken)
        if found is not None:
            taken.add(total.start)
            yield found


def _total_before(text: str, place: int, spoken: Sequence[Figure]) -> Figure | None:
    """The figure that a marker refers to: the last one before it, with nothing but a short noun between."""
    before = [figure for figure in spoken if figure.end <= place and not _is_change(text, figure)]
    if not before or text[before[-1].end : place].count("，") > 2:
        return None
    total = before[-1]
    gap = text[total.end : place]
    if len(gap) > _GAP or "；" in gap or gap.count("。") > 1 or gap.count("）") > gap.count("（"):
        closing = [figure for figure in before if figure.depth == 0]
        if not closing or "）" not in gap or len(text[closing[-1].end : place]) > 120:
            return None
        bracket = text[closing[-1].end :]
        return closing[-1] if bracket.startswith("（") and "，" not in gap[:-1].rsplit("）", 1)[-1][1:] else None
    return total


def _is_change(text: str, figure: Figure) -> bool:
    """较上年增加50条: a change is no total."""
    return words.CHANGE.search(text[max(0, figure.start - 24) : figure.start]) is not None


def _enumeration(
    sentence: Sentence, total: Figure, start: int, manner: Manner, spoken: Sequence[Figure]
) -> Enumeration | None:
    text = sentence.text
    first = next((figure for figure in spoken if figure.start >= start), None)
    if first is None or first.depth < total.depth:
        return None
    end = _end_of_list(text, start, first.depth)
    inside = [f for f in spoken if start <= f.start < end and f.depth == first.depth]
    parts, further = _parts(text, start, inside, total, sentence)
    if not parts:
        return None
    return Enumeration(
        sentence,
        total,
        _label(text, total, None),
        parts,
        further,
        manner,
        _open_ended(text, total, parts),
        _DIRECT.match(text[total.end : start]) is not None,
        _beside(total, spoken),
        _about_requests(sentence, total),
    )


def _beside(total: Figure, spoken: Sequence[Figure]) -> tuple[Decimal, ...]:
    before = [
        figure.value
        for figure in spoken
        if figure.end <= total.start and figure.unit == total.unit and figure.depth == total.depth
    ]
    return tuple(reversed(before))


def _open_ended(text: str, total: Figure, parts: Sequence[Part]) -> bool:
    """Whether 主要 stands before the parts or 等 behind the last of them."""
    last = parts[-1].figure.end
    stop = min((place for mark in "，。；" if (place := text.find(mark, last)) >= 0), default=len(text))
    return (
        "主要" in text[total.end : parts[0].figure.start]
        or _OPEN_END.search(text[last : min(stop, last + 16)]) is not None
    )


def _about_requests(sentence: Sentence, total: Figure) -> bool:
    near = sentence.text[max(0, total.start - 40) : total.end + 14]
    return words.REQUESTS.search(near) is not None


def _end_of_list(text: str, start: int, depth: int) -> int:
    """Where an enumeration ends: at the full stop, or where its bracket closes."""
    level = depth
    for index in range(start, len(text)):
        char = text[index]
        if char == "。" and index > start:
            return index
        if char == "（":
            level += 1 if index >= start else 0
        if char == "）":
            level -= 1
            if depth > 0 and text[: index + 1].count("（") - text[: index + 1].count("）") < depth:
                return index
    return len(text)


def _parts(
    text: str, start: int, inside: Sequence[Figure], total: Figure, sentence: Sentence
) -> tuple[tuple[Part, ...], tuple[Decimal, ...]]:
    """The parts proper, and the figures behind them that may be something else."""
    parts: list[Part] = []
    further: list[Decimal] = []
    previous: Figure | None = None
    stopped = False
    requests = _about_requests(sentence, total)
    for figure in inside:
        between = text[previous.end if previous else start : figure.start]
        label = _label(text, figure, previous, start)
        if previous is not None and ("其中" in between or ("；" in between and _comma_list(text, parts))):
            stopped = True
        if _STARTS_NEW.search(label) or (requests and _PROCESS.search(label)):
            stopped = True
        previous = figure
        if figure.unit != total.unit and not (requests and {figure.unit, total.unit} <= CASES):
            stopped = True
            continue
        if stopped:
            further.append(figure.value)
        else:
            parts.append(Part(label, figure, _aspect(label, requests=requests)))
    return tuple(parts), tuple(further)


def _comma_list(text: str, parts: Sequence[Part]) -> bool:
    """Whether the parts so far were set off by commas, so that a semicolon ends the list."""
    if len(parts) < 2:
        return False
    between = text[parts[0].figure.end : parts[-1].figure.start]
    return "；" not in between


def _label(text: str, figure: Figure, previous: Figure | None, floor: int = 0) -> str:
    start = max((text.rfind(mark, 0, figure.start) for mark in "，；。：（）、"), default=-1) + 1
    start = max(start, floor, previous.end if previous else 0)
    label = text[start : figure.start].removeprefix("其中").removeprefix("含")
    if label:
        return label
    end = min((place for mark in "，；。、：（）" if (place := text.find(mark, figure.end)) >= 0), default=len(text))
    return text[figure.end : end]


def _aspect(label: str, *, requests: bool) -> Aspect:
    if requests:
        if words.channels(label):
            return Aspect.CHANNEL
        if words.applicant_kind(label, "") is not None:
            return Aspect.APPLICANT
        if words.outcome_kind(label, "") is not None:
            return Aspect.OUTCOME
        return Aspect.OTHER
    return Aspect.MEDIUM if _MEDIUM.search(label) else Aspect.OTHER


def _bracketed(sentence: Sentence, total: Figure, spoken: Sequence[Figure]) -> Enumeration | None:
    """197条（政府预决算32条、部门预决算公开165条）."""
    text = sentence.text
    opening = text.find("（", total.end, total.end + 14)
    if opening < 0 or any(mark in text[total.end : opening] for mark in "，；。、"):
        return None
    inner = next((figure for figure in spoken if figure.start > opening), None)
    if inner is None or inner.depth != total.depth + 1 or "）" in text[opening : inner.start]:
        return None
    return _enumeration(sentence, total, opening + 1, Manner.BRACKET, spoken)


def _plain(sentence: Sentence, total: Figure, spoken: Sequence[Figure]) -> Enumeration | None:
    """共50条，政策法规类4条，业务工作类10条 …: without any word, only when it is the first figure."""
    text = sentence.text
    if (
        total.depth
        or text.startswith("其中")
        or text[total.end : total.end + 1] not in ("，", "；")
        or total is not spoken[0]
    ):
        return None
    found = _enumeration(sentence, total, total.end + 1, Manner.PLAIN, spoken)
    if found is not None and _is_sibling(found):
        return None
    return (
        found if found is not None and not found.further and (len(found.parts) >= 3 or found.about_requests) else None
    )


def _is_sibling(found: Enumeration) -> bool:
    """予以公开15件，部分公开5件 …: the first figure is one of the parts, not their total."""
    if not found.about_requests and words.outcome_kind(found.total_label, "") is None:
        return False
    return _aspect(found.total_label, requests=True) in (Aspect.OUTCOME, Aspect.CHANNEL, Aspect.APPLICANT)


def residual(parts: Sequence[Part]) -> bool:
    """Whether the last part is 其他…, which makes an enumeration complete."""
    return bool(parts) and _RESIDUAL.match(parts[-1].label) is not None
