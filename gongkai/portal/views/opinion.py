"""Third parties and other agencies answer what they were asked (条例第三十二条、第三十四条).

As on the progress page, the browser keeps number and code in a cookie that only this address receives; a wrong
number and a wrong code get the same answer. Who applied is shown nowhere.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.casework import parties
from gongkai.casework.attachments import Role, Upload
from gongkai.casework.errors import CaseworkError, Unknown
from gongkai.casework.parties import Question
from gongkai.files.errors import FileError
from gongkai.files.keeping import KeepingForm
from gongkai.files.uploading import FilesField
from gongkai.portal import errors, pages, throttle
from gongkai.portal.acts import LONGEST
from gongkai.portal.forms import PublicForm, Text
from gongkai.portal.throttle import Deed
from gongkai.portal.views.methods import answers
from gongkai.statute.errors import StatuteError

COOKIE = "gongkai_opinion"
MINUTES = 60
WRONG = "文号或者答复码不对，请照着收到的征求意见书核对。"


class KeyForm(PublicForm):
    """Number and answer code, as they stand on the letter."""

    number = Text(
        label="征求意见书的文号",
        longest=60,
        required=True,
        error_messages={"required": "请填写征求意见书上的文号。"},
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
    code = Text(
        label="答复码",
        longest=40,
        wide_digits=True,
        required=True,
        error_messages={"required": "请填写征求意见书上的答复码。"},
        help_text="16位字母和数字，大小写和短横都可以不管。",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )


class OpinionForm(KeepingForm, PublicForm):
    """The opinion, why, and files."""

    opinion = forms.ChoiceField(
        label="您的意见",
        choices=parties.ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否同意公开。", "invalid_choice": "请选择是否同意公开。"},
    )
    words = Text(
        label="理由和说明",
        longest=LONGEST,
        lines=6,
        help_text="不同意公开的，必须说明理由：公开会损害您的哪些商业秘密、个人隐私或者其他合法权益；"
        "只同意部分公开的，写明哪些部分不同意。",
    )
    attached = FilesField(label="证明材料（选填）", required=False)

    @property
    def uploads(self) -> list[Upload]:
        """The files, once the form is valid."""
        return [Upload(received, Role.OPINION) for received in self.cleaned_data["attached"]]


@answers("GET", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """Number and code of the letter."""
    if request.method != "POST":
        return _ask(request, KeyForm())
    at, address = now(), throttle.address_of(request)
    if throttle.exceeded(Deed.FAIL, address, at=at):
        return errors.show(errors.TOO_MANY, request)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    number, code = _as_printed(form.cleaned_data["number"]), form.cleaned_data["code"]
    try:
        parties.question(number, code)
    except Unknown:
        throttle.record(Deed.FAIL, address, at=at)
        form.add_error("number", WRONG)
        return _ask(request, form)
    response = HttpResponseRedirect(reverse("portal:opinion_letter"), status=303)
    response.set_cookie(
        COOKIE,
        signing.dumps([number, code], salt=COOKIE),
        max_age=MINUTES * 60,
        path=reverse("portal:opinion"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@answers("GET", "POST")
def letter(request: HttpRequest) -> HttpResponse:
    """The letter with its form; once the opinion is in, its receipt."""
    number, code, found = _open(request)
    if found is None:
        return _to_start()
    if request.method != "POST":
        return _receipt(request, found) if found.answered else _show(request, found, OpinionForm())
    return _answer(request, number, code, found)


@answers("POST")
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Leave nothing behind on a shared computer."""
    return _to_start()


def _as_printed(number: str) -> str:
    """Keyboards have no 〔〕: any brackets do, and so do blanks."""
    return "".join(number.split()).translate(str.maketrans("[]()（）【】［］", "〔〕〔〕〔〕〔〕〔〕"))


def _answer(request: HttpRequest, number: str, code: str, found: Question) -> HttpResponse:
    at, address = now(), throttle.address_of(request)
    if throttle.exceeded(Deed.ACT, address, at=at):
        return errors.show(errors.TOO_MANY, request)
    form = OpinionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, form)
    throttle.record(Deed.ACT, address, at=at)
    given, uploads = form.cleaned_data, form.uploads
    try:
        parties.answer(
            number=number, code=code, opinion=given["opinion"], words=given["words"], uploads=uploads, at=at
        )  # fmt: skip
    except (CaseworkError, StatuteError, FileError) as error:
        return _refused(request, form, error)
    form.sent()
    return HttpResponseRedirect(reverse("portal:opinion_letter"), status=303)


def _refused(request: HttpRequest, form: OpinionForm, error: Exception) -> HttpResponse:
    """What the verb says, at its field; a second press finds the opinion there already and gets its receipt."""
    _, _, found = _open(request)
    if found is None:
        return _to_start()
    if found.answered:
        return _receipt(request, found, str(error))
    fields = getattr(error, "fields", ())
    form.add_error(fields[0] if fields else None, str(error))
    return _show(request, found, form, status=200 if fields else 409)


def _open(request: HttpRequest) -> tuple[str, str, Question | None]:
    try:
        number, code = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=MINUTES * 60)
        found = parties.question(number, code)
        # Without the subject's key neither the letter nor an opinion can be opened or sealed any more.
        return number, code, found if bytes(found.letter.case.subject.key) else None
    except (signing.BadSignature, Unknown):
        return "", "", None


def _to_start() -> HttpResponse:
    response = HttpResponseRedirect(reverse("portal:opinion"), status=303)
    response.delete_cookie(COOKIE, path=reverse("portal:opinion"))
    return response


def _ask(request: HttpRequest, form: KeyForm) -> HttpResponse:
    context = {"form": form}
    return pages.page(request, "portal/opinion/ask.html", context, column=pages.OPINION, private=form.is_bound)


def _show(request: HttpRequest, found: Question, form: OpinionForm, status: int = 200) -> HttpResponse:
    context = {**_facts(found), "form": form, "over": found.limit_on < localdate(now())}
    return pages.page(request, "portal/opinion/letter.html", context, column=pages.OPINION, status=status, private=True)


def _receipt(request: HttpRequest, found: Question, notice: str = "") -> HttpResponse:
    context = {
        **_facts(found),
        "notice": notice,
        "opinion": dict(parties.ANSWERS).get(found.consultation.opinion or ""),
    }
    return pages.page(request, "portal/opinion/receipt.html", context, column=pages.OPINION, private=True)


def _facts(found: Question) -> dict[str, Any]:
    return {
        "question": found,
        "letter": found.letter,
        "agency": found.letter.case.agency,
        "addressee": found.addressee,
        "paragraphs": found.paragraphs,
    }
