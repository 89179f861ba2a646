"""What the public fills in to write, to speak on a draft, to report an error, to answer a survey.

Nothing has to be told of oneself; a way to be reached is everybody's choice.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator

from gongkai.agencies.models import Agency
from gongkai.casework import ratings
from gongkai.dialogue import corrections, letters, opinions, seats
from gongkai.dialogue.ballots import LONGEST as LONGEST_TYPED
from gongkai.dialogue.corrections import Found
from gongkai.dialogue.letters import Written
from gongkai.dialogue.models import SiteError
from gongkai.dialogue.opinions import Said
from gongkai.disclosure.answers import LetterKind
from gongkai.disclosure.models import Survey, SurveyQuestion
from gongkai.files.keeping import KeepingForm
from gongkai.files.uploading import FilesField
from gongkai.portal.forms import PublicForm, Text
from gongkai.village import objections
from gongkai.village.models import Objection

NAME = "姓名或者称呼（选填）"
CONTACT = "联系方式（选填）"


def _pick(label: str, choices: Any, fault: str, **options: Any) -> forms.ChoiceField:
    told = {"required": fault, "invalid_choice": fault}
    return forms.ChoiceField(label=label, choices=choices, error_messages=told, **options)


class OnceForm(PublicForm):
    """A form that is sent once: its token travels along."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


