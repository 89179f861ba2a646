"""Title, agency, year and day of publication, from the first lines of a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.report.read.dates import first_date
from gongkai.report.read.document import Document, Line

_TITLE = re.compile(
    r"(?:政府)?(?:信息|政务)\s*公\s*开\s*(?:工\s*作)?\s*(?:情\s*况)?\s*(?:的)?\s*(?:年\s*度\s*)?(?:工\s*作\s*)?(?:报\s*告|年\s*报)"
)
_ANNOUNCED = re.compile(
    r"(?:公布|发布|公开|编制|发布了|公布了|撰写|形成)[《〈“]?((?!本|我|该)[\u3400-\u9fff（）()]{2,40}?20[0-4]\d年(?:度)?政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报))"
)
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)\s*年?\s*度?")
_PERIOD = re.compile(r"(20[0-4]\d)\s*年\s*1\s*月\s*1\s*日")
_PUBLISHED = re.compile(r"(?:发布|公布|公开)\s*(?:时间|日期)\s*[:：]?\s*([^\n]{0,24})")
_DATED = re.compile(r"(?:(?:发文|成文|生成)\s*(?:时间|日期)\s*[:：]?|(?:^|\s)(?:时间|日期)\s*[:：])\s*([^\n]{0,24})")
"""A day that an index table or a by-line gives; when the document was signed, not when it was published."""
_NAME_END = re.compile(
    r"(?:政府|办公室|办公厅|局|委员会|委|厅|街道|街道办事处|镇|乡|管委会|院|处|中心|队|所|站|社|会|办|部)$"
)
_PREFIX = re.compile(r"^\s*(?:标题|题名|名称|信息名称|文件名称)\s*[:：|]\s*|^[#*\s]+")
_DATE_ALONE = re.compile(r"^[\s（(]*20\d\d\s*(?:年|[-/.])\s*\d{1,2}\s*(?:月|[-/.])\s*\d{1,2}\s*日?[\s)）]*$")
_SPELT_ALONE = re.compile(
    r"^[\s（(]*二[〇○零O0][一二三四五六七八九〇○零O0]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日[\s)）]*$"
)
_SITE = re.compile(r"\s*[-_|–—]\s*[^-_|–—]*$")


@dataclass(frozen=True, slots=True)
class Front:
    """What a report says of itself."""

    title: str = ""
    agency: str = ""
    year: int | None = None
    published_on: date | None = None


def read_front(document: Document, opening: Sequence[Line], closing: Sequence[Line]) -> Front:
    """``opening`` are the lines before part 一, ``closing`` the last ones of the report."""
    title, before = _title(document, opening)
    if not title:
        title = _named_in_opening(opening)
    agency = _agency(title) or before
    year = _year(title, [*opening, *closing])
    return Front(title, agency, year, document.published_on or _published(opening, closing))


def _title(document: Document, opening: Sequence[Line]) -> tuple[str, str]:
    """The title, and the line above it where that is a name."""
    found: list[tuple[str, str]] = []
    previous = ""
    for line in opening[:400]:
        text = _PREFIX.sub("", re.sub(r"\s+", " ", line.text)).strip()
        if 6 <= len(text) <= 70 and _TITLE.search(text) and not re.search(r"[。；>〉》/_]|根据|本报告|格式", text):
            found.append((text, previous if _NAME_END.search(previous) and len(previous) <= 40 else ""))
        inside = re.match(r"^([^。]{4,50}?20\d\d年[^。]{0,20}?信息公开(?:工作)?年度报告)\s", text)
        if inside and len(text) > 70:
            found.append((inside.group(1), ""))
        previous = re.sub(r"\s", "", text)
    if found:
        year = _period(opening)
        best = max(enumerate(found), key=lambda pair: (*_worth(pair[1], year, document.title), -pair[0]))[1]
        return _tight(best[1] + best[0] if best[1] and not _agency(best[0]) else best[0]), best[1]
    plain = _tight(document.title)
    return (_SITE.sub("", plain) if _TITLE.search(_SITE.sub("", plain)) else plain) if _TITLE.search(plain) else "", ""


def _worth(found: tuple[str, str], year: int | None, page: str) -> tuple[bool, bool, bool, bool]:
    """What speaks for a title: the year of the statistics, the page's own title, an agency. A list of other
    years' reports beside the text has all but the first."""
    title, above = found
    stated = _YEAR.search(title)
    right_year = stated is not None and year is not None and int(stated.group(1)) == year
    return right_year, stated is not None, bool(_agency(title) or above), bool(page) and _tight(title) in _tight(page)


def _named_in_opening(opening: Sequence[Line]) -> str:
    """The title out of a sentence such as “现公布某局2023年政府信息公开工作年度报告”."""
    for line in opening:
        found = _ANNOUNCED.search(_tight(re.sub(r"\s+", " ", line.text)))
        if found:
            return re.sub(r"\s", "", found.group(1))
    return ""


def _tight(text: str) -> str:
    """Without the spaces that layout puts between Chinese characters and figures."""
    return re.sub(r"(?<=[\u3400-\u9fff\d])\s+(?=[\u3400-\u9fff\d])", "", text.strip())


def _agency(title: str) -> str:
    title = re.sub(r"^(?:关于|\d+[.、])", "", title)
    year = _YEAR.search(title)
    if year and year.start() > 1:
        name = title[: year.start()]
    elif year:
        name = _TITLE.split(title[year.end() :])[0]
    else:
        name = _TITLE.split(title)[0]
    return re.sub(r"\s+|[《〈（(]$|(?:关于(?:发布|公布|印发|报送)?|度)$", "", name).strip("-_—:：|")


def _year(title: str, lines: Sequence[Line]) -> int | None:
    found = _YEAR.search(title)
    if found:
        return int(found.group(1))
    return _period(lines)


def _period(lines: Sequence[Line]) -> int | None:
    """The year of which most sentences give the first of January: the period of the statistics."""
    periods = Counter(year for line in lines for year in _PERIOD.findall(line.text))
    return int(periods.most_common(1)[0][0]) if periods else None


def _published(opening: Sequence[Line], closing: Sequence[Line]) -> date | None:
    for label in (_PUBLISHED, _DATED):
        for line in opening:
            labelled = label.search(line.text)
            if labelled and (day := first_date(labelled.group(1))):
                return day
    for line in [*opening, *reversed(closing[-12:])]:
        if _DATE_ALONE.match(line.text) or _SPELT_ALONE.match(line.text):
            day = first_date(line.text)
            if day:
                return day
    return None
