"""Working days: Monday to Friday without the holidays of the State Council's yearly notice, plus the
weekend days that the notice exchanges for them (调休).

A year without a notice is counted conservatively and what depends on it is 暂定: the day given is
never later than any real notice would give (data/workdays/conservative.yaml).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from gongkai.statute.citation import read_text, read_yaml
from gongkai.statute.errors import BadInput, CalendarUnknown

LAST_YEAR = 2100
_LAST_DAY = date(LAST_YEAR, 12, 31)
_ONE_DAY = timedelta(days=1)

Pause = tuple[date, date]
"""Days that do not count: after the first date, up to and including the second."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's holiday notice: days off, weekend days that are worked, and where it says so.

    ``names`` tells which holiday a day belongs to, for explanations only.
    """

    year: int
    off: frozenset[date]
    work: frozenset[date]
    source: str
    names: Mapping[date, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class _Window:
    """Weekend days around a holiday of a year without a notice, of which a period counts ``cap``."""

    holiday: str
    cap: int
    days: frozenset[date]


class Calendar:
    """Which days are working days, for all years with a notice and, provisionally, up to 2100.

    ``version`` is a hash of every notice in it. ``known_until`` is the last day that rests on notices
    alone; what reaches beyond it is provisional.
    """

    def __init__(self, notices: Iterable[Notice]) -> None:
        self.notices: dict[int, Notice] = {notice.year: notice for notice in sorted(notices, key=lambda n: n.year)}
        if not self.notices:
            raise BadInput("没有任何年度的节假日安排，无法计算工作日。")
        self._off = frozenset().union(*(notice.off for notice in self.notices.values()))
        self._work = frozenset().union(*(notice.work for notice in self.notices.values()))
        self._names = {day: name for notice in self.notices.values() for day, name in notice.names.items()}
        self.known_from = date(min(self.notices), 1, 1)
        self.version = self._digest()
        self._windows: dict[int, tuple[_Window, ...]] = {}
        self.known_until = self._last_known_day()
        self._base = self.known_from.toordinal()
        self._counts: list[int] = []
        self._days: list[date] = []
        self._tabulate()

    def _last_known_day(self) -> date:
        year = min(self.notices)
        while year + 1 in self.notices:
            year += 1
        last = date(year, 12, 31)
        # A bridge over the next New Year may take a weekend day of this December.
        early = [day for window in self._presumed(year + 1) for day in window.days if day <= last]
        return min(early) - _ONE_DAY if early else last

    def _tabulate(self) -> None:
        for ordinal in range(self._base, self.known_until.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if self._announced(day):
                self._days.append(day)
            self._counts.append(len(self._days))

    def _announced(self, day: date) -> bool:
        return day in self._work or (day.weekday() < 5 and day not in self._off)

    def _digest(self) -> str:
        digest = hashlib.sha256(read_text("workdays/conservative.yaml").encode())
        for year, notice in self.notices.items():
            digest.update(f"{year}|{sorted(notice.off)}|{sorted(notice.work)}".encode())
        return digest.hexdigest()[:16]

    # -- questions about one day ---------------------------------------------------------------

    def covers(self, day: date) -> bool:
        """Whether a notice settles this day."""
        return day.year in self.notices and not self._candidate(day)

    def is_workday(self, day: date) -> bool:
        """Whether a day is worked. In a year without a notice every day that may be worked counts.

        Raises CalendarUnknown before the first notice.
        """
        self._check(day)
        return self._announced(day) or (not self.covers(day) and bool(self._candidate(day)))

    def reason(self, day: date) -> str:
        """Why a day counts or not, in Chinese: 工作日, 周末, 国庆节放假, 调休上班 …"""
        self._check(day)
        if day in self._work:
            return "调休上班"
        if day in self._off:
            return f"{self._names.get(day, '节假日')}放假"
        if not self.covers(day):
            if day.weekday() < 5:
                return "工作日，暂定"
            return "周末，暂定，可能调休上班" if self._candidate(day) else "周末，暂定"
        return "工作日" if day.weekday() < 5 else "周末"

    def next_workday(self, day: date) -> date:
        """The first working day after a day."""
        return self.add(day, 1)

    def back(self, day: date, count: int) -> date:
        """The ``count``-th working day before a day: for what should be done ahead, never for a limit of the law.

        Raises CalendarUnknown before the first notice.
        """
        while count > 0:
            day -= timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def _check(self, day: date) -> None:
        if day < self.known_from:
            raise CalendarUnknown(day.year)
        if day.year > LAST_YEAR:
            raise BadInput(f"日期{day:%Y-%m-%d}超出可计算的范围（至{LAST_YEAR}年）。")

    # -- counting ------------------------------------------------------------------------------

    def workdays_between(self, after: date, until: date) -> int:
        """How many working days lie after one day, up to and including another; 0 when reversed."""
        if until <= after:
            return 0
        self._check(after)
        self._check(until)
        if until <= self.known_until:
            return self._counts[until.toordinal() - self._base] - self._counts[after.toordinal() - self._base]
        return sum(1 for _ in self.running_days(after, until=until))

    def add(self, day0: date, count: int, pauses: Sequence[Pause] = (), *, strict: bool = False) -> date:
        """The ``count``-th working day after day 0, leaving out the days of ``pauses``.

        Pauses may overlap: a day is left out once. Raises CalendarUnknown before the first notice
        and, when ``strict``, where a notice is missing; BadInput for a count below 1.
        """
        if count < 1:
            raise BadInput(f"工作日数应为正整数，现为{count}。")
        if not self.known_from <= day0 <= _LAST_DAY:
            self._check(day0)
        offset = day0.toordinal() - self._base
        if offset < len(self._counts):
            index = self._counts[offset] + count - 1
            if pauses:
                index = self._skip(index, self._counts[offset], pauses)
            if index < len(self._days):
                return self._days[index]
        return self._add_provisionally(day0, count, pauses, strict)

    def _skip(self, index: int, start: int, pauses: Sequence[Pause]) -> int:
        """Move a target index behind every pause that begins before it is reached."""
        done = start
        for after, until in sorted(pauses):
            first = max(self._passed(after), done)
            last = self._passed(until)
            if last <= first:
                continue
            if index < first:
                break
            index += last - first
            done = last
        return index

    def _passed(self, day: date) -> int:
        """Number of known working days up to and including a day."""
        offset = day.toordinal() - self._base
        if offset < 0:
            return 0
        if offset < len(self._counts):
            return self._counts[offset]
        # Beyond the table the exact number does not matter: it only has to lead out of the table.
        return len(self._days) + offset - len(self._counts) + 1

    def _add_provisionally(self, day0: date, count: int, pauses: Sequence[Pause], strict: bool) -> date:
        day = next(islice(self.running_days(day0, pauses), count - 1, None))
        if strict and (missing := self.missing_years(day0, day)):
            raise CalendarUnknown(missing[0])
        return day

    def running_days(self, day0: date, pauses: Sequence[Pause] = (), *, until: date | None = None) -> Iterator[date]:
        """The working days after day 0 that a period counts, one after the other.

        In years without a notice at most ``cap`` presumed weekend days of each window are among
        them; those inside a pause do not use up the cap. Raises BadInput after 2100.
        """
        used: dict[_Window, int] = {}
        day = day0
        while until is None or day < until:
            day += _ONE_DAY
            self._check(day)
            if any(after < day <= last for after, last in pauses):
                continue
            if self._announced(day):
                yield day
            elif window := self._candidate(day):
                used[window] = used.get(window, 0) + 1
                if used[window] <= window.cap:
                    yield day

    # -- years without a notice ----------------------------------------------------------------

    def missing_years(self, after: date, until: date) -> tuple[int, ...]:
        """The years whose notice is missing for counting from one day to another."""
        if until <= self.known_until:
            return ()
        years = {year for year in range(after.year, until.year + 1) if year not in self.notices}
        early = until + timedelta(days=31)  # a New Year's bridge reaches into December
        if early.year not in self.notices and any(
            after < day <= until for window in self._presumed(early.year) for day in window.days
        ):
            years.add(early.year)
        return tuple(sorted(years))

    def _candidate(self, day: date) -> _Window | None:
        """The window of an unannounced year in which a weekend day may be worked."""
        if day.weekday() < 5 or day in self._off or day in self._work:
            return None
        for year in (day.year, day.year + 1):
            if year not in self.notices:
                for window in self._presumed(year):
                    if day in window.days:
                        return window
        return None

    def _presumed(self, year: int) -> tuple[_Window, ...]:
        if year not in self._windows:
            self._windows[year] = _windows(year)
        return self._windows[year]

    # -- other calendars -----------------------------------------------------------------------

    def with_notice(self, notice: Notice) -> Calendar:
        """A calendar in which a year's notice is added or replaced."""
        return Calendar({**self.notices, notice.year: notice}.values())

    def without_year(self, year: int) -> Calendar:
        """A calendar as if a year's notice had never come: for tests and for looking back."""
        return Calendar(notice for notice in self.notices.values() if notice.year != year)


