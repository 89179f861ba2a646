"""DUP: one indicator given two values in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gongkai.report.check.material import Material, finding
from gongkai.report.claims import other_time
from gongkai.report.figures import Figure, figures
from gongkai.report.model import Finding, Severity
from gongkai.report.sentences import Sentence
from gongkai.report.vocabulary import NOT_PROSE

_SAME_LABEL = 7
_TOTALLING = re.compile(r"共|累计|全年|总计|合计|总数|总量|年度")
_TIME = re.compile(
    r"^(?:（[一二三四五六七八九十]{1,2}）)?(?:[一二三四五六七八九十]{1,2}是)?(?:20\d\d年度?|本年度?|今年|全年|年内|截至20\d\d年(?:底|末|12月31日)|截至(?:目前|年底)|报告期内)*[，,]?"
)
_ADVERBS = re.compile(r"共计|合计|总计|累计|总共|共|总|全年|已|新|了|约")


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
