"""The checklist, judged line by line from what is there now (检查指标自查)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gongkai.portal.selfcheck import judging, technical
from gongkai.portal.selfcheck.verdicts import Result, Standing, Verdict, untested
from gongkai.statute.website_checks import Indicator, Part, indicators

Judge = Callable[[Standing], Verdict]
BY_PEOPLE = {
    "security": "系统不能判断是否发生过安全、泄密事故；请人工检查。",
    "services": "本系统不含办事大厅，请人工检查。",
    "statistics": "办事统计数据由政务服务系统产生，请人工检查。",
    "sign_on": "本站没有用户注册，各项功能都不需要登录，不适用。",
    "compatible": "没有逐个浏览器检查，请人工检查。",
}
"""What no system can see, and what it says instead."""
JUDGES: dict[str, Judge] = {
    "reachable": technical.reachable,
    "home": judging.home,
    "columns": judging.columns,
    "answers": judging.answers,
    "interpreted": judging.interpreted,
    "typed": judging.typed,
    "letters": judging.letters,
    "replies": judging.replies,
    "surveys": judging.surveys,
    "domain": technical.domain,
    "code": technical.code,
    "links": technical.links,
    "correction": technical.correction,
    "search": technical.search,
    "tags": technical.tags,
    "ipv6": technical.ipv6,
    "https": technical.https,
}


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with what it comes to."""

    indicator: Indicator
    verdict: Verdict

    @property
    def result(self) -> Result:
        return self.verdict.result


@dataclass(frozen=True, slots=True)
class Checked:
    """The whole list at a moment."""

    at: datetime
    lines: Sequence[Line]

    def of(self, part: Part) -> list[Line]:
        """The lines of a part."""
        return [line for line in self.lines if line.indicator.part is part]

    def count(self, part: Part, result: Result) -> int:
        """How many lines of a part come to something."""
        return sum(line.result is result for line in self.of(part))

    @property
    def vetoes(self) -> int:
        """How many vetoes there are: one is enough."""
        return self.count(Part.VETO, Result.FAILED)

    @property
    def deducted(self) -> int:
        """The marks that are known to be lost."""
        return sum(line.indicator.score or 0 for line in self.lines if line.result is Result.FAILED)

    @property
    def groups(self) -> Iterator[tuple[str, list[Line]]]:
        """The lines by group."""
        for name in dict.fromkeys(line.indicator.group for line in self.lines):
            yield name, [line for line in self.lines if line.indicator.group == name]


def check(*, at: datetime) -> Checked:
    """Judge every line. Costs some dozen small queries and one search, however many pages there are."""
    site = Standing(at)
    return Checked(at, [Line(one, judge(one)(site)) for one in indicators().values()])


def judge(indicator: Indicator) -> Judge:
    """Who judges a line: a check by its key, the columns of its type, or people. Raises KeyError for a line that nobody
    was taught to judge."""
    if indicator.type:
        return partial(judging.of_type, kind=indicator.type)
    if indicator.key in BY_PEOPLE:
        return lambda _: untested(BY_PEOPLE[indicator.key])
    return JUDGES[indicator.key]
