"""Forms of the case screens. They only read what was typed; whether it is allowed is said by the verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import Agency
from gongkai.casework.attachments import Upload
from gongkai.casework.intake import DELIVERY, FORMS, IDENTITY_KINDS, LONGEST_REQUEST, Wanted, missing
from gongkai.casework.models import ApplicantKind, Attachment, Channel, Dispute
from gongkai.casework.queries import Colour
from gongkai.casework.subjects import Person
from gongkai.files.keeping import KeepingForm
from gongkai.files.uploading import FilesField
from gongkai.statute.disputes import Procedure

MEANS = [("phone", "电话"), ("mail", "信函"), ("web", "电子邮件或者网上"), ("counter", "当面"), ("other", "其他")]
PARTIES = [("third_party", "第三方"), ("joint_maker", "共同制作机关"), ("other_agency", "其他行政机关")]
OPINIONS = [("consents", "同意公开"), ("objects", "不同意公开"), ("silent", "逾期未答复")]
SERVICE = [
    ("counter", "当面送达（以签收之日为准）"),
    ("mail", "邮寄（以交邮之日为准）"),
    ("web", "网上送达（以发出之日为准）"),
    ("other_agency", "委托其他机关转交（以签收之日为准）"),
    ("announcement", "公告送达（最后的方式，以公告期满之日为准）"),
]
AMENDMENTS = [("amended", "予以更正"), ("refused", "不予更正"), ("transferred", "转送或者告知向有权机关提出")]
POST = "中国邮政"
"""Who carries letters of state organs (邮政法第五十五条), where nothing else is said."""
FEE_METHODS = [("per_item", "按件计收"), ("per_page", "按量（页）计收")]


def words(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A few lines of text."""
    kwargs.setdefault("max_length", 4000)
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **kwargs)


def day(label: str, **kwargs: Any) -> forms.DateField:
    """A day; today is filled in."""
    return forms.DateField(
        label=label, widget=DayInput, error_messages={"invalid": "请按2026-01-05的样式填写日期。"}, **kwargs
    )


def speak(form: forms.Form) -> None:
    """Say what is missing by its name instead of “这个字段是必填项”."""
    for field in form.fields.values():
        verb = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
        field.error_messages["required"] = f"{verb}{field.label}。"


class FilterForm(forms.Form):
    """What the list shows."""

    status = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("open", "在办"), ("assigned", "交我单位承办"), ("closed", "已归档"), ("all", "全部")],
    )
    colour = forms.ChoiceField(
        label="缓急", required=False, choices=[("", "不限"), *((colour.value, colour.label) for colour in Colour)]
    )
    channel = forms.ChoiceField(label="渠道", required=False, choices=[("", "不限"), *Channel.choices])
    words = forms.CharField(label="收件编号、申请内容，或者完整的姓名、证件号码、电话", required=False, max_length=60)


