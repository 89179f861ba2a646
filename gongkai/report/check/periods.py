"""T8 and T10: the year a report is about, in its title, its statistics period, its text and its date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from gongkai.report.check.material import Material, finding
from gongkai.report.model import Finding, Severity
from gongkai.report.scope import AgencyKind
from gongkai.report.sentences import Sentence
from gongkai.statute.catalogue import ReportPublisher, report_due
from gongkai.statute.errors import UnknownParameter
from gongkai.statute.parameters import rules

_PERIOD = re.compile(
    r"(?P<from>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日?[起至到—–－~～-]{1,6}(?:(?P<to>20\d\d)年)?(?P<month2>\d{1,2})月(?P<day2>\d{1,2})日"
)
_STATISTICS = re.compile(r"统计|数据|所列|时限|期限|报告期|本报告")
_TITLE_YEAR = re.compile(r"(20\d\d)年")
_OPENING = re.compile(
    r"^(?:（[一二三四五六七八九十]{1,2}）[^，。]{0,16}?|[一二三四五六七八九十]{1,2}[、是][^，。]{0,14}?)?(?P<year>20\d\d)年(?P<word>度|，|,|我|全|本|共|未|无|主动|县|区|市|政府)"
)
_LAWFUL_PAST = re.compile(
    r"相比|比较|同比|对比|较20|比20|上年|去年|以来|《|印发|通报|规划|底前|结转|年报|年度报告(?!期)|工作要点|发布的|修订|考核(?:中|结果)|评估(?:中|结果)|整改"
)
_PLAN = re.compile(r"^[^。]{0,24}?(?P<year>20\d\d)年度?[，,]?[^，。]{0,14}(?:将|计划|拟|下一步)")
_PUBLISHERS = {
    AgencyKind.DEPARTMENT: ReportPublisher.DEPARTMENT,
    AgencyKind.OFFICE: ReportPublisher.DEPARTMENT,
}


def check_periods(material: Material) -> Iterator[Finding]:
    """Every place that names the year."""
    year = material.report.year
    if year is None:
        return
    named = [*_title(material, year), *_statistics(material, year)]
    yield from named
    if not any(found.code == "T10" for found in named):
        yield from _leftovers(material, year)
    yield from _published(material, year)


def _title(material: Material, year: int) -> Iterator[Finding]:
    """T10: the title names the year that the report is about."""
    named = {int(found) for found in _TITLE_YEAR.findall(material.report.title)}
    if not named or year in named:
        return
    yield finding(
        "T10",
        Severity.ERROR,
        f"标题写{max(named)}年，报告内容是{year}年。",
        expected=year,
        found=max(named),
        where="标题",
        evidence=material.report.title,
    )


def _statistics(material: Material, year: int) -> Iterator[Finding]:
    """T8: 1 January to 31 December of the year."""
    for sentence in material.sentences:
        if sentence.section not in (0, 1, 6):
            continue
        for match in _PERIOD.finditer(sentence.text):
            if not _STATISTICS.search(sentence.text[max(0, match.start() - 60) : match.end() + 8]):
                continue
            first = (int(match["from"]), int(match["month"]), int(match["day"]))
            last = (int(match["to"] or match["from"]), int(match["month2"]), int(match["day2"]))
            if first == (year, 1, 1) and last == (year, 12, 31):
                return
            whole = first[1:] == (1, 1) and last == (first[0], 12, 31)
            if whole and _text_speaks_of(material, first[0], year):
                yield _stale_title(material, first[0], year)
            else:
                yield _wrong_period(sentence, match, year)
            return


def _text_speaks_of(material: Material, period: int, titled: int) -> bool:
    """Whether the text, too, is about the year of the statistics period, so that the title is what was left over."""
    text = "".join(section.text for section in material.report.sections if section.number in (1, 5, 6))
    return text.count(f"{period}年") > text.count(f"{titled}年")


def _stale_title(material: Material, period: int, titled: int) -> Finding:
    return finding(
        "T10",
        Severity.ERROR,
        f"标题写{titled}年，统计期限和正文是{period}年。",
        expected=period,
        found=titled,
        where="标题",
        evidence=material.report.title,
    )


def _wrong_period(sentence: Sentence, match: re.Match[str], year: int) -> Finding:
    quoted = sentence.quote(match.start(), match.end())
    return finding(
        "T8",
        Severity.ERROR,
        f"统计期限写“{quoted}”，{year}年度报告应为{year}年1月1日至12月31日。",
        expected=f"{year}年1月1日至{year}年12月31日",
        found=quoted,
        where="标题",
        evidence=sentence.around(match.start(), match.end()),
    )


def _leftovers(material: Material, year: int) -> Iterator[Finding]:
    """T10: another year that was left over from last year's text. Only where nothing explains it."""
    for sentence in material.sentences:
        if sentence.section not in (1, 5, 6):
            continue
        place = _leftover(sentence, year)
        if place is None:
            continue
        found = sentence.text[place : place + 4]
        yield finding(
            "T10",
            Severity.WARNING,
            f"{year}年度报告的正文出现“{found}年”，疑为沿用往年文字时漏改。",
            expected=year if sentence.section != 5 or not _PLAN.match(sentence.text) else year + 1,
            found=int(found),
            where={1: "第一部分", 5: "第五部分", 6: "第六部分"}[sentence.section],
            evidence=sentence.around(place, place + 5),
        )
        return


def _leftover(sentence: Sentence, year: int) -> int | None:
    text = sentence.text
    match = _OPENING.match(text)
    if match is None or _LAWFUL_PAST.search(text[:60]) or f"{year}年" in text:
        return None
    named = int(match["year"])
    if named == year - 1 or (
        named == year + 1 and sentence.section == 1 and not re.search(r"将|计划|拟|要|下一步", text)
    ):
        return match.start("year")
    return None


@cache
def _due(publisher: ReportPublisher, year: int) -> date | None:
    """The last day of publication; None for years before the regulation of 2019."""
    try:
        return report_due(publisher, year, rules())[0]
    except UnknownParameter:
        return None


def _published(material: Material, year: int) -> Iterator[Finding]:
    """T10: departments by 31 January, governments by 31 March of the next year (条例第四十九条)."""
    day = material.report.published_on
    if day is None:
        return
    limit = _due(_PUBLISHERS.get(material.kind, ReportPublisher.GOVERNMENT), year)
    latest = _due(ReportPublisher.GOVERNMENT, year)
    if limit is None or latest is None:
        return
    if day.year <= year:
        early = f"发布日期{day:%Y-%m-%d}早于报告年度结束，{year}年度的数据此时还没有产生。"
        yield finding(
            "T10",
            Severity.WARNING,
            early,
            expected=f"{year + 1}年",
            found=f"{day:%Y-%m-%d}",
            where="标题",
            evidence=f"{day:%Y-%m-%d}",
        )
    elif day > limit:
        yield finding(
            "T10",
            Severity.WARNING if day > latest else Severity.NOTE,
            f"发布日期{day:%Y-%m-%d}晚于期限{limit:%Y-%m-%d}。",
            expected=f"{limit:%Y-%m-%d}",
            found=f"{day:%Y-%m-%d}",
            where="标题",
            evidence=f"{day:%Y-%m-%d}",
            explanation="网页日期也可能是改版或者重新发布的日期。",
        )