class LetterForm(KeepingForm, OnceForm):
    """A letter to an agency, with files: those that are good stay when the form comes back."""

    agency = _pick("写给哪个机关", [], "请选择机关。")
    kind = _pick("类型", LetterKind.choices, "请选择类型。", widget=forms.RadioSelect, initial=LetterKind.QUESTION)
    title = Text(
        label="标题", longest=letters.LONGEST_TITLE, required=True, error_messages={"required": "请填写标题。"}
    )
    words = Text(
        label="内容",
        longest=letters.LONGEST,
        lines=8,
        required=True,
        error_messages={"required": "请填写内容。"},
        help_text="写明时间、地点和事情的经过，一封信写一件事。",
    )
    name = Text(label=NAME, longest=40, attributes={"autocomplete": "name"})
    telephone = Text(
        label="联系电话（选填）", longest=30, wide_digits=True, attributes={"autocomplete": "tel", "inputmode": "tel"}
    )
    email = Text(
        label="电子邮箱（选填）",
        longest=80,
        wide_digits=True,
        attributes={"autocomplete": "email", "inputmode": "email"},
        help_text="收到、交办、延期和有了答复，会发邮件告诉您；邮件里不写来信和答复的内容。",
    )
    attached = FilesField(label="附件（选填）", required=False)
    may_publish = _pick(
        "是否同意公开来信和答复",
        [("no", "不同意公开"), ("yes", "同意公开，公开前删去我的个人信息")],
        "请选择是否同意公开。",
        widget=forms.RadioSelect,
        initial="no",
    )

    def __init__(self, *args: Any, agencies: list[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *((row.code, row.name) for row in agencies)]
        self._agencies = {row.code: row for row in agencies}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email:
            EmailValidator(message="电子邮箱的格式不对，应如 name@example.cn。")(email)
        return email

    @property
    def to(self) -> Agency:
        """The agency that was chosen."""
        return self._agencies[self.cleaned_data["agency"]]

    @property
    def written(self) -> Written:
        """What was written."""
        return Written(**{name: self.cleaned_data[name] for name in ("title", "words", "name", "telephone", "email")})


class OpinionForm(OnceForm):
    """An opinion on a draft, whole or on one of its passages."""

    passage = _pick("针对", [], "请选择针对全文还是其中一段。", initial="0")
    words = Text(
        label="您的意见和建议",
        longest=opinions.LONGEST,
        lines=8,
        required=True,
        error_messages={"required": "请填写意见和建议。"},
    )
    name = Text(label=NAME, longest=40, attributes={"autocomplete": "name"})
    contact = Text(
        label=CONTACT, longest=80, wide_digits=True, help_text="电话或者电子邮箱，只用来向您了解情况，不公开。"
    )

    def __init__(self, *args: Any, passages: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["passage"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("0", "全文"), *((str(number), f"第{number}段：{words}") for number, words in passages)]

    @property
    def said(self) -> Said:
        """What was said."""
        given = self.cleaned_data
        return Said(given["words"], given["name"], given["contact"], int(given["passage"]))


class SeatForm(OnceForm):
    """Signing up to listen in at a meeting."""

    name = Text(
        label="姓名", longest=seats.LONGEST_NAME, required=True, attributes={"autocomplete": "name"},
        error_messages={"required": "请填写姓名。"},
    )  # fmt: skip
    telephone = Text(
        label="联系电话", longest=20, wide_digits=True, required=True,
        attributes={"autocomplete": "tel", "inputmode": "tel"}, help_text="只用来通知结果，同一个电话只能报一次名。",
        error_messages={"required": "请填写能打通的电话号码，只写数字。"},
    )  # fmt: skip
    why = Text(
        label="为什么想列席", longest=seats.LONGEST, lines=4, required=True,
        error_messages={"required": "请填写报名的理由。"}, help_text="与议题的关系，想了解或者反映什么。",
    )  # fmt: skip
    agrees = forms.BooleanField(
        label="我同意把以上信息用于确定和通知列席代表", error_messages={"required": "同意以后才能报名。"}
    )

    @property
    def asked(self) -> seats.Asked:
        """Who signs up."""
        return seats.Asked(**{name: self.cleaned_data[name] for name in ("name", "telephone", "why")})


class SiteErrorForm(OnceForm):
    """What is wrong, and where."""

    place = Text(label="有错误的页面", longest=corrections.LONGEST_PLACE, help_text="页面的网址；不知道的，可以不填。")
    kind = _pick("问题类型", SiteError.Kind.choices, "请选择问题类型。", widget=forms.RadioSelect, initial="words")
    words = Text(
        label="哪里有错",
        longest=corrections.LONGEST,
        lines=5,
        required=True,
        error_messages={"required": "请写明哪里有错。"},
        help_text="写明错在哪一句、应当是什么。",
    )
    contact = Text(
        label=CONTACT, longest=80, wide_digits=True,
        help_text="电话或者电子邮箱，只用来向您核实，不公开。填电子邮箱的，收到和有了答复会发邮件告诉您。",
    )  # fmt: skip

    @property
    def found(self) -> Found:
        """What was found."""
        return Found(self.cleaned_data["words"], self.cleaned_data["contact"])


class AnswerRatingForm(PublicForm):
    """A mark and a few words."""

    score = forms.TypedChoiceField(
        label="您对这封来信的答复",
        choices=ratings.MARKS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择评价。", "invalid_choice": "请选择评价。"},
    )
    words = Text(label="意见和建议（选填）", longest=letters.LONGEST_RATING, lines=3)


class BallotForm(OnceForm):
    """The questions of a survey."""

    def __init__(self, *args: Any, survey: Survey, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = list(survey.questions.all())
        for place, question in enumerate(self.questions):
            self.fields[f"q{place}"] = _asked(question)

    @property
    def answers(self) -> dict[int, list[str]]:
        """What was answered, by the places of the questions."""
        given = {place: self.cleaned_data.get(f"q{place}") for place in range(len(self.questions))}
        return {place: one if isinstance(one, list) else [one] for place, one in given.items() if one}


def _asked(question: SurveyQuestion) -> forms.Field:
    fault = f"请回答“{question.words}”。"
    if question.form == SurveyQuestion.Form.TEXT:
        told = {"required": fault}
        return Text(
            label=question.words, longest=LONGEST_TYPED, lines=4, required=question.required, error_messages=told
        )
    choices = [(str(number), words) for number, words in enumerate(question.options())]
    told = {"required": fault, "invalid_choice": fault}
    if question.form == SurveyQuestion.Form.SINGLE:
        return forms.ChoiceField(
            label=question.words,
            choices=choices,
            widget=forms.RadioSelect,
            required=question.required,
            error_messages=told,
        )
    return forms.MultipleChoiceField(
        label=f"{question.words}（可以多选）",
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=question.required,
        error_messages=told,
    )


class VillageForm(OnceForm):
    """A villager's question or objection; nothing is asked of who they are."""

    sort = _pick("类型", Objection.Sort.choices, "请选择是询问还是异议。", widget=forms.RadioSelect, initial="question")
    words = Text(
        label="您的问题",
        longest=objections.LONGEST,
        lines=6,
        required=True,
        error_messages={"required": "请写明您的问题。"},
        help_text="不用写姓名、电话。凭回执上的编号和查询码看答复。",
    )