def missing_notice(year: int) -> str:
    """The title of the notice that a provisional date waits for."""
    return f"《国务院办公厅关于{year}年部分节假日安排的通知》"


@cache
def calendar() -> Calendar:
    """The calendar that ships with gongkai."""
    folder = resources.files("gongkai.statute").joinpath("data").joinpath("workdays")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name[:4].isdigit())
    return Calendar(notice_from_data(read_yaml(f"workdays/{name}")) for name in names)


def notice_from_data(data: Mapping[str, Any]) -> Notice:
    """A notice from ``{year, off: [{name, from, to}], work: [day], source}`` with real dates."""
    names: dict[date, str] = {}
    for block in data["off"]:
        day = block["from"]
        while day <= block["to"]:
            names[day] = block["name"]
            day += _ONE_DAY
    return Notice(data["year"], frozenset(names), frozenset(data["work"]), data["source"], names)


@cache
def _windows(year: int) -> tuple[_Window, ...]:
    data = read_yaml("workdays/conservative.yaml")
    found = []
    for holiday in data["holidays"]:
        first, last = _when(holiday["name"], year, data)
        if first == last and holiday.get("weekdays") and first.isoweekday() not in holiday["weekdays"]:
            continue
        start = first - timedelta(days=holiday["before"])
        length = (last - first).days + holiday["before"] + holiday["after"] + 1
        days = (start + timedelta(days=number) for number in range(length))
        weekend = frozenset(day for day in days if day.weekday() >= 5)
        found.append(_Window(f"{year}{holiday['name']}", holiday["cap"], weekend))
    return tuple(found)


def _when(name: str, year: int, data: Mapping[str, Any]) -> tuple[date, date]:
    """The first and the last day on which a holiday may fall in a year."""
    if name in data["fixed"]:
        day = date.fromisoformat(f"{year}-{data['fixed'][name]}")
        return day, day
    for day in data["moon"][name]:
        if day.year == year:
            return day, day
    first, last = data["range"][name]
    return date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
