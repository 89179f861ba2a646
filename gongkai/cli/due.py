"""``gongkai due``: the reply period of a request, explained day by day (条例 30–35)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta

from gongkai.cli.arguments import (
    FOUND_ERRORS,
    NOTHING_TO_REPORT,
    Arguments,
    guarded,
    print_json,
    read_date,
    read_format,
    read_text_file,
)
from gongkai.statute.case_state import CaseState, Finding, Severity
from gongkai.statute.clock_days import ClockDay, Mark
from gongkai.statute.errors import BadInput, CalendarUnknown
from gongkai.statute.events import Event, read_event
from gongkai.statute.explanation import Reasoning, explain, headline, spans
from gongkai.statute.notices import parse_notice
from gongkai.statute.parameters import rules
from gongkai.statute.permission import correction_notice_by
from gongkai.statute.receipt import NEEDS_CONFIRMATION
from gongkai.statute.workdays import LAST_YEAR, Calendar, calendar, missing_notice

_DESCRIPTION = """计算依申请公开的答复期限，并逐日说明理由。

  gongkai due --received 2026-01-05 --channel counter
  gongkai due --received 2026-01-05 --channel post \\
      --event consult-opened:2026-01-12 --event consult-closed:2026-01-26"""
_CHANNELS = {"counter": "counter", "post": "signed_mail", "ordinary-mail": "ordinary_mail", "web": "web", "fax": "fax"}
_KINDS = (
    "correction-asked",
    "corrected",
    "consult-opened",
    "consult-closed",
    "extended",
    "fee-noticed",
    "fee-paid",
)
_FIRST_YEAR = 2008
# What depends on the day of asking is not asked here, nor about the notice that goes with `extended`.
_NOT_ASKED = frozenset({"REPLY_OVERDUE", "RECEIPT_UNCONFIRMED", "EXTENSION_NOT_APPROVED"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gongkai due`` and return its exit status."""
    return guarded(_run, sys.argv[1:] if argv is None else argv)


def _run(argv: Sequence[str]) -> int:
    options = _arguments().parse_args(argv)
    output = read_format(options.format)
    received_on, events = _events(options.received, options.channel, options.event or [])
    days = calendar()
    for name in options.notice or []:
        days = days.with_notice(parse_notice(read_text_file(name)))
    if received_on < days.known_from:
        raise CalendarUnknown(received_on.year)
    found = _explained(events, days)
    if options.strict and found.state.missing_years:
        raise CalendarUnknown(found.state.missing_years[0])
    findings = [entry for entry in found.state.findings if entry.code not in _NOT_ASKED]
    if output == "json":
        print_json(_document(found, findings, days))
    else:
        _print(found, findings, days)
    return FOUND_ERRORS if any(entry.severity is Severity.ERROR for entry in findings) else NOTHING_TO_REPORT


def _arguments() -> Arguments:
    arguments = Arguments("due", _DESCRIPTION)
    arguments.option("--received", metavar="日期", help="收到申请的日期，如2026-01-05")
    arguments.option("--channel", metavar="渠道", help="、".join(_CHANNELS))
    arguments.option("--event", metavar="事项:日期", action="append", help="可重复；事项：" + "、".join(_KINDS))
    arguments.option("--notice", metavar="文件", action="append", help="另外采用的节假日安排通知（原文、YAML或JSON）")
    arguments.option("--strict", action="store_true", help="涉及尚无节假日安排的年份时拒绝计算，不给出暂定日期")
    arguments.option("--format", metavar="格式", default="text", help="text（默认）或 json")
    return arguments


# -- reading the question ----------------------------------------------------------------------------


def _events(received: str | None, channel: str | None, written: Sequence[str]) -> tuple[date, list[Event]]:
    if received is None or channel is None:
        missing = "、".join(name for name, value in (("--received", received), ("--channel", channel)) if value is None)
        raise BadInput(f"缺少参数：{missing}。", code="ARGUMENTS")
    received_on = _day(received, "收到日期")
    if channel not in _CHANNELS:
        raise BadInput(f"申请渠道“{channel}”不认识，可选：{'、'.join(_CHANNELS)}。", code="ARGUMENTS")
    events = [read_event("submitted", received_on, {"channel": _CHANNELS[channel]}, seq=1)]
    if _CHANNELS[channel] in NEEDS_CONFIRMATION:
        # The question gives the day of receipt, so both sides have confirmed it.
        events.append(read_event("receipt_confirmed", received_on, {"means": "other"}, seq=2))
    told = sorted((_event(entry, received_on) for entry in written), key=lambda entry: entry[1])
    opened: list[str] = []
    for name, on in told:
        events.extend(_recorded(name, on, len(events) + 1, opened))
    return received_on, events


def _day(written: str, name: str) -> date:
    on = read_date(written, name)
    if not _FIRST_YEAR <= on.year <= LAST_YEAR - 2:
        raise BadInput(f"{name}“{written}”超出可计算的范围（{_FIRST_YEAR}至{LAST_YEAR - 2}年）。", code="BAD_DATE")
    return on


