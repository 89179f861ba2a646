"""The steps by which a letter reaches its addressee: served, signed for, come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as fields

from gongkai.agencies.roles import Permission
from gongkai.casework import forms, service, service_by_post
from gongkai.casework.queries import Sheet
from gongkai.casework.step import Step
from gongkai.files.uploading import FilesField
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind as K


class PostedForm(forms.StepForm):
    """Something became of a letter that was handed to the post."""

    served = fields.TypedChoiceField(label="邮寄的文书", coerce=int, choices=[])


class MailDeliveredForm(PostedForm):
    on = forms.day("签收日期", help_text="签收回执或者邮政企业投递记录上的日期。")
    tracking = fields.CharField(
        label="邮件号码", max_length=40, required=False, help_text="邮政企业有投递记录的，填写号码，系统核对校验位。"
    )
    proof = fields.CharField(label="签收人", max_length=200, required=False, help_text="本人、代收人或者收发章。")
    uploaded = FilesField(label="签收回执扫描件", required=False)


class MailReturnedForm(PostedForm):
    on = forms.day("退回日期")
    why = fields.ChoiceField(label="退信原因", choices=[("", "请选择"), *service_by_post.RETURNED])
    words = fields.CharField(label="说明", max_length=200, required=False)
    uploaded = FilesField(label="退信封面扫描件", required=False)


def waiting(sheet: Sheet) -> list[tuple[int, str]]:
    """The posted letters of which nothing was heard yet, to choose from."""
    titles = {letter.number: letter.title for letter in sheet.letters}
    return [
        (entry.seq, f"{entry.on:%Y-%m-%d}交邮：{titles.get(entry.letter, '答复')}{entry.letter}")
        for entry in reversed(sheet.state.posted)
        if entry.awaits_proof
    ]


def _uploads(received: Sequence[Any]) -> Any:
    return service.proof_scan(received)


def _serve(*, case_id: int, by: Any, at: Any, seq: int | None = None, **told: Any) -> Any:
    uploads = _uploads(told.pop("uploaded", ()))
    return service.record(case_id=case_id, service=service.Service(uploads=uploads, **told), by=by, at=at, seq=seq)


def _delivered(*, uploaded: Sequence[Any] = (), **told: Any) -> Any:
    return service_by_post.record_delivery(uploads=_uploads(uploaded), **told)


def _returned(*, uploaded: Sequence[Any] = (), **told: Any) -> Any:
    return service_by_post.record_return(uploads=_uploads(uploaded), **told)


SERVICE_STEPS: tuple[Step, ...] = (
    Step(
        "serve",
        "登记送达",
        K.SERVED,
        Permission.CASE_HANDLE,
        forms.ServeForm,
        _serve,
        "是否按期答复，看送达：当面以签收、邮寄以交邮、网上以发出之日为准。",
        "已登记送达。",
        frozenset({Stage.DECIDED}),
    ),
    Step(
        "mail-delivered",
        "登记邮件签收",
        K.DELIVERED,
        Permission.CASE_HANDLE,
        MailDeliveredForm,
        _delivered,
        "是否按期答复看交邮之日；申请人申请复议、起诉的期限，从签收之日起算。",
        "已登记签收，救济期限从签收之日起计算。",
    ),
    Step(
        "mail-returned",
        "登记退信",
        K.MAIL_RETURNED,
        Permission.CASE_HANDLE,
        MailReturnedForm,
        _returned,
        f"退回的文书等于没有告知申请人。{service_by_post.NEXT_WAYS}",
        f"已登记退信，此件重新列为待送达。{service_by_post.NEXT_WAYS}",
    ),
)
