"""The steps an officer can take on a case: one entry per verb, with its form, its permission and why it exists.

The case page shows them as cards, in the order in which the work goes; the law (`procedure.permitted`) says
which are open today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import deciding, disputes, forms, handling
from gongkai.casework.models import Dispute
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind as K

P = Permission
Take = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``kind`` is the event the law is asked about, ``take`` the verb, ``stages`` those in which it is
    the next thing to do. ``page`` names a screen of its own that is opened instead of a card's form."""

    slug: str
    label: str
    kind: K
    permission: Permission
    form: type[forms.StepForm]
    take: Take
    why: str
    done: str
    stages: frozenset[Stage] = frozenset()
    page: str = ""
    danger: bool = False


def _serve(*, channel: str, on: Any, proof: str, **rest: Any) -> Any:
    return deciding.serve(service=deciding.Service(channel, on, proof), **rest)


def _propose(**_: Any) -> None:
    raise LookupError("the decision has a screen of its own")


def _file_dispute(*, kind: str, **rest: Any) -> Any:
    return disputes.file(kind=Dispute.Kind(kind), **rest)


def _decide_dispute(*, result: str, **rest: Any) -> Any:
    return disputes.decide(result=Dispute.Result(result), **rest)


def _in(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


WORKING = _in(Stage.OPEN, Stage.AWAITING_CONFIRMATION)
STEPS: tuple[Step, ...] = (
    Step(
        "confirm-receipt",
        "确认收到",
        K.RECEIPT_CONFIRMED,
        P.CASE_HANDLE,
        forms.ConfirmReceiptForm,
        handling.confirm_receipt,
        "平信、传真和网上申请，以双方确认之日为收到日；在确认之前，期限按最早可能的日期计算。",
        "已记录双方确认收到。",
        _in(Stage.AWAITING_CONFIRMATION),
    ),
    Step(
        "assign",
        "交办",
        K.ASSIGNED,
        P.CASE_HANDLE,
        forms.AssignForm,
        handling.assign,
        "交给业务单位拟办。内部交办不影响任何期限。",
        "已交办，期限不变。",
        WORKING,
    ),
    Step(
        "approve",
        "批准答复",
        K.DECIDED,
        P.CASE_APPROVE,
        forms.PlainForm,
        deciding.approve,
        "批准后即作出决定，计入年度报告。拟办人不得审批自己的意见。",
        "已批准，请公开工作人员制发告知书。",
        _in(Stage.DECISION_PROPOSED),
    ),
    Step(
        "send-back",
        "退回修改",
        K.DECISION_RETURNED,
        P.CASE_APPROVE,
        forms.WhyForm,
        deciding.send_back,
        "说明原因，由拟办人修改后重新报批。期限照常计算。",
        "已退回修改。",
        _in(Stage.DECISION_PROPOSED),
    ),
    Step(
        "approve-extension",
        "批准延期",
        K.EXTENDED,
        P.CASE_APPROVE,
        forms.PlainForm,
        handling.approve_extension,
        "延长答复期限须经政府信息公开工作机构负责人同意，最多20个工作日，只能一次。",
        "已批准延期，请在原期限届满前告知申请人。",
    ),
    Step(
        "issue-letter",
        "制发告知书",
        K.LETTER_ISSUED,
        P.CASE_HANDLE,
        forms.PlainForm,
        deciding.issue_letter,
        "按已批准的意见生成告知书并编号，编号后不能更改。请先预览。",
        "告知书已编号制发，请送达申请人。",
        _in(Stage.DECIDED),
    ),
    Step(
        "serve",
        "登记送达",
        K.SERVED,
        P.CASE_HANDLE,
        forms.ServeForm,
        _serve,
        "是否按期答复，看送达：当面以签收、邮寄以交邮、网上以发出之日为准。",
        "已登记送达。",
        _in(Stage.DECIDED),
    ),
    Step(
        "file-away",
        "办结归档",
        K.FILED,
        P.CASE_HANDLE,
        forms.PlainForm,
        deciding.file_away,
        "答复已经送达，材料齐全后归档。",
        "已归档。",
        _in(Stage.SERVED, Stage.LAPSED, Stage.WITHDRAWN, Stage.CLOSED),
    ),
    Step(
        "correction-received",
        "收到补正",
        K.CORRECTED,
        P.CASE_HANDLE,
        forms.CorrectedForm,
        handling.receive_correction,
        "收到补正之日起，答复期限重新计算。",
        "已登记补正，答复期限重新计算。",
        _in(Stage.AWAITING_CORRECTION),
    ),
    Step(
        "lapse-correction",
        "逾期不补正，不再处理",
        K.CORRECTION_LAPSED,
        P.CASE_HANDLE,
        forms.DayForm,
        handling.lapse_correction,
        "申请人无正当理由逾期不补正的，视为放弃申请。",
        "已记录逾期不补正。",
        _in(Stage.AWAITING_CORRECTION),
        danger=True,
    ),
    Step(
        "close-consultation",
        "征求意见结束",
        K.CONSULTATION_CLOSED,
        P.CASE_HANDLE,
        forms.CloseConsultationForm,
        handling.close_consultation,
        "第三方逾期未答复的，由本机关决定是否公开；共同制作机关逾期未答复的，视为同意公开。",
        "已记录意见，期限恢复计算。",
        _in(Stage.IN_CONSULTATION),
    ),
    Step(
        "fee-paid",
        "申请人已缴费",
        K.FEE_PAID,
        P.CASE_HANDLE,
        forms.DayForm,
        handling.receive_fee,
        "缴清之日起，答复期限重新计算。",
        "已登记缴费，答复期限重新计算。",
        _in(Stage.AWAITING_FEE),
    ),
    Step(
        "lapse-fee",
        "逾期不缴费，不再处理",
        K.FEE_LAPSED,
        P.CASE_HANDLE,
        forms.DayForm,
        handling.lapse_fee,
        "缴费期限届满仍未缴纳的，不再处理该申请。",
        "已记录逾期不缴费。",
        _in(Stage.AWAITING_FEE),
        danger=True,
    ),
    Step(
        "log-search",
        "记录检索",
        K.SEARCHED,
        P.CASE_DRAFT,
        forms.SearchForm,
        handling.log_search,
        "信息不存在的，应当证明已经合理检索。在哪里找、找什么、结果如何，逐次记录。",
        "已记录检索。",
        WORKING,
    ),
    Step(
        "propose",
        "拟定答复",
        K.DECISION_PROPOSED,
        P.CASE_DRAFT,
        forms.PlainForm,
        _propose,
        "在21种办理结果中选择一种，写明所需事实，报领导审批。",
        "已报审批。",
        WORKING,
        page="decision",
    ),
    Step(
        "ask-correction",
        "告知补正",
        K.CORRECTION_ASKED,
        P.CASE_HANDLE,
        forms.AskCorrectionForm,
        handling.ask_correction,
        "申请内容不明确的，应当自收到之日起7个工作日内一次性告知补正。",
        "已记录告知补正，答复期限待补正后重新计算。",
        WORKING,
    ),
    Step(
        "open-consultation",
        "征求意见",
        K.CONSULTATION_OPENED,
        P.CASE_HANDLE,
        forms.OpenConsultationForm,
        handling.open_consultation,
        "公开可能损害第三方合法权益，或者涉及其他机关的，书面征求意见；所需时间不计入期限。",
        "已记录征求意见，期限暂停计算。",
        WORKING,
    ),
    Step(
        "request-extension",
        "提请延期",
        K.EXTENSION_REQUESTED,
        P.CASE_HANDLE,
        forms.ReasonForm,
        handling.request_extension,
        "需要延长答复期限的，报工作机构负责人同意，并在原期限届满前告知申请人。",
        "已提请延期，等待审批。",
    ),
    Step(
        "notify-extension",
        "告知延期",
        K.EXTENSION_NOTIFIED,
        P.CASE_HANDLE,
        forms.DayForm,
        handling.notify_extension,
        "批准延期后，应当在原期限届满前告知申请人。",
        "已记录告知延期。",
    ),
    Step(
        "ask-reasons",
        "要求说明理由",
        K.REASONS_ASKED,
        P.CASE_HANDLE,
        forms.ExcessForm,
        handling.ask_reasons,
        "申请数量、频次明显超过合理范围的，可以要求申请人说明理由。",
        "已记录要求说明理由。",
    ),
    Step(
        "reasons-given",
        "收到理由说明",
        K.REASONS_GIVEN,
        P.CASE_HANDLE,
        forms.ReasonsGivenForm,
        handling.receive_reasons,
        "理由合理但无法在规定期限内答复的，可以确定延迟答复的合理期限并告知申请人。",
        "已登记理由说明。",
    ),
    Step(
        "set-delay",
        "确定延迟答复的期限",
        K.DELAY_SET,
        P.CASE_HANDLE,
        forms.DelayForm,
        handling.set_delay,
        "只适用于申请数量、频次明显超过合理范围而理由合理的情形。",
        "已记录延迟答复的期限。",
    ),
    Step(
        "notice-fee",
        "收费通知",
        K.FEE_NOTICED,
        P.CASE_HANDLE,
        forms.FeeForm,
        handling.notice_fee,
        "只有数量、频次明显超过合理范围的，才可以收取信息处理费。收不收由本机关决定，系统只计算。",
        "已记录收费通知，等待缴费。",
        page="fee",
    ),
    Step(
        "withdraw",
        "申请人撤回",
        K.WITHDRAWN,
        P.CASE_HANDLE,
        forms.WithdrawForm,
        handling.withdraw,
        "只能由申请人自愿撤回。",
        "已记录撤回。",
        danger=True,
    ),
    Step(
        "file-dispute",
        "登记复议或者诉讼",
        K.DISPUTE_FILED,
        P.CASE_HANDLE,
        forms.FileDisputeForm,
        _file_dispute,
        "复议、诉讼结果计入年度报告表四。",
        "已登记复议或者诉讼。",
    ),
    Step(
        "decide-dispute",
        "复议或者诉讼审结",
        K.DISPUTE_DECIDED,
        P.CASE_HANDLE,
        forms.DecideDisputeForm,
        _decide_dispute,
        "结果被纠正的，应当重新作出答复。",
        "已登记审理结果。",
    ),
    Step(
        "convert",
        "转为主动公开",
        K.CONVERTED_TO_PROACTIVE,
        P.CASE_HANDLE,
        forms.DayForm,
        handling.convert_to_proactive,
        "多个申请人申请同一信息且可以公开的，可以纳入主动公开。",
        "已记录转为主动公开。",
    ),
    Step(
        "note",
        "备注",
        K.NOTE,
        P.CASE_DRAFT,
        forms.NoteForm,
        handling.write_note,
        "随件留存的说明，不影响期限。",
        "已保存备注。",
    ),
    Step(
        "amend",
        "更正记录",
        K.AMENDED,
        P.CASE_AMEND,
        forms.AmendForm,
        handling.amend,
        "记错的日期用更正记录改正，原记录保留。",
        "已更正，期限已重新计算。",
    ),
)
BY_SLUG: Mapping[str, Step] = {step.slug: step for step in STEPS}
WITHOUT_SEQ = frozenset(
    {"correction-received", "reasons-given", "log-search", "note", "file-dispute", "decide-dispute"}
)
"""Steps whose verbs may be taken whatever happened since the screen was opened."""


def take(step: Step, *, case_id: int, data: Mapping[str, Any], by: User, at: datetime) -> Any:
    """Run a step's verb with what the form read. Raises what the verb raises."""
    given = dict(data)
    seq = given.pop("seq", None)
    if step.slug not in WITHOUT_SEQ:
        given["seq"] = seq
    return step.take(case_id=case_id, by=by, at=at, **given)
