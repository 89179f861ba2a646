"""The reply clock in the words of a citizen: which day, and why that day.

Everything is derived by `statute.explanation`; this module only chooses what a citizen needs and says it
without terms of art.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.agencies import calendar
from gongkai.statute.case_state import CaseState
from gongkai.statute.citation import Citation, cite
from gongkai.statute.clock_days import CalendarMonth, ClockDay, Mark, months
from gongkai.statute.events import Event
from gongkai.statute.explanation import PARTY_LABELS, Reasoning, explain
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import missing_notice

_LIMIT, _PAUSE, _CORRECTION = cite("regulation:33¶2"), cite("regulation:33¶3"), cite("regulation:30")
_FEE, _HOLIDAYS, _DELAY = cite("regulation:42"), cite("holiday_rules:"), cite("regulation:35")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and the article it rests on."""

    text: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What a page shows of a clock. ``paused`` says why the days do not count just now."""

    state: CaseState
    reasons: tuple[Reason, ...]
    months: tuple[CalendarMonth, ...]
    days: tuple[ClockDay, ...]
    paused: Reason | None
    headline: str
    law_version: str
    calendar_version: str


def clock(events: Sequence[Event], *, today: date | None) -> Clock:
    """The clock of a case as of a day. Costs one query for the calendar."""
    found = explain(events, rules=rules(), calendar=calendar.current(), today=today)
    return Clock(
        state=found.state,
        reasons=tuple(_reasons(found)),
        months=months(found.days),
        days=found.days,
        paused=None if today is None else _paused(found.state, today),
        headline=found.tree.text,
        law_version=found.law_version,
        calendar_version=found.calendar_version,
    )


def chinese_day(day: date) -> str:
    """2026年2月13日"""
    return f"{day.year}年{day.month}月{day.day}日"


def _reasons(found: Reasoning) -> Iterator[Reason]:
    state = found.state
    receipt = state.receipt
    if receipt is None:
        return
    yield Reason(f"{chinese_day(receipt.on)}是收到申请之日：{receipt.why}", receipt.citation)
    yield from _interruptions(state)
    if state.due_on is None or state.limits is None or state.clock_started_on is None:
        return
    limit = f"按照收到申请之日施行的规定，答复期限为{state.limits.reply}个工作日。"
    yield Reason(limit, _LIMIT)
    if state.extension is not None:
        yield Reason(
            f"{chinese_day(state.extension.approved_on)}经工作机构负责人批准，延长{state.extension.days}个工作日。",
            _LIMIT,
        )
    yield Reason(_count(found.days, state.clock_started_on), _HOLIDAYS)
    for year in state.missing_years:
        text = f"{missing_notice(year)}还没有公布或者导入，{year}年的日期先按最早的可能计算，所以是暂定的，只会推后。"
        yield Reason(text)


def _interruptions(state: CaseState) -> Iterator[Reason]:
    if (correction := state.correction) is not None:
        text = f"{chinese_day(correction.asked_on)}告知需要补正，补正最晚在{chinese_day(correction.limit_on)}提出。"
        if correction.corrected_on is not None:
            text += f"{chinese_day(correction.corrected_on)}收到补正，期限从下一个工作日起重新计算。"
        yield Reason(text, _CORRECTION)
    for entry in state.consultations:
        text = f"{chinese_day(entry.opened_on)}书面征求{PARTY_LABELS[entry.party]}意见，"
        if entry.closed_on is None:
            text += (
                f"最晚等到{chinese_day(entry.limit_on)}；意见没有收到之前，每多等一个工作日，答复期限顺延一个工作日。"
            )
        else:
            text += f"到{chinese_day(min(entry.closed_on, entry.limit_on))}为止，等待的时间不计入期限。"
        yield Reason(text, _PAUSE)
    if state.reasons is not None and state.reasons.delayed_until is not None:
        yield Reason(f"已经告知延迟到{chinese_day(state.reasons.delayed_until)}答复。", _DELAY)
    if (fee := state.fee) is not None:
        text = f"{chinese_day(fee.served_on or fee.noticed_on)}{'送达' if fee.served_on else '制发'}收费通知，"
        text += f"最晚在{chinese_day(fee.limit_on)}缴纳{fee.amount}元。"
        if fee.paid_on is not None:
            text += f"{chinese_day(fee.paid_on)}缴清，期限从下一个工作日起重新计算。"
        yield Reason(text, _FEE)


def _count(days: Sequence[ClockDay], day0: date) -> str:
    """How many days lie between, and how many of them do not count."""
    running = [day for day in days if day.on > day0]
    idle = Counter(day.mark for day in running if day.number is None)
    shifted = sum(1 for day in running if day.number is not None and day.on.weekday() >= 5)
    names = {Mark.WEEKEND: "周末", Mark.HOLIDAY: "节假日", Mark.PAUSED: "征求意见"}
    left_out = "、".join(f"{names[mark]}{idle[mark]}天" for mark in names if idle[mark])
    text = f"从{chinese_day(day0)}的次日到{chinese_day(running[-1].on)}共{len(running)}天"
    text += f"，除去{left_out}" if left_out else ""
    text += f"，正好{running[-1].number}个工作日" if running[-1].number is not None else ""
    return text + (f"（其中{shifted}天是调休上班的周末）。" if shifted else "。")


def _paused(state: CaseState, today: date) -> Reason | None:
    if state.decided_on is not None:
        return None
    if (limit_on := state.correction_limit_on) is not None:
        return Reason(f"正在等待您补正，最晚在{chinese_day(limit_on)}提出；等待期间不计算答复期限", _CORRECTION)
    if (limit_on := state.fee_limit_on) is not None:
        return Reason(f"正在等待您缴费，最晚在{chinese_day(limit_on)}缴纳；等待期间不计算答复期限", _FEE)
    for entry in state.consultations:
        if entry.pauses_on(today):
            return Reason(f"正在征求{PARTY_LABELS[entry.party]}意见，依法不计入期限", _PAUSE)
    return None
