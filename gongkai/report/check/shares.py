"""PCT: percentages against the figures beside them and those of table B.

The words rarely say of what a figure is a share, so every denominator that may be meant is tried: totals
of the sentence and of the one before it, what the siblings add up to, and 一, 一 + 二 and （七）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.report.check.material import Material, finding, written
from gongkai.report.claims import other_time
from gongkai.report.figures import MOST_FIGURES, Figure, figures
from gongkai.report.kinds import APPLICANTS, FINE_ROWS, OUTCOMES_OF, Kind
from gongkai.report.model import Finding, Severity
from gongkai.report.sentences import Sentence
from gongkai.report.vocabulary import CHANGE, NOT_PROSE

_SHARE = re.compile(
    r"(?<!抢)占(?:比)?(?P<of>[^，。；、（）0-9%]{0,18}?)(?P<about>约为?|大约|接近|将近|近|超过?|不足|逾|高达)?"
    r"(?:达到?|为)?(?P<number>\d{1,3}(?:\.\d{1,4})?)%(?P<after>以上|左右|多|余)?"
)
_BETWEEN = re.compile(r"^[^，。；：、（）0-9%占]{0,12}）?[，（、]?(?:约|仅|均|就|共|总体)?$")
_BARE = re.compile(r"(?<![\d.,第年])(?P<number>\d{1,9})[，（]?$")
_GENERAL = re.compile(
    r"^(?:比|到|了|为|的|总数|总量|总|申请|受理|收到|新收|件数|比例|比重|达到?|全部|全年|本年度?|年度|所有|其中|政府信息公开|依申请公开"
    r"|主动公开|公开|信息|办结|办理|答复|案件|数|量|率|：)*+$"
)
_OF_NEW = re.compile(r"新收|收到|受理|申请")
_OF_ANSWERED = re.compile(r"办结|办理|答复")
_RATE = re.compile(
    r"(?P<what>办结|答复|办理|公开|维持|纠错|满意|回复)率(?:均|为|达到?|达|：|了){0,3}(?P<number>\d{3}(?:\.\d{1,4})?)%"
)
_WORD_SHARE = re.compile(
    r"(?P<who>自然人|商业企业|企业)(?:提出|提交)?(?:的)?申请(?:件|量|数)?占(?:比)?(?P<of>[^，。；、（）0-9%]{0,12}?)(?:为|达到?)?(?P<number>\d{1,3}\.\d{1,4})%"
)
_PLACE = {0: "标题与说明", 1: "第一部分", 5: "第五部分", 6: "第六部分"}
_WORDS_BEFORE = 24


@dataclass(frozen=True, slots=True)
class _Share:
    """A figure and the percentage said of it."""

    sentence: Sentence
    part: Figure
    match: re.Match[str]
    kind: Kind | None

    @property
    def stated(self) -> Decimal:
        return Decimal(self.match["number"])

    @property
    def unit(self) -> Decimal:
        return _unit(self.match["number"])

    def gap(self, whole: Decimal) -> Decimal:
        """How far the percentage is from the part's share in a whole."""
        return abs(self.part.value * 100 / whole - self.stated)

    def fits(self, whole: Decimal) -> bool:
        return self.gap(whole) <= self.unit / 2


def check_percentages(material: Material) -> Iterator[Finding]:
    """占x% against every denominator that could be meant, and rates above 100%."""
    for index, sentence in enumerate(material.sentences):
        if "%" not in sentence.text or NOT_PROSE.search(sentence.text):
            continue
        if other_time(sentence.text, material.report.year):
            continue
        before = material.sentences[index - 1] if index else None
        shares = _shares(material, sentence)
        for share in shares:
            result = _judge(material, share, shares, before)
            if result is not None:
                yield result
        yield from _word_shares(material, sentence)
        yield from _above_all(sentence)


