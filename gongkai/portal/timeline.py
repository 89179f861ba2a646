"""What an applicant may see of a case, in plain words.

A closed list: what happens inside the agency (handing over, searching, drafting) is not on it, and neither is
the outcome before its letter is issued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.portal.clock import chinese_day
from gongkai.statute.case_state import Stage
from gongkai.statute.events import Event, EventKind
from gongkai.statute.explanation import PARTY_LABELS

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    on: date
    title: str
    text: str = ""


SHOWN: Mapping[EventKind, tuple[str, str]] = {
    EventKind.SUBMITTED: ("提交申请", ""),
    EventKind.RECEIPT_CONFIRMED: ("双方确认收到申请", ""),
    EventKind.REGISTERED: ("登记", "申请已经登记，交由公开工作机构办理。"),
    EventKind.CORRECTION_ASKED: ("告知补正", "需要补正的内容：{what}"),
    EventKind.CORRECTED: ("收到补正", "答复期限从下一个工作日起重新计算。"),
    EventKind.CORRECTION_LAPSED: ("逾期没有补正", "期限内没有收到补正，视为放弃申请，不再处理。"),
    EventKind.CONSULTATION_OPENED: ("书面征求意见", "对象是{party}，等待意见的时间依法不计入答复期限。"),
    EventKind.CONSULTATION_CLOSED: ("征求意见结束", "答复期限继续计算。"),
    EventKind.REASONS_ASKED: ("请您说明理由", "{why}"),
    EventKind.REASONS_GIVEN: ("收到您说明的理由", ""),
    EventKind.DELAY_SET: ("确定延迟答复的期限", "最晚在{limit_on}答复。"),
    EventKind.EXTENDED: ("延长答复期限", "经批准延长一次。"),
    EventKind.EXTENSION_NOTIFIED: ("告知延期", ""),
    EventKind.FEE_NOTICED: ("制发收费通知", "应缴信息处理费{amount}元，缴清后继续办理。"),
    EventKind.FEE_PAID: ("收到缴费", "答复期限从下一个工作日起重新计算。"),
    EventKind.FEE_LAPSED: ("逾期没有缴费", "期限内没有收到缴费，不再处理。"),
    EventKind.DECIDED: ("作出答复决定", ""),
    EventKind.LETTER_ISSUED: ("制发告知书", "可以在本页查阅。"),
    EventKind.LETTER_SEALED: ("告知书用印", "可以在本页查阅。"),
    EventKind.SERVED: ("告知书已经送达", ""),
    EventKind.SUCCEEDED: ("改由其他机关办理", "因机构调整，由承继职能的机关接着办理；编号、查询码和期限都不变。"),
    EventKind.DELIVERED: ("告知书的邮件已经签收", ""),
    EventKind.MAIL_RETURNED: ("告知书的邮件被退回", "机关会以其他方式再次送达，也可以由您与机关联系商定。"),
    EventKind.WITHDRAWN: ("您撤回了申请", ""),
    EventKind.CONVERTED_TO_PROACTIVE: (
        "转为主动公开",
        "所申请的信息纳入主动公开，审核通过后在“答复公开”栏目发布。",
    ),
    EventKind.PUBLICATION_SUGGESTED: ("收到您的公开建议", ""),
    EventKind.AMENDMENT_ASKED: ("收到您的更正要求", ""),
    EventKind.AMENDMENT_ANSWERED: ("答复您的更正要求", "办理结果见告知书。"),
    EventKind.CLOSED: ("办结", ""),
}
"""What is shown: a title, and a sentence with places for what the event says."""


STAGES: Mapping[Stage, str] = {
    Stage.NOT_RECEIVED: "尚未收到",
    Stage.AWAITING_CONFIRMATION: "已收到，办理中",
    Stage.OPEN: "办理中",
    Stage.AWAITING_CORRECTION: "等待您补正",
    Stage.IN_CONSULTATION: "征求意见中",
    Stage.AWAITING_FEE: "等待您缴费",
    Stage.DECISION_PROPOSED: "办理中",
    Stage.DECIDED: "已作出答复，等待送达",
    Stage.SERVED: "答复已送达",
    Stage.LAPSED: "不再处理",
    Stage.WITHDRAWN: "已撤回",
    Stage.CLOSED: "已办结",
    Stage.FILED: "已办结",
}
"""Where a request stands, for the applicant: drafts and approvals are the agency's own affair."""


def entries(events: Sequence[Event], words: Mapping[int, Words]) -> list[Entry]:
    """The timeline, oldest first, with the days as amended."""
    amended = {
        event.data["amends"]: event.data["occurred_on"]
        for event in events
        if event.kind is EventKind.AMENDED and "occurred_on" in event.data
    }
    found = []
    for event in events:
        if event.kind in SHOWN:
            title, sentence = SHOWN[event.kind]
            if event.data.get("to_be_sealed"):
                sentence = "正在加盖电子印章，加盖以后可以在本页查阅。"
            text = sentence.format_map(_facts(event, words.get(event.seq, {})))
            found.append(Entry(amended.get(event.seq, event.occurred_on), title, text))
    return sorted(found, key=lambda entry: entry.on)


def _facts(event: Event, words: Words) -> dict[str, str]:
    """What the sentences may name, as a citizen reads it."""
    limit_on = event.data.get("limit_on")
    return {
        "what": str(words.get("what", "")),
        "why": str(words.get("why", "")),
        "party": PARTY_LABELS.get(event.data.get("party", ""), ""),
        "amount": str(event.data.get("amount", "")),
        "limit_on": chinese_day(limit_on) if isinstance(limit_on, date) else "",
    }
