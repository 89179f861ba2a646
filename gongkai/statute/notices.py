"""Reading a later year's holiday notice: the State Council's own words, or YAML or JSON.

一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import yaml

from gongkai.statute.errors import BadInput
from gongkai.statute.workdays import LAST_YEAR, Notice, missing_notice

_TITLE = re.compile(r"关于\s*([0-9]{4})\s*年部分节假日安排")
_ITEM = re.compile(r"[一二三四五六七八九十]+、\s*([^：:。\n]{2,20})[：:]")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_DATE = r"(?:([0-9]{4})年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日"
_SPAN = re.compile(rf"{_DATE}(?:\s*(?:至|—|－|-|~)\s*{_DATE})?")
_TOTAL = re.compile(r"共\s*([0-9]+)\s*天")
_LONGEST = 20
_LARGEST_TEXT = 200_000


def parse_notice(written: str) -> Notice:
    """A year's notice from the notice's own text, or from YAML or JSON
    ``{year, off: [{name, from, to}], work: [day], source}``.

    Raises BadInput with a Chinese sentence: which day is impossible, or what could not be read.
    """
    if len(written) > _LARGEST_TEXT:
        raise BadInput("节假日安排文件过大，请只导入通知本身。")
    notice = _from_text(written) if _ITEM.search(written) else _from_data(_load(written))
    _check(notice)
    return notice


# -- the notice's own words --------------------------------------------------------------------------


def _from_text(written: str) -> Notice:
    text = re.sub(r"[ \t\u3000\xa0]", "", _BRACKETS.sub("", written))
    title = _TITLE.search(text)
    if title is None:
        raise BadInput("没有找到“关于某年部分节假日安排的通知”字样，不知道是哪一年的安排。")
    year = int(title[1])
    names: dict[date, str] = {}
    work: set[date] = set()
    for name, sentences in _holidays(text):
        for sentence in sentences:
            _read_sentence(name, sentence, year, names, work)
    return Notice(year, frozenset(names), frozenset(work), missing_notice(year), names)


def _holidays(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each holiday's name with the sentences about it."""
    starts = list(_ITEM.finditer(text))
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        body = text[start.end() : following.start() if following else len(text)]
        # The last item is followed by general words that hold no dates of its own.
        yield start[1], re.split(r"[。；;\n]", body)


def _read_sentence(name: str, sentence: str, year: int, names: dict[date, str], work: set[date]) -> None:
    if "放假" in sentence:
        days = [day for span in _spans(sentence, year, name) for day in span]
        total = _TOTAL.search(sentence)
        if total is not None and len(days) != int(total[1]):
            raise BadInput(f"{name}写明共{total[1]}天，按所列日期却是{len(days)}天，请核对通知文本。")
        names.update(dict.fromkeys(days, name))
    elif "上班" in sentence:
        work.update(day for span in _spans(sentence, year, name) for day in span)


def _spans(sentence: str, year: int, name: str) -> Iterator[list[date]]:
    month: str | None = None
    current = year
    for found in _SPAN.finditer(sentence):
        month = found[2] or month
        current = int(found[1]) if found[1] else current
        first = _date(current, month, found[3], name)
        last = first
        if found[6]:
            month = found[5] or month
            current = int(found[4]) if found[4] else current
            last = _date(current, month, found[6], name)
        yield _days(first, last, name)


def _date(year: int, month: str | None, day: str, name: str) -> date:
    if month is None:
        raise BadInput(f"{name}的日期“{day}日”没有写明月份。")
    try:
        return date(year, int(month), int(day))
    except ValueError as error:
        raise BadInput(f"{name}的日期“{year}年{month}月{day}日”不存在。") from error


def _days(first: date, last: date, name: str) -> list[date]:
    length = (last - first).days + 1
    if not 1 <= length <= _LONGEST:
        raise BadInput(f"{name}从{first:%Y-%m-%d}到{last:%Y-%m-%d}，起止日期不对。")
    return [first + timedelta(days=number) for number in range(length)]


# -- YAML and JSON -----------------------------------------------------------------------------------


def _load(written: str) -> Mapping[Any, Any]:
    try:
        data = yaml.safe_load(written)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadInput("节假日安排文件既不是通知原文，也不是可以读取的YAML或JSON。") from error
    if not isinstance(data, Mapping):
        raise BadInput("节假日安排文件既不是通知原文，也没有 year、off、work 等字段。")
    return data


def _from_data(data: Mapping[Any, Any]) -> Notice:
    year = data.get("year")
    if isinstance(year, bool) or not isinstance(year, int):
        raise BadInput(f"节假日安排缺少年份（year）：现为“{year}”。")
    # YAML reads an unquoted `off` as the truth value false.
    off, work = data.get("off", data.get(False)), data.get("work", [])
    if not isinstance(off, list) or not isinstance(work, list):
        raise BadInput("放假日期（off）和上班日期（work）都应当是列表。")
    names: dict[date, str] = {}
    for block in off:
        names.update(_block(block))
    worked = frozenset(_day(day, "上班日期") for day in work)
    return Notice(year, frozenset(names), worked, str(data.get("source") or missing_notice(year)), names)


def _block(block: Any) -> dict[date, str]:
    """A block of days off: a mapping with from and to, a pair of days, or one day."""
    name = "节假日"
    if isinstance(block, Mapping):
        name = str(block.get("name", name))
        first, last = block.get("from"), block.get("to", block.get("from"))
    elif isinstance(block, list) and len(block) == 2:
        first, last = block
    else:
        first = last = block
    return dict.fromkeys(_days(_day(first, name), _day(last, name), name), name)


def _day(value: Any, name: str) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(f"{name}的日期“{value}”写法不对，应如2027-01-01。") from error


# -- what every notice must be -----------------------------------------------------------------------


def _check(notice: Notice) -> None:
    if not 2008 <= notice.year <= LAST_YEAR:
        raise BadInput(f"年份{notice.year}不在2008至{LAST_YEAR}年之间。")
    if not notice.off:
        raise BadInput(f"{notice.year}年的安排没有任何放假日期，请核对文件。")
    for day in sorted(notice.off | notice.work):
        if abs(day.year - notice.year) > 1:
            raise BadInput(f"日期{day:%Y-%m-%d}不在{notice.year}年及其前后一年之内。")
    if all(day.year != notice.year for day in notice.off):
        raise BadInput(f"放假日期都不在{notice.year}年之内，请核对年份。")
    for day in sorted(notice.work):
        if day.weekday() < 5:
            raise BadInput(f"上班日期{day:%Y-%m-%d}不是周六或周日，调休上班只能在周末。")
        if day in notice.off:
            raise BadInput(f"{day:%Y-%m-%d}既写为放假又写为上班。")