class RegisterForm(KeepingForm):
    """A request that came by letter, by fax or at the counter (条例第二十九条). No purpose is asked."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="受理机关", empty_label=None)
    channel = forms.ChoiceField(
        label="申请渠道",
        choices=[item for item in Channel.choices if item[0] != Channel.WEB],
        widget=forms.RadioSelect,
        help_text="网上提交的申请由系统自动登记，不在此处登记。",
    )
    arrived_on = day(
        "收到日期", help_text="当面：申请人提交的当日；需签收的邮件：本机关签收的日期；平信、传真：到达的日期。"
    )
    confirmed_on = day(
        "与申请人确认的日期",
        required=False,
        help_text="平信、传真等应当在收到的当日与申请人确认；尚未确认的留空，稍后补记。",
    )
    confirmed_by = forms.ChoiceField(label="确认方式", required=False, choices=[("", "请选择"), *MEANS])
    oral = forms.BooleanField(
        label="口头申请，由工作人员代为填写",
        required=False,
        help_text="采用书面形式确有困难的，可以口头提出（条例第二十九条）。登记后打印代填的申请书，读给申请人听，由申请人签名。",
    )
    kind = forms.ChoiceField(
        label="申请人类别", choices=ApplicantKind.choices, widget=forms.RadioSelect, initial="natural_person"
    )
    name = forms.CharField(label="姓名或者名称", max_length=100)
    identity_kind = forms.ChoiceField(label="证件种类", choices=IDENTITY_KINDS)
    identity_number = forms.CharField(
        label="证件号码", max_length=40, help_text="身份证号码和统一社会信用代码会核对校验位，输错一位即可发现。"
    )
    representative = forms.CharField(label="法定代表人或者代理人", max_length=100, required=False)
    telephone = forms.CharField(
        label="联系电话", max_length=40, required=False, help_text="电话、电子邮箱、通信地址至少填写一项。"
    )
    email = forms.EmailField(
        label="电子邮箱", required=False, error_messages={"invalid": "电子邮箱的写法不对，请核对。"}
    )
    address = forms.CharField(label="通信地址", max_length=200, required=False)
    postcode = forms.CharField(label="邮政编码", max_length=6, required=False)
    description = words(
        "所需信息", rows=5, max_length=LONGEST_REQUEST, help_text="名称、文号或者便于查询的其他特征，照申请书原文录入。"
    )
    title = forms.CharField(label="摘要", max_length=60, required=False, help_text="供本机关列表显示，可不填。")
    form = forms.ChoiceField(label="提供形式", choices=FORMS, initial="paper")
    delivery = forms.ChoiceField(label="获取方式", choices=DELIVERY, initial="mail")
    scans = FilesField(label="来件扫描", required=False)
    proof = FilesField(label="身份证明", required=False)

    PERSON = ("name", "identity_kind", "identity_number", "telephone", "email", "address", "postcode", "representative")
    WANTED = ("description", "form", "delivery", "title")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        speak(self)

    def person(self) -> Person:
        """Who asks, as far as it was typed."""
        return Person(**{name: self.cleaned_data.get(name, "") for name in self.PERSON})

    def wanted(self) -> Wanted:
        """What is asked for, as far as it was typed."""
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.WANTED})

    def uploads(self) -> list[Upload]:
        """The files, each with what it is."""
        roles = (("scans", Attachment.Role.SCAN), ("proof", Attachment.Role.IDENTITY))
        return [Upload(received, role) for name, role in roles for received in self.cleaned_data.get(name) or ()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("channel") in {Channel.COUNTER, Channel.SIGNED_MAIL}:
            # The day handed in or signed for is the day of receipt; nothing has to be confirmed.
            found["confirmed_on"], found["confirmed_by"] = None, ""
        for name, message in missing(self.person(), self.wanted()).items():
            if name not in self.errors:
                self.add_error(name, message)
        if bool(found.get("confirmed_on")) != bool(found.get("confirmed_by")) and "confirmed_on" in found:
            self.add_error("confirmed_by", "确认的日期和方式应当同时填写。")
        return found

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as the screen groups them."""
        titles = {
            "申请怎样到达": ("agency", "channel", "arrived_on", "confirmed_on", "confirmed_by", "oral"),
            "申请人": ("kind", *self.PERSON),
            "申请内容": self.WANTED,
            "扫描件（加密保存）": ("scans", "proof"),
        }
        # A form for one way of arrival lacks what that way says by itself.
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in titles.items()]


class StepForm(KeepingForm):
    """The base of all steps on a case: the last event the person saw travels along."""

    seq = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self)

    def start(self, today: date) -> None:
        """Fill in today where a day is asked."""
        if "on" in self.fields:
            self.fields["on"].initial = today


class PlainForm(StepForm):
    """A step that needs nothing but the decision to take it."""


class DayForm(StepForm):
    on = day("日期")


class ConfirmReceiptForm(StepForm):
    on = day("双方确认的日期")
    means = forms.ChoiceField(label="确认方式", choices=MEANS)


class AskCorrectionForm(StepForm):
    on = day("告知日期")
    what = words("需要补正的内容", help_text="应当一次性告知全部需要补正的事项，以及怎样补正。")
    limit_on = day("补正期限", required=False, help_text="留空则按合理期限自动推算。")


class CorrectedForm(StepForm):
    on = day("收到补正的日期")
    what = words("补正的内容", required=False)


class OpenConsultationForm(StepForm):
    party = forms.ChoiceField(label="征求对象", choices=PARTIES)
    key = forms.CharField(label="征求意见书编号", max_length=40, help_text="同一件申请内不得重复，收到意见时据此对应。")
    on = day("发出日期")
    whom = forms.CharField(label="被征求意见人", max_length=100)


class CloseConsultationForm(StepForm):
    key = forms.ChoiceField(label="征求意见书编号", choices=[])
    opinion = forms.ChoiceField(label="意见", choices=OPINIONS)
    on = day("收到意见（或者期限届满）的日期")
    words = words("意见内容", required=False)


class ReasonForm(StepForm):
    reason = words("理由")


class WhyForm(StepForm):
    why = words("退回的原因")


class SendBackForm(WhyForm):
    place = forms.CharField(label="退回的是哪一处", max_length=100, required=False, help_text="例如：理由、附件。")
    field_order = ("place", "why")


class ExcessForm(StepForm):
    on = day("告知日期")
    why = words("申请数量、频次明显超过合理范围的情况")


class ReasonsGivenForm(StepForm):
    on = day("收到说明的日期")
    words = words("申请人说明的理由")


class DelayForm(StepForm):
    on = day("告知日期")
    limit_on = day("延迟答复的期限")


class FeeForm(StepForm):
    method = forms.ChoiceField(label="计收方式", choices=FEE_METHODS)
    quantity = forms.IntegerField(
        label="数量",
        min_value=1,
        max_value=100_000,
        help_text="按件：本件是该申请人当月的第几件；按量：拟提供的页数。两种方式只能选一种。",
    )
    on = day("送达收费通知的日期")


