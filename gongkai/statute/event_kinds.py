"""The kinds of event that a request can meet, each a fact that the law knows."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """A kind of event. ``label`` is the Chinese name."""

    label: str

    def __new__(cls, value: str, label: str = "") -> EventKind:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    # Enum hashes by name in Python code; events are looked up millions of times.
    __hash__ = str.__hash__

    SUBMITTED = "submitted", "提交申请"
    """The request arrived at the agency on this day (art 29)."""
    RECEIPT_CONFIRMED = "receipt_confirmed", "双方确认收到"
    """Agency and applicant confirmed that the request had arrived (art 31)."""
    REGISTERED = "registered", "登记"
    """The request was entered in the register and given its number (art 45)."""
    ASSIGNED = "assigned", "交办"
    """An office or a person was asked to handle the request; no clock moves."""
    RETURNED = "returned", "退回交办"
    """The office gave the task back and said why; no clock moves."""
    CORRECTION_ASKED = "correction_asked", "告知补正"
    """The applicant was told, once, what to correct and by when (art 30)."""
    CORRECTED = "corrected", "收到补正"
    """The corrected request arrived; the reply clock starts anew (art 30)."""
    CORRECTION_LAPSED = "correction_lapsed", "逾期不补正"
    """The limit passed without a correction and without good reason: no longer handled (art 30)."""
    CONSULTATION_OPENED = "consultation_opened", "发出征求意见书"
    """A third party, joint maker or other agency was asked for its opinion in writing (arts 32–34)."""
    CONSULTATION_CLOSED = "consultation_closed", "征求意见结束"
    """The opinion arrived, or the agency recorded that none came."""
    REASONS_ASKED = "reasons_asked", "要求说明理由"
    """The applicant was asked why there are so many requests (art 35)."""
    REASONS_GIVEN = "reasons_given", "申请人说明理由"
    """The applicant explained (art 35)."""
    DELAY_SET = "delay_set", "确定延迟答复期限"
    """The reasons hold but the limit cannot be kept: a later reasonable day was told (art 35)."""
    EXTENSION_REQUESTED = "extension_requested", "提请延期"
    """The handler asked the head of the disclosure office for more time (art 33)."""
    EXTENDED = "extended", "批准延期"
    """The head of the disclosure office approved the one extension (art 33)."""
    EXTENSION_NOTIFIED = "extension_notified", "告知延期"
    """The applicant was told of the extension (art 33)."""
    FEE_NOTICED = "fee_noticed", "收费通知"
    """The fee notice went out (art 42). Named with its letter, the reply clock stops when that letter is served;
    without one, the notice itself was handed over on this day."""
    FEE_PAID = "fee_paid", "缴费"
    """The fee was paid in full; the reply clock starts anew."""
    FEE_LAPSED = "fee_lapsed", "逾期不缴费"
    """The fee was not paid within the limit: no longer handled."""
    SEARCHED = "searched", "检索"
    """A search was made: where, by whom and what it found (art 36(4))."""
    DECISION_PROPOSED = "decision_proposed", "拟办"
    """The handler proposed an outcome for approval."""
    DECISION_RETURNED = "decision_returned", "退回修改"
    """The approver sent the proposal back."""
    DECIDED = "decided", "作出决定"
    """The agency decided; the case stands in a row of table B from this day (arts 36–39)."""
    LETTER_ISSUED = "letter_issued", "制发文书"
    """A letter was given its number and signed. One that is to be sealed electronically has not left yet."""
    LETTER_SEALED = "letter_sealed", "文书用印"
    """A letter that waited for its electronic seal bears it, or is sealed by hand after all; no clock moves."""
    SERVED = "served", "送达"
    """A letter was served; by post this is the day it was handed to the post (235号)."""
    WITHDRAWN = "withdrawn", "申请人撤回"
    """The applicant took the request back; the case ends (table B, other)."""
    CLOSED = "closed", "办结"
    """Everything the case needed was done."""
    FILED = "filed", "归档"
    """The papers went to the archive (art 45)."""
    DISPUTE_FILED = "dispute_filed", "提起复议或诉讼"
    """The applicant or a third party asked for reconsideration or sued (art 51)."""
    DISPUTE_ANSWERED = "dispute_answered", "提交行政复议答复或者答辩"
    """The agency handed in its written answer or defence with the evidence (行政复议法第四十八条、第五十四条)."""
    DISPUTE_DECIDED = "dispute_decided", "复议或诉讼审结"
    """A reconsideration or lawsuit ended."""
    THIRD_PARTY_INFORMED = "third_party_informed", "告知第三方公开决定"
    """A third party was told what is disclosed against its wish, and why (art 32)."""
    AMENDMENT_ASKED = "amendment_asked", "申请更正"
    """The applicant asked to correct a record about themselves (art 41)."""
    AMENDMENT_ANSWERED = "amendment_answered", "答复更正"
    """The agency answered the wish for correction (art 41)."""
    CONVERTED_TO_PROACTIVE = "converted_to_proactive", "转为主动公开"
    """What was disclosed on request was published (art 44)."""
    PUBLICATION_SUGGESTED = "publication_suggested", "建议主动公开"
    """The applicant suggested publication (art 44)."""
    TRANSFERRED_INTERNALLY = "transferred_internally", "内部转办"
    """The case moved between offices; no clock moves (guiding case 26)."""
    NOTE = "note", "备注"
    """Something worth remembering."""
    AMENDED = "amended", "更正记录"
    """An earlier event had a wrong date or wrong data; it counts as corrected here."""
    SUBJECT_ERASED = "subject_erased", "清除个人信息"
    """The key of a person's data was destroyed; the events stay."""
