"""What citizens fill in. Nothing but 条例第二十九条 asks for; in particular no purpose.

Every message is a sentence that says what to do; what was typed is always kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator

from gongkai.casework import intake
from gongkai.casework.attachments import Role, Upload
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind
from gongkai.casework.subjects import Person
from gongkai.files.uploading import FilesField, Received

_TELEPHONE = re.compile(r"[0-9+()\-  转]{7,30}")
KINDS = tuple((kind.value, str(kind.label)) for kind in ApplicantKind)
LINE_BREAKS = "\r\n\t"
_CHOICES: dict[str, dict[str, str]] = {
    "applicant_kind": {kind.value: str(kind.label) for kind in ApplicantKind},
    "identity_kind": dict(intake.IDENTITY_KINDS),
    "form": dict(intake.FORMS),
    "delivery": dict(intake.DELIVERY),
}


class Text(forms.CharField):
    """One line or several of plain text: control characters are refused with a sentence, not with a fault."""

    def __init__(self, *, longest: int, lines: int = 1, wide_digits: bool = False, **options: Any) -> None:
        self.longest, self.lines, self.wide_digits = longest, lines, wide_digits
        attributes = {"rows": lines} if lines > 1 else {}
        attributes.update(options.pop("attributes", {}))
        widget = forms.Textarea(attributes) if lines > 1 else forms.TextInput(attributes)
        options.setdefault("required", False)
        super().__init__(widget=widget, **options)
        # Django's own check speaks of "null characters"; ours covers all control characters.
        self.validators = []

    def clean(self, value: Any) -> str:
        text = "" if value is None else str(value).replace("\r\n", "\n").strip()
        if self.wide_digits:
            # Full-width digits and letters typed with a Chinese input method.
            text = unicodedata.normalize("NFKC", text)
        if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in LINE_BREAKS for letter in text):
            raise forms.ValidationError("内容里有无法识别的控制字符，请删去后重新填写。")
        if self.lines == 1 and any(letter in LINE_BREAKS for letter in text):
            raise forms.ValidationError("这一项只能填写一行文字。")
        if len(text) > self.longest:
            raise forms.ValidationError(f"请不要超过{self.longest}个字，现在有{len(text)}个字。")
        if self.required and not text:
            raise forms.ValidationError(self.error_messages["required"])
        return text


def _choice(label: str, choices: tuple[tuple[str, str], ...], fault: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": fault, "invalid_choice": fault},
        **options,
    )


class PublicForm(forms.Form):
    """A form of the portal. Labels end without Django's half-width colon."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class ApplicationForm(PublicForm):
    """The application of 条例第二十九条: who asks and how to reach them, what is wanted, in which form."""

    applicant_kind = _choice("申请人类别", KINDS, "请选择申请人类别。", initial="natural_person")
    name = Text(label="姓名或者单位名称", longest=80, attributes={"autocomplete": "name"})
    identity_kind = _choice("证件类型", intake.IDENTITY_KINDS, "请选择证件类型。", initial="resident_identity_card")
    identity_number = Text(
        label="证件号码",
        longest=40,
        wide_digits=True,
        attributes={"autocomplete": "off", "spellcheck": "false"},
        help_text="身份证号码和统一社会信用代码的最后一位是校验位，输错时会提示您核对。",
    )
    representative = Text(
        label="代理人或者单位联系人（选填）",
        longest=80,
        attributes={"autocomplete": "off"},
        help_text="委托他人代办的，填写代理人姓名；单位申请的，填写联系人姓名。",
    )
    telephone = Text(
        label="联系电话", longest=30, wide_digits=True, attributes={"autocomplete": "tel", "inputmode": "tel"}
    )
    email = Text(
        label="电子邮箱", longest=80, wide_digits=True, attributes={"autocomplete": "email", "inputmode": "email"}
    )
    address = Text(label="通信地址", longest=120, attributes={"autocomplete": "street-address"})
    postcode = Text(
        label="邮政编码（选填）",
        longest=6,
        wide_digits=True,
        attributes={"autocomplete": "postal-code", "inputmode": "numeric"},
    )
    title = Text(
        label="文件名称或者文号（知道的话请填写）",
        longest=200,
        attributes={"autocomplete": "off"},
        help_text="例如：《关于湖滨路改造工程的批复》，或者“明政发〔2023〕5号”。",
    )
    description = Text(
        label="所需信息的内容",
        longest=intake.LONGEST_REQUEST,
        lines=7,
        help_text="写明时间、地点、事项等便于查找的特征，一件申请写一件事。"
        "例如：2023年湖滨路改造工程的房屋征收补偿方案；2022年度本街道最低生活保障资金的发放总额。",
    )
    form = _choice("希望得到的形式", intake.FORMS, "请选择希望得到的形式。", initial="electronic")
    delivery = _choice("希望获取的方式", intake.DELIVERY, "请选择希望获取的方式。", initial="web")

    def clean_telephone(self) -> str:
        telephone: str = self.cleaned_data["telephone"]
        if telephone and not _TELEPHONE.fullmatch(telephone):
            raise forms.ValidationError("联系电话的格式不对，应为7位以上的数字，例如 0000-1234567 或者手机号码。")
        return telephone

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email:
            EmailValidator(message="电子邮箱的格式不对，应如 name@example.cn。")(email)
        return email

    def clean_postcode(self) -> str:
        postcode: str = self.cleaned_data["postcode"]
        if postcode and not re.fullmatch(r"[0-9]{6}", postcode):
            raise forms.ValidationError("邮政编码应为6位数字。")
        return postcode

    def clean_identity_number(self) -> str:
        return str(self.cleaned_data["identity_number"]).upper().replace(" ", "")

    def clean(self) -> dict[str, Any]:
        """Add what the article misses, at the field where it is missing."""
        values = super().clean() or {}
        # 条例第二十九条: a name, a number or a description; one of them is enough.
        if not values.get("description") and "description" not in self.errors:
            values["description"] = values.get("title", "")
        for field, fault in {**self._odd_papers(values), **intake.missing(self._person(), self._wanted())}.items():
            if field not in self.errors:
                self.add_error(field, fault)
        return values

    def _odd_papers(self, values: dict[str, Any]) -> dict[str, str]:
        kind, papers = values.get("applicant_kind"), values.get("identity_kind")
        person = kind == ApplicantKind.NATURAL_PERSON
        if person and papers == "social_credit_code":
            return {"identity_kind": "统一社会信用代码是单位的证件；以个人名义申请的，请选择个人证件。"}
        if kind and not person and papers == "resident_identity_card":
            return {"identity_kind": "以单位名义申请的，请选择统一社会信用代码或者其他有效证件。"}
        return {}

    def _person(self) -> Person:
        names = ("name", "identity_kind", "identity_number", "telephone", "email", "address", "postcode")
        return Person(
            **{name: self.cleaned_data.get(name, "") for name in names},
            representative=self.cleaned_data.get("representative", ""),
        )

    def _wanted(self) -> Wanted:
        values = self.cleaned_data
        return Wanted(
            description=values.get("description", ""),
            form=values.get("form", ""),
            delivery=values.get("delivery", ""),
            title=values.get("title", ""),
        )

    def only(self, names: Iterable[str]) -> ApplicationForm:
        """Keep these fields, with the faults that the whole form has found at them."""
        wanted = set(names)
        faults = self.errors
        for name in set(self.fields) - wanted:
            del self.fields[name]
            faults.pop(name, None)
        return self

    @property
    def applicant_kind_chosen(self) -> ApplicantKind:
        """The column of table B, once the form is valid."""
        return ApplicantKind(self.cleaned_data["applicant_kind"])

    @property
    def person(self) -> Person:
        """Who asks, once the form is valid."""
        return self._person()

    @property
    def wanted(self) -> Wanted:
        """What is asked for, once the form is valid."""
        return self._wanted()

    @property
    def words(self) -> dict[str, str]:
        """Everything as it stands on the review page, by field."""
        return {name: str(self.cleaned_data.get(name, "")) for name in self.fields}

    def summary(self, names: Iterable[str]) -> list[tuple[str, str, bool]]:
        """The lines of the review page for some fields: label, answer, and whether it was typed rather than chosen;
        without what was left empty."""
        lines = []
        for name in names:
            field = self.fields[name]
            answer = _CHOICES[name][self.words[name]] if name in _CHOICES else self.words[name]
            if answer:
                label = str(field.label).removesuffix("（选填）").removesuffix("（知道的话请填写）")
                lines.append((label, answer, name not in _CHOICES))
        return lines


