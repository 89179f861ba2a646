"""Reads the scenarios of tests/law/scenarios and asks the kernel about each.

A scenario is the whole life of one case as a lawyer would tell it; `scenarios/README.md` has the words. What is
found wrong comes back as sentences, all of them, never only the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from gongkai.statute.case_state import Stage
from gongkai.statute.citation import cite
from gongkai.statute.events import EventKind, read_event
from gongkai.statute.explanation import explain
from gongkai.statute.fees import per_item, per_page
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import derive, permitted
from gongkai.statute.report_tables import TABLE_B
from gongkai.statute.workdays import calendar
from tests.law.daycount import reckon
from tests.law.scenario_letters import decision_faults, letter_faults, period_faults, remedy_faults

FOLDER = Path(__file__).parent / "scenarios"
NEW_REGULATION = date(2019, 5, 15)
FIRST_KNOWN = date(2019, 1, 1)
"""Before it the independent count has no table of holidays."""
WORDS = {
    "stage": "所处阶段",
    "received_on": "收到日",
    "clock_started_on": "答复期限起算的第0日",
    "due_on": "答复期限届满日",
    "original_due_on": "延长前的答复期限届满日",
    "missing_years": "缺少节假日安排的年份",
    "provisional": "期限是否暂定",
    "on_time": "答复是否按期",
    "row": "年报表三的行",
    "in_hand_on": "申请人拿到答复之日",
    "filed_on": "归档日期",
    "served_on": "判断按期所依据的送达日",
    "correction_limit_on": "补正期限",
    "fee_limit_on": "缴费期限",
    "next_limit_on": "应当盯住的期限",
    "waiting_for": "正在等待",
    "decided_on": "处理日期",
    "redecided_on": "重新处理日期",
    "overturned_on": "被纠正的日期",
    "redecide_until": "重新答复的期限",
    "disputed": "是否尚有未了的争议",
    "reserved_on": "重新作出的答复的送达日",
    "amendment_asked_on": "更正申请日期",
}


SAID = {stage.value: stage.label for stage in Stage} | {row.key: row.full_label for row in TABLE_B}


@dataclass(frozen=True)
class Scenario:
    """One case: who, when, by which way, what happened, and what the law makes of it."""

    file: str
    name: str
    articles: tuple[str, ...]
    received: date
    channel: str
    events: list[dict]
    today: date | None = None
    applicant: str = "natural_person"
    agency: str = "department"
    request: str = "某道路改造工程的批准文件"
    mark: str = "V2"
    rules: dict = field(default_factory=dict)
    before: list[dict] = field(default_factory=list)
    letters: list[dict] = field(default_factory=list)
    decision: dict | None = None
    third_party: dict | None = None
    silence: dict | None = None
    fee: dict = field(default_factory=dict)
    periods: list[dict] = field(default_factory=list)
    next: dict = field(default_factory=dict)
    expect: dict = field(default_factory=dict)

    @property
    def law(self):
        return rules().with_values(self.rules)

    @property
    def told(self) -> list[dict]:
        """Every event, the request itself among them, in the order of the story."""
        first = {"day": self.received, "event": "submitted", "channel": self.channel, "applicant_kind": self.applicant}
        return [*self.before, first, *self.events]


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario of every file. An unknown word in a scenario is an error, not a thing to pass over."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            fields = {**entry, "articles": tuple(entry["articles"]), "file": path.stem}
            fields["events"] = [told(line) for line in entry.get("events") or []]
            fields["before"] = [told(line) for line in entry.get("before") or []]
            found.append(Scenario(**fields))
    return tuple(found)


def told(line: dict) -> dict:
    if "day" not in line or "event" not in line:
        raise ValueError(f"每一步都要写明日期（day）和事项（event）：{line}")
    return line


NOT_DATA = {"day", "event", "then", "until", "refused", "warned", "void"}


def read(entry: dict, seq: int):
    """An event of the story as the kernel reads it."""
    data = {key: value for key, value in entry.items() if key not in NOT_DATA}
    return read_event(entry["event"], entry["day"], data, seq=seq)


def events_of(scenario: Scenario) -> list:
    return [read(entry, seq) for seq, entry in enumerate(scenario.told, start=1)]


def state_of(scenario: Scenario, *, upto: int | None = None, today: date | None = None):
    """Where the case stands after so many events."""
    return derive(events_of(scenario)[:upto], rules=scenario.law, calendar=calendar(), today=today)


# -- what is compared ----------------------------------------------------------------------------------


def differ(words: str, expected: object, got: object) -> Iterator[str]:
    if expected != (list(got) if isinstance(got, tuple) else got):
        yield f"{words}：应为{shown(expected)}，系统得出{shown(got)}"


def shown(value: object) -> str:
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return "、".join(shown(part) for part in value) or "无"
    return SAID.get(str(value), str(value))


def field_faults(expected: dict, state, where: str) -> Iterator[str]:
    for key, value in expected.items():
        yield from differ(f"{where}{WORDS[key]}", value, getattr(state, key))


def faults(scenario: Scenario) -> list[str]:
    """Everything in which the kernel says something else than the scenario."""
    state = state_of(scenario, today=scenario.today)
    expected = dict(scenario.expect)
    special = {name: expected.pop(name, None) for name in ("findings", "carried", "table_c", "explains", "consented")}
    found = [*field_faults(expected, state, "最后，")]
    found += step_faults(scenario)
    found += finding_faults(scenario, state, special["findings"] or [])
    found += count_faults(scenario, state)
    found += year_faults(state, special["carried"] or {}, special["table_c"] or {})
    found += consent_faults(state, special["consented"] or {})
    found += explanation_faults(scenario, special["explains"] or [])
    found += next_faults(scenario)
    found += fee_faults(scenario)
    for letter in scenario.letters:
        found += letter_faults(scenario, state, letter)
    if scenario.decision is not None:
        found += decision_faults(scenario, state)
    found += remedy_faults(scenario)
    for period in scenario.periods:
        found += period_faults(scenario, period)
    return found


def step_faults(scenario: Scenario) -> Iterator[str]:
    """What each step makes of the case, and whether the law allowed it."""
    for count, entry in enumerate(scenario.told, start=1):
        where = f"{entry['day']}“{EventKind(entry['event']).label}”之后，"
        if "then" in entry:
            yield from field_faults(entry["then"], state_of(scenario, upto=count), where)
        before = state_of(scenario, upto=count - 1, today=entry["day"])
        answer = permitted(before, calendar(), entry["day"])[read(entry, count).kind]
        where = f"{entry['day']}“{EventKind(entry['event']).label}”"
        if "refused" in entry:
            yield from differ(f"{where}是否准许", False, answer.allowed)
            cited = answer.citation.key if answer.citation else None
            yield from differ(f"{where}不准许的依据", cite(entry["refused"]["under"]).key, cited)
        else:
            yield from differ(f"{where}是否准许（{answer.reason}）", True, answer.allowed)
        for kind, day in entry.get("until", {}).items():
            after = permitted(state_of(scenario, upto=count), calendar(), entry["day"])[kind]
            yield from differ(f"{where}之后“{EventKind(kind).label}”的最后一日", day, after.until)


def finding_faults(scenario: Scenario, state, extra: list[str]) -> Iterator[str]:
    """Findings: those of refused and warned steps, and what `findings` adds at the end."""
    expected = [entry["refused"]["code"] for entry in scenario.told if "refused" in entry]
    expected += [code for entry in scenario.told for key in ("warned", "void") for code in entry.get(key, ())]
    found = sorted(finding.code for finding in state.findings)
    yield from differ("发现的问题", sorted([*expected, *extra]), found)
    for finding in state.findings:
        if not finding.message.endswith("。") or finding.citation is None:
            yield f"问题{finding.code}没有写成完整的一句话或者没有依据"


def count_faults(scenario: Scenario, state) -> Iterator[str]:
    """The due day once more, from the independent count of days."""
    if state.received_on is None or state.received_on < FIRST_KNOWN or scenario.rules:
        return
    steps = [
        (entry["event"], entry["day"], entry)
        for entry in scenario.events
        if not entry.keys() & {"refused", "void"} and entry["day"] <= (state.decided_on or date.max)
    ]
    last = max(entry["day"] for entry in scenario.told)
    as_of = state.decided_on or max(last, scenario.today or last)
    limit = 20 if state.received_on >= NEW_REGULATION else 15
    got = reckon(state.received_on, steps, as_of, limit)
    yield from differ("逐日另算的答复期限届满日", got, state.due_on)
    if "due_on" in scenario.expect:
        yield from differ("逐日另算与用例所写的答复期限届满日", scenario.expect["due_on"], got)


def year_faults(state, carried: dict, table_c: dict) -> Iterator[str]:
    for cutoff, row in carried.items():
        yield from differ(f"{cutoff}年终时表三的行", row, state.row_on(cutoff))
    for cutoff, cells in table_c.items():
        found = [cell for dispute in state.disputes if (cell := dispute.cell_on(cutoff))]
        yield from differ(f"{cutoff}年终时表四的格", cells, found)


def consent_faults(state, consented: dict) -> Iterator[str]:
    found = {entry.key: entry.consented for entry in state.consultations}
    for key, value in consented.items():
        yield from differ(f"“{key}”是否视为同意", value, found.get(key))


def explanation_faults(scenario: Scenario, sentences: list[str]) -> Iterator[str]:
    if not sentences:
        return
    reasoning = explain(events_of(scenario), rules=scenario.law, calendar=calendar(), today=scenario.today)
    text = "\n".join(flat(reasoning.tree))
    yield from (f"期限的说明里没有“{sentence}”" for sentence in sentences if sentence not in text)


def flat(node) -> Iterator[str]:
    yield node.text
    for child in node.children:
        yield from flat(child)


def next_faults(scenario: Scenario) -> Iterator[str]:
    """What may come next on the day asked for, and what the law refuses, with its article."""
    today = scenario.today or max(entry["day"] for entry in scenario.told)
    answers = permitted(state_of(scenario, today=today), calendar(), today)
    for kind in scenario.next.get("allowed", ()):
        yield from differ(
            f"接下来“{EventKind(kind).label}”是否准许（{answers[kind].reason}）", True, answers[kind].allowed
        )
    for kind, article in scenario.next.get("refused", {}).items():
        yield from differ(f"接下来“{EventKind(kind).label}”是否准许", False, answers[kind].allowed)
        cited = answers[kind].citation.key if answers[kind].citation else None
        yield from differ(f"接下来“{EventKind(kind).label}”不准许的依据", cite(article).key, cited)
    for kind, day in scenario.next.get("until", {}).items():
        yield from differ(f"接下来“{EventKind(kind).label}”的最后一日", day, answers[kind].until)


def fee_faults(scenario: Scenario) -> Iterator[str]:
    """What the fee rules make of the ordinal or the pages, and that the notice says so."""
    if not scenario.fee:
        return
    on, fee = scenario.received, scenario.fee
    by_item = "ordinal" in fee
    found = (
        per_item(fee["ordinal"], rules=scenario.law, on=on)
        if by_item
        else per_page(fee["pages"], rules=scenario.law, on=on)
    )
    yield from differ("信息处理费（元）", fee["amount"], found.amount)
    for entry in scenario.events:
        if entry["event"] == "fee_noticed" and not entry.keys() & {"refused", "void", "warned"}:
            yield from differ("收费通知的金额（元）", fee["amount"], entry["amount"])