def _shares(material: Material, sentence: Sentence) -> list[_Share]:
    spoken = [figure for figure in figures(sentence.text) if figure.unit not in ("%", "％", "个百分点")]
    if len(spoken) > MOST_FIGURES:
        return []
    kinds = {claim.start: claim.kind for claim in material.claims_in(sentence)}
    found = []
    for match in _SHARE.finditer(sentence.text):
        part = _part(sentence.text, match.start(), spoken)
        exact = not (match["about"] or match["after"] or (part and part.approximate))
        if part is not None and exact and _GENERAL.match(match["of"]):
            found.append(_Share(sentence, part, match, kinds.get(part.start)))
    return found


def _part(text: str, place: int, spoken: list[Figure]) -> Figure | None:
    """The figure of which a share is said: the one right before it, with or without a measure word."""
    bare = _BARE.search(text[:place])
    if bare is not None:
        return Figure(Decimal(bare["number"]), "", bare.start("number"), bare.end("number"))
    near = next((figure for figure in reversed(spoken) if figure.end <= place), None)
    return near if near is not None and _BETWEEN.match(text[near.end : place]) else None


def _judge(material: Material, share: _Share, shares: list[_Share], before: Sentence | None) -> Finding | None:
    spoken = _totals_spoken(share, shares)
    tabled = _tabled(material, share)
    others = [*_of_sentence(share, before), *_of_siblings(shares)]
    wholes = [whole for whole in dict.fromkeys([*spoken, *tabled, *others]) if whole >= share.part.value and whole]
    if not wholes or any(share.fits(whole) for whole in wholes) or _fits_run(share, wholes):
        return None
    if min(share.gap(whole) for whole in wholes) < share.unit:
        return _finding(share, _meant(shares, wholes), Severity.NOTE)
    if not spoken and not tabled:
        return None
    certain = len(wholes) == len({*spoken, *tabled} & set(wholes)) and _divides(share, spoken) and not material.damaged
    return _finding(share, _meant(shares, wholes), Severity.ERROR if certain else Severity.WARNING)


def _totals_spoken(share: _Share, shares: list[_Share]) -> list[Decimal]:
    """Figures before it in the sentence, the nearest first, that are not shares or changes themselves."""
    text = share.sentence.text
    siblings = {other.part.start for other in shares}
    return [
        figure.value
        for figure in reversed(figures(text[: share.part.start]))
        if figure.unit == (share.part.unit or figure.unit)
        and figure.unit not in ("%", "％", "个百分点")
        and figure.start not in siblings
        and figure.depth <= share.part.depth
        and figure.value > 0
        and not CHANGE.search(text[max(0, figure.start - _WORDS_BEFORE) : figure.start])
    ]


def _tabled(material: Material, share: _Share) -> list[Decimal]:
    """一, 一 + 二 and （七）, where the figure is one of applications; the one that the words name first."""
    kind = share.kind
    if not (kind in OUTCOMES_OF or kind in FINE_ROWS or kind in APPLICANTS or kind is Kind.CHANNEL):
        return []
    table = material.report.table_b
    new, carried, total = (table.value(key) for key in ("new", "carry_in", "total"))
    answered = kind in OUTCOMES_OF or kind in FINE_ROWS
    if share.match["of"]:
        answered = _OF_ANSWERED.search(share.match["of"]) is not None or (
            answered and not _OF_NEW.search(share.match["of"])
        )
    found = [total, new] if answered else [new, total]
    return [Decimal(value) for value in (*found, (new or 0) + (carried or 0)) if value]


def _of_sentence(share: _Share, before: Sentence | None) -> list[Decimal]:
    """Totals of the sentence before it."""
    if before is None or before.section != share.sentence.section:
        return []
    return [figure.value for figure in figures(before.text) if figure.unit == (share.part.unit or figure.unit)]


def _of_siblings(shares: list[_Share]) -> list[Decimal]:
    """What the figures that bear percentages add up to."""
    return [sum((share.part.value for share in shares), Decimal(0))] if len(shares) > 1 else []


def _fits_run(share: _Share, wholes: list[Decimal]) -> bool:
    """予以公开10件、部分公开5件，占75%: the share may be of all figures joined by 、 or 和."""
    text = share.sentence.text
    running = share.part.value
    last = share.part
    for figure in reversed(figures(text[: share.part.start])):
        if figure.unit != share.part.unit or re.search(r"[，。；：（%]", text[figure.end : last.start]):
            return False
        running, last = running + figure.value, figure
        if any(abs(running * 100 / whole - share.stated) <= share.unit / 2 for whole in wholes):
            return True
    return False