class SearchForm(StepForm):
    on = day("检索日期")
    where = forms.CharField(
        label="检索范围", max_length=200, help_text="如：机关档案室2019—2023年收文登记、办公系统全文库。"
    )
    keywords = forms.CharField(label="检索词", max_length=200)
    result = words("检索结果", rows=2)


class ServeForm(StepForm):
    number = forms.ChoiceField(label="文书", required=False, choices=[("", "答复（未编号的）")])
    channel = forms.ChoiceField(label="送达方式", choices=SERVICE)
    on = day("送达日期", help_text="当面：签收之日；邮寄：交邮之日；网上：文书上网之日，即制发之日。")
    tracking = forms.CharField(
        label="邮件号码", max_length=40, required=False, help_text="邮寄的填写挂号信或者特快专递的号码。"
    )
    carrier = forms.CharField(
        label="寄递企业", max_length=40, required=False, help_text="邮寄的填写，应当是邮政企业；留空即中国邮政。"
    )
    delivered_on = day(
        "申请人签收的日期", required=False, help_text="其他机关转交的填写；邮寄的收到签收回执后另行登记。"
    )
    announced_on = day("公告发布之日", required=False, help_text="公告送达的填写。公告里不写申请的内容。")
    proof = forms.CharField(
        label="送达凭证",
        max_length=200,
        required=False,
        help_text="签收人或者回执。网上送达的留空，由系统生成回执；有邮件号码或者扫描件的也可以留空。",
    )
    uploaded = FilesField(label="凭证扫描件", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("channel") == "mail":
            found["carrier"] = found.get("carrier") or POST
        else:
            found["carrier"] = found["tracking"] = ""
        return found


class InformPartyForm(StepForm):
    key = forms.ChoiceField(label="征求意见书编号", choices=[])
    on = day("告知日期")
    why = words("决定公开的理由")


class AmendmentAskedForm(StepForm):
    on = day("收到日期")
    words = words("要求更正的记录和理由")


class AnswerAmendmentForm(StepForm):
    result = forms.ChoiceField(label="处理结果", choices=AMENDMENTS)
    on = day("告知日期")
    words = words("处理情况")


class WithdrawForm(StepForm):
    on = day("撤回日期")
    words = words("撤回的情况", required=False, rows=2)


class NoteForm(StepForm):
    words = words("内容", rows=2)


class AmendForm(StepForm):
    amends = forms.TypedChoiceField(label="需要更正的记录", coerce=int, choices=[])
    occurred_on = day("正确的日期")
    reason = words("更正的原因", rows=2)


class FileDisputeForm(StepForm):
    key = forms.CharField(label="案号", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=Dispute.Kind.choices)
    procedure = forms.ChoiceField(
        label="审理程序",
        choices=[(entry.value, entry.label) for entry in Procedure],
        initial=Procedure.ORDINARY.value,
        help_text="以受理通知书、答复通知书为准。简易程序的答复期限只有5个工作日。",
    )
    on = day("受理日期")
    copy_received_on = day("收到副本的日期", help_text="收到复议申请书或者起诉状副本之日，答复、答辩的期限从次日起算。")


class AnswerDisputeForm(StepForm):
    key = forms.ChoiceField(label="案号", choices=[])
    on = day("提交日期")
    letter = forms.CharField(label="答复书（答辩状）文号", max_length=60, required=False)
    words = words("提交的证据、依据", rows=2)


class DecideDisputeForm(StepForm):
    key = forms.ChoiceField(label="案号", choices=[])
    result = forms.ChoiceField(label="审理结果", choices=Dispute.Result.choices)
    on = day("审结日期")
    received_on = day("收到文书的日期", required=False, help_text="不填的，按审结之日计算重新答复的期限。")
    new_reply = forms.ChoiceField(
        label="结果纠正的，是否需要重新答复",
        choices=[("yes", "需要重新答复"), ("no", "不需要（如只确认违法）")],
        required=False,
    )
    redecide_by = day("文书载明的重新答复期限", required=False, help_text="结果纠正、责令重新答复的，照文书填写。")


class NoticeForm(forms.Form):
    """A holiday notice: pasted, or as a file."""

    text = words(
        "通知全文",
        rows=8,
        required=False,
        max_length=200_000,
        help_text="粘贴国务院办公厅通知的原文，从标题到最后一个节日。也可以粘贴或者上传YAML、JSON。",
    )
    file = forms.FileField(label="或者上传文件", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        upload = found.get("file")
        if upload is not None and not found.get("text"):
            if upload.size > 200_000:
                raise forms.ValidationError("文件超过200 KB，不像是放假安排通知。")
            try:
                found["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise forms.ValidationError("文件不是UTF-8编码的文字，请另存为UTF-8后再上传。") from error
        if not found.get("text", "").strip():
            raise forms.ValidationError("请粘贴通知全文，或者选择一个文件。")
        return found
