"""Forms of the office for letters, opinions, reports of errors and surveys. Whether something is allowed is said by the
verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from gongkai.agencies.models import Agency
from gongkai.casework.forms import day, speak, words
from gongkai.casework.intake import DELIVERY, FORMS, IDENTITY_KINDS, LONGEST_REQUEST, Wanted
from gongkai.casework.models import ApplicantKind
from gongkai.casework.subjects import Person
from gongkai.dialogue import attachments, corrections, opinions
from gongkai.dialogue.answering import LONGEST_ANSWER, LONGEST_REASON, ForEverybody
from gongkai.dialogue.attachments import Fit, Listed
from gongkai.dialogue.models import Opinion, OpinionGroup, SiteError
from gongkai.dialogue.opinions import Said
from gongkai.disclosure.models import Section
from gongkai.disclosure.widgets import ThemeInput
from gongkai.files.errors import FileError
from gongkai.files.keeping import KeepingForm
from gongkai.files.uploading import FaultyFiles, FilesField


class SpokenForm(forms.Form):
    """A form that says what is missing by its name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        speak(self)


class AssignForm(SpokenForm):
    """To which department a letter goes; to none, it comes back."""

    department = forms.ModelChoiceField(
        label="交办单位", queryset=Agency.objects.none(), required=False, empty_label="由本单位办理"
    )

    def __init__(self, *args: Any, departments: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class AnswerForm(KeepingForm, SpokenForm):
    """The answer to a letter, with files; those that the draft has already may be taken out."""

    words = words("答复内容", rows=10, max_length=LONGEST_ANSWER, help_text="来信人凭编号和查询码看到的就是这段文字。")
    without = forms.TypedMultipleChoiceField(
        label="去掉已有的附件", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    uploaded = FilesField(label="答复附件（选填）", required=False)

    def __init__(self, *args: Any, kept: Iterable[Listed], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "without", kept)

    def clean_uploaded(self) -> list[Fit]:
        """The copies that may leave; a file that must not is named, and the others stay. Raises FaultyFiles."""
        good, faults = [], []
        for one in self.cleaned_data["uploaded"]:
            try:
                good.append(attachments.fit(one))
            except FileError as error:
                faults.append(forms.ValidationError(f"“{one.checked.name}”：{error}", code=error.code))
            except attachments.Unfit as error:  # which names the file and the place in it
                faults.append(forms.ValidationError(str(error), code=error.code))
        if faults:
            raise FaultyFiles(faults, list(good))
        return good


class ExtendForm(SpokenForm):
    """Until when an answer is put off, and why."""

    until = day("延长到")
    reason = words("延长的原因", rows=2, max_length=LONGEST_REASON, help_text="来信人会看到。只能延长一次。")


class TurnForm(SpokenForm):
    """What a request for information must say that the letter may not (条例第二十九条)."""

    applicant_kind = forms.ChoiceField(label="申请人类别", choices=ApplicantKind.choices)
    name = forms.CharField(label="申请人姓名或者名称", max_length=80)
    identity_kind = forms.ChoiceField(label="证件类型", choices=IDENTITY_KINDS)
    identity_number = forms.CharField(label="证件号码", max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    telephone = forms.CharField(label="联系电话", max_length=30, required=False)
    email = forms.CharField(label="电子邮箱", max_length=80, required=False)
    description = words("所需信息的内容", rows=5, max_length=LONGEST_REQUEST)
    form = forms.ChoiceField(label="希望得到的形式", choices=FORMS)
    delivery = forms.ChoiceField(label="希望获取的方式", choices=DELIVERY)

    @property
    def person(self) -> Person:
        """Who asks."""
        names = ("name", "identity_kind", "identity_number", "telephone", "email")
        return Person(**{name: self.cleaned_data[name] for name in names})

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        return Wanted(**{name: self.cleaned_data[name] for name in ("description", "form", "delivery")})


class SectionForm(SpokenForm):
    """In which section a page is drafted."""

    section = forms.ModelChoiceField(label="放在哪个栏目", queryset=Section.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, sections: Iterable[Section], **options: Any) -> None:
        super().__init__(*args, **options)
        keys = [row.pk for row in sections]
        self.fields["section"].queryset = Section.objects.filter(pk__in=keys)  # type: ignore[attr-defined]


class SelectForm(SectionForm):
    """A letter and its answer as everybody may read them."""

    title = forms.CharField(label="标题", max_length=120)
    subject = forms.CharField(label="主题", max_length=40, required=False, widget=ThemeInput)
    question = words("来信内容", rows=6, help_text="删去姓名、电话、住址等能认出来信人的内容；原信不变。")
    answer = words("答复内容", rows=8, max_length=LONGEST_ANSWER)
    enclosed = forms.TypedMultipleChoiceField(
        label="随网页公开的答复附件", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只有勾选的才随网页送审公开。来信人的附件任何时候都不公开。",
    )  # fmt: skip

    def __init__(self, *args: Any, kept: Iterable[Listed], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "enclosed", kept)

    @property
    def for_everybody(self) -> ForEverybody:
        """What is to be read."""
        return ForEverybody(**{name: self.cleaned_data[name] for name in ("title", "question", "answer", "subject")})


def _offer(form: forms.Form, name: str, files: Iterable[Listed]) -> None:
    """Let a field choose among files, or leave it out where there are none."""
    choices = [(one.row.pk, f"{one.name}（{one.size}）") for one in files]
    field = form.fields[name]
    assert isinstance(field, forms.TypedMultipleChoiceField)
    if choices:
        field.choices = choices
    else:
        del form.fields[name]


class RecordForm(SpokenForm):
    """An opinion that came on paper or at a meeting."""

    channel = forms.ChoiceField(
        label="方式", choices=[choice for choice in Opinion.Channel.choices if choice[0] != Opinion.Channel.WEB]
    )
    on = day("收到日期")
    words = words("意见内容", rows=4, max_length=opinions.LONGEST)
    name = forms.CharField(label="提出人（选填）", max_length=40, required=False)
    contact = forms.CharField(label="联系方式（选填）", max_length=80, required=False)

    @property
    def said(self) -> Said:
        """What was said."""
        return Said(self.cleaned_data["words"], self.cleaned_data["name"], self.cleaned_data["contact"])


class GroupForm(SpokenForm):
    """Which opinions say the same: into a group there is, or a new one."""

    into = forms.ModelChoiceField(
        label="归入", queryset=OpinionGroup.objects.none(), required=False, empty_label="新的要点"
    )
    gist = forms.CharField(
        label="意见要点",
        max_length=500,
        required=False,
        help_text="写给公众看，不写提出人的姓名。归入已有要点的，不填。",
    )

    def __init__(self, *args: Any, groups: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].queryset = groups  # type: ignore[attr-defined]


class JudgeForm(SpokenForm):
    """Whether the draft follows a group of opinions."""

    group = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label="采纳情况", choices=[("", "请选择"), *OpinionGroup.Verdict.choices])
    reason = words("理由", rows=2, max_length=1000, required=False, help_text="部分采纳、未采纳的必填，将公布。")


class CorrectionForm(SpokenForm):
    """What was done about a report of an error."""

    result = forms.ChoiceField(label="处理结果", choices=[("", "请选择"), *SiteError.Result.choices])
    words = words("处理情况", rows=4, max_length=corrections.LONGEST, help_text="提出人凭编号和查询码看到这段文字。")


class EraseForm(SpokenForm):
    """On what ground old letters and opinions are destroyed."""

    agency = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="销毁的依据", max_length=200, help_text="例如档案鉴定意见的文号。")
