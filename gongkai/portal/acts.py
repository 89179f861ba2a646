"""What an applicant can do about a request: the forms, and which of them are open now.

The law says what is open (`statute.procedure.permitted`), so that a form is never shown only to be refused.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gongkai.agencies import calendar
from gongkai.casework import intake, ratings
from gongkai.casework.attachments import Role, Upload
from gongkai.casework.models import Case
from gongkai.files.keeping import KeepingForm
from gongkai.files.uploading import FilesField
from gongkai.portal.forms import PublicForm, Text
from gongkai.statute import procedure
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import Event, EventKind

LONGEST = 2000


def _words(label: str, fault: str, help_text: str = "", **options: Any) -> Text:
    options.setdefault("required", True)
    return Text(
        label=label,
        longest=options.pop("longest", LONGEST),
        lines=options.pop("lines", 5),
        error_messages={"required": fault},
        help_text=help_text,
        **options,
    )


class CorrectionForm(KeepingForm, PublicForm):
    """What the applicant adds after a correction notice (条例第三十条)."""

    what = _words(
        "补正的内容",
        "请填写补正的内容。",
        "按照补正告知的要求逐项写明；原来写过的不必重写。",
        longest=intake.LONGEST_REQUEST,
        lines=7,
    )
    attached = FilesField(label="补正材料（选填）", required=False)

    @property
    def uploads(self) -> list[Upload]:
        """The files, once the form is valid."""
        return [Upload(received, Role.CORRECTION) for received in self.cleaned_data["attached"]]


class ReasonsForm(PublicForm):
    """Why so many requests (条例第三十五条)."""

    reasons = _words("您的理由", "请写明理由。", "说明为什么需要提出这些申请；理由合理的，机关继续办理。")


class WithdrawForm(PublicForm):
    """Withdrawing is the applicant's own free decision; reasons may be left out."""

    why = _words("撤回的原因（选填）", "", required=False, lines=3, longest=500)


class RatingForm(PublicForm):
    """A mark and a few words."""

    score = forms.TypedChoiceField(
        label="您对这件申请的办理",
        choices=ratings.MARKS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择评价。", "invalid_choice": "请选择评价。"},
    )
    opinion = _words("意见和建议（选填）", "", required=False, lines=3, longest=ratings.LONGEST)


class SuggestionForm(PublicForm):
    """Why everybody should have the information (条例第四十四条)."""

    suggestion = _words("建议的理由", "请写明建议的理由。", "例如：与很多居民有关，大家都在问。", lines=3)


class AmendmentForm(PublicForm):
    """Which record about the applicant is wrong, and how that can be seen (条例第四十一条)."""

    record = _words(
        "哪里不准确，应当怎样更正，有什么证据",
        "请写明哪里不准确、应当怎样更正、有什么证据。",
        "只能要求更正与您自己有关的记录。",
    )


def open_now(case: Case, events: tuple[Event, ...], state: CaseState, *, today: date) -> frozenset[str]:
    """The names of the forms that may be sent today; none once the applicant's data are erased, because there is no
    key to seal what would come."""
    if not bytes(case.subject.key):
        return frozenset()
    permitted = procedure.permitted(state, calendar.current(), today)
    names = {name for name, kind in _KINDS.items() if permitted[kind].allowed and _makes_sense(name, events, state)}
    return frozenset(names | ({"rating"} if case.served_on or case.closed_on else set()))


_KINDS = {
    "correction": EventKind.CORRECTED,
    "reasons": EventKind.REASONS_GIVEN,
    "withdraw": EventKind.WITHDRAWN,
    "suggestion": EventKind.PUBLICATION_SUGGESTED,
    "amendment": EventKind.AMENDMENT_ASKED,
}


def _makes_sense(name: str, events: tuple[Event, ...], state: CaseState) -> bool:
    """What the law would let pass and yet nobody needs: a second suggestion, a record that was not seen yet."""
    kinds = [event.kind for event in events]
    if name == "reasons":
        return state.reasons is not None and state.reasons.given_on is None
    if name == "suggestion":
        known = {EventKind.PUBLICATION_SUGGESTED, EventKind.CONVERTED_TO_PROACTIVE}
        return state.served_on is not None and not known & set(kinds)
    if name == "amendment":
        asked, answered = kinds.count(EventKind.AMENDMENT_ASKED), kinds.count(EventKind.AMENDMENT_ANSWERED)
        return state.served_on is not None and asked <= answered
    return True
