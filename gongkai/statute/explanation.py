"""Why a due day is what it is: rule, article, and each day counted or left out.

The same explanation is shown on screens, in letters and on the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.statute.case_state import CaseState
from gongkai.statute.citation import Citation, cite
from gongkai.statute.clock_days import ClockDay, Mark, clock_days
from gongkai.statute.deadlines import NAMES, Consultation
from gongkai.statute.disputes import sentences
from gongkai.statute.events import Event
from gongkai.statute.fold import Fold
from gongkai.statute.parameters import Rules
from gongkai.statute.procedure import fold
from gongkai.statute.receipt import CHANNEL_LABELS
from gongkai.statute.workdays import Calendar, missing_notice

PARTY_LABELS = {"third_party": "第三方", "joint_maker": "共同制作机关", "other_agency": "其他机关"}
SILENCE = {
    "third_party": "逾期未答复，由本机关决定是否公开",
    "joint_maker": "逾期未答复，视为同意公开",
    "other_agency": "逾期未答复",
}
"""What it means when nobody answered within the limit (条例第三十二条、第三十四条)."""
_CORRECTION, _REASONS = cite("regulation:30"), cite("regulation:35")
_CONSULTATION, _OPINION = (
    cite("regulation:33¶3"),
    {"third_party": cite("regulation:32"), "joint_maker": cite("regulation:34")},
)
_CIVIL_CODE_FROM = date(2021, 1, 1)
_FEE, _OWN, _FIRST_DAY = cite("fee_rules:"), cite("gongkai:"), cite("civil_code:201")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence with its article, its day, and the sentences it rests on."""

    text: str
    citation: Citation | None = None
    on: date | None = None
    children: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the flat form: what happened to the clock on a day. ``n`` is the number of working
    days counted so far; ``counted`` is None where the line is not about counting a day."""

    on: date
    what: str
    article: Citation | None = None
    counted: bool | None = None
    n: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The line as the command line prints it in JSON."""
        found: dict[str, Any] = {"on": self.on.isoformat(), "what": self.what}
        found["article"] = str(self.article) if self.article is not None else None
        found["counted"], found["n"] = self.counted, self.n
        return found


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A case's clock, explained three ways: as a tree, as steps by date, as days for a calendar."""

    state: CaseState
    tree: Explanation
    steps: tuple[Step, ...]
    days: tuple[ClockDay, ...]
    law_version: str
    calendar_version: str


def explain(events: Sequence[Event], *, rules: Rules, calendar: Calendar, today: date | None = None) -> Reasoning:
    """Explain the clock of a case. Arguments as for `procedure.derive`; never raises on valid events."""
    case = fold(events, rules=rules, calendar=calendar, today=today)
    state = case.state()
    days = clock_days(case, state)
    milestones = list(_milestones(case, state, rules))
    return Reasoning(
        state=state,
        tree=_tree(state, milestones, days, rules, calendar),
        steps=_steps(milestones, days),
        days=days,
        law_version=rules.version,
        calendar_version=calendar.version,
    )


# -- what moved the clock ----------------------------------------------------------------------------


def _milestones(case: Fold, state: CaseState, rules: Rules) -> Iterator[Explanation]:
    yield from _receipt(state)
    yield from _correction(state)
    for consultation in state.consultations:
        yield _consultation(consultation, case)
    yield from _reasons(state)
    yield from _fee(state)
    yield from _limit(case, state, rules)
    for text, citation, on in sentences(state, rules=rules, calendar=case.calendar):
        yield Explanation(text, citation, on)


def _receipt(state: CaseState) -> Iterator[Explanation]:
    receipt = state.receipt
    if receipt is None or state.channel is None:
        return
    others = tuple(
        Explanation(f"另一种算法：以{other.on:%Y-%m-%d}为收到日。{other.why}", other.citation, other.on)
        for other in receipt.alternatives
    )
    text = f"收到日（{CHANNEL_LABELS[state.channel]}），不计入期限。{receipt.why}"
    if not receipt.confirmed:
        text += "尚未与申请人确认收到。"
    yield Explanation(text, receipt.citation, receipt.on, others)
    article = _FIRST_DAY if receipt.on >= _CIVIL_CODE_FROM else _OWN
    yield Explanation("期间开始的当日不计算，次一工作日为第1日。", article, receipt.on)


def _correction(state: CaseState) -> Iterator[Explanation]:
    found = state.correction
    if found is None:
        return
    text = f"告知补正，补正期限至{found.limit_on:%Y-%m-%d}；此前已经过的时间不再计算。"
    yield Explanation(text, _CORRECTION, found.asked_on)
    if found.corrected_on is not None:
        text = "收到补正后的申请，答复期限自次一工作日重新计算。"
        yield Explanation(text, _CORRECTION, found.corrected_on)


def _consultation(found: Consultation, case: Fold) -> Explanation:
    party = PARTY_LABELS[found.party]
    until = min(found.closed_on or found.limit_on, found.limit_on)
    days = f"，期限{case.limits.consultation(found.party)}个工作日" if case.limits else ""
    text = f"书面征求{party}意见{days}，至{found.limit_on:%Y-%m-%d}。"
    if found.closed_on is None:
        paused = min(case.as_of or until, until)
        text += f"意见尚未收到，发出次日至{paused:%Y-%m-%d}的工作日不计入答复期限。"
    else:
        text += f"{_answered(found, found.closed_on)}，发出次日至{until:%Y-%m-%d}的工作日不计入答复期限。"
    rule = _OPINION.get(found.party)
    children = (Explanation("征求意见所需时间不计算在答复期限内。", _CONSULTATION),)
    return Explanation(text, rule or _CONSULTATION, found.opened_on, children if rule else ())