def _event(written: str, received_on: date) -> tuple[str, date]:
    name, separator, day = written.partition(":")
    if not separator or name not in _KINDS:
        raise BadInput(f"事项“{written}”写法不对，应为“事项:日期”，事项可选：{'、'.join(_KINDS)}。", code="ARGUMENTS")
    on = _day(day, f"事项{name}的日期")
    if on < received_on:
        message = f"事项{name}的日期{on:%Y-%m-%d}早于收到日期{received_on:%Y-%m-%d}。"
        raise BadInput(message, code="EVENT_BEFORE_RECEIPT")
    return name, on


def _recorded(name: str, on: date, seq: int, opened: list[str]) -> list[Event]:
    """The events that a short name on the command line stands for."""
    if name == "consult-opened":
        opened.append(f"征求意见{seq}")
        return [read_event("consultation_opened", on, {"key": opened[-1], "party": "third_party"}, seq=seq)]
    if name == "consult-closed":
        key = opened.pop(0) if opened else "未发出"
        return [read_event("consultation_closed", on, {"key": key, "opinion": "objects"}, seq=seq)]
    if name == "extended":
        approved = read_event("extended", on, {"approved_by": "工作机构负责人"}, seq=seq)
        return [approved, read_event("extension_notified", on, {}, seq=seq + 1)]
    if name == "fee-noticed":
        return [read_event("fee_noticed", on, {"method": "per_item", "amount": 0}, seq=seq)]
    return [read_event(name.replace("-", "_"), on, {}, seq=seq)]


def _explained(events: Sequence[Event], days: Calendar) -> Reasoning:
    """The clock; an opinion that has not come is taken to stay away until its limit."""
    found = explain(events, rules=rules(), calendar=days)
    waiting = [entry.limit_on for entry in found.state.consultations if entry.closed_on is None]
    if not waiting:
        return found
    return explain(events, rules=rules(), calendar=days, today=max(waiting))


# -- giving the answer -------------------------------------------------------------------------------


def _document(found: Reasoning, findings: Sequence[Finding], days: Calendar) -> dict[str, object]:
    state = found.state
    return {
        "received_on": _iso(state.received_on),
        "due_on": _iso(state.due_on),
        "provisional": state.provisional,
        "original_due_on": _iso(state.original_due_on),
        "correction_notice_by": _iso(correction_notice_by(state, days)),
        "clock_started_on": _iso(state.clock_started_on),
        "waiting_for": state.waiting_for,
        "correction_limit_on": _iso(state.correction_limit_on),
        "fee_limit_on": _iso(state.fee_limit_on),
        "missing_notices": [missing_notice(year) for year in state.missing_years],
        "steps": [step.as_dict() for step in found.steps],
        "findings": [_finding(entry) for entry in findings],
        "law_version": found.law_version,
        "calendar_version": found.calendar_version,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _finding(entry: Finding) -> dict[str, object]:
    return {
        "code": entry.code,
        "severity": entry.severity.value,
        "message": entry.message,
        "on": _iso(entry.on),
        "article": str(entry.citation),
    }


def _print(found: Reasoning, findings: Sequence[Finding], days: Calendar) -> None:
    state = found.state
    print(headline(state))
    for year in state.missing_years:
        print(f"  {missing_notice(year)}尚未导入，以上是最早可能的日期；导入后将重新计算。")
    correct_by = correction_notice_by(state, days)
    if correct_by is not None and state.correction is None:
        print(f"申请内容不明确的，应当在{correct_by:%Y-%m-%d}（含）前一次性告知补正（条例第三十条）。")
    print("\n依据")
    for step in found.steps:
        if step.counted is None and step.on != state.due_on:
            print(f"  {step.on:%Y-%m-%d}  {step.what}（{step.article}）")
    _print_days(found.days)
    _print_open(state)
    for entry in findings:
        label = "错误" if entry.severity is Severity.ERROR else "提醒"
        print(f"\n{label}［{entry.code}］：{entry.message}（{entry.citation}）")
    print(f"\n规则版本 {found.law_version}，工作日历版本 {found.calendar_version}")


def _print_days(found: Sequence[ClockDay]) -> None:
    if not found:
        return
    print("\n逐日计算")
    for first, last in spans(found):
        when = f"{first.on:%Y-%m-%d}" if first.on == last.on else f"{first.on:%Y-%m-%d} 至 {last.on:%m-%d}"
        print(f"  {when:<20}  {_counting(first, last)}")


def _counting(first: ClockDay, last: ClockDay) -> str:
    if first.number is None:
        return f"不计入（{first.why}）"
    numbers = f"第{first.number}个" if first.number == last.number else f"第{first.number}—{last.number}个"
    text = f"{numbers}工作日" + ("（调休上班）" if first.why == "调休上班" else "")
    return f"{text}，答复期限届满" if last.mark is Mark.DUE else text


def _print_open(state: CaseState) -> None:
    for entry in state.consultations:
        if entry.closed_on is None:
            after = entry.limit_on + timedelta(days=1)
            print(
                f"\n征求意见尚未收到答复，以上按意见期限届满（{entry.limit_on:%Y-%m-%d}）计算，"
                f"{after:%Y-%m-%d}起恢复计算；提前收到意见的，答复期限相应提前。"
            )
