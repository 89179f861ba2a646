"""The steps of a reconsideration or lawsuit: registered, answered, ended."""

from __future__ import annotations

from typing import Any

from gongkai.agencies.roles import Permission
from gongkai.casework import disputes, forms
from gongkai.casework.models import Dispute
from gongkai.casework.step import Step
from gongkai.statute.events import EventKind as K


def _file_dispute(*, kind: str, **rest: Any) -> Any:
    return disputes.file(kind=Dispute.Kind(kind), **rest)


def _decide_dispute(*, result: str, new_reply: str = "", **rest: Any) -> Any:
    return disputes.decide(result=Dispute.Result(result), new_reply=new_reply != "no", **rest)


DISPUTE_STEPS: tuple[Step, ...] = (
    Step(
        "file-dispute",
        "登记复议或者诉讼",
        K.DISPUTE_FILED,
        Permission.CASE_HANDLE,
        forms.FileDisputeForm,
        _file_dispute,
        "收到副本之日起计算答复、答辩的期限；逾期提交的，视为没有证据。结果计入年度报告表四。",
        "已登记复议或者诉讼，请留意答复、答辩的期限。",
    ),
    Step(
        "answer-dispute",
        "登记提交复议答复或者答辩",
        K.DISPUTE_ANSWERED,
        Permission.CASE_HANDLE,
        forms.AnswerDisputeForm,
        disputes.answer,
        "复议：简易程序5个工作日、普通程序10个工作日内提出书面答复并提交证据、依据；诉讼：15日内提交答辩状和证据。",
        "已登记提交答复、答辩。",
    ),
    Step(
        "decide-dispute",
        "复议或者诉讼审结",
        K.DISPUTE_DECIDED,
        Permission.CASE_HANDLE,
        forms.DecideDisputeForm,
        _decide_dispute,
        "结果被纠正的，应当重新作出答复。",
        "已登记审理结果。",
    ),
)
