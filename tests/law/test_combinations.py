"""Every combination of correction, consultation, extension and fee around holidays, against a count day by day.

The story of a combination is told with the independent counter alone (`daycount`): when each step happens, what
the due day is after it, and how the case ends. The kernel has to agree after every step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import product

import pytest

from gongkai.statute.events import read_event
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import derive
from gongkai.statute.workdays import calendar
from tests.law.daycount import ONE_DAY, Reckoning, nth

pytestmark = pytest.mark.law

RECEIVED = tuple(
    date.fromisoformat(day)
    for day in ("2024-02-08", "2024-09-27", "2025-01-24", "2025-09-26", "2026-02-13", "2026-04-30")
)
"""The last days before Spring Festival, National Day and Labour Day, when most can go wrong."""
CORRECTION = ("没有补正", "补正", "逾期不补正")
CONSULTATION = ("没有征求意见", "征求一方意见", "征求两方意见而时间重叠")
EXTENSION = ("没有延期", "延期")
FEE = ("不收费", "缴费", "逾期不缴费")
COMBINATIONS = tuple(product(CORRECTION, CONSULTATION, EXTENSION, FEE, RECEIVED))
_ENDINGS = {"correction_lapsed": "ot_nocorrect", "fee_lapsed": "ot_nopay"}


@dataclass
class Story:
    """The steps of a combination; ``refused`` are those tried after the case had lapsed."""

    received: date
    steps: list[tuple[str, date, dict]] = field(default_factory=list)
    refused: list[tuple[str, date, dict]] = field(default_factory=list)

    def step(self, kind: str, day: date, **data) -> date:
        (self.refused if self.lapsed() else self.steps).append((kind, day, data))
        return day

    def lapsed(self) -> bool:
        return any(kind in _ENDINGS for kind, _, _ in self.steps)

    def in_order(self) -> list[tuple[str, date, dict]]:
        return sorted(self.steps, key=lambda step: step[1])


def tell(correction: str, consultation: str, extension: str, fee: str, received: date) -> Story:
    """The story. Opinions and extension come on the clock that runs last; before a lapse, on the one it ends."""
    story = Story(received)
    if correction == CORRECTION[2]:
        _opinions(story, consultation, received)
        _extension(story, extension, nth(received, 5))
        _fee(story, fee, _correction(story, correction, received))
        return story
    base = _correction(story, correction, received)
    if fee == FEE[2]:
        _opinions(story, consultation, base)
        _extension(story, extension, nth(base, 5))
        _fee(story, fee, nth(base, 7))
        return story
    base = _fee(story, fee, base)
    _opinions(story, consultation, base, silent=True)
    _extension(story, extension, nth(base, 7))
    return story


def _opinions(story: Story, choice: str, base: date, *, silent: bool = False) -> None:
    """One opinion, or two of which the second overlaps the first and may run to the end of its fifteen days."""
    if choice == CONSULTATION[0]:
        return
    story.step("consultation_opened", nth(base, 1), key="甲", party="third_party")
    story.step("consultation_closed", nth(base, 5), key="甲", opinion="objects")
    if choice == CONSULTATION[2]:
        opened = story.step("consultation_opened", nth(base, 3), key="乙", party="joint_maker")
        closed, opinion = (nth(opened, 15) + ONE_DAY, "silent") if silent else (nth(base, 6), "consents")
        story.step("consultation_closed", closed, key="乙", opinion=opinion)


def _extension(story: Story, choice: str, day: date) -> None:
    if choice == EXTENSION[1]:
        story.step("extended", day, approved_by="张主任")
        story.step("extension_notified", day)


def _correction(story: Story, choice: str, base: date) -> date:
    if choice == CORRECTION[0]:
        return base
    asked = story.step("correction_asked", nth(base, 7))
    if choice == CORRECTION[1]:
        return story.step("corrected", nth(asked, 15))
    return story.step("correction_lapsed", nth(asked, 15) + ONE_DAY)


def _fee(story: Story, choice: str, base: date) -> date:
    if choice == FEE[0]:
        return base
    noticed = story.step("fee_noticed", nth(base, 2), method="per_item", amount=100)
    if choice == FEE[1]:
        return story.step("fee_paid", nth(noticed, 20))
    return story.step("fee_lapsed", nth(noticed, 20) + ONE_DAY)


def kernel(story: Story, steps: list, today: date | None = None):
    told = [("submitted", story.received, {"channel": "counter"}), *steps]
    events = [read_event(kind, day, data, seq=seq) for seq, (kind, day, data) in enumerate(told, start=1)]
    return derive(events, rules=rules(), calendar=calendar(), today=today)


def name(combination: tuple) -> str:
    return "、".join(str(part) for part in combination)


def test_every_combination_is_a_story_of_its_own():
    stories = [tell(*combination) for combination in COMBINATIONS]
    assert len({repr((story.received, story.steps, story.refused)) for story in stories}) == 324


@pytest.mark.parametrize("received", RECEIVED, ids=str)
def test_the_due_day_after_every_step(received):
    wrong = []
    for combination in (entry for entry in COMBINATIONS if entry[-1] == received):
        story = tell(*combination)
        clock = Reckoning(received)
        for count, (kind, day, data) in enumerate(story.in_order(), start=1):
            clock.take(kind, day, data)
            state = kernel(story, story.in_order()[:count])
            if state.due_on != clock.due(day):
                wrong.append(f"{name(combination)}：{day}{kind}之后应为{clock.due(day)}，系统得出{state.due_on}")
            if state.findings:
                wrong.append(f"{name(combination)}：合法的办理被指有问题：{state.findings}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("received", RECEIVED, ids=str)
def test_how_every_combination_ends(received):
    """On the last day the reply is on time, the day after it is late; a lapse takes the row of its kind."""
    wrong = []
    for combination in (entry for entry in COMBINATIONS if entry[-1] == received):
        found = list(_ending_faults(tell(*combination)))
        wrong += [f"{name(combination)}：{fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


def _ending_faults(story: Story):
    steps = story.in_order()
    if story.lapsed():
        yield from _lapse_faults(story, steps)
        return
    clock = Reckoning(story.received)
    for kind, day, data in steps:
        clock.take(kind, day, data)
    due = clock.due(date.max)
    for day, on_time in ((due, True), (due + ONE_DAY, False)):
        reply = [("decided", day, {"outcome": "open"}), ("third_party_informed", day, {})]
        state = kernel(story, [*steps, *reply, ("served", day, {"channel": "counter"})])
        if (state.due_on, state.on_time, state.row) != (due, on_time, "open"):
            yield f"{day}答复，应为{due}届满、按期{on_time}，系统得出{state.due_on}、{state.on_time}、{state.row}"
        if [finding.code for finding in state.findings] != ([] if on_time else ["REPLY_LATE"]):
            yield f"{day}答复，发现的问题是{[finding.code for finding in state.findings]}"


def _lapse_faults(story: Story, steps: list):
    kind, day, _ = steps[-1]
    state = kernel(story, steps)
    if (state.row, state.decided_on, state.due_on) != (_ENDINGS[kind], day, None):
        yield f"应于{day}计入{_ENDINGS[kind]}，系统得出{state.row}、{state.decided_on}、{state.due_on}"
    early = kernel(story, [*steps[:-1], (kind, day - ONE_DAY, {})])
    if early.row is not None or [finding.code for finding in early.findings] != ["LAPSED_EARLY"]:
        yield f"期限最后一日{day - ONE_DAY}不应认定逾期，系统得出{early.row}"
    later = kernel(story, [*steps, *story.refused])
    if [finding.code for finding in later.findings] != ["AFTER_END"] * len(story.refused):
        yield f"不再处理以后还能收费：{later.findings}"
    if later._replace(findings=()) != state._replace(findings=()):
        yield "不再处理以后的步骤改变了案件"
