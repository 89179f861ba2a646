"""One reply to a request with several items: each has its own outcome and facts, the request counts in one row.

Two steps on one screen, without JavaScript: first what each item asks for and how it is disposed of, then the facts
that those outcomes need, with the letter beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.roles import Permission
from gongkai.casework import correspondence, deciding, decision, intake, joint_pages, log
from gongkai.casework.decision import DecisionForm
from gongkai.casework.errors import Conflict
from gongkai.casework.forms import speak, words
from gongkai.casework.opinions import Item, Opinion
from gongkai.casework.queries import Sheet
from gongkai.casework.views import REFUSALS, lacking, refuse, sheet_of, user_of
from gongkai.statute.events import EventKind
from gongkai.statute.outcomes import choose_row

FEWEST, MOST = 2, 20


class ItemForm(forms.Form):
    """What one item asks for, and how it is disposed of."""

    request = words("本项申请的内容", rows=2, max_length=1000)
    choice = forms.ChoiceField(label="办理结果")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped = [
            (group.label, [(f"{each.outcome}:{each.variant}", each.label) for each in group.choices])
            for group in decision.groups()
        ]
        self.fields["choice"].choices = [("", "请选择"), *grouped]  # type: ignore[attr-defined]
        speak(self)

    @property
    def chosen(self) -> tuple[str, str]:
        """Outcome and variant, once the form is valid."""
        outcome, _, variant = self.cleaned_data["choice"].partition(":")
        return outcome, variant


@dataclass(frozen=True, slots=True)
class Drafted:
    """One item on the screen: its own form, and the form of its facts once the outcome is chosen."""

    place: int
    item: ItemForm
    facts: DecisionForm | None = None

    @property
    def words(self) -> Item:
        """The item as far as it was filled in."""
        assert self.facts is not None, "facts are asked once every outcome is chosen"
        outcome, variant = self.item.chosen
        return Item(self.item.cleaned_data["request"], outcome, variant, self.facts.opinion().facts)


def items_of(count: int, sheet: Sheet, *, on: date, data: Mapping[str, Any] | None, asked: bool) -> list[Drafted]:
    """The forms of so many items; with ``asked`` those of their facts, too, where every outcome is chosen."""
    found = []
    for place in range(count):
        item = ItemForm(data, prefix=f"item{place}", auto_id=f"item{place}-%s")
        facts = None
        if data is not None and item.is_valid():
            facts = decision.form_of(*item.chosen, sheet, on=on, data=data if asked else None, prefix=f"facts{place}")
        found.append(Drafted(place + 1, item, facts))
    return found


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def several(request: HttpRequest, number: str) -> HttpResponse:
    """Draft one reply to several items and propose it."""
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    sheet = sheet_of(request, number)
    if not log.allowed(user, Permission.CASE_DRAFT, sheet.case, on=today):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    do = posted.get("do", "") if posted else ""
    count = _count((posted or request.GET).get("count", ""), more=do == "more")
    # Another item is added to what was typed; that is looked at only when the facts are asked.
    shown = posted if do != "more" else None
    drafts = items_of(count, sheet, on=today, data=shown, asked=do in {"preview", "propose"})
    if do == "more" and posted is not None:
        drafts = [_kept(draft, posted) for draft in drafts]
    context: dict[str, Any] = {"section": "cases", "sheet": sheet, "drafts": drafts, "count": count}
    context |= {"permission": sheet.permitted[EventKind.DECISION_PROPOSED.value], "most": count >= MOST}
    context["owing"] = [part for part in joint_pages.of_sheet(sheet) if part.row.owed]
    context["wanted"] = intake.wanted_of(sheet.case)
    if not all(draft.facts for draft in drafts):
        return render(request, "casework/several.html", context, status=422 if do in {"facts", "propose"} else 200)
    return _facts(request, sheet, drafts, context, today)


def _facts(
    request: HttpRequest, sheet: Sheet, drafts: list[Drafted], context: dict[str, Any], today: date
) -> HttpResponse:
    forms_of_facts = [draft.facts for draft in drafts if draft.facts is not None]
    # Every form is looked at, so that all faults are shown at once.
    faultless = [form.is_valid() for form in forms_of_facts]
    complete = request.POST["do"] != "facts" and all(faultless)
    opinion = Opinion.of_items([draft.words for draft in drafts])
    status = 200
    if complete and request.POST["do"] == "propose":
        seq = int(request.POST["seq"]) if request.POST.get("seq", "").isdigit() else None
        try:
            deciding.propose(case_id=sheet.case.pk, opinion=opinion, by=user_of(request), at=timezone.now(), seq=seq)
        except REFUSALS as error:
            refuse(forms_of_facts[0], error)
            status = 409 if isinstance(error, Conflict) else 422
        else:
            messages.success(request, "已报领导审批。期限照常计算，请留意到期日。")
            return redirect("casework:case", sheet.case.number)
    letter = correspondence.preview(sheet.case, sheet.state, opinion, on=today, days=sheet.calendar)
    context |= {"letter": letter, "missing": lacking(letter), "row": choose_row(opinion.outcomes), "stage": "facts"}
    context["forms_of_facts"] = forms_of_facts
    return render(request, "casework/several.html", context, status=status)


def _kept(draft: Drafted, posted: Mapping[str, Any]) -> Drafted:
    """The form with what was typed, not yet judged."""
    prefix = draft.item.prefix
    typed = {name: posted.get(f"{prefix}-{name}", "") for name in draft.item.fields}
    return Drafted(draft.place, ItemForm(prefix=prefix, auto_id=f"{prefix}-%s", initial=typed))


def _count(text: str, *, more: bool) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else FEWEST
    return min(max(count + more, FEWEST), MOST)