def _divides(share: _Share, spoken: list[Decimal]) -> bool:
    """Whether 其中 stands between the only total of the sentence and the part, so that nothing else can be meant."""
    text = share.sentence.text[: share.part.start]
    return len(set(spoken)) == 1 and re.search(r"其中[^。；]{0,80}$", text) is not None


def _meant(shares: list[_Share], wholes: list[Decimal]) -> Decimal:
    """The denominator most probably meant: the one that fits most of the other percentages, else the first."""
    return max(wholes, key=lambda whole: (sum(other.fits(whole) for other in shares), -wholes.index(whole)))


def _finding(share: _Share, whole: Decimal, severity: Severity) -> Finding:
    part, stated = written(share.part.value), share.match["number"]
    right = _rounded(share.part.value * 100 / whole, share.unit)
    return finding(
        "PCT",
        severity,
        f"正文称占{stated}%，但{part}÷{written(whole)}={right}%，相差超出四舍五入。",
        expected=f"{right}%",
        found=f"{stated}%",
        where=_PLACE.get(share.sentence.section, f"第{share.sentence.section}部分"),
        evidence=share.sentence.around(share.part.start, share.match.end()),
        explanation="已按本年新收、新收加结转、（七）总计和同句总数分别试算，均不相符。",
    )


def _word_shares(material: Material, sentence: Sentence) -> Iterator[Finding]:
    """自然人申请占95.9%: both figures are in table B."""
    table = material.report.table_b
    for match in _WORD_SHARE.finditer(sentence.text):
        column = 0 if match["who"] == "自然人" else 1
        stated, unit = Decimal(match["number"]), _unit(match["number"])
        pairs = [_pair(material, rows, column) for rows in (("new",), ("total",), ("new", "carry_in"))]
        known = [(part, whole) for part, whole in pairs if part is not None and whole]
        if not table.present or not known or not _GENERAL.match(match["of"]):
            continue
        if any(abs(Decimal(part) * 100 / whole - stated) < unit for part, whole in known):
            continue
        part, whole = known[0]
        right = _rounded(Decimal(part) * 100 / whole, unit)
        yield finding(
            "PCT",
            Severity.WARNING,
            f"正文称{match['who']}申请占{match['number']}%，按表三计算为{part}÷{whole}={right}%。",
            expected=f"{right}%",
            found=f"{match['number']}%",
            where=_PLACE.get(sentence.section, f"第{sentence.section}部分"),
            evidence=sentence.around(match.start(), match.end()),
            explanation="已按本年新收、新收加结转、（七）总计分别试算，均不相符。",
        )


def _pair(material: Material, rows: tuple[str, ...], column: int) -> tuple[int | None, int | None]:
    table = material.report.table_b
    parts, wholes = ([table.value(row, at) for row in rows] for at in (column, -1))
    if None in parts or None in wholes:
        return None, None
    return sum(value or 0 for value in parts), sum(value or 0 for value in wholes)


def _above_all(sentence: Sentence) -> Iterator[Finding]:
    """办结率104%: no rate of this sort passes 100%."""
    for match in _RATE.finditer(sentence.text):
        if Decimal(match["number"]) > 100:
            yield finding(
                "PCT",
                Severity.WARNING,
                f"正文称“{sentence.quote(match.start(), match.end())}”，比率不会超过100%。",
                expected="≤100%",
                found=f"{match['number']}%",
                where=_PLACE.get(sentence.section, f"第{sentence.section}部分"),
                evidence=sentence.around(match.start(), match.end()),
            )


def _unit(number: str) -> Decimal:
    """What the last digit of a percentage counts."""
    return Decimal(1).scaleb(-len(number.partition(".")[2]))


def _rounded(value: Decimal, unit: Decimal) -> str:
    return format(value.quantize(unit if unit < 1 else Decimal(1)), "f")
