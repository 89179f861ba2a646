"""What each village owes and how it stands: on time, late, waiting or missing, by village, board and item.

A period of an item is done by the posting that tells it; a correction takes the day of what it corrects. What is
posted as it happens is owed from the day on which it happened; what stands as long as it holds is owed once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.statute.parameters import Rules, rules
from gongkai.statute.village import BoardKind, Frequency
from gongkai.statute.village_duties import Duty, Period, Standing, due_at_once, due_on, duties, duty, periods, standing
from gongkai.village.models import Posting, Village

Key = tuple[int, str, date | None]
"""A village, an item, and the first day of the period; none for what stands as long as it holds."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that a village owes: the item, its period or the day on which it happened, until when, and how it
    stands. ``posting`` is what told it, or the draft that will."""

    village: Village
    duty: Duty
    told: str
    day: date
    due_on: date
    posted_on: date | None
    standing: Standing
    posting: Posting | None = None
    left: int = 0

    @property
    def words(self) -> str:
        """How many days there are, or were too many."""
        if self.standing is Standing.MISSING:
            return f"逾期{-self.left}天"
        if self.standing is Standing.WAITING:
            return "今天到期" if self.left == 0 else f"剩{self.left}天"
        return self.standing.label

    @property
    def pressing(self) -> bool:
        """Whether it is missing, or due within a week."""
        return self.standing is Standing.MISSING or (self.standing is Standing.WAITING and self.left <= SOON)


SOON = 7
"""Days before a limit from which it is shown as near."""


def owed(villages: Iterable[Village], *, since: date, today: date) -> list[Owed]:
    """What some villages owe whose periods begin on or after a day, the most pressing first. Two queries."""
    found, law = list(villages), rules()
    told, loose = _told(Posting.objects.filter(village__in=[village.pk for village in found]))
    lines = [line for village in found for line in _of(village, since, today, law, told)]
    by_key = {village.pk: village for village in found}
    lines += [line for row in loose if (line := _at_once(by_key[row.village_id], row, since, today, law, told))]
    return sorted(lines, key=lambda line: (line.standing not in OPEN, line.due_on, line.village.pk))


OPEN = (Standing.MISSING, Standing.WAITING)


def _of(village: Village, since: date, today: date, law: Rules, told: dict[Key, Posting]) -> Iterator[Owed]:
    """The periods of a village that have begun, and what stands as long as it holds."""
    first = max(since, village.counted_from)
    for one in duties(today):
        cycle = one.cycle(busy=village.busy_finance)
        if cycle is Frequency.LONG_TERM:
            due = village.counted_from + timedelta(days=int(law.value("village_after_period_days", first)))
            yield _line(
                village, one, "长期公开", village.counted_from, due, told.get((village.pk, one.code, None)), today
            )
        for period in periods(cycle, first, today):
            if _was_owed(one, period) and not _just_begun(one, period, today):
                due, _ = due_on(one, period, law)
                posted = told.get((village.pk, one.code, period.start))
                yield _line(village, one, period.label, period.start, due, posted, today)


def _was_owed(one: Duty, period: Period) -> bool:
    """Whether the law of the period's last day named the item."""
    return any(other.code == one.code for other in duties(period.end))


def _just_begun(one: Duty, period: Period, today: date) -> bool:
    """A period is told when it is over; only what is planned for it is told at its beginning."""
    return today <= period.end and one.code != "finance_plan"


def _at_once(
    village: Village, row: Posting, since: date, today: date, law: Rules, told: dict[Key, Posting]
) -> Owed | None:
    """Something that happened: owed from that day on."""
    if row.happened_on is None or row.happened_on < max(since, village.counted_from):
        return None
    due, _ = due_at_once(row.happened_on, law)
    posted = told.get((row.village_id, f"#{row.pk}", None))
    one = duty(row.duty, row.happened_on)
    return _line(village, one, f"{row.happened_on:%Y-%m-%d}　{row.title}", row.happened_on, due, posted, today, row)


def _line(
    village: Village, one: Duty, told: str, day: date, due: date, posted: Posting | None, today: date,
    draft: Posting | None = None,
) -> Owed:  # fmt: skip
    on = localdate(posted.published_at) if posted and posted.published_at else None
    how = standing(due, on, today)
    return Owed(village, one, told, day, due, on, how, posted or draft, (due - today).days)


def _told(rows: QuerySet[Posting]) -> tuple[dict[Key, Posting], list[Posting]]:
    """What tells which period, and what happened. Of several the first counts, and a correction counts as what it
    corrects; what was withdrawn for good tells nothing."""
    every = {row.pk: row for row in rows.order_by("published_at", "pk")}
    found: dict[Key, Posting] = {}
    loose = []
    for row in every.values():
        origin = row
        while origin.corrects_id in every:
            origin = every[origin.corrects_id]
        if row.happened_on and origin is row and not row.withdrawn_on:
            loose.append(row)
        if row.is_public:
            for key in _keys(row, origin):
                if key not in found or _first(origin) < _first(found[key]):
                    found[key] = origin
    return found, loose


def _keys(row: Posting, origin: Posting) -> list[Key]:
    if row.happened_on:
        return [(row.village_id, f"#{origin.pk}", None)]
    return [(row.village_id, code, row.period_start) for code in row.codes]


def _first(row: Posting) -> date:
    return localdate(row.published_at) if row.published_at else date.max


@dataclass(frozen=True, slots=True)
class Figures:
    """How the boards of some villages stand, in counts: for the list, and for the narrative of the annual report."""

    by_board: dict[str, dict[str, int]]
    total: dict[str, int]

    @property
    def sentence(self) -> str:
        """The counts in a sentence."""
        done = self.total["on_time"] + self.total["late"]
        parts = [
            f"应公开{sum(self.total.values())}项",
            f"已公开{done}项（按期{self.total['on_time']}项、逾期{self.total['late']}项）",
        ]
        return "，".join([*parts, f"逾期未公开{self.total['missing']}项"]) + "。"


def figures(lines: Sequence[Owed]) -> Figures:
    """Count what is owed by board and standing."""
    count = Counter((line.duty.board.value, line.standing.value) for line in lines)
    by_board = {board.value: {how.value: count[board.value, how.value] for how in Standing} for board in BoardKind}
    return Figures(by_board, {how.value: sum(row[how.value] for row in by_board.values()) for how in Standing})


def by_year(lines: Sequence[Owed]) -> dict[int, Figures]:
    """The same for each year to which something owed belongs, the newest first: for the year's report."""
    years = sorted({line.day.year for line in lines}, reverse=True)
    return {year: figures([line for line in lines if line.day.year == year]) for year in years}