def _answered(found: Consultation, on: date) -> str:
    """When the opinion came, or what it means that none came: for a third party the agency decides (art 32), a joint
    maker is taken to consent (art 34)."""
    if found.opinion == "silent":
        return SILENCE[found.party] if on > found.limit_on else f"{on:%Y-%m-%d}记为未答复"
    return f"{on:%Y-%m-%d}收到意见{'（已过期限，只扣除至期限届满之日）' if on > found.limit_on else ''}"


def _reasons(state: CaseState) -> Iterator[Explanation]:
    found = state.reasons
    if found is not None and found.delayed_until is not None:
        text = f"申请数量、频次明显超过合理范围而理由合理，已确定延迟答复至{found.delayed_until:%Y-%m-%d}。"
        yield Explanation(text, _REASONS, found.given_on)


def _fee(state: CaseState) -> Iterator[Explanation]:
    found = state.fee
    if found is None:
        return
    if found.served_on is None:
        text = "制发收费通知。没有申请人收到的记录，答复期限继续计算，自申请人收到之日起才停止（按最稳妥的算法）。"
        yield Explanation(text, _FEE, found.noticed_on)
        return
    text = f"送达收费通知，缴费期限至{found.limit_on:%Y-%m-%d}；此前已经过的时间不再计算。"
    yield Explanation(text, _FEE, found.served_on)
    if found.paid_on is not None:
        text = "缴清费用，答复期限自次一工作日重新计算（该起算日为系统推定，无明文）。"
        yield Explanation(text, _OWN, found.paid_on)


def _limit(case: Fold, state: CaseState, rules: Rules) -> Iterator[Explanation]:
    if state.limits is None or state.received_on is None or state.clock_started_on is None:
        return
    reply = rules.get(NAMES["reply"], state.received_on)
    text = f"答复期限为{reply.value}个工作日（收到申请之日施行的规定）。"
    yield Explanation(text, reply.citation, state.clock_started_on)
    if state.extension is not None:
        extension = rules.get(NAMES["extension"], state.received_on)
        longest = f"最长{extension.value}个，只能一次"
        text = f"经批准延长{state.extension.days}个工作日（{longest}）。"
        yield Explanation(text, extension.citation, state.extension.approved_on)
    if case.promised_on is not None:
        text = f"重新计算前已告知延长至{case.promised_on:%Y-%m-%d}，重新计算后的期限不早于该日。"
        yield Explanation(text, _OWN, case.promised_on)


# -- putting it together -----------------------------------------------------------------------------


def _tree(
    state: CaseState, milestones: list[Explanation], days: tuple[ClockDay, ...], rules: Rules, calendar: Calendar
) -> Explanation:
    children = list(milestones)
    if days:
        children.append(Explanation("逐日计算", None, None, tuple(_day_line(day) for day in days)))
    children.extend(Explanation(f"注意：{found.message}", found.citation, found.on) for found in state.findings)
    children.extend(
        Explanation(f"{missing_notice(year)}尚未导入：{year}年的日期按最早可能计算，标为暂定；导入后将重新计算。", _OWN)
        for year in state.missing_years
    )
    children.append(Explanation(f"规则版本{rules.version}，工作日历版本{calendar.version}。", _OWN))
    article = rules.get(NAMES["reply"], state.received_on).citation if state.limits and state.received_on else None
    return Explanation(headline(state), article, state.due_on, tuple(children))


def headline(state: CaseState) -> str:
    """The one sentence above an explanation: the due day, or why there is none."""
    if state.received_on is None:
        return "申请尚未收到，没有答复期限。"
    if state.correction_limit_on is not None:
        return f"正在等待申请人补正（至{state.correction_limit_on:%Y-%m-%d}），答复期限暂不计算。"
    if state.fee_limit_on is not None:
        return f"正在等待申请人缴费（至{state.fee_limit_on:%Y-%m-%d}），答复期限暂不计算。"
    if state.due_on is None:
        return "答复期限无法计算，原因见后。"
    return f"答复期限至{state.due_on:%Y-%m-%d}{'（暂定）' if state.provisional else ''}。"


def _day_line(day: ClockDay) -> Explanation:
    text = f"第{day.number}个工作日（{day.why}）" if day.number is not None else f"不计入：{day.why}"
    return Explanation(text, day.citation, day.on)


def _steps(milestones: list[Explanation], days: tuple[ClockDay, ...]) -> tuple[Step, ...]:
    found = [Step(entry.on, entry.text, entry.citation) for entry in milestones if entry.on is not None]
    found.extend(
        Step(day.on, day.why, day.citation, day.number is not None, day.number)
        for day in days
        if day.mark not in (Mark.RECEIPT, Mark.RESTARTED)
    )
    found.sort(key=lambda step: (step.on, step.counted is not None))
    if days:
        last = days[-1]
        number = f"（第{last.number}个工作日）" if last.number is not None else ""
        found.append(Step(last.on, f"答复期限届满之日{number}", last.citation, None, last.number))
        # A dispute may have days after the limit; the sort keeps the limit behind what else is on its day.
        found.sort(key=lambda step: step.on)
    return tuple(found)


def spans(days: Sequence[ClockDay]) -> Iterator[tuple[ClockDay, ClockDay]]:
    """Runs of days that are alike, for a short text: their first and last day."""
    start = last = None
    for day in days:
        if start is not None and last is not None and day.mark is start.mark and day.why == start.why:
            last = day
            continue
        if start is not None and last is not None:
            yield start, last
        start = last = day
    if start is not None and last is not None:
        yield start, last