class FilesForm(PublicForm):
    """The files that go with an application (条例第二十九条); all of them may be left out."""

    identity = FilesField(label="身份证明（选填）", required=False)
    authority = FilesField(label="授权委托书（委托他人代办的）", required=False, help_text="格式和大小同上。")
    attached = FilesField(label="其他附件（选填）", required=False, help_text="格式和大小同上。")
    _ROLES = (("identity", Role.IDENTITY), ("authority", Role.AUTHORITY), ("attached", Role.REQUEST))

    def add_error(self, field: str | None, error: Any) -> None:
        """Django's own; of a field with a faulty file the good ones are in order all the same."""
        good = getattr(error, "received", ())
        super().add_error(field, error)
        if field is not None and good:
            self._good[field] = good

    def full_clean(self) -> None:
        """Check the files."""
        self._good: dict[str, Sequence[Received]] = {}
        super().full_clean()

    @property
    def uploads(self) -> list[Upload]:
        """What was chosen and is in order, also beside a file that is not: the draft keeps it."""
        found = {name: self.cleaned_data.get(name) or self._good.get(name, ()) for name, _ in self._ROLES}
        return [Upload(received, role) for name, role in self._ROLES for received in found[name]]


class ProgressForm(PublicForm):
    """Number and query code, as they stand on the receipt."""

    number = Text(
        label="收件编号",
        longest=40,
        wide_digits=True,
        required=True,
        error_messages={"required": "请填写回执上的收件编号。"},
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
    code = Text(
        label="查询码",
        longest=40,
        wide_digits=True,
        required=True,
        error_messages={"required": "请填写回执上的查询码。"},
        help_text="回执上的16位字母和数字，大小写和短横都可以不管。",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )


class ResumeForm(PublicForm):
    """The code with which a draft is opened at another device."""

    code = Text(
        label="续填码",
        longest=40,
        wide_digits=True,
        required=True,
        error_messages={"required": "请填写保存草稿时显示的续填码。"},
        help_text="20位字母和数字，大小写和短横都可以不管。",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
