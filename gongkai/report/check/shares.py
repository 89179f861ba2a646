"""PCT and DUP: percentages against the figures beside them, and one indicator given two values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from gongkai.report.check.material import Material, finding, written
from gongkai.report.claims import other_time
from gongkai.report.figures import Figure, figures
from gongkai.report.model import Finding, Severity
from gongkai.report.sentences import Sentence
from gongkai.report.vocabulary import NOT_PROSE

_SHARE = re.compile(
    r"(?P<word>占(?:比)?)(?P<of>[^，。；、（）0-9%]{0,18})(?P<about>约|近|超|达)?(?P<number>\d{1,3}(?:\.\d{1,4})?)%(?P<after>以上|左右)?"
)
_GENERAL = re.compile(
    r"^(?:比|到|了|为|的|总数|总量|总|申请|受理|收到|件数|比例|比重|达到?|约|全部|其中|政府信息公开|依申请公开|总申请|办结|答复|数|量|率|：)*$"
)
_APPLICATIONS = re.compile(r"申请|受理|答复|公开|办结|信函|邮寄|线上|网上|网络|自然人|法人|企业|无法提供|不予")
_REACH = 24
_SAME_LABEL = 7
_TOTALLING = re.compile(r"共|累计|全年|总计|合计|总数|总量|年度")
_TIME = re.compile(
    r"^(?:（[一二三四五六七八九十]{1,2}）)?(?:[一二三四五六七八九十]{1,2}是)?(?:20\d\d年度?|本年度?|今年|全年|年内|截至20\d\d年(?:底|末|12月31日)|截至(?:目前|年底)|报告期内)*[，,]?"
)
_ADVERBS = re.compile(r"共计|合计|总计|累计|总共|共|总|全年|已|新|了|约")


def check_percentages(material: Material) -> Iterator[Finding]:
    """占x% against every denominator that could be meant."""
    for sentence in material.sentences:
        if (
            "占" not in sentence.text
            or NOT_PROSE.search(sentence.text)
            or other_time(sentence.text, material.report.year)
        ):
            continue
        spoken = [figure for figure in figures(sentence.text) if figure.unit not in ("%", "％", "个百分点")]
        for match in _SHARE.finditer(sentence.text):
            result = _share(material, sentence, match, spoken)
            if result is not None:
                yield result


def _share(material: Material, sentence: Sentence, match: re.Match[str], spoken: list[Figure]) -> Finding | None:
    part = next((f for f in reversed(spoken) if f.end <= match.start() and match.start() - f.end <= _REACH), None)
    if (
        part is None
        or match["about"]
        or match["after"]
        or part.approximate
        or "。" in sentence.text[part.end : match.start()]
    ):
        return None
    wholes = _wholes(material, sentence, part, spoken)
    near = [whole for whole in wholes if whole >= part.value]
    if not near or not _GENERAL.match(match["of"]):
        return None
    stated = Decimal(match["number"])
    unit = Decimal(1).scaleb(-_places(match["number"]))
    gaps = {whole: abs(part.value * 100 / whole - stated) for whole in near if whole}
    if not gaps or min(gaps.values()) <= unit / 2:
        return None
    whole = next(iter(gaps))
    right = _rounded(part.value * 100 / whole, unit)
    slight = min(gaps.values()) < unit
    told = f"正文称占{match['number']}%，但{written(part.value)}÷{written(whole)}={right}%，相差超出四舍五入。"
    return finding(
        "PCT",
        Severity.NOTE if slight else Severity.WARNING if material.damaged or len(gaps) > 3 else Severity.ERROR,
        told,
        expected=f"{right}%",
        found=f"{match['number']}%",
        where=f"第{sentence.section}部分" if sentence.section != 1 else "第一部分",
        evidence=sentence.around(part.start, match.end()),
        explanation="已按本年新收、新收加结转、（七）总计和同句总数分别试算，均不相符。",
    )


def _wholes(material: Material, sentence: Sentence, part: Figure, spoken: list[Figure]) -> list[Decimal]:
    """Denominators, the likeliest first: figures before it in the sentence, then those of table B."""
    before = [
        f.value for f in spoken if f.end <= part.start and f.unit == part.unit and f.value > 0 and f.depth <= part.depth
    ]
    after_last = _of_paragraph(material, sentence, part) if not before else []
    found = [*before, *after_last]
    if _APPLICATIONS.search(sentence.text) and ("申请" in sentence.text or found):
        table = material.report.table_b
        new, carried, total = (table.value(key) for key in ("new", "carry_in", "total"))
        found += [Decimal(value) for value in (new, total, (new or 0) + (carried or 0)) if value]
    elif not found:
        return []
    return list(dict.fromkeys(found))


def _of_paragraph(material: Material, sentence: Sentence, part: Figure) -> list[Decimal]:
    """Totals of the sentences before it in the same paragraph."""
    values = [
        figure.value
        for other in material.sentences
        if other.paragraph == sentence.paragraph and other is not sentence
        for figure in figures(other.text)
        if figure.unit == part.unit and figure.value >= part.value
    ]
    return values if len(values) <= 3 else []


def _places(number: str) -> int:
    return len(number.partition(".")[2])


def _rounded(value: Decimal, unit: Decimal) -> str:
    return format(value.quantize(unit if unit < 1 else Decimal(1)), "f")


def check_repeated(material: Material) -> Iterator[Finding]:
    """The same words with the same measure word and another figure elsewhere (pattern 61)."""
    seen: dict[tuple[str, str], tuple[Figure, Sentence]] = {}
    for label, figure, sentence in _indicators(material):
        key = (label, figure.unit)
        if key not in seen:
            seen[key] = (figure, sentence)
            continue
        first, place = seen[key]
        if first.value != figure.value and place is not sentence:
            yield finding(
                "DUP",
                Severity.WARNING,
                f"同一指标“{label}”在正文中两处不同：{first.written}与{figure.written}。",
                expected=first.value,
                found=figure.value,
                where=f"第{sentence.section}部分" if sentence.section != 1 else "第一部分",
                evidence=f"{place.around(first.start, first.end)} / {sentence.around(figure.start, figure.end)}",
                explanation="两处若口径不同（渠道、时段或者机关），请分别写明。",
            )


def _indicators(material: Material) -> Iterable[tuple[str, Figure, Sentence]]:
    for sentence in material.sentences:
        if NOT_PROSE.search(sentence.text) or other_time(sentence.text, material.report.year):
            continue
        for figure in figures(sentence.text):
            if figure.depth or figure.approximate or figure.unit in ("%", "％", "个百分点", "名", "人", "家"):
                continue
            start = max((sentence.text.rfind(mark, 0, figure.start) for mark in "，；。：（）、"), default=-1) + 1
            words = sentence.text[start : figure.start]
            label = _ADVERBS.sub("", _TIME.sub("", words))
            totalling = _TOTALLING.search(words) or "栏" in words
            if (
                totalling
                and len(label) >= _SAME_LABEL
                and not re.search(r"\d|同比|比上年|较|增|减|其中|季度|月", words)
            ):
                yield label, figure, sentence
